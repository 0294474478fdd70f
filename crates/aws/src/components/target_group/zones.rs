//! In which zones targets are.

use crate::network::Network;
use crate::registry::Kind;
use crate::strings::Symbol;

/// The zone of an interface.
pub(crate) fn zone_of(net: &Network, interface: u32) -> Option<Symbol> {
    let subnet = net.interface(interface).subnet.and_then(|id| net.subnet(id))?;
    net.subnet_record(subnet).zone_name
}

/// The targets that are in zones with a node of the load balancer; the others get nothing, whatever their health. Of which zone a
/// target is may not be known: its health tells then.
pub(super) fn in_enabled_zones(net: &Network, targets: &[u32], balancer: u32) -> Vec<u32> {
    let nodes: Vec<_> = net.balancer_nodes(balancer).iter().map(|node| zone_of(net, *node)).collect();
    let enabled = |target: &&u32| match zones_of(net, **target) {
        Zones::All | Zones::Unknown => true,
        Zones::These(zones) => zones.iter().any(|zone| nodes.contains(&Some(*zone)) || nodes.contains(&None)),
    };
    targets.iter().filter(enabled).copied().collect()
}

/// Whether a target is in a zone, or in all of them.
pub(super) fn near(net: &Network, target: u32, zone: Option<Symbol>) -> bool {
    match zones_of(net, target) {
        Zones::All => true,
        Zones::These(zones) => zone.is_some_and(|zone| zones.contains(&zone)),
        Zones::Unknown => false,
    }
}

/// Whether it is known in which zones a target is.
pub(super) fn is_known(net: &Network, target: u32) -> bool {
    !matches!(zones_of(net, target), Zones::Unknown)
}

/// The zones that a target is in.
enum Zones {
    /// All of them: so it was registered.
    All,
    These(Vec<Symbol>),
    Unknown,
}

fn zones_of(net: &Network, target: u32) -> Zones {
    let record = net.target(target);
    if let Some(zone) = record.zone {
        return if net.text(zone) == "all" { Zones::All } else { Zones::These(vec![zone]) };
    }
    let interfaces = match net.resource(record.of) {
        Some((Kind::LoadBalancer, item)) => net.balancer_nodes(item).to_vec(),
        Some((Kind::Instance, _)) => net.interfaces_of_instance(record.of).first().copied().into_iter().collect(),
        _ => net.text(record.of).parse().ok().and_then(|address| net.owner_of(address)).into_iter().collect(),
    };
    let zones: Vec<_> = interfaces.into_iter().filter_map(|interface| zone_of(net, interface)).collect();
    if zones.is_empty() { Zones::Unknown } else { Zones::These(zones) }
}
