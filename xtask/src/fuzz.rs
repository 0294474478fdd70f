//! Fuzzes for a while: a smoke run, or a long one.

use crate::root;
use anyhow::{Context as _, Result, bail};
use std::process::Command;

/// The fuzz targets.
const TARGETS: &[&str] = &["load", "walk", "sets"];

/// Runs each target, or one, for so many seconds. What it finds on the way stays under `target`, not in the corpus.
pub(crate) fn run(target: Option<&str>, seconds: u64) -> Result<()> {
    let targets = TARGETS.iter().filter(|known| target.is_none_or(|target| target == **known));
    for target in targets {
        let found = root().join("target/fuzz").join(target);
        std::fs::create_dir_all(&found).with_context(|| found.display().to_string())?;
        println!("{target}, {seconds} s");
        let status = Command::new("cargo")
            .current_dir(root())
            // Coverage is counted by compiler options that a stable compiler keeps to itself.
            .env("RUSTC_BOOTSTRAP", "1")
            // There is no unsafe code for a sanitizer to watch.
            .args(["fuzz", "run", "--sanitizer", "none", target])
            .arg(&found)
            .arg(root().join("fuzz/corpus").join(target))
            .args([
                "--",
                "-timeout=20",
                "-rss_limit_mb=1024",
                "-max_len=40000",
                "-print_final_stats=1",
                "-verbosity=0",
                "-print_funcs=0",
            ])
            .arg(format!("-max_total_time={seconds}"))
            .status()
            .context("cargo fuzz: `cargo install cargo-fuzz --locked`")?;
        if !status.success() {
            bail!("{target} fails: the input is in fuzz/artifacts/{target}");
        }
    }
    Ok(())
}
