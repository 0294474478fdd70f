//! `packetwalk explain`.

use crate::args::Explain;
use crate::commands::print;
use crate::exit::{ALWAYS, Failure};
use anstyle::Style;
use packetwalk::{Reason, fill, reason, reasons, unused};
use std::fmt::Write as _;

const BOLD: Style = Style::new().bold();

pub(crate) fn run(args: &Explain) -> Result<u8, Failure> {
    let Some(code) = &args.code else {
        let mut out = String::new();
        for reason in reasons() {
            let _ = writeln!(out, "{BOLD}{:<34}{BOLD:#} {}", reason.code, reason.meaning);
        }
        print(&out);
        return Ok(ALWAYS);
    };
    let found = reason(code);
    if let (true, Some(why)) = (found.is_empty(), unused(code)) {
        let code = code.to_ascii_uppercase().replace('-', "_");
        print(&format!("{BOLD}{code}{BOLD:#}\nA code of Reachability Analyzer's that no reason here has: {why}.\n"));
        return Ok(ALWAYS);
    }
    if found.is_empty() {
        return Err(Failure::usage(format!("{code:?} is no reason's code; `packetwalk explain` lists them all")));
    }
    let texts: Vec<_> = found.into_iter().map(explain).collect();
    print(&texts.join("\n"));
    Ok(ALWAYS)
}

fn explain(reason: &Reason) -> String {
    let mut out = format!("{BOLD}{}{BOLD:#}\n{}\n\n", reason.code, reason.meaning);
    let _ = writeln!(out, "What to do:    {}", worded(reason.remedy));
    if let Some(command) = reason.command {
        let _ = writeln!(out, "               {}", manual(command));
    }
    if let Some(code) = reason.ra_code {
        let _ = writeln!(out, "Reachability Analyzer calls it {code}.");
    }
    if !reason.rules.is_empty() {
        let rules: Vec<_> = reason.rules.iter().map(|rule| format!("sem:{rule}")).collect();
        let _ = writeln!(out, "Rules:         {} (docs/coverage.md)", rules.join(", "));
    }
    let _ = writeln!(out, "AWS:           {}", reason.page);
    out
}

/// A sentence with words that hold for every network in its holes.
fn worded(text: &str) -> String {
    fill(text, &|hole| {
        let words = match hole {
            "resource" => "the resource",
            "expected" => "the destination that was asked for",
            "side" => "inbound or outbound",
            "source" => "the source",
            "destination" => "the destination",
            "addresses" => "those that it has",
            other => other,
        };
        Some(words.to_owned())
    })
}

/// A command's holes, the way manuals print what is to be filled in.
fn manual(command: &str) -> String {
    fill(command, &|hole| match hole {
        "call" => Some("aws ec2 describe-…, the call that lists resources of its kind".to_owned()),
        hole => Some(format!("<{hole}>")),
    })
}
