//! In which zones targets are.

use crate::components::subnet::Subnet;
use crate::components::target_group::TargetGroup;
use crate::network::Network;
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_space::Address;

/// The zone of an interface: its id where AWS prints one.
pub(super) fn zone_of(net: &Network, interface: u32) -> Option<Symbol> {
    subnet_of(net, interface)?.zone
}

/// The subnet of an interface.
pub(crate) fn subnet_of(net: &Network, interface: u32) -> Option<&Subnet> {
    let subnet = net.interface(interface).subnet.and_then(|id| net.subnet(id))?;
    Some(net.subnet_record(subnet))
}

/// The targets that are in zones with a node of the load balancer; the others get nothing, whatever their health. Of which zone a
/// target is may not be known: its health tells then.
pub(super) fn in_enabled_zones(net: &Network, group: &TargetGroup, targets: &[u32], balancer: u32) -> Vec<u32> {
    let nodes: Vec<_> = net.balancer_nodes(balancer).iter().map(|node| subnet_of(net, *node)).collect();
    let enabled = |target: &&u32| match zones_of(net, group, **target) {
        Zones::All | Zones::Unknown => true,
        zones => nodes.iter().any(|node| zones.hold(*node) != Some(false)),
    };
    targets.iter().filter(enabled).copied().collect()
}

/// Whether a target is in the zone of a node, or in all of them; `None` where either zone isn't known.
pub(super) fn near(net: &Network, group: &TargetGroup, target: u32, here: Option<&Subnet>) -> Option<bool> {
    zones_of(net, group, target).hold(here)
}

/// Whether it is known in which zones a target is.
pub(super) fn is_known(net: &Network, group: &TargetGroup, target: u32) -> bool {
    !matches!(zones_of(net, group, target), Zones::Unknown)
}

/// The zones that a target is in.
enum Zones {
    /// All of them: so it was registered.
    All,
    /// Those of the interfaces that it may have, or of its address.
    Of(Vec<Symbol>),
    /// The one that it was registered in, by its name.
    Named(Symbol),
    Unknown,
}

impl Zones {
    /// Whether a subnet is in one of them.
    fn hold(&self, subnet: Option<&Subnet>) -> Option<bool> {
        match self {
            Zones::All => Some(true),
            Zones::Of(zones) => Some(zones.contains(&subnet?.zone?)),
            Zones::Named(name) => Some(subnet?.zone_name? == *name),
            Zones::Unknown => None,
        }
    }
}

fn zones_of(net: &Network, group: &TargetGroup, target: u32) -> Zones {
    let record = net.target(target);
    if let Some(zone) = record.zone {
        return if net.text(zone) == "all" { Zones::All } else { Zones::Named(zone) };
    }
    let zones: Vec<_> = match (net.resource(record.of), net.text(record.of).parse()) {
        (Some((Kind::LoadBalancer, item)), _) => {
            net.balancer_nodes(item).iter().filter_map(|node| zone_of(net, *node)).collect()
        }
        (_, Ok(address)) => zone_of_address(net, group, address).into_iter().collect(),
        _ => net.interfaces_of_instance(record.of).first().and_then(|first| zone_of(net, *first)).into_iter().collect(),
    };
    if zones.is_empty() { Zones::Unknown } else { Zones::Of(zones) }
}

/// An address that is registered without a zone is one of the group's VPC, and in the zone of its subnet.
fn zone_of_address(net: &Network, group: &TargetGroup, address: Address) -> Option<Symbol> {
    let vpc = group.vpc.filter(|id| net.knows_vpc(*id)).map(|id| net.vpc_of(id))?;
    let mut subnets = net.vpc(vpc).subnets.iter().map(|subnet| net.subnet_record(*subnet));
    subnets.find(|subnet| subnet.addresses().contains(address))?.zone
}
