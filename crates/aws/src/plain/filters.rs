//! Security groups and network ACLs in plain data.

use crate::components::{network_acl, prefix_list, security_group};
use crate::network::Network;
use packetwalk_fabric::Direction;
use packetwalk_space::Cidr;

/// A security group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// What may come in. `None` stands for a rule that couldn't be read.
    pub inbound: Vec<Option<Rule>>,
    /// What may go out.
    pub outbound: Vec<Option<Rule>>,
}

/// A rule of a security group.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The traffic.
    pub traffic: Traffic,
    /// The other side.
    pub peer: Peer,
}

/// The other side of a rule.
#[derive(Clone, Debug)]
pub enum Peer {
    /// Addresses. `None` stands for a prefix list that wasn't read.
    Blocks(Option<Vec<Cidr>>),
    /// The members of a group: interfaces.
    Members(Vec<usize>),
}

/// Protocol and what goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traffic {
    /// Every protocol.
    All,
    /// All of one protocol, by number.
    Protocol(u8),
    /// TCP or UDP to these destination ports.
    Ports(u8, u16, u16),
    /// ICMP or ICMPv6 of a type, and of a code if there is one.
    Icmp(u8, u16, Option<u16>),
}

/// A network ACL.
#[derive(Clone, Debug)]
pub struct Acl {
    /// Its id.
    pub id: String,
    /// What may come in, by ascending rule number. `None` stands for an entry that couldn't be read.
    pub inbound: Vec<Option<Entry>>,
    /// What may go out.
    pub outbound: Vec<Option<Entry>>,
}

/// An entry of a network ACL.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The rule number.
    pub number: u32,
    /// Whether it allows; otherwise it denies.
    pub allow: bool,
    /// The traffic.
    pub traffic: Traffic,
    /// The other side.
    pub block: Cidr,
}

impl Network {
    pub(super) fn plain_group(&self, group: &security_group::SecurityGroup) -> Group {
        let rules = |rules: &[security_group::Rule]| -> Vec<Option<Rule>> {
            let rule = |what: security_group::What| Rule {
                traffic: what.traffic.into(),
                peer: match what.peer {
                    security_group::Peer::Block(block) => Peer::Blocks(Some(vec![block])),
                    security_group::Peer::List(list) => {
                        Peer::Blocks(prefix_list::blocks(self, list).ok().map(<[Cidr]>::to_vec))
                    }
                    security_group::Peer::Group(group) => {
                        Peer::Members(self.members(group).iter().map(|item| *item as usize).collect())
                    }
                },
            };
            rules.iter().map(|read| read.what.map(rule)).collect()
        };
        Group { id: self.text(group.id).to_owned(), inbound: rules(&group.inbound), outbound: rules(&group.outbound) }
    }
}

pub(super) fn plain_acl(net: &Network, acl: &network_acl::NetworkAcl) -> Acl {
    let entries = |direction| -> Vec<Option<Entry>> {
        let entry = |entry: &network_acl::Entry| {
            entry.what.map(|what| Entry {
                number: entry.number,
                allow: what.allow,
                traffic: what.traffic.into(),
                block: what.block,
            })
        };
        acl.entries(direction).iter().map(entry).collect()
    };
    Acl { id: net.text(acl.id).to_owned(), inbound: entries(Direction::Ingress), outbound: entries(Direction::Egress) }
}

impl From<security_group::Traffic> for Traffic {
    fn from(traffic: security_group::Traffic) -> Self {
        match traffic {
            security_group::Traffic::All => Traffic::All,
            security_group::Traffic::Whole(protocol) => Traffic::Protocol(protocol.0),
            security_group::Traffic::Ports(protocol, from, to) => Traffic::Ports(protocol.0, from, to),
            security_group::Traffic::Icmp(protocol, kind, code) => Traffic::Icmp(protocol.0, kind, code),
        }
    }
}
