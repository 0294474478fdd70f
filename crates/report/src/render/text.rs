//! Text for people at a terminal.

use crate::render::notes;
use crate::render::parts::{self, packets, word};
use crate::safe;
use crate::story::{Blocker, Caution, Decision, Headers, Hop, Leg, Outcome, Part, Place, Story, Verdict};
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

/// The whole story without styles.
pub fn plain(story: &Story, layout: Layout<'_>) -> String {
    anstream::adapter::strip_str(&render(story, layout)).to_string()
}

/// The whole story. Styles are ANSI sequences; strip them where they aren't wanted.
pub fn render(story: &Story, layout: Layout<'_>) -> String {
    let layout = Layout { folder: &story.snapshot.folder, ..layout };
    let mut out = String::new();
    let style = of_verdict(story.verdict);
    paragraph(
        &mut out,
        &format!("{style}{}{style:#}{}  {}", loud(story.verdict), parts::scope(story), safe(&story.summary)),
        "",
        layout,
    );
    for remark in &story.remarks {
        paragraph(&mut out, &format!("Note: {}", safe(remark)), "", layout);
    }
    match story.parts.as_slice() {
        [_] | [] => legs(&mut out, &story.forward, story.back.as_ref(), layout),
        parts => several(&mut out, parts, layout),
    }
    blockers(&mut out, &story.blockers, layout);
    filters(&mut out, story, layout);
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

fn several(out: &mut String, all: &[Part], layout: Layout<'_>) {
    for (number, part) in all.iter().enumerate() {
        let style = of_verdict(part.verdict);
        let _ = writeln!(
            out,
            "\n{BOLD}Part {} of {}{BOLD:#}: {style}{}{style:#}",
            number + 1,
            all.len(),
            loud(part.verdict)
        );
        for line in packets(part).into_iter().chain(parts::ends(part)) {
            paragraph(out, &safe(&line), "  ", layout);
        }
        if number < parts::FULL {
            legs(out, &part.forward, part.back.as_ref(), layout);
            let _ = write!(out, "\n{}", notes::of_walk(&part.forward, part.back.as_ref()));
        } else {
            let _ = writeln!(out, "  {DIM}hop by hop: --format json, and the notes: --format notes{DIM:#}");
        }
    }
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
            let _ = writeln!(out, "  {DIM}{}{DIM:#}", parts::BEYOND);
        } else if each.past_refusal && !each.beyond && !told_past {
            told_past = true;
            let _ = writeln!(out, "  {DIM}{}{DIM:#}", parts::PAST);
        }
        if each.written {
            number += 1;
        }
        hop(out, each, number, &mut told_past, layout);
    }
}

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
            let _ = writeln!(out, "      {DIM}{}{DIM:#}", parts::PAST);
        }
        tell(out, decision, &hop.resource.id, layout);
        refused |= decision.outcome == Outcome::Drop;
    }
}

fn headers(out: &mut String, headers: &[Headers], indent: &str, layout: Layout<'_>) {
    for headers in headers.iter().take(parts::CLASSES) {
        paragraph(out, &safe(&headers.text), indent, layout);
    }
    if headers.len() > parts::CLASSES {
        let _ = writeln!(out, "{indent}and {} more classes", headers.len() - parts::CLASSES);
    }
}

fn tell(out: &mut String, decision: &Decision, hop: &str, layout: Layout<'_>) {
    const REST: &str = "                                    ";
    let style = match decision.outcome {
        Outcome::Pass | Outcome::State | Outcome::Deliver => GOOD,
        Outcome::Skip => DIM,
        Outcome::Send | Outcome::Rewrite | Outcome::Restore => BOLD,
        Outcome::Drop => BAD,
        Outcome::Unknown => DOUBT,
    };
    let (word, check) = (parts::outcome(decision.outcome), parts::check(decision));
    for share in decision.shares.iter().take(parts::SHARES) {
        let told = safe(&parts::share(decision, share, hop));
        let text = format!("{style}{word:<5}{style:#} {check:<23} {told}{}", at(share.place.as_ref(), layout));
        hanging(out, &text, "      ", REST, layout);
    }
    if decision.shares.len() > parts::SHARES {
        let _ = writeln!(out, "{REST}and {} more rules", decision.shares.len() - parts::SHARES);
    }
    for lost in &decision.lost {
        let text = format!("lost: {} ({}){}", safe(&lost.route), safe(&lost.why), at(lost.place.as_ref(), layout));
        hanging(out, &text, REST, REST, layout);
    }
    for change in parts::changes(decision) {
        hanging(out, &safe(&change), REST, REST, layout);
    }
}

/// A place in the snapshot, with a space before it; file names without the folder that all share.
fn at(place: Option<&Place>, layout: Layout<'_>) -> String {
    place.map(|place| format!("  {DIM}{}{DIM:#}", in_file(&place.file, place.line, layout))).unwrap_or_default()
}

fn in_file(file: &str, line: u32, layout: Layout<'_>) -> String {
    safe(&parts::place(file, line, layout.folder))
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
            let text = format!("{}{}", safe(&parts::nearest(near)), at(near.place.as_ref(), layout));
            hanging(out, &text, "      ", "        ", layout);
        }
        hanging(out, &format!("to let it pass: {}", safe(&blocker.remedy)), "      ", "        ", layout);
        for command in &blocker.commands {
            // Commands are for pasting: never wrapped.
            let _ = writeln!(out, "        {}", safe(command));
        }
    }
}

fn filters(out: &mut String, story: &Story, layout: Layout<'_>) {
    if !story.filters.is_empty() {
        let _ = writeln!(out, "\n{BOLD}Filters on the way, not asked{BOLD:#}");
    }
    for filter in &story.filters {
        let text = format!("{}{}", safe(&parts::filter(filter)), at(filter.place.as_ref(), layout));
        hanging(out, &text, "  ", "      ", layout);
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
    out.push('\n');
    for line in parts::snapshot(&story.snapshot) {
        paragraph(out, &safe(&line), "", layout);
    }
    for problem in &story.snapshot.problems {
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
