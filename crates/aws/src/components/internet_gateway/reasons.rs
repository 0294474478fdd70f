//! Why internet gateways refuse packets, and what may not be known of them.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] = &[
    &NOT_ATTACHED,
    &NO_PUBLIC_ADDRESS,
    &PRIVATE_DESTINATION,
    &SHARED_DESTINATION,
    &PRIVATE_SOURCE,
    &SHARED_SOURCE,
    &SPOOFED,
    &NOBODY,
    &NOT_ASKED_FOR,
    &IPV6_SOURCE,
    &IPV6_NOBODY,
    &APPLIANCE_MAY_TRANSLATE,
    &TRAFFIC_DENIED,
];

pub(super) static NOT_ATTACHED: Reason = Reason {
    code: "IGW_NOT_ATTACHED",
    ra_code: Some("BAD_STATE_ATTACHMENT"),
    kind: ReasonKind::Block,
    meaning: "The internet gateway isn't attached to a VPC.",
    sentence: "{resource} isn't attached to a VPC",
    remedy: "attach it to the VPC",
    command: Some("aws ec2 attach-internet-gateway --internet-gateway-id {id} --vpc-id <the VPC>"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG1"],
};

pub(super) static NO_PUBLIC_ADDRESS: Reason = Reason {
    code: "IGW_NO_PUBLIC_ADDRESS",
    ra_code: Some("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"),
    kind: ReasonKind::Block,
    meaning: "An internet gateway carries IPv4 packets out only from private addresses of attached interfaces that have a \
              public address.",
    sentence: "{source} has no public address, so {resource} drops {packet}",
    remedy: "associate an Elastic IP address with {source}, or route the subnet through a NAT gateway",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG2"],
};

pub(super) static PRIVATE_DESTINATION: Reason = Reason {
    code: "IGW_PRIVATE_DESTINATION",
    ra_code: Some("IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"),
    kind: ReasonKind::Block,
    meaning: "An internet gateway drops packets to private addresses (RFC 1918).",
    sentence: "{destination} is private, and {resource} carries nothing there",
    remedy: "add a route for {destination} that leads to where it is",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG3"],
};

pub(super) static SHARED_DESTINATION: Reason = Reason {
    code: "IGW_SHARED_DESTINATION",
    ra_code: Some("IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS"),
    kind: ReasonKind::Block,
    meaning: "An internet gateway drops packets to 100.64.0.0/10 (RFC 6598).",
    sentence: "{destination} is in 100.64.0.0/10, and {resource} carries nothing there",
    remedy: "add a route for {destination} that leads to where it is",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG3"],
};

pub(super) static PRIVATE_SOURCE: Reason = Reason {
    code: "IGW_PRIVATE_SOURCE",
    ra_code: Some("IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS"),
    kind: ReasonKind::Block,
    meaning: "An internet gateway takes nothing in from private addresses (RFC 1918).",
    sentence: "{source} is private, and {resource} takes nothing in from there",
    remedy: "ask from a public address",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG4"],
};

pub(super) static SHARED_SOURCE: Reason = Reason {
    code: "IGW_SHARED_SOURCE",
    ra_code: Some("IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS"),
    kind: ReasonKind::Block,
    meaning: "An internet gateway takes nothing in from 100.64.0.0/10 (RFC 6598).",
    sentence: "{source} is in 100.64.0.0/10, and {resource} takes nothing in from there",
    remedy: "ask from a public address",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG4"],
};

pub(super) static SPOOFED: Reason = Reason {
    code: "IGW_SPOOFED_SOURCE",
    ra_code: Some("GATEWAY_REJECTS_SPOOFED_TRAFFIC"),
    kind: ReasonKind::Block,
    meaning: "An internet gateway takes nothing in that claims to come from the VPC itself.",
    sentence: "{source} is an address of the VPC, and {resource} takes nothing in from outside that claims it",
    remedy: "ask from an address outside the VPC",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html",
    rules: &["IG4"],
};

pub(crate) static NOBODY: Reason = Reason {
    code: "IGW_NOBODY",
    ra_code: Some("IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"),
    kind: ReasonKind::Block,
    meaning: "An internet gateway takes packets in only to public addresses of attached interfaces of its VPC.",
    sentence: "no attached interface that {resource} serves has the public address {destination}",
    remedy: "associate the address with an attached interface",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG4", "E3"],
};

pub(super) static NOT_ASKED_FOR: Reason = Reason {
    code: "IGW_NOT_A_REPLY",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "Nothing was sent from an address that isn't public, so nothing can answer to it.",
    sentence: "{resource} has no public address to which {packet} could be an answer",
    remedy: "associate an Elastic IP address with the sender",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG2"],
};

pub(super) static APPLIANCE_MAY_TRANSLATE: Reason = Reason {
    code: "APPLIANCE_MAY_TRANSLATE",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A host passed the packet on, and its source has no public address. A NAT instance would have put its own address \
              there; whether the host is one, configuration doesn't tell.",
    sentence: "whether the host that passed {packet} on translates its source, as NAT instances do, isn't known; untranslated \
               it has no public address",
    remedy: "look at the host's own translation rules, or ask about packets from its own address",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html",
    rules: &["E10", "IG2"],
};

pub(super) static TRAFFIC_DENIED: Reason = Reason {
    code: "IGW_TRAFFIC_DENIED",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "An interface with DenyAllIgwTraffic takes nothing from internet gateways and has no public address of its own.",
    sentence: "{resource} denies all traffic of internet gateways (DenyAllIgwTraffic)",
    remedy: "reach it by its private address",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html",
    rules: &["E5"],
};

pub(super) static IPV6_SOURCE: Reason = Reason {
    code: "IGW_IPV6_SOURCE",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "An internet gateway takes out IPv6 packets from public addresses of its own VPC's interfaces: no private IPv6, and \
              nothing that came from another VPC.",
    sentence: "{resource} takes out only what is from a public IPv6 address of an interface of its VPC, not {packet}",
    remedy: "give the sender a public IPv6 address, and a gateway in its own VPC",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html",
    rules: &["IG5", "EO5"],
};

pub(super) static IPV6_NOBODY: Reason = Reason {
    code: "IGW_IPV6_NOBODY",
    ra_code: Some("NO_POSSIBLE_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "No interface in the VPC has the IPv6 address that the packet came for.",
    sentence: "no interface in the VPC of {resource} has the address {destination}",
    remedy: "send to an address that an interface has",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html",
    rules: &["IG5"],
};
