//! One line around obstacles: the cheapest way (A*) over a grid of the few coordinates at which a line may run.
//!
//! A way costs its length, and more for every bend and every line that it crosses; to run along another line costs so much that
//! it happens only where nothing else is left. Through an obstacle there is no way.

use crate::geometry::{Point, Rect};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A place on a frame's border where a line may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Port {
    pub(crate) at: Point,
    /// Where the line may first turn.
    pub(crate) out: Point,
    /// What it costs to end here.
    pub(crate) cost: i32,
}

/// The distance between two lines that run side by side.
const LANE: i32 = 8;
/// How many lines fit along an obstacle.
const LANES: i32 = 3;
/// How near a line may come to an obstacle.
const CLEAR: i32 = 5;
/// Lines that run nearer to each other than this are one to the eye.
const APART: i32 = 6;

const BEND: i32 = 26;
const CROSSING: i32 = 18;
const ALONG: i32 = 900;
const NONE: i32 = i32::MAX;

/// The coordinates at which a line may run, and what each piece costs.
pub(crate) struct Grid {
    xs: Vec<i32>,
    ys: Vec<i32>,
    /// What it costs to go on to the right, and down, from each crossing; [`NONE`] where there is no way.
    right: Vec<i32>,
    down: Vec<i32>,
}

/// Which way a line goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Right,
    Left,
    Down,
    Up,
}

const WAYS: [Way; 4] = [Way::Right, Way::Left, Way::Down, Way::Up];

impl Way {
    const fn is_level(self) -> bool {
        matches!(self, Way::Right | Way::Left)
    }
}

impl Grid {
    /// The grid between two ends.
    pub(crate) fn new(obstacles: &[Rect], ends: &[Vec<Port>; 2], drawn: &[&[Point]]) -> Self {
        let lanes = |low: i32, high: i32| {
            let out = move |lane: i32| [low - LANE * lane, high + LANE * lane];
            (1..=LANES).flat_map(out)
        };
        let ports = || ends.iter().flatten();
        let mut xs: Vec<i32> = obstacles.iter().flat_map(|rect| lanes(rect.x, rect.right())).collect();
        let mut ys: Vec<i32> = obstacles.iter().flat_map(|rect| lanes(rect.y, rect.bottom())).collect();
        xs.extend(ports().map(|port| port.out.x));
        ys.extend(ports().map(|port| port.out.y));
        for list in [&mut xs, &mut ys] {
            list.sort_unstable();
            list.dedup();
        }
        let cells = xs.len() * ys.len();
        let mut grid = Grid { xs, ys, right: vec![0; cells], down: vec![0; cells] };
        grid.measure();
        for rect in obstacles {
            grid.close(&rect.grown(CLEAR));
        }
        for line in drawn {
            line.windows(2).for_each(|pair| grid.mark(pair));
        }
        grid
    }

    fn cell(&self, x: usize, y: usize) -> usize {
        y * self.xs.len() + x
    }

    fn measure(&mut self) {
        let step = |list: &[i32], at: usize| list.get(at + 1).map_or(NONE, |next| next - list[at]);
        for y in 0..self.ys.len() {
            for x in 0..self.xs.len() {
                let cell = self.cell(x, y);
                self.right[cell] = step(&self.xs, x);
                self.down[cell] = step(&self.ys, y);
            }
        }
    }

    /// Closes every piece that comes inside a rectangle.
    fn close(&mut self, rect: &Rect) {
        // A piece lies inside where both its ends, or its end and its start, do.
        let (left, right) = (rect.x, rect.right());
        let (top, bottom) = (rect.y, rect.bottom());
        let inside_x = span(&self.xs, left + 1, right - 1);
        let inside_y = span(&self.ys, top + 1, bottom - 1);
        let pieces_x = pieces(&self.xs, left, right);
        let pieces_y = pieces(&self.ys, top, bottom);
        for y in inside_y {
            for x in pieces_x.clone() {
                let cell = self.cell(x, y);
                self.right[cell] = NONE;
            }
        }
        for x in inside_x {
            for y in pieces_y.clone() {
                let cell = self.cell(x, y);
                self.down[cell] = NONE;
            }
        }
    }

    /// Makes the pieces dear that run along a line, and those that cross it.
    fn mark(&mut self, pair: &[Point]) {
        let &[from, to] = pair else { return };
        let (left, right) = (from.x.min(to.x), from.x.max(to.x));
        let (top, bottom) = (from.y.min(to.y), from.y.max(to.y));
        let level = top == bottom;
        let (near, far) = if level { (0, APART) } else { (APART, 0) };
        let along_x = pieces(&self.xs, left - near, right + near);
        let along_y = pieces(&self.ys, top - far, bottom + far);
        let beside_x = span(&self.xs, left - near + i32::from(near > 0), right + near - i32::from(near > 0));
        let beside_y = span(&self.ys, top - far + i32::from(far > 0), bottom + far - i32::from(far > 0));
        if level {
            for y in beside_y {
                for x in along_x.clone() {
                    let cell = self.cell(x, y);
                    add(&mut self.right[cell], ALONG);
                }
            }
            for x in span(&self.xs, left, right) {
                for y in pieces(&self.ys, top, top + 1) {
                    let cell = self.cell(x, y);
                    add(&mut self.down[cell], CROSSING);
                }
            }
        } else {
            for x in beside_x {
                for y in along_y.clone() {
                    let cell = self.cell(x, y);
                    add(&mut self.down[cell], ALONG);
                }
            }
            for y in span(&self.ys, top, bottom) {
                for x in pieces(&self.xs, left, left + 1) {
                    let cell = self.cell(x, y);
                    add(&mut self.right[cell], CROSSING);
                }
            }
        }
    }

    /// The cheapest way from a port of the one end to a port of the other, corner by corner; straight where there is none.
    pub(crate) fn way(&self, ends: &[Vec<Port>; 2]) -> Vec<Point> {
        let [starts, goals] = ends;
        let found = self.search(starts, goals);
        found.unwrap_or_else(|| {
            let first = |ports: &[Port]| ports.first().map(|port| port.at);
            first(starts).into_iter().chain(first(goals)).collect()
        })
    }

    fn search(&self, starts: &[Port], goals: &[Port]) -> Option<Vec<Point>> {
        let states = self.xs.len() * self.ys.len() * WAYS.len();
        let mut best = vec![NONE; states];
        let mut before: Vec<u32> = vec![u32::MAX; states];
        let mut open = BinaryHeap::new();
        let far = farness(goals);
        for (number, port) in starts.iter().enumerate() {
            let Some(cell) = self.cell_at(port.out) else { continue };
            let state = cell * 4 + heading(port.at, port.out) as usize;
            if port.cost < best[state] {
                best[state] = port.cost;
                before[state] = u32::MAX - 1 - u32::try_from(number).unwrap_or(0);
                open.push(Reverse((port.cost + far(port.out), port.cost, state)));
            }
        }
        let ends: Vec<(usize, Way, &Port)> =
            goals.iter().filter_map(|port| Some((self.cell_at(port.out)?, heading(port.out, port.at), port))).collect();
        let mut arrived: Option<(i32, usize, &Port)> = None;
        while let Some(Reverse((guess, cost, state))) = open.pop() {
            if arrived.is_some_and(|(least, ..)| least <= guess) {
                break;
            }
            if cost > best[state] {
                continue;
            }
            let (cell, way) = (state / 4, WAYS[state % 4]);
            for (_, last, port) in ends.iter().filter(|(end, ..)| *end == cell) {
                if let Some(turn) = bend(way, *last) {
                    let whole = cost + turn + port.cost;
                    if arrived.is_none_or(|(least, ..)| whole < least) {
                        arrived = Some((whole, state, port));
                    }
                }
            }
            for next in WAYS {
                let Some(turn) = bend(way, next) else { continue };
                let Some((there, piece)) = self.step(cell, next) else { continue };
                let (cost, there) = (cost + turn + piece, there * 4 + next as usize);
                if cost < best[there] {
                    best[there] = cost;
                    before[there] = u32::try_from(state).unwrap_or(u32::MAX);
                    open.push(Reverse((cost + far(self.point(there / 4)), cost, there)));
                }
            }
        }
        let (_, state, goal) = arrived?;
        let mut way = vec![goal.at, goal.out];
        let mut at = state;
        loop {
            way.push(self.point(at / 4));
            let earlier = before[at];
            match usize::try_from(u32::MAX - 1 - earlier).ok().and_then(|number| starts.get(number)) {
                Some(start) if earlier > u32::MAX / 2 => {
                    way.push(start.at);
                    break;
                }
                _ => at = usize::try_from(earlier).ok()?,
            }
        }
        way.reverse();
        Some(corners(way))
    }

    fn cell_at(&self, at: Point) -> Option<usize> {
        Some(self.cell(self.xs.binary_search(&at.x).ok()?, self.ys.binary_search(&at.y).ok()?))
    }

    fn point(&self, cell: usize) -> Point {
        Point::new(self.xs[cell % self.xs.len()], self.ys[cell / self.xs.len()])
    }

    /// The crossing next to one, and what it costs to get there.
    fn step(&self, cell: usize, way: Way) -> Option<(usize, i32)> {
        let wide = self.xs.len();
        let (there, cost) = match way {
            Way::Right => (cell + 1, self.right[cell]),
            Way::Left if !cell.is_multiple_of(wide) => (cell - 1, self.right[cell - 1]),
            Way::Down => (cell + wide, self.down[cell]),
            Way::Up if cell >= wide => (cell - wide, self.down[cell - wide]),
            _ => return None,
        };
        (cost != NONE).then_some((there, cost))
    }
}

/// At least what a line from a point costs that has yet to reach one of these ports.
fn farness(goals: &[Port]) -> impl Fn(Point) -> i32 {
    let of =
        |pick: fn(&Port) -> i32| (goals.iter().map(pick).min().unwrap_or(0), goals.iter().map(pick).max().unwrap_or(0));
    let ((left, right), (top, bottom)) = (of(|port| port.out.x), of(|port| port.out.y));
    move |at| (left - at.x).max(at.x - right).max(0) + (top - at.y).max(at.y - bottom).max(0)
}

fn add(cost: &mut i32, more: i32) {
    if *cost != NONE {
        *cost += more;
    }
}

/// What it costs to turn; there is no turning back.
const fn bend(from: Way, to: Way) -> Option<i32> {
    match (from, to) {
        (Way::Right, Way::Left) | (Way::Left, Way::Right) | (Way::Up, Way::Down) | (Way::Down, Way::Up) => None,
        _ if from.is_level() == to.is_level() => Some(0),
        _ => Some(BEND),
    }
}

fn heading(from: Point, to: Point) -> Way {
    match (to.x - from.x, to.y - from.y) {
        (x, _) if x > 0 => Way::Right,
        (x, _) if x < 0 => Way::Left,
        (_, y) if y > 0 => Way::Down,
        _ => Way::Up,
    }
}

/// The places of the coordinates from `low` to `high`.
fn span(list: &[i32], low: i32, high: i32) -> std::ops::Range<usize> {
    let from = list.partition_point(|at| *at < low);
    from..list.partition_point(|at| *at <= high).max(from)
}

/// The pieces, by where they start, that have a part strictly between `low` and `high`.
fn pieces(list: &[i32], low: i32, high: i32) -> std::ops::Range<usize> {
    let from = list.partition_point(|at| *at <= low).saturating_sub(1);
    let to = list.partition_point(|at| *at < high).min(list.len().saturating_sub(1));
    from..to.max(from)
}

/// A way without the points at which it goes straight on.
fn corners(way: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(way.len());
    for point in way {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., before, last] = kept.as_slice() {
            let straight = before.x == last.x && last.x == point.x || before.y == last.y && last.y == point.y;
            if straight {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{Grid, Port};
    use crate::geometry::{Point, Rect, covered};

    fn port(x: i32, y: i32, out: (i32, i32)) -> Port {
        Port { at: Point::new(x, y), out: Point::new(x + out.0, y + out.1), cost: 0 }
    }

    fn way(obstacles: &[Rect], drawn: &[&[Point]]) -> Vec<Point> {
        let ends = [vec![port(0, 50, (8, 0))], vec![port(200, 50, (-8, 0))]];
        Grid::new(obstacles, &ends, drawn).way(&ends)
    }

    #[test]
    fn nothing_in_the_way_is_a_straight_line() {
        assert_eq!(way(&[], &[]), [Point::new(0, 50), Point::new(200, 50)]);
    }

    #[test]
    fn a_line_goes_around_what_is_in_the_way() {
        let obstacle = Rect::new(80, 20, 40, 60);
        let way = way(&[obstacle], &[]);
        assert_eq!(way.len(), 6, "{way:?}");
        assert!(way.windows(2).all(|pair| !covered(pair[0], pair[1]).overlaps(&obstacle)), "{way:?}");
    }

    #[test]
    fn a_line_leaves_the_lane_that_another_has() {
        let obstacle = Rect::new(80, 20, 40, 60);
        let first = way(&[obstacle], &[]);
        let ends = [vec![port(0, 62, (8, 0))], vec![port(200, 62, (-8, 0))]];
        let second = Grid::new(&[obstacle], &ends, &[&first]).way(&ends);
        for (a, b) in first.windows(2).flat_map(|a| second.windows(2).map(move |b| (a, b))) {
            let (a, b) = (covered(a[0], a[1]), covered(b[0], b[1]));
            let level = |rect: &Rect| rect.width > rect.height;
            assert!(level(&a) != level(&b) || !a.overlaps(&b), "{first:?} {second:?}");
        }
    }

    #[test]
    fn walled_in_ends_are_joined_straight() {
        assert_eq!(way(&[Rect::new(-40, 10, 80, 80)], &[]).len(), 2);
    }
}
