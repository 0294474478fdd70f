//! Probes where mistakes live: at the first and last addresses and ports of what the network's rules and routes name.

use crate::event::Place;
use crate::internet;
use crate::packet::Packet;
use crate::plan::{Kind, kind, owned};
use crate::probe::Probe;
use crate::services;
use fastrand::Rng;
use packetwalk_aws::plain::{Peer, Plain, Traffic};
use packetwalk_space::{Address, Cidr, Family};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::net::IpAddr;

/// Hosts on the internet: addresses of RFC 5737 and RFC 3849, which no real host has.
const OUTSIDE: &[&str] = &["192.0.2.10", "198.51.100.20", "203.0.113.30", "2001:db8::10"];

/// Hosts in networks behind virtual private gateways and attachments.
const REMOTE: &[&str] = &["192.168.0.10", "192.168.7.10", "172.16.0.10", "2001:db8:7::10"];

/// What a network's rules speak of.
struct Boundaries {
    addresses: Vec<Address>,
    ports: Vec<u16>,
    messages: Vec<(u8, u16, u16)>,
    protocols: Vec<u8>,
    /// What the internet knows of the network.
    public: Vec<Address>,
    /// Delegated prefixes and whose they are.
    prefixes: Vec<(usize, Cidr)>,
    /// Addresses of load balancers, and the ports that they listen on.
    listeners: Vec<(Address, u16)>,
    /// Who can send, and from which addresses.
    senders: Vec<(Place, Vec<Address>)>,
}

/// As many probes of a network, the same ones for the same seed; no two that share the network's memory.
pub fn boundary_probes(net: &Plain, seed: u64, count: usize) -> Vec<Probe> {
    let mut random = Rng::with_seed(seed);
    let boundaries = Boundaries::of(net);
    let mut known: HashSet<(Place, IpAddr, IpAddr, u8, u16, u16)> = HashSet::new();
    let mut memory: HashSet<(IpAddr, IpAddr, u8, u16, u16)> = HashSet::new();
    let mut seen_from_afar: HashSet<(bool, IpAddr, u8, u16, u16)> = HashSet::new();
    let mut began: HashSet<(u8, u16)> = HashSet::new();
    let mut asked: HashSet<(u8, u16)> = HashSet::new();
    let mut probes = Vec::with_capacity(count);
    let paired = net.interfaces.iter().flat_map(|interface| &interface.addresses);
    let pairs: HashMap<IpAddr, IpAddr> =
        paired.filter_map(|(private, public)| Some(((*public)?.ip(), private.ip()))).collect();
    // A small network has fewer different probes than may be asked for.
    for _ in 0..count * 20 {
        if probes.len() == count || boundaries.senders.is_empty() {
            break;
        }
        let Some(probe) = boundaries.probe(&mut random) else { continue };
        let Packet { source, destination, protocol, first, second, .. } = probe.packet;
        // A public address and the private one that it is paired with are one end.
        let [source, destination] = [source, destination].map(|address| *pairs.get(&address).unwrap_or(&address));
        if source == destination && (first == second || !matches!(protocol, 6 | 17)) {
            // Sent to the sender's own public address, it comes back as what a reply to it would look like.
            continue;
        }
        // Behind a translator every sender looks alike to the far end: what two probes of opposite directions have in common
        // there is the far end and the two ports.
        let far = match probe.from {
            Place::Internet | Place::VpnGateway(_) | Place::Attachment(_) => (true, source, protocol, first, second),
            _ => (false, destination, protocol, second, first),
        };
        if seen_from_afar.contains(&(!far.0, far.1, far.2, far.3, far.4)) {
            continue;
        }
        // Behind a load balancer conversations with it and with its targets look alike, and differ by the port that began them.
        if !net.balancers.is_empty() && matches!(protocol, 6 | 17) {
            if began.contains(&(protocol, second))
                || asked.contains(&(protocol, first))
                || !began.insert((protocol, first))
            {
                continue;
            }
            asked.insert((protocol, second));
        }
        // Translators and filters know a conversation by addresses and ports, whoever begins it. What has no ports is known by
        // its protocol alone, and one translator may stand before several senders.
        let there = if matches!(protocol, 6 | 17) {
            (source, destination, protocol, first, second)
        } else if matches!(protocol, 1 | 58) {
            if !known.insert((probe.from, source, destination, protocol, first, second)) {
                continue;
            }
            probes.push(probe);
            seen_from_afar.insert(far);
            continue;
        } else {
            (source.min(destination), source.max(destination), protocol, 0, 0)
        };
        let back = (destination, source, protocol, second, first);
        if !memory.contains(&back) && memory.insert(there) {
            seen_from_afar.insert(far);
            probes.push(probe);
        }
    }
    probes
}

impl Boundaries {
    fn of(net: &Plain) -> Self {
        let mut blocks: Vec<Cidr> = Vec::new();
        let mut traffic: Vec<Traffic> = Vec::new();
        for vpc in &net.vpcs {
            blocks.extend(&vpc.blocks);
        }
        for group in &net.groups {
            for rule in group.inbound.iter().chain(&group.outbound).flatten() {
                traffic.push(rule.traffic);
                if let Peer::Blocks(Some(peers)) = &rule.peer {
                    blocks.extend(peers);
                }
            }
        }
        for acl in &net.acls {
            for entry in acl.inbound.iter().chain(&acl.outbound).flatten() {
                traffic.push(entry.traffic);
                blocks.push(entry.block);
            }
        }
        let routes = net.tables.iter().flat_map(|table| table.routes.iter().flatten());
        blocks.extend(routes.flat_map(|route| route.blocks.iter().flatten()));
        let routes = net.transit_tables.iter().flat_map(|table| table.routes.iter().flatten());
        blocks.extend(routes.flat_map(|route| route.blocks.iter().flatten()));

        let mut addresses: Vec<Address> = blocks.iter().flat_map(|block| edges(*block)).collect();
        let mut senders = Vec::new();
        let mut public: Vec<Address> = net.spare_addresses.iter().map(|(_, address)| *address).collect();
        for (item, interface) in net.interfaces.iter().enumerate() {
            let own: Vec<_> = owned(interface).iter().map(|block| block.first()).collect();
            // Interfaces are what people ask about: each counts several times.
            for _ in 0..8 {
                addresses.extend(&own);
            }
            public.extend(interface.addresses.iter().filter_map(|(_, public)| *public));
            public.extend(interface.addresses.iter().map(|(own, _)| *own).filter(|own| internet::is_global(*own)));
            if kind(net, interface) == Kind::Host && interface.subnet.is_some() {
                // A question starts from an address, not from a delegated prefix.
                let own: Vec<_> = interface.addresses.iter().map(|(private, _)| *private).collect();
                senders.push((Place::Interface(item), own));
            }
        }
        let regionals = net.nat_gateways.iter().filter_map(|gateway| gateway.regional.as_ref());
        public.extend(regionals.flat_map(|regional| regional.addresses.iter().map(|(address, _)| *address)));
        addresses.extend(&public);
        let outside: Vec<Address> = OUTSIDE.iter().filter_map(|text| text.parse().ok()).collect();
        addresses.extend(&outside);
        if !net.vpn_gateways.is_empty() || net.attachments.iter().any(|attachment| attachment.vpc.is_none()) {
            for _ in 0..3 {
                addresses.extend(REMOTE.iter().filter_map(|text| text.parse::<Address>().ok()));
            }
        }
        addresses.extend(services::SERVICES.iter().filter_map(|(text, _)| text.parse::<Address>().ok()));
        for (vpc, _) in net.vpcs.iter().enumerate() {
            addresses.extend(services::dns(net, vpc));
        }
        addresses.extend(net.subnets.iter().filter_map(|subnet| services::router(&subnet.blocks)));
        // IPv6 hosts write IPv4 addresses into this block, where something translates it.
        if blocks.iter().any(|block| nat64(Address::v4(0, 0, 0, 0)).is_some_and(|first| block.contains(first))) {
            let meant: BTreeSet<_> = addresses.iter().copied().filter(|a| sendable(*a)).filter_map(nat64).collect();
            addresses.extend(meant);
        }
        addresses.retain(|address| sendable(*address));

        let mut ports = vec![22, 53, 80, 123, 443, 1023, 1024, 32768, 60999, 61000, 65535];
        let mut messages = vec![(1, 8, 0), (58, 128, 0)];
        let mut protocols = vec![50, 47];
        for traffic in traffic {
            match traffic {
                Traffic::All => {}
                Traffic::Protocol(protocol) => protocols.push(protocol),
                Traffic::Ports(_, from, to) => {
                    ports.extend([from.saturating_sub(1), from, to, to.saturating_add(1)]);
                }
                Traffic::Icmp(protocol, kind, code) => messages.push((protocol, kind, code.unwrap_or(0))),
            }
        }
        ports.retain(|port| *port > 0);
        // The kernel reads these itself, and takes most of what others send for damaged.
        protocols
            .retain(|protocol| !matches!(protocol, 0 | 1 | 2 | 6 | 17 | 33 | 41 | 43 | 44 | 58 | 59 | 60 | 132 | 136));
        let senders = if public.is_empty() { senders } else { with_outside(senders, &outside) };
        let senders = with_networks_outside(senders, net);
        let listeners = listeners(net);
        let prefixes = net.interfaces.iter().enumerate();
        let prefixes =
            prefixes.flat_map(|(item, interface)| interface.prefixes.iter().map(move |prefix| (item, *prefix)));
        Boundaries { addresses, ports, messages, protocols, public, prefixes: prefixes.collect(), listeners, senders }
    }

    fn probe(&self, random: &mut Rng) -> Option<Probe> {
        let (from, own) = random.choice(&self.senders)?;
        // The source comes first: there are fewer IPv6 destinations, and who has both families sends as much by either.
        let source = *random.choice(own)?;
        let family = source.family();
        let known = if *from == Place::Internet { &self.public } else { &self.addresses };
        let listeners = self.listeners.iter().filter(|(address, _)| address.family() == family).copied();
        let listener = if random.u8(0..3) == 0 { random.choice(listeners.collect::<Vec<_>>()) } else { None };
        let listener = listener.filter(|(address, _)| *from != Place::Internet || self.public.contains(address));
        let destination = match listener {
            Some((address, _)) => address,
            None => {
                random.choice(known.iter().copied().filter(|address| address.family() == family).collect::<Vec<_>>())?
            }
        };
        // What a host sends to itself never leaves it.
        if own.contains(&destination) || self.is_own(*from, destination) {
            return None;
        }
        let (protocol, first, second) = match (random.u8(0..10), listener) {
            (kind @ 0..=8, Some((_, port))) => (if kind < 6 { 6 } else { 17 }, random.u16(1024..), port),
            (0..=4, _) => (6, self.source_port(random), *random.choice(&self.ports)?),
            (5..=7, _) => (17, self.source_port(random), *random.choice(&self.ports)?),
            (8, _) => {
                let wanted = if family == Family::V4 { 1 } else { 58 };
                let fits = |message: &(u8, u16, u16)| message.0 == wanted && message.1 <= 255;
                random.choice(self.messages.iter().copied().filter(fits).collect::<Vec<_>>())?
            }
            (9.., _) => (*random.choice(&self.protocols)?, 0, 0),
        };
        Some(Probe { from: *from, packet: Packet::new(source.ip(), destination.ip(), protocol, first, second) })
    }

    fn is_own(&self, from: Place, address: Address) -> bool {
        let Place::Interface(item) = from else { return false };
        self.prefixes.iter().any(|(of, prefix)| *of == item && prefix.addresses().contains(address))
    }

    fn source_port(&self, random: &mut Rng) -> u16 {
        let boundary = random.choice(&self.ports).copied().filter(|_| random.bool());
        boundary.unwrap_or_else(|| random.u16(1024..))
    }
}

/// The addresses of load balancers' nodes, and of endpoints before them, with the ports that they listen on, and those beside them.
fn listeners(net: &Plain) -> Vec<(Address, u16)> {
    let mut all = Vec::new();
    for interface in &net.interfaces {
        let service = interface.endpoint.and_then(|item| net.endpoints[item].service);
        let behind = service.into_iter().flat_map(|item| net.services[item].balancers.iter().flatten()).copied();
        let balancers: Vec<_> = interface.balancer.into_iter().chain(behind).collect();
        let addresses: Vec<_> =
            interface.addresses.iter().flat_map(|(own, public)| [Some(*own), *public]).flatten().collect();
        let listeners = balancers.iter().flat_map(|item| &net.balancers[*item].listeners);
        let others = if interface.endpoint.is_some() && service.is_none() { Some(443) } else { None };
        for port in listeners.filter_map(|listener| listener.port).chain(others) {
            let beside = [port.saturating_sub(1), port.saturating_add(1)];
            for port in [port; 8].into_iter().chain(beside) {
                all.extend(addresses.iter().map(|address| (*address, port)));
            }
        }
    }
    all
}

/// An IPv4 address as IPv6 hosts write it that mean it (RFC 6052).
fn nat64(address: Address) -> Option<Address> {
    match address.ip() {
        IpAddr::V4(ip) => Some(Address::from_number(0x0064_ff9b << 96 | u128::from(u32::from(ip)))),
        IpAddr::V6(_) => None,
    }
}

/// The internet sends too, about one probe in six.
fn with_outside(mut senders: Vec<(Place, Vec<Address>)>, outside: &[Address]) -> Vec<(Place, Vec<Address>)> {
    for _ in 0..senders.len().div_ceil(5) {
        senders.push((Place::Internet, outside.to_vec()));
    }
    senders
}

/// Networks behind virtual private gateways and attachments send too.
fn with_networks_outside(mut senders: Vec<(Place, Vec<Address>)>, net: &Plain) -> Vec<(Place, Vec<Address>)> {
    let own = || REMOTE.iter().filter_map(|text| text.parse().ok()).collect();
    for (item, _) in net.vpn_gateways.iter().enumerate().filter(|(_, gateway)| gateway.vpc.is_some()) {
        senders.push((Place::VpnGateway(item), own()));
    }
    for (item, attachment) in net.attachments.iter().enumerate() {
        if matches!(attachment.kind.as_deref(), Some("vpn" | "direct-connect-gateway" | "connect")) {
            senders.push((Place::Attachment(item), own()));
        }
    }
    senders
}

/// The addresses around the ends of a block.
fn edges(block: Cidr) -> Vec<Address> {
    let (first, last) = (block.first().number(), block.last().number());
    let around = [first.checked_sub(1), Some(first), Some(last), last.checked_add(1)];
    let of = around.into_iter().flatten().map(Address::from_number);
    of.filter(|address| address.family() == block.family()).collect()
}

/// Whether a kernel sends packets to this address like any others: it keeps some for itself.
fn sendable(address: Address) -> bool {
    match address.ip() {
        IpAddr::V4(ip) => !(ip.is_loopback() || ip.is_multicast() || ip.octets()[0] >= 240 || ip.octets()[0] == 0),
        IpAddr::V6(ip) if ip.segments()[0] == 0x64 => {
            let [.., a, b, c, d] = ip.octets();
            nat64(Address::v4(a, b, c, d)) == Some(address) && sendable(Address::v4(a, b, c, d))
        }
        IpAddr::V6(ip) => matches!(ip.segments()[0], 0x2000..=0x3fff | 0xfc00..=0xfdff),
    }
}
