//! Where in the snapshot something stands.

use crate::strings::Symbol;
use std::time::SystemTime;

/// Names a file of the snapshot; a document of a file that holds several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A file of the snapshot, or one JSON document of it.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name, as it was given.
    pub name: String,
    /// The account, where the folders say it.
    pub account: Option<Symbol>,
    /// The Region, where the folders say it.
    pub region: Option<Symbol>,
    /// The id in the name or path, for answers that don't name what they were asked about.
    pub parent: Option<Symbol>,
    /// When it was last written.
    pub modified: Option<SystemTime>,
    /// Whether the document itself is the one element of its list: instances outside reservations.
    pub is_element: bool,
    /// What was taken out of its lists before it was read.
    pub(crate) gaps: Vec<Gap>,
    /// The JSON pointer of the answer, where it is a part of a document.
    pub within: String,
    /// Whether it holds a part of what there is: of a transit gateway's route table its static routes.
    pub partial: bool,
}

/// An element that was taken out of a list before the file was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The JSON pointer of the list.
    pub list: String,
    /// The element's number in it, from 0.
    pub index: u32,
}

impl File {
    /// The JSON pointer of an element of a list in it.
    pub(crate) fn pointer(&self, key: &str, index: u32) -> String {
        if self.is_element { String::new() } else { format!("{}/{key}/{index}", self.within) }
    }

    /// A pointer as it is in the file itself: what was taken out of its lists counts.
    pub(crate) fn on_disk(&self, pointer: String) -> String {
        if self.gaps.is_empty() {
            return pointer;
        }
        let mut there = String::with_capacity(pointer.len());
        for token in pointer.split('/').skip(1) {
            let mut gaps = self.gaps.iter().filter(|gap| gap.list == there).peekable();
            let token = match token.parse::<u32>() {
                Ok(index) if gaps.peek().is_some() => {
                    // They are in order.
                    gaps.fold(index, |index, gap| if gap.index <= index { index + 1 } else { index }).to_string()
                }
                _ => token.to_owned(),
            };
            there.push('/');
            there += &token;
        }
        there
    }
}

/// Where an element of a describe list stands.
///
/// All origins are equal: where something was read makes it no different, so two descriptions of a resource compare by
/// what they say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    /// The file.
    pub file: FileId,
    /// The line on which the element starts, from 1.
    pub line: u32,
    /// The element's number in its list, from 0.
    pub index: u32,
    /// The number in the inner list, for elements of a list in a list.
    pub inner: Option<u32>,
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

/// The line of a rule. All lines are equal, as all [`Origin`]s are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line(pub u32);

impl PartialEq for Line {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Line {}

/// Something that the snapshot has and that couldn't be read as it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file's name.
    pub file: String,
    /// The line, from 1; 0 when the problem is the file's as a whole.
    pub line: u32,
    /// The column, from 1; 0 when the line as a whole is meant.
    pub column: u32,
    /// The JSON pointer of the element; empty for the whole file.
    pub pointer: String,
    /// What was found, and what was expected.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        if !self.pointer.is_empty() {
            write!(f, " {}", self.pointer)?;
        }
        write!(f, ": {}", self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::{File, Gap};

    #[test]
    fn what_was_taken_out_counts() {
        let gap = |list: &str, index| Gap { list: list.to_owned(), index };
        let gaps = vec![gap("/A", 1), gap("/A/2/B", 0), gap("/A/2/B", 1), gap("/A/2/B", 3)];
        let file = File {
            name: String::new(),
            account: None,
            region: None,
            parent: None,
            modified: None,
            is_element: false,
            within: String::new(),
            partial: false,
            gaps,
        };
        for (read, on_disk) in [
            ("", ""),
            ("/A/0/B/0", "/A/0/B/0"),
            ("/A/1/B/0", "/A/2/B/2"),
            ("/A/1/B/1", "/A/2/B/4"),
            ("/A/2/B/0/C", "/A/3/B/0/C"),
            ("/C/1", "/C/1"),
        ] {
            assert_eq!(file.on_disk(read.to_owned()), on_disk);
        }
    }
}
