//! Tries the woven changes: each with the tests that come by it, until one notices.

use super::executables::{Ended, Executable};
use super::report::Outcome;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

/// What came of each.
pub(super) fn all(changes: &BTreeSet<usize>, executables: &[Executable]) -> Result<BTreeMap<usize, Outcome>> {
    let todo = Mutex::new(changes.iter().copied().enumerate());
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let work = || -> Result<Vec<(usize, Outcome)>> {
            let mut done = Vec::new();
            while let Some((count, change)) = next(&todo) {
                if count % 100 == 0 {
                    println!("trying: {count} of {}", changes.len());
                }
                done.push((change, one(change, executables)?));
            }
            Ok(done)
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let mut outcomes = BTreeMap::new();
        for worker in workers {
            outcomes.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(outcomes)
    })
}

fn next<T>(todo: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    todo.lock().ok()?.next()
}

fn one(change: usize, executables: &[Executable]) -> Result<Outcome> {
    let mut outcome = Outcome::Unreached;
    for executable in executables.iter().filter(|executable| executable.reaches.contains(&change)) {
        match executable.try_with(change)? {
            Ended::Passed => outcome = Outcome::Missed,
            Ended::Failed => return Ok(Outcome::NoticedBy(executable.name.clone())),
            Ended::TimedOut => return Ok(Outcome::TimedOut(executable.name.clone())),
        }
    }
    Ok(outcome)
}
