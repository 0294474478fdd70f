//! Why interfaces refuse packets, and what may not be known of them.

use super::{appliance, pods};
use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] = &[
    &INTERFACE_STATE,
    &INSTANCE_STATE,
    &SUBNET_STATE,
    &WITHOUT_SUBNET,
    &SOURCE_CHECK,
    &DESTINATION_CHECK,
    &NO_ORIGIN,
    &TAKES_REPLIES,
    &NO_IP,
    &KIND_NOT_MODELLED,
    &appliance::FORWARDS,
    &appliance::FORWARDS_AS_SAID,
    &appliance::DROPS,
    &appliance::SEES_ONE_WAY,
    &INSTANCES_NOT_READ,
    &GROUPS_NOT_READ,
    &pods::MAY_TRANSLATE,
];

pub(super) static INTERFACE_STATE: Reason = Reason {
    code: "INTERFACE_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "An interface sends and receives only while it is in use and attached.",
    sentence: "{resource} {condition}, so it neither sends nor receives",
    remedy: "attach {resource} to a running instance",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
    rules: &["O1", "E3"],
};

pub(super) static INSTANCE_STATE: Reason = Reason {
    code: "INSTANCE_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "The interfaces of an instance send and receive only while it runs.",
    sentence: "{resource} is {says}, so its interfaces neither send nor receive",
    remedy: "start {resource}",
    command: Some("aws ec2 start-instances --instance-ids {id}"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html",
    rules: &["O1"],
};

pub(super) static SUBNET_STATE: Reason = Reason {
    code: "NETWORK_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A VPC or subnet carries packets only while it is available.",
    sentence: "{resource} isn't available",
    remedy: "wait until {resource} is available",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
    rules: &["O1"],
};

pub(super) static WITHOUT_SUBNET: Reason = Reason {
    code: "INTERFACE_WITHOUT_SUBNET",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The snapshot doesn't say in which subnet the interface is.",
    sentence: "in which subnet {resource} is isn't known",
    remedy: "read the interface again, with its SubnetId",
    command: Some("aws ec2 describe-network-interfaces --network-interface-ids {id}"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
    rules: &[],
};

pub(super) static SOURCE_CHECK: Reason = Reason {
    code: "SOURCE_CHECK",
    ra_code: Some("ENI_SOURCE_DEST_CHECK_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "With the source/destination check on, an interface sends only packets from its own addresses.",
    sentence: "{resource} has its source/destination check on and doesn't own {source}",
    remedy: "send from one of its own addresses ({addresses}), or switch the check off",
    command: Some("aws ec2 modify-network-interface-attribute --network-interface-id {id} --no-source-dest-check"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
    rules: &["E1"],
};

pub(super) static DESTINATION_CHECK: Reason = Reason {
    code: "DESTINATION_CHECK",
    ra_code: Some("ENI_SOURCE_DEST_CHECK_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "With the source/destination check on, an interface takes only packets to its own addresses.",
    sentence: "{resource} has its source/destination check on and doesn't own {destination}",
    remedy: "switch off the source/destination check of {resource}",
    command: Some("aws ec2 modify-network-interface-attribute --network-interface-id {id} --no-source-dest-check"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html",
    rules: &["E1", "E9"],
};

pub(super) static NO_ORIGIN: Reason = Reason {
    code: "NO_ORIGIN",
    ra_code: Some("NO_PATH"),
    kind: ReasonKind::Block,
    meaning: "The interface of a gateway or an endpoint forwards and answers; nothing starts from it.",
    sentence: "{resource} belongs to a gateway or an endpoint, which pass on what hosts send, and nothing starts from it",
    remedy: "ask about one of the hosts that send through it",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    rules: &["E8"],
};

pub(super) static TAKES_REPLIES: Reason = Reason {
    code: "TAKES_REPLIES_ONLY",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The interface of a Lambda function sends, and takes only what answers to that. Functions are invoked by Lambda's API.",
    sentence: "{resource} belongs to a Lambda function, which takes no connections",
    remedy: "invoke the function by Lambda's API or a function URL",
    command: None,
    page: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    rules: &["M1"],
};

pub(super) static NO_IP: Reason = Reason {
    code: "EFA_ONLY",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "An interface of the type efa-only carries no IP packets.",
    sentence: "{resource} is of the type efa-only and carries no IP",
    remedy: "use an interface of the type efa",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa.html",
    rules: &["E6"],
};

pub(super) static KIND_NOT_MODELLED: Reason = Reason {
    code: "INTERFACE_KIND_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The interface belongs to a service whose behaviour packetwalk doesn't model.",
    sentence: "{resource} belongs to a service (type {type}{description}) that packetwalk doesn't model",
    remedy: "walk to the interface of a host, and from there on",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html",
    rules: &["E6"],
};

pub(super) static INSTANCES_NOT_READ: Reason = Reason {
    code: "INSTANCE_TAKEN_AS_RUNNING",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "The instance of an interface isn't in the snapshot. The interface of a stopped instance looks like any other.",
    sentence: "the instance of {resource} is running",
    remedy: "read the instances",
    command: Some("aws ec2 describe-instances"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html",
    rules: &["O1"],
};

pub(crate) static GROUPS_NOT_READ: Reason = Reason {
    code: "INTERFACE_GROUPS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The snapshot doesn't say which security groups an interface has. An interface of this type always has one.",
    sentence: "which security groups {resource} has isn't known",
    remedy: "read the interfaces again",
    command: Some("aws ec2 describe-network-interfaces --network-interface-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    rules: &["E7"],
};
