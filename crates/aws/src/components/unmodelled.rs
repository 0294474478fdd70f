//! What AWS has and packetwalk doesn't model: named and counted, never passed over in silence.

use crate::component::{Component, LEAVE};
use crate::components::network_acl;
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Action, Citation, Cite, Key, Otherwise, Reason, ReasonKind, Station};

/// Lists that describe calls answer with and no component reads: top-level key, and what it holds.
const LISTS: &[(&str, &str)] = &[
    ("Accelerators", "Global Accelerators"),
    ("AuthorizationRules", "Client VPN authorization rules"),
    ("CarrierGateways", "carrier gateways"),
    ("ClientVpnEndpoints", "Client VPN endpoints"),
    ("ClientVpnTargetNetworks", "Client VPN target networks"),
    ("CoreNetworks", "Cloud WAN core networks"),
    ("CustomerGateways", "customer gateways"),
    ("DBSubnetGroups", "RDS subnet groups"),
    ("DhcpOptions", "DHCP options"),
    ("DomainStatusList", "OpenSearch domains"),
    ("Firewalls", "names of network firewalls"),
    ("FirewallPolicies", "names of network firewall policies"),
    ("FlowLogs", "flow logs"),
    ("Functions", "Lambda functions"),
    ("InstanceConnectEndpoints", "EC2 Instance Connect endpoints"),
    ("InstanceStates", "Classic Load Balancer health"),
    ("Ipv6Pools", "IPv6 pools"),
    ("LoadBalancerDescriptions", "Classic Load Balancers"),
    ("LocalGatewayRouteTables", "local gateway route tables"),
    ("LocalGatewayRouteTableVpcAssociations", "local gateway associations"),
    ("LocalGateways", "local gateways"),
    ("NetworkInsightsAnalyses", "Reachability Analyzer analyses"),
    ("NetworkInsightsPaths", "Reachability Analyzer paths"),
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
    ("TransitGatewayConnectPeers", "transit gateway Connect peers"),
    ("TransitGatewayConnects", "transit gateway Connect attachments"),
    ("TransitGatewayMulticastDomains", "transit gateway multicast domains"),
    // Batfish's own; of a table they are a part, and whether they are all of it isn't said.
    ("TransitGatewayStaticRoutes", "transit gateway static routes"),
    ("TransitGatewayPolicyTableEntries", "transit gateway policies"),
    ("TransitGatewayPolicyTables", "transit gateway policy tables"),
    ("VerifiedAccessEndpoints", "Verified Access endpoints"),
    ("VirtualInterfaces", "Direct Connect virtual interfaces"),
    ("VpcEncryptionControls", "VPC encryption controls"),
    ("VpcEndpointAssociations", "VPC endpoint associations"),
    ("VpnConcentrators", "VPN concentrators"),
    ("directConnectGatewayAttachments", "Direct Connect gateway attachments"),
    ("directConnectGateways", "Direct Connect gateways"),
];

/// What resources are called whose ids start so.
const PREFIXES: &[(&str, &str)] = &[
    ("cagw-", "carrier gateway"),
    ("lgw-", "local gateway"),
    ("arn:aws:networkmanager:", "Cloud WAN core network"),
    ("arn:aws:odb:", "ODB network"),
];

/// What a list holds that no component reads; `None` for keys that no describe call answers with, as far as is known here.
pub(crate) fn list(key: &str) -> Option<&'static str> {
    LISTS.iter().find(|(known, _)| *known == key).map(|(_, words)| *words)
}

/// The word for a resource of a kind that isn't modelled.
pub(crate) fn words(id: &str) -> Option<&'static str> {
    PREFIXES.iter().find(|(prefix, _)| id.starts_with(prefix)).map(|(_, words)| *words)
}

pub(crate) static COMPONENT: Component =
    Component { reasons: &[&NOT_MODELLED, &NOT_READ], station, ..Component::plain("resource", &[], cite) };

/// Where the subnet isn't known from which packets are sent.
const ANYWHERE: u32 = u32::MAX;

/// The way out of a subnet to a resource that isn't modelled, or isn't in the snapshot.
pub(crate) fn leave(symbol: u32, subnet: Option<u32>) -> Key {
    Key { component: Kind::Unmodelled as u8, role: LEAVE, part: 0, item: symbol, other: subnet.unwrap_or(ANYWHERE) }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let id = l.net.symbol_text(key.item);
    let gap = if words(id).is_some() { &NOT_MODELLED } else { &NOT_READ };
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

fn cite(net: &Network, cite: Cite) -> Citation {
    let id = net.symbol_text(cite.item);
    let kind =
        Kind::ALL.iter().map(|kind| kind.component()).find(|c| c.prefixes.iter().any(|prefix| id.starts_with(prefix)));
    let kind = words(id).or(kind.map(|component| component.words)).unwrap_or("resource");
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
