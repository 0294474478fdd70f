//! Lowers a network to stations, and keeps what many stations share.

use crate::components::interface::alike::Alike;
use crate::components::{network_acl, peering, security_group, unmodelled};
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use crate::whole::{Whole, Whose};
use packetwalk_fabric::{
    Action, Check, Cite, Direction, Key, Lowering, Otherwise, Reason, ReasonKind, Row, Station, Table,
};
use packetwalk_space::{Address, IntervalSet, Product, Sender};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, RwLock};

/// Lowers a network to stations. Tables and sets that many stations share are lowered once.
#[derive(Debug)]
pub struct Lowerer<'n> {
    pub(crate) net: &'n Network,
    acls: Cache<(u32, Direction), Table>,
    groups: Cache<(u32, Option<Symbol>, Direction), Table>,
    members: Cache<(Symbol, Option<Symbol>), Members>,
    member_addresses: Cache<(Symbol, Option<Symbol>), IntervalSet<Address>>,
    unread: Cache<u32, IntervalSet<Address>>,
    alike: Cache<u32, Alike>,
}

/// The members of a group, as rules see them.
#[derive(Debug)]
pub(crate) struct Members {
    /// As senders.
    pub(crate) senders: IntervalSet<Sender>,
    /// Whether all of them are known.
    pub(crate) whole: bool,
    /// Addresses that members may have which weren't read.
    pub(crate) unread: IntervalSet<Address>,
}

impl<'n> Lowerer<'n> {
    /// A lowerer that has lowered nothing yet.
    pub fn new(net: &'n Network) -> Self {
        Lowerer {
            net,
            acls: Cache::default(),
            groups: Cache::default(),
            members: Cache::default(),
            member_addresses: Cache::default(),
            unread: Cache::default(),
            alike: Cache::default(),
        }
    }

    /// The tables of a resource that a person who asks to see it should see.
    pub fn tables(&self, cite: Cite) -> Vec<Check> {
        let kind = Kind::ALL.get(cite.component as usize);
        kind.map(|kind| (kind.component().tables)(self, cite.item)).unwrap_or_default()
    }

    /// The entries of a network ACL in one direction.
    pub(crate) fn acl(&self, item: u32, direction: Direction) -> Arc<Table> {
        self.acls.get((item, direction), || network_acl::table(self, item, direction))
    }

    /// The rules of several groups in one direction, and the number of the set.
    pub(crate) fn groups(&self, groups: &[Symbol], vpc: Option<Symbol>, direction: Direction) -> (u32, Arc<Table>) {
        let set = self.net.group_set_number(groups);
        // Outbound references look for members in the VPC; everything else is the same wherever the groups are.
        let table = || security_group::table(self, set, groups, vpc, direction);
        (set, self.groups.get((set, vpc, direction), table))
    }

    /// The members of a group.
    pub(crate) fn members(&self, group: Symbol, vpc: Option<Symbol>) -> Arc<Members> {
        self.members.get((group, vpc), || {
            let net = self.net;
            let members = net.members(group);
            let senders = IntervalSet::from_ranges(members.iter().map(|item| (Sender(*item), Sender(*item))));
            let unread = match vpc {
                None if net.whole(List::Interface, Whose::default()) == Whole::No => IntervalSet::all(),
                None => IntervalSet::empty(),
                Some(vpc) => {
                    // A group that was read has its members in its VPC.
                    let of = net.security_group(group).and_then(|item| net.security_group_record(item).vpc);
                    self.unread_addresses(net.vpc_of(vpc)).union(&peering::unread(self, vpc, of))
                }
            };
            Members { senders, whole: unread.is_empty(), unread }
        })
    }

    /// Addresses of a VPC at which there may be interfaces that weren't read.
    pub(crate) fn unread_addresses(&self, vpc: u32) -> Arc<IntervalSet<Address>> {
        self.unread.get(vpc, || self.net.unread_addresses(vpc))
    }

    /// The addresses of a group's members that an outbound rule of an interface in a VPC means; anywhere without a VPC.
    pub(crate) fn member_addresses(&self, group: Symbol, vpc: Option<Symbol>) -> Arc<IntervalSet<Address>> {
        self.member_addresses.get((group, vpc), || {
            let peers = vpc.map(|vpc| peering::referable(self.net, vpc)).unwrap_or_default();
            let near =
                |of: Option<Symbol>| vpc.is_none() || of == vpc || of.is_some_and(|of| peers.contains(&(of, false)));
            self.addresses_of_members(group, near)
        })
    }

    /// The addresses of members in peers to which a transit gateway leads, too: whether the rule means them depends on the way.
    pub(crate) fn doubtful_addresses(&self, group: Symbol, vpc: Option<Symbol>) -> IntervalSet<Address> {
        let peers = vpc.map(|vpc| peering::referable(self.net, vpc)).unwrap_or_default();
        if !peers.iter().any(|(_, by_two_ways)| *by_two_ways) {
            return IntervalSet::empty();
        }
        self.addresses_of_members(group, |of| of.is_some_and(|of| peers.contains(&(of, true))))
    }

    fn addresses_of_members(&self, group: Symbol, near: impl Fn(Option<Symbol>) -> bool) -> IntervalSet<Address> {
        let members = self.net.members(group).iter().map(|item| self.net.interface(*item));
        let meant = members.filter(|interface| near(interface.vpc));
        IntervalSet::from_ranges(meant.flat_map(|interface| interface.owned().ranges().to_vec()))
    }

    /// Which interfaces of a subnet are alike.
    pub(crate) fn alike(&self, subnet: u32) -> Arc<Alike> {
        self.alike.get(subnet, || Alike::of(self, subnet))
    }

    /// Where packets end that meet a resource which the snapshot names and doesn't hold.
    #[expect(clippy::unused_self, reason = "stations are asked of the lowerer")]
    pub(crate) fn missing(&self, id: Symbol) -> Key {
        unmodelled::leave(number(id), None)
    }

    /// The way out of a subnet to a resource that isn't modelled, or isn't in the snapshot.
    #[expect(clippy::unused_self, reason = "stations are asked of the lowerer")]
    pub(crate) fn unmodelled(&self, id: Symbol, subnet: u32) -> Key {
        unmodelled::leave(number(id), Some(subnet))
    }
}

pub(crate) fn number(symbol: Symbol) -> u32 {
    u32::try_from(symbol.number()).unwrap_or(u32::MAX)
}

impl Lowering for Lowerer<'_> {
    fn station(&self, key: Key) -> Station {
        match Kind::ALL.get(key.component as usize) {
            Some(kind) => (kind.component().station)(self, key),
            None => nowhere(key),
        }
    }

    fn entry(&self, directory: Key, number: u32) -> Row {
        match Kind::ALL.get(directory.component as usize) {
            Some(kind) => (kind.component().entry)(self, directory, number),
            None => no_entry(directory),
        }
    }

    fn alike(&self, directory: Key, number: u32) -> Option<u32> {
        let kind = Kind::ALL.get(directory.component as usize)?;
        (kind.component().alike)(self, directory, number)
    }

    fn entry_of_alike(&self, directory: Key, number: u32) -> Row {
        match Kind::ALL.get(directory.component as usize) {
            Some(kind) => (kind.component().entry_of_alike)(directory, number),
            None => no_entry(directory),
        }
    }
}

/// The station of a key that no component has.
pub(crate) fn nowhere(key: Key) -> Station {
    let cite = Cite::resource(key.component, key.item);
    let then = Action::Unknown { gap: &NO_STATION, otherwise: Otherwise::End };
    Station { place: Some(packetwalk_fabric::Place { cite, written: false }), checks: Vec::new(), then }
}

/// The row of a directory that no component has.
pub(crate) fn no_entry(key: Key) -> Row {
    let gap = Action::Unknown { gap: &NO_STATION, otherwise: Otherwise::End };
    Row::new(Product::everything(), gap, Cite::resource(key.component, key.item))
}

static NO_STATION: Reason = Reason {
    code: "NOT_LOWERED",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A component sent the packet to a place that it doesn't have: a fault in packetwalk.",
    sentence: "{resource} has no such place",
    remedy: "report the fault",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html",
    rules: &[],
};

/// What is made once per key.
#[derive(Debug)]
struct Cache<K, V>(RwLock<HashMap<K, Arc<V>>>);

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Cache(RwLock::default())
    }
}

impl<K: Eq + Hash, V> Cache<K, V> {
    fn get(&self, key: K, make: impl FnOnce() -> V) -> Arc<V> {
        if let Some(value) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(value);
        }
        let made = Arc::new(make());
        let mut values = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(values.entry(key).or_insert(made))
    }
}
