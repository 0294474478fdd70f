//! Routes of a Client VPN endpoint: what clients send by the tunnel, and where that goes.

use super::reasons::{
    CHANGING, CONNECTED, FOR_GROUPS, NO_ROUTE, NO_ROUTE_HERE, NO_TARGET_NETWORK, ROUTES_NOT_READ, SPLIT_TUNNEL,
    SPLIT_TUNNEL_PUBLIC, TARGETS_NOT_READ,
};
use super::record::ClientVpnRoute;
use super::rules::{is_active, state, unless_active};
use super::{CLIENT, LANDED, NOWHERE, ROUTES, TARGETS, but, cite_of, is_read, key, place};
use crate::addresses;
use crate::network::Network;
use crate::registry::List;
use packetwalk_fabric::{Action, Check, ChoiceKey, Cite, Default, Key, Label, Otherwise, Row, Table};
use packetwalk_space::Product;
use std::cmp::Reverse;

static TUNNEL: Label = Label::told("split tunnel", None);
pub(super) static ROUTE: Label = Label::told("route table", None);
static LOCAL: Label = Label::quiet("routes to clients");
static TARGET: Label = Label::told("target network", None);
static CLIENTS: Label = Label::quiet("client");

/// A route in words: `10.0.0.0/16 → subnet-a`, with its state unless it is active.
pub(super) fn says(net: &Network, route: &ClientVpnRoute) -> String {
    leads(net, route) + &unless_active(net, route.state)
}

/// Where a route leads.
pub(super) fn leads(net: &Network, route: &ClientVpnRoute) -> String {
    let to = route.subnet.map_or_else(|| "the transit gateway".to_owned(), |subnet| net.named(subnet));
    format!("{} → {to}", route.block)
}

/// The routes that count, or may: the longest prefix first.
pub(super) fn all(net: &Network, item: u32) -> Vec<(u32, &ClientVpnRoute)> {
    let routes = net.client_vpn_routes(item).iter().map(|number| (*number, net.client_vpn_route(*number)));
    let mut routes: Vec<_> = routes.filter(|(_, route)| state(net, route.state) != "failed").collect();
    routes.sort_by_key(|(_, route)| Reverse(route.block.length()));
    routes
}

pub(super) fn are_read(net: &Network, item: u32) -> bool {
    let any = !net.client_vpn_routes(item).is_empty();
    is_read(net, List::ClientVpnRoute, net.client_vpn(item).id, any)
}

pub(super) fn row(net: &Network, item: u32, number: u32, route: &ClientVpnRoute, action: Action) -> Row {
    let unknown = Action::Unknown { gap: &CHANGING, otherwise: Otherwise::Pass };
    let action = if is_active(net, route.state) { action } else { unknown };
    Row::new(Product::everything().with_destination(route.block.addresses()), action, cite_of(ROUTES, item, number))
}

/// With a split tunnel, clients send by it what its routes name; else everything, of which there is nothing to check.
pub(super) fn tunnel(net: &Network, item: u32) -> Option<Check> {
    let subject = place(item);
    if !net.client_vpn(item).split {
        return None;
    }
    if !are_read(net, item) {
        return Some(Check::new(&TUNNEL, subject, Table::unknown(&ROUTES_NOT_READ, Otherwise::Pass, subject)));
    }
    let routes = all(net, item);
    // The rest goes by the client's own network, which leads to the internet and hardly into a VPC.
    let public = but(routes.iter().map(|(_, route)| route.block)).intersection(&addresses::public());
    let mut rows: Vec<Row> =
        routes.iter().map(|(number, route)| row(net, item, *number, route, Action::Pass)).collect();
    let unknown = Action::Unknown { gap: &SPLIT_TUNNEL_PUBLIC, otherwise: Otherwise::End };
    rows.push(Row::new(Product::everything().with_destination(public), unknown, subject));
    let refuse = Action::Drop { reason: &SPLIT_TUNNEL, otherwise: Otherwise::Pass };
    let table = Table::longest_prefix(rows, Default { action: refuse, cite: no_route(net, item), assumes: None });
    Some(Check::new(&TUNNEL, subject, table))
}

/// That no route leads on; by the only target network, where there is but one.
fn no_route(net: &Network, item: u32) -> Cite {
    let only = match net.client_vpn_targets(item) {
        [only] => *only,
        _ => NOWHERE,
    };
    cite_of(super::NO_ROUTE, item, only)
}

/// On to other clients, where a route says `local`. Rules for groups don't go with that.
pub(super) fn to_clients(net: &Network, item: u32, by_group: bool) -> Option<Check> {
    let subject = place(item);
    let there = if by_group {
        Action::Unknown { gap: &FOR_GROUPS, otherwise: Otherwise::Send(key(CLIENT, item, 0)) }
    } else {
        Action::Send(key(CLIENT, item, 0))
    };
    let local = all(net, item).into_iter().filter(|(_, route)| route.local);
    let rows: Vec<Row> = local.map(|(number, route)| row(net, item, number, route, there.clone())).collect();
    let table = (!rows.is_empty())
        .then(|| Table::longest_prefix(rows, Default { action: Action::Pass, cite: subject, assumes: None }));
    table.map(|table| Check::new(&LOCAL, subject, table))
}

/// The check at another client.
pub(super) fn connected(subject: Cite) -> Check {
    let default = Default { action: Action::Pass, cite: subject, assumes: Some(&CONNECTED) };
    Check::new(&CLIENTS, subject, Table::first_match(Vec::new(), default))
}

/// On by the target network that a client happens to be connected by.
pub(super) fn by_target_network(net: &Network, item: u32) -> Check {
    let subject = place(item);
    let default = Default { action: landing(net, item), cite: subject, assumes: None };
    Check::new(&TARGET, subject, Table::first_match(Vec::new(), default))
}

fn landing(net: &Network, item: u32) -> Action {
    let targets = net.client_vpn_targets(item);
    if !is_read(net, List::ClientVpnTargetNetwork, net.client_vpn(item).id, !targets.is_empty()) {
        return Action::Unknown { gap: &TARGETS_NOT_READ, otherwise: Otherwise::End };
    }
    let gone = |target: u32| {
        let state = net.client_vpn_target(target).state.map(|state| net.text(state));
        matches!(state, Some("disassociated" | "association-failed"))
    };
    let targets = targets.iter().copied().filter(|target| !gone(*target));
    let options: Vec<(Cite, Key)> =
        targets.map(|target| (subnet(net, item, target), key(LANDED, item, target))).collect();
    match options.as_slice() {
        [] => Action::Drop { reason: &NO_TARGET_NETWORK, otherwise: Otherwise::End },
        [(_, only)] => Action::Send(*only),
        _ => {
            let choice = ChoiceKey { of: place(item), what: "target network" };
            Action::OneOf { key: choice, options: options.into(), kept: false }
        }
    }
}

/// The subnet that a target network is.
fn subnet(net: &Network, item: u32, target: u32) -> Cite {
    net.client_vpn_target(target).subnet.map_or(place(item), |id| net.missing(id))
}

/// The routes by one target network: clients that are connected by it have no others.
pub(super) fn of_target_network(net: &Network, item: u32, target: u32) -> Check {
    let subject = subnet(net, item, target);
    if !are_read(net, item) {
        return Check::new(&ROUTE, subject, Table::unknown(&ROUTES_NOT_READ, Otherwise::Pass, place(item)));
    }
    let record = net.client_vpn_target(target);
    if !matches!(record.state.map(|state| net.text(state)), None | Some("associated")) {
        return Check::new(&ROUTE, subject, Table::unknown(&CHANGING, Otherwise::Pass, cite_of(TARGETS, item, target)));
    }
    let missing = cite_of(super::NO_ROUTE, item, target);
    let routes = all(net, item).into_iter().filter(|(_, route)| !route.local);
    let (own, others): (Vec<_>, Vec<_>) = routes.partition(|(_, route)| route.subnet == record.subnet);
    let mut rows: Vec<Row> = own.iter().map(|(number, route)| row(net, item, *number, route, Action::Pass)).collect();
    // A route by another target network is none of theirs.
    let by_others =
        but(own.iter().map(|(_, route)| route.block)).difference(&but(others.iter().map(|(_, route)| route.block)));
    let elsewhere = Action::Drop { reason: &NO_ROUTE_HERE, otherwise: Otherwise::Pass };
    if !by_others.is_empty() {
        rows.push(Row::new(Product::everything().with_destination(by_others), elsewhere, missing));
    }
    // With a split tunnel, what no route names doesn't come here: that is told before, with the same words.
    let (reason, cite) =
        if net.client_vpn(item).split { (&SPLIT_TUNNEL, no_route(net, item)) } else { (&NO_ROUTE, missing) };
    let action = Action::Drop { reason, otherwise: Otherwise::Pass };
    Check::new(&ROUTE, subject, Table::longest_prefix(rows, Default { action, cite, assumes: None }))
}
