//! NAT gateways: many private addresses behind one.

use crate::addresses;
use crate::caution::{Course, Step};
use crate::component::{Component, Coverage, LEAVE, Record, modelled};
use crate::components::{interface, network_acl};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Caution, Check, ChoiceKey, Citation, Cite, Default, Key, Label, Opens, Otherwise, Reason, ReasonKind,
    Remedy, Row, Station, Table, Translation, Unless,
};
use packetwalk_space::{
    Address, AddressRewrite, Cidr, Family, Field, HeaderSet, IntervalSet, Product, Protocol, Rewrite, Sender,
};
use serde::Deserialize;
use std::sync::Arc;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    nat_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    subnet_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    connectivity_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    availability_mode: Option<Text<'a>>,
    #[serde(default)]
    attached_appliances: Vec<serde::de::IgnoredAny>,
    #[serde(borrow, default)]
    nat_gateway_addresses: Vec<AddressShape<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AddressShape<'a> {
    #[serde(borrow, default)]
    network_interface_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    private_ip: Option<Text<'a>>,
    #[serde(borrow, default)]
    status: Option<Text<'a>>,
}

// What it means.

/// A NAT gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NatGateway {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) state: Option<Symbol>,
    pub(crate) subnet: Option<Symbol>,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) private: bool,
    pub(crate) regional: bool,
    /// Whether a proxy is attached to it.
    pub(crate) proxied: bool,
    pub(crate) interfaces: Box<[Symbol]>,
    /// Private addresses that are in use.
    pub(crate) addresses: Box<[Address]>,
    pub(crate) tags: Tags,
}

impl Record for NatGateway {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AutoProvisionZones",
        "AutoScalingIps",
        "CreateTime",
        "DeleteTime",
        "FailureCode",
        "FailureMessage",
        "ProvisionedBandwidth",
        "RouteTableId",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut addresses = Vec::new();
        let mut interfaces = Vec::new();
        for (number, address) in shape.nat_gateway_addresses.iter().enumerate() {
            interfaces.extend(reader.keep_some(address.network_interface_id.as_ref()));
            let usable = address.status.as_deref().is_none_or(|status| status == "succeeded");
            if let Some(text) = address.private_ip.as_ref().filter(|_| usable) {
                addresses.extend(reader.address(text, &format!("/NatGatewayAddresses/{number}/PrivateIp")));
            }
        }
        interfaces.dedup();
        let is = |text: &Option<Text<'_>>, value: &str| text.as_deref() == Some(value);
        Some(NatGateway {
            id: reader.keep(&shape.nat_gateway_id),
            origin: reader.origin,
            state: reader.keep_some(shape.state.as_ref()),
            subnet: reader.keep_some(shape.subnet_id.as_ref()),
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            private: is(&shape.connectivity_type, "private"),
            regional: is(&shape.availability_mode, "regional"),
            proxied: !shape.attached_appliances.is_empty(),
            interfaces: interfaces.into(),
            addresses: addresses.into(),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[
        &STATE,
        &DELETING,
        &NO_CONNECTION,
        &LOOP,
        &PROTOCOL,
        &IPV6,
        &NO_ADDRESS,
        &INTERFACE_NOT_READ,
        &REGIONAL_NOT_MODELLED,
        &NAT64_NOT_MODELLED,
        &PROXY_NOT_MODELLED,
        &LIMITS,
    ],
    coverage: COVERAGE,
    station,
    tables,
    remedy,
    route_target: true,
    cautions,
    always_tracked: |_, _| true,
    ..Component::plain("NAT gateway", &["nat-"], cite)
};

static GATEWAY: Label = Label::told("NAT gateway", None);
static TRANSLATION: Label = Label::told("translation", None);

/// Ports that a NAT gateway chooses from.
const PORTS: (u16, u16) = (1024, 65535);

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item, from) = (l.net, key.item, key.other);
    debug_assert_eq!(key.role, LEAVE);
    let gateway = net.nat_gateway(item);
    let subject = Cite::resource(Kind::NatGateway as u8, item);
    let same_subnet = gateway.subnet.and_then(|id| net.subnet(id)) == Some(from);
    let acl = if same_subnet { network_acl::leaving_undocumented(l, from) } else { network_acl::leaving(l, from) };
    let unknown = |gap| Table::unknown(gap, Otherwise::End, subject);
    let state = gateway.state.map_or("available", |state| net.text(state));
    let usable = match state {
        "available" if gateway.regional => unknown(&REGIONAL_NOT_MODELLED),
        "available" if gateway.proxied => unknown(&PROXY_NOT_MODELLED),
        "available" => Table::passes(subject),
        "deleting" => Table::unknown(&DELETING, Otherwise::Pass, subject),
        _ => Table::refuses(&STATE, Otherwise::Pass, subject),
    };
    let interface = gateway.interfaces.iter().find_map(|id| net.find_interface(*id));
    let then = match interface {
        Some(interface) if same_subnet => Action::Send(interface::enter_same_subnet_by_route(interface)),
        Some(interface) => Action::Send(interface::enter(interface)),
        None => {
            let gap = if gateway.regional { &REGIONAL_NOT_MODELLED } else { &INTERFACE_NOT_READ };
            Action::Unknown { gap, otherwise: Otherwise::End }
        }
    };
    let checks = vec![acl, Check::new(&GATEWAY, subject, usable).noting("available")];
    Station { place: None, checks, then }
}

/// What the gateway does with packets that come to its interface.
pub(crate) fn translation(l: &Lowerer<'_>, item: u32, interface: u32) -> Check {
    let net = l.net;
    let gateway = net.nat_gateway(item);
    let cite = Cite::resource(Kind::NatGateway as u8, item);
    let own = net.interface(interface).owned();
    let everything = Product::everything;
    let of = |protocols: &[Protocol]| {
        everything().with_protocol(IntervalSet::from_ranges(protocols.iter().map(|protocol| (*protocol, *protocol))))
    };
    let refuse = |reason| Action::Drop { reason, otherwise: Otherwise::End };
    let v6 = IntervalSet::from_ranges(Family::V6.whole().iter().copied());
    let nat64 = Cidr::around(Address::from_number(0x0064_ff9b << 96), 96).addresses();
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let mut rows = vec![
        Row::new(
            everything().with_destination(own.clone()),
            Action::Restore { state: cite, unless: Unless::Refused(&NO_CONNECTION) },
            cite,
        ),
        Row::new(everything().with_source(own), refuse(&LOOP), cite),
        Row::new(everything().with_destination(nat64), unknown(&NAT64_NOT_MODELLED), cite),
        Row::new(everything().with_destination(v6), refuse(&IPV6), cite),
    ];
    let sources = IntervalSet::from_ranges(gateway.addresses.iter().map(|address| (*address, *address)));
    if sources.is_empty() {
        rows.push(Row::new(everything(), refuse(&NO_ADDRESS), cite));
    }
    let open = |ports: bool| {
        let mut choices = Vec::new();
        if ports {
            choices.push((ChoiceKey { of: cite, what: "port" }, Field::SourcePort));
        }
        if sources.only().is_none() {
            choices.push((ChoiceKey { of: cite, what: "address" }, Field::Source));
        }
        let rewrite = Rewrite {
            source: Some(AddressRewrite::Set(sources.clone())),
            source_port: ports.then(|| IntervalSet::range(PORTS.0, PORTS.1)),
            sender: Some(Sender::LOST),
            ..Rewrite::default()
        };
        let opens = Some(Opens { state: cite, unless: &NO_CONNECTION, replies: None });
        Action::Rewrite(Arc::new(Translation { rewrite, choices, opens }))
    };
    rows.push(Row::new(of(&[Protocol::TCP, Protocol::UDP]), open(true), cite));
    rows.push(Row::new(of(&[Protocol::ICMP]), open(false), cite));
    let table = Table::first_match(rows, Default { action: refuse(&PROTOCOL), cite, assumes: None });
    Check::new(&TRANSLATION, cite, table)
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let interface = l.net.nat_gateway(item).interfaces.iter().find_map(|id| l.net.find_interface(*id));
    interface.map(|interface| translation(l, item, interface)).into_iter().collect()
}

/// What it does to TCP connections over time.
fn cautions(_: &Lowerer<'_>, course: &Course<'_>) -> Vec<Caution> {
    let has_tcp = |(_, packets): &(Cite, &HeaderSet)| packets.protocols().contains(Protocol::TCP);
    let gateway = |step: &Step<'_>| match step {
        Step::Passed { subject, shares, .. } if subject.component == Kind::NatGateway as u8 => {
            shares.iter().any(has_tcp).then_some(*subject)
        }
        _ => None,
    };
    let mut met: Vec<Cite> = course.steps.iter().filter_map(gateway).collect();
    met.dedup();
    met.into_iter().map(|cite| Caution { reason: &LIMITS, cite, holes: Vec::new() }).collect()
}

/// What has a public address of its own needs no NAT gateway, and what answers from one can't pass it.
fn remedy(net: &Network, cite: Cite, packets: &HeaderSet) -> Option<Remedy> {
    let vpc = net.vpc(net.vpc_of(net.nat_gateway(cite.item).vpc?));
    let source = packets.sources().only()?;
    let sender = net.interface(vpc.interfaces.find(source)?.number);
    let has_public = sender.addresses.iter().any(|assigned| assigned.private == source && assigned.public.is_some());
    if !has_public || !addresses::public().contains_all(&packets.destinations()) {
        return None;
    }
    let (subnet, gateway) = (net.named(sender.subnet?), net.named(net.internet_gateway(vpc.gateway?).id));
    let sentence = format!(
        "let the default route of {subnet} lead to {gateway}: {source} has a public address, and only an internet gateway \
         serves that"
    );
    Some(Remedy { sentence, commands: Vec::new() })
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let gateway = net.nat_gateway(cite.item);
    let state = gateway.state.map_or("available", |state| net.text(state)).to_owned();
    let kind = if gateway.private { "private" } else { "public" };
    let citation = net.describe(Kind::NatGateway, List::NatGateway, gateway.id, &gateway.tags, gateway.origin);
    Citation { says: Some(format!("{kind}, {state}")), holes: vec![("state", state)], ..citation }
}

const COVERAGE: &[Coverage] = modelled!["NG1", "NG2", "NG3", "NG4", "NG5", "NG6", "NG7", "NG9", "NG10", "NG16"];

static LIMITS: Reason = Reason {
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

static STATE: Reason = Reason {
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

static DELETING: Reason = Reason {
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

static NO_CONNECTION: Reason = Reason {
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

static LOOP: Reason = Reason {
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

static PROTOCOL: Reason = Reason {
    code: "NAT_PROTOCOL",
    ra_code: Some("PROTOCOL_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "A NAT gateway carries TCP, UDP and ICMP only.",
    sentence: "{resource} carries tcp, udp and icmp, not {protocol}",
    remedy: "give the sender a public address and route it to the internet gateway",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    rules: &["NG1"],
};

static IPV6: Reason = Reason {
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

static NO_ADDRESS: Reason = Reason {
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

static INTERFACE_NOT_READ: Reason = Reason {
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

static REGIONAL_NOT_MODELLED: Reason = Reason {
    code: "NAT_REGIONAL_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "Regional NAT gateways aren't modelled yet.",
    sentence: "{resource} is regional, and packetwalk doesn't model that yet",
    remedy: "look at its own route table in the console",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
    rules: &["NG12"],
};

static PROXY_NOT_MODELLED: Reason = Reason {
    code: "NAT_PROXY_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A Network Firewall proxy is attached to the NAT gateway, and its policy decides what passes.",
    sentence: "a proxy is attached to {resource}, and what its policy does with {packet} isn't modelled yet",
    remedy: "look at the proxy's policy in the console",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/network-firewall-proxy-developer-guide.html",
    rules: &["NG15"],
};

static NAT64_NOT_MODELLED: Reason = Reason {
    code: "NAT64_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "NAT64 isn't modelled yet.",
    sentence: "{destination} is translated to IPv4 by {resource}, and packetwalk doesn't model that yet",
    remedy: "ask about the IPv4 address",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html",
    rules: &["NG11"],
};
