//! The ways of lines: from frame to frame, around everything that they have no business with.

use super::boxes::Boxes;
use super::route::{Grid, Port};
use crate::geometry::{Point, Rect, covered};
use crate::model::{FrameId, PAPER, Scene};

/// How far a line goes straight on before it may turn.
const STUB: i32 = 11;
/// The distance between places on a frame's side where lines may end.
const SLOT: i32 = 12;
/// How near a frame's corner no line ends.
const CORNER: i32 = 12;

/// A way for every step, in order: earlier ones have the choice.
pub(crate) fn draw(scene: &Scene, boxes: &Boxes) -> Vec<Vec<Point>> {
    let mut taken: Vec<Point> = Vec::new();
    let mut drawn: Vec<Vec<Point>> = Vec::with_capacity(scene.steps.len());
    // A line that runs along a border is lost in it.
    let holders = boxes.frames.iter().enumerate().filter(|(id, _)| *id != PAPER && scene.shape(*id).glyph().is_none());
    let borders: Vec<Vec<Point>> = holders.map(|(_, rect)| border(*rect)).collect();
    for step in &scene.steps {
        let (Some(from), Some(to)) = (boxes.frames.get(step.from), boxes.frames.get(step.to)) else {
            drawn.push(Vec::new());
            continue;
        };
        if step.from == step.to {
            drawn.push(vec![from.middle()]);
            continue;
        }
        let obstacles = obstacles(scene, boxes, step.from, step.to);
        let ends = [ports(*from, &taken, step.from, scene, boxes), ports(*to, &taken, step.to, scene, boxes)];
        let mut lines: Vec<&[Point]> = drawn.iter().map(Vec::as_slice).collect();
        lines.extend(borders.iter().map(Vec::as_slice));
        let way = Grid::new(&obstacles, &ends, &lines).way(&ends);
        taken.extend(way.first().into_iter().chain(way.last()).copied());
        // A mark is wider than the distance between two lines.
        let marked = step.stop.and_then(|stop| if stop.leaving { way.first() } else { way.last() });
        taken.extend(marked.iter().flat_map(|at| beside(**at)));
        drawn.push(way);
    }
    drawn
}

/// The places next to one on a frame's side.
fn beside(at: Point) -> [Point; 4] {
    [(-SLOT, 0), (SLOT, 0), (0, -SLOT), (0, SLOT)].map(|(x, y)| Point::new(at.x + x, at.y + y))
}

fn border(rect: Rect) -> Vec<Point> {
    let (left, right, top, bottom) = (rect.x, rect.right(), rect.y, rect.bottom());
    [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)].map(|(x, y)| Point::new(x, y)).into()
}

/// What a line must go around: all frames but its ends and what those stand in, and the titles of all.
fn obstacles(scene: &Scene, boxes: &Boxes, from: FrameId, to: FrameId) -> Vec<Rect> {
    let free: Vec<FrameId> = scene.lineage(from).into_iter().chain(scene.lineage(to)).collect();
    let frames = boxes
        .frames
        .iter()
        .enumerate()
        .filter(|(id, _)| *id != PAPER && (*id == from || *id == to || !free.contains(id)));
    // What stands in an obstacle is out of reach already.
    let outermost = frames.filter(|(id, _)| {
        let parent = scene.frames.get(*id).map_or(PAPER, |frame| frame.parent);
        parent == PAPER || free.contains(&parent)
    });
    let mut obstacles: Vec<Rect> = outermost.map(|(_, rect)| *rect).collect();
    obstacles.extend(
        boxes
            .titles
            .iter()
            .copied()
            .filter(|title| !obstacles.iter().any(|frame| frame.holds(title)))
            .collect::<Vec<_>>(),
    );
    obstacles
}

/// Where lines may end at a frame: free places on its four sides, the middle ones first.
fn ports(rect: Rect, taken: &[Point], of: FrameId, scene: &Scene, boxes: &Boxes) -> Vec<Port> {
    let middle = rect.middle();
    let mut ports = Vec::new();
    // One raster for all frames, so that a line between two of them can be straight.
    let slots = |low: i32, high: i32| {
        let first = (low + CORNER).div_euclid(SLOT) + 1;
        (first * SLOT..=high - CORNER).step_by(usize::try_from(SLOT).unwrap_or(1))
    };
    let mut side = |at: Point, out: Point| {
        let from_middle = (at.x - middle.x).abs().min((at.y - middle.y).abs());
        ports.push(Port { at, out: Point::new(at.x + out.x * STUB, at.y + out.y * STUB), cost: from_middle / 4 });
    };
    for x in slots(rect.x, rect.right()) {
        side(Point::new(x, rect.y), Point::new(0, -1));
        side(Point::new(x, rect.bottom()), Point::new(0, 1));
    }
    for y in slots(rect.y, rect.bottom()) {
        side(Point::new(rect.x, y), Point::new(-1, 0));
        side(Point::new(rect.right(), y), Point::new(1, 0));
    }
    // A stub that runs into something else is none.
    let others: Vec<Rect> = boxes
        .frames
        .iter()
        .enumerate()
        .filter(|(id, _)| *id != of && scene.shape(*id).glyph().is_some())
        .map(|(_, rect)| *rect)
        .chain(boxes.titles.iter().copied())
        .collect();
    ports.retain(|port| !others.iter().any(|other| other.overlaps(&covered(port.at, port.out))));
    let free: Vec<Port> = ports.iter().copied().filter(|port| !taken.contains(&port.at)).collect();
    if free.is_empty() { ports } else { free }
}
