//! A transit gateway: a namespace with a device per attachment and zone, and a routing table for what comes in by each.

use crate::event::Event;
use crate::plan::{Namespace, Plan, forget_sender, loops};
use packetwalk_aws::plain::{Plain, TransitTable};
use packetwalk_space::Family;

/// A transit gateway's namespace and its devices.
#[derive(Clone, Debug)]
pub(crate) struct Transit {
    pub(crate) namespace: usize,
    /// Attachment, subnet, and the device's name in the gateway's namespace.
    pub(crate) devices: Vec<(usize, usize, String)>,
}

fn is_up(state: Option<&str>) -> bool {
    state.is_none_or(|state| matches!(state, "available" | "modifying"))
}

pub(crate) fn plan(plan: &mut Plan, net: &Plain, item: usize) -> Transit {
    let gateway = &net.transit_gateways[item];
    let mut namespace = Namespace::new(&gateway.id);
    let mut devices = Vec::new();
    for (number, attachment) in net.attachments.iter().enumerate().filter(|(_, a)| a.gateway == Some(item)) {
        for subnet in attachment.subnets.iter().flatten() {
            devices.push((number, *subnet, format!("t{}", devices.len())));
        }
    }
    let (mut arrive, mut forward) = (loops(plan, &gateway.id), Vec::new());
    for (index, (number, subnet, device)) in devices.iter().enumerate() {
        let attachment = &net.attachments[*number];
        if !is_up(attachment.state.as_deref()) {
            let drop = plan.drop(Event::dropped(&attachment.id, "it isn't available"));
            arrive.push(format!("iifname \"{device}\" {drop}"));
            forward.push(format!("oifname \"{device}\" {drop}"));
        }
        if !(gateway.references && attachment.references) {
            for forget in forget_sender() {
                forward.push(format!("iifname \"{device}\" {forget}"));
                forward.push(format!("oifname \"{device}\" {forget}"));
            }
        }
        let table = 1000 + index;
        namespace.ip_both(&format!("rule add pref 100 iif {device} lookup {table}"));
        let (by, why) = match (attachment.table, attachment.associations_read) {
            (Some(of), _) => {
                let of = &net.transit_tables[of];
                let zone = net.subnets[*subnet].zone.as_deref();
                routes(net, &mut namespace, of, *number, zone, &devices, table);
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
        namespace.ip_both(&format!("route add default dev {none} table {table} metric 1000000"));
        forward.push(format!("iifname \"{device}\" oifname \"{none}\" {}", plan.drop(event)));
        let hole = plan.drop(Event::dropped(by, "blackhole"));
        forward.push(format!("iifname \"{device}\" oifname \"hole\" {hole}"));
    }
    let other = plan.drop(Event::not_imitated(format!("a route of {} with another target", gateway.id)));
    forward.push(format!("oifname \"other\" {other}"));
    namespace.chain("arrive", Some("filter hook prerouting priority -150"), arrive);
    namespace.chain("forward", Some("filter hook forward priority 0"), forward);
    Transit { namespace: plan.add(namespace), devices }
}

/// The routes of a table, for packets that come in by an attachment in a zone.
fn routes(
    net: &Plain,
    namespace: &mut Namespace,
    of: &TransitTable,
    from: usize,
    zone: Option<&str>,
    devices: &[(usize, usize, String)],
    table: usize,
) {
    let Some(routes) = &of.routes else {
        let other = namespace.sink("other");
        namespace.ip_both(&format!("route add default dev {other} table {table}"));
        return;
    };
    for route in routes {
        let device = match (route.blackhole, route.attachments.as_slice()) {
            (Some(true), _) => namespace.sink("hole"),
            // A packet that would go back where it came from, or by one of several ways.
            (Some(false), [Some(to)]) if *to != from && !net.attachments[*to].appliance_mode => {
                let there = || devices.iter().filter(|(number, ..)| number == to);
                let same =
                    there().find(|(_, subnet, _)| zone.is_some() && net.subnets[*subnet].zone.as_deref() == zone);
                match same.or_else(|| there().next()) {
                    Some((_, _, device)) => device.clone(),
                    None => namespace.sink("other"),
                }
            }
            _ => namespace.sink("other"),
        };
        let metric = if route.is_static {
            10
        } else if route.by_list {
            20
        } else {
            30
        };
        let Some(blocks) = &route.blocks else {
            let other = namespace.sink("other");
            namespace.ip_both(&format!("route add default dev {other} table {table} metric 1"));
            continue;
        };
        for block in blocks {
            // The same block twice at one rank: the first stands, as AWS leaves open.
            let line = format!("route add {block} dev {device} table {table} metric {metric}");
            let prefix = format!("route add {block} ");
            let suffix = format!(" table {table} metric {metric}");
            let known = if block.family() == Family::V4 { &namespace.ip } else { &namespace.ip6 };
            if !known.iter().any(|line| line.starts_with(&prefix) && line.ends_with(&suffix)) {
                namespace.ip(block.family(), line);
            }
        }
    }
}
