//! Route tables: where packets that leave a subnet are sent.

mod changes;
mod reasons;
mod record;
mod remedy;

use crate::component::{Component, Coverage, LEAVE, modelled};
use crate::components::edge_routes::{self, By};
use crate::components::{nat_gateway, peering, prefix_list, vpc};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Citation, Cite, Default, Key, Label, Otherwise, Reason, Row, Station, Table, Terms,
};
use packetwalk_space::{Address, Cidr, IntervalSet, Product};
use reasons::{
    ADVERTISED_RANK, BLACKHOLE, DYNAMIC_INSIDE_VPC, LIST_INSIDE_VPC, NO_TARGET, NOT_READ, RETURN_OR_ROUTE,
    STATE_UNKNOWN, UNREADABLE,
};

pub(crate) use reasons::NO_ROUTE;
pub(crate) use record::{Destination, Route, RouteTable, Source, State, Target, What};

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    tables,
    changes: Some(changes::CHANGES),
    remedy: remedy::remedy,
    stands,
    names,
    ..Component::plain("route table", &["rtb-"], cite)
};

pub(crate) static ROUTE: Label = Label::told("route table", None);

const ROUTES: u8 = 1;

/// Where the packets of a look-up come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// From this subnet.
    Subnet(u32),
    /// From outside into this VPC, by this kind of gateway.
    Gateway(By, u32),
    /// From this regional NAT gateway.
    Nat(u32),
}

/// The look-up of packets that leave an interface of a subnet for somewhere else.
pub(crate) fn of_subnet(l: &Lowerer<'_>, subnet: u32) -> Check {
    match l.net.route_table_of(subnet) {
        Some(table) => {
            let subject = Cite::resource(Kind::RouteTable as u8, table);
            Check::new(&ROUTE, subject, lower(l, table, From::Subnet(subnet)))
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
    /// Whether it is told only: the local route wins, however long its prefix is.
    loses: bool,
    addresses: IntervalSet<Address>,
    action: Action,
    cite: Cite,
    assumes: Option<&'static Reason>,
}

/// The routes of a table as rows, longest prefix first.
pub(crate) fn lower(l: &Lowerer<'_>, item: u32, from: From) -> Table {
    let net = l.net;
    let record = net.route_table(item);
    let vpc = vpc_of(net, item, from);
    let (inside, local) = (net.vpc_addresses(vpc), local(record));
    let mut candidates = Vec::with_capacity(record.routes.len());
    for (number, route) in (0..).zip(&record.routes) {
        let cite = Cite { component: Kind::RouteTable as u8, list: ROUTES, item, rule: number };
        let Some(what) = route.what else {
            let action = Action::Unknown { gap: &UNREADABLE, otherwise: Otherwise::End };
            candidates.extend(anything(&action, cite));
            continue;
        };
        let action = action(l, &what, vpc, from);
        match what.destination {
            Destination::Block(block) => {
                let candidate = Candidate {
                    block,
                    rank: what.source.rank(),
                    loses: false,
                    addresses: block.addresses(),
                    action,
                    cite,
                    assumes: None,
                };
                candidates.extend(against_local(candidate, what.source, &inside, &local));
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
    candidates.sort_by_key(|of| (of.loses, std::cmp::Reverse(of.block.length()), of.rank));
    assume_ranks(&mut candidates, record);
    let candidates = settle_ties(candidates, item, from);
    // Where no route leads, what a peer's NAT gateway sent still finds back to it.
    let returns = match from {
        From::Subnet(subnet) => peering::returns(net, subnet),
        From::Gateway(..) | From::Nat(_) => Vec::new(),
    };
    let contested: Vec<_> = returns.iter().flat_map(|(to, key, _)| contested(&candidates, &inside, to, *key)).collect();
    let routed = candidates.into_iter().map(|candidate| {
        let guard = Product::everything().with_destination(candidate.addresses);
        Row { assumes: candidate.assumes, ..Row::new(guard, candidate.action, candidate.cite) }
    });
    let returned = returns.into_iter().map(|(addresses, key, cite)| {
        Row::new(Product::everything().with_destination(addresses), Action::Send(key), cite)
    });
    let rows = contested.into_iter().chain(routed).chain(returned);
    let cite = Cite::resource(Kind::RouteTable as u8, item);
    let none = Action::Drop { reason: &NO_ROUTE, otherwise: Otherwise::Beyond };
    Table::longest_prefix(rows.collect(), Default { action: none, cite, assumes: None })
}

/// The routes that lead elsewhere than back to a peer's NAT gateway, for its addresses. That a reply finds back needs no route; whether it
/// does so where another route leads, no page says.
fn contested(
    candidates: &[Candidate],
    inside: &IntervalSet<Address>,
    addresses: &IntervalSet<Address>,
    back: Key,
) -> Vec<Row> {
    let mut open = addresses.difference(inside);
    let mut rows = Vec::new();
    for candidate in candidates.iter().filter(|candidate| !candidate.loses) {
        let here = open.intersection(&candidate.addresses);
        if here.is_empty() {
            continue;
        }
        open = open.difference(&here);
        if candidate.action != Action::Send(back) && !matches!(candidate.action, Action::Unknown { .. }) {
            // Whatever way it gets there, the gateway drops what it didn't ask for: a refusal past the gap stands.
            let gap = Action::Unknown { gap: &RETURN_OR_ROUTE, otherwise: Otherwise::Send(back) };
            rows.push(Row::new(Product::everything().with_destination(here), gap, candidate.cite));
        }
    }
    rows
}

/// What a table's own local routes cover. A local route whose target was replaced is a route as any other.
fn local(record: &RouteTable) -> IntervalSet<Address> {
    let blocks = record.routes.iter().filter_map(|route| match route.what? {
        What { destination: Destination::Block(block), target: Target::Local, .. } => Some(block),
        _ => None,
    });
    IntervalSet::from_ranges(blocks.flat_map(|block| block.addresses().ranges().to_vec()))
}

/// A dynamic route against the VPC's own ranges. What a gateway propagates loses to the local route, however long its prefix is; what
/// comes of it where the local route was replaced, and of a route server's route inside the VPC, no page says.
fn against_local(
    candidate: Candidate,
    source: Source,
    inside: &IntervalSet<Address>,
    local: &IntervalSet<Address>,
) -> Vec<Candidate> {
    let here = candidate.addresses.intersection(inside);
    let part = |addresses: IntervalSet<Address>| Candidate { addresses, action: candidate.action.clone(), ..candidate };
    let gap = Action::Unknown { gap: &DYNAMIC_INSIDE_VPC, otherwise: Otherwise::End };
    match source {
        Source::Advertised if here == candidate.addresses && !is_whole_block(inside, &here) => {
            vec![Candidate { action: gap, ..candidate }]
        }
        Source::Static | Source::Advertised => vec![candidate],
        Source::Propagated => {
            let outside = part(candidate.addresses.difference(inside));
            let replaced = Candidate { action: gap, ..part(here.difference(local)) };
            let mut parts = vec![outside, replaced];
            parts.retain(|part| !part.addresses.is_empty());
            // The whole of it is told, so that its length shows.
            parts.extend(here.meets(local).then_some(Candidate { loses: true, ..candidate }));
            parts
        }
    }
}

/// Where a route server advertises what a route that wins over it leads to as well, that it wins is taken for granted.
fn assume_ranks(candidates: &mut [Candidate], record: &RouteTable) {
    let advertised: Vec<Cidr> = record
        .routes
        .iter()
        .filter_map(|route| match route.what? {
            What { destination: Destination::Block(block), source: Source::Advertised, .. } => Some(block),
            _ => None,
        })
        .collect();
    for winner in candidates.iter_mut().filter(|of| of.rank < Source::Advertised.rank() && of.assumes.is_none()) {
        if advertised.contains(&winner.block) {
            winner.assumes = Some(&ADVERTISED_RANK);
        }
    }
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
                Candidate { block: *block, rank: 1, loses: false, addresses, action, cite, assumes: None }
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
        let addresses = everything.addresses();
        Candidate { block, rank: 1, loses: false, addresses, action: action.clone(), cite, assumes: None }
    };
    vec![of(Family::V4), of(Family::V6)]
}

/// Of several routes of one rank to the same block AWS takes one, and doesn't say which: one that drops may be it.
fn settle_ties(candidates: Vec<Candidate>, item: u32, from: From) -> Vec<Candidate> {
    let mut settled: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let tied = settled.iter_mut().rev().find(|other| {
            let key = |of: &Candidate| (of.block, of.rank, of.loses);
            key(other) == key(&candidate) && other.addresses == candidate.addresses
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
            _ => (candidate.cite, taken(item, candidate.cite.rule, from)),
        };
        let mut options: Vec<(Cite, Key)> = match &other.action {
            Action::OneOf { options, .. } => options.to_vec(),
            _ => vec![way(other)],
        };
        options.push(way(&candidate));
        let key = ChoiceKey { of: Cite::resource(Kind::RouteTable as u8, item), what: "route" };
        other.action = Action::OneOf { key, options: options.into(), kept: false };
    }
    settled
}

/// The cite of a route by its number.
pub(crate) const fn cite_of(item: u32, rule: u32) -> Cite {
    Cite { component: Kind::RouteTable as u8, list: ROUTES, item, rule }
}

/// What a route does with packets once AWS has taken it among several: by where they come from.
const TAKEN: u8 = 2;
const TAKEN_FROM_INTERNET: u8 = 3;
const TAKEN_FROM_PRIVATE: u8 = 4;
const TAKEN_FROM_NAT: u8 = 5;

fn taken(table: u32, route: u32, from: From) -> Key {
    let part = u16::try_from(route).unwrap_or(u16::MAX);
    let (role, other) = match from {
        From::Subnet(subnet) => (TAKEN, subnet),
        From::Gateway(By::Internet, vpc) => (TAKEN_FROM_INTERNET, vpc),
        From::Gateway(By::Private, vpc) => (TAKEN_FROM_PRIVATE, vpc),
        From::Nat(gateway) => (TAKEN_FROM_NAT, gateway),
    };
    Key { component: Kind::RouteTable as u8, role, part, item: table, other }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let from = match key.role {
        TAKEN_FROM_INTERNET => From::Gateway(By::Internet, key.other),
        TAKEN_FROM_PRIVATE => From::Gateway(By::Private, key.other),
        TAKEN_FROM_NAT => From::Nat(key.other),
        _ => From::Subnet(key.other),
    };
    let what = l.net.route_table(key.item).routes.get(key.part as usize).and_then(|route| route.what);
    let unread = Action::Unknown { gap: &UNREADABLE, otherwise: Otherwise::End };
    let does = what.map_or(unread, |what| action(l, &what, vpc_of(l.net, key.item, from), from));
    let cite = Cite { component: Kind::RouteTable as u8, list: ROUTES, item: key.item, rule: key.part.into() };
    let table = Table::first_match(Vec::new(), Default { action: does, cite, assumes: None });
    let subject = Cite::resource(Kind::RouteTable as u8, key.item);
    let then = Action::Unknown { gap: &UNREADABLE, otherwise: Otherwise::End };
    Station { place: None, checks: vec![Check::new(&ROUTE, subject, table)], then }
}

/// The VPC that a table routes for.
fn vpc_of(net: &Network, table: u32, from: From) -> u32 {
    match (net.route_table(table).vpc, from) {
        (Some(id), _) => net.vpc_of(id),
        (None, From::Subnet(subnet)) => net.vpc_of(net.subnet_record(subnet).vpc),
        (None, From::Gateway(_, vpc)) => vpc,
        (None, From::Nat(gateway)) => net.nat_gateway(gateway).vpc.map_or(0, |id| net.vpc_of(id)),
    }
}

/// What its routes lead to and are for, and what it is associated with.
fn names(net: &Network, item: u32) -> Vec<(&'static str, Symbol)> {
    let table = net.route_table(item);
    let routes = table.routes.iter().filter_map(|route| route.what);
    let targets = routes.clone().filter_map(|what| match what.target {
        Target::Resource(id) => Some(("routes to", id)),
        _ => None,
    });
    let lists = routes.filter_map(|what| match what.destination {
        Destination::List(id) => Some(("routes addresses of", id)),
        Destination::Block(_) => None,
    });
    let associated = table.subnets.iter().chain(&table.gateways).map(|id| ("routes for", *id));
    targets.chain(lists).chain(associated).collect()
}

/// What the route says that a row cites.
pub(crate) fn what(net: &Network, cite: Cite) -> Option<What> {
    net.route_table(cite.item).routes.get(cite.rule as usize).filter(|_| cite.list == ROUTES)?.what
}

/// Where a route sends packets.
fn action(l: &Lowerer<'_>, what: &What, vpc: u32, from: From) -> Action {
    match what.state {
        State::Active => {}
        State::Blackhole => return Action::Drop { reason: &BLACKHOLE, otherwise: Otherwise::Beyond },
        State::Other(_) => return Action::Unknown { gap: &STATE_UNKNOWN, otherwise: Otherwise::End },
    }
    match (what.target, from) {
        (Target::Local, From::Subnet(subnet)) => Action::Send(vpc::local(vpc, subnet)),
        (Target::Local, From::Gateway(..) | From::Nat(_)) => Action::Send(vpc::deliver(vpc)),
        (Target::Resource(id), From::Subnet(subnet)) => Action::Send(toward(l, id, subnet)),
        (Target::Resource(id), From::Nat(_)) => nat_gateway::regional::toward(l, id),
        (Target::Resource(id), From::Gateway(by, _)) => edge_routes::redirect(l, id, what.destination, by),
        (Target::NextHop(address), _) => match (l.net.vpc(vpc).interfaces.find(address), from) {
            (Some(owner), From::Subnet(subnet)) => Action::Send(Key {
                component: Kind::Interface as u8,
                role: LEAVE,
                part: 0,
                item: owner.number,
                other: subnet,
            }),
            (Some(owner), From::Gateway(by, _)) => {
                edge_routes::redirect(l, l.net.interface(owner.number).id, what.destination, by)
            }
            (Some(owner), From::Nat(_)) => nat_gateway::regional::toward(l, l.net.interface(owner.number).id),
            (None, _) => Action::Unknown { gap: &NO_TARGET, otherwise: Otherwise::End },
        },
        (Target::None, _) => Action::Unknown { gap: &NO_TARGET, otherwise: Otherwise::End },
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
    let net = l.net;
    let record = net.route_table(item);
    let of_vpc = || record.vpc.and_then(|id| net.vpc(net.vpc_of(id)).subnets.first().copied());
    let own = record.subnets.iter().find_map(|id| net.subnet(*id));
    let gateway = record.gateways.iter().find_map(|id| edge_routes::by(net, *id)).zip(record.vpc);
    let from = match (own, gateway) {
        (None, Some((by, vpc))) => Some(From::Gateway(by, net.vpc_of(vpc))),
        _ => own.or_else(of_vpc).map(From::Subnet),
    };
    let subject = Cite::resource(Kind::RouteTable as u8, item);
    from.map(|from| Check::new(&ROUTE, subject, lower(l, item, from))).into_iter().collect()
}

/// Whether a route table leads to an internet gateway: the subnets that it serves are public.
pub(crate) fn leads_to_internet(net: &Network, table: u32) -> bool {
    let targets = net.route_table(table).routes.iter().filter_map(|route| match route.what?.target {
        Target::Resource(id) => net.resource(id),
        _ => None,
    });
    targets.into_iter().any(|(kind, _)| kind == Kind::InternetGateway)
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let table = net.route_table(cite.item);
    Stands::at(table.origin).owned(table.owner).belonging("in VPC", table.vpc)
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
        Target::NextHop(address) => address.to_string(),
        Target::None => "nowhere".to_owned(),
    };
    let state = match what.state {
        State::Active => String::new(),
        State::Blackhole => " (blackhole)".to_owned(),
        State::Other(state) => format!(" ({})", net.text(state)),
    };
    let source = match what.source {
        Source::Static => "",
        Source::Propagated => " (propagated)",
        Source::Advertised => " (advertised)",
    };
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
        Target::NextHop(address) => Some(address.to_string()),
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

const COVERAGE: &[Coverage] = modelled!["O6", "O7", "O11b", "R1", "R2", "R4", "R5", "R7", "R8", "R10", "R12", "R15", "R17", "R19", "R20"; "R16": &ADVERTISED_RANK];
