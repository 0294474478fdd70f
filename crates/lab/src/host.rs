//! A host: one namespace per interface, with its security groups and the source/destination check.

use crate::balancer;
use crate::event::{Event, Place};
use crate::filter::{self, End};
use crate::plan::{Namespace, Plan, everywhere, known_again, loops, not_with_clients_address, owned, pass_on, word};
use crate::services;
use packetwalk_aws::plain::{Interface, Peer, Plain, Rule};
use packetwalk_space::Family;

/// The device to the VPC's router.
pub(crate) const DEVICE: &str = "e0";

pub(crate) fn plan(plan: &mut Plan, net: &Plain, item: usize) -> usize {
    let interface = &net.interfaces[item];
    let id = &interface.id;
    let mut namespace = Namespace::new(id);
    addresses(&mut namespace, interface);

    let mut arrive = vec![format!("iifname != \"{DEVICE}\" return")];
    arrive.extend(loops(plan, id));
    let down = down(net, interface).map(|(by, why)| plan.drop(Event::dropped(by, why)));
    if !interface.groups.is_empty() {
        arrive.push("jump groups_in".to_owned());
    }
    arrive.extend(not_own(interface).into_iter().map(|rest| format!("{rest} jump not_for_it")));
    arrive.extend(down.clone());
    arrive.extend(remember_node(net, 0));
    namespace.chain("not_for_it", None, destination_check(plan, interface));
    namespace.chain("groups_in", None, groups(plan, net, interface, End::Source));
    namespace.chain("arrive", Some("filter hook prerouting priority -150"), arrive);

    let delivered = plan.deliver(Place::Interface(item));
    namespace.chain("deliver", Some("filter hook input priority 0"), vec![format!("iifname \"{DEVICE}\" {delivered}")]);
    let mut forward = not_with_clients_address(plan, id);
    forward.extend(pass_on());
    // An appliance: what it passes on it doesn't send, so who did is lost.
    namespace.chain("forward", Some("filter hook forward priority 0"), forward);

    let mut leave = vec![format!("oifname != \"{DEVICE}\" return")];
    leave.extend(down);
    leave.extend(services::never_filtered(plan, net, interface));
    if !interface.groups.is_empty() {
        leave.push("jump groups_out".to_owned());
    }
    leave.extend(answer_to_node(net, 0));
    namespace.chain("groups_out", None, groups(plan, net, interface, End::Destination));
    namespace.chain("leave", Some("filter hook postrouting priority 0"), leave);

    let at = plan.add(namespace);
    plan.places.insert(Place::Interface(item), at);
    at
}

/// Addresses of an interface, and the way out.
pub(crate) fn addresses(namespace: &mut Namespace, interface: &Interface) {
    for block in owned(interface) {
        let is_single = block.length() == block.family().bits();
        let flags = if block.family() == Family::V6 { " nodad" } else { "" };
        if is_single {
            namespace.ip(block.family(), format!("addr add {block} dev {DEVICE}{flags}"));
        }
        if !is_single || block.family() == Family::V6 {
            // The kernel delivers to a new IPv6 address only after a while; to a route at once.
            namespace.ip(block.family(), format!("route replace local {block} dev lo table local"));
        }
    }
    for family in [Family::V4, Family::V6] {
        namespace.ip(family, format!("route add {} dev {DEVICE}", everywhere(family)));
    }
}

/// Remembers of connections which load balancer's node sent them on with its client's address. Bits of the mark that mean something
/// else are kept.
pub(crate) fn remember_node(net: &Plain, kept: u32) -> Vec<String> {
    let rule = |(family, node)| {
        let again = known_again(net, node)?;
        let old = if kept == 0 { String::new() } else { format!("ct mark and {kept:#x} or ") };
        let mark = format!("ct mark set {old}{:#x}", again.mark());
        Some(format!("{} dscp {} {mark}", word(family), again.sent_on()))
    };
    both(net).filter_map(rule).collect()
}

/// Answers to such come back to that node, whatever routes say.
pub(crate) fn answer_to_node(net: &Plain, kept: u32) -> Vec<String> {
    let rule = |(family, node)| {
        let again = known_again(net, node)?;
        let answers = format!("ct direction reply ct mark and {:#x} == {:#x}", !kept, again.mark());
        let family = word(family);
        Some(format!(
            "{answers} {family} version {} {family} dscp set {}",
            if family == "ip" { 4 } else { 6 },
            again.answers()
        ))
    };
    both(net).filter_map(rule).collect()
}

fn both(net: &Plain) -> impl Iterator<Item = (Family, usize)> + '_ {
    balancer::nodes(net).flat_map(|node| [(Family::V4, node), (Family::V6, node)])
}

/// Whatever of an interface's surroundings isn't up, and its state's name.
pub(crate) fn down<'n>(net: &'n Plain, interface: &'n Interface) -> Option<(&'n str, &'static str)> {
    let is = |state: &Option<String>, wanted: &[&str]| state.as_deref().is_none_or(|state| wanted.contains(&state));
    let usable: &[&str] = if interface.requested { &["in-use", "associated"] } else { &["in-use"] };
    if !is(&interface.status, usable) || !is(&interface.attachment, &["attached"]) {
        return Some((&interface.id, "the interface isn't in use"));
    }
    if !is(&interface.instance_state, &["running"]) {
        return Some((&interface.id, "the instance isn't running"));
    }
    let subnet = &net.subnets[interface.subnet?];
    let up = is(&subnet.state, &["available"]) && is(&net.vpcs[subnet.vpc].state, &["available"]);
    (!up).then_some((&interface.id, "the subnet isn't available"))
}

/// What is not for the interface itself, by family.
pub(crate) fn not_own(interface: &Interface) -> Vec<String> {
    let of = |family: Family| {
        let own: Vec<_> = owned(interface).into_iter().filter(|block| block.family() == family).collect();
        if own.is_empty() {
            return filter::address(End::Destination, packetwalk_space::Cidr::everything(family));
        }
        let own: Vec<_> = own.iter().map(ToString::to_string).collect();
        format!("{} daddr != {{ {} }}", word(family), own.join(", "))
    };
    [Family::V4, Family::V6].map(of).into()
}

pub(crate) fn destination_check(plan: &mut Plan, interface: &Interface) -> Vec<String> {
    if interface.source_dest_check {
        vec![plan.drop(Event::dropped(&interface.id, "the source/destination check is on"))]
    } else {
        Vec::new()
    }
}

/// The groups of an interface as a chain: replies pass, what a rule allows passes, nothing else does.
pub(crate) fn groups(plan: &mut Plan, net: &Plain, interface: &Interface, end: End) -> Vec<String> {
    let mut rules = vec!["ct state established,related return".to_owned()];
    let vpc = interface.subnet.map(|subnet| net.subnets[subnet].vpc);
    let mut unread = Vec::new();
    for group in &interface.groups {
        let group = match group {
            Ok(group) => &net.groups[*group],
            Err(id) => {
                unread.push(format!("{id} isn't in the snapshot"));
                continue;
            }
        };
        let of_end = if end == End::Source { &group.inbound } else { &group.outbound };
        for rule in of_end {
            match rule.as_ref().map(|rule| allow(net, vpc, rule, end)) {
                Some(Some(matches)) => rules.extend(matches.into_iter().map(|matched| format!("{matched} return"))),
                Some(None) | None => unread.push(format!("a rule of {} couldn't be read", group.id)),
            }
        }
    }
    rules.push(match unread.into_iter().next() {
        Some(what) => plan.drop(Event::not_imitated(what)),
        None => {
            let first = interface.groups.first().and_then(|group| group.as_ref().ok());
            let by = first.map_or(&interface.id, |group| &net.groups[*group].id);
            let why = if end == End::Source { "no inbound rule allows it" } else { "no outbound rule allows it" };
            plan.drop(Event::dropped(by, why))
        }
    });
    rules
}

/// The matches of a rule; `None` where its prefix list wasn't read.
fn allow(net: &Plain, vpc: Option<usize>, rule: &Rule, end: End) -> Option<Vec<String>> {
    let Some(traffic) = filter::traffic(rule.traffic) else { return Some(Vec::new()) };
    let peers = match &rule.peer {
        Peer::Blocks(blocks) => blocks.as_ref()?.iter().map(|block| filter::address(end, *block)).collect(),
        Peer::Members(members) => {
            // On the way out a reference means the members in the interface's own VPC and in its peers of the same Region.
            let near = |of: Option<usize>| {
                let peered = |peering: &&packetwalk_aws::plain::Peering| {
                    let active = peering.status.as_deref().is_none_or(|status| status == "active");
                    active && peering.in_one_region && peering.vpcs.contains(&vpc) && peering.vpcs.contains(&of)
                };
                of == vpc || net.peerings.iter().any(|peering| peered(&peering))
            };
            let here = |interface: &&Interface| {
                end == End::Source || near(interface.subnet.map(|subnet| net.subnets[subnet].vpc))
            };
            let mut all = filter::members(end, members.iter().map(|item| &net.interfaces[*item]).filter(here));
            if end == End::Source {
                let again = members.iter().filter_map(|item| known_again(net, *item));
                all.extend(again.flat_map(|again| {
                    [Family::V4, Family::V6].map(|family| format!("{} dscp {}", word(family), again.sent_on()))
                }));
            }
            all
        }
    };
    Some(peers.into_iter().map(|peer: String| format!("{traffic}{peer}")).collect())
}
