//! Public addresses, and whose they are.

use super::Network;
use crate::components::elastic_ip::ElasticIp;
use crate::store::Id;
use crate::topology::{IN_VPC, OF_NAT, OF_UNREAD, Pair, SOME_PUBLIC, UNASSOCIATED};
use packetwalk_fabric::Spans;
use packetwalk_space::{Address, IntervalSet};

/// Who a public address belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Public {
    /// An interface.
    Paired(u32),
    /// Nobody: the Elastic IP address isn't associated.
    Unassociated(u32),
    /// An interface that the snapshot lacks.
    OfUnread(u32),
    /// Whoever has it in this VPC: IPv6 addresses are public by themselves.
    InVpc(u32),
    /// A regional NAT gateway.
    OfNat(u32),
    /// It stands for "some public address" of an interface in this VPC.
    SomeOf(u32),
}

impl Network {
    pub(crate) fn elastic_ip(&self, item: u32) -> &ElasticIp {
        &self.snapshot.records.elastic_ips[Id::new(item)]
    }

    pub(crate) fn pair(&self, number: u32) -> Pair {
        self.topology.pairs[number as usize]
    }

    pub(crate) fn public(&self, number: u32) -> Public {
        match number {
            SOME_PUBLIC.. => Public::SomeOf(number - SOME_PUBLIC),
            OF_NAT.. => Public::OfNat(number - OF_NAT),
            IN_VPC.. => Public::InVpc(number - IN_VPC),
            OF_UNREAD.. => Public::OfUnread(number - OF_UNREAD),
            UNASSOCIATED.. => Public::Unassociated(number - UNASSOCIATED),
            _ => Public::Paired(self.pair(number).interface),
        }
    }

    pub(crate) fn public_addresses(&self) -> &Spans {
        &self.topology.public
    }

    /// Public addresses that nobody in the snapshot has.
    pub(crate) fn internet(&self) -> &IntervalSet<Address> {
        &self.internet
    }
}
