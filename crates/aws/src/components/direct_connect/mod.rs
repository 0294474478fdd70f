//! Direct Connect: which virtual private gateways have a virtual interface behind them, and what Direct Connect gateways announce
//! to networks outside.

mod reasons;
mod record;

use crate::component::{Component, Coverage, modelled};
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use crate::whole::Whole;
use packetwalk_fabric::{Action, Check, Citation, Cite, Default, Label, Otherwise, Row, Table};
use packetwalk_space::{Address, Cidr, IntervalSet, Product, text};
use reasons::{BETWEEN_VPCS, NOT_ANNOUNCED};

pub(crate) use reasons::DOWN;
pub(crate) use record::{GatewayAssociation, VirtualInterface};

/// Whether Direct Connect leads on from a virtual private gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leads {
    Yes,
    No,
    /// The snapshot doesn't say.
    Unknown,
}

/// Whether Direct Connect leads on from a virtual private gateway.
pub(crate) fn behind(net: &Network, vpn_gateway: Symbol) -> Leads {
    let records = &net.snapshot.records;
    let interfaces = || records.virtual_interfaces.iter().map(|(_, interface)| interface);
    if interfaces().any(|interface| interface.up && interface.vpn_gateway == Some(vpn_gateway)) {
        return Leads::Yes;
    }
    let associations = records.direct_connect_associations.iter().map(|(_, association)| association);
    let of_gateway =
        |association: &&GatewayAssociation| association.stands && association.associated == Some(vpn_gateway);
    let told = net.described_gateway(vpn_gateway);
    let mut unknown =
        [List::VirtualInterface, List::GatewayAssociation].iter().any(|list| net.whole(*list, told) == Whole::No);
    for association in associations.filter(of_gateway) {
        let mut at = interfaces().filter(|interface| interface.gateway == association.gateway).peekable();
        // Those of another account aren't listed.
        unknown |= at.peek().is_none();
        if at.any(|interface| interface.up) {
            return Leads::Yes;
        }
    }
    if unknown { Leads::Unknown } else { Leads::No }
}

/// What of Direct Connect at a virtual private gateway carries nothing, where no part of it does: a virtual interface that is down, or
/// an association that doesn't stand.
pub(crate) fn down(net: &Network, vpn_gateway: Symbol) -> Option<Cite> {
    let records = &net.snapshot.records;
    let associations = || records.direct_connect_associations.iter();
    let associations = || associations().filter(|(_, association)| association.associated == Some(vpn_gateway));
    if let Some((id, _)) = associations().find(|(_, association)| !association.stands) {
        return Some(place(id.number()));
    }
    let at = |gateway: Option<Symbol>| associations().any(|(_, association)| association.gateway == gateway);
    let mut interfaces = records.virtual_interfaces.iter().filter(|(_, interface)| !interface.up);
    let ends_here = interfaces.find(|(_, interface)| match interface.vpn_gateway {
        Some(gateway) => gateway == vpn_gateway,
        None => interface.gateway.is_some() && at(interface.gateway),
    });
    ends_here.map(|(id, _)| Cite { list: INTERFACE, rule: id.number(), ..place(0) })
}

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
    let allowed = association.allowed.as_ref()?;
    Some(announced(item, &union(allowed.iter())))
}

/// What comes in at a virtual private gateway to which nothing but Direct Connect gateways leads: they announce those blocks of its
/// VPC that an allowed prefix holds, each as a whole. `None` where that isn't known, or where a virtual interface ends at the gateway
/// itself.
pub(crate) fn into_vpn_gateway(net: &Network, gateway: Symbol, vpc: &[Cidr]) -> Option<Check> {
    let mut interfaces = net.snapshot.records.virtual_interfaces.iter().map(|(_, interface)| interface);
    if interfaces.any(|interface| interface.up && interface.vpn_gateway == Some(gateway)) {
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
            holes: vec![("state", words(interface.state)), ("of", words(interface.vpn_gateway.or(interface.gateway)))],
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

const COVERAGE: &[Coverage] = modelled!["V8"];
