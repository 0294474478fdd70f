//! What came of the changes.

use super::list::Change;
use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    /// These tests failed.
    NoticedBy(String),
    /// These tests took too long, which is noticing it.
    TimedOut(String),
    /// Tests failed or took too long when it was built by itself.
    NoticedApart,
    /// Tests came by it, and passed.
    Missed,
    /// No test came by it.
    Unreached,
    /// The compiler noticed.
    DoesntBuild,
    /// It has to be built by itself.
    CantBeWoven,
}

impl Outcome {
    pub(super) fn is_missed(&self) -> bool {
        matches!(self, Outcome::Missed | Outcome::Unreached)
    }

    fn in_words(&self) -> String {
        match self {
            Outcome::NoticedBy(tests) => format!("noticed by {tests}"),
            Outcome::TimedOut(tests) => format!("made {tests} endless"),
            Outcome::NoticedApart => "noticed, built apart".to_owned(),
            Outcome::Missed => "missed".to_owned(),
            Outcome::Unreached => "missed: no test runs it".to_owned(),
            Outcome::DoesntBuild => "don't build".to_owned(),
            Outcome::CantBeWoven => "can't be woven".to_owned(),
        }
    }
}

#[derive(Serialize)]
struct Line<'r> {
    change: &'r str,
    outcome: &'r Outcome,
}

/// Writes every change and what came of it.
pub(super) fn write(file: &Path, changes: &[Change], outcomes: &BTreeMap<usize, Outcome>) -> Result<()> {
    let lines: Vec<_> = outcomes
        .iter()
        .filter_map(|(number, outcome)| Some(Line { change: &changes.get(*number)?.name, outcome }))
        .collect();
    std::fs::write(file, serde_json::to_string_pretty(&lines)? + "\n")?;
    Ok(())
}

/// How many came to what, as a table.
pub(super) fn table(outcomes: &BTreeMap<usize, Outcome>) -> String {
    let mut counts: BTreeMap<&Outcome, usize> = BTreeMap::new();
    for outcome in outcomes.values() {
        *counts.entry(outcome).or_default() += 1;
    }
    let mut table = format!("| | changes |\n| --- | --: |\n| all | {} |\n", outcomes.len());
    for (outcome, count) in counts {
        table += &format!("| {} | {count} |\n", outcome.in_words());
    }
    table
}

/// Those that no test noticed, a line each.
pub(super) fn missed(changes: &[Change], outcomes: &BTreeMap<usize, Outcome>) -> Vec<String> {
    let missed = outcomes.iter().filter(|(_, outcome)| outcome.is_missed());
    missed
        .filter_map(|(number, outcome)| Some(format!("{}: {}", changes.get(*number)?.name, outcome.in_words())))
        .collect()
}
