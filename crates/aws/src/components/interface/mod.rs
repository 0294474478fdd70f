//! Network interfaces: which addresses are whose, and whether an interface takes and sends packets.

pub(crate) mod alike;
pub(crate) mod appliance;
pub(crate) mod managed;
mod pods;
mod reasons;
mod record;
mod role;
pub(crate) mod service;

use crate::component::{Component, Coverage, modelled};
use crate::components::{
    classic_load_balancer, client_vpn, instance_connect_endpoint, interface_endpoint, link_local, load_balancer,
    nat_gateway, network_acl, security_group, subnet,
};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use crate::topology::attachment_in;
use alike::Ends;
pub(crate) use managed::{Database, Task};
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Direction, Key, Label, Otherwise, Place, Row, Station, Table,
};
use packetwalk_space::{Product, Sender};
use reasons::{
    DESTINATION_CHECK, INSTANCE_STATE, INSTANCES_NOT_READ, INTERFACE_STATE, KIND_NOT_MODELLED, NO_IP, NO_ORIGIN,
    SOURCE_CHECK, SUBNET_STATE, TAKES_REPLIES, WITHOUT_SUBNET,
};

pub(crate) use reasons::GROUPS_NOT_READ;
pub(crate) use record::Interface;
pub(crate) use role::{Role, role};

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    tables,
    route_target: true,
    always_tracked: role::always_tracked,
    stands,
    ..Component::plain("interface", &["eni-"], cite)
};

static STATE: Label = Label::told("interface state", None);
static SOURCE: Label = Label::told("source/dest check", Some(Direction::Egress));
static DESTINATION: Label = Label::told("source/dest check", Some(Direction::Ingress));
static REPLIES: Label = Label::quiet("replies");
static ORIGIN: Label = Label::quiet("who sends");

/// The way out of a subnet to an interface that a route names.
const LEAVE: u8 = crate::component::LEAVE;
/// In cites: what the interface has started.
const STARTED: u8 = 2;

/// Packets that the interface sends.
const EGRESS: u8 = 2;
/// Packets that come to it from another subnet or from outside.
const ENTER: u8 = 3;
/// Packets that come to it from its own subnet.
const ENTER_FROM_SAME_SUBNET: u8 = 4;
/// Packets that no filter looks at.
const RECEIVE: u8 = 5;
/// Packets to others that it forwards.
const FORWARD: u8 = 6;
/// Packets to others that came in by another interface of the same appliance.
const SEND_ON: u8 = 7;
/// What an interface sends for others: a load balancer's node back to its clients, a Client VPN endpoint's for its own.
const REPLY: u8 = 8;

/// In keys, where an interface may stand for all that are like it: whether it does.
const ALIKE: u32 = 1;

const fn key(role: u8, item: u32) -> Key {
    Key { component: Kind::Interface as u8, role, part: 0, item, other: 0 }
}

/// The station where the interface sends.
pub(crate) const fn egress(item: u32) -> Key {
    key(EGRESS, item)
}

/// The station where packets come in from another subnet or from outside.
pub(crate) const fn enter(item: u32) -> Key {
    key(ENTER, item)
}

/// The station where packets come in from the same subnet.
pub(crate) const fn enter_from_same_subnet(item: u32) -> Key {
    key(ENTER_FROM_SAME_SUBNET, item)
}

/// The station where packets come in from the same subnet because a route says so.
pub(crate) const fn enter_same_subnet_by_route(item: u32) -> Key {
    Key { part: 1, ..key(ENTER_FROM_SAME_SUBNET, item) }
}

/// The same station, of an interface and of all that are like it.
pub(crate) const fn of_alike(key: Key) -> Key {
    Key { other: ALIKE, ..key }
}

/// The station where packets come in that no filter looks at.
pub(crate) const fn receive(item: u32) -> Key {
    key(RECEIVE, item)
}

/// The station where an interface sends for others: a load balancer's node back to its clients, a Client VPN endpoint's for its
/// own.
pub(crate) const fn replying(item: u32) -> Key {
    key(REPLY, item)
}

/// What a reply passes at the interface that sends it.
pub(crate) fn replying_checks(l: &Lowerer<'_>, item: u32, alike: bool) -> Vec<Check> {
    let memory = Ends { item, alike }.memory(l);
    [vec![state(l, item)], security_group::checks_remembering(l, item, Direction::Egress, memory)].concat()
}

/// The place that an interface is.
pub(crate) const fn place(item: u32) -> Place {
    Place { cite: Cite::resource(Kind::Interface as u8, item), written: true }
}

/// A row of a directory: this interface owns the address.
pub(crate) fn delivered(item: u32, to: Key) -> Row {
    Row::new(Product::everything(), Action::Send(to), place(item).cite)
}

/// The number by which packets carry their sender.
pub(crate) const fn sender(item: u32) -> Sender {
    Sender(item)
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let item = key.item;
    let ends = Ends { item, alike: key.other == ALIKE };
    match key.role {
        LEAVE => leave(l, item, key.other),
        EGRESS => Station {
            place: Some(place(item)),
            checks: [
                vec![origin(l, item), state(l, item), source(l, ends), link_local::never_filtered(l, item)],
                security_group::checks_remembering(l, item, Direction::Egress, ends.memory(l)),
                pods::sent(l.net, item).into_iter().collect(),
            ]
            .concat(),
            then: onward(l, item),
        },
        FORWARD => appliance::forward(l, item),
        SEND_ON => appliance::send_on(l, item),
        REPLY => Station { place: None, checks: replying_checks(l, item, false), then: onward(l, item) },
        RECEIVE => {
            let then = match role(l.net, item) {
                Role::ClientVpn(endpoint) => Action::Send(client_vpn::back(endpoint, item)),
                _ => Action::Deliver { reply: egress(item), sender: sender(item) },
            };
            Station { place: Some(place(item)), checks: vec![destination(l, ends), state(l, item)], then }
        }
        ENTER => enter_station(l, ends, network_acl::entering(l, item)),
        _ => enter_station(l, ends, network_acl::entering_from_same_subnet(l, item, key.part == 1)),
    }
}

/// On from the interface: the subnet's edge.
fn onward(l: &Lowerer<'_>, item: u32) -> Action {
    match l.net.interface(item).subnet {
        Some(id) => {
            l.net.subnet(id).map_or_else(|| Action::Send(l.missing(id)), |subnet| Action::Send(subnet::onward(subnet)))
        }
        None => Action::Unknown { gap: &WITHOUT_SUBNET, otherwise: Otherwise::End },
    }
}

fn enter_station(l: &Lowerer<'_>, ends: Ends, acl: Check) -> Station {
    let (net, item) = (l.net, ends.item);
    let mut checks = vec![acl];
    checks.extend(security_group::checks_remembering(l, item, Direction::Ingress, ends.memory(l)));
    checks.push(destination(l, ends));
    checks.push(state(l, item));
    match role(net, item) {
        Role::Nat(gateway) => {
            // The gateway takes its own state into account where the route leads to it; what comes to its interface goes
            // through the translation.
            checks.push(nat_gateway::translation(l, gateway, item));
            Station { place: Some(place(item)), checks, then: onward(l, item) }
        }
        role @ (Role::Host | Role::Client | Role::Connect(_) | Role::NoIp) => {
            if let Role::Connect(endpoint) = role {
                checks.push(instance_connect_endpoint::takes(endpoint, item));
            } else if role == Role::Client {
                let memory = Cite { list: STARTED, ..place(item).cite };
                let refused = Table::refuses(&TAKES_REPLIES, Otherwise::Pass, place(item).cite);
                checks.push(Check::new(&REPLIES, place(item).cite, refused).remembering(memory));
            } else if role == Role::NoIp {
                let refused = Table::refuses(&NO_IP, Otherwise::Pass, place(item).cite);
                checks.push(Check::new(&REPLIES, place(item).cite, refused));
            }
            checks.extend(pods::taken(net, item));
            let reply = if ends.alike { of_alike(egress(item)) } else { egress(item) };
            let then = Action::Deliver { reply, sender: sender(item) };
            Station { place: Some(place(item)), checks, then }
        }
        Role::Balancer(balancer) => {
            let then = Action::Send(load_balancer::at_node(balancer, item));
            Station { place: Some(place(item)), checks, then }
        }
        Role::Classic(balancer) => {
            let then = Action::Send(classic_load_balancer::at_node(balancer, item));
            Station { place: Some(place(item)), checks, then }
        }
        Role::Endpoint(endpoint) => {
            let then = Action::Send(interface_endpoint::at(endpoint, item));
            Station { place: Some(place(item)), checks, then }
        }
        Role::ClientVpn(endpoint) => {
            let then = Action::Send(client_vpn::back(endpoint, item));
            Station { place: Some(place(item)), checks, then }
        }
        Role::Other => {
            let then = Action::Unknown { gap: &KIND_NOT_MODELLED, otherwise: Otherwise::End };
            Station { place: Some(place(item)), checks, then }
        }
    }
}

/// The way out of a subnet by a route to the interface: with the network ACL, unless the interface is in the subnet itself.
fn leave(l: &Lowerer<'_>, item: u32, from: u32) -> Station {
    let there = l.net.interface(item).subnet.and_then(|id| l.net.subnet(id));
    if there == Some(from) {
        let checks = vec![network_acl::leaving_undocumented(l, from)];
        return Station { place: None, checks, then: Action::Send(enter_same_subnet_by_route(item)) };
    }
    Station { place: None, checks: vec![network_acl::leaving(l, from)], then: Action::Send(enter(item)) }
}

/// Interfaces of gateways and endpoints only forward and answer.
fn origin(l: &Lowerer<'_>, item: u32) -> Check {
    let cite = place(item).cite;
    let table = match role(l.net, item) {
        Role::Host => Table::passes(cite).by_member(),
        Role::Client => {
            // What it starts is what it takes replies to.
            let memory = Cite { list: STARTED, ..cite };
            return Check::new(&ORIGIN, cite, Table::passes(cite)).remembering(memory);
        }
        Role::NoIp => Table::refuses(&NO_IP, Otherwise::Pass, cite),
        Role::Nat(_) => Table::refuses(&NO_ORIGIN, Otherwise::End, cite),
        Role::Endpoint(_) => Table::refuses(&interface_endpoint::STARTS_NOTHING, Otherwise::End, cite),
        Role::Connect(endpoint) => return instance_connect_endpoint::sends(l.net, endpoint, item),
        Role::ClientVpn(_) => Table::unknown(&client_vpn::CLIENTS_SEND, Otherwise::End, cite),
        Role::Other if role::only_passes_on(l.net, item) => Table::refuses(&NO_ORIGIN, Otherwise::End, cite),
        // What comes back would be read as a client's.
        Role::Balancer(_) | Role::Classic(_) => Table::unknown(&load_balancer::NODE_STARTS, Otherwise::End, cite),
        Role::Other => Table::unknown(&KIND_NOT_MODELLED, Otherwise::Pass, cite),
    };
    Check::new(&ORIGIN, cite, table)
}

/// Whether the interface and what it belongs to are up.
fn state(l: &Lowerer<'_>, item: u32) -> Check {
    let net = l.net;
    let interface = net.interface(item);
    let cite = place(item).cite;
    let is = |symbol: Option<Symbol>, wanted: &[&str]| symbol.is_none_or(|state| wanted.contains(&net.text(state)));
    let refuse = |reason, cite| Table::refuses(reason, Otherwise::Pass, cite);
    // `associated` is what AWS prints for interfaces of services that aren't attached in this account.
    let usable: &[&str] = if interface.requested { &["in-use", "associated"] } else { &["in-use"] };
    let instance = interface.instance.and_then(|id| net.find_instance(id));
    let subnet = interface.subnet.and_then(|id| net.subnet(id));
    let vpc = interface.vpc.and_then(|id| net.vpc_record(net.vpc_of(id)));
    let table = if !is(interface.status, usable) || !is(interface.attachment, &["attached"]) {
        refuse(&INTERFACE_STATE, cite)
    } else if let Some(instance) = instance.filter(|i| !is(net.instance(*i).state, &["running"])) {
        refuse(&INSTANCE_STATE, Cite::resource(Kind::Instance as u8, instance))
    } else if let Some(subnet) = subnet.filter(|s| !is(net.subnet_record(*s).state, &["available"])) {
        refuse(&SUBNET_STATE, Cite::resource(Kind::Subnet as u8, subnet))
    } else if vpc.is_some_and(|vpc| !is(vpc.state, &["available"])) {
        refuse(&SUBNET_STATE, Cite::resource(Kind::Vpc as u8, interface.vpc.map_or(0, |id| net.vpc_of(id))))
    } else if interface.instance.is_some() && instance.is_none() {
        let taken = Default { action: Action::Pass, cite, assumes: Some(&INSTANCES_NOT_READ) };
        Table::first_match(Vec::new(), taken).by_member()
    } else {
        Table::passes(cite).by_member()
    };
    Check::new(&STATE, cite, table).noting("in use")
}

/// What the interface sends must come from it, unless the check is off.
fn source(l: &Lowerer<'_>, ends: Ends) -> Check {
    let interface = l.net.interface(ends.item);
    let cite = place(ends.item).cite;
    let own = Product::everything().with_source(ends.owned(l));
    let rows = vec![Row::new(own, Action::Pass, cite)];
    let default = if interface.source_dest_check {
        Action::Drop { reason: &SOURCE_CHECK, otherwise: Otherwise::Pass }
    } else {
        Action::Pass
    };
    let table = Table::first_match(rows, Default { action: default, cite, assumes: None }).by_member();
    Check::new(&SOURCE, cite, table)
}

/// What the interface takes must be for it. With the check off a host forwards the rest; a NAT gateway takes everything.
fn destination(l: &Lowerer<'_>, ends: Ends) -> Check {
    let item = ends.item;
    let interface = l.net.interface(item);
    let cite = place(item).cite;
    let own = Product::everything().with_destination(ends.owned(l));
    let rows = vec![Row::new(own, Action::Pass, cite)];
    let default = match (interface.source_dest_check, role(l.net, item)) {
        (true, Role::Host) => {
            Action::Drop { reason: &DESTINATION_CHECK, otherwise: Otherwise::Send(key(FORWARD, item)) }
        }
        (true, _) => Action::Drop { reason: &DESTINATION_CHECK, otherwise: Otherwise::Pass },
        (false, Role::Host) => Action::Send(key(FORWARD, item)),
        (false, _) => Action::Pass,
    };
    let table = Table::first_match(rows, Default { action: default, cite, assumes: None }).by_member();
    Check::new(&DESTINATION, cite, table)
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let [out, into] = [egress(item), enter(item)].map(|key| station(l, key).checks);
    [out, into].concat()
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let interface = net.interface(cite.item);
    let stands = Stands::at(interface.origin)
        .owned(interface.owner)
        .belonging("in VPC", interface.vpc)
        .belonging("in subnet", interface.subnet)
        .belonging("attached to", interface.instance);
    let (how, whose) = match role(net, cite.item) {
        Role::Nat(gateway) => ("of NAT gateway", Some(net.nat_gateway(gateway).id)),
        Role::Balancer(balancer) => ("of load balancer", Some(net.load_balancer(balancer).id)),
        Role::Classic(balancer) => ("of load balancer", Some(net.classic_load_balancer(balancer).id)),
        Role::Endpoint(endpoint) => ("of VPC endpoint", Some(net.vpc_endpoint(endpoint).id)),
        Role::ClientVpn(endpoint) => ("of Client VPN endpoint", Some(net.client_vpn(endpoint).id)),
        Role::Connect(endpoint) => {
            ("of EC2 Instance Connect Endpoint", Some(net.instance_connect_endpoint(endpoint).id))
        }
        _ => ("of transit gateway attachment", attachment_in(&net.snapshot, interface)),
    };
    let stands = stands.belonging(how, whose);
    let stands = interface.groups.iter().fold(stands, |s, group| s.belonging("in security group", Some(*group)));
    stands.in_subnet_zone(net, interface.subnet)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let interface = net.interface(cite.item);
    let citation = net.describe(Kind::Interface, List::Interface, interface.id, &interface.tags, interface.origin);
    let addresses: Vec<_> = interface.addresses.iter().map(|assigned| assigned.private.to_string()).collect();
    let state = [interface.status, interface.attachment].into_iter().flatten().map(|state| net.text(state));
    let mut holes = vec![
        ("addresses", addresses.join(", ")),
        ("state", state.collect::<Vec<_>>().join(", ")),
        ("type", interface.kind.map_or("interface", |kind| net.text(kind)).to_owned()),
    ];
    let client_vpn = net.client_vpn_of_interface(cite.item);
    holes.extend(client_vpn.map(|endpoint| ("client_vpn", net.named(net.client_vpn(endpoint).id))));
    let described = interface.description.map(|text| net.text(text)).filter(|text| !text.is_empty());
    holes.push(("description", described.map(|text| format!(": {text}")).unwrap_or_default()));
    // A status is AWS's word; in a sentence `available` says the opposite of what it means here.
    holes.push(("condition", condition(net, interface)));
    Citation { name: net.interface_name(cite.item), says: Some(addresses.join(", ")), holes, ..citation }
}

/// What keeps an interface from sending and receiving: `isn't attached (status "available")`.
fn condition(net: &Network, interface: &Interface) -> String {
    let status = interface.status.map_or("unknown", |status| net.text(status));
    match interface.attachment.map(|attachment| net.text(attachment)) {
        _ if status == "available" => "isn't attached (status \"available\")".to_owned(),
        Some(attachment) if status == "in-use" => format!("has an attachment that is {attachment}"),
        _ => format!("is {status}"),
    }
}

const COVERAGE: &[Coverage] = modelled!["O1", "O2", "O11", "A3", "E1", "E2", "E3", "E4", "E6", "E7", "E8", "E9", "M1", "M2", "M3", "M4", "V6d", "W1", "A9", "W5", "X4"; "E10": &appliance::FORWARDS];
