//! Zones: in which of them a transit gateway delivers to a VPC.

use crate::components::transit_gateway_attachment::{self as attachment, NO_SUBNETS, SUBNETS_NOT_READ};
use crate::components::transit_gateway_route_table::{Destination, State, TransitGatewayRoute};
use crate::network::Network;
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, ChoiceKey, Cite, Default, Key, Otherwise, Row, Table};
use packetwalk_space::{Cidr, Product};

/// Where a gateway may deliver: a subnet of the attachment, and its zone.
type There = (u32, Option<Symbol>);

/// Where packets that came in by a subnet get out at an attachment. `out` is the station in a subnet of the attachment.
pub(crate) fn delivery(net: &Network, item: u32, came_in_by: u32, out: impl Fn(u32) -> Key) -> Table {
    let cite = Cite::resource(Kind::TransitGatewayAttachment as u8, item);
    let ended = |action| Table::first_match(Vec::new(), Default { action, cite, assumes: None });
    let from = (came_in_by != attachment::NO_SUBNET).then(|| net.subnet_record(came_in_by).zone).flatten();
    let mut there: Vec<There> = attachment::subnets(net, item).collect();
    there.sort_by_key(|(_, zone)| zone.map(|zone| net.text(zone)));
    let by_appliance = net.attachment(item).appliance_mode;
    let same = there.iter().find(|(_, zone)| zone.is_some() && *zone == from).copied();
    if let Some((subnet, _)) = same.filter(|_| !by_appliance) {
        return ended(Action::Send(out(subnet)));
    }
    if attachment::zones_unread(net, item) {
        return ended(Action::Unknown { gap: &SUBNETS_NOT_READ, otherwise: Otherwise::End });
    }
    let to = |options: &[There]| match options {
        [] => Action::Drop { reason: &NO_SUBNETS, otherwise: Otherwise::Beyond },
        some => {
            let options = some.iter().map(|(subnet, _)| (Cite::resource(Kind::Subnet as u8, *subnet), out(*subnet)));
            let key = ChoiceKey { of: cite, what: "zone" };
            Action::OneOf { key, options: options.collect(), kept: by_appliance }
        }
    };
    if !by_appliance {
        return ended(to(&there));
    }
    let mut rows = Vec::new();
    for (block, zone) in far_zones(net, item) {
        let guard = Product::everything().with_destination(block.addresses());
        rows.push(Row::new(guard, to(&narrowed(&there, from, zone)), cite));
    }
    // Who is in no VPC is in no zone, and the sender's stands alone.
    if let Some(same) = same.filter(|_| !propagated(net, item).is_empty()) {
        let guard = Product::everything().with_destination(net.inside.complement());
        rows.push(Row::new(guard, to(&[same]), cite));
    }
    Table::first_match(rows, Default { action: to(&there), cite, assumes: None })
}

/// The zones between which the flow's hash decides: those of its two ends, where the attachment has both; else all.
fn narrowed(there: &[There], one: Option<Symbol>, other: Symbol) -> Vec<There> {
    let is_there = |zone: Option<Symbol>| zone.is_some() && there.iter().any(|(_, known)| *known == zone);
    if !(is_there(one) && is_there(Some(other))) {
        return there.to_vec();
    }
    there.iter().copied().filter(|(_, zone)| *zone == one || *zone == Some(other)).collect()
}

/// Subnets whose zone the gateway knows, since the table of the appliance's attachment has their VPC's propagated route.
fn far_zones(net: &Network, item: u32) -> Vec<(Cidr, Symbol)> {
    let propagated = propagated(net, item);
    let mut zones = Vec::new();
    for (route, vpc) in &propagated {
        let Destination::Block(of_route) = route.destination else { continue };
        for subnet in &net.vpc(*vpc).subnets {
            let subnet = net.subnet_record(*subnet);
            let Some(zone) = subnet.zone else { continue };
            let inside = subnet.blocks.iter().filter(|block| of_route.covers(**block));
            zones.extend(inside.filter(|block| leads_alone(net, item, route, **block)).map(|block| (*block, zone)));
        }
    }
    zones
}

/// Propagated routes of the table that the attachment is associated with, and the VPCs to which they lead.
fn propagated(net: &Network, item: u32) -> Vec<(&TransitGatewayRoute, u32)> {
    let routes = net.attachment(item).table.into_iter().filter(|table| net.routes_read(*table));
    let routes = routes.flat_map(|table| net.routes_of(table)).map(|number| net.transit_gateway_route(*number));
    let gateway = net.attachment(item).gateway;
    let to_vpc = |route: &TransitGatewayRoute| match &*route.attachments {
        [only] => net.attachment_at(*only, gateway).and_then(|far| net.attachment(far).vpc).map(|vpc| net.vpc_of(vpc)),
        _ => None,
    };
    let carries = |route: &&TransitGatewayRoute| route.source.is_propagated() && route.state == State::Active;
    routes.filter(carries).filter_map(|route| Some((route, to_vpc(route)?))).collect()
}

/// Whether no other route of the table could be the one for a part of a block.
fn leads_alone(net: &Network, item: u32, route: &TransitGatewayRoute, block: Cidr) -> bool {
    let Destination::Block(of_route) = route.destination else { return false };
    let others = net.attachment(item).table.into_iter().flat_map(|table| net.routes_of(table));
    let others = others.map(|number| net.transit_gateway_route(*number)).filter(|other| *other != route);
    others.into_iter().all(|other| match other.destination {
        Destination::Block(of_other) => {
            of_other.length() < of_route.length() || !of_other.addresses().meets(&block.addresses())
        }
        Destination::List(_) | Destination::Unlisted(_) | Destination::Unreadable => false,
    })
}
