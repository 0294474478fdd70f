//! What answers inside a VPC without being an interface: Amazon's own services, and gateway endpoints.

use crate::event::{Event, Place};
use crate::filter::{self, End};
use crate::plan::{Namespace, Plan, everywhere, sender_known, word};
use crate::private_link;
use packetwalk_aws::plain::{Endpoint, Interface, Plain};
use packetwalk_space::{Address, Cidr, Family};

/// Addresses of services that are the same in every VPC, and the protocols and ports on which they answer. No filter looks at
/// what goes to them.
pub(crate) const SERVICES: &[(&str, &[(u8, u16)])] = &[
    ("169.254.169.253", &[(6, 53), (17, 53)]),
    ("169.254.169.254", &[(6, 80)]),
    ("169.254.169.123", &[(17, 123)]),
    ("169.254.170.2", &[(6, 80)]),
    ("169.254.169.250", &[(6, 1688)]),
    ("169.254.169.251", &[(6, 1688)]),
    ("fd00:ec2::253", &[(6, 53), (17, 53)]),
    ("fd00:ec2::254", &[(6, 80)]),
    ("fd00:ec2::123", &[(17, 123)]),
];

/// Where VPC Lattice takes packets.
const LATTICE: &str = "169.254.171.0/24";

/// What no route leads to, though route tables may say so.
const NEVER_ROUTED: &[(Family, &str)] = &[(Family::V4, "169.254.168.0/22"), (Family::V6, "fd00:ec2::/32")];

/// The address at which the VPC's DNS answers beside those: the third of its primary block.
pub(crate) fn dns(net: &Plain, vpc: usize) -> Option<Address> {
    let primary = net.vpcs[vpc].blocks.iter().find(|block| block.family() == Family::V4)?;
    Some(Address::from_number(primary.first().number() + 2))
}

/// The router's address in a subnet: the second of its block.
pub(crate) fn router(blocks: &[Cidr]) -> Option<Address> {
    let block = blocks.iter().find(|block| block.family() == Family::V4)?;
    Some(Address::from_number(block.first().number() + 1))
}

/// The rules of an interface, before its groups, for what it sends to services.
pub(crate) fn never_filtered(plan: &mut Plan, net: &Plain, interface: &Interface) -> Vec<String> {
    // Only of what the interface itself sends: what it passes on is routed like everything else.
    let own = |text: &str| {
        let family = if text.contains(':') { Family::V6 } else { Family::V4 };
        format!("{} {} daddr {text} accept", sender_known(family), word(family))
    };
    let mut rules: Vec<_> = SERVICES.iter().map(|(text, _)| own(text)).collect();
    if let Some(subnet) = interface.subnet {
        let addresses = [dns(net, net.subnets[subnet].vpc), router(&net.subnets[subnet].blocks)];
        rules.extend(addresses.into_iter().flatten().map(|address| own(&address.to_string())));
    }
    let lattice = plan.drop(Event::not_imitated("VPC Lattice"));
    rules.push(format!("{} ip daddr {LATTICE} {lattice}", sender_known(Family::V4)));
    let drop = plan.drop(Event::dropped(&interface.id, "no service answers there"));
    let never = |family: Family, block: &str| format!("{} {} daddr {block} {drop}", sender_known(family), word(family));
    rules.extend(NEVER_ROUTED.iter().map(|(family, block)| never(*family, block)));
    rules
}

/// What answers at a router: the rules of packets that are delivered to it.
pub(crate) fn answering(plan: &mut Plan, net: &Plain, vpc: usize) -> Vec<String> {
    let delivered = plan.deliver(Place::Service(vpc));
    let port = plan.drop(Event::dropped("a service", "it answers on other ports"));
    let mut rules = vec!["iifname \"lo\" accept".to_owned()];
    let dns = dns(net, vpc).map(|address| (address.to_string(), &[(6, 53), (17, 53)][..]));
    let all = SERVICES.iter().map(|(address, ports)| ((*address).to_owned(), *ports)).chain(dns);
    for (address, ports) in all {
        let to = format!("{} daddr {address}", if address.contains(':') { "ip6" } else { "ip" });
        rules.extend(
            ports.iter().map(|(protocol, port)| format!("{to} meta l4proto {protocol} th dport {port} {delivered}")),
        );
        rules.push(format!("{to} {port}"));
    }
    rules.push(plan.drop(Event::not_imitated("what a VPC's router answers")));
    rules
}

pub(crate) fn is_gateway(endpoint: &Endpoint) -> bool {
    endpoint.kind.as_deref().is_none_or(|kind| kind.eq_ignore_ascii_case("gateway"))
}

/// The device to the VPC's router.
pub(crate) const ENDPOINT_DEVICE: &str = "vpc";

/// A gateway endpoint with its service behind it: every address answers.
pub(crate) fn endpoint(plan: &mut Plan, net: &Plain, item: usize) -> usize {
    let endpoint = &net.endpoints[item];
    let id = &endpoint.id;
    let mut namespace = Namespace::new(id);
    for family in [Family::V4, Family::V6] {
        namespace.ip(family, format!("rule add pref 200 iif {ENDPOINT_DEVICE} lookup 200"));
        namespace.ip(family, format!("route add local {} dev lo table 200", everywhere(family)));
        namespace.ip(family, format!("route add {} dev {ENDPOINT_DEVICE}", everywhere(family)));
    }
    let mut arrive = private_link::usable(plan, endpoint);
    let inside: Vec<_> = endpoint.vpc.map(|vpc| net.vpcs[vpc].blocks.clone()).unwrap_or_default();
    let of = |family| inside.iter().filter(move |block| block.family() == family);
    for (family, word) in [(Family::V4, "ip"), (Family::V6, "ip6")] {
        let foreign = plan.drop(Event::dropped(id, "the source isn't in its VPC"));
        let blocks: Vec<_> = of(family).map(ToString::to_string).collect();
        arrive.push(if blocks.is_empty() {
            format!("{} {foreign}", filter::address(End::Source, Cidr::everything(family)))
        } else {
            format!("{word} saddr != {{ {} }} {foreign}", blocks.join(", "))
        });
    }
    let other = plan.drop(Event::dropped(id, "it carries tcp and pings only"));
    let delivered = plan.deliver(Place::Endpoint(item));
    let carried = vec![
        format!("iifname != \"{ENDPOINT_DEVICE}\" accept"),
        format!("meta l4proto 6 {delivered}"),
        format!("meta l4proto 1 @th,0,8 8 {delivered}"),
        other,
    ];
    namespace.chain("arrive", Some("filter hook prerouting priority 0"), arrive);
    namespace.chain("deliver", Some("filter hook input priority 0"), carried);
    let at = plan.add(namespace);
    plan.places.insert(Place::Endpoint(item), at);
    at
}
