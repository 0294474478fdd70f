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

use crate::fixture::{again, expand, put};
use crate::{Files, load};
use packetwalk::{Caution, Decision, Flow, Leg, Outcome, Request, Story, Verdict, ask};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde_json::Value;
use std::path::Path;

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

fn walk(files: &Files, text: &str) -> Result<(), String> {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
    let question = lines.next().ok_or("an empty walk")?;
    let request = request(question)?;
    let expected: Vec<&str> = lines.collect();
    let mut network = match load(files) {
        Ok(network) => network,
        Err(error) => return refused(&expected, &error.to_string()),
    };
    for said in question.split_whitespace().filter_map(|word| word.strip_prefix("appliance=")) {
        network.appliance(said).map_err(|error| error.to_string())?;
    }
    let story = match ask(&network, &request) {
        Ok(story) => story,
        Err(error) => return refused(&expected, &error.to_string()).map_err(|error| format!("{question}\n{error}")),
    };
    let got = canonical(&story);
    let (mut exact, mut errors) = (Vec::new(), Vec::new());
    let mut rest = expected.iter().copied().peekable();
    let mut about = None;
    let cautions: Vec<&str> = expected.iter().copied().filter_map(|line| line.strip_prefix("caution ")).collect();
    if !cautions.is_empty() || expected.contains(&"no caution") {
        errors.extend(cautious(&story, &cautions).err());
    }
    while let Some(line) = rest.next() {
        let (kind, tail) = line.split_once(' ').unwrap_or((line, ""));
        match kind {
            "because" | "at" | "near" | "fix" | "says" | "remark" | "reading" | "snapshot" | "header" | "hop"
            | "lost" | "ends" => {
                if let Err(error) = look(&story, about.as_ref(), kind, tail) {
                    errors.push(error);
                }
            }
            "caution" => {}
            "no" if tail == "caution" => {}
            "decides" => {
                let mut wanted = Vec::new();
                while let Some(decision) = rest.next_if(|line| line.starts_with("  ")) {
                    wanted.push(decision.trim().to_owned());
                }
                let decided = leg(&story, tail).map(decisions).unwrap_or_default();
                if decided != wanted {
                    errors.push(format!("decides {tail}\n  {}", decided.join("\n  ")));
                }
            }
            _ => {
                let so_far = exact.iter().filter(|line: &&String| line.split(' ').next() == Some(kind)).count();
                about = About::of(&story, kind, so_far).or(about);
                exact.push(line.to_owned());
            }
        }
    }
    if exact != got {
        errors.insert(0, format!("expected\n  {}\ngot\n  {}", exact.join("\n  "), got.join("\n  ")));
    }
    if errors.is_empty() { Ok(()) } else { Err(format!("{question}\n{}", errors.join("\n"))) }
}

/// Compares what is worth knowing with all that a walk names.
fn cautious(story: &Story, wanted: &[&str]) -> Result<(), String> {
    let fits = |caution: &Caution, wanted: &str| {
        let (name, text) = wanted.split_once(": ").unwrap_or((wanted, ""));
        name == format!("{} {}", caution.code, caution.resource) && caution.sentence.contains(text)
    };
    let same = story.cautions.len() == wanted.len();
    if same && story.cautions.iter().zip(wanted).all(|(caution, wanted)| fits(caution, wanted)) {
        return Ok(());
    }
    let got = story.cautions.iter().map(|caution| {
        let Caution { code, resource, sentence, .. } = caution;
        format!("caution {code} {resource}: {sentence}")
    });
    Err(format!("cautions are\n  {}", got.collect::<Vec<_>>().join("\n  ")))
}

/// A question without an answer: all that is expected is what the error says.
fn refused(expected: &[&str], error: &str) -> Result<(), String> {
    let words: Option<Vec<_>> = expected.iter().map(|line| line.strip_prefix("refused ")).collect();
    match words {
        Some(words) if !words.is_empty() && words.iter().all(|words| error.contains(words)) => Ok(()),
        _ => Err(error.to_owned()),
    }
}

fn request(question: &str) -> Result<Request, String> {
    let (from, rest) = question.split_once(" -> ").ok_or_else(|| format!("{question:?} is no question: FROM -> TO"))?;
    let mut words = rest.split_whitespace();
    let to = words.next().ok_or("no destination")?;
    let mut request = Request::parse(from.trim(), to).map_err(|error| error.to_string())?;
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let error = |error: packetwalk::FlowError| error.to_string();
        match name {
            "client" => {
                let client = packetwalk::Client::ALL.iter().find(|(known, _)| *known == value);
                request.flow.client = Some(client.ok_or_else(|| format!("no client {value:?}"))?.1);
            }
            "source-port" => request.flow.source_ports = Some(Flow::parse_ports(value).map_err(error)?),
            "icmp" => request.flow.icmp = Some(Flow::parse_icmp(value).map_err(error)?),
            "protocol" => request.flow.set_protocol(value).map_err(error)?,
            "nat-port" => request.nat_port = value.parse().ok(),
            "ipv6" => request.ipv6 = true,
            // That is said of the network.
            "appliance" => {}
            "routing-only" => request.routing_only = true,
            "via" => request.via.push(value.to_owned()),
            "not-via" => request.not_via.push(value.to_owned()),
            other => return Err(format!("no option {other:?}")),
        }
    }
    Ok(request)
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Always => "always",
        Verdict::Sometimes => "sometimes",
        Verdict::Never => "never",
        Verdict::Unknown => "unknown",
    }
}

/// What a case must say of an answer, line by line.
fn canonical(story: &Story) -> Vec<String> {
    let mut lines = vec![word(story.verdict).to_owned()];
    let told = |name: &str, leg: &Leg| {
        let open = if leg.delivered_to.is_some() { "" } else { " -> ?" };
        let path = leg.path.join(" -> ");
        let path = if path.is_empty() { "?".to_owned() } else { format!("{path}{open}") };
        format!("{name} {}: {path}", word(leg.verdict))
    };
    lines.push(told("forward", &story.forward));
    if let Some(back) = &story.back {
        lines.push(told("return", back));
    }
    if story.parts.len() > 1 {
        for part in &story.parts {
            let headers: Vec<_> = part.headers.iter().map(|headers| headers.text.clone()).collect();
            let when: Vec<_> = part
                .choices
                .iter()
                .map(|choice| format!("{} {} {}", choice.resource.id, choice.what, choice.value))
                .collect();
            let when = if when.is_empty() { String::new() } else { format!(" when {}", when.join(", ")) };
            lines.push(format!("part {}: {}{when}", word(part.verdict), headers.join("; ")));
        }
    }
    for blocker in &story.blockers {
        let direction = match blocker.direction {
            Some(direction) => format!("{} ", way(Some(direction))),
            None => String::new(),
        };
        let rule = blocker.rule.as_ref().map(|rule| format!(" {rule}")).unwrap_or_default();
        let first = if blocker.primary { " first" } else { "" };
        let beyond = if blocker.beyond { " beyond" } else { "" };
        lines.push(format!(
            "blocker {} {direction}{} {}{rule}{first}{beyond}",
            blocker.leg, blocker.code, blocker.resource
        ));
    }
    lines.extend(
        story.unknown.iter().map(|missing| format!("unknown {} {} {}", missing.leg, missing.code, missing.resource)),
    );
    lines.extend(story.assumptions.iter().map(|taken| format!("assumes {}", taken.code)));
    lines
}

fn way(direction: Option<packetwalk::Way>) -> &'static str {
    match direction {
        Some(packetwalk::Way::Egress) => "egress",
        Some(packetwalk::Way::Ingress) => "ingress",
        None => "",
    }
}

fn leg<'s>(story: &'s Story, name: &str) -> Option<&'s Leg> {
    if name.starts_with("forward") { Some(&story.forward) } else { story.back.as_ref() }
}

/// Every decision of a leg, one a line.
fn decisions(leg: &Leg) -> Vec<String> {
    let of = |hop: &packetwalk::Hop| {
        hop.decisions.iter().map(|d| format!("{} {}", hop.resource.id, decision(d))).collect::<Vec<_>>()
    };
    leg.hops.iter().flat_map(of).collect()
}

fn decision(decision: &Decision) -> String {
    let outcome = match decision.outcome {
        Outcome::Pass => "pass",
        Outcome::Skip => "skip",
        Outcome::State => "state",
        Outcome::Send => "send",
        Outcome::Rewrite => "rewrite",
        Outcome::Restore => "restore",
        Outcome::Deliver => "deliver",
        Outcome::Drop => "drop",
        Outcome::Unknown => "unknown",
    };
    let direction = match way(decision.direction) {
        "" => String::new(),
        way => format!(" {way}"),
    };
    let rules: Vec<_> =
        decision.shares.iter().filter_map(|share| share.rule_id.clone().or_else(|| share.rule.clone())).collect();
    let rules = if rules.is_empty() { String::new() } else { format!(" {}", rules.join(" ")) };
    format!("{outcome} {}{direction} {}{rules}", decision.check, decision.resource.id)
}

/// A resource as it is read against what is expected of it.
fn show(files: &Files, text: &str) -> Result<(), String> {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
    let wanted = lines.next().ok_or("an empty block")?;
    let (id, table) = wanted.split_once(' ').map_or((wanted, None), |(id, table)| (id, Some(table)));
    let network = load(files).map_err(|error| error.to_string())?;
    let shown = packetwalk::show(&network, id, MANY).map_err(|error| format!("{id}: {error}"))?;
    let expected: Vec<&str> = lines.collect();
    let got = as_read(&shown, table);
    if expected == got {
        Ok(())
    } else {
        Err(format!("{wanted}\nexpected\n{}\ngot\n{}", expected.join("\n"), got.join("\n")))
    }
}

/// More rows than a case has.
const MANY: usize = 100;

/// What a case must say of a resource, line by line.
fn as_read(shown: &packetwalk::Shown, only: Option<&str>) -> Vec<String> {
    let about = shown.about.as_ref().map(|about| format!(", {about}")).unwrap_or_default();
    // An answer that is one element is pointed at by nothing.
    let place = shown.place.as_ref().map(|place| format!(" {} {}", place.file, place.pointer).trim_end().to_owned());
    let place = place.unwrap_or_default();
    let mut lines = vec![format!("{}{about}{place}", shown.resource)];
    let tables = shown.tables.iter().filter(|table| only.is_none_or(|name| table.name == name));
    for table in tables {
        lines.push(format!("{}: {}", table.name, table.discipline));
        for row in &table.rows {
            let place = row.place.as_ref().map(|place| format!(" at {}", place.pointer)).unwrap_or_default();
            lines.push(format!("  {}: {} by {}{place}", row.guard, row.action, row.rule));
        }
        lines.push(format!("  anything else: {}", table.default));
    }
    lines
}

/// Something that an answer tells of: what stands in the way, what isn't known, what is taken for granted.
enum About<'s> {
    Blocker(&'s packetwalk::Blocker),
    Missing(&'s packetwalk::Missing),
    Taken(&'s packetwalk::Taken),
}

impl<'s> About<'s> {
    /// The one that a line of this kind stands for, when so many of its kind stand before it.
    fn of(story: &'s Story, kind: &str, number: usize) -> Option<Self> {
        match kind {
            "blocker" => story.blockers.get(number).map(About::Blocker),
            "unknown" => story
                .unknown
                .get(number.checked_sub(usize::from(story.verdict == Verdict::Unknown))?)
                .map(About::Missing),
            "assumes" => story.assumptions.get(number).map(About::Taken),
            _ => None,
        }
    }

    fn sentence(&self) -> &str {
        match self {
            About::Blocker(blocker) => &blocker.sentence,
            About::Missing(missing) => &missing.sentence,
            About::Taken(taken) => &taken.sentence,
        }
    }

    fn remedy(&self) -> String {
        match self {
            About::Blocker(blocker) => format!("{}\n{}", blocker.remedy, blocker.commands.join("\n")),
            About::Missing(missing) => format!("{}\n{}", missing.remedy, missing.call.as_deref().unwrap_or_default()),
            About::Taken(_) => String::new(),
        }
    }
}

/// Looks for one thing in an answer.
fn look(story: &Story, about: Option<&About<'_>>, kind: &str, wanted: &str) -> Result<(), String> {
    let told = || about.ok_or_else(|| format!("{kind:?} stands behind what it is about"));
    let blocker = || match told()? {
        About::Blocker(blocker) => Ok(*blocker),
        _ => Err(format!("{kind:?} stands behind a blocker")),
    };
    let found = match kind {
        "because" => told()?.sentence().to_owned(),
        "at" => {
            let blocker = blocker()?;
            let part = |part: &Option<String>| part.clone().unwrap_or_default();
            format!("{} {}", part(&blocker.file), part(&blocker.pointer))
        }
        "near" => {
            let near = blocker()?.nearest.as_ref();
            near.map(|near| {
                let rule = near.rule.clone().unwrap_or_default();
                let says = near.says.clone().unwrap_or_default();
                format!("{} {rule} {says}: {}", near.resource.id, near.differs.join("; "))
            })
            .unwrap_or_default()
        }
        "fix" => told()?.remedy(),
        "says" => story.summary.clone(),
        "remark" => story.remarks.join("\n"),
        "reading" if story.readings.is_empty() => "none".to_owned(),
        "reading" => {
            let readings = story.readings.iter().map(|reading| format!("{}: {}", reading.how, word(reading.verdict)));
            readings.collect::<Vec<_>>().join("\n")
        }
        "ends" => {
            let ends = story.parts.iter().map(|part| format!("{}: {}", part.members, part.delivered_to.join(", ")));
            ends.collect::<Vec<_>>().join("\n")
        }
        "lost" => {
            let legs = [Some(&story.forward), story.back.as_ref()].into_iter().flatten();
            let decisions = legs.flat_map(|leg| &leg.hops).flat_map(|hop| &hop.decisions);
            let lost = decisions.flat_map(|decision| &decision.lost);
            lost.map(|lost| format!("{}: {}", lost.route, lost.why)).collect::<Vec<_>>().join("\n")
        }
        "snapshot" => {
            let about = &story.snapshot;
            let accounts = format!("accounts {}", about.accounts.join(", "));
            let told = [&about.problems, &about.not_modelled, &about.unknown_keys].into_iter().flatten();
            std::iter::once(&accounts).chain(told).cloned().collect::<Vec<_>>().join("\n")
        }
        _ => {
            let (place, text) = wanted.split_once(": ").ok_or_else(|| format!("{kind} LEG N: TEXT"))?;
            let (name, number) = place.split_once(' ').ok_or_else(|| format!("{kind} LEG N: TEXT"))?;
            let number: usize = number.parse().map_err(|_| format!("{number:?} is no hop"))?;
            let hop = leg(story, name).and_then(|leg| leg.hops.get(number - 1));
            let hop = hop.ok_or_else(|| format!("no hop {number} on {name}"))?;
            let lines: Vec<_> = if kind == "header" {
                hop.headers.iter().map(|headers| headers.text.clone()).collect()
            } else {
                hop.decisions.iter().map(decision).collect()
            };
            return if lines.iter().any(|line| line == text) {
                Ok(())
            } else {
                Err(format!("{kind} {place}: {}", lines.join("\n  ")))
            };
        }
    };
    if found.contains(wanted) { Ok(()) } else { Err(format!("{kind} {wanted:?} is not in {found:?}")) }
}
