//! How a branch of a walk ended.

use crate::memory::Chosen;
use crate::trail::{Event, Leg, Node, NodeId, Trail};
use crate::verdict::Verdict;
use packetwalk_fabric::{Action, ChoiceKey, ReasonKind};

/// How one leg ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Arrived where it should, if nothing on the way refused it.
    Arrived,
    /// Expects no reply.
    NoReply,
    /// Ended where nothing leads on.
    Stopped,
}

/// The end of one leg.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// How.
    pub outcome: Outcome,
    /// The last event.
    pub node: NodeId,
    /// What became of the packets on this leg alone.
    pub verdict: Verdict,
}

/// One way that a walk can end: the packets that end so, and how.
#[derive(Clone, Debug)]
pub struct Leaf<T> {
    /// The packets, as the question asked about them.
    pub packets: T,
    /// What the network must choose for them to end so.
    pub choices: Vec<(ChoiceKey, Chosen)>,
    /// The way there.
    pub forward: End,
    /// The way back; `None` when there was nothing to reply to.
    pub back: Option<End>,
    /// Of both together.
    pub verdict: Verdict,
}

impl<T> Leaf<T> {
    /// The last event of all.
    pub fn last(&self) -> NodeId {
        self.back.map_or(self.forward.node, |back| back.node)
    }
}

/// What became of the packets of one leg: a refusal on the way stands, whatever isn't known beside it.
pub(crate) fn leg_verdict<T>(trail: &Trail<T>, node: NodeId, leg: Leg, outcome: Outcome) -> Verdict {
    let mut unknown = false;
    for (_, node) in trail.way(node) {
        if node.leg != leg {
            continue;
        }
        match kind(node) {
            Some(ReasonKind::Block) => return Verdict::Never,
            Some(ReasonKind::Gap) => unknown = true,
            _ => {}
        }
    }
    match outcome {
        _ if unknown => Verdict::Unknown,
        Outcome::Arrived | Outcome::NoReply => Verdict::Always,
        Outcome::Stopped => Verdict::Never,
    }
}

/// Whether an event refused its packets, or couldn't tell.
fn kind<T>(node: &Node<T>) -> Option<ReasonKind> {
    match &node.event {
        Event::Decide { shares, .. } | Event::Then { shares } => shares.first().and_then(|share| match share.action {
            Action::Drop { .. } => Some(ReasonKind::Block),
            Action::Unknown { .. } => Some(ReasonKind::Gap),
            _ => None,
        }),
        Event::Verdict { refused, .. } => Some(if *refused { ReasonKind::Block } else { ReasonKind::Gap }),
        Event::Arrive { .. } | Event::Remembered { .. } | Event::Waived { .. } | Event::Restored { .. } => None,
    }
}
