//! Client VPN endpoints at a transit gateway: packets keep their clients' addresses, and the gateway's route tables lead on.

use super::reasons::{ATTACHMENT_NOT_READ, NO_ROUTE, OVER_PEERING, ROUTES_NOT_READ, SPLIT_TUNNEL, TO_CLIENT};
use super::{BY_GATEWAY, FROM_GATEWAY, NOWHERE, SENT, cite_of, from, key, place, routes};
use crate::components::{transit_gateway_attachment as attachment, transit_gateway_route_table as route_table};
use crate::network::Network;
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Check, Cite, Default, Key, Label, Otherwise, Place, Row, Station, Table};
use packetwalk_space::{Cidr, Product};

static ATTACHMENT: Label = Label::told("attachment state", None);
static SESSION: Label = Label::quiet("session");
static PEERED: Label = Label::quiet("clients over peering");

/// The endpoint that an attachment is of, where the snapshot has it.
pub(crate) fn endpoint_of(net: &Network, item: u32) -> Option<u32> {
    let resource = net.attachment(item).resource.filter(|_| attachment::kind(net, item) == Some("client-vpn"))?;
    match net.resource(resource)? {
        (Kind::ClientVpn, endpoint) => Some(endpoint),
        _ => None,
    }
}

fn attachment_of(net: &Network, item: u32) -> Option<u32> {
    let gateway = net.client_vpn(item).transit_gateway?;
    let mut attachments = (0..).zip(&net.topology.transit.attachments);
    let found = attachments.find(|(number, at)| at.gateway == gateway && endpoint_of(net, *number) == Some(item));
    found.map(|(number, _): (u32, _)| number)
}

/// Where packets come out of the gateway toward the clients of an endpoint.
pub(crate) fn toward(endpoint: u32, attachment: u32) -> Key {
    key(FROM_GATEWAY, endpoint, attachment)
}

/// On to the gateway, as far as the endpoint's routes lead there.
pub(super) fn routed(net: &Network, item: u32) -> Check {
    let subject = place(item);
    let there = match attachment_of(net, item) {
        Some(attachment) => Action::Send(key(BY_GATEWAY, item, attachment)),
        None => Action::Unknown { gap: &ATTACHMENT_NOT_READ, otherwise: Otherwise::End },
    };
    if !routes::are_read(net, item) {
        let otherwise = match &there {
            Action::Send(to) => Otherwise::Send(*to),
            _ => Otherwise::End,
        };
        return Check::new(&routes::ROUTE, subject, Table::unknown(&ROUTES_NOT_READ, otherwise, subject));
    }
    let routes = routes::all(net, item).into_iter().filter(|(_, route)| !route.local);
    let rows = routes.map(|(number, route)| routes::row(net, item, number, route, there.clone())).collect();
    // With a split tunnel it doesn't come here, which was told with the same words.
    let reason = if net.client_vpn(item).split { &SPLIT_TUNNEL } else { &NO_ROUTE };
    let refuse = Action::Drop { reason, otherwise: Otherwise::End };
    let default = Default { action: refuse, cite: cite_of(super::NO_ROUTE, item, NOWHERE), assumes: None };
    Check::new(&routes::ROUTE, subject, Table::longest_prefix(rows, default))
}

fn cite(attachment: u32) -> Cite {
    Cite::resource(Kind::TransitGatewayAttachment as u8, attachment)
}

/// What clients send by an attachment, and what comes for them: the station and its place.
pub(super) fn station(net: &Network, key: Key) -> Station {
    let (item, at) = (key.item, cite(key.other));
    let memory = cite_of(SENT, item, NOWHERE);
    let up = Check::new(&ATTACHMENT, at, attachment::state(net, key.other)).noting("available");
    let there = Some(Place { cite: at, written: true });
    match key.role {
        BY_GATEWAY => {
            let session = Check::new(&SESSION, place(item), Table::passes(place(item))).remembering(memory);
            let then = Action::Send(route_table::look_up(key.other, attachment::NO_SUBNET));
            Station { place: there, checks: vec![up, session], then }
        }
        FROM_GATEWAY => {
            Station { place: there, checks: vec![up], then: Action::Send(Key { role: super::TO_CLIENT, ..key }) }
        }
        _ => {
            // Whether a client can be asked, and not only answered, isn't said.
            let unasked = Table::unknown(&TO_CLIENT, Otherwise::Pass, place(item));
            let session = Check::new(&SESSION, place(item), unasked).remembering(memory);
            let here = Some(Place { cite: place(item), written: true });
            Station { place: here, checks: vec![session], then: Action::Leave { reply: from(item) } }
        }
    }
}

/// The check of what goes from a gateway over a peering attachment: of clients' packets AWS says only that they don't go to
/// another Region. `None` where no Client VPN endpoint is at the gateway.
pub(crate) fn over_peering(net: &Network, gateway: Symbol, subject: Cite) -> Option<Check> {
    let endpoints = net.client_vpns().filter(|(_, endpoint)| endpoint.transit_gateway == Some(gateway));
    let clients = endpoints.filter_map(|(item, endpoint)| Some((item, endpoint.clients?)));
    let unknown = Action::Unknown { gap: &OVER_PEERING, otherwise: Otherwise::Pass };
    let row = |(item, block): (u32, Cidr)| {
        Row::new(Product::everything().with_source(block.addresses()), unknown.clone(), place(item))
    };
    let rows: Vec<Row> = clients.map(row).collect();
    let pass = Default { action: Action::Pass, cite: subject, assumes: None };
    (!rows.is_empty()).then(|| Check::new(&PEERED, subject, Table::first_match(rows, pass)))
}
