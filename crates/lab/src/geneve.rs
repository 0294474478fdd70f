//! Whether what a Gateway Load Balancer sends to an appliance plainly passes the filters there: UDP to port 6081, both ways.

use packetwalk_aws::plain::{Entry, Interface, Peer, Plain, Registered, Registree, Rule, Traffic};
use packetwalk_space::{Address, Family};

/// Whether filters pass it, as far as blocks of addresses say so.
pub(crate) fn passes(net: &Plain, node: usize, target: &Registered) -> bool {
    let Some(here) = v4(&net.interfaces[node]) else { return false };
    let appliance = match &target.what {
        Registree::Instance(interfaces) => interfaces.first().copied(),
        Registree::Address(address) => {
            let owns = |interface: &Interface| {
                let near = interface.subnet.is_some_and(|subnet| target.near.contains(&subnet));
                near && crate::plan::owned(interface).iter().any(|block| block.contains(*address))
            };
            net.interfaces.iter().position(owns)
        }
        Registree::Balancer(_) | Registree::Other(_) => None,
    };
    // Filters that weren't read are taken to pass it, as the appliance is taken to.
    let Some(interface) = appliance.map(|item| &net.interfaces[item]) else { return true };
    let groups = || interface.groups.iter().filter_map(|group| group.as_ref().ok()).map(|group| &net.groups[*group]);
    let unfiltered = interface.groups.is_empty();
    let inbound = unfiltered || groups().any(|group| allows(&group.inbound, here));
    let outbound = unfiltered || groups().any(|group| allows(&group.outbound, here));
    let subnet = interface.subnet.filter(|own| net.interfaces[node].subnet != Some(*own));
    let acl = subnet.and_then(|subnet| net.subnets[subnet].acl).map(|acl| &net.acls[acl]);
    let by_acl = acl.is_none_or(|acl| admits(&acl.inbound, here) && admits(&acl.outbound, here));
    inbound && outbound && by_acl
}

fn v4(interface: &Interface) -> Option<Address> {
    interface.addresses.iter().map(|(private, _)| *private).find(|address| address.family() == Family::V4)
}

const fn is_geneve(traffic: Traffic) -> bool {
    match traffic {
        Traffic::All | Traffic::Protocol(17) => true,
        Traffic::Ports(17, from, to) => from <= 6081 && 6081 <= to,
        _ => false,
    }
}

fn allows(rules: &[Option<Rule>], other: Address) -> bool {
    rules.iter().flatten().filter(|rule| is_geneve(rule.traffic)).any(|rule| match &rule.peer {
        Peer::Blocks(Some(blocks)) => blocks.iter().any(|block| block.contains(other)),
        Peer::Blocks(None) | Peer::Members(_) => false,
    })
}

fn admits(entries: &[Option<Entry>], other: Address) -> bool {
    let about = |entry: &&Option<Entry>| {
        entry.as_ref().is_none_or(|entry| is_geneve(entry.traffic) && entry.block.contains(other))
    };
    entries.iter().find(about).is_some_and(|entry| entry.as_ref().is_some_and(|entry| entry.allow))
}
