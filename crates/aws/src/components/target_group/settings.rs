//! What attributes say of a target group, where they were read.

use crate::network::Network;
use crate::strings::Symbol;

/// An attribute that may not have been read.
pub(super) struct Attribute {
    pub(super) on: bool,
    pub(super) assumed: bool,
}

const CROSS_ZONE: &str = "load_balancing.cross_zone.enabled";
const PRESERVE: &str = "preserve_client_ip.enabled";

fn attribute(net: &Network, of: Symbol, key: &str) -> Option<Symbol> {
    net.balancer_attribute(of, key)
}

/// Whether a node sends to targets of other zones: the group's word, else the load balancer's.
pub(super) fn cross_zone(net: &Network, group: Symbol, balancer: u32) -> Attribute {
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
pub(super) fn has_datagrams(net: &Network, protocol: Option<Symbol>) -> bool {
    protocol.is_some_and(|protocol| matches!(net.text(protocol), "UDP" | "TCP_UDP" | "QUIC" | "TCP_QUIC"))
}

/// Whether targets see the client's own address: of Network Load Balancers, by the group's attribute or its default.
pub(super) fn preserves(
    net: &Network,
    group: Symbol,
    kind: &str,
    protocol: Option<Symbol>,
    balancer: u32,
) -> Attribute {
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
pub(super) fn least_healthy(net: &Network, group: Symbol, registered: usize) -> usize {
    let said = |what: &str| {
        let key = format!("target_group_health.unhealthy_state_routing.minimum_healthy_targets.{what}");
        attribute(net, group, &key).and_then(|value| net.text(value).parse::<usize>().ok())
    };
    let share = said("percentage").map_or(0, |percent| (registered * percent.min(100)).div_ceil(100));
    said("count").unwrap_or(1).max(share).max(1)
}
