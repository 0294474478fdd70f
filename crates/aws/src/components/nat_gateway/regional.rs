//! Regional NAT gateways: in no subnet and without an interface, with a route table of their own and addresses by zone.

use super::reasons::{
    IPV6, NO_ADDRESS, NO_CONNECTION, PROTOCOL, REGIONAL_NAT64, REGIONAL_ROUTE, REGIONAL_TABLE, REGIONAL_ZONE,
};
use super::translation::{Opening, TRANSLATION, nat64, refuse};
use super::{NatGateway, Regional};
use crate::components::route_table::{self, From};
use crate::components::{interface, internet_gateway};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Check, Cite, Default, Key, Otherwise, Place, Row, Station, Table, Unless};
use packetwalk_space::{Address, Family, IntervalSet, Product};

/// At the gateway, from a subnet (`Key::other`).
const AT: u8 = 2;
/// At the gateway, from the internet.
const BACK: u8 = 3;
/// On by its own route table.
const ON: u8 = 4;

const fn key(role: u8, item: u32, other: u32) -> Key {
    Key { component: Kind::NatGateway as u8, role, part: 0, item, other }
}

/// The station where packets of a subnet come in.
pub(super) const fn at(item: u32, subnet: u32) -> Key {
    key(AT, item, subnet)
}

/// The station where packets from the internet come in.
pub(crate) const fn back(item: u32) -> Key {
    key(BACK, item, 0)
}

pub(super) fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let item = key.item;
    let gateway = l.net.nat_gateway(item);
    let cite = Cite::resource(Kind::NatGateway as u8, item);
    let place = Some(Place { cite, written: true });
    let onward = Action::Send(self::key(ON, item, 0));
    match key.role {
        AT => Station { place, checks: vec![translation(l.net, gateway, key.other, cite)], then: onward },
        BACK => {
            let table = Table::first_match(vec![replies(gateway, cite)], nothing_opened(cite));
            Station { place, checks: vec![Check::new(&TRANSLATION, cite, table)], then: onward }
        }
        _ => on(l, item, gateway, cite),
    }
}

fn nothing_opened(cite: Cite) -> Default {
    Default { action: refuse(&NO_CONNECTION), cite, assumes: None }
}

fn own(regional: &Regional) -> IntervalSet<Address> {
    IntervalSet::from_ranges(regional.addresses.iter().map(|(address, _)| (*address, *address)))
}

/// Replies to what it opened.
fn replies(gateway: &NatGateway, cite: Cite) -> Row {
    let own = gateway.regional.as_deref().map_or_else(IntervalSet::empty, own);
    Row::new(
        Product::everything().with_destination(own),
        Action::Restore { state: cite, unless: Unless::Refused(&NO_CONNECTION) },
        cite,
    )
}

fn translation(net: &Network, gateway: &NatGateway, subnet: u32, cite: Cite) -> Check {
    let v6 = IntervalSet::from_ranges(Family::V6.whole().iter().copied()).difference(&nat64());
    let to = |addresses| Product::everything().with_destination(addresses);
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let mut rows = vec![
        replies(gateway, cite),
        Row::new(to(v6), refuse(&IPV6), cite),
        Row::new(to(nat64()), unknown(&REGIONAL_NAT64), cite),
    ];
    let sources = gateway.regional.as_deref().map(|regional| (regional, of_zone(net, regional, subnet)));
    match sources {
        Some((regional, _)) if regional.addresses.is_empty() => {
            rows.push(Row::new(Product::everything(), refuse(&NO_ADDRESS), cite));
        }
        Some((_, sources)) if !sources.is_empty() => rows.extend(Opening { cite, sources }.of_ipv4()),
        _ => rows.push(Row::new(Product::everything(), unknown(&REGIONAL_ZONE), cite)),
    }
    let table = Table::first_match(rows, Default { action: refuse(&PROTOCOL), cite, assumes: None });
    Check::new(&TRANSLATION, cite, table)
}

/// The addresses that serve a subnet: those of its zone; all, where AWS prints no zones.
fn of_zone(net: &Network, regional: &Regional, subnet: u32) -> IntervalSet<Address> {
    let record = net.subnet_record(subnet);
    let here = |symbol: &Option<Symbol>| symbol.is_some() && (*symbol == record.zone || *symbol == record.zone_name);
    let serves = |zone: &[Option<Symbol>; 2]| zone.iter().all(Option::is_none) || zone.iter().any(here);
    let serving = regional.addresses.iter().filter(|(_, zone)| serves(zone));
    IntervalSet::from_ranges(serving.map(|(address, _)| (*address, *address)))
}

/// On from the gateway.
fn on(l: &Lowerer<'_>, item: u32, gateway: &NatGateway, cite: Cite) -> Station {
    let table = gateway.regional.as_deref().and_then(|regional| regional.table).and_then(|id| l.net.resource(id));
    let check = match table {
        Some((Kind::RouteTable, table)) => {
            let subject = Cite::resource(Kind::RouteTable as u8, table);
            Check::new(&route_table::ROUTE, subject, route_table::lower(l, table, From::Nat(item)))
        }
        _ => Check::new(&route_table::ROUTE, cite, Table::unknown(&REGIONAL_TABLE, Otherwise::End, cite)),
    };
    Station { place: None, checks: vec![check], then: refuse(&route_table::NO_ROUTE) }
}

/// Where a route of the gateway's table leads that names something else than the VPC itself.
pub(crate) fn toward(l: &Lowerer<'_>, id: Symbol) -> Action {
    let net = l.net;
    match net.resource(net.routable(id)) {
        Some((Kind::InternetGateway, gateway)) => Action::Send(internet_gateway::from_regional(gateway)),
        Some((Kind::Interface, middlebox)) => Action::Send(interface::enter(middlebox)),
        Some(_) => Action::Unknown { gap: &REGIONAL_ROUTE, otherwise: Otherwise::End },
        None => Action::Send(l.missing(id)),
    }
}

pub(super) fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let gateway = l.net.nat_gateway(item);
    let cite = Cite::resource(Kind::NatGateway as u8, item);
    let of_vpc = gateway.vpc.and_then(|id| l.net.vpc(l.net.vpc_of(id)).subnets.first().copied());
    let translation = of_vpc.map(|subnet| translation(l.net, gateway, subnet, cite));
    translation.into_iter().chain(on(l, item, gateway, cite).checks).collect()
}
