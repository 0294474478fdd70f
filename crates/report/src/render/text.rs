//! Text for people at a terminal.

use crate::render::notes;
use crate::render::parts::{packets, word};
use crate::safe;
use crate::story::{Blocker, Caution, Decision, Headers, Hop, Leg, Outcome, Part, Place, Story, Verdict, Way};
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;

/// How to lay out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout<'l> {
    /// Columns.
    pub width: usize,
    /// What file names are told without.
    folder: &'l str,
}

impl Layout<'_> {
    /// So many columns.
    pub const fn new(width: usize) -> Self {
        Layout { width, folder: "" }
    }
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DOUBT: Style = AnsiColor::Yellow.on_default().bold();

/// Parts that are told in full.
const FULL: usize = 4;

/// The whole story. Styles are ANSI sequences; strip them where they aren't wanted.
pub fn render(story: &Story, layout: Layout<'_>) -> String {
    let layout = Layout { folder: &story.snapshot.folder, ..layout };
    let mut out = String::new();
    let style = of_verdict(story.verdict);
    paragraph(&mut out, &format!("{style}{}{style:#}  {}", loud(story.verdict), safe(&story.summary)), "", layout);
    for remark in &story.remarks {
        paragraph(&mut out, &format!("Note: {}", safe(remark)), "", layout);
    }
    match story.parts.as_slice() {
        [_] | [] => legs(&mut out, &story.forward, story.back.as_ref(), layout),
        parts => several(&mut out, parts, layout),
    }
    blockers(&mut out, &story.blockers, layout);
    unknown(&mut out, story, layout);
    cautions(&mut out, &story.cautions, layout);
    if story.parts.len() <= 1 {
        let _ = write!(out, "\n{}", notes::render(story));
    }
    footer(&mut out, story, layout);
    out
}

fn of_verdict(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Always => GOOD,
        Verdict::Never => BAD,
        Verdict::Sometimes | Verdict::Unknown => DOUBT,
    }
}

/// The verdict's word, as the first of an answer and of its parts.
fn loud(verdict: Verdict) -> String {
    word(verdict).to_uppercase()
}

fn several(out: &mut String, parts: &[Part], layout: Layout<'_>) {
    for (number, part) in parts.iter().enumerate() {
        let style = of_verdict(part.verdict);
        let _ = writeln!(
            out,
            "\n{BOLD}Part {} of {}{BOLD:#}: {style}{}{style:#}",
            number + 1,
            parts.len(),
            loud(part.verdict)
        );
        for line in packets(part) {
            paragraph(out, &line, "  ", layout);
        }
        if part.delivered_to.len() > 1 {
            let ids = listed(&part.delivered_to, 4);
            paragraph(out, &format!("the same for {} ends: {ids}", part.delivered_to.len()), "  ", layout);
        } else if part.members > 1 {
            paragraph(out, &format!("the same for {} ends", part.members), "  ", layout);
        }
        if number < FULL {
            legs(out, &part.forward, part.back.as_ref(), layout);
            let _ = write!(out, "\n{}", notes::of_walk(&part.forward, part.back.as_ref()));
        } else {
            let _ = writeln!(out, "  {DIM}hop by hop: --format json, and the notes: --format notes{DIM:#}");
        }
    }
}

fn listed(ids: &[String], most: usize) -> String {
    let shown = ids.iter().take(most).map(|id| safe(id)).collect::<Vec<_>>().join(", ");
    if ids.len() > most { format!("{shown} and {} more", ids.len() - most) } else { shown }
}

fn legs(out: &mut String, forward: &Leg, back: Option<&Leg>, layout: Layout<'_>) {
    leg(out, "Forward", forward, layout);
    if let Some(back) = back {
        leg(out, "Return", back, layout);
    } else if forward.no_reply_expected {
        let _ = writeln!(out, "\n{BOLD}Return{BOLD:#}: none expected");
    }
}

fn leg(out: &mut String, name: &str, leg: &Leg, layout: Layout<'_>) {
    let style = of_verdict(leg.verdict);
    let _ = writeln!(out, "\n{BOLD}{name}{BOLD:#}: {style}{}{style:#}", word(leg.verdict));
    let mut number = 0;
    let (mut told_past, mut told_beyond) = (false, false);
    for each in &leg.hops {
        if each.beyond && !told_beyond {
            told_beyond = true;
            let _ = writeln!(out, "  {DIM}beyond the missing route, read with the headers as sent:{DIM:#}");
        } else if each.past_refusal && !each.beyond && !told_past {
            told_past = true;
            let _ = writeln!(out, "  {DIM}{PAST}{DIM:#}");
        }
        if each.written {
            number += 1;
        }
        hop(out, each, number, &mut told_past, layout);
    }
}

/// Stands over what is told behind the first refusal.
const PAST: &str = "past the refusal, had it passed:";

fn hop(out: &mut String, hop: &Hop, number: usize, told_past: &mut bool, layout: Layout<'_>) {
    let name = hop.resource.name.as_ref().map(|name| format!(" ({})", safe(name))).unwrap_or_default();
    let about = hop.about.as_ref().map(|about| format!("  {DIM}{}{DIM:#}", safe(about))).unwrap_or_default();
    let mark = if hop.written { format!("{number:>2}") } else { " ·".to_owned() };
    let kind = safe(&hop.resource.kind);
    let kind = if kind.is_empty() { kind } else { format!("{kind} ") };
    let _ = writeln!(out, "  {mark}  {kind}{BOLD}{}{BOLD:#}{name}{about}", safe(&hop.resource.id));
    headers(out, &hop.headers, "      ", layout);
    let mut refused = false;
    for decision in &hop.decisions {
        if refused && !*told_past {
            *told_past = true;
            let _ = writeln!(out, "      {DIM}{PAST}{DIM:#}");
        }
        tell(out, decision, &hop.resource.id, layout);
        refused |= decision.outcome == Outcome::Drop;
    }
}

fn headers(out: &mut String, headers: &[Headers], indent: &str, layout: Layout<'_>) {
    const SHOWN: usize = 4;
    for headers in headers.iter().take(SHOWN) {
        paragraph(out, &safe(&headers.text), indent, layout);
    }
    if headers.len() > SHOWN {
        let _ = writeln!(out, "{indent}and {} more classes", headers.len() - SHOWN);
    }
}

fn tell(out: &mut String, decision: &Decision, hop: &str, layout: Layout<'_>) {
    const SHOWN: usize = 8;
    const REST: &str = "                                    ";
    let (style, word) = match decision.outcome {
        Outcome::Pass => (GOOD, "pass"),
        Outcome::Skip => (DIM, "skip"),
        Outcome::State => (GOOD, "state"),
        Outcome::Send => (BOLD, "send"),
        Outcome::Rewrite | Outcome::Restore => (BOLD, "nat"),
        Outcome::Deliver => (GOOD, "here"),
        Outcome::Drop => (BAD, "DROP"),
        Outcome::Unknown => (DOUBT, "????"),
    };
    let direction = match decision.direction {
        Some(Way::Egress) => ", out",
        Some(Way::Ingress) => ", in",
        None => "",
    };
    let check = format!("{}{direction}", decision.check);
    // What the hop itself decides needs no name.
    let name = match &decision.resource {
        resource if resource.id == hop => String::new(),
        resource => named(&resource.id, resource.name.as_deref()),
    };
    for share in decision.shares.iter().take(SHOWN) {
        let rule = share.rule.as_deref().map(safe).unwrap_or_default();
        let whose =
            [name.as_str(), rule.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let says = share.says.as_deref().map(safe).unwrap_or_default();
        let told = match (whose.is_empty(), says.is_empty()) {
            (true, _) => says,
            (false, true) => whose,
            (false, false) => format!("{whose}: {says}"),
        };
        let of = match share.headers.as_slice() {
            [] => String::new(),
            headers => format!(" [{}]", headers.iter().map(|h| safe(&h.text)).collect::<Vec<_>>().join("; ")),
        };
        let text = format!("{style}{word:<5}{style:#} {check:<23} {told}{of}{}", at(share.place.as_ref(), layout));
        hanging(out, &text, "      ", REST, layout);
    }
    if decision.shares.len() > SHOWN {
        let _ = writeln!(out, "{REST}and {} more rules", decision.shares.len() - SHOWN);
    }
    for lost in &decision.lost {
        let text = format!("lost: {} ({}){}", safe(&lost.route), safe(&lost.why), at(lost.place.as_ref(), layout));
        hanging(out, &text, REST, REST, layout);
    }
    for change in &decision.changes {
        let chosen = if change.chosen { format!(", chosen by {}", safe(&change.by)) } else { String::new() };
        let text = format!("{} {} becomes {}{chosen}", change.field, safe(&change.from), safe(&change.to));
        hanging(out, &text, REST, REST, layout);
    }
}

fn named(id: &str, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{} ({})", safe(id), safe(name)),
        None => safe(id),
    }
}

/// A place in the snapshot, with a space before it; file names without the folder that all share.
fn at(place: Option<&Place>, layout: Layout<'_>) -> String {
    place.map(|place| format!("  {DIM}{}{DIM:#}", in_file(&place.file, place.line, layout))).unwrap_or_default()
}

fn in_file(file: &str, line: u32, layout: Layout<'_>) -> String {
    let name = file.strip_prefix(layout.folder).unwrap_or(file);
    format!("{}:{line}", safe(name))
}

fn blockers(out: &mut String, blockers: &[Blocker], layout: Layout<'_>) {
    if blockers.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{BOLD}What stands in the way{BOLD:#}");
    for (number, blocker) in blockers.iter().enumerate() {
        let mark = if blocker.primary { ", first" } else { "" };
        let mark = if blocker.beyond { ", beyond the missing route" } else { mark };
        let place = match (&blocker.file, blocker.line) {
            (Some(file), Some(line)) => format!("  {DIM}{}{DIM:#}", in_file(file, line, layout)),
            _ => String::new(),
        };
        let code = &blocker.code;
        let head =
            format!("{:>2}  {BAD}{code}{BAD:#} ({}{mark}) {}{place}", number + 1, blocker.leg, safe(&blocker.sentence));
        hanging(out, &head, "  ", "      ", layout);
        if let Some(near) = &blocker.nearest {
            let rule = near.rule.as_ref().map(|rule| format!(" {}", safe(rule))).unwrap_or_default();
            let says = near.says.as_ref().map(|says| format!(" ({})", safe(says))).unwrap_or_default();
            let differs = near.differs.iter().map(|text| safe(text)).collect::<Vec<_>>().join("; ");
            let place = at(near.place.as_ref(), layout);
            hanging(
                out,
                &format!("nearest: {}{rule}{says}: {differs}{place}", safe(&near.resource.id)),
                "      ",
                "        ",
                layout,
            );
        }
        hanging(out, &format!("to let it pass: {}", safe(&blocker.remedy)), "      ", "        ", layout);
        for command in &blocker.commands {
            // Commands are for pasting: never wrapped.
            let _ = writeln!(out, "        {}", safe(command));
        }
    }
}

fn unknown(out: &mut String, story: &Story, layout: Layout<'_>) {
    if !story.unknown.is_empty() {
        let _ = writeln!(out, "\n{BOLD}What isn't known{BOLD:#}");
        for missing in &story.unknown {
            let text = format!("{DOUBT}{}{DOUBT:#} ({}) {}", missing.code, missing.leg, safe(&missing.sentence));
            hanging(out, &text, "  ", "      ", layout);
            hanging(out, &format!("to settle it: {}", safe(&missing.remedy)), "      ", "        ", layout);
            if let Some(call) = &missing.call {
                let _ = writeln!(out, "        {}", safe(call));
            }
        }
    }
    if !story.assumptions.is_empty() {
        let _ = writeln!(out, "\n{BOLD}Taken for granted{BOLD:#}");
        for taken in &story.assumptions {
            hanging(out, &format!("{} {}", taken.code, safe(&taken.sentence)), "  ", "      ", layout);
        }
    }
}

fn cautions(out: &mut String, cautions: &[Caution], layout: Layout<'_>) {
    if !cautions.is_empty() {
        let _ = writeln!(out, "\n{BOLD}Worth knowing{BOLD:#}");
        for caution in cautions {
            let text = format!("{} ({}) {}", caution.code, caution.leg, safe(&caution.sentence));
            hanging(out, &text, "  ", "      ", layout);
        }
    }
}

fn footer(out: &mut String, story: &Story, layout: Layout<'_>) {
    let about = &story.snapshot;
    let list = |items: &[String], what: &str| match items {
        [] => format!("{what} unknown"),
        items => format!("{what} {}", items.iter().map(|item| safe(item)).collect::<Vec<_>>().join(", ")),
    };
    let age = match (&about.oldest, &about.newest) {
        (Some(oldest), Some(newest)) if oldest == newest => format!(", written {newest}"),
        (Some(oldest), Some(newest)) => format!(", written {oldest} to {newest}"),
        _ => String::new(),
    };
    let files = if about.files == 1 { "1 file".to_owned() } else { format!("{} files", about.files) };
    out.push('\n');
    let folder = if about.folder.is_empty() { String::new() } else { format!("{}: ", safe(&about.folder)) };
    let (accounts, regions) = (list(&about.accounts, "account"), list(&about.regions, "Region"));
    let text = format!("Snapshot: {folder}{accounts}, {regions}, {files}{age}.");
    paragraph(out, &text, "", layout);
    if !about.not_modelled.is_empty() {
        paragraph(out, &format!("In it and not modelled: {}.", about.not_modelled.join(", ")), "", layout);
    }
    if !about.unknown_keys.is_empty() {
        paragraph(
            out,
            &format!("Keys that packetwalk doesn't know: {}.", safe(&about.unknown_keys.join(", "))),
            "",
            layout,
        );
    }
    for problem in &about.problems {
        hanging(out, &format!("{DOUBT}warning{DOUBT:#}: {}", safe(problem)), "", "  ", layout);
    }
    paragraph(out, &format!("Not checked: {}.", story.not_checked.join("; ")), "", layout);
}

fn paragraph(out: &mut String, text: &str, indent: &str, layout: Layout<'_>) {
    hanging(out, text, indent, indent, layout);
}

fn hanging(out: &mut String, text: &str, first: &str, rest: &str, layout: Layout<'_>) {
    let options = textwrap::Options::new(layout.width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    for line in textwrap::wrap(text, options) {
        let _ = writeln!(out, "{}", line.trim_end());
    }
}
