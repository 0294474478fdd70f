//! What every component file provides.

use crate::caution::{Course, Narrow};
use crate::changes::Changes;
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::Reader;
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{Caution, Check, Citation, Cite, Key, Reason, Remedy, Row, Station};
use packetwalk_space::HeaderSet;
use serde::Deserialize;

/// One element of one describe list.
pub(crate) trait Record: Sized + PartialEq {
    /// The element as AWS prints it: the keys that are read.
    type Shape<'a>: Deserialize<'a> + Send;

    /// The records that one element holds: an `Option`, or a `Vec` where they are one level down.
    type Found: IntoIterator<Item = Self>;

    /// Keys that AWS prints and that have no say in where packets go; `*` for all of them.
    const UNREAD: &'static [&'static str];

    /// Reads an element. What is wrong with it is told to the reader; nothing is found when nothing is left of it.
    fn read(shape: Self::Shape<'_>, reader: &mut Reader<'_>) -> Self::Found;

    /// The id, for records that have one of their own.
    fn id(&self) -> Option<Symbol>;

    /// The account that owns it, where the element says so.
    fn owner(&self) -> Option<Symbol> {
        None
    }

    /// Where it stands.
    fn origin(&self) -> Origin;

    /// Whether another description of the same resource says the same. What accounts may rightly say each in its own way, and
    /// these do, is forgotten.
    fn agrees(&mut self, again: Self) -> bool {
        *self == again
    }
}

/// Everything that the rest of packetwalk needs of a component, as data and plain functions.
pub(crate) struct Component {
    /// The console's word for it: `network ACL`.
    pub(crate) words: &'static str,
    /// What its ids start with.
    pub(crate) prefixes: &'static [&'static str],
    /// Why it drops packets, and what it may not know.
    pub(crate) reasons: &'static [&'static Reason],
    /// Which rules of the specification it implements, and how.
    pub(crate) coverage: &'static [Coverage],
    /// Lowers one of its stations.
    pub(crate) station: fn(&Lowerer<'_>, Key) -> Station,
    /// Lowers one row of one of its directories.
    pub(crate) entry: fn(&Lowerer<'_>, Key, u32) -> Row,
    /// What an entry of one of its directories shares with those that are like it, and the row of several of them, by the
    /// first: see [`packetwalk_fabric::Lowering::alike`].
    pub(crate) alike: fn(&Lowerer<'_>, Key, u32) -> Option<u32>,
    pub(crate) entry_of_alike: fn(Key, u32) -> Row,
    /// The words of a cite of it.
    pub(crate) cite: fn(&Network, Cite) -> Citation,
    /// Where one of its resources stands: whose it is, and what it belongs to.
    pub(crate) stands: fn(&Network, Cite) -> Stands,
    /// What one of its resources names beside what it belongs to, and how.
    pub(crate) names: fn(&Network, u32) -> Vec<(&'static str, Symbol)>,
    /// The tables that a person who asks to see the resource should see.
    pub(crate) tables: fn(&Lowerer<'_>, u32) -> Vec<Check>,
    /// Whether routes can name it as their target; its role [`LEAVE`] then is the way to it out of a subnet.
    pub(crate) route_target: bool,
    /// The narrowest change that lets packets past a refusal.
    pub(crate) remedy: fn(&Network, Cite, &HeaderSet) -> Option<Remedy>,
    /// What commands do to the rules of its resources, where they do.
    pub(crate) changes: Option<Changes>,
    /// What to mind on a way that packets take.
    pub(crate) cautions: fn(&Lowerer<'_>, &Course<'_>) -> Vec<Caution>,
    /// The largest packet that it carries, where that is smaller than what an instance may send (9001 bytes).
    pub(crate) narrow: fn(&Network, u32) -> Option<Narrow>,
    /// Whether security groups track connections through it whatever their rules say.
    pub(crate) always_tracked: fn(&Network, u32) -> bool,
}

/// The role of the station that leads out of a subnet (`Key::other`) to a route target (`Key::item`).
pub(crate) const LEAVE: u8 = 1;

/// What is said of one rule of the specification.
pub(crate) struct Coverage {
    /// The rule's number: `NG3`.
    pub(crate) rule: &'static str,
    /// How it is treated.
    pub(crate) status: Status,
}

/// How a rule is treated.
#[derive(Clone, Copy)]
pub(crate) enum Status {
    /// Implemented, and shown by a case.
    Modelled,
    /// Taken for granted; answers that rest on it say so with this reason.
    Assumed(&'static Reason),
}

/// The rules that a component implements, and those that it takes for granted: `modelled!["E1", "E2"; "E10": &FORWARDS]`.
macro_rules! modelled {
    ($($rule:literal),* $(,)? $(; $($taken:literal: $reason:expr),+)?) => {
        &[
            $($crate::component::Coverage { rule: $rule, status: $crate::component::Status::Modelled },)*
            $($($crate::component::Coverage { rule: $taken, status: $crate::component::Status::Assumed($reason) },)+)?
        ]
    };
}
pub(crate) use modelled;

impl Component {
    /// The parts of a component that has no stations, directories or tables of its own.
    pub(crate) const fn plain(
        words: &'static str,
        prefixes: &'static [&'static str],
        cite: fn(&Network, Cite) -> Citation,
    ) -> Self {
        Component {
            words,
            prefixes,
            reasons: &[],
            coverage: &[],
            station: |_, key| crate::lowerer::nowhere(key),
            entry: |_, key, _| crate::lowerer::no_entry(key),
            alike: |_, _, _| None,
            entry_of_alike: |key, _| crate::lowerer::no_entry(key),
            cite,
            stands: |_, _| Stands::default(),
            names: |_, _| Vec::new(),
            tables: |_, _| Vec::new(),
            route_target: false,
            remedy: |_, _, _| None,
            changes: None,
            cautions: |_, _| Vec::new(),
            narrow: |_, _| None,
            always_tracked: |_, _| false,
        }
    }
}
