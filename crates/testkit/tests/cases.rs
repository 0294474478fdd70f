//! Runs every case of `cases/`, one test per file.

#![expect(clippy::disallowed_methods, reason = "cases are files")]

use libtest_mimic::{Arguments, Trial};
use std::path::{Path, PathBuf};

fn main() {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    find(&root.join("cases"), &mut files);
    files.sort();
    assert!(!files.is_empty(), "there are no cases");
    let trials = files.into_iter().map(|file| {
        let name = file.strip_prefix(root.join("cases")).unwrap_or(&file).with_extension("").display().to_string();
        let root = root.clone();
        Trial::test(name, move || {
            let text = std::fs::read_to_string(&file)?;
            packetwalk_testkit::case::run(&text, &root).map_err(Into::into)
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}
