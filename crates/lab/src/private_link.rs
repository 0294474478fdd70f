//! An interface endpoint: an address behind which a service answers, or a link to a node of the service's load balancer.

use crate::event::{Event, Place};
use crate::filter::End;
use crate::host::{self, DEVICE};
use crate::plan::{Namespace, Plan, forget_sender, loops, word};
use packetwalk_aws::plain::{Endpoint, Plain};
use packetwalk_space::{Address, Family};

/// Whether an endpoint is an address for a service.
pub(crate) fn is_interface(endpoint: &Endpoint) -> bool {
    endpoint.kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("interface"))
}

/// What leads from an endpoint's interface to nodes of its service's load balancers.
///
/// # Errors
/// What becomes of packets where nothing does.
fn behind(net: &Plain, item: usize, endpoint: &Endpoint) -> Result<Vec<usize>, Event> {
    let Some(service) = endpoint.service.map(|item| &net.services[item]) else { return Ok(Vec::new()) };
    if service.state.as_deref().is_some_and(|state| state != "Available") {
        return Err(Event::dropped(&service.id, "it isn't available"));
    }
    let subnet_of = |interface: usize| net.interfaces[interface].subnet.map(|subnet| &net.subnets[subnet]);
    let subnet = subnet_of(item);
    let elsewhere = |region: &String| {
        subnet.and_then(|subnet| subnet.zone_name.as_ref()).is_some_and(|zone| !zone.starts_with(region.as_str()))
    };
    if endpoint.service_region.as_ref().is_some_and(elsewhere) {
        return Err(Event::not_imitated(format!("{}, a service of another Region", service.id)));
    }
    let offered = subnet.is_none_or(|subnet| {
        [&subnet.zone, &subnet.zone_name].into_iter().flatten().any(|zone| service.zones.contains(zone))
    });
    if !service.zones.is_empty() && !offered {
        return Err(Event::dropped(&service.id, "it isn't offered in the endpoint's zone"));
    }
    let connected = endpoint.connection.iter().flat_map(|connection| &connection.balancers).cloned();
    let connected: Vec<_> = connected.collect();
    let balancers = if connected.is_empty() { &service.balancers } else { &connected };
    let mut nodes = Vec::new();
    for balancer in balancers {
        let Ok(balancer) = balancer else {
            return Err(Event::not_imitated(format!("a load balancer of {}", service.id)));
        };
        let zone = subnet.and_then(|subnet| subnet.zone.as_ref());
        let near = |node: &&usize| zone.is_some() && subnet_of(**node).and_then(|subnet| subnet.zone.as_ref()) == zone;
        nodes.extend(net.balancers[*balancer].nodes.iter().filter(near));
    }
    if nodes.is_empty() {
        return Err(Event::not_imitated(format!("a node of {} in the endpoint's zone", service.id)));
    }
    Ok(nodes)
}

/// The links from endpoints' interfaces to nodes: each has a number, and a device of that number at both ends.
pub(crate) fn links(net: &Plain) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    for (item, interface) in net.interfaces.iter().enumerate() {
        let Some(endpoint) = interface.endpoint.map(|item| &net.endpoints[item]).filter(|of| is_interface(of)) else {
            continue;
        };
        all.extend(behind(net, item, endpoint).into_iter().flatten().map(|node| (item, node)));
    }
    all
}

/// The device of a link.
pub(crate) fn device(link: usize) -> String {
    format!("l{link}")
}

/// Joins endpoints and nodes, once both are planned.
pub(crate) fn join(plan: &mut Plan, net: &Plain) {
    for (number, (item, node)) in links(net).into_iter().enumerate() {
        let ends = [item, node].map(|of| plan.places.get(&Place::Front(of)).copied());
        if let [Some(here), Some(there)] = ends {
            plan.link((here, &device(number)), (there, &device(number)));
        }
    }
}

pub(crate) fn plan(plan: &mut Plan, net: &Plain, item: usize, endpoint: usize) -> usize {
    let (interface, record) = (&net.interfaces[item], &net.endpoints[endpoint]);
    let mut namespace = Namespace::new(&interface.id);
    host::addresses(&mut namespace, interface);

    let mut arrive = vec![format!("iifname != \"{DEVICE}\" return")];
    arrive.extend(loops(plan, &interface.id));
    if !interface.groups.is_empty() {
        arrive.push("jump groups_in".to_owned());
    }
    arrive.extend(host::not_own(interface).into_iter().map(|rest| format!("{rest} jump not_for_it")));
    let down = host::down(net, interface).map(|(by, why)| plan.drop(Event::dropped(by, why)));
    arrive.extend(down.clone());
    arrive.extend(usable(plan, record));
    let protocol = plan.drop(Event::dropped(&record.id, "it carries tcp and udp only"));
    arrive.push(format!("meta l4proto != {{ 6, 17 }} {protocol}"));
    let mut to = Vec::new();
    match behind(net, item, record) {
        Err(event) => arrive.push(plan.drop(event)),
        Ok(nodes) if nodes.is_empty() => {
            let datagrams = plan.drop(Event::not_imitated(format!("UDP to the service behind {}", record.id)));
            arrive.push(format!("meta l4proto 17 {datagrams}"));
        }
        Ok(_) => {
            namespace.ip_both(&format!("rule add pref 100 iif {DEVICE} lookup 100"));
            let own = links(net).into_iter().enumerate().filter(|(_, (of, _))| *of == item).collect::<Vec<_>>();
            for (at, (number, (_, node))) in own.iter().enumerate() {
                let left = own.len() - at;
                let toss = if left > 1 { format!("numgen random mod {left} 0 ") } else { String::new() };
                for address in first_of_each_family(net, *node) {
                    namespace
                        .ip(address.family(), format!("route replace {address} dev {} table 100", device(*number)));
                    let word = word(address.family());
                    let of = if word == "ip" { "ipv4" } else { "ipv6" };
                    to.push(format!("meta nfproto {of} {toss}dnat {word} to {address}"));
                }
            }
            to.push(plan.drop(Event::not_imitated("a node without an address of the packet's IP family")));
        }
    }
    namespace.chain("not_for_it", None, host::destination_check(plan, interface));
    namespace.chain("groups_in", None, host::groups(plan, net, interface, End::Source));
    namespace.chain("arrive", Some("filter hook prerouting priority -150"), arrive);
    namespace.chain("link", Some("nat hook prerouting priority -100"), to);
    // Behind an endpoint security groups see the client's address, and not whose it is.
    namespace.chain("forward", Some("filter hook forward priority 0"), forget_sender());
    let delivered = plan.deliver(Place::Front(item));
    namespace.chain("deliver", Some("filter hook input priority 0"), vec![format!("iifname \"{DEVICE}\" {delivered}")]);
    let mut leave = vec![format!("oifname != \"{DEVICE}\" return")];
    leave.extend(down);
    if !interface.groups.is_empty() {
        leave.push("jump groups_out".to_owned());
    }
    // Here who sends is known again.
    leave.extend([Family::V4, Family::V6].map(|family| format!("{} dscp set 0", word(family))));
    namespace.chain("groups_out", None, host::groups(plan, net, interface, End::Destination));
    namespace.chain("leave", Some("filter hook postrouting priority 0"), leave);
    let at = plan.add(namespace);
    plan.places.insert(Place::Front(item), at);
    at
}

/// The addresses by which a node takes what comes by PrivateLink.
fn first_of_each_family(net: &Plain, node: usize) -> Vec<Address> {
    let own = || net.interfaces[node].addresses.iter().map(|(own, _)| *own);
    [Family::V4, Family::V6].into_iter().filter_map(|family| own().find(|own| own.family() == family)).collect()
}

/// Whether an endpoint carries packets, by its own state and by what its service's owner says.
pub(crate) fn usable(plan: &mut Plan, endpoint: &Endpoint) -> Vec<String> {
    let mut rules = Vec::new();
    match endpoint.state.as_deref().unwrap_or("available").to_ascii_lowercase().as_str() {
        "available" => {}
        "partial" => rules.push(plan.drop(Event::not_imitated(format!("{} is partial", endpoint.id)))),
        _ => rules.push(plan.drop(Event::dropped(&endpoint.id, "it isn't available"))),
    }
    let seen = endpoint.connection.as_ref().and_then(|connection| connection.state.as_ref());
    if seen.is_some_and(|state| !state.eq_ignore_ascii_case("available")) {
        rules.push(plan.drop(Event::dropped(&endpoint.id, "the service's owner hasn't accepted it")));
    }
    rules
}
