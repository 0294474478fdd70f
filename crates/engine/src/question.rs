//! What is asked of a network.

use crate::memory::Pins;
use packetwalk_fabric::{Cite, Key};

/// A class of packets, where it starts, and where it should arrive.
#[derive(Clone, Debug)]
pub struct Question<T> {
    /// The station at which the packets start.
    pub start: Key,
    /// The packets.
    pub packets: T,
    /// Where they should arrive.
    pub to: Arrival,
    /// Where the replies should arrive.
    pub back_to: Arrival,
    /// Choices that are taken as made.
    pub pins: Pins,
    /// The station of the far end's inbound checks, when they can be read with the headers as sent even though no way leads
    /// there.
    pub beyond: Option<Key>,
    /// The same for the reply.
    pub beyond_back: Option<Key>,
    /// Whether filters are asked.
    pub filters: Filters,
    /// How far to go.
    pub limits: Limits,
}

/// Whether the checks that are filters are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filters {
    /// They decide, as they would.
    #[default]
    Asked,
    /// They are taken to permit everything, and noted.
    Waived,
}

/// Where packets should arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// At this place.
    At(Cite),
    /// At this place, or where it passes them on to.
    Through(Cite),
    /// At any place inside.
    Inside,
    /// Outside what the snapshot covers.
    Outside,
    /// Outside, by way of this place.
    By(Cite),
    /// Anywhere, inside or out.
    Anywhere,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Branches that may be open or ended before the rest is given up as unknown.
    pub branches: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { branches: 4096 }
    }
}
