//! Why Client VPN endpoints refuse packets, and what may not be known of them.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] = &[
    &STATE,
    &FAMILY,
    &IPV6,
    &LINK_LOCAL,
    &ATTACHMENT_NOT_READ,
    &TO_CLIENT,
    &OVER_PEERING,
    &SPLIT_TUNNEL,
    &SPLIT_TUNNEL_PUBLIC,
    &NOT_AUTHORIZED,
    &NOT_IN_GROUP,
    &RULES_NOT_READ,
    &NO_ROUTE,
    &NO_ROUTE_HERE,
    &ROUTES_NOT_READ,
    &NO_TARGET_NETWORK,
    &TARGETS_NOT_READ,
    &CHANGING,
    &INTERFACES_NOT_KNOWN,
    &PROTOCOL,
    &PORTS,
    &ANSWERS_NOTHING,
    &CLIENTS_SEND,
    &CONNECTED,
    &FOR_GROUPS,
    &ANSWERS_AMONG_CLIENTS,
];

const ENDPOINTS: &str = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-endpoints.html";
const TARGETS: &str = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-target.html";
const ROUTES: &str = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-routes.html";
const RULES: &str = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-rules.html";
const SPLIT: &str = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/split-tunnel-vpn.html";
const HOW_IT_WORKS: &str = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/how-it-works.html";
const PRACTICES: &str = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is-best-practices.html";
const TRANSIT: &str = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-tgw.html";
const AMONG_CLIENTS: &str = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/scenario-client-to-client.html";

pub(super) static STATE: Reason = Reason {
    code: "CLIENT_VPN_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "Clients can be connected to a Client VPN endpoint while it is available: once a target network is associated, and until it is \
              deleted.",
    sentence: "{resource} is {state}, so no client is connected to it",
    remedy: "associate a target network with {resource}; at a transit gateway, wait until its attachment is available",
    command: Some("aws ec2 associate-client-vpn-target-network --client-vpn-endpoint-id {id} --subnet-id <a subnet>"),
    page: TARGETS,
    rules: &["M7"],
};

pub(super) static FAMILY: Reason = Reason {
    code: "CLIENT_VPN_FAMILY",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The tunnels of a Client VPN endpoint carry the families of its traffic IP address type.",
    sentence: "the tunnels of {resource} carry {carries} only, not {packet}",
    remedy: "make an endpoint of another traffic IP address type",
    command: None,
    page: ENDPOINTS,
    rules: &["M7"],
};

pub(super) static IPV6: Reason = Reason {
    code: "CLIENT_VPN_IPV6",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "IPv6 packets keep the address that AWS has assigned to the client, and neither which that is nor how replies find back to it \
              is in the snapshot.",
    sentence: "with which address {packet} goes on from {resource}, and how replies find back, isn't known",
    remedy: "ask about IPv4",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/ipv6-considerations.html",
    rules: &["M7"],
};

pub(super) static LINK_LOCAL: Reason = Reason {
    code: "CLIENT_VPN_LINK_LOCAL",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Whether clients of a Client VPN endpoint reach Amazon's own services at link-local addresses isn't documented.",
    sentence: "whether clients of {resource} reach {destination} isn't documented",
    remedy: "ask the VPC's DNS server at the third address of its range",
    command: None,
    page: HOW_IT_WORKS,
    rules: &["M7"],
};

pub(super) static ATTACHMENT_NOT_READ: Reason = Reason {
    code: "CLIENT_VPN_ATTACHMENT_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A Client VPN endpoint at a transit gateway sends by its attachment, which isn't in the snapshot.",
    sentence: "{resource} sends to a transit gateway by an attachment that isn't in the snapshot",
    remedy: "read the transit gateway's attachments",
    command: Some("aws ec2 describe-transit-gateway-attachments --filters Name=resource-id,Values={id}"),
    page: TRANSIT,
    rules: &["M7", "W7"],
};

pub(super) static TO_CLIENT: Reason = Reason {
    code: "CLIENT_VPN_TO_CLIENT",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Clients of a Client VPN endpoint at a transit gateway keep their addresses. Whether others can open connections to them isn't \
              documented.",
    sentence: "whether {resource} takes {packet}, which answers nothing that a client has sent, isn't documented",
    remedy: "let the client open the connection",
    command: None,
    page: TRANSIT,
    rules: &["M7"],
};

pub(super) static OVER_PEERING: Reason = Reason {
    code: "CLIENT_VPN_OVER_PEERING",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "What clients of a Client VPN endpoint at a transit gateway send isn't supported over a peering attachment to another Region, and \
              within one Region AWS doesn't say.",
    sentence: "{packet} comes from a client of {resource}, and goes over a peering attachment, which isn't supported between Regions",
    remedy: "attach an endpoint to the transit gateway at the far end",
    command: None,
    page: TRANSIT,
    rules: &["M7", "T18"],
};

pub(super) static SPLIT_TUNNEL: Reason = Reason {
    code: "CLIENT_VPN_SPLIT_TUNNEL",
    ra_code: Some("NO_ROUTE_TO_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "With a split tunnel, clients send by it only what a route of the Client VPN endpoint names; the rest goes by their own networks.",
    sentence: "{resource} has a split tunnel and no route to {destination} (it has {routes}), so {packet} doesn't enter it",
    remedy: "add a route for {destination} to {resource}",
    command: Some(
        "aws ec2 create-client-vpn-route --client-vpn-endpoint-id {id} --destination-cidr-block <the network> \
         --target-vpc-subnet-id <a target network>",
    ),
    page: SPLIT,
    rules: &["M7"],
};

pub(super) static SPLIT_TUNNEL_PUBLIC: Reason = Reason {
    code: "CLIENT_VPN_SPLIT_TUNNEL_PUBLIC",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "With a split tunnel, what no route of the Client VPN endpoint names goes to the internet by the client's own network, which isn't \
              in the snapshot.",
    sentence: "{resource} has a split tunnel and no route to {destination}, so {packet} goes by the client's own network",
    remedy: "ask about the internet in the place of the client, or add a route for {destination} to {resource}",
    command: None,
    page: SPLIT,
    rules: &["M7"],
};

pub(super) static NOT_AUTHORIZED: Reason = Reason {
    code: "CLIENT_VPN_NOT_AUTHORIZED",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "Clients of a Client VPN endpoint may send only to networks for which it has an authorization rule.",
    sentence: "no authorization rule of {resource} is for {destination}",
    remedy: "add an authorization rule for {destination} to {resource}",
    command: Some(
        "aws ec2 authorize-client-vpn-ingress --client-vpn-endpoint-id {id} --target-network-cidr <the network> \
         --authorize-all-groups",
    ),
    page: RULES,
    rules: &["M7"],
};

pub(super) static NOT_IN_GROUP: Reason = Reason {
    code: "CLIENT_VPN_NOT_IN_GROUP",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "Of a Client VPN endpoint's authorization rules those with the longest prefix count, and they are for groups that the user is not \
              in. Which groups a user is in, the directory or identity provider knows.",
    sentence: "{resource} lets users send to {network} who are in {groups}, and no others, whatever rules it has for larger networks",
    remedy: "let the user be in {groups}, or add an authorization rule for {network} and a group of theirs",
    command: Some(
        "aws ec2 authorize-client-vpn-ingress --client-vpn-endpoint-id {id} --target-network-cidr {network} --access-group-id \
         <the group>",
    ),
    page: RULES,
    rules: &["M7"],
};

pub(super) static RULES_NOT_READ: Reason = Reason {
    code: "CLIENT_VPN_RULES_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The authorization rules of a Client VPN endpoint aren't in the snapshot, or not all of them.",
    sentence: "whether an authorization rule of {resource} is for {destination} isn't known",
    remedy: "read its authorization rules, into a file whose name holds {id}",
    command: Some("aws ec2 describe-client-vpn-authorization-rules --client-vpn-endpoint-id {id}"),
    page: RULES,
    rules: &["M7", "W7"],
};

pub(super) static NO_ROUTE: Reason = Reason {
    code: "CLIENT_VPN_NO_ROUTE",
    ra_code: Some("NO_ROUTE_TO_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "No route of the Client VPN endpoint covers the destination.",
    sentence: "{resource} has no route to {destination} (it has {routes})",
    remedy: "add a route for {destination} to {resource}",
    command: Some(
        "aws ec2 create-client-vpn-route --client-vpn-endpoint-id {id} --destination-cidr-block <the network> \
         --target-vpc-subnet-id <a target network>",
    ),
    page: ROUTES,
    rules: &["M7"],
};

pub(super) static NO_ROUTE_HERE: Reason = Reason {
    code: "CLIENT_VPN_NO_ROUTE_HERE",
    ra_code: Some("NO_ROUTE_TO_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "Clients are connected by any of a Client VPN endpoint's target networks, and those connected by one of them have none of the \
              routes by another.",
    sentence: "{resource} has no route to {destination} by {subnet}, by which a client may be connected",
    remedy: "give {resource} the same routes by every target network",
    command: Some(
        "aws ec2 create-client-vpn-route --client-vpn-endpoint-id {id} --destination-cidr-block <the network> \
         --target-vpc-subnet-id <the target network>",
    ),
    page: "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/split-traffic.html",
    rules: &["M7"],
};

pub(super) static ROUTES_NOT_READ: Reason = Reason {
    code: "CLIENT_VPN_ROUTES_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The routes of a Client VPN endpoint aren't in the snapshot, or not all of them.",
    sentence: "whether {resource} has a route to {destination} isn't known",
    remedy: "read its routes, into a file whose name holds {id}",
    command: Some("aws ec2 describe-client-vpn-routes --client-vpn-endpoint-id {id}"),
    page: ROUTES,
    rules: &["M7", "W7"],
};

pub(super) static NO_TARGET_NETWORK: Reason = Reason {
    code: "CLIENT_VPN_NO_TARGET_NETWORK",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "Clients are connected to a Client VPN endpoint by a subnet that is associated with it, and none is.",
    sentence: "no target network is associated with {resource}",
    remedy: "associate a subnet with {resource}",
    command: Some("aws ec2 associate-client-vpn-target-network --client-vpn-endpoint-id {id} --subnet-id <a subnet>"),
    page: TARGETS,
    rules: &["M7"],
};

pub(super) static TARGETS_NOT_READ: Reason = Reason {
    code: "CLIENT_VPN_TARGET_NETWORKS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "Which subnets are associated with a Client VPN endpoint isn't in the snapshot.",
    sentence: "by which subnets clients of {resource} send isn't known",
    remedy: "read its target networks, into a file whose name holds {id}",
    command: Some("aws ec2 describe-client-vpn-target-networks --client-vpn-endpoint-id {id}"),
    page: TARGETS,
    rules: &["M7", "W7"],
};

pub(super) static CHANGING: Reason = Reason {
    code: "CLIENT_VPN_CHANGING",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A route, an authorization rule or a target network of a Client VPN endpoint was being added or taken away when it was read.",
    sentence: "{changing} of {endpoint} is {rule_state}, so whether it counts isn't known",
    remedy: "read it again once it is no longer changing",
    command: None,
    page: ENDPOINTS,
    rules: &["M7"],
};

pub(super) static INTERFACES_NOT_KNOWN: Reason = Reason {
    code: "CLIENT_VPN_INTERFACES_NOT_KNOWN",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "What clients send leaves by a network interface of the Client VPN endpoint, and which one that is isn't known: interfaces don't \
              say whose they are, so it must be the only endpoint in the subnet, or the only one there with these security groups.",
    sentence: "which network interface in {subnet} is of {endpoint} isn't known",
    remedy: "read the network interfaces, and the target networks of every Client VPN endpoint",
    command: Some("aws ec2 describe-network-interfaces --filters Name=description,Values='ClientVPN Endpoint*'"),
    page: HOW_IT_WORKS,
    rules: &["M7", "W7"],
};

pub(super) static PROTOCOL: Reason = Reason {
    code: "CLIENT_VPN_PROTOCOL",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "What a Client VPN endpoint does with IPv4 packets that are neither TCP nor UDP nor ICMP when it translates addresses isn't \
              documented.",
    sentence: "whether {resource} translates {packet} isn't documented",
    remedy: "ask about tcp, udp or a ping",
    command: None,
    page: PRACTICES,
    rules: &["M7"],
};

pub(super) static PORTS: Reason = Reason {
    code: "CLIENT_VPN_PORTS",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "A Client VPN endpoint sends from ports 1024 to 65535. AWS says that it may change a client's port where another one sends to the \
              same place, and not to which.",
    sentence: "{resource} sends from ports 1024 to 65535",
    remedy: "look at the ports in flow logs of its network interfaces",
    command: None,
    page: PRACTICES,
    rules: &["M7"],
};

pub(super) static ANSWERS_NOTHING: Reason = Reason {
    code: "CLIENT_VPN_ANSWERS_NOTHING",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The address of a Client VPN endpoint's network interface stands for its clients where they have sent something. What becomes of \
              packets to it that answer nothing isn't documented.",
    sentence: "what {resource} does with {packet}, which answers nothing that a client has sent, isn't documented",
    remedy: "let the client open the connection",
    command: None,
    page: PRACTICES,
    rules: &["M7"],
};

pub(crate) static CLIENTS_SEND: Reason = Reason {
    code: "CLIENT_VPN_CLIENTS_SEND",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "By the network interface of a Client VPN endpoint its clients send; what else it sends isn't documented.",
    sentence: "{resource} belongs to a Client VPN endpoint, whose clients send by it",
    remedy: "ask about {client_vpn}, which stands for its clients",
    command: None,
    page: HOW_IT_WORKS,
    rules: &["M7"],
};

pub(super) static CONNECTED: Reason = Reason {
    code: "CLIENT_VPN_CONNECTED",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "A client is connected to the Client VPN endpoint that has the address.",
    sentence: "the other client of {resource} is connected",
    remedy: "look at the endpoint's connections",
    command: Some("aws ec2 describe-client-vpn-connections --client-vpn-endpoint-id {id}"),
    page: AMONG_CLIENTS,
    rules: &["M7"],
};

pub(super) static FOR_GROUPS: Reason = Reason {
    code: "CLIENT_VPN_CLIENTS_BY_GROUP",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Authorization rules for groups aren't supported between clients of a Client VPN endpoint, and what becomes of such a rule isn't \
              documented.",
    sentence: "the route {says} of {resource} leads to other clients, and only a rule for a group lets {packet} pass, which isn't supported \
               between clients",
    remedy: "add an authorization rule for all clients",
    command: Some(
        "aws ec2 authorize-client-vpn-ingress --client-vpn-endpoint-id {id} --target-network-cidr <the client CIDR range> \
         --authorize-all-groups",
    ),
    page: AMONG_CLIENTS,
    rules: &["M7"],
};

pub(super) static ANSWERS_AMONG_CLIENTS: Reason = Reason {
    code: "CLIENT_VPN_ANSWERS_AMONG_CLIENTS",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Whether authorization rules are asked about what a client of a Client VPN endpoint answers another one isn't documented.",
    sentence: "no authorization rule of {resource} for all clients is for {destination}, and whether answers need one isn't documented",
    remedy: "add an authorization rule for the endpoint's client CIDR range and all clients",
    command: Some(
        "aws ec2 authorize-client-vpn-ingress --client-vpn-endpoint-id {id} --target-network-cidr <the client CIDR range> \
         --authorize-all-groups",
    ),
    page: AMONG_CLIENTS,
    rules: &["M7"],
};
