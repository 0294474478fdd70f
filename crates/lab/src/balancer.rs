//! A node of an Application, Network or Classic Load Balancer: the kernel's destination translation, and its source translation where
//! targets don't see the client's address, in a namespace of the node's interface.

use crate::classic;
use crate::event::{Event, Place};
use crate::filter::{self, End};
use crate::host::{self, DEVICE};
use crate::listeners::{self, toss};
use crate::plan::{BY_CLASSIC, LOST, Namespace, Plan, known_again, loops, word};
use crate::private_link;
use crate::targets;
use packetwalk_aws::plain::{Balancer, Plain};
use packetwalk_space::{Address, Cidr, Family};

/// Ports from which a node sends.
const PORTS: &str = "1024-65535";
/// How connections are marked: what goes on from the node's own address, and with the client's.
const OWN_ADDRESS: u32 = 1;
const CLIENTS_ADDRESS: u32 = 2;
/// The same as the first, where who sends isn't known.
const NOBODYS: u32 = 3;
/// The bits of a connection's mark that say so.
pub(crate) const HOW: u32 = 0xff;
/// The bits that say by which link it came.
const LINK: u32 = 0x00ff_0000;

/// The nodes that may send with their clients' addresses, in the order by which packets know them again.
pub(crate) fn nodes(net: &Plain) -> impl Iterator<Item = usize> + '_ {
    net.balancers.iter().filter(|balancer| is_network(balancer)).flat_map(|balancer| balancer.nodes.iter().copied())
}

pub(crate) fn is_imitated(balancer: &Balancer) -> bool {
    targets::is_application(balancer) || is_network(balancer) || balancer.classic.is_some()
}

fn is_network(balancer: &Balancer) -> bool {
    balancer.kind.as_deref() == Some("network")
}

pub(crate) fn plan(plan: &mut Plan, net: &Plain, item: usize, balancer: usize) -> usize {
    let (interface, record) = (&net.interfaces[item], &net.balancers[balancer]);
    let mut namespace = Namespace::new(&interface.id);
    host::addresses(&mut namespace, interface);

    let linked = linked(&mut namespace, net, item, record);
    namespace.chain("linked", None, linked);
    let mut arrive = vec!["iifname \"l*\" goto linked".to_owned(), format!("iifname != \"{DEVICE}\" return")];
    arrive.extend(loops(plan, &interface.id));
    if !interface.groups.is_empty() {
        arrive.push("jump groups_in".to_owned());
    }
    let down = host::down(net, interface).map(|(by, why)| plan.drop(Event::dropped(by, why)));
    arrive.extend(host::not_own(interface).into_iter().map(|rest| format!("{rest} jump not_for_it")));
    arrive.extend(down.clone());
    arrive.extend(host::remember_node(net, HOW));
    arrive.push(format!("ct direction reply meta mark set ct mark and {LINK:#x}"));
    // Messages that begin nothing never come to the chain that translates.
    let none = listeners::none_takes_it(plan, record);
    arrive.push(format!("ct state invalid {none}"));
    namespace.chain("not_for_it", None, host::destination_check(plan, interface));
    namespace.chain("groups_in", None, host::groups(plan, net, interface, End::Source));
    namespace.chain("arrive", Some("filter hook prerouting priority -150"), arrive);

    let mut listen = Vec::new();
    if !matches!(record.state.as_deref(), None | Some("active" | "active_impaired")) {
        listen.push(plan.drop(Event::dropped(&record.id, "it isn't active")));
    }
    for (number, listener) in record.listeners.iter().enumerate() {
        let chain = format!("listener{number}");
        listen.extend(listeners::takes(plan, record, listener, &chain));
        let rules = listeners::chains(plan, record, listener, number);
        for (name, rules) in rules {
            namespace.chain(name, None, rules);
        }
    }
    if targets::is_application(record) {
        listen.extend(["meta l4proto 1 @th,0,8 8 accept", "meta l4proto 58 @th,0,8 128 accept"].map(str::to_owned));
    }
    if record.classic.is_some() {
        let ping = plan.drop(Event::not_imitated(format!("whether {} answers pings", record.id)));
        listen.push(format!("meta l4proto 1 @th,0,8 8 {ping}"));
    }
    listen.push(none);
    for group in 0..net.target_groups.len() {
        let rules = to_group(plan, net, item, record, group);
        namespace.chain(format!("group{group}"), None, rules);
    }
    for port in classic::ports(record) {
        let rules = to_instances(plan, net, item, record, port);
        namespace.chain(format!("instances{port}"), None, rules);
    }
    namespace.chain("listen", Some("nat hook prerouting priority -100"), listen);

    namespace.chain("forward", Some("filter hook forward priority 0"), sender(net, item));
    let mut leave = vec![format!("oifname != \"{DEVICE}\" return")];
    leave.extend(down);
    if !interface.groups.is_empty() {
        leave.push("jump groups_out".to_owned());
    }
    leave.extend(host::answer_to_node(net, HOW));
    if record.classic.is_some() {
        leave.push(format!("ct direction original ip dscp set {BY_CLASSIC}"));
    }
    namespace.chain("groups_out", None, host::groups(plan, net, interface, End::Destination));
    namespace.chain("leave", Some("filter hook postrouting priority 0"), leave);
    namespace.chain("translate", Some("nat hook postrouting priority 100"), own_address(interface));

    let delivered = plan.deliver(Place::Front(item));
    namespace.chain("deliver", Some("filter hook input priority 0"), vec![format!("iifname \"{DEVICE}\" {delivered}")]);
    let at = plan.add(namespace);
    plan.places.insert(Place::Front(item), at);
    at
}

/// What comes by PrivateLink: links, and the rules that packets pass.
fn linked(namespace: &mut Namespace, net: &Plain, item: usize, balancer: &Balancer) -> Vec<String> {
    let mut rules = Vec::new();
    for (number, _) in private_link::links(net).iter().enumerate().filter(|(_, (_, node))| *node == item) {
        let (device, mark) = (private_link::device(number), (number + 1) << 16);
        rules.push(format!("iifname \"{device}\" ct state new ct mark set {mark:#x}"));
        namespace.ip_both(&format!("rule add pref 50 fwmark {mark:#x} lookup {}", 1000 + number));
        namespace.ip_both(&format!("route add default dev {device} table {}", 1000 + number));
    }
    if balancer.filters_private_link && !net.interfaces[item].groups.is_empty() {
        rules.push("jump groups_in".to_owned());
    }
    rules
}

/// On to one of a group's targets, whichever.
fn to_group(plan: &mut Plan, net: &Plain, node: usize, balancer: &Balancer, item: usize) -> Vec<String> {
    let group = &net.target_groups[item];
    if group.kind.as_deref() == Some("lambda") {
        return vec!["accept".to_owned()];
    }
    let all = match targets::of_node(net, item, node) {
        Ok(all) => all,
        Err(event) => return vec![plan.drop(event)],
    };
    let family = if group.ipv6 { Family::V6 } else { Family::V4 };
    let mut rules = vec![of_one_family(plan, family)];
    let preserves = targets::preserves(balancer, group);
    // What comes by PrivateLink has the node's own address, and keeps it.
    let linked = if balancer.filters_private_link { OWN_ADDRESS } else { NOBODYS };
    rules.push(format!("iifname \"l*\" ct mark set ct mark or {linked:#x}"));
    if preserves {
        let kept = with_clients_address(plan, net, node, &group.id, &all);
        rules.extend(kept.into_iter().map(|rule| format!("iifname \"{DEVICE}\" {rule}")));
    }
    rules.push(sent_on(if preserves { CLIENTS_ADDRESS } else { OWN_ADDRESS }));
    rules.extend(to_one(&all, family));
    rules
}

/// On to one of a Classic Load Balancer's instances, whichever, at a port.
fn to_instances(plan: &mut Plan, net: &Plain, node: usize, balancer: &Balancer, port: u16) -> Vec<String> {
    let all: Vec<_> = match classic::of_node(net, balancer, node) {
        Ok(all) => all.into_iter().map(|address| (address, port)).collect(),
        Err(event) => return vec![plan.drop(event)],
    };
    let mut rules = vec![of_one_family(plan, Family::V4), sent_on(OWN_ADDRESS)];
    rules.extend(to_one(&all, Family::V4));
    rules
}

/// The end of what would have to change its IP family.
fn of_one_family(plan: &mut Plan, family: Family) -> String {
    let other = match family {
        Family::V4 => Family::V6,
        Family::V6 => Family::V4,
    };
    let other = filter::address(End::Source, Cidr::everything(other));
    format!("{other} {}", plan.drop(Event::not_imitated("from one IP family to the other")))
}

/// Remembers of a connection with which address it goes on.
fn sent_on(how: u32) -> String {
    format!("iifname \"{DEVICE}\" ct mark set ct mark or {how:#x}")
}

/// The translation to one of several addresses and ports.
fn to_one(all: &[(Address, u16)], family: Family) -> impl Iterator<Item = String> + '_ {
    all.iter().enumerate().map(move |(at, (address, port))| {
        let to = if family == Family::V6 { format!("[{address}]:{port}") } else { format!("{address}:{port}") };
        format!("meta l4proto {{ 6, 17 }} {}dnat {} to {to}", toss(all.len() - at), word(family))
    })
}

/// What only goes on with the client's own address: not to targets far away, and not from a target to itself.
fn with_clients_address(plan: &mut Plan, net: &Plain, node: usize, group: &str, all: &[(Address, u16)]) -> Vec<String> {
    let vpc_of = |interface: usize| net.interfaces[interface].subnet.map(|subnet| net.subnets[subnet].vpc);
    let Some(vpc) = vpc_of(node) else { return vec![plan.drop(Event::not_imitated("a node without a subnet"))] };
    let inside = |vpc: usize, address: Address| net.vpcs[vpc].blocks.iter().any(|block| block.contains(address));
    let near = |peer: usize| {
        net.peerings.iter().any(|peering| {
            let active = peering.status.as_deref().is_none_or(|status| status == "active");
            active && peering.in_one_region && peering.vpcs.contains(&Some(vpc)) && peering.vpcs.contains(&Some(peer))
        })
    };
    let is_front = |address: Address| {
        net.interfaces.iter().any(|interface| {
            let network = |item: usize| net.balancers[item].kind.as_deref() == Some("network");
            let front = interface.endpoint.is_some() || interface.balancer.is_some_and(network);
            front && interface.addresses.iter().any(|(own, _)| *own == address)
        })
    };
    let own = |address: Address| inside(vpc, address) && !is_front(address);
    let peers =
        |address: Address| !is_front(address) && (0..net.vpcs.len()).any(|peer| near(peer) && inside(peer, address));
    let mut rules = Vec::new();
    let mut addresses: Vec<Address> = all.iter().map(|(address, _)| *address).collect();
    addresses.dedup();
    let only = addresses.len() == 1;
    let itself = if only {
        Event::dropped(group, "the sender is the only target")
    } else {
        Event::not_imitated("a target that asks its own load balancer")
    };
    let itself = plan.drop(itself);
    let mut of_targets: Vec<Cidr> = addresses.iter().flat_map(|address| of_the_same(net, *address)).collect();
    of_targets.sort_unstable();
    of_targets.dedup();
    rules.extend(of_targets.iter().map(|block| format!("{} {itself}", filter::address(End::Source, *block))));
    if !addresses.iter().any(|address| own(*address) || peers(*address)) {
        rules.push(plan.drop(Event::dropped(group, "targets there don't get the client's address")));
    } else if !addresses.iter().all(|address| own(*address)) {
        rules.push(plan.drop(Event::not_imitated("a target in another VPC, with the client's address")));
    }
    rules
}

/// Every address of the instance, or else of the interface, that has an address: it doesn't take for somebody else's what has one
/// of its own as the source.
fn of_the_same(net: &Plain, address: Address) -> Vec<Cidr> {
    let mut all = vec![Cidr::single(address)];
    let Some(owner) = targets::only_owner(net, address).map(|item| &net.interfaces[item]) else { return all };
    let same = net
        .interfaces
        .iter()
        .filter(|other| other.id == owner.id || other.instance.is_some() && other.instance == owner.instance);
    all.extend(same.flat_map(crate::plan::owned));
    all
}

/// Who sends what goes on: the node. By its own address that shows; by the client's it is written into the packet.
fn sender(net: &Plain, item: usize) -> Vec<String> {
    let mut rules = Vec::new();
    for family in [Family::V4, Family::V6] {
        let word = word(family);
        rules.push(format!("{word} dscp set 0"));
        let nobodys = format!("ct direction original ct mark and {HOW:#x} == {NOBODYS:#x}");
        rules.push(format!("meta nfproto {} {nobodys} {word} dscp set {LOST}", proto(family)));
        if let Some(mark) = known_again(net, item) {
            let sent_on = format!("ct direction original ct mark and {HOW:#x} == {CLIENTS_ADDRESS:#x}");
            rules.push(format!("meta nfproto {} {sent_on} {word} dscp set {}", proto(family), mark.sent_on()));
        }
    }
    rules
}

fn proto(family: Family) -> &'static str {
    match family {
        Family::V4 => "ipv4",
        Family::V6 => "ipv6",
    }
}

/// The translation to the node's own address.
fn own_address(interface: &packetwalk_aws::plain::Interface) -> Vec<String> {
    let of = |family: Family| {
        let mut own = interface.addresses.iter().map(|(private, _)| *private);
        own.find(|address| address.family() == family)
    };
    let rule = |family: Family| {
        let address = of(family)?;
        let to = if family == Family::V6 { format!("[{address}]") } else { address.to_string() };
        let own = format!("ct mark and {OWN_ADDRESS:#x} == {OWN_ADDRESS:#x}");
        Some(format!("meta l4proto {{ 6, 17 }} {own} snat {} to {to}:{PORTS}", word(family)))
    };
    [Family::V4, Family::V6].into_iter().filter_map(rule).collect()
}
