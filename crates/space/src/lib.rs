//! Packet headers, and sets of them.
//!
//! A question about a network is about a *class* of packets: "tcp from 10.0.1.7, any ephemeral port,
//! to 10.1.0.0/16, port 22 or 443". This crate holds that class and the mathematics of it, and
//! knows nothing of networks:
//!
//! - [`Address`], [`Cidr`], [`Protocol`], [`Headers`]: one packet's header;
//! - [`IntervalSet`]: sorted, disjoint ranges of one field;
//! - [`Product`]: one interval set per field, the shape of every rule that AWS can express;
//! - [`HeaderSet`]: disjoint products, closed under union, intersection and difference;
//! - [`Rewrite`]: what a translator does to a header or to a set of them, and how to undo it;
//! - [`reply`]: the header with which the other side answers.
//!
//! A set with one member is a packet. Everything is exact: nothing here widens or narrows a set silently.

mod address;
mod cidr;
mod field;
mod headers;
mod interval;
mod product;
mod protocol;
pub mod reply;
mod rewrite;
mod set;
pub mod text;

pub use address::{Address, Family};
pub use cidr::{Cidr, CidrError, cover};
pub use field::{Field, Fields};
pub use headers::{Headers, Sender};
pub use interval::{IntervalSet, Point};
pub use product::{PortsNeedAProtocol, Product};
pub use protocol::Protocol;
pub use rewrite::{AddressRewrite, Rewrite};
pub use set::HeaderSet;
