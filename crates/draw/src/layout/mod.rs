//! Where everything stands: frames first, then the lines between them, then the text around.

pub(crate) mod boxes;
pub(crate) mod lines;
pub(crate) mod route;
#[cfg(test)]
mod tests;

use crate::geometry::{Point, Rect};
use crate::model::{Remark, Scene, Sign};
use crate::text::{Face, wrap};

/// Whether zones and VPCs stand beside each other, or below each other for narrow screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Aspect {
    /// Beside each other.
    #[default]
    Wide,
    /// Below each other.
    Tall,
}

/// A scene with its places.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// A rectangle for each frame.
    pub(crate) frames: Vec<Rect>,
    /// The lines of text in each frame.
    pub(crate) rows: Vec<Vec<boxes::Line>>,
    /// The rectangles of badges, in the order of the frame's.
    pub(crate) badges: Vec<Vec<Rect>>,
    /// The way of each step, from frame to frame; a single point for a step within one.
    pub(crate) lines: Vec<Vec<Point>>,
    pub(crate) above: Vec<Placed>,
    pub(crate) below: Vec<Placed>,
}

/// A remark in lines, with their baselines' starts.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) at: Point,
    pub(crate) lines: Vec<String>,
}

/// The room around the whole picture.
pub(crate) const MARGIN: i32 = 12;
/// Room left of a remark's text for its sign.
pub(crate) const SIGN: i32 = 92;
const NARROWEST: i32 = 340;
/// How wide a picture gets before zones stand below each other.
const WIDEST: i32 = 1160;

impl Layout {
    /// Lays out a scene.
    pub(crate) fn of(scene: &Scene, aspect: Aspect) -> Layout {
        let (boxes, wide) = match aspect {
            Aspect::Wide => {
                let boxes = boxes::arrange(scene, boxes::Plan::WIDE);
                let is_wider = boxes.frames.first().is_some_and(|paper| paper.width > WIDEST);
                (if is_wider { boxes::arrange(scene, boxes::Plan::ROWS) } else { boxes }, 640)
            }
            Aspect::Tall => (boxes::arrange(scene, boxes::Plan::TALL), NARROWEST),
        };
        let content = boxes.frames.first().copied().unwrap_or_default();
        let width = (content.width + 2 * MARGIN).max(wide);
        let (above, under) = place(&scene.above, MARGIN, width);
        let shift = Point::new((width - content.width) / 2, under);
        let boxes = boxes.moved(shift);
        let content = boxes.frames.first().copied().unwrap_or_default();
        let lines = lines::draw(scene, &boxes);
        let (below, bottom) = place(&scene.below, content.bottom() + 4, width);
        let boxes::Boxes { frames, rows, badges, .. } = boxes;
        Layout { width, height: bottom + MARGIN, frames, rows, badges, lines, above, below }
    }
}

/// Remarks below each other, and where they end.
fn place(remarks: &[Remark], top: i32, width: i32) -> (Vec<Placed>, i32) {
    let face = Face::PLAIN;
    let mut y = top;
    let placed = remarks.iter().map(|remark| {
        let sign = if remark.sign == Sign::None { 0 } else { SIGN };
        let lines = wrap(&remark.text, face, width - 2 * MARGIN - sign);
        let at = Point::new(MARGIN + sign, y + face.size);
        y += face.line() * i32::try_from(lines.len()).unwrap_or(1) + 6;
        Placed { at, lines }
    });
    let placed = placed.collect();
    (placed, y)
}
