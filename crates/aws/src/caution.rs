//! What to mind on a way that packets take: what components are told of it, and asking them.

use crate::lowerer::Lowerer;
use crate::registry::Kind;
use packetwalk_fabric::{Caution, Cite, Direction, Table};
use packetwalk_space::HeaderSet;
use std::fmt;

/// One way of a conversation that comes through, there or back.
pub struct Course<'c> {
    /// What happened on it, in order.
    pub steps: &'c [Step<'c>],
    /// Every resource that the conversation met, there and back.
    pub met: &'c [Cite],
    /// The rule by which a table refuses some of these packets.
    pub refusal: &'c dyn Fn(&Table, &HeaderSet) -> Option<Cite>,
}

impl fmt::Debug for Course<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Course").field("steps", &self.steps).field("met", &self.met).finish_non_exhaustive()
    }
}

/// What happened at one point of a way.
#[derive(Clone, Debug)]
pub enum Step<'c> {
    /// The packets came to a place.
    Place(Cite),
    /// They passed a check.
    Passed {
        /// Whose.
        subject: Cite,
        /// Which way, where the check has a direction.
        direction: Option<Direction>,
        /// The packets by the rule that let them pass, as they came to it.
        shares: Vec<(Cite, &'c HeaderSet)>,
    },
}

/// What every component has to say of a way.
pub fn cautions(lowerer: &Lowerer<'_>, course: &Course<'_>) -> Vec<Caution> {
    Kind::ALL.iter().flat_map(|kind| (kind.component().cautions)(lowerer, course)).collect()
}
