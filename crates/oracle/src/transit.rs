//! Transit gateways.

use crate::filters::Way;
use crate::vpc::is;
use crate::walker::{Fate, Walked, Walker, Wire};
use packetwalk_aws::plain::TransitRoute;
use packetwalk_lab::Event;
use packetwalk_space::{Address, Cidr};

/// States in which a transit gateway or an attachment carries packets.
pub(crate) const UP: &[&str] = &["available", "modifying"];

const TRANSLATION: &str = "a transit gateway's translation of addresses";

impl Walker<'_> {
    /// From a subnet to a transit gateway, through it, and on in the VPC behind it.
    pub(crate) fn transit(&mut self, subnet: usize, item: usize, wire: Wire) -> Walked {
        let (net, gateway) = (self.net, &self.net.transit_gateways[item]);
        self.hop(&gateway.id, wire)?;
        if !is(gateway.state.as_deref(), UP) {
            return Err(wire.dropped(&gateway.id, "it isn't available"));
        }
        let vpc = Some(net.subnets[subnet].vpc);
        let mut attachments = net.attachments.iter();
        let Some(from) = attachments.position(|there| there.gateway == Some(item) && there.vpc == vpc) else {
            return Err(wire.dropped(&gateway.id, "the VPC isn't attached to it"));
        };
        let attachment = &net.attachments[from];
        let Some(subnets) = &attachment.subnets else { return Err(wire.lost("an attachment's subnets")) };
        let zone = net.subnets[subnet].zone.as_deref();
        if zone.is_none() {
            return Err(wire.lost("a subnet's zone"));
        }
        let Some(there) = subnets.iter().find(|there| net.subnets[**there].zone.as_deref() == zone) else {
            return Err(wire.dropped(&gateway.id, "no attachment in the sender's zone"));
        };
        self.toward_attachment(subnet, *there, wire)?;
        if !is(attachment.state.as_deref(), UP) {
            return Err(wire.dropped(&attachment.id, "it isn't available"));
        }
        let kept = gateway.references && attachment.references;
        let passed_on = wire.passed_on && kept;
        self.through_transit(from, zone, Wire { sender: wire.sender.filter(|_| kept), passed_on, ..wire })
    }

    /// Through a transit gateway, for what came in by an attachment: in a zone, or in none.
    pub(crate) fn through_transit(&mut self, from: usize, zone: Option<&str>, wire: Wire) -> Walked {
        let net = self.net;
        let to = self.transit_route(from, wire)?;
        let (attachment, far) = (&net.attachments[from], &net.attachments[to]);
        self.hop(&far.id, wire)?;
        if !is(far.state.as_deref(), UP) {
            return Err(wire.dropped(&far.id, "it isn't available"));
        }
        if far.translates.is_some() && wire.packet.destination.is_ipv4() {
            return Err(wire.lost(TRANSLATION));
        }
        if attachment.appliance_mode || far.appliance_mode {
            return Err(wire.lost("appliance mode"));
        }
        match far.kind.as_deref() {
            Some("vpc") => {}
            Some("peering") => {
                let Some(there) = far.far else { return Err(wire.lost("the far side of a peering attachment")) };
                if !is(net.attachments[there].state.as_deref(), UP) {
                    return Err(wire.dropped(&far.id, "it isn't available"));
                }
                return self.through_transit(
                    there,
                    None,
                    Wire { sender: None, passed_on: false, inspected: false, ..wire },
                );
            }
            _ => return self.out_by_attachment(to, wire),
        }
        let Some(subnets) = &far.subnets else { return Err(wire.lost("an attachment's subnets")) };
        // The sender's zone if the far VPC is attached there, else any.
        let here = |there: &&usize| zone.is_some() && net.subnets[**there].zone.as_deref() == zone;
        let same = subnets.iter().find(here).copied();
        let way = if same.is_some() { 0 } else { self.choose(subnets.len()) };
        let Some(there) = same.or_else(|| subnets.get(way).copied()) else {
            return Err(wire.lost("an attachment without subnets"));
        };
        let gateway = far.gateway.map(|gateway| &net.transit_gateways[gateway]);
        let kept = far.references && gateway.is_some_and(|gateway| gateway.references);
        self.leaves(there, Wire { sender: wire.sender.filter(|_| kept), passed_on: wire.passed_on && kept, ..wire })
    }

    /// The ACLs on the way to an attachment. In its own subnet AWS's page lists the inbound one too, and nobody says why.
    fn toward_attachment(&self, subnet: usize, there: usize, wire: Wire) -> Result<(), Fate> {
        self.acl(subnet, Way::Out, wire)?;
        let inbound = self.acl(there, Way::In, wire);
        inbound.map_err(|fate| match fate.0 {
            Event::Dropped { .. } if subnet == there => wire.lost("the inbound ACL of an attachment's own subnet"),
            _ => fate,
        })
    }

    /// The attachment to which the route table of another sends a packet.
    fn transit_route(&mut self, from: usize, wire: Wire) -> Result<usize, Fate> {
        let (net, attachment) = (self.net, &self.net.attachments[from]);
        let Some(table) = attachment.table.map(|table| &net.transit_tables[table]) else {
            return Err(if attachment.associations_read {
                wire.dropped(&attachment.id, "it has no route table")
            } else {
                wire.lost("an attachment's association")
            });
        };
        if attachment.translates.is_some() && wire.packet.destination.is_ipv4() {
            return Err(wire.lost(TRANSLATION));
        }
        let Some(routes) = &table.routes else { return Err(wire.lost("the routes of a transit gateway's table")) };
        let destination = Address::from(wire.packet.destination);
        let is_down = |to: &Option<usize>| to.is_some_and(|to| net.attachments[to].vpn_up == Some(false));
        let rank = |block: &Cidr, route: &TransitRoute| {
            // What leads to VPN connections without a tunnel comes last, however long its prefix is.
            let works = route.blackhole != Some(false) || !route.attachments.iter().all(is_down);
            // Of what was propagated, a VPC's comes first, and a VPN connection's behind Direct Connect's.
            let kind = route.attachments.first().copied().flatten().and_then(|to| net.attachments[to].kind.as_deref());
            let source = match (route.is_static, route.by_list, kind) {
                (true, ..) => 6,
                (false, true, _) => 5,
                (false, false, None | Some("vpc")) => 4,
                (false, false, Some("direct-connect-gateway")) => 3,
                (false, false, Some("connect")) => 2,
                (false, false, Some("vpn")) => 1,
                (false, false, Some(_)) => 0,
            };
            (works, block.length(), source)
        };
        let mut best: Option<((bool, u8, u8), &TransitRoute)> = None;
        let mut tie = false;
        for route in routes {
            let Some(blocks) = &route.blocks else { return Err(wire.lost("a transit gateway's prefix list")) };
            for block in blocks.iter().filter(|block| block.contains(destination)) {
                let rank = rank(block, route);
                match best {
                    Some((known, _)) if known > rank => {}
                    Some((known, before)) if known == rank => {
                        tie |= before.attachments != route.attachments || before.blackhole != route.blackhole;
                    }
                    _ => (best, tie) = (Some((rank, route)), false),
                }
            }
        }
        let Some((_, route)) = best else { return Err(wire.dropped(&table.id, "no route leads there")) };
        match (route.blackhole, route.attachments.as_slice()) {
            _ if tie => Err(wire.lost("two routes of one rank")),
            (Some(true), _) => Err(wire.dropped(&table.id, "blackhole")),
            (Some(false), [Some(to)]) if *to != from => Ok(*to),
            (Some(false), several) if !several.contains(&Some(from)) && several.iter().all(Option::is_some) => {
                let all: Vec<usize> = several.iter().copied().flatten().collect();
                let up: Vec<usize> = all.iter().copied().filter(|to| !is_down(&Some(*to))).collect();
                let ways = if up.is_empty() { all } else { up };
                let way = self.choose(ways.len());
                ways.get(way).copied().ok_or_else(|| wire.lost("a route without an attachment"))
            }
            _ => Err(wire.lost("a transit gateway's route back, or to an attachment that isn't known")),
        }
    }
}
