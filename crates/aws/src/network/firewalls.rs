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
