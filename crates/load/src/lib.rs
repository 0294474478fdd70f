//! Turns the bytes of AWS describe output into a [`Snapshot`].
//!
//! A [`Loader`] is handed one file after another, with its name and a reader; it touches no file system itself. Files are
//! plain, gzip or zstd; each holds one JSON object, several after one another, or an array of them. What a file is follows
//! from its top-level keys and the shape of their elements.
//!
//! What is wrong with one element is a problem of the snapshot and hurts nothing else. What is wrong with a file as a whole
//! (broken JSON, a cut-off archive, nesting without end) fails the load, with the place.

mod amend;
mod bytes;
mod depth;
mod document;
mod nulls;
mod wrapped;

pub use amend::{Change, Edit, excerpt};
use bytes::Unpacked;
use packetwalk_aws::{Gap, Network, Problem, Snapshot};
use std::io::Read;
use std::time::SystemTime;

/// The text of a file: unpacked, in UTF-8.
///
/// # Errors
/// When it can't be read, or is no JSON.
pub fn text(name: &str, source: impl Read) -> Result<String, Failure> {
    match bytes::unpack(source, true) {
        Ok(Unpacked::Text(text)) => Ok(text),
        Ok(Unpacked::NotJson) => Ok(String::new()),
        Err(error) => Err(error.failure(name)),
    }
}

/// Reads files into a snapshot.
#[derive(Debug, Default)]
pub struct Loader {
    snapshot: Snapshot,
    failures: Vec<Failure>,
    files: usize,
    ignored: Vec<String>,
    /// Descriptions of networks outside: name and text.
    outside: Vec<(String, String)>,
    edits: Vec<Edit>,
    /// The files that edits were made in.
    edited: Vec<String>,
    /// Edits that couldn't be made.
    unmade: Vec<String>,
}

/// The name of a file that describes networks outside.
const ON_PREMISES: &str = "onprem.toml";

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
    /// Edits couldn't be made.
    #[error("{}", .0.join("\n"))]
    Unmade(Vec<String>),
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

    /// A loader that changes what it reads, in memory.
    pub fn amending(edits: Vec<Edit>) -> Self {
        Loader { edits, ..Loader::default() }
    }

    /// Reads one file.
    ///
    /// `name` is used in citations, and to find accounts, Regions and parent ids in; `modified` is when the file was last
    /// written.
    ///
    /// A file called `onprem.toml` is read as [`Loader::on_premises`] reads it.
    pub fn read(&mut self, name: &str, modified: Option<SystemTime>, wanted: Wanted, source: impl Read) {
        if name.rsplit(['/', '\\']).next() == Some(ON_PREMISES) {
            return self.on_premises(name, source);
        }
        match bytes::unpack(source, wanted == Wanted::ByName) {
            Ok(Unpacked::Text(text)) => {
                self.files += 1;
                let (text, gaps) = self.amended(name, text);
                let read = document::read(&mut self.snapshot, name, modified, &nulls::blanked(&text), &gaps);
                self.failures.extend(read.err().map(|failure| shown(failure.problem, &text)));
            }
            Ok(Unpacked::NotJson) => self.ignored.push(name.to_owned()),
            Err(error) => self.failures.push(error.failure(name)),
        }
    }

    /// Reads a description of networks outside; [`Network::describe_on_premises`] says what stands in it. It says something of the
    /// [`Loader::network`], nothing of the snapshot.
    pub fn on_premises(&mut self, name: &str, source: impl Read) {
        match bytes::text(source) {
            Ok(text) => self.outside.push((name.to_owned(), text)),
            Err(error) => self.failures.push(error.failure(name)),
        }
    }

    /// The text after its edits, and what they took out of it.
    fn amended(&mut self, name: &str, text: String) -> (String, Vec<(usize, Gap)>) {
        let edits: Vec<&Edit> = self.edits.iter().filter(|edit| edit.file == name).collect();
        if edits.is_empty() {
            return (text, Vec::new());
        }
        self.edited.push(name.to_owned());
        match amend::amend(&text, &edits) {
            Ok(amended) => (amended.text, amended.gaps),
            Err(why) => {
                self.unmade.push(why);
                (text, Vec::new())
            }
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
        let elsewhere = self.edits.iter().filter(|edit| !self.edited.contains(&edit.file));
        let elsewhere = elsewhere.map(|edit| format!("{} {}: the snapshot has no such file", edit.file, edit.pointer));
        let unmade: Vec<_> = self.unmade.into_iter().chain(elsewhere).collect();
        if !unmade.is_empty() {
            return Err(LoadError::Unmade(unmade));
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
    /// As [`Loader::finish`], and when a description of networks outside is none.
    pub fn network(mut self) -> Result<Network, LoadError> {
        let outside = std::mem::take(&mut self.outside);
        let mut network = self.finish().map(Network::new)?;
        let mut failures = Vec::new();
        for (name, text) in outside {
            if let Err(problems) = network.describe_on_premises(&name, &text) {
                failures.extend(problems.into_iter().map(|problem| shown(problem, &text)));
            }
        }
        if failures.is_empty() { Ok(network) } else { Err(LoadError::Unreadable(failures)) }
    }
}

/// The failure that a problem with a text is, with its line as it stands.
fn shown(problem: Problem, text: &str) -> Failure {
    let line = text.lines().nth((problem.line as usize).saturating_sub(1)).unwrap_or_default();
    let (text, at) = around(line, (problem.column as usize).saturating_sub(1));
    Failure { problem, text, at }
}

/// A line cut to a readable length around a place in it, and the place in what is left.
fn around(line: &str, at: usize) -> (String, usize) {
    const BEFORE: usize = 60;
    const SHOWN: usize = 120;
    let at = at.min(line.len());
    // A whole snapshot can stand on one line.
    let mut start = at.saturating_sub(BEFORE);
    while !line.is_char_boundary(start) {
        start -= 1;
    }
    (line[start..].chars().take(SHOWN).collect(), at - start)
}
