//! VPC endpoints as AWS prints them, and gateway endpoints: the way to S3 and DynamoDB without an internet gateway.
//!
//! What interface endpoints do stands in `interface_endpoint.rs`. Endpoints of other kinds are read and named.

mod reasons;
mod record;

use crate::caution::{Course, Step};
use crate::component::{Component, Coverage, LEAVE, modelled};
use crate::components::{inspection_endpoint, interface_endpoint, network_acl, vpc};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Caution, Check, Citation, Cite, Default, Key, Label, Otherwise, Place, Row, Station, Table,
};
use packetwalk_space::{Address, IntervalSet, Product, Protocol};
use reasons::{MANAGED, NAT_SOURCE, PARTIAL, POLICY, PROTOCOL, SOURCE, STATE};

pub(crate) use reasons::KIND_NOT_MODELLED;
pub(crate) use record::VpcEndpoint;

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
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    tables,
    route_target: true,
    always_tracked: |net, item| {
        let of_dynamodb = |service| net.text(service).ends_with(".dynamodb");
        kind(net, item) != Type::Gateway || net.vpc_endpoint(item).service.is_some_and(of_dynamodb)
    },
    cautions,
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

/// Endpoints on the way to a service whose policies may refuse what is asked of it.
fn cautions(l: &Lowerer<'_>, course: &Course<'_>) -> Vec<Caution> {
    let places = course.steps.iter().filter_map(|step| match step {
        Step::Place(place) if place.component == Kind::GatewayEndpoint as u8 => Some(*place),
        _ => None,
    });
    let restricting = places.filter(|place| l.net.vpc_endpoint(place.item).restricts);
    restricting.map(|cite| Caution { reason: &POLICY, cite, holes: Vec::new() }).collect()
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
