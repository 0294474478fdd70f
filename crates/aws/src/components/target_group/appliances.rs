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
    /// They weren't read.
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
pub(crate) fn appliances(net: &Network, group: Symbol, balancer: u32, node: u32) -> Appliances {
    let Some(item) = net.target_group_called(group) else { return Appliances::Unread };
    let hash = net.target_group(item).hash;
    let read = net.snapshot.seen(List::Target).is_some_and(|seen| seen.parents.contains_key(&hash));
    if !read {
        return Appliances::Unread;
    }
    let cross = cross_zone(net, hash, balancer);
    let here = zone_of(net, node);
    let registered = in_enabled_zones(net, net.targets_of(hash), balancer);
    let considered: Vec<u32> =
        registered.iter().filter(|target| cross.on || near(net, **target, here)).copied().collect();
    match considered.as_slice() {
        // By an attribute that wasn't read those of other zones may be chosen, too.
        [] if cross.assumed && !registered.is_empty() => Appliances::Unread,
        [] => Appliances::None,
        all => {
            let fares: Vec<Fare> = all.iter().map(|target| health::of(net, *target, false)).collect();
            if fares.iter().any(|fare| matches!(fare, Fare::Well)) {
                Appliances::Healthy
            } else if fares.iter().all(|fare| matches!(fare, Fare::Out)) {
                Appliances::OutOfService
            } else {
                Appliances::Unhealthy
            }
        }
    }
}
