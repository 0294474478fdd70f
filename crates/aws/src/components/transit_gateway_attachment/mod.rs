//! Transit gateway attachments: the interfaces by which packets get in and out, zone by zone.

mod described;
mod reasons;
mod record;
mod references;

use crate::component::{Component, Coverage, modelled};
use crate::components::{
    client_vpn, interface, network_acl, network_firewall, on_premises, subnet, transit_gateway_peering,
    transit_gateway_route_table, transit_gateway_zones as zones,
};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::reader::Tags;
use crate::registry::Kind;
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Direction, Key, Label, Otherwise, Place, Reason, Row, Station, Table,
};
use packetwalk_space::{Family, IntervalSet, Product};
use reasons::{KIND_NOT_MODELLED, STATE, TRANSLATES};
use record::PEERING;
use references::references;

pub(crate) use described::{Attachment, Disputed, all};
pub(crate) use reasons::{NO_SUBNETS, SUBNETS_NOT_READ};
pub(crate) use record::{AnyAttachment, VpcAttachment};
pub(crate) use references::forgets;

/// The subnets of an attachment that are in the snapshot, and their zones.
pub(crate) fn subnets(net: &Network, item: u32) -> impl Iterator<Item = (u32, Option<Symbol>)> {
    let subnets = net.attachment(item).subnets.iter().flatten();
    subnets.filter_map(|id| net.subnet(*id)).map(|subnet| (subnet, net.subnet_record(subnet).zone))
}

/// Whether the attachment has subnets of which the zone isn't known.
pub(crate) fn zones_unread(net: &Network, item: u32) -> bool {
    match &net.attachment(item).subnets {
        None => true,
        Some(ids) => ids.iter().any(|id| net.subnet(*id).is_none_or(|subnet| net.subnet_record(subnet).zone.is_none())),
    }
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    stands,
    ..Component::plain("transit gateway attachment", &["tgw-attach-"], cite)
};

static ATTACHMENT: Label = Label::told("attachment state", None);
static ZONE: Label = Label::told("zone of delivery", None);
static NO_GROUPS_IN: Label = Label::told("security group", Some(Direction::Ingress));
static NO_ROUTES: Label = Label::told("route table", None);
static TRANSLATION: Label = Label::quiet("address translation");
static REFERENCES: Label = Label::quiet("security group references");

const NO_GROUPS: &str = "the interface has no security group";

/// Stands for a subnet where packets came in by none: over a peering, or from outside.
pub(crate) const NO_SUBNET: u32 = u32::MAX;

/// Into the gateway by the attachment's interface in a subnet (`Key::other`); `Key::part` is 1 when the packet comes from
/// that subnet itself.
const INTO: u8 = 2;
/// Out of the gateway toward the attachment, for packets that came in by a subnet (`Key::other`).
const TOWARD: u8 = 3;
/// Out by the attachment's interface in a subnet (`Key::other`).
const OUT: u8 = 4;

/// The station where packets get into the gateway.
pub(crate) fn into(item: u32, subnet: u32, same_subnet: bool) -> Key {
    let part = u16::from(same_subnet);
    Key { component: Kind::TransitGatewayAttachment as u8, role: INTO, part, item, other: subnet }
}

/// The station that picks the zone in which packets get out.
pub(crate) fn toward(item: u32, came_in_by: u32) -> Key {
    Key { component: Kind::TransitGatewayAttachment as u8, role: TOWARD, part: 0, item, other: came_in_by }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let net = l.net;
    let subject = Cite::resource(Kind::TransitGatewayAttachment as u8, key.item);
    let check = |label, table: Table| Check::new(label, subject, table);
    match key.role {
        INTO => {
            let there = place(net, key.item, key.other);
            let skipped = |label, why| Check::passed(label, there.cite, why);
            let acl = if key.part == 1 {
                network_acl::entering_undocumented(l, key.other)
            } else {
                network_acl::entering_subnet(l, key.other)
            };
            Station {
                place: Some(there),
                checks: vec![
                    check(&ATTACHMENT, state(net, key.item)).noting("available"),
                    skipped(&NO_GROUPS_IN, NO_GROUPS),
                    skipped(&NO_ROUTES, "not consulted: what arrives here goes to the transit gateway"),
                    acl,
                    check(&REFERENCES, references(net, key)),
                ],
                then: Action::Send(transit_gateway_route_table::look_up(key.item, key.other)),
            }
        }
        TOWARD if net.attachment(key.item).vpc.is_some() => Station {
            place: None,
            checks: vec![
                check(&ATTACHMENT, state(net, key.item)).noting("available"),
                check(&REFERENCES, references(net, key)),
            ]
            .into_iter()
            .chain(translation(net, key.item))
            .chain([check(
                &ZONE,
                zones::delivery(net, key.item, key.other, |subnet| Key { role: OUT, part: 0, other: subnet, ..key }),
            )])
            .collect(),
            then: Action::Drop { reason: &NO_SUBNETS, otherwise: Otherwise::End },
        },
        TOWARD => {
            let firewall = net.find_firewall_endpoint(net.attachment(key.item).id);
            let then = match (firewall, kind(net, key.item)) {
                (Some(firewall), _) => Action::Send(network_firewall::enter(firewall)),
                (None, Some(PEERING)) => Action::Send(transit_gateway_peering::across(key.item)),
                (None, Some(_)) if on_premises::is_behind(net, key.item) => Action::Send(on_premises::out(key.item)),
                _ => match client_vpn::transit::endpoint_of(net, key.item) {
                    Some(endpoint) => Action::Send(client_vpn::transit::toward(endpoint, key.item)),
                    None => Action::Unknown { gap: &KIND_NOT_MODELLED, otherwise: Otherwise::End },
                },
            };
            let there = Place { cite: subject, written: false };
            let checks = translation(net, key.item).into_iter().collect();
            Station { place: matches!(then, Action::Unknown { .. }).then_some(there), checks, then }
        }
        _ => {
            let there = place(net, key.item, key.other);
            let no_groups = Check::passed(&NO_GROUPS_IN, there.cite, NO_GROUPS);
            let no_acl = network_acl::not_asked(key.other, "not asked for what a transit gateway delivers");
            Station {
                place: Some(there),
                checks: vec![no_groups, no_acl],
                then: Action::Send(subnet::onward(key.other)),
            }
        }
    }
}

/// The hop: the attachment's interface in the subnet; the attachment itself where the snapshot lacks the interface.
fn place(net: &Network, item: u32, subnet: u32) -> Place {
    match net.attachment_interface(item, subnet) {
        Some(interface) => interface::place(interface),
        None => Place { cite: Cite::resource(Kind::TransitGatewayAttachment as u8, item), written: true },
    }
}

/// Whether an attachment in this state carries packets.
pub(crate) fn is_up(state: &str) -> bool {
    matches!(state, "available" | "modifying")
}

/// Whether the attachment carries packets.
pub(crate) fn state(net: &Network, item: u32) -> Table {
    let cite = Cite::resource(Kind::TransitGatewayAttachment as u8, item);
    let state = net.attachment(item).state.map_or("available", |state| net.text(state));
    if is_up(state) { Table::passes(cite) } else { Table::refuses(&STATE, Otherwise::Pass, cite) }
}

/// What the gateway's own translation of addresses does with what comes in by the attachment or goes out by it, unless it is off.
pub(crate) fn translation(net: &Network, item: u32) -> Option<Check> {
    net.attachment(item).translates?;
    Some(translates(&TRANSLATES, Cite::resource(Kind::TransitGatewayAttachment as u8, item)))
}

/// An attachment's translation of addresses: of IPv4 nobody knows, for this reason, and IPv6 isn't translated.
pub(crate) fn translates(gap: &'static Reason, cite: Cite) -> Check {
    let v4 = IntervalSet::from_ranges(Family::V4.whole().iter().copied());
    let gap = Action::Unknown { gap, otherwise: Otherwise::End };
    let row = Row::new(Product::everything().with_destination(v4), gap, cite);
    let table = Table::first_match(vec![row], Default { action: Action::Pass, cite, assumes: None });
    Check::new(&TRANSLATION, cite, table)
}

/// What is attached: `vpc`, `vpn`, `peering` …
pub(crate) fn kind(net: &Network, item: u32) -> Option<&str> {
    net.attachment(item).kind.map(|kind| net.text(kind))
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let attachment = net.attachment(cite.item);
    Stands::at(attachment.described.1)
        .belonging("of transit gateway", Some(attachment.gateway))
        .belonging("attached to", attachment.vpc.or(attachment.resource.filter(|_| attachment.peer.is_none())))
        .belonging("peered with", attachment.peer.map(|peer| peer.gateway))
}

pub(crate) fn cite(net: &Network, cite: Cite) -> Citation {
    let attachment = net.attachment(cite.item);
    let (described, origin) = attachment.described;
    let state = attachment.state.map_or("available", |state| net.text(state)).to_owned();
    let kind = attachment.kind.map_or("unknown", |kind| net.text(kind)).to_owned();
    let attached = attachment.vpc.or(attachment.resource).or(attachment.peer.map(|peer| peer.gateway));
    let says = attached.map(|attached| format!("to {}", net.named(attached)));
    let nat = attachment.translates.map_or("disabled", |state| net.text(state)).to_owned();
    let transport = attachment.resource.map_or_else(|| "its transport attachment".to_owned(), |id| net.named(id));
    let holes =
        vec![("transport", transport), ("nat", nat), ("state", state), ("type", kind), ("peer", peer(net, attachment))];
    let citation = net.describe(Kind::TransitGatewayAttachment, described, attachment.id, &Tags::default(), origin);
    Citation { name: attachment.name.map(|name| net.text(name).to_owned()), says, holes, ..citation }
}

/// The far gateway in words, with its Region and account where they are known.
fn peer(net: &Network, attachment: &Attachment) -> String {
    let Some(peer) = attachment.peer else { return "the transit gateway".to_owned() };
    let region = peer.region.map(|region| format!(" in {}", net.text(region))).unwrap_or_default();
    let account = peer.account.map(|account| format!(" of account {}", net.text(account))).unwrap_or_default();
    format!("{}{region}{account}", net.text(peer.gateway))
}

const COVERAGE: &[Coverage] =
    modelled!["S10", "M6", "V6f", "T3", "T10", "T11", "T13", "T14", "T15", "T16", "T17", "T24"];
