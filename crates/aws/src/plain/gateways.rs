//! Gateways and peering connections in plain data.

use crate::components::{direct_connect, peering, vpn_connection, vpn_gateway};
use crate::network::{Network, Public};
use packetwalk_space::{Address, Cidr};

/// An internet gateway, or an egress-only one.
#[derive(Clone, Debug)]
pub struct InternetGateway {
    /// Its id.
    pub id: String,
    /// The VPC it is attached to.
    pub vpc: Option<usize>,
}

/// A virtual private gateway.
#[derive(Clone, Debug)]
pub struct VpnGateway {
    /// Its id.
    pub id: String,
    /// The VPC that it is attached to.
    pub vpc: Option<usize>,
    /// Its VPN connections.
    pub connections: Vec<VpnConnection>,
    /// Whether it is known that Direct Connect doesn't lead on from it.
    pub no_direct_connect: bool,
}

/// A VPN connection of a virtual private gateway.
#[derive(Clone, Debug)]
pub struct VpnConnection {
    /// Its id.
    pub id: String,
    /// Whether a tunnel is up; `None` where that isn't known.
    pub up: Option<bool>,
    /// Its static routes.
    pub routes: Vec<Cidr>,
    /// Whether it has no BGP.
    pub static_only: bool,
    /// Whether what it carries is narrowed to some networks.
    pub narrowed: bool,
}

/// A NAT gateway.
#[derive(Clone, Debug)]
pub struct NatGateway {
    /// Its id.
    pub id: String,
    /// Its state, as printed.
    pub state: Option<String>,
    /// What it has where it is regional, and so in no subnet and without an interface.
    pub regional: Option<RegionalNat>,
    /// Its interface.
    pub interface: Option<usize>,
    /// Its private addresses that are in use.
    pub addresses: Vec<Address>,
    /// Whether a proxy is attached to it.
    pub proxied: bool,
}

/// What a regional NAT gateway has.
#[derive(Clone, Debug)]
pub struct RegionalNat {
    /// Its VPC.
    pub vpc: Option<usize>,
    /// Its own route table; `None` where that isn't known.
    pub table: Option<usize>,
    /// Its public addresses that are in use, each with the names of its zone, as printed.
    pub addresses: Vec<(Address, Vec<String>)>,
}

/// A VPC peering connection.
#[derive(Clone, Debug)]
pub struct Peering {
    /// Its id.
    pub id: String,
    /// Its status, as printed.
    pub status: Option<String>,
    /// Its two VPCs; `None` for one that isn't in the snapshot.
    pub vpcs: [Option<usize>; 2],
    /// The blocks that AWS prints of each.
    pub blocks: [Vec<Cidr>; 2],
    /// Whether both VPCs are in one Region.
    pub in_one_region: bool,
}

impl Network {
    pub(super) fn plain_vpn_gateway(&self, gateway: &vpn_gateway::VpnGateway) -> VpnGateway {
        let connection = |connection: &vpn_connection::VpnConnection| VpnConnection {
            id: self.text(connection.id).to_owned(),
            up: plain_up(self, connection),
            routes: connection.routes.to_vec(),
            static_only: connection.static_only,
            narrowed: connection
                .networks
                .as_ref()
                .is_none_or(|networks| networks.far.iter().chain(&networks.near).any(|block| block.length() > 0)),
        };
        VpnGateway {
            id: self.text(gateway.id).to_owned(),
            vpc: gateway.vpc.and_then(|vpc| self.topology.vpc_numbers.get(&vpc)).map(|vpc| *vpc as usize),
            connections: self.vpn_connections_of(gateway.id).map(|(_, of)| connection(of)).collect(),
            no_direct_connect: direct_connect::behind(self, gateway.id) == direct_connect::Leads::No,
        }
    }

    pub(super) fn plain_peering(&self, peering: &peering::Peering) -> Peering {
        let vpc =
            |side: &peering::Side| side.vpc.filter(|vpc| self.knows_vpc(*vpc)).map(|vpc| self.vpc_of(vpc) as usize);
        let [requester, accepter] = &peering.sides;
        Peering {
            id: self.text(peering.id).to_owned(),
            status: peering.status.map(|status| self.text(status).to_owned()),
            vpcs: [vpc(requester), vpc(accepter)],
            blocks: [requester.blocks.to_vec(), accepter.blocks.to_vec()],
            in_one_region: peering.in_one_region(),
        }
    }

    pub(super) fn is_of_nat(&self, address: Address) -> bool {
        let found = self.public_addresses().find(address).map(|span| self.public(span.number));
        matches!(found, Some(Public::OfNat(_)))
    }
}

pub(super) fn plain_up(net: &Network, connection: &vpn_connection::VpnConnection) -> Option<bool> {
    match vpn_connection::up(net, connection) {
        vpn_connection::Up::Yes => Some(true),
        vpn_connection::Up::No => Some(false),
        vpn_connection::Up::Unknown => None,
    }
}
