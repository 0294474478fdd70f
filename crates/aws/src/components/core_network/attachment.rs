//! Attachments to core networks: where packets of a VPC get in and out, zone by zone.

use super::segment;
use crate::component::{Component, Record};
use crate::components::{network_acl, subnet, transit_gateway_attachment as transit};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Citation, Cite, Default, Direction, Key, Label, Otherwise, Place, Reason, ReasonKind,
    Station, Table,
};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    core_network_id: Text<'a>,
    #[serde(borrow)]
    attachment_id: Text<'a>,
    #[serde(borrow, default)]
    owner_account_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    attachment_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    edge_location: Option<Text<'a>>,
    #[serde(borrow, default)]
    resource_arn: Option<Text<'a>>,
    #[serde(borrow, default)]
    segment_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    nat_gateway_support: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AnswerShape<'a> {
    #[serde(borrow)]
    vpc_attachment: VpcShape<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VpcShape<'a> {
    #[serde(borrow)]
    attachment: NamedShape<'a>,
    #[serde(borrow, default)]
    subnet_arns: Vec<Text<'a>>,
    #[serde(default)]
    options: Option<OptionsShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NamedShape<'a> {
    #[serde(borrow)]
    attachment_id: Text<'a>,
    #[serde(borrow, default)]
    nat_gateway_support: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OptionsShape {
    #[serde(default)]
    appliance_mode_support: bool,
    #[serde(default)]
    security_group_referencing_support: Option<bool>,
}

// What it means.

/// An attachment to a core network.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CoreNetworkAttachment {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) core: Symbol,
    pub(crate) owner: Option<Symbol>,
    /// `VPC`, `SITE_TO_SITE_VPN`, `CONNECT` …
    pub(crate) kind: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    /// The Region where it is attached.
    pub(crate) edge: Option<Symbol>,
    pub(crate) segment: Option<Symbol>,
    /// How the core network's own address translation stands, unless it is off.
    pub(crate) translates: Option<Symbol>,
    /// The VPC, where it is one.
    pub(crate) vpc: Option<Symbol>,
    /// What is attached, by the last part of its ARN.
    pub(crate) resource: Option<Symbol>,
    pub(crate) tags: Tags,
}

/// What is said of the attachment of a VPC alone.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CoreNetworkVpcAttachment {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) subnets: Box<[Symbol]>,
    pub(crate) appliance_mode: bool,
    pub(crate) references: Option<bool>,
    /// How the core network's own address translation stands, unless it is off.
    pub(crate) translates: Option<Symbol>,
}

/// The state of address translation, as printed, unless it is off.
fn translates(reader: &mut Reader<'_>, support: Option<&Text<'_>>) -> Option<Symbol> {
    reader.keep_some(support.filter(|support| !matches!(&***support, "DISABLED" | "")))
}

/// The last part of an ARN: `vpc-0a1` of `arn:aws:ec2:…:vpc/vpc-0a1`.
fn named(reader: &mut Reader<'_>, arn: &Text<'_>) -> Symbol {
    reader.strings.keep(arn.rsplit('/').next().unwrap_or_default())
}

impl Record for CoreNetworkAttachment {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AttachmentPolicyRuleNumber",
        "CoreNetworkArn",
        "CreatedAt",
        "EdgeLocations",
        "LastModificationErrors",
        "NatSystemRouteSupport",
        "NetworkFunctionGroupName",
        "ProposedNetworkFunctionGroupChange",
        "ProposedSegmentChange",
        "UpdatedAt",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let resource = shape.resource_arn.as_ref().map(|arn| named(reader, arn));
        Some(CoreNetworkAttachment {
            id: reader.keep(&shape.attachment_id),
            origin: reader.origin,
            core: reader.keep(&shape.core_network_id),
            owner: reader.keep_some(shape.owner_account_id.as_ref()),
            kind: reader.keep_some(shape.attachment_type.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            edge: reader.keep_some(shape.edge_location.as_ref()),
            segment: reader.keep_some(shape.segment_name.as_ref()),
            translates: translates(reader, shape.nat_gateway_support.as_ref()),
            vpc: resource.filter(|_| shape.attachment_type.as_deref() == Some("VPC")),
            resource,
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

impl Record for CoreNetworkVpcAttachment {
    type Shape<'a> = AnswerShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[];

    fn read(shape: AnswerShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let of_vpc = shape.vpc_attachment;
        Some(CoreNetworkVpcAttachment {
            id: reader.keep(&of_vpc.attachment.attachment_id),
            origin: reader.origin,
            subnets: of_vpc.subnet_arns.iter().map(|arn| named(reader, arn)).collect(),
            appliance_mode: of_vpc.options.as_ref().is_some_and(|options| options.appliance_mode_support),
            references: of_vpc.options.and_then(|options| options.security_group_referencing_support),
            translates: translates(reader, of_vpc.attachment.nat_gateway_support.as_ref()),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// The subnets of a VPC's attachment, and their zones; or why they aren't known.
pub(super) fn subnets(net: &Network, item: u32) -> Result<Vec<(u32, Option<Symbol>)>, &'static Reason> {
    let of_vpc = net.core_vpc_attachment(item).ok_or(&SUBNETS_NOT_READ)?;
    let there = of_vpc.subnets.iter().map(|id| net.subnet(*id).map(|subnet| (subnet, net.subnet_record(subnet).zone)));
    there.collect::<Option<_>>().ok_or(&SUBNETS_NOT_READ)
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[
        &NOT_AVAILABLE,
        &STATE_UNKNOWN,
        &SUBNETS_NOT_READ,
        &KIND_NOT_MODELLED,
        &HAIRPIN,
        &LIKE_TRANSIT_GATEWAY,
        &REFERENCES_OFF,
        &TRANSLATES,
    ],
    station,
    stands,
    ..Component::plain("core network attachment", &["attachment-"], cite)
};

static STATE: Label = Label::told("attachment state", None);
static NO_GROUPS: Label = Label::told("security group", Some(Direction::Ingress));
static RULES: Label = Label::quiet("zones and network ACLs");
static REFERENCES: Label = Label::quiet("security group references");
static ZONE: Label = Label::told("zone of delivery", None);

/// Into the core network by a subnet (`Key::other`) of the attachment; `Key::part` is 1 when the packet comes from that subnet itself.
const INTO: u8 = 2;
/// Out of it toward the attachment, for packets that came in by a subnet (`Key::other`).
const TOWARD: u8 = 3;
/// Out by a subnet (`Key::other`) of the attachment.
const OUT: u8 = 4;

const fn key(role: u8, part: u16, item: u32, other: u32) -> Key {
    Key { component: Kind::CoreNetworkAttachment as u8, role, part, item, other }
}

/// The station where packets get in.
pub(super) fn into(item: u32, subnet: u32, same_subnet: bool) -> Key {
    key(INTO, u16::from(same_subnet), item, subnet)
}

/// The station that picks the zone in which packets get out.
pub(super) const fn toward(item: u32, came_in_by: u32) -> Key {
    key(TOWARD, 0, item, came_in_by)
}

/// The cite of an attachment.
pub(super) const fn place(item: u32) -> Cite {
    Cite::resource(Kind::CoreNetworkAttachment as u8, item)
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item) = (l.net, key.item);
    let subject = place(item);
    let here = Some(Place { cite: subject, written: true });
    let check = |label, table: Table| Check::new(label, subject, table);
    let ended = |action| Table::first_match(Vec::new(), Default { action, cite: subject, assumes: None });
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let record = net.core_attachment(item);
    let state = record.state.map_or("AVAILABLE", |state| net.text(state));
    let state = match state {
        "AVAILABLE" | "UPDATING" => Table::passes(subject),
        "CREATING" | "DELETING" | "FAILED" | "PENDING_ATTACHMENT_ACCEPTANCE" | "REJECTED" => {
            Table::refuses(&NOT_AVAILABLE, Otherwise::Pass, subject)
        }
        _ => Table::unknown(&STATE_UNKNOWN, Otherwise::Pass, subject),
    };
    let state = check(&STATE, state).noting("available");
    match key.role {
        INTO => {
            let acl = if key.part == 1 {
                network_acl::entering_undocumented(l, key.other)
            } else {
                network_acl::entering_subnet(l, key.other)
            };
            let like = Default { action: Action::Pass, cite: subject, assumes: Some(&LIKE_TRANSIT_GATEWAY) };
            let like = check(&RULES, Table::first_match(Vec::new(), like));
            let no_groups = Check::passed(&NO_GROUPS, subject, "the interface has no security group");
            let there = match (record.segment, record.edge) {
                (Some(segment), Some(edge)) => segment::look_up(net, record.core, segment, edge, key.other),
                _ => None,
            };
            let then = there.map_or(unknown(&segment::NOT_READ), Action::Send);
            let checks = [state, no_groups, acl, like].into_iter().chain(translation(net, item)).collect();
            Station { place: here, checks, then }
        }
        TOWARD if record.vpc.is_none() => {
            Station { place: here, checks: vec![state], then: unknown(&KIND_NOT_MODELLED) }
        }
        TOWARD => {
            let came_from = net.subnet_record(key.other);
            let table = if record.vpc == Some(came_from.vpc) {
                ended(unknown(&HAIRPIN))
            } else {
                delivery(net, item, key.other)
            };
            let checks = [state, check(&REFERENCES, references(net, item))].into_iter();
            let checks = checks.chain(translation(net, item)).chain([check(&ZONE, table)]).collect();
            Station { place: None, checks, then: unknown(&SUBNETS_NOT_READ) }
        }
        _ => {
            let no_groups = Check::passed(&NO_GROUPS, subject, "the interface has no security group");
            let no_acl = network_acl::not_asked(key.other, "not asked for what a core network delivers");
            Station { place: here, checks: vec![no_groups, no_acl], then: Action::Send(subnet::onward(key.other)) }
        }
    }
}

/// Into the VPC by the subnet in the sender's zone, or by any where there is none; in appliance mode by any.
fn delivery(net: &Network, item: u32, came_in_by: u32) -> Table {
    let cite = place(item);
    let ended = |action| Table::first_match(Vec::new(), Default { action, cite, assumes: None });
    let from = net.subnet_record(came_in_by).zone;
    let there = match subnets(net, item) {
        Ok(there) if !there.is_empty() => there,
        _ => return ended(Action::Unknown { gap: &SUBNETS_NOT_READ, otherwise: Otherwise::End }),
    };
    let kept = net.core_vpc_attachment(item).is_some_and(|of_vpc| of_vpc.appliance_mode);
    let same = there.iter().find(|(_, zone)| zone.is_some() && *zone == from).filter(|_| !kept);
    if let Some((subnet, _)) = same {
        return ended(Action::Send(key(OUT, 0, item, *subnet)));
    }
    let option =
        |(subnet, _): &(u32, Option<Symbol>)| (Cite::resource(Kind::Subnet as u8, *subnet), key(OUT, 0, item, *subnet));
    let choice = ChoiceKey { of: cite, what: "zone" };
    ended(Action::OneOf { key: choice, options: there.iter().map(option).collect(), kept })
}

/// Who sent a packet is forgotten: a core network hands it on only where its policy says so, which by default it doesn't.
fn references(net: &Network, item: u32) -> Table {
    let cite = place(item);
    let mut forgets = transit::forgets(cite);
    if net.core_vpc_attachment(item).is_none_or(|of_vpc| of_vpc.references != Some(false)) {
        forgets.default.assumes = Some(&REFERENCES_OFF);
    }
    forgets
}

/// How the core network's own address translation stands, unless it is off: either description of the attachment may say so.
fn translation_state(net: &Network, item: u32) -> Option<Symbol> {
    let of_vpc = || net.core_vpc_attachment(item).and_then(|of_vpc| of_vpc.translates);
    net.core_attachment(item).translates.or_else(of_vpc)
}

/// What that translation does with what comes in by the attachment or goes out by it.
fn translation(net: &Network, item: u32) -> Option<Check> {
    translation_state(net, item).map(|_| transit::translates(&TRANSLATES, place(item)))
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let attachment = net.core_attachment(cite.item);
    let stands = Stands::at(attachment.origin)
        .owned(attachment.owner)
        .belonging("of core network", Some(attachment.core))
        .belonging("attached to", attachment.vpc.or(attachment.resource));
    Stands { region: attachment.edge.map(|edge| net.text(edge).to_owned()), ..stands }
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let record = net.core_attachment(cite.item);
    let text = |symbol: Option<Symbol>| symbol.map_or("unknown", |symbol| net.text(symbol)).to_owned();
    let global = net.core_network_called(record.core).and_then(|core| net.core_network(core).global);
    let (core, segment, edge) = (net.text(record.core).to_owned(), text(record.segment), text(record.edge));
    let holes = vec![
        ("state", text(record.state)),
        ("nat", text(translation_state(net, cite.item))),
        ("type", text(record.kind)),
        ("table", segment::identifier(&core, &segment, &edge)),
        ("global", global.map_or("<the global network>", |global| net.text(global)).to_owned()),
        ("core", core),
        ("segment", segment),
        ("edge", edge),
    ];
    let kind = Kind::CoreNetworkAttachment;
    let whole = net.describe(kind, List::CoreNetworkAttachment, record.id, &record.tags, record.origin);
    let says = record.resource.map(|resource| format!("to {}", net.named(resource)));
    Citation { says, holes, ..whole }
}

static NOT_AVAILABLE: Reason = Reason {
    code: "CORE_NETWORK_ATTACHMENT_STATE",
    ra_code: Some("BAD_STATE_ATTACHMENT"),
    kind: ReasonKind::Block,
    meaning: "An attachment to a core network carries packets while it is available.",
    sentence: "{resource} is {state}",
    remedy: "make the attachment available: accept it, or wait",
    command: None,
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-create-attachment.html",
    rules: &[],
};

static STATE_UNKNOWN: Reason = Reason {
    code: "CORE_NETWORK_ATTACHMENT_STATE_UNKNOWN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The attachment to the core network is in a state between working and not.",
    sentence: "whether {resource} carries packets while it is {state} isn't documented",
    remedy: "wait until it is available, and read the attachments again",
    command: Some("aws networkmanager list-attachments --core-network-id {core} --region us-west-2"),
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-create-attachment.html",
    rules: &[],
};

static SUBNETS_NOT_READ: Reason = Reason {
    code: "CORE_NETWORK_SUBNETS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "In which zones the VPC is attached to the core network isn't known.",
    sentence: "in which zones {resource} has subnets isn't known",
    remedy: "read the attachment and the subnets",
    command: Some(
        "aws networkmanager get-vpc-attachment --attachment-id {id} --region us-west-2; aws ec2 describe-subnets",
    ),
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-vpc-attachment.html",
    rules: &[],
};

static KIND_NOT_MODELLED: Reason = Reason {
    code: "CORE_NETWORK_ATTACHMENT_KIND_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The core network routes the packet to an attachment that is no VPC's; with transit gateways policy tables decide, too.",
    sentence: "{resource} is of type {type}, and packetwalk doesn't model that at core networks yet",
    remedy: "look at what stands behind the attachment",
    command: None,
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-create-attachment.html",
    rules: &["T20"],
};

static HAIRPIN: Reason = Reason {
    code: "CORE_NETWORK_HAIRPIN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The core network routes the packet back to the attachment from which it came, and AWS doesn't document what happens then.",
    sentence: "{packet} came from {resource} and is routed back to it, and what happens then isn't documented",
    remedy: "route the destination inside the VPC",
    command: None,
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-vpc-attachment.html",
    rules: &[],
};

static LIKE_TRANSIT_GATEWAY: Reason = Reason {
    code: "CORE_NETWORK_LIKE_TRANSIT_GATEWAY",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "Core networks keep to the sender's zone where they can, and ask network ACLs, as transit gateways are documented to.",
    sentence: "{resource} keeps to the sender's zone and asks network ACLs as a transit gateway's attachment does",
    remedy: "see whether a rule of the attachment's subnets decides otherwise",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html",
    rules: &["T16"],
};

static REFERENCES_OFF: Reason = Reason {
    code: "CORE_NETWORK_REFERENCES_OFF",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "The policy of the core network leaves security group referencing off, as it is by default.",
    sentence: "the policy of {core} leaves security group referencing off, as it is by default",
    remedy: "look for security-group-support in the policy",
    command: Some("aws networkmanager get-core-network-policy --core-network-id {core} --region us-west-2"),
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-policies-json.html",
    rules: &["T15"],
};

static TRANSLATES: Reason = Reason {
    code: "CORE_NETWORK_ATTACHMENT_TRANSLATES",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The core network translates IPv4 addresses one to one at the attachment: the sources of what comes in by it, and the \
              destinations of what goes out by it. Its rules aren't in what describes attachments, and packetwalk doesn't model them.",
    sentence: "the core network translates addresses at {resource} (NatGatewaySupport is {nat}), and what becomes of {packet} there isn't \
               modelled",
    remedy: "look at the translation's rules, and ask about the parts of the way before it and behind it",
    command: Some("aws networkmanager list-attachment-nat-configurations --attachment-id {id} --region us-west-2"),
    page: "https://docs.aws.amazon.com/networkmanager/latest/APIReference/API_AttachmentNatConfiguration.html",
    rules: &["NG15"],
};
