//! VPC endpoints as AWS prints them, and gateway endpoints: the way to S3 and DynamoDB without an internet gateway.
//!
//! What interface endpoints do stands in `interface_endpoint.rs`. Endpoints of other kinds are read and named.

use crate::component::{Component, Coverage, LEAVE, Record, modelled};
use crate::components::{inspection_endpoint, interface_endpoint, network_acl, vpc};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Key, Label, Otherwise, Place, Reason, ReasonKind, Row, Station, Table,
};
use packetwalk_space::{Address, IntervalSet, Product, Protocol};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    vpc_endpoint_id: Text<'a>,
    #[serde(borrow, default)]
    vpc_endpoint_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    service_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    service_region: Option<Text<'a>>,
    #[serde(borrow, default)]
    network_interface_ids: Vec<Text<'a>>,
    #[serde(borrow, default)]
    subnet_ids: Vec<Text<'a>>,
    #[serde(borrow, default)]
    dns_entries: Vec<DnsShape<'a>>,
    #[serde(default)]
    requester_managed: Option<bool>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DnsShape<'a> {
    #[serde(borrow, default)]
    dns_name: Option<Text<'a>>,
}

// What it means.

/// A VPC endpoint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VpcEndpoint {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    pub(crate) kind: Option<Symbol>,
    pub(crate) service: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    /// The Region of its service, where that isn't its own.
    pub(crate) service_region: Option<Symbol>,
    pub(crate) interfaces: Box<[Symbol]>,
    pub(crate) subnets: Box<[Symbol]>,
    /// The names by which clients know it.
    pub(crate) dns_names: Box<[Symbol]>,
    /// Whether its service manages it.
    pub(crate) managed: bool,
    pub(crate) tags: Tags,
}

impl Record for VpcEndpoint {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "CreationTimestamp",
        "DnsOptions",
        "FailureReason",
        "Groups",
        "IpAddressType",
        "Ipv4Prefixes",
        "Ipv6Prefixes",
        "LastError",
        "PayerResponsibilities",
        "PolicyDocument",
        "PrivateDnsEnabled",
        "ResourceConfigurationArn",
        "RouteTableIds",
        "ServiceNetworkArn",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(VpcEndpoint {
            id: reader.keep(&shape.vpc_endpoint_id),
            origin: reader.origin,
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
            kind: reader.keep_some(shape.vpc_endpoint_type.as_ref()),
            service: reader.keep_some(shape.service_name.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            service_region: reader.keep_some(shape.service_region.as_ref()),
            interfaces: shape.network_interface_ids.iter().map(|id| reader.keep(id)).collect(),
            subnets: shape.subnet_ids.iter().map(|id| reader.keep(id)).collect(),
            dns_names: shape.dns_entries.iter().filter_map(|dns| reader.keep_some(dns.dns_name.as_ref())).collect(),
            managed: shape.requester_managed.unwrap_or(false),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn owner(&self) -> Option<Symbol> {
        self.owner
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// Kinds of VPC endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// A route's target, for S3 and DynamoDB.
    Gateway,
    /// An address in a subnet for a service.
    Interface,
    /// A route's target behind which a Gateway Load Balancer's appliances look at packets.
    Inspection,
    /// A Network Firewall's, or one of another service that makes endpoints for itself.
    Managed,
    /// One that packetwalk doesn't model.
    Other,
}

/// The kind of a VPC endpoint.
pub(crate) fn kind(net: &Network, item: u32) -> Type {
    // The case of the word differs between calls.
    match net.vpc_endpoint(item).kind.map(|kind| net.text(kind).to_ascii_lowercase()).as_deref() {
        None | Some("gateway") => Type::Gateway,
        Some("interface") => Type::Interface,
        Some("gatewayloadbalancer") if is_managed(net, item) => Type::Managed,
        Some("gatewayloadbalancer") => Type::Inspection,
        Some(_) => Type::Other,
    }
}

/// Whether a service made the endpoint for itself: a Network Firewall's say so by a tag.
pub(crate) fn is_managed(net: &Network, item: u32) -> bool {
    let endpoint = net.vpc_endpoint(item);
    endpoint.managed || endpoint.tags.iter().any(|(key, _)| net.text(key) == "AWSNetworkFirewallManaged")
}

/// A VPC endpoint in cites, and as a place.
pub(crate) const fn place(item: u32) -> Place {
    Place { cite: Cite::resource(Kind::GatewayEndpoint as u8, item), written: true }
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&STATE, &PARTIAL, &PROTOCOL, &SOURCE, &NAT_SOURCE, &KIND_NOT_MODELLED, &MANAGED],
    coverage: COVERAGE,
    station,
    tables,
    route_target: true,
    always_tracked: |net, item| {
        let of_dynamodb = |service| net.text(service).ends_with(".dynamodb");
        kind(net, item) != Type::Gateway || net.vpc_endpoint(item).service.is_some_and(of_dynamodb)
    },
    stands,
    ..Component::plain("VPC endpoint", &["vpce-"], cite)
};

static ENDPOINT: Label = Label::told("endpoint state", None);
static SENDER: Label = Label::told("endpoint source", None);
static PROTOCOLS: Label = Label::told("endpoint protocol", None);

/// At the endpoint, on the way to the service.
const SERVICE: u8 = 2;
/// At the endpoint, on the way back.
const BACK: u8 = 3;

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item) = (l.net, key.item);
    let endpoint = net.vpc_endpoint(item);
    let subject = Cite::resource(Kind::GatewayEndpoint as u8, item);
    let at = |role| Key { role, ..key };
    let place = Some(Place { cite: subject, written: true });
    match key.role {
        LEAVE => {
            let mut checks = vec![network_acl::leaving(l, key.other)];
            let kind = kind(net, item);
            if kind == Type::Inspection {
                return Station { place: None, checks, then: Action::Send(inspection_endpoint::enter(item)) };
            }
            if kind != Type::Gateway {
                let gap = if kind == Type::Managed { &MANAGED } else { &KIND_NOT_MODELLED };
                let unknown = Table::unknown(gap, Otherwise::End, subject);
                checks.push(Check::new(&ENDPOINT, subject, unknown));
            }
            Station { place: None, checks, then: Action::Send(at(SERVICE)) }
        }
        SERVICE => Station { place, checks: checks(net, item), then: Action::Leave { reply: at(BACK) } },
        _ => {
            let vpc = endpoint.vpc.map_or(0, |id| net.vpc_of(id));
            Station { place, checks: Vec::new(), then: Action::Send(vpc::deliver(vpc)) }
        }
    }
}

/// Whether the endpoint carries packets.
pub(crate) fn usable(net: &Network, item: u32) -> Check {
    let cite = place(item).cite;
    let state = net.vpc_endpoint(item).state.map_or("available", |state| net.text(state)).to_ascii_lowercase();
    let table = match state.as_str() {
        "available" => Table::passes(cite),
        "partial" => Table::unknown(&PARTIAL, Otherwise::Pass, cite),
        _ => Table::refuses(&STATE, Otherwise::Pass, cite),
    };
    Check::new(&ENDPOINT, cite, table).noting("available")
}

fn checks(net: &Network, item: u32) -> Vec<Check> {
    let endpoint = net.vpc_endpoint(item);
    let cite = Cite::resource(Kind::GatewayEndpoint as u8, item);
    let check = |label, table: Table| Check::new(label, cite, table);
    let refuse = |reason| Action::Drop { reason, otherwise: Otherwise::Pass };
    let default = |action| Default { action, cite, assumes: None };

    let vpc = endpoint.vpc.map(|id| net.vpc_of(id));
    let inside = vpc.map_or_else(IntervalSet::empty, |vpc| net.vpc_addresses(vpc));
    let nat: IntervalSet<Address> = vpc.map_or_else(IntervalSet::empty, |vpc| net.nat_addresses(vpc));
    let from = |addresses| Product::everything().with_source(addresses);
    let by_nat = Row { assumes: Some(&NAT_SOURCE), ..Row::new(from(nat), Action::Pass, cite) };
    let senders = vec![by_nat, Row::new(from(inside), Action::Pass, cite)];

    let of = |protocol| Product::everything().with_protocol(IntervalSet::single(protocol));
    let echo =
        of(Protocol::ICMP).with_icmp(IntervalSet::single(8), IntervalSet::all()).unwrap_or_else(|_| of(Protocol::ICMP));
    let carried = vec![Row::new(of(Protocol::TCP), Action::Pass, cite), Row::new(echo, Action::Pass, cite)];
    vec![
        usable(net, item),
        check(
            &SENDER,
            Table::first_match(senders, default(Action::Drop { reason: &SOURCE, otherwise: Otherwise::End })),
        ),
        check(&PROTOCOLS, Table::first_match(carried, default(refuse(&PROTOCOL)))),
    ]
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    match kind(l.net, item) {
        Type::Interface => interface_endpoint::checks(l, item),
        Type::Inspection => inspection_endpoint::checks(l, item),
        Type::Gateway => checks(l.net, item),
        Type::Managed | Type::Other => Vec::new(),
    }
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let endpoint = net.vpc_endpoint(cite.item);
    let stands = Stands::at(endpoint.origin).owned(endpoint.owner).belonging("in VPC", endpoint.vpc);
    let stands = endpoint.subnets.iter().fold(stands, |s, subnet| s.belonging("in subnet", Some(*subnet)));
    let [only] = &*endpoint.subnets else { return stands };
    stands.in_subnet_zone(net, Some(*only))
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let endpoint = net.vpc_endpoint(cite.item);
    let text = |symbol: Option<Symbol>, default: &str| symbol.map_or(default, |symbol| net.text(symbol)).to_owned();
    let service = text(endpoint.service, "an unnamed service");
    let holes = vec![
        ("service", service.clone()),
        ("state", text(endpoint.state, "available")),
        ("connection", text(net.connection_of(cite.item).and_then(|connection| connection.state), "available")),
        ("type", text(endpoint.kind, "Gateway")),
    ];
    let citation = net.describe(Kind::GatewayEndpoint, List::VpcEndpoint, endpoint.id, &endpoint.tags, endpoint.origin);
    Citation { says: Some(service), holes, ..citation }
}

const COVERAGE: &[Coverage] = modelled!["GE7", "GE1", "GE2", "GE3", "GE4", "GE5", "GE6", "R14"; "GE8": &NAT_SOURCE];

static STATE: Reason = Reason {
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

static PARTIAL: Reason = Reason {
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

static PROTOCOL: Reason = Reason {
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

static SOURCE: Reason = Reason {
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

static NAT_SOURCE: Reason = Reason {
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

static MANAGED: Reason = Reason {
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
