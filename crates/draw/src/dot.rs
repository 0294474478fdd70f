//! Graphviz: clusters and numbered edges.

use crate::model::{FrameId, Leg, PAPER, Scene, Shape, Stroke};
use std::fmt::Write as _;

/// The picture as a directed graph.
pub(crate) fn digraph(scene: &Scene) -> String {
    let mut out = format!("digraph {} {{\n", quoted(&scene.title));
    out.push_str("  graph [compound=true, fontname=\"sans-serif\", rankdir=LR];\n");
    out.push_str("  node [fontname=\"sans-serif\", shape=box, style=rounded];\n  edge [fontname=\"sans-serif\"];\n");
    clusters(&mut out, scene, PAPER, 1);
    for step in &scene.steps {
        if step.from == step.to {
            continue;
        }
        let (leg, look) = match step.stroke {
            Stroke::Walk(Leg::Forward) => ("forward", "color=\"#0b57b0\", penwidth=2"),
            Stroke::Walk(Leg::Return) => ("return", "color=\"#96440a\", style=dashed, penwidth=2"),
            Stroke::Past(Leg::Forward) => ("forward", "style=dotted"),
            Stroke::Past(Leg::Return) => ("return", "style=dotted"),
            Stroke::Link => ("", "dir=none"),
        };
        let hops = [step.hops.0, step.hops.1].into_iter().flatten().map(|hop| hop.to_string());
        let stop = if step.stop.is_some() { " ✕" } else { "" };
        let label = format!("{leg} {}{stop}", hops.collect::<Vec<_>>().join("–"));
        let _ = writeln!(out, "  f{} -> f{} [label={}, {look}];", step.from, step.to, quoted(label.trim()));
    }
    out.push_str("}\n");
    out
}

fn clusters(out: &mut String, scene: &Scene, parent: FrameId, depth: usize) {
    let indent = "  ".repeat(depth);
    for id in scene.children(parent) {
        let Some(frame) = scene.frames.get(id) else { continue };
        let rows: Vec<&str> = frame.rows.iter().map(|row| row.text.as_str()).collect();
        let label = quoted(&rows.join("\n"));
        if frame.shape.glyph().is_some() || scene.children(id).next().is_none() {
            let shape = if matches!(frame.shape, Shape::Outside(_)) { ", shape=ellipse" } else { "" };
            let _ = writeln!(out, "{indent}f{id} [label={label}{shape}];");
        } else {
            let _ = writeln!(out, "{indent}subgraph cluster_f{id} {{\n{indent}  label={label};");
            clusters(out, scene, id, depth + 1);
            let _ = writeln!(out, "{indent}}}");
        }
    }
}

/// A text as a quoted string: a backslash would start an escape of Graphviz's own.
fn quoted(of: &str) -> String {
    let mut text = String::with_capacity(of.len() + 2);
    text.push('"');
    for c in of.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            _ => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_ends_a_string_but_its_quotation_mark() {
        assert_eq!(quoted("a\"b\\"), r#""a\"b\\""#);
    }
}
