//! Target groups: to whom a load balancer's node sends on, and with which headers.

pub(crate) mod appliances;
mod geneve;
mod health;
mod reasons;
pub(crate) mod record;
mod settings;
pub(crate) mod targets;
pub(crate) mod zones;

use crate::component::{Component, Coverage, modelled};
use crate::components::load_balancer::node::Opening;
use crate::components::{load_balancer, peering};
use crate::lowerer::{self, Lowerer};
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Citation, Cite, Default, Key, Label, Otherwise, Reason, Row, Spans, Station, Table,
    Translation,
};
use packetwalk_space::{Address, Family, IntervalSet, Product, Rewrite, Sender};
pub(crate) use reasons::{NODE_ADDRESS, TARGET_NOT_READ};
pub(crate) use record::{Target, TargetGroup};
use std::sync::Arc;
use targets::{Chosen, Targets};

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    stands,
    ..Component::plain("target group", &[], cite)
};

static CHOICE: Label = Label::told("target group", None);
static HAIRPIN: Label = Label::quiet("own target");
static TRANSLATION: Label = Label::told("to the target", None);

/// From a node to the targets: which port.
const FROM: u8 = 2;
/// From a node to the targets of one port.
const PORT: u8 = 3;

/// In cites: targets.
const TARGET: u8 = 1;

const fn key(role: u8, part: u16, item: u32, node: u32) -> Key {
    Key { component: Kind::TargetGroup as u8, role, part, item, other: node }
}

/// From a node of a load balancer to the targets of a group.
pub(crate) fn from_node(net: &Network, group: Symbol, node: u32) -> Key {
    match net.target_group_called(group) {
        Some(item) => key(FROM, 0, item, node),
        None => crate::components::unmodelled::leave(lowerer::number(group), None),
    }
}

/// What a group is called.
pub(crate) fn named(net: &Network, group: Symbol) -> String {
    let name = net.target_group_called(group).and_then(|item| net.target_group(item).name);
    net.text(name.unwrap_or(group)).to_owned()
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item, node) = (l.net, key.item, key.other);
    let subject = Cite::resource(Kind::TargetGroup as u8, item);
    let balancer = net.balancer_of_interface(node).unwrap_or(0);
    let check = |table: Table| vec![Check::new(&CHOICE, subject, table)];
    let nowhere = Action::Drop { reason: &reasons::NO_TARGETS, otherwise: Otherwise::End };
    let targets = match Targets::of(net, item, balancer, node) {
        Ok(targets) => targets,
        Err(action) => {
            let table = Table::first_match(Vec::new(), Default { action, cite: subject, assumes: None });
            return Station { place: None, checks: check(table), then: nowhere };
        }
    };
    let on_port = |number: usize| self::key(PORT, u16::try_from(number).unwrap_or(u16::MAX), item, node);
    match key.role {
        FROM => {
            let action = match targets.chosen.as_slice() {
                [] => Action::Send(load_balancer::answer(balancer, node)),
                [_] => Action::Send(on_port(0)),
                several => {
                    let option = |(number, chosen): (usize, &Chosen)| (of_target(chosen.first), on_port(number));
                    let options: Vec<_> = several.iter().enumerate().map(option).collect();
                    Action::OneOf {
                        key: ChoiceKey { of: subject, what: "target port" },
                        options: options.into(),
                        kept: false,
                    }
                }
            };
            let table = Table::first_match(Vec::new(), Default { action, cite: subject, assumes: targets.assumes });
            Station { place: None, checks: check(table), then: nowhere }
        }
        _ => {
            let Some(chosen) = targets.chosen.get(usize::from(key.part)) else {
                return Station { place: None, checks: Vec::new(), then: nowhere };
            };
            let then = Action::Send(load_balancer::to_target(balancer, node));
            let Targets { preserves, datagrams, preservation, .. } = targets;
            let leg = Leg { net, item, balancer, node, preserves, datagrams, assumes: preservation };
            let to = Check::new(&TRANSLATION, subject, leg.to(&chosen.addresses, chosen.port));
            let hairpin = leg.own(&chosen.addresses).map(|own| Check::new(&HAIRPIN, subject, own));
            let checks = std::iter::once(to).chain(hairpin).collect();
            Station { place: None, checks, then }
        }
    }
}

/// The second leg: from a node to targets.
struct Leg<'n> {
    net: &'n Network,
    item: u32,
    balancer: u32,
    node: u32,
    /// Whether targets see the client's own address.
    preserves: bool,
    /// Whether the group is for UDP, too.
    datagrams: bool,
    assumes: Option<&'static Reason>,
}

impl Leg<'_> {
    fn subject(&self) -> Cite {
        Cite::resource(Kind::TargetGroup as u8, self.item)
    }

    /// Targets that ask their own load balancer: with the client's address kept, one that is chosen itself gets a packet
    /// from an address of its own. `None` where the node's address takes the client's place.
    fn own(&self, targets: &IntervalSet<Address>) -> Option<Table> {
        if !self.preserves {
            return None;
        }
        let cite = self.subject();
        let refuse = Action::Drop { reason: &reasons::OWN_TARGET, otherwise: Otherwise::End };
        let near = self.net.interfaces_by_address(self.node);
        // Targets are single addresses, side by side in ranges.
        let each = targets.ranges().iter().flat_map(|(first, last)| first.number()..=last.number());
        let itself = each.map(Address::from_number).map(|target| {
            let own = self.of_target(target, &near);
            Product::everything().with_source(own).with_destination(IntervalSet::single(target))
        });
        let rows = itself.map(|guard| Row::new(guard, refuse.clone(), cite)).collect();
        Some(Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None }))
    }

    /// Every address of the instance, or else of the interface, that a target is.
    fn of_target(&self, target: Address, near: &Spans) -> IntervalSet<Address> {
        let owner = near.find(target).map(|span| span.number).or_else(|| self.net.owner_of(target));
        let items = match owner.map(|item| (item, self.net.interface(item).instance)) {
            Some((_, Some(instance))) => self.net.interfaces_of_instance(instance).to_vec(),
            Some((item, None)) => vec![item],
            None => Vec::new(),
        };
        let owned = items.into_iter().flat_map(|item| self.net.interface(item).owned().ranges().to_vec());
        let all = IntervalSet::single(target).union(&IntervalSet::from_ranges(owned));
        // Between IP families nothing keeps the client's address.
        all.intersection(&IntervalSet::from_ranges(target.family().whole().iter().copied()))
    }

    /// The translation: to one of these targets, at this port.
    fn to(&self, targets: &IntervalSet<Address>, port: u16) -> Table {
        let cite = self.subject();
        let family =
            if targets.first().is_some_and(|address| address.family() == Family::V6) { Family::V6 } else { Family::V4 };
        let same_family = IntervalSet::from_ranges(family.whole().iter().copied());
        let own = self.net.interface(self.node).owned().intersection(&same_family);
        let mut rows = Vec::new();
        // What comes by PrivateLink has the node's own address, and keeps it.
        if !own.is_empty() {
            let guard = Product::everything().with_source(self.net.interface(self.node).owned());
            rows.push(Row::new(guard, self.of_private_link(targets.clone(), port, own.clone()), cite));
        }
        if self.preserves {
            let guard = Product::everything().with_source(same_family);
            let near = self.reached_with_clients_address().intersection(targets);
            let far = targets.difference(&near);
            let rewritten = |targets| match self.translation(targets, port, None) {
                Action::Rewrite(translation) => Otherwise::Rewrite(translation),
                _ => Otherwise::End,
            };
            let action = match (near.is_empty(), far.is_empty()) {
                (_, true) => self.translation(near, port, None),
                (true, false) => Action::Drop { reason: &reasons::PRESERVATION, otherwise: rewritten(far) },
                (false, false) => Action::Unknown { gap: &reasons::PRESERVATION_PARTLY, otherwise: rewritten(near) },
            };
            rows.push(Row { assumes: self.assumes, ..Row::new(guard, action, cite) });
        }
        let action = if own.is_empty() {
            Action::Unknown { gap: &NODE_ADDRESS, otherwise: Otherwise::End }
        } else {
            self.translation(targets.clone(), port, Some(own))
        };
        Table::first_match(rows, Default { action, cite, assumes: self.assumes })
    }

    /// Where packets with a client's address may go: the load balancer's VPC, and its peers in the Region, but not endpoints
    /// and other Network Load Balancers.
    fn reached_with_clients_address(&self) -> IntervalSet<Address> {
        let Some(id) = self.net.interface(self.node).vpc else { return IntervalSet::empty() };
        let own = self.net.vpc_addresses(self.net.vpc_of(id));
        let peers = peering::referable(self.net, id);
        let peers = peers.iter().map(|(peer, _)| self.net.vpc_addresses(self.net.vpc_of(*peer)));
        let all = peers.fold(own, |all, peer| all.union(&peer));
        all.difference(&self.net.fronts())
    }

    /// The translation of what came by PrivateLink. Where the load balancer's inbound rules aren't asked about that, a target's rule
    /// that names the load balancer's group isn't enough: it must admit the node's address.
    fn of_private_link(&self, targets: IntervalSet<Address>, port: u16, own: IntervalSet<Address>) -> Action {
        match self.translation(targets, port, Some(own)) {
            Action::Rewrite(translation) if !self.net.load_balancer(self.balancer).filters_private_link => {
                let rewrite = Rewrite { sender: Some(Sender::LOST), ..translation.rewrite.clone() };
                Action::Rewrite(Arc::new(Translation { rewrite, ..Translation::clone(&translation) }))
            }
            action => action,
        }
    }

    fn translation(&self, targets: IntervalSet<Address>, port: u16, source: Option<IntervalSet<Address>>) -> Action {
        let replies = source.is_none().then(|| load_balancer::back(self.balancer, self.node, self.datagrams));
        let opening = Opening {
            by: (self.subject(), "target"),
            opened: load_balancer::opened(self.balancer, self.node),
            node: self.node,
            source,
            replies,
        };
        opening.action(targets, port)
    }
}

const fn of_target(target: u32) -> Cite {
    Cite { component: Kind::TargetGroup as u8, list: TARGET, item: target, rule: 0 }
}

fn stands(net: &Network, cite: Cite) -> Stands {
    match cite.list {
        TARGET => Stands::at(net.target(cite.item).origin),
        _ => {
            let group = net.target_group(cite.item);
            Stands::at(group.origin).with_arn(group.id)
        }
    }
}

fn cite(net: &Network, cite: Cite) -> Citation {
    if cite.list == TARGET {
        let target = net.target(cite.item);
        let port = target.port.map(|port| format!(" port {port}")).unwrap_or_default();
        let words = format!("target {}{port}", net.text(target.of));
        return Citation {
            kind: "target",
            id: net.text(target.of).to_owned(),
            rule: Some(words.clone()),
            says: Some(words),
            place: Some(net.place(List::Target, target.origin)),
            ..Citation::default()
        };
    }
    let group = net.target_group(cite.item);
    let arn = net.text(group.id);
    let health = targets::told(net, cite.item);
    Citation {
        kind: "target group",
        id: net.text(group.name.unwrap_or(group.id)).to_owned(),
        says: Some(health),
        holes: vec![("arn", arn.to_owned())],
        place: Some(net.place(List::TargetGroup, group.origin)),
        ..Citation::default()
    }
}

/// By what answers call the target group of a cite, or that of a target.
pub(crate) fn described(net: &Network, cite: Cite) -> Vec<Symbol> {
    if cite.list == TARGET {
        return net.target(cite.item).group.into_iter().collect();
    }
    let group = net.target_group(cite.item);
    vec![group.id, group.hash]
}

const COVERAGE: &[Coverage] = modelled![
    "LB4", "LB5", "LB6", "LB7", "LB8", "LB9", "LB10", "LB15", "LB16", "LB18", "LB19", "LB21", "LB23", "LB25", "LB26",
    "LB27"
];
