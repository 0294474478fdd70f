//! Internet gateways, and the internet between them.

use crate::filters::owns;
use crate::walker::{Fate, Walked, Walker, Wire};
use packetwalk_aws::plain::{self, Target};
use packetwalk_lab::{Packet, Place};
use packetwalk_space::{Address, Cidr};
use std::net::IpAddr;

/// Addresses that no packet on the internet has.
const PRIVATE: &[&str] = &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
/// Addresses that nobody on the internet has, beside those.
const SPECIAL: &[&str] = &["0.0.0.0/8", "169.254.0.0/16"];

/// What neither kind of gateway takes out.
const STRANGER: &str = "the source isn't a public address of its VPC's interfaces";

/// What passes where Block Public Access is on for what comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passes {
    /// What NAT gateways send, and replies to it.
    ByNat,
    /// Everything.
    All,
}

/// Whether an address is of a VPC's private IPv6 blocks.
fn is_kept(vpc: &plain::Vpc, address: Address) -> bool {
    vpc.private.iter().any(|block| block.contains(address))
}

/// Whether an IPv6 address is public by itself.
fn is_global(address: Address) -> bool {
    Cidr::parse("2000::/3").is_ok_and(|block| block.contains(address))
}

fn is_in(blocks: &[&str], address: IpAddr) -> bool {
    blocks.iter().any(|text| Cidr::parse(text).is_ok_and(|block| block.contains(address.into())))
}

/// What Block Public Access does to a subnet: its own word, else its VPC's, else what is left of the account's.
fn block_mode(subnet: &plain::Subnet, vpc: &plain::Vpc) -> Option<String> {
    let mut mode = vpc.public_access.clone();
    let mut exclusions: Vec<_> = subnet.exclusions.iter().collect();
    if mode.is_none() {
        mode.clone_from(&vpc.account_access);
        exclusions.extend(&vpc.exclusions);
    }
    for exclusion in exclusions {
        if exclusion == "allow-bidirectional" {
            mode = None;
        } else if mode.as_deref() == Some("block-bidirectional") {
            mode = Some("block-ingress".to_owned());
        }
    }
    subnet.public_access.clone().or(mode)
}

/// What is left of the account's word on a VPC.
fn of_account(vpc: &plain::Vpc) -> Option<String> {
    let has = |wanted: &str| vpc.exclusions.iter().any(|exclusion| exclusion == wanted);
    let mode = vpc.account_access.clone().filter(|_| !has("allow-bidirectional"))?;
    Some(if mode == "block-bidirectional" && has("allow-egress") { "block-ingress".to_owned() } else { mode })
}

impl Walker<'_> {
    /// Every private address that has a public one: interface, VPC, private, public.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize, Address, Address)> + '_ {
        self.net.interfaces.iter().enumerate().flat_map(|(item, interface)| {
            let vpc = interface.subnet.map(|subnet| self.net.subnets[subnet].vpc);
            interface.addresses.iter().filter_map(move |(private, public)| Some((item, vpc?, *private, (*public)?)))
        })
    }

    /// Out by an internet gateway that a VPC's route names.
    pub(crate) fn out_by_gateway(&mut self, item: usize, vpc: usize, wire: Wire) -> Walked {
        let gateway = &self.net.internet_gateways[item];
        self.hop(&gateway.id, wire)?;
        if gateway.vpc != Some(vpc) {
            return Err(wire.dropped(&gateway.id, "it isn't attached"));
        }
        if is_in(PRIVATE, wire.packet.destination) {
            return Err(wire.dropped(&gateway.id, "the destination is private"));
        }
        self.public_access(vpc, wire.packet.source, Passes::ByNat, wire)?;
        let source = Address::from(wire.packet.source);
        if wire.packet.source.is_ipv6() {
            self.stays_inside(vpc, wire)?;
            let Some(item) = self.public_owner(vpc, source) else {
                return Err(wire.dropped(&gateway.id, STRANGER));
            };
            self.denies(item, wire)?;
            return self.internet(Wire { sender: None, passed_on: false, inspected: false, ..wire });
        }
        let pair = self.pairs().find(|(_, of, private, _)| *of == vpc && *private == source);
        let Some((item, .., public)) = pair else {
            return Err(wire.dropped(&gateway.id, "the source has no public address"));
        };
        self.denies(item, wire)?;
        let mut packet = wire.packet;
        packet.source = public.ip();
        self.internet(Wire { packet, sender: None, passed_on: false, inspected: false })
    }

    /// Out by an egress-only internet gateway: IPv6 alone, and it remembers what it let out.
    pub(crate) fn out_by_egress_only(&mut self, item: usize, vpc: usize, wire: Wire) -> Walked {
        let gateway = &self.net.egress_only_gateways[item];
        self.hop(&gateway.id, wire)?;
        match gateway.vpc {
            None => return Err(wire.dropped(&gateway.id, "it isn't attached")),
            Some(of) if of != vpc => return Err(wire.dropped(&gateway.id, STRANGER)),
            Some(_) => {}
        }
        if wire.inspected {
            return Err(wire.dropped(&gateway.id, "it takes nothing that a Gateway Load Balancer gave back"));
        }
        self.public_access(vpc, wire.packet.source, Passes::All, wire)?;
        let destination = Address::from(wire.packet.destination);
        if wire.packet.destination.is_ipv4() {
            return Err(wire.dropped(&gateway.id, "it carries IPv6 only"));
        }
        if self.net.vpcs.iter().any(|vpc| vpc.blocks.iter().any(|block| block.contains(destination))) {
            return Err(wire.lost("from an egress-only gateway over the internet back to a VPC"));
        }
        if !is_global(destination) {
            return Err(wire.dropped(&gateway.id, "nobody on the internet has a private IPv6 address"));
        }
        self.stays_inside(vpc, wire)?;
        let Some(owner) = self.public_owner(vpc, wire.packet.source.into()) else {
            return Err(wire.dropped(&gateway.id, STRANGER));
        };
        self.denies(owner, wire)?;
        if self.back {
            // It lets out what begins behind it, and an answer begins elsewhere.
            return Err(wire.dropped(&gateway.id, "it didn't see what this answers"));
        }
        self.let_out.push((item, wire.packet));
        Ok(wire.delivered(Place::Internet))
    }

    /// An answer comes back in by the egress-only gateway that let out what it answers.
    fn in_by_egress_only(&mut self, item: usize, wire: Wire) -> Walked {
        let gateway = &self.net.egress_only_gateways[item];
        self.hop(&gateway.id, wire)?;
        match gateway.vpc {
            Some(vpc) => self.comes_in(vpc, Wire { sender: None, passed_on: false, inspected: false, ..wire }),
            None => Err(wire.dropped(&gateway.id, "it isn't attached")),
        }
    }

    /// Block Public Access: the word of the subnet in which the inner end's address is, else its VPC's.
    fn public_access(&self, vpc: usize, inner: IpAddr, passes: Passes, wire: Wire) -> Result<(), Fate> {
        for subnet in self.net.subnets.iter().filter(|subnet| subnet.vpc == vpc) {
            if !subnet.blocks.iter().any(|block| block.contains(inner.into())) {
                continue;
            }
            let mode = block_mode(subnet, &self.net.vpcs[vpc]);
            let by_nat = || self.net.nat_gateways.iter().any(|nat| nat.addresses.contains(&inner.into()));
            match mode.as_deref() {
                None | Some("off") => {}
                Some("block-ingress") if passes == Passes::All || by_nat() => {}
                Some("block-ingress" | "block-bidirectional") => {
                    return Err(wire.dropped(&subnet.id, "Block Public Access"));
                }
                Some(mode) => return Err(wire.lost(format!("Block Public Access in the mode {mode}"))),
            }
        }
        Ok(())
    }

    /// Whether Block Public Access is on in a subnet.
    pub(crate) fn is_public_access_blocked(&self, subnet: usize) -> bool {
        let subnet = &self.net.subnets[subnet];
        !matches!(block_mode(subnet, &self.net.vpcs[subnet.vpc]).as_deref(), None | Some("off"))
    }

    /// Whether an interface wants nothing to do with internet gateways.
    fn denies(&self, item: usize, wire: Wire) -> Result<(), Fate> {
        let interface = &self.net.interfaces[item];
        if interface.denies_internet {
            return Err(wire.dropped(&interface.id, "the interface denies the internet"));
        }
        Ok(())
    }

    /// What is from a private IPv6 block of the internet's range doesn't go there.
    fn stays_inside(&self, vpc: usize, wire: Wire) -> Result<(), Fate> {
        let (vpc, source) = (&self.net.vpcs[vpc], Address::from(wire.packet.source));
        if is_global(source) && is_kept(vpc, source) {
            return Err(wire.dropped(&vpc.id, "its IPv6 block is private"));
        }
        Ok(())
    }

    /// The interface of a VPC that has a public IPv6 address.
    fn public_owner(&self, vpc: usize, address: Address) -> Option<usize> {
        self.owner(vpc, address).filter(|_| is_global(address) && !is_kept(&self.net.vpcs[vpc], address))
    }

    /// On the internet.
    pub(crate) fn internet(&mut self, wire: Wire) -> Walked {
        let destination = Address::from(wire.packet.destination);
        let answers = |(_, sent): &&(usize, Packet)| sent.reply().is_some_and(|reply| reply.looks_like(&wire.packet));
        if let Some((item, _)) = self.let_out.iter().find(answers).filter(|_| self.back) {
            return self.in_by_egress_only(*item, wire);
        }
        if wire.packet.destination.is_ipv6() {
            return self.internet_v6(wire);
        }
        if let Some((id, _)) = self.net.spare_addresses.iter().find(|(_, address)| *address == destination) {
            return Err(wire.dropped(id, "no interface has it"));
        }
        for (item, gateway) in self.net.nat_gateways.iter().enumerate() {
            let Some(regional) = &gateway.regional else { continue };
            if let Some(vpc) = regional.vpc.filter(|_| regional.addresses.iter().any(|(own, _)| *own == destination)) {
                return self.regional_in(item, vpc, wire);
            }
        }
        let pair = self.pairs().find(|(.., public)| *public == destination);
        if let Some((item, vpc, private, _)) = pair {
            return self.toward_vpc(vpc, Some((item, private)), wire);
        }
        if is_in(PRIVATE, wire.packet.destination) || is_in(SPECIAL, wire.packet.destination) {
            return Err(wire.dropped("the internet", "nobody there has a private address"));
        }
        Ok(wire.delivered(Place::Internet))
    }

    /// Out to the internet from a regional NAT gateway, whose packets have their public address already.
    pub(crate) fn regional_out(&mut self, item: usize, vpc: usize, wire: Wire) -> Walked {
        let gateway = &self.net.internet_gateways[item];
        self.hop(&gateway.id, wire)?;
        if gateway.vpc != Some(vpc) {
            return Err(wire.dropped(&gateway.id, "it isn't attached"));
        }
        if is_in(PRIVATE, wire.packet.destination) {
            return Err(wire.dropped(&gateway.id, "the destination is private"));
        }
        self.regional_access(vpc, wire)?;
        self.internet(wire)
    }

    /// In from the internet to a regional NAT gateway.
    fn regional_in(&mut self, nat: usize, vpc: usize, wire: Wire) -> Walked {
        let Some(gateway) = self.net.internet_gateways.iter().find(|gateway| gateway.vpc == Some(vpc)) else {
            return Err(wire.dropped(&self.net.vpcs[vpc].id, "it has no internet gateway"));
        };
        self.hop(&gateway.id, wire)?;
        self.source_from_outside(&gateway.id, vpc, wire)?;
        self.regional_access(vpc, wire)?;
        self.back_to_regional(nat, Wire { sender: None, passed_on: false, inspected: false, ..wire })
    }

    /// What an internet gateway takes from nobody.
    fn source_from_outside(&self, gateway: &str, vpc: usize, wire: Wire) -> Result<(), Fate> {
        let source = wire.packet.source;
        if self.net.vpcs[vpc].blocks.iter().any(|block| block.contains(source.into())) {
            return Err(wire.dropped(gateway, "the source claims to be of the VPC"));
        }
        if is_in(PRIVATE, source) { Err(wire.dropped(gateway, "the source is private")) } else { Ok(()) }
    }

    /// Block Public Access for a regional NAT gateway, which is in no subnet.
    fn regional_access(&self, vpc: usize, wire: Wire) -> Result<(), Fate> {
        let record = &self.net.vpcs[vpc];
        match record.public_access.clone().or_else(|| of_account(record)).as_deref() {
            None | Some("off" | "block-ingress") => Ok(()),
            Some("block-bidirectional") => Err(wire.dropped(&record.id, "Block Public Access")),
            Some(mode) => Err(wire.lost(format!("Block Public Access in the mode {mode}"))),
        }
    }

    /// IPv6 on the internet: a VPC's public block leads to its internet gateway.
    fn internet_v6(&mut self, wire: Wire) -> Walked {
        let destination = Address::from(wire.packet.destination);
        if !is_global(destination) {
            return Err(wire.dropped("the internet", "nobody there has a private address"));
        }
        if let Some(vpc) = self.net.vpcs.iter().find(|vpc| is_kept(vpc, destination)) {
            return Err(wire.dropped(&vpc.id, "its IPv6 block is private"));
        }
        let inside = |vpc: &plain::Vpc| vpc.blocks.iter().any(|block| block.contains(destination));
        match self.net.vpcs.iter().position(inside) {
            Some(vpc) => self.toward_vpc(vpc, None, wire),
            None => Ok(wire.delivered(Place::Internet)),
        }
    }

    fn toward_vpc(&mut self, vpc: usize, pair: Option<(usize, Address)>, wire: Wire) -> Walked {
        match self.net.internet_gateways.iter().position(|gateway| gateway.vpc == Some(vpc)) {
            Some(item) => self.in_by_gateway(item, vpc, pair, wire),
            None => Err(wire.dropped(&self.net.vpcs[vpc].id, "it has no internet gateway")),
        }
    }

    /// In by an internet gateway: IPv4 to the private address of a pair, IPv6 to the address itself.
    fn in_by_gateway(&mut self, item: usize, vpc: usize, pair: Option<(usize, Address)>, wire: Wire) -> Walked {
        let gateway = &self.net.internet_gateways[item];
        self.hop(&gateway.id, wire)?;
        self.source_from_outside(&gateway.id, vpc, wire)?;
        let destination = Address::from(wire.packet.destination);
        let itself = || self.public_owner(vpc, destination).map(|owner| (owner, destination));
        let Some((owner, private)) = pair.or_else(itself) else {
            return Err(wire.dropped(&gateway.id, "no interface has the IPv6 address"));
        };
        self.denies(owner, wire)?;
        self.public_access(vpc, private.ip(), Passes::ByNat, wire)?;
        let mut packet = wire.packet;
        packet.destination = private.ip();
        let wire = Wire { packet, sender: None, passed_on: false, inspected: false };
        let Some(table) = self.edge_table(&gateway.id) else { return self.comes_in(vpc, wire) };
        match self.route_in(table, vpc, private, wire)? {
            Target::Local => self.comes_in(vpc, wire),
            Target::Interface(middlebox) => {
                let interface = &self.net.interfaces[middlebox];
                if interface.instance.is_none() {
                    return Err(wire.lost("a middlebox that can't be one"));
                }
                let v4 = interface.addresses.iter().any(|(_, public)| public.is_some());
                let v6 = interface
                    .addresses
                    .iter()
                    .any(|(address, _)| is_global(*address) && !is_kept(&self.net.vpcs[vpc], *address));
                match if packet.destination.is_ipv6() { (v6, v4) } else { (v4, v6) } {
                    (true, _) => self.denies(middlebox, wire)?,
                    (false, true) => return Err(wire.lost("a middlebox with a public address of the other family")),
                    (false, false) => {
                        return Err(wire.dropped(&self.net.tables[table].id, "the middlebox has no public address"));
                    }
                }
                self.by_middlebox(middlebox, wire)
            }
            Target::Endpoint(item) => self.at_endpoint(item, wire),
            _ => Err(wire.lost(format!("a target of {}", self.net.tables[table].id))),
        }
    }

    /// The route table of a gateway.
    pub(crate) fn edge_table(&self, gateway: &String) -> Option<usize> {
        self.net.tables.iter().position(|table| table.gateways.contains(gateway))
    }

    /// What answers come for by a middlebox must leave by it: it was passed on, or is the middlebox's own.
    pub(crate) fn symmetric(&self, gateway: &String, vpc: usize, wire: Wire) -> Result<(), Fate> {
        let Some(table) = self.edge_table(gateway) else { return Ok(()) };
        let source = Address::from(wire.packet.source);
        // What keeps answers from coming in, they will meet.
        let Ok(target) = self.route_in(table, vpc, source, wire) else { return Ok(()) };
        let id = &self.net.tables[table].id;
        match target {
            _ if wire.passed_on || wire.inspected => Ok(()),
            Target::Interface(item) if owns(&self.net.interfaces[item], source) => Ok(()),
            Target::Endpoint(_) | Target::Interface(_) => Err(wire.dropped(id, "the answers come by a middlebox")),
            Target::Local => Ok(()),
            _ => Err(wire.lost(format!("a target of {id}"))),
        }
    }
}
