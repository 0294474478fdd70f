//! Block Public Access: an account's word against traffic between its VPCs and the internet.
//!
//! What it comes to for a VPC or a subnet, exclusions counted in, AWS prints with the VPC and the subnet. A subnet's own word
//! goes before its VPC's.

use crate::component::{Component, Coverage, modelled};
use crate::network::Network;
use packetwalk_fabric::{Action, Citation, Cite, Default, Otherwise, Reason, ReasonKind, Row, Table};
use packetwalk_space::{Address, IntervalSet, Product};

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&BLOCKED, &DIRECT, &MODE_UNKNOWN],
    coverage: COVERAGE,
    ..Component::plain("Block Public Access", &[], |_, _| Citation::default())
};

/// What it does to a subnet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode<'n> {
    Off,
    /// Nothing passes.
    Bidirectional,
    /// What begins behind a NAT gateway or an egress-only gateway passes.
    Ingress,
    /// A word that isn't known here.
    Other(&'n str),
}

fn mode(net: &Network, subnet: u32) -> Mode<'_> {
    let record = net.subnet_record(subnet);
    let of_vpc = || net.vpc_record(net.vpc_of(record.vpc)).and_then(|vpc| vpc.public_access);
    match record.public_access.or_else(of_vpc).map(|mode| net.text(mode)) {
        None | Some("off") => Mode::Off,
        Some("block-bidirectional") => Mode::Bidirectional,
        Some("block-ingress") => Mode::Ingress,
        Some(other) => Mode::Other(other),
    }
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
        Mode::Other(_) => vec![(addresses, Action::Unknown { gap: &MODE_UNKNOWN, otherwise: Otherwise::Pass })],
    })
}

/// At an egress-only internet gateway, on the way out.
pub(crate) fn at_egress_only(net: &Network, vpc: u32, cite: Cite) -> Table {
    rows(net, vpc, Inside::Source, cite, |mode, addresses| match mode {
        Mode::Off | Mode::Ingress => Vec::new(),
        Mode::Bidirectional => vec![(addresses, Action::Drop { reason: &BLOCKED, otherwise: Otherwise::Pass })],
        Mode::Other(_) => vec![(addresses, Action::Unknown { gap: &MODE_UNKNOWN, otherwise: Otherwise::Pass })],
    })
}

/// At an internet gateway, on the way out of a regional NAT gateway, which is in no subnet: the VPC's own word.
pub(crate) fn at_regional(net: &Network, vpc: u32, cite: Cite) -> Table {
    let of_vpc = Cite::resource(crate::registry::Kind::Vpc as u8, vpc);
    match net.vpc_record(vpc).and_then(|vpc| vpc.public_access).map(|mode| net.text(mode)) {
        None | Some("off" | "block-ingress") => Table::passes(cite),
        Some("block-bidirectional") => Table::refuses(&BLOCKED, Otherwise::Pass, of_vpc),
        Some(_) => Table::unknown(&MODE_UNKNOWN, Otherwise::Pass, of_vpc),
    }
}

type Decided = Vec<(IntervalSet<Address>, Action)>;

fn rows(
    net: &Network,
    vpc: u32,
    inside: Inside,
    cite: Cite,
    decide: impl Fn(Mode<'_>, IntervalSet<Address>) -> Decided,
) -> Table {
    use crate::registry::Kind;
    let mut rows = Vec::new();
    for subnet in &net.vpc(vpc).subnets {
        let of_subnet = Cite::resource(Kind::Subnet as u8, *subnet);
        for (addresses, action) in decide(mode(net, *subnet), net.subnet_record(*subnet).addresses()) {
            let guard = match inside {
                Inside::Source => Product::everything().with_source(addresses),
                Inside::Destination => Product::everything().with_destination(addresses),
            };
            rows.push(Row::new(guard, action, of_subnet));
        }
    }
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

const COVERAGE: &[Coverage] = modelled!["B1", "B3", "EO4", "IG7"];

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

static MODE_UNKNOWN: Reason = Reason {
    code: "BPA_MODE_UNKNOWN",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "Block Public Access is in a mode that packetwalk doesn't know.",
    sentence: "whether Block Public Access lets {packet} pass at {resource} isn't known",
    remedy: "look at the effective setting of the subnet in the console",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
    rules: &["B1"],
};
