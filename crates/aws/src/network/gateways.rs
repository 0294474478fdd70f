//! Route tables, and the gateways that they lead to.

use super::Network;
use crate::components::egress_only_gateway::EgressOnlyGateway;
use crate::components::internet_gateway::InternetGateway;
use crate::components::nat_gateway::NatGateway;
use crate::components::peering::Peering;
use crate::components::route_table::RouteTable;
use crate::components::vpn_connection::VpnConnection;
use crate::components::vpn_gateway::VpnGateway;
use crate::registry::{Kind, List};
use crate::store::Id;
use crate::strings::Symbol;
use crate::whole::Whole;
use packetwalk_space::{Address, IntervalSet};

impl Network {
    pub(crate) fn find_route_table(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::RouteTable, id)
    }

    pub(crate) fn route_table(&self, item: u32) -> &RouteTable {
        &self.snapshot.records.route_tables[Id::new(item)]
    }

    /// The route table of a subnet: its own, else the VPC's main one, if no other can have been missed.
    pub(crate) fn route_table_of(&self, subnet: u32) -> Option<u32> {
        let subnet = self.subnet_record(subnet);
        let own = self.topology.tables.of_subnet.get(&subnet.id);
        let main = || match self.whole_for(subnet, List::RouteTable) {
            Whole::No => None,
            Whole::Yes | Whole::Assumed => self.topology.tables.main.get(&subnet.vpc),
        };
        own.or_else(main).map(|id| id.number())
    }

    pub(crate) fn edge_route_table_of(&self, gateway: Symbol) -> Option<u32> {
        self.topology.tables.of_gateway.get(&gateway).map(|id| id.number())
    }

    pub(crate) fn internet_gateway(&self, item: u32) -> &InternetGateway {
        &self.snapshot.records.internet_gateways[Id::new(item)]
    }

    pub(crate) fn egress_only_gateway(&self, item: u32) -> &EgressOnlyGateway {
        &self.snapshot.records.egress_only_gateways[Id::new(item)]
    }

    pub(crate) fn nat_gateway(&self, item: u32) -> &NatGateway {
        &self.snapshot.records.nat_gateways[Id::new(item)]
    }

    /// The NAT gateway that an interface belongs to.
    pub(crate) fn nat_gateway_of(&self, interface: u32) -> Option<u32> {
        self.topology.owners.nat_gateways.get(&interface).copied()
    }

    /// The private addresses of the NAT gateways in a VPC.
    pub(crate) fn nat_addresses(&self, vpc: u32) -> IntervalSet<Address> {
        let id = self.vpc(vpc).id;
        let gateways = self.snapshot.records.nat_gateways.iter().filter(|(_, gateway)| gateway.vpc == Some(id));
        IntervalSet::from_ranges(gateways.flat_map(|(_, gateway)| gateway.addresses.iter().map(|a| (*a, *a))))
    }

    pub(crate) fn vpn_gateway(&self, item: u32) -> &VpnGateway {
        &self.snapshot.records.vpn_gateways[Id::new(item)]
    }

    pub(crate) fn vpn_connection(&self, item: u32) -> &VpnConnection {
        &self.snapshot.records.vpn_connections[Id::new(item)]
    }

    pub(crate) fn find_vpn_connection(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::VpnConnection, id)
    }

    /// The VPN connections of a virtual private gateway.
    pub(crate) fn vpn_connections_of(&self, gateway: Symbol) -> impl Iterator<Item = (u32, &VpnConnection)> {
        let all = self.snapshot.records.vpn_connections.iter().map(|(id, connection)| (id.number(), connection));
        all.filter(move |(_, connection)| connection.vpn_gateway == Some(gateway))
    }

    pub(crate) fn peering(&self, item: u32) -> &Peering {
        &self.snapshot.records.peerings[Id::new(item)]
    }

    pub(crate) fn peerings(&self) -> impl Iterator<Item = &Peering> {
        self.peerings_numbered().map(|(_, peering)| peering)
    }

    pub(crate) fn peerings_numbered(&self) -> impl Iterator<Item = (u32, &Peering)> {
        self.snapshot.records.peerings.iter().map(|(id, peering)| (id.number(), peering))
    }
}
