//! Why Classic Load Balancers refuse packets, and what may not be known of them.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] = &[
    &NO_LISTENER,
    &LISTENER_UNREADABLE,
    &PING,
    &NO_INSTANCES,
    &ZONE_NOT_ENABLED,
    &NOT_CROSS_ZONE,
    &ATTRIBUTES_NOT_READ,
    &NONE_IN_SERVICE,
    &HEALTH_NOT_READ,
    &HEALTH_UNKNOWN,
];

const LISTENERS: &str = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html";
const INSTANCES: &str =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-deregister-register-instances.html";
const ZONES: &str = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-az.html";
const CROSS_ZONE: &str =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-crosszone-lb.html";
const HEALTH: &str = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-healthchecks.html";

pub(super) static NO_LISTENER: Reason = Reason {
    code: "CLB_NO_LISTENER",
    ra_code: Some("ELB_LISTENERS_MISMATCH"),
    kind: ReasonKind::Block,
    meaning: "A Classic Load Balancer takes only what one of its listeners is for: TCP to its port.",
    sentence: "no listener of {resource} takes {packet}",
    remedy: "send to the port of a listener, or add a listener for it",
    command: Some("aws elb describe-load-balancers --load-balancer-names {name}"),
    page: LISTENERS,
    rules: &["LB24"],
};

pub(super) static LISTENER_UNREADABLE: Reason = Reason {
    code: "CLB_LISTENER_UNREADABLE",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The protocol or a port of a Classic Load Balancer's listener couldn't be read.",
    sentence: "whether {resource} {rule} takes {packet}, and where to, isn't known",
    remedy: "read the load balancer again",
    command: Some("aws elb describe-load-balancers --load-balancer-names {name}"),
    page: LISTENERS,
    rules: &["LB24"],
};

pub(super) static PING: Reason = Reason {
    code: "CLB_PING",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Whether a Classic Load Balancer answers pings that its security groups admit isn't documented.",
    sentence: "whether {resource} answers {packet} isn't documented",
    remedy: "ask for the port of a listener",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-security-groups.html",
    rules: &["LB24"],
};

pub(super) static NO_INSTANCES: Reason = Reason {
    code: "CLB_NO_INSTANCES",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "No instance is registered with the Classic Load Balancer.",
    sentence: "no instance is registered with {resource}, so {packet} goes nowhere",
    remedy: "register an instance with {resource}",
    command: Some(
        "aws elb register-instances-with-load-balancer --load-balancer-name {name} --instances <the instance>",
    ),
    page: INSTANCES,
    rules: &["LB24"],
};

pub(super) static ZONE_NOT_ENABLED: Reason = Reason {
    code: "CLB_ZONE_NOT_ENABLED",
    ra_code: Some("ELB_INSTALLED_AZ_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "A Classic Load Balancer sends to instances in the zones that are enabled for it, and none of its instances is \
              there.",
    sentence: "none of the instances of {resource} is in a zone that is enabled for it",
    remedy: "attach a subnet of the instances' zone to {resource}, or register instances in its zones",
    command: Some("aws elb attach-load-balancer-to-subnets --load-balancer-name {name} --subnets <a subnet>"),
    page: ZONES,
    rules: &["LB4", "LB24"],
};

pub(super) static NOT_CROSS_ZONE: Reason = Reason {
    code: "CLB_NOT_CROSS_ZONE",
    ra_code: Some("ELB_NOT_CROSSZONE"),
    kind: ReasonKind::Block,
    meaning: "The node sends to instances of its own zone only, and none is there.",
    sentence: "{resource} has no instance in the zone of the node that {packet} came to, and cross-zone load balancing is off",
    remedy: "register an instance in the node's zone, or switch cross-zone load balancing on",
    command: Some(
        "aws elb modify-load-balancer-attributes --load-balancer-name {name} --load-balancer-attributes \
         '{\"CrossZoneLoadBalancing\":{\"Enabled\":true}}'",
    ),
    page: CROSS_ZONE,
    rules: &["LB5", "LB24"],
};

pub(super) static ATTRIBUTES_NOT_READ: Reason = Reason {
    code: "CLB_ATTRIBUTES_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "Whether cross-zone load balancing is on isn't in the snapshot: the console switches it on where it makes a Classic \
              Load Balancer, the API doesn't.",
    sentence: "whether the nodes of {resource} send to instances in other zones isn't known",
    remedy: "read its attributes, into a file whose name holds classicloadbalancer_ and its name",
    command: Some("aws elb describe-load-balancer-attributes --load-balancer-name {name}"),
    page: CROSS_ZONE,
    rules: &["LB5", "LB24"],
};

pub(super) static NONE_IN_SERVICE: Reason = Reason {
    code: "CLB_NONE_IN_SERVICE",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A Classic Load Balancer sends to instances that are in service, and none is that its node may choose.",
    sentence: "no instance that a node of {resource} may send {packet} to is in service",
    remedy: "find out why health checks fail",
    command: Some("aws elb describe-instance-health --load-balancer-name {name}"),
    page: HEALTH,
    rules: &["LB9", "LB24"],
};

pub(super) static HEALTH_NOT_READ: Reason = Reason {
    code: "CLB_HEALTH_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "Whether an instance is in service isn't in the snapshot.",
    sentence: "which instances of {resource} are in service isn't known",
    remedy: "read it, into a file whose name holds classicloadbalancer_ and the load balancer's name",
    command: Some("aws elb describe-instance-health --load-balancer-name {name}"),
    page: HEALTH,
    rules: &["LB9", "LB24"],
};

pub(super) static HEALTH_UNKNOWN: Reason = Reason {
    code: "CLB_HEALTH_UNKNOWN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "AWS didn't know whether an instance was in service when it was asked; such a state passes.",
    sentence: "whether an instance of {resource} is in service, AWS didn't know when it was asked",
    remedy: "read it again",
    command: Some("aws elb describe-instance-health --load-balancer-name {name}"),
    page: HEALTH,
    rules: &["LB9", "LB24"],
};
