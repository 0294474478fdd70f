//! NAT gateways.

use crate::filters::owns;
use crate::vpc::is;
use crate::walker::{Walked, Walker, Wire};
use packetwalk_lab::Packet;
use packetwalk_space::{Address, Cidr};

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
                Some(packet) => self.leaves(subnet, Wire { packet, sender: None, passed_on: false }),
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
        if packet.destination.is_ipv6() {
            let nat64 = Cidr::parse("64:ff9b::/96").is_ok_and(|block| block.contains(packet.destination.into()));
            return Err(if nat64 { wire.lost("NAT64") } else { wire.dropped(&gateway.id, "it carries no other IPv6") });
        }
        if !matches!(packet.protocol, 1 | 6 | 17) {
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
        let mut after = packet;
        after.source = self.net.nat_gateways[item].addresses[way].ip();
        if packet.protocol != 1 {
            after.first = self.nat_port;
        }
        self.connections.push((item, packet, after));
        self.leaves(subnet, Wire { packet: after, sender: None, passed_on: false })
    }
}
