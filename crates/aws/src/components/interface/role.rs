//! Whose an interface is, and what that makes it do with packets.

use crate::components::client_vpn;
use crate::network::Network;

/// What an interface does with packets, as far as its type tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A host: sends, receives and, with the source/destination check off, forwards.
    Host,
    /// A NAT gateway's.
    Nat(u32),
    /// A load balancer's node.
    Balancer(u32),
    /// A Classic Load Balancer's node.
    Classic(u32),
    /// A VPC endpoint's.
    Endpoint(u32),
    /// A Client VPN endpoint's.
    ClientVpn(u32),
    /// An EC2 Instance Connect Endpoint's: people send by it, and it takes what answers to that.
    Connect(u32),
    /// A Lambda function's: sends, and takes only what answers to it.
    Client,
    /// One that carries no IP.
    NoIp,
    /// A service's that packetwalk doesn't model.
    Other,
}

/// How descriptions begin of interfaces that look like hosts' by their type and are a load balancer's, an endpoint's or a client
/// VPN's.
const OF_SERVICES: &[&str] = &["ELB ", "VPC Endpoint Interface", client_vpn::joined::DESCRIBED];

/// The role of an interface.
pub(crate) fn role(net: &Network, item: u32) -> Role {
    if let Some(gateway) = net.nat_gateway_of(item) {
        return Role::Nat(gateway);
    }
    if let Some(balancer) = net.balancer_of_interface(item) {
        return Role::Balancer(balancer);
    }
    if let Some(balancer) = net.classic_of_interface(item) {
        return Role::Classic(balancer);
    }
    if let Some(endpoint) = net.endpoint_of_interface(item) {
        return Role::Endpoint(endpoint);
    }
    if let Some(endpoint) = net.client_vpn_of_interface(item) {
        return Role::ClientVpn(endpoint);
    }
    if let Some(endpoint) = net.instance_connect_of_interface(item) {
        return Role::Connect(endpoint);
    }
    let interface = net.interface(item);
    let described = interface.description.map(|text| net.text(text)).unwrap_or_default();
    match interface.kind.map(|kind| net.text(kind)) {
        None if OF_SERVICES.iter().any(|start| described.starts_with(start)) => Role::Other,
        None | Some("efa" | "branch" | "trunk" | "efs") => Role::Host,
        Some("lambda") => Role::Client,
        Some("efa-only") => Role::NoIp,
        Some(_) => Role::Other,
    }
}

/// Whether the interface is a transit gateway's or an endpoint's, which starts no conversation of its own.
pub(super) fn only_passes_on(net: &Network, item: u32) -> bool {
    let interface = net.interface(item);
    let described = interface.description.map(|text| net.text(text)).unwrap_or_default();
    let kind = interface.kind.map(|kind| net.text(kind));
    matches!(kind, Some("transit_gateway" | "vpc_endpoint" | "gateway_load_balancer_endpoint"))
        || kind.is_none() && described.starts_with("VPC Endpoint Interface")
}

/// Whether it belongs to something through which security groups track every connection.
pub(super) fn always_tracked(net: &Network, item: u32) -> bool {
    const KINDS: &[&str] = &[
        "gateway_load_balancer",
        "gateway_load_balancer_endpoint",
        "global_accelerator_managed",
        "lambda",
        "nat_gateway",
        "network_load_balancer",
        "vpc_endpoint",
    ];
    let interface = net.interface(item);
    let described = interface.description.map(|text| net.text(text)).unwrap_or_default();
    interface.kind.is_some_and(|kind| KINDS.contains(&net.text(kind)))
        || described.starts_with("ELB net/")
        || described.starts_with("VPC Endpoint Interface")
}
