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
}

impl fmt::Debug for Fabric<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stations = self.stations.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_struct("Fabric").field("stations", &stations.len()).finish_non_exhaustive()
    }
}
