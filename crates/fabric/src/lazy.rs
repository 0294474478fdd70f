//! Stations are lowered when a walk first meets them.

use crate::{Key, Row, Station};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// Who lowers a network: turns keys into stations and directory entries into rows. The same key gives the same answer
/// every time.
pub trait Lowering: Send + Sync {
    /// The station of this key.
    fn station(&self, key: Key) -> Station;

    /// The row of one entry of a directory.
    fn entry(&self, directory: Key, number: u32) -> Row;

    /// What an entry of a directory shares with all entries that nothing behind the directory tells from it but their
    /// addresses; `None` for an entry that is like no other.
    fn alike(&self, directory: Key, number: u32) -> Option<u32> {
        let _ = (directory, number);
        None
    }

    /// The row of several alike entries of a directory, of which this is the first.
    fn entry_of_alike(&self, directory: Key, number: u32) -> Row {
        self.entry(directory, number)
    }
}

/// A network as stations, lowered on demand and kept.
pub struct Fabric<'n> {
    lowering: Box<dyn Lowering + 'n>,
    stations: RwLock<HashMap<Key, Arc<Station>>>,
}

impl<'n> Fabric<'n> {
    /// A fabric of which nothing has been lowered yet.
    pub fn new(lowering: impl Lowering + 'n) -> Self {
        Fabric { lowering: Box::new(lowering), stations: RwLock::default() }
    }

    /// The station of this key.
    pub fn station(&self, key: Key) -> Arc<Station> {
        let stations = self.stations.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(station) = stations.get(&key) {
            return Arc::clone(station);
        }
        drop(stations);
        let station = Arc::new(self.lowering.station(key));
        let mut stations = self.stations.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(stations.entry(key).or_insert(station))
    }

    /// The row of one entry of a directory.
    pub fn entry(&self, directory: Key, number: u32) -> Row {
        self.lowering.entry(directory, number)
    }

    /// What an entry of a directory shares with those that are like it: see [`Lowering::alike`].
    pub fn alike(&self, directory: Key, number: u32) -> Option<u32> {
        self.lowering.alike(directory, number)
    }

    /// The row of several alike entries, of which this is the first.
    pub fn entry_of_alike(&self, directory: Key, number: u32) -> Row {
        self.lowering.entry_of_alike(directory, number)
    }
}

impl fmt::Debug for Fabric<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stations = self.stations.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_struct("Fabric").field("stations", &stations.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Fabric, Lowering};
    use crate::{Action, Check, Cite, Key, Label, Row, Station, Table};
    use packetwalk_space::Product;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// Counts what it is asked for.
    struct Counting<'c>(&'c AtomicU32);

    impl Lowering for Counting<'_> {
        fn station(&self, key: Key) -> Station {
            static CHECK: Label = Label::quiet("check");
            self.0.fetch_add(1, Ordering::Relaxed);
            let cite = Cite::resource(key.component, key.item);
            Station { place: None, checks: vec![Check::new(&CHECK, cite, Table::passes(cite))], then: Action::Pass }
        }

        fn entry(&self, directory: Key, number: u32) -> Row {
            Row::new(Product::everything(), Action::Pass, Cite::resource(directory.component, number))
        }
    }

    #[test]
    fn a_station_is_lowered_once_and_kept() {
        let lowered = AtomicU32::new(0);
        let fabric = Fabric::new(Counting(&lowered));
        let key = |item| Key { component: 1, role: 0, part: 0, item, other: 0 };
        for item in [1, 2, 1, 1] {
            assert_eq!(fabric.station(key(item)).checks[0].subject, Cite::resource(1, item));
        }
        assert_eq!(lowered.load(Ordering::Relaxed), 2);
        assert_eq!(format!("{fabric:?}"), "Fabric { stations: 2, .. }");
        assert_eq!(fabric.entry(key(1), 7).cite, Cite::resource(1, 7));
    }
}
