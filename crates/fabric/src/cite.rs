//! Names without words: keys of stations, cites of resources and rules.

/// Names a station or a directory. Opaque to everyone but the component that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which component's.
    pub component: u8,
    /// Which of the component's kinds of station.
    pub role: u8,
    /// A small number more, if the role needs one.
    pub part: u16,
    /// The resource.
    pub item: u32,
    /// A second resource, if the role needs one.
    pub other: u32,
}

/// Names a resource, or one rule of it. Opaque to everyone but the component that made it; a [`crate::Lexicon`] gives it
/// words, a file and a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cite {
    /// Which component's.
    pub component: u8,
    /// Which of the component's lists of rules; 0 for the resource itself.
    pub list: u8,
    /// The resource.
    pub item: u32,
    /// The rule in that list.
    pub rule: u32,
}

impl Cite {
    /// The resource as a whole.
    pub const fn resource(component: u8, item: u32) -> Self {
        Cite { component, list: 0, item, rule: 0 }
    }
}

/// Names something that the network, not the packet, chooses: the port that a translator picks, the zone that a router
/// delivers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChoiceKey {
    /// Who chooses.
    pub of: Cite,
    /// What: `port`, `zone` …
    pub what: &'static str,
}
