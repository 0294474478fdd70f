//! Load balancers in plain data.

use super::classic::Classic;
use crate::components::load_balancer::record::{Act as ReadAct, Listener as ReadListener};
use crate::components::target_group::TargetGroup as ReadGroup;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_space::Address;
use std::collections::BTreeMap;

/// A load balancer.
#[derive(Clone, Debug)]
pub struct Balancer {
    /// Its name.
    pub id: String,
    /// Its type, as printed; `classic` of a Classic Load Balancer, of which none is printed.
    pub kind: Option<String>,
    /// Its state, as printed.
    pub state: Option<String>,
    /// The interfaces of its nodes.
    pub nodes: Vec<usize>,
    /// Whether its inbound rules are asked about what comes by PrivateLink.
    pub filters_private_link: bool,
    /// Its attributes, as printed, as far as they were read.
    pub attributes: BTreeMap<String, String>,
    /// Its listeners.
    pub listeners: Vec<Listener>,
    /// What a Classic Load Balancer has instead of target groups.
    pub classic: Option<Classic>,
}

/// What a load balancer takes.
#[derive(Clone, Debug)]
pub struct Listener {
    /// The protocol, as printed.
    pub protocol: Option<String>,
    /// The port.
    pub port: Option<u16>,
    /// Its rules in the order in which they are asked; none where they weren't read.
    pub rules: Vec<ListenerRule>,
    /// What it does where no rule applies.
    pub acts: Vec<Act>,
    /// Whether it takes only clients that show a certificate of its trust store.
    pub verifies_clients: bool,
}

/// A rule of a listener.
#[derive(Clone, Debug)]
pub struct ListenerRule {
    /// Ranges of source addresses, where a condition names them.
    pub sources: Option<Vec<(Address, Address)>>,
    /// Whether it asks for more than headers show.
    pub asks: bool,
    /// What it does; one of several, by weight.
    pub acts: Vec<Act>,
}

/// What a listener or a rule does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// On to a target group. The id of one that isn't in the snapshot.
    Forward(Result<usize, String>),
    /// Answered by the load balancer itself.
    Answer,
    /// On to one of a Classic Load Balancer's instances, at this port.
    Instance(Option<u16>),
    /// Turned away, for who the client is or isn't.
    TurnAway,
    /// Not known.
    Unread(String),
}

/// A target group.
#[derive(Clone, Debug)]
pub struct TargetGroup {
    /// Its name.
    pub id: String,
    /// The type of its targets, as printed.
    pub kind: Option<String>,
    /// The protocol, as printed.
    pub protocol: Option<String>,
    /// The port of targets that name none.
    pub port: Option<u16>,
    /// Whether its targets are reached by IPv6.
    pub ipv6: bool,
    /// Its attributes, as printed, as far as they were read.
    pub attributes: BTreeMap<String, String>,
    /// Its targets; `None` where they weren't read.
    pub targets: Option<Vec<Registered>>,
}

/// A target as it is registered.
#[derive(Clone, Debug)]
pub struct Registered {
    /// What is registered.
    pub what: Registree,
    /// The port.
    pub port: Option<u16>,
    /// The zone that it is registered for: a name, or `all`.
    pub zone: Option<String>,
    /// The subnets of its group's VPC: an address without a zone is in that of one of them.
    pub near: Vec<usize>,
    /// Its health, as printed.
    pub health: Option<String>,
    /// Why its health is what it is, as printed.
    pub reason: Option<String>,
}

/// What is registered as a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registree {
    /// An instance, with its interfaces, the primary one first.
    Instance(Vec<usize>),
    /// An address.
    Address(Address),
    /// A load balancer.
    Balancer(usize),
    /// Something else, or something that isn't in the snapshot.
    Other(String),
}

impl Network {
    pub(super) fn plain_balancers(&self) -> Vec<Balancer> {
        let text = |symbol: Option<Symbol>| symbol.map(|symbol| self.text(symbol).to_owned());
        let all = (0..).zip(self.snapshot.records.load_balancers.iter());
        let balancer = |(item, (_, record)): (u32, (_, &crate::components::load_balancer::LoadBalancer))| Balancer {
            id: self.text(record.name.unwrap_or(record.path)).to_owned(),
            kind: text(record.kind),
            state: text(record.state),
            nodes: self.balancer_nodes(item).iter().map(|node| *node as usize).collect(),
            filters_private_link: record.filters_private_link,
            attributes: self.plain_attributes(record.hash),
            listeners: self
                .listeners_of(record.id)
                .iter()
                .map(|item| self.plain_listener(self.listener(*item)))
                .collect(),
            classic: None,
        };
        // Classic Load Balancers come behind the others.
        all.map(balancer).chain(self.plain_classic_balancers()).collect()
    }

    pub(super) fn plain_target_groups(&self) -> Vec<TargetGroup> {
        let text = |symbol: Option<Symbol>| symbol.map(|symbol| self.text(symbol).to_owned());
        let all = self.snapshot.records.target_groups.iter();
        let group = |(_, record): (_, &ReadGroup)| {
            let registered = self.targets_of(record.hash);
            let read = || self.snapshot.seen(List::Target).is_some_and(|seen| seen.parents.contains_key(&record.hash));
            TargetGroup {
                id: self.text(record.name.unwrap_or(record.id)).to_owned(),
                kind: text(record.kind),
                protocol: text(record.protocol),
                port: record.port,
                ipv6: record.ipv6,
                attributes: self.plain_attributes(record.hash),
                targets: (!registered.is_empty() || read())
                    .then(|| registered.iter().map(|item| self.plain_target_of(*item, record)).collect()),
            }
        };
        all.map(group).collect()
    }

    fn plain_listener(&self, listener: &ReadListener) -> Listener {
        let rule = |item: &u32| {
            let rule = self.listener_rule(*item);
            ListenerRule {
                sources: rule.sources.as_ref().map(|sources| sources.ranges().to_vec()),
                asks: !self.text(rule.asks).is_empty(),
                acts: self.plain_acts(&rule.actions),
            }
        };
        Listener {
            protocol: listener.protocol.map(|protocol| self.text(protocol).to_owned()),
            port: listener.port,
            rules: self.rules_of(listener.id).iter().map(rule).collect(),
            acts: self.plain_acts(&listener.actions),
            verifies_clients: listener.verifies_clients,
        }
    }

    fn plain_acts(&self, acts: &[ReadAct]) -> Vec<Act> {
        let act = |act: &ReadAct| match act {
            ReadAct::Forward(group) => Act::Forward(
                self.target_group_called(*group)
                    .map_or_else(|| Err(self.text(*group).to_owned()), |item| Ok(item as usize)),
            ),
            ReadAct::Answer(_) => Act::Answer,
            ReadAct::TurnAway(_) => Act::TurnAway,
            ReadAct::Unread(kind) => Act::Unread(self.text(*kind).to_owned()),
        };
        acts.iter().map(act).collect()
    }

    fn plain_target_of(&self, item: u32, group: &ReadGroup) -> Registered {
        let target = self.target(item);
        let vpc = group.vpc.filter(|id| self.knows_vpc(*id)).map(|id| self.vpc_of(id));
        let of = self.text(target.of);
        let what = match (group.kind.map(|kind| self.text(kind)), of.parse::<Address>(), self.resource(target.of)) {
            (Some("ip"), Ok(address), _) => Registree::Address(address),
            (Some("alb"), _, Some((Kind::LoadBalancer, item))) => Registree::Balancer(item as usize),
            (None | Some("instance"), ..) => {
                let interfaces = self.interfaces_of_instance(target.of);
                Registree::Instance(interfaces.iter().map(|item| *item as usize).collect())
            }
            _ => Registree::Other(of.to_owned()),
        };
        Registered {
            what,
            port: target.port,
            near: vpc
                .map(|vpc| self.vpc(vpc).subnets.iter().map(|subnet| *subnet as usize).collect())
                .unwrap_or_default(),
            zone: target.zone.map(|zone| self.text(zone).to_owned()),
            health: target.health.map(|health| self.text(health).to_owned()),
            reason: target.reason.map(|reason| self.text(reason).to_owned()),
        }
    }

    fn plain_attributes(&self, of: Symbol) -> BTreeMap<String, String> {
        let all = self.snapshot.records.attributes.iter().map(|(_, attribute)| attribute);
        let own = all.filter(|attribute| attribute.of == Some(of));
        own.map(|attribute| (self.text(attribute.key).to_owned(), self.text(attribute.value).to_owned())).collect()
    }
}
