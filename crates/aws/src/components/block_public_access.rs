//! Block Public Access: an account's word against traffic between its VPCs and the internet.
//!
//! What it comes to for a VPC or a subnet, exclusions counted in, AWS prints with the VPC and the subnet. Where it doesn't, the
//! option of the VPC's owner and the exclusions say the same. A subnet's own word goes before its VPC's.

use crate::component::{Component, Coverage, Record, modelled};
use crate::components::subnet::is_local;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::store::Id;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Citation, Cite, Default, Otherwise, Reason, ReasonKind, Row, Table};
use packetwalk_space::{Address, IntervalSet, Product};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OptionsShape<'a> {
    #[serde(borrow, default)]
    aws_account_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    aws_region: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    internet_gateway_block_mode: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ExclusionShape<'a> {
    #[serde(borrow)]
    exclusion_id: Text<'a>,
    #[serde(borrow)]
    resource_arn: Text<'a>,
    #[serde(borrow, default)]
    internet_gateway_exclusion_mode: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

// What it means.

/// What an account says for a Region.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VpcBlockPublicAccessOptions {
    pub(crate) origin: Origin,
    pub(crate) account: Option<Symbol>,
    pub(crate) region: Option<Symbol>,
    /// The mode, as printed.
    pub(crate) mode: Option<Symbol>,
    /// Whether it is being changed.
    pub(crate) changing: bool,
}

impl Record for VpcBlockPublicAccessOptions {
    type Shape<'a> = OptionsShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["ExclusionsAllowed", "LastUpdateTimestamp", "ManagedBy", "Reason"];

    fn read(shape: OptionsShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(VpcBlockPublicAccessOptions {
            origin: reader.origin,
            account: reader.keep_some(shape.aws_account_id.as_ref()),
            region: reader.keep_some(shape.aws_region.as_ref()),
            mode: reader.keep_some(shape.internet_gateway_block_mode.as_ref()),
            changing: shape.state.as_deref() == Some("update-in-progress"),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn owner(&self) -> Option<Symbol> {
        self.account
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// A VPC or a subnet that is excluded from what the account says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VpcBlockPublicAccessExclusion {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    /// The VPC's or subnet's id.
    pub(crate) of: Symbol,
    /// The mode, as printed.
    pub(crate) mode: Option<Symbol>,
    pub(crate) phase: Phase,
    pub(crate) tags: Tags,
}

/// Where an exclusion is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It counts.
    Complete,
    /// It is coming, changing or going.
    Changing,
    /// It doesn't count, or no more.
    Gone,
}

impl Record for VpcBlockPublicAccessExclusion {
    type Shape<'a> = ExclusionShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] =
        &["CreationTimestamp", "DeletionTimestamp", "LastUpdateTimestamp", "Reason"];

    fn read(shape: ExclusionShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let of = shape.resource_arn.rsplit('/').next().unwrap_or_default();
        Some(VpcBlockPublicAccessExclusion {
            id: reader.keep(&shape.exclusion_id),
            origin: reader.origin,
            of: reader.strings.keep(of),
            mode: reader.keep_some(shape.internet_gateway_exclusion_mode.as_ref()),
            phase: match shape.state.as_deref() {
                None | Some("create-complete" | "update-complete") => Phase::Complete,
                Some(state) if state.ends_with("-in-progress") => Phase::Changing,
                Some(_) => Phase::Gone,
            },
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

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&BLOCKED, &DIRECT, &MODE_UNKNOWN, &AT_ENDPOINT, &TAKEN_AS_OFF],
    coverage: COVERAGE,
    ..Component::plain("Block Public Access", &["vpcbpa-exclude-"], cite)
};

/// What it does to a subnet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Off,
    /// Nothing passes.
    Bidirectional,
    /// What begins behind a NAT gateway or an egress-only gateway passes.
    Ingress,
    /// A word that isn't known here, or one that is about to change.
    Unknown,
    /// Nothing in the snapshot says it. Accounts begin with it off.
    NotRead,
}

impl Mode {
    fn of(text: &str) -> Self {
        match text {
            "off" => Mode::Off,
            "block-bidirectional" => Mode::Bidirectional,
            "block-ingress" => Mode::Ingress,
            _ => Mode::Unknown,
        }
    }

    /// What is left of it for a VPC or subnet that is excluded.
    fn but(self, exclusion: Option<&str>) -> Self {
        match (self, exclusion) {
            (Mode::Off, _) | (_, Some("allow-bidirectional")) => Mode::Off,
            (Mode::Bidirectional | Mode::Ingress, Some("allow-egress")) => Mode::Ingress,
            _ => Mode::Unknown,
        }
    }
}

fn mode(net: &Network, subnet: u32) -> Mode {
    let record = net.subnet_record(subnet);
    if let Some(mode) = record.public_access {
        return Mode::of(net.text(mode));
    }
    let zone = record.zone_name.map(|zone| net.text(zone));
    let of_vpc = mode_of_vpc(net, net.vpc_of(record.vpc), zone, record.owner);
    excluding(net, of_vpc, record.id)
}

/// What it does to a VPC in a zone; `owner` is whose the VPC is, where it doesn't say itself.
fn mode_of_vpc(net: &Network, vpc: u32, zone: Option<&str>, owner: Option<Symbol>) -> Mode {
    let record = net.vpc_record(vpc);
    if let Some(mode) = record.and_then(|vpc| vpc.public_access) {
        return Mode::of(net.text(mode));
    }
    let owner = record.and_then(|vpc| vpc.owner).or(owner);
    excluding(net, of_account(net, zone, owner), net.vpc(vpc).id)
}

/// What is left of a mode for a VPC or a subnet by itself.
fn excluding(net: &Network, mode: Mode, of: Symbol) -> Mode {
    let exclusions = net.snapshot.records.exclusions.iter().map(|(_, exclusion)| exclusion);
    // One that is described in two ways may be of this one and count, or not.
    let disputed = |exclusion: &VpcBlockPublicAccessExclusion| net.snapshot.is_disputed(exclusion.id);
    let here = exclusions.filter(|exclusion| exclusion.of == of || disputed(exclusion));
    here.fold(mode, |mode, exclusion| match exclusion.phase {
        _ if mode != Mode::Off && disputed(exclusion) => Mode::Unknown,
        Phase::Changing if mode != Mode::Off => Mode::Unknown,
        Phase::Gone | Phase::Changing => mode,
        Phase::Complete => mode.but(exclusion.mode.map(|mode| net.text(mode))),
    })
}

/// What the account of a VPC says, whosever the hosts in it are.
fn of_account(net: &Network, zone: Option<&str>, owner: Option<Symbol>) -> Mode {
    let is_here = |options: &VpcBlockPublicAccessOptions| {
        let mine = owner.is_none() || options.account.is_none() || options.account == owner;
        let region = options.region.map(|region| net.text(region));
        mine && zone.zip(region).is_none_or(|(zone, region)| zone.starts_with(region))
    };
    let all = net.snapshot.records.public_access_options.iter().map(|(_, options)| options);
    let mut here = all.filter(|options| is_here(options));
    let Some(options) = here.next() else { return Mode::NotRead };
    if here.any(|other| other.mode != options.mode || other.changing) {
        return Mode::Unknown;
    }
    match options.mode.map_or(Mode::Off, |mode| Mode::of(net.text(mode))) {
        _ if options.changing => Mode::Unknown,
        // Local Zones don't have the mode, and AWS doesn't say what is there instead.
        Mode::Ingress if zone.is_some_and(is_local) => Mode::Unknown,
        mode => mode,
    }
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let Some(exclusion) = net.snapshot.records.exclusions.find(Id::new(cite.item)) else { return Citation::default() };
    let list = List::VpcBlockPublicAccessExclusion;
    net.describe(Kind::BlockPublicAccess, list, exclusion.id, &exclusion.tags, exclusion.origin)
}

/// The end of a packet that is inside the VPC.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inside {
    /// On the way out.
    Source,
    /// On the way in.
    Destination,
}

/// At an internet gateway: between an address of the VPC, untranslated, and the internet.
pub(crate) fn at_gateway(net: &Network, vpc: u32, inside: Inside, cite: Cite) -> Table {
    let refuse = |reason| Action::Drop { reason, otherwise: Otherwise::Pass };
    let nat = net.nat_addresses(vpc);
    rows(net, vpc, inside, cite, |mode, addresses| match mode {
        Mode::Off => Vec::new(),
        Mode::Bidirectional => vec![(addresses, refuse(&BLOCKED))],
        Mode::Ingress => {
            let by_nat = addresses.intersection(&nat);
            let direct = addresses.difference(&nat);
            vec![(by_nat, Action::Pass), (direct, refuse(&DIRECT))]
        }
        Mode::Unknown => vec![(addresses, Action::Unknown { gap: &MODE_UNKNOWN, otherwise: Otherwise::Pass })],
        Mode::NotRead => vec![(addresses, Action::Pass)],
    })
}

/// At an egress-only internet gateway, on the way out.
pub(crate) fn at_egress_only(net: &Network, vpc: u32, cite: Cite) -> Table {
    rows(net, vpc, Inside::Source, cite, |mode, addresses| match mode {
        Mode::Off | Mode::Ingress => Vec::new(),
        Mode::Bidirectional => vec![(addresses, Action::Drop { reason: &BLOCKED, otherwise: Otherwise::Pass })],
        Mode::Unknown => vec![(addresses, Action::Unknown { gap: &MODE_UNKNOWN, otherwise: Otherwise::Pass })],
        Mode::NotRead => vec![(addresses, Action::Pass)],
    })
}

/// At an internet gateway, on the way out of a regional NAT gateway, which is in no subnet: the VPC's own word.
pub(crate) fn at_regional(net: &Network, vpc: u32, cite: Cite) -> Table {
    let of_vpc = Cite::resource(Kind::Vpc as u8, vpc);
    // Any of its zones tells the VPC's Region.
    let subnet = net.vpc(vpc).subnets.first().map(|subnet| net.subnet_record(*subnet));
    let zone = subnet.and_then(|subnet| subnet.zone_name).map(|zone| net.text(zone));
    match mode_of_vpc(net, vpc, zone, None) {
        Mode::Off | Mode::Ingress => Table::passes(cite),
        Mode::NotRead => {
            let taken = Default { action: Action::Pass, cite: of_vpc, assumes: Some(&TAKEN_AS_OFF) };
            Table::first_match(Vec::new(), taken)
        }
        Mode::Bidirectional => Table::refuses(&BLOCKED, Otherwise::Pass, of_vpc),
        Mode::Unknown => Table::unknown(&MODE_UNKNOWN, Otherwise::Pass, of_vpc),
    }
}

/// At a Gateway Load Balancer's endpoint in a subnet: what is between a VPC and the internet.
pub(crate) fn at_endpoint(net: &Network, subnet: u32, cite: Cite) -> Table {
    let does = match mode(net, subnet) {
        Mode::Off => return Table::passes(cite),
        Mode::NotRead => Action::Pass,
        Mode::Bidirectional | Mode::Ingress | Mode::Unknown => {
            Action::Unknown { gap: &AT_ENDPOINT, otherwise: Otherwise::Pass }
        }
    };
    let assumes = matches!(does, Action::Pass).then_some(&TAKEN_AS_OFF);
    let cite = Cite::resource(Kind::Subnet as u8, subnet);
    let internet = net.internet();
    let guards =
        [Product::everything().with_source(internet.clone()), Product::everything().with_destination(internet.clone())];
    let rows = guards.into_iter().map(|guard| Row { assumes, ..Row::new(guard, does.clone(), cite) }).collect();
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

type Decided = Vec<(IntervalSet<Address>, Action)>;

fn rows(
    net: &Network,
    vpc: u32,
    inside: Inside,
    cite: Cite,
    decide: impl Fn(Mode, IntervalSet<Address>) -> Decided,
) -> Table {
    let mut rows = Vec::new();
    for subnet in &net.vpc(vpc).subnets {
        let of_subnet = Cite::resource(Kind::Subnet as u8, *subnet);
        let mode = mode(net, *subnet);
        let assumes = (mode == Mode::NotRead).then_some(&TAKEN_AS_OFF);
        for (addresses, action) in decide(mode, net.subnet_record(*subnet).addresses()) {
            let guard = match inside {
                Inside::Source => Product::everything().with_source(addresses),
                Inside::Destination => Product::everything().with_destination(addresses),
            };
            rows.push(Row { assumes, ..Row::new(guard, action, of_subnet) });
        }
    }
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

const COVERAGE: &[Coverage] = modelled!["B1", "B2", "B3", "B4", "B5", "B5b", "B6", "EO4", "IG7"];

static AT_ENDPOINT: Reason = Reason {
    code: "PUBLIC_ACCESS_AT_ENDPOINT",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Block Public Access affects the subnet of a Gateway Load Balancer's endpoint, too, and which packets it stops there isn't \
              documented in full.",
    sentence: "{resource} isn't excluded from Block Public Access, and whether {packet} passes an endpoint in it isn't documented",
    remedy: "exclude the endpoint's subnet, too",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html",
    rules: &["B4"],
};

static BLOCKED: Reason = Reason {
    code: "BPA_BLOCKED",
    ra_code: Some("VPC_BLOCK_PUBLIC_ACCESS_ENABLED"),
    kind: ReasonKind::Block,
    meaning: "Block Public Access is on in both directions for the subnet: nothing passes between it and the internet.",
    sentence: "Block Public Access (block-bidirectional) keeps {packet} from passing between {resource} and the internet",
    remedy: "exclude the subnet or its VPC from Block Public Access, if it is meant to be public",
    command: Some(
        "aws ec2 create-vpc-block-public-access-exclusion --subnet-id {id} --internet-gateway-exclusion-mode allow-bidirectional",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
    rules: &["B3"],
};

static DIRECT: Reason = Reason {
    code: "BPA_BLOCKED_INGRESS",
    ra_code: Some("VPC_BLOCK_PUBLIC_ACCESS_ENABLED"),
    kind: ReasonKind::Block,
    meaning: "Block Public Access is on for what comes in: only what begins behind a NAT gateway or an egress-only internet \
              gateway passes; hosts with public addresses of their own neither take nor send.",
    sentence: "Block Public Access (block-ingress) lets only NAT gateways and egress-only gateways of {resource} talk to the \
               internet, not {packet}",
    remedy: "let the host go out by a NAT gateway, or exclude the subnet from Block Public Access",
    command: Some(
        "aws ec2 create-vpc-block-public-access-exclusion --subnet-id {id} --internet-gateway-exclusion-mode allow-bidirectional",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
    rules: &["B3"],
};

static TAKEN_AS_OFF: Reason = Reason {
    code: "BPA_TAKEN_AS_OFF",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "Nothing in the snapshot says whether Block Public Access is on: neither the VPC and the subnet nor the account's options. \
              It is off until somebody turns it on.",
    sentence: "Block Public Access is off for {resource}",
    remedy: "read the account's options, or describe the VPCs with a current command line",
    command: Some(
        "aws ec2 describe-vpc-block-public-access-options; aws ec2 describe-vpc-block-public-access-exclusions",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
    rules: &["B1"],
};

static MODE_UNKNOWN: Reason = Reason {
    code: "BPA_MODE_UNKNOWN",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "Block Public Access is in a mode that packetwalk doesn't know, or it is being changed.",
    sentence: "whether Block Public Access lets {packet} pass at {resource} isn't known: its mode is new here, or changing",
    remedy: "look at the effective setting of the subnet in the console",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
    rules: &["B1"],
};
