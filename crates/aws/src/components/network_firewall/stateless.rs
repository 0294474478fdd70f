//! The stateless engine: packet by packet, whoever started the conversation.

use super::policy::{self, Verb};
use super::reasons::{GROUP_KIND, GROUP_NOT_READ, RULE_UNREADABLE, STATELESS_ACTION, STATELESS_DROP, TCP_FLAGS};
use super::rule_group::{self, Rules, Stateless, StatelessWhat};
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Action, Cite, Default, Key, Otherwise, Row, Table};
use packetwalk_space::{Address, Cidr, IntervalSet, Product, Protocol};

/// The rules of all groups of a policy, in the order in which they are asked. What passes is sent `out`; what is forwarded
/// to the stateful engine goes on. `past` is where refusals and gaps go on.
pub(super) fn table(net: &Network, item: u32, what: &policy::What, out: Key, past: Key) -> Table {
    let mut rows = Vec::new();
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::Send(past) };
    for reference in &what.stateless {
        let Some(group) = net.find_firewall_rule_group(reference.group) else {
            rows.push(Row::new(Product::everything(), unknown(&GROUP_NOT_READ), net.missing(reference.group)));
            continue;
        };
        let Rules::Stateless(rules) = &net.firewall_rule_group(group).rules else {
            let cite = Cite::resource(Kind::FirewallRuleGroup as u8, group);
            rows.push(Row::new(Product::everything(), unknown(&GROUP_KIND), cite));
            continue;
        };
        for (number, rule) in (0..).zip(rules) {
            let cite =
                Cite { component: Kind::FirewallRuleGroup as u8, list: rule_group::RULE, item: group, rule: number };
            rows.extend(lower(rule, cite, out, past));
        }
    }
    let cite = Cite { component: Kind::FirewallPolicy as u8, list: policy::STATELESS_DEFAULT, item, rule: 0 };
    Table::first_match(rows, Default { action: action(what.stateless_default, out, past), cite, assumes: None })
}

fn action(verb: Verb, out: Key, past: Key) -> Action {
    match verb {
        Verb::Pass => Action::Send(out),
        Verb::Drop => Action::Drop { reason: &STATELESS_DROP, otherwise: Otherwise::Send(past) },
        Verb::Forward => Action::Pass,
        Verb::Unknown => Action::Unknown { gap: &STATELESS_ACTION, otherwise: Otherwise::Send(past) },
    }
}

fn lower(rule: &Stateless, cite: Cite, out: Key, past: Key) -> Vec<Row> {
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::Send(past) };
    let Some(what) = &rule.what else {
        return vec![Row::new(Product::everything(), unknown(&RULE_UNREADABLE), cite)];
    };
    let action = if what.flags { unknown(&TCP_FLAGS) } else { action(what.verb, out, past) };
    guard(what).into_iter().map(|guard| Row::new(guard, action.clone(), cite)).collect()
}

fn guard(what: &StatelessWhat) -> Option<Product> {
    let base =
        Product::everything().with_source(addresses(&what.sources)).with_destination(addresses(&what.destinations));
    // Flags are compared for TCP alone, ports for what has them.
    let tcp = IntervalSet::single(Protocol::TCP);
    let protocols = if what.flags { what.protocols.intersection(&tcp) } else { what.protocols.clone() };
    if what.source_ports.is_all() && what.destination_ports.is_all() {
        return (!protocols.is_empty()).then(|| base.with_protocol(protocols));
    }
    super::with_ports(base, &protocols, &what.source_ports, &what.destination_ports)
}

/// No block means any address.
fn addresses(blocks: &[Cidr]) -> IntervalSet<Address> {
    if blocks.is_empty() {
        return IntervalSet::all();
    }
    IntervalSet::from_ranges(blocks.iter().flat_map(|block| block.addresses().ranges().to_vec()))
}
