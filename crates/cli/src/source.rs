//! From paths to a network.

use crate::args::{Source, Walk};
use crate::exit::{Failure, warning};
use packetwalk::{Loader, Network, Wanted};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// What standard input is called in citations.
pub(crate) const STANDARD_INPUT: &str = "standard input";

const VARIABLE: &str = "PACKETWALK_SNAPSHOT";

/// How many faults of a snapshot are told one by one.
const MOST_WARNINGS: usize = 20;

/// The network that a walk asks about, with what the question says of appliances.
pub(crate) fn asked(args: &Walk) -> Result<Network, Failure> {
    let mut network = network(&args.source)?;
    for said in &args.appliance {
        network.appliance(said).map_err(|error| Failure::usage(error.to_string()))?;
    }
    Ok(network)
}

/// Reads the snapshot that the arguments, or the environment, name.
pub(crate) fn network(source: &Source) -> Result<Network, Failure> {
    let paths = paths(source)?;
    let mut loader = Loader::new();
    for path in &paths {
        if path.as_os_str() == "-" {
            loader.read(STANDARD_INPUT, None, Wanted::ByName, std::io::stdin().lock());
        } else {
            read(&mut loader, path)?;
        }
    }
    for path in &source.on_premises {
        let file = File::open(path).map_err(|error| Failure::data(format!("{}: {error}", path.display())))?;
        loader.on_premises(&path.display().to_string(), file);
    }
    Ok(loader.network()?)
}

/// Reads a file, or all files of a folder.
pub(crate) fn read(loader: &mut Loader, path: &Path) -> Result<(), Failure> {
    each(path, &mut |found| {
        match found {
            Found::File { path, wanted } => read_file(loader, path, wanted)?,
            Found::Nothing { path, why } => loader.pass_over(&path.display().to_string(), &why),
        }
        Ok(())
    })
}

/// Says on standard error what of the snapshot couldn't be read, where the command's own output doesn't.
pub(crate) fn warn(network: &Network) {
    let problems = network.snapshot().problems();
    for problem in problems.iter().take(MOST_WARNINGS) {
        anstream::eprintln!("{}", warning(&problem.to_string()));
    }
    if problems.len() > MOST_WARNINGS {
        anstream::eprintln!("{}", warning(&format!("and {} more of the kind", problems.len() - MOST_WARNINGS)));
    }
}

/// The paths that the arguments, or the environment, name.
pub(crate) fn paths(source: &Source) -> Result<Vec<PathBuf>, Failure> {
    if !source.snapshot.is_empty() {
        return Ok(source.snapshot.clone());
    }
    match std::env::var_os(VARIABLE) {
        Some(paths) if !paths.is_empty() => Ok(std::env::split_paths(&paths).collect()),
        _ => Err(Failure::usage(format!(
            "no snapshot: name one with -s PATH, or in the environment variable {VARIABLE}"
        ))),
    }
}

/// Something under a path.
pub(crate) enum Found<'p> {
    /// A file.
    File {
        /// Where it is.
        path: &'p Path,
        /// Who wants it read.
        wanted: Wanted,
    },
    /// A link to nothing was left behind by something; what the snapshot lacks, the walks that miss it will say.
    Nothing {
        /// Where it is.
        path: &'p Path,
        /// What the system says of it.
        why: String,
    },
}

/// Goes through what is under a path, a file itself or everything in a folder, in order.
pub(crate) fn each(path: &Path, visit: &mut dyn FnMut(Found<'_>) -> Result<(), Failure>) -> Result<(), Failure> {
    let data = |path: &Path, error: &dyn std::fmt::Display| Failure::data(format!("{}: {error}", path.display()));
    let about = std::fs::metadata(path).map_err(|error| data(path, &error))?;
    if !about.is_dir() {
        return visit(Found::File { path, wanted: Wanted::ByName });
    }
    // Sorted, so that the same folder gives the same answer everywhere.
    for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            // A link that leads back to a folder on its own path adds nothing that isn't read already.
            Err(error) if error.loop_ancestor().is_some() => continue,
            Err(error) if is_dangling(&error) => {
                let why = error.io_error().map_or_else(String::new, ToString::to_string);
                visit(Found::Nothing { path: error.path().unwrap_or(path), why })?;
                continue;
            }
            Err(error) => {
                let path = error.path().unwrap_or(path).to_owned();
                return Err(match error.io_error() {
                    Some(cause) => data(&path, cause),
                    None => data(&path, &error),
                });
            }
        };
        let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        if entry.file_type().is_file() && !hidden {
            visit(Found::File { path: entry.path(), wanted: Wanted::InFolder })?;
        }
    }
    Ok(())
}

/// Whether an entry of a folder is a link to nothing.
fn is_dangling(error: &walkdir::Error) -> bool {
    let missing = error.io_error().is_some_and(|cause| cause.kind() == std::io::ErrorKind::NotFound);
    missing && error.depth() > 0 && error.path().is_some_and(Path::is_symlink)
}

fn read_file(loader: &mut Loader, path: &Path, wanted: Wanted) -> Result<(), Failure> {
    let data = |error: std::io::Error| Failure::data(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(data)?;
    let modified = file.metadata().and_then(|about| about.modified()).ok();
    loader.read(&path.display().to_string(), modified, wanted, BufReader::new(file));
    Ok(())
}
