//! Chores of the repository: `cargo xtask --help`.

#![expect(clippy::disallowed_methods, reason = "chores read and write files")]
#![expect(clippy::print_stdout, reason = "chores tell what they did")]

mod bench;
mod coverage;
mod fuzz;
mod measure;
mod mutants;
mod prove;
mod shrink;
mod tidy;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand, ValueEnum};
use packetwalk_testkit::generate;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Chores of the repository.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Write docs/coverage.md; with --check, only tell whether it is up to date.
    Coverage {
        /// Fail if the file isn't up to date.
        #[arg(long)]
        check: bool,
    },
    /// Check what the compiler doesn't: arrows between crates, cases of rules, words in documents.
    Tidy,
    /// Write a large snapshot, the same one for the same arguments.
    Generate {
        /// How many interfaces.
        #[arg(long)]
        enis: u32,
        /// The shape of the network.
        #[arg(long, value_enum, default_value_t = Shape::ThreeTier)]
        shape: Shape,
        /// The folder to write.
        #[arg(long, default_value = "target/generated")]
        out: PathBuf,
    },
    /// Send real packets through random networks made of Linux namespaces, and hold the walk against them. Root only.
    Prove {
        /// How many networks.
        #[arg(long, default_value_t = 100)]
        networks: u64,
        /// How many probes in each.
        #[arg(long, default_value_t = 100)]
        probes: usize,
        /// The number of the first network; the others follow.
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// How many networks at once.
        #[arg(long, default_value_t = 2)]
        threads: u64,
        /// The folder where each disagreement is saved as a case, made as small as it gets.
        #[arg(long, default_value = "target/disagreements")]
        save: PathBuf,
    },
    /// Measure walks, loading and single tables, and print one table. Linux only; build with --release.
    Bench {
        /// Only lines with this in their name.
        #[arg(long)]
        only: Option<String>,
        /// Run the line of this name so many times instead of measuring.
        #[arg(long)]
        times: Option<u64>,
        /// Walk in a million interfaces too: two gigabytes of text, in memory.
        #[arg(long)]
        large: bool,
    },
    /// Feed the fuzz targets for a while. Needs cargo-fuzz.
    Fuzz {
        /// The target: load, walk or sets; without it, all.
        target: Option<String>,
        /// How long each.
        #[arg(long, default_value_t = 30)]
        seconds: u64,
    },
    /// Change the code in small ways, and tell which changes no test notices. Needs cargo-mutants; half an hour.
    ///
    /// All changes are woven into a copy of the tree in target/mutants and built once. What came of each is in
    /// target/mutants/report.json.
    Mutants {
        /// Only what this diff touches.
        #[arg(long, value_name = "FILE")]
        in_diff: Option<PathBuf>,
        /// The Kth of N parts, from 0: every Nth change, so that a part is a sample.
        #[arg(long, value_name = "K/N")]
        shard: Option<String>,
        /// Only list the changes.
        #[arg(long)]
        list: bool,
        /// Also try what can't be woven (what is computed when the program is built), each built by itself: most of an hour more.
        #[arg(long)]
        apart: bool,
    },
    /// Load a snapshot and walk in it: seconds, and bytes of memory. Linux only; build with --release.
    Measure {
        /// The snapshot's folder.
        snapshot: PathBuf,
        /// Where the walk starts, and where it goes; without them, between the first two interfaces.
        #[arg(num_args = 2, value_names = ["FROM", "TO"])]
        ends: Vec<String>,
    },
}

fn main() -> Result<()> {
    match Args::parse().chore {
        Chore::Coverage { check } => coverage::run(check),
        Chore::Tidy => tidy::run(),
        Chore::Bench { only, times, large } => bench::run(only.as_deref(), times, large),
        Chore::Fuzz { target, seconds } => fuzz::run(target.as_deref(), seconds),
        Chore::Mutants { in_diff, shard, list, apart } => {
            mutants::run(&mutants::Scope { in_diff: in_diff.as_deref(), shard: shard.as_deref(), list, apart })
        }
        Chore::Measure { snapshot, ends } => {
            let mut ends = ends.into_iter();
            measure::run(&snapshot, ends.next().zip(ends.next()))
        }
        Chore::Prove { networks, probes, seed, threads, save } => {
            prove::run(&prove::Scale { networks, probes, seed, threads, save })
        }
        Chore::Generate { enis, shape, out } => generate(enis, shape, &out),
    }
}

/// The shape of a generated network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// VPCs of six subnets, web, app and database tier in two zones each.
    ThreeTier,
    /// Small VPCs around a transit gateway.
    Hub,
}

fn generate(enis: u32, shape: Shape, out: &Path) -> Result<()> {
    let shape = match shape {
        Shape::ThreeTier => generate::Shape::ThreeTier,
        Shape::Hub => generate::Shape::Hub,
    };
    let mut sink = |name: &str| -> std::io::Result<Box<dyn Write>> {
        let path = out.join(name);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        Ok(Box::new(BufWriter::new(File::create(path)?)))
    };
    let vpcs = generate::generate(enis, shape, &mut sink).with_context(|| out.display().to_string())?;
    println!("{enis} interfaces in {vpcs} VPCs: {}", out.display());
    Ok(())
}

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}
