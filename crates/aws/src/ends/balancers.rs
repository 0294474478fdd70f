//! Load balancers as ends, of whichever generation.

use crate::components::classic_load_balancer;
use crate::components::load_balancer::{self, node};
use crate::network::Network;
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_fabric::Cite;
use packetwalk_space::{Address, IntervalSet};

/// A load balancer as its clients know it.
pub(super) struct Front<'n> {
    pub(super) place: Cite,
    /// What it alone is called.
    pub(super) id: Symbol,
    pub(super) name: Option<Symbol>,
    pub(super) dns_name: Option<Symbol>,
    pub(super) vpc: Option<Symbol>,
    internal: bool,
    /// The interfaces of its nodes.
    pub(super) nodes: &'n [u32],
}

impl Front<'_> {
    /// The addresses at which clients ask it.
    pub(super) fn addresses(&self, net: &Network) -> IntervalSet<Address> {
        node::addresses(net, self.nodes, self.internal)
    }
}

impl Network {
    /// Every load balancer.
    pub(super) fn balancers(&self) -> impl Iterator<Item = Front<'_>> {
        let records = &self.snapshot.records;
        let all = records.load_balancers.iter().map(|(id, _)| (Kind::LoadBalancer, id.number()));
        let classic = records.classic_load_balancers.iter().map(|(id, _)| (Kind::ClassicLoadBalancer, id.number()));
        all.chain(classic).map(|(kind, item)| self.balancer(kind, item))
    }

    /// The load balancer of a kind with a number.
    pub(super) fn balancer(&self, kind: Kind, item: u32) -> Front<'_> {
        if kind == Kind::ClassicLoadBalancer {
            let record = self.classic_load_balancer(item);
            return Front {
                place: classic_load_balancer::place(item).cite,
                id: record.id,
                name: Some(record.name),
                dns_name: Some(record.id),
                vpc: record.vpc,
                internal: record.internal,
                nodes: self.classic_nodes(item),
            };
        }
        let record = self.load_balancer(item);
        Front {
            place: load_balancer::place(item).cite,
            id: record.path,
            name: record.name,
            dns_name: record.dns_name,
            vpc: record.vpc,
            internal: record.internal,
            nodes: self.balancer_nodes(item),
        }
    }
}
