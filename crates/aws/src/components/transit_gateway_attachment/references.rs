//! Where security groups on the far side of a transit gateway still know who sent a packet.

use super::reasons::REFERENCES_IN_LOCAL_ZONE;
use crate::components::subnet::Subnet;
use crate::components::{interface, security_group, subnet};
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Action, Cite, Default, Key, Otherwise, Row, Spans, Table, Translation};
use packetwalk_space::{Address, IntervalSet, Product, Rewrite, Sender};
use std::sync::Arc;

/// Who sent a packet stays known only where the gateway and both attachments support it, and where its hosts are.
pub(super) fn references(net: &Network, key: Key) -> Table {
    /// The zone in which they don't work.
    const WITHOUT: &str = "use1-az3";
    let item = key.item;
    let cite = Cite::resource(Kind::TransitGatewayAttachment as u8, item);
    let attachment = net.attachment(item);
    let gateway = net.find_transit_gateway(attachment.gateway).map(|gateway| net.transit_gateway(gateway));
    if !attachment.references || !gateway.is_some_and(|gateway| gateway.references) {
        return forgets(cite);
    }
    let view = attachment.vpc.map(|vpc| net.vpc(net.vpc_of(vpc)));
    let subnets = || view.into_iter().flat_map(|vpc| &vpc.subnets).map(|subnet| (*subnet, net.subnet_record(*subnet)));
    let mut rows = Vec::new();
    let without = |subnet: &Subnet| subnet.on_outpost || subnet.zone.is_some_and(|zone| net.text(zone) == WITHOUT);
    for (of, subnet) in subnets().filter(|(_, subnet)| without(subnet)) {
        let of = Cite::resource(Kind::Subnet as u8, of);
        let there = || subnet.addresses();
        rows.push(Row::new(Product::everything().with_source(there()), forget(), of));
        rows.push(Row::new(Product::everything().with_destination(there()), forget(), of));
    }
    for (of, addresses) in closed_file_systems(net, view.map(|vpc| &vpc.interfaces)) {
        let guard = Product::everything().with_destination(addresses);
        rows.push(Row::new(guard, forget(), interface::place(of).cite));
    }
    let local = |subnet: &Subnet| subnet.zone_name.is_some_and(|zone| subnet::is_local(net.text(zone)));
    for (of, subnet) in subnets().filter(|(_, subnet)| local(subnet)) {
        let unknown = Action::Unknown { gap: &REFERENCES_IN_LOCAL_ZONE, otherwise: Otherwise::Pass };
        let guard = Product::everything().with_destination(subnet.addresses());
        rows.push(Row::new(guard, unknown, Cite::resource(Kind::Subnet as u8, of)));
    }
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

/// Mount targets of Amazon EFS whose groups don't let everything out: references across a transit gateway don't work for them.
fn closed_file_systems<'n>(
    net: &'n Network,
    interfaces: Option<&'n Spans>,
) -> impl Iterator<Item = (u32, IntervalSet<Address>)> + 'n {
    let all = interfaces.into_iter().flat_map(Spans::all).map(|span| span.number);
    let is_mount_target = |item: &u32| interface::service::of(net, *item).is_some_and(|service| service.key == "efs");
    let closed = |item: &u32| !security_group::lets_everything_out(net, &net.interface(*item).groups);
    all.filter(is_mount_target).filter(closed).map(|item| (item, net.interface(item).owned()))
}

/// From here on nobody knows who sent a packet.
pub(crate) fn forgets(cite: Cite) -> Table {
    Table::first_match(Vec::new(), Default { action: forget(), cite, assumes: None })
}

fn forget() -> Action {
    let rewrite = Rewrite { sender: Some(Sender::LOST), ..Rewrite::default() };
    Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens: None }))
}
