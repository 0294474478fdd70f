//! Whether Direct Connect carries packets to a virtual private gateway or a transit gateway, and from there: of each family.

use super::reasons::{DISPUTED, DOWN, NO_PEER, NOT_KNOWN};
use super::record::VirtualInterface;
use super::{INTERFACE, place};
use crate::network::Network;
use crate::registry::List;
use crate::strings::Symbol;
use crate::whole::Whole;
use packetwalk_fabric::{Action, Check, Cite, Default, Direction, Label, Otherwise, Reason, Row, Table};
use packetwalk_space::{Cidr, Family, IntervalSet, Product};

/// Whether Direct Connect carries packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Leads {
    No,
    /// The snapshot doesn't say.
    Unknown,
    Yes,
}

const FAMILIES: [Family; 2] = [Family::V4, Family::V6];

static CARRIES: Label = Label::quiet("virtual interfaces");

/// Where Direct Connect ends.
#[derive(Clone, Copy)]
enum At {
    /// At a virtual private gateway, by itself or by the Direct Connect gateways that are associated with it.
    VpnGateway(Symbol),
    /// At a transit gateway, by the Direct Connect gateway that is attached.
    TransitGateway { gateway: Symbol, by: Symbol },
}

impl At {
    fn gateway(self) -> Symbol {
        match self {
            At::VpnGateway(gateway) | At::TransitGateway { gateway, .. } => gateway,
        }
    }

    /// The associations that are meant: number, Direct Connect gateway, whether it stands.
    fn associations(self, net: &Network) -> impl Iterator<Item = (u32, Option<Symbol>, bool)> {
        let all = net.snapshot.records.direct_connect_associations.iter();
        let meant = all.filter(move |(_, association)| {
            let by = match self {
                At::VpnGateway(_) => true,
                At::TransitGateway { by, .. } => association.gateway == Some(by),
            };
            by && association.associated == Some(self.gateway())
        });
        meant.map(|(id, association)| (id.number(), association.gateway, association.stands))
    }

    /// The Direct Connect gateways by which it is reached. That one is attached to a transit gateway is as good as an association.
    fn gateways(self, net: &Network) -> Vec<Option<Symbol>> {
        match self {
            At::TransitGateway { by, .. } if self.associations(net).next().is_none() => vec![Some(by)],
            _ => self.associations(net).filter(|(.., stands)| *stands).map(|(_, gateway, _)| gateway).collect(),
        }
    }

    /// The virtual interfaces that end there, with their numbers.
    fn interfaces(self, net: &Network) -> impl Iterator<Item = (u32, &VirtualInterface)> {
        let gateways = self.gateways(net);
        let all = net.snapshot.records.virtual_interfaces.iter().map(|(id, interface)| (id.number(), interface));
        all.filter(move |(_, interface)| {
            let itself = interface.vpn_gateway == Some(self.gateway());
            itself || interface.gateway.is_some() && gateways.contains(&interface.gateway)
        })
    }

    /// Whether packets of a family are carried.
    fn carries(self, net: &Network, family: Family) -> Leads {
        let best = self.interfaces(net).map(|(_, interface)| carries(interface, family)).max();
        let gateways = self.gateways(net);
        let told = net.described_gateway(self.gateway());
        let unread = |list| net.whole(list, told) == Whole::No;
        let known_by_list = match self {
            At::VpnGateway(_) => !unread(List::VirtualInterface) && !unread(List::GatewayAssociation),
            // Of an association that doesn't stand any more the virtual interfaces don't matter.
            At::TransitGateway { .. } => gateways.is_empty() || !unread(List::VirtualInterface),
        };
        // Those of another account aren't listed.
        let listed = |gateway: &Option<Symbol>| self.interfaces(net).any(|(_, other)| other.gateway == *gateway);
        let unknown = !known_by_list || !gateways.iter().all(listed);
        best.max(unknown.then_some(Leads::Unknown)).unwrap_or(Leads::No)
    }

    /// What carries nothing of a family, or nobody knows whether it does: an association that doesn't stand, or a virtual interface.
    fn blame(self, net: &Network, family: Family) -> Option<(Cite, &'static Reason)> {
        let fallen = self.associations(net).find(|(.., stands)| !stands).map(|(number, ..)| (place(number), &DOWN));
        if let Some(fallen) = fallen.filter(|_| self.gateways(net).is_empty()) {
            return Some(fallen);
        }
        let bad = self.interfaces(net).filter(|(_, interface)| carries(interface, family) != Leads::Yes);
        // One that is down tells more than one of which it isn't known.
        let (number, interface) = bad.min_by_key(|(_, interface)| carries(interface, family))?;
        let reason = if interface.up == Leads::No { &DOWN } else { &NO_PEER };
        Some((Cite { list: INTERFACE, rule: number, ..place(0) }, reason))
    }

    /// The check of families that aren't carried, or may not be. What has been learnt from the far side (`learnt`) is evidence that something
    /// carries packets after all.
    fn check(self, net: &Network, families: &[Family], learnt: &[Cidr], way: Direction) -> Option<Check> {
        let mut rows = Vec::new();
        for family in families {
            let leads = self.carries(net, *family);
            let Some((cite, reason)) = self.blame(net, *family).filter(|_| leads != Leads::Yes) else { continue };
            let (action, in_spite) = match leads {
                Leads::No => (
                    Action::Drop { reason, otherwise: Otherwise::Pass },
                    Action::Unknown { gap: &DISPUTED, otherwise: Otherwise::Pass },
                ),
                _ => (Action::Unknown { gap: &NOT_KNOWN, otherwise: Otherwise::Pass }, Action::Pass),
            };
            let learnt = learnt.iter().filter(|block| block.family() == *family);
            rows.extend(learnt.map(|block| {
                let guard = Product::everything();
                let guard = match way {
                    Direction::Egress => guard.with_destination(block.addresses()),
                    Direction::Ingress => guard.with_source(block.addresses()),
                };
                Row::new(guard, in_spite.clone(), cite)
            }));
            let all = IntervalSet::from_ranges(family.whole().iter().copied());
            rows.push(Row::new(Product::everything().with_destination(all), action, cite));
        }
        let subject = rows.first()?.cite;
        Some(Check::new(
            &CARRIES,
            subject,
            Table::first_match(rows, Default { action: Action::Pass, cite: subject, assumes: None }),
        ))
    }
}

/// Whether a virtual interface carries packets of a family: it is available, and its BGP peer of the family is up.
fn carries(interface: &VirtualInterface, family: Family) -> Leads {
    let peers = interface.peers.iter();
    let of_family = peers.filter(|peer| peer.family.is_none_or(|of_peer| of_peer == family));
    let surely = of_family.map(|peer| if peer.family.is_none() { peer.up.min(Leads::Unknown) } else { peer.up });
    let by_peers = if interface.peers.is_empty() { Leads::Yes } else { surely.max().unwrap_or(Leads::No) };
    interface.up.min(by_peers)
}

/// Whether Direct Connect leads on from a virtual private gateway, whichever family it carries.
pub(crate) fn behind(net: &Network, vpn_gateway: Symbol) -> Leads {
    let at = At::VpnGateway(vpn_gateway);
    FAMILIES.map(|family| at.carries(net, family)).into_iter().max().unwrap_or(Leads::Unknown)
}

/// What of Direct Connect at a virtual private gateway carries nothing, where no part of it does, and why.
pub(crate) fn down(net: &Network, vpn_gateway: Symbol) -> Option<(Cite, &'static Reason)> {
    let at = At::VpnGateway(vpn_gateway);
    FAMILIES.iter().find_map(|family| at.blame(net, *family))
}

/// The check of families that Direct Connect at a virtual private gateway doesn't carry, as it does the other one.
pub(crate) fn at_vpn_gateway(net: &Network, gateway: Symbol, families: &[Family]) -> Option<Check> {
    At::VpnGateway(gateway).check(net, families, &[], Direction::Egress)
}

/// The check of what leaves by the attachment of a Direct Connect gateway to a transit gateway, or comes in by it: where nothing is printed
/// of its virtual interfaces, there is none. `learnt` are the blocks that routes of the transit gateway tell of.
pub(crate) fn at_transit_gateway(
    net: &Network,
    gateway: Symbol,
    by: Symbol,
    learnt: &[Cidr],
    way: Direction,
) -> Option<Check> {
    At::TransitGateway { gateway, by }.check(net, &FAMILIES, learnt, way)
}
