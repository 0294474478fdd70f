//! One table of figures: walks, loading, and single tables of rules beside a hand-written scan of the same rules.

mod table;
mod work;

use anyhow::{Context as _, Result};
use std::collections::HashMap;
use std::process::Command;
use std::time::Instant;
use work::{Work, works};

/// Prints the table, or runs one line of it so many times, for the callgrind of the former.
pub(crate) fn run(only: Option<&str>, times: Option<u64>, large: bool) -> Result<()> {
    let works = works(large);
    if let Some(times) = times {
        for work in works.iter().filter(|work| only == Some(work.name)) {
            let mut run = (work.prepare)()?;
            (0..times).for_each(|_| run());
        }
        return Ok(());
    }
    let chosen = works.iter().filter(|work| only.is_none_or(|only| work.name.contains(only)));
    // Before anything has been loaded and freed.
    let memory = only.is_none().then(|| work::memory(INTERFACES)).transpose()?;
    println!("| | wall | CPU | times | instructions |\n| --- | --: | --: | --: | --: |");
    let mut times = HashMap::new();
    for work in chosen {
        let cpu = line(work, &times)?;
        times.insert(work.name, cpu);
    }
    if let Some(bytes) = memory {
        println!("\nMemory in {INTERFACES} interfaces: {bytes} bytes each.");
    }
    Ok(())
}

/// Interfaces of the network whose memory is measured.
const INTERFACES: u32 = 100_000;

/// Prints a line, and says how long a round is on a processor.
fn line(work: &Work, times: &HashMap<&str, f64>) -> Result<f64> {
    let mut run = (work.prepare)()?;
    // Enough rounds to fill a fifth of a second, after one that warms up.
    let start = Instant::now();
    run();
    let once = start.elapsed().as_secs_f64().max(1e-9);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of rounds")]
    let rounds = ((0.2 / once) as u64).clamp(1, 200_000);
    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..5 {
        let (cpu, start) = (on_cpu()?, Instant::now());
        (0..rounds).for_each(|_| run());
        #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a second")]
        let per = |seconds: f64| seconds / rounds as f64;
        best = (best.0.min(per(start.elapsed().as_secs_f64())), best.1.min(per(on_cpu()? - cpu)));
    }
    let counted = if work.counted { instructions(work.name)?.map(|count| count.to_string()) } else { None };
    let counted = counted.unwrap_or_default();
    let ratio = work.beside.and_then(|beside| times.get(beside)).map(|beside| format!("{:.1}", best.1 / beside));
    println!("| {} | {} | {} | {} | {counted} |", work.name, told(best.0), told(best.1), ratio.unwrap_or_default());
    Ok(best.1)
}

/// Seconds that the threads of this process have been on a processor.
fn on_cpu() -> Result<f64> {
    let mut nanoseconds = 0;
    for thread in std::fs::read_dir("/proc/self/task").context("CPU time is measured on Linux only")? {
        let text = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        nanoseconds += text.split_whitespace().next().context("a number")?.parse::<u64>()?;
    }
    #[expect(clippy::cast_precision_loss, reason = "days fit")]
    Ok(nanoseconds as f64 / 1e9)
}

fn told(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.0} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.1} µs", s * 1e6),
        s if s < 1.0 => format!("{:.1} ms", s * 1e3),
        s => format!("{s:.2} s"),
    }
}

/// Instructions of one round, by callgrind: what a hundred rounds more take. `None` without valgrind.
fn instructions(name: &str) -> Result<Option<u64>> {
    let count = |times: u64| -> Result<Option<u64>> {
        let exe = std::env::current_exe()?;
        let run = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(exe)
            .args(["bench", "--only", name, "--times", &times.to_string()])
            .output();
        let Ok(output) = run else { return Ok(None) };
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let line = text.lines().find_map(|line| line.split_once("Collected : "));
        Ok(line.and_then(|(_, count)| count.trim().parse().ok()))
    };
    Ok(count(101)?.zip(count(1)?).map(|(many, one)| many.saturating_sub(one) / 100))
}
