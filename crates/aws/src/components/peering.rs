//! VPC peering connections: two VPCs, and nothing behind them.

use crate::caution::Narrow;
use crate::component::{Component, Coverage, LEAVE, Record, modelled};
use crate::components::{network_acl, vpc};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Key, Label, Otherwise, Place, Reason, ReasonKind, Row, Station, Table,
    Translation,
};
use packetwalk_space::{Address, Cidr, IntervalSet, Product, Rewrite, Sender};
use serde::Deserialize;
use std::sync::Arc;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    vpc_peering_connection_id: Text<'a>,
    #[serde(borrow, default)]
    requester_vpc_info: Option<SideShape<'a>>,
    #[serde(borrow, default)]
    accepter_vpc_info: Option<SideShape<'a>>,
    #[serde(borrow, default)]
    status: Option<Status<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SideShape<'a> {
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    region: Option<Text<'a>>,
    #[serde(borrow, default)]
    cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    cidr_block_set: Vec<Block<'a>>,
    #[serde(borrow, default)]
    ipv6_cidr_block_set: Vec<Ipv6Block<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Block<'a> {
    #[serde(borrow)]
    cidr_block: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv6Block<'a> {
    #[serde(borrow)]
    ipv6_cidr_block: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status<'a> {
    #[serde(borrow, default)]
    code: Option<Text<'a>>,
}

// What it means.

/// A VPC peering connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Peering {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    /// The status code.
    pub(crate) status: Option<Symbol>,
    /// Requester and accepter.
    pub(crate) sides: [Side; 2],
    pub(crate) tags: Tags,
}

/// One of the two VPCs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Side {
    pub(crate) vpc: Option<Symbol>,
    pub(crate) region: Option<Symbol>,
    /// AWS prints them only while the connection is active.
    pub(crate) blocks: Box<[Cidr]>,
}

impl Side {
    fn read(shape: Option<&SideShape<'_>>, reader: &mut Reader<'_>, at: &str) -> Self {
        let line = reader.element_line();
        let mut blocks = Vec::new();
        let v4 = shape.iter().flat_map(|s| s.cidr_block.iter().chain(s.cidr_block_set.iter().map(|b| &b.cidr_block)));
        let v6 = shape.iter().flat_map(|side| side.ipv6_cidr_block_set.iter().map(|block| &block.ipv6_cidr_block));
        for text in v4.chain(v6) {
            if let Some(block) = reader.cidr(text, line, at).filter(|block| !blocks.contains(block)) {
                blocks.push(block);
            }
        }
        Side {
            vpc: reader.keep_some(shape.and_then(|side| side.vpc_id.as_ref())),
            region: reader.keep_some(shape.and_then(|side| side.region.as_ref())),
            blocks: blocks.into(),
        }
    }
}

impl Record for Peering {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["ExpirationTime", "MultipathResilienceStatus"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(Peering {
            id: reader.keep(&shape.vpc_peering_connection_id),
            origin: reader.origin,
            status: reader.keep_some(shape.status.as_ref().and_then(|status| status.code.as_ref())),
            sides: [
                Side::read(shape.requester_vpc_info.as_ref(), reader, "/RequesterVpcInfo"),
                Side::read(shape.accepter_vpc_info.as_ref(), reader, "/AccepterVpcInfo"),
            ],
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Peering {
    /// The number of the other side than the one that a VPC is.
    fn far(&self, vpc: Symbol) -> Option<u32> {
        let near = self.sides.iter().position(|side| side.vpc == Some(vpc))?;
        Some(u32::from(near == 0))
    }

    /// Whether both VPCs are in one Region, as far as AWS says.
    pub(crate) fn in_one_region(&self) -> bool {
        self.sides[0].region == self.sides[1].region
    }
}

/// Whether a connection carries packets.
pub(crate) fn is_active(net: &Network, peering: &Peering) -> bool {
    peering.status.is_none_or(|status| net.text(status) == "active")
}

/// The VPCs whose members an outbound group reference of a VPC means, beside its own: its peers in the same Region. Each with
/// whether a transit gateway leads there, too: by that way outbound references don't work.
pub(crate) fn referable(net: &Network, vpc: Symbol) -> Vec<(Symbol, bool)> {
    let far = referable_sides(net, vpc).filter_map(|side| side.vpc);
    far.map(|far| (far, net.share_transit_gateway(vpc, far))).collect()
}

fn referable_sides(net: &Network, vpc: Symbol) -> impl Iterator<Item = &Side> {
    let peers = net.peerings().filter(|peering| is_active(net, peering) && peering.in_one_region());
    peers.filter_map(move |peering| peering.sides.get(peering.far(vpc)? as usize))
}

/// Where such a reference may mean members that weren't read: addresses in peers; in one peer, where the group is known to be of it.
pub(crate) fn unread(l: &Lowerer<'_>, vpc: Symbol, only: Option<Symbol>) -> IntervalSet<Address> {
    let net = l.net;
    let sides = referable_sides(net, vpc).filter(|side| only.is_none_or(|only| side.vpc == Some(only)));
    let unread = sides.map(|side| match side.vpc.filter(|vpc| net.knows_vpc(*vpc)) {
        Some(known) => IntervalSet::clone(&l.unread_addresses(net.vpc_of(known))),
        // While a connection is active it prints the blocks of both VPCs.
        None if side.blocks.is_empty() => IntervalSet::all(),
        None => IntervalSet::from_ranges(side.blocks.iter().map(|block| (block.first(), block.last()))),
    });
    unread.fold(IntervalSet::empty(), |all, of| all.union(&of))
}

/// The ways to NAT gateways of peers, which no route table must know: what a NAT gateway sent over a peering connection finds back.
pub(crate) fn returns(net: &Network, subnet: u32) -> Vec<(IntervalSet<Address>, Key, Cite)> {
    let vpc = net.subnet_record(subnet).vpc;
    let of = |(item, peering): (u32, &Peering)| {
        let far = peering.sides[peering.far(vpc)? as usize].vpc?;
        let addresses = net.nat_addresses(net.vpc_of(far));
        let key = Key { component: Kind::Peering as u8, role: LEAVE, part: 0, item, other: subnet };
        let usable = is_active(net, peering) && !addresses.is_empty();
        usable.then_some((addresses, key, Cite::resource(Kind::Peering as u8, item)))
    };
    net.peerings_numbered().filter_map(of).collect()
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&STATE, &FOREIGN, &ADDRESSES, &PEER_NOT_READ],
    coverage: COVERAGE,
    station,
    route_target: true,
    narrow: |net, item| (!net.peering(item).in_one_region()).then_some(Narrow { bytes: 8500, fits_tcp: false }),
    stands,
    ..Component::plain("VPC peering connection", &["pcx-"], cite)
};

static CONNECTION: Label = Label::told("peering state", None);
static CARRIED: Label = Label::told("peering addresses", None);
static PEER: Label = Label::quiet("peer");
static REFERENCES: Label = Label::quiet("security group references");

/// Out of the connection into the VPC of a side (`Key::other`).
const INTO: u8 = 2;

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let net = l.net;
    let peering = net.peering(key.item);
    let subject = Cite::resource(Kind::Peering as u8, key.item);
    let check = |label, table: Table| Check::new(label, subject, table);
    let place = Some(Place { cite: subject, written: true });
    if key.role == LEAVE {
        let subnet = net.subnet_record(key.other);
        let acl = network_acl::leaving(l, key.other);
        let Some(far) = peering.far(subnet.vpc) else {
            let foreign = check(&CONNECTION, Table::refuses(&FOREIGN, Otherwise::End, subject));
            return Station { place: None, checks: vec![acl, foreign], then: Action::Send(into(key.item, 0)) };
        };
        let state = if is_active(net, peering) {
            Table::passes(subject)
        } else {
            Table::refuses(&STATE, Otherwise::Pass, subject)
        };
        let checks = vec![acl, check(&CONNECTION, state).noting("active")];
        return Station { place: None, checks, then: Action::Send(into(key.item, far)) };
    }
    let side = &peering.sides[usize::from(key.other == 1)];
    let carried = || check(&CARRIED, carried(addresses(net, side), subject));
    let Some(far) = known(net, side) else {
        // The connection prints the blocks of both VPCs while it is active.
        let printed = (!side.blocks.is_empty()).then(carried);
        let gap = check(&PEER, Table::unknown(&PEER_NOT_READ, Otherwise::End, subject));
        let checks = printed.into_iter().chain([gap]).collect();
        return Station { place, checks, then: Action::Send(vpc::deliver(0)) };
    };
    let checks = vec![carried(), check(&REFERENCES, references(peering, subject))];
    // The far VPC delivers to its own interfaces and does nothing else: no route table is asked there.
    Station { place, checks, then: Action::Send(vpc::deliver(net.vpc_of(far))) }
}

fn into(item: u32, side: u32) -> Key {
    Key { component: Kind::Peering as u8, role: INTO, part: 0, item, other: side }
}

/// The VPC at a side, where it is in the snapshot.
fn known(net: &Network, side: &Side) -> Option<Symbol> {
    side.vpc.filter(|vpc| net.knows_vpc(*vpc))
}

/// The addresses of the VPC at a side: those that the connection prints, and those that the VPC says it has.
fn addresses(net: &Network, side: &Side) -> IntervalSet<Address> {
    let printed = IntervalSet::from_ranges(side.blocks.iter().map(|block| (block.first(), block.last())));
    known(net, side).map_or(printed.clone(), |vpc| printed.union(&net.vpc_addresses(net.vpc_of(vpc))))
}

/// The connection by which a VPC can reach these addresses, where one alone leads there.
pub(crate) fn toward<'n>(net: &'n Network, vpc: Symbol, to: &IntervalSet<Address>) -> Option<&'n Peering> {
    let far = |peering: &Peering| peering.sides.get(peering.far(vpc)? as usize).map(|side| addresses(net, side));
    let leads = |peering: &&Peering| {
        is_active(net, peering) && far(peering).is_some_and(|addresses| addresses.contains_all(to))
    };
    let mut all = net.peerings().filter(leads);
    all.next().filter(|_| all.next().is_none())
}

/// Only packets to or from an address of the VPC at the far end are carried.
fn carried(addresses: IntervalSet<Address>, cite: Cite) -> Table {
    let rows = vec![
        Row::new(Product::everything().with_destination(addresses.clone()), Action::Pass, cite),
        Row::new(Product::everything().with_source(addresses), Action::Pass, cite),
    ];
    let refuse = Action::Drop { reason: &ADDRESSES, otherwise: Otherwise::End };
    Table::first_match(rows, Default { action: refuse, cite, assumes: None })
}

/// Between Regions security groups can't be referenced.
fn references(peering: &Peering, cite: Cite) -> Table {
    if peering.in_one_region() {
        return Table::passes(cite);
    }
    let rewrite = Rewrite { sender: Some(Sender::LOST), ..Rewrite::default() };
    let forget = Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens: None }));
    Table::first_match(Vec::new(), Default { action: forget, cite, assumes: None })
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let peering = net.peering(cite.item);
    let [requester, accepter] = &peering.sides;
    let stands = Stands::at(peering.origin);
    stands.belonging("requested by", requester.vpc).belonging("accepted by", accepter.vpc)
}

/// The Region of a VPC that the snapshot lacks, as a peering connection of it says.
pub(crate) fn region_of(net: &Network, vpc: u32) -> Option<Symbol> {
    let sides = net.peerings().flat_map(|peering| &peering.sides);
    let of = |side: &&Side| side.vpc.is_some_and(|id| crate::lowerer::number(id) == vpc);
    sides.into_iter().filter(of).find_map(|side| side.region)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let peering = net.peering(cite.item);
    let status = peering.status.map_or("active", |status| net.text(status)).to_owned();
    let named = |side: &Side| side.vpc.map_or_else(|| "an unknown VPC".to_owned(), |vpc| net.named(vpc));
    let [requester, accepter] = &peering.sides;
    let citation = net.describe(Kind::Peering, List::Peering, peering.id, &peering.tags, peering.origin);
    let says = format!("{} with {}", named(requester), named(accepter));
    Citation { says: Some(says), holes: vec![("state", status)], ..citation }
}

const COVERAGE: &[Coverage] = modelled!["P1", "P2", "P3", "P4", "P6", "P7", "P8", "NG8", "P9"];

static STATE: Reason = Reason {
    code: "PEERING_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A VPC peering connection carries packets only while it is active.",
    sentence: "{resource} is {state}",
    remedy: "accept the request, or make a new one",
    command: Some("aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    rules: &["P2"],
};

static FOREIGN: Reason = Reason {
    code: "PEERING_OF_OTHERS",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The route names a peering connection that the VPC isn't a side of.",
    sentence: "{resource} joins {says}, and the sender is in neither",
    remedy: "make the route to {destination} lead to a peering connection of the sender's VPC",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
    rules: &["P1"],
};

static ADDRESSES: Reason = Reason {
    code: "PEERING_ADDRESSES",
    ra_code: Some("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"),
    kind: ReasonKind::Block,
    meaning: "A peering connection carries packets only to or from addresses of the VPC at its far end; what lies behind that \
              VPC (its internet gateway, NAT gateway, VPN or other peers) can't be used through it.",
    sentence: "{resource} carries only what is to or from the far VPC's own addresses, not {packet}",
    remedy: "reach {destination} from the sender's own VPC, or by a transit gateway",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    rules: &["P3", "P4"],
};

static PEER_NOT_READ: Reason = Reason {
    code: "PEER_NOT_READ",
    ra_code: Some("UNKNOWN_DESTINATION"),
    kind: ReasonKind::Gap,
    meaning: "The VPC at the far end of the peering connection isn't in the snapshot.",
    sentence: "{packet} leaves by {resource}, and the VPC at its far end isn't in the snapshot",
    remedy: "add the far account's and Region's answers to the snapshot",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/peering/what-is-vpc-peering.html",
    rules: &["P8"],
};
