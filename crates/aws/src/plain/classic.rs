//! Classic Load Balancers in plain data.

use super::balancers::{Act, Balancer, Listener};
use crate::components::classic_load_balancer::ClassicLoadBalancer;
use crate::network::Network;
use crate::strings::Symbol;
use std::collections::BTreeMap;

/// What a Classic Load Balancer has instead of target groups.
#[derive(Clone, Debug)]
pub struct Classic {
    /// The names of the zones that are enabled for it.
    pub zones: Vec<String>,
    /// Whether its nodes send to instances of other zones, where that was read.
    pub cross_zone: Option<bool>,
    /// The instances that are registered with it.
    pub instances: Vec<ClassicInstance>,
}

/// An instance that is registered with a Classic Load Balancer.
#[derive(Clone, Debug)]
pub struct ClassicInstance {
    /// Its interfaces, the primary one first; none where it isn't in the snapshot.
    pub interfaces: Vec<usize>,
    /// How it fares, as printed, where that was read.
    pub state: Option<String>,
}

impl Network {
    /// The load balancer whose node an interface is, by its place among all of them.
    pub(super) fn plain_balancer_of(&self, interface: u32) -> Option<usize> {
        let before = || self.snapshot.records.load_balancers.iter().len();
        let classic = || Some(before() + self.classic_of_interface(interface)? as usize);
        self.balancer_of_interface(interface).map(|balancer| balancer as usize).or_else(classic)
    }

    pub(super) fn plain_classic_balancers(&self) -> impl Iterator<Item = Balancer> + '_ {
        let all = (0..).zip(self.snapshot.records.classic_load_balancers.iter());
        all.map(|(item, (_, record))| self.plain_classic_balancer(item, record))
    }

    fn plain_classic_balancer(&self, item: u32, record: &ClassicLoadBalancer) -> Balancer {
        let instance = |id: &Symbol| ClassicInstance {
            interfaces: self.interfaces_of_instance(*id).iter().map(|interface| *interface as usize).collect(),
            state: self.classic_state(item, *id).map(|state| self.text(state).to_owned()),
        };
        let listeners = record.listeners.iter().map(|listener| Listener {
            verifies_clients: false,
            protocol: Some(self.text(listener.protocol).to_owned()),
            port: listener.port,
            rules: Vec::new(),
            acts: vec![Act::Instance(listener.instance_port)],
        });
        Balancer {
            id: self.text(record.name).to_owned(),
            kind: Some("classic".to_owned()),
            state: None,
            nodes: self.classic_nodes(item).iter().map(|node| *node as usize).collect(),
            filters_private_link: false,
            attributes: BTreeMap::new(),
            listeners: listeners.collect(),
            classic: Some(Classic {
                zones: record.zones.iter().map(|zone| self.text(*zone).to_owned()).collect(),
                cross_zone: self.classic_cross_zone(item),
                instances: record.instances.iter().map(instance).collect(),
            }),
        }
    }
}
