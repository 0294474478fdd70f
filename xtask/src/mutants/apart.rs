//! What can't be woven, each built by itself: cargo-mutants does that.

use super::list::{self, Change};
use super::report::Outcome;
use super::{Scope, executables, folder};
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// The files in which cargo-mutants says what came of the changes.
const OUTCOMES: &[(&str, Outcome)] = &[
    ("caught.txt", Outcome::NoticedApart),
    ("timeout.txt", Outcome::NoticedApart),
    ("missed.txt", Outcome::Missed),
    ("unviable.txt", Outcome::DoesntBuild),
];

/// Whose tests are asked: those of what is changed, and the cases, which notice most.
const PACKAGES: &[&str] = &["packetwalk-testkit", "packetwalk-aws", "packetwalk-engine"];
/// Dependencies are built once and run for every change.
const FAST: &[&str] = &[
    "profile.dev.package.\"*\".opt-level=2",
    "profile.dev.package.packetwalk-space.opt-level=2",
    "profile.dev.package.packetwalk-fabric.opt-level=2",
];

/// Tries those that couldn't be woven.
pub(super) fn try_each(changes: &[Change], outcomes: &mut BTreeMap<usize, Outcome>) -> Result<()> {
    let unwoven = outcomes.iter_mut().filter(|(_, outcome)| **outcome == Outcome::CantBeWoven);
    let mut unwoven: BTreeMap<&str, &mut Outcome> =
        unwoven.filter_map(|(number, outcome)| Some((changes.get(*number)?.name.as_str(), outcome))).collect();
    if unwoven.is_empty() {
        return Ok(());
    }
    let said = folder().join("apart");
    pass_over_all_but(&unwoven, &said.join("mutants.out"))?;
    let mut command = list::mutants();
    for package in PACKAGES {
        command.args(["--test-package", package]);
    }
    command.args(["--test-tool", "cargo", "--cargo-arg", "--tests"]);
    for setting in FAST {
        command.args(["--cargo-arg=--config", &format!("--cargo-arg={setting}")]);
    }
    // Without a change, the tests of the woven copy passed.
    command.args(["--baseline", "skip", "--iterate", "--timeout", "120", "--output"]).arg(&said);
    command.envs([executables::STOP]).env("CARGO_PROFILE_DEV_DEBUG", "0");
    // The changed copy of the tree is another one every time; what it depends on isn't.
    command.env("CARGO_TARGET_DIR", folder().join("target-apart"));
    match command.status()?.code() {
        // Some are missed, or some never end.
        Some(0 | 2 | 3) => {}
        _ => bail!("cargo mutants failed"),
    }
    for (file, outcome) in OUTCOMES {
        let file = said.join("mutants.out").join(file);
        let names = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        for name in names.lines() {
            if let Some(was) = unwoven.get_mut(name) {
                **was = outcome.clone();
            }
        }
    }
    Ok(())
}

/// Has cargo-mutants take all other changes for noticed. It can be told by name which to try, but not for fields.
fn pass_over_all_but<T>(these: &BTreeMap<&str, T>, results: &Path) -> Result<()> {
    let all = list::list(&Scope::default())?;
    let others = all.iter().filter(|change| !these.contains_key(change.name.as_str()));
    let others: Vec<_> = others.map(|change| change.name.as_str()).collect();
    let others = others.join("\n") + "\n";
    std::fs::create_dir_all(results)?;
    for (file, known) in [("caught.txt", ""), ("unviable.txt", ""), ("previously_caught.txt", &others)] {
        std::fs::write(results.join(file), known)?;
    }
    Ok(())
}
