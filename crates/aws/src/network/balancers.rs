//! Load balancers.

use super::Network;
use crate::components::classic_load_balancer::ClassicLoadBalancer;
use crate::components::load_balancer::{Listener, ListenerRule, LoadBalancer};
use crate::components::target_group::{Target, TargetGroup};
use crate::registry::{Kind, List};
use crate::store::Id;
use crate::strings::Symbol;

impl Network {
    pub(crate) fn load_balancer(&self, item: u32) -> &LoadBalancer {
        &self.snapshot.records.load_balancers[Id::new(item)]
    }

    pub(crate) fn load_balancer_called(&self, arn: Symbol) -> Option<u32> {
        self.item(Kind::LoadBalancer, arn)
    }

    /// Whether it is an Application Load Balancer.
    pub(crate) fn is_application(&self, balancer: u32) -> bool {
        self.load_balancer(balancer).kind.is_none_or(|kind| self.text(kind) == "application")
    }

    /// Whether it is a Network Load Balancer.
    pub(crate) fn is_network(&self, balancer: u32) -> bool {
        self.load_balancer(balancer).kind.is_some_and(|kind| self.text(kind) == "network")
    }

    /// The load balancer whose node an interface is.
    pub(crate) fn balancer_of_interface(&self, interface: u32) -> Option<u32> {
        self.topology.balancers.of_interface(interface)
    }

    /// The interfaces of a load balancer's nodes.
    pub(crate) fn balancer_nodes(&self, balancer: u32) -> &[u32] {
        self.topology.balancers.nodes(balancer)
    }

    pub(crate) fn listener(&self, item: u32) -> &Listener {
        &self.snapshot.records.listeners[Id::new(item)]
    }

    pub(crate) fn listener_called(&self, arn: Symbol) -> Option<u32> {
        self.snapshot.find::<Listener>(List::Listener, arn).map(Id::number)
    }

    pub(crate) fn listeners_of(&self, balancer: Symbol) -> &[u32] {
        self.topology.balancers.listeners(balancer)
    }

    pub(crate) fn listener_rule(&self, item: u32) -> &ListenerRule {
        &self.snapshot.records.listener_rules[Id::new(item)]
    }

    pub(crate) fn rules_of(&self, listener: Symbol) -> &[u32] {
        self.topology.balancers.rules(listener)
    }

    pub(crate) fn target_group(&self, item: u32) -> &TargetGroup {
        &self.snapshot.records.target_groups[Id::new(item)]
    }

    pub(crate) fn target_group_called(&self, arn: Symbol) -> Option<u32> {
        self.item(Kind::TargetGroup, arn)
    }

    pub(crate) fn target(&self, item: u32) -> &Target {
        &self.snapshot.records.targets[Id::new(item)]
    }

    /// The targets of a group, by the last part of its ARN.
    pub(crate) fn targets_of(&self, group: Symbol) -> &[u32] {
        self.topology.balancers.targets(group)
    }

    pub(crate) fn classic_load_balancer(&self, item: u32) -> &ClassicLoadBalancer {
        &self.snapshot.records.classic_load_balancers[Id::new(item)]
    }

    /// The Classic Load Balancer whose node an interface is.
    pub(crate) fn classic_of_interface(&self, interface: u32) -> Option<u32> {
        self.topology.classics.of_interface(interface)
    }

    /// The interfaces of a Classic Load Balancer's nodes.
    pub(crate) fn classic_nodes(&self, balancer: u32) -> &[u32] {
        self.topology.classics.nodes(balancer)
    }

    /// How an instance fares that is registered with a Classic Load Balancer, as far as that was read.
    pub(crate) fn classic_state(&self, balancer: u32, instance: Symbol) -> Option<Symbol> {
        self.topology.classics.state(&self.snapshot, self.classic_load_balancer(balancer), instance)
    }

    /// Whether a Classic Load Balancer's nodes send to other zones, as far as that was read.
    pub(crate) fn classic_cross_zone(&self, balancer: u32) -> Option<bool> {
        self.topology.classics.cross_zone(&self.snapshot, self.classic_load_balancer(balancer))
    }

    /// An attribute of a load balancer or target group, by the last part of its ARN.
    pub(crate) fn balancer_attribute(&self, of: Symbol, key: &str) -> Option<Symbol> {
        self.topology.balancers.attribute(of, self.snapshot.strings.find(key)?)
    }
}
