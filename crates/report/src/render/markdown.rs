//! Markdown, to paste into a ticket: GitHub's kind, in the part of it that Jira takes too.

use crate::render::{notes, parts};
use crate::safe;
use crate::story::{Blocker, Decision, Hop, Leg, Outcome, Part, Place, Story};
use std::fmt::Write as _;

/// The whole story. What names hold steers neither the markup nor the site that shows it.
pub fn render(story: &Story) -> String {
    let folder = &story.snapshot.folder;
    let mut out = format!(
        "**{}**{}: {}\n",
        parts::word(story.verdict).to_uppercase(),
        parts::scope(story),
        escaped(&story.summary)
    );
    for remark in &story.remarks {
        let _ = writeln!(out, "\nNote: {}", escaped(remark));
    }
    match story.parts.as_slice() {
        [_] | [] => {
            legs(&mut out, &story.forward, story.back.as_ref(), folder);
        }
        several => {
            for (number, part) in (1..).zip(several) {
                of_part(&mut out, part, number, several.len(), folder);
            }
        }
    }
    blockers(&mut out, &story.blockers, folder);
    filters(&mut out, story, folder);
    unknown(&mut out, story);
    if story.parts.len() <= 1 {
        fence(&mut out, "", &notes::render(story));
    }
    footer(&mut out, story);
    out
}

fn of_part(out: &mut String, part: &Part, number: usize, count: usize, folder: &str) {
    let _ = writeln!(out, "\n## Part {number} of {count}: {}\n", parts::word(part.verdict));
    for line in parts::packets(part).into_iter().chain(parts::ends(part)) {
        let _ = writeln!(out, "- {}", escaped(&line));
    }
    if number <= parts::FULL {
        legs(out, &part.forward, part.back.as_ref(), folder);
        fence(out, "", &notes::of_walk(&part.forward, part.back.as_ref()));
    } else {
        let _ = writeln!(out, "\nHop by hop: `--format json`.");
    }
}

fn legs(out: &mut String, forward: &Leg, back: Option<&Leg>, folder: &str) {
    leg(out, "Forward", forward, folder);
    if let Some(back) = back {
        leg(out, "Return", back, folder);
    } else if forward.no_reply_expected {
        let _ = writeln!(out, "\n### Return: none expected");
    }
}

/// A leg as a table: a row for each hop with the packets that come to it, and one for each decision.
fn leg(out: &mut String, name: &str, leg: &Leg, folder: &str) {
    let _ = writeln!(out, "\n### {name}: {}", parts::word(leg.verdict));
    if leg.hops.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n| # | Check | Decision | Rule | Place |\n| --- | --- | --- | --- | --- |");
    let (mut number, mut past, mut beyond) = (0, false, false);
    for hop in &leg.hops {
        if hop.beyond && !beyond {
            beyond = true;
            aside(out, parts::BEYOND);
        } else if hop.past_refusal && !hop.beyond && !past {
            past = true;
            aside(out, parts::PAST);
        }
        let mark = if hop.written {
            number += 1;
            number.to_string()
        } else {
            "·".to_owned()
        };
        of_hop(out, hop, &mark, &mut past, folder);
    }
}

fn aside(out: &mut String, text: &str) {
    row(out, ["", &format!("*{text}*"), "", "", ""]);
}

fn of_hop(out: &mut String, hop: &Hop, mark: &str, past: &mut bool, folder: &str) {
    let name = parts::named(&hop.resource.id, hop.resource.name.as_deref());
    let name = format!("{} {name}", hop.resource.kind);
    let about = hop.about.as_deref().map(|about| format!(" {}", escaped(about))).unwrap_or_default();
    let shown = hop.headers.iter().take(parts::CLASSES).map(|headers| escaped(&headers.text));
    let mut packets: Vec<_> = shown.collect();
    if hop.headers.len() > parts::CLASSES {
        packets.push(format!("and {} more classes", hop.headers.len() - parts::CLASSES));
    }
    row(out, [mark, &format!("**{}**{about}", escaped(name.trim())), "", &packets.join("<br>"), ""]);
    let mut refused = false;
    for decision in &hop.decisions {
        if refused && !*past {
            *past = true;
            aside(out, parts::PAST);
        }
        of_decision(out, decision, &hop.resource.id, folder);
        refused |= decision.outcome == Outcome::Drop;
    }
}

fn of_decision(out: &mut String, decision: &Decision, hop: &str, folder: &str) {
    let word = parts::outcome(decision.outcome);
    let word = match decision.outcome {
        Outcome::Drop | Outcome::Unknown => format!("**{word}**"),
        _ => word.to_owned(),
    };
    let check = escaped(&parts::check(decision));
    for share in decision.shares.iter().take(parts::SHARES) {
        let rule = escaped(&parts::share(decision, share, hop));
        row(out, ["", &check, &word, &rule, &at(share.place.as_ref(), folder)]);
    }
    if decision.shares.len() > parts::SHARES {
        row(out, ["", "", "", &format!("and {} more rules", decision.shares.len() - parts::SHARES), ""]);
    }
    for lost in &decision.lost {
        let text = escaped(&format!("lost: {} ({})", lost.route, lost.why));
        row(out, ["", "", "", &text, &at(lost.place.as_ref(), folder)]);
    }
    for change in parts::changes(decision) {
        row(out, ["", "", "", &escaped(&change), ""]);
    }
}

fn blockers(out: &mut String, blockers: &[Blocker], folder: &str) {
    if blockers.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n### What stands in the way\n");
    for (number, blocker) in (1..).zip(blockers) {
        let mark = if blocker.primary { ", first" } else { "" };
        let mark = if blocker.beyond { ", beyond the missing route" } else { mark };
        let place = match (&blocker.file, blocker.line) {
            (Some(file), Some(line)) => format!(" {}", in_file(file, line, folder)),
            _ => String::new(),
        };
        let (code, leg, sentence) = (&blocker.code, &blocker.leg, escaped(&blocker.sentence));
        let _ = writeln!(out, "{number}. `{code}` ({leg}{mark}) {sentence}{place}");
        if let Some(near) = &blocker.nearest {
            let place = at(near.place.as_ref(), folder);
            let _ = writeln!(out, "   - {} {place}", escaped(&parts::nearest(near)));
        }
        let _ = writeln!(out, "   - to let it pass: {}", escaped(&blocker.remedy));
    }
    let commands: Vec<_> = blockers.iter().flat_map(|blocker| &blocker.commands).map(|line| safe(line)).collect();
    if !commands.is_empty() {
        fence(out, "sh", &commands.join("\n"));
    }
}

fn filters(out: &mut String, story: &Story, folder: &str) {
    if !story.filters.is_empty() {
        let _ = writeln!(out, "\n### Filters on the way, not asked\n");
    }
    for filter in &story.filters {
        let _ = writeln!(out, "- {} {}", escaped(&parts::filter(filter)), at(filter.place.as_ref(), folder));
    }
}

fn unknown(out: &mut String, story: &Story) {
    if !story.unknown.is_empty() {
        let _ = writeln!(out, "\n### What isn't known\n");
        for missing in &story.unknown {
            let _ = writeln!(out, "- `{}` ({}) {}", missing.code, missing.leg, escaped(&missing.sentence));
            let _ = writeln!(out, "   - to settle it: {}", escaped(&missing.remedy));
        }
        let calls: Vec<_> = story.unknown.iter().filter_map(|missing| missing.call.as_deref()).map(safe).collect();
        if !calls.is_empty() {
            fence(out, "sh", &calls.join("\n"));
        }
    }
    if !story.assumptions.is_empty() {
        let _ = writeln!(out, "\n### Taken for granted\n");
        for taken in &story.assumptions {
            let _ = writeln!(out, "- `{}` {}", taken.code, escaped(&taken.sentence));
        }
    }
    if !story.cautions.is_empty() {
        let _ = writeln!(out, "\n### Worth knowing\n");
        for caution in &story.cautions {
            let _ = writeln!(out, "- `{}` ({}) {}", caution.code, caution.leg, escaped(&caution.sentence));
        }
    }
}

fn footer(out: &mut String, story: &Story) {
    out.push('\n');
    for line in parts::snapshot(&story.snapshot) {
        let _ = writeln!(out, "{}", escaped(&line));
    }
    if !story.snapshot.problems.is_empty() {
        out.push('\n');
        for problem in &story.snapshot.problems {
            let _ = writeln!(out, "- warning: {}", escaped(problem));
        }
    }
    let _ = writeln!(out, "\nNot checked: {}.", escaped(&story.not_checked.join("; ")));
}

fn at(place: Option<&Place>, folder: &str) -> String {
    place.map(|place| in_file(&place.file, place.line, folder)).unwrap_or_default()
}

fn in_file(file: &str, line: u32, folder: &str) -> String {
    code(&parts::place(file, line, folder))
}

/// A row of a table. A bar ends a cell even in code, unless a backslash stands before it.
fn row(out: &mut String, cells: [&str; 5]) {
    let cells = cells.map(|cell| cell.replace("\\|", "|").replace('|', "\\|"));
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

/// A block of text as it is, in a fence that nothing in it closes.
fn fence(out: &mut String, language: &str, text: &str) {
    let ticks = "`".repeat(longest_run(text).max(2) + 1);
    let _ = write!(out, "\n{ticks}{language}\n{}\n{ticks}\n", text.trim_end());
}

/// Text whose every character is shown as it is. Words that a site would act upon, as mentions and links, become code.
fn escaped(text: &str) -> String {
    let safe = safe(text);
    let words: Vec<_> = safe.split(' ').map(|word| if acts(word) { code(word) } else { plain(word) }).collect();
    words.join(" ")
}

/// Whether a site makes more of a word than text: a mention, a reference, a link, a formula.
fn acts(word: &str) -> bool {
    word.contains(['@', '#', '$']) || word.contains("://") || word.to_ascii_lowercase().contains("www.")
}

fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len() + 4);
    for c in word.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '{' | '}' | '!') {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

/// A span of code.
fn code(text: &str) -> String {
    let text = safe(text);
    let ticks = "`".repeat(longest_run(&text) + 1);
    // A tick at either end would join those around it.
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// The longest run of backticks in a text.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{code, escaped, fence, row};

    #[test]
    fn names_steer_no_markup() {
        assert_eq!(escaped("rule * of acl-1 (a|b)"), "rule \\* of acl-1 (a\\|b)");
        assert_eq!(escaped("<img src=x> [a](b) _b_"), "\\<img src=x\\> \\[a\\](b) \\_b\\_");
        assert_eq!(escaped("&lt; \\ `x`"), "\\&lt; \\\\ \\`x\\`");
        assert_eq!(escaped("web\n## head"), "`web\\u{a}##` head");
    }

    #[test]
    fn names_call_nobody() {
        assert_eq!(escaped("web (@everyone) see"), "web `(@everyone)` see");
        assert_eq!(escaped("https://evil.example #1"), "`https://evil.example` `#1`");
    }

    #[test]
    fn code_cannot_be_left() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`x"), "`` `x ``");
        let mut out = String::new();
        fence(&mut out, "sh", "```\nrm");
        assert_eq!(out, "\n````sh\n```\nrm\n````\n");
        let mut out = String::new();
        row(&mut out, [&code("a|b"), &escaped("c|d"), "", "", ""]);
        assert_eq!(out, "| `a\\|b` | c\\|d |  |  |  |\n");
    }
}
