//! The leaves of a walk, grouped by what was decided.

use crate::leaf::{Leaf, Outcome};
use crate::memory::{Chosen, Pins};
use crate::question::Question;
use crate::trail::{Event, Leg, Trail};
use crate::verdict::Verdict;
use crate::walk::{Walk, walk};
use packetwalk_fabric::{Action, ChoiceKey, Cite, Fabric, Label, Reason};
use packetwalk_space::{HeaderSet, Headers};
use std::collections::HashMap;

/// The answer to a question about a class: a verdict, and the parts it rests on.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Of the whole question.
    pub verdict: Verdict,
    /// Of the way there alone.
    pub forward: Verdict,
    /// Of the way back alone; `None` when nothing came through to reply to.
    pub back: Option<Verdict>,
    /// The parts: each packet of the question is in exactly one for each combination of choices.
    pub parts: Vec<Part>,
    /// Everything that happened.
    pub walk: Walk<HeaderSet>,
}

/// The packets that were treated alike.
#[derive(Clone, Debug)]
pub struct Part {
    /// The packets, as the question asked about them.
    pub packets: HeaderSet,
    /// What the network must choose for this part.
    pub choices: Vec<(ChoiceKey, Chosen)>,
    /// What becomes of them.
    pub verdict: Verdict,
    /// The leaves of the walk that make up the part; never empty.
    pub leaves: Vec<usize>,
}

/// A part whose witness, walked alone, got another verdict: a fault in the engine.
#[derive(Clone, Debug)]
pub struct Unconfirmed {
    /// The witness.
    pub witness: Headers,
    /// The part's verdict.
    pub part: Verdict,
    /// The witness's.
    pub alone: Verdict,
}

impl Answer {
    /// Walks a class and groups what became of it.
    pub fn to(fabric: &Fabric<'_>, question: &Question<HeaderSet>) -> Self {
        let walk = walk(fabric, question);
        let parts = group(&walk);
        let of = |verdicts: &mut dyn Iterator<Item = Verdict>| Verdict::of_parts(verdicts);
        let came_through = |leaf: &&Leaf<HeaderSet>| leaf.forward.verdict != Verdict::Never;
        let back = of(&mut walk.leaves.iter().filter(came_through).filter_map(|leaf| {
            // A message that expects no reply has none that could fail.
            if leaf.forward.outcome == Outcome::NoReply { Some(Verdict::Always) } else { leaf.back.map(|b| b.verdict) }
        }));
        Answer {
            verdict: of(&mut walk.leaves.iter().map(|leaf| leaf.verdict)).unwrap_or(Verdict::Unknown),
            forward: of(&mut walk.leaves.iter().map(|leaf| leaf.forward.verdict)).unwrap_or(Verdict::Unknown),
            back,
            parts,
            walk,
        }
    }

    /// Walks a witness of every part alone, by the plain reading of each table, and compares.
    ///
    /// # Errors
    /// The first part whose witness got another verdict.
    pub fn confirm(&self, fabric: &Fabric<'_>, question: &Question<HeaderSet>) -> Result<(), Unconfirmed> {
        for part in &self.parts {
            let leaf = part.leaves.first().and_then(|leaf| self.walk.leaves.get(*leaf));
            let Some((leaf, witness)) = leaf.and_then(|leaf| Some((leaf, leaf.packets.witness()?))) else { continue };
            let pins = Pins { port: question.pins.port, choices: leaf.choices.clone() };
            let alone = Question {
                start: question.start,
                packets: witness,
                to: question.to,
                back_to: question.back_to,
                pins,
                beyond: question.beyond,
                beyond_back: question.beyond_back,
                filters: question.filters,
                limits: question.limits,
            };
            let walked = walk(fabric, &alone);
            let verdict = Verdict::of_parts(walked.leaves.iter().map(|leaf| leaf.verdict)).unwrap_or(Verdict::Unknown);
            // A class may be given up on where one packet is not.
            if verdict != part.verdict && part.verdict != Verdict::Unknown {
                return Err(Unconfirmed { witness, part: part.verdict, alone: verdict });
            }
        }
        Ok(())
    }
}

/// What tells treatments apart: the decisions, but not which member of a group a packet went to.
#[derive(PartialEq, Eq, Hash)]
enum Mark {
    Place(Leg, Cite),
    Check(Leg, &'static str, Vec<Cite>),
    Refused(&'static str),
    End(Verdict),
}

fn group(walk: &Walk<HeaderSet>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut by_marks: HashMap<Vec<Mark>, usize> = HashMap::new();
    for (number, leaf) in walk.leaves.iter().enumerate() {
        let marks = marks(&walk.trail, leaf);
        match by_marks.get(&marks).and_then(|at| parts.get_mut(*at)) {
            Some(part) => {
                part.packets = part.packets.union(&leaf.packets);
                part.choices = either(&part.choices, &leaf.choices);
                part.leaves.push(number);
            }
            None => {
                by_marks.insert(marks, parts.len());
                parts.push(Part {
                    packets: leaf.packets.clone(),
                    choices: leaf.choices.clone(),
                    verdict: leaf.verdict,
                    leaves: vec![number],
                });
            }
        }
    }
    parts
}

fn marks(trail: &Trail<HeaderSet>, leaf: &Leaf<HeaderSet>) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut labels: Vec<(&'static Label, bool)> = Vec::new();
    let mut leg = Leg::Forward;
    for (_, node) in trail.way(leaf.last()) {
        match &node.event {
            Event::Arrive { station, by_member, .. } => {
                labels = station.checks.iter().map(|check| (check.label, check.table.by_member)).collect();
                // A reply starts at the member that the packet arrived at.
                let replies = std::mem::replace(&mut leg, node.leg) != node.leg;
                if let Some(place) = station.place
                    && !by_member
                    && !replies
                    && !arrives(station)
                {
                    marks.push(Mark::Place(node.leg, place.cite));
                }
            }
            Event::Decide { check, shares } => {
                let Some((label, by_member)) = labels.get(*check) else { continue };
                let refused = shares.first().and_then(|share| code(&share.action));
                let cites = if *by_member { Vec::new() } else { shares.iter().map(|share| share.cite).collect() };
                marks.push(Mark::Check(node.leg, label.name, cites));
                marks.extend(refused.map(Mark::Refused));
            }
            Event::Then { shares } => {
                marks.extend(shares.first().and_then(|share| code(&share.action)).map(Mark::Refused));
            }
            Event::Remembered { check } | Event::Waived { check } | Event::Restored { check, .. } => {
                marks.extend(labels.get(*check).map(|(label, _)| Mark::Check(node.leg, label.name, Vec::new())));
            }
            Event::Verdict { reason, .. } => marks.push(Mark::Refused(reason.code)),
        }
    }
    marks.push(Mark::End(leaf.verdict));
    marks
}

/// Whether a station is where packets arrive; the member that it is does not tell treatments apart.
fn arrives(station: &packetwalk_fabric::Station) -> bool {
    matches!(station.then, Action::Deliver { .. })
}

fn code(action: &Action) -> Option<&'static str> {
    match action {
        Action::Drop { reason, .. } | Action::Unknown { gap: reason, .. } => Some(name(reason)),
        _ => None,
    }
}

const fn name(reason: &'static Reason) -> &'static str {
    reason.code
}

/// What either of two leaves says of their choices.
fn either(a: &[(ChoiceKey, Chosen)], b: &[(ChoiceKey, Chosen)]) -> Vec<(ChoiceKey, Chosen)> {
    let mut all = a.to_vec();
    for (key, chosen) in b {
        match all.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = known.or(chosen),
            None => all.push((*key, chosen.clone())),
        }
    }
    all
}

impl Chosen {
    fn or(&self, other: &Chosen) -> Chosen {
        match (self, other) {
            (Chosen::Ports(a), Chosen::Ports(b)) => Chosen::Ports(a.union(b)),
            (Chosen::Addresses(a), Chosen::Addresses(b)) => Chosen::Addresses(a.union(b)),
            _ => self.clone(),
        }
    }
}
