//! AWS Network Firewall: endpoints that routes lead to, and two engines behind them.
//!
//! The records stand in [`record`], [`policy`] and [`rule_group`]; [`stateless`] and [`stateful`] are the engines.

mod expression;
pub(crate) mod policy;
mod reasons;
mod record;
pub(crate) mod rule_group;
mod stateful;
mod stateless;
mod suricata;
mod variables;

pub(crate) use record::{Endpoint, Firewall};

use crate::component::{Component, Coverage, LEAVE, modelled};
use crate::components::{network_acl, subnet};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Key, Label, Opens, Otherwise, Place, Reason, Row, Station, Table,
    Translation,
};
use packetwalk_space::{IntervalSet, Product, Protocol, Rewrite, Sender};
use policy::Stream;
use reasons::{
    ENDPOINT_STATE, MIDSTREAM, MIDSTREAM_UNKNOWN, NOT_IN_SYNC, ON_TRANSIT_GATEWAY, ONE_WAY, POLICY_KIND,
    POLICY_NOT_READ, TLS_INSPECTION,
};
use stateful::{Engine, Phase};
use std::sync::Arc;
use variables::Variables;

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    tables,
    route_target: true,
    stands,
    ..Component::plain("firewall endpoint", &[], cite)
};

static STATE: Label = Label::told("firewall state", None);
static SENDER: Label = Label::quiet("who sends");
static STATELESS: Label = Label::told("stateless rules", None).filtering();
static TLS: Label = Label::quiet("TLS inspection").filtering();
static FLOW: Label = Label::quiet("stateful engine").filtering();
static CONVERSATION: Label = Label::quiet("conversation");
static STATEFUL: Label = Label::told("stateful rules", None).filtering();
static LATER: Label = Label::quiet("stateful rules").filtering();
static MATCHED: Label = Label::quiet("passed for good");

/// At the endpoint.
const ENTER: u8 = 2;
/// The stateful rules for a first packet, from number `other` on.
const FIRST: u8 = 3;
/// The same for later packets.
const SECOND: u8 = 4;
/// A rule passed the first packet, and with it the conversation.
const PASSED: u8 = 5;
/// A rule passed a later packet.
const PASSED_LATE: u8 = 6;
/// The rule number `other` matched, and drops.
const DROPPED: u8 = 7;

/// In cites: what an endpoint has seen of conversations, and what its rules passed at the first packet or later.
const SEEN: u8 = 1;
const PASSED_FIRST_MEMORY: u8 = 2;
const PASSED_MEMORY: u8 = 3;

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item) = (l.net, key.item);
    let cite = Cite::resource(Kind::NetworkFirewall as u8, item);
    let (_, endpoint) = net.firewall_endpoint(item);
    let enter = Key { role: ENTER, other: 0, ..key };
    if key.role == LEAVE {
        // Asked even from the endpoint's own subnet.
        return Station { place: None, checks: vec![network_acl::leaving(l, key.other)], then: Action::Send(enter) };
    }
    let Some(subnet) = endpoint.subnet.and_then(|id| net.subnet(id)) else {
        let gap = Action::Unknown { gap: &ON_TRANSIT_GATEWAY, otherwise: Otherwise::End };
        let then = endpoint.subnet.map_or(gap, |id| Action::Send(l.missing(id)));
        return Station { place: Some(Place { cite, written: true }), checks: Vec::new(), then };
    };
    let out = subnet::onward(subnet);
    let then = Action::Send(out);
    let engine = engine(net, item, enter, out);
    let on = |checks| Station { place: None, checks, then: then.clone() };
    let passed = |list| Check::new(&MATCHED, cite, Table::passes(cite)).remembering(Cite { list, ..cite });
    match (key.role, &engine) {
        (PASSED, _) => on(vec![passed(SEEN), passed(PASSED_FIRST_MEMORY), passed(PASSED_MEMORY)]),
        (PASSED_LATE, _) => on(vec![passed(PASSED_MEMORY)]),
        (FIRST, Some(engine)) => on(vec![Check::new(&STATEFUL, cite, engine.phase(Phase::First, key.other))]),
        (SECOND, Some(engine)) => on(vec![Check::new(&STATEFUL, cite, engine.phase(Phase::Second, key.other))]),
        (DROPPED, Some(engine)) => {
            let dropped = engine.dropped(key.other);
            on(dropped.into_iter().map(|(rule, table)| Check::new(&STATEFUL, rule.whole(), table)).collect())
        }
        _ => {
            let acl = network_acl::entering_subnet(l, subnet);
            let mut checks = vec![acl, Check::new(&STATE, cite, state(net, item, enter)).noting("READY")];
            checks.push(Check::new(&SENDER, cite, forgetting(cite, None)));
            checks.extend(inspection(net, item, enter, out));
            Station { place: Some(Place { cite, written: true }), checks, then }
        }
    }
}

/// The policy that an endpoint follows, and its number.
fn policy_of(net: &Network, item: u32) -> Option<(u32, Option<&policy::What>)> {
    let (firewall, _) = net.firewall_endpoint(item);
    let number = net.find_firewall_policy(firewall.policy?)?;
    Some((number, net.firewall_policy(number).what.as_ref()))
}

fn engine(net: &Network, item: u32, endpoint: Key, out: Key) -> Option<Engine<'_>> {
    let (number, what) = policy_of(net, item)?;
    let (firewall, _) = net.firewall_endpoint(item);
    let vpc = firewall.vpc.filter(|id| net.knows_vpc(*id)).map(|id| net.vpc_addresses(net.vpc_of(id)));
    let variables = Variables::new(net, what?, vpc.filter(|addresses| !addresses.is_empty()));
    Some(Engine::new(net, number, what?, variables, endpoint, out))
}

/// What both engines make of packets that come to an endpoint.
fn inspection(net: &Network, item: u32, endpoint: Key, out: Key) -> Vec<Check> {
    let cite = Cite::resource(Kind::NetworkFirewall as u8, item);
    let unknown = |cite, gap| vec![Check::new(&STATELESS, cite, Table::unknown(gap, Otherwise::Pass, cite))];
    let (number, what) = match policy_of(net, item) {
        None => return unknown(cite, &POLICY_NOT_READ),
        Some((number, None)) => return unknown(Cite::resource(Kind::FirewallPolicy as u8, number), &POLICY_KIND),
        Some((number, Some(what))) => (number, what),
    };
    let policy = Cite::resource(Kind::FirewallPolicy as u8, number);
    let mut checks = vec![Check::new(
        &STATELESS,
        policy,
        stateless::table(net, number, what, out, Key { role: PASSED, ..endpoint }),
    )];
    let Some(engine) = engine(net, item, endpoint, out) else { return checks };
    let memory = |list| Cite { list, ..cite };
    if what.tls_inspection {
        let tcp = Product::everything().with_protocol(IntervalSet::single(Protocol::TCP));
        let gap = Action::Unknown { gap: &TLS_INSPECTION, otherwise: Otherwise::Pass };
        let pass = Default { action: Action::Pass, cite: policy, assumes: None };
        checks.push(
            Check::new(&TLS, policy, Table::first_match(vec![Row::new(tcp, gap, policy)], pass))
                .remembering(memory(SEEN)),
        );
    }
    // On the way there a conversation is noted, and asked about; replies to it come by, and replies to others are strange.
    let flow = Check::new(&FLOW, cite, conversations(cite, what.stream));
    checks.push(flow.remembering(memory(SEEN)).wanting_replies(&ONE_WAY));
    let ask = Action::Send(Key { role: FIRST, ..endpoint });
    let ask = Table::first_match(Vec::new(), Default { action: ask, cite, assumes: None });
    checks.push(Check::new(&CONVERSATION, cite, ask).remembering(memory(SEEN)));
    let first = Check::new(&STATEFUL, policy, engine.replies(Phase::First));
    let later = Check::new(&LATER, policy, engine.replies(Phase::Second));
    checks.extend([first.remembering(memory(PASSED_FIRST_MEMORY)), later.remembering(memory(PASSED_MEMORY))]);
    checks
}

/// Whether the endpoint and its firewall are up, and have the rules that were read.
fn state(net: &Network, item: u32, enter: Key) -> Table {
    let (firewall, endpoint) = net.firewall_endpoint(item);
    let cite = Cite::resource(Kind::NetworkFirewall as u8, item);
    let is = |state: Option<Symbol>, wanted: &[&str]| state.is_none_or(|state| wanted.contains(&net.text(state)));
    if !is(firewall.status, &["READY"]) || !is(endpoint.status, &["READY", "SCALING"]) {
        return Table::refuses(&ENDPOINT_STATE, Otherwise::Pass, cite);
    }
    if !is(firewall.synced, &["IN_SYNC"]) {
        return Table::unknown(&NOT_IN_SYNC, Otherwise::Send(Key { role: PASSED, ..enter }), cite);
    }
    Table::passes(cite)
}

/// Who sent a packet isn't known behind a firewall.
fn forgetting(cite: Cite, opens: Option<Opens>) -> Table {
    Table::first_match(Vec::new(), Default { action: forget(opens), cite, assumes: None })
}

fn forget(opens: Option<Opens>) -> Action {
    let rewrite = Rewrite { sender: Some(Sender::LOST), ..Rewrite::default() };
    Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens }))
}

/// A conversation is opened here; a reply to none that was is for the stream exception policy, which is about TCP.
fn conversations(cite: Cite, stream: Stream) -> Table {
    // Nothing is undone on the way back, so nothing asks for this state: who has seen what is the check's.
    let opens = |unless: &'static Reason| forget(Some(Opens { state: cite, unless, replies: None }));
    let tcp = Product::everything().with_protocol(IntervalSet::single(Protocol::TCP));
    let rows = match stream {
        Stream::Drop => vec![Row::new(tcp, opens(&MIDSTREAM), cite)],
        Stream::Continue => Vec::new(),
    };
    Table::first_match(rows, Default { action: opens(&MIDSTREAM_UNKNOWN), cite, assumes: None })
}

/// Packets with these ports: those of the protocols that have any; `None` when none has.
fn with_ports(
    base: Product,
    protocols: &IntervalSet<Protocol>,
    from: &IntervalSet<u16>,
    to: &IntervalSet<u16>,
) -> Option<Product> {
    let both = IntervalSet::from_ranges([Protocol::TCP, Protocol::UDP].map(|protocol| (protocol, protocol)));
    let protocols = protocols.intersection(&both);
    if protocols.is_empty() {
        return None;
    }
    base.with_protocol(protocols).with_ports(from.clone(), to.clone()).ok()
}

/// The station at an endpoint, or at an attachment to a transit gateway.
pub(crate) const fn enter(item: u32) -> Key {
    Key { component: Kind::NetworkFirewall as u8, role: ENTER, part: 0, item, other: 0 }
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let (net, enter) = (l.net, enter(item));
    let Some((number, Some(what))) = policy_of(net, item) else { return Vec::new() };
    let policy = Cite::resource(Kind::FirewallPolicy as u8, number);
    let mut checks = vec![Check::new(&STATELESS, policy, stateless::table(net, number, what, enter, enter))];
    let phases =
        engine(net, item, enter, enter).map(|engine| [Phase::First, Phase::Second].map(|p| engine.phase(p, 0)));
    checks.extend(phases.into_iter().flatten().map(|table| Check::new(&STATEFUL, policy, table)));
    checks
}

/// In cites: the firewall as a whole.
const WHOLE: u8 = 1;

/// A firewall by all of its endpoints; the cite is that of one of them.
pub(crate) const fn whole(endpoint: Cite) -> Cite {
    Cite { list: WHOLE, ..endpoint }
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let (firewall, endpoint) = net.firewall_endpoint(cite.item);
    Stands::at(firewall.origin)
        .owned(firewall.owner)
        .belonging("in VPC", firewall.vpc)
        .belonging("in subnet", endpoint.subnet)
        .in_subnet_zone(net, endpoint.subnet)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let (firewall, endpoint) = net.firewall_endpoint(cite.item);
    let whole = net.describe(Kind::NetworkFirewall, List::Firewall, endpoint.id, &firewall.tags, firewall.origin);
    let text = |symbol: Option<Symbol>, default: &str| symbol.map_or(default, |symbol| net.text(symbol)).to_owned();
    let name = text(firewall.name, "");
    // The endpoint's word, unless it is the firewall that isn't ready.
    let up = firewall.status.is_none_or(|status| net.text(status) == "READY");
    let state = text(if up { endpoint.status } else { firewall.status }, "READY");
    let holes = vec![("state", state), ("name", name.clone()), ("policy", text(firewall.policy, "<its policy>"))];
    if cite.list == WHOLE {
        let id = if name.is_empty() { net.text(firewall.id).to_owned() } else { name };
        return Citation { kind: "network firewall", id, says: None, name: None, holes, ..whole };
    }
    Citation {
        says: Some(format!("of firewall {name}")),
        name: Some(name).filter(|name| !name.is_empty()),
        holes,
        ..whole
    }
}

const COVERAGE: &[Coverage] =
    modelled!["F1", "F2", "F3", "F4", "F5", "F5b", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13", "F14"];
