//! The reasons that are the walk's own, whatever the network.

use packetwalk_fabric::{Reason, ReasonKind};

/// All of them.
pub const ALL: &[&Reason] = &[
    &LOOP,
    &DELIVERED_ELSEWHERE,
    &LEFT_INSTEAD,
    &LEFT_ELSEWHERE,
    &TRANSLATED_BETWEEN,
    &ANSWERED_OUTSIDE,
    &REPLY_NOT_RECOGNISED,
    &NOT_VIA,
    &VIA_EXCLUDED,
    &LIMIT,
];

/// A packet met a station again with nothing changed.
pub static LOOP: Reason = Reason {
    code: "LOOP",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The packet comes back to a place where it was before, with the same headers.",
    sentence: "{packet} comes back to {resource} unchanged, and would go round until its TTL is used up",
    remedy: "change one of the routes on the loop",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    rules: &["PM5"],
};

/// A packet arrived, but not where the question wanted it.
pub static DELIVERED_ELSEWHERE: Reason = Reason {
    code: "DELIVERED_ELSEWHERE",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The packet is delivered to another interface than the one that was asked for.",
    sentence: "{packet} is delivered to {resource}, not to {expected}",
    remedy: "make the routes lead to {expected}",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    rules: &["W5"],
};

/// A packet left the network instead of arriving in it.
pub static LEFT_INSTEAD: Reason = Reason {
    code: "LEFT_INSTEAD",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The packet leaves the network, though its destination is an interface inside.",
    sentence: "{packet} leaves the network at {resource} and never arrives at {expected}",
    remedy: "make the routes lead to {expected}",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    rules: &["W5"],
};

/// A reply left, but not by where the request came in.
pub static LEFT_ELSEWHERE: Reason = Reason {
    code: "LEFT_ELSEWHERE",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The reply leaves by another gateway than the one by which the packet came in, and whether it finds back from \
              there depends on networks outside.",
    sentence: "the reply leaves by {resource}, not by {expected}, and whether it finds back from there isn't known",
    remedy: "make the routes of the way back lead to {expected}",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html",
    rules: &["V7"],
};

/// A reply was translated before it came to the one who awaits it whatever routes say.
pub static TRANSLATED_BETWEEN: Reason = Reason {
    code: "TRANSLATED_BETWEEN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The packet was translated between a load balancer that keeps the client's address and its target, so the target answers the \
              translator; whether the load balancer gets the reply from there isn't documented.",
    sentence: "{resource} translates between the load balancer and its target, and whether the load balancer gets the reply from \
               there isn't documented",
    remedy: "let the load balancer's packets go to the target directly",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    rules: &["LB15", "RP14"],
};

/// A packet left whose reply is awaited whatever routes say.
pub static ANSWERED_OUTSIDE: Reason = Reason {
    code: "ANSWERED_OUTSIDE",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The packet left the network behind a load balancer that keeps the client's address, so whoever answers it answers the client; \
              whether the load balancer gets the reply from there isn't documented.",
    sentence: "who answers behind {resource} answers the client, and whether the load balancer gets the reply from there isn't documented",
    remedy: "switch client IP preservation off, so that the target answers to the load balancer",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    rules: &["LB15", "RP14"],
};

/// A reply arrived whose headers aren't the reverse of the request's.
pub static REPLY_NOT_RECOGNISED: Reason = Reason {
    code: "REPLY_NOT_RECOGNISED",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The reply arrives with other addresses or ports than the reverse of the request, so the sender doesn't take \
              it for the reply.",
    sentence: "the reply arrives as {packet}, which isn't the reverse of what was sent",
    remedy: "let the reply take the way of the request, so that the same gateways translate it back",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
    rules: &["RP14", "RP12"],
};

/// A packet arrived by another way than the question wants.
pub static NOT_VIA: Reason = Reason {
    code: "NOT_VIA",
    ra_code: Some("COMPONENT_FILTER_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "The packet arrives, but not by way of the resource that the question names.",
    sentence: "{packet} arrives without passing {resource}",
    remedy: "make the routes lead through {resource}",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/reachability/getting-started.html",
    rules: &[],
};

/// A packet arrived by a way that the question excludes.
pub static VIA_EXCLUDED: Reason = Reason {
    code: "VIA_EXCLUDED",
    ra_code: Some("COMPONENT_FILTER_RESTRICTION_REMOVED_COMPONENT"),
    kind: ReasonKind::Block,
    meaning: "The packet arrives, but by way of a resource that the question excludes.",
    sentence: "{packet} passes {resource}",
    remedy: "make the routes lead past {resource}",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/reachability/getting-started.html",
    rules: &[],
};

/// The walk split into more branches than allowed.
pub static LIMIT: Reason = Reason {
    code: "LIMIT",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The question splits into more cases than the walk may follow.",
    sentence: "{packet} was not followed further: the question splits into too many cases",
    remedy: "ask about fewer addresses, ports or protocols at once",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html",
    rules: &[],
};
