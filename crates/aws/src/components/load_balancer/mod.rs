//! Load balancers: what comes to one of their nodes goes on to a target, as a conversation of the node's own.

pub(crate) mod joined;
mod listeners;
pub(crate) mod node;
mod reasons;
pub(crate) mod record;

use crate::component::{Component, Coverage, modelled};
use crate::components::{interface, network_acl, security_group, subnet};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Line;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Direction, Directory, Key, Label, Otherwise, Place, Row, Station, Table,
};
use packetwalk_space::{Field, IntervalSet, Product};
pub(crate) use reasons::NODE_STARTS;
pub(crate) use record::{Attribute, Listener, ListenerRule, LoadBalancer};

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    entry,
    alike: |l, _, target| interface::alike::kind(l, target),
    entry_of_alike,
    tables,
    stands,
    ..Component::plain("load balancer", &["arn:aws:elasticloadbalancing:"], cite)
};

static STATE: Label = Label::told("load balancer state", None);
static LISTENER: Label = Label::told("listener", None);
static RULES: Label = Label::told("listener rules", None);
static TARGET: Label = Label::quiet("target");
static FAR_TARGET: Label = Label::quiet("target outside the VPC");
static PRIVATE_LINK: Label = Label::told("security group", Some(Direction::Ingress));

/// Where packets come to a node: replies go back, new ones to the listeners.
const NODE: u8 = 2;
/// What a node does with packets that are no replies.
const NEW: u8 = 3;
/// What a listener does with what it takes.
const LISTEN: u8 = 4;
/// The balancer answers by itself.
const ANSWER: u8 = 5;
/// On from a node to a target.
const TO_TARGET: u8 = 6;
/// Replies of targets that saw the client's own address: they come back to the node whatever the routes say.
const BACK: u8 = 7;
const BACK_FROM: u8 = 8;
/// In keys of `BACK_FROM`: the target stands for all that are like it.
const ALIKE: u16 = 1;
/// Where packets come to a node by PrivateLink.
const LINKED: u8 = 9;
/// The balancer's own answer, on its way back.
const ANSWERED: u8 = 11;

/// What a listener or a rule of one neither forwards nor answers.
const NOT_PASSED: u8 = 10;

/// In cites: what a node has opened, listeners and their rules.
const OPENED: u8 = 1;
const LISTENED: u8 = 2;
const RULED: u8 = 3;

const fn key(role: u8, item: u32, node: u32) -> Key {
    Key { component: Kind::LoadBalancer as u8, role, part: 0, item, other: node }
}

/// The station where packets come to a node of a load balancer.
pub(crate) const fn at_node(balancer: u32, node: u32) -> Key {
    key(NODE, balancer, node)
}

/// The station where packets come to a node that were let in as PrivateLink's.
pub(crate) const fn linked(balancer: u32, node: u32) -> Key {
    key(LINKED, balancer, node)
}

/// What a node's security groups say of packets that come by PrivateLink, with their client's address.
pub(crate) fn filters_private_link(l: &Lowerer<'_>, balancer: u32, node: u32) -> Vec<Check> {
    if l.net.load_balancer(balancer).filters_private_link {
        return security_group::checks(l, node, Direction::Ingress);
    }
    vec![Check::passed(&PRIVATE_LINK, place(balancer).cite, "inbound rules aren't asked about PrivateLink")]
}

/// The station where the balancer answers by itself.
pub(crate) const fn answer(balancer: u32, node: u32) -> Key {
    key(ANSWER, balancer, node)
}

/// The station of requests that a listener or a rule neither forwards nor answers, by what decides so.
fn not_passed(by: Cite) -> Key {
    let part = u16::try_from(by.rule).unwrap_or(0);
    Key { part, ..key(NOT_PASSED, by.item, u32::from(by.list)) }
}

/// The way from a node to a target.
pub(crate) const fn to_target(balancer: u32, node: u32) -> Key {
    key(TO_TARGET, balancer, node)
}

/// Where replies come in of targets that saw the client's own address; those of groups for UDP by themselves.
pub(crate) fn back(balancer: u32, node: u32, datagrams: bool) -> Key {
    Key { part: u16::from(datagrams), ..key(BACK, balancer, node) }
}

/// What a node has opened.
pub(crate) const fn opened(balancer: u32, node: u32) -> Cite {
    Cite { component: Kind::LoadBalancer as u8, list: OPENED, item: balancer, rule: node }
}

/// The load balancer as a place of a walk.
pub(crate) const fn place(balancer: u32) -> Place {
    Place { cite: Cite::resource(Kind::LoadBalancer as u8, balancer), written: true }
}

/// What a listener is cited as.
pub(crate) const fn of_listener(listener: u32) -> Cite {
    Cite { component: Kind::LoadBalancer as u8, list: LISTENED, item: listener, rule: 0 }
}

/// What a rule of a listener is cited as.
pub(crate) const fn of_rule(rule: u32) -> Cite {
    Cite { component: Kind::LoadBalancer as u8, list: RULED, item: rule, rule: 0 }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item, node) = (l.net, key.item, key.other);
    let subject = place(item).cite;
    match key.role {
        NODE => node::takes(place(item), opened(item, node), self::key(NEW, item, node), node),
        NEW => Station {
            place: None,
            checks: vec![state(net, item), Check::new(&LISTENER, subject, listeners::of_balancer(net, item, node))],
            then: Action::Drop { reason: &reasons::NO_LISTENER, otherwise: Otherwise::End },
        },
        LISTEN => {
            let cite = of_listener(item);
            let balancer = net.balancer_of_interface(node).unwrap_or(0);
            let check = Check::new(&RULES, cite, listeners::rules(net, item, balancer, node));
            Station {
                place: None,
                checks: vec![check],
                then: Action::Drop { reason: &reasons::NO_TARGETS, otherwise: Otherwise::End },
            }
        }
        NOT_PASSED => {
            let list = u8::try_from(node).unwrap_or(LISTENED);
            let cite = Cite { component: Kind::LoadBalancer as u8, list, item, rule: key.part.into() };
            let check = Check::new(&RULES, cite, listeners::not_passed(net, cite));
            Station {
                place: None,
                checks: vec![check],
                then: Action::Drop { reason: &reasons::CLIENT_TURNED_AWAY, otherwise: Otherwise::End },
            }
        }
        LINKED => {
            let then = Action::Send(self::key(NEW, item, node));
            Station { place: Some(place(item)), checks: Vec::new(), then }
        }
        ANSWER => {
            let then = Action::Deliver { reply: self::key(ANSWERED, item, node), sender: interface::sender(node) };
            Station { place: Some(place(item)), checks: Vec::new(), then }
        }
        ANSWERED => {
            Station { place: Some(place(item)), checks: Vec::new(), then: Action::Send(interface::replying(node)) }
        }
        TO_TARGET => node::sends(l, node, subnet::onward_of_balancer),
        BACK => {
            let targets = Directory { key, field: Field::Source, spans: net.interfaces_by_address(node) };
            let table = Table::directory(targets, Default { action: Action::Pass, cite: subject, assumes: None });
            let checks = vec![
                Check::new(&TARGET, subject, table),
                Check::new(&FAR_TARGET, subject, far_targets(net, node, subject, key.part != 0)),
            ];
            Station { place: None, checks, then: Action::Send(at_node(item, node)) }
        }
        _ => back_from(l, item, node, key.part == ALIKE),
    }
}

/// What becomes of replies that don't come from an interface of the load balancer's VPC: of targets outside it, or of
/// targets that weren't read.
fn far_targets(net: &Network, node: u32, cite: Cite, datagrams: bool) -> Table {
    let own = net.interface(node).vpc.map(|id| net.vpc_addresses(net.vpc_of(id)));
    let outside = Product::everything().with_source(own.map_or_else(IntervalSet::empty, |own| own.complement()));
    let far = if datagrams {
        Action::Drop { reason: &reasons::TARGET_CANT_ANSWER, otherwise: Otherwise::End }
    } else {
        Action::Unknown { gap: &reasons::REPLY_FROM_PEER, otherwise: Otherwise::End }
    };
    let unread = Action::Unknown { gap: &reasons::NODE_NOT_READ, otherwise: Otherwise::End };
    Table::first_match(vec![Row::new(outside, far, cite)], Default { action: unread, cite, assumes: None })
}

/// A target that saw the client's own address replies: by its own filters, then to the node.
fn back_from(l: &Lowerer<'_>, target: u32, node: u32, alike: bool) -> Station {
    let net = l.net;
    let subnet_of = |interface: u32| net.interface(interface).subnet.and_then(|id| net.subnet(id));
    let mut checks = interface::replying_checks(l, target, alike);
    match (subnet_of(target), subnet_of(node)) {
        (Some(from), Some(to)) if from == to => {
            checks.extend([network_acl::leaving_undocumented(l, from), network_acl::entering_undocumented(l, to)]);
        }
        (Some(from), Some(to)) => {
            checks.extend([network_acl::leaving(l, from), network_acl::entering_subnet(l, to)]);
        }
        _ => {}
    }
    let balancer = net.balancer_of_interface(node).unwrap_or(0);
    Station { place: Some(interface::place(target)), checks, then: Action::Send(at_node(balancer, node)) }
}

fn entry(_: &Lowerer<'_>, directory: Key, target: u32) -> Row {
    let to = key(BACK_FROM, target, directory.other);
    Row::new(Product::everything(), Action::Send(to), interface::place(target).cite)
}

fn entry_of_alike(directory: Key, target: u32) -> Row {
    let to = Key { part: ALIKE, ..key(BACK_FROM, target, directory.other) };
    Row::new(Product::everything(), Action::Send(to), interface::place(target).cite)
}

fn state(net: &Network, item: u32) -> Check {
    let cite = place(item).cite;
    let state = net.load_balancer(item).state.map_or("active", |state| net.text(state));
    let table = match state {
        "active" | "active_impaired" => Table::passes(cite),
        _ => Table::refuses(&reasons::STATE, Otherwise::Pass, cite),
    };
    Check::new(&STATE, cite, table).noting("active")
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let nodes = l.net.balancer_nodes(item);
    nodes.first().map(|node| station(l, key(NEW, item, *node)).checks).unwrap_or_default()
}

fn stands(net: &Network, cite: Cite) -> Stands {
    // A listener or rule stands where its load balancer does.
    let listener = match cite.list {
        LISTENED => Some(cite.item),
        RULED => net.listener_called(net.listener_rule(cite.item).listener),
        _ => None,
    };
    let item = listener.map_or(Some(cite.item), |item| net.load_balancer_called(net.listener(item).balancer));
    let Some(item) = item else { return Stands::default() };
    let balancer = net.load_balancer(item);
    let mut subnets: Vec<_> = net.balancer_nodes(item).iter().filter_map(|node| net.interface(*node).subnet).collect();
    subnets.dedup();
    let stands = Stands::at(balancer.origin).with_arn(balancer.id).belonging("in VPC", balancer.vpc);
    subnets.into_iter().fold(stands, |stands, subnet| stands.belonging("in subnet", Some(subnet)))
}

fn cite(net: &Network, cite: Cite) -> Citation {
    match cite.list {
        LISTENED => {
            let listener = net.listener(cite.item);
            let protocol = listener.protocol.map(|protocol| net.text(protocol)).unwrap_or_default();
            let port = listener.port.map(|port| port.to_string()).unwrap_or_default();
            let words = format!("listener {protocol}:{port}");
            let citation = part(net, List::Listener, listener.id, listener.balancer, listener.origin, words);
            Citation { says: Some(listeners::listens(net, listener, cite)), ..citation }
        }
        RULED => {
            let rule = net.listener_rule(cite.item);
            let words = rule.priority.map_or("default rule".to_owned(), |priority| format!("rule {priority}"));
            let balancer = net.listener_called(rule.listener).map_or(rule.listener, |item| net.listener(item).balancer);
            let citation = part(net, List::ListenerRule, rule.id, balancer, rule.origin, words);
            Citation { says: Some(listeners::says(net, rule, cite)), ..citation }
        }
        _ => {
            let balancer = net.load_balancer(cite.item);
            let kind = balancer.kind.map_or("application", |kind| net.text(kind));
            let state = balancer.state.map_or("active", |state| net.text(state)).to_owned();
            let scheme = if balancer.internal { "internal" } else { "internet-facing" };
            Citation {
                kind: "load balancer",
                id: net.text(balancer.name.unwrap_or(balancer.path)).to_owned(),
                says: Some(format!("{kind}, {scheme}")),
                holes: vec![("state", state), ("arn", net.text(balancer.id).to_owned())],
                place: Some(net.place(List::LoadBalancer, balancer.origin)),
                ..Citation::default()
            }
        }
    }
}

/// By what answers call the load balancer, listener or rule of a cite.
pub(crate) fn described(net: &Network, cite: Cite) -> Vec<Symbol> {
    match cite.list {
        LISTENED => vec![net.listener(cite.item).id],
        RULED => vec![net.listener_rule(cite.item).id],
        _ => {
            let balancer = net.load_balancer(cite.item);
            vec![balancer.id, balancer.hash]
        }
    }
}

/// A listener or rule as a part of its load balancer.
fn part(
    net: &Network,
    list: List,
    id: Symbol,
    balancer: Symbol,
    origin: crate::origin::Origin,
    words: String,
) -> Citation {
    let whole = net.load_balancer_called(balancer).map(|item| cite(net, place(item).cite)).unwrap_or_default();
    Citation {
        rule: Some(words),
        rule_id: Some(net.text(id).to_owned()),
        place: Some(net.place_in(list, origin, Line(origin.line), "")),
        ..whole
    }
}

const COVERAGE: &[Coverage] =
    modelled!["LB1", "LB2", "LB3", "LB11", "LB12", "LB13", "LB14", "LB17", "LB20", "RP10", "S12"];
