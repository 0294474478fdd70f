//! A packet of the lab: its headers, as bytes and back.

use etherparse::{IpNumber, NetSlice, PacketBuilder, SlicedPacket, TransportSlice};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// A packet, as far as filters and routers look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Source address.
    pub source: IpAddr,
    /// Destination address, of the same family.
    pub destination: IpAddr,
    /// Protocol number.
    pub protocol: u8,
    /// Source port of TCP and UDP, type of ICMP; else 0.
    pub first: u16,
    /// Destination port of TCP and UDP, code of ICMP; else 0.
    pub second: u16,
    /// The four bytes of an ICMP message behind its checksum: an echo's identifier and number.
    pub(crate) rest: [u8; 4],
    /// Whether it answers another.
    pub(crate) answer: bool,
}

const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMP: u8 = 1;
const ICMPV6: u8 = 58;

/// What every packet of the lab ends with, before its number.
const MAGIC: &[u8; 4] = b"pwlk";
/// More hops than a network has that works.
const HOPS: u8 = 24;
/// The sequence number of the first segment.
const SEQUENCE: u32 = 1000;

/// ICMP queries and their answers: protocol, type, answer's type.
const QUERIES: &[(u8, u16, u16)] = &[(ICMP, 8, 0), (ICMP, 13, 14), (ICMP, 15, 16), (ICMP, 17, 18), (ICMPV6, 128, 129)];

impl Packet {
    /// A packet that starts a conversation. For ICMP, `first` and `second` are type and code.
    pub fn new(source: IpAddr, destination: IpAddr, protocol: u8, first: u16, second: u16) -> Self {
        Packet { source, destination, protocol, first, second, rest: [0; 4], answer: false }
    }

    /// Whether filters and routers can't tell two packets apart.
    pub fn looks_like(&self, other: &Packet) -> bool {
        let fields =
            |packet: &Packet| (packet.source, packet.destination, packet.protocol, packet.first, packet.second);
        fields(self) == fields(other)
    }

    /// What the far end answers; `None` where nothing is to be answered.
    pub fn reply(&self) -> Option<Packet> {
        let (first, second) = match self.protocol {
            ICMP | ICMPV6 => {
                let query =
                    QUERIES.iter().find(|(protocol, query, _)| (*protocol, *query) == (self.protocol, self.first));
                (query?.2, self.second)
            }
            _ => (self.second, self.first),
        };
        Some(Packet { source: self.destination, destination: self.source, first, second, answer: true, ..*self })
    }

    /// The bytes of the packet from its IP header on, with a number by which it is known again.
    pub(crate) fn bytes(&self, number: u32) -> Option<Vec<u8>> {
        let builder = match (self.source, self.destination) {
            (IpAddr::V4(source), IpAddr::V4(destination)) => {
                PacketBuilder::ipv4(source.octets(), destination.octets(), HOPS)
            }
            (IpAddr::V6(source), IpAddr::V6(destination)) => {
                PacketBuilder::ipv6(source.octets(), destination.octets(), HOPS)
            }
            _ => return None,
        };
        let mut payload = MAGIC.to_vec();
        payload.extend(number.to_be_bytes());
        let mut bytes = Vec::new();
        let code = |number: u16| u8::try_from(number).ok();
        let written = match self.protocol {
            TCP => {
                let segment = builder.tcp(self.first, self.second, SEQUENCE, 65000).syn();
                let after = SEQUENCE + 1 + u32::try_from(payload.len()).ok()?;
                if self.answer {
                    segment.ack(after).write(&mut bytes, &payload)
                } else {
                    segment.write(&mut bytes, &payload)
                }
            }
            UDP => builder.udp(self.first, self.second).write(&mut bytes, &payload),
            ICMP => builder.icmpv4_raw(code(self.first)?, code(self.second)?, self.rest).write(&mut bytes, &payload),
            ICMPV6 => builder.icmpv6_raw(code(self.first)?, code(self.second)?, self.rest).write(&mut bytes, &payload),
            other => return builder.write(&mut bytes, IpNumber(other), &payload).is_ok().then_some(bytes),
        };
        written.is_ok().then_some(bytes)
    }

    /// Reads a packet of the lab and its number; `None` for packets of others.
    pub(crate) fn read(bytes: &[u8]) -> Option<(Packet, u32)> {
        let sliced = SlicedPacket::from_ip(bytes).ok()?;
        let (source, destination, protocol): (IpAddr, IpAddr, u8) = match sliced.net.as_ref()? {
            NetSlice::Ipv4(ip) => {
                let header = ip.header();
                (header.source_addr().into(), header.destination_addr().into(), header.protocol().0)
            }
            NetSlice::Ipv6(ip) => {
                let header = ip.header();
                (header.source_addr().into(), header.destination_addr().into(), header.next_header().0)
            }
            NetSlice::Arp(_) => return None,
        };
        let mut packet = Packet::new(source, destination, protocol, 0, 0);
        match sliced.transport.as_ref() {
            Some(TransportSlice::Tcp(tcp)) => {
                (packet.first, packet.second) = (tcp.source_port(), tcp.destination_port());
            }
            Some(TransportSlice::Udp(udp)) => {
                (packet.first, packet.second) = (udp.source_port(), udp.destination_port());
            }
            Some(TransportSlice::Icmpv4(icmp)) => {
                (packet.first, packet.second) = (icmp.type_u8().into(), icmp.code_u8().into());
                packet.rest = icmp.bytes5to8();
            }
            Some(TransportSlice::Icmpv6(icmp)) => {
                (packet.first, packet.second) = (icmp.type_u8().into(), icmp.code_u8().into());
                packet.rest = icmp.bytes5to8();
            }
            Some(TransportSlice::Igmp(_)) | None => {}
        }
        let tail = bytes.get(bytes.len().checked_sub(8)?..)?;
        let number = tail.strip_prefix(MAGIC)?;
        Some((packet, u32::from_be_bytes(number.try_into().ok()?)))
    }
}

impl fmt::Display for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bracketed = |address: IpAddr, port: u16| match address {
            IpAddr::V4(address) => format!("{address}:{port}"),
            IpAddr::V6(address) => format!("[{address}]:{port}"),
        };
        let Packet { source, destination, protocol, first, second, .. } = *self;
        match protocol {
            TCP => write!(f, "tcp {} → {}", bracketed(source, first), bracketed(destination, second)),
            UDP => write!(f, "udp {} → {}", bracketed(source, first), bracketed(destination, second)),
            ICMP => write!(f, "icmp type {first} code {second} {source} → {destination}"),
            ICMPV6 => write!(f, "icmpv6 type {first} code {second} {source} → {destination}"),
            other => write!(f, "protocol {other} {source} → {destination}"),
        }
    }
}

/// A text that is no packet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no packet: expected one as in `tcp 10.0.0.1:1024 → 10.0.1.2:443`")]
pub struct NoPacket(String);

/// Reads what is displayed.
impl FromStr for Packet {
    type Err = NoPacket;

    fn from_str(text: &str) -> Result<Self, NoPacket> {
        read(text)
            .filter(|packet| packet.source.is_ipv4() == packet.destination.is_ipv4())
            .ok_or_else(|| NoPacket(text.to_owned()))
    }
}

fn read(text: &str) -> Option<Packet> {
    let (head, destination) = text.split_once(" → ")?;
    let words: Vec<&str> = head.split(' ').collect();
    let messages = |protocol, kind: &str, code: &str, source: &str| {
        let (source, destination) = (source.parse().ok()?, destination.parse().ok()?);
        Some(Packet::new(source, destination, protocol, kind.parse().ok()?, code.parse().ok()?))
    };
    let ports = |protocol, source: &str| {
        let (source, destination): (SocketAddr, SocketAddr) = (source.parse().ok()?, destination.parse().ok()?);
        Some(Packet::new(source.ip(), destination.ip(), protocol, source.port(), destination.port()))
    };
    match words.as_slice() {
        ["tcp", source] => ports(TCP, source),
        ["udp", source] => ports(UDP, source),
        ["icmp", "type", kind, "code", code, source] => messages(ICMP, kind, code, source),
        ["icmpv6", "type", kind, "code", code, source] => messages(ICMPV6, kind, code, source),
        ["protocol", protocol, source] => messages(protocol.parse().ok()?, "0", "0", source),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Packet;

    #[test]
    fn bytes_go_both_ways() {
        for (source, destination) in [("10.0.0.1", "10.0.1.2"), ("2600::1", "2600::2")] {
            let (source, destination): (std::net::IpAddr, std::net::IpAddr) =
                (source.parse().unwrap(), destination.parse().unwrap());
            for (protocol, first, second) in [(6, 40000, 443), (17, 1024, 53), (1, 8, 0), (58, 128, 0), (50, 0, 0)] {
                if (protocol == 1 && source.is_ipv6()) || (protocol == 58 && source.is_ipv4()) {
                    continue;
                }
                let packet = Packet::new(source, destination, protocol, first, second);
                let bytes = packet.bytes(7).unwrap();
                assert_eq!(Packet::read(&bytes), Some((packet, 7)), "{packet}");
                assert_eq!(packet.to_string().parse(), Ok(packet));
            }
        }
    }

    #[test]
    fn texts_that_are_no_packets_are_none() {
        for text in ["", "tcp 10.0.0.1 → 10.0.1.2", "tcp 10.0.0.1:1 → 10.0.1.2:70000", "icmp 10.0.0.1 → 10.0.1.2"]
        {
            assert!(text.parse::<Packet>().is_err(), "{text}");
        }
        assert!("tcp [2600::1]:1 → 10.0.0.1:2".parse::<Packet>().is_err(), "of two families");
    }

    #[test]
    fn queries_are_answered_in_kind_and_messages_are_not() {
        let (a, b) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        let reply = Packet::new(a, b, 1, 8, 0).reply().unwrap();
        assert_eq!((reply.source, reply.destination, reply.first), (b, a, 0));
        assert_eq!(Packet::new(a, b, 1, 3, 4).reply(), None);
        let reply = Packet::new(a, b, 17, 4000, 53).reply().unwrap();
        assert_eq!((reply.first, reply.second), (53, 4000));
    }
}
