//! What a NAT gateway does to packets: new connections get one of its addresses, replies get back what theirs had.

use super::reasons::{IPV6, LOOP, NAT64_NOT_MODELLED, NO_ADDRESS, NO_CONNECTION, PROTOCOL};
use crate::lowerer::Lowerer;
use crate::registry::Kind;
use packetwalk_fabric::{Action, Check, ChoiceKey, Cite, Default, Label, Opens, Otherwise, Row, Table, Translation};
use packetwalk_space::{Address, AddressRewrite, Cidr, Family, Field, IntervalSet, Product, Protocol, Rewrite, Sender};
use std::sync::Arc;

static TRANSLATION: Label = Label::told("translation", None);

/// Ports that a NAT gateway chooses from.
const PORTS: (u16, u16) = (1024, 65535);

/// What the gateway does with packets that come to its interface.
pub(crate) fn translation(l: &Lowerer<'_>, item: u32, interface: u32) -> Check {
    let net = l.net;
    let gateway = net.nat_gateway(item);
    let cite = Cite::resource(Kind::NatGateway as u8, item);
    let own = net.interface(interface).owned();
    let everything = Product::everything;
    let of = |protocols: &[Protocol]| {
        everything().with_protocol(IntervalSet::from_ranges(protocols.iter().map(|protocol| (*protocol, *protocol))))
    };
    let refuse = |reason| Action::Drop { reason, otherwise: Otherwise::End };
    let v6 = IntervalSet::from_ranges(Family::V6.whole().iter().copied());
    let nat64 = Cidr::around(Address::from_number(0x0064_ff9b << 96), 96).addresses();
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let mut rows = vec![
        Row::new(
            everything().with_destination(own.clone()),
            Action::Restore { state: cite, unless: &NO_CONNECTION },
            cite,
        ),
        Row::new(everything().with_source(own), refuse(&LOOP), cite),
        Row::new(everything().with_destination(nat64), unknown(&NAT64_NOT_MODELLED), cite),
        Row::new(everything().with_destination(v6), refuse(&IPV6), cite),
    ];
    let sources = IntervalSet::from_ranges(gateway.addresses.iter().map(|address| (*address, *address)));
    if sources.is_empty() {
        rows.push(Row::new(everything(), refuse(&NO_ADDRESS), cite));
    }
    let open = |ports: bool| {
        let mut choices = Vec::new();
        if ports {
            choices.push((ChoiceKey { of: cite, what: "port" }, Field::SourcePort));
        }
        if sources.only().is_none() {
            choices.push((ChoiceKey { of: cite, what: "address" }, Field::Source));
        }
        let rewrite = Rewrite {
            source: Some(AddressRewrite::Set(sources.clone())),
            source_port: ports.then(|| IntervalSet::range(PORTS.0, PORTS.1)),
            sender: Some(Sender::LOST),
            ..Rewrite::default()
        };
        let opens = Some(Opens { state: cite, unless: &NO_CONNECTION });
        Action::Rewrite(Arc::new(Translation { rewrite, choices, opens }))
    };
    rows.push(Row::new(of(&[Protocol::TCP, Protocol::UDP]), open(true), cite));
    rows.push(Row::new(of(&[Protocol::ICMP]), open(false), cite));
    let table = Table::first_match(rows, Default { action: refuse(&PROTOCOL), cite, assumes: None });
    Check::new(&TRANSLATION, cite, table)
}
