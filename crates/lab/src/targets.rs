//! To which targets a load balancer's node may send, and whether they see the client's own address.

use crate::event::Event;
use packetwalk_aws::plain::{Balancer, Plain, Registered, Registree, TargetGroup};
use packetwalk_space::{Address, Family};

const CROSS_ZONE: &str = "load_balancing.cross_zone.enabled";
const PRESERVE: &str = "preserve_client_ip.enabled";
const LEAST_HEALTHY: &str = "target_group_health.unhealthy_state_routing.minimum_healthy_targets";

/// The targets of a group for a node: addresses and ports.
///
/// # Errors
/// What becomes of packets where there are none, or nobody knows.
pub(crate) fn of_node(net: &Plain, group: usize, node: usize) -> Result<Vec<(Address, u16)>, Event> {
    let group = &net.target_groups[group];
    let Some(balancer) = net.interfaces[node].balancer.map(|item| &net.balancers[item]) else {
        return Err(Event::not_imitated("a node of no load balancer"));
    };
    let Some(registered) = &group.targets else {
        return Err(Event::not_imitated(format!("the targets of {}, which weren't read", group.id)));
    };
    if registered.is_empty() {
        return Err(Event::dropped(&group.id, "no target is registered"));
    }
    let cross = crosses_zones(balancer, group).unwrap_or(false);
    let considered: Vec<_> =
        registered.iter().filter(|target| may_choose(net, balancer, cross, target, node)).collect();
    if considered.is_empty() {
        return Err(Event::dropped(&group.id, "no target in the node's zone"));
    }
    let considered: Vec<_> = considered.into_iter().filter(|target| !has_left(net, target, node)).collect();
    if considered.is_empty() {
        return Err(Event::dropped(&group.id, "its targets are out of service"));
    }
    let health = |target: &Registered| target.health.clone().unwrap_or_else(|| "healthy".to_owned());
    let unavailable = considered.iter().any(|target| health(target) == "unavailable");
    let works = |target: &&&Registered| {
        health(target) == "healthy" || is_application(balancer) && health(target) == "unavailable"
    };
    let working: Vec<_> = considered.iter().copied().filter(|target| works(&target)).collect();
    if working.is_empty() && unavailable {
        return Err(Event::not_imitated(format!("the health of the targets of {}", group.id)));
    }
    // With too few that are healthy, all get packets.
    let fails_open = working.len() < least_healthy(group, considered.len());
    let in_doubt = considered.iter().any(|target| matches!(&*health(target), "unused" | "unhealthy.draining"));
    if fails_open && in_doubt {
        return Err(Event::not_imitated(format!("falling back on some targets of {}", group.id)));
    }
    let family = if group.ipv6 { Family::V6 } else { Family::V4 };
    let mut all = Vec::new();
    for target in if fails_open { considered } else { working } {
        let Some(port) = target.port.or(group.port) else { continue };
        if !cross && is_near(net, target, node).is_none() {
            return Err(Event::not_imitated(format!("a target of {} whose zone isn't known", group.id)));
        }
        let addresses = addresses(net, target, family, if cross { None } else { Some(node) });
        if addresses.is_empty() {
            return Err(Event::not_imitated(format!("a target of {} that isn't in the snapshot", group.id)));
        }
        all.extend(addresses.into_iter().map(|address| (address, port)));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Whether a target gets no new connections, whatever becomes of the others: it drains, or it is unused. Of one that is said to be unused
/// for a reason that the snapshot contradicts, nobody knows.
pub(crate) fn has_left(net: &Plain, target: &Registered, node: usize) -> bool {
    match target.health.as_deref() {
        Some("draining") => true,
        Some("unused") => match (target.reason.as_deref(), &target.what) {
            (Some("Target.NotInUse"), _) => is_near(net, target, node).is_none(),
            (Some("Target.InvalidState"), Registree::Instance(interfaces)) => !interfaces.iter().any(|item| {
                net.interfaces[*item]
                    .instance_state
                    .as_deref()
                    .is_some_and(|state| state == "running" || state == "pending")
            }),
            _ => true,
        },
        _ => false,
    }
}

/// Whether a group's targets see the client's own address.
pub(crate) fn preserves(balancer: &Balancer, group: &TargetGroup) -> bool {
    if balancer.kind.as_deref() != Some("network") {
        return false;
    }
    let datagrams = matches!(group.protocol.as_deref(), Some("UDP" | "TCP_UDP" | "QUIC" | "TCP_QUIC"));
    let by_instance = matches!(group.kind.as_deref(), None | Some("instance"));
    let said = group.attributes.get(PRESERVE).map(String::as_str);
    datagrams || group.kind.as_deref() == Some("alb") || said.map_or(by_instance, |said| said == "true")
}

/// Whether it is an Application Load Balancer.
pub(crate) fn is_application(balancer: &Balancer) -> bool {
    balancer.kind.as_deref().is_none_or(|kind| kind == "application")
}

/// Whether nodes send to targets of other zones; `None` where only AWS's default, which is no, says so.
pub(crate) fn crosses_zones(balancer: &Balancer, group: &TargetGroup) -> Option<bool> {
    let said = |attributes: &std::collections::BTreeMap<String, String>| match attributes.get(CROSS_ZONE)?.as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    let own = || if is_application(balancer) { Some(true) } else { said(&balancer.attributes) };
    said(&group.attributes).or_else(own)
}

/// The name of the zone that an interface is in.
pub(crate) fn zone_name(net: &Plain, interface: usize) -> Option<&str> {
    net.subnets[net.interfaces[interface].subnet?].zone_name.as_deref()
}

/// Whether a node may choose a target, healthy or not: one of its own zone or, across zones, one of any zone with a node of the load
/// balancer. Whose zone isn't known is taken for one of those.
pub(crate) fn may_choose(net: &Plain, balancer: &Balancer, cross: bool, target: &Registered, node: usize) -> bool {
    let mut nodes = balancer.nodes.iter().filter(|other| cross || **other == node);
    nodes.any(|node| is_near(net, target, *node).unwrap_or(true))
}

/// Whether a target is in the zone of a node; `None` where nobody knows its zone.
pub(crate) fn is_near(net: &Plain, target: &Registered, node: usize) -> Option<bool> {
    let zone = zone_name(net, node);
    if let Some(of) = &target.zone {
        return Some(of == "all" || Some(of.as_str()) == zone);
    }
    let near = |interface: &usize| zone_name(net, *interface) == zone;
    match &target.what {
        Registree::Instance(interfaces) => interfaces.first().map(near),
        Registree::Address(address) => {
            let around = |subnet: &&usize| net.subnets[**subnet].blocks.iter().any(|block| block.contains(*address));
            target.near.iter().find(around).map(|subnet| net.subnets[*subnet].zone_name.as_deref() == zone)
        }
        Registree::Balancer(item) => net.balancers[*item].nodes.iter().map(near).reduce(|one, other| one || other),
        Registree::Other(_) => None,
    }
}

/// The only interface that has an address.
pub(crate) fn only_owner(net: &Plain, address: Address) -> Option<usize> {
    let owns = |interface: &usize| {
        let interface = &net.interfaces[*interface];
        crate::plan::owned(interface).iter().any(|block| block.contains(address))
    };
    let mut owners = (0..net.interfaces.len()).filter(owns);
    owners.next().filter(|_| owners.next().is_none())
}

/// The addresses of a target; of another load balancer's nodes those in a node's zone, where that matters.
fn addresses(net: &Plain, target: &Registered, family: Family, near: Option<usize>) -> Vec<Address> {
    let of_interface = |interface: &usize| {
        let mut own = net.interfaces[*interface].addresses.iter().map(|(private, _)| *private);
        own.find(|address| address.family() == family)
    };
    match &target.what {
        Registree::Instance(interfaces) => interfaces.first().and_then(of_interface).into_iter().collect(),
        Registree::Address(address) => vec![*address],
        Registree::Balancer(item) => {
            let nodes = net.balancers[*item].nodes.iter();
            let near = nodes.filter(|there| near.is_none_or(|node| zone_name(net, **there) == zone_name(net, node)));
            near.filter_map(of_interface).collect()
        }
        Registree::Other(_) => Vec::new(),
    }
}

/// How many of so many targets must be healthy for the others to be left out.
fn least_healthy(group: &TargetGroup, of: usize) -> usize {
    let said = |what: &str| group.attributes.get(&format!("{LEAST_HEALTHY}.{what}")).and_then(|text| text.parse().ok());
    let share = said("percentage").map_or(0, |percent: usize| (of * percent.min(100)).div_ceil(100));
    said("count").unwrap_or(1).max(share).max(1)
}
