//! Interfaces that nothing tells apart but their addresses.

use super::{Role, place, pods, role, state};
use crate::lowerer::Lowerer;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Cite};
use packetwalk_space::{Address, IntervalSet};
use std::collections::HashMap;

/// In cites: what all interfaces of a kind remember.
const KIND: u8 = 4;

/// Which interfaces of a subnet are alike.
#[derive(Debug)]
pub(crate) struct Alike {
    /// By interface: its kind.
    kinds: HashMap<u32, usize>,
    all: Vec<Kind>,
}

/// Interfaces that are alike.
#[derive(Debug)]
struct Kind {
    first: u32,
    owned: IntervalSet<Address>,
}

/// What tells interfaces of one subnet apart, beside their addresses. Hosts that are up differ in nothing else: neither in
/// where their packets go nor in what is asked of them.
#[derive(PartialEq, Eq, Hash)]
struct Traits<'n> {
    vpc: Option<Symbol>,
    groups: &'n [Symbol],
    kind: Option<Symbol>,
    source_dest_check: bool,
    denies_internet: bool,
}

impl Alike {
    /// Compares the interfaces of a subnet.
    pub(crate) fn of(l: &Lowerer<'_>, subnet: u32) -> Self {
        let net = l.net;
        let record = net.subnet_record(subnet);
        let spans = &net.vpc(net.vpc_of(record.vpc)).interfaces;
        let mut by_traits: HashMap<Traits<'_>, usize> = HashMap::new();
        let mut kinds = HashMap::new();
        let mut owned: Vec<(u32, Vec<(Address, Address)>)> = Vec::new();
        for span in spans.meeting(&record.addresses()) {
            let item = span.number;
            let interface = net.interface(item);
            if kinds.contains_key(&item) || interface.subnet != Some(record.id) || !is_plain(l, item) {
                continue;
            }
            let traits = Traits {
                vpc: interface.vpc,
                groups: &interface.groups,
                kind: interface.kind,
                source_dest_check: interface.source_dest_check,
                denies_internet: interface.denies_internet,
            };
            let kind = *by_traits.entry(traits).or_insert_with(|| {
                owned.push((item, Vec::new()));
                owned.len() - 1
            });
            kinds.insert(item, kind);
            if let Some((_, ranges)) = owned.get_mut(kind) {
                ranges.extend_from_slice(interface.owned().ranges());
            }
        }
        let kind = |(first, ranges)| Kind { first, owned: IntervalSet::from_ranges(ranges) };
        Alike { kinds, all: owned.into_iter().map(kind).collect() }
    }

    fn kind(&self, item: u32) -> Option<&Kind> {
        self.all.get(*self.kinds.get(&item)?)
    }
}

/// Whether an interface is a host's, in which nothing is out of the ordinary that an answer should tell of it alone. A check
/// that is about one interface, whatever its [`Traits`], keeps it out.
fn is_plain(l: &Lowerer<'_>, item: u32) -> bool {
    let default = &state(l, item).table.default;
    role(l.net, item) == Role::Host
        && default.assumes.is_none()
        && matches!(default.action, Action::Pass)
        && pods::taken(l.net, item).is_none()
}

/// The interface that stands for the kind of another, where that has one.
pub(crate) fn kind(l: &Lowerer<'_>, item: u32) -> Option<u32> {
    let subnet = l.net.interface(item).subnet.and_then(|id| l.net.subnet(id))?;
    l.alike(subnet).kind(item).map(|kind| kind.first)
}

/// An interface, or all that are like it.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    /// The interface, or one of several.
    pub(super) item: u32,
    /// Whether all that are like it are meant.
    pub(super) alike: bool,
}

impl Ends {
    /// The addresses that they own.
    pub(super) fn owned(self, l: &Lowerer<'_>) -> IntervalSet<Address> {
        let interface = l.net.interface(self.item);
        let subnet = interface.subnet.and_then(|id| l.net.subnet(id)).filter(|_| self.alike);
        let of_kind = subnet.and_then(|subnet| l.alike(subnet).kind(self.item).map(|kind| kind.owned.clone()));
        of_kind.unwrap_or_else(|| interface.owned())
    }

    /// Whose memory their security groups have.
    pub(super) fn memory(self, l: &Lowerer<'_>) -> Cite {
        match kind(l, self.item).filter(|_| self.alike) {
            Some(first) => Cite { list: KIND, ..place(first).cite },
            None => place(self.item).cite,
        }
    }
}
