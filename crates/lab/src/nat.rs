//! A NAT gateway: the kernel's source translation, in a namespace of its interface.

use crate::event::Event;
use crate::host::{self, DEVICE};
use crate::plan::{Namespace, Plan, forget_sender, loops, not_with_clients_address};
use packetwalk_aws::plain::{NatGateway, Plain};
use packetwalk_space::Family;

/// Ports that it picks from.
const PORTS: &str = "1024-65535";

pub(crate) fn plan(plan: &mut Plan, net: &Plain, item: usize, gateway: usize) -> usize {
    let interface = &net.interfaces[item];
    let gateway = &net.nat_gateways[gateway];
    let id = &gateway.id;
    let mut namespace = Namespace::new(id);
    host::addresses(&mut namespace, interface);

    let own: Vec<_> = host_addresses(&gateway.addresses)
        .chain(host_addresses_of(interface))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let own = own.join(", ");
    let mut arrive = vec![format!("iifname != \"{DEVICE}\" return")];
    arrive.extend(host::not_own(interface).into_iter().map(|rest| format!("{rest} jump not_for_it")));
    namespace.chain("not_for_it", None, host::destination_check(plan, interface));
    arrive.extend(arriving(plan, gateway, &own));
    if gateway.addresses.is_empty() {
        arrive.push(plan.drop(Event::dropped(id, "it has no address")));
    }
    arrive.extend(carried(plan, id));
    chains(&mut namespace, arrive, translate(&gateway.addresses));
    plan.add(namespace)
}

/// What comes to a gateway with these addresses: answers to what it sent, and what it takes at all.
pub(crate) fn arriving(plan: &mut Plan, gateway: &NatGateway, own: &str) -> Vec<String> {
    let id = &gateway.id;
    let mut arrive = loops(plan, id);
    arrive.extend(not_with_clients_address(plan, id));
    if !own.is_empty() {
        let stray = plan.drop(Event::dropped(id, "no connection of its own"));
        arrive.push(format!("ip daddr {{ {own} }} ct state established accept"));
        arrive.push(format!("ip daddr {{ {own} }} {stray}"));
        let circle = plan.drop(Event::dropped(id, "its own subnet leads back to it"));
        arrive.push(format!("ip saddr {{ {own} }} {circle}"));
    }
    match gateway.state.as_deref() {
        None | Some("available") if gateway.proxied => {
            arrive.push(plan.drop(Event::not_imitated(format!("the proxy of {id}"))));
        }
        None | Some("available") => {}
        Some("deleting") => arrive.push(plan.drop(Event::not_imitated(format!("{id} is being deleted")))),
        Some(_) => arrive.push(plan.drop(Event::dropped(id, "it isn't available"))),
    }
    let nat64 = plan.drop(Event::not_imitated(format!("NAT64 by {id}")));
    arrive.push(format!("ip6 daddr 64:ff9b::/96 {nat64}"));
    let v6 = plan.drop(Event::dropped(id, "it carries no other IPv6"));
    arrive.push(format!("meta nfproto ipv6 {v6}"));
    arrive
}

/// What a gateway translates.
pub(crate) fn carried(plan: &mut Plan, id: &str) -> [String; 2] {
    let protocol = plan.drop(Event::dropped(id, "it carries tcp, udp and icmp only"));
    // The kernel translates ICMP queries; it takes other messages for errors of connections that it doesn't know.
    let message = plan.drop(Event::not_imitated(format!("an ICMP message that is no query, through {id}")));
    [format!("meta l4proto != {{ 1, 6, 17 }} {protocol}"), format!("ct state invalid {message}")]
}

/// The chains of a gateway.
pub(crate) fn chains(namespace: &mut Namespace, arrive: Vec<String>, translate: Vec<String>) {
    namespace.chain("arrive", Some("filter hook prerouting priority -150"), arrive);
    namespace.chain("forward", Some("filter hook forward priority 0"), forget_sender());
    if !translate.is_empty() {
        namespace.chain("translate", Some("nat hook postrouting priority 100"), translate);
        namespace.chain("untranslate", Some("nat hook prerouting priority -100"), Vec::new());
    }
}

/// The first packet of a connection gets one of the addresses, whichever, and the others of it the same one.
pub(crate) fn translate(addresses: &[packetwalk_space::Address]) -> Vec<String> {
    let rules = addresses.iter().enumerate().flat_map(|(at, address)| {
        let left = addresses.len() - at;
        let toss = if left > 1 { format!("numgen random mod {left} 0 ") } else { String::new() };
        [
            format!("meta l4proto {{ 6, 17 }} {toss}snat ip to {address}:{PORTS}"),
            format!("meta l4proto 1 {toss}snat ip to {address}"),
        ]
    });
    rules.collect()
}

fn host_addresses(addresses: &[packetwalk_space::Address]) -> impl Iterator<Item = String> {
    addresses.iter().filter(|address| address.family() == Family::V4).map(ToString::to_string)
}

fn host_addresses_of(interface: &packetwalk_aws::plain::Interface) -> impl Iterator<Item = String> {
    let addresses: Vec<_> = interface.addresses.iter().map(|(private, _)| *private).collect();
    host_addresses(&addresses).collect::<Vec<_>>().into_iter()
}
