//! What would let packets pass a security group: one more rule.

use super::{SET_IN, SET_OUT};
use crate::asked::by_filter;
use crate::network::Network;
use crate::strings::Symbol;
use packetwalk_fabric::{Cite, Remedy};
use packetwalk_space::{Cidr, Family, HeaderSet, IntervalSet, Product, Sender, text};
use std::collections::BTreeMap;

/// One more rule, as narrow as the packets.
pub(super) fn remedy(net: &Network, cite: Cite, packets: &HeaderSet) -> Option<Remedy> {
    /// Blocks that a command names.
    const FEW: usize = 4;
    let outbound = match cite.list {
        SET_OUT => true,
        SET_IN => false,
        _ => return None,
    };
    let group = *net.group_set(cite.item).iter().find(|id| net.security_group(**id).is_some())?;
    let (side, word) = if outbound { ("outbound", "to") } else { ("inbound", "from") };
    let (action, id) = (if outbound { "egress" } else { "ingress" }, net.text(group));
    let mut told = Vec::new();
    let mut commands = Vec::new();
    let mut rest = Vec::new();
    let mut of_balancers: BTreeMap<Symbol, Vec<Product>> = BTreeMap::new();
    for product in packets.products() {
        match (!outbound).then(|| group_of_balancer(net, product, group)).flatten() {
            Some(peer) => {
                let from_anywhere = product.clone().with_source(Product::everything().source);
                of_balancers.entry(peer).or_default().push(from_anywhere);
            }
            None => rest.push(product.clone()),
        }
    }
    for (peer, products) in of_balancers {
        for product in by_filter(&products, outbound).products() {
            let allowed = Allowed::of(product);
            told.push(format!("{} {word} {}", allowed.words, net.named(peer)));
            commands.extend(allowed.permission.map(|permission| {
                let pairs = format!("\"UserIdGroupPairs\":[{{\"GroupId\":\"{}\"}}]", net.text(peer));
                format!(
                    "aws ec2 authorize-security-group-{action} --group-id {id} --ip-permissions '[{{{permission},{pairs}}}]'"
                )
            }));
        }
    }
    for product in by_filter(&rest, outbound).products() {
        let peers = if outbound { &product.destination } else { &product.source };
        let blocks = net.peers(peers);
        let allowed = Allowed::of(product);
        let peers = if blocks.len() <= FEW { text::blocks(&blocks) } else { text::addresses(peers) };
        told.push(format!("{} {word} {peers}", allowed.words));
        if let (true, Some(permissions)) = (blocks.len() <= FEW, &allowed.permission) {
            let ranges: Vec<_> = blocks.iter().map(|block| range_json(*block)).collect();
            let (v4, v6): (Vec<_>, Vec<_>) =
                blocks.iter().zip(ranges).partition(|(block, _)| block.family() == Family::V4);
            let join =
                |side: Vec<(&Cidr, String)>| side.into_iter().map(|(_, json)| json).collect::<Vec<_>>().join(",");
            let mut lists = Vec::new();
            if !v4.is_empty() {
                lists.push(format!("\"IpRanges\":[{}]", join(v4)));
            }
            if !v6.is_empty() {
                lists.push(format!("\"Ipv6Ranges\":[{}]", join(v6)));
            }
            commands.push(format!(
                "aws ec2 authorize-security-group-{action} --group-id {id} --ip-permissions '[{{{permissions},{}}}]'",
                lists.join(",")
            ));
        }
    }
    let sentence = format!("add an {side} rule to {}: allow {}", net.named(group), told.join("; "));
    Some(Remedy { sentence, commands })
}

/// A group of the load balancer whose nodes sent packets, all of them: its nodes come and go with their addresses. A rule may name it in
/// the same VPC.
fn group_of_balancer(net: &Network, packets: &Product, asked: Symbol) -> Option<Symbol> {
    /// More interfaces than load balancers have nodes.
    const MANY: u32 = 256;
    let vpc = net.security_group_record(net.security_group(asked)?).vpc?;
    let few = |(first, last): &(Sender, Sender)| last.is_known() && last.0 - first.0 < MANY;
    let senders = packets.sender.ranges();
    let items = || senders.iter().flat_map(|(first, last)| first.0..=last.0);
    if senders.is_empty() || !senders.iter().all(few) {
        return None;
    }
    let is_node = |item: u32| {
        let node = net.balancer_of_interface(item).is_some() || net.classic_of_interface(item).is_some();
        node && net.interface(item).vpc == Some(vpc)
    };
    let groups = &net.interface(items().next()?).groups;
    let shared = |group: &&Symbol| items().all(|item| net.interface(item).groups.contains(group));
    groups
        .iter()
        .filter(|group| net.security_group(**group).is_some())
        .find(shared)
        .copied()
        .filter(|_| items().all(is_node))
}

fn range_json(block: Cidr) -> String {
    let key = if block.family() == Family::V4 { "CidrIp" } else { "CidrIpv6" };
    format!("{{\"{key}\":\"{block}\"}}")
}

/// Traffic as a new rule would name it.
struct Allowed {
    words: String,
    /// The keys of an `IpPermission`; `None` where one permission can't say it.
    permission: Option<String>,
}

impl Allowed {
    fn of(product: &Product) -> Self {
        let words = format!("{}{}", text::protocols(&product.protocol), destination_words(product));
        let Some(protocol) = product.protocol.only() else {
            let permission = product.protocol.is_all().then(|| "\"IpProtocol\":\"-1\"".to_owned());
            return Allowed { words, permission };
        };
        let name = protocol.name().filter(|_| protocol.has_ports() || protocol.has_type_and_code());
        let name = name.map_or_else(|| protocol.0.to_string(), str::to_owned);
        let ports = if protocol.has_ports() {
            match product.destination_port().ranges() {
                [(from, to)] => Some(format!(",\"FromPort\":{from},\"ToPort\":{to}")),
                _ => None,
            }
        } else if protocol.has_type_and_code() {
            let number = |set: &IntervalSet<u16>| set.only().map_or(-1, i32::from);
            Some(format!(
                ",\"FromPort\":{},\"ToPort\":{}",
                number(product.source_port()),
                number(product.destination_port())
            ))
        } else {
            Some(String::new())
        };
        Allowed { words, permission: ports.map(|ports| format!("\"IpProtocol\":\"{name}\"{ports}")) }
    }
}

/// What a rule can say of ports: the destination's, or type and code.
fn destination_words(product: &Product) -> String {
    match product.protocol.only() {
        Some(protocol) if protocol.has_type_and_code() => text::ports_of(product),
        _ if product.destination_port().is_all() => String::new(),
        _ => format!(" {}", text::ports(product.destination_port())),
    }
}
