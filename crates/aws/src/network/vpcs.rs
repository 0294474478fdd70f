//! VPCs and subnets, and how whole they were read.

use super::Network;
use crate::components::subnet::Subnet;
use crate::components::vpc::Vpc;
use crate::origin::Origin;
use crate::registry::{Kind, List};
use crate::store::Id;
use crate::strings::Symbol;
use crate::topology::VpcView;
use crate::whole::{Whole, Whose};
use packetwalk_space::{Address, IntervalSet};

impl Network {
    pub(crate) fn vpc(&self, item: u32) -> &VpcView {
        &self.topology.vpcs[item as usize]
    }

    pub(crate) fn vpc_of(&self, id: Symbol) -> u32 {
        self.topology.vpc_numbers.get(&id).copied().unwrap_or(0)
    }

    pub(crate) fn vpc_record(&self, item: u32) -> Option<&Vpc> {
        self.snapshot.records.vpcs.find(self.vpc(item).record?)
    }

    /// The VPC's ranges; those of its subnets where the VPC itself isn't in the snapshot.
    pub(crate) fn vpc_addresses(&self, item: u32) -> IntervalSet<Address> {
        match self.vpc_record(item) {
            Some(vpc) => vpc.addresses(),
            None => {
                let subnets = self.vpc(item).subnets.iter();
                subnets.fold(IntervalSet::empty(), |all, subnet| all.union(&self.subnet_record(*subnet).addresses()))
            }
        }
    }

    /// The addresses of a VPC's private IPv6 blocks, where it has some.
    pub(crate) fn private_addresses(&self, item: u32) -> Option<&IntervalSet<Address>> {
        self.vpc(item).private.as_deref()
    }

    pub(crate) fn subnet(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::Subnet, id)
    }

    pub(crate) fn subnet_record(&self, item: u32) -> &Subnet {
        &self.snapshot.records.subnets[Id::new(item)]
    }

    /// Whether a list was read whole for an account in a Region.
    pub(crate) fn whole(&self, list: List, of: Whose) -> Whole {
        self.snapshot.whole(list, of)
    }

    /// Whose a VPC is, and where.
    pub(crate) fn whose_vpc(&self, item: u32) -> Whose {
        let (view, record) = (self.vpc(item), self.vpc_record(item));
        let subnets = || view.subnets.iter().map(|subnet| self.subnet_record(*subnet));
        let first = subnets().next();
        // Something in it was described in its Region, too.
        let interface = || view.interfaces.all().first().map(|span| self.interface(span.number).origin);
        let origin = record.map(|vpc| vpc.origin).or(first.map(|subnet| subnet.origin)).or_else(interface);
        Whose {
            account: record.and_then(|vpc| vpc.owner).or(first.and_then(|subnet| subnet.owner)),
            region: origin.and_then(|origin| self.snapshot.file(origin.file).region),
            zone: subnets().find_map(|subnet| subnet.zone_name),
        }
    }

    /// Whose a subnet is, and where: that of its VPC's owner.
    pub(crate) fn whose_subnet(&self, subnet: &Subnet) -> Whose {
        let region = self.snapshot.file(subnet.origin.file).region;
        Whose { account: subnet.owner, region, zone: subnet.zone_name }
    }

    /// Where something was described: whoever is told of it is told of what goes with it.
    pub(crate) fn described(&self, origin: Origin) -> Whose {
        self.snapshot.described(origin)
    }

    /// The same of an internet gateway or a virtual private one.
    pub(crate) fn described_gateway(&self, id: Symbol) -> Whose {
        match self.resource(id) {
            Some((Kind::InternetGateway, item)) => self.described(self.internet_gateway(item).origin),
            Some((Kind::VpnGateway, item)) => self.described(self.vpn_gateway(item).origin),
            Some((Kind::TransitGateway, item)) => self.described(self.transit_gateway(item).origin),
            _ => Whose::default(),
        }
    }

    /// Whether what a subnet has of a kind was read: its owner is told of it, and so are those with whom it is shared.
    pub(crate) fn whole_for(&self, subnet: &Subnet, list: List) -> Whole {
        let owner = self.whose_subnet(subnet);
        let described = Whose { zone: owner.zone, ..self.described(subnet.origin) };
        self.whole(list, owner).max(self.whole(list, described))
    }

    /// Whether all subnets of a VPC were read.
    pub(crate) fn subnets_of(&self, vpc: u32) -> Whole {
        self.whole(List::Subnet, self.whose_vpc(vpc))
    }

    /// Whether all interfaces of a subnet were read.
    pub(crate) fn interfaces_of(&self, subnet: &Subnet) -> Whole {
        if self.topology.owners.lacking.contains(&subnet.id) {
            return Whole::No;
        }
        self.whole(List::Interface, self.whose_subnet(subnet))
    }

    /// Addresses of a VPC at which there may be interfaces that weren't read.
    pub(crate) fn unread_addresses(&self, vpc: u32) -> IntervalSet<Address> {
        let subnets = || self.vpc(vpc).subnets.iter().map(|subnet| self.subnet_record(*subnet));
        let all = |of: &mut dyn Iterator<Item = &Subnet>| {
            IntervalSet::from_ranges(of.flat_map(|subnet| subnet.addresses().ranges().to_vec()))
        };
        let mut held = all(&mut subnets().filter(|subnet| self.interfaces_of(subnet) == Whole::No));
        if self.subnets_of(vpc) == Whole::No {
            held = held.union(&self.vpc_addresses(vpc).difference(&all(&mut subnets())));
        }
        if held.is_empty() {
            return held;
        }
        let known = self.vpc(vpc).interfaces.all().iter().map(|span| (span.first, span.last));
        held.difference(&IntervalSet::from_ranges(known))
    }

    /// Whether the snapshot describes the VPC or something in it.
    pub(crate) fn knows_vpc(&self, id: Symbol) -> bool {
        self.topology.vpc_numbers.contains_key(&id)
    }
}
