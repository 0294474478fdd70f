//! Weaves, and leaves out what doesn't build, until the rest does.

use super::copy::{Copy, errors};
use super::list::Change;
use super::report::Outcome;
use super::text::Woven;
use super::weave::weave;
use crate::root;
use anyhow::{Context as _, Result, bail};
use cargo_metadata::diagnostic::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Asks whether a change is on, and is added to each crate.
const SWITCH: &str = include_str!("switch.rs");

/// What is woven by now, and what came of the others.
pub(super) struct Loom<'c> {
    changes: &'c [Change],
    files: BTreeMap<String, Woven>,
    /// What isn't woven.
    pub(super) out: BTreeMap<usize, Outcome>,
}

impl<'c> Loom<'c> {
    pub(super) fn new(changes: &'c [Change]) -> Self {
        Loom { changes, files: BTreeMap::new(), out: BTreeMap::new() }
    }

    /// The files that are written here: those that are changed, and where each of their crates begins.
    pub(super) fn sources(&self) -> BTreeSet<String> {
        let changed = self.changes.iter().map(|change| change.file.clone());
        let folders = self.changes.iter().filter_map(|change| Some(change.file.split_once("/src/")?.0));
        changed.chain(folders.map(|folder| format!("{folder}/src/lib.rs"))).collect()
    }

    /// The changes that are woven.
    pub(super) fn woven(&self) -> BTreeSet<usize> {
        self.files.values().flat_map(Woven::changes).collect()
    }

    /// Weaves until it builds.
    pub(super) fn settle(&mut self, copy: &Copy) -> Result<()> {
        let packages: BTreeSet<_> = self.changes.iter().map(|change| change.package.as_str()).collect();
        let packages: Vec<_> = packages.into_iter().collect();
        for round in 1.. {
            self.weave(copy)?;
            println!("weaving, round {round}: {} changes of {}", self.woven().len(), self.changes.len());
            let said = copy.build(&["check", "--keep-going"], &packages)?;
            let errors: Vec<_> = errors(&said).collect();
            if errors.is_empty() {
                break;
            }
            let before = self.out.len();
            for error in &errors {
                self.leave_out(error);
            }
            if self.out.len() == before {
                let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
                bail!("the woven copy doesn't build, and no change seems to be why:\n{}", errors.join("\n"));
            }
        }
        Ok(())
    }

    fn weave(&mut self, copy: &Copy) -> Result<()> {
        for file in self.sources() {
            let source = std::fs::read_to_string(root().join(&file)).with_context(|| file.clone())?;
            let left = self.changes.iter().enumerate().filter(|(number, _)| !self.out.contains_key(number));
            let here: Vec<_> = left.filter(|(_, change)| change.file == file).collect();
            let woven = weave(&source, &here).with_context(|| file.clone())?;
            let mut text = woven.text.clone();
            if file.ends_with("/src/lib.rs") {
                text += &SWITCH.replace("CHANGES]", &format!("{}]", self.changes.len()));
            }
            copy.write(&file, text.as_bytes())?;
            let found: BTreeSet<usize> = woven.changes().collect();
            for (number, _) in here.iter().filter(|(number, _)| !found.contains(number)) {
                self.out.insert(*number, Outcome::CantBeWoven);
            }
            self.files.insert(file, woven);
        }
        Ok(())
    }

    /// Leaves out what an error is about. If it is in a change's own words, those don't build; if it is in what stands around them,
    /// they might in another way.
    fn leave_out(&mut self, error: &Diagnostic) {
        let spans = spans(error);
        let own = spans.iter().find_map(|span| self.files.get(&span.file)?.change_at(&span.bytes));
        if let Some(change) = own {
            self.out.insert(change, Outcome::DoesntBuild);
            return;
        }
        let around = spans.iter().filter(|span| span.primary);
        let around = around.filter_map(|span| Some(self.files.get(&span.file)?.changes_around(&span.bytes)));
        for change in around.flatten() {
            self.out.entry(*change).or_insert(Outcome::CantBeWoven);
        }
    }
}

/// A part of a woven file that an error points at.
struct Span {
    file: String,
    bytes: Range<usize>,
    /// What it is about; the others explain it.
    primary: bool,
}

/// Everything that an error and its notes point at, what it is about first.
fn spans(error: &Diagnostic) -> Vec<Span> {
    let own = error.spans.iter().map(|span| Span {
        file: span.file_name.clone(),
        bytes: span.byte_start as usize..span.byte_end as usize,
        primary: span.is_primary,
    });
    let notes = error.children.iter().flat_map(spans).map(|span| Span { primary: false, ..span });
    let mut spans: Vec<_> = own.chain(notes).collect();
    spans.sort_by_key(|span| !span.primary);
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "fn f() -> A {\n    match g() {\n        B => 1 + 2,\n        _ => 3,\n    }\n}";

    /// What is left out for an error that points at `about`, and at `notes` to explain it.
    fn left_out(about: &str, notes: &str) -> BTreeMap<usize, Outcome> {
        let change = |genre, line, column, replacement| {
            let change = serde_json::json!({
                "name": "",
                "file": "a.rs",
                "package": "a",
                "genre": genre,
                "replacement": replacement,
                "span": { "start": { "line": line, "column": column } },
            });
            serde_json::from_value(change).unwrap()
        };
        let changes = [
            change("FnValue", 2, 5, "Default::default()"),
            change("MatchArm", 3, 9, ""),
            change("BinaryOperator", 3, 16, "-"),
        ];
        let mut loom = Loom::new(&changes);
        let here: Vec<_> = changes.iter().enumerate().collect();
        let woven = weave(SOURCE, &here).unwrap();
        let span = |part: &str, primary| {
            let start = woven.text.find(part).unwrap();
            serde_json::json!({
                "file_name": "a.rs", "byte_start": start, "byte_end": start + part.len(), "is_primary": primary,
                "line_start": 1, "line_end": 1, "column_start": 1, "column_end": 1, "text": [],
            })
        };
        let note = serde_json::json!({
            "message": "because", "level": "note", "spans": [span(notes, true)], "children": [],
        });
        let error = serde_json::json!({
            "message": "no", "level": "error", "spans": [span(about, true)], "children": [note],
        });
        loom.files.insert("a.rs".to_owned(), woven);
        loom.leave_out(&serde_json::from_value(error).unwrap());
        loom.out
    }

    #[test]
    fn what_an_error_is_about_is_left_out() {
        assert_eq!(left_out("Default::default()", "fn f()"), [(0, Outcome::DoesntBuild)].into());
        assert_eq!(left_out("1 - 2", "Default::default()"), [(2, Outcome::DoesntBuild)].into());
    }

    #[test]
    fn what_explains_it_is_left_out() {
        assert_eq!(left_out("(1 + 2)", "1 - 2"), [(2, Outcome::DoesntBuild)].into());
    }

    #[test]
    fn what_stands_around_it_is_left_out() {
        assert_eq!(left_out("(1 + 2)", "fn f()"), [(2, Outcome::CantBeWoven)].into());
        assert_eq!(left_out("match g()", "fn f()"), [(1, Outcome::CantBeWoven)].into());
        assert_eq!(left_out("_ => 3", "fn f()"), [(1, Outcome::CantBeWoven)].into());
    }
}
