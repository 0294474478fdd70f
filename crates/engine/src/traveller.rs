//! What travels: a class of packets, or one packet.
//!
//! The class reading is the reference. The one-packet reading of a table is the plain one that anybody would write, and a
//! property holds the two equal.

use crate::memory::{Chosen, Pins};
use crate::share::Share;
use crate::together::Together;
use packetwalk_fabric::{Cite, Directory, Discipline, Fabric, Row, Spans, Table, Translation};
use packetwalk_space::{Address, Field, Fields, HeaderSet, Headers, IntervalSet, Product, Rewrite, Sender, reply};
use std::collections::HashMap;
use std::fmt;
use std::iter::once;

/// A class of packets, or one packet.
pub trait Traveller: Clone + fmt::Debug {
    /// Divides by the rows of a table.
    fn decide(&self, table: &Table, fabric: &Fabric<'_>, together: Together<'_>) -> impl Iterator<Item = Share<Self>>;

    /// The part that is in `other`, whoever sent it, and the part that isn't.
    fn meet(&self, other: &Self) -> (Option<Self>, Option<Self>);

    /// Whether all of it is in `other`.
    fn is_within(&self, other: &Self) -> bool;

    /// After a translation, with choices taken as pinned.
    #[must_use]
    fn translated(&self, translation: &Translation, pins: &Pins) -> Self;

    /// With every header rewritten.
    #[must_use]
    fn rewritten(&self, rewrite: &Rewrite) -> Self;

    /// What `self` was narrowed to before a translation, given what is left of it after, by the fields that were kept.
    #[must_use]
    fn before(&self, after: &Self, kept: Fields) -> Self;

    /// What a translator chose.
    fn chosen(&self, field: Field) -> Chosen;

    /// The reply from `sender`, and the part that expects none.
    fn reply(&self, sender: Sender) -> (Option<Self>, Option<Self>);

    /// The packets that these reply to.
    #[must_use]
    fn replied_to(&self) -> Self;

    /// Both together, which have no packet in common.
    #[must_use]
    fn joined(self, other: &Self) -> Self;
}

impl Traveller for HeaderSet {
    fn decide(&self, table: &Table, fabric: &Fabric<'_>, together: Together<'_>) -> impl Iterator<Item = Share<Self>> {
        let shares = match &table.discipline {
            Discipline::FirstMatch | Discipline::AnyRow => first_match(self, table),
            Discipline::LongestPrefix(spans) => longest_prefix(self, table, spans),
            Discipline::Directory(directory) => look_up(self, table, directory, fabric, together),
        };
        shares.into_iter()
    }

    fn meet(&self, other: &Self) -> (Option<Self>, Option<Self>) {
        let inside = self.agreeing(other, WITHOUT_SENDER);
        if inside.is_empty() {
            return (None, Some(self.clone()));
        }
        let outside = self.difference(&inside);
        (Some(inside), some(outside))
    }

    fn is_within(&self, other: &Self) -> bool {
        other.contains_all(self)
    }

    fn translated(&self, translation: &Translation, pins: &Pins) -> Self {
        self.rewritten(&pins.narrowed(translation))
    }

    fn rewritten(&self, rewrite: &Rewrite) -> Self {
        HeaderSet::rewritten(self, rewrite)
    }

    fn before(&self, after: &Self, kept: Fields) -> Self {
        self.agreeing(after, kept)
    }

    fn chosen(&self, field: Field) -> Chosen {
        match field {
            Field::Source => Chosen::Addresses(self.sources()),
            Field::Destination => Chosen::Addresses(self.destinations()),
            Field::DestinationPort => Chosen::Ports(self.destination_ports()),
            Field::SourcePort | Field::Protocol | Field::Sender => Chosen::Ports(self.source_ports()),
        }
    }

    fn reply(&self, sender: Sender) -> (Option<Self>, Option<Self>) {
        let from = Rewrite { sender: Some(sender), ..Default::default() };
        let reply = reply::to_set(self).rewritten(&from);
        (some(reply), some(reply::unanswered(self)))
    }

    fn replied_to(&self) -> Self {
        reply::of_set(self)
    }

    fn joined(self, other: &Self) -> Self {
        self.plus(other)
    }
}

const WITHOUT_SENDER: Fields = Fields::ALL.without(Field::Sender);

fn some(set: HeaderSet) -> Option<HeaderSet> {
    (!set.is_empty()).then_some(set)
}

fn first_match(packets: &HeaderSet, table: &Table) -> Vec<Share<HeaderSet>> {
    let mut shares = Vec::new();
    let mut rest = packets.clone();
    for (number, row) in table.rows.iter().enumerate() {
        let hit = rest.take(&row.guard);
        if hit.is_empty() {
            continue;
        }
        shares.push(of_row(hit, row, Some(number)));
        if rest.is_empty() {
            return shares;
        }
    }
    shares.extend(some(rest).map(|rest| unmatched(rest, table)));
    shares
}

fn longest_prefix(packets: &HeaderSet, table: &Table, spans: &Spans) -> Vec<Share<HeaderSet>> {
    let destinations = packets.destinations();
    // Several spans can belong to one row.
    let mut by_row: Vec<(usize, Vec<(Address, Address)>)> = Vec::new();
    for span in spans.meeting(&destinations) {
        let number = span.number as usize;
        match by_row.iter_mut().find(|(row, _)| *row == number) {
            Some((_, ranges)) => ranges.push((span.first, span.last)),
            None => by_row.push((number, vec![(span.first, span.last)])),
        }
    }
    by_row.sort_unstable_by_key(|(number, _)| *number);
    let mut shares = Vec::with_capacity(by_row.len());
    let mut rest = destinations;
    for (number, ranges) in by_row {
        let Some(row) = table.rows.get(number) else { continue };
        let covered = IntervalSet::from_ranges(ranges);
        shares.push(of_row(packets.within(&field_guard(Field::Destination, &covered)), row, Some(number)));
        rest = rest.difference(&covered);
    }
    let rest = packets.within(&field_guard(Field::Destination, &rest));
    shares.extend(some(rest).map(|rest| unmatched(rest, table)));
    shares
}

fn look_up(
    packets: &HeaderSet,
    table: &Table,
    directory: &Directory,
    fabric: &Fabric<'_>,
    together: Together<'_>,
) -> Vec<Share<HeaderSet>> {
    let addresses = match directory.field {
        Field::Source => packets.sources(),
        _ => packets.destinations(),
    };
    let mut met: Vec<Met> = Vec::new();
    // Of each kind of entry, the first one that goes alone, and where the others stand.
    let mut kinds: HashMap<u32, (Option<u32>, Option<usize>)> = HashMap::new();
    let mut covered = Vec::new();
    let spans: Vec<_> = directory.spans.meeting(&addresses).collect();
    let together = if spans.len() > 2 { together } else { Together::NONE };
    for span in spans {
        covered.push((span.first, span.last));
        let row = fabric.entry(directory.key, span.number);
        let alone = |row| Met { first: span.number, row, ranges: vec![(span.first, span.last)], alike: Vec::new() };
        let Some(kind) = together.kind(fabric, directory, span.number, row.cite) else {
            met.push(alone(row));
            continue;
        };
        let known = kinds.entry(kind).or_insert((together.first_alone.then_some(span.number), None));
        match known {
            (Some(first), _) if *first == span.number => met.push(alone(row)),
            (_, Some(others)) => {
                if let Some(others) = met.get_mut(*others) {
                    others.ranges.push((span.first, span.last));
                    others.alike.push(row.cite);
                }
            }
            (_, others) => {
                *others = Some(met.len());
                met.push(Met { alike: vec![row.cite], ..alone(row) });
            }
        }
    }
    let mut shares: Vec<Share<HeaderSet>> = Vec::with_capacity(met.len() + 1);
    for Met { first, row, ranges, mut alike } in met {
        let packets = packets.within(&field_guard(directory.field, &IntervalSet::from_ranges(ranges)));
        alike.sort_unstable();
        alike.dedup();
        if alike.len() < 2 {
            shares.push(of_row(packets, &row, None));
        } else {
            let row = fabric.entry_of_alike(directory.key, first);
            shares.push(Share { alike: Some(alike.into()), ..of_row(packets, &row, None) });
        }
    }
    let rest = addresses.difference(&IntervalSet::from_ranges(covered));
    let rest = packets.within(&field_guard(directory.field, &rest));
    shares.extend(some(rest).map(|rest| unmatched(rest, table)));
    shares
}

/// One entry of a directory that was met, or several that are alike.
struct Met {
    first: u32,
    row: Row,
    ranges: Vec<(Address, Address)>,
    /// What each cites, where they may be several.
    alike: Vec<Cite>,
}

fn field_guard(field: Field, addresses: &IntervalSet<Address>) -> Product {
    match field {
        Field::Source => Product::everything().with_source(addresses.clone()),
        _ => Product::everything().with_destination(addresses.clone()),
    }
}

fn of_row<T>(packets: T, row: &Row, number: Option<usize>) -> Share<T> {
    Share {
        packets,
        action: row.action.clone(),
        cite: row.cite,
        assumes: row.assumes,
        row: number,
        matched: true,
        alike: None,
    }
}

fn unmatched<T>(packets: T, table: &Table) -> Share<T> {
    let default = &table.default;
    Share {
        packets,
        action: default.action.clone(),
        cite: default.cite,
        assumes: default.assumes,
        row: None,
        matched: false,
        alike: None,
    }
}

impl Traveller for Headers {
    fn decide(&self, table: &Table, fabric: &Fabric<'_>, _: Together<'_>) -> impl Iterator<Item = Share<Self>> {
        if let Discipline::Directory(directory) = &table.discipline {
            let address = match directory.field {
                Field::Source => self.source,
                _ => self.destination,
            };
            let found = directory.spans.find(address).map(|span| fabric.entry(directory.key, span.number));
            return once(found.map_or_else(|| unmatched(*self, table), |row| of_row(*self, &row, None)));
        }
        let row = table.row_for(self).and_then(|number| table.rows.get(number).map(|row| (number, row)));
        once(row.map_or_else(|| unmatched(*self, table), |(number, row)| of_row(*self, row, Some(number))))
    }

    fn meet(&self, other: &Self) -> (Option<Self>, Option<Self>) {
        if (Headers { sender: other.sender, ..*self }) == *other { (Some(*self), None) } else { (None, Some(*self)) }
    }

    fn is_within(&self, other: &Self) -> bool {
        self == other
    }

    fn translated(&self, translation: &Translation, pins: &Pins) -> Self {
        let mut rewrite = pins.narrowed(translation);
        // Of a rewrite that makes one ICMP of the other, the port is the type.
        if !self.protocol.has_ports() && rewrite.protocol.is_none() {
            (rewrite.source_port, rewrite.destination_port) = (None, None);
        }
        rewrite.apply(*self)
    }

    fn rewritten(&self, rewrite: &Rewrite) -> Self {
        rewrite.apply(*self)
    }

    fn before(&self, _: &Self, _: Fields) -> Self {
        *self
    }

    fn chosen(&self, field: Field) -> Chosen {
        HeaderSet::single(*self).chosen(field)
    }

    fn reply(&self, sender: Sender) -> (Option<Self>, Option<Self>) {
        match reply::to(self, sender) {
            Some(reply) => (Some(reply), None),
            None => (None, Some(*self)),
        }
    }

    fn replied_to(&self) -> Self {
        reply::of_set(&HeaderSet::single(*self)).witness().unwrap_or(*self)
    }

    fn joined(self, _: &Self) -> Self {
        self
    }
}
