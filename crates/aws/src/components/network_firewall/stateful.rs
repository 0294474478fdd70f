//! The stateful engine: conversation by conversation.
//!
//! A rule that wants data, or an established connection, can't match the packet that opens a TCP connection. So a conversation is
//! asked about in two phases: what the first packet can match, then what later ones can. A rule that passes a packet ends the
//! inspection of its conversation; replies to the others are held against the rules once more. What depends on data is a
//! choice of neither side's configuration, and both ways are walked.

use super::policy::{self, Drops};
use super::reasons::{
    DATA_DROP, DEFAULT_DROP, DEFAULT_UNKNOWN, GROUP_KIND, GROUP_NOT_READ, MANAGED_GROUP, REPLY_DATA, RULE_CONDITION,
    RULE_DROP, RULE_UNREADABLE,
};
use super::rule_group::{self, Rules};
use super::suricata::{Rule, RuleAction, Side};
use super::variables::Variables;
use super::{DROPPED, FIRST, PASSED, PASSED_LATE, SECOND};
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Action, ChoiceKey, Cite, Default, Key, Otherwise, Reason, Row, Table};
use packetwalk_space::{HeaderSet, IntervalSet, Product, Protocol, reply};

/// One thing that the engine asks, in its order.
enum Asked<'n> {
    Rule {
        cite: Cite,
        group: u32,
        rule: &'n Rule,
    },
    /// What it would say isn't known.
    Unseen {
        cite: Cite,
        gap: &'static Reason,
    },
}

/// The policy of a firewall as the engine follows it, for packets that come to one of its endpoints.
pub(super) struct Engine<'n> {
    net: &'n Network,
    what: &'n policy::What,
    /// The policy's number.
    policy: u32,
    variables: Variables<'n>,
    asked: Vec<Asked<'n>>,
    /// Where packets leave the firewall.
    out: Key,
    /// Where those leave it whose conversation passed for good: what a refusal or a gap goes on with.
    passed: Key,
    /// A key of the endpoint.
    endpoint: Key,
}

/// Which packets of a conversation are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    First,
    Second,
}

impl<'n> Engine<'n> {
    pub(super) fn new(
        net: &'n Network,
        policy: u32,
        what: &'n policy::What,
        variables: Variables<'n>,
        endpoint: Key,
        out: Key,
    ) -> Self {
        let passed = Key { role: PASSED, ..endpoint };
        Engine { net, what, policy, variables, asked: order(net, what), out, passed, endpoint }
    }

    /// The rules from number `start` on, and what happens where none decides.
    pub(super) fn phase(&self, phase: Phase, start: u32) -> Table {
        let mut rows = Vec::new();
        let mut told = Told::default();
        for (number, asked) in (0..).zip(&self.asked) {
            let rule = match asked {
                Asked::Rule { rule, .. } if rule.side == Side::Server => continue,
                Asked::Rule { cite, group, rule } => (*cite, *group, *rule),
                Asked::Unseen { cite, gap } => {
                    // Whatever it says may be the last word.
                    let action = Action::Unknown { gap, otherwise: Otherwise::Send(self.passed) };
                    if phase == Phase::First && number >= start {
                        rows.push(Row::new(Product::everything(), action, *cite));
                    }
                    continue;
                }
            };
            let (cite, group, rule) = rule;
            let (guards, known) = self.guards(group, rule, phase);
            for guard in guards {
                let action = self.action(rule, known, cite, phase, number);
                if told.redundant(&action, rule, &guard) || number < start {
                    continue;
                }
                rows.push(Row::new(guard, action, cite));
            }
        }
        let (more, action) = self.default(phase);
        let cite =
            Cite { component: Kind::FirewallPolicy as u8, list: policy::STATEFUL_DEFAULT, item: self.policy, rule: 0 };
        rows.extend(more.map(|(guard, action)| Row::new(guard, action, cite)));
        Table::first_match(rows, Default { action, cite, assumes: None })
    }

    /// What happens where no rule decides: for some packets, and for the others.
    fn default(&self, phase: Phase) -> (Option<(Product, Action)>, Action) {
        let dropped = |reason| Action::Drop { reason, otherwise: Otherwise::Send(self.passed) };
        let second = Action::Send(self.key(SECOND, 0));
        match (self.what.default, phase) {
            (Drops::Unknown, Phase::First) => {
                (None, Action::Unknown { gap: &DEFAULT_UNKNOWN, otherwise: Otherwise::Send(self.passed) })
            }
            (Drops::All, Phase::First) => (None, dropped(&DEFAULT_DROP)),
            (Drops::Established, Phase::First) => (Some((tcp(), second)), dropped(&DEFAULT_DROP)),
            (Drops::Established, Phase::Second) => (None, dropped(&DATA_DROP)),
            (Drops::Nothing, Phase::First) if self.asks_later() => (None, second),
            (Drops::Nothing, _) | (Drops::All | Drops::Unknown, Phase::Second) => (None, Action::Send(self.out)),
        }
    }

    /// Whether some rule wants more than a first packet.
    fn asks_later(&self) -> bool {
        let later = |asked: &Asked<'_>| matches!(asked, Asked::Rule { rule, .. } if rule.needs.established || rule.needs.payload);
        self.asked.iter().any(later)
    }

    fn key(&self, role: u8, other: u32) -> Key {
        Key { role, other, ..self.endpoint }
    }

    /// What a rule does with a conversation that matches its header.
    fn action(&self, rule: &Rule, known: bool, cite: Cite, phase: Phase, number: u32) -> Action {
        let (again, passed) = match phase {
            Phase::First => (FIRST, PASSED),
            Phase::Second => (SECOND, PASSED_LATE),
        };
        let next = self.key(again, number + 1);
        let passes = rule.passes();
        if rule.needs.other || !known {
            // A rule that drops later on drops what this one may drop, too; it doesn't drop what this one passes.
            let otherwise = Otherwise::Send(if passes { self.passed } else { next });
            return Action::Unknown { gap: &RULE_CONDITION, otherwise };
        }
        if rule.needs.payload {
            let matched = if passes { self.key(passed, 0) } else { self.key(DROPPED, number) };
            let unmatched = Cite { list: rule_group::NO_MATCH, ..cite };
            let options = [(cite, matched), (unmatched, next)].into();
            return Action::OneOf { key: ChoiceKey { of: cite, what: "data" }, options, kept: false };
        }
        if passes {
            Action::Send(self.key(passed, 0))
        } else {
            Action::Drop { reason: &RULE_DROP, otherwise: Otherwise::Send(self.passed) }
        }
    }

    /// A rule that matched after all, and drops.
    pub(super) fn dropped(&self, number: u32) -> Option<(Cite, Table)> {
        let Asked::Rule { cite, .. } = self.asked.get(number as usize)? else { return None };
        Some((*cite, Table::refuses(&RULE_DROP, Otherwise::Send(self.passed), *cite)))
    }

    /// The packets from the client that a rule is about, of those that are looked at in a phase; and whether they are known.
    fn guards(&self, group: u32, rule: &Rule, phase: Phase) -> (Vec<Product>, bool) {
        let (guards, known) = self.variables.guards(self.net.firewall_rule_group(group), rule);
        let later = |late: bool| late == (phase == Phase::Second);
        let split = |guard: &Product| {
            // A first packet of UDP brings its data with it.
            let of_tcp = later(rule.needs.established || rule.needs.payload).then(|| guard.intersection(&tcp()));
            let others = later(rule.needs.established).then(|| guard.intersection(&but_tcp()));
            [of_tcp, others].into_iter().flatten().flatten().collect::<Vec<_>>()
        };
        (guards.iter().flat_map(split).collect(), known)
    }

    /// Replies, held against the rules: those of conversations that no rule passed. Early ones are the first reply to a
    /// first packet; what needs data or an established connection comes later.
    pub(super) fn replies(&self, phase: Phase) -> Table {
        let mut rows = Vec::new();
        for asked in &self.asked {
            let Asked::Rule { cite, group, rule } = asked else { continue };
            let needs = rule.needs;
            if rule.side == Side::Client || (needs.established || needs.payload) != (phase == Phase::Second) {
                continue;
            }
            // What isn't known was told on the way there.
            let group = self.net.firewall_rule_group(*group);
            let (guards, known) = self.variables.guards(group, rule);
            if !known {
                continue;
            }
            let guards: HeaderSet = guards.into_iter().collect();
            let depends = needs.payload || needs.other;
            // So was a match with the packet that is replied to.
            let asked_before = if rule.side == Side::Either { reply::to_set(&guards) } else { HeaderSet::default() };
            let seen = if depends { guards.difference(&asked_before) } else { guards };
            let action = match rule.action {
                _ if depends => Action::Unknown { gap: &REPLY_DATA, otherwise: Otherwise::Pass },
                RuleAction::Pass => Action::Send(self.out),
                _ => Action::Drop { reason: &RULE_DROP, otherwise: Otherwise::Send(self.passed) },
            };
            rows.extend(seen.products().iter().map(|guard| Row::new(guard.clone(), action.clone(), *cite)));
        }
        let cite =
            Cite { component: Kind::FirewallPolicy as u8, list: policy::STATEFUL_DEFAULT, item: self.policy, rule: 0 };
        Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
    }
}

fn tcp() -> Product {
    Product::everything().with_protocol(IntervalSet::single(Protocol::TCP))
}

fn but_tcp() -> Product {
    Product::everything().with_protocol(IntervalSet::single(Protocol::TCP).complement())
}

/// What rows that leave a conversation open have said already: a second one of the same kind for the same packets opens no
/// way that the first one didn't.
#[derive(Default)]
struct Told(Vec<((&'static str, bool), Product)>);

impl Told {
    fn redundant(&mut self, action: &Action, rule: &Rule, guard: &Product) -> bool {
        let open = match action {
            Action::Unknown { .. } => "unknown",
            Action::OneOf { .. } => "depends",
            _ => return false,
        };
        let kind = (open, rule.passes());
        let known = self.0.iter().any(|(known, packets)| *known == kind && packets.contains_all(guard));
        if !known {
            self.0.push((kind, guard.clone()));
        }
        known
    }
}

/// The rules of all groups of a policy in the order in which the engine asks them, without those that only alert.
fn order<'n>(net: &'n Network, what: &policy::What) -> Vec<Asked<'n>> {
    let mut asked = Vec::new();
    for reference in &what.stateful {
        let Some(group) = net.find_firewall_rule_group(reference.group) else {
            let managed = net.text(reference.group).contains(":aws-managed:");
            if managed && reference.alerts_only {
                // AWS's own groups drop and alert; with this override they only alert.
                continue;
            }
            let gap = if managed { &MANAGED_GROUP } else { &GROUP_NOT_READ };
            asked.push(Asked::Unseen { cite: net.missing(reference.group), gap });
            continue;
        };
        let Rules::Stateful(rules) = &net.firewall_rule_group(group).rules else {
            let cite = Cite::resource(Kind::FirewallRuleGroup as u8, group);
            asked.push(Asked::Unseen { cite, gap: &GROUP_KIND });
            continue;
        };
        for (number, rule) in (0..).zip(rules) {
            let cite =
                Cite { component: Kind::FirewallRuleGroup as u8, list: rule_group::RULE, item: group, rule: number };
            match &rule.what {
                None => asked.push(Asked::Unseen { cite, gap: &RULE_UNREADABLE }),
                Some(rule) if rule.action == RuleAction::Alert => {}
                Some(rule) if reference.alerts_only && !rule.passes() => {}
                Some(rule) => asked.push(Asked::Rule { cite, group, rule }),
            }
        }
    }
    if !what.strict {
        // Rules that pass come first; what isn't known may be one of them.
        asked.sort_by_key(|asked| match asked {
            Asked::Rule { rule, .. } if rule.passes() => (0, rule.priority),
            Asked::Unseen { .. } => (1, 0),
            Asked::Rule { rule, .. } if rule.action == RuleAction::Drop => (2, rule.priority),
            Asked::Rule { rule, .. } => (3, rule.priority),
        });
    }
    asked
}
