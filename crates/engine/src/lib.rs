//! The only interpreter.
//!
//! A [`Question`] is a class of packets at a station of a [`Fabric`](packetwalk_fabric::Fabric), and where they should arrive. [`walk()`]
//! takes the class through the stations, there and back, and gives a [`Walk`]: the tree of every decision, and a [`Leaf`]
//! for each way it can end. [`Answer`] groups the leaves by what was decided and says the [`Verdict`] of each part and of
//! the whole.
//!
//! What travels is a [`Traveller`]: a [`HeaderSet`](packetwalk_space::HeaderSet) or a single [`Headers`](packetwalk_space::Headers). Only
//! reading a table differs between the two; the walk is the same code, so a witness of every part can be walked again
//! as a single packet and must get the same verdict ([`Answer::confirm`]).

mod answer;
mod branch;
mod leaf;
mod memory;
mod question;
pub mod reasons;
mod share;
mod together;
mod trail;
mod traveller;
mod verdict;
mod walk;

pub use answer::{Answer, Part, Unconfirmed};
pub use leaf::{End, Leaf, Outcome};
pub use memory::{Chosen, Pins};
pub use question::{Arrival, Filters, Limits, Question, Waypoint};
pub use share::Share;
pub use together::{Together, members};
pub use trail::{Event, Leg, Node, NodeId, Trail};
pub use traveller::Traveller;
pub use verdict::Verdict;
pub use walk::{Walk, walk};
