//! The tests, as programs to run.

use super::copy::{Copy, errors};
use super::group;
use anyhow::{Context as _, Result, ensure};
use cargo_metadata::Message;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait_timeout::ChildExt as _;

/// Whose tests are asked.
const PACKAGES: &[&str] = &[
    "packetwalk-testkit",
    "packetwalk-aws",
    "packetwalk-engine",
    "packetwalk-oracle",
    "packetwalk-load",
    "packetwalk-report",
    "packetwalk",
    "packetwalk-draw",
    "packetwalk-cli",
    "packetwalk-serve",
];
/// Which of them notices most, and is asked first.
const FIRST: &str = "testkit/cases";
/// Has the cases stop at the first that fails.
pub(super) const STOP: (&str, &str) = ("STOP_AT_FIRST", "1");

/// A program of tests.
pub(super) struct Executable {
    /// Its crate, and its name there.
    pub(super) name: String,
    path: PathBuf,
    /// The crate's folder: cargo runs its tests there.
    folder: PathBuf,
    /// How long it takes when nothing is on.
    took: Duration,
    /// The changes that it comes by.
    pub(super) reaches: BTreeSet<usize>,
}

/// What came of a run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Passed,
    Failed,
    TimedOut,
}

/// Builds the tests and runs them with nothing on: in the order in which to ask them.
pub(super) fn ready(copy: &Copy) -> Result<Vec<Executable>> {
    let mut executables = build(copy)?;
    let reached = super::folder().join("reached");
    for executable in &mut executables {
        std::fs::write(&reached, "")?;
        let start = Instant::now();
        let output = executable.command().env("MUTANTS_REACHED", &reached).output()?;
        ensure!(
            output.status.success(),
            "{} fails with nothing changed:\n{}{}",
            executable.name,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        executable.took = start.elapsed();
        executable.reaches = std::fs::read_to_string(&reached)?.lines().map(str::parse).collect::<Result<_, _>>()?;
    }
    executables.sort_by_key(|executable| (executable.name != FIRST, executable.took));
    Ok(executables)
}

fn build(copy: &Copy) -> Result<Vec<Executable>> {
    let said = copy.build(&["test", "--no-run", "--tests"], PACKAGES)?;
    let errors: Vec<_> = errors(&said).map(ToString::to_string).collect();
    ensure!(errors.is_empty(), "the tests of the woven copy don't build:\n{}", errors.join("\n"));
    let mut executables = Vec::new();
    for message in said {
        let Message::CompilerArtifact(artifact) = message else { continue };
        if !artifact.profile.test {
            continue;
        }
        let folder = artifact.manifest_path.parent().context("a manifest without a folder")?;
        let (Some(path), Some(of)) = (&artifact.executable, folder.file_name()) else { continue };
        executables.push(Executable {
            name: format!("{of}/{}", artifact.target.name),
            path: path.into(),
            folder: folder.into(),
            took: Duration::ZERO,
            reaches: BTreeSet::new(),
        });
    }
    ensure!(executables.iter().any(|executable| executable.name == FIRST), "there is no {FIRST}");
    Ok(executables)
}

impl Executable {
    /// Runs it with a change on.
    pub(super) fn try_with(&self, change: usize) -> Result<Ended> {
        let mut command = self.command();
        command.env("MUTANT", change.to_string()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = group::spawn(&mut command)?;
        // Several run at once, and others may want the machine, too.
        let limit = Duration::from_secs(20) + 10 * self.took;
        match child.wait_timeout(limit)? {
            Some(status) if status.success() => Ok(Ended::Passed),
            Some(_) => Ok(Ended::Failed),
            None => {
                group::kill(&mut child)?;
                Ok(Ended::TimedOut)
            }
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.current_dir(&self.folder);
        command.env("CARGO_MANIFEST_DIR", &self.folder).envs([STOP]);
        command
    }
}
