//! What a component needs to read one element.

use crate::lines::Lines;
use crate::origin::{File, FileId, Line, Origin, Problem};
use crate::strings::{Strings, Symbol};
use packetwalk_space::{Address, Cidr};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A JSON string, borrowed from the input where it has no escapes.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl std::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A tag as AWS prints it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TagShape<'a> {
    #[serde(borrow)]
    key: Text<'a>,
    #[serde(borrow, default)]
    value: Option<Text<'a>>,
}

/// Tags: key and value.
///
/// All tags are equal: they decide nothing, and AWS shows those of a shared resource to its owner alone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tags(Box<[(Symbol, Symbol)]>);

impl PartialEq for Tags {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Tags {}

impl Tags {
    /// Key and value of each.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Symbol, Symbol)> {
        self.0.iter().copied()
    }
}

/// One element of a describe list, while its component reads it.
pub(crate) struct Reader<'r> {
    pub(crate) strings: &'r mut Strings,
    pub(crate) file: &'r File,
    pub(crate) origin: Origin,
    /// The pointer of a part of the element.
    pub(crate) pointer: &'r dyn Fn(&str) -> String,
    pub(crate) problems: &'r mut Vec<Problem>,
    /// Whether something was lost that the record doesn't show as lost.
    pub(crate) lost: bool,
    lines: Lines<'r>,
}

impl<'r> Reader<'r> {
    pub(crate) fn new(
        strings: &'r mut Strings,
        file: (&'r File, FileId),
        (line, index, inner): (u32, u32, Option<u32>),
        pointer: &'r dyn Fn(&str) -> String,
        problems: &'r mut Vec<Problem>,
        text: &'r str,
    ) -> Self {
        let (file, id) = file;
        let origin = Origin { file: id, line, index, inner };
        Reader { strings, file, origin, pointer, problems, lost: false, lines: Lines::new(text, line) }
    }

    /// The symbol of a text.
    pub(crate) fn keep(&mut self, text: &Text<'_>) -> Symbol {
        self.strings.keep(text)
    }

    /// The symbol of a text that may be absent.
    pub(crate) fn keep_some(&mut self, text: Option<&Text<'_>>) -> Option<Symbol> {
        text.filter(|text| !text.is_empty()).map(|text| self.strings.keep(text))
    }

    pub(crate) fn tags(&mut self, tags: &[TagShape<'_>]) -> Tags {
        let keep = |tag: &TagShape<'_>, strings: &mut Strings| {
            (strings.keep(&tag.key), strings.keep(tag.value.as_deref().unwrap_or_default()))
        };
        Tags(tags.iter().map(|tag| keep(tag, self.strings)).collect())
    }

    /// The line on which a part of the element starts.
    pub(crate) fn line(&mut self, part: &RawValue) -> Line {
        Line(self.lines.of(part.get()))
    }

    /// A part of the element in its own shape; a problem when it has another.
    pub(crate) fn part<'a, S: Deserialize<'a>>(&mut self, part: &'a RawValue, at: &str) -> Option<(S, Line)> {
        let line = self.line(part);
        match serde_json::from_str(part.get()) {
            Ok(shape) => Some((shape, line)),
            Err(error) => {
                self.problem(line, at, &plain(&error));
                None
            }
        }
    }

    /// Reads a part of which the record says itself when it couldn't be read: a rule, a route.
    pub(crate) fn contained<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.lost;
        let part = read(self);
        self.lost = before;
        part
    }

    pub(crate) fn problem(&mut self, line: Line, at: &str, message: &str) {
        self.lost = true;
        let pointer = (self.pointer)(at);
        self.problems.push(Problem {
            file: self.file.name.clone(),
            line: line.0,
            column: 0,
            pointer,
            message: message.to_owned(),
        });
    }

    /// A CIDR block; a problem when it is none.
    pub(crate) fn cidr(&mut self, text: &Text<'_>, line: Line, at: &str) -> Option<Cidr> {
        match Cidr::parse(text) {
            Ok(cidr) => Some(cidr),
            Err(error) => {
                self.problem(line, at, &format!("{:?} {error}", &**text));
                None
            }
        }
    }

    /// An address; a problem when it is none.
    pub(crate) fn address(&mut self, text: &Text<'_>, at: &str) -> Option<Address> {
        match text.parse() {
            Ok(address) => Some(address),
            Err(_) => {
                let line = Line(self.origin.line);
                self.problem(
                    line,
                    at,
                    &format!("{:?} is not an IP address: expected one such as 10.0.1.10 or 2600:1f18::10", &**text),
                );
                None
            }
        }
    }

    pub(crate) fn element_line(&self) -> Line {
        Line(self.origin.line)
    }
}

/// A parser's message without its position, which is the element's and not the file's.
pub(crate) fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
