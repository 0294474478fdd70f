//! SVG: text as text, colours that follow the reader's scheme, nothing fetched, nothing run.

use crate::geometry::{Point, Rect};
use crate::glyphs;
use crate::layout::boxes::Line;
use crate::layout::{Layout, MARGIN, Placed};
use crate::model::{Badge, FrameId, Leg, PAPER, Remark, Row, Scene, Shape, Sign, Step, StopKind, Stroke, Tone};
use maud::{Markup, html};
use packetwalk::Verdict;
use std::fmt::Write as _;

/// How pictures look. They carry it themselves; a page whose policy forbids styles in elements serves it as a file.
pub const STYLE: &str = include_str!("picture.css");

/// The picture as a document of its own.
pub(crate) fn document(scene: &Scene, layout: &Layout) -> String {
    let mut text = element(scene, layout, "packetwalk", true).into_string();
    text.push('\n');
    text
}

/// The picture as an element; ids in it start with `prefix`. It brings its style with it, unless the page around has it.
pub(crate) fn element(scene: &Scene, layout: &Layout, prefix: &str, styled: bool) -> Markup {
    let (width, height) = (layout.width, layout.height);
    let (title, says) = (format!("{prefix}-title"), format!("{prefix}-says"));
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="packetwalk-picture" role="img"
            aria-labelledby={ (title) " " (says) } viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) {
            title id=(title) { (scene.title) }
            desc id=(says) { (scene.says) }
            @if styled { style { (maud::PreEscaped(STYLE)) } }
            (remarks(&scene.above, &layout.above))
            (inside(scene, layout, PAPER))
            @for (step, way) in scene.steps.iter().zip(&layout.lines) { (line(step, way)) }
            (leaves(scene, layout))
            @for (step, way) in scene.steps.iter().zip(&layout.lines) { (mark(step, way)) }
            (remarks(&scene.below, &layout.below))
        }
    }
}

/// The frames that hold others, each in its parent's group.
fn inside(scene: &Scene, layout: &Layout, parent: FrameId) -> Markup {
    html! {
        @for id in scene.children(parent).filter(|id| scene.shape(*id).glyph().is_none()) {
            @if let (Some(frame), Some(rect)) = (scene.frames.get(id), layout.frames.get(id)) {
                g class=(class(frame.shape)) data-resource=[frame.resource.as_deref()] {
                    title { (frame.whole) }
                    (outline(rect, 6))
                    (rows(&frame.rows, layout.rows.get(id)))
                    (inside(scene, layout, id))
                }
            }
        }
    }
}

/// The frames that hold no others, above the lines.
fn leaves(scene: &Scene, layout: &Layout) -> Markup {
    html! {
        @for (id, frame) in scene.frames.iter().enumerate() {
            @if let (Some(glyph), Some(rect)) = (frame.shape.glyph(), layout.frames.get(id)) {
                g class=(class(frame.shape)) data-resource=[frame.resource.as_deref()] {
                    title { (frame.whole) }
                    (outline(rect, 4))
                    path class="glyph" d=(glyphs::path(glyph)) transform={ "translate(" (rect.x + 6) " " (rect.y + 7) ")" } {}
                    (rows(&frame.rows, layout.rows.get(id)))
                    @for (badge, at) in frame.badges.iter().zip(layout.badges.get(id).into_iter().flatten()) {
                        (number(badge, at))
                    }
                }
            }
        }
    }
}

fn outline(rect: &Rect, round: i32) -> Markup {
    html! { rect x=(rect.x) y=(rect.y) width=(rect.width) height=(rect.height) rx=(round) {} }
}

fn rows(rows: &[Row], lines: Option<&Vec<Line>>) -> Markup {
    html! {
        @for line in lines.into_iter().flatten() {
            @if let Some(row) = rows.get(line.row) {
                text class=(tone(row.tone)) x=(line.at.x) y=(line.at.y) {
                    @if line.cut { title { (row.text) } }
                    (line.text)
                }
            }
        }
    }
}

fn number(badge: &Badge, at: &Rect) -> Markup {
    let word = badge.leg.word();
    // The way there has round numbers, the way back square ones.
    let round = if badge.leg == Leg::Forward { at.height / 2 } else { 2 };
    let class = if badge.past { format!("badge {word} past") } else { format!("badge {word}") };
    html! {
        g class=(class) data-hop={ (word) "-" (badge.hop) } {
            title { (word) " hop " (badge.hop) @if badge.past { ", past the refusal" } }
            (outline(at, round))
            text x=(at.middle().x) y=(at.middle().y + 4) { (badge.hop) }
        }
    }
}

fn line(step: &Step, way: &[Point]) -> Markup {
    let class = match step.stroke {
        Stroke::Walk(leg) => format!("line {}", leg.word()),
        Stroke::Past(leg) => format!("line {} past", leg.word()),
        Stroke::Link => "line link".to_owned(),
    };
    let leg = match step.stroke {
        Stroke::Walk(leg) | Stroke::Past(leg) => Some(leg.word()),
        Stroke::Link => None,
    };
    let stopped = step.stop.is_some_and(|stop| !stop.leaving);
    html! {
        g class=(class) data-leg=[leg] data-from-hop=[step.hops.0] data-to-hop=[step.hops.1] {
            path d=(path(way)) {}
            @if leg.is_some() && !stopped {
                @if let Some(points) = arrow(way) { polygon points=(points) {} }
            }
        }
    }
}

/// A line through these points; its corners are a little round.
fn path(way: &[Point]) -> String {
    const ROUND: i32 = 5;
    let mut data = String::new();
    let Some(first) = way.first() else { return data };
    let _ = write!(data, "M{} {}", first.x, first.y);
    for corner in way.windows(3) {
        let &[before, at, after] = corner else { continue };
        let toward = |to: Point| {
            let (x, y) = (to.x - at.x, to.y - at.y);
            let by = ROUND.min(x.abs().max(y.abs()) / 2);
            Point::new(at.x + x.signum() * by, at.y + y.signum() * by)
        };
        let (enter, leave) = (toward(before), toward(after));
        let _ = write!(data, "L{} {}Q{} {} {} {}", enter.x, enter.y, at.x, at.y, leave.x, leave.y);
    }
    if let Some(last) = way.last().filter(|_| way.len() > 1) {
        let _ = write!(data, "L{} {}", last.x, last.y);
    }
    data
}

/// The head of an arrow at a line's end.
fn arrow(way: &[Point]) -> Option<String> {
    let [.., before, tip] = way else { return None };
    let (x, y) = ((tip.x - before.x).signum(), (tip.y - before.y).signum());
    let back = Point::new(tip.x - x * 8, tip.y - y * 8);
    let points = [*tip, Point::new(back.x - y * 4, back.y + x * 4), Point::new(back.x + y * 4, back.y - x * 4)];
    Some(points.map(|point| format!("{},{}", point.x, point.y)).join(" "))
}

/// The middle of the sign on a line, where it carries one.
pub(crate) fn mark_at(step: &Step, way: &[Point]) -> Option<Point> {
    let (end, inner) = if step.stop?.leaving {
        (way.first()?, way.get(1)?)
    } else {
        (way.last()?, way.get(way.len().checked_sub(2)?)?)
    };
    Some(Point::new(end.x + (inner.x - end.x).signum() * 10, end.y + (inner.y - end.y).signum() * 10))
}

/// The sign on a line that the walk goes no further, or isn't known to.
fn mark(step: &Step, way: &[Point]) -> Markup {
    let (Some(stop), Some(middle)) = (step.stop, mark_at(step, way)) else { return html! {} };
    let (class, text, word) = match stop.verdict {
        StopKind::Refused => ("mark", "✕", "refused here"),
        StopKind::Unknown => ("mark unknown", "?", "not known from here on"),
    };
    let octagon = [(-4, -9), (4, -9), (9, -4), (9, 4), (4, 9), (-4, 9), (-9, 4), (-9, -4)];
    let points = octagon.map(|(x, y)| format!("{},{}", middle.x + x, middle.y + y)).join(" ");
    html! {
        g class=(class) {
            title { (word) }
            polygon points=(points) {}
            text x=(middle.x) y=(middle.y + 4) { (text) }
        }
    }
}

fn remarks(remarks: &[Remark], placed: &[Placed]) -> Markup {
    html! {
        @for (remark, placed) in remarks.iter().zip(placed) {
            @let (class, sign) = sign(remark.sign);
            @if !sign.is_empty() { text class=(class) x=(MARGIN) y=(placed.at.y) { (sign) } }
            @for (number, line) in (0..).zip(&placed.lines) {
                text class=[(remark.sign == Sign::None).then_some("note")] x=(placed.at.x)
                    y=(placed.at.y + number * crate::text::Face::PLAIN.line()) { (line) }
            }
        }
    }
}

const fn sign(of: Sign) -> (&'static str, &'static str) {
    match of {
        Sign::Verdict(Verdict::Always) => ("sign-verdict", "ALWAYS"),
        Sign::Verdict(Verdict::Sometimes) => ("sign-verdict", "SOMETIMES"),
        Sign::Verdict(Verdict::Never) => ("sign-verdict sign-stop", "NEVER"),
        Sign::Verdict(Verdict::Unknown) => ("sign-verdict sign-gap", "UNKNOWN"),
        Sign::Leg(Leg::Forward) => ("sign-forward", "● forward"),
        Sign::Leg(Leg::Return) => ("sign-return", "□ return"),
        Sign::Stop => ("sign-stop", "in the way"),
        Sign::Gap => ("sign-gap", "unknown"),
        Sign::None => ("", ""),
    }
}

const fn class(shape: Shape) -> &'static str {
    match shape {
        Shape::Paper => "paper",
        Shape::Region => "region",
        Shape::Vpc => "vpc",
        Shape::Zone => "zone",
        Shape::Subnet { public: true } => "subnet public",
        Shape::Subnet { public: false } => "subnet",
        Shape::Thing(_) => "thing",
        Shape::Gate(_) => "thing gate",
        Shape::Between(_) => "thing between",
        Shape::Outside(_) => "thing outside",
    }
}

const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Name => "name",
        Tone::Id => "id",
        Tone::Note => "note",
        Tone::Change(Leg::Forward) => "change-forward",
        Tone::Change(Leg::Return) => "change-return",
        Tone::Stop => "stop-row",
        Tone::Gap => "gap-row",
    }
}
