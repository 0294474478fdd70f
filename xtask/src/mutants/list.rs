//! What there is to change: cargo-mutants lists it.

use super::Scope;
use crate::root;
use anyhow::{Context as _, Result, ensure};
use proc_macro2::LineColumn;
use serde::Deserialize;
use std::process::{Command, Stdio};

/// What is changed: what AWS's components mean, and the walk.
const FILES: &[&str] = &["crates/aws/src/components/**/*.rs", "crates/engine/src/**/*.rs"];

/// A change to the code.
#[derive(Clone, Deserialize)]
pub(super) struct Change {
    /// Where and what, in a line.
    pub(super) name: String,
    /// Its file, from the root.
    pub(super) file: String,
    /// The package that this is part of.
    pub(super) package: String,
    pub(super) genre: Genre,
    /// What stands there instead; nothing where something is left out.
    pub(super) replacement: String,
    pub(super) span: Span,
}

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum Genre {
    /// What a function does: it returns something at once.
    FnValue,
    BinaryOperator,
    /// An operator in front, left out.
    UnaryOperator,
    /// An arm of a match, left out.
    MatchArm,
    MatchArmGuard,
    /// A field of a struct that has a `..` to fill in for it, left out.
    StructField,
    /// What later versions may change.
    #[serde(other)]
    Other,
}

/// Where it stands.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Span {
    start: Place,
}

/// Lines and columns count from 1, columns by characters.
#[derive(Clone, Copy, Deserialize)]
struct Place {
    line: usize,
    column: usize,
}

impl Change {
    /// Where it begins, as `proc-macro2` counts it: columns from 0.
    pub(super) fn start(&self) -> LineColumn {
        let Place { line, column } = self.span.start;
        LineColumn { line, column: column.saturating_sub(1) }
    }
}

/// The changes to try.
pub(super) fn list(scope: &Scope<'_>) -> Result<Vec<Change>> {
    let mut command = mutants();
    command.args(["--list", "--json"]);
    if let Some(diff) = scope.in_diff {
        command.arg("--in-diff").arg(diff);
    }
    if let Some(shard) = scope.shard {
        // Every part has changes of every file, so one part is a sample.
        command.args(["--sharding", "round-robin", "--shard", shard]);
    }
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.context("cargo mutants: `cargo install cargo-mutants --locked`")?;
    ensure!(output.status.success(), "cargo mutants --list failed");
    serde_json::from_slice(&output.stdout).context("what cargo mutants --list --json printed")
}

/// cargo-mutants, about these files.
pub(super) fn mutants() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root()).args(["mutants", "--no-shuffle", "--colors", "never"]);
    for file in FILES {
        command.args(["--file", file]);
    }
    command
}
