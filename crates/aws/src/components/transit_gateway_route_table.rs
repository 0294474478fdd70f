//! Transit gateway route tables: from one attachment to another.

use crate::component::{Component, Coverage, Record, modelled};
use crate::components::{network_firewall, prefix_list, transit_gateway_attachment as attachment, vpn_connection};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Citation, Cite, Default, Key, Label, Otherwise, Place, Reason, ReasonKind, Row, Station,
    Table, Terms,
};
use packetwalk_space::{Cidr, Product};
use serde::Deserialize;
use std::collections::BTreeMap;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    transit_gateway_route_table_id: Text<'a>,
    #[serde(borrow)]
    transit_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RouteShape<'a> {
    #[serde(borrow, default)]
    destination_cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    prefix_list_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    transit_gateway_attachments: Vec<RouteAttachment<'a>>,
    #[serde(borrow, default)]
    r#type: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RouteAttachment<'a> {
    #[serde(borrow, default)]
    transit_gateway_attachment_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ReferenceShape<'a> {
    #[serde(borrow)]
    transit_gateway_route_table_id: Text<'a>,
    #[serde(borrow)]
    prefix_list_id: Text<'a>,
    #[serde(default)]
    blackhole: bool,
    #[serde(borrow, default)]
    transit_gateway_attachment: Option<RouteAttachment<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AssociationShape<'a> {
    #[serde(borrow)]
    transit_gateway_attachment_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

// What it means.

/// A transit gateway route table, without its routes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayRouteTable {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) gateway: Symbol,
    pub(crate) tags: Tags,
}

/// A route. The answer doesn't say of which table: the file's name does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayRoute {
    pub(crate) origin: Origin,
    pub(crate) table: Option<Symbol>,
    pub(crate) destination: Destination,
    pub(crate) attachments: Box<[Symbol]>,
    pub(crate) source: Source,
    pub(crate) state: State,
}

/// Where a route comes from, in order of preference at equal length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// Written by hand.
    Static,
    /// An entry of a prefix list to which the table refers.
    List(Symbol),
    /// Propagated by an attachment.
    Propagated,
}

/// A table's reference to a prefix list: a route for each of its entries.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayPrefixListReference {
    pub(crate) origin: Origin,
    pub(crate) table: Symbol,
    pub(crate) list: Symbol,
    pub(crate) attachments: Box<[Symbol]>,
    pub(crate) state: State,
}

/// Where packets want to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Destination {
    Block(Cidr),
    List(Symbol),
    /// The snapshot's text couldn't be read.
    Unreadable,
}

/// Whether a route carries packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Active,
    Blackhole,
    /// On its way in or out, or unknown.
    Other,
}

/// An attachment's association with a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayAssociation {
    pub(crate) origin: Origin,
    pub(crate) table: Option<Symbol>,
    pub(crate) attachment: Symbol,
    pub(crate) stands: bool,
}

/// An attachment's propagation into a table. It has no say: the routes that it makes stand among the table's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayPropagation {
    pub(crate) origin: Origin,
    pub(crate) table: Option<Symbol>,
    pub(crate) attachment: Symbol,
}

impl Record for TransitGatewayRouteTable {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] =
        &["CreationTime", "DefaultAssociationRouteTable", "DefaultPropagationRouteTable", "State"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(TransitGatewayRouteTable {
            id: reader.keep(&shape.transit_gateway_route_table_id),
            origin: reader.origin,
            gateway: reader.keep(&shape.transit_gateway_id),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for TransitGatewayRoute {
    type Shape<'a> = RouteShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["TransitGatewayRouteTableAnnouncementId"];

    fn read(shape: RouteShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        let destination = match (&shape.destination_cidr_block, &shape.prefix_list_id) {
            (Some(block), _) => {
                reader.cidr(block, line, "/DestinationCidrBlock").map_or(Destination::Unreadable, Destination::Block)
            }
            (None, Some(list)) => Destination::List(reader.keep(list)),
            (None, None) => {
                reader.problem(line, "", "a route without a destination: expected a CIDR block or a prefix list");
                Destination::Unreadable
            }
        };
        let state = match shape.state.as_deref() {
            None | Some("active") => State::Active,
            Some("blackhole") => State::Blackhole,
            Some("deleted") => return None,
            Some(_) => State::Other,
        };
        let attachments = shape.transit_gateway_attachments.iter();
        Some(TransitGatewayRoute {
            origin: reader.origin,
            table: parent(reader, "a transit gateway route"),
            destination,
            attachments: attachments
                .filter_map(|a| reader.keep_some(a.transit_gateway_attachment_id.as_ref()))
                .collect(),
            source: match (&shape.prefix_list_id, shape.r#type.as_deref()) {
                (Some(list), _) => Source::List(reader.keep(list)),
                (None, Some("static")) => Source::Static,
                (None, _) => Source::Propagated,
            },
            state,
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for TransitGatewayPrefixListReference {
    type Shape<'a> = ReferenceShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["PrefixListOwnerId"];

    fn read(shape: ReferenceShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let state = match (shape.state.as_deref(), shape.blackhole) {
            (Some("deleting"), _) => return None,
            (Some("pending"), _) => State::Other,
            (_, true) => State::Blackhole,
            (_, false) => State::Active,
        };
        let attachment = shape.transit_gateway_attachment.as_ref();
        let attachment = attachment.and_then(|a| a.transit_gateway_attachment_id.as_ref());
        Some(TransitGatewayPrefixListReference {
            origin: reader.origin,
            table: reader.keep(&shape.transit_gateway_route_table_id),
            list: reader.keep(&shape.prefix_list_id),
            attachments: reader.keep_some(attachment).into_iter().collect(),
            state,
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for TransitGatewayAssociation {
    type Shape<'a> = AssociationShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["ResourceId", "ResourceType"];

    fn read(shape: AssociationShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(TransitGatewayAssociation {
            origin: reader.origin,
            table: parent(reader, "an association with a transit gateway route table"),
            attachment: reader.keep(&shape.transit_gateway_attachment_id),
            stands: shape.state.as_deref().is_none_or(|state| state == "associated"),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for TransitGatewayPropagation {
    type Shape<'a> = AssociationShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["ResourceId", "ResourceType", "TransitGatewayRouteTableAnnouncementId"];

    fn read(shape: AssociationShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(TransitGatewayPropagation {
            origin: reader.origin,
            table: parent(reader, "a propagation into a transit gateway route table"),
            attachment: reader.keep(&shape.transit_gateway_attachment_id),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

fn parent(reader: &mut Reader<'_>, what: &str) -> Option<Symbol> {
    let parent = reader.file.parent;
    if parent.is_none() {
        let line = reader.element_line();
        let message =
            format!("{what}, and the file's name or folder doesn't say of which table: expected tgw-rtb-… in it");
        reader.problem(line, "", &message);
    }
    parent
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[
        &NO_ASSOCIATION,
        &ASSOCIATION_NOT_READ,
        &NO_ROUTE,
        &BLACKHOLE,
        &ROUTES_NOT_READ,
        &ROUTE_STATE_UNKNOWN,
        &HAIRPIN,
        &TIE,
        &ATTACHMENT_NOT_READ,
    ],
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
    let checks = vec![Check::new(&TABLE, subject, table)];
    Station { place, checks, then: Action::Drop { reason: &NO_ROUTE, otherwise: Otherwise::Beyond } }
}

/// The routes of a table as rows, longest prefix first.
///
/// `from` is the attachment and the subnet by which packets came in; without it the rows are only to be looked at.
fn lower(net: &Network, item: u32, from: Option<(u32, u32)>) -> Table {
    let whole = Cite::resource(Kind::TransitGatewayRouteTable as u8, item);
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let id = net.transit_gateway_route_table(item).id;
    if !net.routes_read(id) {
        // A route that wasn't read may have a longer prefix than any that was.
        return Table::unknown(&ROUTES_NOT_READ, Otherwise::End, whole);
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    let gateway = net.transit_gateway_route_table(item).gateway;
    let does = |state, attachments: &[Symbol]| match state {
        State::Active => carry(net, gateway, attachments, from, whole),
        State::Blackhole => Action::Drop { reason: &BLACKHOLE, otherwise: Otherwise::Beyond },
        State::Other => unknown(&ROUTE_STATE_UNKNOWN),
    };
    for number in net.routes_of(id) {
        let route = net.transit_gateway_route(*number);
        let cite = Cite { component: Kind::TransitGatewayRouteTable as u8, list: ROUTES, item, rule: *number };
        let down = route.state == State::Active && are_down(net, gateway, &route.attachments);
        let rank = rank(net, gateway, route);
        let action = does(route.state, &route.attachments);
        match route.destination {
            Destination::Block(block) => candidates.push(Candidate { block, down, rank, action, cite }),
            Destination::List(list) => match prefix_list::blocks(net, list) {
                Ok(blocks) => {
                    let candidate =
                        |block: &Cidr| Candidate { block: *block, down, rank, action: action.clone(), cite };
                    candidates.extend(blocks.iter().map(candidate));
                }
                Err(_) => return Table::unknown(&prefix_list::NOT_READ, Otherwise::End, net.missing(list)),
            },
            Destination::Unreadable => return Table::unknown(&ROUTES_NOT_READ, Otherwise::End, cite),
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
            return Table::unknown(&prefix_list::NOT_READ, Otherwise::End, net.missing(reference.list));
        };
        let down = reference.state == State::Active && are_down(net, gateway, &reference.attachments);
        let action = does(reference.state, &reference.attachments);
        let candidate = |block: &Cidr| Candidate { block: *block, down, rank: BY_LIST, action: action.clone(), cite };
        candidates.extend(blocks.iter().map(candidate));
    }
    candidates.sort_by_key(|c| (c.down, std::cmp::Reverse(c.block.length()), c.rank));
    settle_ties(&mut candidates);
    let rows = candidates.into_iter().map(|candidate| {
        Row::new(Product::everything().with_destination(candidate.block.addresses()), candidate.action, candidate.cite)
    });
    let none = Action::Drop { reason: &NO_ROUTE, otherwise: Otherwise::Beyond };
    Table::longest_prefix(rows.collect(), Default { action: none, cite: whole, assumes: None })
}

/// A candidate of the look-up, before they are put in order.
struct Candidate {
    block: Cidr,
    /// Whether it leads to VPN connections of which no tunnel is up: they come last, however long the prefix is.
    down: bool,
    rank: u8,
    action: Action,
    cite: Cite,
}

/// Of several routes of one rank to the same block AWS doesn't say which it takes: where they don't do the same, nobody knows.
fn settle_ties(candidates: &mut [Candidate]) {
    let mut first_of: BTreeMap<(bool, Cidr, u8), usize> = BTreeMap::new();
    for at in 0..candidates.len() {
        let (before, rest) = candidates.split_at_mut(at);
        let Some(candidate) = rest.first() else { return };
        let first = *first_of.entry((candidate.down, candidate.block, candidate.rank)).or_insert(at);
        if let Some(first) = before.get_mut(first).filter(|first| first.action != candidate.action) {
            first.action = Action::Unknown { gap: &TIE, otherwise: Otherwise::End };
        }
    }
}

const BY_LIST: u8 = 1;

/// The order among routes to one block: written ones, then prefix lists, then by what propagated them.
fn rank(net: &Network, gateway: Symbol, route: &TransitGatewayRoute) -> u8 {
    let kind = || {
        let first = route.attachments.first().and_then(|id| net.attachment_at(*id, gateway))?;
        attachment::kind(net, first)
    };
    match (route.source, kind()) {
        (Source::Static, _) => 0,
        (Source::List(_), _) => BY_LIST,
        (Source::Propagated, None | Some("vpc")) => 2,
        (Source::Propagated, Some("direct-connect-gateway")) => 3,
        (Source::Propagated, Some("connect")) => 4,
        (Source::Propagated, Some("vpn")) => 5,
        (Source::Propagated, Some("vpn-concentrator")) => 6,
        (Source::Propagated, Some("client-vpn")) => 7,
        (Source::Propagated, Some(_)) => 8,
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
    let attachment = net.attachment(attachment);
    let tables = net.snapshot.records.transit_gateway_route_tables.iter().map(|(_, table)| table);
    let of_gateway = tables.filter(|table| table.gateway == attachment.gateway);
    let routes = of_gateway.flat_map(|table| net.routes_of(table.id)).map(|number| net.transit_gateway_route(*number));
    let there = routes.filter(|route| route.attachments.contains(&attachment.id));
    let blocks = there.flat_map(|route| match route.destination {
        Destination::Block(block) => vec![block],
        Destination::List(list) => prefix_list::blocks(net, list).map(<[Cidr]>::to_vec).unwrap_or_default(),
        Destination::Unreadable => Vec::new(),
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
    let list = List::TransitGatewayRouteTable;
    let whole = net.describe(Kind::TransitGatewayRouteTable, list, table.id, &table.tags, table.origin);
    let describe = |number: &u32| says(net, net.transit_gateway_route(*number));
    let routes: Vec<_> = net.routes_of(table.id).iter().take(6).map(describe).collect();
    let routes = if routes.is_empty() { "none".to_owned() } else { routes.join("; ") };
    let holes = vec![("routes", routes)];
    if cite.list == REFERENCES {
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
    if cite.list != ROUTES {
        return Citation { holes, ..whole };
    }
    let route = net.transit_gateway_route(cite.rule);
    let place = net.place(List::TransitGatewayRoute, route.origin);
    let rule_id = Some(destination(net, route));
    Citation {
        rule: Some("route".to_owned()),
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
        Destination::Unreadable => "(unreadable)".to_owned(),
    }
}

fn says(net: &Network, route: &TransitGatewayRoute) -> String {
    let source = match route.source {
        Source::Static => String::new(),
        Source::List(_) if matches!(route.destination, Destination::List(_)) => String::new(),
        Source::List(list) => format!(" (of {})", net.named(list)),
        Source::Propagated => " (propagated)".to_owned(),
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
        Destination::Unreadable => String::new(),
    };
    let state = match route.state {
        State::Active => Some("active"),
        State::Blackhole => Some("blackhole"),
        State::Other => None,
    };
    Terms {
        of,
        peer,
        targets: route.attachments.iter().map(|id| net.text(*id).to_owned()).collect(),
        state: state.map(str::to_owned),
        learned: matches!(route.source, Source::Propagated),
        ..Terms::default()
    }
}

const COVERAGE: &[Coverage] = modelled!["T4", "T5", "T6", "T7", "T8", "T9"];

static NO_ASSOCIATION: Reason = Reason {
    code: "TGW_NO_ASSOCIATION",
    ra_code: Some("TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION"),
    kind: ReasonKind::Block,
    meaning: "The attachment by which the packet came in isn't associated with a transit gateway route table.",
    sentence: "{resource} isn't associated with a transit gateway route table",
    remedy: "associate it with one",
    command: Some(
        "aws ec2 associate-transit-gateway-route-table --transit-gateway-attachment-id {id} \
         --transit-gateway-route-table-id <the table>",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T4"],
};

static ASSOCIATION_NOT_READ: Reason = Reason {
    code: "TGW_ASSOCIATION_NOT_READ",
    ra_code: Some("TGW_RTB_ROUTES_ARE_UNKNOWN"),
    kind: ReasonKind::Gap,
    meaning: "With which transit gateway route table the attachment is associated isn't known.",
    sentence: "with which transit gateway route table {resource} is associated isn't known",
    remedy: "read the attachments",
    command: Some("aws ec2 describe-transit-gateway-attachments"),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T4"],
};

static NO_ROUTE: Reason = Reason {
    code: "TGW_NO_ROUTE",
    ra_code: Some("TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"),
    kind: ReasonKind::Block,
    meaning: "No route of the transit gateway route table covers the destination.",
    sentence: "{resource} has no route to {destination} (it has {routes})",
    remedy: "propagate the far attachment into {resource}, or add a static route for {destination}",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T6"],
};

static BLACKHOLE: Reason = Reason {
    code: "TGW_BLACKHOLE_ROUTE",
    ra_code: Some("TGW_RTB_BAD_STATE_ROUTE"),
    kind: ReasonKind::Block,
    meaning: "The route with the longest matching prefix drops what it matches.",
    sentence: "the route {says} of {resource} drops {packet}",
    remedy: "delete the route, or make it lead to an attachment",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T6"],
};

static ROUTES_NOT_READ: Reason = Reason {
    code: "TGW_ROUTES_NOT_READ",
    ra_code: Some("TGW_RTB_ROUTES_ARE_UNKNOWN"),
    kind: ReasonKind::Gap,
    meaning: "The routes of the transit gateway route table aren't in the snapshot, or not all of them.",
    sentence: "the routes of {resource} aren't all in the snapshot",
    remedy: "read the table's routes, with the table's id in the file's name",
    command: Some(
        "aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id {id} --filters \
         Name=state,Values=active,blackhole > search-transit-gateway-routes.{id}.json",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
    rules: &["T6"],
};

static ROUTE_STATE_UNKNOWN: Reason = Reason {
    code: "TGW_ROUTE_STATE_UNKNOWN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The transit gateway route is in a state between working and not.",
    sentence: "whether the route {says} of {resource} carries packets in its state isn't known",
    remedy: "read the routes again",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
    rules: &["T6"],
};

static HAIRPIN: Reason = Reason {
    code: "TGW_HAIRPIN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The transit gateway routes the packet back to the attachment from which it came, and AWS doesn't document what \
              happens then.",
    sentence: "the route {says} of {resource} leads back to the attachment from which {packet} came, and what happens then \
               isn't documented",
    remedy: "route the destination inside the VPC",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T9"],
};

static TIE: Reason = Reason {
    code: "TGW_ROUTE_TIE",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Several routes of one rank lead to the same block by different attachments, and AWS doesn't document which of them holds: \
              entries of two prefix lists, for one.",
    sentence: "{resource} has several routes of one rank to the block of {says} that don't lead to the same, and which of them holds for \
               {packet} isn't documented",
    remedy: "leave one of them, or write a static route for the block",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T5"],
};

static ATTACHMENT_NOT_READ: Reason = Reason {
    code: "TGW_ATTACHMENT_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A transit gateway route leads to an attachment that isn't in the snapshot.",
    sentence: "the route {says} of {resource} leads to an attachment that isn't in the snapshot",
    remedy: "read the attachments, in the account that owns them",
    command: Some("aws ec2 describe-transit-gateway-attachments; aws ec2 describe-transit-gateway-vpc-attachments"),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["T6", "W7"],
};
