//! Security groups and network ACLs: every rule in turn.

use crate::walker::{Fate, Walker, Wire};
use packetwalk_aws::plain::{Interface, Peer, Rule, Traffic};
use packetwalk_lab::Packet;
use packetwalk_space::Address;

/// Which way a packet crosses a filter, seen from what the filter guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Out,
    In,
}

impl Way {
    /// The address at the other side.
    fn other(self, packet: &Packet) -> Address {
        match self {
            Way::Out => packet.destination.into(),
            Way::In => packet.source.into(),
        }
    }
}

pub(crate) fn owns(interface: &Interface, address: Address) -> bool {
    let single = interface.addresses.iter().any(|(private, _)| *private == address);
    single || interface.prefixes.iter().any(|prefix| prefix.contains(address))
}

/// Ports are the destination's, whichever way the packet goes.
fn is_about(traffic: Traffic, packet: &Packet) -> bool {
    match traffic {
        Traffic::All => true,
        Traffic::Protocol(protocol) => packet.protocol == protocol,
        Traffic::Ports(protocol, from, to) => {
            packet.protocol == protocol && from <= packet.second && packet.second <= to
        }
        Traffic::Icmp(protocol, kind, code) => {
            packet.protocol == protocol && packet.first == kind && code.is_none_or(|code| packet.second == code)
        }
    }
}

impl Walker<'_> {
    /// The network ACL of a subnet.
    pub(crate) fn acl(&self, subnet: usize, way: Way, wire: Wire) -> Result<(), Fate> {
        let subnet = &self.net.subnets[subnet];
        let Some(acl) = subnet.acl else {
            return Err(wire.lost(format!("the network ACL of {}", subnet.id)));
        };
        let acl = &self.net.acls[acl];
        let entries = if way == Way::Out { &acl.outbound } else { &acl.inbound };
        for entry in entries {
            let Some(entry) = entry else { return Err(wire.lost(format!("an entry of {}", acl.id))) };
            if !is_about(entry.traffic, &wire.packet) || !entry.block.contains(way.other(&wire.packet)) {
                continue;
            }
            if entry.allow {
                return Ok(());
            }
            let rule = if entry.number > 32766 { "*".to_owned() } else { entry.number.to_string() };
            return Err(wire.denied(&acl.id, rule));
        }
        Err(wire.denied(&acl.id, "*".to_owned()))
    }

    /// From one subnet to another: both ACLs; inside one: none.
    pub(crate) fn cross(&self, from: usize, to: usize, wire: Wire) -> Result<(), Fate> {
        if from == to {
            return Ok(());
        }
        self.acl(from, Way::Out, wire)?;
        self.acl(to, Way::In, wire)
    }

    /// The same where a route says so: inside one subnet AWS doesn't say whether the ACLs are asked.
    pub(crate) fn cross_by_route(&self, from: usize, to: usize, wire: Wire) -> Result<(), Fate> {
        let asked = self.acl(from, Way::Out, wire).and_then(|()| self.acl(to, Way::In, wire));
        asked.map_err(|fate| if from == to { wire.lost("an ACL inside a subnet") } else { fate })
    }

    /// The security groups of an interface.
    pub(crate) fn groups(&mut self, item: usize, way: Way, wire: Wire) -> Result<(), Fate> {
        let interface = &self.net.interfaces[item];
        if interface.groups.is_empty() {
            return Ok(());
        }
        let answers = |(at, before): &(usize, Packet)| {
            *at == item && before.reply().is_some_and(|reply| reply.looks_like(&wire.packet))
        };
        if self.back && self.passed.iter().any(answers) {
            return Ok(());
        }
        let mut unread = None;
        for group in &interface.groups {
            let group = match group {
                Ok(group) => &self.net.groups[*group],
                Err(id) => {
                    unread = Some(id.clone());
                    continue;
                }
            };
            for rule in if way == Way::Out { &group.outbound } else { &group.inbound } {
                match rule.as_ref().map(|rule| self.allows(interface, rule, way, wire)) {
                    Some(Some(true)) => {
                        if !self.back {
                            self.passed.push((item, wire.packet));
                        }
                        return Ok(());
                    }
                    Some(Some(false)) => {}
                    Some(None) | None => unread = Some(group.id.clone()),
                }
            }
        }
        if let Some(what) = unread {
            return Err(wire.lost(what));
        }
        let first = interface.groups.iter().find_map(|group| group.as_ref().ok());
        let by = first.map_or(&interface.id, |group| &self.net.groups[*group].id);
        Err(wire.dropped(by, if way == Way::Out { "no outbound rule allows it" } else { "no inbound rule allows it" }))
    }

    /// Whether a rule allows a packet; `None` where its prefix list wasn't read.
    fn allows(&self, interface: &Interface, rule: &Rule, way: Way, wire: Wire) -> Option<bool> {
        if !is_about(rule.traffic, &wire.packet) {
            return Some(false);
        }
        let other = way.other(&wire.packet);
        match &rule.peer {
            Peer::Blocks(blocks) => Some(blocks.as_ref()?.iter().any(|block| block.contains(other))),
            Peer::Members(members) => Some(members.iter().any(|member| {
                let peer = &self.net.interfaces[*member];
                let vpc = |of: &Interface| of.subnet.map(|subnet| self.net.subnets[subnet].vpc);
                // Inbound, the member must be who sent the packet; outbound, it must be in the same VPC or in a peer of it.
                let meant = match way {
                    Way::In => wire.sender == Some(*member),
                    Way::Out => vpc(peer) == vpc(interface) || self.are_peers(vpc(peer), vpc(interface)),
                };
                // A load balancer's node may send with its client's address.
                meant && (owns(peer, other) || way == Way::In && peer.balancer.is_some())
            })),
        }
    }
}
