//! Transit gateway attachments: the interfaces by which packets get in and out, zone by zone.

use crate::component::{Component, Coverage, Record, modelled};
use crate::components::subnet::Subnet;
use crate::components::{
    client_vpn, interface, network_acl, network_firewall, on_premises, security_group, subnet, transit_gateway_peering,
    transit_gateway_route_table, transit_gateway_zones as zones,
};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::snapshot::Snapshot;
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Direction, Key, Label, Otherwise, Place, Reason, ReasonKind, Row, Spans,
    Station, Table, Translation,
};
use packetwalk_space::{Address, IntervalSet, Product, Rewrite, Sender};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AnyShape<'a> {
    #[serde(borrow)]
    transit_gateway_attachment_id: Text<'a>,
    #[serde(borrow)]
    transit_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    transit_gateway_owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    resource_owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    resource_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    resource_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    association: Option<AssociationShape<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AssociationShape<'a> {
    #[serde(borrow, default)]
    transit_gateway_route_table_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct VpcShape<'a> {
    #[serde(borrow)]
    transit_gateway_attachment_id: Text<'a>,
    #[serde(borrow)]
    transit_gateway_id: Text<'a>,
    #[serde(borrow)]
    vpc_id: Text<'a>,
    #[serde(borrow, default)]
    vpc_owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    subnet_ids: Vec<Text<'a>>,
    #[serde(borrow, default)]
    options: Option<OptionsShape<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "as AWS calls them")]
struct OptionsShape<'a> {
    #[serde(borrow, default)]
    appliance_mode_support: Option<Text<'a>>,
    #[serde(borrow, default)]
    ipv6_support: Option<Text<'a>>,
    #[serde(borrow, default)]
    security_group_referencing_support: Option<Text<'a>>,
}

// What it means.

/// An attachment of any kind, as `describe-transit-gateway-attachments` gives it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AnyAttachment {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) gateway: Symbol,
    pub(crate) owner: Option<Symbol>,
    /// The account of the gateway.
    pub(crate) gateway_owner: Option<Symbol>,
    pub(crate) resource_type: Option<Symbol>,
    /// Whether it joins two transit gateways: both describe it, under one id.
    pub(crate) is_peering: bool,
    pub(crate) resource: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    /// The route table that it is associated with, while the association stands.
    pub(crate) table: Option<Symbol>,
    pub(crate) tags: Tags,
}

/// An attachment of a VPC.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VpcAttachment {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) gateway: Symbol,
    pub(crate) vpc: Symbol,
    pub(crate) owner: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    pub(crate) subnets: Box<[Symbol]>,
    pub(crate) appliance_mode: bool,
    /// Whether the VPC's IPv6 blocks are propagated; `None` when AWS doesn't say.
    pub(crate) ipv6: Option<bool>,
    pub(crate) references: bool,
    pub(crate) tags: Tags,
}

impl Record for AnyAttachment {
    type Shape<'a> = AnyShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["CreationTime", "NatGatewaySupport"];

    fn read(shape: AnyShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let associated = shape.association.filter(|a| a.state.as_deref().is_none_or(|state| state == "associated"));
        Some(AnyAttachment {
            id: reader.keep(&shape.transit_gateway_attachment_id),
            origin: reader.origin,
            gateway: reader.keep(&shape.transit_gateway_id),
            owner: reader.keep_some(shape.resource_owner_id.as_ref()),
            gateway_owner: reader.keep_some(shape.transit_gateway_owner_id.as_ref()),
            resource_type: reader.keep_some(shape.resource_type.as_ref()),
            is_peering: shape.resource_type.as_deref() == Some(PEERING),
            resource: reader.keep_some(shape.resource_id.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            table: reader.keep_some(associated.as_ref().and_then(|a| a.transit_gateway_route_table_id.as_ref())),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        (!self.is_peering).then_some(self.id)
    }

    fn owner(&self) -> Option<Symbol> {
        // What a peering attachment leads to is another account's, which needn't have been read.
        if self.is_peering { self.gateway_owner } else { self.owner }
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for VpcAttachment {
    type Shape<'a> = VpcShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["CreationTime"];

    fn read(shape: VpcShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let options = shape.options.as_ref();
        let is = |text: Option<&Text<'_>>, value: &str| text.is_some_and(|text| &**text == value);
        Some(VpcAttachment {
            id: reader.keep(&shape.transit_gateway_attachment_id),
            origin: reader.origin,
            gateway: reader.keep(&shape.transit_gateway_id),
            vpc: reader.keep(&shape.vpc_id),
            owner: reader.keep_some(shape.vpc_owner_id.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            subnets: shape.subnet_ids.iter().map(|id| reader.keep(id)).collect(),
            appliance_mode: is(options.and_then(|o| o.appliance_mode_support.as_ref()), "enable"),
            ipv6: options.and_then(|o| o.ipv6_support.as_ref()).map(|text| &**text == "enable"),
            // On by default; off at the gateway by default.
            references: !is(options.and_then(|o| o.security_group_referencing_support.as_ref()), "disable"),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn owner(&self) -> Option<Symbol> {
        self.owner
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// An attachment at one gateway, put together from the calls that describe it. Its subnets are the word of the VPC attachment.
#[derive(Debug)]
pub(crate) struct Attachment {
    pub(crate) id: Symbol,
    pub(crate) described: (List, Origin),
    pub(crate) gateway: Symbol,
    /// `vpc`, `vpn`, `peering` …; `None` when AWS doesn't say.
    pub(crate) kind: Option<Symbol>,
    pub(crate) vpc: Option<Symbol>,
    /// What is attached, where that is no VPC: a VPN connection, a Direct Connect gateway, another transit gateway.
    pub(crate) resource: Option<Symbol>,
    /// The far side, where it joins two transit gateways.
    pub(crate) peer: Option<Peer>,
    pub(crate) state: Option<Symbol>,
    pub(crate) table: Option<Symbol>,
    /// Whether who reads it sees its association: the gateway and what is attached are one account's.
    pub(crate) described_to_owner: bool,
    /// `None` when the VPC attachment isn't in the snapshot.
    pub(crate) subnets: Option<Vec<Symbol>>,
    pub(crate) appliance_mode: bool,
    /// Whether the VPC's IPv6 blocks are propagated; `None` when that isn't in the snapshot.
    pub(crate) ipv6: Option<bool>,
    pub(crate) references: bool,
    pub(crate) name: Option<Symbol>,
}

/// The far side of an attachment that joins two transit gateways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) attachment: Symbol,
    pub(crate) gateway: Symbol,
    pub(crate) account: Option<Symbol>,
    pub(crate) region: Option<Symbol>,
}

/// The type of attachments that join two transit gateways.
const PEERING: &str = "peering";

/// An attachment that is described in two ways, and the second one's place.
pub(crate) type Disputed = (Symbol, (List, Origin));

/// The attachments of a snapshot, by id and gateway, and those that one gateway describes in two ways, with the second one's place.
pub(crate) fn all(snapshot: &mut Snapshot) -> (Vec<Attachment>, Vec<Disputed>) {
    let is_vpc = snapshot.strings.keep("vpc");
    let is_peering = snapshot.strings.keep(PEERING);
    let name_key = snapshot.strings.keep("Name");
    let records = &snapshot.records;
    let name = |tags: &Tags| tags.iter().find(|(key, _)| *key == name_key).map(|(_, value)| value);
    let new = |id: Symbol, gateway: Symbol, described: (List, Origin)| Attachment {
        id,
        described,
        gateway,
        kind: None,
        vpc: None,
        resource: None,
        peer: None,
        state: None,
        table: None,
        described_to_owner: false,
        subnets: None,
        appliance_mode: false,
        ipv6: None,
        references: true,
        name: None,
    };
    let mut all: BTreeMap<(Symbol, Symbol), Attachment> = BTreeMap::new();
    let mut disputed = Vec::new();
    for (_, any) in records.transit_gateway_attachments.iter() {
        let vpc = any.resource.filter(|_| any.resource_type == Some(is_vpc));
        let attachment = all.entry((any.id, any.gateway)).or_insert(Attachment {
            kind: any.resource_type,
            vpc,
            resource: any.resource.filter(|_| vpc.is_none()),
            state: any.state,
            described_to_owner: any.gateway_owner.is_none() || any.gateway_owner == any.owner || any.is_peering,
            name: name(&any.tags),
            ..new(any.id, any.gateway, (List::AnyAttachment, any.origin))
        });
        let known = (attachment.kind, attachment.resource.or(vpc), attachment.state);
        if known != (any.resource_type, any.resource, any.state) {
            disputed.push((any.id, (List::AnyAttachment, any.origin)));
        }
        disputed.extend(other(attachment.table, any.table).map(|_| (any.id, (List::AnyAttachment, any.origin))));
        attachment.table = attachment.table.or(any.table);
    }
    for (_, of_vpc) in records.transit_gateway_vpc_attachments.iter() {
        let described = (List::VpcAttachment, of_vpc.origin);
        let key = (of_vpc.id, of_vpc.gateway);
        let attachment = all.entry(key).or_insert_with(|| new(of_vpc.id, of_vpc.gateway, described));
        disputed.extend(other(attachment.vpc, Some(of_vpc.vpc)).map(|_| (of_vpc.id, described)));
        // Two calls, a moment apart, may see it available and being modified.
        let is_up = |state: Symbol| is_up(snapshot.strings.text(state));
        let state =
            other(attachment.state, of_vpc.state).filter(|now| attachment.state.map(is_up) != Some(is_up(*now)));
        disputed.extend(state.map(|_| (of_vpc.id, described)));
        attachment.described = described;
        attachment.kind = Some(is_vpc);
        attachment.vpc = Some(of_vpc.vpc);
        attachment.state = of_vpc.state.or(attachment.state);
        attachment.subnets = Some(of_vpc.subnets.to_vec());
        attachment.appliance_mode = of_vpc.appliance_mode;
        attachment.ipv6 = of_vpc.ipv6;
        attachment.references = of_vpc.references;
        attachment.name = name(&of_vpc.tags).or(attachment.name);
    }
    let known: BTreeSet<Symbol> = records.transit_gateways.iter().map(|(_, gateway)| gateway.id).collect();
    for (_, peering) in records.transit_gateway_peerings.iter() {
        for (own, far) in [(0, 1), (1, 0)] {
            let (own, far) = (&peering.sides[own], &peering.sides[far]);
            let Some(gateway) = own.gateway else { continue };
            // What only the far side says of a gateway that nobody described doesn't make it known.
            if !known.contains(&gateway) && !all.contains_key(&(own.attachment, gateway)) {
                continue;
            }
            let described = (List::TransitGatewayPeering, peering.origin);
            let attachment =
                all.entry((own.attachment, gateway)).or_insert_with(|| new(own.attachment, gateway, described));
            attachment.kind = Some(is_peering);
            attachment.state = attachment.state.or(peering.state);
            attachment.name = attachment.name.or(name(&peering.tags));
            attachment.peer = far.gateway.map(|gateway| Peer {
                attachment: far.attachment,
                gateway,
                account: far.account,
                region: far.region,
            });
        }
    }
    for attachment in all.values_mut().filter(|attachment| attachment.kind == Some(is_peering)) {
        let peer = |gateway| Peer { attachment: attachment.id, gateway, account: None, region: None };
        attachment.peer = attachment.peer.or(attachment.resource.map(peer));
    }
    let gateways: BTreeMap<Symbol, Symbol> =
        records.transit_gateway_route_tables.iter().map(|(_, table)| (table.id, table.gateway)).collect();
    for (_, association) in records.transit_gateway_associations.iter() {
        let Some(table) = association.table.filter(|_| association.stands) else { continue };
        // An attachment of two gateways is associated with a table of each.
        let of = all.values_mut().filter(|attachment| attachment.id == association.attachment);
        let of = of.filter(|attachment| gateways.get(&table).is_none_or(|gateway| *gateway == attachment.gateway));
        for attachment in of {
            // An attachment is associated with one table of its gateway.
            let described = (List::TransitGatewayAssociation, association.origin);
            disputed.extend(other(attachment.table, Some(table)).map(|_| (attachment.id, described)));
            attachment.table = attachment.table.or(Some(table));
        }
    }
    (all.into_values().collect(), disputed)
}

/// What is said now, where something else was said before.
fn other(before: Option<Symbol>, now: Option<Symbol>) -> Option<Symbol> {
    now.filter(|now| before.is_some_and(|before| before != *now))
}

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
    reasons: &[&STATE, &NO_SUBNETS, &SUBNETS_NOT_READ, &KIND_NOT_MODELLED, &REFERENCES_IN_LOCAL_ZONE],
    coverage: COVERAGE,
    station,
    stands,
    ..Component::plain("transit gateway attachment", &["tgw-attach-"], cite)
};

static ATTACHMENT: Label = Label::told("attachment state", None);
static ZONE: Label = Label::told("zone of delivery", None);
static NO_GROUPS_IN: Label = Label::told("security group", Some(Direction::Ingress));
static NO_ROUTES: Label = Label::told("route table", None);
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
                check(
                    &ZONE,
                    zones::delivery(net, key.item, key.other, |subnet| Key {
                        role: OUT,
                        part: 0,
                        other: subnet,
                        ..key
                    }),
                ),
            ],
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
            Station { place: matches!(then, Action::Unknown { .. }).then_some(there), checks: Vec::new(), then }
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

/// Who sent a packet stays known only where the gateway and both attachments support it, and where its hosts are.
fn references(net: &Network, key: Key) -> Table {
    /// The zone in which they don't work.
    const WITHOUT: &str = "use1-az3";
    let item = key.item;
    let cite = Cite::resource(Kind::TransitGatewayAttachment as u8, item);
    let attachment = net.attachment(item);
    let gateway = net.find_transit_gateway(attachment.gateway).map(|gateway| net.transit_gateway(gateway));
    if !attachment.references || !gateway.is_some_and(|gateway| gateway.references) {
        return forgets(cite);
    }
    let view = attachment.vpc.map(|vpc| net.vpc(net.vpc_of(vpc)));
    let subnets = || view.into_iter().flat_map(|vpc| &vpc.subnets).map(|subnet| (*subnet, net.subnet_record(*subnet)));
    let mut rows = Vec::new();
    let without = |subnet: &Subnet| subnet.on_outpost || subnet.zone.is_some_and(|zone| net.text(zone) == WITHOUT);
    for (of, subnet) in subnets().filter(|(_, subnet)| without(subnet)) {
        let of = Cite::resource(Kind::Subnet as u8, of);
        let there = || subnet.addresses();
        rows.push(Row::new(Product::everything().with_source(there()), forget(), of));
        rows.push(Row::new(Product::everything().with_destination(there()), forget(), of));
    }
    for (of, addresses) in closed_file_systems(net, view.map(|vpc| &vpc.interfaces)) {
        let guard = Product::everything().with_destination(addresses);
        rows.push(Row::new(guard, forget(), interface::place(of).cite));
    }
    let local = |subnet: &Subnet| subnet.zone_name.is_some_and(|zone| subnet::is_local(net.text(zone)));
    for (of, subnet) in subnets().filter(|(_, subnet)| local(subnet)) {
        let unknown = Action::Unknown { gap: &REFERENCES_IN_LOCAL_ZONE, otherwise: Otherwise::Pass };
        let guard = Product::everything().with_destination(subnet.addresses());
        rows.push(Row::new(guard, unknown, Cite::resource(Kind::Subnet as u8, of)));
    }
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

/// Mount targets of Amazon EFS whose groups don't let everything out: references across a transit gateway don't work for them.
fn closed_file_systems<'n>(
    net: &'n Network,
    interfaces: Option<&'n Spans>,
) -> impl Iterator<Item = (u32, IntervalSet<Address>)> + 'n {
    let all = interfaces.into_iter().flat_map(Spans::all).map(|span| span.number);
    let is_mount_target = |item: &u32| interface::service::of(net, *item).is_some_and(|service| service.key == "efs");
    let closed = |item: &u32| !security_group::lets_everything_out(net, &net.interface(*item).groups);
    all.filter(is_mount_target).filter(closed).map(|item| (item, net.interface(item).owned()))
}

/// From here on nobody knows who sent a packet.
pub(crate) fn forgets(cite: Cite) -> Table {
    Table::first_match(Vec::new(), Default { action: forget(), cite, assumes: None })
}

fn forget() -> Action {
    let rewrite = Rewrite { sender: Some(Sender::LOST), ..Rewrite::default() };
    Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens: None }))
}

/// What is attached: `vpc`, `vpn`, `peering` …
pub(crate) fn kind(net: &Network, item: u32) -> Option<&str> {
    net.attachment(item).kind.map(|kind| net.text(kind))
}

pub(crate) fn stands(net: &Network, cite: Cite) -> Stands {
    let attachment = net.attachment(cite.item);
    Stands::at(attachment.described.1)
        .belonging("of transit gateway", Some(attachment.gateway))
        .belonging("attached to", attachment.vpc.or(attachment.resource.filter(|_| attachment.peer.is_none())))
        .belonging("peered with", attachment.peer.map(|peer| peer.gateway))
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let attachment = net.attachment(cite.item);
    let (described, origin) = attachment.described;
    let state = attachment.state.map_or("available", |state| net.text(state)).to_owned();
    let kind = attachment.kind.map_or("unknown", |kind| net.text(kind)).to_owned();
    let attached = attachment.vpc.or(attachment.resource).or(attachment.peer.map(|peer| peer.gateway));
    let says = attached.map(|attached| format!("to {}", net.named(attached)));
    let holes = vec![("state", state), ("type", kind), ("peer", peer(net, attachment))];
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

static STATE: Reason = Reason {
    code: "TGW_ATTACHMENT_STATE",
    ra_code: Some("BAD_STATE_ATTACHMENT"),
    kind: ReasonKind::Block,
    meaning: "A transit gateway attachment carries packets only while it is available.",
    sentence: "{resource} is {state}",
    remedy: "make the attachment available: accept it, or wait",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["T1"],
};

static REFERENCES_IN_LOCAL_ZONE: Reason = Reason {
    code: "TGW_REFERENCES_IN_LOCAL_ZONE",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "Security group references across a transit gateway work in some Local Zones only, and which they are isn't modelled.",
    sentence: "{resource} is in a Local Zone, and whether security group references across a transit gateway work for {packet} there isn't \
               modelled",
    remedy: "let the rules at the destination name address blocks",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["S10"],
};

pub(crate) static NO_SUBNETS: Reason = Reason {
    code: "TGW_ATTACHMENT_WITHOUT_SUBNETS",
    ra_code: Some("TGW_ATTACH_VPC_AZ_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "The attachment has no subnet into which the transit gateway could deliver.",
    sentence: "{resource} has no subnet into which the transit gateway could deliver {packet}",
    remedy: "add a subnet to the attachment",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["T10"],
};

pub(crate) static SUBNETS_NOT_READ: Reason = Reason {
    code: "TGW_ATTACHMENT_SUBNETS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "In which zones the attachment can deliver isn't known.",
    sentence: "in which zones {resource} can deliver isn't known",
    remedy: "read the VPC attachments and the subnets",
    command: Some("aws ec2 describe-transit-gateway-vpc-attachments; aws ec2 describe-subnets"),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["T10"],
};

static KIND_NOT_MODELLED: Reason = Reason {
    code: "TGW_ATTACHMENT_KIND_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The transit gateway routes the packet to an attachment of a type that packetwalk doesn't model yet.",
    sentence: "{resource} is of type {type}, and packetwalk doesn't model that yet",
    remedy: "look at what stands behind the attachment",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/working-with-transit-gateways.html",
    rules: &["T19"],
};
