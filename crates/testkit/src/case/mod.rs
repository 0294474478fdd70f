//! Markdown cases.
//!
//! A `walk` block holds a question and what is expected:
//!
//! ```text
//! web -> db:5432 client=linux
//! never
//! forward never: eni-web -> ?
//! blocker forward ingress NACL_DENY acl-strict 90 first
//! near rule 100
//! fix --rule-number 80
//! ```
//!
//! The first line is `FROM -> TO`, with options behind it: `client=`, `source-port=`, `icmp=`, `nat-port=`, `appliance=`, `ipv6`, `routing-only`, `via=`, `not-via=`. The lines
//! of these kinds must be exactly those of the answer, in order:
//!
//! - the verdict;
//! - `forward VERDICT: PATH` and `return VERDICT: PATH`, the path as in the notes;
//! - `part VERDICT: HEADERS [when RESOURCE WHAT VALUE]`, where the question splits;
//! - `blocker LEG [egress|ingress] CODE RESOURCE [RULE] [first] [beyond]`;
//! - `unknown LEG CODE RESOURCE`;
//! - `assumes CODE`.
//!
//! Lines of these kinds are looked for in the answer: `because TEXT`, `at FILE POINTER` (the place that is cited), `near TEXT` and
//! `fix TEXT` in what is told of the blocker before them, `because` and `fix` also in that of the gap or assumption before them,
//! `says TEXT` in the summary, `remark TEXT` in the remarks, `reading HOW: VERDICT` among what else the question may mean
//! (or `none`), `snapshot TEXT` in what is told of the snapshot
//! (`accounts 1, 2`, problems, what isn't modelled, unknown keys),
//! `ends COUNT: IDS` among the ends of the parts, `lost ROUTE: WHY` among the routes that another one won over, `header LEG N: TEXT` at a hop's arrival, and `hop LEG N: OUTCOME CHECK RESOURCE [RULE]` among the
//! decisions of the Nth hop. `caution CODE RESOURCE[: TEXT]` names what the answer says is worth knowing, with words of the sentence:
//! a walk that names one names all, in order, and one that says `no caution` has none. A question that can't be asked is `refused TEXT`, with words of the error. `decides LEG` is followed by every decision of the leg, one a line, as
//! `PLACE OUTCOME CHECK RESOURCE [RULE]`, and they must be exactly those.
//!
//! A `show` block holds a resource as it is read, the whole of it or one table:
//!
//! ```text
//! acl-strict network ACL, inbound
//! network ACL acl-strict network-acls.json /NetworkAcls/0
//! network ACL, inbound: the first match decides
//!   tcp anywhere → anywhere port 80: pass by inbound rule 100: allow tcp 80 from 0.0.0.0/0 at /Entries/0
//!   anything else: drop (NACL_DENY)
//! ```
//!
//! The first line is the id and, for one table, its name; all the others must be exactly those that are shown.

mod lines;
mod look;
mod show;
mod walk;

use crate::Files;
use crate::fixture::{again, expand, put};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde_json::Value;
use show::show;
use std::path::Path;
use walk::walk;

/// What a block starts with whose answers stand in a folder.
const IN_FOLDER: &str = "network in ";

/// The file that describes networks outside.
const ON_PREMISES: &str = "onprem.toml";

/// A fenced code block: its info string, text, and line.
struct Block {
    info: String,
    text: String,
    line: usize,
}

/// Runs every walk of a case; what went wrong with any of them.
///
/// `root` is the root of the repository, for cases that start from an example.
///
/// # Errors
/// A text for people: each walk that went another way than expected, with both.
pub fn run(markdown: &str, root: &Path) -> Result<(), String> {
    let mut files: Option<Files> = None;
    let mut fixture = String::new();
    let mut wrong = Vec::new();
    let mut walks = 0;
    for block in blocks(markdown) {
        let at = |error: String| format!("block at line {}: {error}", block.line);
        match block.info.as_str() {
            "network" => {
                fixture = block.text;
                files = Some(expand(&fixture).map_err(|error| at(error.to_string()))?);
            }
            "network more" => {
                fixture += &block.text;
                files = Some(expand(&fixture).map_err(|error| at(error.to_string()))?);
            }
            info if info.starts_with(IN_FOLDER) => {
                let folder = format!("{}/", info.trim_start_matches(IN_FOLDER).trim());
                let answers = expand(&block.text).map_err(|error| at(error.to_string()))?;
                let files = files.get_or_insert_default();
                files.retain(|(name, _)| !name.starts_with(&folder));
                files.extend(answers.into_iter().map(|(name, text)| (format!("{folder}{name}"), text)));
            }
            "snapshot" => files = Some(example(&root.join(block.text.trim())).map_err(at)?),
            "patch" => {
                patch(files.as_mut().ok_or_else(|| at("nothing to patch yet".to_owned()))?, &block.text).map_err(at)?;
            }
            "onprem.toml" => {
                let files = files.as_mut().ok_or_else(|| at("no network yet".to_owned()))?;
                files.retain(|(name, _)| name != ON_PREMISES);
                files.push((ON_PREMISES.to_owned(), block.text));
            }
            "walk" => {
                walks += 1;
                let files = files.as_ref().ok_or_else(|| at("no network yet".to_owned()))?;
                if let Err(error) = also_twice(files, &block.text, walk) {
                    wrong.push(at(error));
                }
            }
            #[cfg(target_os = "linux")]
            "packet" => {
                walks += 1;
                let files = files.as_ref().ok_or_else(|| at("no network yet".to_owned()))?;
                if let Err(error) = crate::disagreement::holds(files, &block.text) {
                    wrong.push(at(error));
                }
            }
            #[cfg(not(target_os = "linux"))]
            "packet" => walks += 1,
            "show" => {
                walks += 1;
                let files = files.as_ref().ok_or_else(|| at("no network yet".to_owned()))?;
                if let Err(error) = also_twice(files, &block.text, show) {
                    wrong.push(at(error));
                }
            }
            _ => {}
        }
    }
    if walks == 0 {
        return Err("no walk in it".to_owned());
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n\n")) }
}

/// A law beside what the case says: a snapshot that holds every answer twice means what it means with each of them once. Only
/// what is told of the snapshot's own files may differ.
fn also_twice(files: &Files, text: &str, check: impl Fn(&Files, &str) -> Result<(), String>) -> Result<(), String> {
    check(files, text)?;
    let of_network: String =
        text.lines().filter(|line| !line.starts_with("snapshot ")).flat_map(|l| [l, "\n"]).collect();
    check(&again(files), &of_network).map_err(|error| format!("with every answer twice in the snapshot: {error}"))
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let line = markdown[..range.start].lines().count() + 1;
                open = Some(Block { info: info.to_string(), text: String::new(), line });
            }
            Event::Text(text) => {
                if let Some(block) = &mut open {
                    block.text += &text;
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

#[expect(clippy::disallowed_methods, reason = "cases are files")]
fn example(folder: &Path) -> Result<Files, String> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files = Files::new();
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push((name, read(&path)?));
        }
    }
    files.sort();
    Ok(files)
}

/// Changes files: `FILE POINTER = JSON`, `FILE remove POINTER`.
fn patch(files: &mut Files, text: &str) -> Result<(), String> {
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, rest) = line.split_once(' ').ok_or_else(|| format!("{line:?} is no change"))?;
        let (_, content) =
            files.iter_mut().find(|(known, _)| known == name).ok_or_else(|| format!("no file {name:?}"))?;
        let mut value: Value = serde_json::from_str(content).map_err(|error| error.to_string())?;
        if let Some(pointer) = rest.strip_prefix("remove ") {
            let (parent, key) = pointer.rsplit_once('/').ok_or_else(|| format!("{pointer:?} is no pointer"))?;
            match value.pointer_mut(parent) {
                Some(Value::Array(list)) => {
                    let at = key.parse::<usize>().ok().filter(|at| *at < list.len());
                    list.remove(at.ok_or_else(|| format!("nothing at {pointer}"))?);
                }
                Some(Value::Object(map)) => {
                    map.remove(key).ok_or_else(|| format!("nothing at {pointer}"))?;
                }
                _ => return Err(format!("nothing at {pointer}")),
            }
        } else {
            let (pointer, json) = rest.split_once(" = ").ok_or_else(|| format!("{line:?} is no change"))?;
            put(&mut value, pointer, serde_json::from_str(json).map_err(|error| error.to_string())?)?;
        }
        *content = serde_json::to_string_pretty(&value).map_err(|error| error.to_string())?;
    }
    Ok(())
}
