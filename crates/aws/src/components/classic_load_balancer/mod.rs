//! Classic Load Balancers: what comes to one of their nodes goes on to a registered instance, as a conversation of the
//! node's own.

mod instances;
pub(crate) mod joined;
mod reasons;
pub(crate) mod record;

use crate::component::{Component, Coverage, modelled};
use crate::components::load_balancer::node;
use crate::components::load_balancer::record::protocols;
use crate::components::subnet;
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use packetwalk_fabric::{Action, Check, Citation, Cite, Default, Key, Label, Otherwise, Place, Row, Station, Table};
use packetwalk_space::{IntervalSet, Product, Protocol};
pub(crate) use record::{ClassicAttributes, ClassicHealth, ClassicListener, ClassicLoadBalancer};

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    tables,
    stands,
    ..Component::plain("Classic Load Balancer", &[], cite)
};

static LISTENER: Label = Label::told("listener", None);

/// Where packets come to a node: replies go back, new ones to the listeners.
const NODE: u8 = 2;
/// What a node does with packets that are no replies.
const NEW: u8 = 3;
/// From a listener (`Key::part`) to the instances.
const LISTEN: u8 = 4;
/// On from a node to an instance.
const TO_INSTANCE: u8 = 5;

/// In cites: what a node has opened, and listeners.
const OPENED: u8 = 1;
const LISTENED: u8 = 2;

const fn key(role: u8, item: u32, node: u32) -> Key {
    Key { component: Kind::ClassicLoadBalancer as u8, role, part: 0, item, other: node }
}

/// The station where packets come to a node of a load balancer.
pub(crate) const fn at_node(balancer: u32, node: u32) -> Key {
    key(NODE, balancer, node)
}

/// What a node has opened.
const fn opened(balancer: u32, node: u32) -> Cite {
    Cite { component: Kind::ClassicLoadBalancer as u8, list: OPENED, item: balancer, rule: node }
}

/// The load balancer as a place of a walk.
pub(crate) const fn place(balancer: u32) -> Place {
    Place { cite: Cite::resource(Kind::ClassicLoadBalancer as u8, balancer), written: true }
}

const fn of_listener(balancer: u32, number: u32) -> Cite {
    Cite { component: Kind::ClassicLoadBalancer as u8, list: LISTENED, item: balancer, rule: number }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item, node) = (l.net, key.item, key.other);
    let refused = Action::Drop { reason: &reasons::NO_LISTENER, otherwise: Otherwise::End };
    match key.role {
        NODE => node::takes(place(item), opened(item, node), self::key(NEW, item, node), node),
        NEW => {
            let checks = vec![Check::new(&LISTENER, place(item).cite, listeners(net, item, node))];
            Station { place: None, checks, then: refused }
        }
        LISTEN => {
            let listener = net.classic_load_balancer(item).listeners.get(usize::from(key.part));
            let checks = instances::checks(net, item, node, listener.and_then(|listener| listener.instance_port));
            Station { place: None, checks, then: Action::Send(self::key(TO_INSTANCE, item, node)) }
        }
        _ => node::sends(l, node, subnet::onward_of_classic_balancer),
    }
}

/// What a load balancer takes, by protocol and port.
fn listeners(net: &Network, item: u32, node: u32) -> Table {
    let cite = place(item).cite;
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let (mut rows, mut unreadable) = (Vec::new(), Vec::new());
    for (number, listener) in (0_u16..).zip(&net.classic_load_balancer(item).listeners) {
        let cite = of_listener(item, u32::from(number));
        let guard = protocols(net.text(listener.protocol)).zip(listener.port).and_then(|(protocols, port)| {
            let guard = Product::everything().with_protocol(protocols);
            guard.with_ports(IntervalSet::all(), IntervalSet::single(port)).ok()
        });
        match guard {
            Some(guard) => {
                let to = Key { part: number, ..key(LISTEN, item, node) };
                rows.push(Row::new(guard, Action::Send(to), cite));
            }
            None => unreadable.push(Row::new(Product::everything(), unknown(&reasons::LISTENER_UNREADABLE), cite)),
        }
    }
    let ping = Product::everything().with_protocol(IntervalSet::single(Protocol::ICMP));
    let ping = ping.with_icmp(IntervalSet::single(8), IntervalSet::all());
    rows.extend(ping.ok().map(|guard| Row::new(guard, unknown(&reasons::PING), cite)));
    rows.append(&mut unreadable);
    let none = Action::Drop { reason: &reasons::NO_LISTENER, otherwise: Otherwise::End };
    Table::first_match(rows, Default { action: none, cite, assumes: None })
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let nodes = l.net.classic_nodes(item);
    nodes.first().map(|node| station(l, key(NEW, item, *node)).checks).unwrap_or_default()
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let balancer = net.classic_load_balancer(cite.item);
    let mut subnets: Vec<_> =
        net.classic_nodes(cite.item).iter().filter_map(|node| net.interface(*node).subnet).collect();
    subnets.dedup();
    let stands = Stands::at(balancer.origin).belonging("in VPC", balancer.vpc);
    subnets.into_iter().fold(stands, |stands, subnet| stands.belonging("in subnet", Some(subnet)))
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let balancer = net.classic_load_balancer(cite.item);
    let scheme = if balancer.internal { "internal" } else { "internet-facing" };
    let name = net.text(balancer.name).to_owned();
    let whole = Citation {
        kind: "Classic Load Balancer",
        id: name.clone(),
        says: Some(scheme.to_owned()),
        holes: vec![("name", name)],
        place: Some(net.place(List::ClassicLoadBalancer, balancer.origin)),
        ..Citation::default()
    };
    match balancer.listeners.get(cite.rule as usize).filter(|_| cite.list == LISTENED) {
        Some(ClassicListener { protocol, port, instance_port }) => {
            let told = |port: &Option<u16>| port.map(|port| port.to_string()).unwrap_or_default();
            let words = format!("listener {}:{}", net.text(*protocol), told(port));
            Citation {
                rule: Some(words),
                says: Some(format!("to port {} of an instance", told(instance_port))),
                ..whole
            }
        }
        None => whole,
    }
}

const COVERAGE: &[Coverage] = modelled!["LB24"];
