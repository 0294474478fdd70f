//! Gateway route tables: where what comes into a VPC by a gateway goes first.
//!
//! A route table that is associated with an internet gateway or a virtual private gateway is asked about what enters the VPC
//! by it. What its routes can say is little: on to whoever has the address, or to the interface of a middlebox.

use crate::component::{Component, Coverage, modelled};
use crate::components::gateway_endpoint::{self, Type};
use crate::components::route_table::{self, Destination, From, State, Target};
use crate::components::vpc;
use crate::components::{inspection_endpoint, interface, internet_gateway, network_firewall};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use crate::whole::Whole;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Key, Label, Otherwise, Reason, ReasonKind, Row, Station, Table,
};
use packetwalk_space::{Address, Family, IntervalSet, Product, Sender};

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NO_PUBLIC_ADDRESS, &OTHER_FAMILY, &NO_INSTANCE, &NOT_MODELLED, &NOT_READ, &ASYMMETRIC],
    coverage: COVERAGE,
    station,
    ..Component::plain("gateway route table", &[], |_, _| Citation::default())
};

static MIDDLEBOX: Label = Label::quiet("middlebox");
static SYMMETRY: Label = Label::quiet("gateway route table");

/// A kind of gateway that can have a route table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// An internet gateway.
    Internet,
    /// A virtual private gateway.
    Private,
}

/// The kind of a gateway.
pub(crate) fn by(net: &Network, gateway: Symbol) -> Option<By> {
    match net.text(gateway).split_once('-')?.0 {
        "igw" => Some(By::Internet),
        "vgw" => Some(By::Private),
        _ => None,
    }
}

/// The look-up of what comes in by an internet gateway, and of what comes in by a virtual private one.
const FROM_INTERNET: u8 = 1;
const FROM_PRIVATE: u8 = 2;
/// From an internet gateway to the interface of a middlebox.
const TO_MIDDLEBOX: u8 = 3;

/// On from a gateway into its VPC: by its route table, or straight to whoever has the address.
pub(crate) fn inward(net: &Network, gateway: Symbol, by: By, vpc: u32) -> Action {
    let role = match by {
        By::Internet => FROM_INTERNET,
        By::Private => FROM_PRIVATE,
    };
    let tables = |of| net.whole(List::RouteTable, of);
    let tables = || tables(net.described_gateway(gateway)).max(tables(net.whose_vpc(vpc)));
    match net.edge_route_table_of(gateway) {
        Some(item) => Action::Send(Key { component: Kind::EdgeRoutes as u8, role, part: 0, item, other: vpc }),
        // A table that wasn't read may be the gateway's.
        None if tables() == Whole::No => {
            Action::Unknown { gap: &NOT_READ, otherwise: Otherwise::Send(vpc::deliver(vpc)) }
        }
        None => Action::Send(vpc::deliver(vpc)),
    }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    if key.role == TO_MIDDLEBOX {
        let row = internet_gateway::of_interface(l.net, key.item, Action::Pass);
        let (cite, default) = (row.cite, Default { action: Action::Pass, cite: row.cite, assumes: None });
        let check = Check::new(&MIDDLEBOX, cite, Table::first_match(vec![row], default));
        return Station { place: None, checks: vec![check], then: Action::Send(interface::enter(key.item)) };
    }
    let by = if key.role == FROM_INTERNET { By::Internet } else { By::Private };
    let subject = Cite::resource(Kind::RouteTable as u8, key.item);
    let table = route_table::lower(l, key.item, From::Gateway(by, key.other));
    let then = Action::Send(vpc::deliver(key.other));
    Station { place: None, checks: vec![Check::new(&route_table::ROUTE, subject, table)], then }
}

/// Where a route leads that names something else than the VPC itself: straight into the interface of a middlebox.
pub(crate) fn redirect(l: &Lowerer<'_>, id: Symbol, destination: Destination, by: By) -> Action {
    let net = l.net;
    let item = match net.resource(net.routable(id)) {
        Some((Kind::Interface, item)) => item,
        Some((Kind::NetworkFirewall, item)) => return Action::Send(network_firewall::enter(item)),
        Some((Kind::GatewayEndpoint, item)) if gateway_endpoint::kind(net, item) == Type::Inspection => {
            return Action::Send(inspection_endpoint::enter(item));
        }
        Some(_) => return Action::Unknown { gap: &NOT_MODELLED, otherwise: Otherwise::End },
        None => return Action::Send(l.missing(id)),
    };
    let enter = interface::enter(item);
    if net.interface(item).instance.is_none() {
        return Action::Unknown { gap: &NO_INSTANCE, otherwise: Otherwise::Send(enter) };
    }
    if by == By::Private {
        return Action::Send(enter);
    }
    let family = match destination {
        Destination::Block(block) => block.family(),
        Destination::List(_) => Family::V4,
    };
    let [v4, v6] = [Family::V4, Family::V6].map(|family| has_public(net, item, family));
    match if family == Family::V4 { (v4, v6) } else { (v6, v4) } {
        (true, _) if net.interface(item).denies_internet => {
            let component = Kind::EdgeRoutes as u8;
            Action::Send(Key { component, role: TO_MIDDLEBOX, part: 0, item, other: 0 })
        }
        (true, _) => Action::Send(enter),
        (false, true) => Action::Unknown { gap: &OTHER_FAMILY, otherwise: Otherwise::Send(enter) },
        (false, false) => Action::Drop { reason: &NO_PUBLIC_ADDRESS, otherwise: Otherwise::Send(enter) },
    }
}

/// Whether an interface has a public address of a family.
fn has_public(net: &Network, item: u32, family: Family) -> bool {
    match family {
        Family::V4 => net.topology.pairs.iter().any(|pair| pair.interface == item),
        Family::V6 => {
            let v6 = IntervalSet::from_ranges(Family::V6.whole().iter().copied());
            let owned = net.interface(item).owned().intersection(&v6);
            let vpc = net.interface(item).vpc.map(|id| net.vpc_of(id));
            let public = match vpc.and_then(|vpc| net.private_addresses(vpc)) {
                Some(private) => crate::addresses::public().difference(private),
                None => crate::addresses::public(),
            };
            owned.meets(&public)
        }
    }
}

/// What leaves a VPC by a gateway whose route table sends the answers to a middlebox: only what came by that middlebox, too,
/// or is from it. `None` where the gateway has no table.
pub(crate) fn symmetric(l: &Lowerer<'_>, gateway: Symbol, by: By, vpc: u32) -> Option<Check> {
    let item = l.net.edge_route_table_of(gateway)?;
    let subject = Cite::resource(Kind::RouteTable as u8, item);
    let mut rows = Vec::new();
    // The longest prefix of the way in decides about the source on the way out.
    for row in route_table::lower(l, item, From::Gateway(by, vpc)).rows {
        let redirected = row.guard.destination;
        let active = route_table::what(l.net, row.cite).filter(|what| what.state == State::Active);
        let to = match active.map(|what| what.target) {
            Some(Target::Resource(id)) => l.net.resource(l.net.routable(id)),
            Some(Target::NextHop(address)) => {
                l.net.vpc(vpc).interfaces.find(address).map(|owner| (Kind::Interface, owner.number))
            }
            Some(Target::Local | Target::None) | None => {
                rows.push(Row::new(Product::everything().with_source(redirected), Action::Pass, row.cite));
                continue;
            }
        };
        let (own, action) = match to {
            Some((Kind::Interface, item)) => {
                (l.net.interface(item).owned(), Action::Drop { reason: &ASYMMETRIC, otherwise: Otherwise::Pass })
            }
            Some((Kind::NetworkFirewall, _)) => {
                (IntervalSet::empty(), Action::Drop { reason: &ASYMMETRIC, otherwise: Otherwise::Pass })
            }
            Some((Kind::GatewayEndpoint, item)) if gateway_endpoint::kind(l.net, item) == Type::Inspection => {
                (IntervalSet::empty(), Action::Drop { reason: &ASYMMETRIC, otherwise: Otherwise::Pass })
            }
            _ => (IntervalSet::empty(), Action::Unknown { gap: &NOT_MODELLED, otherwise: Otherwise::Pass }),
        };
        let from = |addresses: &IntervalSet<Address>| Product::everything().with_source(addresses.clone());
        rows.push(Row::new(from(&own.intersection(&redirected)), Action::Pass, row.cite));
        // Behind a firewall nobody is known as the sender.
        let firewall = matches!(to, Some((Kind::NetworkFirewall, _)));
        let passed_on = if firewall {
            IntervalSet::single(Sender::LOST)
        } else {
            IntervalSet::range(Sender::INSPECTED, Sender::PASSED_ON)
        };
        rows.push(Row::new(from(&redirected).with_sender(passed_on), Action::Pass, row.cite));
        rows.push(Row::new(from(&redirected), action, row.cite));
    }
    let table = Table::first_match(rows, Default { action: Action::Pass, cite: subject, assumes: None });
    Some(Check::new(&SYMMETRY, subject, table))
}

const COVERAGE: &[Coverage] = modelled!["G1", "G2", "G3", "G4", "G5"];

const PAGE: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html";

static NO_PUBLIC_ADDRESS: Reason = Reason {
    code: "EDGE_TARGET_NO_PUBLIC_ADDRESS",
    ra_code: Some("INGRESS_RTB_NO_PUBLIC_IP"),
    kind: ReasonKind::Block,
    meaning: "The route table of an internet gateway sends packets to an interface that has no public address, and an internet \
              gateway doesn't reach such a one.",
    sentence: "the route {says} of {resource} leads to an interface without a public address, which the internet gateway \
               doesn't reach",
    remedy: "associate an Elastic IP address with the middlebox's interface",
    command: None,
    page: PAGE,
    rules: &["G3"],
};

static OTHER_FAMILY: Reason = Reason {
    code: "EDGE_TARGET_OTHER_FAMILY",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The route table of an internet gateway sends packets to an interface that has a public address of the other IP \
              family only, and AWS doesn't say whether that suffices.",
    sentence: "the interface to which the route {says} of {resource} leads has a public address of the other IP family only, and \
               whether {packet} gets there isn't documented",
    remedy: "give the middlebox's interface a public address of the same family",
    command: None,
    page: PAGE,
    rules: &["G3"],
};

static NO_INSTANCE: Reason = Reason {
    code: "EDGE_TARGET_WITHOUT_INSTANCE",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A gateway's route table reaches only interfaces that are attached to a running instance, and the snapshot names no \
              instance for this one.",
    sentence: "the snapshot names no instance for the interface to which the route {says} of {resource} leads, and no other \
               interface is reached so",
    remedy: "read the interface again, or attach it to a running instance",
    command: Some("aws ec2 describe-network-interfaces"),
    page: PAGE,
    rules: &["G3"],
};

static NOT_MODELLED: Reason = Reason {
    code: "EDGE_TARGET_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A gateway's route table sends packets to a middlebox of a kind that packetwalk doesn't model yet.",
    sentence: "the route {says} of {resource} leads to something that packetwalk doesn't model as a middlebox yet",
    remedy: "look at what stands behind the route in the console, and walk on from there",
    command: None,
    page: PAGE,
    rules: &["G2"],
};

static NOT_READ: Reason = Reason {
    code: "EDGE_TABLES_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "Whether the gateway has a route table of its own isn't known: the route tables were not all read.",
    sentence: "whether {resource} has a route table of its own isn't known: the route tables were not all read",
    remedy: "read the route tables",
    command: Some("aws ec2 describe-route-tables"),
    page: PAGE,
    rules: &["G1"],
};

static ASYMMETRIC: Reason = Reason {
    code: "EDGE_ROUTE_ASYMMETRIC",
    ra_code: Some("INGRESS_RTB_TRAFFIC_REDIRECTION"),
    kind: ReasonKind::Block,
    meaning: "What comes in for the source goes by a middlebox, since the gateway's route table says so, and what it sends must \
              leave by that middlebox, too: straight to the gateway it is dropped.",
    sentence: "{resource} sends what comes in for {source} to a middlebox ({says}), so what {source} sends can't leave by the \
               gateway directly",
    remedy: "send what is for {destination} by the same middlebox: a route of the sender's subnet",
    command: None,
    page: PAGE,
    rules: &["G5"],
};
