//! Records in the order in which they were read.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;

/// Names one record of a kind.
pub(crate) struct Id<T> {
    number: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The record with this number.
    pub(crate) const fn new(number: u32) -> Self {
        Id { number, of: PhantomData }
    }

    /// Its number, from 0.
    pub(crate) const fn number(self) -> u32 {
        self.number
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.number)
    }
}

/// All records of one kind.
#[derive(Debug)]
pub(crate) struct Store<T>(Vec<T>);

impl<T> Default for Store<T> {
    fn default() -> Self {
        Store(Vec::new())
    }
}

impl<T> Store<T> {
    /// Adds a record.
    pub(crate) fn push(&mut self, record: T) -> Id<T> {
        self.0.push(record);
        Id::new(u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX))
    }

    /// A record, if there is one with this name.
    pub(crate) fn find(&self, id: Id<T>) -> Option<&T> {
        self.0.get(id.number as usize)
    }

    /// The same, to change it.
    pub(crate) fn find_mut(&mut self, id: Id<T>) -> Option<&mut T> {
        self.0.get_mut(id.number as usize)
    }

    /// Every record with its name.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> + ExactSizeIterator {
        self.0.iter().enumerate().map(|(number, record)| (Id::new(u32::try_from(number).unwrap_or(u32::MAX)), record))
    }

    /// Keeps only some records, which are then named anew.
    pub(crate) fn retain(&mut self, keeps: impl FnMut(&T) -> bool) {
        self.0.retain(keeps);
    }

    /// Gives back memory that further records would have used.
    pub(crate) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }
}

impl<T> Index<Id<T>> for Store<T> {
    type Output = T;

    fn index(&self, id: Id<T>) -> &T {
        &self.0[id.number as usize]
    }
}
