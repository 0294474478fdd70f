//! What the compiler doesn't check.

use crate::{coverage, root};
use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The arrows between crates: who may depend on whom. ARCHITECTURE.md draws them.
const ARROWS: &[(&str, &[&str])] = &[
    ("space", &[]),
    ("fabric", &["space"]),
    ("engine", &["fabric", "space"]),
    ("aws", &["fabric", "space"]),
    ("load", &["aws"]),
    ("report", &["engine", "fabric", "space"]),
    ("packetwalk", &["aws", "engine", "fabric", "load", "report", "space"]),
    // The witnesses read plain data and never what the walk runs on.
    ("lab", &["aws", "space"]),
    ("agree", &["lab", "packetwalk", "space"]),
    ("oracle", &["aws", "lab", "space"]),
    ("draw", &["packetwalk"]),
    ("serve", &["draw", "packetwalk"]),
    ("cli", &["agree", "draw", "lab", "packetwalk", "serve"]),
    ("testkit", &["agree", "packetwalk", "space"]),
];

/// Words of one cloud that the walk must not know.
const CLOUD_WORDS: &[&str] =
    &["aws", "amazon", "vpc", "vpcs", "eni", "subnet", "subnets", "nacl", "acl", "igw", "nat", "elastic", "ec2", "sg"];

/// Crates whose code holds none of them.
const CLOUDLESS: &[&str] = &["space", "fabric", "engine"];

/// Checks everything, and tells of all that is wrong.
pub(crate) fn run() -> Result<()> {
    let mut faults = arrows()?;
    faults.extend(words()?);
    faults.extend(leftovers()?);
    faults.extend(coverage::faults()?);
    faults.extend(cases_without_pages()?);
    if let Err(error) = coverage::run(true) {
        faults.push(error.to_string());
    }
    if faults.is_empty() {
        println!("tidy");
        return Ok(());
    }
    bail!("{}", faults.join("\n"))
}

fn arrows() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for entry in std::fs::read_dir(root().join("crates"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let manifest = root().join("crates").join(&name).join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).with_context(|| manifest.display().to_string())?;
        let table: toml::Table = text.parse()?;
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
            faults.push(format!("crates/{name} has no arrows: draw them in ARCHITECTURE.md and in xtask/src/tidy.rs"));
            continue;
        };
        let dependencies = table.get("dependencies").and_then(toml::Value::as_table);
        for dependency in dependencies.into_iter().flat_map(toml::Table::keys) {
            let Some(ours) = dependency.strip_prefix("packetwalk") else { continue };
            let ours = if ours.is_empty() { "packetwalk" } else { ours.trim_start_matches('-') };
            if !allowed.contains(&ours) {
                faults.push(format!("crates/{name} must not depend on {dependency}: there is no such arrow"));
            }
        }
    }
    Ok(faults)
}

fn words() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for name in CLOUDLESS {
        for (path, text) in sources(&root().join("crates").join(name).join("src"))? {
            for (number, line) in text.lines().enumerate() {
                // Comments explain by examples, and reasons name the page that documents them.
                let code = line.split_once("//").map_or(line, |(code, _)| code);
                let lower = code.to_ascii_lowercase();
                let found = lower.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| CLOUD_WORDS.contains(word));
                if let Some(word) = found {
                    faults.push(format!("{}:{}: {word:?} is a word of one cloud", path.display(), number + 1));
                }
            }
        }
    }
    Ok(faults)
}

fn leftovers() -> Result<Vec<String>> {
    // Written apart, so that this file doesn't find itself.
    let marks = ["TODO", "FIXME", "XXX", "HACK"].map(|mark| format!("{mark}{}", ':'));
    let mut faults = Vec::new();
    for folder in ["crates", "xtask", "benches"] {
        for (path, text) in sources(&root().join(folder))? {
            for (number, line) in text.lines().enumerate() {
                if marks.iter().any(|mark| line.contains(mark)) || line.trim_start().starts_with("#[ignore") {
                    faults.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
                }
            }
        }
    }
    Ok(faults)
}

/// Each case names the rules and the page that it rests on.
fn cases_without_pages() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for entry in WalkDir::new(root().join("cases")).sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = std::fs::read_to_string(entry.path())?;
        let name = entry.path().strip_prefix(root())?.display().to_string();
        if !text.starts_with("# ") {
            faults.push(format!("{name} has no title"));
        }
        if !text.contains("sem:") {
            faults.push(format!("{name} names no rule"));
        }
    }
    Ok(faults)
}

fn sources(folder: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut sources = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(entry.path())?;
            sources.push((entry.path().strip_prefix(root())?.to_owned(), text));
        }
    }
    Ok(sources)
}
