//! What to mind on a way that packets take: what components are told of it, and asking them.

use crate::component::Component;
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Caution, Cite, Direction, Lexicon, Table};
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

/// The largest packet that a place carries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Narrow {
    /// In bytes.
    pub(crate) bytes: u16,
    /// Whether it makes the ends of a TCP connection agree on segments that fit (MSS clamping).
    pub(crate) fits_tcp: bool,
}

/// What every component has to say of a way.
pub fn cautions(lowerer: &Lowerer<'_>, course: &Course<'_>) -> Vec<Caution> {
    Kind::ALL.iter().flat_map(|kind| (kind.component().cautions)(lowerer, course)).collect()
}

/// What is narrow at a place.
pub(crate) fn narrow(net: &Network, place: Cite) -> Option<Narrow> {
    (component(place)?.narrow)(net, place.item)
}

/// Whether connections that meet this are tracked by security groups whatever the rules say.
pub(crate) fn is_always_tracked(net: &Network, met: Cite) -> bool {
    component(met).is_some_and(|component| (component.always_tracked)(net, met.item))
}

fn component(cite: Cite) -> Option<&'static Component> {
    Kind::ALL.get(cite.component as usize).map(|kind| kind.component())
}

/// A resource in a sentence: `internet gateway igw-0a1 (main)`.
pub(crate) fn words(net: &Network, cite: Cite) -> String {
    let citation = Lexicon::citation(net, cite);
    let name = citation.name.map(|name| format!(" ({name})")).unwrap_or_default();
    format!("{} {}{name}", citation.kind, citation.id)
}
