//! Why a transit gateway route table refuses, and what may not be known of one.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] = &[
    &NO_ASSOCIATION,
    &ASSOCIATION_NOT_READ,
    &NO_ROUTE,
    &BLACKHOLE,
    &ROUTES_NOT_READ,
    &ROUTE_STATE_UNKNOWN,
    &HAIRPIN,
    &TIE,
    &ATTACHMENT_NOT_READ,
    &PROPAGATION_UNCERTAIN,
    &NO_OVERLAP,
];

pub(super) static NO_ASSOCIATION: Reason = Reason {
    code: "TGW_NO_ASSOCIATION",
    ra_code: Some("TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION"),
    kind: ReasonKind::Block,
    meaning: "The attachment by which the packet came in isn't associated with a transit gateway route table.",
    sentence: "{resource} isn't associated with a transit gateway route table",
    remedy: "associate it with one",
    command: Some(
        "aws ec2 associate-transit-gateway-route-table --transit-gateway-attachment-id {id} \
         --transit-gateway-route-table-id <the table>",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T4"],
};

pub(super) static ASSOCIATION_NOT_READ: Reason = Reason {
    code: "TGW_ASSOCIATION_NOT_READ",
    ra_code: Some("TGW_RTB_ROUTES_ARE_UNKNOWN"),
    kind: ReasonKind::Gap,
    meaning: "With which transit gateway route table the attachment is associated isn't known.",
    sentence: "with which transit gateway route table {resource} is associated isn't known",
    remedy: "read the attachments",
    command: Some("aws ec2 describe-transit-gateway-attachments"),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T4"],
};

pub(super) static NO_ROUTE: Reason = Reason {
    code: "TGW_NO_ROUTE",
    ra_code: Some("TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"),
    kind: ReasonKind::Block,
    meaning: "No route of the transit gateway route table covers the destination.",
    sentence: "{resource} has no route to {destination} (it has {routes})",
    remedy: "propagate the far attachment into {resource}, or add a static route for {destination}",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T6"],
};

pub(super) static BLACKHOLE: Reason = Reason {
    code: "TGW_BLACKHOLE_ROUTE",
    ra_code: Some("TGW_RTB_BAD_STATE_ROUTE"),
    kind: ReasonKind::Block,
    meaning: "The route with the longest matching prefix drops what it matches.",
    sentence: "the route {says} of {resource} drops {packet}",
    remedy: "delete the route, or make it lead to an attachment",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T6"],
};

pub(super) static ROUTES_NOT_READ: Reason = Reason {
    code: "TGW_ROUTES_NOT_READ",
    ra_code: Some("TGW_RTB_ROUTES_ARE_UNKNOWN"),
    kind: ReasonKind::Gap,
    meaning: "The routes of the transit gateway route table aren't in the snapshot, or not all of them.",
    sentence: "the routes of {resource} aren't all in the snapshot",
    remedy: "read the table's routes, with the table's id in the file's name",
    command: Some(
        "aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id {id} --filters \
         Name=state,Values=active,blackhole > search-transit-gateway-routes.{id}.json",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
    rules: &["T6"],
};

pub(super) static ROUTE_STATE_UNKNOWN: Reason = Reason {
    code: "TGW_ROUTE_STATE_UNKNOWN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The transit gateway route is in a state between working and not.",
    sentence: "whether the route {says} of {resource} carries packets in its state isn't known",
    remedy: "read the routes again",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
    rules: &["T6"],
};

pub(super) static HAIRPIN: Reason = Reason {
    code: "TGW_HAIRPIN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The transit gateway routes the packet back to the attachment from which it came, and AWS doesn't document what \
              happens then.",
    sentence: "the route {says} of {resource} leads back to the attachment from which {packet} came, and what happens then \
               isn't documented",
    remedy: "route the destination inside the VPC",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T9"],
};

pub(super) static TIE: Reason = Reason {
    code: "TGW_ROUTE_TIE",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Several routes of one rank lead to the same block by different attachments, and AWS doesn't document which of them holds: \
              entries of two prefix lists, for one.",
    sentence: "{resource} has several routes of one rank to one block that don't lead to the same ({tied}), and which of them holds for \
               {packet} isn't documented",
    remedy: "leave one of them, or write a static route for the block",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T5"],
};

pub(super) static ATTACHMENT_NOT_READ: Reason = Reason {
    code: "TGW_ATTACHMENT_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A transit gateway route leads to an attachment that isn't in the snapshot.",
    sentence: "the route {says} of {resource} leads to an attachment that isn't in the snapshot",
    remedy: "read the attachments, in the account that owns them",
    command: Some("aws ec2 describe-transit-gateway-attachments; aws ec2 describe-transit-gateway-vpc-attachments"),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["T6", "W7"],
};

pub(super) static PROPAGATION_UNCERTAIN: Reason = Reason {
    code: "TGW_PROPAGATION_UNCERTAIN",
    ra_code: Some("TGW_RTB_ROUTES_ARE_UNKNOWN"),
    kind: ReasonKind::Gap,
    meaning: "Of the transit gateway route table's routes the static ones are in the snapshot, and the others are worked out from its \
              propagations. What one of them makes can't be: it is learned from a network outside, or of a VPC that isn't in the snapshot, \
              or something is on its way in or out.",
    sentence: "whether {packet} goes by {says} in {resource} can't be worked out: {why}",
    remedy: "read the table's routes, with the table's id in the file's name",
    command: Some(
        "aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id {id} --filters \
         Name=state,Values=active,blackhole > search-transit-gateway-routes.{id}.json",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["T5", "T7"],
};

pub(super) static NO_OVERLAP: Reason = Reason {
    code: "TGW_NO_OVERLAP",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "A VPC's propagated route was worked out, and no VPC that is attached to the transit gateway and isn't in the snapshot has \
              addresses of that VPC: AWS would propagate those of the one that was attached first.",
    sentence: "no VPC that is attached beside {resource} and isn't in the snapshot overlaps, so that {says} is among the routes",
    remedy: "read the table's routes, with the table's id in the file's name",
    command: Some(
        "aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id {id} --filters \
         Name=state,Values=active,blackhole > search-transit-gateway-routes.{id}.json",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    rules: &["T7"],
};
