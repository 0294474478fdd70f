//! Time and memory of a snapshot on this machine: what benchmarks can't tell of data that large.

use anyhow::{Context as _, Result, anyhow};
use packetwalk::{Loader, Request, Session, Wanted};
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};
use walkdir::WalkDir;

/// Loads a snapshot and walks between two of its hosts.
pub(crate) fn run(folder: &Path, ends: Option<(String, String)>) -> Result<()> {
    let before = resident()?;
    let (loaded, network) = timed(|| -> Result<_> {
        let mut loader = Loader::new();
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry?;
            if entry.file_type().is_file() {
                loader.read(&entry.path().display().to_string(), None, Wanted::InFolder, File::open(entry.path())?);
            }
        }
        Ok(loader.network()?)
    });
    let network = network?;
    let after = resident()?;
    let hosts: Vec<_> = network.ends().into_iter().filter(|end| end.kind == "interface").collect();
    let per_interface = after.saturating_sub(before) / hosts.len().max(1) as u64;
    println!("load            {:>10.3} s, {} interfaces", loaded.as_secs_f64(), hosts.len());
    println!("resident after  {:>10} KB, {per_interface} bytes per interface", after / 1024);
    println!("peak            {:>10} KB", peak()? / 1024);

    let (from, to) = match ends {
        Some(ends) => ends,
        None => {
            let (first, last) = hosts.first().zip(hosts.get(1)).context("a snapshot of two interfaces is wanted")?;
            (first.id.clone(), format!("{}:443", last.id))
        }
    };
    let request = Request::parse(&from, &to)?;
    let session = Session::new(&network);
    let (cold, walked) = timed(|| session.walk(&request));
    let verdict = walked.map_err(|error| anyhow!("{error}"))?.story().verdict;
    let warm = (0..100).map(|_| timed(|| session.walk(&request)).0).min().unwrap_or_default();
    println!("walk, cold      {:>10.1} µs  {from} -> {to}: {verdict:?}", micros(cold));
    println!("walk, warm      {:>10.1} µs", micros(warm));
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed(), done)
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Memory that the process has now, in bytes.
pub(crate) fn resident() -> Result<u64> {
    status("VmRSS:")
}

/// The most memory that the process had, in bytes.
fn peak() -> Result<u64> {
    status("VmHWM:")
}

/// A figure of `/proc/self/status`, which gives KiB.
fn status(name: &str) -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("memory is measured on Linux only")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).with_context(|| name.to_owned())?;
    let number = line.split_whitespace().next().context("a number")?;
    Ok(number.parse::<u64>()? * 1024)
}
