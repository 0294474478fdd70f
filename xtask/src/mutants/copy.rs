//! A copy of the tree, to weave into and to build.

use super::folder;
use crate::root;
use anyhow::{Context as _, Result, ensure};
use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use walkdir::WalkDir;

/// The copy. What is built of it is kept from one time to the next, so only what differs is written: cargo asks when a file was written.
pub(super) struct Copy {
    pub(super) root: PathBuf,
    target: PathBuf,
}

impl Copy {
    /// Makes the copy what the tree is, but for the files that are woven: those are written later.
    pub(super) fn of_tree(woven: &BTreeSet<String>) -> Result<Self> {
        let copy = Copy { root: folder().join("tree"), target: folder().join("target") };
        let files = files()?;
        for file in files.iter().filter(|file| !woven.contains(*file)) {
            let content = std::fs::read(root().join(file)).with_context(|| file.clone())?;
            copy.write(file, &content)?;
        }
        for entry in WalkDir::new(&copy.root) {
            let entry = entry?;
            let file = entry.path().strip_prefix(&copy.root)?.to_string_lossy();
            if !entry.file_type().is_dir() && !files.contains(&*file) {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(copy)
    }

    /// Writes a file, if it isn't this already.
    pub(super) fn write(&self, file: &str, content: &[u8]) -> Result<()> {
        let path = self.root.join(file);
        if std::fs::read(&path).is_ok_and(|there| there == content) {
            return Ok(());
        }
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(&path, content).with_context(|| path.display().to_string())
    }

    /// Has cargo build something there. What it says; if it fails, at least one of it is an error of the compiler.
    pub(super) fn build(&self, what: &[&str], packages: &[&str]) -> Result<Vec<Message>> {
        let mut command = Command::new("cargo");
        command.current_dir(&self.root).args(what).args(["--quiet", "--profile=mutants", "--message-format=json"]);
        command.arg("--target-dir").arg(&self.target);
        for package in packages {
            command.args(["--package", package]);
        }
        // What is woven is no beauty.
        command.env("RUSTFLAGS", "--cap-lints=allow");
        let output = command.output()?;
        let messages: Vec<_> = Message::parse_stream(output.stdout.as_slice()).collect::<Result<_, _>>()?;
        ensure!(
            output.status.success() || errors(&messages).next().is_some(),
            "cargo {} failed:\n{}",
            what.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(messages)
    }
}

/// What the compiler has against it.
pub(super) fn errors(messages: &[Message]) -> impl Iterator<Item = &Diagnostic> {
    messages.iter().filter_map(|message| match message {
        Message::CompilerMessage(said) => {
            matches!(said.message.level, DiagnosticLevel::Error | DiagnosticLevel::Ice).then_some(&said.message)
        }
        _ => None,
    })
}

/// The tree's files, from its root: those that git knows, and those that it might.
fn files() -> Result<BTreeSet<String>> {
    let mut command = Command::new("git");
    command.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let output = command.output().context("git ls-files")?;
    ensure!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let files = String::from_utf8(output.stdout)?;
    let files = files.split('\0').filter(|file| root().join(file).is_file());
    Ok(files.map(str::to_owned).collect())
}
