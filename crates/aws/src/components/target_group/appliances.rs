//! How appliances fare behind a Gateway Load Balancer.

use super::geneve;
use super::health::{self, Fare};
use super::settings::cross_zone;
use super::zones::{in_enabled_zones, near, subnet_of};
use crate::lowerer::Lowerer;
use crate::registry::List;
use crate::strings::Symbol;
use packetwalk_fabric::Cite;

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
    /// Some are, and a security group or network ACL keeps all of those from the load balancer.
    Refused(Cite),
    /// It keeps some of them from it.
    PartlyRefused(Cite),
}

/// The appliances of a target group, for a node of a Gateway Load Balancer.
pub(crate) fn appliances(l: &Lowerer<'_>, arn: Symbol, balancer: u32, node: u32) -> Appliances {
    let net = l.net;
    let Some(item) = net.target_group_called(arn) else { return Appliances::Unread };
    let group = net.target_group(item);
    let hash = group.hash;
    let read = net.snapshot.seen(List::Target).is_some_and(|seen| seen.parents.contains_key(&hash));
    if !read {
        return Appliances::Unread;
    }
    let cross = cross_zone(net, hash, balancer);
    let here = subnet_of(net, node);
    let registered = in_enabled_zones(net, group, net.targets_of(hash), balancer);
    let fares = registered.iter().map(|target| {
        let near = if cross.on { Some(true) } else { near(net, group, *target, here) };
        (*target, near, health::of(net, group, *target, false))
    });
    let fares: Vec<(u32, Option<bool>, Fare)> = fares.collect();
    let in_service = fares.iter().filter(|(.., fare)| !matches!(fare, Fare::Out));
    let (near, far): (Vec<&(u32, _, Fare)>, Vec<_>) = in_service.partition(|(_, near, _)| *near == Some(true));
    let healthy = near.iter().filter(|(.., fare)| matches!(fare, Fare::Well));
    let filtered: Vec<_> = healthy.map(|(target, ..)| geneve::refused(l, group, node, *target)).collect();
    // Those of other zones may be chosen, too, by an attribute that wasn't read; those whose zone isn't known may be near.
    let others_may = far.iter().any(|(_, near, _)| cross.assumed || near.is_none());
    if !filtered.is_empty() {
        match filtered.iter().find_map(|refused| *refused) {
            None => Appliances::Healthy,
            Some(cite) if others_may || filtered.iter().any(Option::is_none) => Appliances::PartlyRefused(cite),
            Some(cite) => Appliances::Refused(cite),
        }
    } else if !near.is_empty() {
        Appliances::Unhealthy
    } else if others_may {
        Appliances::Unread
    } else if fares.iter().any(|(_, near, _)| *near == Some(true)) {
        Appliances::OutOfService
    } else {
        Appliances::None
    }
}
