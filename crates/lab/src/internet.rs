//! The internet, and the gateways to it: one-to-one translation without memory.

use crate::event::{Event, Place};
use crate::filter::{self, End};
use crate::plan::{Namespace, Plan, everywhere, forget_sender, inspected, loops, owned};
use packetwalk_aws::plain::{Plain, Subnet, Vpc};
use packetwalk_space::{Address, Cidr, Family};

/// The device to the VPC's router.
pub(crate) const INSIDE: &str = "vpc";
/// The device to the internet.
const OUTSIDE: &str = "net";

/// Where VPCs meet the internet.
#[derive(Clone, Debug)]
pub(crate) struct Outside {
    /// The namespace of each internet gateway.
    pub(crate) gateways: Vec<usize>,
    /// The namespace of each egress-only one.
    pub(crate) egress_only: Vec<usize>,
}

/// Addresses that never leave or come in by an internet gateway.
const PRIVATE: &str = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10";

/// Addresses that nobody on the internet has, beside those.
const SPECIAL: &str = "0.0.0.0/8, 169.254.0.0/16";

pub(crate) fn plan(plan: &mut Plan, net: &Plain) -> Outside {
    let mut internet = Namespace::new("internet");
    let mut pairs: Vec<(usize, Address, Address)> = Vec::new();
    for interface in &net.interfaces {
        let Some(subnet) = interface.subnet else { continue };
        let vpc = net.subnets[subnet].vpc;
        pairs.extend(interface.addresses.iter().filter_map(|(private, public)| Some((vpc, *private, (*public)?))));
    }
    // Packets to an address that somebody in the network has go there; everything else is here.
    internet.ip_both("rule add pref 100 lookup 100");
    internet.ip_both("rule add pref 200 lookup 200");
    for family in [Family::V4, Family::V6] {
        internet.ip(family, format!("route add local {} dev lo table 200", everywhere(family)));
    }
    let mut dropped = Vec::new();
    let spare = internet.sink("spare");
    for (id, address) in &net.spare_addresses {
        internet.ip(Family::V4, format!("route add {address} dev {spare} table 100"));
        let drop = plan.drop(Event::dropped(id, "no interface has it"));
        dropped.push(format!("oifname \"{spare}\" ip daddr {address} {drop}"));
    }
    let nobody = plan.drop(Event::dropped("the internet", "nobody there has a private address"));
    let delivered = plan.deliver(Place::Internet);
    let mut deliver = vec![format!("iifname \"lo\" accept")];
    deliver.push(format!("ip daddr {{ {PRIVATE}, {SPECIAL} }} {nobody}"));
    deliver.push(format!("ip6 daddr != 2000::/3 {nobody}"));
    deliver.push(delivered);
    internet.chain("deliver", Some("filter hook input priority 0"), deliver);
    let number = plan.add(internet);
    plan.places.insert(Place::Internet, number);

    let mut gateways = Vec::new();
    for (item, gateway) in net.internet_gateways.iter().enumerate() {
        let of_vpc: Vec<_> = pairs.iter().filter(|(vpc, ..)| Some(*vpc) == gateway.vpc).copied().collect();
        let device = format!("g{item}");
        for (_, _, public) in &of_vpc {
            plan.namespaces[number].ip(Family::V4, format!("route add {public} dev {device} table 100"));
        }
        for block in gateway.vpc.into_iter().flat_map(|vpc| global_blocks(net, vpc)) {
            plan.namespaces[number].ip6.push(format!("route add {block} dev {device} table 100"));
        }
        let namespace = gateway_namespace(plan, net, item, &of_vpc);
        plan.link((namespace, OUTSIDE), (number, &device));
        gateways.push(namespace);
    }
    for (vpc, _, public) in &pairs {
        if !net.internet_gateways.iter().any(|gateway| gateway.vpc == Some(*vpc)) {
            let drop = plan.drop(Event::dropped(&net.vpcs[*vpc].id, "it has no internet gateway"));
            plan.namespaces[number].ip(Family::V4, format!("route add {public} dev {spare} table 100"));
            dropped.push(format!("oifname \"{spare}\" ip daddr {public} {drop}"));
        }
    }
    for (vpc, address) in of_regionals(net) {
        let device = if let Some(item) = net.internet_gateways.iter().position(|gateway| gateway.vpc == Some(vpc)) {
            format!("g{item}")
        } else {
            let drop = plan.drop(Event::dropped(&net.vpcs[vpc].id, "it has no internet gateway"));
            dropped.push(format!("oifname \"{spare}\" ip daddr {address} {drop}"));
            spare.clone()
        };
        plan.namespaces[number].ip(Family::V4, format!("route add {address} dev {device} table 100"));
    }
    for (vpc, record) in net.vpcs.iter().enumerate() {
        for block in private_blocks(net, vpc) {
            plan.namespaces[number].ip6.push(format!("route replace {block} dev {spare} table 100"));
        }
        dropped.extend(
            against_private(plan, net, vpc, "daddr").into_iter().map(|rule| format!("oifname \"{spare}\" {rule}")),
        );
        if net.internet_gateways.iter().any(|gateway| gateway.vpc == Some(vpc)) {
            continue;
        }
        let drop = plan.drop(Event::dropped(&record.id, "it has no internet gateway"));
        for block in global_blocks(net, vpc) {
            plan.namespaces[number].ip6.push(format!("route add {block} dev {spare} table 100"));
            dropped.push(format!("oifname \"{spare}\" ip6 daddr {block} {drop}"));
        }
    }
    let egress_only = (0..net.egress_only_gateways.len()).map(|item| egress_only(plan, net, item, number)).collect();
    // What the internet sends itself is dropped where it would leave, what it passes on where it is forwarded.
    plan.namespaces[number].chain("spare", Some("filter hook postrouting priority 0"), dropped);
    Outside { gateways, egress_only }
}

/// The addresses of regional NAT gateways, and their VPCs.
fn of_regionals(net: &Plain) -> impl Iterator<Item = (usize, Address)> {
    let regionals = net.nat_gateways.iter().filter_map(|gateway| gateway.regional.as_ref());
    regionals.flat_map(|regional| {
        regional.addresses.iter().filter_map(|(address, _)| regional.vpc.map(|vpc| (vpc, *address)))
    })
}

/// What Block Public Access does to what a regional NAT gateway of a VPC sends and gets: its connections begin inside.
fn regional_access(plan: &mut Plan, vpc: &Vpc) -> Vec<String> {
    match mode_of_vpc(vpc) {
        None | Some("off" | "block-ingress") => Vec::new(),
        Some("block-bidirectional") => vec![plan.drop(Event::dropped(&vpc.id, "Block Public Access"))],
        Some(mode) => vec![plan.drop(Event::not_imitated(format!("mode {mode}")))],
    }
}

fn gateway_namespace(plan: &mut Plan, net: &Plain, item: usize, pairs: &[(usize, Address, Address)]) -> usize {
    let gateway = &net.internet_gateways[item];
    let id = &gateway.id;
    let mut namespace = Namespace::new(id);
    between(&mut namespace, gateway.vpc.is_some());
    let private = plan.drop(Event::dropped(id, "the destination is private"));
    let unpaired = plan.drop(Event::dropped(id, "the source has no public address"));
    let mut out = vec![format!("ip daddr {{ {PRIVATE} }} {private}")];
    let mut into = Vec::new();
    let regionals = of_regionals(net).filter(|(vpc, _)| Some(*vpc) == gateway.vpc);
    let regionals: Vec<_> = regionals.map(|(_, address)| address.to_string()).collect();
    let regionals = regionals.join(", ");
    if let Some(vpc) = gateway.vpc.filter(|_| !regionals.is_empty()) {
        let mut rules = regional_access(plan, &net.vpcs[vpc]);
        rules.extend(forget_sender());
        rules.push("accept".to_owned());
        namespace.chain("of_regional", None, rules);
        out.push(format!("ip saddr {{ {regionals} }} jump of_regional"));
    }
    let [leaving, coming] = [End::Source, End::Destination]
        .map(|end| gateway.vpc.map(|vpc| public_access(plan, net, vpc, end, Passes::ByNat)).unwrap_or_default());
    out.extend(leaving);
    if let Some(vpc) = gateway.vpc {
        let blocks = net.vpcs[vpc].blocks.iter().filter(|block| block.family() == Family::V4);
        let blocks: Vec<_> = blocks.map(ToString::to_string).collect();
        let spoofed = plan.drop(Event::dropped(id, "the source claims to be of the VPC"));
        if !blocks.is_empty() {
            into.push(format!("ip saddr {{ {} }} {spoofed}", blocks.join(", ")));
        }
        let stranger = plan.drop(Event::dropped(id, "the source isn't a public address of its VPC's interfaces"));
        let nobody = plan.drop(Event::dropped(id, "no interface has the IPv6 address"));
        let v6 = net.vpcs[vpc].blocks.iter().filter(|block| block.family() == Family::V6);
        into.extend(v6.map(|block| format!("ip6 saddr {block} {spoofed}")));
        let own = global_addresses(net, vpc);
        out.extend(against_private(plan, net, vpc, "saddr"));
        out.push(not_among("saddr", &own, &stranger));
        into.extend(against_private(plan, net, vpc, "daddr"));
        into.push(not_among("daddr", &own, &nobody));
    }
    let source = plan.drop(Event::dropped(id, "the source is private"));
    into.push(format!("ip saddr {{ {PRIVATE} }} {source}"));
    if !regionals.is_empty() {
        into.push(format!("ip daddr {{ {regionals} }} jump of_regional"));
    }
    for (item, interface) in net.interfaces.iter().enumerate().filter(|(_, interface)| interface.denies_internet) {
        let drop = plan.drop(Event::dropped(&interface.id, "the interface denies the internet"));
        let of = pairs.iter().filter(|pair| net.interfaces[item].addresses.contains(&(pair.1, Some(pair.2))));
        for (_, private, public) in of {
            out.push(format!("ip saddr {private} {drop}"));
            into.push(format!("ip daddr {public} {drop}"));
        }
        for block in owned(interface).into_iter().filter(|block| block.family() == Family::V6) {
            out.push(format!("ip6 saddr {block} {drop}"));
            into.push(format!("ip6 daddr {block} {drop}"));
        }
    }
    let stranger = plan.drop(Event::dropped(id, "no interface has the public address"));
    if pairs.is_empty() {
        out.push(format!("meta nfproto ipv4 {unpaired}"));
        into.push(format!("meta nfproto ipv4 {stranger}"));
    } else {
        let of = |pick: fn(&(usize, Address, Address)) -> (Address, Address)| {
            let elements: Vec<_> = pairs.iter().map(pick).map(|(key, value)| format!("{key} : {value}")).collect();
            format!("{{ {} }}", elements.join(", "))
        };
        let keys = |pick: fn(&(usize, Address, Address)) -> Address| {
            pairs.iter().map(pick).map(|key| key.to_string()).collect::<Vec<_>>().join(", ")
        };
        out.push(format!("ip saddr != {{ {} }} {unpaired}", keys(|(_, private, _)| *private)));
        out.push(format!("ip saddr set ip saddr map {}", of(|(_, private, public)| (*private, *public))));
        into.push(format!("ip daddr != {{ {} }} {stranger}", keys(|(_, _, public)| *public)));
        into.push(format!("ip daddr set ip daddr map {}", of(|(_, private, public)| (*public, *private))));
    }
    into.extend(coming);
    out.extend(forget_sender());
    into.extend(forget_sender());
    let circles = loops(plan, id);
    let arrive =
        [circles, vec![format!("iifname \"{INSIDE}\" jump out"), format!("iifname \"{OUTSIDE}\" jump into")]].concat();
    namespace.chain("out", None, out);
    namespace.chain("into", None, into);
    namespace.chain("arrive", Some("filter hook prerouting priority -300"), arrive);
    plan.add(namespace)
}

/// What passes a gateway under Block Public Access that is on for what comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passes {
    /// What NAT gateways send, and replies to it.
    ByNat,
    /// Everything.
    All,
}

/// Block Public Access, subnet by subnet: the subnet's own word, else its VPC's.
fn public_access(plan: &mut Plan, net: &Plain, vpc: usize, end: End, passes: Passes) -> Vec<String> {
    let nat: Vec<_> = net.nat_gateways.iter().flat_map(|gateway| &gateway.addresses).map(ToString::to_string).collect();
    let mut rules = Vec::new();
    for subnet in net.subnets.iter().filter(|subnet| subnet.vpc == vpc) {
        let mode = block_mode(subnet, &net.vpcs[vpc]);
        let blocked = plan.drop(Event::dropped(&subnet.id, "Block Public Access"));
        for block in &subnet.blocks {
            let inside = filter::address(end, *block);
            match mode {
                None | Some("off") => {}
                Some("block-ingress") if passes == Passes::All => {}
                Some("block-ingress") if block.family() == Family::V4 && !nat.is_empty() => {
                    rules.push(format!("{inside} ip {} != {{ {} }} {blocked}", end.word(), nat.join(", ")));
                }
                Some("block-bidirectional" | "block-ingress") => rules.push(format!("{inside} {blocked}")),
                Some(mode) => {
                    rules.push(format!("{inside} {}", plan.drop(Event::not_imitated(format!("mode {mode}")))));
                }
            }
        }
    }
    rules
}

/// What Block Public Access does to a subnet: its own word, else its VPC's, else its account's, less what is excluded.
fn block_mode<'n>(subnet: &'n Subnet, vpc: &'n Vpc) -> Option<&'n str> {
    subnet.public_access.as_deref().or(excluding(mode_of_vpc(vpc), &subnet.exclusions))
}

/// What it does to a VPC: its own word, else its account's, less what is excluded.
fn mode_of_vpc(vpc: &Vpc) -> Option<&str> {
    vpc.public_access.as_deref().or(excluding(vpc.account_access.as_deref(), &vpc.exclusions))
}

/// What exclusions leave of a mode.
fn excluding<'n>(mode: Option<&'n str>, exclusions: &[String]) -> Option<&'n str> {
    let has = |wanted: &str| exclusions.iter().any(|exclusion| exclusion == wanted);
    match mode {
        Some(_) if has("allow-bidirectional") => Some("off"),
        Some("block-bidirectional") if has("allow-egress") => Some("block-ingress"),
        mode => mode,
    }
}

/// What comes in by one device goes out by the other. An unattached gateway has none inside.
fn between(namespace: &mut Namespace, attached: bool) {
    for (from, to, table) in [(INSIDE, OUTSIDE, 100), (OUTSIDE, INSIDE, 200)] {
        namespace.ip_both(&format!("rule add pref 100 iif {from} lookup {table}"));
        if to == OUTSIDE || attached {
            namespace.ip_both(&format!("route add default dev {to} table {table}"));
        }
    }
}

/// An egress-only gateway: IPv6 out, and what conntrack knows back in. On the internet what came by it is answered to it.
fn egress_only(plan: &mut Plan, net: &Plain, item: usize, internet: usize) -> usize {
    let gateway = &net.egress_only_gateways[item];
    let id = &gateway.id;
    let mut namespace = Namespace::new(id);
    between(&mut namespace, gateway.vpc.is_some());
    let mut arrive = loops(plan, id);
    let stray = plan.drop(Event::dropped(id, "nothing behind it asked for it"));
    arrive.push(format!("iifname \"{OUTSIDE}\" ct state established accept"));
    arrive.push(format!("iifname \"{OUTSIDE}\" {stray}"));
    let after = plan.drop(Event::dropped(id, "it takes nothing that a Gateway Load Balancer gave back"));
    arrive.push(format!("{} {after}", inspected(Family::V6)));
    if let Some(vpc) = gateway.vpc {
        arrive.extend(public_access(plan, net, vpc, End::Source, Passes::All));
    }
    let v4 = plan.drop(Event::dropped(id, "it carries IPv6 only"));
    arrive.push(format!("meta nfproto ipv4 {v4}"));
    let known = plan.drop(Event::not_imitated(format!("from {id} over the internet back to a VPC")));
    let blocks = net.vpcs.iter().flat_map(|vpc| &vpc.blocks).filter(|block| block.family() == Family::V6);
    arrive.extend(blocks.map(|block| format!("ip6 daddr {block} {known}")));
    let private = plan.drop(Event::dropped(id, "nobody on the internet has a private IPv6 address"));
    arrive.push(format!("ip6 daddr != 2000::/3 {private}"));
    if let Some(vpc) = gateway.vpc {
        arrive.extend(against_private(plan, net, vpc, "saddr"));
        for interface in net.interfaces.iter().filter(|interface| interface.denies_internet) {
            let drop = plan.drop(Event::dropped(&interface.id, "the interface denies the internet"));
            let here = interface.subnet.is_some_and(|subnet| net.subnets[subnet].vpc == vpc);
            let own = interface.addresses.iter().filter(|(own, _)| here && own.family() == Family::V6);
            arrive.extend(own.map(|(own, _)| format!("ip6 saddr {own} {drop}")));
        }
        let stranger = plan.drop(Event::dropped(id, "the source isn't a public address of its VPC's interfaces"));
        arrive.push(not_among("saddr", &global_addresses(net, vpc), &stranger));
    }
    arrive.extend(forget_sender());
    namespace.chain("arrive", Some("filter hook prerouting priority -150"), arrive);
    let at = plan.add(namespace);

    let (device, mark) = (format!("e{item}"), 1000 + item);
    plan.link((at, OUTSIDE), (internet, &device));
    let there = &mut plan.namespaces[internet];
    there.ip6.push(format!("rule add pref 50 fwmark {mark} lookup {mark}"));
    there.ip6.push(format!("route add default dev {device} table {mark}"));
    let come = vec![format!("iifname \"{device}\" ct mark set {mark}")];
    there.chain(format!("come{item}"), Some("filter hook prerouting priority -150"), come);
    let answer = vec![format!("ct mark {mark} meta mark set {mark}")];
    there.chain(format!("answer{item}"), Some("route hook output priority -150"), answer);
    at
}

/// A rule for packets whose address isn't one of these.
fn not_among(end: &str, addresses: &[Cidr], verdict: &str) -> String {
    let all: Vec<_> = addresses.iter().map(ToString::to_string).collect();
    if all.is_empty() {
        format!("meta nfproto ipv6 {verdict}")
    } else {
        format!("ip6 {end} != {{ {} }} {verdict}", all.join(", "))
    }
}

/// IPv6 blocks of a VPC that are public by themselves.
fn global_blocks(net: &Plain, vpc: usize) -> impl Iterator<Item = Cidr> {
    let record = &net.vpcs[vpc];
    record.blocks.iter().copied().filter(|block| is_global(block.first()) && !record.private.contains(block))
}

/// A VPC's private IPv6 blocks of the internet's range, and those of its subnets.
fn private_blocks(net: &Plain, vpc: usize) -> impl Iterator<Item = Cidr> {
    net.vpcs[vpc].private.iter().copied().filter(|block| is_global(block.first()))
}

/// Rules against such blocks.
fn against_private(plan: &mut Plan, net: &Plain, vpc: usize, end: &str) -> Vec<String> {
    let drop = plan.drop(Event::dropped(&net.vpcs[vpc].id, "its IPv6 block is private"));
    private_blocks(net, vpc).map(|block| format!("ip6 {end} {block} {drop}")).collect()
}

/// IPv6 addresses and delegated prefixes of a VPC's interfaces that are public by themselves; none lies in another.
fn global_addresses(net: &Plain, vpc: usize) -> Vec<Cidr> {
    let inside = net.interfaces.iter().filter(|i| i.subnet.is_some_and(|subnet| net.subnets[subnet].vpc == vpc));
    let mut all: Vec<Cidr> = inside.flat_map(owned).filter(|block| is_public(net, vpc, block.first())).collect();
    all.sort_by_key(|block| (block.first(), block.length()));
    all.dedup_by(|later, earlier| earlier.contains(later.first()));
    all
}

/// Whether an IPv6 address of a VPC is public: of the internet's range, and in none of its private blocks.
pub(crate) fn is_public(net: &Plain, vpc: usize, address: Address) -> bool {
    is_global(address) && !net.vpcs[vpc].private.iter().any(|block| block.contains(address))
}

/// Whether an IPv6 address is one of the internet's: in `2000::/3`.
pub(crate) fn is_global(address: Address) -> bool {
    matches!(address.ip(), std::net::IpAddr::V6(ip) if ip.segments()[0] & 0xe000 == 0x2000)
}
