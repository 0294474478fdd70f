//! Listeners and their rules as tables.

use super::record::{Act, Listener, ListenerRule, protocols};
use super::{answer, key, of_listener, of_rule, reasons};
use crate::components::target_group;
use crate::network::Network;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, ChoiceKey, Cite, Default, Key, Otherwise, Row, Table};
use packetwalk_space::{Address, IntervalSet, Product, Protocol};

/// What a load balancer takes, by protocol and port.
pub(super) fn of_balancer(net: &Network, item: u32, node: u32) -> Table {
    let balancer = net.load_balancer(item);
    let cite = super::place(item).cite;
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let listeners = net.listeners_of(balancer.id);
    if listeners.is_empty() {
        return Table::unknown(&reasons::LISTENERS_NOT_READ, Otherwise::End, cite);
    }
    let mut rows = Vec::new();
    for listener in listeners.iter().copied() {
        let record = net.listener(listener);
        let cite = of_listener(listener);
        let known = record.protocol.and_then(|protocol| protocols(net.text(protocol))).zip(record.port);
        let guard = known.as_ref().and_then(|(protocols, port)| {
            let guard = Product::everything().with_protocol(protocols.clone());
            guard.with_ports(IntervalSet::all(), IntervalSet::single(*port)).ok()
        });
        rows.push(match guard {
            Some(guard) => Row::new(guard, Action::Send(key(super::LISTEN, listener, node)), cite),
            None => Row::new(Product::everything(), unknown(&reasons::LISTENER_UNREADABLE), cite),
        });
    }
    if net.is_application(item) {
        // Pings are answered, not passed on.
        for (protocol, kind) in [(Protocol::ICMP, 8), (Protocol::ICMPV6, 128)] {
            let guard = Product::everything().with_protocol(IntervalSet::single(protocol));
            let guard = guard.with_icmp(IntervalSet::single(kind), IntervalSet::all());
            rows.extend(guard.ok().map(|guard| Row::new(guard, Action::Send(answer(item, node)), cite)));
        }
    }
    let none = Action::Drop { reason: &reasons::NO_LISTENER, otherwise: Otherwise::End };
    Table::first_match(rows, Default { action: none, cite, assumes: None })
}

/// Sources that fare alike, and where they may be sent: by which rule, and there.
struct Region {
    sources: IntervalSet<Address>,
    ways: Vec<(Cite, Key)>,
    settled: bool,
}

/// What a listener does with what it takes: its rules in order. What a rule asks of a request, headers don't show, so
/// such a rule may apply or not.
pub(super) fn rules(net: &Network, item: u32, balancer: u32, node: u32) -> Table {
    let listener = net.listener(item);
    let cite = of_listener(item);
    let rules = net.rules_of(listener.id);
    let mut regions = vec![Region { sources: IntervalSet::all(), ways: Vec::new(), settled: false }];
    if listener.verifies_clients {
        let cite = Cite { rule: NO_CERTIFICATE, ..cite };
        apply(&mut regions, None, &[(cite, super::not_passed(cite))], true);
    }
    for number in rules {
        let rule = net.listener_rule(*number);
        let ways = ways(net, &rule.actions, of_rule(*number), balancer, node);
        let asks = !net.text(rule.asks).is_empty();
        apply(&mut regions, rule.sources.as_ref(), &ways, asks);
    }
    apply(&mut regions, None, &ways(net, &listener.actions, cite, balancer, node), false);
    let to = |way: &Key| Action::Send(*way);
    let unread = net.is_application(balancer) && rules.is_empty();
    let rows = regions.into_iter().map(|region| {
        let Region { sources, ways, .. } = region;
        let (by, action) = match ways.as_slice() {
            [] => (cite, Action::Drop { reason: &reasons::NO_TARGETS, otherwise: Otherwise::End }),
            [(by, way)] if unread => {
                (*by, Action::Unknown { gap: &reasons::RULES_NOT_READ, otherwise: Otherwise::Send(*way) })
            }
            [(by, way)] => (*by, to(way)),
            _ if unread => (cite, Action::Unknown { gap: &reasons::RULES_NOT_READ, otherwise: Otherwise::End }),
            several => (
                cite,
                Action::OneOf { key: ChoiceKey { of: cite, what: "rule" }, options: several.into(), kept: false },
            ),
        };
        Row::new(Product::everything().with_source(sources), action, by)
    });
    let none = Action::Drop { reason: &reasons::NO_TARGETS, otherwise: Otherwise::End };
    Table::first_match(rows.collect(), Default { action: none, cite, assumes: None })
}

/// Adds a rule to the regions it may apply to; those for which it certainly does are settled.
fn apply(regions: &mut Vec<Region>, sources: Option<&IntervalSet<Address>>, ways: &[(Cite, Key)], asks: bool) {
    let mut next = Vec::with_capacity(regions.len());
    for region in regions.drain(..) {
        if region.settled {
            next.push(region);
            continue;
        }
        let (inside, outside) = match sources {
            None => (region.sources.clone(), IntervalSet::empty()),
            Some(sources) => (region.sources.intersection(sources), region.sources.difference(sources)),
        };
        if !outside.is_empty() {
            next.push(Region { sources: outside, ways: region.ways.clone(), settled: false });
        }
        if !inside.is_empty() {
            let mut known = region.ways;
            for (cite, way) in ways {
                if !known.iter().any(|(_, known)| known == way) {
                    known.push((*cite, *way));
                }
            }
            next.push(Region { sources: inside, ways: known, settled: !asks });
        }
    }
    *regions = next;
}

/// Where actions lead, and by what: where there are several, each is cited by itself, with its number from 1.
fn ways(net: &Network, actions: &[Act], cite: Cite, balancer: u32, node: u32) -> Vec<(Cite, Key)> {
    let to = |act: &Act, by: Cite| match act {
        Act::Forward(group) => target_group::from_node(net, *group, node),
        Act::Answer(_) => answer(balancer, node),
        Act::TurnAway(_) | Act::Unread(_) => super::not_passed(by),
    };
    let by = |number: u32| if actions.len() > 1 { Cite { rule: number, ..cite } } else { cite };
    (1..).zip(actions).map(|(number, act)| (by(number), to(act, by(number)))).collect()
}

/// In cites of listeners: clients without a certificate of the trust store.
const NO_CERTIFICATE: u32 = u16::MAX as u32;

/// What becomes of requests that a listener or a rule neither forwards nor answers.
pub(super) fn not_passed(net: &Network, cite: Cite) -> Table {
    let actions = match cite.list {
        super::RULED => &net.listener_rule(cite.item).actions,
        _ => &net.listener(cite.item).actions,
    };
    match cited(actions, cite) {
        [Act::Unread(_)] if cite.rule != NO_CERTIFICATE => {
            Table::unknown(&reasons::LISTENER_UNREADABLE, Otherwise::End, cite)
        }
        _ => Table::refuses(&reasons::CLIENT_TURNED_AWAY, Otherwise::End, cite),
    }
}

/// The actions that a cite means: one of them, or all.
fn cited(actions: &[Act], cite: Cite) -> &[Act] {
    let one = (cite.rule as usize).checked_sub(1).and_then(|number| actions.get(number..=number));
    one.unwrap_or(actions)
}

/// Actions in words: `forward to api`.
fn acts(net: &Network, actions: &[Act]) -> String {
    let named = |group: Symbol| target_group::named(net, group);
    let act = |act: &Act| match act {
        Act::Forward(group) => format!("forward to {}", named(*group)),
        Act::Answer(kind) | Act::Unread(kind) => net.text(*kind).to_owned(),
        Act::TurnAway(kind) => match net.text(*kind) {
            kind @ "jwt-validation" => format!("{kind} turns away who shows no valid token"),
            kind => format!("{kind} turns away who isn't signed in"),
        },
    };
    actions.iter().map(act).collect::<Vec<_>>().join(" or ")
}

/// A listener in words: `forward to api`.
pub(super) fn listens(net: &Network, listener: &Listener, cite: Cite) -> String {
    if cite.rule == NO_CERTIFICATE {
        return "mutual TLS turns away who shows no certificate of the trust store".to_owned();
    }
    acts(net, cited(&listener.actions, cite))
}

/// A rule in words: `path-pattern /api/*: forward to api`.
pub(super) fn says(net: &Network, rule: &ListenerRule, cite: Cite) -> String {
    let acts = acts(net, cited(&rule.actions, cite));
    let sources = rule.sources.as_ref().map(|sources| format!("from {}", packetwalk_space::text::addresses(sources)));
    let asks = Some(net.text(rule.asks).to_owned()).filter(|asks| !asks.is_empty());
    let when: Vec<_> = sources.into_iter().chain(asks).collect();
    if when.is_empty() { acts } else { format!("{}: {acts}", when.join(" and ")) }
}
