//! Why load balancers refuse packets, and what may not be known of them.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] = &[
    &STATE,
    &NO_LISTENER,
    &NO_TARGETS,
    &CLIENT_TURNED_AWAY,
    &NO_CONNECTION,
    &LISTENERS_NOT_READ,
    &LISTENER_UNREADABLE,
    &RULES_NOT_READ,
    &NODE_NOT_READ,
    &NODE_STARTS,
    &TARGET_CANT_ANSWER,
    &REPLY_FROM_PEER,
];

pub(super) static STATE: Reason = Reason {
    code: "LB_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A load balancer takes packets only while it is active.",
    sentence: "{resource} is {state}",
    remedy: "wait until it is active, or make it anew where it failed",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
    rules: &["LB1"],
};

pub(super) static NO_LISTENER: Reason = Reason {
    code: "LB_NO_LISTENER",
    ra_code: Some("ELBV2_LISTENERS_MISMATCH"),
    kind: ReasonKind::Block,
    meaning: "A load balancer takes only what one of its listeners is for: its protocol and its port.",
    sentence: "no listener of {resource} takes {packet}",
    remedy: "send to the port of a listener, or add a listener for it",
    command: Some("aws elbv2 describe-listeners --load-balancer-arn {arn}"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    rules: &["LB2"],
};

pub(super) static NO_TARGETS: Reason = Reason {
    code: "LB_LISTENER_WITHOUT_TARGETS",
    ra_code: Some("ELBV2_LISTENER_HAS_NO_TG"),
    kind: ReasonKind::Block,
    meaning: "The listener forwards to no target group.",
    sentence: "{resource} {rule} forwards {packet} to no target group",
    remedy: "give the listener a target group",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    rules: &["LB2"],
};

pub(super) static CLIENT_TURNED_AWAY: Reason = Reason {
    code: "LB_CLIENT_TURNED_AWAY",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The listener asks who the client is before it forwards a request: by signing in (`authenticate-oidc`, `authenticate-cognito`), \
              by a token (`jwt-validation`), or by a certificate (mutual TLS in the mode `verify`). Headers don't show it, so the request \
              may pass or not. Who has to sign in is sent to the identity provider first, or gets an error.",
    sentence: "{resource} {rule} asks who the client is: {says}",
    remedy: "sign in, or show a valid token or certificate",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html",
    rules: &["LB12"],
};

pub(super) static NO_CONNECTION: Reason = Reason {
    code: "LB_NO_CONNECTION",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "On the way back a load balancer takes packets only as replies to what it sent on.",
    sentence: "{resource} has no connection that {packet} belongs to",
    remedy: "let the target answer to the load balancer",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html",
    rules: &["RP14"],
};

pub(super) static LISTENERS_NOT_READ: Reason = Reason {
    code: "LB_LISTENERS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "No listener of the load balancer is in the snapshot.",
    sentence: "what {resource} listens to isn't known",
    remedy: "read its listeners",
    command: Some("aws elbv2 describe-listeners --load-balancer-arn {arn}"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    rules: &["LB2"],
};

pub(super) static LISTENER_UNREADABLE: Reason = Reason {
    code: "LB_LISTENER_UNREADABLE",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The protocol or the port of a listener couldn't be read, or what it does with requests isn't known here.",
    sentence: "whether {resource} {rule} takes {packet} isn't known",
    remedy: "read its listeners again",
    command: Some("aws elbv2 describe-listeners --load-balancer-arn {arn}"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    rules: &["LB2"],
};

pub(super) static RULES_NOT_READ: Reason = Reason {
    code: "LB_RULES_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The rules of an Application Load Balancer's listener aren't in the snapshot: only its default action is.",
    sentence: "which target group {resource} {rule} sends {packet} to isn't known: its rules weren't read",
    remedy: "read the listener's rules",
    command: Some("aws elbv2 describe-rules --listener-arn <the listener>"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
    rules: &["LB12"],
};

pub(super) static NODE_NOT_READ: Reason = Reason {
    code: "LB_NODE_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The subnet of a load balancer's node, or the interface of its target, isn't in the snapshot.",
    sentence: "the way between {resource} and its target isn't known: an interface or a subnet isn't in the snapshot",
    remedy: "read the interfaces and subnets",
    command: Some("aws ec2 describe-network-interfaces"),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html",
    rules: &["LB3"],
};

pub(crate) static NODE_STARTS: Reason = Reason {
    code: "LB_NODE_STARTS",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The walk starts at a load balancer's node. A node starts conversations with its targets only, for its clients and for health \
              checks, and packetwalk walks the former as a part of the client's.",
    sentence: "{resource} is a load balancer's node: which of {packet} it sends by itself isn't modelled",
    remedy: "ask from a client to the load balancer",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    rules: &["W4"],
};

pub(super) static TARGET_CANT_ANSWER: Reason = Reason {
    code: "LB_TARGET_CANT_ANSWER",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "Targets outside the Network Load Balancer's VPC may get packets of a target group for UDP, but can't answer. AWS doesn't \
              support them.",
    sentence: "the target is outside the VPC of {resource}, and with a target group for UDP can't answer: {packet} is lost",
    remedy: "register targets in the load balancer's VPC, or split the target group by protocol where TCP is all that is wanted",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html",
    rules: &["LB21"],
};

pub(super) static REPLY_FROM_PEER: Reason = Reason {
    code: "LB_REPLY_FROM_PEER",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A target in a peered VPC that saw the client's own address replies to that address. By which way the reply comes back \
              to the load balancer, and which filters see it, AWS doesn't say.",
    sentence: "how {packet} comes back to {resource} from a target in another VPC isn't documented",
    remedy: "switch client IP preservation off, so that the target answers to the load balancer",
    command: Some(
        "aws elbv2 modify-target-group-attributes --target-group-arn <the target group> --attributes Key=preserve_client_ip.enabled,Value=false",
    ),
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    rules: &["LB15", "LB17"],
};
