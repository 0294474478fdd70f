//! What it takes to make an ACL's entries others, as commands.

use super::{Entry, LAST_NUMBER, OUT, What};
use crate::changes::{Changes, Version, word};
use crate::components::security_group::Traffic;
use crate::network::Network;
use packetwalk_fabric::{Cite, Direction};
use packetwalk_space::{Family, Protocol};
use std::collections::BTreeMap;

pub(super) const CHANGES: Changes = Changes { between, writes };

/// What couldn't be read nobody knows how to write; the last rules, `*`, can't be changed.
fn writes(net: &Network, rule: Cite) -> bool {
    let direction = if rule.list == OUT { Direction::Egress } else { Direction::Ingress };
    let entry = net.network_acl(rule.item).entries(direction).get(rule.rule as usize);
    entry.is_some_and(|entry| rule.list != 0 && entry.what.is_some() && entry.number <= LAST_NUMBER)
}

/// An entry has no id but its direction and number.
fn between(before: Version<'_>, after: Version<'_>) -> Vec<String> {
    let id = word(before.0.text(before.0.network_acl(before.1).id));
    let mut commands = Vec::new();
    for (direction, side) in [(Direction::Egress, "--egress"), (Direction::Ingress, "--ingress")] {
        let (old, new) = (entries(before, direction), entries(after, direction));
        let of = |number: &u32| format!("--network-acl-id {id} {side} --rule-number {number}");
        for (number, what) in &new {
            let verb = match old.get(number) {
                Some(was) if was == what => continue,
                Some(_) => "replace",
                None => "create",
            };
            commands.push(format!("aws ec2 {verb}-network-acl-entry {} {}", of(number), said(*what)));
        }
        let gone = old.keys().filter(|number| !new.contains_key(number));
        commands.extend(gone.map(|number| format!("aws ec2 delete-network-acl-entry {}", of(number))));
    }
    commands
}

fn entries((net, item): Version<'_>, direction: Direction) -> BTreeMap<u32, What> {
    let said = |entry: &Entry| Some((entry.number, entry.what?)).filter(|(number, _)| *number <= LAST_NUMBER);
    net.network_acl(item).entries(direction).iter().filter_map(said).collect()
}

/// What an entry does, as options.
fn said(What { allow, traffic, block }: What) -> String {
    let number = |protocol: Protocol| protocol.0.to_string();
    let (protocol, more) = match traffic {
        Traffic::All => ("-1".to_owned(), String::new()),
        Traffic::Whole(protocol) if protocol.has_ports() => {
            (number(protocol), " --port-range From=0,To=65535".to_owned())
        }
        Traffic::Whole(protocol) if protocol.has_type_and_code() => {
            (number(protocol), " --icmp-type-code Type=-1,Code=-1".to_owned())
        }
        Traffic::Whole(protocol) => (number(protocol), String::new()),
        Traffic::Ports(protocol, from, to) => (number(protocol), format!(" --port-range From={from},To={to}")),
        Traffic::Icmp(protocol, kind, code) => {
            let code = code.map_or(-1, i32::from);
            (number(protocol), format!(" --icmp-type-code Type={kind},Code={code}"))
        }
    };
    let family = if block.family() == Family::V4 { "--cidr-block" } else { "--ipv6-cidr-block" };
    let action = if allow { "allow" } else { "deny" };
    format!("--rule-action {action} --protocol {protocol} {family} {block}{more}")
}
