//! What the nodes of all load balancers do that open conversations of their own, Classic Load Balancers among them.

use super::reasons;
use crate::components::{interface, security_group};
use crate::lowerer::Lowerer;
use crate::network::Network;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Cite, Default, Direction, Key, Label, Opens, Otherwise, Place, Station, Table,
    Translation, Unless,
};
use packetwalk_space::{Address, AddressRewrite, Family, Field, IntervalSet, Rewrite};
use std::sync::Arc;

static REPLY: Label = Label::quiet("reply");

/// The ports from which a node sends.
const PORTS: (u16, u16) = (1024, 65535);

/// Where packets come to a node: what answers a conversation that it has opened goes back, the rest is new.
pub(crate) fn takes(place: Place, opened: Cite, new: Key, node: u32) -> Station {
    let restore = Action::Restore { state: opened, unless: Unless::Sent(new) };
    let table = Table::first_match(Vec::new(), Default { action: restore, cite: place.cite, assumes: None });
    let checks = vec![Check::new(&REPLY, place.cite, table)];
    Station { place: Some(place), checks, then: Action::Send(interface::replying(node)) }
}

/// Where a node sends to a target: by its own security groups, and on from its subnet.
pub(crate) fn sends(l: &Lowerer<'_>, node: u32, onward: fn(u32) -> Key) -> Station {
    let checks = security_group::checks(l, node, Direction::Egress);
    let there = l.net.interface(node).subnet.and_then(|id| l.net.subnet(id));
    let unread = Action::Unknown { gap: &reasons::NODE_NOT_READ, otherwise: Otherwise::End };
    Station { place: None, checks, then: there.map_or(unread, |there| Action::Send(onward(there))) }
}

/// A conversation that a node opens to one of several targets.
pub(crate) struct Opening {
    /// Who has chosen the target, and what it is called.
    pub(crate) by: (Cite, &'static str),
    /// What remembers the conversation.
    pub(crate) opened: Cite,
    pub(crate) node: u32,
    /// The node's addresses, unless the client's own is kept.
    pub(crate) source: Option<IntervalSet<Address>>,
    /// Where replies come in that wouldn't find back to the node by themselves.
    pub(crate) replies: Option<Key>,
}

impl Opening {
    /// The translation: to one of these targets, at this port.
    pub(crate) fn to(self, targets: IntervalSet<Address>, port: u16) -> Translation {
        let Opening { by: (of, what), opened, node, source, replies } = self;
        let mut choices = Vec::new();
        if targets.only().is_none() {
            choices.push((ChoiceKey { of, what }, Field::Destination));
        }
        if source.is_some() {
            choices.push((ChoiceKey { of: opened.whole(), what: "port" }, Field::SourcePort));
        }
        let rewrite = Rewrite {
            source_port: source.is_some().then(|| IntervalSet::range(PORTS.0, PORTS.1)),
            source: source.map(AddressRewrite::Set),
            destination: Some(AddressRewrite::Set(targets)),
            destination_port: Some(IntervalSet::single(port)),
            sender: Some(interface::sender(node)),
            ..Rewrite::default()
        };
        let opens = Some(Opens { state: opened, unless: &reasons::NO_CONNECTION, replies });
        Translation { rewrite, choices, opens }
    }

    /// The same as what is done.
    pub(crate) fn action(self, targets: IntervalSet<Address>, port: u16) -> Action {
        Action::Rewrite(Arc::new(self.to(targets, port)))
    }
}

/// The addresses by which clients know a load balancer with these nodes: public ones, unless it is internal.
pub(crate) fn addresses(net: &Network, nodes: &[u32], internal: bool) -> IntervalSet<Address> {
    let assigned = nodes.iter().flat_map(|node| net.interface(*node).addresses.iter());
    let known = assigned.filter_map(|assigned| match assigned.private.family() {
        Family::V4 if !internal => assigned.public,
        _ => Some(assigned.private),
    });
    IntervalSet::from_ranges(known.map(|address| (address, address)))
}
