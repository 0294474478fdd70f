//! Which targets a node may choose.

use super::reasons;
use crate::components::subnet::Subnet;
use crate::network::Network;
use crate::registry::{Kind, List};
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

/// An attribute that may not have been read.
struct Attribute {
    on: bool,
    assumed: bool,
}

const CROSS_ZONE: &str = "load_balancing.cross_zone.enabled";
const PRESERVE: &str = "preserve_client_ip.enabled";

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
        let enabled = in_enabled_zones(net, registered, balancer);
        if enabled.is_empty() {
            return Err(refuse(&reasons::ZONES_NOT_ENABLED));
        }
        let near = |target: &u32| if cross.on { Some(true) } else { near(net, *target, here) };
        // Two accounts may call the zone of the node by two names: which of them a target's is, is told to neither.
        if here.is_some_and(|here| here.zone_name.is_none()) && enabled.iter().any(|target| near(target).is_none()) {
            return Err(unknown(&reasons::TARGET_ZONE_NOT_KNOWN));
        }
        let considered: Vec<u32> = enabled.into_iter().filter(|target| near(target) == Some(true)).collect();
        if considered.is_empty() {
            return Err(refuse(&reasons::NO_TARGETS_IN_ZONE));
        }
        let state = |target: &u32| net.target(*target).health.map_or("healthy", |state| net.text(state));
        let application = net.is_application(balancer);
        let eligible: Vec<u32> = considered
            .iter()
            .filter(|target| state(target) == "healthy" || application && state(target) == "unavailable")
            .copied()
            .collect();
        if eligible.is_empty() && considered.iter().any(|target| state(target) == "unavailable") {
            return Err(unknown(&reasons::HEALTH_UNAVAILABLE));
        }
        // Where too few targets are healthy, all get requests.
        let (chosen, mut assumes) = if eligible.len() < least_healthy(net, group.hash, considered.len()) {
            (considered, Some(&reasons::FAIL_OPEN))
        } else {
            (eligible, None)
        };
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

/// How the appliances fare that a node of a Gateway Load Balancer sends to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Appliances {
    /// They weren't read.
    Unread,
    /// None is registered that the node may choose.
    None,
    /// None of them is healthy.
    Unhealthy,
    /// Some are.
    Healthy,
}

/// The appliances of a target group, for a node of a Gateway Load Balancer.
pub(crate) fn appliances(net: &Network, group: Symbol, balancer: u32, node: u32) -> Appliances {
    let Some(item) = net.target_group_called(group) else { return Appliances::Unread };
    let hash = net.target_group(item).hash;
    let read = net.snapshot.seen(List::Target).is_some_and(|seen| seen.parents.contains_key(&hash));
    if !read {
        return Appliances::Unread;
    }
    let cross = cross_zone(net, hash, balancer);
    let here = subnet_of(net, node);
    let registered = in_enabled_zones(net, net.targets_of(hash), balancer);
    let considered: Vec<u32> =
        registered.iter().filter(|target| cross.on || near(net, **target, here) == Some(true)).copied().collect();
    let healthy = |target: &u32| net.target(*target).health.is_none_or(|state| net.text(state) == "healthy");
    match considered.as_slice() {
        // By an attribute that wasn't read those of other zones may be chosen, too.
        [] if cross.assumed && !registered.is_empty() => Appliances::Unread,
        [] => Appliances::None,
        all if all.iter().any(healthy) => Appliances::Healthy,
        _ => Appliances::Unhealthy,
    }
}

/// The zone of an interface: its id where AWS prints one.
fn zone_of(net: &Network, interface: u32) -> Option<Symbol> {
    subnet_of(net, interface)?.zone
}

/// The subnet of an interface.
pub(crate) fn subnet_of(net: &Network, interface: u32) -> Option<&Subnet> {
    let subnet = net.interface(interface).subnet.and_then(|id| net.subnet(id))?;
    Some(net.subnet_record(subnet))
}

/// The targets that are in zones with a node of the load balancer; the others get nothing, whatever their health. Of which zone a
/// target is may not be known: its health tells then.
fn in_enabled_zones(net: &Network, targets: &[u32], balancer: u32) -> Vec<u32> {
    let nodes: Vec<_> = net.balancer_nodes(balancer).iter().map(|node| subnet_of(net, *node)).collect();
    let enabled = |target: &&u32| match zones_of(net, **target) {
        Zones::All | Zones::Unknown => true,
        zones => nodes.iter().any(|node| zones.hold(*node) != Some(false)),
    };
    targets.iter().filter(enabled).copied().collect()
}

/// Whether a target is in the zone of a node, or in all of them, as far as that is known.
fn near(net: &Network, target: u32, here: Option<&Subnet>) -> Option<bool> {
    zones_of(net, target).hold(here)
}

/// The zones that a target is in.
enum Zones {
    /// All of them: so it was registered.
    All,
    /// Those of the interfaces that it may have.
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

fn zones_of(net: &Network, target: u32) -> Zones {
    let record = net.target(target);
    if let Some(zone) = record.zone {
        return if net.text(zone) == "all" { Zones::All } else { Zones::Named(zone) };
    }
    let interfaces = match net.resource(record.of) {
        Some((Kind::LoadBalancer, item)) => net.balancer_nodes(item).to_vec(),
        Some((Kind::Instance, _)) => net.interfaces_of_instance(record.of).first().copied().into_iter().collect(),
        _ => net.text(record.of).parse().ok().and_then(|address| net.owner_of(address)).into_iter().collect(),
    };
    let zones: Vec<_> = interfaces.into_iter().filter_map(|interface| zone_of(net, interface)).collect();
    if zones.is_empty() { Zones::Unknown } else { Zones::Of(zones) }
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

fn first_of(net: &Network, interface: u32, family: Family) -> Option<Address> {
    let assigned = &net.interface(interface).addresses;
    assigned.iter().map(|assigned| assigned.private).find(|address| address.family() == family)
}

fn attribute(net: &Network, of: Symbol, key: &str) -> Option<Symbol> {
    net.balancer_attribute(of, key)
}

/// Whether a node sends to targets of other zones: the group's word, else the load balancer's.
fn cross_zone(net: &Network, group: Symbol, balancer: u32) -> Attribute {
    let said = attribute(net, group, CROSS_ZONE).map(|value| net.text(value));
    match said {
        Some("true") => return Attribute { on: true, assumed: false },
        Some("false") => return Attribute { on: false, assumed: false },
        _ => {}
    }
    if net.is_application(balancer) {
        return Attribute { on: true, assumed: said.is_none() };
    }
    match attribute(net, net.load_balancer(balancer).hash, CROSS_ZONE).map(|value| net.text(value)) {
        Some(value) => Attribute { on: value == "true", assumed: false },
        None => Attribute { on: false, assumed: true },
    }
}

/// Whether a group's protocol is UDP, or UDP beside TCP.
fn has_datagrams(net: &Network, protocol: Option<Symbol>) -> bool {
    protocol.is_some_and(|protocol| matches!(net.text(protocol), "UDP" | "TCP_UDP" | "QUIC" | "TCP_QUIC"))
}

/// Whether targets see the client's own address: of Network Load Balancers, by the group's attribute or its default.
fn preserves(net: &Network, group: Symbol, kind: &str, protocol: Option<Symbol>, balancer: u32) -> Attribute {
    if !net.is_network(balancer) {
        return Attribute { on: false, assumed: false };
    }
    if kind == "alb" || has_datagrams(net, protocol) {
        return Attribute { on: true, assumed: false };
    }
    match attribute(net, group, PRESERVE) {
        Some(value) => Attribute { on: net.text(value) == "true", assumed: false },
        None => Attribute { on: kind == "instance", assumed: true },
    }
}

/// How many targets must be healthy for the others to be left out: one, unless the group says otherwise.
fn least_healthy(net: &Network, group: Symbol, registered: usize) -> usize {
    let said = |what: &str| {
        let key = format!("target_group_health.unhealthy_state_routing.minimum_healthy_targets.{what}");
        attribute(net, group, &key).and_then(|value| net.text(value).parse::<usize>().ok())
    };
    let share = said("percentage").map_or(0, |percent| (registered * percent.min(100)).div_ceil(100));
    said("count").unwrap_or(1).max(share).max(1)
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
