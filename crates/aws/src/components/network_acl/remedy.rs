//! What would let packets pass a network ACL: one more entry.

use super::{LAST_NUMBER, OUT};
use crate::asked::by_filter;
use crate::network::Network;
use packetwalk_fabric::{Cite, Direction, Remedy};
use packetwalk_space::{Cidr, Family, HeaderSet, IntervalSet, Product, text};

/// One more entry, as narrow as the packets, with a number below the one that denies.
pub(super) fn remedy(net: &Network, cite: Cite, packets: &HeaderSet) -> Option<Remedy> {
    /// Blocks that commands name.
    const FEW: usize = 4;
    if cite.list == 0 {
        return None;
    }
    let acl = net.network_acl(cite.item);
    let outbound = cite.list == OUT;
    let entries = acl.entries(if outbound { Direction::Egress } else { Direction::Ingress });
    let denying = entries.get(cite.rule as usize).map_or(LAST_NUMBER + 1, |entry| entry.number.min(LAST_NUMBER + 1));
    let id = net.text(acl.id);
    let (side, word) = if outbound { ("outbound", "to") } else { ("inbound", "from") };
    let (mut told, mut commands) = (Vec::new(), Vec::new());
    let mut taken: Vec<u32> = entries.iter().map(|entry| entry.number).collect();
    for product in by_filter(packets.products(), outbound).products() {
        let peers = if outbound { &product.destination } else { &product.source };
        let ports = match product.protocol.only() {
            Some(protocol) if protocol.has_type_and_code() => text::ports_of(product),
            _ if product.destination_port().is_all() => String::new(),
            _ => format!(" {}", text::ports(product.destination_port())),
        };
        let blocks = net.peers(peers);
        let peers = if blocks.len() <= FEW { text::blocks(&blocks) } else { text::addresses(peers) };
        told.push(format!("{}{ports} {word} {peers}", text::protocols(&product.protocol)));
        for block in blocks.into_iter().take(FEW) {
            let Some(number) = free_below(denying, &taken) else { break };
            taken.push(number);
            commands.extend(command(product, block, id, number, outbound));
        }
    }
    let (name, told) = (net.named(acl.id), told.join("; "));
    let sentence = if free_below(denying, &entries.iter().map(|entry| entry.number).collect::<Vec<_>>()).is_none() {
        // Rules below it can't be added: it must move up, or go.
        format!(
            "no number below {side} rule {denying} of {name} is free: give that rule a larger number, or replace it, and \
             allow before it {told}"
        )
    } else if denying > LAST_NUMBER {
        format!("add an {side} rule to {name}: allow {told}")
    } else {
        format!("add an {side} rule to {name} with a number below {denying}: allow {told}")
    };
    Some(Remedy { sentence, commands })
}

/// A free rule number that comes before `denying`: after the others where there is room, else the largest free one.
fn free_below(denying: u32, taken: &[u32]) -> Option<u32> {
    let before = taken.iter().copied().filter(|number| *number < denying).max().unwrap_or(0);
    let round = (before / 10 + 1) * 10;
    if round < denying && round <= LAST_NUMBER {
        return Some(round);
    }
    (1..denying.min(LAST_NUMBER + 1)).rev().find(|number| !taken.contains(number))
}

fn command(product: &Product, block: Cidr, id: &str, number: u32, outbound: bool) -> Option<String> {
    let side = if outbound { "--egress" } else { "--ingress" };
    let family = if block.family() == Family::V4 { "--cidr-block" } else { "--ipv6-cidr-block" };
    // Questions are about one protocol each.
    let protocol = product.protocol.only()?;
    let ports = if protocol.has_ports() {
        let [(from, to)] = product.destination_port().ranges() else { return None };
        format!(" --port-range From={from},To={to}")
    } else if protocol.has_type_and_code() {
        let number = |set: &IntervalSet<u16>| set.only().map_or(-1, i32::from);
        let (kind, code) = (number(product.source_port()), number(product.destination_port()));
        format!(" --icmp-type-code Type={kind},Code={code}")
    } else {
        String::new()
    };
    Some(format!(
        "aws ec2 create-network-acl-entry --network-acl-id {id} {side} --rule-number {number} --rule-action allow \
         --protocol {} {family} {block}{ports}",
        protocol.0
    ))
}
