//! Transit gateways: how packets get into one from a subnet.

use crate::caution::Narrow;
use crate::component::{Component, Coverage, LEAVE, Record, modelled};
use crate::components::availability_zone::parent_of;
use crate::components::{network_acl, subnet, transit_gateway_attachment as attachment};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use crate::whole::{Whole, Whose};
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Key, Label, Otherwise, Reason, ReasonKind, Station, Table,
};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    transit_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    options: Option<Options<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Options<'a> {
    #[serde(borrow, default)]
    security_group_referencing_support: Option<Text<'a>>,
}

// What it means.

/// A transit gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGateway {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) state: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    /// Whether security group references work across it.
    pub(crate) references: bool,
    pub(crate) tags: Tags,
}

impl Record for TransitGateway {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["CreationTime", "Description", "TransitGatewayArn"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let references =
            shape.options.as_ref().and_then(|options| options.security_group_referencing_support.as_deref());
        Some(TransitGateway {
            id: reader.keep(&shape.transit_gateway_id),
            origin: reader.origin,
            state: reader.keep_some(shape.state.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
            references: references == Some("enable"),
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
    reasons: &[&STATE, &NO_ATTACHMENT, &NO_ZONE, &ATTACHMENTS_NOT_READ, &ZONES_NOT_READ, &PARENT_ZONE_NOT_READ],
    coverage: COVERAGE,
    station,
    route_target: true,
    narrow: |_, _| Some(Narrow { bytes: 8500, fits_tcp: true }),
    stands,
    ..Component::plain("transit gateway", &["tgw-"], cite)
};

/// In cites: that packets come from a subnet (`Cite::rule`).
const FROM: u8 = 1;

static ZONE: Label = Label::told("zone of the sender", None);

/// Out of a subnet to the gateway: by the network ACL, to the attachment's interface in the sender's zone.
fn station(l: &Lowerer<'_>, key: Key) -> Station {
    debug_assert_eq!(key.role, LEAVE);
    let (net, item, from) = (l.net, key.item, key.other);
    let subject = Cite::resource(Kind::TransitGateway as u8, item);
    let gateway = net.transit_gateway(item);
    let sender = net.subnet_record(from);
    // The attachment of a shared VPC is in its owner's account, and the gateway's owner is told of it, too.
    let owner = net.whose_vpc(net.vpc_of(sender.vpc));
    let of_gateway = Whose { account: gateway.owner.or(owner.account), ..owner };
    let attachments = || net.whole(List::VpcAttachment, owner).max(net.whole(List::VpcAttachment, of_gateway));
    let ended = |action| Table::first_match(Vec::new(), Default { action, cite: subject, assumes: None });
    let refused = |reason, otherwise| Table::refuses(reason, otherwise, Cite { list: FROM, rule: from, ..subject });
    let usable = gateway.state.is_none_or(|state| matches!(net.text(state), "available" | "modifying"));
    let of_vpc = net.attachment_of(gateway.id, sender.vpc);
    let zone = zone_of(net, from);
    // A subnet is in its own zone, whichever that is.
    let serves = |(there, other): &(u32, Option<Symbol>)| *there == from || zone.is_some() && *other == zone;
    let by_zone = || attachment::subnets(net, of_vpc?).find(serves).map(|(there, _)| there);
    let table = match (usable, of_vpc) {
        (false, _) => ended(Action::Drop { reason: &STATE, otherwise: Otherwise::End }),
        (true, None) if attachments() == Whole::No => {
            ended(Action::Unknown { gap: &ATTACHMENTS_NOT_READ, otherwise: Otherwise::End })
        }
        (true, None) => refused(&NO_ATTACHMENT, Otherwise::Beyond),
        (true, Some(of_vpc)) => match (by_zone(), attachment::subnets(net, of_vpc).next()) {
            (Some(there), _) => ended(Action::Send(attachment::into(of_vpc, there, there == from))),
            (None, _) if sender.zone.is_none() || attachment::zones_unread(net, of_vpc) => {
                ended(Action::Unknown { gap: &ZONES_NOT_READ, otherwise: Otherwise::End })
            }
            (None, _) if zone.is_none() => {
                ended(Action::Unknown { gap: &PARENT_ZONE_NOT_READ, otherwise: Otherwise::End })
            }
            (None, Some((other, _))) => {
                // The sender's own subnet would serve.
                refused(&NO_ZONE, Otherwise::Send(attachment::into(of_vpc, other, false)))
            }
            (None, None) => refused(&NO_ZONE, Otherwise::Beyond),
        },
    };
    let checks = vec![network_acl::leaving(l, from), Check::new(&ZONE, subject, table)];
    Station { place: None, checks, then: Action::Drop { reason: &NO_ATTACHMENT, otherwise: Otherwise::End } }
}

/// The zone by which a subnet reaches transit gateways: its own; of a Local Zone the one that it belongs to.
fn zone_of(net: &Network, subnet: u32) -> Option<Symbol> {
    let zone = net.subnet_record(subnet).zone;
    if is_local(net, subnet) { zone.and_then(|zone| parent_of(net, zone)) } else { zone }
}

fn is_local(net: &Network, subnet: u32) -> bool {
    net.subnet_record(subnet).zone_name.is_some_and(|zone| subnet::is_local(net.text(zone)))
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let gateway = net.transit_gateway(cite.item);
    Stands::at(gateway.origin).owned(gateway.owner)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let gateway = net.transit_gateway(cite.item);
    let state = gateway.state.map(|state| net.text(state).to_owned());
    let mut holes = vec![("state", state.clone().unwrap_or_default())];
    if cite.list == FROM {
        let sender = net.subnet_record(cite.rule);
        let attachment = net.attachment_of(gateway.id, sender.vpc).map(|item| net.attachment(item).id);
        let own = sender.zone_name.filter(|_| !is_local(net, cite.rule));
        let zone = own.or(zone_of(net, cite.rule)).map_or_else(String::new, |zone| net.text(zone).to_owned());
        let subnet = own.map_or_else(|| format!("<a subnet in {zone}>"), |_| net.text(sender.id).to_owned());
        holes.extend([("vpc", net.text(sender.vpc).to_owned()), ("zone", zone), ("subnet", subnet)]);
        holes.extend(attachment.map(|id| ("attachment", net.text(id).to_owned())));
    }
    let citation = net.describe(Kind::TransitGateway, List::TransitGateway, gateway.id, &gateway.tags, gateway.origin);
    Citation { says: state, holes, ..citation }
}

const COVERAGE: &[Coverage] = modelled!["T1", "T2", "T12", "T21", "T22"];

static STATE: Reason = Reason {
    code: "TGW_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A transit gateway carries packets only while it is available.",
    sentence: "{resource} is {state}",
    remedy: "wait until it is available",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html",
    rules: &["T1"],
};

static NO_ATTACHMENT: Reason = Reason {
    code: "TGW_NO_ATTACHMENT",
    ra_code: Some("BAD_STATE_ATTACHMENT"),
    kind: ReasonKind::Block,
    meaning: "The VPC isn't attached to the transit gateway that its route names.",
    sentence: "the sender's VPC has no attachment to {resource}",
    remedy: "attach {vpc} to it",
    command: Some(
        "aws ec2 create-transit-gateway-vpc-attachment --transit-gateway-id {id} --vpc-id {vpc} --subnet-ids <a subnet of each zone>",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["T1"],
};

static NO_ZONE: Reason = Reason {
    code: "TGW_NO_ATTACHMENT_IN_ZONE",
    ra_code: Some("TGW_ROUTE_AZ_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "A transit gateway takes packets only from zones in which the VPC's attachment has a subnet.",
    sentence: "the VPC's attachment to {resource}, {attachment}, has no subnet in {zone}, by which the sender would reach it",
    remedy: "add a subnet in {zone} to {attachment}: the sender's own, or one that is there for that alone",
    command: Some(
        "aws ec2 modify-transit-gateway-vpc-attachment --transit-gateway-attachment-id {attachment} --add-subnet-ids {subnet}",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T1"],
};

static PARENT_ZONE_NOT_READ: Reason = Reason {
    code: "TGW_PARENT_ZONE_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A subnet of a Local Zone reaches a transit gateway by the attachment in the zone that the Local Zone belongs to. Which one \
              that is isn't in the snapshot.",
    sentence: "the sender's subnet is in a Local Zone, and to which zone that belongs, by which it reaches {resource}, isn't in the \
               snapshot",
    remedy: "read the zones",
    command: Some("aws ec2 describe-availability-zones"),
    page: "https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-connectivity-transit-gateway-lzs.html",
    rules: &["T22"],
};

static ATTACHMENTS_NOT_READ: Reason = Reason {
    code: "TGW_ATTACHMENTS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "Whether the VPC is attached to the transit gateway isn't known.",
    sentence: "whether and in which zones the sender's VPC is attached to {resource} isn't known",
    remedy: "read the attachments",
    command: Some("aws ec2 describe-transit-gateway-vpc-attachments"),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["T1"],
};

static ZONES_NOT_READ: Reason = Reason {
    code: "TGW_ZONES_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "In which zones the attachment has subnets, or in which zone the sender is, isn't known.",
    sentence: "in which zones the attachment to {resource} has subnets, or in which zone the sender is, isn't known",
    remedy: "read the attachments and the subnets",
    command: Some("aws ec2 describe-transit-gateway-vpc-attachments; aws ec2 describe-subnets"),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["T1"],
};
