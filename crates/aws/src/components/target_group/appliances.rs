//! How appliances fare behind a Gateway Load Balancer.

use super::health::{self, Fare};
use super::settings::cross_zone;
use super::zones::{in_enabled_zones, near, zone_of};
use crate::network::Network;
use crate::registry::List;
use crate::strings::Symbol;

/// How the appliances fare that a node of a Gateway Load Balancer sends to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Appliances {
    /// They weren't read, or not enough of them.
    Unread,
    /// None is registered that the node may choose.
    None,
    /// Those that the node may choose are draining or unused.
    OutOfService,
    /// None of them is healthy.
    Unhealthy,
    /// Some are.
    Healthy,
}

/// The appliances of a target group, for a node of a Gateway Load Balancer.
pub(crate) fn appliances(net: &Network, arn: Symbol, balancer: u32, node: u32) -> Appliances {
    let Some(item) = net.target_group_called(arn) else { return Appliances::Unread };
    let group = net.target_group(item);
    let hash = group.hash;
    let read = net.snapshot.seen(List::Target).is_some_and(|seen| seen.parents.contains_key(&hash));
    if !read {
        return Appliances::Unread;
    }
    let cross = cross_zone(net, hash, balancer);
    let here = zone_of(net, node);
    let registered = in_enabled_zones(net, group, net.targets_of(hash), balancer);
    let fares = registered.iter().map(|target| {
        let near = if cross.on { Some(true) } else { near(net, group, *target, here) };
        (near, health::of(net, group, *target, false))
    });
    let fares: Vec<(Option<bool>, Fare)> = fares.collect();
    let in_service: Vec<_> = fares.iter().filter(|(_, fare)| !matches!(fare, Fare::Out)).collect();
    let near: Vec<_> = in_service.iter().filter(|(near, _)| *near == Some(true)).collect();
    if near.iter().any(|(_, fare)| matches!(fare, Fare::Well)) {
        Appliances::Healthy
    } else if !near.is_empty() {
        Appliances::Unhealthy
    } else if in_service.iter().any(|(near, _)| cross.assumed || near.is_none()) {
        // Those of other zones may be chosen, too, by an attribute that wasn't read; those whose zone isn't known may be near.
        Appliances::Unread
    } else if fares.iter().any(|(near, _)| *near == Some(true)) {
        Appliances::OutOfService
    } else {
        Appliances::None
    }
}
