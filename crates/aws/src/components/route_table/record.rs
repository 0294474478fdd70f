//! What AWS prints of route tables, and what it means.

use crate::component::Record;
use crate::components::vpc;
use crate::origin::{Line, Origin};
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::strings::Symbol;
use packetwalk_space::{Address, Cidr};
use serde::Deserialize;
use serde_json::value::RawValue;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    route_table_id: Text<'a>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    associations: Vec<AssociationShape<'a>>,
    #[serde(borrow, default)]
    routes: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AssociationShape<'a> {
    #[serde(default)]
    main: bool,
    #[serde(borrow, default)]
    subnet_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    public_ipv4_pool: Option<Text<'a>>,
    #[serde(borrow, default)]
    association_state: Option<vpc::BlockState<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RouteShape<'a> {
    #[serde(borrow, default)]
    destination_cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    destination_ipv6_cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    destination_prefix_list_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    nat_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    network_interface_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    instance_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    transit_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_peering_connection_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    egress_only_internet_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    local_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    carrier_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    core_network_arn: Option<Text<'a>>,
    #[serde(borrow, default)]
    odb_network_arn: Option<Text<'a>>,
    #[serde(borrow, default)]
    ip_address: Option<Text<'a>>,
    #[serde(borrow, default)]
    origin: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

// What it means.

/// A route table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RouteTable {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    /// Whether it serves the VPC's subnets that no other table serves.
    pub(crate) main: bool,
    pub(crate) subnets: Box<[Symbol]>,
    /// Gateways whose inbound traffic it routes.
    pub(crate) gateways: Box<[Symbol]>,
    /// Whether it routes what comes in for a pool of public addresses.
    pub(crate) of_pool: bool,
    pub(crate) routes: Box<[Route]>,
    pub(crate) tags: Tags,
}

/// A route. `what` is `None` where the snapshot's text couldn't be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) what: Option<What>,
    pub(super) line: Line,
}

/// What a route says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct What {
    pub(crate) destination: Destination,
    pub(crate) target: Target,
    pub(crate) state: State,
    pub(crate) source: Source,
}

/// Where packets want to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    Block(Cidr),
    List(Symbol),
}

/// Where they are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// To the interfaces of the VPC itself.
    Local,
    /// To the resource with this id or ARN.
    Resource(Symbol),
    /// To whoever has this address in the VPC: the next hop of a route server's route.
    NextHop(Address),
    /// AWS prints no target.
    None,
}

/// Whether the target is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Active,
    Blackhole,
    /// Another state, as printed.
    Other(Symbol),
}

/// Where the route comes from, in order of preference at equal length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// Written by hand, or with the table.
    Static,
    /// Propagated by a gateway.
    Propagated,
    /// Advertised by a route server. AWS doesn't say how it ranks; it is taken for dynamic, as propagated ones are.
    Advertised,
}

impl Source {
    /// Before a prefix list's routes, or behind them.
    pub(super) const fn rank(self) -> u8 {
        match self {
            Source::Static => 0,
            Source::Propagated | Source::Advertised => 2,
        }
    }
}

impl RouteTable {
    /// The blocks to which routes lead.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = Cidr> {
        self.routes.iter().filter_map(|route| match route.what?.destination {
            Destination::Block(block) => Some(block),
            Destination::List(_) => None,
        })
    }
}

impl Record for RouteTable {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["PropagatingVgws"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut routes = Vec::with_capacity(shape.routes.len());
        for (at, raw) in shape.routes.iter().enumerate() {
            let line = reader.line(raw);
            let what = reader.contained(|reader| read_route(raw, reader, &format!("/Routes/{at}")));
            routes.push(Route { what, line });
        }
        let associated: Vec<_> = {
            let current = |a: &&AssociationShape<'_>| vpc::is_associated(a.association_state.as_ref());
            shape.associations.iter().filter(current).collect()
        };
        Some(RouteTable {
            id: reader.keep(&shape.route_table_id),
            origin: reader.origin,
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
            main: associated.iter().any(|association| association.main),
            subnets: associated.iter().filter_map(|a| reader.keep_some(a.subnet_id.as_ref())).collect(),
            gateways: associated.iter().filter_map(|a| reader.keep_some(a.gateway_id.as_ref())).collect(),
            of_pool: associated.iter().any(|association| association.public_ipv4_pool.is_some()),
            routes: routes.into(),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn owner(&self) -> Option<Symbol> {
        self.owner
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

fn read_route(raw: &RawValue, reader: &mut Reader<'_>, at: &str) -> Option<What> {
    let (route, line) = reader.part::<RouteShape<'_>>(raw, at)?;
    let block = route.destination_cidr_block.as_ref().or(route.destination_ipv6_cidr_block.as_ref());
    let destination = match (block, &route.destination_prefix_list_id) {
        (Some(block), _) => Destination::Block(reader.cidr(block, line, at)?),
        (None, Some(list)) => Destination::List(reader.keep(list)),
        (None, None) => {
            reader.problem(line, at, "a route without a destination: expected a CIDR block or a prefix list");
            return None;
        }
    };
    let targets = [
        &route.gateway_id,
        &route.nat_gateway_id,
        &route.network_interface_id,
        &route.instance_id,
        &route.transit_gateway_id,
        &route.vpc_peering_connection_id,
        &route.egress_only_internet_gateway_id,
        &route.local_gateway_id,
        &route.carrier_gateway_id,
        &route.core_network_arn,
        &route.odb_network_arn,
    ];
    let target = match targets.into_iter().flatten().find(|target| !target.is_empty()) {
        Some(target) if &**target == "local" => Target::Local,
        Some(target) => Target::Resource(reader.keep(target)),
        None => {
            route.ip_address.as_ref().and_then(|text| reader.address(text, at)).map_or(Target::None, Target::NextHop)
        }
    };
    let state = match route.state.as_deref() {
        None | Some("active") => State::Active,
        Some("blackhole") => State::Blackhole,
        Some(_) => State::Other(reader.keep_some(route.state.as_ref())?),
    };
    let source = match route.origin.as_deref() {
        Some("EnableVgwRoutePropagation") => Source::Propagated,
        Some("Advertisement") => Source::Advertised,
        _ => Source::Static,
    };
    Some(What { destination, target, state, source })
}
