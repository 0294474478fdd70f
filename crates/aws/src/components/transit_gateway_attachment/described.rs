//! Attachments put together from the calls that describe them: each call tells a part, and both ends of a peering.

use super::is_up;
use super::record::PEERING;
use crate::origin::Origin;
use crate::reader::Tags;
use crate::registry::List;
use crate::snapshot::Snapshot;
use crate::strings::Symbol;
use std::collections::{BTreeMap, BTreeSet};

/// An attachment at one gateway, put together from the calls that describe it. Its subnets are the word of the VPC attachment.
#[derive(Debug)]
pub(crate) struct Attachment {
    pub(crate) id: Symbol,
    pub(crate) described: (List, Origin),
    pub(crate) gateway: Symbol,
    /// `vpc`, `vpn`, `peering` …; `None` when AWS doesn't say.
    pub(crate) kind: Option<Symbol>,
    pub(crate) vpc: Option<Symbol>,
    /// What is attached, where that is no VPC: a VPN connection, a Direct Connect gateway, another transit gateway.
    pub(crate) resource: Option<Symbol>,
    /// The far side, where it joins two transit gateways.
    pub(crate) peer: Option<Peer>,
    pub(crate) state: Option<Symbol>,
    pub(crate) table: Option<Symbol>,
    /// Whether who reads it sees its association: the gateway and what is attached are one account's.
    pub(crate) described_to_owner: bool,
    /// `None` when the VPC attachment isn't in the snapshot.
    pub(crate) subnets: Option<Vec<Symbol>>,
    pub(crate) appliance_mode: bool,
    /// Whether the VPC's IPv6 blocks are propagated; `None` when that isn't in the snapshot.
    pub(crate) ipv6: Option<bool>,
    pub(crate) references: bool,
    /// How its address translation stands, as printed, unless it is off.
    pub(crate) translates: Option<Symbol>,
    pub(crate) name: Option<Symbol>,
}

/// The far side of an attachment that joins two transit gateways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) attachment: Symbol,
    pub(crate) gateway: Symbol,
    pub(crate) account: Option<Symbol>,
    pub(crate) region: Option<Symbol>,
}

/// An attachment that is described in two ways, and the second one's place.
pub(crate) type Disputed = (Symbol, (List, Origin));

/// The attachments of a snapshot, by id and gateway, and those that one gateway describes in two ways, with the second one's place.
pub(crate) fn all(snapshot: &mut Snapshot) -> (Vec<Attachment>, Vec<Disputed>) {
    let is_vpc = snapshot.strings.keep("vpc");
    let is_peering = snapshot.strings.keep(PEERING);
    let is_connect = snapshot.strings.keep("connect");
    let name_key = snapshot.strings.keep("Name");
    let records = &snapshot.records;
    let name = |tags: &Tags| tags.iter().find(|(key, _)| *key == name_key).map(|(_, value)| value);
    let new = |id: Symbol, gateway: Symbol, described: (List, Origin)| Attachment {
        id,
        described,
        gateway,
        kind: None,
        vpc: None,
        resource: None,
        peer: None,
        state: None,
        table: None,
        described_to_owner: false,
        subnets: None,
        appliance_mode: false,
        ipv6: None,
        references: true,
        translates: None,
        name: None,
    };
    let mut all: BTreeMap<(Symbol, Symbol), Attachment> = BTreeMap::new();
    let mut disputed = Vec::new();
    for (_, any) in records.transit_gateway_attachments.iter() {
        let vpc = any.resource.filter(|_| any.resource_type == Some(is_vpc));
        let attachment = all.entry((any.id, any.gateway)).or_insert(Attachment {
            kind: any.resource_type,
            vpc,
            resource: any.resource.filter(|_| vpc.is_none()),
            state: any.state,
            described_to_owner: any.gateway_owner.is_none() || any.gateway_owner == any.owner || any.is_peering,
            name: name(&any.tags),
            ..new(any.id, any.gateway, (List::AnyAttachment, any.origin))
        });
        let known = (attachment.kind, attachment.resource.or(vpc), attachment.state);
        if known != (any.resource_type, any.resource, any.state) {
            disputed.push((any.id, (List::AnyAttachment, any.origin)));
        }
        disputed.extend(other(attachment.table, any.table).map(|_| (any.id, (List::AnyAttachment, any.origin))));
        attachment.table = attachment.table.or(any.table);
        attachment.translates = attachment.translates.or(any.translates);
    }
    for (_, of_vpc) in records.transit_gateway_vpc_attachments.iter() {
        let described = (List::VpcAttachment, of_vpc.origin);
        let key = (of_vpc.id, of_vpc.gateway);
        let attachment = all.entry(key).or_insert_with(|| new(of_vpc.id, of_vpc.gateway, described));
        disputed.extend(other(attachment.vpc, Some(of_vpc.vpc)).map(|_| (of_vpc.id, described)));
        // Two calls, a moment apart, may see it available and being modified.
        let is_up = |state: Symbol| is_up(snapshot.strings.text(state));
        let state =
            other(attachment.state, of_vpc.state).filter(|now| attachment.state.map(is_up) != Some(is_up(*now)));
        disputed.extend(state.map(|_| (of_vpc.id, described)));
        attachment.described = described;
        attachment.kind = Some(is_vpc);
        attachment.vpc = Some(of_vpc.vpc);
        attachment.state = of_vpc.state.or(attachment.state);
        attachment.subnets = Some(of_vpc.subnets.to_vec());
        attachment.appliance_mode = of_vpc.appliance_mode;
        attachment.ipv6 = of_vpc.ipv6;
        attachment.references = of_vpc.references;
        attachment.name = name(&of_vpc.tags).or(attachment.name);
    }
    for (_, connect) in records.transit_gateway_connects.iter() {
        let described = (List::TransitGatewayConnect, connect.origin);
        let key = (connect.id, connect.gateway);
        let attachment = all.entry(key).or_insert_with(|| new(connect.id, connect.gateway, described));
        disputed.extend(other(attachment.state, connect.state).map(|_| (connect.id, described)));
        disputed.extend(other(attachment.resource, connect.transport).map(|_| (connect.id, described)));
        attachment.kind = Some(is_connect);
        attachment.resource = connect.transport.or(attachment.resource);
        attachment.state = attachment.state.or(connect.state);
        attachment.name = attachment.name.or(name(&connect.tags));
    }
    let known: BTreeSet<Symbol> = records.transit_gateways.iter().map(|(_, gateway)| gateway.id).collect();
    for (_, peering) in records.transit_gateway_peerings.iter() {
        for (own, far) in [(0, 1), (1, 0)] {
            let (own, far) = (&peering.sides[own], &peering.sides[far]);
            let Some(gateway) = own.gateway else { continue };
            // What only the far side says of a gateway that nobody described doesn't make it known.
            if !known.contains(&gateway) && !all.contains_key(&(own.attachment, gateway)) {
                continue;
            }
            let described = (List::TransitGatewayPeering, peering.origin);
            let attachment =
                all.entry((own.attachment, gateway)).or_insert_with(|| new(own.attachment, gateway, described));
            attachment.kind = Some(is_peering);
            attachment.state = attachment.state.or(peering.state);
            attachment.name = attachment.name.or(name(&peering.tags));
            attachment.peer = far.gateway.map(|gateway| Peer {
                attachment: far.attachment,
                gateway,
                account: far.account,
                region: far.region,
            });
        }
    }
    for attachment in all.values_mut().filter(|attachment| attachment.kind == Some(is_peering)) {
        let peer = |gateway| Peer { attachment: attachment.id, gateway, account: None, region: None };
        attachment.peer = attachment.peer.or(attachment.resource.map(peer));
    }
    let gateways: BTreeMap<Symbol, Symbol> =
        records.transit_gateway_route_tables.iter().map(|(_, table)| (table.id, table.gateway)).collect();
    for (_, association) in records.transit_gateway_associations.iter() {
        let Some(table) = association.table.filter(|_| association.stands) else { continue };
        // An attachment of two gateways is associated with a table of each.
        let of = all.values_mut().filter(|attachment| attachment.id == association.attachment);
        let of = of.filter(|attachment| gateways.get(&table).is_none_or(|gateway| *gateway == attachment.gateway));
        for attachment in of {
            // An attachment is associated with one table of its gateway.
            let described = (List::TransitGatewayAssociation, association.origin);
            disputed.extend(other(attachment.table, Some(table)).map(|_| (attachment.id, described)));
            attachment.table = attachment.table.or(Some(table));
        }
    }
    (all.into_values().collect(), disputed)
}

/// What is said now, where something else was said before.
fn other(before: Option<Symbol>, now: Option<Symbol>) -> Option<Symbol> {
    now.filter(|now| before.is_some_and(|before| before != *now))
}
