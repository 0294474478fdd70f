//! Which targets a node may choose.

use super::health::{self, Fare};
use super::reasons;
use super::settings::{cross_zone, has_datagrams, least_healthy, preserves};
use super::zones::{in_enabled_zones, near, subnet_of, zone_of};
use crate::components::subnet::Subnet;
use crate::components::target_group::TargetGroup;
use crate::network::Network;
use crate::registry::List;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Otherwise, Reason};
use packetwalk_space::{Address, Family, IntervalSet};
use std::collections::BTreeMap;

/// The targets that a node may choose, and how it sends to them.
pub(super) struct Targets {
    /// By port; none where the target is a function.
    pub(super) chosen: Vec<Chosen>,
    /// What the choice takes for granted.
    pub(super) assumes: Option<&'static Reason>,
    /// Whether targets see the client's own address.
    pub(super) preserves: bool,
    /// Whether the group is for UDP, too.
    pub(super) datagrams: bool,
    /// What keeping the client's address takes for granted.
    pub(super) preservation: Option<&'static Reason>,
}

/// Targets with one port.
pub(super) struct Chosen {
    pub(super) port: u16,
    pub(super) addresses: IntervalSet<Address>,
    /// The first of them.
    pub(super) first: u32,
}

impl Targets {
    /// The targets of a group for a node; what becomes of packets where there are none, or nobody knows.
    pub(super) fn of(net: &Network, item: u32, balancer: u32, node: u32) -> Result<Self, Action> {
        let group = net.target_group(item);
        let refuse = |reason| Action::Drop { reason, otherwise: Otherwise::End };
        let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
        let kind = group.kind.map_or("instance", |kind| net.text(kind));
        if kind == "lambda" {
            return Ok(Targets {
                chosen: Vec::new(),
                assumes: None,
                preserves: false,
                datagrams: false,
                preservation: None,
            });
        }
        let registered = net.targets_of(group.hash);
        if registered.is_empty() {
            let read = net.snapshot.seen(List::Target).is_some_and(|seen| seen.parents.contains_key(&group.hash));
            return Err(if read { refuse(&reasons::NO_TARGETS) } else { unknown(&reasons::TARGETS_NOT_READ) });
        }
        let cross = cross_zone(net, group.hash, balancer);
        let here = subnet_of(net, node);
        let enabled = in_enabled_zones(net, group, registered, balancer);
        if enabled.is_empty() {
            return Err(refuse(&reasons::ZONES_NOT_ENABLED));
        }
        let near = |target: &u32| if cross.on { Some(true) } else { near(net, group, *target, here) };
        let considered: Vec<u32> = enabled.into_iter().filter(|target| near(target) != Some(false)).collect();
        if considered.is_empty() {
            return Err(refuse(&reasons::NO_TARGETS_IN_ZONE));
        }
        let application = net.is_application(balancer);
        let fares = considered.into_iter().map(|target| (target, health::of(net, group, target, application)));
        let in_service: Vec<(u32, Fare)> = fares.filter(|(_, fare)| !matches!(fare, Fare::Out)).collect();
        if in_service.is_empty() {
            return Err(refuse(&reasons::OUT_OF_SERVICE));
        }
        let eligible: Vec<u32> =
            in_service.iter().filter(|(_, fare)| matches!(fare, Fare::Well)).map(|(target, _)| *target).collect();
        if eligible.is_empty() && in_service.iter().any(|(_, fare)| matches!(fare, Fare::Unavailable)) {
            return Err(unknown(&reasons::HEALTH_UNAVAILABLE));
        }
        // Where too few targets are healthy, all that are in service get requests.
        let (chosen, mut assumes) = if eligible.len() < least_healthy(net, group.hash, in_service.len()) {
            let doubt = in_service.iter().find_map(|(_, fare)| match fare {
                Fare::Doubtful(gap) => Some(*gap),
                _ => None,
            });
            if let Some(gap) = doubt {
                return Err(unknown(gap));
            }
            (in_service.into_iter().map(|(target, _)| target).collect(), Some(&reasons::FAIL_OPEN))
        } else {
            (eligible, None)
        };
        if let Some(target) = chosen.iter().find(|target| near(target).is_none()) {
            // Two accounts may call the zone of the node by two names: which of them a target's is, is told to neither.
            let named_twice = net.target(*target).zone.is_some() && here.is_some_and(|here| here.zone_name.is_none());
            return Err(unknown(if named_twice { &reasons::TARGET_ZONE_NOT_KNOWN } else { &reasons::ZONE_NOT_READ }));
        }
        if cross.assumed && assumes.is_none() {
            assumes = Some(&reasons::ATTRIBUTES_NOT_READ);
        }
        let family = if group.ipv6 { Family::V6 } else { Family::V4 };
        let mut by_port: BTreeMap<u16, (Vec<Address>, u32)> = BTreeMap::new();
        for target in chosen {
            let record = net.target(target);
            let Some(port) = record.port.or(group.port) else { continue };
            let addresses = addresses(net, record.of, kind, family, here.filter(|_| !cross.on));
            if addresses.is_empty() {
                return Err(unknown(&reasons::TARGET_NOT_READ));
            }
            by_port.entry(port).or_insert_with(|| (Vec::new(), target)).0.extend(addresses);
        }
        let chosen = by_port.into_iter().map(|(port, (addresses, first))| Chosen {
            port,
            addresses: IntervalSet::from_ranges(addresses.into_iter().map(|address| (address, address))),
            first,
        });
        let preserve = preserves(net, group.hash, kind, group.protocol, balancer);
        Ok(Targets {
            chosen: chosen.collect(),
            assumes,
            preserves: preserve.on,
            datagrams: has_datagrams(net, group.protocol),
            preservation: preserve.assumed.then_some(&reasons::ATTRIBUTES_NOT_READ),
        })
    }
}

/// The addresses of a target: an instance's primary one, an address itself, another load balancer's nodes (in one zone, where
/// that matters).
fn addresses(net: &Network, target: Symbol, kind: &str, family: Family, here: Option<&Subnet>) -> Vec<Address> {
    match kind {
        "ip" => net.text(target).parse().ok().into_iter().collect(),
        "alb" => {
            let nodes = net.load_balancer_called(target).map(|item| net.balancer_nodes(item)).unwrap_or_default();
            let near = nodes.iter().filter(|node| here.is_none_or(|here| zone_of(net, **node) == here.zone));
            near.filter_map(|node| first_of(net, *node, family)).collect()
        }
        _ => address_of_instance(net, target, family).into_iter().collect(),
    }
}

/// The address at which an instance is reached: the first of its primary interface.
pub(crate) fn address_of_instance(net: &Network, instance: Symbol, family: Family) -> Option<Address> {
    let primary = net.interfaces_of_instance(instance).first().filter(|first| net.interface(**first).device == 0);
    primary.and_then(|primary| first_of(net, *primary, family))
}

/// The interface that a target is, in the group's VPC.
pub(super) fn interface_of(net: &Network, group: &TargetGroup, target: u32) -> Option<u32> {
    let of = net.target(target).of;
    match net.text(of).parse::<Address>() {
        Ok(address) => {
            let vpc = group.vpc.filter(|id| net.knows_vpc(*id)).map(|id| net.vpc_of(id))?;
            net.vpc(vpc).interfaces.find(address).map(|span| span.number)
        }
        Err(_) => net.interfaces_of_instance(of).first().copied(),
    }
}

/// The address of a target that is an address or an instance.
pub(super) fn address_of(net: &Network, target: u32, family: Family) -> Option<Address> {
    let of = net.target(target).of;
    net.text(of).parse().ok().or_else(|| address_of_instance(net, of, family))
}

fn first_of(net: &Network, interface: u32, family: Family) -> Option<Address> {
    let assigned = &net.interface(interface).addresses;
    assigned.iter().map(|assigned| assigned.private).find(|address| address.family() == family)
}

/// How many targets there are, and how they fare.
pub(super) fn told(net: &Network, item: u32) -> String {
    let mut by_health: BTreeMap<&str, usize> = BTreeMap::new();
    for target in net.targets_of(net.target_group(item).hash) {
        *by_health
            .entry(net.target(*target).health.map_or("health unknown", |health| net.text(health)))
            .or_default() += 1;
    }
    let told: Vec<_> = by_health.into_iter().map(|(health, count)| format!("{count} {health}")).collect();
    if told.is_empty() { "no targets".to_owned() } else { format!("targets: {}", told.join(", ")) }
}
