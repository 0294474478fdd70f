//! The handlers of the API: each reads a request, asks the library, and writes what it said.

pub(crate) mod ends;
pub(crate) mod map;
pub(crate) mod picture;
pub(crate) mod query;
pub(crate) mod resources;
pub(crate) mod snapshots;
pub(crate) mod walk;
pub(crate) mod what_if;
