//! What was read: faithful, with origins.

use crate::component::Record;
use crate::components::unmodelled;
use crate::origin::{File, FileId, Gap, Problem};
use crate::reader::{Reader, plain};
use crate::registry::{List, Records};
use crate::store::{Id, Store};
use crate::strings::{Strings, Symbol};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::mpsc;
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

    /// Reads elements of one list: parses them side by side, then keeps them in order.
    pub(crate) fn read_records<T: Record>(
        &mut self,
        list: List,
        store: fn(&mut Records) -> &mut Store<T>,
        elements: &[Element<'_>],
    ) {
        /// Elements that one thread parses at a time.
        const CHUNK: usize = 1024;
        if elements.len() <= CHUNK {
            for element in elements {
                self.keep_record(list, store, element, parse::<T>(element.text));
            }
            return;
        }
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            let parsed: Vec<_> = (0..workers)
                .map(|worker| {
                    let (send, receive) = mpsc::sync_channel(2);
                    scope.spawn(move || {
                        for chunk in elements.chunks(CHUNK).skip(worker).step_by(workers) {
                            let shapes: Vec<_> = chunk.iter().map(|element| parse::<T>(element.text)).collect();
                            if send.send(shapes).is_err() {
                                return;
                            }
                        }
                    });
                    receive
                })
                .collect();
            for (chunk, from) in elements.chunks(CHUNK).zip(parsed.iter().cycle()) {
                let Ok(shapes) = from.recv() else { return };
                for (element, shape) in chunk.iter().zip(shapes) {
                    self.keep_record(list, store, element, shape);
                }
            }
        });
    }

    fn keep_record<T: Record>(
        &mut self,
        list: List,
        store: fn(&mut Records) -> &mut Store<T>,
        element: &Element<'_>,
        parsed: Parsed<T::Shape<'_>>,
    ) {
        let shape = match parsed.shape {
            Ok(shape) => shape,
            Err(error) => {
                let message = format!("{}, so this element is left out", plain(&error));
                self.add_damage(list, element, message);
                return;
            }
        };
        // Of an answer as a whole only the parts that are known are read; it may hold other answers beside.
        let unknown = if self.file(element.file).is_element { Vec::new() } else { parsed.unknown };
        for key in unknown {
            let first = (element.file, element.line);
            self.unknown_keys.entry((list.key(), key)).or_insert(Count { count: 0, first }).count += 1;
        }
        let file = &self.files[element.file.0 as usize];
        let account = file.account;
        let pointer = |at: &str| file.on_disk(format!("{}{at}", file.pointer(list.key(), element.index)));
        let mut reader = Reader::new(
            &mut self.strings,
            (file, element.file),
            (element.line, element.index, None),
            &pointer,
            &mut self.problems,
            element.text,
        );
        let found: Vec<T> = T::read(shape, &mut reader).into_iter().collect();
        let lost = reader.lost;
        let seen = self.seen.entry(list).or_default();
        seen.damaged += usize::from(lost);
        for record in found {
            seen.owners.extend(record.owner().map(|owner| (account, owner)));
            let Some(id) = record.id() else {
                store(&mut self.records).push(record);
                continue;
            };
            let Some(known) = self.ids.find(list, id) else {
                let number = store(&mut self.records).push(record).number();
                self.ids.add(list, id, number);
                continue;
            };
            let Some(first) = store(&mut self.records).find_mut(Id::new(known)) else { continue };
            if !first.agrees(record) {
                let (origin, id) = (first.origin(), self.strings.text(id));
                let message = format!(
                    "{id} is described differently here than at {}:{}; that one is used, and walks that meet it end as unknown",
                    self.files[origin.file.0 as usize].name, origin.line,
                );
                self.contradicted.insert((list, known));
                let file = self.files[element.file.0 as usize].name.clone();
                self.problems.push(Problem { file, line: element.line, column: 0, pointer: pointer(""), message });
            }
        }
    }
}

/// An element in its shape, and the keys that the shape doesn't know.
struct Parsed<S> {
    shape: Result<S, serde_json::Error>,
    unknown: Vec<String>,
}

fn parse<T: Record>(text: &str) -> Parsed<T::Shape<'_>> {
    let mut unknown = Vec::new();
    let mut note = |path: serde_ignored::Path<'_>| {
        if let serde_ignored::Path::Map { parent: serde_ignored::Path::Root, key } = &path
            && !T::UNREAD.iter().any(|unread| *unread == "*" || unread == key)
        {
            unknown.push(key.clone());
        }
    };
    let mut parser = serde_json::Deserializer::from_str(text);
    let shape = serde_ignored::deserialize(&mut parser, &mut note);
    Parsed { shape, unknown }
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

fn is_account(part: &str) -> bool {
    const DIGITS: usize = 12;
    part.len() == DIGITS && part.bytes().all(|b| b.is_ascii_digit()) && !is_time(part)
}

/// Whether twelve digits are a date and a time: `202611230930`.
fn is_time(digits: &str) -> bool {
    let within = |at: std::ops::Range<usize>, of: std::ops::RangeInclusive<u32>| {
        digits.get(at).and_then(|part| part.parse().ok()).is_some_and(|number| of.contains(&number))
    };
    within(0..2, 20..=20)
        && within(4..6, 1..=12)
        && within(6..8, 1..=31)
        && within(8..10, 0..=23)
        && within(10..12, 0..=59)
}

fn is_region(part: &str) -> bool {
    // us-east-1, ap-southeast-2, us-gov-west-1
    let mut parts = part.split('-').rev();
    let numbered = parts.next().is_some_and(|last| last.len() == 1 && last.bytes().all(|b| b.is_ascii_digit()));
    let words: Vec<_> = parts.collect();
    numbered
        && (2..=3).contains(&words.len())
        && words.last().is_some_and(|first| first.len() == 2)
        && words.iter().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()))
}

/// The id of what an answer was asked about, from its file's name or path: the last one in it.
fn parent_in(name: &str) -> Option<&str> {
    classic_in(name).or_else(|| balancing_in(name)).or_else(|| id_in(name))
}

/// The name of a Classic Load Balancer: `…classicloadbalancer_web.json`.
fn classic_in(name: &str) -> Option<&str> {
    let (_, after) = name.rsplit_once("classicloadbalancer")?;
    let after = after.strip_prefix(['_', '/'])?;
    let end = after.find(|c: char| c != '-' && !c.is_ascii_alphanumeric()).unwrap_or(after.len());
    Some(&after[..end]).filter(|name| !name.is_empty())
}

/// The last part of a load balancer's or target group's ARN: `…targetgroup_web_73e2d6bc24d8a067.json`.
fn balancing_in(name: &str) -> Option<&str> {
    const DIGITS: usize = 16;
    let marks = ["targetgroup", "loadbalancer"];
    let (at, mark) = marks.iter().flat_map(|mark| name.rmatch_indices(mark)).max()?;
    let parts = name[at + mark.len()..].split(|c: char| !c.is_ascii_alphanumeric());
    parts.rev().find(|part| part.len() == DIGITS && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn id_in(name: &str) -> Option<&str> {
    // What an id starts with, and how many hexadecimal digits make it one.
    const PREFIXES: [(&str, usize); 3] = [("tgw-rtb-", 1), ("cvpn-endpoint-", 1), ("pl-", 8)];
    let is_id = |c: char| c.is_ascii_alphanumeric();
    PREFIXES
        .iter()
        .flat_map(|(prefix, least)| name.match_indices(prefix).map(move |(at, _)| (at, prefix.len(), *least)))
        .filter(|(at, ..)| !name[..*at].ends_with(is_id))
        .filter_map(|(at, prefix, least)| {
            let digits = &name[at + prefix..];
            let length = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
            (length >= least).then_some((at, prefix + length))
        })
        .max_by_key(|(at, _)| *at)
        .map(|(at, length)| &name[at..at + length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_told_from_other_folders() {
        for region in ["us-east-1", "eu-central-2", "ap-southeast-4", "us-gov-west-1"] {
            assert!(is_region(region), "{region}");
        }
        for other in ["snapshots", "us-east", "2022-11-28", "case-1", "vpc-to-vpc"] {
            assert!(!is_region(other), "{other}");
        }
    }

    #[test]
    fn accounts_are_told_from_dates() {
        for account in ["111122223333", "444455556666", "202613230930", "202611320930", "202611232430", "202611230960"]
        {
            assert!(is_account(account), "{account}");
        }
        for other in ["202611230930", "202601010000", "203012312359", "20261123", "2026-11-23", "20261123093000"] {
            assert!(!is_account(other), "{other}");
        }
    }

    #[test]
    fn the_parent_is_the_last_id_in_the_name() {
        let id = "tgw-rtb-06c8754bba5a41b1f";
        assert_eq!(parent_in(&format!("transit-gateway-routes-{id}.json")), Some(id));
        assert_eq!(parent_in(&format!("{id}/routes.json")), Some(id));
        assert_eq!(parent_in("ec2.get-managed-prefix-list-entries.pl-63a5400a.json"), Some("pl-63a5400a"));
        let endpoint = "cvpn-endpoint-0a1b2c3d4e5f60718";
        assert_eq!(parent_in(&format!("describe-client-vpn-routes.{endpoint}.json")), Some(endpoint));
        assert_eq!(parent_in("transit-gateway-route-tables.json"), None);
        assert_eq!(parent_in("sample-pl-12.json"), None);
        let hash = Some("73e2d6bc24d8a067");
        assert_eq!(parent_in("describe-target-health.targetgroup_web-tier_73e2d6bc24d8a067.json"), hash);
        assert_eq!(parent_in("loadbalancer/app/web/73e2d6bc24d8a067/attributes.json"), hash);
        assert_eq!(parent_in("describe-instance-health.classicloadbalancer_web-1.json.gz"), Some("web-1"));
        assert_eq!(parent_in("classicloadbalancer/web/attributes.json"), Some("web"));
    }
}
