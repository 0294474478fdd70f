//! Why a question can't be read.

use super::Client;
use packetwalk_space::{Family, Protocol};

/// Why a text is no flow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowError {
    /// A port out of range, or no port at all.
    #[error("{text:?} is not a port: expected 0 to 65535, ranges as in 8000-8100, and commas between them")]
    Port {
        /// The text.
        text: String,
    },
    /// A colon with no port behind it.
    #[error("{text:?} ends in a colon: a port is expected behind it")]
    NoPort {
        /// The text.
        text: String,
    },
    /// Something behind a bracketed address that is neither ports nor a protocol.
    #[error(
        "{text:?} behind the bracket is neither ports nor a protocol: expected [ADDRESS][/LENGTH][:PORTS][/PROTOCOL]"
    )]
    Behind {
        /// The text behind the bracket.
        text: String,
    },
    /// Two words for one thing that don't agree.
    #[error("{what} {first} and {what} {second} contradict each other: give one of them")]
    Twice {
        /// What is given twice: `protocol`, `ports`.
        what: &'static str,
        /// What it was first.
        first: String,
        /// What it was then.
        second: String,
    },
    /// No port of a NAT gateway's.
    #[error("a NAT gateway doesn't choose port {port}: expected 1024 to 65535")]
    NatPort {
        /// The port.
        port: u16,
    },
    /// No protocol.
    #[error(
        "{text:?} is not a protocol: expected tcp, udp, icmp, icmpv6, ping, another name such as gre, or a number to 255"
    )]
    Protocol {
        /// The text.
        text: String,
    },
    /// No ICMP type and code.
    #[error("{text:?} is not an ICMP type: expected TYPE or TYPE/CODE, each from 0 to 255")]
    Icmp {
        /// The text.
        text: String,
    },
    /// Ports for a protocol that has none.
    #[error("{protocol} has no ports")]
    NoPorts {
        /// The protocol.
        protocol: Protocol,
    },
    /// A type for a protocol that has none.
    #[error("{protocol} has no ICMP type")]
    NoType {
        /// The protocol.
        protocol: Protocol,
    },
    /// No client.
    #[error("{text:?} is not a client: expected one of {}", clients())]
    Client {
        /// The text.
        text: String,
    },
    /// ICMP of the other family.
    #[error("{protocol} goes with {}, and this walk is one of {family}: {}", other(*.family), instead(*.family))]
    OtherFamily {
        /// The protocol.
        protocol: Protocol,
        /// The family of the walk.
        family: Family,
    },
}

fn clients() -> String {
    let names: Vec<_> = Client::ALL.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

const fn other(family: Family) -> Family {
    match family {
        Family::V4 => Family::V6,
        Family::V6 => Family::V4,
    }
}

const fn instead(family: Family) -> &'static str {
    match family {
        Family::V4 => "ask about icmp, or about IPv6 with -6",
        Family::V6 => "ask about icmpv6, or about IPv4",
    }
}
