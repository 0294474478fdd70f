//! Amazon's own services on every subnet: DNS, instance metadata, time. No filter looks at what goes to them, and no route
//! leads there.

use crate::component::{Component, Coverage, modelled};
use crate::components::interface;
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Key, Label, Otherwise, Place, Reason, ReasonKind, Row, Station, Table,
};
use packetwalk_space::{Address, Cidr, IntervalSet, Product, Protocol, Sender};

/// Name, addresses, and what it answers on.
type Service = (&'static str, &'static [&'static str], &'static [(Protocol, u16)]);

/// Services with the same address everywhere, and what they answer on. The router's answers are documented nowhere.
const SERVICES: &[Service] = &[
    ("Amazon DNS", &["169.254.169.253/32", "fd00:ec2::253/128"], &[(Protocol::UDP, 53), (Protocol::TCP, 53)]),
    ("instance metadata", &["169.254.169.254/32", "fd00:ec2::254/128"], &[(Protocol::TCP, 80)]),
    ("Amazon Time Sync", &["169.254.169.123/32", "fd00:ec2::123/128"], &[(Protocol::UDP, 123)]),
    ("ECS task metadata", &["169.254.170.2/32"], &[(Protocol::TCP, 80)]),
    ("Windows activation", &["169.254.169.250/31"], &[(Protocol::TCP, 1688)]),
    ("the VPC's router", &[], &[]),
];
const DNS: u32 = 0;
const ROUTER: u32 = 5;

/// No route leads here, whatever route tables say.
const NEVER_ROUTED: &[&str] = &["169.254.168.0/22", "fd00:ec2::/32"];

/// In that range, where VPC Lattice takes packets.
const LATTICE: &str = "169.254.171.0/24";

/// Groups of hosts: no route table sends there, a transit gateway's multicast domain does.
const MULTICAST: &[&str] = &["224.0.0.0/4", "ff00::/8"];

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NOT_ROUTED, &OTHER_PORT, &ROUTER_UNDOCUMENTED, &LATTICE_NOT_MODELLED, &MULTICAST_NOT_MODELLED],
    coverage: COVERAGE,
    station,
    ..Component::plain("service", &[], cite)
};

static NEVER_FILTERED: Label = Label::quiet("never filtered");

/// At the service.
const SERVICE: u8 = 1;
/// On the way back from it.
const BACK: u8 = 2;

fn block(text: &str) -> IntervalSet<Address> {
    text.parse::<Cidr>().map_or_else(|_| IntervalSet::empty(), Cidr::addresses)
}

/// The check, before any filter, of what an interface sends to one of these services.
pub(crate) fn never_filtered(l: &Lowerer<'_>, item: u32) -> Check {
    let net = l.net;
    let cite = |service| Cite::resource(Kind::LinkLocal as u8, service);
    let to = |addresses| Product::everything().with_destination(addresses);
    let at = |service| Key { component: Kind::LinkLocal as u8, role: SERVICE, part: 0, item: service, other: item };
    let mut rows = Vec::new();
    let mut add = |addresses: IntervalSet<Address>, service: u32| {
        let ports = SERVICES.get(service as usize).map_or(&[][..], |(_, _, ports)| ports);
        for (protocol, port) in ports {
            let guard = to(addresses.clone()).with_protocol(IntervalSet::single(*protocol));
            let guard = guard.with_ports(IntervalSet::all(), IntervalSet::single(*port));
            rows.extend(guard.ok().map(|guard| Row::new(guard, Action::Send(at(service)), cite(service))));
        }
        let rest = match service {
            ROUTER => Action::Unknown { gap: &ROUTER_UNDOCUMENTED, otherwise: Otherwise::End },
            _ => Action::Drop { reason: &OTHER_PORT, otherwise: Otherwise::End },
        };
        rows.push(Row::new(to(addresses), rest, cite(service)));
    };
    for (service, (_, blocks, _)) in (0..).zip(SERVICES) {
        blocks.iter().for_each(|text| add(block(text), service));
    }
    let interface = net.interface(item);
    // DNS also answers at the third address of the VPC's primary range.
    let primary = interface.vpc.and_then(|id| net.vpc_record(net.vpc_of(id))).and_then(super::vpc::Vpc::primary);
    if let Some(primary) = primary {
        add(IntervalSet::single(Address::from_number(primary.first().number() + 2)), DNS);
    }
    let subnet = interface.subnet.and_then(|id| net.subnet(id)).map(|subnet| net.subnet_record(subnet));
    if let Some(router) = subnet.and_then(super::subnet::Subnet::router) {
        add(IntervalSet::single(router), ROUTER);
    }
    let lattice = Action::Unknown { gap: &LATTICE_NOT_MODELLED, otherwise: Otherwise::End };
    rows.push(Row::new(to(block(LATTICE)), lattice, interface::place(item).cite));
    let multicast = Action::Unknown { gap: &MULTICAST_NOT_MODELLED, otherwise: Otherwise::End };
    let of_interface = interface::place(item).cite;
    rows.extend(MULTICAST.iter().map(|text| Row::new(to(block(text)), multicast.clone(), of_interface)));
    let refuse = Action::Drop { reason: &NOT_ROUTED, otherwise: Otherwise::End };
    let place = interface::place(item).cite;
    rows.extend(NEVER_ROUTED.iter().map(|text| Row::new(to(block(text)), refuse.clone(), place)));
    // What isn't for a service passes alike, whoever sends it.
    let table = Table::first_match(rows, Default { action: Action::Pass, cite: cite(0), assumes: None });
    Check::new(&NEVER_FILTERED, place, table)
}

fn station(_: &Lowerer<'_>, key: Key) -> Station {
    let subject = Cite::resource(Kind::LinkLocal as u8, key.item);
    match key.role {
        SERVICE => Station {
            place: Some(Place { cite: subject, written: true }),
            checks: Vec::new(),
            then: Action::Deliver { reply: Key { role: BACK, ..key }, sender: Sender::LOST },
        },
        _ => Station {
            place: Some(Place { cite: subject, written: true }),
            checks: Vec::new(),
            then: Action::Send(interface::receive(key.other)),
        },
    }
}

fn cite(_: &Network, cite: Cite) -> Citation {
    let (name, _, ports) = SERVICES.get(cite.item as usize).copied().unwrap_or(("a service", &[], &[]));
    let ports: Vec<_> = ports.iter().map(|(protocol, port)| format!("{protocol} {port}")).collect();
    Citation { id: name.to_owned(), holes: vec![("answers", ports.join(" and "))], ..Citation::default() }
}

const COVERAGE: &[Coverage] = modelled!["A2", "X1", "X2", "X3", "R9", "N10", "S18"];

static OTHER_PORT: Reason = Reason {
    code: "SERVICE_PORT",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "Amazon's own services answer on their own ports only.",
    sentence: "{resource} answers on {answers}, not to {packet}",
    remedy: "ask about the port on which the service answers",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    rules: &["A2", "X1"],
};

static ROUTER_UNDOCUMENTED: Reason = Reason {
    code: "ROUTER_UNDOCUMENTED",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "No filter looks at what goes to the reserved address of a VPC's router, and what it answers isn't documented.",
    sentence: "what the VPC's router answers to {packet} isn't documented",
    remedy: "ask about the address of a host",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    rules: &["X1"],
};

static MULTICAST_NOT_MODELLED: Reason = Reason {
    code: "MULTICAST_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "What is sent to a group of hosts goes, if anywhere, to the members that a transit gateway's multicast domain has, whatever \
              route tables say.",
    sentence: "{destination} is a multicast address, and to whom {packet} goes from {resource} isn't modelled yet",
    remedy: "look at the multicast domain of the subnet, its group's sources and its members",
    command: Some(
        "aws ec2 describe-transit-gateway-multicast-domains; aws ec2 search-transit-gateway-multicast-groups \
         --transit-gateway-multicast-domain-id <the domain>",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-multicast-overview.html",
    rules: &["T23"],
};

static LATTICE_NOT_MODELLED: Reason = Reason {
    code: "LATTICE_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "169.254.171.0/24 is where VPC Lattice takes packets for its services, which isn't modelled yet.",
    sentence: "{destination} is VPC Lattice's, and which service answers there isn't modelled yet",
    remedy: "look at the VPC's service network associations in the console",
    command: None,
    page: "https://docs.aws.amazon.com/vpc-lattice/latest/ug/how-it-works.html",
    rules: &["X3"],
};

pub(crate) static NOT_ROUTED: Reason = Reason {
    code: "LINK_LOCAL_NOT_ROUTED",
    ra_code: Some("NO_ROUTE_TO_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "169.254.168.0/22 and fd00:ec2::/32 are kept for Amazon's services; no route leads there.",
    sentence: "{destination} is kept for Amazon's own services, and no service answers at it",
    remedy: "send to the address of a service, or to another address",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
    rules: &["R9"],
};
