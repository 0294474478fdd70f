//! Public addresses, and whose they are.

use super::vpcs::disjoint;
use super::{Pair, VpcView, as_u32};
use crate::components::interface::Interface;
use crate::components::internet_gateway;
use crate::registry::List;
use crate::snapshot::Snapshot;
use packetwalk_fabric::{Span, Spans};
use packetwalk_space::{Address, Family};
use std::collections::BTreeMap;

/// Numbers of spans of public addresses: pairs from 0, then addresses of other kinds.
pub(crate) const UNASSOCIATED: u32 = 0x4000_0000;
pub(crate) const OF_UNREAD: u32 = 0x5000_0000;
/// Public IPv6 blocks of VPCs.
pub(crate) const IN_VPC: u32 = 0x6000_0000;
/// Addresses of regional NAT gateways.
pub(crate) const OF_NAT: u32 = 0x7000_0000;
pub(crate) const SOME_PUBLIC: u32 = 0x8000_0000;

/// Every public address that the snapshot knows of.
pub(super) fn public(snapshot: &mut Snapshot, vpcs: &[VpcView], pairs: &[Pair]) -> Spans {
    let mut by_address: BTreeMap<Address, u32> = BTreeMap::new();
    for (number, pair) in (0..).zip(pairs) {
        by_address.entry(pair.public).or_insert(number);
    }
    for (id, gateway) in snapshot.records.nat_gateways.iter() {
        for (address, _) in gateway.regional.iter().flat_map(|regional| &regional.addresses) {
            by_address.entry(*address).or_insert(OF_NAT + id.number());
        }
    }
    let mut problems = Vec::new();
    for (id, address) in snapshot.records.elastic_ips.iter() {
        let interface = address.interface.map(|interface| snapshot.find::<Interface>(List::Interface, interface));
        let paired = by_address.get(&address.public).copied();
        match (paired, interface) {
            (None, Some(None)) => {
                by_address.insert(address.public, OF_UNREAD + id.number());
            }
            (None, _) => {
                if interface.is_some() {
                    problems.push((address.origin, address.public));
                }
                by_address.insert(address.public, UNASSOCIATED + id.number());
            }
            (Some(pair), Some(Some(interface))) => {
                let pair = pairs.get(pair as usize);
                if pair.is_some_and(|p| {
                    p.interface != interface.number() || address.private.is_some_and(|a| a != p.private)
                }) {
                    problems.push((address.origin, address.public));
                }
            }
            (Some(_), None | Some(None)) => {}
        }
    }
    for (origin, public) in problems {
        let message = format!(
            "describe-addresses and describe-network-interfaces differ on whom {public} belongs to; the interface's word is taken"
        );
        snapshot.add_problem(origin.file, origin.line, 0, format!("/Addresses/{}", origin.index), message);
    }
    let mut spans: Vec<_> =
        by_address.into_iter().map(|(address, number)| Span { first: address, last: address, number }).collect();
    for number in 0..as_u32(vpcs.len()) {
        let address = internet_gateway::some_public(number);
        spans.push(Span { first: address, last: address, number: SOME_PUBLIC + number });
    }
    // IPv6 addresses are public by themselves, unless they are private ones.
    let global = crate::addresses::public();
    for (number, view) in (0..).zip(vpcs) {
        let blocks = view.record.and_then(|id| snapshot.records.vpcs.find(id)).map(|vpc| &vpc.blocks);
        for block in blocks.into_iter().flatten().filter(|block| block.family() == Family::V6) {
            let mut addresses = block.addresses().intersection(&global);
            if let Some(private) = &view.private {
                addresses = addresses.difference(private);
            }
            let span = |&(first, last): &(Address, Address)| Span { first, last, number: IN_VPC + number };
            spans.extend(addresses.ranges().iter().map(span));
        }
    }
    disjoint(spans, |_, _| {})
}
