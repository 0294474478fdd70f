//! To which instances a Classic Load Balancer's node may send.

use crate::event::Event;
use crate::targets::zone_name;
use packetwalk_aws::plain::{Act, Balancer, ClassicInstance, Plain};
use packetwalk_space::{Address, Family};
use std::collections::BTreeSet;

/// The ports at which instances get what comes to a load balancer; none unless it is a Classic Load Balancer.
pub(crate) fn ports(balancer: &Balancer) -> BTreeSet<u16> {
    let port = |act: &Act| match act {
        Act::Instance(port) => *port,
        Act::Forward(_) | Act::Answer | Act::TurnAway | Act::Unread(_) => None,
    };
    balancer.listeners.iter().flat_map(|listener| &listener.acts).filter_map(port).collect()
}

/// The addresses of the instances that a node may send to.
///
/// # Errors
/// What becomes of packets where there are none, or nobody knows.
pub(crate) fn of_node(net: &Plain, balancer: &Balancer, node: usize) -> Result<Vec<Address>, Event> {
    let Some(classic) = &balancer.classic else {
        return Err(Event::not_imitated(format!("the instances of {}", balancer.id)));
    };
    let id = &balancer.id;
    let dropped = |why| Err(Event::dropped(id, why));
    let unknown = |what: String| Err(Event::not_imitated(what));
    let zone = |one: &ClassicInstance| zone_name(net, *one.interfaces.first()?);
    let address = |one: &ClassicInstance| {
        let mut own = net.interfaces[*one.interfaces.first()?].addresses.iter().map(|(private, _)| *private);
        own.find(|address| address.family() == Family::V4)
    };
    if classic.instances.is_empty() {
        return dropped("no instance is registered");
    }
    if classic.instances.iter().any(|one| zone(one).is_none() || address(one).is_none()) {
        return unknown(format!("an instance of {id} that isn't in the snapshot"));
    }
    let is_enabled = |one: &&ClassicInstance| zone(one).is_some_and(|zone| classic.zones.iter().any(|of| of == zone));
    let enabled: Vec<_> = classic.instances.iter().filter(is_enabled).collect();
    let near: Vec<_> = enabled.iter().copied().filter(|one| zone(one) == zone_name(net, node)).collect();
    let considered = match classic.cross_zone {
        _ if enabled.is_empty() => return dropped("no instance in a zone that is enabled"),
        Some(false) if near.is_empty() => return dropped("no instance in the node's zone"),
        Some(false) => near,
        None if near.len() < enabled.len() => return unknown(format!("whether the nodes of {id} send to other zones")),
        Some(true) | None => enabled,
    };
    let up: Vec<_> = considered.into_iter().filter(|one| one.state.as_deref() != Some("OutOfService")).collect();
    if up.is_empty() {
        return dropped("no instance is in service");
    }
    if up.iter().any(|one| one.state.as_deref() != Some("InService")) {
        return unknown(format!("which instances of {id} are in service"));
    }
    let mut all: Vec<_> = up.into_iter().filter_map(address).collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
