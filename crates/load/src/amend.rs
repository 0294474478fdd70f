//! "What if": a file's text with a few places changed, in memory.
//!
//! Places are named by file and JSON pointer, as answers name them, and always as the file stands on disk: what is taken out of a list
//! doesn't renumber what stands behind it, neither for other edits nor in answers ([`Gap`]). Lines stay what they are, too.

use crate::document::{Answer, documents};
use packetwalk_aws::{Gap, newlines};
use serde_json::Value;
use serde_json::value::RawValue;
use std::ops::Range;

/// A change of one place of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The file, as answers name it.
    pub file: String,
    /// A line of the JSON document that is meant, where the file holds several.
    pub line: Option<u32>,
    /// The JSON pointer (RFC 6901) in the document.
    pub pointer: String,
    /// What to do there.
    pub change: Change,
}

/// What to do at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Take an element out of its list.
    Remove,
    /// Put something else there.
    Replace(Value),
    /// Add an element to the end of the list that stands there.
    Add(Value),
}

/// A text after its edits.
pub(crate) struct Amended {
    pub(crate) text: String,
    /// What was taken out of lists, by the number of its document.
    pub(crate) gaps: Vec<(usize, Gap)>,
}

/// The part of a text that a pointer names, in the document that holds the line; without one, in the only document that has it.
pub fn excerpt<'t>(text: &'t str, line: Option<u32>, pointer: &str) -> Option<&'t str> {
    let place = find(text, line, pointer).ok()?;
    text.get(place.range)
}

/// Makes the edits of one text.
pub(crate) fn amend(text: &str, edits: &[&Edit]) -> Result<Amended, String> {
    let told = |edit: &Edit, why: &str| format!("{} {}: {why}", edit.file, edit.pointer);
    let mut places = Vec::new();
    for (order, edit) in edits.iter().enumerate() {
        let place = find(text, edit.line, &edit.pointer).map_err(|why| told(edit, &why))?;
        let range = match edit.change {
            // Before the closing bracket.
            Change::Add(_) if text.get(place.range.clone()).is_some_and(|list| list.starts_with('[')) => {
                place.range.end - 1..place.range.end - 1
            }
            Change::Add(_) => return Err(told(edit, "is no list: only lists can be added to")),
            Change::Remove | Change::Replace(_) => place.range.clone(),
        };
        places.push((range, order, *edit, place));
    }
    // From the end to the start, so that what is still to be changed stays where it was found.
    places.sort_by_key(|(range, order, ..)| std::cmp::Reverse((range.start, *order)));
    let mut amended = Amended { text: text.to_owned(), gaps: Vec::new() };
    let mut last = text.len();
    for (range, _, edit, place) in places {
        if range.end > last {
            return Err(told(edit, "another edit changes a part of it"));
        }
        last = range.start;
        match &edit.change {
            Change::Remove => {
                let (list, index) = place.in_list.ok_or_else(|| told(edit, "stands in no list: replace it instead"))?;
                blank(&mut amended.text, range);
                amended.gaps.push((place.document, Gap { list, index }));
            }
            Change::Replace(value) => {
                let lines = amended.text.get(range.clone()).map_or(0, |old| newlines(old.as_bytes()));
                amended.text.replace_range(range, &format!("{value}{}", "\n".repeat(lines as usize)));
            }
            Change::Add(value) => {
                let before = amended.text.get(..range.start).and_then(|text| text.trim_end().chars().next_back());
                let behind = amended.text.get(range.start..).and_then(|text| text.trim_start().chars().next());
                let comma = |needed: bool| if needed { "," } else { "" };
                let (first, then) = (comma(before != Some('[')), comma(!matches!(behind, Some(']' | ','))));
                amended.text.insert_str(range.start, &format!("{first}{value}{then}"));
            }
        }
    }
    Ok(amended)
}

/// Takes an element out of a list, with the comma that parted it from a neighbour; lines stay.
fn blank(text: &mut String, element: Range<usize>) {
    let behind = text.get(element.end..).unwrap_or_default();
    let space = behind.len() - behind.trim_start().len();
    let range = if behind.trim_start().starts_with(',') {
        element.start..element.end + space + 1
    } else {
        let before = text.get(..element.start).unwrap_or_default().trim_end();
        if before.ends_with(',') { before.len() - 1..element.end } else { element }
    };
    let nothing: String = text.get(range.clone()).unwrap_or_default().bytes().map(nothing).collect();
    text.replace_range(range, &nothing);
}

fn nothing(byte: u8) -> char {
    if byte == b'\n' { '\n' } else { ' ' }
}

/// A place in a text.
#[derive(Debug)]
struct Place {
    document: usize,
    range: Range<usize>,
    /// Where it is an element: the list's pointer, and its number in it.
    in_list: Option<(String, u32)>,
}

fn find(text: &str, line: Option<u32>, pointer: &str) -> Result<Place, String> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err("is no JSON pointer: one starts with a slash".to_owned());
    }
    let all = documents(text).map_err(|error| format!("the file is no JSON: {error}"))?;
    let offset = |part: &RawValue| part.get().as_ptr() as usize - text.as_ptr() as usize;
    let mut found = Vec::new();
    for (document, part) in all.into_iter().enumerate() {
        let start = offset(part);
        let first = text.get(..start).map_or(0, |before| newlines(before.as_bytes())) + 1;
        let last = first + newlines(part.get().as_bytes());
        if line.is_some_and(|line| !(first..=last).contains(&line)) {
            continue;
        }
        if let Some((value, in_list)) = follow(part, pointer) {
            let start = offset(value);
            found.push(Place { document, range: start..start + value.get().len(), in_list });
        }
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err("nothing stands there".to_owned()),
        several => Err(format!("{several} documents of the file have that place: give the line, too")),
    }
}

/// A value, and if it is an element its list's pointer and its number in it.
type Followed<'d> = (&'d RawValue, Option<(String, u32)>);

/// Follows a pointer into a document.
fn follow<'d>(document: &'d RawValue, pointer: &str) -> Option<Followed<'d>> {
    let (mut value, mut at, mut in_list) = (document, String::new(), None);
    for token in pointer.split('/').skip(1) {
        let text = value.get();
        in_list = None;
        value = match text.bytes().next()? {
            b'[' => {
                let index: u32 = token.parse().ok()?;
                in_list = Some((at.clone(), index));
                serde_json::from_str::<Vec<&RawValue>>(text).ok()?.get(index as usize).copied()?
            }
            b'{' => {
                let key = token.replace("~1", "/").replace("~0", "~");
                let pairs = serde_json::from_str::<Answer<'_>>(text).ok()?.0;
                match pairs.into_iter().find(|(known, _)| *known == key) {
                    Some((_, value)) => value,
                    // An answer about one thing holds an object where others hold a list.
                    None if token == "0" && at.rfind('/') == Some(0) => value,
                    None => return None,
                }
            }
            _ => return None,
        };
        at = format!("{at}/{token}");
    }
    Some((value, in_list))
}

#[cfg(test)]
mod tests {
    use super::{Change, Edit, amend, excerpt};
    use packetwalk_aws::Gap;
    use serde_json::{Value, json};

    fn edit(pointer: &str, change: Change) -> Edit {
        Edit { file: "f.json".to_owned(), line: None, pointer: pointer.to_owned(), change }
    }

    /// The text after the edits, and the places of what was taken out.
    #[track_caller]
    fn amended(text: &str, edits: &[Edit]) -> (Value, Vec<Gap>) {
        let all: Vec<&Edit> = edits.iter().collect();
        let amended = amend(text, &all).unwrap();
        assert_eq!(amended.text.lines().count(), text.lines().count(), "lines stay: {}", amended.text);
        (serde_json::from_str(&amended.text).unwrap(), amended.gaps.into_iter().map(|(_, gap)| gap).collect())
    }

    #[test]
    fn every_choice_of_elements_can_be_taken_out() {
        let text = "{\"L\": [\n  1,\n  [2],\n  {\"a\": 3}\n]}";
        let elements = [json!(1), json!([2]), json!({"a": 3})];
        for choice in 0_u32..8 {
            let taken: Vec<usize> = (0..3).filter(|at| choice & 1 << at != 0).collect();
            let edits: Vec<_> = taken.iter().map(|at| edit(&format!("/L/{at}"), Change::Remove)).collect();
            let left: Vec<_> = (0..3).filter(|at| !taken.contains(at)).map(|at| elements[at].clone()).collect();
            assert_eq!(amended(text, &edits).0, json!({"L": left}), "{taken:?}");
            // And one added to what is left, twice.
            let added = [edit("/L", Change::Add(json!("x"))), edit("/L", Change::Add(json!("y")))];
            let edits: Vec<_> = edits.into_iter().chain(added).collect();
            let left: Vec<_> = left.into_iter().chain([json!("x"), json!("y")]).collect();
            assert_eq!(amended(text, &edits).0, json!({"L": left}), "{taken:?}");
        }
    }

    #[test]
    fn values_are_replaced_where_they_stand() {
        let text = "{\"L\": [{\"a\": {\n\"b\": 1\n}},\n 2], \"a/b\": \"ä\"}";
        let edits =
            [edit("/L/0/a", Change::Replace(json!(["new\nline"]))), edit("/a~1b", Change::Replace(json!(null)))];
        let (value, gaps) = amended(text, &edits);
        assert_eq!((value, gaps), (json!({"L": [{"a": ["new\nline"]}, 2], "a/b": null}), vec![]));
        let removed = amended(text, &[edit("/L/1", Change::Remove)]).1;
        assert_eq!(removed, [Gap { list: "/L".to_owned(), index: 1 }]);
    }

    #[test]
    fn what_cant_be_done_is_told() {
        let why = |text: &str, edits: &[Edit]| {
            let all: Vec<&Edit> = edits.iter().collect();
            amend(text, &all).map(|amended| amended.text).unwrap_err()
        };
        let text = r#"{"L": [{"a": 1}]}"#;
        let remove = |pointer: &str| edit(pointer, Change::Remove);
        assert_eq!(why(text, &[remove("/L/1")]), "f.json /L/1: nothing stands there");
        assert_eq!(why(text, &[remove("L")]), "f.json L: is no JSON pointer: one starts with a slash");
        assert_eq!(why(text, &[remove("/L/0/a")]), "f.json /L/0/a: stands in no list: replace it instead");
        assert_eq!(why(text, &[remove("/L/0"), remove("/L/0")]), "f.json /L/0: another edit changes a part of it");
        assert_eq!(
            why(text, &[remove("/L/0"), edit("/L/0/a", Change::Replace(json!(2)))]),
            "f.json /L/0: another edit changes a part of it"
        );
        assert_eq!(
            why(text, &[edit("/L/0", Change::Add(json!(2)))]),
            "f.json /L/0: is no list: only lists can be added to"
        );
        let two = "{\"L\": [1]}\n{\"L\": [2]}";
        assert!(why(two, &[remove("/L/0")]).contains("2 documents"));
    }

    #[test]
    fn a_line_tells_which_document_is_meant() {
        let text = "{\"L\": [1]}\n[{\"L\": [2]},\n{\"L\": [3]}]";
        assert_eq!(excerpt(text, Some(1), "/L/0"), Some("1"));
        assert_eq!(excerpt(text, Some(2), "/L/0"), Some("2"));
        assert_eq!(excerpt(text, Some(3), "/L"), Some("[3]"));
        let second = Edit { line: Some(3), ..edit("/L/0", Change::Remove) };
        let amended = amend(text, &[&second]).unwrap();
        assert_eq!(amended.text, "{\"L\": [1]}\n[{\"L\": [2]},\n{\"L\": [ ]}]");
        assert_eq!(amended.gaps[0].0, 2);
        // An answer about one thing.
        assert_eq!(
            excerpt(r#"{"Firewall": {"FirewallName": "f"}}"#, Some(1), "/Firewall/0"),
            Some(r#"{"FirewallName": "f"}"#)
        );
    }
}
