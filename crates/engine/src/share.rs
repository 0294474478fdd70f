//! How a table divides what meets it.

use packetwalk_fabric::{Action, Cite, Reason};
use std::sync::Arc;

/// The packets that one row of a table decided about.
#[derive(Clone, Debug)]
pub struct Share<T> {
    /// The packets, as they met the table.
    pub packets: T,
    /// What happens to them.
    pub action: Action,
    /// The rule that decided; the resource itself when no row matched.
    pub cite: Cite,
    /// What the rule takes for granted.
    pub assumes: Option<&'static Reason>,
    /// The deciding row's place in the table; `None` when no row matched, or the table is a directory.
    pub row: Option<usize>,
    /// Whether a row matched at all.
    pub matched: bool,
    /// Of several entries of a directory that are alike and one share: what each of them cites, each once.
    pub alike: Option<Arc<[Cite]>>,
}
