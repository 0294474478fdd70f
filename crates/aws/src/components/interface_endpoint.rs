//! Interface endpoints (PrivateLink): an address in a subnet behind which a service answers.
//!
//! A service whose making is in the snapshot is walked on to: by one of its Network Load Balancers, to the targets.

use crate::component::{Component, Coverage, modelled};
use crate::components::gateway_endpoint::{self, KIND_NOT_MODELLED, Type};
use crate::components::{encryption_control, endpoint_service, interface, load_balancer};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Citation, Cite, Default, Key, Label, Opens, Otherwise, Reason, ReasonKind, Row, Station,
    Table, Translation, Unless,
};
use packetwalk_space::{Address, AddressRewrite, Family, IntervalSet, Product, Protocol, Rewrite, Sender};
use std::sync::Arc;

pub(crate) static COMPONENT: Component = Component {
    reasons: &[
        &STARTS_NOTHING,
        &PROTOCOL,
        &DATAGRAMS,
        &ANSWERS,
        &CONNECTION,
        &SERVICE_STATE,
        &NOT_IN_ZONE,
        &OTHER_REGION,
        &NO_NODE,
        &NO_BALANCER,
        &NO_ADDRESS,
        &NO_CONNECTION,
    ],
    coverage: COVERAGE,
    station,
    ..Component::plain("interface endpoint", &[], |_, _| Citation::default())
};

static PROTOCOLS: Label = Label::told("endpoint protocol", None);
static ACCEPTED: Label = Label::quiet("endpoint connection");
static SERVICE: Label = Label::told("endpoint service", None);
static FORGETTING: Label = Label::quiet("who sent");
static TRANSLATION: Label = Label::quiet("PrivateLink");
static REPLY: Label = Label::quiet("reply");

/// At the endpoint (`Key::item`), by one of its interfaces (`Key::other`).
const AT: u8 = 2;
/// From an interface of an endpoint (`Key::item`) to a load balancer's node (`Key::other`).
const LINK: u8 = 3;
/// Back at the endpoint from its service's load balancer.
const BACK: u8 = 4;
/// A service that isn't in the snapshot answers.
const ANSWER: u8 = 5;

/// In cites of endpoints: what one of its interfaces has opened.
const OPENED: u8 = 1;

const fn key(role: u8, item: u32, other: u32) -> Key {
    Key { component: Kind::InterfaceEndpoint as u8, role, part: 0, item, other }
}

/// The station where packets come to an endpoint by one of its interfaces.
pub(crate) const fn at(endpoint: u32, interface: u32) -> Key {
    key(AT, endpoint, interface)
}

const fn opened(endpoint: u32, interface: u32) -> Cite {
    Cite { list: OPENED, rule: interface, ..gateway_endpoint::place(endpoint).cite }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let net = l.net;
    match key.role {
        AT => {
            let place = Some(gateway_endpoint::place(key.item));
            if gateway_endpoint::kind(net, key.item) != Type::Interface {
                let then = Action::Unknown { gap: &KIND_NOT_MODELLED, otherwise: Otherwise::End };
                return Station { place, checks: Vec::new(), then };
            }
            let mut checks = checks(l, key.item);
            checks.extend(net.vpc_endpoint(key.item).vpc.and_then(|vpc| encryption_control::at_endpoint(net, vpc)));
            checks.push(service(net, key.item, key.other));
            let reply = self::key(ANSWER, key.item, key.other);
            Station { place, checks, then: Action::Deliver { reply, sender: interface::sender(key.other) } }
        }
        LINK => {
            let (node, balancer) = (key.other, net.balancer_of_interface(key.other).unwrap_or(0));
            let cite = interface::place(node).cite;
            let mut checks = vec![Check::new(&FORGETTING, cite, forgetting(cite))];
            checks.extend(load_balancer::filters_private_link(l, balancer, node));
            checks.push(link(net, key.item, node));
            let then = Action::Send(load_balancer::linked(balancer, node));
            Station { place: Some(interface::place(node)), checks, then }
        }
        ANSWER => {
            let place = Some(gateway_endpoint::place(key.item));
            Station { place, checks: Vec::new(), then: Action::Send(interface::replying(key.other)) }
        }
        _ => {
            let place = gateway_endpoint::place(key.item);
            let state = opened(key.item, key.other);
            let restore = Action::Restore { state, unless: Unless::Refused(&NO_CONNECTION) };
            let table = Table::first_match(Vec::new(), Default { action: restore, cite: place.cite, assumes: None });
            let checks = vec![Check::new(&REPLY, place.cite, table)];
            Station { place: Some(place), checks, then: Action::Send(interface::replying(key.other)) }
        }
    }
}

/// What every packet to the service passes at the endpoint.
pub(crate) fn checks(l: &Lowerer<'_>, endpoint: u32) -> Vec<Check> {
    let net = l.net;
    let cite = gateway_endpoint::place(endpoint).cite;
    let of = |protocol| Product::everything().with_protocol(IntervalSet::single(protocol));
    let carried =
        vec![Row::new(of(Protocol::TCP), Action::Pass, cite), Row::new(of(Protocol::UDP), Action::Pass, cite)];
    let refuse = Action::Drop { reason: &PROTOCOL, otherwise: Otherwise::End };
    let protocols = Table::first_match(carried, Default { action: refuse, cite, assumes: None });
    vec![gateway_endpoint::usable(net, endpoint), accepted(net, endpoint), Check::new(&PROTOCOLS, cite, protocols)]
}

/// Whether the service's owner has accepted the endpoint, as far as that is told apart from the endpoint's own state.
pub(crate) fn accepted(net: &Network, endpoint: u32) -> Check {
    let cite = gateway_endpoint::place(endpoint).cite;
    let state = net.connection_of(endpoint).and_then(|connection| connection.state).map(|state| net.text(state));
    let table = match state {
        Some(state) if !state.eq_ignore_ascii_case("available") => Table::refuses(&CONNECTION, Otherwise::Pass, cite),
        _ => Table::passes(cite),
    };
    Check::new(&ACCEPTED, cite, table)
}

/// What stands behind the endpoint: an own service's load balancer, or a service of somebody else's, which answers.
fn service(net: &Network, endpoint: u32, interface: u32) -> Check {
    let cite = gateway_endpoint::place(endpoint).cite;
    let Some(service) = net.service_of(endpoint) else {
        let guard = Product::everything().with_protocol(IntervalSet::single(Protocol::TCP));
        let answers = Row { assumes: Some(&ANSWERS), ..Row::new(guard, Action::Pass, cite) };
        let unknown = Action::Unknown { gap: &DATAGRAMS, otherwise: Otherwise::Pass };
        return Check::new(
            &SERVICE,
            cite,
            Table::first_match(vec![answers], Default { action: unknown, cite, assumes: None }),
        );
    };
    let subject = endpoint_service::of_service(service);
    let action = to_balancers(net, endpoint, interface, service);
    Check::new(&SERVICE, subject, Table::first_match(Vec::new(), Default { action, cite: subject, assumes: None }))
}

/// On to the node of one of the service's load balancers in the endpoint's zone.
fn to_balancers(net: &Network, endpoint: u32, interface: u32, service: u32) -> Action {
    let record = net.endpoint_service(service);
    let refuse = |reason| Action::Drop { reason, otherwise: Otherwise::End };
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    if record.state.is_some_and(|state| net.text(state) != "Available") {
        return refuse(&SERVICE_STATE);
    }
    let zone = zone_of(net, interface);
    let region = net.vpc_endpoint(endpoint).service_region.map(|region| net.text(region));
    let own_region = zone.and_then(|(_, name)| name).map(|name| net.text(name));
    if let (Some(region), Some(zone)) = (region, own_region)
        && !zone.starts_with(region)
    {
        return unknown(&OTHER_REGION);
    }
    let offered = |(id, name): (Symbol, Option<Symbol>)| {
        record.zones.contains(&id) || name.is_some_and(|name| record.zones.contains(&name))
    };
    if !record.zones.is_empty() && zone.is_some_and(|zone| !offered(zone)) {
        return refuse(&NOT_IN_ZONE);
    }
    let connected = net.connection_of(endpoint).map_or(&[][..], |connection| &connection.balancers);
    let balancers = if connected.is_empty() { &record.balancers } else { connected };
    let mut nodes = Vec::new();
    for arn in balancers {
        let Some(balancer) = net.load_balancer_called(*arn) else { return unknown(&NO_BALANCER) };
        let near = |node: &&u32| zone.is_some() && zone_of(net, **node).map(|(id, _)| id) == zone.map(|(id, _)| id);
        let near = net.balancer_nodes(balancer).iter().filter(near);
        nodes.extend(near.map(|node| (load_balancer::place(balancer).cite, key(LINK, interface, *node))));
    }
    match nodes.as_slice() {
        [] if balancers.is_empty() => unknown(&NO_BALANCER),
        [] => unknown(&NO_NODE),
        [(_, to)] => Action::Send(*to),
        several => {
            let of = endpoint_service::of_service(service);
            Action::OneOf { key: ChoiceKey { of, what: "load balancer" }, kept: false, options: several.into() }
        }
    }
}

/// The zone of an interface: the id that all accounts share, where it is printed, and the name.
pub(crate) fn zone_of(net: &Network, interface: u32) -> Option<(Symbol, Option<Symbol>)> {
    let subnet = net.subnet_record(net.interface(interface).subnet.and_then(|id| net.subnet(id))?);
    Some((subnet.zone?, subnet.zone_name))
}

/// Security groups see the client's address behind an endpoint, and not whose interface it is.
fn forgetting(cite: Cite) -> Table {
    let rewrite = Rewrite { sender: Some(Sender::LOST), ..Rewrite::default() };
    let forget = Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens: None }));
    Table::first_match(Vec::new(), Default { action: forget, cite, assumes: None })
}

/// Behind the endpoint packets have the address of the load balancer's node, and what answers them comes back to the endpoint.
fn link(net: &Network, interface: u32, node: u32) -> Check {
    let endpoint = net.endpoint_of_interface(interface).unwrap_or(0);
    let cite = interface::place(node).cite;
    let mut rows = Vec::new();
    for family in [Family::V4, Family::V6] {
        let of_family = IntervalSet::from_ranges(family.whole().iter().copied());
        let own = net.interface(node).addresses.iter().map(|assigned| assigned.private);
        let Some(own) = own.clone().find(|address| address.family() == family) else { continue };
        let own: IntervalSet<Address> = IntervalSet::single(own);
        let rewrite = Rewrite {
            source: Some(AddressRewrite::Set(own.clone())),
            destination: Some(AddressRewrite::Set(own)),
            ..Rewrite::default()
        };
        let opens = Some(Opens {
            state: opened(endpoint, interface),
            unless: &NO_CONNECTION,
            replies: Some(key(BACK, endpoint, interface)),
        });
        let translate = Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens }));
        rows.push(Row::new(Product::everything().with_source(of_family), translate, cite));
    }
    let unknown = Action::Unknown { gap: &NO_ADDRESS, otherwise: Otherwise::End };
    Check::new(&TRANSLATION, cite, Table::first_match(rows, Default { action: unknown, cite, assumes: None }))
}

/// The addresses by which clients know an endpoint.
pub(crate) fn addresses(net: &Network, endpoint: u32) -> IntervalSet<Address> {
    let interfaces = net.vpc_endpoint(endpoint).interfaces.iter().filter_map(|id| net.find_interface(*id));
    let owned = interfaces.flat_map(|item| net.interface(item).owned().ranges().to_vec());
    IntervalSet::from_ranges(owned)
}

const COVERAGE: &[Coverage] = modelled!["IE1", "IE2", "IE3", "IE4", "IE5", "IE8", "IE11", "RP8"; "IE6": &ANSWERS];

const PAGE: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html";
const SERVICES: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html";

pub(crate) static STARTS_NOTHING: Reason = Reason {
    code: "ENDPOINT_STARTS_NOTHING",
    ra_code: Some("VPCE_INTRA_VPC_TRAFFIC"),
    kind: ReasonKind::Block,
    meaning: "The service behind a VPC endpoint answers what hosts send to it; it starts no conversation of its own.",
    sentence: "{resource} belongs to a VPC endpoint, which answers and starts nothing",
    remedy: "ask about the way from the host to the endpoint",
    command: None,
    page: PAGE,
    rules: &["IE1"],
};

static PROTOCOL: Reason = Reason {
    code: "INTERFACE_ENDPOINT_PROTOCOL",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "An interface endpoint carries TCP and UDP. It answers no ping.",
    sentence: "{resource} carries tcp and udp, not {packet}",
    remedy: "test with a TCP connection to a port of the service",
    command: None,
    page: PAGE,
    rules: &["IE1"],
};

static DATAGRAMS: Reason = Reason {
    code: "ENDPOINT_SERVICE_UDP",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Services take TCP; which of somebody else's take UDP isn't in a snapshot.",
    sentence: "whether the service behind {resource} ({service}) takes udp isn't known",
    remedy: "look it up in the service's documentation",
    command: None,
    page: PAGE,
    rules: &["IE1"],
};

static ANSWERS: Reason = Reason {
    code: "ENDPOINT_SERVICE_ANSWERS",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "The service behind an interface endpoint is AWS's or another account's, and is taken to answer at the port.",
    sentence: "the service behind {resource} ({service}) answers at the port",
    remedy: "where the service is your own, read how it is made",
    command: Some("aws ec2 describe-vpc-endpoint-service-configurations"),
    page: PAGE,
    rules: &["IE6"],
};

static CONNECTION: Reason = Reason {
    code: "ENDPOINT_NOT_ACCEPTED",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "The owner of an endpoint service sees the endpoint in a state in which it carries no packets.",
    sentence: "the service's owner sees {resource} as {connection}, not as available",
    remedy: "accept the endpoint at the service",
    command: Some("aws ec2 accept-vpc-endpoint-connections --service-id <the service> --vpc-endpoint-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html",
    rules: &["IE3"],
};

static SERVICE_STATE: Reason = Reason {
    code: "ENDPOINT_SERVICE_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "An endpoint service takes packets only while it is available.",
    sentence: "{resource} is {state}",
    remedy: "wait until the service is available, or make it anew",
    command: None,
    page: SERVICES,
    rules: &["IE3"],
};

static NOT_IN_ZONE: Reason = Reason {
    code: "ENDPOINT_SERVICE_NOT_IN_ZONE",
    ra_code: Some("VPCE_SERVICE_NOT_INSTALLED_IN_AZ"),
    kind: ReasonKind::Block,
    meaning: "An endpoint reaches its service in its own zone only, and the service isn't offered there.",
    sentence: "{resource} is offered in {zones}, not in the endpoint's zone",
    remedy: "enable the zone on the service's load balancer, or use the endpoint's interface in another zone",
    command: None,
    page: SERVICES,
    rules: &["IE8"],
};

static OTHER_REGION: Reason = Reason {
    code: "ENDPOINT_SERVICE_IN_OTHER_REGION",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The endpoint's service is in another Region, and in which of its zones packets arrive there isn't documented.",
    sentence: "{resource} is in another Region than the endpoint, and by which of its zones it takes packets isn't documented",
    remedy: "walk on from a client in the service's Region",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html",
    rules: &["IE8"],
};

static NO_NODE: Reason = Reason {
    code: "ENDPOINT_SERVICE_NODE_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The service's load balancer has no interface in the endpoint's zone in the snapshot.",
    sentence: "no node of the load balancer behind {resource} in the endpoint's zone is in the snapshot",
    remedy: "read the interfaces in the load balancer's VPC",
    command: Some("aws ec2 describe-network-interfaces"),
    page: SERVICES,
    rules: &["IE4", "IE8"],
};

static NO_BALANCER: Reason = Reason {
    code: "ENDPOINT_SERVICE_BALANCER_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The load balancer behind an endpoint service isn't in the snapshot.",
    sentence: "the load balancer behind {resource} isn't in the snapshot",
    remedy: "read the load balancers",
    command: Some("aws elbv2 describe-load-balancers"),
    page: SERVICES,
    rules: &["IE4"],
};

static NO_ADDRESS: Reason = Reason {
    code: "ENDPOINT_SERVICE_OTHER_FAMILY",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The node of the service's load balancer has no address of the packets' IP family in the snapshot.",
    sentence: "{resource} has no address of the packets' IP family, and from which address it sends on isn't known",
    remedy: "read the interfaces again, or use the other IP family",
    command: Some("aws ec2 describe-network-interfaces"),
    page: SERVICES,
    rules: &["IE11"],
};

static NO_CONNECTION: Reason = Reason {
    code: "ENDPOINT_NO_CONNECTION",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "By a VPC endpoint only what answers its clients comes back.",
    sentence: "{packet} answers nothing that came by {resource}",
    remedy: "let the service answer what it is asked",
    command: None,
    page: PAGE,
    rules: &["IE1"],
};
