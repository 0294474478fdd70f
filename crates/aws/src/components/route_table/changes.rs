//! What it takes to make a table's routes others, as commands.

use super::{Destination, Route, Source, Target, What, what};
use crate::changes::{Changes, Version, word};
use crate::network::Network;
use packetwalk_fabric::Cite;
use packetwalk_space::Family;
use std::collections::BTreeMap;

pub(super) const CHANGES: Changes = Changes { between, writes };

/// Routes that were learned can't be written, and local ones can't go: their target alone can be another.
fn writes(net: &Network, rule: Cite) -> bool {
    what(net, rule).is_some_and(|what| what.source == Source::Static && what.target != Target::Local)
}

/// A route is known by its destination.
fn between(before: Version<'_>, after: Version<'_>) -> Vec<String> {
    let id = word(before.0.text(before.0.route_table(before.1).id));
    let (old, new) = (routes(before), routes(after));
    let mut commands = Vec::new();
    for (destination, target) in &new {
        let verb = match old.get(destination) {
            Some(was) if was == target => continue,
            Some(_) => "replace",
            None => "create",
        };
        commands.extend(match (verb, target) {
            (_, To::Endpoint(endpoint)) => Some(endpoints(endpoint, "add", &id)),
            ("replace", To::Local) => {
                Some(format!("aws ec2 replace-route --route-table-id {id} {destination} --local-target"))
            }
            (_, To::Option(target)) => {
                Some(format!("aws ec2 {verb}-route --route-table-id {id} {destination} {target}"))
            }
            (_, To::Local | To::Nothing) => None,
        });
    }
    let gone = old.iter().filter(|(destination, _)| !new.contains_key(*destination));
    commands.extend(gone.filter_map(|(destination, target)| match target {
        To::Endpoint(endpoint) => Some(endpoints(endpoint, "remove", &id)),
        To::Local => None,
        To::Option(_) | To::Nothing => Some(format!("aws ec2 delete-route --route-table-id {id} {destination}")),
    }));
    commands
}

/// Where a route leads, as commands say it.
#[derive(PartialEq)]
enum To {
    Local,
    /// An option of `create-route`.
    Option(String),
    /// A gateway endpoint: its routes come and go with its association.
    Endpoint(String),
    /// No option is known for it.
    Nothing,
}

fn endpoints(endpoint: &str, verb: &str, table: &str) -> String {
    format!("aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} --{verb}-route-table-ids {table}")
}

fn routes((net, item): Version<'_>) -> BTreeMap<String, To> {
    let said = |route: &Route| {
        let what = route.what?;
        (what.source == Source::Static).then(|| (destination(net, what.destination), target(net, &what)))
    };
    net.route_table(item).routes.iter().filter_map(said).collect()
}

/// A destination, as an option of the commands that make and end routes.
pub(super) fn destination(net: &Network, destination: Destination) -> String {
    match destination {
        Destination::Block(block) if block.family() == Family::V4 => format!("--destination-cidr-block {block}"),
        Destination::Block(block) => format!("--destination-ipv6-cidr-block {block}"),
        Destination::List(id) => format!("--destination-prefix-list-id {}", word(net.text(id))),
    }
}

fn target(net: &Network, what: &What) -> To {
    /// What ids start with, and the option that takes them.
    const OPTIONS: &[(&str, &str)] = &[
        ("igw-", "gateway-id"),
        ("vgw-", "gateway-id"),
        ("nat-", "nat-gateway-id"),
        ("eni-", "network-interface-id"),
        ("i-", "instance-id"),
        ("tgw-", "transit-gateway-id"),
        ("pcx-", "vpc-peering-connection-id"),
        ("eigw-", "egress-only-internet-gateway-id"),
        ("lgw-", "local-gateway-id"),
        ("cagw-", "carrier-gateway-id"),
        ("arn:aws:networkmanager:", "core-network-arn"),
        ("vpce-", "vpc-endpoint-id"),
    ];
    let id = match what.target {
        Target::Local => return To::Local,
        Target::Resource(id) => net.text(id),
        Target::NextHop(_) | Target::None => return To::Nothing,
    };
    if id.starts_with("vpce-") && matches!(what.destination, Destination::List(_)) {
        return To::Endpoint(word(id));
    }
    let option = OPTIONS.iter().find(|(prefix, _)| id.starts_with(prefix));
    option.map_or(To::Nothing, |(_, option)| To::Option(format!("--{option} {}", word(id))))
}
