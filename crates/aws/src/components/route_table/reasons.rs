//! Why route tables lead nowhere, what may not be known of them, and what is taken for granted.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] = &[
    &NO_ROUTE,
    &BLACKHOLE,
    &NOT_READ,
    &UNREADABLE,
    &STATE_UNKNOWN,
    &NO_TARGET,
    &LIST_INSIDE_VPC,
    &DYNAMIC_INSIDE_VPC,
    &RETURN_OR_ROUTE,
    &ADVERTISED_RANK,
];

pub(crate) static NO_ROUTE: Reason = Reason {
    code: "NO_ROUTE",
    ra_code: Some("NO_ROUTE_TO_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "No route of the subnet's route table covers the destination.",
    sentence: "{resource} has no route to {destination} (it has {routes})",
    remedy: "add a route for {destination} to {resource}",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    rules: &["R10"],
};

pub(super) static BLACKHOLE: Reason = Reason {
    code: "BLACKHOLE_ROUTE",
    ra_code: Some("BAD_STATE_ROUTE"),
    kind: ReasonKind::Block,
    meaning: "The route with the longest matching prefix leads to something that is gone. A shorter prefix doesn't step in.",
    sentence: "the route {says} of {resource} leads nowhere: its target is gone",
    remedy: "replace the route's target, or delete the route",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    rules: &["R10"],
};

pub(super) static NOT_READ: Reason = Reason {
    code: "ROUTE_TABLE_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The route table of a subnet isn't in the snapshot.",
    sentence: "where {resource} sends {packet} isn't known: its route table isn't in the snapshot",
    remedy: "read the route tables",
    command: Some("aws ec2 describe-route-tables"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
    rules: &["R1"],
};

pub(super) static UNREADABLE: Reason = Reason {
    code: "ROUTE_UNREADABLE",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A route couldn't be read, and it may be the one for the packet.",
    sentence: "a route of {resource} couldn't be read, and it may be the one for {destination}",
    remedy: "read the route table again",
    command: Some("aws ec2 describe-route-tables --route-table-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    rules: &[],
};

pub(super) static STATE_UNKNOWN: Reason = Reason {
    code: "ROUTE_STATE_UNKNOWN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The route has a state that AWS doesn't document.",
    sentence: "what AWS does with the route {says} of {resource} in this state isn't documented",
    remedy: "look at the route in the console",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html",
    rules: &["R10"],
};

pub(super) static NO_TARGET: Reason = Reason {
    code: "ROUTE_WITHOUT_TARGET",
    ra_code: Some("UNKNOWN_DESTINATION"),
    kind: ReasonKind::Gap,
    meaning: "The snapshot doesn't say where the route leads.",
    sentence: "where the route {says} of {resource} leads isn't known",
    remedy: "read the route table again",
    command: Some("aws ec2 describe-route-tables --route-table-ids {id}"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html",
    rules: &["R12"],
};

pub(super) static LIST_INSIDE_VPC: Reason = Reason {
    code: "PREFIX_LIST_INSIDE_VPC",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A prefix list's entry is more specific than the local route, and AWS doesn't document which of them wins.",
    sentence: "an entry of the route {says} of {resource} is more specific than the local route, and which of them wins isn't \
               documented",
    remedy: "take the VPC's own ranges out of the prefix list",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    rules: &["R20"],
};

pub(super) static DYNAMIC_INSIDE_VPC: Reason = Reason {
    code: "DYNAMIC_ROUTE_INSIDE_VPC",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A propagated or advertised route leads to a part of the VPC where the local route doesn't settle it: its target was \
              replaced, or a route server sends the route. AWS doesn't document which route wins.",
    sentence: "the route {says} of {resource} leads to a part of the VPC, and whether it wins there isn't documented",
    remedy: "look at what the table does in the console, or keep dynamic routes out of the VPC's own ranges",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    rules: &["R20", "R16"],
};

pub(super) static ADVERTISED_RANK: Reason = Reason {
    code: "ADVERTISED_ROUTES_RANK_LAST",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "A route server advertises a route for the same destination as a written one. AWS doesn't document which of them \
              wins; the written one is taken to, as it does over propagated routes.",
    sentence: "the route {says} of {resource} wins over what a route server advertises for the same destination",
    remedy: "look at what the table does in the console",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/dynamic-routing-route-server.html",
    rules: &["R16"],
};

pub(super) static RETURN_OR_ROUTE: Reason = Reason {
    code: "PEER_NAT_RETURN_OR_ROUTE",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "What a NAT gateway sent over a peering connection finds back to it without a route. Where a route of the sender's table leads \
              elsewhere, AWS doesn't document which of the two comes first.",
    sentence: "{destination} is a NAT gateway's in a peer, to which replies find back without a route, and whether the route {says} of \
               {resource} comes before that isn't documented",
    remedy: "add a route for {destination} to {resource} that leads to the peering connection with the NAT gateway's VPC",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    rules: &["NG8", "RP8"],
};
