//! What is said of Client VPN endpoints: citations, remedies, where they stand.

use super::{IN_GROUP, IN_NONE, NO_ROUTE, NO_RULE, ROUTES, RULES, TARGETS, routes, rules};
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{Citation, Cite, Refused, Remedy};
use packetwalk_space::{Cidr, Family, cover, text};

pub(super) fn stands(net: &Network, cite: Cite) -> Stands {
    let endpoint = net.client_vpn(cite.item);
    let targets = net.client_vpn_targets(cite.item).iter().map(|target| net.client_vpn_target(*target));
    let stands = Stands::at(endpoint.origin)
        .belonging("in VPC", endpoint.vpc)
        .belonging("attached to", endpoint.transit_gateway);
    targets.fold(stands, |stands, target| stands.belonging("associated with", target.subnet))
}

/// The security groups of its interfaces.
pub(super) fn names(net: &Network, item: u32) -> Vec<(&'static str, Symbol)> {
    let targets = net.client_vpn_targets(item).iter().map(|target| net.client_vpn_target(*target));
    targets.flat_map(|target| target.groups.iter().map(|group| ("in security group", *group))).collect()
}

/// What an endpoint is described by: itself, and its target networks.
pub(crate) fn described(net: &Network, cite: Cite) -> Vec<Symbol> {
    let targets = net.client_vpn_targets(cite.item).iter().map(|target| net.client_vpn_target(*target).id);
    [net.client_vpn(cite.item).id].into_iter().chain(targets).collect()
}

/// The narrowest rule, or the narrowest routes, that let these packets pass.
pub(super) fn remedy(net: &Network, cite: Cite, refused: &Refused<'_>) -> Option<Remedy> {
    const FEW: usize = 3;
    let blocks = cover(&refused.packets.destinations());
    if blocks.is_empty() || blocks.len() > FEW {
        return None;
    }
    let id = net.text(net.client_vpn(cite.item).id);
    let told = text::blocks(&blocks);
    match cite.list {
        NO_RULE => {
            let command = |block: &Cidr| {
                format!(
                    "aws ec2 authorize-client-vpn-ingress --client-vpn-endpoint-id {id} --target-network-cidr {block} \
                     --authorize-all-groups"
                )
            };
            let sentence = format!("add an authorization rule for {told} to {id}, for all clients or for a group");
            Some(Remedy { sentence, commands: blocks.iter().map(command).collect(), ..Remedy::default() })
        }
        NO_ROUTE => {
            // At a transit gateway, routes have no target.
            let target = net.client_vpn_targets(cite.item).iter().find(|target| **target == cite.rule);
            let subnet = target.and_then(|target| net.client_vpn_target(*target).subnet);
            if subnet.is_none() && net.client_vpn(cite.item).transit_gateway.is_none() {
                return None;
            }
            let target = subnet.map(|id| format!(" --target-vpc-subnet-id {}", net.text(id))).unwrap_or_default();
            let command = |block: &Cidr| {
                format!(
                    "aws ec2 create-client-vpn-route --client-vpn-endpoint-id {id} --destination-cidr-block {block}{target}"
                )
            };
            let by = subnet.map(|id| format!(" by {}", net.named(id))).unwrap_or_default();
            let sentence = format!("add a route for {told}{by} to {id}");
            Some(Remedy { sentence, commands: blocks.iter().map(command).collect(), ..Remedy::default() })
        }
        _ => None,
    }
}

pub(super) fn cite(net: &Network, cite: Cite) -> Citation {
    let endpoint = net.client_vpn(cite.item);
    let whole = net.describe(Kind::ClientVpn, List::ClientVpnEndpoint, endpoint.id, &endpoint.tags, endpoint.origin);
    let state = endpoint.state.map_or("available", |state| net.text(state)).to_owned();
    let carries = match *endpoint.families {
        [Family::V4] => "IPv4",
        [Family::V6] => "IPv6",
        _ => "IPv4 and IPv6",
    };
    let clients = endpoint.clients.map(|block| block.to_string());
    let says = clients.as_ref().map(|block| format!("clients in {block}, {state}"));
    let routes: Vec<_> = net.client_vpn_routes(cite.item).iter().take(6).collect();
    let routes: Vec<_> = routes.into_iter().map(|route| routes::says(net, net.client_vpn_route(*route))).collect();
    let routes = if routes.is_empty() { "none".to_owned() } else { routes.join("; ") };
    let endpoint = whole.name.as_ref().map_or_else(|| whole.id.clone(), |name| format!("{} ({name})", whole.id));
    let mut holes = vec![("state", state), ("carries", carries.to_owned()), ("routes", routes), ("endpoint", endpoint)];
    match cite.list {
        RULES | IN_GROUP | IN_NONE if net.client_vpn_rules(cite.item).contains(&cite.rule) => {
            let rule = net.client_vpn_rule(cite.rule);
            let groups = rules::groups(net, cite.item, rule.block);
            holes.extend([("network", rule.block.to_string()), ("groups", groups.clone())]);
            let changing = format!("authorization rule {}", rules::is_for(net, rule));
            holes.extend([("changing", changing), ("rule_state", rules::state(net, rule.state))]);
            let says = match cite.list {
                RULES => rules::says(net, rule),
                IN_GROUP => format!("who is in {groups}"),
                _ => format!("who isn't in {groups}"),
            };
            Citation {
                rule: Some("authorization rule".to_owned()),
                rule_id: Some(rule.block.to_string()),
                says: Some(says),
                place: Some(net.place(List::ClientVpnRule, rule.origin)),
                holes,
                ..whole
            }
        }
        ROUTES if net.client_vpn_routes(cite.item).contains(&cite.rule) => {
            let route = net.client_vpn_route(cite.rule);
            let changing = format!("route {}", routes::leads(net, route));
            holes.extend([("changing", changing), ("rule_state", rules::state(net, route.state))]);
            Citation {
                rule: Some("route".to_owned()),
                rule_id: Some(route.block.to_string()),
                says: Some(routes::says(net, route)),
                place: Some(net.place(List::ClientVpnRoute, route.origin)),
                holes,
                ..whole
            }
        }
        TARGETS | NO_ROUTE if net.client_vpn_targets(cite.item).contains(&cite.rule) => {
            let target = net.client_vpn_target(cite.rule);
            let subnet = target.subnet.map(|id| net.named(id)).unwrap_or_default();
            let changing = format!("target network {subnet}");
            holes.extend([("changing", changing), ("rule_state", rules::state(net, target.state))]);
            holes.push(("subnet", subnet.clone()));
            if cite.list == NO_ROUTE {
                return Citation { says, holes, ..whole };
            }
            Citation {
                rule: Some("target network".to_owned()),
                rule_id: target.subnet.map(|id| net.text(id).to_owned()),
                says: Some(subnet),
                place: Some(net.place(List::ClientVpnTargetNetwork, target.origin)),
                holes,
                ..whole
            }
        }
        _ => Citation { says, holes, ..whole },
    }
}
