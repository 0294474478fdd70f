//! Transit gateway route tables: from one attachment to another.

mod propagation;
mod reasons;
mod record;

use crate::component::{Component, Coverage, modelled};
use crate::components::{network_firewall, prefix_list, transit_gateway_attachment as attachment, vpn_connection};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Citation, Cite, Default, Key, Label, Otherwise, Place, Reason, Row, Station, Table, Terms,
};
use packetwalk_space::{Cidr, Family, Product};
use propagation::OF_HOST;
use reasons::{
    ASSOCIATION_NOT_READ, ATTACHMENT_NOT_READ, BLACKHOLE, HAIRPIN, NO_ASSOCIATION, NO_OVERLAP, NO_ROUTE,
    PROPAGATION_UNCERTAIN, ROUTE_STATE_UNKNOWN, ROUTES_NOT_READ, TIE,
};
use std::cmp::Reverse;
use std::collections::BTreeMap;

pub(crate) use propagation::{Known, known, routes as propagated};
pub(crate) use record::{
    Destination, Source, State, TransitGatewayAssociation, TransitGatewayPrefixListReference,
    TransitGatewayPropagation, TransitGatewayRoute, TransitGatewayRouteTable, Why,
};

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    tables,
    stands,
    names,
    ..Component::plain("transit gateway route table", &["tgw-rtb-"], cite)
};

static TABLE: Label = Label::told("transit gateway route table", None);

const ROUTES: u8 = 1;
const REFERENCES: u8 = 2;
/// The same two, told with those that they are tied with.
const TIED_ROUTES: u8 = 3;
const TIED_REFERENCES: u8 = 4;

/// The look-up of packets that came in by an attachment: in a subnet, or in none.
pub(crate) fn look_up(attachment: u32, came_in_by: u32) -> Key {
    let component = Kind::TransitGatewayRouteTable as u8;
    Key { component, role: 0, part: 0, item: attachment, other: came_in_by }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let net = l.net;
    let attachment = net.attachment(key.item);
    let of_attachment = Cite::resource(Kind::TransitGatewayAttachment as u8, key.item);
    let place = net
        .find_transit_gateway(attachment.gateway)
        .map(|gateway| Place { cite: Cite::resource(Kind::TransitGateway as u8, gateway), written: false });
    let table = attachment.table.and_then(|id| net.find_transit_gateway_route_table(id));
    let (subject, table) = match (attachment.table, table) {
        (_, Some(item)) => {
            (Cite::resource(Kind::TransitGatewayRouteTable as u8, item), lower(net, item, Some((key.item, key.other))))
        }
        (Some(id), None) => (net.missing(id), Table::unknown(&ROUTES_NOT_READ, Otherwise::End, net.missing(id))),
        (None, None) if net.associations_read(key.item) => {
            (of_attachment, Table::refuses(&NO_ASSOCIATION, Otherwise::Beyond, of_attachment))
        }
        (None, None) => (of_attachment, Table::unknown(&ASSOCIATION_NOT_READ, Otherwise::End, of_attachment)),
    };
    // Without an association the packet is dropped, whatever its addresses are.
    let unrouted = attachment.table.is_none() && net.associations_read(key.item);
    let translation = attachment::translation(net, key.item).filter(|_| !unrouted);
    let checks = translation.into_iter().chain([Check::new(&TABLE, subject, table)]).collect();
    Station { place, checks, then: Action::Drop { reason: &NO_ROUTE, otherwise: Otherwise::Beyond } }
}

/// The routes of a table as rows, longest prefix first.
///
/// `from` is the attachment and the subnet by which packets came in; without it the rows are only to be looked at.
fn lower(net: &Network, item: u32, from: Option<(u32, u32)>) -> Table {
    let whole = Cite::resource(Kind::TransitGatewayRouteTable as u8, item);
    let mut candidates = match candidates(net, item, from) {
        Ok(candidates) => candidates,
        Err((gap, cite)) => return Table::unknown(gap, Otherwise::End, cite),
    };
    candidates.sort_by_key(|c| (c.down, Reverse(c.length), c.rank, c.listed));
    settle_ties(&mut candidates);
    let rows = candidates.into_iter().map(|Candidate { block, action, cite, assumes, .. }| {
        let guard = Product::everything().with_destination(block.addresses());
        Row { assumes, ..Row::new(guard, action, cite) }
    });
    let none = Action::Drop { reason: &NO_ROUTE, otherwise: Otherwise::Beyond };
    Table::longest_prefix(rows.collect(), Default { action: none, cite: whole, assumes: None })
}

/// What decides in the look-up, as it is listed; or why nobody knows, and of what.
fn candidates(net: &Network, item: u32, from: Option<(u32, u32)>) -> Result<Vec<Candidate>, (&'static Reason, Cite)> {
    let whole = Cite::resource(Kind::TransitGatewayRouteTable as u8, item);
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let id = net.transit_gateway_route_table(item).id;
    let mut candidates: Vec<Candidate> = Vec::new();
    match known(&net.snapshot, id) {
        Known::All => {}
        // A route that wasn't read may have a longer prefix than any that was, if there are longer ones.
        Known::Static => candidates.extend(unlisted(OF_HOST, BY_VPC, &unknown(&ROUTES_NOT_READ), whole)),
        Known::Nothing => return Err((&ROUTES_NOT_READ, whole)),
    }
    let gateway = net.transit_gateway_route_table(item).gateway;
    let does = |state, attachments: &[Symbol]| match state {
        State::Active => carry(net, gateway, attachments, from, whole),
        State::Blackhole => Action::Drop { reason: &BLACKHOLE, otherwise: Otherwise::Beyond },
        State::Other => unknown(&ROUTE_STATE_UNKNOWN),
        State::Uncertain(_) => unknown(&PROPAGATION_UNCERTAIN),
    };
    for number in net.routes_of(id) {
        let route = net.transit_gateway_route(*number);
        let cite = Cite { component: Kind::TransitGatewayRouteTable as u8, list: ROUTES, item, rule: *number };
        let down = route.state == State::Active && are_down(net, gateway, &route.attachments);
        let rank = rank(net, gateway, route);
        let action = does(route.state, &route.attachments);
        let assumes = (route.source == Source::WorkedOut { alone: false }).then_some(&NO_OVERLAP);
        let candidate = |block: Cidr| Candidate { down, assumes, ..Candidate::new(block, rank, action.clone(), cite) };
        match route.destination {
            Destination::Block(block) => candidates.push(candidate(block)),
            Destination::List(list) => match prefix_list::blocks(net, list) {
                Ok(blocks) => candidates.extend(blocks.iter().copied().map(candidate)),
                Err(_) => return Err((&prefix_list::NOT_READ, net.missing(list))),
            },
            Destination::Unlisted(longest) => candidates.extend(unlisted(longest, rank, &action, cite)),
            Destination::Unreadable => return Err((&ROUTES_NOT_READ, cite)),
        }
    }
    for (number, reference) in net.prefix_list_references(id) {
        // The routes that AWS makes of it are mostly among the others.
        let made = |number: &u32| net.transit_gateway_route(*number).source == Source::List(reference.list);
        if net.routes_of(id).iter().any(made) {
            continue;
        }
        let cite = Cite { component: Kind::TransitGatewayRouteTable as u8, list: REFERENCES, item, rule: number };
        let Ok(blocks) = prefix_list::blocks(net, reference.list) else {
            return Err((&prefix_list::NOT_READ, net.missing(reference.list)));
        };
        let down = reference.state == State::Active && are_down(net, gateway, &reference.attachments);
        let action = does(reference.state, &reference.attachments);
        let candidate = |block: &Cidr| Candidate { down, ..Candidate::new(*block, BY_LIST, action.clone(), cite) };
        candidates.extend(blocks.iter().map(candidate));
    }
    Ok(candidates)
}

/// A candidate of the look-up, before they are put in order.
struct Candidate {
    block: Cidr,
    /// The prefix that counts: that of the block, or the longest of blocks that aren't listed.
    length: u8,
    listed: bool,
    /// Whether it leads to VPN connections of which no tunnel is up: they come last, however long the prefix is.
    down: bool,
    rank: u8,
    action: Action,
    cite: Cite,
    assumes: Option<&'static Reason>,
}

impl Candidate {
    fn new(block: Cidr, rank: u8, action: Action, cite: Cite) -> Self {
        Candidate { block, length: block.length(), listed: true, down: false, rank, action, cite, assumes: None }
    }

    /// What routes have in common between which AWS doesn't say which it takes.
    fn place(&self) -> (bool, Cidr, u8, u8) {
        (self.down, self.block, self.length, self.rank)
    }
}

/// What blocks that nobody listed may decide: whatever no longer prefix does.
fn unlisted(longest: [u8; 2], rank: u8, action: &Action, cite: Cite) -> impl Iterator<Item = Candidate> {
    [Family::V4, Family::V6].into_iter().zip(longest).map(move |(family, length)| Candidate {
        length,
        listed: false,
        ..Candidate::new(Cidr::everything(family), rank, action.clone(), cite)
    })
}

/// Of several routes of one rank to the same block AWS doesn't say which it takes: where they don't do the same, nobody knows.
fn settle_ties(candidates: &mut [Candidate]) {
    let mut first_of: BTreeMap<(bool, Cidr, u8, u8), usize> = BTreeMap::new();
    for at in 0..candidates.len() {
        let (before, rest) = candidates.split_at_mut(at);
        let Some(candidate) = rest.first() else { return };
        let first = *first_of.entry(candidate.place()).or_insert(at);
        if let Some(first) = before.get_mut(first).filter(|first| first.action != candidate.action) {
            first.action = Action::Unknown { gap: &TIE, otherwise: Otherwise::End };
            first.cite.list = if first.cite.list == REFERENCES { TIED_REFERENCES } else { TIED_ROUTES };
        }
    }
}

/// The routes that are tied with one to any of its blocks, and itself, in words.
fn tied(net: &Network, cite: Cite) -> String {
    let candidates = candidates(net, cite.item, None).unwrap_or_default();
    let places: Vec<_> = candidates.iter().filter(|of| of.cite == cite).map(Candidate::place).collect();
    let mut told: Vec<String> = Vec::new();
    for rival in candidates.iter().filter(|of| places.contains(&of.place())) {
        let says = self::cite(net, rival.cite).says.unwrap_or_default();
        if !told.contains(&says) {
            told.push(says);
        }
    }
    told.join("; ")
}

const BY_LIST: u8 = 1;
const BY_VPC: u8 = 2;

/// The order among routes to one block: written ones, then prefix lists, then by what propagated them.
fn rank(net: &Network, gateway: Symbol, route: &TransitGatewayRoute) -> u8 {
    let kind = || {
        let first = route.attachments.first().and_then(|id| net.attachment_at(*id, gateway))?;
        attachment::kind(net, first)
    };
    match (route.source, kind()) {
        (Source::Static, _) => 0,
        (Source::List(_), _) => BY_LIST,
        (_, None | Some("vpc")) => BY_VPC,
        (_, Some("direct-connect-gateway")) => 3,
        (_, Some("connect")) => 4,
        (_, Some("vpn")) => 5,
        (_, Some("vpn-concentrator")) => 6,
        (_, Some("client-vpn")) => 7,
        (_, Some(_)) => 8,
    }
}

/// Whether all attachments are of VPN connections that are down.
fn are_down(net: &Network, gateway: Symbol, attachments: &[Symbol]) -> bool {
    !attachments.is_empty() && attachments.iter().all(|id| is_down(net, gateway, *id))
}

fn is_down(net: &Network, gateway: Symbol, id: Symbol) -> bool {
    net.attachment_at(id, gateway).is_some_and(|item| vpn_connection::is_down(net, net.attachment(item).resource))
}

/// On to the attachment that a route names; to one of several, where it names several. Of those, VPN connections that are down
/// are left out.
fn carry(net: &Network, gateway: Symbol, attachments: &[Symbol], from: Option<(u32, u32)>, whole: Cite) -> Action {
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let all_down = are_down(net, gateway, attachments);
    let mut options = Vec::new();
    for id in attachments {
        let Some(item) = net.attachment_at(*id, gateway) else {
            // A firewall names its attachment itself.
            let firewall = net.find_firewall_endpoint(*id).map(|item| Action::Send(network_firewall::enter(item)));
            return firewall.unwrap_or_else(|| unknown(&ATTACHMENT_NOT_READ));
        };
        if from.is_some_and(|(came_by, _)| came_by == item) {
            return unknown(&HAIRPIN);
        }
        if !all_down && is_down(net, gateway, *id) {
            continue;
        }
        let cite = Cite::resource(Kind::TransitGatewayAttachment as u8, item);
        options.push((cite, attachment::toward(item, from.map_or(attachment::NO_SUBNET, |(_, subnet)| subnet))));
    }
    match options.as_slice() {
        [] => unknown(&ATTACHMENT_NOT_READ),
        [(_, key)] => Action::Send(*key),
        _ => {
            let key = ChoiceKey { of: whole, what: "attachment" };
            Action::OneOf { key, options: options.into(), kept: false }
        }
    }
}

/// The blocks that tables of its gateway route to an attachment.
pub(crate) fn behind(net: &Network, attachment: u32) -> Vec<Cidr> {
    blocks(net, attachment, |_| true)
}

/// The blocks of active routes that AWS prints as propagated from an attachment.
pub(crate) fn learnt(net: &Network, attachment: u32) -> Vec<Cidr> {
    blocks(net, attachment, |route| route.source == Source::Propagated && route.state == State::Active)
}

fn blocks(net: &Network, attachment: u32, meant: impl Fn(&TransitGatewayRoute) -> bool) -> Vec<Cidr> {
    let attachment = net.attachment(attachment);
    let tables = net.snapshot.records.transit_gateway_route_tables.iter().map(|(_, table)| table);
    let of_gateway = tables.filter(|table| table.gateway == attachment.gateway);
    let routes = of_gateway.flat_map(|table| net.routes_of(table.id)).map(|number| net.transit_gateway_route(*number));
    let there = routes.filter(|route| route.attachments.contains(&attachment.id) && meant(route));
    let blocks = there.flat_map(|route| match route.destination {
        Destination::Block(block) => vec![block],
        Destination::List(list) => prefix_list::blocks(net, list).map(<[Cidr]>::to_vec).unwrap_or_default(),
        Destination::Unlisted(_) | Destination::Unreadable => Vec::new(),
    });
    blocks.collect()
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let subject = Cite::resource(Kind::TransitGatewayRouteTable as u8, item);
    vec![Check::new(&TABLE, subject, lower(l.net, item, None))]
}

/// The attachments to which its routes lead.
fn names(net: &Network, item: u32) -> Vec<(&'static str, Symbol)> {
    let routes = net.routes_of(net.transit_gateway_route_table(item).id).iter();
    let targets = routes.flat_map(|route| net.transit_gateway_route(*route).attachments.iter());
    targets.map(|attachment| ("routes to", *attachment)).collect()
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let table = net.transit_gateway_route_table(cite.item);
    Stands::at(table.origin).belonging("of transit gateway", Some(table.gateway))
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let table = net.transit_gateway_route_table(cite.item);
    let described = List::TransitGatewayRouteTable;
    let whole = net.describe(Kind::TransitGatewayRouteTable, described, table.id, &table.tags, table.origin);
    let describe = |number: &u32| says(net, net.transit_gateway_route(*number));
    let routes: Vec<_> = net.routes_of(table.id).iter().take(6).map(describe).collect();
    let routes = if routes.is_empty() { "none".to_owned() } else { routes.join("; ") };
    let mut holes = vec![("routes", routes)];
    let list = match cite.list {
        TIED_REFERENCES => REFERENCES,
        TIED_ROUTES => ROUTES,
        list => list,
    };
    if list != cite.list {
        holes.push(("tied", tied(net, Cite { list, ..cite })));
    }
    if list == REFERENCES {
        let reference = net.prefix_list_reference(cite.rule);
        let list = net.named(reference.list);
        let place = net.place(List::TransitGatewayPrefixListReference, reference.origin);
        return Citation {
            rule: Some("prefix list reference".to_owned()),
            says: Some(format!("{list} → {}", target(net, reference.state, &reference.attachments))),
            rule_id: Some(list),
            place: Some(place),
            holes,
            ..whole
        };
    }
    if list != ROUTES {
        return Citation { holes, ..whole };
    }
    let route = net.transit_gateway_route(cite.rule);
    let (rule, list) = match route.source {
        Source::WorkedOut { .. } => ("propagation", List::TransitGatewayPropagation),
        _ => ("route", List::TransitGatewayRoute),
    };
    let place = net.place(list, route.origin);
    let rule_id = Some(destination(net, route));
    if let State::Uncertain(why) = route.state {
        holes.push(("why", because(net, why)));
    }
    Citation {
        rule: Some(rule.to_owned()),
        holes,
        rule_id,
        says: Some(says(net, route)),
        terms: Some(terms(net, whole.id.clone(), route)),
        place: Some(place),
        ..whole
    }
}

fn destination(net: &Network, route: &TransitGatewayRoute) -> String {
    match route.destination {
        Destination::Block(block) => block.to_string(),
        Destination::List(list) => net.named(list),
        Destination::Unlisted(_) => "(unlisted)".to_owned(),
        Destination::Unreadable => "(unreadable)".to_owned(),
    }
}

/// Why it isn't known what a propagation makes.
fn because(net: &Network, why: Why) -> String {
    match why {
        Why::Learned => "its routes are learned, and stand only among those of the table".to_owned(),
        Why::VpcNotRead(vpc) => format!("the blocks of {} aren't all in the snapshot", net.named(vpc)),
        Why::TwoWays => "the attachment is described in two ways".to_owned(),
        Why::Attachment(state) => format!("the attachment is {}", net.text(state)),
        Why::Propagation(state) => format!("the propagation is {}", net.text(state)),
        Why::Overlap(other) => {
            format!(
                "{} is attached, too, and overlaps: AWS propagates the one that was attached first",
                net.named(other)
            )
        }
        Why::Translated => {
            "the attachment translates addresses (NatGatewaySupport), which may replace its routes".to_owned()
        }
        Why::Ipv6 => "whether the attachment propagates IPv6 blocks (Ipv6Support) isn't in the snapshot".to_owned(),
        Why::Block => "the VPC's block is being added or removed".to_owned(),
    }
}

fn says(net: &Network, route: &TransitGatewayRoute) -> String {
    if matches!(route.destination, Destination::Unlisted(_)) {
        return format!("what {} propagates", target(net, route.state, &route.attachments));
    }
    let source = match route.source {
        Source::Static => String::new(),
        Source::List(_) if matches!(route.destination, Destination::List(_)) => String::new(),
        Source::List(list) => format!(" (of {})", net.named(list)),
        Source::Propagated => " (propagated)".to_owned(),
        Source::WorkedOut { .. } => " (propagated, worked out)".to_owned(),
    };
    format!("{} → {}{source}", destination(net, route), target(net, route.state, &route.attachments))
}

fn target(net: &Network, state: State, attachments: &[Symbol]) -> String {
    if state == State::Blackhole {
        return "blackhole".to_owned();
    }
    attachments.iter().map(|id| net.named(*id)).collect::<Vec<_>>().join(" or ")
}

fn terms(net: &Network, of: String, route: &TransitGatewayRoute) -> Terms {
    let peer = match route.destination {
        Destination::Block(block) => block.to_string(),
        Destination::List(list) => net.text(list).to_owned(),
        Destination::Unlisted(_) | Destination::Unreadable => String::new(),
    };
    let state = match route.state {
        State::Active => Some("active"),
        State::Blackhole => Some("blackhole"),
        State::Other | State::Uncertain(_) => None,
    };
    Terms {
        of,
        peer,
        targets: route.attachments.iter().map(|id| net.text(*id).to_owned()).collect(),
        state: state.map(str::to_owned),
        learned: route.source.is_propagated(),
        ..Terms::default()
    }
}

const COVERAGE: &[Coverage] = modelled!["T4", "T5", "T6", "T7", "T8", "T9"];
