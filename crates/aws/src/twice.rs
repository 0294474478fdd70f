//! Answers that were read twice and differ, where their elements have no ids: entries of a prefix list, routes of a transit
//! gateway and of a Client VPN endpoint, targets. Each answer is about one resource, which its file's name says, and all of it.
//! Those that say the same are kept once.

use crate::component::Record;
use crate::origin::FileId;
use crate::registry::List;
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::strings::Symbol;
use std::collections::{BTreeMap, BTreeSet};

/// Of what a list was read twice, and two of the answers that differ.
type Differs = (List, Symbol, [FileId; 2]);

/// The ids in the names of answers of which two differ, after a problem was told of each.
pub(crate) fn settle(snapshot: &mut Snapshot) -> BTreeSet<Symbol> {
    let mut found = Vec::new();
    macro_rules! settle {
        ($($records:ident: $list:ident),+) => {
            $(
                let (differs, repeats) = of(snapshot, List::$list, &snapshot.records.$records);
                snapshot.records.$records.retain(|record| !repeats.contains(&record.origin().file));
                found.push(differs);
            )+
        };
    }
    settle!(
        prefix_list_entries: PrefixListEntry,
        transit_gateway_routes: TransitGatewayRoute,
        transit_gateway_associations: TransitGatewayAssociation,
        transit_gateway_propagations: TransitGatewayPropagation,
        transit_gateway_prefix_list_references: TransitGatewayPrefixListReference,
        targets: Target,
        attributes: Attribute,
        client_vpn_routes: ClientVpnRoute,
        client_vpn_rules: ClientVpnRule
    );
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

/// The answers that differ, and the files that only repeat what others say.
fn of<T: Record>(snapshot: &Snapshot, list: List, store: &Store<T>) -> (Vec<Differs>, BTreeSet<FileId>) {
    let Some(seen) = snapshot.seen(list) else { return Default::default() };
    // Pages of one answer are no two answers; that they were cut off is told.
    let cut_off = |id: &Symbol| seen.truncated.contains(&Some(*id));
    let is_several = |(id, files): &(&Symbol, &Vec<FileId>)| files.len() > 1 && !cut_off(id);
    let parts = seen.partial_parents.iter();
    let several: Vec<_> = seen.parents.iter().chain(parts.clone()).filter(is_several).collect();
    let beside = parts.filter_map(|(id, files)| Some((id, seen.parents.get(id).filter(|_| !cut_off(id))?, files)));
    let beside: Vec<_> = beside.collect();
    let files = several.iter().flat_map(|(_, files)| files.iter());
    let files = files.chain(beside.iter().flat_map(|(_, wholes, parts)| wholes.iter().chain(*parts)));
    let mut said: BTreeMap<FileId, Vec<&T>> = files.map(|file| (*file, Vec::new())).collect();
    if said.is_empty() {
        return Default::default();
    }
    for (_, record) in store.iter() {
        if let Some(of_file) = said.get_mut(&record.origin().file) {
            of_file.push(record);
        }
    }
    let (mut differs, mut firsts, mut repeats) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for (id, files) in several {
        let Some((first, others)) = files.split_first() else { continue };
        firsts.insert(*first);
        match others.iter().find(|other| !same(&said[first], &said[*other])) {
            Some(other) => differs.push((list, *id, [*first, *other])),
            None => repeats.extend(others.iter().copied()),
        }
    }
    // What a part holds is in the whole, too.
    for (id, wholes, parts) in beside {
        let Some(whole) = wholes.first() else { continue };
        match parts.iter().find(|part| !within(&said[*part], &said[whole])) {
            Some(part) => differs.push((list, *id, [*whole, *part])),
            None => repeats.extend(parts.iter().copied()),
        }
    }
    // A file can hold the answers about several.
    (differs, &repeats - &firsts)
}

/// Whether two answers say the same, in whatever order.
fn same<T: PartialEq>(one: &[&T], other: &[&T]) -> bool {
    one == other || (within(one, other) && within(other, one))
}

fn within<T: PartialEq>(one: &[&T], other: &[&T]) -> bool {
    one.iter().all(|record| other.contains(record))
}
