//! What was read: faithful, with origins.

mod file_name;
mod records;

use crate::components::unmodelled;
use crate::origin::{File, FileId, Gap, Problem};
use crate::registry::{List, Records};
use crate::store::Id;
use crate::strings::{Strings, Symbol};
use file_name::{is_account, is_region, parent_in};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::SystemTime;

/// The text of one element of a list, and where it starts.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    /// The JSON text.
    pub text: &'a str,
    /// The line on which it starts, from 1.
    pub line: u32,
    /// Its number in the list, from 0.
    pub index: u32,
    /// The file.
    pub file: FileId,
}

/// What is known of a list as a whole.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How many answers were read.
    pub answers: usize,
    /// Of answers that were cut off, with a token for the next page left over, what was asked about; `None` where they don't say.
    pub truncated: BTreeSet<Option<Symbol>>,
    /// Elements that could not be read.
    pub damaged: usize,
    /// Whose answers were read, and of which Regions, where folders say so.
    pub places: BTreeSet<(Option<Symbol>, Option<Symbol>)>,
    /// Who owns what is in them, each with whose answer it stands in.
    pub owners: BTreeSet<(Option<Symbol>, Symbol)>,
    /// What was asked about, and the answers' files, for lists that are asked for one by one and don't say.
    pub parents: BTreeMap<Symbol, Vec<FileId>>,
    /// The same, of answers that hold a part of what there is.
    pub partial_parents: BTreeMap<Symbol, Vec<FileId>>,
}

/// Something that was counted and not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// How often.
    pub count: usize,
    /// Where first: file and line.
    pub first: (FileId, u32),
}

/// Everything that was read, as it was read.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub(crate) strings: Strings,
    pub(crate) files: Vec<File>,
    pub(crate) records: Records,
    pub(crate) seen: BTreeMap<List, Seen>,
    pub(crate) problems: Vec<Problem>,
    ids: Ids,
    contradicted: BTreeSet<(List, u32)>,
    unmodelled: BTreeMap<String, Count>,
    unknown_keys: BTreeMap<(&'static str, String), Count>,
}

/// Ids and the records that have them.
#[derive(Debug, Default)]
struct Ids {
    /// By the symbol's number, for the first record with the id.
    first: Vec<Option<(List, u32)>>,
    /// Ids that records of two lists have (an attachment in two answers).
    more: HashMap<(List, Symbol), u32>,
}

impl Ids {
    fn find(&self, list: List, id: Symbol) -> Option<u32> {
        match self.first.get(id.number()).copied().flatten() {
            Some((first, number)) if first == list => Some(number),
            Some(_) => self.more.get(&(list, id)).copied(),
            None => None,
        }
    }

    fn add(&mut self, list: List, id: Symbol, number: u32) {
        if self.first.len() <= id.number() {
            self.first.resize(id.number() + 1, None);
        }
        match self.first.get_mut(id.number()) {
            Some(slot @ None) => *slot = Some((list, number)),
            _ => {
                self.more.insert((list, id), number);
            }
        }
    }
}

impl Snapshot {
    /// Adds a file, or a document of one. Accounts, Regions and parents are looked for in its name:
    /// `<account>/<region>/…tgw-rtb-0abc.json`.
    pub fn add_file(&mut self, name: &str, modified: Option<SystemTime>) -> FileId {
        let folders = || name.split(['/', '\\']).rev().skip(1);
        let account = folders().find(|part| is_account(part));
        let region = folders().find(|part| is_region(part));
        let parent = parent_in(name).map(|id| self.strings.keep(id));
        let (account, region) = (account.map(|a| self.strings.keep(a)), region.map(|r| self.strings.keep(r)));
        self.files.push(File {
            name: name.to_owned(),
            account,
            region,
            parent,
            modified,
            is_element: false,
            gaps: Vec::new(),
            within: String::new(),
            partial: false,
        });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// An answer that is a part of a file's document, which says what it is about. `partial` says that it holds a part of what there
    /// is.
    pub fn add_part(&mut self, of: FileId, about: &str, within: String, partial: bool) -> FileId {
        let parent = parent_in(about).map(|id| self.strings.keep(id));
        self.files.push(File { parent, within, partial, ..self.file(of).clone() });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// Says what was taken out of a file's lists before it was read: places in it are told as they are on disk.
    pub fn add_gaps(&mut self, file: FileId, gaps: impl Iterator<Item = Gap>) {
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            file.gaps.extend(gaps);
            file.gaps.sort();
        }
    }

    /// Reads one list of an answer.
    ///
    /// `key` is the answer's top-level key; `truncated` says that the answer has a token for the next page. What the list is
    /// follows from the key and from what its elements look like.
    pub fn read_list(&mut self, file: FileId, key: &str, elements: &[Element<'_>], truncated: bool) {
        let mut by_list: BTreeMap<List, Vec<Element<'_>>> = BTreeMap::new();
        let candidates: Vec<_> = List::under(key).collect();
        let look = candidates.iter().any(|list| list.needs_a_look());
        if !look && let [list] = candidates[..] {
            self.read_known(list, file, elements, truncated);
            return;
        }
        let mut strange = Vec::new();
        for element in elements {
            let keys: Keys = serde_json::from_str(element.text).unwrap_or_default();
            match List::of(key, &|wanted| keys.0.iter().any(|key| key == wanted)) {
                Some(list) => by_list.entry(list).or_default().push(*element),
                None => strange.push(*element),
            }
        }
        for element in strange {
            if by_list.is_empty() {
                self.count_unmodelled(key, file, element.line);
            }
            // Beside elements of a known kind it is one that couldn't be read.
            for list in by_list.keys() {
                let message = "this isn't of the kind of the others, so this element is left out".to_owned();
                self.add_damage(*list, &element, message);
            }
        }
        if elements.is_empty() {
            // An empty answer is an answer; which call gave it cannot be told, and need not be.
            for list in candidates {
                self.saw(list, file, truncated);
            }
        }
        for (list, elements) in by_list {
            self.read_known(list, file, &elements, truncated);
        }
    }

    /// Reads elements of which it is known what list they are of.
    pub fn read_known(&mut self, list: List, file: FileId, elements: &[Element<'_>], truncated: bool) {
        self.saw(list, file, truncated);
        self.read_elements(list, elements);
    }

    /// Reads instances that stand outside reservations, as some tools keep them: `list` is the text of their list.
    pub fn read_instances(&mut self, file: FileId, list: &str, line: u32, truncated: bool) {
        let file = self.as_element(file);
        // A reservation is what holds instances, and it says nothing else that matters here.
        let text = format!("{{\"Instances\":{list}}}");
        self.saw(List::Instance, file, truncated);
        self.read_elements(List::Instance, &[Element { text: &text, line, index: 0, file }]);
    }

    /// Reads an answer that tells of one resource and isn't a list: one of its top-level keys says which. Whether it is such
    /// an answer.
    pub fn read_answer(&mut self, file: FileId, key: &str, answer: &str, line: u32) -> bool {
        let Some(list) = List::of_answers(key) else { return false };
        let file = self.as_element(file);
        self.saw(list, file, false);
        self.read_elements(list, &[Element { text: answer, line, index: 0, file }]);
        true
    }

    /// The same file, as one whose text is an element of a list.
    fn as_element(&mut self, file: FileId) -> FileId {
        let alone = File { is_element: true, ..self.file(file).clone() };
        self.files.push(alone);
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// Counts a list that no component reads. Whether it is one that describe calls answer with, as far as is known here.
    pub fn skip_list(&mut self, file: FileId, key: &str, elements: usize, line: u32) -> bool {
        let known = unmodelled::list(key).is_some();
        if known {
            let first = (file, line);
            self.unmodelled.entry(key.to_owned()).or_insert(Count { count: 0, first }).count += elements;
        }
        known
    }

    /// Whether no list of AWS's was read or counted.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty() && self.unmodelled.is_empty()
    }

    /// Whether some component reads lists under this key.
    pub fn reads(key: &str) -> bool {
        List::under(key).next().is_some()
    }

    /// Adds a problem with a file.
    pub fn add_problem(&mut self, file: FileId, line: u32, column: u32, pointer: String, message: String) {
        let file = self.file(file);
        let (file, pointer) = (file.name.clone(), file.on_disk(pointer));
        self.problems.push(Problem { file, line, column, pointer, message });
    }

    /// Adds a file that couldn't be opened.
    pub fn add_unread_file(&mut self, name: &str, why: &str) {
        let message = format!("not read: {why}");
        self.problems.push(Problem { file: name.to_owned(), line: 0, column: 0, pointer: String::new(), message });
    }

    /// What couldn't be read, in order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The files.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// A file.
    pub(crate) fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// The string of a symbol.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.strings.text(symbol)
    }

    /// What no component reads: in words, how many, where first.
    pub fn unmodelled(&self) -> impl Iterator<Item = (&str, &Count)> {
        let words = |key: &'static str, count| (key, count);
        let known = self.unmodelled.iter().filter(|(_, count)| count.count > 0);
        known.map(move |(key, count)| words(unmodelled::list(key).unwrap_or("resources of an unknown kind"), count))
    }

    /// Keys that no shape knows: list, key, how often, where first.
    pub fn unknown_keys(&self) -> impl Iterator<Item = (&str, &str, &Count)> {
        self.unknown_keys.iter().map(|((list, key), count)| (*list, key.as_str(), count))
    }

    /// What is known of a list as a whole; `None` when no answer with it was read.
    pub fn seen(&self, list: List) -> Option<&Seen> {
        self.seen.get(&list)
    }

    /// The record with this id.
    pub(crate) fn find<T>(&self, list: List, id: Symbol) -> Option<Id<T>> {
        self.ids.find(list, id).map(Id::new)
    }

    pub(crate) fn has_contradictions(&self) -> bool {
        !self.contradicted.is_empty()
    }

    /// Whether the snapshot describes what has this id in two ways.
    pub(crate) fn is_disputed(&self, id: Symbol) -> bool {
        self.contradicted.iter().any(|(list, number)| self.ids.find(*list, id) == Some(*number))
    }

    /// Gives back memory that further files would have used.
    pub(crate) fn shrink(&mut self) {
        self.records.shrink();
    }

    fn count_unmodelled(&mut self, key: &str, file: FileId, line: u32) {
        let first = (file, line);
        self.unmodelled.entry(key.to_owned()).or_insert(Count { count: 0, first }).count += 1;
    }

    fn saw(&mut self, list: List, file: FileId, truncated: bool) {
        let id = file;
        let File { name, account, region, parent, partial, .. } = self.file(file).clone();
        let seen = self.seen.entry(list).or_default();
        seen.answers += 1;
        seen.places.insert((account, region));
        if let Some(parent) = parent {
            let parents = if partial { &mut seen.partial_parents } else { &mut seen.parents };
            parents.entry(parent).or_default().push(id);
        }
        if truncated {
            seen.truncated.insert(parent);
            let message = format!(
                "this answer of {:?} was cut off: it still holds a token for the next page, so what it doesn't list may exist",
                list.call()
            );
            self.problems.push(Problem { file: name, line: 0, column: 0, pointer: String::new(), message });
        }
    }

    fn add_damage(&mut self, list: List, element: &Element<'_>, message: String) {
        self.seen.entry(list).or_default().damaged += 1;
        let pointer = self.file(element.file).pointer(list.key(), element.index);
        self.add_problem(element.file, element.line, 0, pointer, message);
    }
}

/// The top-level keys of an object.
#[derive(Default)]
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let keys: BTreeMap<String, serde::de::IgnoredAny> = BTreeMap::deserialize(deserializer)?;
        Ok(Keys(keys.into_keys().collect()))
    }
}
