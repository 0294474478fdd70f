//! Internet gateways, and the internet between them.

use crate::walker::{Fate, Walked, Walker, Wire};
use packetwalk_lab::Place;
use packetwalk_space::{Address, Cidr};
use std::net::IpAddr;

/// Addresses that no packet on the internet has.
const PRIVATE: &[&str] = &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
/// Addresses that nobody on the internet has, beside those.
const SPECIAL: &[&str] = &["0.0.0.0/8", "169.254.0.0/16"];

fn is_in(blocks: &[&str], address: IpAddr) -> bool {
    blocks.iter().any(|text| Cidr::parse(text).is_ok_and(|block| block.contains(address.into())))
}

impl Walker<'_> {
    /// Every private address that has a public one: VPC, private, public.
    fn pairs(&self) -> impl Iterator<Item = (usize, Address, Address)> + '_ {
        self.net.interfaces.iter().flat_map(|interface| {
            let vpc = interface.subnet.map(|subnet| self.net.subnets[subnet].vpc);
            interface.addresses.iter().filter_map(move |(private, public)| Some((vpc?, *private, (*public)?)))
        })
    }

    /// What neither the oracle nor the lab reads.
    fn imitated(&self, vpc: usize, wire: Wire) -> Result<(), Fate> {
        let of_subnets = self.net.subnets.iter().filter(|subnet| subnet.vpc == vpc).map(|subnet| &subnet.public_access);
        let modes = of_subnets.chain([&self.net.vpcs[vpc].public_access]).flatten();
        if modes.into_iter().any(|mode| mode != "off") {
            return Err(wire.lost("Block Public Access"));
        }
        if wire.packet.destination.is_ipv6() { Err(wire.lost("IPv6 by an internet gateway")) } else { Ok(()) }
    }

    /// Out by an internet gateway that a VPC's route names.
    pub(crate) fn out_by_gateway(&mut self, item: usize, vpc: usize, wire: Wire) -> Walked {
        let gateway = &self.net.internet_gateways[item];
        self.hop(&gateway.id, wire)?;
        if gateway.vpc != Some(vpc) {
            return Err(wire.dropped(&gateway.id, "it isn't attached"));
        }
        self.imitated(vpc, wire)?;
        if is_in(PRIVATE, wire.packet.destination) {
            return Err(wire.dropped(&gateway.id, "the destination is private"));
        }
        let source = Address::from(wire.packet.source);
        let pair = self.pairs().find(|(of, private, _)| *of == vpc && *private == source);
        match pair {
            Some((.., public)) => {
                let mut packet = wire.packet;
                packet.source = public.ip();
                self.internet(Wire { packet, sender: None })
            }
            None => Err(wire.dropped(&gateway.id, "the source has no public address")),
        }
    }

    /// On the internet.
    pub(crate) fn internet(&mut self, wire: Wire) -> Walked {
        let destination = Address::from(wire.packet.destination);
        if wire.packet.destination.is_ipv6() {
            return Err(wire.lost("IPv6 on the internet"));
        }
        if let Some((id, _)) = self.net.spare_addresses.iter().find(|(_, address)| *address == destination) {
            return Err(wire.dropped(id, "no interface has it"));
        }
        let pair = self.pairs().find(|(.., public)| *public == destination);
        if let Some((vpc, private, _)) = pair {
            return match self.net.internet_gateways.iter().position(|gateway| gateway.vpc == Some(vpc)) {
                Some(item) => self.in_by_gateway(item, vpc, private, wire),
                None => Err(wire.dropped(&self.net.vpcs[vpc].id, "it has no internet gateway")),
            };
        }
        if is_in(PRIVATE, wire.packet.destination) || is_in(SPECIAL, wire.packet.destination) {
            return Err(wire.dropped("the internet", "nobody there has a private address"));
        }
        Ok(wire.delivered(Place::Internet))
    }

    /// In by an internet gateway, to a private address.
    fn in_by_gateway(&mut self, item: usize, vpc: usize, private: Address, wire: Wire) -> Walked {
        let gateway = &self.net.internet_gateways[item];
        self.hop(&gateway.id, wire)?;
        self.imitated(vpc, wire)?;
        let source = wire.packet.source;
        if self.net.vpcs[vpc].blocks.iter().any(|block| block.contains(source.into())) {
            return Err(wire.dropped(&gateway.id, "the source claims to be of the VPC"));
        }
        if is_in(PRIVATE, source) {
            return Err(wire.dropped(&gateway.id, "the source is private"));
        }
        if self.net.tables.iter().any(|table| table.gateways.contains(&gateway.id)) {
            return Err(wire.lost(format!("the route table of {}", gateway.id)));
        }
        let mut packet = wire.packet;
        packet.destination = private.ip();
        self.comes_in(vpc, Wire { packet, sender: None })
    }
}
