//! One decision of a station.

use crate::{Action, Cite, Reason, Table};
use std::sync::Arc;

/// Which way a packet crosses a filter, seen from the resource that filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Outbound.
    Egress,
    /// Inbound.
    Ingress,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub const fn back(self) -> Self {
        match self {
            Direction::Egress => Direction::Ingress,
            Direction::Ingress => Direction::Egress,
        }
    }
}

/// What a check is called. Of all this the engine reads only whether the check is a filter.
#[derive(Debug, PartialEq, Eq)]
pub struct Label {
    /// The name: `network ACL`.
    pub name: &'static str,
    /// Which way, where the check has a direction.
    pub direction: Option<Direction>,
    /// Set for checks that nobody misses when they pass: they are told only when they do something else.
    pub quiet: bool,
    /// Set for checks that are somebody's word on which packets may pass, and no part of how packets find their way.
    pub filter: bool,
}

impl Label {
    /// A check that is always told.
    pub const fn told(name: &'static str, direction: Option<Direction>) -> Self {
        Label { name, direction, quiet: false, filter: false }
    }

    /// The same, for a filter.
    #[must_use]
    pub const fn filtering(self) -> Self {
        Label { filter: true, ..self }
    }

    /// A check that is told only when it does something else than pass.
    pub const fn quiet(name: &'static str) -> Self {
        Label { name, direction: None, quiet: true, filter: false }
    }
}

/// One decision of a station: a table, whose it is, and what it is called.
#[derive(Clone, Debug)]
pub struct Check {
    /// What it is called.
    pub label: &'static Label,
    /// Whose table it is: the resource that an explanation names first.
    pub subject: Cite,
    /// The rows.
    pub table: Arc<Table>,
    /// Set when the check remembers what it passes: a reply to it passes without asking. The key is shared by the checks
    /// that share the memory (both directions of one interface's groups).
    pub state: Option<Cite>,
    /// Set when whoever decides here may mind if the reply to what it passed comes back another way: the gap that this is.
    pub wants_replies: Option<&'static Reason>,
    /// What is said of the check when it passes without a rule: why it is skipped, or what was found in order.
    pub note: Option<&'static str>,
}

impl Check {
    /// A check that remembers nothing.
    pub fn new(label: &'static Label, subject: Cite, table: impl Into<Arc<Table>>) -> Self {
        Check { label, subject, table: table.into(), state: None, wants_replies: None, note: None }
    }

    /// A check that everything passes, and why.
    pub fn passed(label: &'static Label, subject: Cite, note: &'static str) -> Self {
        Check { note: Some(note), ..Check::new(label, subject, Table::passes(subject)) }
    }

    /// The same, remembering what it passes.
    #[must_use]
    pub fn remembering(self, state: Cite) -> Self {
        Check { state: Some(state), ..self }
    }

    /// The same, minding if the reply to what it passed comes back another way.
    #[must_use]
    pub fn wanting_replies(self, else_gap: &'static Reason) -> Self {
        Check { wants_replies: Some(else_gap), ..self }
    }

    /// Whether it is a filter that refuses something, and isn't skipped anyway.
    pub fn filters(&self) -> bool {
        self.label.filter && !(self.table.rows.is_empty() && matches!(self.table.default.action, Action::Pass))
    }

    /// The same, with something to say when it passes without a rule.
    #[must_use]
    pub fn noting(self, note: &'static str) -> Self {
        Check { note: Some(note), ..self }
    }
}
