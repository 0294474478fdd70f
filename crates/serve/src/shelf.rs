//! The snapshots that are loaded, each under an id.

use crate::index::Index;
use crate::limits::Limits;
use crate::problem::{Kind, Problem};
use crate::source::Source;
use packetwalk::{About, Loader, Network, about};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A snapshot as it was read once.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) network: Network,
    pub(crate) index: Index,
    pub(crate) about: About,
    pub(crate) interfaces: usize,
    /// What the source's stamp was just before.
    stamp: Option<u64>,
}

impl Loaded {
    pub(crate) fn of(source: &dyn Source) -> Result<Self, String> {
        // A file that is written meanwhile shows as a change, never as none.
        let stamp = source.stamp();
        let mut loader = Loader::new();
        source.read(&mut loader)?;
        let network = loader.network().map_err(|error| error.to_string())?;
        let index = Index::of(&network);
        Ok(Loaded { interfaces: index.interfaces(), index, about: about(&network), network, stamp })
    }
}

/// A snapshot under an id.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) uploaded: bool,
    source: Box<dyn Source>,
    loaded: RwLock<Arc<Loaded>>,
}

impl Entry {
    /// As it was last read.
    pub(crate) fn loaded(&self) -> Arc<Loaded> {
        Arc::clone(&read(&self.loaded))
    }

    /// Whether it is another by now.
    pub(crate) fn is_changed(&self) -> bool {
        self.source.stamp() != read(&self.loaded).stamp
    }

    /// Reads it again. Where that fails, it stays as it was.
    pub(crate) fn reload(&self) -> Result<(), Problem> {
        let loaded = Loaded::of(self.source.as_ref()).map_err(|error| Problem::new(Kind::Snapshot, error))?;
        *write(&self.loaded) = Arc::new(loaded);
        Ok(())
    }
}

/// All snapshots.
pub(crate) struct Shelf {
    entries: RwLock<BTreeMap<String, Arc<Entry>>>,
    uploads: usize,
}

impl Shelf {
    pub(crate) fn new(limits: &Limits) -> Self {
        Shelf { entries: RwLock::default(), uploads: limits.uploads }
    }

    /// Reads a snapshot and puts it on the shelf; its id.
    pub(crate) fn add(&self, source: Box<dyn Source>, uploaded: bool) -> Result<String, Problem> {
        let loaded = Loaded::of(source.as_ref()).map_err(|error| Problem::new(Kind::Snapshot, error))?;
        let name = source.name();
        let entry = Entry { name: name.clone(), uploaded, source, loaded: RwLock::new(Arc::new(loaded)) };
        let mut entries = write(&self.entries);
        if uploaded && entries.values().filter(|entry| entry.uploaded).count() >= self.uploads {
            let detail = format!("{} uploaded snapshots are loaded: remove one of them first", self.uploads);
            return Err(Problem::new(Kind::Full, detail));
        }
        let id = free(&entries, &id_of(&name));
        entries.insert(id.clone(), Arc::new(entry));
        Ok(id)
    }

    /// Takes an uploaded snapshot off the shelf.
    pub(crate) fn remove(&self, id: &str) -> Result<(), Problem> {
        let mut entries = write(&self.entries);
        match entries.get(id) {
            None => Err(missing(id)),
            Some(entry) if !entry.uploaded => {
                let detail = format!("{id} was named when the server was started, and stays until it stops");
                Err(Problem::new(Kind::OnDisk, detail))
            }
            Some(_) => {
                entries.remove(id);
                Ok(())
            }
        }
    }

    pub(crate) fn get(&self, id: &str) -> Result<Arc<Entry>, Problem> {
        read(&self.entries).get(id).cloned().ok_or_else(|| missing(id))
    }

    /// All of them, by id.
    pub(crate) fn all(&self) -> Vec<(String, Arc<Entry>)> {
        read(&self.entries).iter().map(|(id, entry)| (id.clone(), Arc::clone(entry))).collect()
    }
}

fn missing(id: &str) -> Problem {
    Problem::new(
        Kind::NotFound,
        format!("no snapshot has the id {id:?}; /api/v1/snapshots lists those that are loaded"),
    )
}

/// A name as a part of an address: `Prod (eu-west-1)` is `prod-eu-west-1`.
fn id_of(name: &str) -> String {
    const LONGEST: usize = 40;
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let id: String = parts.collect::<Vec<_>>().join("-").to_ascii_lowercase().chars().take(LONGEST).collect();
    if id.is_empty() { "snapshot".to_owned() } else { id }
}

/// The id, with a number behind it where it is taken.
fn free(entries: &BTreeMap<String, Arc<Entry>>, id: &str) -> String {
    let numbered = (2..).map(|number: u32| format!("{id}-{number}"));
    std::iter::once(id.to_owned()).chain(numbered).find(|id| !entries.contains_key(id)).unwrap_or_default()
}

/// Nothing is left half done under these locks, so one who panicked holding one spoilt nothing.
fn read<T: ?Sized>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T: ?Sized>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::id_of;

    #[test]
    fn names_become_parts_of_addresses() {
        for (name, id) in [
            ("vpc-to-vpc", "vpc-to-vpc"),
            ("Prod (eu-west-1)", "prod-eu-west-1"),
            ("../../etc/passwd", "etc-passwd"),
            ("", "snapshot"),
            ("дом", "snapshot"),
        ] {
            assert_eq!(id_of(name), id);
        }
    }
}
