//! Why no target gets a packet, and what may not be known of targets.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] = &[
    &NO_TARGETS,
    &NO_TARGETS_IN_ZONE,
    &ZONES_NOT_ENABLED,
    &OUT_OF_SERVICE,
    &PRESERVATION,
    &PRESERVATION_PARTLY,
    &OWN_TARGET,
    &TARGETS_NOT_READ,
    &TARGET_NOT_READ,
    &ZONE_NOT_READ,
    &TARGET_ZONE_NOT_KNOWN,
    &HEALTH_UNAVAILABLE,
    &UNHEALTHY_DRAINING,
    &UNUSED,
    &NODE_ADDRESS,
    &FAIL_OPEN,
    &ATTRIBUTES_NOT_READ,
];

pub(super) static NO_TARGETS: Reason = Reason {
    code: "TARGET_GROUP_EMPTY",
    ra_code: Some("ELBV2_LISTENER_HAS_NO_TG"),
    kind: ReasonKind::Block,
    meaning: "No target is registered with the target group.",
    sentence: "no target is registered with {resource}, so {packet} goes nowhere",
    remedy: "register a target with {resource}",
    command: Some("aws elbv2 register-targets --target-group-arn {arn} --targets Id=<the target>"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    rules: &["LB3"],
};

pub(super) static NO_TARGETS_IN_ZONE: Reason = Reason {
    code: "TARGET_GROUP_EMPTY_IN_ZONE",
    ra_code: Some("ELBV2_NO_TARGETS_IN_AZ"),
    kind: ReasonKind::Block,
    meaning: "The node sends to targets of its own zone only, and none of the group's is there.",
    sentence: "{resource} has no target in the zone of the node that {packet} came to, and cross-zone load balancing is off",
    remedy: "register a target in the node's zone, or switch cross-zone load balancing on",
    command: Some(
        "aws elbv2 modify-target-group-attributes --target-group-arn {arn} --attributes Key=load_balancing.cross_zone.enabled,Value=true",
    ),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    rules: &["LB5"],
};

pub(super) static ZONES_NOT_ENABLED: Reason = Reason {
    code: "TARGET_ZONES_NOT_ENABLED",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A load balancer sends to targets in the zones that are enabled for it, in which it has nodes, and none of the group's \
              is there.",
    sentence: "none of the targets of {resource} is in a zone that is enabled for the load balancer",
    remedy: "enable the targets' zone for the load balancer, or register targets in its zones",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
    rules: &["LB4"],
};

pub(super) static OUT_OF_SERVICE: Reason = Reason {
    code: "TARGETS_OUT_OF_SERVICE",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The targets that the node could choose are draining or unused. Those get no new connections, and as they don't fail \
              health checks, no load balancer falls back on them.",
    sentence: "the targets of {resource} are draining or unused, and {packet} goes to none of them",
    remedy: "register targets with {resource} that are to take connections",
    command: Some("aws elbv2 register-targets --target-group-arn {arn} --targets Id=<the target>"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    rules: &["LB9"],
};

pub(super) static PRESERVATION: Reason = Reason {
    code: "LB_CLIENT_ADDRESS_UNSUPPORTED",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A Network Load Balancer that keeps the client's address reaches targets in its own VPC and in VPCs that are \
              peered with it in the Region, and no others. AWS calls the rest unsupported.",
    sentence: "{resource} keeps the client's address, and its targets are endpoints, or neither in the load balancer's VPC nor \
               in one that is peered with it",
    remedy: "switch client IP preservation off",
    command: Some(
        "aws elbv2 modify-target-group-attributes --target-group-arn {arn} --attributes Key=preserve_client_ip.enabled,Value=false",
    ),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    rules: &["LB15"],
};

pub(super) static PRESERVATION_PARTLY: Reason = Reason {
    code: "LB_CLIENT_ADDRESS_PARTLY_UNSUPPORTED",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A Network Load Balancer that keeps the client's address has targets that it can't reach so: packets get through where \
              another one is chosen.",
    sentence: "{resource} keeps the client's address, and some of its targets can't be reached with it",
    remedy: "switch client IP preservation off",
    command: Some(
        "aws elbv2 modify-target-group-attributes --target-group-arn {arn} --attributes Key=preserve_client_ip.enabled,Value=false",
    ),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    rules: &["LB15"],
};

pub(super) static OWN_TARGET: Reason = Reason {
    code: "LB_OWN_TARGET",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A target that asks its own load balancer and is chosen itself gets a packet from its own address, and drops it. That \
              goes for every address of an instance.",
    sentence: "the sender is a target of {resource}, and where it is chosen itself it gets {packet}, from its own address",
    remedy: "switch client IP preservation off",
    command: Some(
        "aws elbv2 modify-target-group-attributes --target-group-arn {arn} --attributes Key=preserve_client_ip.enabled,Value=false",
    ),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html",
    rules: &["LB18"],
};

pub(super) static TARGETS_NOT_READ: Reason = Reason {
    code: "TARGETS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The targets of the group aren't in the snapshot.",
    sentence: "which targets {resource} has isn't known",
    remedy: "read them, into a file whose name holds the group's id",
    command: Some("aws elbv2 describe-target-health --target-group-arn {arn}"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    rules: &["LB3"],
};

pub(crate) static TARGET_NOT_READ: Reason = Reason {
    code: "TARGET_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The interface of a target isn't in the snapshot, so its address isn't known.",
    sentence: "the address of a target of {resource} isn't known: its interface isn't in the snapshot",
    remedy: "read the interfaces and instances",
    command: Some("aws ec2 describe-network-interfaces"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    rules: &["LB8"],
};

pub(super) static ZONE_NOT_READ: Reason = Reason {
    code: "TARGET_ZONE_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The node sends to targets of its own zone only, and of a target, or of the node, the zone isn't known: its interface or its \
              subnet isn't in the snapshot.",
    sentence: "whether a target of {resource} is in the zone of the node that {packet} came to isn't known, and cross-zone load balancing \
               is off",
    remedy: "read the interfaces and subnets",
    command: Some("aws ec2 describe-network-interfaces"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    rules: &["LB5"],
};

pub(super) static TARGET_ZONE_NOT_KNOWN: Reason = Reason {
    code: "TARGET_ZONE_NOT_KNOWN",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The node sends to targets of its own zone only, and a target is registered with the name of a zone. Accounts call the node's \
              zone by different names, so whether it is the target's isn't known.",
    sentence: "whether all targets of {resource} are in the zone of the node that {packet} came to isn't known: accounts call that \
               zone by different names",
    remedy: "read the snapshot of the load balancer's account alone",
    command: None,
    page: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html",
    rules: &["LB5"],
};

pub(super) static HEALTH_UNAVAILABLE: Reason = Reason {
    code: "TARGET_HEALTH_UNAVAILABLE",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The health of the targets is unavailable, and whether they get requests isn't documented for this kind of load \
              balancer.",
    sentence: "whether the targets of {resource} get {packet} isn't known: their health is unavailable",
    remedy: "look at the target group in the console",
    command: Some("aws elbv2 describe-target-health --target-group-arn {arn}"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html",
    rules: &["LB9"],
};

pub(super) static UNHEALTHY_DRAINING: Reason = Reason {
    code: "TARGETS_UNHEALTHY_DRAINING",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Too few targets are healthy, and some drain because they are unhealthy. A load balancer with too few healthy targets sends \
              to unhealthy ones, too, and those that drain get no new connections: AWS doesn't say which of the two holds.",
    sentence: "too few targets of {resource} are healthy, and whether those that drain get {packet} then isn't known",
    remedy: "find out why health checks fail",
    command: Some("aws elbv2 describe-target-health --target-group-arn {arn}"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    rules: &["LB9", "LB27"],
};

pub(super) static UNUSED: Reason = Reason {
    code: "TARGETS_UNUSED_IN_DOUBT",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A target is unused because no listener forwards to its group, because its zone isn't enabled or because its instance is \
              stopped, and the rest of the snapshot shows the opposite: something changed while it was taken.",
    sentence: "whether the targets of {resource} get {packet} isn't known: some are unused, and the rest of the snapshot contradicts why",
    remedy: "read the targets' health again",
    command: Some("aws elbv2 describe-target-health --target-group-arn {arn}"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/check-target-health.html",
    rules: &["LB9"],
};

pub(crate) static NODE_ADDRESS: Reason = Reason {
    code: "LB_NODE_ADDRESS",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The node has no address of the targets' family in the snapshot.",
    sentence: "from which address the node sends to {resource} isn't known: it has none of the targets' family",
    remedy: "read the interfaces again",
    command: Some("aws ec2 describe-network-interfaces"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html",
    rules: &["LB25"],
};

pub(super) static FAIL_OPEN: Reason = Reason {
    code: "LB_FAIL_OPEN",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "Where fewer targets are healthy than the target group's minimum (one, by default), a load balancer sends to unhealthy \
              ones, too, and to those whose first health checks aren't over.",
    sentence: "too few targets of {resource} are healthy, and the load balancer sends to the others, too",
    remedy: "find out why health checks fail",
    command: Some("aws elbv2 describe-target-health --target-group-arn {arn}"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    rules: &["LB9", "LB27"],
};

pub(super) static ATTRIBUTES_NOT_READ: Reason = Reason {
    code: "LB_ATTRIBUTES_NOT_READ",
    ra_code: Some("MISSING_TARGET_GROUP_ATTRIBUTES"),
    kind: ReasonKind::Assumption,
    meaning: "Attributes of the target group or the load balancer aren't in the snapshot; AWS's defaults are taken.",
    sentence: "the attributes of {resource} and its load balancer are AWS's defaults",
    remedy: "read them, into files whose names hold the ids",
    command: Some("aws elbv2 describe-target-group-attributes --target-group-arn {arn}"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    rules: &["LB5", "LB15"],
};
