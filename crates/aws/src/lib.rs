//! What each AWS network component means.
//!
//! [`Snapshot`] is what was read, faithful, with origins. [`Network`] is what it amounts to: ids resolved, subnets with their
//! tables, addresses with their owners. A [`Lowerer`] turns a network into stations for the walk, and a network is also the
//! [`Lexicon`](packetwalk_fabric::Lexicon) that gives them words.
//!
//! Every component is one file in `components/`, named in one line of the registry: the JSON it reads, the model, how it is
//! lowered, why it refuses, and which rules of the specification it covers.

mod addresses;
mod asked;
mod caution;
mod changes;
mod component;
mod components;
mod coverage;
mod ends;
mod lexicon;
mod lines;
mod lowerer;
mod network;
mod origin;
pub mod plain;
mod reader;
mod references;
mod registry;
mod snapshot;
mod standing;
mod store;
mod strings;
mod topology;
mod twice;
mod whole;

pub use caution::{Course, Step, cautions};
pub use components::instance::System;
pub use coverage::{Covered, coverage, reasons};
pub use ends::{Destination, End, EndError, Listed, Recorded, Source, Wants};
pub use lines::{Lines, newlines};
pub use lowerer::Lowerer;
pub use network::Network;
pub use origin::{File, FileId, Gap, Problem};
pub use registry::{Kind, List};
pub use snapshot::{Count, Element, Seen, Snapshot};
pub use strings::Symbol;
