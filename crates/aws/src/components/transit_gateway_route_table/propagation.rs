//! Routes that a table has by its propagations, where its static routes were read and the others weren't.

use super::record::{Destination, Source, State, TransitGatewayPropagation, TransitGatewayRoute, Why};
use crate::components::transit_gateway_attachment::{self as attachment, Attachment, Disputed};
use crate::components::vpc::Vpc;
use crate::registry::List;
use crate::snapshot::Snapshot;
use crate::strings::Symbol;
use crate::whole::Whole;
use packetwalk_space::{Cidr, Family};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a table's routes is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// All: as they were read, or static ones and propagations.
    All,
    /// The static ones.
    Static,
    /// None, or some only.
    Nothing,
}

/// The longest blocks of a route, in IPv4 and IPv6: a host's.
pub(super) const OF_HOST: [u8; 2] = [32, 128];

/// The longest blocks of a VPC.
const OF_VPC: [u8; 2] = [28, 60];

/// How much of a table's routes is known.
pub(crate) fn known(snapshot: &Snapshot, table: Symbol) -> Known {
    let Some(seen) = snapshot.seen(List::TransitGatewayRoute) else { return Known::Nothing };
    if seen.damaged > 0 || seen.truncated.contains(&Some(table)) {
        return Known::Nothing;
    }
    if seen.parents.contains_key(&table) {
        return Known::All;
    }
    let propagations = snapshot.seen(List::TransitGatewayPropagation).is_some_and(|seen| {
        seen.damaged == 0 && seen.parents.contains_key(&table) && !seen.truncated.contains(&Some(table))
    });
    match (seen.partial_parents.contains_key(&table), propagations) {
        (true, true) => Known::All,
        (true, false) => Known::Static,
        (false, _) => Known::Nothing,
    }
}

/// Whether only the static routes of a table were read.
fn is_partial(snapshot: &Snapshot, table: Symbol) -> bool {
    let whole = |table| snapshot.seen(List::TransitGatewayRoute).is_some_and(|seen| seen.parents.contains_key(table));
    known(snapshot, table) == Known::All && !whole(&table)
}

/// The routes that propagations make in tables of which the static ones were read. `disputed` are attachments that are described in
/// two ways.
pub(crate) fn routes(
    snapshot: &Snapshot,
    attachments: &[Attachment],
    disputed: &[Disputed],
) -> Vec<TransitGatewayRoute> {
    let tables = snapshot.records.transit_gateway_route_tables.iter().map(|(_, table)| (table.id, table.gateway));
    let partial: BTreeMap<Symbol, Symbol> = tables.filter(|(table, _)| is_partial(snapshot, *table)).collect();
    let mut gateways: BTreeMap<Symbol, Gateway<'_>> = BTreeMap::new();
    let mut routes = Vec::new();
    for (_, propagation) in snapshot.records.transit_gateway_propagations.iter() {
        let Some(gateway) = propagation.table.and_then(|table| partial.get(&table)) else { continue };
        let gateway =
            gateways.entry(*gateway).or_insert_with(|| Gateway::of(snapshot, attachments, disputed, *gateway));
        routes.extend(gateway.made_by(propagation));
    }
    routes
}

/// What is attached to a gateway.
struct Gateway<'s> {
    snapshot: &'s Snapshot,
    attachments: BTreeMap<Symbol, &'s Attachment>,
    disputed: &'s [Disputed],
    /// The VPCs that are attached, or may be, by their blocks.
    blocks: BTreeMap<Cidr, BTreeSet<Symbol>>,
    /// Whether their blocks are all known.
    all_read: bool,
}

impl<'s> Gateway<'s> {
    fn of(snapshot: &'s Snapshot, attachments: &'s [Attachment], disputed: &'s [Disputed], id: Symbol) -> Self {
        let is_gone = |state: Symbol| matches!(snapshot.text(state), "deleted" | "failed" | "rejected");
        let here = attachments.iter().filter(|attachment| attachment.gateway == id);
        let there = here.clone().filter(|attachment| !attachment.state.is_some_and(is_gone));
        // Who is told of the gateway's tables is told of everything that is attached to it.
        let mut tables = snapshot.records.transit_gateway_route_tables.iter().map(|(_, table)| table);
        let told = tables.find(|table| table.gateway == id).map(|table| snapshot.described(table.origin));
        let listed = snapshot.whole(List::AnyAttachment, told.unwrap_or_default()) != Whole::No;
        let (mut blocks, mut all_read) = (BTreeMap::<Cidr, BTreeSet<Symbol>>::new(), listed);
        for vpc in there.filter_map(|attachment| attachment.vpc) {
            match known_vpc(snapshot, vpc) {
                Some(record) => record.blocks.iter().chain(&record.changing).for_each(|block| {
                    blocks.entry(*block).or_default().insert(vpc);
                }),
                None => all_read = false,
            }
        }
        let attachments = here.map(|attachment| (attachment.id, attachment)).collect();
        Gateway { snapshot, attachments, disputed, blocks, all_read }
    }

    fn made_by(&self, propagation: &TransitGatewayPropagation) -> Vec<TransitGatewayRoute> {
        let state = propagation.state.map_or("enabled", |state| self.snapshot.text(state));
        if state == "disabled" {
            return Vec::new();
        }
        let attachment = self.attachments.get(&propagation.attachment);
        let vpc = match attachment {
            Some(attachment) => attachment.vpc,
            None => propagation.resource.filter(|_| propagation.is_vpc),
        };
        let route = |destination, source, state| TransitGatewayRoute {
            origin: propagation.origin,
            table: propagation.table,
            destination,
            attachments: [propagation.attachment].into(),
            source,
            state,
        };
        let unlisted = |longest, why| {
            vec![route(Destination::Unlisted(longest), Source::WorkedOut { alone: true }, State::Uncertain(why))]
        };
        if self.disputed.iter().any(|(id, _)| *id == propagation.attachment) {
            return unlisted(OF_HOST, Why::TwoWays);
        }
        let Some(vpc) = vpc else { return unlisted(OF_HOST, Why::Learned) };
        let Some(record) = known_vpc(self.snapshot, vpc) else { return unlisted(OF_VPC, Why::VpcNotRead(vpc)) };
        if attachment.is_some_and(|attachment| attachment.translates.is_some()) {
            return unlisted(OF_VPC, Why::Translated);
        }
        let in_state = attachment.and_then(|attachment| attachment.state);
        let down = in_state.filter(|state| !attachment::is_up(self.snapshot.text(*state)));
        let of_all = match (down, propagation.state) {
            (Some(state), _) => Some(Why::Attachment(state)),
            (None, Some(in_state)) if state != "enabled" => Some(Why::Propagation(in_state)),
            (None, _) => self.overlapping(vpc, record).map(Why::Overlap),
        };
        let alone = self.all_read;
        let ipv6 = attachment.and_then(|attachment| attachment.ipv6);
        let blocks = record.blocks.iter().map(|block| (*block, None));
        let blocks = blocks.chain(record.changing.iter().map(|block| (*block, Some(Why::Block))));
        let made = |(block, why): (Cidr, Option<Why>)| {
            let of_family = match (block.family(), ipv6) {
                (Family::V6, Some(false)) => return None,
                (Family::V6, None) => Some(Why::Ipv6),
                (Family::V6, Some(true)) | (Family::V4, _) => None,
            };
            let state = of_all.or(of_family).or(why).map_or(State::Active, State::Uncertain);
            Some(route(Destination::Block(block), Source::WorkedOut { alone }, state))
        };
        blocks.filter_map(made).collect()
    }

    /// An attached VPC that has addresses of this one: AWS propagates those of the one that was attached first.
    fn overlapping(&self, vpc: Symbol, record: &Vpc) -> Option<Symbol> {
        let own = record.blocks.iter().chain(&record.changing);
        let around = own.clone().flat_map(|own| (0..own.length()).map(|length| Cidr::around(own.first(), length)));
        let around = around.filter_map(|block| self.blocks.get(&block));
        let within = own.flat_map(|own| self.blocks.range(*own..=Cidr::single(own.last())).map(|(_, vpcs)| vpcs));
        around.chain(within).flatten().copied().find(|other| *other != vpc)
    }
}

/// A VPC whose blocks are known.
fn known_vpc(snapshot: &Snapshot, id: Symbol) -> Option<&Vpc> {
    let whole = snapshot.seen(List::Vpc).is_some_and(|seen| seen.damaged == 0);
    let found = snapshot.find(List::Vpc, id).filter(|_| whole && !snapshot.is_disputed(id))?;
    snapshot.records.vpcs.find(found)
}
