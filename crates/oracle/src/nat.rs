//! NAT gateways.

use crate::filters::owns;
use crate::vpc::is;
use crate::walker::{Walked, Walker, Wire};
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
            let answers = |(at, _, after): &&(usize, Packet, Packet)| {
                *at == item && after.reply().is_some_and(|reply| reply.looks_like(&packet))
            };
            let before = self.connections.iter().rev().find(answers).map(|(_, before, _)| *before);
            return match before.filter(|_| self.back).and_then(|before| before.reply()) {
                Some(packet) => self.leaves(subnet, Wire { packet, sender: None, passed_on: false, inspected: false }),
                None => Err(wire.dropped(&gateway.id, "no connection of its own")),
            };
        }
        if own(packet.source.into()) {
            return Err(wire.dropped(&gateway.id, "its own subnet leads back to it"));
        }
        if gateway.regional || gateway.state.as_deref() == Some("deleting") {
            return Err(wire.lost(format!("{}, regional or being deleted", gateway.id)));
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
}
