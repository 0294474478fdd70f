//! One packet's header.

use crate::{Address, Protocol};
use std::fmt;

/// Who sent a packet, as far as the network still knows: an interface's number, or [`Sender::LOST`].
///
/// Not on the wire. AWS matches a security group reference against the interface that sent the packet, and translators
/// and middleboxes lose that identity; carrying it as a field lets guards test it and rewrites erase it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sender(pub u32);

impl Sender {
    /// The sender isn't known any more, or never was one of the network's interfaces.
    pub const LOST: Sender = Sender(u32::MAX);

    /// Lost, because a host passed the packet on that may have changed it.
    pub const PASSED_ON: Sender = Sender(u32::MAX - 1);

    /// Lost, because a service passed the packet on that inspects it and gives it back as it was.
    pub const INSPECTED: Sender = Sender(u32::MAX - 2);

    /// Whether the network still knows who it is.
    pub const fn is_known(self) -> bool {
        self.0 < Sender::INSPECTED.0
    }
}

/// One packet's header: what routing and filtering look at.
///
/// `source_port` and `destination_port` are ports for TCP and UDP, type and code for ICMP and ICMPv6, and 0 for every
/// other protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Headers {
    /// Source address.
    pub source: Address,
    /// Destination address, of the same family.
    pub destination: Address,
    /// IP protocol number.
    pub protocol: Protocol,
    /// Source port, or ICMP type.
    pub source_port: u16,
    /// Destination port, or ICMP code.
    pub destination_port: u16,
    /// Which interface sent it.
    pub sender: Sender,
}

impl fmt::Display for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Headers { source, destination, protocol, source_port, destination_port, .. } = self;
        if protocol.has_ports() {
            let end = |address: &Address, port| match address.ip() {
                std::net::IpAddr::V4(ip) => format!("{ip}:{port}"),
                std::net::IpAddr::V6(ip) => format!("[{ip}]:{port}"),
            };
            write!(f, "{protocol} {} → {}", end(source, source_port), end(destination, destination_port))
        } else if protocol.has_type_and_code() {
            write!(f, "{protocol} type {source_port} code {destination_port} {source} → {destination}")
        } else {
            write!(f, "{protocol} {source} → {destination}")
        }
    }
}
