//! Endpoints of Gateway Load Balancers: routes lead packets there, appliances look at them, and they come back as they were.

use crate::component::{Component, Coverage, modelled};
use crate::components::load_balancer::record::Act;
use crate::components::target_group::appliances::{Appliances, appliances};
use crate::components::{block_public_access, gateway_endpoint, interface, interface_endpoint, network_acl, subnet};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Key, Label, Opens, Otherwise, Reason, ReasonKind, Row, Station, Table,
    Translation,
};
use packetwalk_space::{Family, IntervalSet, Product, Rewrite, Sender};
use std::sync::Arc;

pub(crate) static COMPONENT: Component = Component {
    reasons: &[
        &NO_SUBNET,
        &CLIENTS_ADDRESS,
        &NO_APPLIANCE,
        &OUT_OF_SERVICE,
        &GENEVE_REFUSED,
        &GENEVE_PARTLY_REFUSED,
        &UNHEALTHY,
        &APPLIANCES_PASS,
        &SEES_ONE_WAY,
        &SEES_REPLIES_ONLY,
    ],
    coverage: COVERAGE,
    station,
    ..Component::plain("Gateway Load Balancer endpoint", &[], |_, _| Citation::default())
};

static PUBLIC_ACCESS: Label = Label::quiet("Block Public Access").filtering();
static PRESERVED: Label = Label::quiet("client's address");
static HEALTH: Label = Label::quiet("appliances");
static INSPECTION: Label = Label::told("inspection", None);
static LOST: Label = Label::quiet("who sent");

/// Packets that come into the endpoint's subnet for it.
const ENTER: u8 = 2;

/// The station where packets come to an endpoint because a route says so.
pub(crate) const fn enter(endpoint: u32) -> Key {
    Key { component: Kind::InspectionEndpoint as u8, role: ENTER, part: 0, item: endpoint, other: 0 }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let place = gateway_endpoint::place(key.item);
    let Some(there) = subnet_of(l.net, key.item) else {
        let then = Action::Unknown { gap: &NO_SUBNET, otherwise: Otherwise::End };
        return Station { place: Some(place), checks: Vec::new(), then };
    };
    // Unlike elsewhere, the network ACL is asked about what comes from the endpoint's own subnet, too.
    let mut checks = vec![network_acl::entering_subnet(l, there)];
    checks.extend(self::checks(l, key.item));
    Station { place: Some(place), checks, then: Action::Send(subnet::onward_of_balancer(there)) }
}

/// The subnet of an endpoint: it has one.
fn subnet_of(net: &Network, endpoint: u32) -> Option<u32> {
    net.vpc_endpoint(endpoint).subnets.iter().find_map(|id| net.subnet(*id)).or_else(|| {
        let interfaces = net.vpc_endpoint(endpoint).interfaces.iter().filter_map(|id| net.find_interface(*id));
        interfaces.filter_map(|item| net.interface(item).subnet).find_map(|id| net.subnet(id))
    })
}

/// What packets pass at the endpoint.
pub(crate) fn checks(l: &Lowerer<'_>, endpoint: u32) -> Vec<Check> {
    let net = l.net;
    let cite = gateway_endpoint::place(endpoint).cite;
    let public = subnet_of(net, endpoint).map(|there| block_public_access::at_endpoint(net, there, cite));
    let mut checks = vec![gateway_endpoint::usable(net, endpoint), interface_endpoint::accepted(net, endpoint)];
    checks.extend(public.map(|table| Check::new(&PUBLIC_ACCESS, cite, table)));
    checks.push(Check::new(&PRESERVED, cite, clients_addresses(net, cite)));
    checks.push(Check::new(&HEALTH, cite, health(l, endpoint, cite)));
    let inspection = Check::new(&INSPECTION, cite, inspection(cite));
    checks.push(inspection.remembering(cite).wanting_replies(&SEES_ONE_WAY));
    checks.push(Check::new(&LOST, cite, forgetting(cite, None, None)));
    checks
}

/// What a Network Load Balancer sends on with its client's address doesn't get past an endpoint.
fn clients_addresses(net: &Network, cite: Cite) -> Table {
    let nodes = (0..).zip(net.snapshot.records.load_balancers.iter()).filter(|(balancer, _)| net.is_network(*balancer));
    let nodes = nodes.flat_map(|(balancer, _): (u32, _)| net.balancer_nodes(balancer).iter().copied());
    let rows = nodes.map(|node| {
        let others = net.interface(node).owned().complement();
        let guard = Product::everything().with_source(others).with_sender(IntervalSet::single(interface::sender(node)));
        Row::new(guard, Action::Drop { reason: &CLIENTS_ADDRESS, otherwise: Otherwise::Pass }, cite)
    });
    Table::first_match(rows.collect(), Default { action: Action::Pass, cite, assumes: None })
}

/// How the appliances fare behind a service of the snapshot's own, in the endpoint's zone.
fn health(l: &Lowerer<'_>, endpoint: u32, cite: Cite) -> Table {
    match behind(l, endpoint) {
        Some(Appliances::None) => Table::refuses(&NO_APPLIANCE, Otherwise::Pass, cite),
        Some(Appliances::OutOfService) => Table::refuses(&OUT_OF_SERVICE, Otherwise::Pass, cite),
        Some(Appliances::Refused(filter)) => Table::refuses(&GENEVE_REFUSED, Otherwise::Pass, filter),
        Some(Appliances::PartlyRefused(filter)) => Table::unknown(&GENEVE_PARTLY_REFUSED, Otherwise::Pass, filter),
        Some(Appliances::Unhealthy) => Table::unknown(&UNHEALTHY, Otherwise::Pass, cite),
        Some(Appliances::Healthy | Appliances::Unread) | None => Table::passes(cite),
    }
}

fn behind(l: &Lowerer<'_>, endpoint: u32) -> Option<Appliances> {
    let net = l.net;
    let service = net.endpoint_service(net.service_of(endpoint)?);
    let connected = net.connection_of(endpoint).map_or(&[][..], |connection| &connection.balancers);
    // An endpoint is connected to one of several; which one, only its connection tells.
    let [arn] = (if connected.is_empty() { &service.balancers } else { connected }) else { return None };
    let balancer = net.load_balancer_called(*arn)?;
    let zone = net.subnet_record(subnet_of(net, endpoint)?).zone?;
    let in_zone = |node: &&u32| interface_endpoint::zone_of(net, **node).is_some_and(|(of, _)| of == zone);
    let node = net.balancer_nodes(balancer).iter().find(in_zone)?;
    let [listener] = net.listeners_of(*arn) else { return None };
    match &*net.listener(*listener).actions {
        [Act::Forward(group)] => Some(appliances(l, *group, balancer, *node)),
        _ => None,
    }
}

/// The appliances are taken to pass what they see, as it was; on the way back they may insist on having seen what it answers.
fn inspection(cite: Cite) -> Table {
    let opens = Opens { state: cite, unless: &SEES_REPLIES_ONLY, replies: None };
    forgetting(cite, Some(&opens), Some(&APPLIANCES_PASS))
}

/// Who sent a packet is lost behind an endpoint. What a host has passed on before may still have another's address.
fn forgetting(cite: Cite, opens: Option<&Opens>, assumes: Option<&'static Reason>) -> Table {
    let to = |sender| {
        let rewrite = Rewrite { sender: Some(sender), ..Rewrite::default() };
        Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens: opens.cloned() }))
    };
    let v4 = IntervalSet::from_ranges(Family::V4.whole().iter().copied());
    let passed_on = Product::everything().with_source(v4).with_sender(IntervalSet::single(Sender::PASSED_ON));
    let rows = vec![Row { assumes, ..Row::new(passed_on, to(Sender::PASSED_ON), cite) }];
    Table::first_match(rows, Default { action: to(Sender::INSPECTED), cite, assumes })
}

const COVERAGE: &[Coverage] = modelled!["GL1", "GL3", "GL4", "GL5", "GL6", "GL7", "GL9"; "GL2": &APPLIANCES_PASS];

const PAGE: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html";
const BALANCERS: &str = "https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/gateway-load-balancers.html";
const HEALTH_CHECKS: &str = "https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/health-checks.html";

static NO_SUBNET: Reason = Reason {
    code: "GWLB_ENDPOINT_WITHOUT_SUBNET",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The snapshot doesn't hold the subnet of a Gateway Load Balancer's endpoint, whose route table says where packets go on.",
    sentence: "in which subnet {resource} is isn't known",
    remedy: "read the endpoint and the subnets again",
    command: Some("aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {id}"),
    page: PAGE,
    rules: &["GL1"],
};

static CLIENTS_ADDRESS: Reason = Reason {
    code: "GWLB_CLIENT_ADDRESS",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A Network Load Balancer can't keep its client's address where a Gateway Load Balancer's endpoint is between it and the \
              target.",
    sentence: "{resource} is between a Network Load Balancer and its target, which is to see the client's address: AWS doesn't support \
               that",
    remedy: "switch off client IP preservation at the target group",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    rules: &["GL5"],
};

static NO_APPLIANCE: Reason = Reason {
    code: "GWLB_WITHOUT_APPLIANCE",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "No appliance is registered that the Gateway Load Balancer could send to from the endpoint's zone.",
    sentence: "behind {resource} no appliance is registered in its zone",
    remedy: "register an appliance in the zone, or switch cross-zone load balancing on",
    command: Some("aws elbv2 register-targets --target-group-arn <the target group> --targets Id=<the appliance>"),
    page: HEALTH_CHECKS,
    rules: &["GL6", "GL9"],
};

static OUT_OF_SERVICE: Reason = Reason {
    code: "GWLB_APPLIANCES_OUT_OF_SERVICE",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The appliances that the Gateway Load Balancer could send to from the endpoint's zone are draining or unused, and get no new \
              flows.",
    sentence: "the appliances behind {resource} in its zone are draining or unused, and {packet} goes to none of them",
    remedy: "register an appliance in the zone that is to take flows",
    command: Some("aws elbv2 register-targets --target-group-arn <the target group> --targets Id=<the appliance>"),
    page: HEALTH_CHECKS,
    rules: &["GL6", "GL9"],
};

const REGISTERING: &str =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-group-register-targets.html";

static GENEVE_REFUSED: Reason = Reason {
    code: "GWLB_GENEVE_REFUSED",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A Gateway Load Balancer sends packets to its appliances inside of GENEVE, UDP to port 6081, and gets them back so. Security \
              groups and network ACLs keep that from the healthy appliances, whatever their health checks.",
    sentence: "{resource} doesn't let GENEVE (UDP port 6081) pass between the Gateway Load Balancer and its appliance, and no other \
               gets {packet}",
    remedy: "let {resource} pass UDP port 6081 in and out, for the addresses of the Gateway Load Balancer's interfaces",
    command: Some("aws ec2 describe-network-interfaces --filters Name=interface-type,Values=gateway_load_balancer"),
    page: REGISTERING,
    rules: &["GL2", "GL9"],
};

static GENEVE_PARTLY_REFUSED: Reason = Reason {
    code: "GWLB_GENEVE_PARTLY_REFUSED",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Security groups and network ACLs keep GENEVE, in which a Gateway Load Balancer sends packets to its appliances, from some of \
              them. To which of them a flow goes isn't known.",
    sentence: "{resource} doesn't let GENEVE (UDP port 6081) pass between the Gateway Load Balancer and an appliance, and whether another \
               gets {packet} isn't known",
    remedy: "let {resource} pass UDP port 6081 in and out, for the addresses of the Gateway Load Balancer's interfaces",
    command: Some("aws ec2 describe-network-interfaces --filters Name=interface-type,Values=gateway_load_balancer"),
    page: REGISTERING,
    rules: &["GL2", "GL9"],
};

static UNHEALTHY: Reason = Reason {
    code: "GWLB_UNHEALTHY",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "No appliance behind the endpoint is healthy. The Gateway Load Balancer sends to an unhealthy one, which may lose packets.",
    sentence: "no appliance behind {resource} is healthy, and whether an unhealthy one passes {packet} isn't known",
    remedy: "find out why health checks fail",
    command: Some("aws elbv2 describe-target-health --target-group-arn <the target group>"),
    page: HEALTH_CHECKS,
    rules: &["GL6", "GL9"],
};

static APPLIANCES_PASS: Reason = Reason {
    code: "GWLB_APPLIANCES_PASS",
    ra_code: Some("PATH_THROUGH_GWLB_NOT_CHECKED"),
    kind: ReasonKind::Assumption,
    meaning: "The appliances behind a Gateway Load Balancer's endpoint pass what they see, and give it back unchanged.",
    sentence: "the appliances behind {resource} pass {packet}",
    remedy: "look at the appliances' own rules",
    command: None,
    page: PAGE,
    rules: &["GL2"],
};

static SEES_ONE_WAY: Reason = Reason {
    code: "GWLB_SEES_ONE_WAY",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The reply to what passed a Gateway Load Balancer's endpoint goes another way. The load balancer supports that; a stateful \
              appliance behind it may not.",
    sentence: "the reply doesn't come by {resource}, and whether the appliances behind it stand that isn't known",
    remedy: "let both directions pass the same endpoint (between zones: appliance mode on the VPC's attachment)",
    command: None,
    page: BALANCERS,
    rules: &["GL4"],
};

static SEES_REPLIES_ONLY: Reason = Reason {
    code: "GWLB_SEES_REPLIES_ONLY",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A Gateway Load Balancer's endpoint sees a reply and didn't see what it answers, which AWS doesn't support.",
    sentence: "{resource} didn't see what {packet} answers, and AWS doesn't support that",
    remedy: "let both directions pass the same endpoint",
    command: None,
    page: BALANCERS,
    rules: &["GL4"],
};
