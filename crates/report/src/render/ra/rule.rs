//! Rules and routes in the fields that their kinds have.

use super::shape::{AclRule, PortRange, Route, Rule, SecurityGroupRule, TransitGatewayRoute};
use crate::story::{Terms, Way};

pub(super) const fn way(way: Way) -> &'static str {
    match way {
        Way::Egress => "egress",
        Way::Ingress => "ingress",
    }
}

/// The rule in the fields that its kind has.
pub(super) fn rule(kind: &str, terms: &Terms, direction: Option<Way>, number: Option<&str>) -> Rule {
    let protocol = || terms.protocol.map_or("all".to_owned(), protocol_word);
    let port_range = || terms.from_port.zip(terms.to_port).map(|(from, to)| PortRange { from, to });
    let list = || terms.peer.starts_with("pl-").then(|| terms.peer.clone());
    let block = || terms.peer.contains('/').then(|| terms.peer.clone());
    match kind {
        "network ACL" => {
            let acl_rule = AclRule {
                cidr: terms.peer.clone(),
                egress: direction == Some(Way::Egress),
                port_range: port_range(),
                protocol: protocol(),
                rule_action: if terms.permits == Some(true) { "allow" } else { "deny" },
                // The last rule is printed with the largest number.
                rule_number: number.and_then(|number| if number == "*" { Some(32767) } else { number.parse().ok() }),
            };
            Rule { acl_rule: Some(acl_rule), ..Rule::default() }
        }
        "security group" => {
            let group = !terms.peer.contains('/') && !terms.peer.starts_with("pl-");
            let security_group_rule = SecurityGroupRule {
                cidr: block(),
                direction: way(direction.unwrap_or(Way::Ingress)),
                security_group_id: group.then(|| terms.peer.clone()),
                prefix_list_id: list(),
                port_range: port_range(),
                protocol: protocol(),
            };
            Rule { security_group_rule: Some(security_group_rule), ..Rule::default() }
        }
        "route table" => {
            let target = terms.targets.first().map(|target| (target_key(target), target.clone()));
            let route = Route {
                destination_cidr: block(),
                destination_prefix_list_id: list(),
                target: target.into_iter().collect(),
                state: terms.state.clone(),
            };
            Rule { route_table_route: Some(route), ..Rule::default() }
        }
        "transit gateway route table" => {
            let route = TransitGatewayRoute {
                destination_cidr: block(),
                prefix_list_id: list(),
                state: terms.state.clone(),
                route_origin: if terms.learned { "propagated" } else { "static" },
                attachment_id: terms.targets.first().cloned(),
            };
            Rule { transit_gateway_route_table_route: Some(route), ..Rule::default() }
        }
        _ => Rule::default(),
    }
}

fn protocol_word(number: u8) -> String {
    match number {
        6 => "tcp".to_owned(),
        17 => "udp".to_owned(),
        1 => "icmp".to_owned(),
        58 => "icmpv6".to_owned(),
        other => other.to_string(),
    }
}

/// The key of a route's target, by what its id starts with.
fn target_key(target: &str) -> &'static str {
    const KEYS: &[(&str, &str)] = &[
        ("eigw-", "EgressOnlyInternetGatewayId"),
        ("i-", "InstanceId"),
        ("nat-", "NatGatewayId"),
        ("eni-", "NetworkInterfaceId"),
        ("tgw-", "TransitGatewayId"),
        ("pcx-", "VpcPeeringConnectionId"),
        ("cagw-", "CarrierGatewayId"),
        ("lgw-", "LocalGatewayId"),
        ("arn:", "CoreNetworkArn"),
    ];
    KEYS.iter().find(|(prefix, _)| target.starts_with(prefix)).map_or("GatewayId", |(_, key)| key)
}
