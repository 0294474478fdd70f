//! Changes the code in small ways, and tells which changes no test notices.

use crate::root;
use anyhow::{Context as _, Result, bail};
use std::path::Path;
use std::process::Command;

/// What is changed: what AWS's components mean, and the walk.
const FILES: &[&str] = &["crates/aws/src/components/**/*.rs", "crates/engine/src/**/*.rs"];
/// What must notice: the cases, the oracle, and the tests of the two crates themselves.
const TESTS: &[&str] = &["packetwalk-testkit", "packetwalk-oracle", "packetwalk-engine", "packetwalk-aws"];

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
    let mut command = Command::new("cargo");
    command.current_dir(root()).arg("mutants").args(["--no-shuffle", "--colors", "never", "--test-tool", "cargo"]);
    for file in FILES {
        command.args(["--file", file]);
    }
    for package in TESTS {
        command.args(["--test-package", package]);
    }
    // A change that makes a walk endless is noticed by the clock.
    command.args(["--timeout", "120", "--output"]).arg(root().join("target"));
    if let Some(diff) = scope.in_diff {
        command.arg("--in-diff").arg(diff);
    }
    if let Some(shard) = scope.shard {
        // Every part has changes of every file, so one part is a sample.
        command.args(["--sharding", "round-robin", "--shard", shard]);
    }
    if scope.list {
        command.arg("--list");
    }
    // Fewer random networks do: what they miss, the cases mostly don't. Nobody debugs what is built here.
    command.envs([("NETWORKS", "30"), ("CARGO_PROFILE_DEV_DEBUG", "0")]);
    let status = command.status().context("cargo mutants: `cargo install cargo-mutants --locked`")?;
    match status.code() {
        Some(0) => Ok(()),
        Some(2) => bail!("some changes are noticed by no test: target/mutants.out/missed.txt"),
        Some(3) => bail!("some changes never end: target/mutants.out/timeout.txt"),
        _ => bail!("cargo mutants failed"),
    }
}
