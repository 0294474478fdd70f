//! Client VPN endpoints: single machines on the internet send into a VPC by a tunnel, as far as the endpoint's authorization
//! rules and routes let them, and with the address of one of its network interfaces there.

mod interfaces;
pub(crate) mod joined;
mod reasons;
pub(crate) mod record;
mod routes;
mod rules;
mod told;
pub(crate) mod transit;

use crate::component::{Component, Coverage, modelled};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Check, Cite, Default, Key, Label, Otherwise, Place, Row, Station, Table};
use packetwalk_space::{Address, Cidr, Family, IntervalSet, Product};
pub(crate) use reasons::CLIENTS_SEND;
pub(crate) use record::{ClientVpnEndpoint, ClientVpnRoute, ClientVpnRule, ClientVpnTargetNetwork};
pub(crate) use told::described;

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    tables,
    remedy: told::remedy,
    stands: told::stands,
    names: told::names,
    ..Component::plain("Client VPN endpoint", &["cvpn-endpoint-"], told::cite)
};

static STATE: Label = Label::told("endpoint state", None);
static CARRIES: Label = Label::quiet("what the tunnel carries");
static REPLY: Label = Label::quiet("reply");

/// From a client.
const FROM: u8 = 2;
/// On with packets that an authorization rule lets pass; `Key::part` is [`BY_GROUP`] where a group's rule does.
const AUTHORIZED: u8 = 3;
/// Those of a user whom no rule for the network is about: of that, `Key::other` is the first one.
const NO_MEMBER: u8 = 4;
/// From a client that is connected by a target network (`Key::other`).
const LANDED: u8 = 5;
/// Into the VPC by an interface (`Key::other`).
const BY: u8 = 6;
/// What comes to that interface.
const BACK: u8 = 7;
/// The same, where it answers nothing that a client sent.
const STRANGER: u8 = 8;
/// To another client, and back from it.
const CLIENT: u8 = 9;
const ANSWER: u8 = 10;
/// To a transit gateway by an attachment (`Key::other`), from there, and at the endpoint.
const BY_GATEWAY: u8 = 11;
const FROM_GATEWAY: u8 = 12;
const TO_CLIENT: u8 = 13;

const BY_GROUP: u16 = 1;

/// In cites: authorization rules, and that a user is one of those whom the rules for a network are about, or isn't: by the first
/// of them.
const RULES: u8 = 1;
const IN_GROUP: u8 = 2;
const IN_NONE: u8 = 3;
/// That no authorization rule is about the packets.
const NO_RULE: u8 = 4;
const ROUTES: u8 = 5;
/// That no route leads on by a target network, or by whichever.
const NO_ROUTE: u8 = 6;
const NOWHERE: u32 = u32::MAX;
const TARGETS: u8 = 7;
/// What was sent by an interface, or to a transit gateway.
const SENT: u8 = 8;

/// What is taken for granted of AWS's own addresses doesn't hold for who isn't in the VPC.
const LINK_LOCAL: [&str; 2] = ["169.254.0.0/16", "fd00:ec2::/32"];

const fn key(role: u8, item: u32, other: u32) -> Key {
    Key { component: Kind::ClientVpn as u8, role, part: 0, item, other }
}

const fn cite_of(list: u8, item: u32, rule: u32) -> Cite {
    Cite { component: Kind::ClientVpn as u8, list, item, rule }
}

/// The cite of an endpoint.
pub(crate) const fn place(item: u32) -> Cite {
    Cite::resource(Kind::ClientVpn as u8, item)
}

/// The station from which clients send.
pub(crate) const fn from(item: u32) -> Key {
    key(FROM, item, 0)
}

/// The station where packets come to an interface of an endpoint.
pub(crate) const fn back(item: u32, interface: u32) -> Key {
    key(BACK, item, interface)
}

/// The addresses that clients may have, as far as the snapshot says: IPv6 ones AWS assigns.
pub(crate) fn clients(net: &Network, item: u32) -> Option<Cidr> {
    net.client_vpn(item).clients
}

/// Whether clients have IPv6 addresses.
pub(crate) fn has_ipv6(net: &Network, item: u32) -> bool {
    net.client_vpn(item).families.contains(&Family::V6)
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item) = (l.net, key.item);
    let subject = place(item);
    let here = Some(Place { cite: subject, written: true });
    // Where a check decides about everything, nothing is left to do.
    let unsent = Action::Unknown { gap: &reasons::ANSWERS_NOTHING, otherwise: Otherwise::End };
    match key.role {
        FROM => {
            let mut checks = vec![
                Check::new(&STATE, subject, state(net, item)).noting("available"),
                Check::new(&CARRIES, subject, carries(net, item)),
            ];
            checks.extend(routes::tunnel(net, item));
            checks.push(rules::check(net, item));
            Station { place: here, checks, then: Action::Send(self::key(AUTHORIZED, item, 0)) }
        }
        AUTHORIZED => {
            let to_clients = routes::to_clients(net, item, key.part == BY_GROUP);
            let onward = match net.client_vpn(item).transit_gateway {
                Some(_) => transit::routed(net, item),
                None => routes::by_target_network(net, item),
            };
            let checks = to_clients.into_iter().chain([onward]).collect();
            Station { place: None, checks, then: unsent }
        }
        NO_MEMBER => Station {
            place: None,
            checks: vec![rules::refusal(item, key.other)],
            then: Action::Send(self::key(AUTHORIZED, item, 0)),
        },
        LANDED => {
            let (unknown, then) = interfaces::of_target_network(net, item, key.other);
            let checks = [routes::of_target_network(net, item, key.other)].into_iter().chain(unknown).collect();
            Station { place: None, checks, then }
        }
        BY => interfaces::out(l, item, key.other),
        BACK => interfaces::back(item, key.other),
        BY_GATEWAY | FROM_GATEWAY | TO_CLIENT => transit::station(net, key),
        CLIENT => Station {
            place: Some(Place { cite: subject, written: false }),
            checks: vec![routes::connected(subject)],
            then: Action::Leave { reply: self::key(ANSWER, item, 0) },
        },
        ANSWER => {
            let checks = vec![rules::of_answers(net, item)];
            Station { place: here, checks, then: Action::Leave { reply: from(item) } }
        }
        _ => {
            let nothing = Table::unknown(&reasons::ANSWERS_NOTHING, Otherwise::End, subject);
            Station { place: None, checks: vec![Check::new(&REPLY, subject, nothing)], then: unsent }
        }
    }
}

/// Whether clients can be connected.
fn state(net: &Network, item: u32) -> Table {
    let subject = place(item);
    match net.client_vpn(item).state.map(|state| net.text(state)) {
        None | Some("available") => Table::passes(subject),
        Some(_) => Table::refuses(&reasons::STATE, Otherwise::Pass, subject),
    }
}

/// What a tunnel carries, and where what it carries can be followed.
fn carries(net: &Network, item: u32) -> Table {
    let cite = place(item);
    let families = &net.client_vpn(item).families;
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let to = |addresses| Product::everything().with_destination(addresses);
    let of = |family: Family| IntervalSet::from_ranges(family.whole().iter().copied());
    let mut rows = Vec::new();
    for family in [Family::V4, Family::V6].into_iter().filter(|family| !families.contains(family)) {
        let refuse = Action::Drop { reason: &reasons::FAMILY, otherwise: Otherwise::End };
        rows.push(Row::new(to(of(family)), refuse, cite));
    }
    if families.contains(&Family::V6) {
        rows.push(Row::new(to(of(Family::V6)), unknown(&reasons::IPV6), cite));
    }
    let own = LINK_LOCAL.iter().filter_map(|block| block.parse::<Cidr>().ok());
    rows.extend(own.map(|block| Row::new(to(block.addresses()), unknown(&reasons::LINK_LOCAL), cite)));
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

/// Whether all of what a call says of an endpoint was read.
fn is_read(net: &Network, list: List, endpoint: Symbol, any: bool) -> bool {
    net.snapshot.seen(list).is_some_and(|seen| {
        // An answer that was cut off and doesn't say whose it is may be this endpoint's.
        let cut_off = seen.truncated.contains(&Some(endpoint)) || seen.truncated.contains(&None);
        seen.damaged == 0 && !cut_off && (any || seen.parents.contains_key(&endpoint))
    })
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let net = l.net;
    let mut checks = station(l, from(item)).checks;
    checks.extend(routes::to_clients(net, item, false));
    let targets = net.client_vpn_targets(item);
    match net.client_vpn(item).transit_gateway {
        Some(_) => checks.push(transit::routed(net, item)),
        None => checks.extend(targets.iter().map(|target| routes::of_target_network(net, item, *target))),
    }
    checks
}

/// Addresses of both families, but for those in these blocks.
fn but(blocks: impl Iterator<Item = Cidr>) -> IntervalSet<Address> {
    let named = blocks.flat_map(|block| block.addresses().ranges().to_vec());
    IntervalSet::from_ranges(named).complement()
}

const COVERAGE: &[Coverage] = modelled!["M7"];
