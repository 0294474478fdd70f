//! Runs every case of `cases/`, one test per file. With `STOP_AT_FIRST` in the environment, until one fails.

#![expect(clippy::disallowed_methods, reason = "cases are files, and the environment says how far to go")]
#![expect(clippy::print_stderr, reason = "one failure is all that is asked for")]

use libtest_mimic::{Arguments, Trial};
use std::path::{Path, PathBuf};

fn main() {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    find(&root.join("cases"), &mut files);
    files.sort();
    assert!(!files.is_empty(), "there are no cases");
    let stop = std::env::var_os("STOP_AT_FIRST").is_some();
    let trials = files.into_iter().map(|file| {
        let name = file.strip_prefix(root.join("cases")).unwrap_or(&file).with_extension("").display().to_string();
        let root = root.clone();
        Trial::test(name, move || {
            let text = std::fs::read_to_string(&file)?;
            let ran = packetwalk_testkit::case::run(&text, &root);
            if let (true, Err(error)) = (stop, &ran) {
                eprintln!("{}: FAILED\n{error}", file.display());
                std::process::exit(1);
            }
            ran.map_err(Into::into)
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
