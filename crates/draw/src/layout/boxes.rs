//! Frames in frames: each is as large as what stands in it, with room for lines around.

use crate::geometry::{Point, Rect};
use crate::model::{Frame, FrameId, PAPER, Row, Scene, Shape, Tone};
use crate::text::{cut, cut_middle, width, wrap};

/// Room between a leaf's border and its text.
const INSET: i32 = 8;
/// Room for the sign of a leaf.
pub(crate) const GLYPH: i32 = 24;
/// The size of a hop's number.
pub(crate) const BADGE: i32 = 18;
/// How many stand beside each other in a row.
const ROW: usize = 5;
/// No leaf is narrower.
const NARROWEST: i32 = 104;

/// In which direction a picture grows, and how much room there is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Whether VPCs stand beside each other.
    networks_across: bool,
    /// Whether zones do.
    zones_across: bool,
    /// Room between what a frame holds and its border, for lines.
    pad: i32,
    /// Room between neighbours.
    gap: i32,
    /// How wide the text of a leaf may be.
    leaf: i32,
    /// How far a title may widen its frame.
    title: i32,
}

impl Plan {
    pub(crate) const WIDE: Plan =
        Plan { networks_across: true, zones_across: true, pad: 24, gap: 30, leaf: 250, title: 280 };
    pub(crate) const ROWS: Plan = Plan { zones_across: false, ..Plan::WIDE };
    pub(crate) const TALL: Plan =
        Plan { networks_across: false, zones_across: false, pad: 17, gap: 26, leaf: 180, title: 190 };
}

/// A line of text in a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Which of the frame's rows it is of.
    pub(crate) row: usize,
    /// Where its baseline starts.
    pub(crate) at: Point,
    pub(crate) text: String,
    /// Whether the row is longer.
    pub(crate) cut: bool,
}

/// Frames with their text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Boxes {
    pub(crate) frames: Vec<Rect>,
    pub(crate) rows: Vec<Vec<Line>>,
    pub(crate) badges: Vec<Vec<Rect>>,
    /// Where a title is written that no line may cross.
    pub(crate) titles: Vec<Rect>,
}

impl Boxes {
    pub(crate) fn moved(self, by: Point) -> Self {
        let moved = |line: Line| Line { at: Point::new(line.at.x + by.x, line.at.y + by.y), ..line };
        let rows = self.rows.into_iter().map(|rows| rows.into_iter().map(moved).collect());
        let all = |rects: Vec<Rect>| rects.into_iter().map(|rect| rect.moved(by)).collect::<Vec<_>>();
        Boxes {
            frames: all(self.frames),
            rows: rows.collect(),
            badges: self.badges.into_iter().map(all).collect(),
            titles: all(self.titles),
        }
    }
}

/// Places every frame, the paper at the origin.
pub(crate) fn arrange(scene: &Scene, plan: Plan) -> Boxes {
    let mut site = Site { scene, plan, rects: vec![Rect::default(); scene.frames.len()] };
    site.fill(PAPER);
    let mut boxes = Boxes { frames: site.rects, ..Boxes::default() };
    // Children stand relative to their parents, and behind them in the list.
    for id in 1..scene.frames.len() {
        let parent = scene.frames.get(id).map_or(PAPER, |frame| frame.parent);
        let by = boxes.frames.get(parent).copied().unwrap_or_default();
        if let Some(rect) = boxes.frames.get_mut(id) {
            *rect = rect.moved(Point::new(by.x, by.y));
        }
    }
    for id in 0..scene.frames.len() {
        letter(scene, id, plan, &mut boxes);
    }
    boxes
}

/// Where a plan is carried out: rectangles relative to their parents.
struct Site<'s> {
    scene: &'s Scene,
    plan: Plan,
    rects: Vec<Rect>,
}

impl Site<'_> {
    fn size(&self, id: FrameId) -> (i32, i32) {
        self.rects.get(id).map_or((0, 0), |rect| (rect.width, rect.height))
    }

    /// How far the gates of a VPC stand out of it.
    fn over(&self, id: FrameId) -> i32 {
        let gates = self.scene.children(id).filter(|child| matches!(self.scene.shape(*child), Shape::Gate(_)));
        gates.map(|gate| self.size(gate).1 / 2).max().unwrap_or(0)
    }

    fn put(&mut self, id: FrameId, at: Point) {
        if let Some(rect) = self.rects.get_mut(id) {
            *rect = Rect { x: at.x, y: at.y, ..*rect };
        }
    }

    fn resize(&mut self, id: FrameId, width: i32, height: i32) {
        if let Some(rect) = self.rects.get_mut(id) {
            *rect = Rect { width, height, ..*rect };
        }
    }

    /// Makes a frame as large as it must be, and places what it holds.
    fn fill(&mut self, id: FrameId) {
        let children: Vec<FrameId> = self.scene.children(id).collect();
        for child in &children {
            self.fill(*child);
        }
        let of = |site: &Self, wanted: fn(Shape) -> bool| -> Vec<FrameId> {
            children.iter().copied().filter(|child| wanted(site.scene.shape(*child))).collect()
        };
        match self.scene.shape(id) {
            Shape::Paper => {
                let outside = of(self, |shape| matches!(shape, Shape::Outside(_)));
                let inside = of(self, |shape| !matches!(shape, Shape::Outside(_)));
                self.paper(&outside, &inside);
            }
            Shape::Region => {
                let head = self.header(id);
                let content = self.networks(&children, Point::new(self.plan.pad, head + self.plan.pad / 2));
                self.enclose(id, content, 0);
            }
            Shape::Vpc => self.vpc(
                id,
                &of(self, |shape| matches!(shape, Shape::Gate(_))),
                &of(self, |shape| matches!(shape, Shape::Thing(_))),
                &of(self, |shape| matches!(shape, Shape::Zone | Shape::Subnet { .. })),
            ),
            Shape::Zone => {
                let tiers = self.tiers(id);
                let head = self.header(id);
                let content = self.down(&tiers.concat(), Point::new(self.plan.pad, head + self.plan.pad / 2));
                self.enclose(id, content, 0);
                self.stretch(id, &tiers.concat());
            }
            Shape::Subnet { .. } => {
                let head = self.header(id);
                let at = Point::new(self.plan.pad, head + self.plan.pad / 2);
                let content =
                    if self.plan.networks_across { self.rows(&children, at, ROW) } else { self.down(&children, at) };
                self.enclose(id, content, 0);
            }
            _ => {
                let (width, height) = leaf(self.scene, id, self.plan);
                self.resize(id, width, height);
            }
        }
    }

    /// The subnets of a zone: public ones, then the others.
    fn tiers(&self, zone: FrameId) -> [Vec<FrameId>; 2] {
        let is_public = |id: &FrameId| matches!(self.scene.shape(*id), Shape::Subnet { public: true });
        let (public, private) = self.scene.children(zone).partition(is_public);
        [public, private]
    }

    /// The height of a frame's title, with the room above it.
    fn header(&self, id: FrameId) -> i32 {
        let rows = self.scene.frames.get(id).map(|frame| frame.rows.as_slice()).unwrap_or_default();
        rows.iter().map(|row| row.tone.face().line()).sum::<i32>() + INSET
    }

    /// The width that a frame's title asks for.
    fn titled(&self, id: FrameId) -> i32 {
        let rows = self.scene.frames.get(id).map(|frame| frame.rows.as_slice()).unwrap_or_default();
        let widest = rows.iter().map(|row| width(&row.text, row.tone.face())).max().unwrap_or(0);
        widest.min(self.plan.title) + INSET + self.plan.pad
    }

    /// Closes a frame around what was placed up to this point, at least so wide.
    fn enclose(&mut self, id: FrameId, content: Point, least: i32) {
        let wanted = (content.x + self.plan.pad).max(self.titled(id)).max(least);
        let slack = wanted - content.x - self.plan.pad;
        let children: Vec<FrameId> = self.scene.children(id).collect();
        for child in children {
            if let Some(rect) = self.rects.get_mut(child) {
                rect.x += slack / 2;
            }
        }
        self.resize(id, wanted, content.y + self.plan.pad);
    }

    /// Makes subnets as wide as their zone.
    fn stretch(&mut self, zone: FrameId, subnets: &[FrameId]) {
        let inner = self.size(zone).0 - 2 * self.plan.pad;
        for subnet in subnets {
            let (width, height) = self.size(*subnet);
            let held: Vec<FrameId> = self.scene.children(*subnet).collect();
            for child in held {
                if let Some(rect) = self.rects.get_mut(child) {
                    rect.x += (inner - width) / 2;
                }
            }
            self.resize(*subnet, inner, height);
            if let Some(rect) = self.rects.get_mut(*subnet) {
                rect.x = self.plan.pad;
            }
        }
    }

    /// Beside each other; the far corner.
    fn across(&mut self, ids: &[FrameId], at: Point) -> Point {
        let over = ids.iter().map(|id| self.over(*id)).max().unwrap_or(0);
        let tallest = ids.iter().map(|id| self.size(*id).1).max().unwrap_or(0);
        let mut x = at.x;
        for id in ids {
            let (width, height) = self.size(*id);
            // What stands between networks stands halfway up.
            let lower = if matches!(self.scene.shape(*id), Shape::Between(_)) { (tallest - height) / 2 } else { 0 };
            self.put(*id, Point::new(x, at.y + over + lower));
            x += width + self.plan.gap;
        }
        let right = if ids.is_empty() { at.x } else { x - self.plan.gap };
        Point::new(right, at.y + over + tallest)
    }

    /// Below each other; the far corner.
    fn down(&mut self, ids: &[FrameId], at: Point) -> Point {
        let widest = ids.iter().map(|id| self.size(*id).0).max().unwrap_or(0);
        let mut y = at.y;
        for id in ids {
            let (width, height) = self.size(*id);
            let over = self.over(*id);
            let middle = if matches!(self.scene.shape(*id), Shape::Between(_)) { (widest - width) / 2 } else { 0 };
            self.put(*id, Point::new(at.x + middle, y + over));
            y += over + height + self.plan.gap;
        }
        let bottom = if ids.is_empty() { at.y } else { y - self.plan.gap };
        Point::new(at.x + widest, bottom)
    }

    /// In rows of a few, below each other; the far corner.
    fn rows(&mut self, ids: &[FrameId], at: Point, most: usize) -> Point {
        let mut end = at;
        for (number, row) in ids.chunks(most).enumerate() {
            let y = if number == 0 { at.y } else { end.y + self.plan.gap };
            let corner = self.across(row, Point::new(at.x, y));
            end = Point::new(end.x.max(corner.x), corner.y);
        }
        end
    }

    /// VPCs and what stands between them.
    fn networks(&mut self, ids: &[FrameId], at: Point) -> Point {
        if self.plan.networks_across { self.rows(ids, at, ROW) } else { self.down(ids, at) }
    }

    /// In the direction in which the picture grows.
    fn main(&mut self, ids: &[FrameId], at: Point) -> Point {
        if self.plan.networks_across { self.across(ids, at) } else { self.down(ids, at) }
    }

    /// What is outside stands in a row above the rest, each above the gate that it is linked with.
    fn paper(&mut self, outside: &[FrameId], inside: &[FrameId]) {
        let height = outside.iter().map(|id| self.size(*id).1).max().unwrap_or(0);
        let top = if outside.is_empty() { self.plan.gap / 2 } else { self.plan.gap / 2 + height + self.plan.gap };
        let content = self.networks(inside, Point::new(self.plan.gap, top));
        let mut x = self.plan.gap;
        for id in outside {
            let wanted = self.across_from(*id).map_or(x, |middle| middle - self.size(*id).0 / 2);
            x = x.max(wanted);
            self.put(*id, Point::new(x, self.plan.gap / 2));
            x += self.size(*id).0 + self.plan.gap;
        }
        let right = content.x.max(x - self.plan.gap);
        let bottom = if inside.is_empty() { self.plan.gap / 2 + height } else { content.y };
        self.resize(PAPER, right + self.plan.gap, bottom + self.plan.gap);
    }

    /// The middle of the first frame that a line joins with this one, where its place is known.
    fn across_from(&self, id: FrameId) -> Option<i32> {
        let joined = self.scene.steps.iter().find_map(|step| match (step.from, step.to) {
            (from, to) if from == id && to != id => Some(to),
            (from, to) if to == id && from != id => Some(from),
            _ => None,
        })?;
        let left: i32 = self.scene.lineage(joined).iter().filter_map(|id| self.rects.get(*id)).map(|rect| rect.x).sum();
        Some(left + self.size(joined).0 / 2)
    }

    /// Gates on the upper edge beside the title, things of the whole VPC below, then zones.
    fn vpc(&mut self, id: FrameId, gates: &[FrameId], things: &[FrameId], zones: &[FrameId]) {
        let over = gates.iter().map(|gate| self.size(*gate).1 / 2).max().unwrap_or(0);
        let mut head = self.header(id).max(if gates.is_empty() { 0 } else { over + INSET });
        let gates_wide = gates.iter().map(|gate| self.size(*gate).0 + self.plan.gap).sum::<i32>();
        let beside = self.plan.networks_across;
        if !beside && !gates.is_empty() {
            // Gates need the whole edge: the title stands below them.
            head = over + self.header(id);
        }
        let mut content = Point::new(self.plan.pad, head + self.plan.pad / 2);
        if !things.is_empty() {
            let end = self.main(things, content);
            content = Point::new(end.x, end.y + self.plan.gap);
        }
        let at = Point::new(self.plan.pad, content.y);
        let end = if self.plan.zones_across {
            self.level(zones);
            self.across(zones, at)
        } else {
            let widest = zones.iter().map(|zone| self.size(*zone).0).max().unwrap_or(0);
            for zone in zones {
                self.resize(*zone, widest, self.size(*zone).1);
                if self.scene.shape(*zone) == Shape::Zone {
                    let subnets: Vec<FrameId> = self.scene.children(*zone).collect();
                    self.stretch(*zone, &subnets);
                }
            }
            self.down(zones, at)
        };
        let bottom =
            if zones.is_empty() { content.y - if things.is_empty() { 0 } else { self.plan.gap } } else { end.y };
        let edge = if beside { self.titled(id) } else { self.plan.pad };
        let least = if gates.is_empty() { 0 } else { edge + gates_wide };
        self.enclose(id, Point::new(content.x.max(end.x), bottom), least);
        // From the right, so that the title has the left.
        let mut x = self.size(id).0 - self.plan.pad;
        for gate in gates.iter().rev() {
            let (width, height) = self.size(*gate);
            x -= width;
            self.put(*gate, Point::new(x, -(height / 2)));
            x -= self.plan.gap;
        }
    }

    /// Public subnets of all zones on one level, and the others on another.
    fn level(&mut self, zones: &[FrameId]) {
        let zones: Vec<FrameId> = zones.iter().copied().filter(|zone| self.scene.shape(*zone) == Shape::Zone).collect();
        let tiers: Vec<[Vec<FrameId>; 2]> = zones.iter().map(|zone| self.tiers(*zone)).collect();
        let stack = |site: &Self, ids: &[FrameId]| ids.iter().map(|id| site.size(*id).1 + site.plan.gap).sum::<i32>();
        let upper = tiers.iter().map(|[public, _]| stack(self, public)).max().unwrap_or(0);
        for (zone, [public, private]) in zones.iter().zip(&tiers) {
            let lower_by = upper - stack(self, public);
            for subnet in private {
                if let Some(rect) = self.rects.get_mut(*subnet) {
                    rect.y += lower_by;
                }
            }
            let (width, height) = self.size(*zone);
            let height = if private.is_empty() { height } else { height + lower_by };
            self.resize(*zone, width, height);
        }
        let tallest = zones.iter().map(|zone| self.size(*zone).1).max().unwrap_or(0);
        for zone in &zones {
            let (width, _) = self.size(*zone);
            self.resize(*zone, width, tallest);
        }
    }
}

/// The size of a frame that holds no others.
fn leaf(scene: &Scene, id: FrameId, plan: Plan) -> (i32, i32) {
    let Some(frame) = scene.frames.get(id) else { return (0, 0) };
    let badges = badges_wide(frame.badges.len());
    let first = frame.rows.first().map_or(0, |row| width(&row.text, row.tone.face()));
    let rest = frame.rows.iter().skip(1).map(|row| width(&row.text, row.tone.face())).max().unwrap_or(0);
    let top = GLYPH + 4 + first + badges;
    let least = GLYPH + 4 + 60 + badges;
    let inner = top.max(rest).clamp(NARROWEST, plan.leaf).max(least);
    let lines = frame.rows.iter().skip(1).map(|row| {
        let lines = i32::try_from(lines_of(row, inner).len()).unwrap_or(1);
        lines * row.tone.face().line()
    });
    (inner + 2 * INSET, GLYPH + lines.sum::<i32>() + 2 * INSET)
}

/// A row of a leaf in lines: what must be read whole is wrapped, the rest is cut.
fn lines_of(row: &Row, most: i32) -> Vec<String> {
    let face = row.tone.face();
    match row.tone {
        Tone::Change(_) | Tone::Stop | Tone::Note | Tone::Gap => wrap(&row.text, face, most),
        Tone::Name | Tone::Id => vec![cut(&row.text, face, most)],
    }
}

fn badges_wide(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(0) * (BADGE + 3)
}

/// Writes a frame's text, and places its numbers.
fn letter(scene: &Scene, id: FrameId, plan: Plan, boxes: &mut Boxes) {
    let (Some(frame), Some(rect)) = (scene.frames.get(id), boxes.frames.get(id).copied()) else { return };
    let (lines, title) = match frame.shape.glyph() {
        Some(_) => (leaf_lines(frame, rect), None),
        None => title_lines(scene, id, rect, plan, boxes),
    };
    boxes.titles.extend(title.filter(|_| id != PAPER));
    boxes.rows.push(lines);
    let mut x = rect.right() - INSET - badges_wide(frame.badges.len());
    let placed = frame.badges.iter().map(|_| {
        let badge = Rect::new(x + 3, rect.y + INSET, BADGE, BADGE);
        x += BADGE + 3;
        badge
    });
    boxes.badges.push(placed.collect());
}

fn leaf_lines(frame: &Frame, rect: Rect) -> Vec<Line> {
    let inner = rect.width - 2 * INSET;
    let mut lines = Vec::with_capacity(frame.rows.len());
    let mut y = rect.y + INSET + GLYPH;
    for (row, of) in frame.rows.iter().enumerate() {
        let face = of.tone.face();
        if row == 0 {
            let most = inner - GLYPH - 4 - badges_wide(frame.badges.len());
            let text = cut_middle(&of.text, face, most);
            let at = Point::new(rect.x + INSET + GLYPH + 4, rect.y + INSET + 17);
            lines.push(Line { row, at, cut: text != of.text, text });
            continue;
        }
        let told = lines_of(of, inner);
        let whole = told.len() > 1;
        for text in told {
            let at = Point::new(rect.x + INSET, y + face.size);
            lines.push(Line { row, at, cut: !whole && text != of.text, text });
            y += face.line();
        }
    }
    lines
}

/// The title of a frame that holds others, and the room that it takes.
fn title_lines(scene: &Scene, id: FrameId, rect: Rect, plan: Plan, boxes: &Boxes) -> (Vec<Line>, Option<Rect>) {
    let gates = scene.children(id).filter(|child| matches!(scene.shape(*child), Shape::Gate(_)));
    let gates: Vec<Rect> = gates.filter_map(|gate| boxes.frames.get(gate).copied()).collect();
    // It stands beside the gates, or below them where they take the whole edge.
    let (right, top) = match (gates.iter().map(|gate| gate.x).min(), gates.iter().map(Rect::bottom).max()) {
        (Some(left), _) if plan.networks_across => (left - INSET, rect.y),
        (_, Some(bottom)) => (rect.right() - plan.pad, bottom),
        _ => (rect.right() - plan.pad, rect.y),
    };
    let x = rect.x + INSET;
    let mut y = top + 5;
    let mut lines = Vec::new();
    let mut widest = 0;
    for (row, of) in scene.frames.get(id).map(|frame| frame.rows.as_slice()).unwrap_or_default().iter().enumerate() {
        let face = of.tone.face();
        let text = cut_middle(&of.text, face, right - x);
        widest = widest.max(width(&text, face));
        lines.push(Line { row, at: Point::new(x, y + face.size), cut: text != of.text, text });
        y += face.line();
    }
    let title = Rect::new(x, top + 5, widest, y - top - 5);
    let title = Some(title).filter(|_| !lines.is_empty());
    (lines, title)
}
