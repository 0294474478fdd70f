//! "What if": a change of one place of a snapshot, in memory.

use crate::problem::{Kind, Problem};
use packetwalk::{EditChange, Network};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// A change of one place of a snapshot, in memory. The place is that of a rule as answers tell it (`place`), always as it is on disk:
/// edits don't move one another's places.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edit {
    /// The file.
    pub(crate) file: String,
    /// The line; needed only where the file holds several JSON documents.
    line: Option<u32>,
    /// The JSON pointer.
    pub(crate) pointer: String,
    /// What to do there.
    op: Op,
    /// What to put there, or to add to the list there; nothing to remove.
    #[serde(default, deserialize_with = "given")]
    value: Option<Value>,
}

/// What to do at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Op {
    /// Take the element out of its list.
    Remove,
    /// Put `value` there.
    Replace,
    /// Add `value` to the end of the list that stands there.
    Add,
}

/// A value that is null is given.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Edit {
    /// Holds that each edit has what it needs, and that there aren't too many.
    pub(crate) fn check(all: &[Edit]) -> Result<(), Problem> {
        /// Nobody tries more than this at once.
        const MOST: usize = 100;
        if all.len() > MOST {
            return Err(Problem::new(Kind::Edit, format!("{} edits: at most {MOST} are made at a time", all.len())));
        }
        match all.iter().find(|edit| edit.op != Op::Remove && edit.value.is_none()) {
            Some(edit) => {
                let detail = format!("{} {}: a value is needed to replace or add", edit.file, edit.pointer);
                Err(Problem::new(Kind::Edit, detail))
            }
            None => Ok(()),
        }
    }

    /// Holds that what edits put somewhere can be read: a network with such a part would only be unknown there.
    pub(crate) fn are_read(before: &Network, after: &Network) -> Result<(), Problem> {
        let known = before.snapshot().problems();
        let new = after.snapshot().problems().iter().filter(|problem| !known.contains(problem));
        let told: Vec<_> = new
            .map(|problem| format!("{} ({}:{} {})", problem.message, problem.file, problem.line, problem.pointer))
            .collect();
        if told.is_empty() { Ok(()) } else { Err(Problem::new(Kind::Edit, told.join("; "))) }
    }

    /// Whether it puts there what stands there already.
    pub(crate) fn is_idle(&self, text: &str) -> bool {
        let there =
            || packetwalk::excerpt(text, self.line, &self.pointer).and_then(|old| serde_json::from_str(old).ok());
        self.op == Op::Replace && self.value.is_some() && self.value == there()
    }

    /// As the loader takes it.
    pub(crate) fn read(&self) -> packetwalk::Edit {
        let value = self.value.clone().unwrap_or_default();
        packetwalk::Edit {
            file: self.file.clone(),
            line: self.line,
            pointer: self.pointer.clone(),
            change: match self.op {
                Op::Remove => EditChange::Remove,
                Op::Replace => EditChange::Replace(value),
                Op::Add => EditChange::Add(value),
            },
        }
    }

    /// Whether it changes something of what stands at a place.
    pub(crate) fn is_in(&self, place: &packetwalk::Place) -> bool {
        let behind = self.pointer.strip_prefix(&place.pointer);
        self.file == place.file && behind.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}
