//! VPCs: their address ranges, the local route, and delivery to the interface that owns an address.

use crate::addresses;
use crate::component::{Component, Coverage, LEAVE, Record, modelled};
use crate::components::{encryption_control, interface, network_acl, subnet};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use crate::whole::Whole;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Directory, Key, Label, Otherwise, Reason, ReasonKind, Row, Station, Table,
};
use packetwalk_space::{Address, Cidr, Family, Field, IntervalSet, Product};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    vpc_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    cidr_block_association_set: Vec<Block<'a>>,
    #[serde(borrow, default)]
    ipv6_cidr_block_association_set: Vec<Ipv6Block<'a>>,
    #[serde(borrow, default)]
    block_public_access_states: Option<BlockPublicAccess<'a>>,
    #[serde(borrow, default)]
    encryption_control: Option<encryption_control::Shape<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Block<'a> {
    #[serde(borrow)]
    cidr_block: Text<'a>,
    #[serde(borrow, default)]
    cidr_block_state: Option<BlockState<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Ipv6Block<'a> {
    #[serde(borrow)]
    pub(crate) ipv6_cidr_block: Text<'a>,
    #[serde(borrow, default)]
    pub(crate) ipv6_cidr_block_state: Option<BlockState<'a>>,
    #[serde(borrow, default)]
    ipv6_address_attribute: Option<Text<'a>>,
    #[serde(borrow, default)]
    ip_source: Option<Text<'a>>,
}

impl Ipv6Block<'_> {
    /// Whether its addresses are private: unique local ones, and those of which AWS says so; who allocated them tells it, too.
    pub(crate) fn is_private(&self) -> bool {
        let block = Cidr::parse(&self.ipv6_cidr_block);
        if block.is_ok_and(|block| !addresses::public().contains(block.first())) {
            return true;
        }
        match self.ipv6_address_attribute.as_deref() {
            Some(attribute) => attribute == "private",
            None => self.ip_source.as_deref() == Some("none"),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BlockState<'a> {
    #[serde(borrow, default)]
    pub(crate) state: Option<Text<'a>>,
}

/// What Block Public Access does to a VPC or subnet, as AWS works it out.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BlockPublicAccess<'a> {
    #[serde(borrow, default)]
    internet_gateway_block_mode: Option<Text<'a>>,
}

impl BlockPublicAccess<'_> {
    /// The mode, as printed.
    pub(crate) fn mode(shape: Option<&Self>, reader: &mut Reader<'_>) -> Option<Symbol> {
        reader.keep_some(shape?.internet_gateway_block_mode.as_ref())
    }
}

/// Whether a CIDR association counts: absent states are of answers that don't print them.
pub(crate) fn is_associated(state: Option<&BlockState<'_>>) -> bool {
    state.and_then(|state| state.state.as_ref()).is_none_or(|state| &**state == "associated")
}

/// Whether a CIDR association is on its way in or out.
fn is_changing(state: Option<&BlockState<'_>>) -> bool {
    let state = state.and_then(|state| state.state.as_deref());
    state.is_some_and(|state| !matches!(state, "associated" | "disassociated" | "failed"))
}

// What it means.

/// A VPC.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Vpc {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) state: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    /// Associated blocks of both families; the primary IPv4 block first.
    pub(crate) blocks: Box<[Cidr]>,
    /// Blocks on their way in or out.
    pub(crate) changing: Box<[Cidr]>,
    /// Those of its associated IPv6 blocks that are private.
    pub(crate) private: Box<[Cidr]>,
    /// What Block Public Access does to it, as printed.
    pub(crate) public_access: Option<Symbol>,
    /// Whether it enforces encryption, as it is printed with the VPC.
    pub(crate) enforces_encryption: bool,
    pub(crate) tags: Tags,
}

impl Vpc {
    /// The addresses of the VPC.
    pub(crate) fn addresses(&self) -> IntervalSet<Address> {
        let ranges = self.blocks.iter().flat_map(|block| block.addresses().ranges().to_vec());
        IntervalSet::from_ranges(ranges)
    }

    /// The primary IPv4 block.
    pub(crate) fn primary(&self) -> Option<Cidr> {
        self.blocks.iter().copied().find(|block| block.family() == Family::V4)
    }
}

impl Record for Vpc {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["InstanceTenancy", "IsDefault", "DhcpOptionsId"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        let (mut blocks, mut changing) = (Vec::new(), Vec::new());
        if let Some(block) = &shape.cidr_block {
            blocks.extend(reader.cidr(block, line, "/CidrBlock"));
        }
        let v4 = shape.cidr_block_association_set.iter();
        let v4 = v4.map(|b| (&b.cidr_block, b.cidr_block_state.as_ref(), "/CidrBlockAssociationSet"));
        let v6 = shape.ipv6_cidr_block_association_set.iter();
        let v6 = v6.map(|b| (&b.ipv6_cidr_block, b.ipv6_cidr_block_state.as_ref(), "/Ipv6CidrBlockAssociationSet"));
        for (block, state, at) in v4.chain(v6) {
            if is_associated(state) {
                blocks.extend(reader.cidr(block, line, at));
            } else if is_changing(state) {
                changing.extend(reader.cidr(block, line, at));
            }
        }
        let private = shape.ipv6_cidr_block_association_set.iter();
        let private = private.filter(|b| b.is_private() && is_associated(b.ipv6_cidr_block_state.as_ref()));
        let private = private.filter_map(|b| Cidr::parse(&b.ipv6_cidr_block).ok()).collect();
        let mut distinct: Vec<Cidr> = Vec::with_capacity(blocks.len());
        for block in blocks {
            if !distinct.contains(&block) {
                distinct.push(block);
            }
        }
        Some(Vpc {
            id: reader.keep(&shape.vpc_id),
            origin: reader.origin,
            state: reader.keep_some(shape.state.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
            blocks: distinct.into(),
            changing: changing.into(),
            private,
            public_access: BlockPublicAccess::mode(shape.block_public_access_states.as_ref(), reader),
            enforces_encryption: shape.encryption_control.is_some_and(|control| control.enforces()),
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

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[
        &NO_INTERFACE,
        &RESERVED_ADDRESS,
        &OUTSIDE_VPC,
        &PRIVATE_SOURCE,
        &PRIVATE_DESTINATION,
        &INTERFACES_NOT_READ,
        &INTERFACES_TAKEN_AS_WHOLE,
    ],
    coverage: COVERAGE,
    station,
    entry,
    alike: |l, _, number| interface::alike::kind(l, number),
    entry_of_alike,
    tables,
    route_target: true,
    stands,
    ..Component::plain("VPC", &["vpc-"], cite)
};

static DELIVERY: Label = Label::told("delivery", None);
static UNOWNED: Label = Label::quiet("no interface");

/// Delivery of a packet to the interface that owns its destination.
const DELIVER: u8 = 2;

/// The station that delivers inside a VPC.
pub(crate) fn deliver(vpc: u32) -> Key {
    Key { component: Kind::Vpc as u8, role: DELIVER, part: 0, item: vpc, other: 0 }
}

/// The way out of a subnet by a local route.
pub(crate) fn local(vpc: u32, subnet: u32) -> Key {
    Key { component: Kind::Vpc as u8, role: LEAVE, part: 0, item: vpc, other: subnet }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let subject = Cite::resource(Kind::Vpc as u8, key.item);
    match key.role {
        LEAVE => Station {
            place: None,
            checks: vec![network_acl::leaving(l, key.other)],
            then: Action::Send(deliver(key.item)),
        },
        _ => Station {
            place: None,
            checks: vec![
                Check::new(&DELIVERY, subject, delivery(l, key)),
                Check::new(&UNOWNED, subject, unowned(l, key.item, None)),
            ],
            then: Action::Drop { reason: &NO_INTERFACE, otherwise: Otherwise::End },
        },
    }
}

fn delivery(l: &Lowerer<'_>, key: Key) -> Table {
    let cite = Cite::resource(Kind::Vpc as u8, key.item);
    let spans = l.net.vpc(key.item).interfaces.clone();
    let directory = Directory { key, field: Field::Destination, spans };
    Table::directory(directory, Default { action: Action::Pass, cite, assumes: None })
}

/// What becomes of packets to addresses that no interface has, in a VPC or in one subnet of it.
pub(crate) fn unowned(l: &Lowerer<'_>, vpc: u32, only: Option<u32>) -> Table {
    let net = l.net;
    let cite = Cite::resource(Kind::Vpc as u8, vpc);
    let to = |addresses| Product::everything().with_destination(addresses);
    let refuse = |reason| Action::Drop { reason, otherwise: Otherwise::End };
    let mut rows = Vec::new();
    for id in net.vpc(vpc).subnets.iter().copied().filter(|id| only.is_none_or(|only| only == *id)) {
        let subnet = net.subnet_record(id);
        let of_subnet = Cite::resource(Kind::Subnet as u8, id);
        rows.push(Row::new(to(subnet.reserved()), refuse(&RESERVED_ADDRESS), of_subnet));
        let guard = to(subnet.addresses());
        match net.interfaces_of(subnet) {
            Whole::Yes => rows.push(Row::new(guard, refuse(&NO_INTERFACE), of_subnet)),
            Whole::Assumed => {
                let row = Row::new(guard, refuse(&NO_INTERFACE), of_subnet);
                rows.push(Row { assumes: Some(&INTERFACES_TAKEN_AS_WHOLE), ..row });
            }
            Whole::No => {
                let gap = Action::Unknown { gap: &INTERFACES_NOT_READ, otherwise: Otherwise::End };
                rows.push(Row::new(guard, gap, of_subnet));
            }
        }
    }
    // Without the VPC itself its ranges aren't known.
    let outside = net.vpc_record(vpc).map(|record| to(record.addresses().complement()));
    rows.extend(outside.map(|outside| Row::new(outside, refuse(&OUTSIDE_VPC), cite)));
    // An address in the VPC's range and in no subnet that was read.
    let rest = match net.subnets_of(vpc) {
        Whole::No => Action::Unknown { gap: &subnet::NOT_READ, otherwise: Otherwise::End },
        Whole::Yes | Whole::Assumed => refuse(&NO_INTERFACE),
    };
    Table::first_match(rows, Default { action: rest, cite, assumes: None })
}

/// Packets from the private IPv6 blocks of a VPC, refused where they would go out to the internet.
pub(crate) fn from_private(net: &Network, vpc: u32) -> Option<Row> {
    let guard = Product::everything().with_source(net.private_addresses(vpc)?.clone());
    let refuse = Action::Drop { reason: &PRIVATE_SOURCE, otherwise: Otherwise::End };
    Some(Row::new(guard, refuse, Cite::resource(Kind::Vpc as u8, vpc)))
}

/// Packets to the private IPv6 blocks of a VPC, refused where they would come in from the internet.
pub(crate) fn to_private(net: &Network, vpc: u32) -> Option<Row> {
    let guard = Product::everything().with_destination(net.private_addresses(vpc)?.clone());
    let refuse = Action::Drop { reason: &PRIVATE_DESTINATION, otherwise: Otherwise::End };
    Some(Row::new(guard, refuse, Cite::resource(Kind::Vpc as u8, vpc)))
}

fn entry(_: &Lowerer<'_>, _: Key, number: u32) -> Row {
    interface::delivered(number, interface::enter(number))
}

fn entry_of_alike(_: Key, number: u32) -> Row {
    interface::delivered(number, interface::of_alike(interface::enter(number)))
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let subject = Cite::resource(Kind::Vpc as u8, item);
    vec![Check::new(&UNOWNED, subject, unowned(l, item, None))]
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let mut subnets = net.vpc(cite.item).subnets.iter();
    let zone = subnets.find_map(|subnet| net.subnet_record(*subnet).zone_name);
    let record = net.vpc_record(cite.item);
    let at = record.map(|vpc| Stands::at(vpc.origin).owned(vpc.owner)).unwrap_or_default();
    at.in_region_of(zone.map(|zone| net.text(zone)))
}

fn cite(net: &Network, cite: Cite) -> Citation {
    match net.vpc_record(cite.item) {
        Some(vpc) => {
            let blocks: Vec<_> = vpc.blocks.iter().map(ToString::to_string).collect();
            Citation {
                says: Some(blocks.join(", ")),
                ..net.describe(Kind::Vpc, List::Vpc, vpc.id, &vpc.tags, vpc.origin)
            }
        }
        None => net.unread(net.vpc(cite.item).id),
    }
}

const COVERAGE: &[Coverage] = modelled!["A6", "R6", "V6b", "W7"];

pub(crate) static NO_INTERFACE: Reason = Reason {
    code: "NO_INTERFACE",
    ra_code: Some("NO_POSSIBLE_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "The destination is inside the VPC, but no interface has the address.",
    sentence: "no interface in {resource} has the address {destination}",
    remedy: "send to an address that an interface has, or give an interface this one",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
    rules: &["R6"],
};

pub(crate) static RESERVED_ADDRESS: Reason = Reason {
    code: "RESERVED_ADDRESS",
    ra_code: Some("NO_POSSIBLE_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "The first four addresses and the last one of a subnet are AWS's own; no interface can have them.",
    sentence: "{destination} is among the addresses of {resource} that AWS keeps for itself",
    remedy: "send to the address of an interface",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    rules: &["A1"],
};

pub(crate) static OUTSIDE_VPC: Reason = Reason {
    code: "OUTSIDE_VPC",
    ra_code: Some("VPC_LOCAL_ROUTE_CIDR_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "A local route delivers only to addresses in the VPC's own ranges.",
    sentence: "{destination} is not in the ranges of {resource} ({says})",
    remedy: "send it by a route to where the address is",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
    rules: &["R6"],
};

static PRIVATE_SOURCE: Reason = Reason {
    code: "PRIVATE_IPV6_SOURCE",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "AWS doesn't advertise the addresses of a private IPv6 block on the internet, whatever range they are of: what is from \
              them doesn't leave by an internet gateway, nor by an egress-only one.",
    sentence: "{source} is in an IPv6 block of {resource} that is private: it isn't advertised on the internet",
    remedy: "send from an address of a public IPv6 block",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcIpv6CidrBlockAssociation.html",
    rules: &["A7", "IG5"],
};

static PRIVATE_DESTINATION: Reason = Reason {
    code: "PRIVATE_IPV6_DESTINATION",
    ra_code: Some("NO_POSSIBLE_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "AWS doesn't advertise the addresses of a private IPv6 block on the internet, whatever range they are of: nothing from \
              there gets to them.",
    sentence: "{destination} is in an IPv6 block of {resource} that is private: it isn't advertised on the internet",
    remedy: "send to an address of a public IPv6 block, or from a network that is connected in private",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcIpv6CidrBlockAssociation.html",
    rules: &["A7", "IG5"],
};

pub(crate) static INTERFACES_NOT_READ: Reason = Reason {
    code: "INTERFACES_NOT_READ",
    ra_code: Some("UNKNOWN_DESTINATION"),
    kind: ReasonKind::Gap,
    meaning: "Whether an interface has the address isn't known, since the snapshot doesn't hold all interfaces of the subnet.",
    sentence: "whether an interface in {resource} has {destination} isn't known: its interfaces were not all read",
    remedy: "read the interfaces of the account that owns the subnet",
    command: Some("aws ec2 describe-network-interfaces"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html",
    rules: &["W7"],
};

pub(crate) static INTERFACES_TAKEN_AS_WHOLE: Reason = Reason {
    code: "INTERFACES_TAKEN_AS_WHOLE",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "The snapshot doesn't say whose interfaces were read; they are taken for all that the subnet has.",
    sentence: "the interfaces that the snapshot holds are all that {resource} has",
    remedy: "read the interfaces of the account that owns the subnet",
    command: Some("aws ec2 describe-network-interfaces"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html",
    rules: &["W7"],
};
