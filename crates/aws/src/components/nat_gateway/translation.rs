//! What a NAT gateway does to packets: new connections get one of its addresses, replies get back what theirs had.

use super::reasons::{IPV6, LOOP, NAT64_MESSAGE, NAT64_NOBODY, NAT64_PING, NO_ADDRESS, NO_CONNECTION, PROTOCOL};
use crate::components::link_local;
use crate::lowerer::Lowerer;
use crate::registry::Kind;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Cite, Default, Label, Opens, Otherwise, Reason, Row, Table, Translation, Unless,
};
use packetwalk_space::{Address, AddressRewrite, Cidr, Family, Field, IntervalSet, Product, Protocol, Rewrite, Sender};
use std::sync::Arc;

pub(super) static TRANSLATION: Label = Label::told("translation", None);

/// Ports that a NAT gateway chooses from.
const PORTS: (u16, u16) = (1024, 65535);

/// The block in whose last 32 bits IPv6 hosts write the IPv4 address that they mean (RFC 6052).
const NAT64: &str = "64:ff9b::/96";
/// 169.254.168.0/22 written so: no route leads there, whoever sends.
const UNROUTED: &str = "64:ff9b::a9fe:a800/118";
/// 0.0.0.0/8 written so.
const NOBODYS: &str = "64:ff9b::/104";

/// What the gateway does with packets that come to its interface.
pub(crate) fn translation(l: &Lowerer<'_>, item: u32, interface: u32) -> Check {
    let net = l.net;
    let gateway = net.nat_gateway(item);
    let cite = Cite::resource(Kind::NatGateway as u8, item);
    let own = net.interface(interface).owned();
    let everything = Product::everything;
    let other_v6 = IntervalSet::from_ranges(Family::V6.whole().iter().copied()).difference(&nat64());
    let restore = Action::Restore { state: cite, unless: Unless::Refused(&NO_CONNECTION) };
    let mut rows = vec![
        Row::new(everything().with_destination(own.clone()), restore, cite),
        Row::new(everything().with_source(own), refuse(&LOOP), cite),
        Row::new(everything().with_destination(other_v6), refuse(&IPV6), cite),
    ];
    let sources = IntervalSet::from_ranges(gateway.addresses.iter().map(|address| (*address, *address)));
    if sources.is_empty() {
        rows.push(Row::new(everything(), refuse(&NO_ADDRESS), cite));
    }
    let opening = Opening { cite, sources };
    rows.extend(opening.of_ipv6());
    rows.extend(opening.of_ipv4());
    let table = Table::first_match(rows, Default { action: refuse(&PROTOCOL), cite, assumes: None });
    Check::new(&TRANSLATION, cite, table)
}

/// The addresses that stand for IPv4 ones.
pub(crate) fn nat64() -> IntervalSet<Address> {
    block(NAT64)
}

fn block(text: &str) -> IntervalSet<Address> {
    text.parse::<Cidr>().map_or_else(|_| IntervalSet::empty(), Cidr::addresses)
}

/// From an address in that block to the one that it means.
fn meant() -> AddressRewrite {
    AddressRewrite::Shift { from: nat64().first().unwrap_or(V4_FIRST), to: V4_FIRST }
}

const V4_FIRST: Address = Address::v4(0, 0, 0, 0);

pub(super) const fn refuse(reason: &'static Reason) -> Action {
    Action::Drop { reason, otherwise: Otherwise::End }
}

fn of(protocols: &[Protocol]) -> Product {
    let protocols = protocols.iter().map(|protocol| (*protocol, *protocol));
    Product::everything().with_protocol(IntervalSet::from_ranges(protocols))
}

/// How the gateway opens connections.
pub(super) struct Opening {
    pub(super) cite: Cite,
    /// What it has to choose from.
    pub(super) sources: IntervalSet<Address>,
}

impl Opening {
    fn with_port(&self, rewrite: Rewrite) -> Action {
        let port = (ChoiceKey { of: self.cite, what: "port" }, Field::SourcePort);
        self.choosing(Rewrite { source_port: Some(IntervalSet::range(PORTS.0, PORTS.1)), ..rewrite }, vec![port])
    }

    fn with(&self, rewrite: Rewrite) -> Action {
        self.choosing(rewrite, Vec::new())
    }

    fn choosing(&self, rewrite: Rewrite, mut choices: Vec<(ChoiceKey, Field)>) -> Action {
        if self.sources.only().is_none() {
            choices.push((ChoiceKey { of: self.cite, what: "address" }, Field::Source));
        }
        let source = Some(AddressRewrite::Set(self.sources.clone()));
        let rewrite = Rewrite { source, sender: Some(Sender::LOST), ..rewrite };
        let opens = Some(Opens { state: self.cite, unless: &NO_CONNECTION, replies: None });
        Action::Rewrite(Arc::new(Translation { rewrite, choices, opens }))
    }

    /// What becomes of IPv4 packets.
    pub(super) fn of_ipv4(&self) -> [Row; 2] {
        let rewrite = Rewrite::default();
        [
            Row::new(of(&[Protocol::TCP, Protocol::UDP]), self.with_port(rewrite.clone()), self.cite),
            Row::new(of(&[Protocol::ICMP]), self.with(rewrite), self.cite),
        ]
    }

    /// What becomes of IPv6 packets to IPv4 addresses.
    fn of_ipv6(&self) -> Vec<Row> {
        let to_ipv4 = |product: Product| product.with_destination(nat64());
        let rewrite = Rewrite { destination: Some(meant()), ..Rewrite::default() };
        let (echo, echo_of_ipv6) = (8, 128);
        let ping =
            Rewrite { protocol: Some(Protocol::ICMP), source_port: Some(IntervalSet::single(echo)), ..rewrite.clone() };
        let pings = of(&[Protocol::ICMPV6]).with_icmp(IntervalSet::single(echo_of_ipv6), IntervalSet::all());
        let row = |guard, action| Row::new(to_ipv4(guard), action, self.cite);
        let undocumented = Action::Unknown { gap: &NAT64_MESSAGE, otherwise: Otherwise::End };
        let unrouted = Product::everything().with_destination(block(UNROUTED));
        let nobodys = Product::everything().with_destination(block(NOBODYS));
        let mut rows = vec![
            Row::new(unrouted, refuse(&link_local::NOT_ROUTED), self.cite),
            Row::new(nobodys, refuse(&NAT64_NOBODY), self.cite),
        ];
        rows.push(row(of(&[Protocol::TCP, Protocol::UDP]), self.with_port(rewrite)));
        rows.extend(pings.ok().map(|pings| Row { assumes: Some(&NAT64_PING), ..row(pings, self.with(ping)) }));
        rows.push(row(of(&[Protocol::ICMPV6]), undocumented));
        rows.push(row(Product::everything(), refuse(&PROTOCOL)));
        rows
    }
}
