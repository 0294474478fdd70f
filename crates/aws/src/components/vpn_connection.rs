//! Site-to-Site VPN connections: tunnels to networks outside.

use crate::component::{Component, Coverage, Record, modelled};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Direction, Label, Otherwise, Reason, ReasonKind, Row, Table,
};
use packetwalk_space::{Cidr, Family, IntervalSet, Product};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    vpn_connection_id: Text<'a>,
    #[serde(borrow, default)]
    vpn_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    options: Option<OptionsShape<'a>>,
    #[serde(borrow, default)]
    routes: Vec<RouteShape<'a>>,
    #[serde(borrow, default)]
    vgw_telemetry: Vec<TunnelShape<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OptionsShape<'a> {
    #[serde(default)]
    static_routes_only: bool,
    #[serde(borrow, default)]
    tunnel_inside_ip_version: Option<Text<'a>>,
    #[serde(borrow, default)]
    local_ipv4_network_cidr: Option<Text<'a>>,
    #[serde(borrow, default)]
    remote_ipv4_network_cidr: Option<Text<'a>>,
    #[serde(borrow, default)]
    local_ipv6_network_cidr: Option<Text<'a>>,
    #[serde(borrow, default)]
    remote_ipv6_network_cidr: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RouteShape<'a> {
    #[serde(borrow, default)]
    destination_cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TunnelShape<'a> {
    #[serde(borrow, default)]
    status: Option<Text<'a>>,
    #[serde(default)]
    accepted_route_count: Option<u32>,
}

// What it means.

/// A VPN connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VpnConnection {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    /// The virtual private gateway, where it doesn't end at a transit gateway.
    pub(crate) vpn_gateway: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    /// Whether it has no BGP.
    pub(crate) static_only: bool,
    /// The family that its tunnels carry.
    pub(crate) ipv6: bool,
    /// Its static routes: what is behind it.
    pub(crate) routes: Box<[Cidr]>,
    /// Whether a static route couldn't be read.
    pub(crate) routes_unread: bool,
    /// What it is narrowed to; `None` where a block of it couldn't be read.
    pub(crate) networks: Option<Networks>,
    /// Whether each tunnel is up, and how many routes it has learnt.
    pub(crate) tunnels: Box<[(bool, u32)]>,
    pub(crate) tags: Tags,
}

/// The networks that the two sides of a connection agreed on, where they are narrowed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Networks {
    /// On the far side: AWS calls it the local network.
    pub(crate) far: Box<[Cidr]>,
    /// On AWS's side.
    pub(crate) near: Box<[Cidr]>,
}

impl Record for VpnConnection {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "Category",
        "CoreNetworkArn",
        "CoreNetworkAttachmentArn",
        "CustomerGatewayConfiguration",
        "CustomerGatewayId",
        "GatewayAssociationState",
        "PreSharedKeyArn",
        "TransitGatewayId",
        "Type",
        "VpnConcentratorId",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        let (mut routes, mut routes_unread) = (Vec::new(), false);
        for (number, route) in shape.routes.iter().enumerate() {
            if route.state.as_deref().is_some_and(|state| state != "available") {
                continue;
            }
            let block = route.destination_cidr_block.as_ref();
            let block = block.and_then(|block| reader.cidr(block, line, &format!("/Routes/{number}")));
            routes_unread |= block.is_none();
            routes.extend(block);
        }
        let options = shape.options.as_ref();
        let mut blocks = |texts: [Option<&Text<'_>>; 2]| -> Option<Box<[Cidr]>> {
            let texts = texts.into_iter().flatten().filter(|text| !text.is_empty());
            let blocks: Vec<_> = texts.map(|text| reader.cidr(text, line, "/Options")).collect();
            blocks.into_iter().collect()
        };
        let far = blocks([
            options.and_then(|o| o.local_ipv4_network_cidr.as_ref()),
            options.and_then(|o| o.local_ipv6_network_cidr.as_ref()),
        ]);
        let near = blocks([
            options.and_then(|o| o.remote_ipv4_network_cidr.as_ref()),
            options.and_then(|o| o.remote_ipv6_network_cidr.as_ref()),
        ]);
        let tunnels = shape.vgw_telemetry.iter();
        let tunnels = tunnels.map(|t| (t.status.as_deref() == Some("UP"), t.accepted_route_count.unwrap_or(0)));
        Some(VpnConnection {
            id: reader.keep(&shape.vpn_connection_id),
            origin: reader.origin,
            vpn_gateway: reader.keep_some(shape.vpn_gateway_id.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            static_only: options.is_some_and(|options| options.static_routes_only),
            ipv6: options.and_then(|o| o.tunnel_inside_ip_version.as_deref()) == Some("ipv6"),
            routes_unread,
            routes: routes.into(),
            networks: far.zip(near).map(|(far, near)| Networks { far, near }),
            tunnels: tunnels.collect(),
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

/// Whether a connection carries packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Up {
    Yes,
    No,
    /// The snapshot doesn't say.
    Unknown,
}

/// Whether a connection carries packets: it is available, and a tunnel is up.
pub(crate) fn up(net: &Network, connection: &VpnConnection) -> Up {
    if connection.state.is_some_and(|state| net.text(state) != "available") {
        return Up::No;
    }
    match &*connection.tunnels {
        [] => Up::Unknown,
        tunnels if tunnels.iter().any(|(up, _)| *up) => Up::Yes,
        _ => Up::No,
    }
}

/// Whether it is known that the connection with this id carries nothing.
pub(crate) fn is_down(net: &Network, id: Option<Symbol>) -> bool {
    let connection = id.and_then(|id| net.find_vpn_connection(id)).map(|item| net.vpn_connection(item));
    connection.is_some_and(|connection| up(net, connection) == Up::No)
}

/// Whether a connection has learnt routes by BGP, as far as the snapshot knows.
pub(crate) fn has_learnt(connection: &VpnConnection) -> bool {
    !connection.static_only && connection.tunnels.iter().any(|(up, routes)| *up && *routes > 0)
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&DOWN, &DOWN_AT_TRANSIT_GATEWAY, &TUNNELS_NOT_READ, &NOT_READ, &UNREADABLE, &FAMILY, &SELECTORS],
    coverage: COVERAGE,
    tables,
    stands,
    ..Component::plain("VPN connection", &["vpn-"], cite)
};

static TUNNELS: Label = Label::told("VPN tunnels", None);
static CARRIED: Label = Label::quiet("VPN address family");
static NETWORKS: Label = Label::quiet("VPN networks");

/// The cite of a connection.
pub(crate) const fn place(item: u32) -> Cite {
    Cite::resource(Kind::VpnConnection as u8, item)
}

/// What packets pass at a connection: out to the far side, or in from there.
pub(crate) fn checks(net: &Network, item: u32, way: Direction) -> Vec<Check> {
    let connection = net.vpn_connection(item);
    let cite = place(item);
    let tunnels = match up(net, connection) {
        Up::Yes => Table::passes(cite),
        Up::No if connection.vpn_gateway.is_none() => Table::refuses(&DOWN_AT_TRANSIT_GATEWAY, Otherwise::Pass, cite),
        Up::No => Table::refuses(&DOWN, Otherwise::Pass, cite),
        Up::Unknown => Table::unknown(&TUNNELS_NOT_READ, Otherwise::Pass, cite),
    };
    let check = |label, table: Table| Check::new(label, cite, table);
    vec![
        check(&TUNNELS, tunnels).noting("one is up"),
        check(&CARRIED, family(connection, cite)),
        check(&NETWORKS, networks(connection, way, cite)),
    ]
}

/// What packets pass at a connection that the snapshot lacks.
pub(crate) fn unread(net: &Network, id: Symbol) -> Check {
    let cite = net.missing(id);
    Check::new(&TUNNELS, cite, Table::unknown(&NOT_READ, Otherwise::Pass, cite))
}

/// At a virtual private gateway a VPN carries IPv4; at a transit gateway the family of its tunnels.
fn family(connection: &VpnConnection, cite: Cite) -> Table {
    let other = if connection.ipv6 && connection.vpn_gateway.is_none() { Family::V4 } else { Family::V6 };
    let others = IntervalSet::from_ranges(other.whole().iter().copied());
    let refuse = Action::Drop { reason: &FAMILY, otherwise: Otherwise::Pass };
    let rows = vec![Row::new(Product::everything().with_destination(others), refuse, cite)];
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

/// The networks that the two sides agreed on.
fn networks(connection: &VpnConnection, way: Direction, cite: Cite) -> Table {
    let Some(networks) = &connection.networks else { return Table::unknown(&UNREADABLE, Otherwise::Pass, cite) };
    let outside = |blocks: &[Cidr]| {
        // A side that names no block of a family has all of it.
        let all = [Family::V4, Family::V6].map(Cidr::everything);
        let implied = all.iter().filter(|all| !blocks.iter().any(|block| block.family() == all.family()));
        let ranges = blocks.iter().chain(implied).flat_map(|block| block.addresses().ranges().to_vec());
        IntervalSet::from_ranges(ranges).complement()
    };
    let (far, near) = (outside(&networks.far), outside(&networks.near));
    let (source, destination) = if way == Direction::Egress { (near, far) } else { (far, near) };
    let refuse = Action::Drop { reason: &SELECTORS, otherwise: Otherwise::Pass };
    let mut rows = Vec::new();
    if !source.is_empty() {
        rows.push(Row::new(Product::everything().with_source(source), refuse.clone(), cite));
    }
    if !destination.is_empty() {
        rows.push(Row::new(Product::everything().with_destination(destination), refuse, cite));
    }
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    checks(l.net, item, Direction::Egress)
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let connection = net.vpn_connection(cite.item);
    Stands::at(connection.origin).belonging("attached to", connection.vpn_gateway)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let connection = net.vpn_connection(cite.item);
    let (far, near) =
        connection.networks.as_ref().map_or((&[][..], &[][..]), |networks| (&networks.far, &networks.near));
    let listed = |blocks: &[Cidr]| {
        let blocks: Vec<_> = blocks.iter().map(ToString::to_string).collect();
        if blocks.is_empty() { "any".to_owned() } else { blocks.join(", ") }
    };
    let state = connection.state.map_or("available", |state| net.text(state));
    let tunnels = connection.tunnels.iter().filter(|(up, _)| *up).count();
    let state = format!("{state}, with {tunnels} of {} tunnels up", connection.tunnels.len());
    let carries = if connection.ipv6 && connection.vpn_gateway.is_none() { "IPv6" } else { "IPv4" };
    let holes = vec![("state", state), ("carries", carries.to_owned()), ("far", listed(far)), ("near", listed(near))];
    let whole =
        net.describe(Kind::VpnConnection, List::VpnConnection, connection.id, &connection.tags, connection.origin);
    let says = (!connection.routes.is_empty()).then(|| format!("to {}", listed(&connection.routes)));
    Citation { says, holes, ..whole }
}

const COVERAGE: &[Coverage] = modelled!["V4", "V5", "V6", "V10"];

pub(crate) static DOWN: Reason = Reason {
    code: "VPN_DOWN",
    ra_code: Some("BAD_STATE_VPN"),
    kind: ReasonKind::Block,
    meaning: "A VPN connection at a virtual private gateway carries packets while it is available and one of its tunnels is up.",
    sentence: "{resource} is {state}",
    remedy: "bring a tunnel up: look at the customer gateway device and at the tunnel's status message",
    command: Some("aws ec2 describe-vpn-connections --vpn-connection-ids {id} --query VpnConnections[].VgwTelemetry"),
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html",
    rules: &["V4", "V10"],
};

static DOWN_AT_TRANSIT_GATEWAY: Reason = Reason {
    code: "TGW_VPN_DOWN",
    ra_code: Some("TGW_BAD_STATE_VPN"),
    meaning: "A VPN connection at a transit gateway carries packets while it is available and one of its tunnels is up. Its static routes \
              stay in the transit gateway's tables while none is.",
    ..DOWN
};

static TUNNELS_NOT_READ: Reason = Reason {
    code: "VPN_TUNNELS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "Whether a tunnel of the VPN connection is up isn't known.",
    sentence: "whether a tunnel of {resource} is up isn't known",
    remedy: "read the VPN connections again",
    command: Some("aws ec2 describe-vpn-connections --vpn-connection-ids {id}"),
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html",
    rules: &["V4"],
};

pub(crate) static NOT_READ: Reason = Reason {
    code: "VPN_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The VPN connections aren't in the snapshot, or not all of them, so whether one carries the packet isn't known.",
    sentence: "whether a VPN connection at {resource} carries {packet} isn't known: it isn't in the snapshot",
    remedy: "read the VPN connections",
    command: Some("aws ec2 describe-vpn-connections"),
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html",
    rules: &["V3", "W7"],
};

pub(crate) static UNREADABLE: Reason = Reason {
    code: "VPN_UNREADABLE",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A static route of a VPN connection, or the network of one of its sides, couldn't be read.",
    sentence: "whether {resource} carries {packet} isn't known: a block of it couldn't be read",
    remedy: "read the VPN connections again; the snapshot's problems name the value",
    command: Some("aws ec2 describe-vpn-connections --vpn-connection-ids {id}"),
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html",
    rules: &["W7"],
};

static FAMILY: Reason = Reason {
    code: "VPN_FAMILY",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A VPN connection carries one family: IPv4 at a virtual private gateway, that of its tunnels at a transit gateway.",
    sentence: "{resource} carries {carries} only, and {packet} is of the other family",
    remedy: "use a VPN connection at a transit gateway whose tunnels carry the other family, or Direct Connect",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/ipv4-ipv6.html",
    rules: &["V5"],
};

static SELECTORS: Reason = Reason {
    code: "VPN_NETWORKS",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A VPN connection carries packets between the networks that its two sides agreed on.",
    sentence: "{resource} carries packets between {near} on AWS's side and {far} on the other, not {packet}",
    remedy: "widen the connection's local or remote network",
    command: Some(
        "aws ec2 modify-vpn-connection-options --vpn-connection-id {id} --local-ipv4-network-cidr <the far side's> \
         --remote-ipv4-network-cidr <AWS's>",
    ),
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html",
    rules: &["V6"],
};
