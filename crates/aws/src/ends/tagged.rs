//! Interfaces and instances by their tags.

use crate::network::Network;
use crate::registry::{Kind, Records};
use crate::strings::{Strings, Symbol};

/// The key of the tag that is a name.
const NAME: &str = "Name";

/// Interfaces and instances by name: a walk in a large network shouldn't have to look at all of them.
#[derive(Debug, Default)]
pub(crate) struct Names(Box<[(Symbol, Kind, u32)]>);

impl Names {
    pub(crate) fn of(records: &Records, strings: &Strings) -> Self {
        let Some(key) = strings.find(NAME) else { return Names::default() };
        let mut names: Vec<_> =
            tags(records).filter(|found| found.0 == key).map(|(_, name, kind, item)| (name, kind, item)).collect();
        names.sort_unstable_by_key(|(name, kind, item)| (*name, *kind as u8, *item));
        Names(names.into())
    }

    fn find(&self, name: Symbol) -> &[(Symbol, Kind, u32)] {
        let first = self.0.partition_point(|(known, ..)| *known < name);
        let last = self.0.partition_point(|(known, ..)| *known <= name);
        &self.0[first..last]
    }
}

impl Network {
    /// Instances, then interfaces, that have a tag.
    pub(super) fn tagged(&self, key: &str, value: &str) -> Vec<(Kind, u32)> {
        let strings = &self.snapshot.strings;
        let (Some(key_symbol), Some(value)) = (strings.find(key), strings.find(value)) else { return Vec::new() };
        if key == NAME {
            return self.names.find(value).iter().map(|(_, kind, item)| (*kind, *item)).collect();
        }
        let found = tags(&self.snapshot.records).filter(|found| (found.0, found.1) == (key_symbol, value));
        found.map(|(_, _, kind, item)| (kind, item)).collect()
    }
}

/// Every tag of instances and interfaces: key, value, whose.
fn tags(records: &Records) -> impl Iterator<Item = (Symbol, Symbol, Kind, u32)> {
    let instances = records.instances.iter().flat_map(|(id, instance)| {
        instance.tags.iter().map(move |(key, value)| (key, value, Kind::Instance, id.number()))
    });
    let interfaces = records.interfaces.iter().flat_map(|(id, interface)| {
        interface.tags.iter().map(move |(key, value)| (key, value, Kind::Interface, id.number()))
    });
    instances.chain(interfaces)
}
