//! Transit gateways in plain data.

use super::gateways::plain_up;
use crate::components::transit_gateway_route_table as transit;
use crate::components::{on_premises, prefix_list};
use crate::network::Network;
use crate::strings::Symbol;
use packetwalk_space::{Cidr, Family};

/// A transit gateway.
#[derive(Clone, Debug)]
pub struct TransitGateway {
    /// Its id.
    pub id: String,
    /// Its state, as printed.
    pub state: Option<String>,
    /// Whether security group references work across it.
    pub references: bool,
}

/// An attachment of a transit gateway.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that have nothing to do with each other")]
pub struct Attachment {
    /// Its id.
    pub id: String,
    /// Its gateway.
    pub gateway: Option<usize>,
    /// What is attached, as printed: `vpc`, `vpn`, `peering` …
    pub kind: Option<String>,
    /// The id of what is attached, where that is no VPC.
    pub resource: Option<String>,
    /// Its VPC, where it is one to a VPC.
    pub vpc: Option<usize>,
    /// The other gateway's side, where it joins two gateways and that side is in the snapshot.
    pub far: Option<usize>,
    /// Whether the VPN connection that is attached has a tunnel up; `None` where that isn't known or it is no VPN connection.
    pub vpn_up: Option<bool>,
    /// What the tunnels of that VPN connection carry.
    pub vpn_family: Option<Family>,
    /// Whether the snapshot doubts that what is attached carries packets, where that is a Direct Connect gateway or Connect.
    pub doubted: bool,
    /// Its state, as printed.
    pub state: Option<String>,
    /// Its subnets; `None` where they weren't read.
    pub subnets: Option<Vec<usize>>,
    /// The route table that it is associated with.
    pub table: Option<usize>,
    /// Whether a missing association is known to be one.
    pub associations_read: bool,
    /// Whether appliance mode is on.
    pub appliance_mode: bool,
    /// Whether security group references work across it.
    pub references: bool,
    /// How the gateway's translation of addresses at it stands, as printed, unless it is off.
    pub translates: Option<String>,
}

/// A route table of a transit gateway.
#[derive(Clone, Debug)]
pub struct TransitTable {
    /// Its id.
    pub id: String,
    /// Its routes; `None` where they weren't all read.
    pub routes: Option<Vec<TransitRoute>>,
}

/// A route of a transit gateway's table.
#[derive(Clone, Debug)]
pub struct TransitRoute {
    /// Blocks that it leads to. `None` stands for a prefix list that wasn't read.
    pub blocks: Option<Vec<Cidr>>,
    /// Whether the blocks are those of a prefix list.
    pub by_list: bool,
    /// Whether it was written by hand.
    pub is_static: bool,
    /// Whether it drops; `None` where its state isn't known.
    pub blackhole: Option<bool>,
    /// Its attachments; `None` stands for one that isn't in the snapshot.
    pub attachments: Vec<Option<usize>>,
}

impl Network {
    pub(super) fn plain_attachment(&self, item: u32) -> Attachment {
        let attachment = self.attachment(item);
        let connection = attachment.resource.and_then(|id| self.find_vpn_connection(id));
        let connection = connection.map(|item| self.vpn_connection(item));
        let subnets = attachment.subnets.as_ref().map(|ids| {
            let known: Option<Vec<usize>> = ids.iter().map(|id| self.subnet(*id).map(|item| item as usize)).collect();
            known
        });
        Attachment {
            id: self.text(attachment.id).to_owned(),
            gateway: self.find_transit_gateway(attachment.gateway).map(|gateway| gateway as usize),
            kind: attachment.kind.map(|kind| self.text(kind).to_owned()),
            vpc: attachment.vpc.map(|vpc| self.vpc_of(vpc) as usize),
            resource: attachment.resource.map(|id| self.text(id).to_owned()),
            far: attachment
                .peer
                .and_then(|peer| self.attachment_at(peer.attachment, peer.gateway))
                .map(|far| far as usize),
            vpn_up: connection.and_then(|connection| plain_up(self, connection)),
            vpn_family: connection.map(|connection| if connection.ipv6 { Family::V6 } else { Family::V4 }),
            doubted: on_premises::doubted(self, item),
            state: attachment.state.map(|state| self.text(state).to_owned()),
            subnets: subnets.flatten(),
            table: attachment
                .table
                .and_then(|id| self.find_transit_gateway_route_table(id))
                .map(|table| table as usize),
            associations_read: self.associations_read(item),
            appliance_mode: attachment.appliance_mode,
            references: attachment.references,
            translates: attachment.translates.map(|state| self.text(state).to_owned()),
        }
    }

    pub(super) fn plain_transit_table(&self, table: &transit::TransitGatewayRouteTable) -> TransitTable {
        let attachments = |ids: &[Symbol]| -> Vec<Option<usize>> {
            ids.iter().map(|id| self.attachment_at(*id, table.gateway).map(|item| item as usize)).collect()
        };
        let route = |number: &u32| {
            let route = self.transit_gateway_route(*number);
            let (blocks, by_list) = match route.destination {
                transit::Destination::Block(block) => (Some(vec![block]), false),
                transit::Destination::List(list) => (prefix_list::blocks(self, list).ok().map(<[Cidr]>::to_vec), true),
                transit::Destination::Unlisted(_) | transit::Destination::Unreadable => (None, false),
            };
            TransitRoute {
                blocks,
                by_list: by_list || matches!(route.source, transit::Source::List(_)),
                is_static: route.source == transit::Source::Static,
                blackhole: match route.state {
                    transit::State::Active => Some(false),
                    transit::State::Blackhole => Some(true),
                    transit::State::Other | transit::State::Uncertain(_) => None,
                },
                attachments: attachments(&route.attachments),
            }
        };
        let reference = |reference: &transit::TransitGatewayPrefixListReference| TransitRoute {
            blocks: prefix_list::blocks(self, reference.list).ok().map(<[Cidr]>::to_vec),
            by_list: true,
            is_static: false,
            blackhole: match reference.state {
                transit::State::Active => Some(false),
                transit::State::Blackhole => Some(true),
                transit::State::Other | transit::State::Uncertain(_) => None,
            },
            attachments: attachments(&reference.attachments),
        };
        let is_listed = |number: &u32| {
            !matches!(self.transit_gateway_route(*number).destination, transit::Destination::Unlisted(_))
        };
        let read = self.routes_read(table.id) && self.routes_of(table.id).iter().all(is_listed);
        let made = |list| {
            let mut sources = self.routes_of(table.id).iter().map(|number| self.transit_gateway_route(*number).source);
            sources.any(|source| source == transit::Source::List(list))
        };
        let references = self.prefix_list_references(table.id).into_iter().map(|(_, reference)| reference);
        let references = references.filter(|reference| !made(reference.list)).map(reference);
        TransitTable {
            id: self.text(table.id).to_owned(),
            routes: read.then(|| self.routes_of(table.id).iter().map(route).chain(references).collect()),
        }
    }
}
