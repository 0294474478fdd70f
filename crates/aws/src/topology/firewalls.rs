//! Endpoints of firewalls.

use super::as_u32;
use crate::components::network_firewall::{Endpoint, Firewall};
use crate::snapshot::Snapshot;
use crate::store::Id;
use crate::strings::Symbol;
use std::collections::HashMap;

/// Endpoints of firewalls, in the order of their records.
#[derive(Debug)]
pub(crate) struct FirewallEndpoints {
    /// The firewall, and the endpoint's number among its own.
    pub(crate) places: Vec<(Id<Firewall>, usize)>,
    pub(crate) numbers: HashMap<Symbol, u32>,
}

impl FirewallEndpoints {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let (mut places, mut numbers) = (Vec::new(), HashMap::new());
        for (id, firewall) in snapshot.records.firewalls.iter() {
            for (at, endpoint) in firewall.endpoints.iter().enumerate() {
                numbers.entry(endpoint.id).or_insert(as_u32(places.len()));
                places.push((id, at));
            }
        }
        FirewallEndpoints { places, numbers }
    }

    pub(super) fn all<'s>(&'s self, snapshot: &'s Snapshot) -> impl Iterator<Item = &'s Endpoint> {
        self.places.iter().map(|(id, at)| &snapshot.records.firewalls[*id].endpoints[*at])
    }
}
