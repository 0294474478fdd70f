//! A transit gateway: a namespace with a device per attachment and zone, and a routing table for what comes in by each.

use crate::event::{Event, Place};
use crate::outside;
use crate::plan::{Namespace, Plan, forget_sender, loops};
use packetwalk_aws::plain::{Plain, TransitRoute, TransitTable};
use packetwalk_space::Family;

/// A transit gateway's namespace and its devices.
#[derive(Clone, Debug)]
pub(crate) struct Transit {
    pub(crate) namespace: usize,
    /// The devices in the gateway's namespace.
    pub(crate) devices: Vec<Device>,
}

/// What leads from a transit gateway to an attachment.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub(crate) attachment: usize,
    /// The subnet, of a VPC's attachment.
    pub(crate) subnet: Option<usize>,
    pub(crate) name: String,
}

fn is_up(state: Option<&str>) -> bool {
    state.is_none_or(|state| matches!(state, "available" | "modifying"))
}

pub(crate) fn plan(plan: &mut Plan, net: &Plain, item: usize) -> Transit {
    let gateway = &net.transit_gateways[item];
    let mut namespace = Namespace::new(&gateway.id);
    let mut devices = Vec::new();
    for (number, attachment) in net.attachments.iter().enumerate().filter(|(_, a)| a.gateway == Some(item)) {
        let mut device = |subnet| {
            devices.push(Device { attachment: number, subnet, name: format!("t{}", devices.len()) });
        };
        match attachment.kind.as_deref() {
            Some("peering") if attachment.far.is_some() => device(None),
            Some("vpn" | "direct-connect-gateway" | "connect") => device(None),
            _ => attachment.subnets.iter().flatten().for_each(|subnet| device(Some(*subnet))),
        }
    }
    let (mut arrive, mut forward) = (loops(plan, &gateway.id), Vec::new());
    for (index, Device { attachment: number, subnet, name: device }) in devices.iter().enumerate() {
        let attachment = &net.attachments[*number];
        if attachment.vpn_up == Some(false) {
            let connection = attachment.resource.as_deref().unwrap_or(&attachment.id);
            let drop = plan.drop(Event::dropped(connection, "no tunnel is up"));
            arrive.push(format!("iifname \"{device}\" {drop}"));
            forward.push(format!("oifname \"{device}\" {drop}"));
        }
        if attachment.doubted {
            let drop = plan.drop(Event::not_imitated(format!("what may be down at {}", attachment.id)));
            arrive.push(format!("iifname \"{device}\" {drop}"));
            forward.push(format!("oifname \"{device}\" {drop}"));
        }
        if attachment.kind.as_deref() == Some("vpn") {
            let (of, event) = match attachment.vpn_up {
                None => ("", Event::not_imitated(format!("a connection that isn't known at {}", attachment.id))),
                Some(_) => {
                    let connection = attachment.resource.as_deref().unwrap_or(&attachment.id);
                    let other = match attachment.vpn_family {
                        Some(Family::V6) => "meta nfproto ipv4 ",
                        _ => "meta nfproto ipv6 ",
                    };
                    (other, Event::dropped(connection, outside::OTHER_FAMILY))
                }
            };
            let drop = plan.drop(event);
            arrive.push(format!("iifname \"{device}\" {of}{drop}"));
            forward.push(format!("oifname \"{device}\" {of}{drop}"));
        }
        if !is_up(attachment.state.as_deref()) {
            let drop = plan.drop(Event::dropped(&attachment.id, "it isn't available"));
            arrive.push(format!("iifname \"{device}\" {drop}"));
            forward.push(format!("oifname \"{device}\" {drop}"));
        }
        if !(gateway.references && attachment.references) || attachment.kind.as_deref() == Some("peering") {
            for forget in forget_sender() {
                forward.push(format!("iifname \"{device}\" {forget}"));
                forward.push(format!("oifname \"{device}\" {forget}"));
            }
        }
        // Routes to VPN connections that are down come after all others, however long their prefixes are.
        let (table, last) = (1000 + index, LAST + index);
        namespace.ip_both(&format!("rule add pref 100 iif {device} lookup {table}"));
        namespace.ip_both(&format!("rule add pref 101 iif {device} lookup {last}"));
        let (by, why) = match (attachment.table, attachment.associations_read) {
            (Some(of), _) => {
                let of = &net.transit_tables[of];
                let zone = subnet.and_then(|subnet| net.subnets[subnet].zone.as_deref());
                routes(net, &mut namespace, of, *number, zone, &devices, [table, last]);
                (&of.id, Some("no route leads there"))
            }
            (None, true) => (&attachment.id, Some("it has no route table")),
            (None, false) => (&attachment.id, None),
        };
        let event = match why {
            Some(why) => Event::dropped(by, why),
            None => Event::not_imitated(format!("the association of {by}")),
        };
        let none = namespace.sink("none");
        namespace.ip_both(&format!("route add default dev {none} table {last} metric 1000000"));
        forward.push(format!("iifname \"{device}\" oifname \"{none}\" {}", plan.drop(event)));
        let hole = plan.drop(Event::dropped(by, "blackhole"));
        forward.push(format!("iifname \"{device}\" oifname \"hole\" {hole}"));
    }
    let other = plan.drop(Event::not_imitated(format!("a route of {} with another target", gateway.id)));
    forward.push(format!("oifname \"other\" {other}"));
    namespace.chain("arrive", Some("filter hook prerouting priority -150"), arrive);
    namespace.chain("forward", Some("filter hook forward priority 0"), forward);
    let at = plan.add(namespace);
    for device in devices.iter().filter(|device| is_outside(net, device.attachment)) {
        let place = Place::Attachment(device.attachment);
        let there = outside::plan(plan, &net.attachments[device.attachment].id, place, Vec::new());
        plan.link((at, &device.name), (there, outside::DEVICE));
    }
    Transit { namespace: at, devices }
}

const LAST: usize = 5000;

fn is_outside(net: &Plain, attachment: usize) -> bool {
    matches!(net.attachments[attachment].kind.as_deref(), Some("vpn" | "direct-connect-gateway" | "connect"))
}

/// Links the two sides of peering attachments.
pub(crate) fn join(plan: &mut Plan, net: &Plain, gateways: &[Transit]) {
    let all = || gateways.iter().flat_map(|gateway| gateway.devices.iter().map(|device| (gateway.namespace, device)));
    for (near, device) in all() {
        let Some(far) = net.attachments[device.attachment].far.filter(|far| device.attachment < *far) else { continue };
        if let Some((there, other)) = all().find(|(_, other)| other.attachment == far) {
            plan.link((near, &device.name), (there, &other.name));
        }
    }
}

/// The order among propagated routes to one block: by what propagates them.
fn propagated_rank(net: &Plain, route: &TransitRoute) -> usize {
    let first = route.attachments.first().copied().flatten();
    match first.and_then(|attachment| net.attachments[attachment].kind.as_deref()) {
        None | Some("vpc") => 0,
        Some("direct-connect-gateway") => 1,
        Some("connect") => 2,
        Some("vpn") => 3,
        Some(_) => 4,
    }
}

/// The devices of a route's attachments, of which the kernel picks one for each flow: those of networks outside, without VPN connections that
/// are down where others aren't.
fn one_of(
    net: &Plain,
    attachments: &[Option<usize>],
    from: usize,
    works: bool,
    devices: &[Device],
) -> Option<Vec<String>> {
    let mut ways = Vec::new();
    for to in attachments {
        let to = (*to).filter(|to| *to != from && is_outside(net, *to))?;
        let device = devices.iter().find(|device| device.attachment == to)?;
        if !works || net.attachments[to].vpn_up != Some(false) {
            ways.push(device.name.clone());
        }
    }
    Some(ways)
}

/// The routes of a table, for packets that come in by an attachment in a zone.
fn routes(
    net: &Plain,
    namespace: &mut Namespace,
    of: &TransitTable,
    from: usize,
    zone: Option<&str>,
    devices: &[Device],
    [table, last]: [usize; 2],
) {
    let Some(routes) = &of.routes else {
        let other = namespace.sink("other");
        namespace.ip_both(&format!("route add default dev {other} table {table}"));
        return;
    };
    for route in routes {
        let is_down = |to: &Option<usize>| to.is_some_and(|to| net.attachments[to].vpn_up == Some(false));
        let works = route.blackhole != Some(false) || !route.attachments.iter().all(is_down);
        let table = if works { table } else { last };
        let device = match (route.blackhole, route.attachments.as_slice()) {
            (Some(true), _) => namespace.sink("hole"),
            (Some(false), [_, _, ..]) => match one_of(net, &route.attachments, from, works, devices) {
                Some(ways) => ways.join(" nexthop dev "),
                None => namespace.sink("other"),
            },
            // A packet that would go back where it came from.
            (Some(false), [Some(to)]) if *to != from && !net.attachments[*to].appliance_mode => {
                let there = || devices.iter().filter(|device| device.attachment == *to);
                let zone_of = |device: &Device| device.subnet.and_then(|subnet| net.subnets[subnet].zone.as_deref());
                let same = there().find(|device| zone.is_some() && zone_of(device) == zone);
                match same.or_else(|| there().next()) {
                    Some(device) => device.name.clone(),
                    None => namespace.sink("other"),
                }
            }
            _ => namespace.sink("other"),
        };
        let metric = match (route.is_static, route.by_list) {
            (true, _) => 10,
            (false, true) => 20,
            (false, false) => 30 + propagated_rank(net, route),
        };
        let Some(blocks) = &route.blocks else {
            let other = namespace.sink("other");
            namespace.ip_both(&format!("route add default dev {other} table {table} metric 1"));
            continue;
        };
        for block in blocks {
            // The same block twice at one rank: the first stands, as AWS leaves open.
            let way = if device.contains(' ') { format!("nexthop dev {device}") } else { format!("dev {device}") };
            let line = format!("route add {block} table {table} metric {metric} {way}");
            let prefix = format!("route add {block} ");
            let rank = format!(" table {table} metric {metric} ");
            let known = if block.family() == Family::V4 { &namespace.ip } else { &namespace.ip6 };
            if !known.iter().any(|line| line.starts_with(&prefix) && line.contains(&rank)) {
                namespace.ip(block.family(), line);
            }
        }
    }
}
