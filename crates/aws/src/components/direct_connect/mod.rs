//! Direct Connect: which virtual private gateways have a virtual interface behind them, and what Direct Connect gateways announce
//! to networks outside.

mod carries;
mod reasons;
mod record;

use crate::component::{Component, Coverage, modelled};
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Check, Citation, Cite, Default, Label, Otherwise, Row, Table};
use packetwalk_space::{Address, Cidr, IntervalSet, Product, text};
use reasons::{BETWEEN_VPCS, NONE_ALLOWED, NOT_ANNOUNCED};

pub(crate) use carries::{Leads, at_transit_gateway, at_vpn_gateway, behind, down};
pub(crate) use record::{GatewayAssociation, VirtualInterface};

/// The associations of a gateway that stand, with their numbers.
fn of(net: &Network, associated: Symbol) -> impl Iterator<Item = (u32, &GatewayAssociation)> {
    let all = net.snapshot.records.direct_connect_associations.iter().map(|(id, record)| (id.number(), record));
    all.filter(move |(_, association)| association.stands && association.associated == Some(associated))
}

// How packets pass it.

pub(crate) static COMPONENT: Component =
    Component { reasons: reasons::ALL, coverage: COVERAGE, ..Component::plain("Direct Connect gateway", &[], cite) };

static ANNOUNCEMENT: Label = Label::quiet("allowed prefixes");
static BETWEEN: Label = Label::quiet("Direct Connect gateway");

/// What comes in from a Direct Connect gateway at a transit gateway: it announces the association's allowed prefixes, as they are.
pub(crate) fn into_transit_gateway(net: &Network, gateway: Symbol, transit_gateway: Symbol) -> Option<Check> {
    let (item, association) = of(net, transit_gateway).find(|(_, association)| association.gateway == Some(gateway))?;
    let Some(allowed) = association.allowed.as_ref() else {
        let table = Table::unknown(&NONE_ALLOWED, Otherwise::Pass, place(item));
        return Some(Check::new(&ANNOUNCEMENT, place(item), table));
    };
    Some(announced(item, &union(allowed.iter())))
}

/// What comes in at a virtual private gateway to which nothing but Direct Connect gateways leads: they announce those blocks of its
/// VPC that an allowed prefix holds, each as a whole. `None` where that isn't known, or where a virtual interface ends at the gateway
/// itself.
pub(crate) fn into_vpn_gateway(net: &Network, gateway: Symbol, vpc: &[Cidr]) -> Option<Check> {
    let mut interfaces = net.snapshot.records.virtual_interfaces.iter().map(|(_, interface)| interface);
    if interfaces.any(|interface| interface.up != Leads::No && interface.vpn_gateway == Some(gateway)) {
        return None;
    }
    let mut all = IntervalSet::empty();
    let mut first = None;
    for (item, association) in of(net, gateway) {
        let allowed = association.allowed.as_ref()?;
        all = all.union(&union(vpc.iter().filter(|block| allowed.iter().any(|allowed| allowed.covers(**block)))));
        first = first.or(Some(item));
    }
    first.map(|item| announced(item, &all))
}

fn union<'b>(blocks: impl Iterator<Item = &'b Cidr>) -> IntervalSet<Address> {
    IntervalSet::from_ranges(blocks.map(|block| (block.first(), block.last())))
}

fn announced(item: u32, addresses: &IntervalSet<Address>) -> Check {
    let cite = place(item);
    let refuse = Action::Drop { reason: &NOT_ANNOUNCED, otherwise: Otherwise::Pass };
    let rows = vec![Row::new(Product::everything().with_destination(addresses.complement()), refuse, cite)];
    Check::new(&ANNOUNCEMENT, cite, Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None }))
}

/// What leaves a virtual private gateway by Direct Connect for another VPC that is associated with the same Direct Connect gateway.
pub(crate) fn between(net: &Network, gateway: Symbol) -> Check {
    let (mut rows, mut cite) = (Vec::new(), Cite::resource(Kind::DirectConnect as u8, 0));
    for (item, association) in of(net, gateway) {
        cite = place(item);
        let others = net.snapshot.records.vpn_gateways.iter().map(|(_, other)| other);
        let others = others.filter(|other| other.id != gateway);
        let joined = others.filter(|other| of(net, other.id).any(|(_, other)| other.gateway == association.gateway));
        let gap = Action::Unknown { gap: &BETWEEN_VPCS, otherwise: Otherwise::End };
        for vpc in joined.filter_map(|other| other.vpc) {
            let guard = Product::everything().with_destination(net.vpc_addresses(net.vpc_of(vpc)));
            rows.push(Row::new(guard, gap.clone(), cite));
        }
    }
    Check::new(&BETWEEN, cite, Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None }))
}

/// Lists of cites: virtual interfaces.
const INTERFACE: u8 = 1;

const fn place(item: u32) -> Cite {
    Cite::resource(Kind::DirectConnect as u8, item)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let words = |symbol: Option<Symbol>| symbol.map_or_else(String::new, |symbol| net.text(symbol).to_owned());
    if cite.list == INTERFACE {
        let mut all = net.snapshot.records.virtual_interfaces.iter();
        let Some((_, interface)) = all.find(|(id, _)| id.number() == cite.rule) else { return Citation::default() };
        return Citation {
            kind: "virtual interface",
            id: words(interface.id),
            says: Some(words(interface.state)),
            place: Some(net.place(List::VirtualInterface, interface.origin)),
            holes: vec![("state", state(net, interface)), ("of", words(interface.vpn_gateway.or(interface.gateway)))],
            ..Citation::default()
        };
    }
    let mut all = net.snapshot.records.direct_connect_associations.iter();
    let found = all.find(|(id, _)| id.number() == cite.item).map(|(_, association)| association);
    let Some(association) = found else {
        return Citation { kind: "", id: "Direct Connect".to_owned(), ..Citation::default() };
    };
    let allowed = association.allowed.as_deref().map_or_else(|| "unknown".to_owned(), text::blocks);
    Citation {
        kind: COMPONENT.words,
        id: words(association.gateway),
        says: Some(format!("allowed prefixes of {}: {allowed}", words(association.associated))),
        place: Some(net.place(List::GatewayAssociation, association.origin)),
        holes: vec![
            ("allowed", allowed),
            ("associated", words(association.associated)),
            ("state", words(association.state)),
            ("of", words(association.associated)),
        ],
        ..Citation::default()
    }
}

/// How a virtual interface stands; its BGP peers tell more only while it is up.
fn state(net: &Network, interface: &VirtualInterface) -> String {
    let printed = interface.state.map_or("available", |state| net.text(state));
    if interface.up == Leads::No || interface.peers.is_empty() {
        return printed.to_owned();
    }
    let peers = interface.peers.iter().map(|peer| {
        let family = peer.family.map_or("of a family that isn't known".to_owned(), |family| family.to_string());
        format!("{family} {}", peer.says.map_or("up", |says| net.text(says)))
    });
    format!("{printed}, its BGP peers are {}", peers.collect::<Vec<_>>().join(" and "))
}

const COVERAGE: &[Coverage] = modelled!["V8"];
