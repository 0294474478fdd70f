//! Why a way doesn't lead through a resource: the route to it that comes nearest, and why it lost.

use crate::legs::{Words, named, of_place, of_terms};
use crate::story::{LostBy, Near};
use packetwalk_engine::{Event, Leg, NodeId, Trail};
use packetwalk_fabric::{Action, Check, Cite, Discipline, Key, Row, Station};
use packetwalk_space::HeaderSet;

/// Stations without a place of their own that may stand between a route and its target.
const STEPS: usize = 4;

/// The first route on a leg that leads to one of the places and lost; one that covers the packets before one that doesn't.
pub(crate) fn turned_away(
    words: &Words<'_>,
    trail: &Trail<HeaderSet>,
    last: NodeId,
    leg: Leg,
    places: &[Cite],
) -> Option<Near> {
    let mut station: Option<&Station> = None;
    let mut nearest: Option<(LostBy, &Check, &Row, &Row)> = None;
    for (_, node) in trail.way(last) {
        match &node.event {
            Event::Arrive { station: arrived, .. } => station = Some(arrived),
            Event::Decide { check, shares } if node.leg == leg => {
                let check = station.and_then(|station| station.checks.get(*check));
                let Some(check) = check.filter(|check| matches!(check.table.discipline, Discipline::LongestPrefix(_)))
                else {
                    continue;
                };
                let taken = shares.first().and_then(|share| check.table.rows.get(share.row?));
                let Some(taken) = taken else { continue };
                let destinations = node.packets.destinations();
                for row in check.table.rows.iter().filter(|row| row.cite != taken.cite && leads(words, row, places)) {
                    let lost = if !row.guard.destination.meets(&destinations) {
                        LostBy::Coverage
                    } else if row.guard.destination == taken.guard.destination {
                        LostBy::Rank
                    } else {
                        LostBy::Length
                    };
                    let nearer = nearest
                        .as_ref()
                        .is_none_or(|(known, ..)| *known == LostBy::Coverage && lost != LostBy::Coverage);
                    if nearer {
                        nearest = Some((lost, check, row, taken));
                    }
                }
            }
            _ => {}
        }
    }
    let (lost, check, row, taken) = nearest?;
    let (citation, taken) = (words.lexicon.citation(row.cite), words.lexicon.citation(taken.cite));
    let winner = taken.says.unwrap_or_default();
    let why = match lost {
        LostBy::Coverage => format!("it doesn't cover the destination; {winner} does"),
        LostBy::Length => format!("{winner} has the longer prefix"),
        LostBy::Rank => format!("{winner} ranks before it at the same length"),
    };
    Some(Near {
        resource: named(&words.lexicon.citation(check.subject)),
        rule: citation.rule,
        says: citation.says,
        differs: vec![why],
        lost: Some(lost),
        terms: citation.terms.map(of_terms),
        place: citation.place.as_ref().map(of_place),
    })
}

/// Whether a route sends packets to one of the places.
fn leads(words: &Words<'_>, row: &Row, places: &[Cite]) -> bool {
    match &row.action {
        Action::Send(key) => comes_to(words, *key, places, STEPS),
        Action::OneOf { options, .. } => options.iter().any(|(_, key)| comes_to(words, *key, places, STEPS)),
        _ => false,
    }
}

fn comes_to(words: &Words<'_>, key: Key, places: &[Cite], steps: usize) -> bool {
    let station = words.fabric.station(key);
    if station.is_of(places) {
        return true;
    }
    match &station.then {
        Action::Send(next) if station.place.is_none() && steps > 0 => comes_to(words, *next, places, steps - 1),
        _ => false,
    }
}
