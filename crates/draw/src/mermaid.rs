//! Mermaid, for wikis and tickets that render it: boxes in boxes, and numbered arrows.

use crate::model::{FrameId, Leg, PAPER, Scene, Shape, Stroke};
use std::fmt::Write as _;

/// The picture as a flowchart.
pub(crate) fn flowchart(scene: &Scene) -> String {
    let mut out = format!("%% {}\nflowchart TB\n", comment(&text(&scene.title)));
    subgraphs(&mut out, scene, PAPER, 1);
    for step in &scene.steps {
        if step.from == step.to {
            continue;
        }
        let (arrow, leg) = match step.stroke {
            Stroke::Walk(Leg::Forward) => ("==>", "forward"),
            Stroke::Walk(Leg::Return) => ("-->", "return"),
            Stroke::Past(Leg::Forward) => ("-.->", "forward, past the refusal"),
            Stroke::Past(Leg::Return) => ("-.->", "return, past the refusal"),
            Stroke::Link => ("---", ""),
        };
        let hops = [step.hops.0, step.hops.1].into_iter().flatten().map(|hop| hop.to_string());
        let stop = if step.stop.is_some() { " ✕" } else { "" };
        let label = [leg.to_owned(), hops.collect::<Vec<_>>().join("–")].join(" ");
        let label = if leg.is_empty() { String::new() } else { format!("|\"{label}{stop}\"|") };
        let _ = writeln!(out, "  f{} {arrow}{label} f{}", step.from, step.to);
    }
    out
}

fn subgraphs(out: &mut String, scene: &Scene, parent: FrameId, depth: usize) {
    let indent = "  ".repeat(depth);
    for id in scene.children(parent) {
        let Some(frame) = scene.frames.get(id) else { continue };
        let rows: Vec<String> = frame.rows.iter().map(|row| text(&row.text)).collect();
        let label = rows.join("<br>");
        if frame.shape.glyph().is_some() || scene.children(id).next().is_none() {
            let (open, close) = if matches!(frame.shape, Shape::Outside(_)) { ("([", "])") } else { ("[", "]") };
            let _ = writeln!(out, "{indent}f{id}{open}\"{label}\"{close}");
        } else {
            let _ = writeln!(out, "{indent}subgraph f{id} [\"{label}\"]");
            subgraphs(out, scene, id, depth + 1);
            let _ = writeln!(out, "{indent}end");
        }
    }
}

/// A text inside quotation marks: everything that could end them, start an element or mean Markdown is written by its number.
fn text(of: &str) -> String {
    let mut text = String::with_capacity(of.len());
    for c in of.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !" .,:/()-_+=@?!".contains(c) {
            let _ = write!(text, "#{};", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text
}

/// A comment ends with its line, and braces behind `%%` would be read as settings.
fn comment(of: &str) -> String {
    of.replace(['\n', '\r'], " ").replace(['{', '}'], "")
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn nothing_ends_a_label_but_its_quotation_mark() {
        assert_eq!(
            text("web\"]; click x <b> #1; `a` 10.0.0.0/16"),
            "web#34;#93;#59; click x #60;b#62; #35;1#59; #96;a#96; 10.0.0.0/16"
        );
    }
}
