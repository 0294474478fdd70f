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

/// A hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The resource.
    pub cite: Cite,
    /// Whether it is written down in the notes of a walk.
    pub written: bool,
}
