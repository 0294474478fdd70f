//! The network interfaces of a Client VPN endpoint: what clients send leaves by one of them and with its address.

use super::reasons::{ANSWERS_NOTHING, INTERFACES_NOT_KNOWN, PORTS, PROTOCOL};
use super::{BY, REPLY, SENT, STRANGER, TARGETS, cite_of, from, key, place};
use crate::components::{interface, link_local};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::List;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Cite, Default, Key, Label, Opens, Otherwise, Place, Row, Station, Table, Translation,
    Unless,
};
use packetwalk_space::{AddressRewrite, Family, Field, IntervalSet, Product, Protocol, Rewrite};
use std::sync::Arc;

static INTERFACE: Label = Label::quiet("interface");
static TRANSLATION: Label = Label::told("translation", None);

/// The ports from which an interface sends. AWS says that a client's port may be changed, and shows 4306 and 63922.
const FROM_PORTS: (u16, u16) = (1024, 65535);

/// On by an interface in a target network: which one, the endpoint chooses. With a check, where none is known.
pub(super) fn of_target_network(net: &Network, item: u32, target: u32) -> (Option<Check>, Action) {
    let interfaces = net.client_vpn_interfaces(target);
    let to = |interface: &u32| (interface::place(*interface).cite, key(BY, item, *interface));
    let options: Vec<(Cite, Key)> = interfaces.iter().map(to).collect();
    let unknown = Action::Unknown { gap: &INTERFACES_NOT_KNOWN, otherwise: Otherwise::End };
    let not_known = Table::unknown(&INTERFACES_NOT_KNOWN, Otherwise::End, cite_of(TARGETS, item, target));
    let not_known = Check::new(&INTERFACE, place(item), not_known);
    match options.as_slice() {
        [(_, only)] if !others_unread(net, item) => (None, Action::Send(*only)),
        [_, ..] if !others_unread(net, item) => {
            let choice = ChoiceKey { of: place(item), what: "interface" };
            (None, Action::OneOf { key: choice, options: options.into(), kept: false })
        }
        _ => (Some(not_known), unknown),
    }
}

/// Whether another endpoint of the VPC may be in the same subnets: whose an interface is, its description doesn't say.
fn others_unread(net: &Network, item: u32) -> bool {
    let vpc = net.client_vpn(item).vpc;
    let others = net.client_vpns().filter(|(other, endpoint)| *other != item && endpoint.vpc == vpc);
    let unread = |(other, endpoint): (u32, &super::ClientVpnEndpoint)| {
        let any = !net.client_vpn_targets(other).is_empty();
        !super::is_read(net, List::ClientVpnTargetNetwork, endpoint.id, any)
    };
    others.into_iter().any(unread)
}

/// Out by an interface of the endpoint.
pub(super) fn out(l: &Lowerer<'_>, item: u32, interface: u32) -> Station {
    let checks = vec![
        Check::new(&TRANSLATION, interface::place(interface).cite, translation(l.net, item, interface)),
        link_local::never_filtered(l, interface),
    ];
    let then = Action::Send(interface::replying(interface));
    Station { place: Some(interface::place(interface)), checks, then }
}

fn translation(net: &Network, item: u32, interface: u32) -> Table {
    let cite = place(item);
    let own = net.interface(interface).addresses.iter().map(|assigned| assigned.private);
    let Some(own) = own.into_iter().find(|address| address.family() == Family::V4) else {
        let target =
            net.client_vpn_target_of_interface(interface).map_or(cite, |target| cite_of(TARGETS, item, target));
        return Table::unknown(&INTERFACES_NOT_KNOWN, Otherwise::End, target);
    };
    let state = cite_of(SENT, item, interface);
    let to = |ports: Option<(u16, u16)>| {
        let rewrite = Rewrite {
            source: Some(AddressRewrite::Set(IntervalSet::single(own))),
            source_port: ports.map(|(first, last)| IntervalSet::range(first, last)),
            sender: Some(interface::sender(interface)),
            ..Rewrite::default()
        };
        let port = (ChoiceKey { of: cite, what: "port" }, Field::SourcePort);
        let choices = ports.map(|_| port).into_iter().collect();
        let opens = Some(Opens { state, unless: &ANSWERS_NOTHING, replies: None });
        Action::Rewrite(Arc::new(Translation { rewrite, choices, opens }))
    };
    let of = |protocols: &[Protocol]| {
        let protocols = protocols.iter().map(|protocol| (*protocol, *protocol));
        Product::everything().with_protocol(IntervalSet::from_ranges(protocols))
    };
    let with_ports = Row::new(of(&[Protocol::TCP, Protocol::UDP]), to(Some(FROM_PORTS)), cite);
    let rows = vec![Row { assumes: Some(&PORTS), ..with_ports }, Row::new(of(&[Protocol::ICMP]), to(None), cite)];
    let unknown = Action::Unknown { gap: &PROTOCOL, otherwise: Otherwise::End };
    Table::first_match(rows, Default { action: unknown, cite, assumes: None })
}

/// What comes to an interface of the endpoint: replies go on to the client.
pub(super) fn back(item: u32, interface: u32) -> Station {
    let cite = place(item);
    let stranger = Unless::Sent(key(STRANGER, item, interface));
    let restore = Action::Restore { state: cite_of(SENT, item, interface), unless: stranger };
    let table = Table::first_match(Vec::new(), Default { action: restore, cite, assumes: None });
    let place = Some(Place { cite, written: true });
    Station { place, checks: vec![Check::new(&REPLY, cite, table)], then: Action::Leave { reply: from(item) } }
}
