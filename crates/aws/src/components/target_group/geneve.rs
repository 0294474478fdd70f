//! Whether the filters of appliances pass what a Gateway Load Balancer sends them, and what they give back: UDP to port 6081.

use super::targets::interface_of;
use crate::components::target_group::TargetGroup;
use crate::components::{interface, network_acl, security_group};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Action, Check, Cite, Direction};
use packetwalk_space::{Address, Family, Headers, Protocol};

const PORT: u16 = 6081;
/// The port from which it comes, which no filter asks about.
const SOME_PORT: u16 = 1024;

/// The security group or network ACL that keeps a node and an appliance from each other; `None` where none does, as far as is known.
pub(super) fn refused(l: &Lowerer<'_>, group: &TargetGroup, node: u32, target: u32) -> Option<Cite> {
    let net = l.net;
    let appliance = interface_of(net, group, target)?;
    let here = net.interface(node).addresses.iter().map(|assigned| assigned.private);
    let here = here.into_iter().find(|address| address.family() == Family::V4)?;
    let there = super::targets::address_of(net, target, Family::V4)?;
    let outer = |source: Address, destination: Address, sender: u32| Headers {
        source,
        destination,
        protocol: Protocol::UDP,
        source_port: SOME_PORT,
        destination_port: PORT,
        sender: interface::sender(sender),
    };
    let (sent, given_back) = (outer(here, there, node), outer(there, here, appliance));
    let subnet = |item: u32| net.interface(item).subnet.and_then(|id| net.subnet(id));
    // Inside a subnet its ACL isn't asked.
    let guarded = subnet(appliance).filter(|own| subnet(node) != Some(*own));
    let of_groups = |direction| security_group::checks(l, appliance, direction);
    let mut asked: Vec<(Check, &Headers)> = Vec::new();
    asked.extend(guarded.map(|subnet| (network_acl::entering_subnet(l, subnet), &sent)));
    asked.extend(of_groups(Direction::Ingress).into_iter().map(|check| (check, &sent)));
    asked.extend(of_groups(Direction::Egress).into_iter().map(|check| (check, &given_back)));
    asked.extend(guarded.map(|subnet| (network_acl::leaving(l, subnet), &given_back)));
    asked.into_iter().find_map(|(check, packet)| refusing(net, &check, packet))
}

/// The resource that refuses a packet: what would let that pass isn't what would let the packets of the walk pass.
fn refusing(net: &Network, check: &Check, packet: &Headers) -> Option<Cite> {
    let row = check.table.row_for(packet).and_then(|number| check.table.rows.get(number));
    let (action, cite) = match row {
        Some(row) => (&row.action, row.cite),
        None => (&check.table.default.action, check.table.default.cite),
    };
    if !matches!(action, Action::Drop { .. }) {
        return None;
    }
    let item = if cite.component == Kind::SecurityGroup as u8 {
        security_group::cited(net, cite).into_iter().find_map(|id| net.security_group(id))?
    } else {
        cite.item
    };
    Some(Cite::resource(cite.component, item))
}
