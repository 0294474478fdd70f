//! Rules of security groups and network ACLs as nftables matches.

use crate::plan::{sender_known, word};
use packetwalk_aws::plain::{Interface, Traffic};
use packetwalk_space::{Cidr, Family};

/// The end of a packet that a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// `saddr`.
    Source,
    /// `daddr`.
    Destination,
}

impl End {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            End::Source => "saddr",
            End::Destination => "daddr",
        }
    }
}

/// The match of an address block: `ip saddr 10.0.0.0/8`.
pub(crate) fn address(end: End, block: Cidr) -> String {
    let family = block.family();
    if block.length() == 0 {
        return match family {
            Family::V4 => "meta nfproto ipv4".to_owned(),
            Family::V6 => "meta nfproto ipv6".to_owned(),
        };
    }
    format!("{} {} {block}", word(family), end.word())
}

/// The match of traffic, or nothing where no packet has such numbers.
///
/// ICMP is matched by its bytes: rules may name a protocol and a family that don't go together, and nft refuses to.
pub(crate) fn traffic(traffic: Traffic) -> Option<String> {
    let small = |number: u16| (number <= 255).then_some(number);
    Some(match traffic {
        Traffic::All => String::new(),
        Traffic::Protocol(protocol) => format!("meta l4proto {protocol} "),
        Traffic::Ports(protocol, from, to) => format!("meta l4proto {protocol} th dport {from}-{to} "),
        Traffic::Icmp(protocol, kind, None) => format!("meta l4proto {protocol} @th,0,8 {} ", small(kind)?),
        Traffic::Icmp(protocol, kind, Some(code)) => {
            format!("meta l4proto {protocol} @th,0,8 {} @th,8,8 {} ", small(kind)?, small(code)?)
        }
    })
}

/// The matches of addresses that members of a group have, on one end of a packet; on the sending end only while the sender
/// is known.
pub(crate) fn members<'i>(end: End, members: impl Iterator<Item = &'i Interface>) -> Vec<String> {
    let mut blocks: Vec<Cidr> = members.flat_map(crate::plan::owned).collect();
    blocks.sort_unstable();
    blocks.dedup();
    let known = |block: &Cidr| match end {
        End::Source => format!("{} {}", address(end, *block), sender_known(block.family())),
        End::Destination => address(end, *block),
    };
    blocks.iter().map(known).collect()
}
