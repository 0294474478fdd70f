//! Points and rectangles, in whole pixels: the same picture on every machine.

/// A point; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Point {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

impl Point {
    pub(crate) const fn new(x: i32, y: i32) -> Self {
        Point { x, y }
    }
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rect {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

impl Rect {
    pub(crate) const fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Rect { x, y, width, height }
    }

    pub(crate) const fn right(&self) -> i32 {
        self.x + self.width
    }

    pub(crate) const fn bottom(&self) -> i32 {
        self.y + self.height
    }

    pub(crate) const fn middle(&self) -> Point {
        Point::new(self.x + self.width / 2, self.y + self.height / 2)
    }

    /// The rectangle that is larger by this much on every side.
    pub(crate) const fn grown(&self, by: i32) -> Self {
        Rect::new(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)
    }

    pub(crate) const fn moved(&self, by: Point) -> Self {
        Rect::new(self.x + by.x, self.y + by.y, self.width, self.height)
    }

    /// Whether two rectangles share more than an edge.
    pub(crate) const fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether the other lies inside.
    pub(crate) const fn holds(&self, other: &Rect) -> bool {
        self.x <= other.x && self.y <= other.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }
}

/// The thin rectangle that a straight line between two points covers.
pub(crate) fn covered(from: Point, to: Point) -> Rect {
    let (left, top) = (from.x.min(to.x), from.y.min(to.y));
    Rect::new(left, top, (from.x - to.x).abs().max(1), (from.y - to.y).abs().max(1))
}
