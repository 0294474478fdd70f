//! IP protocol numbers.

use std::fmt;

/// An IP protocol number. Every number is a value; those that AWS names have names here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Protocol(pub u8);

impl Protocol {
    /// ICMP for IPv4.
    pub const ICMP: Protocol = Protocol(1);
    /// TCP.
    pub const TCP: Protocol = Protocol(6);
    /// UDP.
    pub const UDP: Protocol = Protocol(17);
    /// ICMP for IPv6.
    pub const ICMPV6: Protocol = Protocol(58);

    const NAMES: &[(u8, &'static str)] = &[
        (1, "icmp"),
        (2, "igmp"),
        (4, "ipip"),
        (6, "tcp"),
        (17, "udp"),
        (41, "ipv6"),
        (47, "gre"),
        (50, "esp"),
        (51, "ah"),
        (58, "icmpv6"),
        (89, "ospf"),
        (132, "sctp"),
    ];

    /// Whether its packets carry port numbers that AWS's filters compare: TCP and UDP only.
    pub const fn has_ports(self) -> bool {
        matches!(self, Protocol::TCP | Protocol::UDP)
    }

    /// Whether its packets carry a type and a code.
    pub const fn has_type_and_code(self) -> bool {
        matches!(self, Protocol::ICMP | Protocol::ICMPV6)
    }

    /// The name, when it has one here.
    pub fn name(self) -> Option<&'static str> {
        Self::NAMES.iter().find(|(number, _)| *number == self.0).map(|(_, name)| *name)
    }

    /// Reads a name (`tcp`) or a number (`6`).
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        if let Some((number, _)) = Self::NAMES.iter().find(|(_, name)| *name == lower) {
            return Some(Protocol(*number));
        }
        if lower == "icmp6" {
            return Some(Protocol::ICMPV6);
        }
        text.parse().ok().map(Protocol)
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "protocol {}", self.0),
        }
    }
}
