//! Client VPN endpoints.

use super::Network;
use crate::components::client_vpn::{ClientVpnEndpoint, ClientVpnRoute, ClientVpnRule, ClientVpnTargetNetwork};
use crate::registry::Kind;
use crate::store::Id;

impl Network {
    pub(crate) fn client_vpn(&self, item: u32) -> &ClientVpnEndpoint {
        &self.snapshot.records.client_vpn_endpoints[Id::new(item)]
    }

    pub(crate) fn client_vpns(&self) -> impl Iterator<Item = (u32, &ClientVpnEndpoint)> {
        self.snapshot.records.client_vpn_endpoints.iter().map(|(id, endpoint)| (id.number(), endpoint))
    }

    pub(crate) fn client_vpn_target(&self, number: u32) -> &ClientVpnTargetNetwork {
        &self.snapshot.records.client_vpn_target_networks[Id::new(number)]
    }

    pub(crate) fn client_vpn_route(&self, number: u32) -> &ClientVpnRoute {
        &self.snapshot.records.client_vpn_routes[Id::new(number)]
    }

    pub(crate) fn client_vpn_rule(&self, number: u32) -> &ClientVpnRule {
        &self.snapshot.records.client_vpn_rules[Id::new(number)]
    }

    /// The target networks of a Client VPN endpoint.
    pub(crate) fn client_vpn_targets(&self, item: u32) -> &[u32] {
        self.topology.client_vpns.targets(self.client_vpn(item).id)
    }

    /// The routes of a Client VPN endpoint.
    pub(crate) fn client_vpn_routes(&self, item: u32) -> &[u32] {
        self.topology.client_vpns.routes(self.client_vpn(item).id)
    }

    /// The authorization rules of a Client VPN endpoint.
    pub(crate) fn client_vpn_rules(&self, item: u32) -> &[u32] {
        self.topology.client_vpns.rules(self.client_vpn(item).id)
    }

    /// The interfaces that a Client VPN endpoint has in a target network.
    pub(crate) fn client_vpn_interfaces(&self, target: u32) -> &[u32] {
        self.topology.client_vpns.interfaces(target)
    }

    /// The Client VPN endpoint that an interface belongs to.
    pub(crate) fn client_vpn_of_interface(&self, interface: u32) -> Option<u32> {
        let target = self.client_vpn_target_of_interface(interface)?;
        self.item(Kind::ClientVpn, self.client_vpn_target(target).endpoint?)
    }

    /// The target network of a Client VPN endpoint that an interface is in.
    pub(crate) fn client_vpn_target_of_interface(&self, interface: u32) -> Option<u32> {
        self.topology.client_vpns.of_interface(interface)
    }
}
