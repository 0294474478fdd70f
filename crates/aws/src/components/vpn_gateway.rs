//! Virtual private gateways: a VPC's edge to networks outside, by VPN connections and Direct Connect.

use crate::component::{Component, Coverage, LEAVE, Record, modelled};
use crate::components::direct_connect::{self, Leads};
use crate::components::edge_routes::{self, By};
use crate::components::on_premises::{self, Gate};
use crate::components::route_table::{Destination, Source, Target};
use crate::components::vpc::INTERFACES_NOT_READ;
use crate::components::vpn_connection::{self, Up, VpnConnection};
use crate::components::{interface, network_acl};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use crate::whole::Whole;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Citation, Cite, Default, Direction, Directory, Key, Label, Otherwise, Place, Reason,
    ReasonKind, Row, Station, Table,
};
use packetwalk_space::{Cidr, Family, Field, IntervalSet, Product};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    vpn_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_attachments: Vec<AttachmentShape<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttachmentShape<'a> {
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

// What it means.

/// A virtual private gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VpnGateway {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    /// The VPC that it is attached to, while it is available and the attachment stands.
    pub(crate) vpc: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    pub(crate) tags: Tags,
}

impl Record for VpnGateway {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["AmazonSideAsn", "AvailabilityZone", "Type"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let usable = shape.state.as_deref().is_none_or(|state| state == "available");
        // What it was attached to before is described beside what it is attached to now.
        let stands = |a: &&AttachmentShape<'_>| usable && a.state.as_deref().is_none_or(|state| state == "attached");
        let attachment = shape.vpc_attachments.iter().find(stands);
        Some(VpnGateway {
            id: reader.keep(&shape.vpn_gateway_id),
            origin: reader.origin,
            vpc: reader.keep_some(attachment.and_then(|a| a.vpc_id.as_ref())),
            state: reader.keep_some(shape.state.as_ref()),
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

/// What leads on from a gateway.
struct Carriers {
    /// Connections that carry packets, or may.
    up: Vec<u32>,
    down: Vec<u32>,
    direct_connect: Leads,
    /// What of Direct Connect carries nothing, where no part of it does, and why.
    direct_connect_down: Option<(Cite, &'static Reason)>,
    /// Whether all VPN connections were read.
    read: bool,
}

impl Carriers {
    fn of(net: &Network, gateway: Symbol) -> Self {
        let (down, up): (Vec<_>, Vec<_>) = net
            .vpn_connections_of(gateway)
            .map(|(item, connection)| (item, vpn_connection::up(net, connection)))
            .partition(|(_, up)| *up == Up::No);
        let items = |of: Vec<(u32, Up)>| of.into_iter().map(|(item, _)| item).collect();
        let read = net.whole(List::VpnConnection, net.described_gateway(gateway)) != Whole::No;
        let leads = direct_connect::behind(net, gateway);
        let direct_connect_down = direct_connect::down(net, gateway).filter(|_| leads == Leads::No);
        Carriers { up: items(up), down: items(down), direct_connect: leads, direct_connect_down, read }
    }

    /// Connections that may have learnt by BGP where a packet goes.
    fn dynamic(&self, net: &Network) -> Vec<u32> {
        let may = |connection: &VpnConnection| {
            let unknown = vpn_connection::up(net, connection) == Up::Unknown && !connection.static_only;
            vpn_connection::has_learnt(connection) || unknown
        };
        self.up.iter().copied().filter(|item| may(net.vpn_connection(*item))).collect()
    }

    /// The check of families that Direct Connect doesn't carry, where it leads on at all. What VPN connections may carry instead (`by_vpn`)
    /// is IPv4.
    fn families(&self, net: &Network, gateway: Symbol, by_vpn: bool) -> Option<Check> {
        let families: &[Family] = if by_vpn { &[Family::V6] } else { &[Family::V4, Family::V6] };
        let leads = self.direct_connect == Leads::Yes;
        leads.then(|| direct_connect::at_vpn_gateway(net, gateway, families)).flatten()
    }

    /// The connection by which packets come in, where there is but one and nothing else.
    fn only(&self) -> Option<u32> {
        match (self.up.as_slice(), self.down.as_slice(), self.direct_connect) {
            ([only], _, Leads::No) | ([], [only], Leads::No) if self.read => Some(*only),
            _ => None,
        }
    }

    /// What becomes of packets that nothing known carries, and whose word that is; the gateway's own is `cite`.
    fn nothing(&self, cite: Cite) -> (Action, Cite) {
        let otherwise = Otherwise::End;
        match (self.direct_connect, self.direct_connect_down) {
            _ if !self.read => (Action::Unknown { gap: &vpn_connection::NOT_READ, otherwise }, cite),
            (Leads::Unknown, _) => (Action::Unknown { gap: &DIRECT_CONNECT_NOT_READ, otherwise }, cite),
            (_, Some((down, reason))) if self.up.is_empty() && self.down.is_empty() => {
                (Action::Drop { reason, otherwise }, down)
            }
            _ => (Action::Drop { reason: &NOT_BEHIND, otherwise }, cite),
        }
    }
}

/// Blocks of which the gateway is known to know: those that it propagates into a route table of its VPC.
fn propagated(net: &Network, gateway: Symbol) -> Vec<(Cidr, Cite)> {
    let tables = (0..).zip(net.snapshot.records.route_tables.iter());
    let routes = tables.flat_map(|(item, (_, table))| {
        (0..).zip(&table.routes).map(move |(number, route): (u32, _)| (item, number, route))
    });
    let by_gateway = routes.filter_map(|(item, number, route)| {
        let what = route.what.filter(|what| what.source == Source::Propagated)?;
        match (what.target, what.destination) {
            (Target::Resource(id), Destination::Block(block)) if id == gateway => {
                Some((block, crate::components::route_table::cite_of(item, number)))
            }
            _ => None,
        }
    });
    by_gateway.collect()
}

/// The blocks behind a gateway, as far as the snapshot knows.
pub(crate) fn behind(net: &Network, item: u32) -> Vec<Cidr> {
    let gateway = net.vpn_gateway(item).id;
    let written = net.vpn_connections_of(gateway).flat_map(|(_, connection)| connection.routes.to_vec());
    propagated(net, gateway).into_iter().map(|(block, _)| block).chain(written).collect()
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NOT_ATTACHED, &FOREIGN_SOURCE, &SPOOFED, &NOT_BEHIND, &NO_IPV6, &DIRECT_CONNECT_NOT_READ, &ANNOUNCED],
    coverage: COVERAGE,
    station,
    entry,
    tables,
    route_target: true,
    stands,
    ..Component::plain("virtual private gateway", &["vgw-"], cite)
};

static ATTACHMENT: Label = Label::told("attachment", None);
static SOURCE: Label = Label::told("source", None);
static BEHIND: Label = Label::told("networks behind it", None);

/// Out by the gateway (`Key::item`) from a VPC (`Key::other`).
const OUT: u8 = 2;
/// The same, with a source that no interface in the VPC has.
const STRANGER: u8 = 3;
/// Out by one of its VPN connections (`Key::other`), or by whatever leads on.
const BY: u8 = 4;
/// In by one of its VPN connections (`Key::other`), or by whatever leads to it.
const IN: u8 = 5;
/// Stands for whatever leads on from the gateway.
const ANY: u32 = u32::MAX;

const fn key(role: u8, item: u32, other: u32) -> Key {
    Key { component: Kind::VpnGateway as u8, role, part: 0, item, other }
}

/// The station where packets from outside come in.
pub(crate) const fn inward(item: u32) -> Key {
    key(IN, item, ANY)
}

/// The station where packets from outside come in by a VPN connection of it.
pub(crate) const fn inward_by(item: u32, connection: u32) -> Key {
    key(IN, item, connection)
}

/// The cite of a gateway.
pub(crate) const fn place(item: u32) -> Cite {
    Cite::resource(Kind::VpnGateway as u8, item)
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item) = (l.net, key.item);
    let gateway = net.vpn_gateway(item);
    let subject = place(item);
    let check = |label, table: Table| Check::new(label, subject, table);
    let here = Some(Place { cite: subject, written: true });
    match key.role {
        LEAVE => {
            let vpc = net.vpc_of(net.subnet_record(key.other).vpc);
            let symmetric = edge_routes::symmetric(l, gateway.id, By::Private, vpc);
            let checks = [network_acl::leaving(l, key.other)].into_iter().chain(symmetric).collect();
            Station { place: None, checks, then: Action::Send(self::key(OUT, item, vpc)) }
        }
        OUT => {
            let attached = gateway.vpc.map(|id| net.vpc_of(id)) == Some(key.other);
            let checks = vec![
                check(&ATTACHMENT, attachment(attached, subject)).noting("attached"),
                check(&SOURCE, sources(net, key)),
                check(&BEHIND, routes(net, item)),
            ];
            Station { place: here, checks, then: Carriers::of(net, gateway.id).nothing(subject).0 }
        }
        STRANGER => Station {
            place: here,
            checks: vec![check(&SOURCE, strangers(net, key.other, subject))],
            then: Action::Drop { reason: &FOREIGN_SOURCE, otherwise: Otherwise::End },
        },
        BY => {
            let mut checks = match key.other {
                ANY => {
                    let carriers = Carriers::of(net, gateway.id);
                    let by_vpn = !carriers.dynamic(net).is_empty();
                    let carried = check(&BEHIND, carried(&carriers, subject));
                    [carried].into_iter().chain(carriers.families(net, gateway.id, by_vpn)).collect()
                }
                connection => vpn_connection::checks(net, connection, Direction::Egress),
            };
            let gate = match key.other {
                ANY => Gate::VpnGateway(item),
                connection => Gate::VpnConnection { gateway: item, connection },
            };
            if key.other == ANY && direct_connect::behind(net, gateway.id) == Leads::Yes {
                checks.push(direct_connect::between(net, gateway.id));
            }
            let (far_end, then) = on_premises::beyond(net, gate, subject, self::key(IN, item, key.other));
            checks.push(far_end);
            Station { place: here, checks, then }
        }
        _ => {
            let mut checks = vec![check(&ATTACHMENT, attachment(gateway.vpc.is_some(), subject)).noting("attached")];
            let carriers = Carriers::of(net, gateway.id);
            match if key.other == ANY { carriers.only() } else { Some(key.other) } {
                Some(connection) => checks.extend(vpn_connection::checks(net, connection, Direction::Ingress)),
                None => {
                    checks.push(check(&BEHIND, carried(&carriers, subject)));
                    let by_vpn = !carriers.up.is_empty() || !carriers.read;
                    checks.extend(carriers.families(net, gateway.id, by_vpn));
                }
            }
            let vpc = gateway.vpc.map_or(0, |id| net.vpc_of(id));
            // Whatever comes in comes by Direct Connect, where no VPN connection can bring it.
            if key.other == ANY
                && carriers.read
                && carriers.up.is_empty()
                && let Some(vpc) = net.vpc_record(vpc)
            {
                checks.extend(direct_connect::into_vpn_gateway(net, gateway.id, &vpc.blocks));
            }
            checks.push(check(&SOURCE, spoofed(net, vpc, subject)));
            Station { place: here, checks, then: edge_routes::inward(net, gateway.id, By::Private, vpc) }
        }
    }
}

fn attachment(attached: bool, cite: Cite) -> Table {
    if attached { Table::passes(cite) } else { Table::refuses(&NOT_ATTACHED, Otherwise::End, cite) }
}

/// It takes what the interfaces of its VPC send, and nothing that came from elsewhere.
fn sources(net: &Network, key: Key) -> Table {
    let directory = Directory { key, field: Field::Source, spans: net.vpc(key.other).interfaces.clone() };
    let stranger = Action::Send(Key { role: STRANGER, ..key });
    Table::directory(directory, Default { action: stranger, cite: place(key.item), assumes: None })
}

/// A source that no interface has, as far as all were read.
fn strangers(net: &Network, vpc: u32, cite: Cite) -> Table {
    let subnets = net.vpc(vpc).subnets.iter().map(|subnet| (*subnet, net.subnet_record(*subnet)));
    let unread = subnets.filter(|(_, subnet)| net.interfaces_of(subnet) == Whole::No);
    let rows = unread.map(|(item, subnet)| {
        let gap = Action::Unknown { gap: &INTERFACES_NOT_READ, otherwise: Otherwise::End };
        let guard = Product::everything().with_source(subnet.addresses());
        Row::new(guard, gap, Cite::resource(Kind::Subnet as u8, item))
    });
    let refuse = Action::Drop { reason: &FOREIGN_SOURCE, otherwise: Otherwise::End };
    Table::first_match(rows.collect(), Default { action: refuse, cite, assumes: None })
}

/// On to what is behind the gateway. Connections of which no tunnel is up are left out before prefixes are compared.
fn routes(net: &Network, item: u32) -> Table {
    let gateway = net.vpn_gateway(item).id;
    let cite = place(item);
    let carriers = Carriers::of(net, gateway);
    // A route of which nothing is known could be the longest match for anything.
    if let Some(unread) = carriers.up.iter().find(|connection| net.vpn_connection(**connection).routes_unread) {
        return Table::unknown(&vpn_connection::UNREADABLE, Otherwise::End, vpn_connection::place(*unread));
    }
    let dynamic = carriers.dynamic(net);
    let to = |block: &Cidr, action, cite| (block.length(), Row::new(with(*block), action, cite));
    let mut rows: Vec<(u8, Row)> = Vec::new();
    let mut written: Vec<(Cidr, Vec<(Cite, Key)>)> = Vec::new();
    for connection in &carriers.up {
        for block in &net.vpn_connection(*connection).routes {
            let way = (vpn_connection::place(*connection), key(BY, item, *connection));
            match written.iter_mut().find(|(known, _)| known == block) {
                Some((_, ways)) => ways.push(way),
                None => written.push((*block, vec![way])),
            }
        }
    }
    for (block, ways) in &written {
        rows.push(match ways.as_slice() {
            [(by, way)] => to(block, Action::Send(*way), *by),
            several => {
                let choice = ChoiceKey { of: cite, what: "VPN connection" };
                to(block, Action::OneOf { key: choice, options: several.into(), kept: false }, cite)
            }
        });
    }
    let learnt = match (dynamic.as_slice(), carriers.direct_connect) {
        ([], Leads::Yes) => Some(key(BY, item, ANY)),
        ([only], Leads::No) => Some(key(BY, item, *only)),
        ([], _) => None,
        _ => Some(key(BY, item, ANY)),
    };
    let (nothing, by) = carriers.nothing(cite);
    let mut default = Default { action: nothing, cite: by, assumes: None };
    if let Some(way) = learnt {
        // What it has propagated it knows; of the rest that the far end has announced it is taken for granted.
        rows.extend(propagated(net, gateway).iter().map(|(block, by)| to(block, Action::Send(way), *by)));
        default = Default { action: Action::Send(way), cite, assumes: Some(&ANNOUNCED) };
    }
    rows.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    let down = carriers.down.iter().flat_map(|connection| {
        let routes = net.vpn_connection(*connection).routes.iter();
        routes.map(|block| to(block, Action::Send(key(BY, item, *connection)), vpn_connection::place(*connection)))
    });
    let mut last: Vec<_> = if learnt.is_none() { down.collect() } else { Vec::new() };
    last.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    if learnt.is_none() && carriers.up.is_empty() && matches!(default.action, Action::Drop { .. }) {
        // Whatever the destination: nothing leads on while all tunnels are down.
        if let Some(first) = carriers.down.first() {
            let send = Action::Send(key(BY, item, *first));
            default = Default { action: send, cite: vpn_connection::place(*first), assumes: None };
        }
    }
    let rows = rows.into_iter().chain(last).map(|(_, row)| row).collect();
    Table::longest_prefix(rows, default)
}

fn with(block: Cidr) -> Product {
    Product::everything().with_destination(block.addresses())
}

/// Whether anything carries packets between the gateway and outside; IPv6 Direct Connect alone does.
fn carried(carriers: &Carriers, cite: Cite) -> Table {
    let (nothing, by) = carriers.nothing(cite);
    let (action, cite) = match (carriers.up.as_slice(), carriers.direct_connect, carriers.down.as_slice()) {
        ([_, ..], ..) | (_, Leads::Yes, _) => (Action::Pass, cite),
        ([], _, [first, ..]) if matches!(nothing, Action::Drop { .. }) => {
            (Action::Drop { reason: &vpn_connection::DOWN, otherwise: Otherwise::Pass }, vpn_connection::place(*first))
        }
        _ => (nothing, by),
    };
    let v6 = IntervalSet::from_ranges(Family::V6.whole().iter().copied());
    let of_v6 = match carriers.direct_connect {
        Leads::Yes => Action::Pass,
        Leads::No => Action::Drop { reason: &NO_IPV6, otherwise: Otherwise::End },
        Leads::Unknown => Action::Unknown { gap: &DIRECT_CONNECT_NOT_READ, otherwise: Otherwise::End },
    };
    let rows = vec![Row::new(Product::everything().with_destination(v6), of_v6, cite)];
    Table::first_match(rows, Default { action, cite, assumes: None })
}

/// What claims to be of the VPC doesn't come in from outside.
fn spoofed(net: &Network, vpc: u32, cite: Cite) -> Table {
    let refuse = Action::Drop { reason: &SPOOFED, otherwise: Otherwise::End };
    let rows = vec![Row::new(Product::everything().with_source(net.vpc_addresses(vpc)), refuse, cite)];
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

fn entry(_: &Lowerer<'_>, _: Key, number: u32) -> Row {
    Row::new(Product::everything(), Action::Pass, interface::place(number).cite)
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    vec![Check::new(&BEHIND, place(item), routes(l.net, item))]
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let gateway = net.vpn_gateway(cite.item);
    Stands::at(gateway.origin).belonging("attached to", gateway.vpc)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let gateway = net.vpn_gateway(cite.item);
    let says = gateway.vpc.map(|vpc| format!("of {}", net.named(vpc)));
    let blocks: Vec<_> = behind(net, cite.item).iter().map(ToString::to_string).collect();
    let blocks = if blocks.is_empty() { "none".to_owned() } else { blocks.join(", ") };
    let whole = net.describe(Kind::VpnGateway, List::VpnGateway, gateway.id, &gateway.tags, gateway.origin);
    Citation { says, holes: vec![("behind", blocks)], ..whole }
}

const COVERAGE: &[Coverage] = modelled!["V1", "V2", "V3", "V9"];

static NOT_ATTACHED: Reason = Reason {
    code: "VGW_NOT_ATTACHED",
    ra_code: Some("BAD_STATE_ATTACHMENT"),
    kind: ReasonKind::Block,
    meaning: "A virtual private gateway carries packets for the VPC that it is attached to.",
    sentence: "{resource} isn't attached to the VPC",
    remedy: "attach it",
    command: Some("aws ec2 attach-vpn-gateway --vpn-gateway-id {id} --vpc-id <the VPC>"),
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html",
    rules: &["V1"],
};

static FOREIGN_SOURCE: Reason = Reason {
    code: "VGW_SOURCE",
    ra_code: Some("VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS"),
    kind: ReasonKind::Block,
    meaning: "A virtual private gateway takes only what interfaces of its VPC send from their own addresses; what came in over \
              a peering connection or a transit gateway doesn't leave by it.",
    sentence: "{source} is no interface's address in the VPC of {resource}",
    remedy: "attach the VPN connection or the Direct Connect gateway to a transit gateway",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    rules: &["V1"],
};

static SPOOFED: Reason = Reason {
    code: "VGW_SPOOFED_SOURCE",
    ra_code: Some("GATEWAY_REJECTS_SPOOFED_TRAFFIC"),
    kind: ReasonKind::Block,
    meaning: "What comes in by a virtual private gateway can't have a source in the VPC.",
    sentence: "{source} is an address of the VPC, and {packet} comes from outside by {resource}",
    remedy: "send from an address of the network outside",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html",
    rules: &["V1"],
};

static NOT_BEHIND: Reason = Reason {
    code: "VGW_NO_ROUTE",
    ra_code: Some("NO_POSSIBLE_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "A virtual private gateway sends on what a static route of a VPN connection or BGP tells it is behind it.",
    sentence: "{resource} knows of nothing outside that {packet} could be to or from (behind it: {behind})",
    remedy: "add a static route to the VPN connection, or announce the network by BGP",
    command: Some(
        "aws ec2 create-vpn-connection-route --vpn-connection-id <the connection> --destination-cidr-block <the network>",
    ),
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html",
    rules: &["V3"],
};

static NO_IPV6: Reason = Reason {
    code: "VGW_IPV6",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "VPN connections at a virtual private gateway carry IPv4 only; IPv6 goes by Direct Connect.",
    sentence: "the VPN connections of {resource} carry IPv4 only, and {packet} is IPv6",
    remedy: "use a VPN connection at a transit gateway, or Direct Connect",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/ipv4-ipv6.html",
    rules: &["V5"],
};

static DIRECT_CONNECT_NOT_READ: Reason = Reason {
    code: "DIRECT_CONNECT_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "No VPN connection of the gateway carries the packet, and whether Direct Connect does isn't known.",
    sentence: "no VPN connection of {resource} carries {packet}, and whether Direct Connect does isn't known",
    remedy: "read the virtual interfaces and the gateway's associations",
    command: Some(
        "aws directconnect describe-virtual-interfaces; aws directconnect describe-direct-connect-gateway-associations \
         --associated-gateway-id {id}",
    ),
    page: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/virtualgateways.html",
    rules: &["V3", "W7"],
};

static ANNOUNCED: Reason = Reason {
    code: "FAR_END_ANNOUNCED",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "The far end has announced the destination to the virtual private gateway by BGP.",
    sentence: "the far end has announced {destination} to {resource} by BGP",
    remedy: "look at what the far end announces; where the gateway propagates it into a route table, the table shows it",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
    rules: &["V3"],
};
