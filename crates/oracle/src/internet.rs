//! Internet gateways, and the internet between them.

use crate::filters::{Way, owns};
use crate::walker::{Fate, Walked, Walker, Wire};
use packetwalk_aws::plain::Target;
use packetwalk_lab::Place;
use packetwalk_space::{Address, Cidr, Family};
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
                self.internet(Wire { packet, sender: None, passed_on: false })
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
        let mut packet = wire.packet;
        packet.destination = private.ip();
        let wire = Wire { packet, sender: None, passed_on: false };
        let Some(table) = self.edge_table(item) else { return self.comes_in(vpc, wire) };
        match self.route_in(table, vpc, private, wire)? {
            Target::Local => self.comes_in(vpc, wire),
            Target::Interface(middlebox) => {
                let interface = &self.net.interfaces[middlebox];
                if interface.instance.is_none() || interface.denies_internet {
                    return Err(wire.lost("a middlebox that can't be one"));
                }
                if interface.addresses.iter().all(|(_, public)| public.is_none()) {
                    let v6 = interface.addresses.iter().any(|(address, _)| address.family() == Family::V6);
                    let table = &self.net.tables[table].id;
                    let none = wire.dropped(table, "the middlebox has no public address");
                    return Err(if v6 { wire.lost("a middlebox with IPv6 only") } else { none });
                }
                if let Some(subnet) = interface.subnet {
                    self.acl(subnet, Way::In, wire)?;
                }
                self.enters(middlebox, wire)
            }
            _ => Err(wire.lost(format!("a target of {}", self.net.tables[table].id))),
        }
    }

    /// The route table of an internet gateway.
    fn edge_table(&self, gateway: usize) -> Option<usize> {
        let id = &self.net.internet_gateways[gateway].id;
        self.net.tables.iter().position(|table| table.gateways.contains(id))
    }

    /// What answers come for by a middlebox must leave by it: it was passed on, or is the middlebox's own.
    pub(crate) fn symmetric(&self, gateway: usize, vpc: usize, wire: Wire) -> Result<(), Fate> {
        let Some(table) = self.edge_table(gateway) else { return Ok(()) };
        let source = Address::from(wire.packet.source);
        // What keeps answers from coming in, they will meet.
        let Ok(target) = self.route_in(table, vpc, source, wire) else { return Ok(()) };
        let id = &self.net.tables[table].id;
        match target {
            Target::Interface(item) if owns(&self.net.interfaces[item], source) || wire.passed_on => Ok(()),
            Target::Interface(_) => Err(wire.dropped(id, "the answers come by a middlebox")),
            Target::Local => Ok(()),
            _ if wire.passed_on => Ok(()),
            _ => Err(wire.lost(format!("a target of {id}"))),
        }
    }
}
