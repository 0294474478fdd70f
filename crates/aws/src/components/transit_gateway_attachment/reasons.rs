//! Why transit gateway attachments refuse packets, and what may not be known of them.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] =
    &[&STATE, &NO_SUBNETS, &SUBNETS_NOT_READ, &KIND_NOT_MODELLED, &REFERENCES_IN_LOCAL_ZONE, &TRANSLATES];

pub(super) static STATE: Reason = Reason {
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

pub(super) static KIND_NOT_MODELLED: Reason = Reason {
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

pub(super) static REFERENCES_IN_LOCAL_ZONE: Reason = Reason {
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

pub(crate) static TRANSLATES: Reason = Reason {
    code: "TGW_ATTACHMENT_TRANSLATES",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The transit gateway translates IPv4 addresses one to one at the attachment: the sources of what comes in by it, and the \
              destinations of what goes out by it. Its rules aren't in what describes attachments, and packetwalk doesn't model them.",
    sentence: "the transit gateway translates addresses at {resource} (NatGatewaySupport is {nat}), and what becomes of {packet} there isn't \
               modelled",
    remedy: "look at the translation's rules, and ask about the parts of the way before it and behind it",
    command: Some("aws ec2 get-transit-gateway-attachment-nat-configuration --transit-gateway-attachment-id {id}"),
    page: "https://docs.aws.amazon.com/cli/latest/reference/ec2/modify-transit-gateway-attachment-nat-configuration.html",
    rules: &["NG15"],
};
