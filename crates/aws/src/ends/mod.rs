//! Ends of a walk: what people call the two sides, and what that amounts to.

mod balancers;
mod called;
mod dns;
mod gates;
mod instances;
mod managed;
mod naming;
mod near;
mod record;
mod sides;
mod tagged;
mod waypoint;

use crate::components::instance::System;
use crate::registry::Kind;
pub use instances::Wants;
use packetwalk_fabric::{Cite, Key};
use packetwalk_space::{Address, Cidr, IntervalSet, Sender};
pub use record::Recorded;
use std::fmt;
pub(crate) use tagged::Names;

/// One side of a walk, as the snapshot knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// An interface, by itself or by what it belongs to.
    Interface {
        /// Its number.
        item: u32,
        /// The address that was named; `None` means its primary one.
        address: Option<Address>,
        /// What to say of the choice.
        note: Option<String>,
    },
    /// An instance with several interfaces: the question tells which of them can be meant.
    Instance {
        /// Device 0.
        first: u32,
        /// The others.
        rest: Vec<u32>,
    },
    /// A load balancer, by the addresses that its clients know.
    Balancer {
        /// Of which generation it is.
        kind: Kind,
        /// Its number.
        item: u32,
    },
    /// An interface endpoint, by the addresses of its interfaces.
    Endpoint {
        /// Its number.
        item: u32,
    },
    /// What a service made interfaces for, by what the service calls it: to all of them, or from the only one.
    Service {
        /// The interfaces.
        items: Vec<u32>,
        /// The port on which it is asked.
        port: Option<u16>,
        /// What to say of the interfaces: they may be another's.
        note: Option<String>,
    },
    /// Addresses in a VPC, whoever has them.
    Inside {
        /// The addresses.
        block: Cidr,
    },
    /// Public addresses that nobody in the snapshot has.
    Outside {
        /// The addresses.
        addresses: IntervalSet<Address>,
    },
    /// The internet, as far as it comes in by one gateway.
    Gateway {
        /// The internet gateway's number.
        item: u32,
    },
    /// Addresses of networks outside, behind a virtual private gateway or an attachment of a transit gateway.
    Behind {
        /// The gateway or attachment.
        gate: Cite,
        /// The addresses.
        addresses: IntervalSet<Address>,
    },
    /// Addresses of a network outside that is described.
    Described {
        /// The network's number.
        network: u32,
        /// The addresses.
        addresses: IntervalSet<Address>,
    },
    /// A block that may hold both.
    Anywhere {
        /// The addresses.
        block: Cidr,
    },
}

/// Where a walk starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The station.
    pub start: Key,
    /// Its addresses.
    pub addresses: IntervalSet<Address>,
    /// Who sends.
    pub sender: Sender,
    /// Its place; `None` outside.
    pub place: Option<Cite>,
    /// Outside: by what its packets come in.
    pub gate: Option<Cite>,
    /// Its operating system, where the snapshot says.
    pub system: Option<System>,
    /// The station of its inbound checks.
    pub inbound: Option<Key>,
    /// How to call it.
    pub name: String,
    /// What to say of the choice.
    pub note: Option<String>,
}

/// Where a walk should arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The addresses.
    pub addresses: IntervalSet<Address>,
    /// The place; `None` when any will do.
    pub place: Option<Cite>,
    /// Outside: by what packets must leave; `None` when any way will do.
    pub gate: Option<Cite>,
    /// Whoever passes packets on at the place: the walk arrives behind it.
    pub through: Option<Cite>,
    /// The TCP port on which it is asked, where the snapshot says.
    pub port: Option<u16>,
    /// Whether it lies inside the snapshot's networks, outside of them, or either (`None`).
    pub inside: Option<bool>,
    /// The station of its inbound checks.
    pub inbound: Option<Key>,
    /// How to call it.
    pub name: String,
    /// What to say of the choice.
    pub note: Option<String>,
}

/// Why a text names no end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndError {
    /// It fits nothing; these come nearest.
    Unknown {
        /// The text.
        text: String,
        /// What comes nearest.
        nearest: Vec<String>,
    },
    /// It fits several.
    Ambiguous {
        /// The text.
        text: String,
        /// What it fits.
        candidates: Vec<String>,
    },
    /// It names something that can't be this side of a walk.
    Unfit {
        /// The text.
        text: String,
        /// Why not, and what would do.
        why: String,
    },
}

impl fmt::Display for EndError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list =
            |f: &mut fmt::Formatter<'_>, items: &[String]| items.iter().try_for_each(|item| write!(f, "\n  {item}"));
        match self {
            EndError::Unknown { text, nearest } => {
                write!(f, "nothing in the snapshot is called {text:?}")?;
                if nearest.is_empty() {
                    write!(f, "; `packetwalk list` shows what can be named")
                } else {
                    write!(f, "; nearest:")?;
                    list(f, nearest)
                }
            }
            EndError::Ambiguous { text, candidates } => {
                write!(f, "{text:?} fits {} things; name one of them:", candidates.len())?;
                list(f, candidates)
            }
            EndError::Unfit { text, why } => write!(f, "{text:?} {why}"),
        }
    }
}

impl std::error::Error for EndError {}

/// Something that can be named as an end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// What it is: `interface`, `instance`, `subnet`, `balancer`, `endpoint`, `gateway`, `clients`, `service`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its VPC.
    pub vpc: Option<String>,
    /// Its blocks, of a subnet.
    pub blocks: Vec<Cidr>,
    /// Its addresses: private, and the public ones they are paired with.
    pub addresses: Vec<(Address, Option<Address>)>,
    /// Its tags: key and value.
    pub tags: Vec<(String, String)>,
}

impl Listed {
    /// In one line.
    pub fn line(&self) -> String {
        let name = self.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        let address = |(private, public): &(Address, Option<Address>)| match public {
            Some(public) => format!(" {private} = {public}"),
            None => format!(" {private}"),
        };
        let addresses: String = self.addresses.iter().map(address).collect();
        let block = |block: &Cidr| format!(" {block}");
        let blocks: String = self.blocks.iter().map(block).collect();
        format!("{}{name}{blocks}{addresses}", self.id)
    }
}
