//! The page, and the JSON API behind it.
//!
//! A [`Server`] answers questions about snapshots over HTTP: everything under `/api/v1` is JSON, described by the OpenAPI
//! document that [`openapi()`] returns; everything else is the page, which is part of the program. A story is the same document
//! that `packetwalk walk --format json` prints.
//!
//! The server reads and never writes: snapshots come from a [`Source`] that whoever starts it provides, uploaded ones and edits
//! stay in memory. It is made for one person's machine and for people that one trusts: it checks by which name it is called,
//! wants a token where others could reach it, and bounds what one request, and all of them, may take.

mod access;
mod api;
mod edit;
mod guard;
mod index;
mod limits;
mod listen;
mod openapi;
mod page;
mod problem;
mod route;
mod router;
mod shelf;
mod source;
mod work;

pub use access::Access;
pub use limits::Limits;
pub use listen::{Server, Stop};
pub use openapi::openapi;
pub use source::{Held, Source};
