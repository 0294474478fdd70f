//! A network: what a snapshot amounts to.

mod addresses;
mod balancers;
mod client_vpns;
mod core_networks;
mod endpoints;
mod filters;
mod firewalls;
mod gateways;
mod interfaces;
mod transit_gateways;
mod vpcs;

use crate::components::interface::appliance::Appliance;
use crate::components::on_premises::Outside;
use crate::ends::{End, EndError, Names};
use crate::registry::Kind;
use crate::snapshot::Snapshot;
use crate::standing::region_of_zone;
use crate::strings::Symbol;
use crate::topology::Topology;
use packetwalk_fabric::Cite;
use packetwalk_space::{Address, IntervalSet};
use std::collections::BTreeMap;

pub(crate) use addresses::Public;

/// A network: a snapshot with its ids resolved.
///
/// What the snapshot names and doesn't hold is no error; whoever meets it ends in a gap.
#[derive(Debug)]
pub struct Network {
    pub(crate) snapshot: Snapshot,
    pub(crate) topology: Topology,
    /// Public addresses that nobody in the snapshot has, and that nobody brought to AWS.
    pub(crate) internet: IntervalSet<Address>,
    /// The VPCs that have private IPv6 blocks.
    pub(crate) with_private: Vec<u32>,
    /// The addresses of all VPCs.
    pub(crate) inside: IntervalSet<Address>,
    pub(crate) names: Names,
    /// What was said of appliances, by interface.
    pub(crate) appliances: BTreeMap<u32, Appliance>,
    /// What was said of networks outside.
    pub(crate) outside: Vec<Outside>,
}

impl Network {
    /// Resolves a snapshot.
    pub fn new(mut snapshot: Snapshot) -> Self {
        snapshot.shrink();
        let topology = Topology::of(&mut snapshot);
        snapshot.problems.sort();
        snapshot.problems.dedup();
        let names = Names::of(&snapshot.records, &snapshot.strings);
        let owned = topology.public.all().iter().map(|span| (span.first, span.last));
        // In ranges that were brought to AWS sit AWS's hosts, if any.
        let brought = snapshot.records.byoip_cidrs.iter().map(|(_, range)| (range.block.first(), range.block.last()));
        // Nobody on the internet has an address that a VPC has in private.
        let private = || (0..).zip(&topology.vpcs).filter_map(|(vpc, view)| Some((vpc, view.private.as_deref()?)));
        let kept = private().flat_map(|(_, addresses)| addresses.ranges().iter().copied());
        let elsewhere = IntervalSet::from_ranges(owned.chain(brought).chain(kept));
        let internet = crate::addresses::public().difference(&elsewhere);
        let with_private = private().map(|(vpc, _)| vpc).collect();
        let mut network = Network {
            snapshot,
            topology,
            internet,
            with_private,
            inside: IntervalSet::empty(),
            names,
            appliances: BTreeMap::new(),
            outside: Vec::new(),
        };
        let ranges = network.all_vpcs().flat_map(|vpc| network.vpc_addresses(vpc).ranges().to_vec());
        network.inside = IntervalSet::from_ranges(ranges);
        network
    }

    /// Says what an appliance does with packets that aren't for it: `ENI=drop`, or `ENI=via:ENI`.
    ///
    /// Without a word it is taken to send them on by the interface that they came in by.
    ///
    /// # Errors
    /// When the text says something else, or names no interface.
    pub fn appliance(&mut self, text: &str) -> Result<(), EndError> {
        let unfit = |text: &str, why: &str| Err(EndError::Unfit { text: text.to_owned(), why: why.to_owned() });
        let Some((id, does)) = text.split_once('=') else {
            return unfit(text, "says nothing of an appliance: expected ENI=drop or ENI=via:ENI");
        };
        let interface = |id: &str| match self.end(id)? {
            End::Interface { item, .. } | End::Instance { first: item, .. } => Ok(item),
            _ => Err(EndError::Unfit { text: id.to_owned(), why: "is no interface".to_owned() }),
        };
        let item = interface(id)?;
        let said = match does.strip_prefix("via:") {
            Some(other) => Appliance::Via(interface(other)?),
            None if does == "drop" => Appliance::Drops,
            None => return unfit(does, "is nothing that an appliance does: expected drop or via:ENI"),
        };
        if said == Appliance::Via(item) {
            return unfit(text, "names one interface twice: without it that is what is assumed");
        }
        self.appliances.insert(item, said);
        Ok(())
    }

    /// The snapshot.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The accounts whose resources the snapshot holds, ascending.
    pub fn accounts(&self) -> Vec<String> {
        let seen = || self.snapshot.seen.values();
        let folders = seen().flat_map(|seen| &seen.places).filter_map(|(account, _)| *account);
        self.sorted(folders.chain(seen().flat_map(|seen| &seen.owners).map(|(_, owner)| *owner)))
    }

    /// The Regions whose resources the snapshot holds, ascending: by folders, else by the names of zones.
    pub fn regions(&self) -> Vec<String> {
        let zones = self.snapshot.records.subnets.iter().filter_map(|(_, subnet)| subnet.zone_name);
        let seen = self.snapshot.seen.values().flat_map(|seen| &seen.places);
        let mut regions = self.sorted(seen.filter_map(|(_, region)| *region));
        regions.extend(zones.filter_map(|zone| region_of_zone(self.text(zone))));
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    fn sorted(&self, symbols: impl Iterator<Item = Symbol>) -> Vec<String> {
        let mut texts: Vec<_> = symbols.map(|symbol| self.text(symbol).to_owned()).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }

    /// The string of a symbol.
    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.snapshot.strings.text(symbol)
    }

    /// The resource with this id.
    pub fn find(&self, id: &str) -> Option<Cite> {
        let (kind, item) = self.resource(self.snapshot.strings.find(id)?)?;
        Some(Cite::resource(kind as u8, item))
    }

    /// What the snapshot calls by this id, whether it holds it or not.
    pub fn named_cite(&self, id: &str) -> Option<Cite> {
        self.snapshot.strings.find(id).map(|id| self.missing(id))
    }

    /// Every resource that has an id, by the order in which ids were read.
    pub fn resources(&self) -> impl Iterator<Item = (Kind, Cite)> {
        let all = self.topology.resources.iter().copied().flatten();
        all.map(|(kind, item)| (kind, Cite::resource(kind as u8, item)))
    }

    /// The resource with this id.
    pub(crate) fn resource(&self, id: Symbol) -> Option<(Kind, u32)> {
        self.topology.resources.get(id.number()).copied().flatten()
    }

    fn item(&self, kind: Kind, id: Symbol) -> Option<u32> {
        self.resource(id).filter(|(found, _)| *found == kind).map(|(_, item)| item)
    }

    /// What a route that names this id leads to: an instance stands for its first interface.
    pub(crate) fn routable(&self, id: Symbol) -> Symbol {
        let first = self.topology.owners.instances.get(&id).and_then(|interfaces| interfaces.first());
        first.map_or(id, |interface| self.interface(*interface).id)
    }
}
