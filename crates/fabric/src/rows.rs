//! Rows in order, and which of them is the first that holds a packet.

use crate::Row;
use crate::bounds::Bounds;
use crate::index::Index;
use packetwalk_space::Headers;
use std::ops::Deref;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Rows in order.
///
/// What a row is about stands in its guard. Rows that are asked for single packets again and again get a register, which
/// says at which guards to look.
#[derive(Debug, Default)]
pub struct Rows {
    all: Vec<Row>,
    /// How many packets have been looked up guard by guard.
    readings: AtomicU32,
    register: OnceLock<Register>,
}

/// Which rows to look at for a packet.
#[derive(Debug)]
enum Register {
    Few(Box<[Bounds]>),
    Many(Index),
}

/// After so many packets, the register has cost less than going on without it.
const REGISTERED_AFTER: u32 = 8;

/// With so many rows, finding a packet's place in each field takes less than a look at each row.
const MANY: usize = 64;

impl Rows {
    /// The number of the first row whose guard holds the packet.
    #[inline]
    pub fn first_with(&self, packet: &Headers) -> Option<usize> {
        match self.register.get() {
            Some(Register::Few(bounds)) => {
                bounds.iter().zip(&self.all).position(|(bounds, row)| bounds.hold(packet, &row.guard))
            }
            Some(Register::Many(index)) => {
                index.rows(packet).find(|at| self.all.get(*at).is_some_and(|row| row.guard.contains(packet)))
            }
            None => self.first_by_one(packet),
        }
    }

    fn first_by_one(&self, packet: &Headers) -> Option<usize> {
        if self.readings.fetch_add(1, Ordering::Relaxed) >= REGISTERED_AFTER {
            self.register.get_or_init(|| match self.all.len() {
                ..MANY => Register::Few(self.all.iter().map(|row| Bounds::new(&row.guard)).collect()),
                _ => Register::Many(Index::new(&self.all)),
            });
        }
        self.all.iter().position(|row| row.guard.contains(packet))
    }
}

impl Deref for Rows {
    type Target = [Row];

    fn deref(&self) -> &[Row] {
        &self.all
    }
}

impl From<Vec<Row>> for Rows {
    fn from(rows: Vec<Row>) -> Self {
        Rows { all: rows, ..Rows::default() }
    }
}

impl IntoIterator for Rows {
    type Item = Row;
    type IntoIter = std::vec::IntoIter<Row>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}
