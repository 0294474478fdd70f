//! Changes the code in small ways, and tells which changes no test notices.
//!
//! In two rounds: the cases notice most changes and are quick to build; the other tests are only asked about the rest.

use crate::root;
use anyhow::{Context as _, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is changed: what AWS's components mean, and the walk.
const FILES: &[&str] = &["crates/aws/src/components/**/*.rs", "crates/engine/src/**/*.rs"];
/// The first round's tests.
const CASES: &[&str] = &["packetwalk-testkit"];
/// The second round's: the two crates' own tests, the oracle, and what the command prints.
const OTHERS: &[&str] = &["packetwalk-aws", "packetwalk-engine", "packetwalk-oracle", "packetwalk-cli"];
/// Dependencies are built once and run for every change.
const FAST: &[&str] = &[
    "profile.dev.package.\"*\".opt-level=2",
    "profile.dev.package.packetwalk-space.opt-level=2",
    "profile.dev.package.packetwalk-fabric.opt-level=2",
];

/// Which changes to try.
pub(crate) struct Scope<'s> {
    /// Only what this diff touches.
    pub(crate) in_diff: Option<&'s Path>,
    /// The Kth of N parts: `K/N`, from 0.
    pub(crate) shard: Option<&'s str>,
    /// Only list them.
    pub(crate) list: bool,
}

pub(crate) fn run(scope: &Scope<'_>) -> Result<()> {
    for round in ["cases", "others"] {
        std::fs::create_dir_all(folder(round))?;
    }
    let mut first = round("cases", CASES, "--test=cases");
    if let Some(diff) = scope.in_diff {
        first.arg("--in-diff").arg(diff);
    }
    if let Some(shard) = scope.shard {
        // Every part has changes of every file, so one part is a sample.
        first.args(["--sharding", "round-robin", "--shard", shard]);
    }
    if scope.list {
        first.arg("--list");
    }
    finish(first)?;
    if scope.list {
        return Ok(());
    }
    let missed = missed("cases")?;
    if missed.is_empty() {
        return Ok(());
    }
    let mut second = round("others", OTHERS, "--tests");
    pass_over_all_but(&missed)?;
    second.arg("--iterate");
    finish(second)?;
    let missed = self::missed("others")?;
    ensure!(missed.is_empty(), "noticed by no test:\n{}", missed.join("\n"));
    Ok(())
}

fn folder(round: &str) -> PathBuf {
    root().join("target/mutants").join(round)
}

fn round(name: &str, packages: &[&str], tests: &str) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root()).args(["mutants", "--no-shuffle", "--colors", "never", "--test-tool", "cargo"]);
    for file in FILES {
        command.args(["--file", file]);
    }
    for package in packages {
        command.args(["--test-package", package]);
    }
    command.args(["--cargo-arg", tests]);
    for setting in FAST {
        command.args(["--cargo-arg=--config", &format!("--cargo-arg={setting}")]);
    }
    // A change that makes a walk endless is noticed by the clock. Whether the tests pass without a change, others tell.
    command.args(["--timeout", "120", "--baseline", "skip", "--output"]).arg(folder(name));
    // Fewer random networks do: what they miss, the cases mostly don't. Nobody debugs what is built here.
    command.envs([("NETWORKS", "30"), ("CARGO_PROFILE_DEV_DEBUG", "0"), ("STOP_AT_FIRST", "1")]);
    // The changed copy of the tree is another one every time; what it depends on isn't.
    command.env("CARGO_TARGET_DIR", folder("target"));
    command
}

fn finish(mut round: Command) -> Result<()> {
    let status = round.status().context("cargo mutants: `cargo install cargo-mutants --locked`")?;
    match status.code() {
        // Some are missed, or some never end, which is noticing it.
        Some(0 | 2 | 3) => Ok(()),
        _ => bail!("cargo mutants failed"),
    }
}

/// The changes that a round's tests didn't notice.
fn missed(round: &str) -> Result<Vec<String>> {
    let file = folder(round).join("mutants.out/missed.txt");
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// Has the second round take all other changes for noticed: cargo-mutants can't be told by name which to try.
fn pass_over_all_but(missed: &[String]) -> Result<()> {
    let all = round("others", OTHERS, "--tests").arg("--list").output().context("cargo mutants --list")?;
    let all = String::from_utf8(all.stdout)?;
    let others: String = all
        .lines()
        .filter(|change| !missed.iter().any(|known| known == change))
        .fold(String::new(), |text, change| text + change + "\n");
    let known = folder("others").join("mutants.out");
    std::fs::create_dir_all(&known)?;
    for file in ["caught.txt", "unviable.txt"] {
        std::fs::write(known.join(file), "")?;
    }
    std::fs::write(known.join("previously_caught.txt"), others)?;
    Ok(())
}
