//! Where packets pass.

use crate::{Action, Check, Cite};

/// A place that a packet passes: checks in the order in which they are made and told, then what happens to a packet that
/// passed them all.
#[derive(Clone, Debug)]
pub struct Station {
    /// The hop that the station begins; `None` goes on at the hop before.
    pub place: Option<Place>,
    /// The checks, in order.
    pub checks: Vec<Check>,
    /// What happens to packets that passed every check: an action that leaves the station. A refusal or a gap here is the
    /// place's; where there is none, the last check's.
    pub then: Action,
}

impl Station {
    /// Whether packets that pass it pass one of these resources: it is their place, or a check of theirs.
    pub fn is_of(&self, resources: &[Cite]) -> bool {
        let place = self.place.is_some_and(|place| resources.contains(&place.cite));
        place || self.checks.iter().any(|check| resources.contains(&check.subject.whole()))
    }
}

/// A hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The resource.
    pub cite: Cite,
    /// Whether it is written down in the notes of a walk.
    pub written: bool,
}
