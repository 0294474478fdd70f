//! What it takes to make a group's rules others, as commands.

use super::{Peer, Rule, Traffic, What};
use crate::changes::{Changes, Version, quoted, without, word};
use crate::network::Network;
use packetwalk_fabric::{Cite, Direction};
use packetwalk_space::Family;
use serde_json::{Value, json};

pub(super) const CHANGES: Changes = Changes { between, writes };

/// What couldn't be read nobody knows how to write.
fn writes(net: &Network, rule: Cite) -> bool {
    [Direction::Ingress, Direction::Egress].into_iter().any(|direction| super::what(net, rule, direction).is_some())
}

/// New rules come before old ones go, so that nothing is refused between the two.
fn between(before: Version<'_>, after: Version<'_>) -> Vec<String> {
    let id = word(before.0.text(before.0.security_group_record(before.1).id));
    let mut commands = Vec::new();
    for (direction, side) in [(Direction::Egress, "egress"), (Direction::Ingress, "ingress")] {
        let (old, new) = (permissions(before, direction), permissions(after, direction));
        for (verb, list) in [("authorize", without(&new, &old)), ("revoke", without(&old, &new))] {
            commands.extend(list.into_iter().map(|permission| {
                let permission = quoted(&json!([permission]).to_string());
                format!("aws ec2 {verb}-security-group-{side} --group-id {id} --ip-permissions {permission}")
            }));
        }
    }
    commands
}

/// The rules that could be read, each as an `IpPermission` of its own.
fn permissions((net, item): Version<'_>, direction: Direction) -> Vec<Value> {
    let permission = |rule: &Rule| {
        let What { traffic, peer } = rule.what?;
        let (list, peer) = match peer {
            Peer::Block(block) if block.family() == Family::V4 => ("IpRanges", json!({"CidrIp": block.to_string()})),
            Peer::Block(block) => ("Ipv6Ranges", json!({"CidrIpv6": block.to_string()})),
            Peer::List(id) => ("PrefixListIds", json!({"PrefixListId": net.text(id)})),
            Peer::Group(id) => ("UserIdGroupPairs", json!({"GroupId": net.text(id)})),
        };
        let mut permission = match traffic {
            Traffic::All => json!({"IpProtocol": "-1"}),
            Traffic::Whole(protocol) if protocol.has_ports() => {
                json!({"IpProtocol": protocol.0.to_string(), "FromPort": 0, "ToPort": 65535})
            }
            Traffic::Whole(protocol) if protocol.has_type_and_code() => {
                json!({"IpProtocol": protocol.0.to_string(), "FromPort": -1, "ToPort": -1})
            }
            Traffic::Whole(protocol) => json!({"IpProtocol": protocol.0.to_string()}),
            Traffic::Ports(protocol, from, to) => {
                json!({"IpProtocol": protocol.0.to_string(), "FromPort": from, "ToPort": to})
            }
            Traffic::Icmp(protocol, kind, code) => {
                let code = code.map_or(-1, i32::from);
                json!({"IpProtocol": protocol.0.to_string(), "FromPort": kind, "ToPort": code})
            }
        };
        permission[list] = json!([peer]);
        Some(permission)
    };
    net.security_group_record(item).rules(direction).iter().filter_map(permission).collect()
}
