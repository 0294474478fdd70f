//! Networks outside, behind virtual private gateways and attachments of transit gateways: every address answers.

use crate::event::{Event, Place};
use crate::plan::{Namespace, Plan, everywhere, forget_sender, loops, word};
use packetwalk_aws::plain::Plain;
use packetwalk_space::{Cidr, Family};

/// What carries one IP family drops the other.
pub(crate) const OTHER_FAMILY: &str = "it carries the other IP family only";

/// The device to AWS.
pub(crate) const DEVICE: &str = "aws";

/// A namespace that takes whatever passes the rules, and answers it.
pub(crate) fn plan(plan: &mut Plan, label: &str, place: Place, rules: Vec<String>) -> usize {
    let mut namespace = Namespace::new(label);
    for family in [Family::V4, Family::V6] {
        namespace.ip(family, format!("rule add pref 200 iif {DEVICE} lookup 200"));
        namespace.ip(family, format!("route add local {} dev lo table 200", everywhere(family)));
        namespace.ip(family, format!("route add {} dev {DEVICE}", everywhere(family)));
    }
    let mut arrive = loops(plan, label);
    arrive.extend(rules);
    let delivered = plan.deliver(place);
    let deliver = vec![format!("iifname != \"{DEVICE}\" accept"), delivered];
    namespace.chain("arrive", Some("filter hook prerouting priority 0"), arrive);
    namespace.chain("deliver", Some("filter hook input priority 0"), deliver);
    // Who sends from outside nobody knows.
    namespace.chain("sender", Some("filter hook postrouting priority -10"), forget_sender());
    let at = plan.add(namespace);
    plan.places.insert(place, at);
    at
}

/// A virtual private gateway with what is behind it: by static routes alone.
pub(crate) fn vpn_gateway(plan: &mut Plan, net: &Plain, item: usize) -> usize {
    let gateway = &net.vpn_gateways[item];
    let id = &gateway.id;
    let odd = gateway.connections.iter().any(|of| of.up.is_none() || !of.static_only || of.narrowed);
    let mut out = Vec::new();
    let own = net.interfaces.iter().filter(|i| i.subnet.map(|subnet| net.subnets[subnet].vpc) == gateway.vpc);
    let own: Vec<_> = own.flat_map(crate::plan::owned).collect();
    let foreign = plan.drop(Event::dropped(id, "the source isn't an interface's of its VPC"));
    for (family, proto) in [(Family::V4, "ipv4"), (Family::V6, "ipv6")] {
        let own: Vec<_> = own.iter().filter(|own| own.family() == family).map(ToString::to_string).collect();
        out.push(if own.is_empty() {
            format!("meta nfproto {proto} {foreign}")
        } else {
            format!("{} saddr != {{ {} }} {foreign}", word(family), own.join(", "))
        });
    }
    if odd || !gateway.no_direct_connect {
        out.push(plan.drop(Event::not_imitated(format!("BGP at {id}"))));
    }
    let of_connections = |up: bool| {
        let connections = gateway.connections.iter().filter(move |connection| connection.up == Some(up));
        connections.flat_map(|connection| connection.routes.iter().map(move |block| (connection, *block)))
    };
    let to = |block: Cidr| format!("ip daddr {block}");
    let v4 = |block: &Cidr| block.family() == Family::V4;
    out.extend(of_connections(true).filter(|(_, block)| v4(block)).map(|(_, block)| format!("{} accept", to(block))));
    let mut down: Vec<_> = of_connections(false).filter(|(_, block)| v4(block)).collect();
    down.sort_by_key(|(_, block)| std::cmp::Reverse(block.length()));
    for (connection, block) in down {
        let drop = plan.drop(Event::dropped(&connection.id, "no tunnel is up"));
        out.push(format!("{} {drop}", to(block)));
    }
    let all_down = gateway.connections.first().filter(|_| gateway.connections.iter().all(|of| of.up == Some(false)));
    let nothing = match all_down {
        Some(first) => Event::dropped(&first.id, "no tunnel is up"),
        None => Event::dropped(id, "nothing behind it has the address"),
    };
    out.push(plan.drop(nothing));
    let rules = out.into_iter().map(|rule| format!("iifname \"{DEVICE}\" {rule}")).collect();
    let at = self::plan(plan, id, Place::VpnGateway(item), rules);
    let unheard = match gateway.connections.first() {
        Some(first) => Event::dropped(&first.id, "no tunnel is up"),
        None => Event::dropped(id, "nothing behind it has the address"),
    };
    let mut leave = Vec::new();
    if odd || !gateway.no_direct_connect {
        leave.push(plan.drop(Event::not_imitated(format!("BGP at {id}"))));
    }
    let up: Vec<_> = gateway.connections.iter().filter(|connection| connection.up == Some(true)).collect();
    // What carries IPv4 alone: the connection that is up, or all of them.
    let by = match (up.as_slice(), gateway.connections.as_slice()) {
        ([only], _) => &only.id,
        ([], [first, ..]) => &first.id,
        _ => id,
    };
    leave.push(format!("meta nfproto ipv6 {}", plan.drop(Event::dropped(by, OTHER_FAMILY))));
    if up.is_empty() {
        leave.push(plan.drop(unheard));
    }
    plan.namespaces[at].chain("leave", Some("filter hook postrouting priority 0"), leave);
    at
}
