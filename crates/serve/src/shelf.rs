//! The snapshots that are loaded, each under an id.

use crate::edit::Edit;
use crate::index::Index;
use crate::limits::Limits;
use crate::problem::{Kind, Problem};
use crate::source::Source;
use packetwalk::{About, LoadError, Loader, Network, Place, about};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A snapshot as it was read once.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) network: Network,
    pub(crate) about: About,
    /// Made when it is first asked for: of amended networks nobody does.
    index: OnceLock<Index>,
    /// What the source's stamp was just before.
    stamp: Option<u64>,
}

/// What a question takes to be otherwise than the snapshot says, or doesn't say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Supposed {
    pub(crate) edits: Vec<Edit>,
    /// What appliances do, as `packetwalk walk --appliance` takes it.
    pub(crate) appliances: Vec<String>,
}

impl From<Vec<Edit>> for Supposed {
    fn from(edits: Vec<Edit>) -> Self {
        Supposed { edits, appliances: Vec::new() }
    }
}

impl Loaded {
    fn of(source: &dyn Source, supposed: &Supposed) -> Result<Self, Problem> {
        // A file that is written meanwhile shows as a change, never as none.
        let stamp = source.stamp();
        let mut loader = Loader::amending(supposed.edits.iter().map(Edit::read).collect());
        source.read(&mut loader).map_err(|error| Problem::new(Kind::Snapshot, error))?;
        let mut network = loader.network().map_err(|error| match error {
            LoadError::Unmade(_) => Problem::new(Kind::Edit, error.to_string()),
            LoadError::Unreadable(_) | LoadError::Nothing(_) => Problem::new(Kind::Snapshot, error.to_string()),
        })?;
        for appliance in &supposed.appliances {
            network.appliance(appliance)?;
        }
        Ok(Loaded { about: about(&network), network, index: OnceLock::new(), stamp })
    }

    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.network))
    }
}

/// A snapshot under an id.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) uploaded: bool,
    source: Box<dyn Source>,
    loaded: RwLock<Arc<Loaded>>,
    /// Networks of which something is supposed, the one last asked for at the end.
    amended: Mutex<Vec<(Supposed, Arc<Loaded>)>>,
    /// How many of them are kept.
    kept: usize,
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

    /// With what is supposed, as it was last read; where that is nothing it is that itself.
    pub(crate) fn amended(&self, supposed: &Supposed) -> Result<Arc<Loaded>, Problem> {
        if *supposed == Supposed::default() {
            return Ok(self.loaded());
        }
        Edit::check(&supposed.edits)?;
        if let Some(known) = self.last_amended(supposed) {
            return Ok(known);
        }
        let amended = Arc::new(Loaded::of(self.source.as_ref(), supposed)?);
        // Places are those of the files as they were read: what they are in others nobody knows.
        if amended.stamp != read(&self.loaded).stamp {
            let detail = "its files are others than those that were read: reload it, and look for the places anew";
            return Err(Problem::new(Kind::Changed, detail));
        }
        Edit::are_read(&self.loaded().network, &amended.network)?;
        let mut all = self.amended.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= self.kept {
            all.remove(0);
        }
        all.push((supposed.clone(), Arc::clone(&amended)));
        Ok(amended)
    }

    fn last_amended(&self, supposed: &Supposed) -> Option<Arc<Loaded>> {
        let mut all = self.amended.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|(known, _)| known == supposed)?;
        let known = all.remove(at);
        let loaded = Arc::clone(&known.1);
        all.push(known);
        Some(loaded)
    }

    /// What stands at a place of one of its files.
    pub(crate) fn excerpt(&self, place: &Place) -> Option<String> {
        packetwalk::excerpt(&self.text(&place.file)?, Some(place.line), &place.pointer).map(str::to_owned)
    }

    /// Whether an edit puts somewhere what stands there already.
    pub(crate) fn is_idle(&self, edit: &Edit) -> bool {
        self.text(&edit.file).is_some_and(|text| edit.is_idle(&text))
    }

    /// One of its files.
    fn text(&self, file: &str) -> Option<String> {
        packetwalk::text(file, self.source.open(file).ok()?).ok()
    }

    /// Reads it again. Where that fails, it stays as it was.
    pub(crate) fn reload(&self) -> Result<(), Problem> {
        let loaded = Loaded::of(self.source.as_ref(), &Supposed::default())?;
        loaded.index();
        *write(&self.loaded) = Arc::new(loaded);
        self.amended.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }
}

/// All snapshots.
pub(crate) struct Shelf {
    entries: RwLock<BTreeMap<String, Arc<Entry>>>,
    uploads: usize,
    amended: usize,
}

impl Shelf {
    pub(crate) fn new(limits: &Limits) -> Self {
        Shelf { entries: RwLock::default(), uploads: limits.uploads, amended: limits.amended.max(1) }
    }

    /// Reads a snapshot and puts it on the shelf; its id.
    pub(crate) fn add(&self, source: Box<dyn Source>, uploaded: bool) -> Result<String, Problem> {
        let loaded = Loaded::of(source.as_ref(), &Supposed::default())?;
        loaded.index();
        let loaded = RwLock::new(Arc::new(loaded));
        let (name, amended) = (source.name(), Mutex::default());
        let entry = Entry { name: name.clone(), uploaded, source, loaded, amended, kept: self.amended };
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
