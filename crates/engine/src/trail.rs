//! The tree of everything that happened on a walk.

use crate::share::Share;
use packetwalk_fabric::{Cite, Key, Reason, Station};
use std::sync::Arc;

/// There, or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leg {
    /// From the source to the destination.
    Forward,
    /// The reply.
    Return,
}

/// Names a node of a [`Trail`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(usize);

/// What happened.
#[derive(Clone, Debug)]
pub enum Event<T> {
    /// The packets came to a station.
    Arrive {
        /// Its key.
        key: Key,
        /// The station.
        station: Arc<Station>,
        /// Whether a table by member sent them here: which station tells members apart, not treatments.
        by_member: bool,
        /// Whether no way leads here, and the station is only read for what else would refuse the packets.
        beyond: bool,
    },
    /// A check of the station decided, for all packets alike.
    Decide {
        /// Which check.
        check: usize,
        /// The packets by the row that decided.
        shares: Vec<Share<T>>,
    },
    /// A check of the station passed the packets, as replies to what it remembers.
    Remembered {
        /// Which check.
        check: usize,
    },
    /// A check of the station is a filter, and the question is about none.
    Waived {
        /// Which check.
        check: usize,
    },
    /// A translator undid what it did on the way out.
    Restored {
        /// Which check.
        check: usize,
        /// The rule that says so.
        cite: Cite,
    },
    /// The packets passed every check, and the station's last word was said.
    Then {
        /// What it was.
        shares: Vec<Share<T>>,
    },
    /// The walk itself refused the packets, or gave up on them.
    Verdict {
        /// Why.
        reason: &'static Reason,
        /// Where.
        cite: Cite,
        /// Whether the reason is a refusal, not a gap.
        refused: bool,
    },
}

/// One event on a branch.
#[derive(Clone, Debug)]
pub struct Node<T> {
    /// The event before; `None` for the first.
    pub parent: Option<NodeId>,
    /// On which leg.
    pub leg: Leg,
    /// What happened.
    pub event: Event<T>,
    /// The packets that it happened to, as they went into it.
    pub packets: T,
    /// The packets as they came out of it.
    pub after: T,
}

/// The tree of everything that happened: nodes name their parents.
#[derive(Clone, Debug)]
pub struct Trail<T> {
    nodes: Vec<Node<T>>,
}

impl<T> Trail<T> {
    pub(crate) const fn new() -> Self {
        Trail { nodes: Vec::new() }
    }

    pub(crate) fn push(&mut self, node: Node<T>) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len() - 1)
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> Option<&Node<T>> {
        self.nodes.get(id.0)
    }

    /// The way to a node: from the first event to it.
    pub fn way(&self, to: NodeId) -> Vec<(NodeId, &Node<T>)> {
        let mut way = Vec::new();
        let mut at = Some(to);
        while let Some(id) = at {
            let Some(node) = self.nodes.get(id.0) else { break };
            way.push((id, node));
            at = node.parent;
        }
        way.reverse();
        way
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_told_from_its_beginning() {
        let mut trail = Trail::new();
        assert!(trail.is_empty());
        let node = |parent, check| Node {
            parent,
            leg: Leg::Forward,
            event: Event::Remembered { check },
            packets: check,
            after: check,
        };
        let first = trail.push(node(None, 1));
        let left = trail.push(node(Some(first), 2));
        let right = trail.push(node(Some(first), 3));
        let packets = |to| trail.way(to).iter().map(|(_, node)| node.packets).collect::<Vec<_>>();
        assert_eq!((packets(left), packets(right)), (vec![1, 2], vec![1, 3]));
        assert_eq!(trail.node(right).map(|node| node.packets), Some(3));
        assert_eq!((trail.len(), trail.is_empty()), (3, false));
    }
}
