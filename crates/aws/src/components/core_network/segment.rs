//! Segments of core networks: the route table that a segment has at an edge location.

use super::attachment;
use crate::component::{Component, Record};
use crate::components::prefix_list;
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::{Line, Origin};
use crate::reader::{Reader, Text};
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Citation, Cite, Default, Key, Label, Otherwise, Reason, ReasonKind, Row, Station, Table,
};
use packetwalk_space::{Cidr, Product};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    core_network_segment_edge: EdgeShape<'a>,
    #[serde(borrow, default)]
    network_routes: Vec<&'a RawValue>,
    #[serde(default)]
    next_token: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EdgeShape<'a> {
    #[serde(borrow)]
    core_network_id: Text<'a>,
    #[serde(borrow)]
    segment_name: Text<'a>,
    #[serde(borrow)]
    edge_location: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RouteShape<'a> {
    #[serde(borrow, default)]
    destination_cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    prefix_list_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    destinations: Vec<DestinationShape<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    r#type: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DestinationShape<'a> {
    #[serde(borrow, default)]
    core_network_attachment_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    edge_location: Option<Text<'a>>,
    #[serde(borrow, default)]
    network_function_group_name: Option<Text<'a>>,
}

// What it means.

/// A segment's route table at an edge location.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CoreNetworkSegment {
    /// `CORE_NETWORK/SEGMENT/EDGE`: the answer names no id.
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) core: Symbol,
    pub(crate) segment: Symbol,
    pub(crate) edge: Symbol,
    pub(crate) routes: Box<[Route]>,
    /// Whether all routes were read.
    pub(crate) whole: bool,
}

/// A route of a segment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Route {
    line: Line,
    destination: Destination,
    is_static: bool,
    state: State,
    ways: Box<[Way]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Destination {
    Block(Cidr),
    List(Symbol),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Active,
    Blackhole,
    Other,
}

/// Where a route leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Way {
    /// The attachment; `None` where it leads to something else, as an inserted service.
    attachment: Option<Symbol>,
    /// The edge location, where the answer says so.
    edge: Option<Symbol>,
}

fn id(core: &str, segment: &str, edge: &str) -> String {
    format!("{core}/{segment}/{edge}")
}

/// A segment's table as the call wants it named.
pub(super) fn identifier(core: &str, segment: &str, edge: &str) -> String {
    format!("'CoreNetworkSegmentEdge={{CoreNetworkId={core},SegmentName={segment},EdgeLocation={edge}}}'")
}

impl Record for CoreNetworkSegment {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["RouteTableArn", "RouteTableTimestamp", "RouteTableType"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let edge = &shape.core_network_segment_edge;
        let id = id(&edge.core_network_id, &edge.segment_name, &edge.edge_location);
        let mut routes = Vec::new();
        for (number, part) in shape.network_routes.iter().enumerate() {
            let at = format!("/NetworkRoutes/{number}");
            let route = reader.contained(|reader| {
                let (shape, line) = reader.part::<RouteShape<'_>>(part, &at)?;
                Route::read(&shape, line, &at, reader)
            });
            routes.push(route);
        }
        let all: Option<Box<[Route]>> = routes.into_iter().collect();
        Some(CoreNetworkSegment {
            id: reader.strings.keep(&id),
            origin: reader.origin,
            core: reader.keep(&edge.core_network_id),
            segment: reader.keep(&edge.segment_name),
            edge: reader.keep(&edge.edge_location),
            whole: all.is_some() && shape.next_token.is_none(),
            routes: all.unwrap_or_default(),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Route {
    fn read(shape: &RouteShape<'_>, line: Line, at: &str, reader: &mut Reader<'_>) -> Option<Self> {
        let destination = match (&shape.destination_cidr_block, &shape.prefix_list_id) {
            (Some(block), _) => Destination::Block(reader.cidr(block, line, &format!("{at}/DestinationCidrBlock"))?),
            (None, Some(list)) => Destination::List(reader.keep(list)),
            (None, None) => {
                reader.problem(line, at, "a route without a destination: expected a CIDR block or a prefix list");
                return None;
            }
        };
        let way = |way: &DestinationShape<'_>| Way {
            attachment: reader.keep_some(
                way.core_network_attachment_id.as_ref().filter(|_| way.network_function_group_name.is_none()),
            ),
            edge: reader.keep_some(way.edge_location.as_ref()),
        };
        Some(Route {
            line,
            destination,
            ways: shape.destinations.iter().map(way).collect(),
            is_static: shape.r#type.as_deref() == Some("STATIC"),
            state: match shape.state.as_deref() {
                None | Some("ACTIVE") => State::Active,
                Some("BLACKHOLE") => State::Blackhole,
                Some(_) => State::Other,
            },
        })
    }
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NO_ROUTE, &BLACKHOLE, &NOT_READ, &ROUTES_NOT_READ, &ROUTE_NOT_MODELLED],
    station,
    tables,
    ..Component::plain("core network segment", &[], cite)
};

static TABLE: Label = Label::told("segment route table", None);

const ROUTES: u8 = 1;

/// The look-up in a segment's table at an edge location, for packets that came in by a subnet; `None` where the table wasn't read.
pub(super) fn look_up(net: &Network, core: Symbol, segment: Symbol, edge: Symbol, came_in_by: u32) -> Option<Key> {
    let id = id(net.text(core), net.text(segment), net.text(edge));
    let item = net.core_segment_called(net.snapshot.strings.find(&id)?)?;
    Some(Key { component: Kind::CoreNetworkSegment as u8, role: 0, part: 0, item, other: came_in_by })
}

const fn place(item: u32) -> Cite {
    Cite::resource(Kind::CoreNetworkSegment as u8, item)
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let subject = place(key.item);
    let table = lower(l.net, key.item, key.other);
    let then = Action::Drop { reason: &NO_ROUTE, otherwise: Otherwise::Beyond };
    Station { place: None, checks: vec![Check::new(&TABLE, subject, table)], then }
}

/// The routes as rows, longest prefix first, static ones before others.
fn lower(net: &Network, item: u32, came_in_by: u32) -> Table {
    let segment = net.core_segment(item);
    let whole = place(item);
    if !segment.whole {
        return Table::unknown(&ROUTES_NOT_READ, Otherwise::End, whole);
    }
    let mut candidates: Vec<(Cidr, bool, u32)> = Vec::new();
    for (number, route) in (0..).zip(&segment.routes) {
        match route.destination {
            Destination::Block(block) => candidates.push((block, !route.is_static, number)),
            Destination::List(list) => match prefix_list::blocks(net, list) {
                Ok(blocks) => candidates.extend(blocks.iter().map(|block| (*block, !route.is_static, number))),
                Err(_) => return Table::unknown(&prefix_list::NOT_READ, Otherwise::End, net.missing(list)),
            },
        }
    }
    candidates.sort_by_key(|(block, dynamic, _)| (std::cmp::Reverse(block.length()), *dynamic));
    let rows = candidates.iter().map(|(block, dynamic, number)| {
        // Which of two routes of one rank counts depends on what BGP says of them.
        let rivals = candidates.iter().filter(|rival| (rival.0, rival.1) == (*block, *dynamic)).count() > 1;
        let action = match segment.routes.get(*number as usize) {
            Some(route) if !rivals => action(net, segment, route, came_in_by, whole),
            _ => Action::Unknown { gap: &ROUTE_NOT_MODELLED, otherwise: Otherwise::End },
        };
        let cite = Cite { list: ROUTES, rule: *number, ..whole };
        Row::new(Product::everything().with_destination(block.addresses()), action, cite)
    });
    let none = Action::Drop { reason: &NO_ROUTE, otherwise: Otherwise::Beyond };
    Table::longest_prefix(rows.collect(), Default { action: none, cite: whole, assumes: None })
}

fn action(net: &Network, segment: &CoreNetworkSegment, route: &Route, came_in_by: u32, whole: Cite) -> Action {
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    match route.state {
        State::Active => {}
        State::Blackhole => return Action::Drop { reason: &BLACKHOLE, otherwise: Otherwise::Beyond },
        State::Other => return unknown(&ROUTE_NOT_MODELLED),
    }
    let mut options: Vec<(Cite, Key)> = Vec::new();
    for way in &route.ways {
        let Some(attachment) = way.attachment.and_then(|id| net.core_attachment_called(id)) else {
            return unknown(&ROUTE_NOT_MODELLED);
        };
        let edge = way.edge.or(net.core_attachment(attachment).edge);
        // At another edge location the segment's own table there leads on.
        let key = match edge.filter(|edge| *edge != segment.edge) {
            None => attachment::toward(attachment, came_in_by),
            Some(edge) => match look_up(net, segment.core, segment.segment, edge, came_in_by) {
                Some(key) => key,
                None => return unknown(&ROUTES_NOT_READ),
            },
        };
        let option = (attachment::place(attachment), key);
        if !options.contains(&option) {
            options.push(option);
        }
    }
    match options.as_slice() {
        [] => unknown(&ROUTE_NOT_MODELLED),
        [(_, key)] => Action::Send(*key),
        _ => {
            let key = ChoiceKey { of: whole, what: "attachment" };
            Action::OneOf { key, options: options.into(), kept: false }
        }
    }
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    // To be looked at only: by which subnet packets came in matters nowhere in the rows that are shown.
    vec![Check::new(&TABLE, place(item), lower(l.net, item, 0))]
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let segment = net.core_segment(cite.item);
    let list = List::CoreNetworkSegment;
    let text = |symbol: Symbol| net.text(symbol).to_owned();
    let global = net.core_network_called(segment.core).and_then(|core| net.core_network(core).global);
    let described: Vec<_> = segment.routes.iter().take(6).map(|route| says(net, route)).collect();
    let holes = vec![
        ("routes", if described.is_empty() { "none".to_owned() } else { described.join("; ") }),
        ("tables", identifier(net.text(segment.core), net.text(segment.segment), "<the edge location>")),
        ("core", text(segment.core)),
        ("segment", text(segment.segment)),
        ("edge", text(segment.edge)),
        ("global", global.map_or_else(|| "<the global network>".to_owned(), text)),
    ];
    let whole = Citation {
        kind: COMPONENT.words,
        id: text(segment.id),
        place: Some(net.place(list, segment.origin)),
        holes,
        ..Citation::default()
    };
    match segment.routes.get(cite.rule as usize) {
        Some(route) if cite.list == ROUTES => Citation {
            rule: Some("route".to_owned()),
            rule_id: Some(destination(net, route)),
            says: Some(says(net, route)),
            place: Some(net.place_in(list, segment.origin, route.line, &format!("/NetworkRoutes/{}", cite.rule))),
            ..whole
        },
        _ => whole,
    }
}

fn destination(net: &Network, route: &Route) -> String {
    match route.destination {
        Destination::Block(block) => block.to_string(),
        Destination::List(list) => net.named(list),
    }
}

fn says(net: &Network, route: &Route) -> String {
    let way = |way: &Way| {
        let edge = way.edge.map(|edge| format!(" in {}", net.text(edge))).unwrap_or_default();
        way.attachment.map_or_else(|| "what is no attachment".to_owned(), |id| format!("{}{edge}", net.text(id)))
    };
    let ways: Vec<_> = route.ways.iter().map(way).collect();
    let ways = match ways.as_slice() {
        _ if route.state == State::Blackhole => "blackhole".to_owned(),
        [] => "nothing".to_owned(),
        ways => ways.join(" or "),
    };
    format!("{} → {ways}{}", destination(net, route), if route.is_static { "" } else { " (propagated)" })
}

static NO_ROUTE: Reason = Reason {
    code: "CORE_NETWORK_NO_ROUTE",
    ra_code: Some("TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"),
    kind: ReasonKind::Block,
    meaning: "No route of the segment at the edge location covers the destination.",
    sentence: "{resource} has no route to {destination} (it has {routes})",
    remedy: "let the policy share the destination's segment with {segment}, or add a static route",
    command: None,
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-policy-network-actions-routes.html",
    rules: &[],
};

static BLACKHOLE: Reason = Reason {
    code: "CORE_NETWORK_BLACKHOLE_ROUTE",
    ra_code: Some("TGW_RTB_BAD_STATE_ROUTE"),
    kind: ReasonKind::Block,
    meaning: "The segment's route with the longest matching prefix drops what it matches.",
    sentence: "the route {says} of {resource} drops {packet}",
    remedy: "take the route out of the policy, or make it lead to an attachment",
    command: None,
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-policy-network-actions-routes.html",
    rules: &[],
};

pub(super) static NOT_READ: Reason = Reason {
    code: "CORE_NETWORK_SEGMENT_NOT_READ",
    ra_code: Some("TGW_RTB_ROUTES_ARE_UNKNOWN"),
    kind: ReasonKind::Gap,
    meaning: "The routes of the attachment's segment at its edge location aren't in the snapshot, or the attachment is in none.",
    sentence: "{resource} is in segment {segment} at {edge}, and the routes of that aren't in the snapshot",
    remedy: "read them",
    command: Some(
        "aws networkmanager get-network-routes --global-network-id {global} --route-table-identifier \
         {table} --region us-west-2",
    ),
    page: "https://docs.aws.amazon.com/networkmanager/latest/APIReference/API_GetNetworkRoutes.html",
    rules: &[],
};

static ROUTES_NOT_READ: Reason = Reason {
    code: "CORE_NETWORK_ROUTES_NOT_READ",
    ra_code: Some("TGW_RTB_ROUTES_ARE_UNKNOWN"),
    kind: ReasonKind::Gap,
    meaning: "Not all routes of the segment were read, or not those at the edge location to which a route leads.",
    sentence: "the routes of segment {segment} aren't all in the snapshot, at {edge} or at the edge location to which the route leads",
    remedy: "read the segment's routes at every edge location",
    command: Some(
        "aws networkmanager get-network-routes --global-network-id {global} --route-table-identifier \
         {tables} --region us-west-2",
    ),
    page: "https://docs.aws.amazon.com/networkmanager/latest/APIReference/API_GetNetworkRoutes.html",
    rules: &[],
};

static ROUTE_NOT_MODELLED: Reason = Reason {
    code: "CORE_NETWORK_ROUTE_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A segment's route leads to an inserted service, to an attachment that isn't in the snapshot, or competes with another one of \
              its rank.",
    sentence: "where the route {says} of {resource} sends {packet} isn't known: it leads to an inserted service or an attachment that isn't \
               in the snapshot, is in a state of its own, or has a rival of its rank",
    remedy: "read the attachments; look at the policy's service insertion",
    command: Some("aws networkmanager list-attachments --core-network-id {core} --region us-west-2"),
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-policy-service-insertion.html",
    rules: &[],
};
