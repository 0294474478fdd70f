//! What AWS has and packetwalk doesn't model: named and counted, never passed over in silence.

use crate::component::{Component, LEAVE};
use crate::components::{network_acl, peering};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
use crate::standing::Stands;
use packetwalk_fabric::{Action, Citation, Cite, Key, Otherwise, Reason, ReasonKind, Station};

/// Lists that describe calls answer with and no component reads: top-level key, and what it holds.
const LISTS: &[(&str, &str)] = &[
    ("Accelerators", "Global Accelerators"),
    ("CarrierGateways", "carrier gateways"),
    ("CoreNetwork", "Cloud WAN core networks' edges and segments"),
    ("CoreNetworkPolicy", "Cloud WAN policies"),
    ("CustomerGateways", "customer gateways"),
    ("DBSubnetGroups", "RDS subnet groups"),
    ("DhcpOptions", "DHCP options"),
    ("DomainStatusList", "OpenSearch domains"),
    ("Firewalls", "names of network firewalls"),
    ("FirewallPolicies", "names of network firewall policies"),
    ("FlowLogs", "flow logs"),
    ("Functions", "Lambda functions"),
    ("Ipv6Pools", "IPv6 pools"),
    ("LocalGatewayRouteTables", "local gateway route tables"),
    ("LocalGatewayRouteTableVpcAssociations", "local gateway associations"),
    ("LocalGateways", "local gateways"),
    ("GlobalNetworks", "global networks"),
    ("NetworkInsightsAnalyses", "Reachability Analyzer analyses"),
    ("NetworkInsightsPaths", "Reachability Analyzer paths"),
    ("Peerings", "peerings of Cloud WAN core networks with transit gateways"),
    ("PublicIpv4Pools", "public IPv4 pools"),
    ("Regions", "Regions"),
    ("RouteServerEndpoints", "route server endpoints"),
    ("RouteServerPeers", "route server peers"),
    ("RouteServers", "route servers"),
    ("RuleGroups", "names of network firewall rule groups"),
    ("SecurityGroupVpcAssociations", "security group VPC associations"),
    ("StaleSecurityGroupSet", "stale security groups"),
    ("TrafficMirrorSessions", "traffic mirror sessions"),
    ("TransitGatewayAttachmentPropagations", "transit gateway propagations"),
    ("TransitGatewayMulticastDomains", "transit gateway multicast domains"),
    ("TransitGatewayPolicyTableEntries", "transit gateway policies"),
    ("TransitGatewayPolicyTables", "transit gateway policy tables"),
    ("VerifiedAccessEndpoints", "Verified Access endpoints"),
    ("VirtualInterfaces", "Direct Connect virtual interfaces"),
    ("VpcEndpointAssociations", "VPC endpoint associations"),
    ("VpnConcentrators", "VPN concentrators"),
    ("directConnectGatewayAttachments", "Direct Connect gateway attachments"),
    ("directConnectGateways", "Direct Connect gateways"),
];

/// What resources are called whose ids start so, and what isn't known of a walk that meets one.
static PREFIXES: &[(&str, &str, &Reason)] = &[
    ("cagw-", "carrier gateway", &CARRIER_GATEWAY),
    ("lgw-", "local gateway", &LOCAL_GATEWAY),
    ("arn:aws:odb:", "ODB network", &NOT_MODELLED),
];

/// What a list holds that no component reads; `None` for keys that no describe call answers with, as far as is known here.
pub(crate) fn list(key: &str) -> Option<&'static str> {
    LISTS.iter().find(|(known, _)| *known == key).map(|(_, words)| *words)
}

/// The word for a resource of a kind that isn't modelled.
pub(crate) fn words(id: &str) -> Option<&'static str> {
    PREFIXES.iter().find(|(prefix, ..)| id.starts_with(prefix)).map(|(_, words, _)| *words)
}

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NOT_MODELLED, &NOT_READ, &CARRIER_GATEWAY, &LOCAL_GATEWAY],
    station,
    stands,
    ..Component::plain("resource", &[], cite)
};

/// Where the subnet isn't known from which packets are sent.
const ANYWHERE: u32 = u32::MAX;

/// The way out of a subnet to a resource that isn't modelled, or isn't in the snapshot.
pub(crate) fn leave(symbol: u32, subnet: Option<u32>) -> Key {
    Key { component: Kind::Unmodelled as u8, role: LEAVE, part: 0, item: symbol, other: subnet.unwrap_or(ANYWHERE) }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let id = l.net.symbol_text(key.item);
    let known = PREFIXES.iter().find(|(prefix, ..)| id.starts_with(prefix));
    let gap = known.map_or(&NOT_READ, |(.., gap)| gap);
    let checks = if key.other == ANYWHERE { Vec::new() } else { vec![network_acl::leaving(l, key.other)] };
    let cite = Cite::resource(Kind::Unmodelled as u8, key.item);
    let place = Some(packetwalk_fabric::Place { cite, written: false });
    let unknown = Station { place, checks: Vec::new(), then: Action::Unknown { gap, otherwise: Otherwise::End } };
    if key.other == ANYWHERE {
        return unknown;
    }
    let there = leave(key.item, None);
    Station { place: None, checks, then: Action::Send(there) }
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let region = peering::region_of(net, cite.item);
    Stands { region: region.map(|region| net.text(region).to_owned()), ..Stands::default() }
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let id = net.symbol_text(cite.item);
    let kind =
        Kind::ALL.iter().map(|kind| kind.component()).find(|c| c.prefixes.iter().any(|prefix| id.starts_with(prefix)));
    // ARNs of load balancers' parts begin alike.
    let part = id.contains(":targetgroup/").then_some("target group");
    let kind = words(id).or(part).or(kind.map(|component| component.words)).unwrap_or("resource");
    let call = Network::call_for(id);
    let holes = vec![("call", call.to_owned())];
    Citation { kind, id: id.to_owned(), holes, ..Citation::default() }
}

static NOT_MODELLED: Reason = Reason {
    code: "NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The packet meets a resource of a kind that packetwalk doesn't model yet.",
    sentence: "what {resource} does with {packet} isn't modelled yet",
    remedy: "look at {resource} in the console, and walk on from what stands behind it",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    rules: &["R12"],
};

static CARRIER_GATEWAY: Reason = Reason {
    code: "CARRIER_GATEWAY_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A carrier gateway translates between the addresses of a Wavelength Zone's subnet and carrier addresses, as an internet gateway \
              does with public ones; which traffic the carrier's network and the internet let in, AWS documents by protocol and direction.",
    sentence: "what {resource} lets pass between the carrier's network and {packet} isn't modelled yet",
    remedy: "look at the carrier IP address of the interface, and at what the Wavelength Zone allows to and from the internet",
    command: Some("aws ec2 describe-carrier-gateways; aws ec2 describe-network-interfaces"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/Carrier_Gateway.html",
    rules: &["R12"],
};

static LOCAL_GATEWAY: Reason = Reason {
    code: "LOCAL_GATEWAY_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A local gateway leads from an Outpost's subnets to the network at its site, by its own route table and virtual interfaces, with \
              customer-owned addresses in the place of private ones where the table is of that mode.",
    sentence: "where {resource} sends {packet}, and with which address, isn't modelled yet",
    remedy: "look at its route table, its virtual interfaces and the customer-owned address pool",
    command: Some(
        "aws ec2 describe-local-gateway-route-tables; aws ec2 search-local-gateway-routes --local-gateway-route-table-id <the table>; aws \
         ec2 describe-coip-pools",
    ),
    page: "https://docs.aws.amazon.com/outposts/latest/userguide/routing.html",
    rules: &["R12"],
};

static NOT_READ: Reason = Reason {
    code: "NOT_IN_SNAPSHOT",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The packet meets a resource that isn't in the snapshot.",
    sentence: "{resource} isn't in the snapshot, so what it does with {packet} isn't known",
    remedy: "read it",
    command: Some("{call}"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    rules: &["W7"],
};
