//! From text to lists: documents, top-level keys, elements and their lines.

use crate::wrapped::{self, Wrapped};
use crate::{Failure, shown};
use packetwalk_aws::{Element, FileId, Gap, Lines, Problem, Snapshot};
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

/// Keys under which AWS prints a token for the next page.
const TOKENS: &[&str] = &["NextToken", "nextToken", "NextMarker", "Marker"];

/// Reads every document of a text into the snapshot. `gaps` are what was taken out of it before, by document.
pub(crate) fn read(
    snapshot: &mut Snapshot,
    name: &str,
    modified: Option<SystemTime>,
    text: &str,
    gaps: &[(usize, Gap)],
) -> Result<(), Failure> {
    let mut lines = Lines::new(text, 1);
    let all = documents(text).map_err(|error| broken(name, text, &error))?;
    for (number, document) in all.into_iter().enumerate() {
        let file = snapshot.add_file(name, modified);
        let of_document = gaps.iter().filter(|(document, _)| *document == number);
        snapshot.add_gaps(file, of_document.map(|(_, gap)| gap.clone()));
        read_document(snapshot, name, text, file, document, &mut lines)?;
    }
    Ok(())
}

/// The documents of a text: one, several after one another, or an array of them.
pub(crate) fn documents(text: &str) -> Result<Vec<&RawValue>, serde_json::Error> {
    let mut all = Vec::new();
    for document in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let document = document?;
        if document.get().starts_with('[') {
            all.append(&mut serde_json::from_str(document.get())?);
        } else {
            all.push(document);
        }
    }
    Ok(all)
}

fn read_document(
    snapshot: &mut Snapshot,
    name: &str,
    text: &str,
    file: FileId,
    document: &RawValue,
    lines: &mut Lines<'_>,
) -> Result<(), Failure> {
    if !document.get().starts_with('{') {
        let start: String = document.get().chars().take(20).collect();
        let message = format!("expected a JSON object, as AWS describe calls answer with; found {start}");
        snapshot.add_problem(file, lines.of(document.get()), 0, String::new(), message);
        return Ok(());
    }
    let answer: Answer<'_> = parse(name, text, document)?;
    let truncated = answer.is_truncated();
    let mut any = false;
    for (key, value) in &answer.0 {
        any |= read_value(snapshot, name, text, file, (key, value), truncated, lines)?;
        // An answer about one resource holds it in an object, with what is said beside it in others.
        any |=
            value.get().starts_with('{') && snapshot.read_answer(file, key, document.get(), lines.of(document.get()));
    }
    if !any {
        let keys: Vec<_> = answer.0.iter().take(5).map(|(key, _)| format!("{key:?}")).collect();
        let found =
            if keys.is_empty() { "an empty object".to_owned() } else { format!("the keys {}", keys.join(", ")) };
        let message =
            format!("not the answer of an AWS describe call: expected a list such as \"Vpcs\", found {found}");
        snapshot.add_problem(file, lines.of(document.get()), 0, String::new(), message);
    }
    Ok(())
}

/// Reads one top-level value; whether it was a list of AWS's.
fn read_value(
    snapshot: &mut Snapshot,
    name: &str,
    text: &str,
    file: FileId,
    (key, value): (&str, &RawValue),
    truncated: bool,
    lines: &mut Lines<'_>,
) -> Result<bool, Failure> {
    if value.get().starts_with('[') {
        let line = lines.of(value.get());
        let elements: Vec<&RawValue> = parse(name, text, value)?;
        if key == "Instances" && !elements.is_empty() && elements.iter().all(|element| is_instance(element)) {
            snapshot.read_instances(file, value.get(), line, truncated);
            return Ok(true);
        }
        if let Some(wrapped) = wrapped::of(key) {
            read_wrapped(snapshot, name, text, file, wrapped, &elements, truncated, lines)?;
            return Ok(true);
        }
        if !Snapshot::reads(key) {
            return Ok(snapshot.skip_list(file, key, elements.len(), line));
        }
        let elements: Vec<_> = (0..)
            .zip(elements)
            .map(|(index, element)| Element { text: element.get(), line: lines.of(element.get()), index, file })
            .collect();
        snapshot.read_list(file, key, &elements, truncated);
        return Ok(true);
    }
    if value.get().starts_with('{') && Snapshot::reads(key) {
        // An answer about the account itself is one object, not a list.
        let element = Element { text: value.get(), line: lines.of(value.get()), index: 0, file };
        snapshot.read_list(file, key, &[element], truncated);
        return Ok(true);
    }
    if value.get().starts_with('{') && key != "ResponseMetadata" {
        return Ok(snapshot.skip_list(file, key, 1, lines.of(value.get())));
    }
    Ok(false)
}

/// Reads answers that say beside them what they are about.
#[expect(clippy::too_many_arguments, reason = "the document's, and what stands in it")]
fn read_wrapped(
    snapshot: &mut Snapshot,
    name: &str,
    text: &str,
    file: FileId,
    wrapped: &Wrapped,
    answers: &[&RawValue],
    truncated: bool,
    lines: &mut Lines<'_>,
) -> Result<(), Failure> {
    for (number, answer) in answers.iter().enumerate() {
        let within = format!("/{}/{number}", wrapped.key);
        let whole = if answer.get().starts_with('{') { parse(name, text, answer)? } else { Answer(Vec::new()) };
        let part = |key: &str| whole.0.iter().find(|(known, _)| known == key).map(|(_, value)| *value);
        let about = part(wrapped.about).and_then(|about| serde_json::from_str::<Cow<'_, str>>(about.get()).ok());
        let list = part(wrapped.list.key()).filter(|list| list.get().starts_with('['));
        let (Some(about), Some(list)) = (about, list) else {
            let message =
                format!("expected {:?} and the list {:?}, so it is left out", wrapped.about, wrapped.list.key());
            snapshot.add_problem(file, lines.of(answer.get()), 0, within, message);
            continue;
        };
        let file = snapshot.add_part(file, &about, within, wrapped.partial);
        let elements: Vec<&RawValue> = parse(name, text, list)?;
        let elements: Vec<_> = (0..)
            .zip(elements)
            .map(|(index, element)| Element { text: element.get(), line: lines.of(element.get()), index, file })
            .collect();
        snapshot.read_known(wrapped.list, file, &elements, truncated || whole.is_truncated());
    }
    Ok(())
}

/// Whether an element is an instance, as `describe-instances` prints them in reservations.
fn is_instance(element: &RawValue) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Instance {
        #[serde(rename = "InstanceId")]
        _id: serde::de::IgnoredAny,
        #[serde(rename = "State")]
        _state: serde::de::IgnoredAny,
    }
    serde_json::from_str::<Instance>(element.get()).is_ok()
}

/// An answer: its top-level keys and values, in order.
pub(crate) struct Answer<'a>(pub(crate) Vec<(Cow<'a, str>, &'a RawValue)>);

impl Answer<'_> {
    /// Whether the answer has more pages, or says that it left something out.
    fn is_truncated(&self) -> bool {
        self.0.iter().any(|(key, value)| {
            let token = TOKENS.contains(&key.as_ref()) && !matches!(value.get(), "null" | "\"\"");
            token || (key == "AdditionalRoutesAvailable" && value.get() == "true")
        })
    }
}

impl<'de> Deserialize<'de> for Answer<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Answer<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object, as AWS describe calls answer with")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut pairs = Vec::new();
                while let Some(key) = map.next_key::<Key<'de>>()? {
                    pairs.push((key.0, map.next_value()?));
                }
                Ok(Answer(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// A key, borrowed where it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

fn parse<'a, T: Deserialize<'a>>(name: &str, text: &str, part: &'a RawValue) -> Result<T, Failure> {
    serde_json::from_str(part.get()).map_err(|error| broken(name, text, &error))
}

/// The failure for a text that isn't JSON, with the line as it stands.
fn broken(name: &str, text: &str, error: &serde_json::Error) -> Failure {
    let message = error.to_string();
    let message = message.rfind(" at line ").map_or(message.as_str(), |at| &message[..at]);
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let problem = Problem {
        file: name.to_owned(),
        line: small(error.line()),
        column: small(error.column()),
        pointer: String::new(),
        message: format!("broken JSON: {message}"),
    };
    shown(problem, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use packetwalk_aws::List;

    /// How many answers about firewalls and policies a text holds, and what is said against it.
    fn answers(text: &str) -> (usize, usize, Vec<String>) {
        let mut snapshot = Snapshot::default();
        read(&mut snapshot, "firewalls.json", None, text, &[]).unwrap();
        let of = |list| snapshot.seen(list).map_or(0, |seen| seen.answers);
        let problems = snapshot.problems().iter().map(|problem| problem.message.clone());
        let unknown = snapshot.unknown_keys().map(|(_, key, _)| key.to_owned());
        (of(List::Firewall), of(List::FirewallPolicy), problems.chain(unknown).collect())
    }

    #[test]
    fn answers_about_one_resource_are_read_in_every_shape() {
        let firewall =
            r#"{"UpdateToken": "1", "Firewall": {"FirewallArn": "a"}, "FirewallStatus": {"Status": "READY"}}"#;
        let policy = r#"{"FirewallPolicyResponse": {"FirewallPolicyArn": "p"}, "FirewallPolicy": {}}"#;
        assert_eq!(answers(firewall), (1, 0, vec![]));
        assert_eq!(answers(&format!("{firewall}\n{policy}")), (1, 1, vec![]));
        assert_eq!(answers(&format!("[{firewall}, {policy}]")), (1, 1, vec![]));
        assert_eq!(
            answers(&format!(r#"{{"Firewalls": [{firewall}], "FirewallPolicies": [{policy}]}}"#)),
            (1, 1, vec![])
        );
        // Merged into one object, beside lists.
        let merged = format!(
            r#"{}, {}, "Vpcs": []}}"#,
            firewall.trim_end_matches('}').to_owned() + "}",
            &policy[1..policy.len() - 1]
        );
        assert_eq!(answers(&merged), (1, 1, vec![]));
    }

    #[test]
    fn an_answer_without_its_parts_is_damaged() {
        let (_, _, problems) = answers(r#"{"Firewall": {"FirewallName": "f"}}"#);
        assert!(problems[0].contains("FirewallArn"), "{problems:?}");
    }
}
