//! Tables of rows.

use crate::{Action, Cite, Key, Otherwise, Reason, Rows, Spans};
use packetwalk_space::{Field, Headers, Product};

/// One rule: a guard, what happens to the packets in it, and where the rule stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The packets that the row is about.
    pub guard: Product,
    /// What happens to them.
    pub action: Action,
    /// The rule that the row was lowered from.
    pub cite: Cite,
    /// What had to be taken for granted to write the row down.
    pub assumes: Option<&'static Reason>,
}

impl Row {
    /// A row that takes nothing for granted.
    pub const fn new(guard: Product, action: Action, cite: Cite) -> Self {
        Row { guard, action, cite, assumes: None }
    }
}

/// What happens to packets that no row matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Default {
    /// What happens.
    pub action: Action,
    /// The resource that says so.
    pub cite: Cite,
    /// What had to be taken for granted.
    pub assumes: Option<&'static Reason>,
}

/// How rows decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discipline {
    /// The first row that matches decides.
    FirstMatch,
    /// Any row that passes lets the packet pass, in whatever order they stand.
    AnyRow,
    /// The row with the longest prefix decides. Rows stand in order of preference and test nothing but the destination.
    LongestPrefix(Spans),
    /// At most one row matches an address. Rows are made when a packet meets them.
    Directory(Directory),
}

/// A table with a row per address, too large to write down: each span's number names an entry, and the entry's row is
/// lowered by [`crate::Fabric::entry`] when a class meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// Who makes the rows.
    pub key: Key,
    /// The field that is looked up: source or destination.
    pub field: Field,
    /// Addresses and the numbers of their entries.
    pub spans: Spans,
}

/// Rows, how they decide, and what happens when none does.
#[derive(Debug)]
pub struct Table {
    /// How rows decide.
    pub discipline: Discipline,
    /// The rows; empty for a directory.
    pub rows: Rows,
    /// What happens to packets that no row matches.
    pub default: Default,
    /// Set when rows tell members apart, not treatments: which address a packet has, not what becomes of it. Packets that
    /// differ only by such rows are told as one group.
    pub by_member: bool,
}

impl Table {
    /// A table in which the first row that matches decides.
    pub fn first_match(rows: Vec<Row>, default: Default) -> Self {
        Table { discipline: Discipline::FirstMatch, rows: rows.into(), default, by_member: false }
    }

    /// A table in which any passing row suffices. Rows whose answer isn't known are asked after those that pass.
    pub fn any_row(mut rows: Vec<Row>, default: Default) -> Self {
        rows.sort_by_key(|row| !matches!(row.action, Action::Pass));
        Table { discipline: Discipline::AnyRow, rows: rows.into(), default, by_member: false }
    }

    /// A table in which the preferred row decides; `rows` stand in order of preference, longest prefix first.
    pub fn longest_prefix(rows: Vec<Row>, default: Default) -> Self {
        let sets = (0..).zip(&rows).map(|(number, row)| (row.guard.destination.clone(), number));
        let spans = Spans::flattened(sets);
        Table { discipline: Discipline::LongestPrefix(spans), rows: rows.into(), default, by_member: false }
    }

    /// A table with a row per address.
    pub fn directory(directory: Directory, default: Default) -> Self {
        Table { discipline: Discipline::Directory(directory), rows: Rows::default(), default, by_member: true }
    }

    /// A table that passes everything, for a check that is skipped or met by what the resource is.
    pub fn passes(cite: Cite) -> Self {
        Table::first_match(Vec::new(), Default { action: Action::Pass, cite, assumes: None })
    }

    /// A table that refuses everything.
    pub fn refuses(reason: &'static Reason, otherwise: Otherwise, cite: Cite) -> Self {
        let action = Action::Drop { reason, otherwise };
        Table::first_match(Vec::new(), Default { action, cite, assumes: None })
    }

    /// A table of which nobody knows the rows.
    pub fn unknown(gap: &'static Reason, otherwise: Otherwise, cite: Cite) -> Self {
        let action = Action::Unknown { gap, otherwise };
        Table::first_match(Vec::new(), Default { action, cite, assumes: None })
    }

    /// The number of the row that decides about one packet. A directory has no rows.
    #[inline]
    pub fn row_for(&self, packet: &Headers) -> Option<usize> {
        match &self.discipline {
            Discipline::FirstMatch | Discipline::AnyRow => self.rows.first_with(packet),
            Discipline::LongestPrefix(spans) => spans.find(packet.destination).map(|span| span.number as usize),
            Discipline::Directory(_) => None,
        }
    }

    /// The same table, whose rows tell members apart and not treatments.
    #[must_use]
    pub fn by_member(mut self) -> Self {
        self.by_member = true;
        self
    }
}
