//! Network firewalls.

use super::Network;
use crate::components::network_firewall::policy::FirewallPolicy;
use crate::components::network_firewall::rule_group::FirewallRuleGroup;
use crate::components::network_firewall::{Endpoint, Firewall};
use crate::registry::Kind;
use crate::store::Id;
use crate::strings::Symbol;

impl Network {
    /// A firewall endpoint, and whose it is.
    pub(crate) fn firewall_endpoint(&self, item: u32) -> (&Firewall, &Endpoint) {
        let (firewall, at) = self.topology.firewall_endpoints.places[item as usize];
        let firewall = &self.snapshot.records.firewalls[firewall];
        (firewall, &firewall.endpoints[at])
    }

    /// The number of a firewall's endpoint, or of its attachment to a transit gateway.
    pub(crate) fn find_firewall_endpoint(&self, id: Symbol) -> Option<u32> {
        self.topology.firewall_endpoints.numbers.get(&id).copied()
    }

    /// The endpoints of the firewall that a text names by its name or ARN: numbers, ascending.
    pub(crate) fn firewall_endpoints_of(&self, name: &str) -> Vec<u32> {
        let places = (0..).zip(&self.topology.firewall_endpoints.places);
        let named = |firewall: &Firewall| {
            self.text(firewall.id) == name || firewall.name.is_some_and(|symbol| self.text(symbol) == name)
        };
        let own = places.filter(|(_, (firewall, _))| named(&self.snapshot.records.firewalls[*firewall]));
        own.map(|(item, _)| item).collect()
    }

    pub(crate) fn find_firewall_policy(&self, arn: Symbol) -> Option<u32> {
        self.item(Kind::FirewallPolicy, arn)
    }

    pub(crate) fn firewall_policy(&self, item: u32) -> &FirewallPolicy {
        &self.snapshot.records.firewall_policies[Id::new(item)]
    }

    pub(crate) fn find_firewall_rule_group(&self, arn: Symbol) -> Option<u32> {
        self.item(Kind::FirewallRuleGroup, arn)
    }

    pub(crate) fn firewall_rule_group(&self, item: u32) -> &FirewallRuleGroup {
        &self.snapshot.records.firewall_rule_groups[Id::new(item)]
    }
}
