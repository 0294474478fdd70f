//! Changes the code in small ways, and tells which changes no test notices.
//!
//! cargo-mutants lists the changes. All of them are woven into a copy of the tree at once, each behind a question whether it is on, and
//! built once; then the tests are run for each change with that one on. What came of each is written to `target/mutants/report.json`.

mod apart;
mod copy;
mod executables;
mod group;
mod list;
mod report;
mod settle;
mod text;
mod trial;
mod weave;

use crate::root;
use anyhow::{Result, ensure};
use copy::Copy;
use settle::Loom;
use std::path::{Path, PathBuf};

/// Which changes to try.
#[derive(Default)]
pub(crate) struct Scope<'s> {
    /// Only what this diff touches.
    pub(crate) in_diff: Option<&'s Path>,
    /// The Kth of N parts: `K/N`, from 0.
    pub(crate) shard: Option<&'s str>,
    /// Only list them.
    pub(crate) list: bool,
    /// Those that can't be woven, too.
    pub(crate) apart: bool,
}

pub(crate) fn run(scope: &Scope<'_>) -> Result<()> {
    let changes = list::list(scope)?;
    if scope.list {
        for change in &changes {
            println!("{}", change.name);
        }
        return Ok(());
    }
    let mut loom = Loom::new(&changes);
    let copy = Copy::of_tree(&loom.sources())?;
    loom.settle(&copy)?;
    let executables = executables::ready(&copy)?;
    let mut outcomes = trial::all(&loom.woven(), &executables)?;
    outcomes.extend(loom.out);
    if scope.apart {
        apart::try_each(&changes, &mut outcomes)?;
    }

    let file = folder().join("report.json");
    report::write(&file, &changes, &outcomes)?;
    println!("\n{}\n{}", report::table(&outcomes), file.display());
    let missed = report::missed(&changes, &outcomes);
    ensure!(missed.is_empty(), "noticed by no test:\n{}", missed.join("\n"));
    Ok(())
}

/// Where the copy, what is built of it, and the report are.
fn folder() -> PathBuf {
    root().join("target/mutants")
}
