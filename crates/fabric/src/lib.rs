//! The vocabulary in which a network is written down.
//!
//! Rules are data. A network component *lowers* itself to [`Station`]s; a station is a place that a packet passes, with a
//! sequence of [`Check`]s; a check is a [`Table`] of [`Row`]s; a row is a guard (a product of header fields), an [`Action`]
//! from a closed list, and a [`Cite`]. One interpreter (the crate `packetwalk-engine`) runs them all, and what cannot be
//! said in this vocabulary is said as [`Action::Unknown`].
//!
//! Nothing here knows what a security group is. A [`Fabric`] lowers stations when a walk first meets them; a [`Lexicon`]
//! turns cites and reasons back into the words of whoever wrote the network down.

mod action;
mod bounds;
mod caution;
mod check;
mod cite;
mod index;
mod lazy;
mod lexicon;
mod reason;
mod rows;
mod spans;
mod station;
mod table;

pub use action::{Action, Opens, Otherwise, Translation, Unless};
pub use caution::Caution;
pub use check::{Check, Direction, Label};
pub use cite::{ChoiceKey, Cite, Key};
pub use lazy::{Fabric, Lowering};
pub use lexicon::{Citation, Lexicon, Place as Named, Refused, Remedy, Standing, Terms};
pub use reason::{Reason, ReasonKind};
pub use rows::Rows;
pub use spans::{Span, Spans};
pub use station::{Place, Station};
pub use table::{Default, Directory, Discipline, Row, Table};
