//! Why NAT gateways drop packets, and what isn't known of them.

use packetwalk_fabric::{Reason, ReasonKind};

/// All of them.
pub(super) static ALL: &[&Reason] = &[
    &STATE,
    &DELETING,
    &NO_CONNECTION,
    &LOOP,
    &PROTOCOL,
    &IPV6,
    &NO_ADDRESS,
    &INTERFACE_NOT_READ,
    &REGIONAL_ZONE,
    &REGIONAL_TABLE,
    &REGIONAL_ROUTE,
    &REGIONAL_NAT64,
    &NAT64_PING,
    &NAT64_MESSAGE,
    &NAT64_NOBODY,
    &PROXY_NOT_MODELLED,
    &LIMITS,
];

pub(super) static LIMITS: Reason = Reason {
    code: "NAT_LIMITS",
    ra_code: None,
    kind: ReasonKind::Caution,
    meaning: "A NAT gateway forgets a connection that is idle for 350 seconds, and answers what comes later with a TCP reset. \
              Each of its addresses holds at most 55,000 connections at once to one destination.",
    sentence: "{resource} forgets a connection after 350 s of silence and then resets it; each of its addresses holds at most \
               55,000 at once to one destination",
    remedy: "send TCP keepalives more often than every 350 s; for more connections, give the gateway more addresses",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
    rules: &["NG10"],
};
pub(super) static STATE: Reason = Reason {
    code: "NAT_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A NAT gateway translates only while it is available.",
    sentence: "{resource} is {state}",
    remedy: "route to a NAT gateway that is available",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
    rules: &["NG2"],
};

pub(super) static DELETING: Reason = Reason {
    code: "NAT_DELETING",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Gap,
    meaning: "A NAT gateway that is being deleted may still carry traffic for a while.",
    sentence: "{resource} is being deleted, and whether it still carries {packet} isn't known",
    remedy: "route to a NAT gateway that is available",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
    rules: &["NG2"],
};

pub(super) static NO_CONNECTION: Reason = Reason {
    code: "NAT_NO_CONNECTION",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A NAT gateway takes packets from the far side only as replies to connections that it opened.",
    sentence: "{resource} has no connection that {packet} belongs to",
    remedy: "let the connection start from behind the gateway, and let its replies come back the way they went",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
    rules: &["NG6", "RP14"],
};

pub(super) static LOOP: Reason = Reason {
    code: "NAT_LOOP",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The subnet of the NAT gateway routes the translated packet to the gateway itself.",
    sentence: "the route table of {resource}'s own subnet sends {packet} back to it",
    remedy: "put the NAT gateway in a subnet whose route table leads on (for a public one: to an internet gateway)",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
    rules: &["NG16"],
};

pub(super) static PROTOCOL: Reason = Reason {
    code: "NAT_PROTOCOL",
    ra_code: Some("PROTOCOL_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "A NAT gateway carries TCP, UDP and ICMP only.",
    sentence: "{resource} carries tcp, udp and icmp, not {protocol}",
    remedy: "give the sender a public address, in a subnet whose default route leads to an internet gateway",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    rules: &["NG1"],
};

pub(super) static IPV6: Reason = Reason {
    code: "NAT_IPV6",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A NAT gateway carries IPv6 packets only to 64:ff9b::/96 (NAT64).",
    sentence: "{destination} is not in 64:ff9b::/96, and {resource} carries no other IPv6",
    remedy: "route IPv6 to an egress-only internet gateway",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html",
    rules: &["NG11"],
};

pub(super) static NO_ADDRESS: Reason = Reason {
    code: "NAT_NO_ADDRESS",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "None of the NAT gateway's addresses is in use.",
    sentence: "none of the addresses of {resource} is in use",
    remedy: "associate an address with it",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
    rules: &["NG2"],
};

pub(super) static INTERFACE_NOT_READ: Reason = Reason {
    code: "NAT_INTERFACE_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The interface of the NAT gateway isn't in the snapshot.",
    sentence: "the interface of {resource} isn't in the snapshot, so where it sends {packet} isn't known",
    remedy: "read the interfaces",
    command: Some("aws ec2 describe-network-interfaces"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
    rules: &["NG2"],
};

pub(super) static REGIONAL_ZONE: Reason = Reason {
    code: "NAT_REGIONAL_ZONE",
    ra_code: Some("REGIONAL_NGW_ROUTE_AZ_RESTRICTION"),
    kind: ReasonKind::Gap,
    meaning: "A regional NAT gateway has no address in the sender's zone. AWS's guide says that another zone serves it until the \
              gateway has grown there; Reachability Analyzer says that nothing does.",
    sentence: "{resource} has no address in the zone that {packet} comes from, and whether another zone serves it isn't known",
    remedy: "give it an address in the zone, or wait until it has grown there",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
    rules: &["NG12"],
};

pub(super) static REGIONAL_TABLE: Reason = Reason {
    code: "NAT_REGIONAL_TABLE",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A regional NAT gateway has a route table of its own, which isn't in the snapshot.",
    sentence: "the route table of {resource} isn't in the snapshot, so where it sends {packet} isn't known",
    remedy: "read the route tables",
    command: Some("aws ec2 describe-route-tables"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
    rules: &["NG12"],
};

pub(super) static REGIONAL_ROUTE: Reason = Reason {
    code: "NAT_REGIONAL_ROUTE",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A regional NAT gateway's own route leads elsewhere than to the VPC, its internet gateway or a middlebox in it. By \
              which zone it goes there, and with which address, isn't documented.",
    sentence: "{resource} is a regional NAT gateway's, and by which zone and with which address {packet} goes on by it isn't documented",
    remedy: "use a zonal NAT gateway, or look at its routes in the console",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
    rules: &["NG12"],
};

pub(super) static REGIONAL_NAT64: Reason = Reason {
    code: "NAT_REGIONAL_NAT64",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Whether regional NAT gateways translate IPv6 to 64:ff9b::/96 isn't documented.",
    sentence: "whether {resource}, which is regional, translates {packet} to IPv4 isn't documented",
    remedy: "route 64:ff9b::/96 to a zonal NAT gateway",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
    rules: &["NG12", "NG11"],
};

pub(super) static PROXY_NOT_MODELLED: Reason = Reason {
    code: "NAT_PROXY_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A Network Firewall proxy is attached to the NAT gateway, and its policy decides what passes.",
    sentence: "{proxies} is attached to {resource}, and what its policy does with {packet} isn't modelled",
    remedy: "look at the proxy's policy in the console",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/network-firewall-proxy-developer-guide.html",
    rules: &["NG15"],
};

pub(super) static NAT64_PING: Reason = Reason {
    code: "NAT64_PING",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "A NAT gateway carries TCP, UDP and ICMP. That it makes an ICMP echo of an ICMPv6 one, as RFC 7915 says, isn't said.",
    sentence: "{resource} makes pings of IPv6 pings of IPv4",
    remedy: "ask about tcp or udp",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html",
    rules: &["NG11"],
};

pub(super) static NAT64_MESSAGE: Reason = Reason {
    code: "NAT64_MESSAGE",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "What a NAT gateway makes of ICMPv6 messages to IPv4 addresses, but for pings, isn't documented.",
    sentence: "what {resource} makes of {packet} in IPv4 isn't documented",
    remedy: "ask about tcp, udp or a ping",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html",
    rules: &["NG11"],
};

pub(super) static NAT64_NOBODY: Reason = Reason {
    code: "NAT64_NOBODY",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The IPv6 address stands for one in 0.0.0.0/8, which no host has.",
    sentence: "{destination} stands for an address in 0.0.0.0/8, which no host has",
    remedy: "send to 64:ff9b:: followed by the IPv4 address of a host",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html",
    rules: &["NG11"],
};
