//! `packetwalk show`.

use crate::args::Show;
use crate::commands::print;
use crate::exit::{ALWAYS, Failure};
use crate::source;
use anstyle::Style;
use packetwalk::{Place, Shown, safe, show};
use std::fmt::Write as _;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

pub(crate) fn run(args: &Show) -> Result<u8, Failure> {
    let network = source::network(&args.source)?;
    source::warn(&network);
    let shown = show(&network, &args.id, args.most).map_err(|error| Failure::usage(error.to_string()))?;
    print(&told(&shown));
    Ok(ALWAYS)
}

fn told(shown: &Shown) -> String {
    let mut out = format!("{BOLD}{}{BOLD:#}", safe(&shown.resource.to_string()));
    if let Some(about) = &shown.about {
        let _ = write!(out, "  {}", safe(about));
    }
    let _ = writeln!(out, "{}", at(shown.place.as_ref()));
    if shown.tables.is_empty() {
        out += "It has no table of its own; the walks that meet it say what it does.\n";
    }
    for table in &shown.tables {
        let _ = writeln!(
            out,
            "\n{BOLD}{}{BOLD:#}: {} ({})",
            table.name,
            safe(&table.subject.to_string()),
            table.discipline
        );
        for row in &table.rows {
            let _ = writeln!(
                out,
                "  {:<60} {:<34} {}{}",
                safe(&row.guard),
                safe(&row.action),
                safe(&row.rule),
                at(row.place.as_ref())
            );
        }
        if table.more > 0 {
            let _ = writeln!(out, "  and {} more rows", table.more);
        }
        let _ = writeln!(out, "  {:<60} {}", "anything else", safe(&table.default));
    }
    out
}

fn at(place: Option<&Place>) -> String {
    place.map(|place| format!("  {DIM}{}:{}{DIM:#}", safe(&place.file), place.line)).unwrap_or_default()
}
