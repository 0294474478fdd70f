//! How much one request, and all of them, may take.

use std::time::Duration;

/// How much one request, and all of them, may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open connections; more wait to be accepted.
    pub connections: usize,
    /// How long a client may take to send the head of a request, or to sit on a connection without one.
    pub head: Duration,
    /// How long a request may take from its head to its answer, its body among it.
    pub request: Duration,
    /// How long a client may let an answer wait before it takes some of it.
    pub stalled: Duration,
    /// How long its body may take to arrive.
    pub arrival: Duration,
    /// Bytes of a body.
    pub body: usize,
    /// Bytes of all bodies that are on their way in.
    pub room: usize,
    /// Snapshots in memory that were uploaded.
    pub uploads: usize,
    /// Amended networks that are kept for each snapshot.
    pub amended: usize,
    /// Questions that are worked on at a time.
    pub work: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 512,
            head: Duration::from_secs(10),
            request: Duration::from_secs(30),
            stalled: Duration::from_secs(30),
            arrival: Duration::from_secs(20),
            body: 64 << 20,
            room: 192 << 20,
            uploads: 8,
            amended: 4,
            work: std::thread::available_parallelism().map_or(2, usize::from),
        }
    }
}
