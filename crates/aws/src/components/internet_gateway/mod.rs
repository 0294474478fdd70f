//! Internet gateways: one-to-one translation between private and public IPv4 addresses.

mod reasons;
mod record;

use crate::addresses;
use crate::caution::Narrow;
use crate::component::{Component, Coverage, LEAVE, modelled};
use crate::components::block_public_access::{self, Inside};
use crate::components::edge_routes::{self, By};
use crate::components::nat_gateway::regional;
use crate::components::{interface, internet, network_acl, vpc};
use crate::lowerer::Lowerer;
use crate::network::{Network, Public};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Directory, Key, Label, Opens, Otherwise, Place, Reason, Row, Station,
    Table, Translation, Unless,
};
use packetwalk_space::{Address, AddressRewrite, Family, Field, IntervalSet, Product, Rewrite, Sender};
use reasons::{
    APPLIANCE_MAY_TRANSLATE, IPV6_NOBODY, IPV6_SOURCE, NO_PUBLIC_ADDRESS, NOT_ASKED_FOR, NOT_ATTACHED,
    PRIVATE_DESTINATION, PRIVATE_SOURCE, SHARED_DESTINATION, SHARED_SOURCE, SPOOFED, TRAFFIC_DENIED,
};
use std::sync::Arc;

pub(crate) use reasons::NOBODY;
pub(crate) use record::{Attachment, InternetGateway};

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    entry,
    tables,
    route_target: true,
    narrow: |_, _| Some(Narrow { bytes: 1500, fits_tcp: false }),
    stands,
    ..Component::plain("internet gateway", &["igw-"], cite)
};

static ATTACHMENT: Label = Label::quiet("attachment");
static PUBLIC_ACCESS: Label = Label::quiet("Block Public Access").filtering();
static FAMILY: Label = Label::quiet("IPv6");
static PUBLIC: Label = Label::quiet("public source");
static NOT_PRIVATE: Label = Label::quiet("public destination");
static ADDRESS: Label = Label::told("IPv6 address", None);
static DESTINATION: Label = Label::quiet("destination");
static SOURCE: Label = Label::quiet("source");
static PASSED_ON: Label = Label::quiet("who sends");
static TRANSLATION: Label = Label::told("translation", None);
static AS_PUBLIC: Label = Label::quiet("as if it were public");

/// Out to the internet.
const OUT: u8 = 2;
/// In from the internet.
const IN: u8 = 3;
/// Out, as "some public address".
const OUT_AS_SOMEBODY: u8 = 4;
/// The same two for IPv6, which nothing translates.
const OUT_V6: u8 = 5;
const IN_V6: u8 = 6;
/// Out, from a regional NAT gateway, whose packets have their public address already.
const OUT_OF_REGIONAL: u8 = 7;
/// In, to one (`Key::other`).
const IN_TO_REGIONAL: u8 = 8;
/// In, to a private address, as if it had a public one.
const IN_AS_PUBLIC: u8 = 9;

/// In cites: what is remembered of that. Its replies are let out as they are.
const TAKEN_FOR_PUBLIC: u8 = 1;

const fn key(role: u8, item: u32) -> Key {
    Key { component: Kind::InternetGateway as u8, role, part: 0, item, other: 0 }
}

/// The station where packets from the internet come in.
pub(crate) const fn inward(item: u32) -> Key {
    key(IN, item)
}

/// The same for packets to a private address, as if it had a public one.
pub(crate) const fn inward_as_public(item: u32) -> Key {
    key(IN_AS_PUBLIC, item)
}

/// The station where packets of a regional NAT gateway go out.
pub(crate) const fn from_regional(item: u32) -> Key {
    key(OUT_OF_REGIONAL, item)
}

/// The station where packets to a regional NAT gateway come in.
pub(crate) const fn to_regional(item: u32, nat: u32) -> Key {
    Key { other: nat, ..key(IN_TO_REGIONAL, item) }
}

/// Stands for "some public address" where an interface has none: what a walk past that refusal goes on with. In `0.0.0.0/8`,
/// where no packet has its source; one per VPC, so that the reply finds back.
pub(crate) fn some_public(vpc: u32) -> Address {
    Address::from_number(Address::v4(0, 0, 0, 0).number() + u128::from(vpc & 0x00ff_ffff))
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item) = (l.net, key.item);
    let subject = Cite::resource(Kind::InternetGateway as u8, item);
    let check = |label, table: Table| Check::new(label, subject, table);
    let gateway = net.internet_gateway(item);
    if key.role == LEAVE {
        let vpc = net.vpc_of(net.subnet_record(key.other).vpc);
        let symmetric = edge_routes::symmetric(l, gateway.id, By::Internet, vpc);
        return Station {
            place: None,
            checks: [network_acl::leaving(l, key.other)].into_iter().chain(symmetric).collect(),
            then: Action::Send(self::key(OUT, item)),
        };
    }
    let place = Some(Place { cite: subject, written: true });
    let attached = gateway.vpc.filter(|_| gateway.attached).map(|id| net.vpc_of(id));
    let Some(vpc) = attached else {
        let refuse = Table::refuses(&NOT_ATTACHED, Otherwise::End, subject);
        return Station {
            place,
            checks: vec![check(&ATTACHMENT, refuse)],
            then: Action::Send(internet::station_key()),
        };
    };
    if key.role == OUT_AS_SOMEBODY {
        let table = Table::first_match(Vec::new(), Default { action: as_somebody(vpc, subject), ..pass(subject) });
        let checks = vec![check(&TRANSLATION, table)];
        return Station { place: None, checks, then: Action::Send(internet::station_key()) };
    }
    if key.role == OUT_V6 {
        let checks = vec![
            check(&PUBLIC_ACCESS, block_public_access::at_gateway(net, vpc, Inside::Source, subject)),
            check(&PUBLIC, public_sources(net, vpc, subject)),
            check(&ADDRESS, owners(net, key, vpc)),
        ];
        return Station { place: None, checks, then: Action::Send(internet::station_key()) };
    }
    if key.role == IN_V6 {
        let access = block_public_access::at_gateway(net, vpc, Inside::Destination, subject);
        return Station {
            place: None,
            checks: vec![
                check(&NOT_PRIVATE, Table::first_match(vpc::to_private(net, vpc).into_iter().collect(), pass(subject))),
                check(&ADDRESS, owners(net, key, vpc)),
                check(&PUBLIC_ACCESS, access),
            ],
            then: edge_routes::inward(net, gateway.id, By::Internet, vpc),
        };
    }
    if key.role == OUT_OF_REGIONAL {
        let checks = vec![
            check(&DESTINATION, destination(subject)),
            check(&PUBLIC_ACCESS, block_public_access::at_regional(net, vpc, subject)),
        ];
        return Station { place, checks, then: Action::Send(internet::station_key()) };
    }
    if key.role == IN_TO_REGIONAL {
        let checks = vec![
            check(&SOURCE, source(net, vpc, subject)),
            check(&PUBLIC_ACCESS, block_public_access::at_regional(net, vpc, subject)),
        ];
        return Station { place, checks, then: Action::Send(regional::back(key.other)) };
    }
    let taken_for_public = Cite { list: TAKEN_FOR_PUBLIC, ..subject };
    let access = |inside| check(&PUBLIC_ACCESS, block_public_access::at_gateway(net, vpc, inside, subject));
    if key.role == OUT {
        let own = vec![
            check(&DESTINATION, destination(subject)),
            check(&FAMILY, ipv6(self::key(OUT_V6, item), subject)),
            access(Inside::Source),
            check(&PASSED_ON, passed_on(net, item, vpc)),
            check(&TRANSLATION, translation_out(l, key, vpc)).remembering(taken_for_public),
        ];
        return Station { place, checks: own, then: Action::Send(internet::station_key()) };
    }
    if key.role == IN_AS_PUBLIC {
        let checks = vec![
            check(&SOURCE, source(net, vpc, subject)),
            check(&AS_PUBLIC, owners(net, key, vpc)),
            access(Inside::Destination),
            check(&AS_PUBLIC, Table::passes(subject)).remembering(taken_for_public),
        ];
        return Station { place, checks, then: edge_routes::inward(net, gateway.id, By::Internet, vpc) };
    }
    let own = vec![
        check(&SOURCE, source(net, vpc, subject)),
        check(&FAMILY, ipv6(self::key(IN_V6, item), subject)),
        check(&TRANSLATION, translation_in(l, key, vpc)),
        access(Inside::Destination),
    ];
    Station { place, checks: own, then: edge_routes::inward(net, gateway.id, By::Internet, vpc) }
}

/// IPv6 goes its own way: nothing is translated.
fn ipv6(to: Key, cite: Cite) -> Table {
    let v6 = IntervalSet::from_ranges(Family::V6.whole().iter().copied());
    let rows = vec![Row::new(Product::everything().with_destination(v6), Action::Send(to), cite)];
    Table::first_match(rows, pass(cite))
}

/// Private IPv6 stays inside.
fn public_sources(net: &Network, vpc: u32, cite: Cite) -> Table {
    let guard = Product::everything().with_source(addresses::public().complement());
    let rows = [Row::new(guard, refuse(&IPV6_SOURCE), cite)].into_iter().chain(vpc::from_private(net, vpc));
    Table::first_match(rows.collect(), pass(cite))
}

/// The interface in the VPC that has an address: the source on the way out, the destination on the way in.
fn owners(net: &Network, key: Key, vpc: u32) -> Table {
    let cite = Cite::resource(Kind::InternetGateway as u8, key.item);
    let (field, nobody) = match key.role {
        OUT_V6 => (Field::Source, refuse(&IPV6_SOURCE)),
        IN_V6 => (Field::Destination, refuse(&IPV6_NOBODY)),
        // Whether anybody has it, the VPC says.
        _ => (Field::Destination, Action::Pass),
    };
    let directory = Directory { key, field, spans: net.vpc(vpc).interfaces.clone() };
    Table::directory(directory, Default { action: nobody, cite, assumes: None })
}

/// What becomes of packets of an interface at the edge, unless it denies them.
pub(crate) fn of_interface(net: &Network, number: u32, action: Action) -> Row {
    let cite = interface::place(number).cite;
    let denied = net.interface(number).denies_internet;
    Row::new(Product::everything(), if denied { refuse(&TRAFFIC_DENIED) } else { action }, cite)
}

const fn pass(cite: Cite) -> Default {
    Default { action: Action::Pass, cite, assumes: None }
}

const fn refuse(reason: &'static Reason) -> Action {
    Action::Drop { reason, otherwise: Otherwise::End }
}

/// Private destinations never leave by an internet gateway.
fn destination(cite: Cite) -> Table {
    let to = |addresses| Product::everything().with_destination(addresses);
    let rows = vec![
        Row::new(to(addresses::rfc1918()), refuse(&PRIVATE_DESTINATION), cite),
        Row::new(to(addresses::rfc6598()), refuse(&SHARED_DESTINATION), cite),
    ];
    Table::first_match(rows, pass(cite))
}

/// Private sources, and sources that claim to be of the VPC, never come in by one.
fn source(net: &Network, vpc: u32, cite: Cite) -> Table {
    let from = |addresses| Product::everything().with_source(addresses);
    let rows = vec![
        Row::new(from(net.vpc_addresses(vpc)), refuse(&SPOOFED), cite),
        Row::new(from(addresses::rfc1918()), refuse(&PRIVATE_SOURCE), cite),
        Row::new(from(addresses::rfc6598()), refuse(&SHARED_SOURCE), cite),
    ];
    Table::first_match(rows, pass(cite))
}

/// What a host passed on with a source that has no public address: a NAT instance translates it, and would be why it is there.
fn passed_on(net: &Network, item: u32, vpc: u32) -> Table {
    let cite = Cite::resource(Kind::InternetGateway as u8, item);
    let pairs = net.vpc(vpc).private_pairs.all().iter().map(|span| (span.first, span.last));
    let unpaired = IntervalSet::from_ranges(pairs).complement();
    let guard = Product::everything().with_source(unpaired).with_sender(IntervalSet::single(Sender::PASSED_ON));
    let otherwise = Otherwise::Send(key(OUT_AS_SOMEBODY, item));
    let gap = Action::Unknown { gap: &APPLIANCE_MAY_TRANSLATE, otherwise };
    Table::first_match(vec![Row::new(guard, gap, cite)], pass(cite))
}

/// The translation of a source that has no public address, as if it had one.
fn as_somebody(vpc: u32, cite: Cite) -> Action {
    let rewrite = Rewrite {
        source: Some(AddressRewrite::to(some_public(vpc))),
        sender: Some(Sender::LOST),
        ..Rewrite::default()
    };
    let opens = Some(Opens { state: cite, unless: &NOT_ASKED_FOR, replies: None });
    Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens }))
}

/// Out: the private source becomes its public address.
fn translation_out(l: &Lowerer<'_>, key: Key, vpc: u32) -> Table {
    let cite = Cite::resource(Kind::InternetGateway as u8, key.item);
    let spans = l.net.vpc(vpc).private_pairs.clone();
    let directory = Directory { key, field: Field::Source, spans };
    let translated = match as_somebody(vpc, cite) {
        Action::Rewrite(translation) => Otherwise::Rewrite(translation),
        _ => Otherwise::End,
    };
    let none = Action::Drop { reason: &NO_PUBLIC_ADDRESS, otherwise: translated };
    Table::directory(directory, Default { action: none, cite, assumes: None })
}

/// In: the public destination becomes the private address that it is paired with.
fn translation_in(l: &Lowerer<'_>, key: Key, vpc: u32) -> Table {
    let cite = Cite::resource(Kind::InternetGateway as u8, key.item);
    let spans = l.net.vpc(vpc).public_pairs.clone();
    let directory = Directory { key, field: Field::Destination, spans };
    Table::directory(directory, Default { action: refuse(&NOBODY), cite, assumes: None })
}

fn entry(l: &Lowerer<'_>, directory: Key, number: u32) -> Row {
    if matches!(directory.role, OUT_V6 | IN_V6 | IN_AS_PUBLIC) {
        let rewrite = Rewrite { sender: Some(Sender::LOST), ..Rewrite::default() };
        let forget = Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens: None }));
        return of_interface(l.net, number, forget);
    }
    if let Public::SomeOf(_) = l.net.public(number) {
        // The reply to "some public address" goes back to whom it stands for.
        let cite = Cite::resource(Kind::InternetGateway as u8, directory.item);
        let restore = Action::Restore { state: cite, unless: Unless::Refused(&NOT_ASKED_FOR) };
        return Row::new(Product::everything(), restore, cite);
    }
    let pair = l.net.pair(number);
    let cite = interface::place(pair.interface).cite;
    if l.net.interface(pair.interface).denies_internet {
        return Row::new(Product::everything(), refuse(&TRAFFIC_DENIED), cite);
    }
    let (source, destination) = match directory.role {
        OUT => (Some(AddressRewrite::to(pair.public)), None),
        _ => (None, Some(AddressRewrite::to(pair.private))),
    };
    // Whether the interface is up is its own word.
    let rewrite = Rewrite { source, destination, sender: Some(Sender::LOST), ..Rewrite::default() };
    let translation = Translation { rewrite, choices: Vec::new(), opens: None };
    Row::new(Product::everything(), Action::Rewrite(Arc::new(translation)), cite)
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    [station(l, key(OUT, item)).checks, station(l, key(IN, item)).checks].concat()
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let gateway = net.internet_gateway(cite.item);
    Stands::at(gateway.origin).owned(gateway.owner).belonging("attached to", gateway.vpc)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let gateway = net.internet_gateway(cite.item);
    let attached = gateway.vpc.map(|vpc| format!("attached to {}", net.named(vpc)));
    let citation =
        net.describe(Kind::InternetGateway, List::InternetGateway, gateway.id, &gateway.tags, gateway.origin);
    Citation { says: attached, ..citation }
}

const COVERAGE: &[Coverage] = modelled![
    "O8", "W2", "IG1", "IG2", "IG3", "IG4", "IG9", "IG10", "IG11", "RP9", "E5", "IG5", "IG6", "IG8", "IG8a", "A7",
    "V6a"
];
