//! What the network remembers of a flow, and what it chose for it.

use crate::traveller::Traveller;
use packetwalk_fabric::{ChoiceKey, Cite, Key, Translation};
use packetwalk_space::{Address, Field, Fields, IntervalSet, Rewrite};

/// What was chosen: one value or, for a class, the values of one part of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// Ports.
    Ports(IntervalSet<u16>),
    /// Addresses.
    Addresses(IntervalSet<Address>),
    /// One of several ways.
    Way(Cite),
}

/// Choices that are taken as made.
#[derive(Clone, Debug, Default)]
pub struct Pins {
    /// Every port that a translator chooses is this one, where it could choose it.
    pub port: Option<u16>,
    /// Single choices by name. What is chosen under one name more than once is pinned in order.
    pub choices: Vec<(ChoiceKey, Chosen)>,
}

impl Pins {
    /// The rewrite of a translation with the pinned choices taken.
    pub(crate) fn narrowed(&self, translation: &Translation) -> Rewrite {
        let mut rewrite = translation.rewrite.clone();
        for (key, field) in &translation.choices {
            match (self.last(key), field) {
                (Some(Chosen::Ports(ports)), Field::SourcePort) => rewrite.source_port = Some(ports.clone()),
                (Some(Chosen::Addresses(addresses)), Field::Source) => {
                    rewrite.source = Some(packetwalk_space::AddressRewrite::Set(addresses.clone()));
                }
                (Some(Chosen::Addresses(addresses)), Field::Destination) => {
                    rewrite.destination = Some(packetwalk_space::AddressRewrite::Set(addresses.clone()));
                }
                (None, Field::SourcePort) => {
                    if let (Some(pin), Some(ports)) = (self.port, &rewrite.source_port)
                        && ports.contains(pin)
                    {
                        rewrite.source_port = Some(IntervalSet::single(pin));
                    }
                }
                _ => {}
            }
        }
        rewrite
    }

    fn last(&self, key: &ChoiceKey) -> Option<&Chosen> {
        self.choices.iter().rev().find(|(known, _)| known == key).map(|(_, chosen)| chosen)
    }

    /// The pinned way of a choice between ways, for one that was made a number of times before.
    pub(crate) fn way(&self, key: &ChoiceKey, before: usize) -> Option<Cite> {
        let ways = self.choices.iter().filter_map(|(known, chosen)| match chosen {
            Chosen::Way(cite) if known == key => Some(*cite),
            _ => None,
        });
        ways.into_iter().nth(before)
    }
}

/// A translation made on this branch and not yet undone.
#[derive(Clone, Debug)]
pub(crate) struct Frame<T> {
    /// The packets before.
    pub(crate) before: T,
    /// The packets after, as they left the translator.
    pub(crate) after: T,
    /// The fields whose values before can be told from those after: kept, or moved.
    pub(crate) traced: Fields,
    /// Takes back what it moved.
    pub(crate) back: Option<Rewrite>,
    /// The names of what it chose, and the fields that show it.
    pub(crate) choices: Vec<(ChoiceKey, Field)>,
    /// Whose connection it opened, if any.
    pub(crate) state: Option<Cite>,
    /// Where replies to it come in, whatever the far end's routes say.
    pub(crate) replies: Option<Key>,
}

impl<T: Traveller> Frame<T> {
    /// What the packets before were narrowed to, given what is left of those after.
    pub(crate) fn undone(&self, after: &T) -> T {
        match &self.back {
            Some(back) => self.before.before(&after.rewritten(back), self.traced),
            None => self.before.before(after, self.traced),
        }
    }
}
