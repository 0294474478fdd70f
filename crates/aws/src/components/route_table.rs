//! Route tables: where packets that leave a subnet are sent.

use crate::component::{Component, Coverage, LEAVE, Record, modelled};
use crate::components::{peering, prefix_list, vpc};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::{Line, Origin};
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Citation, Cite, Default, Key, Label, Otherwise, Reason, ReasonKind, Row, Station, Table,
    Terms,
};
use packetwalk_space::{Address, Cidr, IntervalSet, Product};
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
    pub(crate) routes: Box<[Route]>,
    pub(crate) tags: Tags,
}

/// A route. `what` is `None` where the snapshot's text couldn't be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) what: Option<What>,
    line: Line,
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
    /// Propagated by a gateway, or advertised by a route server.
    Propagated,
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
        None => Target::None,
    };
    let state = match route.state.as_deref() {
        None | Some("active") => State::Active,
        Some("blackhole") => State::Blackhole,
        Some(_) => State::Other(reader.keep_some(route.state.as_ref())?),
    };
    let source = match route.origin.as_deref() {
        Some("EnableVgwRoutePropagation" | "Advertisement") => Source::Propagated,
        _ => Source::Static,
    };
    Some(What { destination, target, state, source })
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NO_ROUTE, &BLACKHOLE, &NOT_READ, &UNREADABLE, &STATE_UNKNOWN, &NO_TARGET, &LIST_INSIDE_VPC],
    coverage: COVERAGE,
    station,
    tables,
    ..Component::plain("route table", &["rtb-"], cite)
};

static ROUTE: Label = Label::told("route table", None);

const ROUTES: u8 = 1;

/// The look-up of packets that leave an interface of a subnet for somewhere else.
pub(crate) fn of_subnet(l: &Lowerer<'_>, subnet: u32) -> Check {
    match l.net.route_table_of(subnet) {
        Some(table) => {
            let subject = Cite::resource(Kind::RouteTable as u8, table);
            Check::new(&ROUTE, subject, lower(l, table, subnet))
        }
        None => {
            let subject = Cite::resource(Kind::Subnet as u8, subnet);
            let table = Table::unknown(&NOT_READ, Otherwise::End, subject);
            Check::new(&ROUTE, subject, table)
        }
    }
}

/// A candidate of the look-up, before they are put in order.
struct Candidate {
    block: Cidr,
    /// A prefix list's entry ranks behind a written route and before a propagated one.
    rank: u8,
    addresses: IntervalSet<Address>,
    action: Action,
    cite: Cite,
    assumes: Option<&'static Reason>,
}

/// The routes of a table as rows, longest prefix first, for packets that come from a subnet.
fn lower(l: &Lowerer<'_>, item: u32, subnet: u32) -> Table {
    let net = l.net;
    let record = net.route_table(item);
    let vpc = record.vpc.or(Some(net.subnet_record(subnet).vpc)).map(|id| net.vpc_of(id));
    let inside = vpc.map_or_else(IntervalSet::empty, |vpc| net.vpc_addresses(vpc));
    let mut candidates = Vec::with_capacity(record.routes.len());
    for (number, route) in (0..).zip(&record.routes) {
        let cite = Cite { component: Kind::RouteTable as u8, list: ROUTES, item, rule: number };
        let Some(what) = route.what else {
            let action = Action::Unknown { gap: &UNREADABLE, otherwise: Otherwise::End };
            candidates.extend(anything(&action, cite));
            continue;
        };
        let action = action(l, &what, vpc, subnet);
        match what.destination {
            Destination::Block(block) => {
                // What a gateway propagates loses to the local route, however long its prefix is.
                let addresses = match what.source {
                    Source::Static => block.addresses(),
                    Source::Propagated => block.addresses().difference(&inside),
                };
                let rank = if what.source == Source::Static { 0 } else { 2 };
                candidates.push(Candidate { block, rank, addresses, action, cite, assumes: None });
            }
            Destination::List(list) => {
                // Gateway endpoints are routed to by the lists of their services, which hold public addresses only.
                let of_service = matches!(what.target, Target::Resource(id) if net.is_endpoint(id));
                let mut of_list = list_candidates(net, list, &inside, &action, cite);
                if of_service && prefix_list::blocks(net, list).is_err() {
                    let public = crate::addresses::public();
                    let narrow = |c: &mut Candidate| c.addresses = c.addresses.intersection(&public);
                    of_list.iter_mut().for_each(narrow);
                }
                candidates.extend(of_list);
            }
        }
    }
    candidates.sort_by_key(|candidate| (std::cmp::Reverse(candidate.block.length()), candidate.rank));
    let candidates = settle_ties(candidates, item, subnet);
    let rows = candidates.into_iter().map(|candidate| {
        let guard = Product::everything().with_destination(candidate.addresses);
        Row { assumes: candidate.assumes, ..Row::new(guard, candidate.action, candidate.cite) }
    });
    // Where no route leads, what a peer's NAT gateway sent still finds back to it.
    let returns = peering::returns(net, subnet).into_iter();
    let rows = rows.chain(returns.map(|(addresses, key, cite)| {
        Row::new(Product::everything().with_destination(addresses), Action::Send(key), cite)
    }));
    let cite = Cite::resource(Kind::RouteTable as u8, item);
    let none = Action::Drop { reason: &NO_ROUTE, otherwise: Otherwise::Beyond };
    Table::longest_prefix(rows.collect(), Default { action: none, cite, assumes: None })
}

fn list_candidates(
    net: &Network,
    list: Symbol,
    inside: &IntervalSet<Address>,
    action: &Action,
    cite: Cite,
) -> Vec<Candidate> {
    match prefix_list::blocks(net, list) {
        Ok(blocks) => {
            let candidate = |block: &Cidr| {
                let addresses = block.addresses();
                // An entry that cuts out a part of the VPC: no page says what AWS makes of it.
                let local = net_block_holds(inside, &addresses) && !is_whole_block(inside, &addresses);
                let action = if local {
                    Action::Unknown { gap: &LIST_INSIDE_VPC, otherwise: Otherwise::End }
                } else {
                    action.clone()
                };
                Candidate { block: *block, rank: 1, addresses, action, cite, assumes: None }
            };
            blocks.iter().map(candidate).collect()
        }
        Err(unread) => {
            let gap = Action::Unknown { gap: &prefix_list::NOT_READ, otherwise: Otherwise::End };
            let cite = net.missing(list);
            let mut candidates = anything(&gap, cite);
            for candidate in &mut candidates {
                candidate.addresses = candidate.addresses.intersection(&unread.could_hold);
                candidate.assumes = unread.assumes;
            }
            candidates
        }
    }
}

fn net_block_holds(inside: &IntervalSet<Address>, addresses: &IntervalSet<Address>) -> bool {
    inside.contains_all(addresses)
}

/// Whether the addresses are one of the VPC's ranges as a whole: then the local route, being static, wins.
fn is_whole_block(inside: &IntervalSet<Address>, addresses: &IntervalSet<Address>) -> bool {
    addresses.ranges().iter().all(|range| inside.ranges().contains(range))
}

/// A route of which nothing is known could be the longest match for anything.
fn anything(action: &Action, cite: Cite) -> Vec<Candidate> {
    use packetwalk_space::Family;
    let of = |family| {
        let everything = Cidr::everything(family);
        let block = Cidr::single(everything.first());
        Candidate { block, rank: 1, addresses: everything.addresses(), action: action.clone(), cite, assumes: None }
    };
    vec![of(Family::V4), of(Family::V6)]
}

/// Of several routes of one rank to the same block AWS takes one, and doesn't say which: one that drops may be it.
fn settle_ties(candidates: Vec<Candidate>, item: u32, subnet: u32) -> Vec<Candidate> {
    let mut settled: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let tied = settled.iter_mut().rev().find(|other| {
            (other.block, other.rank) == (candidate.block, candidate.rank) && other.addresses == candidate.addresses
        });
        let Some(other) = tied else {
            settled.push(candidate);
            continue;
        };
        if other.action == candidate.action {
            continue;
        }
        let way = |candidate: &Candidate| match candidate.action {
            Action::Send(key) => (candidate.cite, key),
            _ => (candidate.cite, taken(item, candidate.cite.rule, subnet)),
        };
        let mut options: Vec<(Cite, Key)> = match &other.action {
            Action::OneOf { options, .. } => options.to_vec(),
            _ => vec![way(other)],
        };
        options.push(way(&candidate));
        let key = ChoiceKey { of: Cite::resource(Kind::RouteTable as u8, item), what: "route" };
        other.action = Action::OneOf { key, options: options.into() };
    }
    settled
}

/// What a route does with packets of a subnet once AWS has taken it among several.
const TAKEN: u8 = 2;

fn taken(table: u32, route: u32, subnet: u32) -> Key {
    let part = u16::try_from(route).unwrap_or(u16::MAX);
    Key { component: Kind::RouteTable as u8, role: TAKEN, part, item: table, other: subnet }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let record = l.net.route_table(key.item);
    let vpc = record.vpc.map(|id| l.net.vpc_of(id));
    let what = record.routes.get(key.part as usize).and_then(|route| route.what);
    let unread = Action::Unknown { gap: &UNREADABLE, otherwise: Otherwise::End };
    let does = what.map_or(unread, |what| action(l, &what, vpc, key.other));
    let cite = Cite { component: Kind::RouteTable as u8, list: ROUTES, item: key.item, rule: key.part.into() };
    let table = Table::first_match(Vec::new(), Default { action: does, cite, assumes: None });
    let subject = Cite::resource(Kind::RouteTable as u8, key.item);
    let then = Action::Unknown { gap: &UNREADABLE, otherwise: Otherwise::End };
    Station { place: None, checks: vec![Check::new(&ROUTE, subject, table)], then }
}

/// Where a route sends packets that come from a subnet.
fn action(l: &Lowerer<'_>, what: &What, vpc: Option<u32>, subnet: u32) -> Action {
    match what.state {
        State::Active => {}
        State::Blackhole => return Action::Drop { reason: &BLACKHOLE, otherwise: Otherwise::Beyond },
        State::Other(_) => return Action::Unknown { gap: &STATE_UNKNOWN, otherwise: Otherwise::End },
    }
    match (what.target, vpc) {
        (Target::Local, Some(vpc)) => Action::Send(vpc::local(vpc, subnet)),
        (Target::Resource(id), _) => Action::Send(toward(l, id, subnet)),
        (Target::Local | Target::None, _) => Action::Unknown { gap: &NO_TARGET, otherwise: Otherwise::End },
    }
}

/// The way out of a subnet to a resource.
pub(crate) fn toward(l: &Lowerer<'_>, id: Symbol, subnet: u32) -> Key {
    match l.net.resource(l.net.routable(id)) {
        Some((kind, item)) if kind.component().route_target => {
            Key { component: kind as u8, role: LEAVE, part: 0, item, other: subnet }
        }
        _ => l.unmodelled(id, subnet),
    }
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let record = l.net.route_table(item);
    let vpc = record.vpc.map(|id| l.net.vpc_of(id));
    let of_vpc = vpc.and_then(|vpc| l.net.vpc(vpc).subnets.first().copied());
    let subnet = record.subnets.iter().find_map(|id| l.net.subnet(*id)).or(of_vpc);
    let subject = Cite::resource(Kind::RouteTable as u8, item);
    subnet.map(|subnet| Check::new(&ROUTE, subject, lower(l, item, subnet))).into_iter().collect()
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let table = net.route_table(cite.item);
    let whole = net.describe(Kind::RouteTable, List::RouteTable, table.id, &table.tags, table.origin);
    let routes: Vec<_> =
        table.routes.iter().filter_map(|route| route.what).take(6).map(|what| says(net, &what)).collect();
    let holes = vec![("routes", routes.join("; "))];
    let route = table.routes.get(cite.rule as usize).filter(|_| cite.list == ROUTES);
    let Some(route) = route else { return Citation { holes, ..whole } };
    let place = net.place_in(List::RouteTable, table.origin, route.line, &format!("/Routes/{}", cite.rule));
    let destination = route.what.map(|what| match what.destination {
        Destination::Block(block) => block.to_string(),
        Destination::List(list) => net.named(list),
    });
    Citation {
        rule: Some("route".to_owned()),
        rule_id: destination,
        says: route.what.map(|what| says(net, &what)),
        terms: route.what.map(|what| terms(net, whole.id.clone(), &what)),
        place: Some(place),
        holes,
        ..whole
    }
}

fn says(net: &Network, what: &What) -> String {
    let destination = match what.destination {
        Destination::Block(block) => block.to_string(),
        Destination::List(list) => net.named(list),
    };
    let target = match what.target {
        Target::Local => "local".to_owned(),
        Target::Resource(id) => net.named(id),
        Target::None => "nowhere".to_owned(),
    };
    let state = match what.state {
        State::Active => String::new(),
        State::Blackhole => " (blackhole)".to_owned(),
        State::Other(state) => format!(" ({})", net.text(state)),
    };
    let source = if what.source == Source::Propagated { " (propagated)" } else { "" };
    format!("{destination} → {target}{state}{source}")
}

fn terms(net: &Network, of: String, what: &What) -> Terms {
    let peer = match what.destination {
        Destination::Block(block) => block.to_string(),
        Destination::List(list) => net.text(list).to_owned(),
    };
    let target = match what.target {
        Target::Local => Some("local".to_owned()),
        Target::Resource(id) => Some(net.text(id).to_owned()),
        Target::None => None,
    };
    let state = match what.state {
        State::Active => "active",
        State::Blackhole => "blackhole",
        State::Other(state) => net.text(state),
    };
    let learned = what.source == Source::Propagated;
    Terms {
        of,
        peer,
        targets: target.into_iter().collect(),
        state: Some(state.to_owned()),
        learned,
        ..Terms::default()
    }
}

const COVERAGE: &[Coverage] = modelled!["O6", "O7", "O11b", "R1", "R2", "R4", "R5", "R7", "R10", "R12", "R20"];

pub(crate) static NO_ROUTE: Reason = Reason {
    code: "NO_ROUTE",
    ra_code: Some("NO_ROUTE_TO_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "No route of the subnet's route table covers the destination.",
    sentence: "{resource} has no route to {destination} (it has {routes})",
    remedy: "add a route for {destination} to {resource}",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    rules: &["R10"],
};

static BLACKHOLE: Reason = Reason {
    code: "BLACKHOLE_ROUTE",
    ra_code: Some("BAD_STATE_ROUTE"),
    kind: ReasonKind::Block,
    meaning: "The route with the longest matching prefix leads to something that is gone. A shorter prefix doesn't step in.",
    sentence: "the route {says} of {resource} leads nowhere: its target is gone",
    remedy: "replace the route's target, or delete the route",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    rules: &["R10"],
};

static NOT_READ: Reason = Reason {
    code: "ROUTE_TABLE_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The route table of a subnet isn't in the snapshot.",
    sentence: "where {resource} sends {packet} isn't known: its route table isn't in the snapshot",
    remedy: "read the route tables",
    command: Some("aws ec2 describe-route-tables"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
    rules: &["R1"],
};

static UNREADABLE: Reason = Reason {
    code: "ROUTE_UNREADABLE",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A route couldn't be read, and it may be the one for the packet.",
    sentence: "a route of {resource} couldn't be read, and it may be the one for {destination}",
    remedy: "read the route table again",
    command: Some("aws ec2 describe-route-tables --route-table-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    rules: &[],
};

static STATE_UNKNOWN: Reason = Reason {
    code: "ROUTE_STATE_UNKNOWN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The route has a state that AWS doesn't document.",
    sentence: "what AWS does with the route {says} of {resource} in this state isn't documented",
    remedy: "look at the route in the console",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html",
    rules: &["R10"],
};

static NO_TARGET: Reason = Reason {
    code: "ROUTE_WITHOUT_TARGET",
    ra_code: Some("UNKNOWN_DESTINATION"),
    kind: ReasonKind::Gap,
    meaning: "The snapshot doesn't say where the route leads.",
    sentence: "where the route {says} of {resource} leads isn't known",
    remedy: "read the route table again",
    command: Some("aws ec2 describe-route-tables --route-table-ids {id}"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html",
    rules: &["R12"],
};

static LIST_INSIDE_VPC: Reason = Reason {
    code: "PREFIX_LIST_INSIDE_VPC",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A prefix list's entry is more specific than the local route, and AWS doesn't document which of them wins.",
    sentence: "an entry of the route {says} of {resource} is more specific than the local route, and which of them wins isn't \
               documented",
    remedy: "take the VPC's own ranges out of the prefix list",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    rules: &["R20"],
};
