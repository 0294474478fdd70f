//! Why VPC endpoints refuse packets, what may not be known of them, and what to mind.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] =
    &[&POLICY, &STATE, &PARTIAL, &PROTOCOL, &SOURCE, &NAT_SOURCE, &KIND_NOT_MODELLED, &MANAGED];

pub(super) static STATE: Reason = Reason {
    code: "ENDPOINT_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A VPC endpoint carries packets only while it is available.",
    sentence: "{resource} is {state}",
    remedy: "make the endpoint available, or route around it",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    rules: &["GE1", "IE3"],
};

pub(super) static PARTIAL: Reason = Reason {
    code: "ENDPOINT_PARTIAL",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Gap,
    meaning: "The endpoint works in part, and AWS doesn't say for which packets.",
    sentence: "{resource} works only in part, and for which packets isn't known",
    remedy: "look at the endpoint in the console",
    command: Some("aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    rules: &["GE1"],
};

pub(super) static PROTOCOL: Reason = Reason {
    code: "GATEWAY_ENDPOINT_PROTOCOL",
    ra_code: Some("VPCE_GATEWAY_PROTOCOL_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "A gateway endpoint carries TCP and ICMP echo only.",
    sentence: "{resource} carries tcp and icmp echo, not {packet}",
    remedy: "use tcp",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html",
    rules: &["GE5"],
};

pub(super) static SOURCE: Reason = Reason {
    code: "GATEWAY_ENDPOINT_SOURCE",
    ra_code: Some("NO_POSSIBLE_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "A gateway endpoint serves hosts of its own VPC only, not what comes in by peering, a transit gateway or a VPN.",
    sentence: "{resource} serves its own VPC only, and {source} isn't in it",
    remedy: "make a gateway endpoint in the sender's VPC",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    rules: &["GE4"],
};

pub(super) static NAT_SOURCE: Reason = Reason {
    code: "GATEWAY_ENDPOINT_AFTER_NAT",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "A gateway endpoint takes what a NAT gateway of its VPC sends.",
    sentence: "{resource} takes what a NAT gateway of its VPC sends",
    remedy: "route the sender's own subnet to the endpoint",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    rules: &["GE8"],
};

pub(super) static MANAGED: Reason = Reason {
    code: "ENDPOINT_OF_A_FIREWALL",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The VPC endpoint is a Network Firewall's, or another service's that looks at packets, and which of them it passes isn't \
              modelled yet.",
    sentence: "{resource} is a firewall's, and whether it passes {packet} isn't modelled yet",
    remedy: "look at the firewall's policy, and walk on from what stands behind it",
    command: Some("aws network-firewall describe-firewall --firewall-name <the firewall>"),
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/architectures.html",
    rules: &["F1"],
};

pub(crate) static KIND_NOT_MODELLED: Reason = Reason {
    code: "ENDPOINT_KIND_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The packet meets a VPC endpoint of a kind that packetwalk doesn't model yet.",
    sentence: "{resource} is of type {type}, and what that does with {packet} isn't modelled yet",
    remedy: "walk on from what stands behind the endpoint",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html",
    rules: &["GL1", "IE10"],
};

pub(super) static POLICY: Reason = Reason {
    code: "ENDPOINT_POLICY",
    ra_code: None,
    kind: ReasonKind::Caution,
    meaning: "A VPC endpoint has a policy that doesn't allow everybody everything. It is asked about requests, not about packets: a request \
              that it refuses is answered with AccessDenied.",
    sentence: "{resource} has a policy of its own, which may refuse requests to {service}; which ones isn't looked at",
    remedy: "look at the policy of {resource}",
    command: Some("aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {id} --query 'VpcEndpoints[].PolicyDocument'"),
    page: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    rules: &["GE3"],
};
