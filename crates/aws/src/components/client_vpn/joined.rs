//! What belongs to which Client VPN endpoint.

use super::record::ClientVpnTargetNetwork;
use crate::components::interface::Interface;
use crate::snapshot::Snapshot;
use crate::store::{Id, Store};
use crate::strings::Symbol;
use std::collections::HashMap;

/// How the interfaces of all Client VPN endpoints are described. Whose one is, that doesn't say.
pub(crate) const DESCRIBED: &str = "ClientVPN Endpoint";

/// What belongs to which Client VPN endpoint.
#[derive(Debug, Default)]
pub(crate) struct ClientVpns {
    /// By endpoint: its target networks, routes and authorization rules, by their numbers.
    targets: HashMap<Symbol, Vec<u32>>,
    routes: HashMap<Symbol, Vec<u32>>,
    rules: HashMap<Symbol, Vec<u32>>,
    /// By interface: the target network that it is in.
    of_interface: HashMap<u32, u32>,
    /// By target network: the endpoint's interfaces there.
    interfaces: HashMap<u32, Vec<u32>>,
}

impl ClientVpns {
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        let records = &snapshot.records;
        let mut all = ClientVpns {
            targets: by_endpoint(&records.client_vpn_target_networks, |target| target.endpoint),
            routes: by_endpoint(&records.client_vpn_routes, |route| route.endpoint),
            rules: by_endpoint(&records.client_vpn_rules, |rule| rule.endpoint),
            ..ClientVpns::default()
        };
        if all.targets.is_empty() {
            return all;
        }
        for (id, interface) in records.interfaces.iter() {
            if let Some(target) = target_of(snapshot, interface) {
                all.of_interface.insert(id.number(), target);
                all.interfaces.entry(target).or_default().push(id.number());
            }
        }
        all
    }

    pub(crate) fn targets(&self, endpoint: Symbol) -> &[u32] {
        self.targets.get(&endpoint).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn routes(&self, endpoint: Symbol) -> &[u32] {
        self.routes.get(&endpoint).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn rules(&self, endpoint: Symbol) -> &[u32] {
        self.rules.get(&endpoint).map_or(&[], Vec::as_slice)
    }

    /// The target network that an interface is in.
    pub(crate) fn of_interface(&self, interface: u32) -> Option<u32> {
        self.of_interface.get(&interface).copied()
    }

    /// The endpoint's interfaces in a target network.
    pub(crate) fn interfaces(&self, target: u32) -> &[u32] {
        self.interfaces.get(&target).map_or(&[], Vec::as_slice)
    }
}

/// The numbers of records by endpoint; the same answer read twice says nothing new.
fn by_endpoint<T: PartialEq>(store: &Store<T>, endpoint: fn(&T) -> Option<Symbol>) -> HashMap<Symbol, Vec<u32>> {
    let mut all: HashMap<Symbol, Vec<u32>> = HashMap::new();
    for (id, record) in store.iter() {
        let Some(endpoint) = endpoint(record) else { continue };
        let known = all.entry(endpoint).or_default();
        if !known.iter().any(|known| store[Id::new(*known)] == *record) {
            known.push(id.number());
        }
    }
    all
}

/// The target network that an interface is in: the only one in its subnet, or of those there the only one with its security
/// groups.
fn target_of(snapshot: &Snapshot, interface: &Interface) -> Option<u32> {
    let described = interface.description.map(|text| snapshot.text(text)).unwrap_or_default();
    if interface.instance.is_some() || !described.starts_with(DESCRIBED) {
        return None;
    }
    let subnet = interface.subnet?;
    let gone = |target: &ClientVpnTargetNetwork| {
        target.state.is_some_and(|state| matches!(snapshot.text(state), "disassociated" | "association-failed"))
    };
    let targets = snapshot.records.client_vpn_target_networks.iter();
    let here: Vec<_> = targets.filter(|(_, target)| target.subnet == Some(subnet) && !gone(target)).collect();
    let mut groups = interface.groups.to_vec();
    groups.sort_unstable();
    let alike: Vec<_> = here.iter().filter(|(_, target)| *target.groups == *groups).collect();
    match (here.as_slice(), alike.as_slice()) {
        ([(only, _)], _) | (_, [(only, _)]) => Some(only.number()),
        _ => None,
    }
}
