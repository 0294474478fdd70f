//! NAT gateways.

use crate::filters::{Way, owns};
use crate::vpc::is;
use crate::walker::{Walked, Walker, Wire};
use packetwalk_aws::plain::Target;
use packetwalk_lab::Packet;
use packetwalk_space::Address;
use std::net::{IpAddr, Ipv4Addr};

impl Walker<'_> {
    /// A packet comes to the interface of a NAT gateway.
    pub(crate) fn translate(&mut self, item: usize, interface: usize, wire: Wire) -> Walked {
        let (gateway, packet) = (&self.net.nat_gateways[item], wire.packet);
        let record = &self.net.interfaces[interface];
        let Some(subnet) = record.subnet else { return Err(wire.lost("a NAT gateway without a subnet")) };
        let own = |address: Address| gateway.addresses.contains(&address) || owns(record, address);
        if own(packet.destination.into()) {
            return match self.asked(item, packet) {
                Some(packet) if self.awaits(packet).is_some() => {
                    Err(wire.lost("a NAT gateway between a node and its target"))
                }
                Some(packet) => self.leaves(subnet, Wire { packet, sender: None, passed_on: false, inspected: false }),
                None => Err(wire.dropped(&gateway.id, "no connection of its own")),
            };
        }
        if own(packet.source.into()) {
            return Err(wire.dropped(&gateway.id, "its own subnet leads back to it"));
        }
        if gateway.state.as_deref() == Some("deleting") {
            return Err(wire.lost(format!("{}, which is being deleted", gateway.id)));
        }
        if !is(gateway.state.as_deref(), &["available"]) {
            return Err(wire.dropped(&gateway.id, "it isn't available"));
        }
        let mut after = packet;
        if let IpAddr::V6(destination) = packet.destination {
            // 64:ff9b::/96 holds all IPv4 addresses.
            let [0x64, 0xff9b, 0, 0, 0, 0, _, _] = destination.segments() else {
                return Err(wire.dropped(&gateway.id, "it carries no other IPv6"));
            };
            let [.., a, b, c, d] = destination.octets();
            after.destination = Ipv4Addr::new(a, b, c, d).into();
            if (a, b) == (169, 254) && (168..=171).contains(&c) {
                return Err(wire.dropped(&gateway.id, "no service answers there"));
            }
            match (packet.protocol, packet.first) {
                (58, 128) => (after.protocol, after.first) = (1, 8),
                (58, _) => return Err(wire.lost("an ICMPv6 message that is no ping, in IPv4")),
                (1, _) => return Err(wire.dropped(&gateway.id, "it carries tcp, udp and icmp only")),
                _ => {}
            }
        }
        if !matches!(after.protocol, 1 | 6 | 17) {
            return Err(wire.dropped(&gateway.id, "it carries tcp, udp and icmp only"));
        }
        if gateway.addresses.is_empty() {
            return Err(wire.dropped(&gateway.id, "it has no address"));
        }
        if self.back {
            // It opens connections for those who begin, not for those who answer.
            return Err(wire.dropped(&gateway.id, "no connection of its own"));
        }
        let way = self.choose(self.net.nat_gateways[item].addresses.len());
        after.source = self.net.nat_gateways[item].addresses[way].ip();
        if after.protocol != 1 {
            after.first = self.nat_port;
        }
        self.connections.push((item, packet, after));
        self.leaves(subnet, Wire { packet: after, sender: None, passed_on: false, inspected: false })
    }

    /// What a packet to an address of a gateway becomes, if it answers what the gateway sent.
    fn asked(&self, item: usize, packet: Packet) -> Option<Packet> {
        let answers = |(at, _, after): &&(usize, Packet, Packet)| {
            *at == item && after.reply().is_some_and(|reply| reply.looks_like(&packet))
        };
        let before = self.connections.iter().rev().find(answers).map(|(_, before, _)| *before);
        before.filter(|_| self.back)?.reply()
    }

    /// From a subnet to a regional NAT gateway.
    pub(crate) fn at_regional(&mut self, subnet: usize, item: usize, wire: Wire) -> Walked {
        let (gateway, record) = (&self.net.nat_gateways[item], &self.net.subnets[subnet]);
        self.acl(subnet, Way::Out, wire)?;
        let Some(regional) = gateway.regional.as_ref().filter(|regional| regional.vpc == Some(record.vpc)) else {
            return Err(wire.lost("a regional NAT gateway of another VPC"));
        };
        match gateway.state.as_deref() {
            None | Some("available") => {}
            Some("deleting") => return Err(wire.lost(format!("{}, which is being deleted", gateway.id))),
            Some(_) => return Err(wire.dropped(&gateway.id, "it isn't available")),
        }
        if gateway.proxied {
            return Err(wire.lost("a proxy"));
        }
        let packet = wire.packet;
        let is_own = |address: IpAddr| regional.addresses.iter().any(|(own, _)| own.ip() == address);
        if is_own(packet.destination) {
            return self.back_to_regional(item, wire);
        }
        if let IpAddr::V6(destination) = packet.destination {
            return Err(match destination.segments() {
                [0x64, 0xff9b, 0, 0, 0, 0, _, _] => wire.lost("NAT64 by a regional NAT gateway"),
                _ => wire.dropped(&gateway.id, "it carries no other IPv6"),
            });
        }
        if regional.addresses.is_empty() {
            return Err(wire.dropped(&gateway.id, "it has no address"));
        }
        let mut own = Vec::new();
        for (address, zones) in &regional.addresses {
            let in_zone =
                zones.iter().any(|zone| record.zone.as_ref() == Some(zone) || record.zone_name.as_ref() == Some(zone));
            if zones.is_empty() || in_zone {
                own.push(*address);
            }
        }
        if own.is_empty() {
            return Err(wire.lost("a regional NAT gateway without an address in the zone"));
        }
        if !matches!(packet.protocol, 1 | 6 | 17) {
            return Err(wire.dropped(&gateway.id, "it carries tcp, udp and icmp only"));
        }
        if self.back {
            return Err(wire.dropped(&gateway.id, "no connection of its own"));
        }
        let mut after = packet;
        after.source = own[self.choose(own.len())].ip();
        if after.protocol != 1 {
            after.first = self.nat_port;
        }
        self.connections.push((item, packet, after));
        self.on_from_regional(item, Wire { packet: after, sender: None, passed_on: false, inspected: false })
    }

    /// What comes to the addresses of a regional NAT gateway: answers, or nothing that it takes.
    pub(crate) fn back_to_regional(&mut self, item: usize, wire: Wire) -> Walked {
        match self.asked(item, wire.packet) {
            Some(packet) if self.awaits(packet).is_some() => {
                Err(wire.lost("a NAT gateway between a node and its target"))
            }
            Some(packet) => {
                self.on_from_regional(item, Wire { packet, sender: None, passed_on: false, inspected: false })
            }
            None => Err(wire.dropped(&self.net.nat_gateways[item].id, "no connection of its own")),
        }
    }

    /// On by the gateway's own route table.
    fn on_from_regional(&mut self, item: usize, wire: Wire) -> Walked {
        let gateway = &self.net.nat_gateways[item];
        self.hop(&gateway.id, wire)?;
        let known = gateway.regional.as_ref().and_then(|regional| Some((regional.table?, regional.vpc?)));
        let Some((table, vpc)) = known else { return Err(wire.lost("a regional NAT gateway's route table")) };
        match self.route_in(table, vpc, wire.packet.destination.into(), wire)? {
            Target::Local => self.comes_in(vpc, wire),
            Target::Interface(middlebox) => {
                if let Some(subnet) = self.net.interfaces[middlebox].subnet {
                    self.acl(subnet, Way::In, wire)?;
                }
                self.enters(middlebox, wire)
            }
            Target::InternetGateway(gateway) => self.regional_out(gateway, vpc, wire),
            _ => Err(wire.lost("where a regional NAT gateway sends on to")),
        }
    }
}
