//! One table of rules, read packet by packet and as a class, beside plain loops over the same rules.

use super::work::{Work, fixture};
use anyhow::{Context as _, Result};
use packetwalk::Network;
use packetwalk::plain::{Peer, Plain, Traffic};
use packetwalk_aws::Lowerer;
use packetwalk_engine::{Together, Traveller as _};
use packetwalk_fabric::{Check, Fabric};
use packetwalk_space::{Address, Cidr, Family, HeaderSet, Headers, IntervalSet, Product, Protocol, Sender};
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

/// Packets that a round reads the table with, one after another.
const PACKETS: u32 = 64;

/// Where rules of one kind come from.
#[derive(Clone, Copy)]
enum Rules {
    Acl(u32),
    /// Entries that allow and deny by turns, over blocks and ports that hold and cross one another.
    Crossing(u32),
    Group(u32),
    Routes(u32),
}

impl Rules {
    const fn count(self) -> u32 {
        match self {
            Rules::Acl(count) | Rules::Crossing(count) | Rules::Group(count) | Rules::Routes(count) => count,
        }
    }
}

pub(crate) fn works() -> Vec<Work> {
    macro_rules! sizes {
        ($($name:literal: $rules:expr;)*) => {
            [$(($rules, [
                concat!($name, ", by hand"), concat!($name, ", row"), concat!($name, ", share"), concat!($name, ", class"),
            ]),)*]
        };
    }
    let sizes = sizes! {
        "ACL of 20": Rules::Acl(20);
        "crossing ACL of 20": Rules::Crossing(20);
        "crossing ACL of 40": Rules::Crossing(40);
        "group of 60": Rules::Group(60);
        "group of 300": Rules::Group(300);
        "group of 1,000": Rules::Group(1000);
        "1,000 routes": Rules::Routes(1000);
    };
    let works = sizes.into_iter().flat_map(|(rules, [hand, row, share, class])| {
        [
            Work::new(hand, move || by_hand(rules)),
            Work::new(row, move || by_row(rules)).beside(hand),
            Work::new(share, move || by_share(rules)).beside(hand),
            Work::new(class, move || by_class(rules)),
        ]
    });
    works.collect()
}

/// A network with one table of these rules. Except where they are to cross, every rule is about another block and another port.
fn network(rules: Rules) -> Result<Network> {
    let mut text = "vpc main 10.0.0.0/16\nsubnet a 10.0.1.0/24\ntable many\nacl many\nsg many\nigw gw\n".to_owned();
    let block = |number: u32| format!("10.{}.{}.0/24", 1 + number / 256, number % 256);
    for number in 0..rules.count() {
        let (port, block) = (1000 + number, block(number));
        match rules {
            Rules::Acl(_) => writeln!(text, "rule many in {} allow tcp:{port} {block}", number + 1)?,
            Rules::Crossing(count) => {
                let act = if number % 2 == 0 { "allow" } else { "deny" };
                // The narrowest blocks come first, and every range of ports begins in the one before.
                let (length, last) = (24 - number * 16 / count, port + count / 2);
                let block = Cidr::around(Address::v4(10, 1, 0, 5), u8::try_from(length)?);
                writeln!(text, "rule many in {} {act} tcp:{port}-{last} {block}", number + 1)?;
            }
            Rules::Group(_) => writeln!(text, "allow many in tcp:{port} {block}")?,
            Rules::Routes(_) => writeln!(text, "route many {block} igw-gw")?,
        }
    }
    text += "host one a 10.0.1.10 sg many\n";
    fixture(&text)
}

/// Packets that are about every part of the table, and one in eight about none.
fn packets(rules: Rules) -> Vec<Headers> {
    let packet = |at: u32| {
        let number = at * rules.count() / PACKETS;
        let there = [10, 1 + number / 256, number % 256, 5].map(|byte| u8::try_from(byte).unwrap_or(0));
        let far =
            if at % 8 == 7 { Address::v4(11, 0, 0, 5) } else { Address::v4(there[0], there[1], there[2], there[3]) };
        let here = Address::v4(10, 0, 1, 10);
        let (source, destination) = if matches!(rules, Rules::Routes(_)) { (here, far) } else { (far, here) };
        let destination_port = u16::try_from(1000 + number).unwrap_or(0);
        Headers {
            source,
            destination,
            protocol: Protocol::TCP,
            source_port: 40000,
            destination_port,
            sender: Sender::LOST,
        }
    };
    (0..PACKETS).map(packet).collect()
}

fn table(network: &'static Network, rules: Rules) -> Result<Check> {
    let (id, at) = match rules {
        Rules::Acl(_) | Rules::Crossing(_) => ("acl-many", 0),
        Rules::Group(_) => ("sg-many", 0),
        Rules::Routes(_) => ("rtb-many", 0),
    };
    let cite = network.find(id).with_context(|| id.to_owned())?;
    Lowerer::new(network).tables(cite).into_iter().nth(at).with_context(|| format!("{id} has no table"))
}

/// Which row decides.
fn by_row(rules: Rules) -> Result<Box<dyn FnMut()>> {
    let network: &'static Network = Box::leak(Box::new(network(rules)?));
    let (packets, table) = (packets(rules), table(network, rules)?.table);
    Ok(Box::new(move || {
        for packet in &packets {
            black_box(table.row_for(black_box(packet)));
        }
    }))
}

/// The row's share of a walk: what it does, and where it stands.
fn by_share(rules: Rules) -> Result<Box<dyn FnMut()>> {
    let network: &'static Network = Box::leak(Box::new(network(rules)?));
    let (check, fabric) = (table(network, rules)?, Fabric::new(Lowerer::new(network)));
    let (packets, table) = (packets(rules), Arc::clone(&check.table));
    Ok(Box::new(move || {
        for packet in &packets {
            black_box(packet).decide(&table, &fabric, Together::NONE).for_each(|share| drop(black_box(share)));
        }
    }))
}

fn by_class(rules: Rules) -> Result<Box<dyn FnMut()>> {
    let network: &'static Network = Box::leak(Box::new(network(rules)?));
    let (check, fabric) = (table(network, rules)?, Fabric::new(Lowerer::new(network)));
    let table = Arc::clone(&check.table);
    let far = Cidr::around(Address::v4(10, 0, 0, 0), 8).addresses();
    let class = Product::everything().with_protocol(IntervalSet::single(Protocol::TCP));
    let class = HeaderSet::from(match rules {
        Rules::Routes(_) => class.with_destination(far),
        _ => class.with_source(far),
    });
    Ok(Box::new(move || {
        black_box(&class).decide(&table, &fabric, Together::NONE).for_each(|share| drop(black_box(share)));
    }))
}

/// A rule as a plain loop wants it.
#[derive(Clone, Copy)]
struct Plainly {
    first: u128,
    last: u128,
    length: u8,
    protocol: Option<u8>,
    ports: (u16, u16),
}

impl Plainly {
    fn new(block: Cidr, traffic: Traffic) -> Self {
        let (protocol, ports) = match traffic {
            Traffic::Ports(protocol, from, to) => (Some(protocol), (from, to)),
            Traffic::Protocol(protocol) | Traffic::Icmp(protocol, ..) => (Some(protocol), (0, u16::MAX)),
            Traffic::All => (None, (0, u16::MAX)),
        };
        let (first, last) = (block.first().number(), block.last().number());
        Plainly { first, last, length: block.length(), protocol, ports }
    }

    fn matches(&self, address: u128, packet: &Headers) -> bool {
        self.first <= address
            && address <= self.last
            && self.protocol.is_none_or(|protocol| protocol == packet.protocol.0)
            && self.ports.0 <= packet.destination_port
            && packet.destination_port <= self.ports.1
    }
}

fn plainly(plain: &Plain, rules: Rules) -> Vec<Plainly> {
    let everything = |traffic| Plainly::new(Cidr::everything(Family::V4), traffic);
    match rules {
        Rules::Acl(_) | Rules::Crossing(_) => {
            let acl = plain.acls.iter().find(|acl| acl.id == "acl-many");
            let entries = acl.into_iter().flat_map(|acl| acl.inbound.iter().flatten());
            entries.map(|entry| Plainly::new(entry.block, entry.traffic)).collect()
        }
        Rules::Group(_) => {
            let group = plain.groups.iter().find(|group| group.id == "sg-many");
            let rules = group.into_iter().flat_map(|group| group.inbound.iter().flatten());
            let rule = |rule: &packetwalk::plain::Rule| match &rule.peer {
                Peer::Blocks(Some(blocks)) => blocks.first().map(|block| Plainly::new(*block, rule.traffic)),
                _ => Some(everything(rule.traffic)),
            };
            rules.filter_map(rule).collect()
        }
        Rules::Routes(_) => {
            let table = plain.tables.iter().find(|table| table.id == "rtb-many");
            let routes = table.into_iter().flat_map(|table| table.routes.iter().flatten());
            let blocks = routes.flat_map(|route| route.blocks.iter().flatten());
            blocks.map(|block| Plainly::new(*block, Traffic::All)).collect()
        }
    }
}

fn by_hand(rules: Rules) -> Result<Box<dyn FnMut()>> {
    let (plain, packets) = (plainly(&network(rules)?.plain(), rules), packets(rules));
    let longest = matches!(rules, Rules::Routes(_));
    Ok(Box::new(move || {
        for packet in &packets {
            let packet = black_box(packet);
            if longest {
                let address = packet.destination.number();
                let matching = plain.iter().enumerate().filter(|(_, rule)| rule.matches(address, packet));
                black_box(matching.max_by_key(|(_, rule)| rule.length).map(|(at, _)| at));
            } else {
                let address = packet.source.number();
                black_box(plain.iter().position(|rule| rule.matches(address, packet)));
            }
        }
    }))
}
