//! Which of the registered instances a node may choose.

use super::{place, reasons};
use crate::components::load_balancer::node::Opening;
use crate::components::target_group::targets::address_of_instance;
use crate::components::target_group::zones::subnet_of;
use crate::components::target_group::{NODE_ADDRESS, TARGET_NOT_READ};
use crate::network::Network;
use packetwalk_fabric::{Action, Check, Cite, Default, Label, Otherwise, Reason, Table};
use packetwalk_space::{Address, Family, IntervalSet};

static ZONES: Label = Label::told("zones", None);
static HEALTH: Label = Label::told("instance health", None);
static TRANSLATION: Label = Label::told("to the instance", None);

/// A registered instance: its address, and whether it is in the node's zone.
struct Registered {
    address: Address,
    enabled: bool,
    near: bool,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    InService,
    OutOfService,
    /// AWS itself doesn't know.
    Unknown,
    Unread,
}

/// The checks from a node to the instances, with the port of a listener.
///
/// Past a refusal the walk goes on to those that would be chosen without it: what keeps an instance out of service may stand
/// on the way to it.
pub(super) fn checks(net: &Network, item: u32, node: u32, port: Option<u16>) -> Vec<Check> {
    let cite = place(item).cite;
    let ends = |action: Action| Table::first_match(Vec::new(), Default { action, cite, assumes: None });
    let unknown = |gap| ends(Action::Unknown { gap, otherwise: Otherwise::End });
    let Some(registered) = registered(net, item, node) else {
        return vec![Check::new(&ZONES, cite, unknown(&TARGET_NOT_READ))];
    };
    if registered.is_empty() {
        return vec![Check::new(&ZONES, cite, Table::refuses(&reasons::NO_INSTANCES, Otherwise::End, cite))];
    }
    let (zones, considered) = by_zone(&registered, net.classic_cross_zone(item), cite);
    let (health, chosen) = by_health(&considered, cite);
    let addresses = chosen.into_iter().map(|instance| (instance.address, instance.address));
    let to = match (own(net, node), port) {
        (None, _) => unknown(&NODE_ADDRESS),
        (_, None) => unknown(&reasons::LISTENER_UNREADABLE),
        (Some(source), Some(port)) => {
            let opening = Opening {
                by: (cite, "instance"),
                opened: super::opened(item, node),
                node,
                source: Some(source),
                replies: None,
            };
            ends(opening.action(IntervalSet::from_ranges(addresses), port))
        }
    };
    vec![
        noting(Check::new(&ZONES, cite, zones), "enabled"),
        noting(Check::new(&HEALTH, cite, health), "in service"),
        Check::new(&TRANSLATION, cite, to),
    ]
}

/// What a check says that lets everything pass.
fn noting(check: Check, says: &'static str) -> Check {
    let passes = matches!(check.table.default.action, Action::Pass);
    if passes { check.noting(says) } else { check }
}

/// The node's own addresses of the instances' family.
fn own(net: &Network, node: u32) -> Option<IntervalSet<Address>> {
    let family = IntervalSet::from_ranges(Family::V4.whole().iter().copied());
    Some(net.interface(node).owned().intersection(&family)).filter(|own| !own.is_empty())
}

/// The instances with their primary addresses and zones; `None` where one isn't known.
fn registered(net: &Network, item: u32, node: u32) -> Option<Vec<Registered>> {
    let record = net.classic_load_balancer(item);
    let here = subnet_of(net, node)?.zone;
    let instance = |instance: &crate::strings::Symbol| {
        let first = net.interfaces_of_instance(*instance).first()?;
        let subnet = subnet_of(net, *first)?;
        Some(Registered {
            address: address_of_instance(net, *instance, Family::V4)?,
            enabled: record.zones.contains(&subnet.zone_name?),
            near: subnet.zone == here,
            state: match net.classic_state(item, *instance).map(|state| net.text(state)) {
                Some("InService") => State::InService,
                Some("OutOfService") => State::OutOfService,
                Some(_) => State::Unknown,
                None => State::Unread,
            },
        })
    };
    record.instances.iter().map(instance).collect()
}

/// Those in zones that the node sends to.
fn by_zone(all: &[Registered], cross_zone: Option<bool>, cite: Cite) -> (Table, Vec<&Registered>) {
    let enabled: Vec<_> = all.iter().filter(|instance| instance.enabled).collect();
    let near: Vec<_> = enabled.iter().copied().filter(|instance| instance.near).collect();
    if enabled.is_empty() {
        return (Table::refuses(&reasons::ZONE_NOT_ENABLED, Otherwise::Pass, cite), all.iter().collect());
    }
    match cross_zone {
        Some(false) if near.is_empty() => (Table::refuses(&reasons::NOT_CROSS_ZONE, Otherwise::Pass, cite), enabled),
        Some(false) => (Table::passes(cite), near),
        None if near.len() < enabled.len() => {
            (Table::unknown(&reasons::ATTRIBUTES_NOT_READ, Otherwise::Pass, cite), enabled)
        }
        _ => (Table::passes(cite), enabled),
    }
}

/// Those that are in service, or may be.
fn by_health<'r>(considered: &[&'r Registered], cite: Cite) -> (Table, Vec<&'r Registered>) {
    let chosen: Vec<_> = considered.iter().copied().filter(|one| one.state != State::OutOfService).collect();
    let any = |state: State| chosen.iter().any(|instance| instance.state == state);
    let unknown = |gap: &'static Reason| Table::unknown(gap, Otherwise::Pass, cite);
    let table = if chosen.is_empty() {
        return (Table::refuses(&reasons::NONE_IN_SERVICE, Otherwise::Pass, cite), considered.to_vec());
    } else if any(State::Unread) {
        unknown(&reasons::HEALTH_NOT_READ)
    } else if any(State::Unknown) {
        unknown(&reasons::HEALTH_UNKNOWN)
    } else {
        Table::passes(cite)
    };
    (table, chosen)
}
