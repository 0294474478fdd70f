//! Why security groups refuse packets, what may not be known of them, and what to mind.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] =
    &[&NO_RULES, &NO_MATCH, &NOT_READ, &UNREADABLE, &MEMBERS_NOT_READ, &REFERENCE_BY_TWO_WAYS, &UNTRACKED];

pub(super) static NO_RULES: Reason = Reason {
    code: "SG_NO_RULES",
    ra_code: Some("SG_HAS_NO_RULES"),
    kind: ReasonKind::Block,
    meaning: "The interface's security groups have no rules in this direction, so nothing new passes.",
    sentence: "{resource}{also} has no {side} rules, so {packet} is dropped",
    remedy: "add a rule for it in that direction",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    rules: &["S1"],
};

pub(super) static NO_MATCH: Reason = Reason {
    code: "SG_NO_MATCH",
    ra_code: Some("ENI_SG_RULES_MISMATCH"),
    kind: ReasonKind::Block,
    meaning: "No rule of the interface's security groups allows the packet in this direction.",
    sentence: "no {side} rule of {resource}{also} allows {packet}",
    remedy: "add a rule for it in that direction",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    rules: &["S1"],
};

pub(super) static NOT_READ: Reason = Reason {
    code: "SG_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A security group of the interface isn't in the snapshot.",
    sentence: "whether {resource} allows {packet} isn't known: it isn't in the snapshot",
    remedy: "read the group",
    command: Some("aws ec2 describe-security-groups --group-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    rules: &["S17"],
};

pub(super) static UNREADABLE: Reason = Reason {
    code: "SG_RULE_UNREADABLE",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A rule of the group couldn't be read, and it may allow the packet.",
    sentence: "a rule of {resource} couldn't be read, and it may allow {packet}",
    remedy: "read the group again",
    command: Some("aws ec2 describe-security-groups --group-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    rules: &[],
};

pub(super) static REFERENCE_BY_TWO_WAYS: Reason = Reason {
    code: "SG_REFERENCE_BY_TWO_WAYS",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "An outbound rule names a group with members in a peer VPC to which a transit gateway leads, too. Outbound references \
              work over peering and not over transit gateways.",
    sentence: "whether {resource} {rule} allows {packet} depends on whether it goes by peering or by a transit gateway",
    remedy: "name the address block instead of the group",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["S10"],
};

pub(super) static MEMBERS_NOT_READ: Reason = Reason {
    code: "SG_MEMBERS_NOT_READ",
    ra_code: Some("UNKNOWN_PEERED_SGS"),
    kind: ReasonKind::Gap,
    meaning: "A rule names a group, and whether the other side is a member isn't known: not all interfaces were read.",
    sentence: "whether the other side of {packet} is a member of the group that {resource} {rule} names isn't known: not \
               all interfaces were read",
    remedy: "read all interfaces",
    command: Some("aws ec2 describe-network-interfaces"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    rules: &["S15"],
};

pub(super) static UNTRACKED: Reason = Reason {
    code: "SG_UNTRACKED",
    ra_code: None,
    kind: ReasonKind::Caution,
    meaning: "A TCP or UDP connection that a rule for 0.0.0.0/0 (::/0) admits isn't tracked where the other direction is open to all, \
              too: that rule lets the reply pass. Connections through NAT gateways, egress-only internet gateways, load balancers, \
              PrivateLink, Lambda and DynamoDB endpoints are tracked always.",
    sentence: "connections by {admitting} of {resource} aren't tracked, since {opposite} passes every reply: a change to either \
               cuts them at once",
    remedy: "to keep connections through a change of rules, admit them by a rule that names their addresses",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html",
    rules: &["RP2"],
};
