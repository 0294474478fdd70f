//! Which namespaces, links, routes and rules a network becomes.

use crate::event::{Event, Place};
use crate::{
    balancer, host, inspection, internet, nat, outside, private_link, regional_nat, router, services, transit,
};
use packetwalk_aws::plain::{Interface, Plain};
use packetwalk_space::{Cidr, Family};
use std::collections::BTreeMap;

/// A network as Linux namespaces: what [`crate::Lab`] makes.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub(crate) namespaces: Vec<Namespace>,
    pub(crate) links: Vec<Link>,
    /// What log prefixes stand for, by number.
    pub(crate) events: Vec<Event>,
    /// Where packets of a place are sent from.
    pub(crate) places: BTreeMap<Place, usize>,
}

/// Who answers packets that arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Responder {
    /// The lab, packet by packet; the kernels of the namespaces keep quiet.
    Lab,
    /// The kernels of the namespaces: for people who look around with `ping` and `nc`.
    Kernel,
}

/// One network namespace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Namespace {
    /// What it stands for, for people: an id.
    pub(crate) label: String,
    /// Devices that lead nowhere: what is routed to them is logged and dropped.
    pub(crate) sinks: Vec<String>,
    /// Commands to `ip`, by family: 4 and 6.
    pub(crate) ip: Vec<String>,
    pub(crate) ip6: Vec<String>,
    /// The chains of its nftables table.
    pub(crate) chains: Vec<Chain>,
    /// Maps and sets of the table, as text.
    pub(crate) objects: Vec<String>,
}

/// A chain of rules.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) name: String,
    /// `filter hook forward priority 0`, for chains that the kernel calls.
    pub(crate) hook: Option<&'static str>,
    pub(crate) rules: Vec<String>,
}

/// A pair of devices, each in a namespace.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) ends: [(usize, String); 2],
}

/// The mark of packets that the lab itself sends; a namespace that must keep quiet drops all others before it sends them.
pub(crate) const MARK: u32 = 0x7077;
/// The group of the packet log.
pub(crate) const GROUP: u16 = 77;
/// The DSCP of packets of which the sender is lost: a translator passed them on.
pub(crate) const LOST: &str = "1";
/// The DSCP of packets that an appliance passed on as they were.
const PASSED_ON: &str = "2";
/// The DSCP of packets that appliances behind a Gateway Load Balancer gave back as they were.
pub(crate) const INSPECTED: &str = "3";
/// The DSCP of what a Classic Load Balancer's node sends to an instance, as far as the VPC's router.
pub(crate) const BY_CLASSIC: &str = "4";

impl Namespace {
    pub(crate) fn new(label: impl Into<String>) -> Self {
        Namespace { label: label.into(), ..Namespace::default() }
    }

    /// An `ip` command of a family.
    pub(crate) fn ip(&mut self, family: Family, command: String) {
        match family {
            Family::V4 => self.ip.push(command),
            Family::V6 => self.ip6.push(command),
        }
    }

    /// An `ip` command in both families.
    pub(crate) fn ip_both(&mut self, command: &str) {
        self.ip.push(command.to_owned());
        self.ip6.push(command.to_owned());
    }

    pub(crate) fn chain(&mut self, name: impl Into<String>, hook: Option<&'static str>, rules: Vec<String>) {
        self.chains.push(Chain { name: name.into(), hook, rules });
    }

    /// A device that leads nowhere; the same one for the same name.
    pub(crate) fn sink(&mut self, name: &str) -> String {
        if !self.sinks.iter().any(|known| known == name) {
            self.sinks.push(name.to_owned());
        }
        name.to_owned()
    }

    /// The table as `nft` reads it.
    pub(crate) fn ruleset(&self) -> String {
        let mut text = "table inet packetwalk {\n".to_owned();
        for object in &self.objects {
            text += &format!("{object}\n");
        }
        // Chains are named before they are jumped to.
        for chain in &self.chains {
            text += &format!("chain {} {{\n", chain.name);
            if let Some(hook) = chain.hook {
                text += &format!("type {hook}; policy accept;\n");
            }
            text += "}\n";
        }
        text += "}\n";
        for chain in &self.chains {
            for rule in &chain.rules {
                text += &format!("add rule inet packetwalk {} {rule}\n", chain.name);
            }
        }
        text
    }
}

impl Plan {
    /// The namespaces that imitate a network.
    ///
    /// What can't be imitated is part of the plan: a packet that meets it ends as [`Event::NotImitated`].
    pub fn of(net: &Plain, responder: Responder) -> Plan {
        let mut plan = Plan::default();
        let internet = internet::plan(&mut plan, net);
        let transit: Vec<_> = (0..net.transit_gateways.len()).map(|item| transit::plan(&mut plan, net, item)).collect();
        transit::join(&mut plan, net, &transit);
        for vpc in 0..net.vpcs.len() {
            let mut router = router::Router::new(&mut plan, net, vpc);
            for (item, interface) in net.interfaces.iter().enumerate() {
                let Some(subnet) = interface.subnet.filter(|subnet| net.subnets[*subnet].vpc == vpc) else { continue };
                let namespace = match kind(net, interface) {
                    Kind::Host => host::plan(router.plan, net, item),
                    Kind::Nat(gateway) => nat::plan(router.plan, net, item, gateway),
                    Kind::Endpoint(of) => private_link::plan(router.plan, net, item, of),
                    Kind::Balancer(of) => balancer::plan(router.plan, net, item, of),
                    Kind::Other => {
                        router.stub(item, subnet);
                        continue;
                    }
                };
                router.interface(item, subnet, namespace);
            }
            router.attachments(&transit);
            router.gateway(&internet);
            for (item, gateway) in net.nat_gateways.iter().enumerate() {
                if let Some(regional) = gateway.regional.as_ref().filter(|regional| regional.vpc == Some(vpc)) {
                    let namespace = regional_nat::plan(router.plan, net, item, regional, vpc);
                    router.regional_nat(item, namespace);
                }
            }
            for item in 0..net.vpn_gateways.len() {
                if net.vpn_gateways[item].vpc == Some(vpc) {
                    let namespace = outside::vpn_gateway(router.plan, net, item);
                    router.vpn_gateway(item, namespace);
                }
            }
            for item in 0..net.endpoints.len() {
                if net.endpoints[item].vpc == Some(vpc) && services::is_gateway(&net.endpoints[item]) {
                    let namespace = services::endpoint(router.plan, net, item);
                    router.endpoint(item, namespace);
                }
            }
            for item in 0..net.endpoints.len() {
                let subnet = inspection::subnet(net, &net.endpoints[item]);
                let here = subnet.filter(|subnet| net.subnets[*subnet].vpc == vpc);
                if let Some(subnet) = here.filter(|_| inspection::is_one(&net.endpoints[item])) {
                    let namespace = inspection::plan(router.plan, net, item);
                    router.inspection(item, subnet, namespace);
                }
            }
            router.finish();
        }
        private_link::join(&mut plan, net);
        if responder == Responder::Lab {
            let quiet = vec![format!("meta mark != {MARK:#x} drop")];
            for namespace in &mut plan.namespaces {
                // Before connection tracking sees what the kernel would have answered.
                namespace.chain("quiet", Some("filter hook output priority -300"), quiet.clone());
            }
        }
        plan
    }

    /// The namespaces that the plan makes: what each stands for.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.namespaces.iter().map(|namespace| namespace.label.as_str())
    }

    pub(crate) fn add(&mut self, namespace: Namespace) -> usize {
        self.namespaces.push(namespace);
        self.namespaces.len() - 1
    }

    pub(crate) fn link(&mut self, a: (usize, &str), b: (usize, &str)) {
        self.links.push(Link { ends: [(a.0, a.1.to_owned()), (b.0, b.1.to_owned())] });
    }

    /// The statement that logs an event.
    fn log(&mut self, event: Event) -> String {
        let number = self.events.iter().position(|known| *known == event).unwrap_or_else(|| {
            self.events.push(event);
            self.events.len() - 1
        });
        format!("log prefix \"pw{number}\" group {GROUP} snaplen 256 queue-threshold 1")
    }

    /// Logs an event and drops the packet.
    pub(crate) fn drop(&mut self, event: Event) -> String {
        format!("{} drop", self.log(event))
    }

    /// Logs that the packet arrived. The kernel must accept it, or connection tracking forgets it.
    pub(crate) fn deliver(&mut self, place: Place) -> String {
        format!("{} accept", self.log(Event::Delivered(place)))
    }
}

/// What an interface does with packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sends, receives, and forwards where the source/destination check is off.
    Host,
    /// Translates for a NAT gateway.
    Nat(usize),
    /// Takes packets for a service.
    Endpoint(usize),
    /// Sends on for a load balancer.
    Balancer(usize),
    /// A service's that isn't imitated.
    Other,
}

pub(crate) fn kind(net: &Plain, interface: &Interface) -> Kind {
    if let Some(gateway) = interface.nat_gateway {
        return Kind::Nat(gateway);
    }
    if let Some(of) = interface.balancer.filter(|of| balancer::is_imitated(&net.balancers[*of])) {
        return Kind::Balancer(of);
    }
    if let Some(of) = interface.endpoint.filter(|of| private_link::is_interface(&net.endpoints[*of])) {
        return Kind::Endpoint(of);
    }
    let described = interface.description.as_deref().unwrap_or_default();
    let managed = described.starts_with("ELB ") || described.starts_with("VPC Endpoint Interface");
    match interface.kind.as_deref() {
        None if managed => Kind::Other,
        None | Some("efa" | "branch" | "trunk") => Kind::Host,
        Some(_) => Kind::Other,
    }
}

/// Every block that an interface owns.
pub(crate) fn owned(interface: &Interface) -> Vec<Cidr> {
    let single = interface.addresses.iter().map(|(private, _)| Cidr::single(*private));
    single.chain(interface.prefixes.iter().copied()).collect()
}

/// `ip` or `ip6`: the word of a family in nftables.
pub(crate) const fn word(family: Family) -> &'static str {
    match family {
        Family::V4 => "ip",
        Family::V6 => "ip6",
    }
}

/// Marks that the sender is lost: security group references don't see past it.
pub(crate) fn forget_sender() -> Vec<String> {
    [Family::V4, Family::V6].map(|family| format!("{} dscp set {LOST}", word(family))).into()
}

/// Marks that an appliance passed a packet on: its sender is lost, too.
pub(crate) fn pass_on() -> Vec<String> {
    [Family::V4, Family::V6].map(|family| format!("{} dscp set {PASSED_ON}", word(family))).into()
}

/// The match of packets that an appliance passed on.
pub(crate) fn passed_on(family: Family) -> String {
    format!("{} dscp {PASSED_ON}", word(family))
}

/// The match of packets that appliances behind a Gateway Load Balancer gave back.
pub(crate) fn inspected(family: Family) -> String {
    format!("{} dscp {INSPECTED}", word(family))
}

/// The match of packets whose sender is still known.
pub(crate) fn sender_known(family: Family) -> String {
    format!("{} dscp 0", word(family))
}

/// The match of packets whose sender is lost.
pub(crate) fn sender_lost(family: Family) -> String {
    format!("{} dscp != 0", word(family))
}

/// How packets of one load balancer's node are known again that have its client's address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Again(u32);

/// The first DSCP of packets that a node sent on with its client's address, and of answers to them.
pub(crate) const SENT_ON: u32 = 8;
const ANSWERS: u32 = 32;

/// How packets are known again that a node sends on with its client's address; there are numbers for so many nodes.
pub(crate) fn known_again(net: &Plain, node: usize) -> Option<Again> {
    let number = balancer::nodes(net).position(|known| known == node)?;
    u32::try_from(number).ok().filter(|number| *number < ANSWERS - SENT_ON).map(Again)
}

impl Again {
    /// The DSCP of what the node sends on.
    pub(crate) fn sent_on(self) -> u32 {
        SENT_ON + self.0
    }

    /// The DSCP of answers to it, which come back to the node whatever routes say.
    pub(crate) fn answers(self) -> u32 {
        ANSWERS + self.0
    }

    /// The mark of connections and of packets that answer to the node.
    pub(crate) fn mark(self) -> u32 {
        (self.0 + 1) << 8
    }
}

/// The rule for what nodes sent on with their clients' addresses, and answers to it, where that isn't imitated.
pub(crate) fn not_with_clients_address(plan: &mut Plan, by: &str) -> Vec<String> {
    let drop = plan.drop(Event::not_imitated(format!("what a load balancer sent with its client's address, at {by}")));
    [Family::V4, Family::V6].map(|family| format!("{} dscp {SENT_ON}-63 {drop}", word(family))).into()
}

/// The rules that end packets which went round in circles.
pub(crate) fn loops(plan: &mut Plan, by: &str) -> Vec<String> {
    let drop = plan.drop(Event::dropped(by, "it went round in circles"));
    vec![format!("ip ttl 1 {drop}"), format!("ip6 hoplimit 1 {drop}")]
}

/// Everything of a family, as `ip` writes it.
pub(crate) fn everywhere(family: Family) -> &'static str {
    match family {
        Family::V4 => "0.0.0.0/0",
        Family::V6 => "::/0",
    }
}
