//! One file per command.

pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod flows;
pub(crate) mod lab;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod map;
pub(crate) mod schema;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod snapshot_script;
pub(crate) mod walk;

use anstream::AutoStream;
use std::io::Write as _;

/// Prints to standard output, with styles where it takes them. A reader that went away is no error.
pub(crate) fn print(text: &str) {
    let mut out = AutoStream::auto(std::io::stdout().lock());
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// The columns to use: the terminal's, or a fixed number where there is none, so that output to a file is the same
/// everywhere.
pub(crate) fn width() -> usize {
    const ELSEWHERE: usize = 120;
    const NARROWEST: usize = 40;
    terminal_size::terminal_size().map_or(ELSEWHERE, |(width, _)| usize::from(width.0).max(NARROWEST))
}
