//! What to mind on the ways of an answer: each way is described to the components, and they say what they know of it.

use packetwalk_aws::{Course, Lowerer, Network, Step, cautions};
use packetwalk_engine::{Answer, Event, Leg, Node, Together, Traveller as _, Verdict};
use packetwalk_fabric::{Action, Caution, Cite, Fabric, Station, Table};
use packetwalk_space::HeaderSet;

/// What to mind on the ways of all parts that get through, each of a reason and a cite once.
pub(crate) fn of_answer(network: &Network, fabric: &Fabric<'_>, answer: &Answer) -> Vec<(Leg, Caution)> {
    let lowerer = Lowerer::new(network);
    let refusal = |table: &Table, packets: &HeaderSet| {
        let mut shares = packets.decide(table, fabric, Together::NONE);
        shares.find(|share| matches!(share.action, Action::Drop { .. })).map(|share| share.cite)
    };
    let mut found: Vec<(Leg, Caution)> = Vec::new();
    let parts = answer.parts.iter().filter(|part| matches!(part.verdict, Verdict::Always | Verdict::Sometimes));
    let leaves = parts.flat_map(|part| &part.leaves).filter_map(|leaf| answer.walk.leaves.get(*leaf));
    for leaf in leaves {
        let way: Vec<&Node<HeaderSet>> = answer.walk.trail.way(leaf.last()).into_iter().map(|(_, node)| node).collect();
        let met: Vec<Cite> = way.iter().filter_map(|node| station(node)).flat_map(met).collect();
        for leg in [Leg::Forward, Leg::Return] {
            let steps = steps(&way, leg);
            let course = Course { steps: &steps, met: &met, refusal: &refusal };
            for caution in cautions(&lowerer, &course) {
                let same = |(_, known): &(Leg, Caution)| known.reason == caution.reason && known.cite == caution.cite;
                if !found.iter().any(same) {
                    found.push((leg, caution));
                }
            }
        }
    }
    found
}

fn station(node: &Node<HeaderSet>) -> Option<&Station> {
    match &node.event {
        Event::Arrive { station, .. } => Some(station),
        _ => None,
    }
}

/// Every resource that a station is of.
fn met(station: &Station) -> impl Iterator<Item = Cite> + '_ {
    station.place.map(|place| place.cite).into_iter().chain(station.checks.iter().map(|check| check.subject))
}

/// One leg, as components are told of it.
fn steps<'w>(way: &[&'w Node<HeaderSet>], leg: Leg) -> Vec<Step<'w>> {
    let mut steps = Vec::new();
    let mut at: Option<&Station> = None;
    for node in way.iter().filter(|node| node.leg == leg) {
        match &node.event {
            Event::Arrive { station, .. } => {
                at = Some(station);
                steps.extend(station.place.map(|place| Step::Place(place.cite)));
            }
            Event::Decide { check, shares } => {
                let Some(check) = at.and_then(|station| station.checks.get(*check)) else { continue };
                let shares = shares.iter().map(|share| (share.cite, &share.packets)).collect();
                steps.push(Step::Passed { subject: check.subject, direction: check.label.direction, shares });
            }
            _ => {}
        }
    }
    steps
}
