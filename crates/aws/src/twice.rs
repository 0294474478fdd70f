//! Answers that were read twice and differ, where their elements have no ids: entries of a prefix list, routes of a transit
//! gateway, targets. Each answer is about one resource, which its file's name says, and all of it.

use crate::component::Record;
use crate::origin::FileId;
use crate::registry::{List, Records};
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::strings::Symbol;
use std::collections::{BTreeMap, BTreeSet};

/// Of what a list was read twice, and two of the answers that differ.
type Differs = (List, Symbol, [FileId; 2]);

/// The ids in the names of answers of which two differ, after a problem was told of each.
pub(crate) fn differing(snapshot: &mut Snapshot) -> BTreeSet<Symbol> {
    let Records {
        prefix_list_entries,
        transit_gateway_routes,
        transit_gateway_associations,
        transit_gateway_propagations,
        transit_gateway_prefix_list_references,
        targets,
        attributes,
        ..
    } = &snapshot.records;
    let found = [
        of(snapshot, List::PrefixListEntry, prefix_list_entries),
        of(snapshot, List::TransitGatewayRoute, transit_gateway_routes),
        of(snapshot, List::TransitGatewayAssociation, transit_gateway_associations),
        of(snapshot, List::TransitGatewayPropagation, transit_gateway_propagations),
        of(snapshot, List::TransitGatewayPrefixListReference, transit_gateway_prefix_list_references),
        of(snapshot, List::Target, targets),
        of(snapshot, List::Attribute, attributes),
    ];
    let mut disputed = BTreeSet::new();
    for (list, id, [first, second]) in found.into_iter().flatten() {
        disputed.insert(id);
        let message = format!(
            "this answer of {:?} about {} isn't the one in {}; walks that meet what it is about end as unknown",
            list.call(),
            snapshot.text(id),
            snapshot.file(first).name,
        );
        snapshot.add_problem(second, 0, 0, format!("/{}", list.key()), message);
    }
    disputed
}

fn of<T: Record>(snapshot: &Snapshot, list: List, store: &Store<T>) -> Vec<Differs> {
    let Some(seen) = snapshot.seen(list) else { return Vec::new() };
    // Pages of one answer are no two answers; that they were cut off is told.
    let cut_off = |id: &Symbol| seen.truncated_parents.contains(id);
    let is_several = |(id, files): &(&Symbol, &Vec<FileId>)| files.len() > 1 && !cut_off(id);
    let parts = seen.partial_parents.iter();
    let several: Vec<_> = seen.parents.iter().chain(parts.clone()).filter(is_several).collect();
    let beside = parts.filter_map(|(id, files)| Some((id, seen.parents.get(id).filter(|_| !cut_off(id))?, files)));
    let beside: Vec<_> = beside.collect();
    let files = several.iter().flat_map(|(_, files)| files.iter());
    let files = files.chain(beside.iter().flat_map(|(_, wholes, parts)| wholes.iter().chain(*parts)));
    let mut said: BTreeMap<FileId, Vec<&T>> = files.map(|file| (*file, Vec::new())).collect();
    if said.is_empty() {
        return Vec::new();
    }
    for (_, record) in store.iter() {
        if let Some(of_file) = said.get_mut(&record.origin().file) {
            of_file.push(record);
        }
    }
    let differs = |(id, files): (&Symbol, &Vec<FileId>)| {
        let first = *files.first()?;
        let other = files.iter().find(|other| !same(&said[&first], &said[*other]))?;
        Some((list, *id, [first, *other]))
    };
    // What a part holds is in the whole, too.
    let lacks = |(id, wholes, parts): (&Symbol, &Vec<FileId>, &Vec<FileId>)| {
        let whole = *wholes.first()?;
        let part = parts.iter().find(|part| !within(&said[part], &said[&whole]))?;
        Some((list, *id, [whole, *part]))
    };
    several.into_iter().filter_map(differs).chain(beside.into_iter().filter_map(lacks)).collect()
}

/// Whether two answers say the same, in whatever order.
fn same<T: PartialEq>(one: &[&T], other: &[&T]) -> bool {
    one == other || (within(one, other) && within(other, one))
}

fn within<T: PartialEq>(one: &[&T], other: &[&T]) -> bool {
    one.iter().all(|record| other.contains(record))
}
