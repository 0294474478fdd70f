//! What belongs to which Classic Load Balancer, by names.

use super::record::ClassicLoadBalancer;
use crate::components::load_balancer::joined::named_in;
use crate::origin::Origin;
use crate::snapshot::Snapshot;
use crate::store::Id;
use crate::strings::Symbol;
use std::collections::HashMap;

/// Whose answers a file holds: load balancers of several accounts and Regions may have one name.
type Whose = (Option<Symbol>, Option<Symbol>);

/// What belongs to which Classic Load Balancer.
#[derive(Debug, Default)]
pub(crate) struct Classics {
    /// By interface: the load balancer whose node it is.
    of_interface: HashMap<u32, u32>,
    /// By load balancer: the interfaces of its nodes.
    nodes: HashMap<u32, Vec<u32>>,
    /// By the load balancer's name and the instance: how the instance fares, where that was read.
    health: HashMap<(Whose, Symbol, Symbol), u32>,
    /// By the load balancer's name: whether its nodes send to other zones.
    cross_zone: HashMap<(Whose, Symbol), bool>,
}

impl Classics {
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        let records = &snapshot.records;
        let mut all = Classics::default();
        // Two of one name in one VPC are of two accounts that share it: whose an interface is, its description doesn't say.
        let mut by_name: HashMap<(&str, Symbol), Option<u32>> = HashMap::new();
        for (id, balancer) in records.classic_load_balancers.iter() {
            let Some(vpc) = balancer.vpc else { continue };
            let known = by_name.entry((snapshot.text(balancer.name), vpc));
            known.and_modify(|known| *known = None).or_insert(Some(id.number()));
        }
        if !by_name.is_empty() {
            for (id, interface) in records.interfaces.iter() {
                let named = named_in(snapshot, interface).zip(interface.vpc);
                if let Some(balancer) = named.and_then(|key| by_name.get(&key).copied().flatten()) {
                    all.of_interface.insert(id.number(), balancer);
                    all.nodes.entry(balancer).or_default().push(id.number());
                }
            }
        }
        for (id, health) in records.classic_health.iter() {
            if let Some(of) = health.of {
                all.health.entry((whose(snapshot, health.origin), of, health.instance)).or_insert(id.number());
            }
        }
        for (_, attributes) in records.classic_attributes.iter() {
            if let (Some(of), Some(on)) = (attributes.of, attributes.cross_zone) {
                all.cross_zone.insert((whose(snapshot, attributes.origin), of), on);
            }
        }
        all
    }

    /// The load balancer whose node an interface is.
    pub(crate) fn of_interface(&self, interface: u32) -> Option<u32> {
        self.of_interface.get(&interface).copied()
    }

    /// The interfaces of a load balancer's nodes.
    pub(crate) fn nodes(&self, balancer: u32) -> &[u32] {
        self.nodes.get(&balancer).map_or(&[], Vec::as_slice)
    }

    /// How an instance fares that is registered with a load balancer; `None` where that wasn't read.
    pub(crate) fn state(&self, snapshot: &Snapshot, of: &ClassicLoadBalancer, instance: Symbol) -> Option<Symbol> {
        let number = self.health.get(&(whose(snapshot, of.origin), of.name, instance))?;
        snapshot.records.classic_health[Id::new(*number)].state
    }

    /// Whether a load balancer's nodes send to instances of other zones; `None` where that wasn't read.
    pub(crate) fn cross_zone(&self, snapshot: &Snapshot, of: &ClassicLoadBalancer) -> Option<bool> {
        self.cross_zone.get(&(whose(snapshot, of.origin), of.name)).copied()
    }
}

fn whose(snapshot: &Snapshot, origin: Origin) -> Whose {
    let file = snapshot.file(origin.file);
    (file.account, file.region)
}
