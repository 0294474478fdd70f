//! Subnets: where a packet leaves an interface for, and what AWS keeps for itself.

use crate::component::{Component, Coverage, Record, modelled};
pub(crate) use crate::components::availability_zone::AvailabilityZone;
use crate::components::vpc::{self, BlockPublicAccess, Ipv6Block, is_associated};
use crate::components::{interface, network_acl, route_table};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
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
    subnet_id: Text<'a>,
    #[serde(borrow)]
    vpc_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    ipv6_cidr_block_association_set: Vec<Ipv6Block<'a>>,
    #[serde(default)]
    enable_dns64: Option<bool>,
    #[serde(borrow, default)]
    availability_zone: Option<Text<'a>>,
    #[serde(borrow, default)]
    availability_zone_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    block_public_access_states: Option<BlockPublicAccess<'a>>,
    #[serde(borrow, default)]
    outpost_arn: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

// What it means.

/// A subnet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Subnet {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) vpc: Symbol,
    pub(crate) state: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    /// Blocks of both families.
    pub(crate) blocks: Box<[Cidr]>,
    /// Those of its IPv6 blocks that are private.
    pub(crate) private: Box<[Cidr]>,
    /// Whether names of IPv4 servers come out as addresses of `64:ff9b::/96`; `None` where that isn't printed.
    pub(crate) dns64: Option<bool>,
    /// The zone: its id where AWS prints one, so that accounts agree on it, else its name.
    pub(crate) zone: Option<Symbol>,
    /// The zone's name, where all that describe the subnet call it so: the same zone has other names in other accounts.
    pub(crate) zone_name: Option<Symbol>,
    /// Whether it is on an Outpost.
    pub(crate) on_outpost: bool,
    /// What Block Public Access does to it, as printed.
    pub(crate) public_access: Option<Symbol>,
    pub(crate) tags: Tags,
}

impl Subnet {
    /// The addresses of the subnet.
    pub(crate) fn addresses(&self) -> IntervalSet<Address> {
        IntervalSet::from_ranges(self.blocks.iter().flat_map(|block| block.addresses().ranges().to_vec()))
    }

    /// The first four addresses and the last one of each block.
    pub(crate) fn reserved(&self) -> IntervalSet<Address> {
        let reserved = |block: &Cidr| {
            let first = block.first();
            let fourth = Address::from_number(first.number() + 3).min(block.last());
            [(first, fourth), (block.last(), block.last())]
        };
        IntervalSet::from_ranges(self.blocks.iter().flat_map(reserved))
    }

    /// The address of the VPC's router in the subnet: the second one.
    pub(crate) fn router(&self) -> Option<Address> {
        let block = self.blocks.iter().find(|block| block.family() == Family::V4)?;
        Some(Address::from_number(block.first().number() + 1))
    }
}

impl Record for Subnet {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AssignIpv6AddressOnCreation",
        "AvailableIpAddressCount",
        "CustomerOwnedIpv4Pool",
        "DefaultForAz",
        "EnableLniAtDeviceIndex",
        "Ipv6Native",
        "MapCustomerOwnedIpOnLaunch",
        "MapPublicIpOnLaunch",
        "PrivateDnsNameOptionsOnLaunch",
        "SubnetArn",
        "Type",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        let (mut blocks, mut private) = (Vec::new(), Vec::new());
        if let Some(block) = shape.cidr_block.as_ref().filter(|block| !block.is_empty()) {
            blocks.extend(reader.cidr(block, line, "/CidrBlock"));
        }
        let v6 = shape.ipv6_cidr_block_association_set.iter();
        for block in v6.filter(|b| is_associated(b.ipv6_cidr_block_state.as_ref())) {
            let read = reader.cidr(&block.ipv6_cidr_block, line, "/Ipv6CidrBlockAssociationSet");
            blocks.extend(read);
            private.extend(read.filter(|_| block.is_private()));
        }
        let zone_name = reader.keep_some(shape.availability_zone.as_ref());
        Some(Subnet {
            id: reader.keep(&shape.subnet_id),
            origin: reader.origin,
            vpc: reader.keep(&shape.vpc_id),
            state: reader.keep_some(shape.state.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
            blocks: blocks.into(),
            private: private.into(),
            dns64: shape.enable_dns64,
            zone: reader.keep_some(shape.availability_zone_id.as_ref()).or(zone_name),
            zone_name,
            on_outpost: shape.outpost_arn.is_some_and(|arn| !arn.is_empty()),
            public_access: BlockPublicAccess::mode(shape.block_public_access_states.as_ref(), reader),
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

    fn agrees(&mut self, mut again: Self) -> bool {
        if self.zone == again.zone && self.zone_name != again.zone_name {
            (self.zone_name, again.zone_name) = (None, None);
        }
        *self == again
    }
}

/// Whether a zone is a Local Zone or a Wavelength Zone: `us-west-2-lax-1a` has a Region's number within, where an ordinary one is
/// `us-west-2a`.
pub(crate) fn is_local(zone: &str) -> bool {
    let Some((before, _)) = zone.rsplit_once('-') else { return false };
    before.split('-').any(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NOT_READ],
    coverage: COVERAGE,
    station,
    entry,
    alike: |l, _, number| interface::alike::kind(l, number),
    entry_of_alike,
    tables,
    stands,
    ..Component::plain("subnet", &["subnet-"], cite)
};

static SAME_SUBNET: Label = Label::quiet("same subnet");
static DELIVERY: Label = Label::told("delivery", None);
static UNOWNED: Label = Label::quiet("no interface");

/// On from an interface of the subnet: straight to the neighbour, or by the route table.
const ONWARD: u8 = 2;
/// Straight to an interface of the same subnet.
const SAME: u8 = 3;
/// On from a load balancer's node to a target, and straight to one of the same subnet: whether the network ACL is asked
/// there, AWS doesn't say.
const ONWARD_OF_BALANCER: u8 = 4;
const SAME_OF_BALANCER: u8 = 5;
/// The same from a Classic Load Balancer's node, whose network ACL is asked on the way out.
const ONWARD_OF_CLASSIC: u8 = 6;
const SAME_OF_CLASSIC: u8 = 7;

/// The station where packets go on from an interface of the subnet.
pub(crate) fn onward(subnet: u32) -> Key {
    Key { component: Kind::Subnet as u8, role: ONWARD, part: 0, item: subnet, other: 0 }
}

/// The station where packets go on from a load balancer's node to a target.
pub(crate) fn onward_of_balancer(subnet: u32) -> Key {
    Key { role: ONWARD_OF_BALANCER, ..onward(subnet) }
}

/// The station where packets go on from a Classic Load Balancer's node to an instance.
pub(crate) fn onward_of_classic_balancer(subnet: u32) -> Key {
    Key { role: ONWARD_OF_CLASSIC, ..onward(subnet) }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let subject = Cite::resource(Kind::Subnet as u8, key.item);
    let check = |label, table: Table| Check::new(label, subject, table);
    let nowhere = Action::Drop { reason: &route_table::NO_ROUTE, otherwise: Otherwise::Beyond };
    let same = match key.role {
        ONWARD => Some(SAME),
        ONWARD_OF_BALANCER => Some(SAME_OF_BALANCER),
        ONWARD_OF_CLASSIC => Some(SAME_OF_CLASSIC),
        _ => None,
    };
    if let Some(role) = same {
        let same = Key { role, ..key };
        let checks = vec![check(&SAME_SUBNET, edge(l, key.item, same)), route_table::of_subnet(l, key.item)];
        return Station { place: None, checks, then: nowhere };
    }
    let subnet = l.net.subnet_record(key.item);
    let vpc = l.net.vpc_of(subnet.vpc);
    let spans = l.net.vpc(vpc).interfaces.clone();
    let directory = Directory { key, field: Field::Destination, spans };
    let delivery = Table::directory(directory, Default { action: Action::Pass, cite: subject, assumes: None });
    let mut checks = vec![check(&DELIVERY, delivery), check(&UNOWNED, vpc::unowned(l, vpc, Some(key.item)))];
    match key.role {
        SAME_OF_BALANCER => checks.insert(0, network_acl::leaving_undocumented(l, key.item)),
        SAME_OF_CLASSIC => checks.insert(0, network_acl::leaving_classic_balancer(l, key.item)),
        _ => {}
    }
    Station { place: None, checks, then: nowhere }
}

/// Destinations in the subnet itself are reached without a route table and without a network ACL.
fn edge(l: &Lowerer<'_>, item: u32, same: Key) -> Table {
    let cite = Cite::resource(Kind::Subnet as u8, item);
    let guard = Product::everything().with_destination(l.net.subnet_record(item).addresses());
    let rows = vec![Row::new(guard, Action::Send(same), cite)];
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

fn entry(_: &Lowerer<'_>, directory: Key, number: u32) -> Row {
    interface::delivered(number, entered(directory, number))
}

fn entry_of_alike(directory: Key, number: u32) -> Row {
    interface::delivered(number, interface::of_alike(entered(directory, number)))
}

fn entered(directory: Key, number: u32) -> Key {
    match directory.role {
        SAME_OF_BALANCER | SAME_OF_CLASSIC => interface::enter_same_subnet_by_route(number),
        _ => interface::enter_from_same_subnet(number),
    }
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    station(l, onward(item)).checks
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let subnet = net.subnet_record(cite.item);
    let table = net.route_table_of(cite.item);
    Stands {
        public: table.map(|table| route_table::leads_to_internet(net, table)),
        ..Stands::at(subnet.origin).owned(subnet.owner).belonging("in VPC", Some(subnet.vpc)).in_zone_of(net, cite.item)
    }
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let subnet = net.subnet_record(cite.item);
    let blocks: Vec<_> = subnet.blocks.iter().map(ToString::to_string).collect();
    let citation = net.describe(Kind::Subnet, List::Subnet, subnet.id, &subnet.tags, subnet.origin);
    Citation { says: Some(blocks.join(", ")), ..citation }
}

const COVERAGE: &[Coverage] = modelled!["A1", "O4", "R11", "V6c"];

pub(crate) static NOT_READ: Reason = Reason {
    code: "SUBNETS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The address is in the VPC's range, and whether a subnet has it isn't known: its subnets were not all read.",
    sentence: "whether a subnet of {resource} has {destination} isn't known: its subnets were not all read",
    remedy: "read the VPC's subnets",
    command: Some("aws ec2 describe-subnets"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
    rules: &["W7"],
};
