//! How whole lists were read: what a list doesn't hold doesn't exist only where the list was read for that account and Region.

use crate::origin::Origin;
use crate::registry::List;
use crate::snapshot::{Seen, Snapshot};
use crate::standing::region_of_zone;
use crate::strings::Symbol;

/// Whether a list was read whole, so that what isn't in it doesn't exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whole {
    /// It was not.
    No,
    /// Nothing speaks against it.
    Assumed,
    /// It was.
    Yes,
}

/// Whose resources a question is about, and in which Region, as far as that is known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Whose {
    /// An account that is told of all of them.
    pub(crate) account: Option<Symbol>,
    /// The Region, as a folder says it.
    pub(crate) region: Option<Symbol>,
    /// The name of a zone in it, where no folder says it.
    pub(crate) zone: Option<Symbol>,
}

impl Snapshot {
    /// Whether a list was read whole for an account in a Region.
    pub(crate) fn whole(&self, list: List, of: Whose) -> Whole {
        let Some(seen) = self.seen(list).filter(|seen| seen.truncated.is_empty() && seen.damaged == 0) else {
            return Whole::No;
        };
        let answers = seen.places.iter().filter(|(_, region)| list.is_global() || self.may_be_in(of, *region));
        answers.map(|(folder, _)| self.tells(seen, *folder, of.account)).max().unwrap_or(Whole::No)
    }

    /// Where something was described: whoever is told of it is told of what goes with it.
    pub(crate) fn described(&self, origin: Origin) -> Whose {
        let file = self.file(origin.file);
        Whose { account: file.account, region: file.region, zone: None }
    }

    /// Whether the Region may be the one that a folder says.
    fn may_be_in(&self, of: Whose, folder: Option<Symbol>) -> bool {
        let Some(folder) = folder else { return true };
        match (of.region, of.zone) {
            (Some(region), _) => region == folder,
            (None, Some(zone)) => region_of_zone(self.text(zone)).is_none_or(|region| region == self.text(folder)),
            (None, None) => true,
        }
    }

    /// Whether answers are what an account was told: by their folder, else by whom their records are of.
    fn tells(&self, seen: &Seen, folder: Option<Symbol>, account: Option<Symbol>) -> Whole {
        let Some(account) = account else { return Whole::Assumed };
        if let Some(folder) = folder {
            return if folder == account { Whole::Yes } else { Whole::No };
        }
        // A shared subnet stands in its participants' answers, too. Whose the answers are, is told by the hosts: participants aren't
        // told of the owner's.
        let hosts = [List::Interface, List::Instance].into_iter().filter_map(|list| self.seen(list));
        let hosts = hosts.filter_map(|seen| seen.owns(account)).max();
        match (hosts, seen.owns(account)) {
            (Some(false), _) | (_, Some(false)) => Whole::No,
            (_, Some(true)) => Whole::Yes,
            (_, None) => Whole::Assumed,
        }
    }
}

impl Seen {
    /// Whether an account owns something in the answers that no folder says whose they are; `None` where they name no owner.
    fn owns(&self, account: Symbol) -> Option<bool> {
        let named = self.owners.first().is_some_and(|(folder, _)| folder.is_none());
        named.then(|| self.owners.contains(&(None, account)))
    }
}
