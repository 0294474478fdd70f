//! What there is to draw, before anybody knows where: frames in frames, and lines between them.

pub(crate) mod links;
pub(crate) mod map;
pub(crate) mod places;
pub(crate) mod walk;

use crate::text::Face;
use packetwalk::Verdict;

/// A picture's content.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    /// What the picture is called by those who don't see it.
    pub(crate) title: String,
    /// What it says, for those who don't see it.
    pub(crate) says: String,
    /// Text above the frames.
    pub(crate) above: Vec<Remark>,
    /// Text below them.
    pub(crate) below: Vec<Remark>,
    /// The first one is the paper; every other one stands behind its parent.
    pub(crate) frames: Vec<Frame>,
    /// The lines, in the order in which they are to be found.
    pub(crate) steps: Vec<Step>,
}

/// Names a frame of a scene.
pub(crate) type FrameId = usize;

/// The paper.
pub(crate) const PAPER: FrameId = 0;

/// A box.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// The frame that it stands in; the paper's is the paper.
    pub(crate) parent: FrameId,
    pub(crate) shape: Shape,
    /// The id of the resource that it stands for.
    pub(crate) resource: Option<String>,
    /// What it says of itself, whole, for those who ask.
    pub(crate) whole: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) badges: Vec<Badge>,
}

/// What a frame is to the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Paper,
    Region,
    Vpc,
    Zone,
    /// A subnet; public ones stand above the others.
    Subnet {
        public: bool,
    },
    /// Something in a subnet or a VPC.
    Thing(Glyph),
    /// Something on a VPC's edge.
    Gate(Glyph),
    /// Something between VPCs.
    Between(Glyph),
    /// Something outside of all of them.
    Outside(Glyph),
}

impl Shape {
    /// The sign that it carries; frames that hold others have none.
    pub(crate) const fn glyph(self) -> Option<Glyph> {
        match self {
            Shape::Thing(glyph) | Shape::Gate(glyph) | Shape::Between(glyph) | Shape::Outside(glyph) => Some(glyph),
            _ => None,
        }
    }
}

/// A sign for a kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    Host,
    Attachment,
    Nat,
    Gateway,
    Balancer,
    Firewall,
    Endpoint,
    Hub,
    Link,
    Tunnel,
    Internet,
    Building,
    Other,
}

/// A line of text in a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) text: String,
    pub(crate) tone: Tone,
}

/// What a line of text is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// A name.
    Name,
    /// An id or an address.
    Id,
    /// What it is.
    Note,
    /// Headers that change, on the way there or back.
    Change(Leg),
    /// Why packets stop here.
    Stop,
    /// What nobody knows here.
    Gap,
}

impl Tone {
    pub(crate) const fn face(self) -> Face {
        match self {
            Tone::Name => Face::TITLE,
            Tone::Id => Face::FIXED,
            Tone::Note | Tone::Change(_) => Face::PLAIN,
            Tone::Stop | Tone::Gap => Face::STRONG,
        }
    }
}

/// One of the two legs of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leg {
    Forward,
    Return,
}

impl Leg {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Leg::Forward => "forward",
            Leg::Return => "return",
        }
    }
}

/// The number of a hop, in the frame where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Badge {
    pub(crate) leg: Leg,
    /// From 1, as in the story.
    pub(crate) hop: usize,
    /// Whether packets would come here only if they weren't refused before.
    pub(crate) past: bool,
}

/// A line from one frame to another.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) from: FrameId,
    pub(crate) to: FrameId,
    pub(crate) stroke: Stroke,
    /// The hops that it leads from and to; none at an end outside that is no hop.
    pub(crate) hops: (Option<usize>, Option<usize>),
    pub(crate) stop: Option<Stop>,
}

/// What kind of line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// A step of a walk.
    Walk(Leg),
    /// The same, past a refusal.
    Past(Leg),
    /// A link between two networks.
    Link,
}

/// A mark on a line: here the walk ends, or isn't known any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) verdict: StopKind,
    /// Whether it stands where the line comes from, not where it leads to.
    pub(crate) leaving: bool,
}

/// Why a line carries a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StopKind {
    Refused,
    Unknown,
}

/// A line of text beside the frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) sign: Sign,
    pub(crate) text: String,
}

/// What stands before a remark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Verdict(Verdict),
    Leg(Leg),
    Stop,
    Gap,
    None,
}

impl Scene {
    /// A scene with nothing but the paper.
    pub(crate) fn new() -> Self {
        let paper = Frame {
            parent: PAPER,
            shape: Shape::Paper,
            resource: None,
            whole: String::new(),
            rows: Vec::new(),
            badges: Vec::new(),
        };
        Scene { frames: vec![paper], ..Scene::default() }
    }

    pub(crate) fn add(&mut self, frame: Frame) -> FrameId {
        self.frames.push(frame);
        self.frames.len() - 1
    }

    /// The frames that stand in one, in order.
    pub(crate) fn children(&self, of: FrameId) -> impl Iterator<Item = FrameId> {
        let inside = move |(id, frame): &(FrameId, &Frame)| *id != PAPER && frame.parent == of;
        self.frames.iter().enumerate().filter(inside).map(|(id, _)| id)
    }

    /// The frame and all that it stands in, the paper last.
    pub(crate) fn lineage(&self, of: FrameId) -> Vec<FrameId> {
        let mut line = vec![of];
        while let Some(frame) = line.last().filter(|id| **id != PAPER).and_then(|id| self.frames.get(*id)) {
            line.push(frame.parent);
        }
        line
    }

    pub(crate) fn shape(&self, of: FrameId) -> Shape {
        self.frames.get(of).map_or(Shape::Paper, |frame| frame.shape)
    }
}
