//! What the names in stateful rules stand for, and so which packets a rule's header means.

use super::expression::{self, Expression};
use super::policy;
use super::rule_group::FirewallRuleGroup;
use super::suricata::Rule;
use crate::components::prefix_list;
use crate::network::Network;
use packetwalk_space::{Address, Cidr, IntervalSet, Product};

/// The variables of a firewall's policy.
pub(super) struct Variables<'n> {
    net: &'n Network,
    policy: &'n policy::What,
    /// `$HOME_NET` of the policy; `None` when it isn't known.
    home: Option<IntervalSet<Address>>,
}

impl<'n> Variables<'n> {
    /// `vpc` is the addresses of the firewall's VPC, if they are known.
    pub(super) fn new(net: &'n Network, policy: &'n policy::What, vpc: Option<IntervalSet<Address>>) -> Self {
        let home = policy.variables.get("HOME_NET").map_or(vpc, |set| plain(set));
        Variables { net, policy, home }
    }

    /// The packets of a rule's header, and whether they are known: what names something that isn't known may mean anything.
    pub(super) fn guards(&self, group: &FirewallRuleGroup, rule: &Rule) -> (Vec<Product>, bool) {
        let addresses =
            |of: &Expression<Cidr>| of.values(&|block: &Cidr| block.addresses(), &|name| self.addresses(group, name));
        let (source, destination) = (addresses(&rule.source), addresses(&rule.destination));
        let (from, to) = (ports(group, &rule.source_port), ports(group, &rule.destination_port));
        let known = rule.protocols.is_some()
            && [&source, &destination].iter().all(|addresses| addresses.is_some())
            && [&from, &to].iter().all(|ports| ports.is_some());
        let protocols = rule.protocols.clone().unwrap_or_else(IntervalSet::all);
        let [source, destination] = [source, destination].map(|addresses| addresses.unwrap_or_else(IntervalSet::all));
        let [from, to] = [from, to].map(|ports| ports.unwrap_or_else(IntervalSet::all));
        let one_way = |(source, from): (&IntervalSet<Address>, &IntervalSet<u16>),
                       (destination, to): (&IntervalSet<Address>, &IntervalSet<u16>)| {
            let base = Product::everything().with_source(source.clone()).with_destination(destination.clone());
            if from.is_all() && to.is_all() {
                return Some(base.with_protocol(protocols.clone()));
            }
            super::with_ports(base, &protocols, from, to)
        };
        let (one, other) = ((&source, &from), (&destination, &to));
        let back = if rule.both_ways { one_way(other, one) } else { None };
        (vec![one_way(one, other), back].into_iter().flatten().filter(|guard| !guard.is_empty()).collect(), known)
    }

    fn addresses(&self, group: &FirewallRuleGroup, name: &str) -> Option<IntervalSet<Address>> {
        if let Some(name) = name.strip_prefix('@') {
            return prefix_list::addresses(self.net, (*group.references.get(name)?)?).ok();
        }
        let name = name.strip_prefix('$')?;
        if let Some(set) = group.variables.get(name).or_else(|| self.policy.variables.get(name)) {
            return plain(set);
        }
        match name {
            "HOME_NET" => self.home.clone(),
            // Unless a group sets it, it is everything but the policy's own.
            "EXTERNAL_NET" => self.home.as_ref().map(IntervalSet::complement),
            _ => None,
        }
    }
}

/// The addresses of a variable, which names no other.
fn plain(set: &str) -> Option<IntervalSet<Address>> {
    expression::addresses(set)?.values(&|block: &Cidr| block.addresses(), &|_| None)
}

fn ports(group: &FirewallRuleGroup, of: &Expression<(u16, u16)>) -> Option<IntervalSet<u16>> {
    let range = |range: &(u16, u16)| IntervalSet::range(range.0, range.1);
    let named = |name: &str| {
        let set = group.variables.get(name.strip_prefix('$')?)?;
        expression::ports(set)?.values(&range, &|_| None)
    };
    of.values(&range, &named)
}
