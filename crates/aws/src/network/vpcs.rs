//! VPCs and subnets, and how whole they were read.

use super::Network;
use crate::components::subnet::Subnet;
use crate::components::vpc::{Vpc, Whole};
use crate::registry::{Kind, List};
use crate::store::Id;
use crate::strings::Symbol;
use crate::topology::VpcView;
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

    /// Whether a list was read whole for an account, so that what it doesn't hold doesn't exist.
    pub(crate) fn whole(&self, list: List, owner: Option<Symbol>) -> Whole {
        let Some(seen) = self.snapshot.seen(list) else { return Whole::No };
        if seen.truncated > 0 || seen.damaged > 0 {
            return Whole::No;
        }
        match owner {
            Some(owner) if seen.accounts.contains(&owner) => Whole::Yes,
            Some(_) if !seen.accounts.is_empty() => Whole::No,
            _ => Whole::Assumed,
        }
    }

    /// Whether all interfaces of a subnet were read.
    pub(crate) fn interfaces_of(&self, subnet: &Subnet) -> Whole {
        if self.topology.owners.lacking.contains(&subnet.id) {
            return Whole::No;
        }
        let whole = self.whole(List::Interface, subnet.owner);
        let regions = self.snapshot.seen(List::Interface).map(|seen| &seen.regions);
        let region = self.snapshot.file(subnet.origin.file).region;
        match (regions, region) {
            (Some(regions), Some(region)) if !regions.contains(&region) => Whole::No,
            _ => whole,
        }
    }

    /// Whether the snapshot describes the VPC or something in it.
    pub(crate) fn knows_vpc(&self, id: Symbol) -> bool {
        self.topology.vpc_numbers.contains_key(&id)
    }
}
