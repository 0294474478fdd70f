//! VPC endpoints: of services, and of Gateway Load Balancers.

use crate::balancers::SentOn;
use crate::filters::Way;
use crate::routes::in_vpc;
use crate::walker::{Fate, Walked, Walker, Wire};
use packetwalk_aws::plain::{Act, Endpoint, Registered, Registree, Subnet};
use packetwalk_lab::{Event, Packet, Place};
use packetwalk_space::{Address, Family};
use std::net::IpAddr;

/// What came by an endpoint to a load balancer's node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Linked {
    pub(crate) interface: usize,
    pub(crate) node: usize,
    pub(crate) before: Packet,
    pub(crate) after: Packet,
}

fn is_kind(endpoint: &Endpoint, kind: &str) -> bool {
    endpoint.kind.as_deref().unwrap_or("gateway").eq_ignore_ascii_case(kind)
}

/// Whether an endpoint carries packets, by its own state and by what its service's owner says.
fn usable(endpoint: &Endpoint, wire: Wire) -> Result<(), Fate> {
    match endpoint.state.as_deref().unwrap_or("available").to_ascii_lowercase().as_str() {
        "available" => {}
        "partial" => return Err(wire.lost("a partial endpoint")),
        _ => return Err(wire.dropped(&endpoint.id, "it isn't available")),
    }
    let seen = endpoint.connection.as_ref().and_then(|connection| connection.state.as_deref());
    match seen.unwrap_or("available").to_ascii_lowercase().as_str() {
        "available" => Ok(()),
        _ => Err(wire.dropped(&endpoint.id, "the service's owner hasn't accepted it")),
    }
}

impl Walker<'_> {
    /// At an endpoint that a route names.
    pub(crate) fn at_endpoint(&mut self, item: usize, wire: Wire) -> Walked {
        let endpoint = &self.net.endpoints[item];
        if is_kind(endpoint, "gatewayloadbalancer") && !endpoint.managed {
            return self.inspected(item, wire);
        }
        if !is_kind(endpoint, "gateway") {
            return Err(wire.lost(format!("{}, which is no gateway endpoint", endpoint.id)));
        }
        usable(endpoint, wire)?;
        if !endpoint.vpc.is_some_and(|vpc| in_vpc(self.net, vpc, wire.packet.source.into())) {
            return Err(wire.dropped(&endpoint.id, "the source isn't in its VPC"));
        }
        match (wire.packet.protocol, wire.packet.first) {
            (6, _) | (1, 8) => Ok(wire.delivered(Place::Endpoint(item))),
            _ => Err(wire.dropped(&endpoint.id, "it carries tcp and pings only")),
        }
    }

    /// The answer of the service behind a gateway endpoint.
    pub(crate) fn endpoint_answers(&mut self, item: usize, wire: Wire) -> Walked {
        match self.net.endpoints[item].vpc {
            Some(vpc) => self.comes_in(vpc, wire),
            None => Err(wire.lost("an endpoint without a VPC")),
        }
    }

    /// A packet comes to an interface of an interface endpoint.
    pub(crate) fn at_interface_endpoint(&mut self, interface: usize, item: usize, wire: Wire) -> Walked {
        let net = self.net;
        let endpoint = &net.endpoints[item];
        if !is_kind(endpoint, "interface") {
            return Err(wire.lost(format!("the interface of {}", endpoint.id)));
        }
        self.hop(&endpoint.id, wire)?;
        usable(endpoint, wire)?;
        if !matches!(wire.packet.protocol, 6 | 17) {
            return Err(wire.dropped(&endpoint.id, "it carries tcp and udp only"));
        }
        let Some(service) = endpoint.service.map(|item| &net.services[item]) else {
            return if wire.packet.protocol == 6 {
                Ok(wire.delivered(Place::Front(interface)))
            } else {
                Err(wire.lost("UDP to somebody else's service"))
            };
        };
        if service.state.as_deref().unwrap_or("Available") != "Available" {
            return Err(wire.dropped(&service.id, "it isn't available"));
        }
        let subnet = net.interfaces[interface].subnet.map(|subnet| &net.subnets[subnet]);
        if let (Some(region), Some(zone)) = (&endpoint.service_region, subnet.and_then(|of| of.zone_name.as_ref()))
            && !zone.starts_with(region.as_str())
        {
            return Err(wire.lost("a service of another Region"));
        }
        let is_there = |subnet: &Subnet| {
            [&subnet.zone, &subnet.zone_name].into_iter().flatten().any(|zone| service.zones.contains(zone))
        };
        if !service.zones.is_empty() && subnet.is_some_and(|subnet| !is_there(subnet)) {
            return Err(wire.dropped(&service.id, "it isn't offered in the endpoint's zone"));
        }
        let connected = endpoint.connection.as_ref().map(|connection| &connection.balancers);
        let mut nodes = Vec::new();
        for balancer in connected.filter(|all| !all.is_empty()).unwrap_or(&service.balancers) {
            let Ok(balancer) = balancer else { return Err(wire.lost("a load balancer that wasn't read")) };
            for node in &net.balancers[*balancer].nodes {
                let of_node = net.interfaces[*node].subnet.and_then(|subnet| net.subnets[subnet].zone.as_ref());
                if of_node.is_some() && of_node == subnet.and_then(|subnet| subnet.zone.as_ref()) {
                    nodes.push(*node);
                }
            }
        }
        if nodes.is_empty() {
            return Err(wire.lost("no node in the endpoint's zone"));
        }
        let node = nodes[self.choose(nodes.len())];
        self.link(interface, node, wire)
    }

    /// From an endpoint's interface to a node of a load balancer.
    fn link(&mut self, interface: usize, node: usize, wire: Wire) -> Walked {
        let net = self.net;
        let own = net.interfaces[node].addresses.iter().map(|(own, _)| own.ip());
        let Some(own) = own.clone().find(|own| own.is_ipv4() == wire.packet.source.is_ipv4()) else {
            return Err(wire.lost("a node without an address of the packet's IP family"));
        };
        let Some(balancer) = net.interfaces[node].balancer.map(|item| &net.balancers[item]) else {
            return Err(wire.lost("a node of no load balancer"));
        };
        if self.back {
            return Err(wire.lost("an answer to an endpoint"));
        }
        if balancer.filters_private_link {
            // They see the client's address, and not whose it is.
            self.groups(node, Way::In, Wire { sender: None, ..wire })?;
        }
        let after = Packet::new(own, own, wire.packet.protocol, wire.packet.first, wire.packet.second);
        self.linked.push(Linked { interface, node, before: wire.packet, after });
        self.at_node(node, Wire { packet: after, sender: None, passed_on: false, inspected: false })
    }

    /// What a node answers to what came by an endpoint goes back to the endpoint, and from there to its client.
    pub(crate) fn linked_back(&mut self, node: usize, sent: SentOn) -> Option<Walked> {
        let linked =
            *self.linked.iter().rev().find(|linked| linked.node == node && linked.after.looks_like(&sent.before))?;
        let packet = linked.before.reply()?;
        let wire = Wire { packet, sender: Some(linked.interface), passed_on: false, inspected: false };
        Some(self.node_answers(linked.interface, wire))
    }

    /// At an endpoint of a Gateway Load Balancer: appliances see the packet, and it goes on from the endpoint's subnet as it was.
    pub(crate) fn inspected(&mut self, item: usize, wire: Wire) -> Walked {
        let endpoint = &self.net.endpoints[item];
        let of_interface = || endpoint.interfaces.iter().find_map(|item| self.net.interfaces[*item].subnet);
        let Some(subnet) = endpoint.subnets.first().copied().or_else(of_interface) else {
            return Err(wire.lost("an endpoint without a subnet"));
        };
        self.hop(&endpoint.id, wire)?;
        self.acl(subnet, Way::In, wire)?;
        usable(endpoint, wire)?;
        let by_node = |sender: usize| {
            let interface = &self.net.interfaces[sender];
            let network = |item: usize| self.net.balancers[item].kind.as_deref() == Some("network");
            let source = Address::from(wire.packet.source);
            interface.balancer.is_some_and(network) && !interface.addresses.iter().any(|(own, _)| *own == source)
        };
        if wire.sender.is_some_and(by_node) {
            return Err(wire.dropped(&endpoint.id, "a load balancer's client's address doesn't pass it"));
        }
        self.appliances(endpoint, subnet, wire)?;
        let is_outside = |address: IpAddr| {
            !self.net.vpcs.iter().any(|vpc| vpc.blocks.iter().any(|block| block.contains(address.into())))
        };
        if self.is_public_access_blocked(subnet)
            && (is_outside(wire.packet.source) || is_outside(wire.packet.destination))
        {
            return Err(wire.lost("Block Public Access at a Gateway Load Balancer's endpoint"));
        }
        let passed_on = wire.passed_on && wire.packet.source.is_ipv4();
        self.leaves_by_node(subnet, Wire { sender: None, passed_on, inspected: !passed_on, ..wire })
    }

    /// Whether a healthy appliance is behind an endpoint, or may be.
    fn appliances(&mut self, endpoint: &Endpoint, subnet: usize, wire: Wire) -> Result<(), Fate> {
        let net = self.net;
        let Some(service) = endpoint.service.map(|item| &net.services[item]) else { return Ok(()) };
        let connected = endpoint.connection.as_ref().map(|connection| &connection.balancers);
        let [Ok(balancer)] = connected.filter(|all| !all.is_empty()).unwrap_or(&service.balancers).as_slice() else {
            return Ok(());
        };
        let (balancer, zone) = (&net.balancers[*balancer], &net.subnets[subnet].zone);
        let of_node = |node: &&usize| {
            let subnet = net.interfaces[**node].subnet;
            zone.is_some() && subnet.is_some_and(|subnet| net.subnets[subnet].zone == *zone)
        };
        let (Some(node), [listener]) = (balancer.nodes.iter().find(of_node), balancer.listeners.as_slice()) else {
            return Ok(());
        };
        let [Act::Forward(Ok(group))] = listener.acts.as_slice() else { return Ok(()) };
        let group = &net.target_groups[*group];
        let Some(registered) = &group.targets else { return Ok(()) };
        let cross = crate::balancers::cross_zone(balancer, group);
        let is_near =
            |target: &Registered| if cross == Some(true) { Some(true) } else { self.shares_zone(*node, target) };
        let all = registered.iter().filter(|target| self.may_choose_across(*node, balancer, target));
        let (out, up): (Vec<&Registered>, Vec<&Registered>) = all.partition(|target| self.is_out(*node, target));
        let near: Vec<&&Registered> = up.iter().filter(|target| is_near(target) == Some(true)).collect();
        if !near.is_empty() {
            let healthy = near.iter().any(|target| target.health.as_deref().unwrap_or("healthy") == "healthy");
            if !healthy {
                return Err(wire.lost("appliances that aren't healthy"));
            }
            let others_may =
                up.iter().any(|other| is_near(other).is_none() || is_near(other) == Some(false) && cross.is_none());
            let well = near.iter().filter(|target| target.health.as_deref().unwrap_or("healthy") == "healthy");
            let kept: Vec<Option<String>> = well.map(|target| self.keeps_geneve(*node, target)).collect();
            return match kept.iter().flatten().next() {
                None => Ok(()),
                Some(by) if !others_may && kept.iter().all(Option::is_some) => {
                    Err(wire.dropped(by, "it keeps GENEVE from the appliances"))
                }
                Some(_) => Err(wire.lost("appliances of which some get no GENEVE")),
            };
        }
        if up.iter().any(|target| cross.is_none() || is_near(target).is_none()) {
            return Ok(());
        }
        let why = if out.iter().any(|target| is_near(target) == Some(true)) {
            "its appliances in the zone are out of service"
        } else {
            "no appliance is registered in its zone"
        };
        Err(wire.dropped(&endpoint.id, why))
    }
    /// The filter that keeps a node and an appliance from each other: what goes there and comes back is UDP to port 6081.
    fn keeps_geneve(&mut self, node: usize, target: &Registered) -> Option<String> {
        let net = self.net;
        let v4 = |item: usize| {
            let mut own = net.interfaces[item].addresses.iter().map(|(own, _)| *own);
            own.find(|own| own.family() == Family::V4)
        };
        let (appliance, there) = match &target.what {
            Registree::Instance(all) => (*all.first()?, v4(*all.first()?)?),
            Registree::Address(address) => {
                let vpc = net.subnets[*target.near.first()?].vpc;
                (self.owner(vpc, *address)?, *address)
            }
            _ => return None,
        };
        let outer = |source: Address, destination: Address, sender: usize| Wire {
            packet: Packet::new(source.ip(), destination.ip(), 17, 1024, 6081),
            sender: Some(sender),
            passed_on: false,
            inspected: false,
        };
        let (sent, given_back) = (outer(v4(node)?, there, node), outer(there, v4(node)?, appliance));
        let subnet = net.interfaces[appliance].subnet.filter(|own| net.interfaces[node].subnet != Some(*own));
        let asked = [
            subnet.map_or(Ok(()), |subnet| self.acl(subnet, Way::In, sent)),
            self.groups(appliance, Way::In, sent),
            self.groups(appliance, Way::Out, given_back),
            subnet.map_or(Ok(()), |subnet| self.acl(subnet, Way::Out, given_back)),
        ];
        asked.into_iter().find_map(|asked| match asked {
            Err((Event::Dropped { by, .. }, _)) => Some(by),
            _ => None,
        })
    }
}
