//! Turns the bytes of AWS describe output into a [`Snapshot`].
//!
//! A [`Loader`] is handed one file after another, with its name and a reader; it touches no file system itself. Files are
//! plain, gzip or zstd; each holds one JSON object, several after one another, or an array of them. What a file is follows
//! from its top-level keys and the shape of their elements.
//!
//! What is wrong with one element is a problem of the snapshot and hurts nothing else. What is wrong with a file as a whole
//! (broken JSON, a cut-off archive, nesting without end) fails the load, with the place.

mod bytes;
mod depth;
mod document;
mod wrapped;

use bytes::Unpacked;
use packetwalk_aws::{Network, Problem, Snapshot};
use std::io::Read;
use std::time::SystemTime;

/// Reads files into a snapshot.
#[derive(Debug, Default)]
pub struct Loader {
    snapshot: Snapshot,
    failures: Vec<Failure>,
    files: usize,
    ignored: Vec<String>,
}

/// Who wants a file read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Somebody named it: it must be JSON.
    ByName,
    /// It lay in a folder: if it isn't JSON, it is passed over.
    InFolder,
}

/// A file that couldn't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where, and what was found and expected.
    pub problem: Problem,
    /// The text of the line, cut to a readable length; empty when there is none to show.
    pub text: String,
    /// The column in `text`, from 0.
    pub at: usize,
}

/// Why there is no snapshot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// Files couldn't be read.
    #[error("{}", .0.iter().map(|failure| failure.problem.to_string()).collect::<Vec<_>>().join("\n"))]
    Unreadable(Vec<Failure>),
    /// There was nothing to read.
    #[error("no AWS describe output found{}", among(.0))]
    Nothing(
        /// Files that were passed over.
        Vec<String>,
    ),
}

fn among(ignored: &[String]) -> String {
    match ignored {
        [] => ": there are no files".to_owned(),
        [one] => format!(": {one} is not JSON"),
        several => format!(" among {} files, none of which is JSON", several.len()),
    }
}

impl Loader {
    /// A loader that has read nothing yet.
    pub fn new() -> Self {
        Loader::default()
    }

    /// Reads one file.
    ///
    /// `name` is used in citations, and to find accounts, Regions and parent ids in; `modified` is when the file was last
    /// written.
    pub fn read(&mut self, name: &str, modified: Option<SystemTime>, wanted: Wanted, source: impl Read) {
        match bytes::unpack(source, wanted == Wanted::ByName) {
            Ok(Unpacked::Text(text)) => {
                self.files += 1;
                if let Err(failure) = document::read(&mut self.snapshot, name, modified, &text) {
                    self.failures.push(failure);
                }
            }
            Ok(Unpacked::NotJson) => self.ignored.push(name.to_owned()),
            Err(error) => self.failures.push(error.failure(name)),
        }
    }

    /// Notes a file that can't be opened at all, as a dangling link in a folder: the rest of the snapshot is read without it.
    pub fn pass_over(&mut self, name: &str, why: &str) {
        self.snapshot.add_unread_file(name, why);
    }

    /// Files that were passed over since they aren't JSON.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The snapshot.
    ///
    /// # Errors
    /// When a file couldn't be read, or none was AWS output.
    pub fn finish(self) -> Result<Snapshot, LoadError> {
        if !self.failures.is_empty() {
            return Err(LoadError::Unreadable(self.failures));
        }
        if self.files == 0 {
            return Err(LoadError::Nothing(self.ignored));
        }
        if self.snapshot.is_empty() {
            let problems = self.snapshot.problems().iter().map(|problem| Failure {
                problem: problem.clone(),
                text: String::new(),
                at: 0,
            });
            let failures: Vec<_> = problems.collect();
            return Err(if failures.is_empty() {
                LoadError::Nothing(self.ignored)
            } else {
                LoadError::Unreadable(failures)
            });
        }
        Ok(self.snapshot)
    }

    /// The network that the snapshot amounts to.
    ///
    /// # Errors
    /// As [`Loader::finish`].
    pub fn network(self) -> Result<Network, LoadError> {
        self.finish().map(Network::new)
    }
}
