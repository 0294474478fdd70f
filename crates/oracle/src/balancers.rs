//! Load balancers: listeners and rules in their order, then one target after another.

use crate::filters::Way;
use crate::routes::in_vpc;
use crate::vpc::is;
use crate::walker::{Fate, Walked, Walker, Wire};
use packetwalk_aws::plain::{Act, Balancer, Listener, Registered, Registree, TargetGroup};
use packetwalk_lab::{Packet, Place};
use packetwalk_space::{Address, Family};

/// What a load balancer's node has sent on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SentOn {
    node: usize,
    pub(crate) before: Packet,
    after: Packet,
    /// Whether with its client's address.
    preserved: bool,
}

impl SentOn {
    fn is_answered_by(&self, packet: &Packet) -> bool {
        self.after.reply().is_some_and(|reply| reply.looks_like(packet))
    }
}

/// Where a target's address is, and its port.
pub(crate) type Chosen = (Address, u16);

fn is_application(balancer: &Balancer) -> bool {
    !matches!(balancer.kind.as_deref(), Some("network" | "gateway" | "classic"))
}

/// Whether targets of other zones get packets; `None` where nothing that was read says so.
pub(crate) fn cross_zone(balancer: &Balancer, group: &TargetGroup) -> Option<bool> {
    const CROSS: &str = "load_balancing.cross_zone.enabled";
    match group.attributes.get(CROSS).map(String::as_str) {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ if is_application(balancer) => Some(true),
        _ => balancer.attributes.get(CROSS).map(|said| said == "true"),
    }
}

fn health(target: &Registered) -> &str {
    target.health.as_deref().unwrap_or("healthy")
}

/// Whether targets see who asks.
fn preserves(balancer: &Balancer, group: &TargetGroup) -> bool {
    if balancer.kind.as_deref() != Some("network") {
        return false;
    }
    // UDP always keeps the address, and so does an Application Load Balancer as the target.
    if group.protocol.as_deref().is_some_and(|name| name.contains("UDP") || name.contains("QUIC")) {
        return true;
    }
    match (group.kind.as_deref().unwrap_or("instance"), group.attributes.get("preserve_client_ip.enabled")) {
        ("alb", _) => true,
        (_, Some(said)) => said == "true",
        (kind, None) => kind == "instance",
    }
}

impl Walker<'_> {
    /// A packet comes to a load balancer's node.
    pub(crate) fn at_node(&mut self, node: usize, wire: Wire) -> Walked {
        let net = self.net;
        let Some(balancer) = net.interfaces[node].balancer.map(|item| &net.balancers[item]) else {
            return Err(wire.lost("a node of no load balancer"));
        };
        if balancer.kind.as_deref() == Some("gateway") {
            return Err(wire.lost("a Gateway Load Balancer"));
        }
        self.hop(&balancer.id, wire)?;
        if self.back {
            let answered =
                self.sent_on.iter().rev().find(|sent| sent.node == node && sent.is_answered_by(&wire.packet));
            let answered = answered.copied();
            if let Some(back) = answered.and_then(|sent| self.linked_back(node, sent)) {
                return back;
            }
            if let Some(packet) = answered.and_then(|sent| sent.before.reply()) {
                return self
                    .node_answers(node, Wire { packet, sender: Some(node), passed_on: false, inspected: false });
            }
        }
        if !is(balancer.state.as_deref(), &["active", "active_impaired"]) {
            return Err(wire.dropped(&balancer.id, "it isn't active"));
        }
        if balancer.listeners.is_empty() && balancer.classic.is_none() {
            return Err(wire.lost("listeners that weren't read"));
        }
        for listener in &balancer.listeners {
            let protocols: &[u8] = match listener.protocol.as_deref() {
                Some("HTTP" | "HTTPS" | "TCP" | "TLS" | "SSL") => &[6],
                Some("UDP" | "QUIC") => &[17],
                Some("TCP_UDP" | "TCP_QUIC") => &[6, 17],
                _ => return Err(wire.lost("a listener's protocol")),
            };
            if protocols.contains(&wire.packet.protocol) && listener.port == Some(wire.packet.second) {
                return self.listens(node, balancer, listener, wire);
            }
        }
        if is_application(balancer) && matches!((wire.packet.protocol, wire.packet.first), (1, 8) | (58, 128)) {
            return Ok(wire.delivered(Place::Front(node)));
        }
        if balancer.classic.is_some() && (wire.packet.protocol, wire.packet.first) == (1, 8) {
            return Err(wire.lost("whether a Classic Load Balancer answers pings"));
        }
        Err(wire.dropped(&balancer.id, "no listener takes it"))
    }

    /// What a node answers goes back to its client: to the node before it, if that kept the client's address.
    pub(crate) fn node_answers(&mut self, node: usize, wire: Wire) -> Walked {
        self.is_up(node, wire)?;
        self.groups(node, Way::Out, wire)?;
        if let Some(before) = self.handed_back(node, wire) {
            return before;
        }
        match self.net.interfaces[node].subnet {
            Some(subnet) => self.leaves(subnet, wire),
            None => Err(wire.lost("a node without a subnet")),
        }
    }

    /// An answer to what a node sent on with its client's address comes back to that node, whatever routes say.
    pub(crate) fn handed_back(&mut self, from: usize, wire: Wire) -> Option<Walked> {
        if !self.back {
            return None;
        }
        let node = self.awaits(wire.packet).filter(|node| *node != from)?;
        let subnets = [from, node].map(|item| self.net.interfaces[item].subnet);
        let [Some(here), Some(there)] = subnets else { return Some(Err(wire.lost("a node without a subnet"))) };
        if let Err(fate) = self.cross_by_route(here, there, wire) {
            return Some(Err(fate));
        }
        Some(self.at_node(node, wire))
    }

    /// The node that sent on, with its client's address, what a packet answers.
    pub(crate) fn awaits(&self, packet: Packet) -> Option<usize> {
        let kept = |sent: &&SentOn| sent.preserved && sent.is_answered_by(&packet);
        self.sent_on.iter().rev().find(kept).map(|sent| sent.node)
    }

    fn listens(&mut self, node: usize, balancer: &Balancer, listener: &Listener, wire: Wire) -> Walked {
        if self.back {
            return Err(wire.lost("a load balancer that takes an answer for a request"));
        }
        if is_application(balancer) && listener.rules.is_empty() {
            return Err(wire.lost("rules that weren't read"));
        }
        if listener.verifies_clients && self.choose(2) == 0 {
            return Err(wire.dropped(&balancer.id, "the client is turned away"));
        }
        let source = Address::from(wire.packet.source);
        let mut acts = &listener.acts;
        for rule in &listener.rules {
            let of = |ranges: &Vec<(Address, Address)>| ranges.iter().any(|(a, b)| *a <= source && source <= *b);
            let meant = rule.sources.as_ref().is_none_or(of);
            // What else it asks headers don't tell: it may apply or not.
            if meant && (!rule.asks || self.choose(2) == 0) {
                acts = &rule.acts;
                break;
            }
        }
        if acts.is_empty() {
            return Err(wire.dropped(&balancer.id, "no target group"));
        }
        match &acts[self.choose(acts.len())] {
            Act::Answer => Ok(wire.delivered(Place::Front(node))),
            Act::TurnAway => Err(wire.dropped(&balancer.id, "the client is turned away")),
            Act::Unread(kind) => Err(wire.lost(kind.clone())),
            Act::Forward(Err(id)) => Err(wire.lost(id.clone())),
            Act::Instance(port) => self.sends_to_instance(node, balancer, *port, wire),
            Act::Forward(Ok(group)) => self.sends_on(node, balancer, *group, wire),
        }
    }

    fn sends_on(&mut self, node: usize, balancer: &Balancer, group: usize, wire: Wire) -> Walked {
        let net = self.net;
        let group = &net.target_groups[group];
        if group.kind.as_deref() == Some("lambda") {
            return Ok(wire.delivered(Place::Front(node)));
        }
        let all = self.eligible(node, balancer, group, wire)?;
        if all.is_empty() {
            return Err(wire.lost("targets without a port"));
        }
        let (address, port) = all[self.choose(all.len())];
        let (source, destination) = (Address::from(wire.packet.source), address);
        let same_family = source.family() == destination.family();
        // What came by PrivateLink has the node's own address, and keeps it.
        let by_link = net.interfaces[node].addresses.iter().any(|(own, _)| *own == source);
        let preserved = preserves(balancer, group) && same_family && !by_link;
        if preserved {
            let alone = all.iter().all(|(other, _)| *other == address);
            if all.iter().any(|(own, _)| self.are_of_one(*own, source)) {
                return Err(if alone {
                    wire.dropped(&group.id, "the sender is the only target")
                } else {
                    wire.lost("a target that asks its own load balancer")
                });
            }
            let near = |of: &Chosen| self.sees_clients(node, of.0);
            match (all.iter().any(near), all.iter().all(near)) {
                (_, true) => {}
                (false, _) => {
                    return Err(wire.dropped(&group.id, "targets there don't get the client's address"));
                }
                (true, false) => return Err(wire.lost("targets that don't get the client's address")),
            }
        }
        let after = self.opens(node, (address, port), preserved, wire)?;
        // A reference to the node's groups isn't enough where they weren't asked.
        let sender = (!by_link || balancer.filters_private_link).then_some(node);
        let wire = Wire { packet: after, sender, passed_on: false, inspected: false };
        self.groups(node, Way::Out, wire)?;
        match net.interfaces[node].subnet {
            Some(subnet) => self.leaves_by_node(subnet, wire),
            None => Err(wire.lost("a node without a subnet")),
        }
    }

    /// A node's conversation with a target, with its client's address or with its own.
    pub(crate) fn opens(
        &mut self,
        node: usize,
        (address, port): Chosen,
        preserved: bool,
        wire: Wire,
    ) -> Result<Packet, Fate> {
        let mut after = wire.packet;
        (after.destination, after.second) = (address.ip(), port);
        if !preserved {
            let mut own = self.net.interfaces[node].addresses.iter().map(|(own, _)| *own);
            let Some(own) = own.find(|own| own.family() == address.family()) else {
                return Err(wire.lost("a node without an address of the target's family"));
            };
            (after.source, after.first) = (own.ip(), self.nat_port);
        }
        self.sent_on.push(SentOn { node, before: wire.packet, after, preserved });
        Ok(after)
    }

    /// On from a node or an endpoint; in its own subnet AWS doesn't say whether the ACL is asked.
    pub(crate) fn leaves_by_node(&mut self, subnet: usize, wire: Wire) -> Walked {
        let record = &self.net.subnets[subnet];
        if record.blocks.iter().any(|block| block.contains(wire.packet.destination.into())) {
            let asked = self.acl(subnet, Way::Out, wire).and_then(|()| self.acl(subnet, Way::In, wire));
            asked.map_err(|_| wire.lost("an ACL inside a subnet"))?;
        }
        self.leaves(subnet, wire)
    }

    /// The targets that a node may choose.
    fn eligible(&self, node: usize, balancer: &Balancer, group: &TargetGroup, wire: Wire) -> Result<Vec<Chosen>, Fate> {
        let Some(registered) = &group.targets else { return Err(wire.lost("targets that weren't read")) };
        if registered.is_empty() {
            return Err(wire.dropped(&group.id, "no target is registered"));
        }
        let cross = cross_zone(balancer, group) == Some(true);
        let near: Vec<&Registered> =
            registered.iter().filter(|target| self.may_choose(node, balancer, group, target)).collect();
        if near.is_empty() {
            return Err(wire.dropped(&group.id, "no target in the node's zone"));
        }
        let near: Vec<&Registered> = near.into_iter().filter(|target| !self.is_out(node, target)).collect();
        if near.is_empty() {
            return Err(wire.dropped(&group.id, "its targets are out of service"));
        }
        let well = |target: &Registered| match health(target) {
            "healthy" => true,
            "unavailable" => is_application(balancer),
            _ => false,
        };
        let count = near.iter().filter(|target| well(target)).count();
        if count == 0 && near.iter().any(|target| health(target) == "unavailable") {
            return Err(wire.lost("health that isn't available"));
        }
        let least = |what: &str| {
            let key = format!("target_group_health.unhealthy_state_routing.minimum_healthy_targets.{what}");
            group.attributes.get(&key).and_then(|text| text.parse::<usize>().ok())
        };
        let share = least("percentage").unwrap_or(0).min(100);
        let enough = count >= 1 && count >= least("count").unwrap_or(1) && count * 100 >= near.len() * share;
        if !enough && near.iter().any(|target| matches!(health(target), "unused" | "unhealthy.draining")) {
            return Err(wire.lost("targets of which AWS doesn't say whether they are fallen back on"));
        }
        let mut chosen = Vec::new();
        for target in near.into_iter().filter(|target| !enough || well(target)) {
            if !cross && self.shares_zone(node, target).is_none() {
                return Err(wire.lost("a target whose zone isn't known"));
            }
            let Some(port) = target.port.or(group.port) else { continue };
            let addresses = self.addresses_of(target, group, if cross { None } else { Some(node) });
            if addresses.is_empty() {
                return Err(wire.lost("a target that isn't in the snapshot"));
            }
            for address in addresses {
                if !chosen.contains(&(address, port)) {
                    chosen.push((address, port));
                }
            }
        }
        Ok(chosen)
    }

    /// Whether a target is in a node's zone or, across zones, in any zone that has a node of the load balancer. One whose zone nobody
    /// knows may be there.
    fn may_choose(&self, node: usize, balancer: &Balancer, group: &TargetGroup, target: &Registered) -> bool {
        if cross_zone(balancer, group) != Some(true) {
            return self.shares_zone(node, target) != Some(false);
        }
        self.may_choose_across(node, balancer, target)
    }

    /// Whether a target is in any zone that has a node of the load balancer, or may be.
    pub(crate) fn may_choose_across(&self, node: usize, balancer: &Balancer, target: &Registered) -> bool {
        self.shares_zone(node, target).is_none()
            || balancer.nodes.iter().any(|node| self.shares_zone(*node, target) == Some(true))
    }

    /// Whether a target is out of service: it leaves, or it is unused, and nothing in the snapshot speaks against that.
    pub(crate) fn is_out(&self, node: usize, target: &Registered) -> bool {
        let running = || match &target.what {
            Registree::Instance(all) => all.iter().any(|item| {
                let state = self.net.interfaces[*item].instance_state.as_deref();
                matches!(state, Some("pending" | "running"))
            }),
            _ => false,
        };
        match (health(target), target.reason.as_deref()) {
            ("unused", Some("Target.NotInUse")) => self.shares_zone(node, target).is_none(),
            ("unused", Some("Target.InvalidState")) => !running(),
            ("draining" | "unused", _) => true,
            _ => false,
        }
    }

    /// Whether a target is in a node's zone; `None` where the target's isn't known.
    pub(crate) fn shares_zone(&self, node: usize, target: &Registered) -> Option<bool> {
        let zone = self.zone_of(node);
        let near = |item: &usize| self.zone_of(*item) == zone;
        match (&target.zone, &target.what) {
            (Some(of), _) => Some(of == "all" || Some(of) == zone),
            (None, Registree::Instance(all)) => all.first().map(near),
            (None, Registree::Address(address)) => {
                let subnets = target.near.iter().map(|subnet| &self.net.subnets[*subnet]);
                let mut own = subnets.filter(|subnet| subnet.blocks.iter().any(|block| block.contains(*address)));
                own.next().map(|subnet| subnet.zone_name.as_ref() == zone)
            }
            (None, Registree::Balancer(of)) => {
                let nodes = &self.net.balancers[*of].nodes;
                (!nodes.is_empty()).then(|| nodes.iter().any(near))
            }
            (None, Registree::Other(_)) => None,
        }
    }

    fn addresses_of(&self, target: &Registered, group: &TargetGroup, near: Option<usize>) -> Vec<Address> {
        let family = if group.ipv6 { Family::V6 } else { Family::V4 };
        let first = |item: usize| {
            let mut own = self.net.interfaces[item].addresses.iter().map(|(own, _)| *own);
            own.find(|own| own.family() == family)
        };
        match &target.what {
            Registree::Instance(all) => all.first().and_then(|item| first(*item)).into_iter().collect(),
            Registree::Address(address) => vec![*address],
            Registree::Balancer(of) => {
                let nodes = self.net.balancers[*of].nodes.iter();
                let here = nodes.filter(|there| near.is_none_or(|node| self.zone_of(**there) == self.zone_of(node)));
                here.filter_map(|node| first(*node)).collect()
            }
            Registree::Other(_) => Vec::new(),
        }
    }

    /// Whether two addresses are one instance's, or one interface's.
    fn are_of_one(&self, one: Address, other: Address) -> bool {
        let [a, b] = [one, other].map(|address| self.only_owner(address));
        let instance = |item: usize| self.net.interfaces[item].instance.as_ref();
        let same = a.zip(b).is_some_and(|(a, b)| a == b || instance(a).is_some() && instance(a) == instance(b));
        one == other || same
    }

    pub(crate) fn zone_of(&self, item: usize) -> Option<&String> {
        self.net.subnets[self.net.interfaces[item].subnet?].zone_name.as_ref()
    }

    /// The interface that alone has an address.
    fn only_owner(&self, address: Address) -> Option<usize> {
        let all: Vec<usize> = (0..self.net.vpcs.len()).filter_map(|vpc| self.owner(vpc, address)).collect();
        if let [only] = all.as_slice() { Some(*only) } else { None }
    }

    /// Whether packets with a client's address may go from a node to an address: in its VPC or in a peer of it in the Region, but not
    /// to endpoints and other Network Load Balancers.
    fn sees_clients(&self, node: usize, address: Address) -> bool {
        let vpc = self.net.interfaces[node].subnet.map(|subnet| self.net.subnets[subnet].vpc);
        let near = |of: usize| Some(of) == vpc || self.are_peers(Some(of), vpc);
        let inside = (0..self.net.vpcs.len()).any(|of| near(of) && in_vpc(self.net, of, address));
        let front = self.net.interfaces.iter().any(|interface| {
            let network = |item: usize| self.net.balancers[item].kind.as_deref() == Some("network");
            let front = interface.endpoint.is_some() || interface.balancer.is_some_and(network);
            front && interface.addresses.iter().any(|(own, _)| *own == address)
        });
        inside && !front
    }
}
