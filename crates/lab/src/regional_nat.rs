//! A regional NAT gateway: the kernel's source translation in a namespace that is in no subnet, with a device for the clients of each zone.

use crate::event::Event;
use crate::nat;
use crate::plan::{Namespace, Plan};
use packetwalk_aws::plain::{Plain, RegionalNat, Subnet};
use packetwalk_space::{Address, Family};

/// The zones of a VPC's subnets, each by one of its subnets.
pub(crate) fn zones(net: &Plain, vpc: usize) -> Vec<&Subnet> {
    let mut zones: Vec<&Subnet> = Vec::new();
    for subnet in net.subnets.iter().filter(|subnet| subnet.vpc == vpc) {
        if !zones.iter().any(|known| is_one(known, subnet)) {
            zones.push(subnet);
        }
    }
    zones
}

fn is_one(one: &Subnet, other: &Subnet) -> bool {
    (&one.zone, &one.zone_name) == (&other.zone, &other.zone_name)
}

/// The number of a subnet's zone.
pub(crate) fn zone_of(net: &Plain, subnet: usize) -> usize {
    let of = &net.subnets[subnet];
    zones(net, of.vpc).iter().position(|zone| is_one(zone, of)).unwrap_or(0)
}

/// The gateway's device to the clients of a zone. By the first one it also gets answers, and sends whatever it sends.
pub(crate) fn device(zone: usize) -> String {
    format!("z{zone}")
}

/// The addresses that it gives to the clients of a zone: all, where AWS prints no zones.
fn serving(regional: &RegionalNat, zone: &Subnet) -> Vec<Address> {
    let is_zone = |name: &String| [&zone.zone, &zone.zone_name].into_iter().flatten().any(|zone| zone == name);
    let serves = |names: &[String]| names.is_empty() || names.iter().any(is_zone);
    regional.addresses.iter().filter(|(_, names)| serves(names)).map(|(address, _)| *address).collect()
}

pub(crate) fn plan(plan: &mut Plan, net: &Plain, item: usize, regional: &RegionalNat, vpc: usize) -> usize {
    let gateway = &net.nat_gateways[item];
    let id = &gateway.id;
    let mut namespace = Namespace::new(id);
    namespace.ip(Family::V4, format!("route add default dev {}", device(0)));
    let own: Vec<_> = regional.addresses.iter().map(|(address, _)| address.to_string()).collect();
    let mut arrive = nat::arriving(plan, gateway, &own.join(", "));
    if own.is_empty() {
        arrive.push(plan.drop(Event::dropped(id, "it has no address")));
    }
    let mut translate = Vec::new();
    for (number, zone) in zones(net, vpc).into_iter().enumerate() {
        let (device, mark) = (device(number), number + 1);
        let addresses = serving(regional, zone);
        if addresses.is_empty() {
            let drop = plan.drop(Event::not_imitated(format!("{id} in a zone where it has no address")));
            arrive.push(format!("iifname \"{device}\" {drop}"));
        }
        arrive.push(format!("iifname \"{device}\" ct mark set {mark}"));
        translate.extend(nat::translate(&addresses).into_iter().map(|rule| format!("ct mark {mark} {rule}")));
    }
    arrive.extend(nat::carried(plan, id));
    nat::chains(&mut namespace, arrive, translate);
    plan.add(namespace)
}
