//! Networks outside, behind virtual private gateways and behind transit gateway attachments of VPN connections, Direct Connect
//! gateways and Connect: as far as people describe them, else taken for granted.

mod described;

use crate::component::{Component, Coverage, modelled};
use crate::components::{
    direct_connect, transit_gateway_attachment as attachment, transit_gateway_connect,
    transit_gateway_route_table as route_table, vpn_connection, vpn_gateway,
};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
pub(crate) use described::{Gate, Outside};
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Citation, Cite, Default, Direction, Key, Label, Otherwise, Place, Reason, ReasonKind,
    Row, Station, Table,
};
use packetwalk_space::{Product, text};

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&FAR_END_ANSWERS, &ANSWERS, &ELSEWHERE, &NOT_BEHIND],
    coverage: COVERAGE,
    station,
    ..Component::plain("network outside", &[], cite)
};

static ATTACHMENT: Label = Label::told("attachment state", None);
static FAR_END: Label = Label::quiet("far end");

/// Out by an attachment (`Key::item`).
const OUT: u8 = 1;
/// In by it.
const IN: u8 = 2;
/// At a network outside that is described (`Key::item`).
const THERE: u8 = 3;
/// From there.
const FROM: u8 = 4;

/// The prefixes of a described network, among its cites.
const PREFIXES: u8 = 1;

const fn key(role: u8, item: u32) -> Key {
    Key { component: Kind::OnPremises as u8, role, part: 0, item, other: 0 }
}

/// The station from which a described network sends.
pub(crate) const fn from(network: u32) -> Key {
    key(FROM, network)
}

/// The cite of a described network.
pub(crate) const fn place(network: u32) -> Cite {
    Cite::resource(Kind::OnPremises as u8, network)
}

/// The station where packets leave by an attachment.
pub(crate) const fn out(attachment: u32) -> Key {
    key(OUT, attachment)
}

/// The station where packets from outside come in by an attachment.
pub(crate) const fn inward(attachment: u32) -> Key {
    key(IN, attachment)
}

/// Whether networks outside are behind an attachment.
pub(crate) fn is_behind(net: &Network, item: u32) -> bool {
    matches!(attachment::kind(net, item), Some("vpn" | "direct-connect-gateway" | "connect"))
}

/// What becomes of packets that leave by a gate: the check of where they go, and what follows. Without a description, that the
/// far end takes them and answers by the same way (`reply`) is taken for granted.
pub(crate) fn beyond(net: &Network, gate: Gate, cite: Cite, reply: Key) -> (Check, Action) {
    let leads = |outside: &Outside| outside.gates.iter().any(|other| gate.leads_to(*other));
    let end = |reason| Action::Drop { reason, otherwise: Otherwise::End };
    let mut rows = Vec::new();
    for (item, outside) in (0..).zip(&net.outside) {
        let action = if leads(outside) { Action::Send(key(THERE, item)) } else { end(&ELSEWHERE) };
        rows.extend((0..).zip(&outside.prefixes).map(|(number, (block, _))| {
            let cite = Cite { list: PREFIXES, rule: number, ..place(item) };
            let guard = Product::everything().with_destination(block.addresses());
            (block.length(), Row::new(guard, action.clone(), cite))
        }));
    }
    rows.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    // Of a way that is described, what is behind it is known; of another one nothing is.
    let default = match net.outside.iter().position(leads).map(|item| u32::try_from(item).unwrap_or(u32::MAX)) {
        Some(item) => Default { action: end(&NOT_BEHIND), cite: place(item), assumes: None },
        None => Default { action: Action::Pass, cite, assumes: Some(&FAR_END_ANSWERS) },
    };
    let table = Table::longest_prefix(rows.into_iter().map(|(_, row)| row).collect(), default);
    (Check::new(&FAR_END, cite, table), Action::Leave { reply })
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    match key.role {
        THERE => {
            let here = place(key.item);
            let default = Default { action: Action::Pass, cite: here, assumes: Some(&ANSWERS) };
            let answers = Check::new(&FAR_END, here, Table::first_match(Vec::new(), default));
            let then = Action::Leave { reply: from(key.item) };
            Station { place: Some(Place { cite: here, written: true }), checks: vec![answers], then }
        }
        FROM => sending(l.net, key.item),
        _ => at_attachment(l.net, key),
    }
}

/// From a described network, by one of the gates through which it is reached: those of VPN connections that are down are left out.
fn sending(net: &Network, item: u32) -> Station {
    let down = |gate: &Gate| match gate {
        Gate::Attachment(item) => vpn_connection::is_down(net, net.attachment(*item).resource),
        Gate::VpnConnection { connection, .. } => {
            vpn_connection::is_down(net, Some(net.vpn_connection(*connection).id))
        }
        Gate::VpnGateway(_) => false,
    };
    let gates = net.outside.get(item as usize).map_or(&[][..], |outside| &outside.gates);
    let all_down = gates.iter().all(down);
    let mut options: Vec<(Cite, Key)> = Vec::new();
    for gate in gates.iter().filter(|gate| all_down || !down(gate)) {
        let option = match gate {
            Gate::Attachment(item) => (Cite::resource(Kind::TransitGatewayAttachment as u8, *item), inward(*item)),
            Gate::VpnGateway(item) => (vpn_gateway::place(*item), vpn_gateway::inward(*item)),
            Gate::VpnConnection { gateway, connection } => {
                (vpn_connection::place(*connection), vpn_gateway::inward_by(*gateway, *connection))
            }
        };
        if !options.contains(&option) {
            options.push(option);
        }
    }
    let here = place(item);
    let then = Action::OneOf { key: ChoiceKey { of: here, what: "way" }, options: options.into(), kept: false };
    Station { place: Some(Place { cite: here, written: true }), checks: Vec::new(), then }
}

/// Whether the snapshot doubts that a Direct Connect gateway, or Connect, that is attached carries packets.
pub(crate) fn doubted(net: &Network, item: u32) -> bool {
    match attachment::kind(net, item) {
        Some("direct-connect-gateway") => by_direct_connect(net, item, Direction::Egress).is_some(),
        Some("connect") => transit_gateway_connect::doubted(net, item),
        _ => false,
    }
}

/// The check of the Direct Connect gateway that is attached.
fn by_direct_connect(net: &Network, item: u32, way: Direction) -> Option<Check> {
    let (gateway, by) = (net.attachment(item).gateway, net.attachment(item).resource?);
    direct_connect::at_transit_gateway(net, gateway, by, &route_table::learnt(net, item), way)
}

fn at_attachment(net: &Network, key: Key) -> Station {
    let item = key.item;
    let subject = Cite::resource(Kind::TransitGatewayAttachment as u8, item);
    let way = if key.role == OUT { Direction::Egress } else { Direction::Ingress };
    let mut checks = vec![Check::new(&ATTACHMENT, subject, attachment::state(net, item)).noting("available")];
    if let (Some("vpn"), Some(id)) = (attachment::kind(net, item), net.attachment(item).resource) {
        match net.find_vpn_connection(id) {
            Some(connection) => checks.extend(vpn_connection::checks(net, connection, way)),
            None => checks.push(vpn_connection::unread(net, id)),
        }
    }
    if let (Some("direct-connect-gateway"), Some(id)) = (attachment::kind(net, item), net.attachment(item).resource) {
        let gateway = net.attachment(item).gateway;
        checks.extend(by_direct_connect(net, item, way));
        checks.extend(
            (way == Direction::Ingress).then(|| direct_connect::into_transit_gateway(net, id, gateway)).flatten(),
        );
    }
    if attachment::kind(net, item) == Some("connect") {
        checks.push(transit_gateway_connect::check(net, item));
    }
    let then = if key.role == OUT {
        let (far_end, then) = beyond(net, Gate::Attachment(item), subject, inward(item));
        checks.push(far_end);
        then
    } else {
        Action::Send(route_table::look_up(item, attachment::NO_SUBNET))
    };
    Station { place: Some(Place { cite: subject, written: true }), checks, then }
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let Some(outside) = net.outside.get(cite.item as usize) else { return Citation::default() };
    let blocks: Vec<_> = outside.prefixes.iter().map(|(block, _)| *block).collect();
    let holes = vec![("through", outside.ways()), ("prefixes", text::blocks(&blocks))];
    let whole = Citation {
        kind: COMPONENT.words,
        id: outside.name.clone(),
        place: Some(outside.place()),
        holes,
        ..Citation::default()
    };
    match blocks.get(cite.rule as usize) {
        Some(block) if cite.list == PREFIXES => Citation {
            rule: Some("prefix".to_owned()),
            rule_id: Some(block.to_string()),
            says: Some(format!("{} through {}", block, outside.ways())),
            place: Some(outside.place_of_prefix(cite.rule as usize)),
            ..whole
        },
        _ => whole,
    }
}

const COVERAGE: &[Coverage] = modelled!["T19", "V7", "W3"];

static FAR_END_ANSWERS: Reason = Reason {
    code: "FAR_END_ANSWERS",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "What leaves by a VPN connection or Direct Connect arrives, and the answer comes back by the same way.",
    sentence: "what leaves by {resource} arrives, and the answer comes back by it",
    remedy: "look at the routes and filters of the network outside",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
    rules: &["V7"],
};

static ANSWERS: Reason = Reason {
    code: "ON_PREMISES_ANSWERS",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "What comes to a described network outside arrives there, and the answer leaves it by the way that is described.",
    sentence: "what comes to {resource} arrives there, and the answer leaves it through {through}",
    remedy: "look at the routes and filters of the network outside",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
    rules: &["V7"],
};

static ELSEWHERE: Reason = Reason {
    code: "ON_PREMISES_ELSEWHERE",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The network outside that has the destination is described as reached through something else than the way by which \
              the packet leaves.",
    sentence: "{destination} is in {resource}, which is reached through {through}, and not the way by which {packet} leaves",
    remedy: "route {destination} to {through}, or add the way by which it leaves to `through` of {id} if it leads there",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
    rules: &["V7"],
};

static NOT_BEHIND: Reason = Reason {
    code: "ON_PREMISES_NOT_BEHIND",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The way by which the packet leaves is described, and no network behind it has the destination.",
    sentence: "no network that is described behind the way by which {packet} leaves has {destination}; {resource} has {prefixes}",
    remedy: "add {destination} to the prefixes of the network that has it, if one has",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
    rules: &["V7"],
};
