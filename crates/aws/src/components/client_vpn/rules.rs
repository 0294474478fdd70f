//! Authorization rules: which clients may send to which networks. Of all rules that hold a destination those with the longest
//! prefix count, and no others.

use super::reasons::{ANSWERS_AMONG_CLIENTS, CHANGING, NOT_AUTHORIZED, NOT_IN_GROUP, RULES_NOT_READ};
use super::record::ClientVpnRule;
use super::{AUTHORIZED, BY_GROUP, IN_GROUP, IN_NONE, NO_MEMBER, NO_RULE, RULES, cite_of, is_read, key, place};
use crate::network::Network;
use crate::registry::List;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Check, ChoiceKey, Default, Key, Label, Otherwise, Row, Table};
use packetwalk_space::{Cidr, Product};
use std::cmp::Reverse;
use std::collections::BTreeMap;

static AUTHORIZATION: Label = Label::told("authorization rules", None).filtering();

/// The state of a rule, a route or a target network as it is printed.
pub(super) fn state(net: &Network, state: Option<Symbol>) -> String {
    state.map_or("active", |state| net.text(state)).to_owned()
}

/// Whether a rule or route counts.
pub(super) fn is_active(net: &Network, state: Option<Symbol>) -> bool {
    self::state(net, state) == "active"
}

/// The state of what doesn't count, or may not, in brackets.
pub(super) fn unless_active(net: &Network, state: Option<Symbol>) -> String {
    if is_active(net, state) { String::new() } else { format!(" ({})", self::state(net, state)) }
}

/// A rule in words: `10.0.0.0/16 for all clients`, with its state unless it is active.
pub(super) fn says(net: &Network, rule: &ClientVpnRule) -> String {
    is_for(net, rule) + &unless_active(net, rule.state)
}

/// Whom a rule lets send where.
pub(super) fn is_for(net: &Network, rule: &ClientVpnRule) -> String {
    let whom = rule.group.map_or("all clients".to_owned(), |group| format!("group {}", net.text(group)));
    format!("{} for {whom}", rule.block)
}

/// The groups that have access to a network.
pub(super) fn groups(net: &Network, item: u32, block: Cidr) -> String {
    let rules = net.client_vpn_rules(item).iter().map(|rule| net.client_vpn_rule(*rule));
    let active = rules.filter(|rule| rule.block == block && is_active(net, rule.state));
    let groups: Vec<_> = active.filter_map(|rule| Some(net.text(rule.group?))).collect();
    groups.join(" or ")
}

/// The check of what a client sends.
pub(super) fn check(net: &Network, item: u32) -> Check {
    Check::new(&AUTHORIZATION, place(item), table(net, item))
}

fn table(net: &Network, item: u32) -> Table {
    let rules = net.client_vpn_rules(item);
    if !is_read(net, List::ClientVpnRule, net.client_vpn(item).id, !rules.is_empty()) {
        return Table::unknown(&RULES_NOT_READ, Otherwise::Pass, place(item));
    }
    let mut networks: BTreeMap<Cidr, Vec<u32>> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| state(net, net.client_vpn_rule(**rule).state) != "failed") {
        networks.entry(net.client_vpn_rule(*rule).block).or_default().push(*rule);
    }
    let mut rows: Vec<(Cidr, Row)> =
        networks.iter().map(|(block, rules)| (*block, row(net, item, *block, rules))).collect();
    rows.sort_by_key(|(block, _)| Reverse(block.length()));
    let refuse = Action::Drop { reason: &NOT_AUTHORIZED, otherwise: Otherwise::Pass };
    let default = Default { action: refuse, cite: cite_of(NO_RULE, item, 0), assumes: None };
    Table::longest_prefix(rows.into_iter().map(|(_, row)| row).collect(), default)
}

/// What the rules for one network say together.
fn row(net: &Network, item: u32, block: Cidr, rules: &[u32]) -> Row {
    let active = |rule: &&u32| is_active(net, net.client_vpn_rule(**rule).state);
    let for_all = |rule: &&u32| net.client_vpn_rule(**rule).group.is_none();
    let of = |rule: u32| cite_of(RULES, item, rule);
    let first = rules.first().copied().unwrap_or(0);
    let (action, cite) = if let Some(rule) = rules.iter().filter(active).find(for_all) {
        (Action::Pass, of(*rule))
    } else if let Some(changing) = rules.iter().find(|rule| !active(rule)) {
        (Action::Unknown { gap: &CHANGING, otherwise: Otherwise::Pass }, of(*changing))
    } else {
        // Which groups a user is in, the directory knows.
        let let_in = Key { part: BY_GROUP, ..key(AUTHORIZED, item, 0) };
        let kept_out = key(NO_MEMBER, item, first);
        let options = [(cite_of(IN_GROUP, item, first), let_in), (cite_of(IN_NONE, item, first), kept_out)];
        let choice = ChoiceKey { of: place(item), what: "user" };
        (Action::OneOf { key: choice, options: options.into(), kept: false }, of(first))
    };
    Row::new(Product::everything().with_destination(block.addresses()), action, cite)
}

/// The check that refuses a user who is in none of the groups that may send to a network: this is the first rule for it.
pub(super) fn refusal(item: u32, rule: u32) -> Check {
    Check::new(
        &AUTHORIZATION,
        place(item),
        Table::refuses(&NOT_IN_GROUP, Otherwise::Pass, cite_of(IN_NONE, item, rule)),
    )
}

/// The check of what a client answers another one. Whether rules are asked about answers, too, AWS doesn't say: where they let
/// all clients send there, they needn't.
pub(super) fn of_answers(net: &Network, item: u32) -> Check {
    let table = table(net, item);
    let unsaid = Action::Unknown { gap: &ANSWERS_AMONG_CLIENTS, otherwise: Otherwise::Pass };
    let rows = table.rows.into_iter().map(|row| match row.action {
        Action::Pass => row,
        _ => Row { action: unsaid.clone(), ..row },
    });
    let default = Default { action: unsaid.clone(), ..table.default };
    Check::new(&AUTHORIZATION, place(item), Table::longest_prefix(rows.collect(), default))
}
