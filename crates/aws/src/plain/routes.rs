//! Route tables in plain data.

use crate::components::{prefix_list, route_table};
use crate::network::Network;
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_space::Cidr;

/// A route table of a VPC.
#[derive(Clone, Debug)]
pub struct RouteTable {
    /// Its id.
    pub id: String,
    /// Gateways whose inbound traffic it routes.
    pub gateways: Vec<String>,
    /// Its routes. `None` stands for one that couldn't be read.
    pub routes: Vec<Option<Route>>,
}

/// A route of a VPC's route table.
#[derive(Clone, Debug)]
pub struct Route {
    /// Blocks that it leads to. `None` stands for a prefix list that wasn't read.
    pub blocks: Option<Vec<Cidr>>,
    /// Whether the blocks are those of a prefix list.
    pub by_list: bool,
    /// Where it comes from.
    pub origin: RouteOrigin,
    /// The state where it isn't `active`, as printed.
    pub state: Option<String>,
    /// The target.
    pub target: Target,
}

/// Where a route comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteOrigin {
    /// It was written.
    Written,
    /// A gateway propagated it.
    Propagated,
    /// A route server advertised it.
    Advertised,
}

/// The target of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The VPC itself.
    Local,
    /// An interface.
    Interface(usize),
    /// A virtual private gateway.
    VpnGateway(usize),
    /// An internet gateway.
    InternetGateway(usize),
    /// An egress-only internet gateway.
    EgressOnlyGateway(usize),
    /// A NAT gateway.
    NatGateway(usize),
    /// A VPC endpoint.
    Endpoint(usize),
    /// A VPC peering connection.
    Peering(usize),
    /// A transit gateway.
    TransitGateway(usize),
    /// Something else, or something that isn't in the snapshot.
    Other(String),
}

impl Network {
    pub(super) fn plain_table(&self, table: &route_table::RouteTable) -> RouteTable {
        let route = |what: route_table::What| {
            let (blocks, by_list) = match what.destination {
                route_table::Destination::Block(block) => (Some(vec![block]), false),
                route_table::Destination::List(list) => {
                    (prefix_list::blocks(self, list).ok().map(<[Cidr]>::to_vec), true)
                }
            };
            Route {
                blocks,
                by_list,
                origin: match what.source {
                    route_table::Source::Static => RouteOrigin::Written,
                    route_table::Source::Propagated => RouteOrigin::Propagated,
                    route_table::Source::Advertised => RouteOrigin::Advertised,
                },
                state: match what.state {
                    route_table::State::Active => None,
                    route_table::State::Blackhole => Some("blackhole".to_owned()),
                    route_table::State::Other(state) => Some(self.text(state).to_owned()),
                },
                target: self.plain_target(what.target, table.vpc),
            }
        };
        RouteTable {
            id: self.text(table.id).to_owned(),
            gateways: table.gateways.iter().map(|id| self.text(*id).to_owned()).collect(),
            routes: table.routes.iter().map(|read| read.what.map(route)).collect(),
        }
    }

    pub(super) fn plain_target(&self, target: route_table::Target, vpc: Option<Symbol>) -> Target {
        let id = match target {
            route_table::Target::Local => return Target::Local,
            route_table::Target::None => return Target::Other("no target".to_owned()),
            route_table::Target::Resource(id) => self.routable(id),
            route_table::Target::NextHop(address) => {
                let owner = vpc.and_then(|id| self.vpc(self.vpc_of(id)).interfaces.find(address));
                return owner.map_or_else(
                    || Target::Other(address.to_string()),
                    |owner| Target::Interface(owner.number as usize),
                );
            }
        };
        match self.resource(id) {
            Some((Kind::Interface, item)) => Target::Interface(item as usize),
            Some((Kind::VpnGateway, item)) => Target::VpnGateway(item as usize),
            Some((Kind::InternetGateway, item)) => Target::InternetGateway(item as usize),
            Some((Kind::EgressOnlyGateway, item)) => Target::EgressOnlyGateway(item as usize),
            Some((Kind::NatGateway, item)) => Target::NatGateway(item as usize),
            Some((Kind::GatewayEndpoint, item)) => Target::Endpoint(item as usize),
            Some((Kind::Peering, item)) => Target::Peering(item as usize),
            Some((Kind::TransitGateway, item)) => Target::TransitGateway(item as usize),
            _ => Target::Other(self.text(id).to_owned()),
        }
    }
}
