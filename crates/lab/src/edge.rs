//! The route table of an internet gateway or a virtual private gateway: a routing table for what comes in by it, and a chain for what goes
//! out.

use crate::event::Event;
use crate::filter::{self, End};
use crate::internet::is_public;
use crate::plan::{inspected, owned, passed_on};
use crate::router::{LAST, Router};
use packetwalk_aws::plain::{Interface, Route, Target};
use packetwalk_space::{Cidr, Family};

/// The first of the tables of what comes in.
const EDGE: usize = 600;

/// Where a VPC ends.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    /// The router's device to the gateway.
    pub(crate) device: String,
    /// Whether the gateway is the internet's.
    pub(crate) of_internet: bool,
    /// The gateway's number among those of the VPC.
    pub(crate) number: usize,
}

/// Plans a gateway's route table at the VPC's router.
pub(crate) fn plan(router: &mut Router<'_>, gate: &Gate, table: usize) {
    let of = &router.net.tables[table];
    let Gate { device, number, .. } = gate;
    let edge = EDGE + number;
    router.here().ip_both(&format!("rule add pref 200 iif {device} lookup {edge}"));
    let mut symmetric: Vec<(u8, Vec<String>)> = Vec::new();
    for route in &of.routes {
        let Some((route, blocks)) = route.as_ref().and_then(|route| Some((route, route.blocks.as_ref()?))) else {
            let other = router.other(Event::not_imitated(format!("a route of {}", of.id)));
            router.here().ip_both(&format!("route replace default dev {other} table {edge} metric 1"));
            continue;
        };
        for block in blocks {
            let way = way(router, gate, &of.id, route, *block);
            router.here().ip(
                block.family(),
                format!("route add {} table {edge} metric 10", way.replace("BLOCK", &block.to_string())),
            );
            symmetric.push((block.length(), leaving(router, &of.id, route, *block)));
        }
    }
    for (sink, why) in [("none", "no route leads there"), ("hole", "blackhole")] {
        let sink = router.here().sink(sink);
        let drop = router.plan.drop(Event::dropped(&of.id, why));
        router.before.push(format!("iifname \"{device}\" oifname \"{sink}\" {drop}"));
    }
    router.here().ip_both(&format!("route add default dev none table {edge} {LAST}"));
    // The longest prefix of the way in decides about the source on the way out.
    symmetric.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    let chain = format!("symmetric{number}");
    router.here().chain(chain.clone(), None, symmetric.into_iter().flat_map(|(_, rules)| rules).collect());
    router.behind.push(format!("oifname \"{device}\" jump {chain}"));
}

/// Where a route leads to a block.
fn way(router: &mut Router<'_>, gate: &Gate, id: &str, route: &Route, block: Cidr) -> String {
    let to = |device: &str| format!("BLOCK dev {device}");
    let event = match (route.state.as_deref(), &route.target) {
        (Some("blackhole"), _) => return to(&router.here().sink("hole")),
        (Some(state), _) => Event::not_imitated(format!("a route in the state {state}")),
        // The table that delivers comes next.
        (None, Target::Local) => return "throw BLOCK".to_owned(),
        (None, Target::Interface(item)) => match reached(router, gate, &router.net.interfaces[*item], block.family()) {
            Ok(()) if gate.of_internet && router.net.interfaces[*item].denies_internet => {
                Event::dropped(&router.net.interfaces[*item].id, "the interface denies the internet")
            }
            Ok(()) => match router.interfaces.get(item) {
                Some(device) => return to(device),
                None => Event::not_imitated("an interface outside the VPC"),
            },
            Err(Some(what)) => Event::not_imitated(what),
            Err(None) => Event::dropped(id, "the middlebox has no public address"),
        },
        (None, Target::Endpoint(item)) if router.inspections.contains_key(item) => {
            return to(&router.inspections[item]);
        }
        (None, _) => Event::not_imitated(format!("a target of {id}")),
    };
    let other = router.other(event);
    to(&other)
}

/// Whether a gateway's route reaches an interface; what isn't known, or nothing where it doesn't.
fn reached(
    router: &Router<'_>,
    gate: &Gate,
    interface: &Interface,
    family: Family,
) -> Result<(), Option<&'static str>> {
    if interface.instance.is_none() {
        return Err(Some("a middlebox that is no instance's"));
    }
    if !gate.of_internet {
        return Ok(());
    }
    let v4 = interface.addresses.iter().any(|(_, public)| public.is_some());
    let v6 = interface.addresses.iter().any(|(address, _)| is_public(router.net, router.vpc, *address));
    match if family == Family::V4 { (v4, v6) } else { (v6, v4) } {
        (true, _) => Ok(()),
        (false, true) => Err(Some("a middlebox with a public address of the other family")),
        (false, false) => Err(None),
    }
}

/// What leaves straight to the gateway: not what the middlebox must see, too.
fn leaving(router: &mut Router<'_>, id: &str, route: &Route, block: Cidr) -> Vec<String> {
    let from = filter::address(End::Source, block);
    let pass = vec![format!("{from} return")];
    match (&route.state, &route.target) {
        (None, Target::Interface(item)) => {
            let own = owned(&router.net.interfaces[*item]).into_iter().filter(|own| own.family() == block.family());
            let mut rules: Vec<_> =
                own.map(|own| format!("{from} {} return", filter::address(End::Source, own))).collect();
            rules.extend(seen_by_a_middlebox(&from, block.family()));
            rules.push(format!("{from} {}", router.plan.drop(Event::dropped(id, "the answers come by a middlebox"))));
            rules
        }
        (None, Target::Endpoint(item)) if router.inspections.contains_key(item) => {
            let mut rules = seen_by_a_middlebox(&from, block.family());
            rules.push(format!("{from} {}", router.plan.drop(Event::dropped(id, "the answers come by a middlebox"))));
            rules
        }
        (None, Target::Local) | (Some(_), _) => pass,
        (None, _) => vec![format!("{from} {}", router.plan.drop(Event::not_imitated(format!("a target of {id}"))))],
    }
}

/// What a middlebox, or what appliances behind a Gateway Load Balancer passed on may leave.
fn seen_by_a_middlebox(from: &str, family: Family) -> Vec<String> {
    [passed_on(family), inspected(family)].map(|seen| format!("{from} {seen} return")).into()
}
