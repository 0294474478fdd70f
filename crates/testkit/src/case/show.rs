//! A `show` block against the resource as it is read.

use crate::{Files, load};

/// A resource as it is read against what is expected of it.
pub(super) fn show(files: &Files, text: &str) -> Result<(), String> {
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
