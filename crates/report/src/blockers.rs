//! Everything that stands in the way, what is missing, and what was taken for granted.

use crate::legs::{Words, named, of_direction, of_place, of_terms};
use crate::near::nearest;
use crate::safe::is_plain;
use crate::sentence::{of_citation, texts};
use crate::story::{Blocker, Filter, Missing, Near, Taken};
use crate::turned_away::turned_away;
use packetwalk_engine::{Event, Leg, Node, NodeId, Share, Trail, reasons};
use packetwalk_fabric::{Action, Check, Citation, Cite, Reason, ReasonKind, Station};
use packetwalk_space::{Address, HeaderSet, IntervalSet, text};

/// What the events of one way through a walk refuse, lack and assume.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) blockers: Vec<Refused>,
    pub(crate) missing: Vec<Missing>,
    pub(crate) taken: Vec<Taken>,
    pub(crate) waived: Vec<Filter>,
}

/// A blocker, and what it refuses.
pub(crate) struct Refused {
    pub(crate) blocker: Blocker,
    cite: Cite,
    packets: HeaderSet,
}

impl Refused {
    fn is_same(&self, other: &Self) -> bool {
        let (a, b) = (&self.blocker, &other.blocker);
        (&a.leg, &a.code, &a.resource, &a.rule, a.direction) == (&b.leg, &b.code, &b.resource, &b.rule, b.direction)
    }

    /// Adds what the same blocker refuses of another part.
    fn join(&mut self, other: Self) {
        self.blocker.primary |= other.blocker.primary;
        self.blocker.beyond &= other.blocker.beyond;
        for headers in other.blocker.headers {
            if !self.blocker.headers.contains(&headers) {
                self.blocker.headers.push(headers);
            }
        }
        self.packets = self.packets.union(&other.packets);
    }

    /// The blocker, with a remedy for all that it refuses.
    pub(crate) fn told(self, words: &Words<'_>) -> Blocker {
        let Some(remedy) = words.lexicon.remedy(self.cite, &self.packets) else { return self.blocker };
        let commands = if is_named(&words.lexicon.citation(self.cite)) { remedy.commands } else { Vec::new() };
        Blocker { remedy: remedy.sentence, commands, ..self.blocker }
    }
}

/// Adds a blocker, unless another part met the same one.
pub(crate) fn add(all: &mut Vec<Refused>, refused: Refused) {
    match all.iter_mut().find(|known| known.is_same(&refused)) {
        Some(known) => known.join(refused),
        None => all.push(refused),
    }
}

/// Whether commands may name it: what is no resource, as the internet, is called by our own words.
fn is_named(citation: &Citation) -> bool {
    citation.kind.is_empty() || is_plain(&citation.id)
}

fn waived(words: &Words<'_>, leg: Leg, check: &Check) -> Filter {
    let citation = words.lexicon.citation(check.subject);
    Filter {
        leg: leg_name(leg).to_owned(),
        check: check.label.name.to_owned(),
        direction: check.label.direction.map(of_direction),
        resource: named(&citation),
        place: citation.place.as_ref().map(of_place),
    }
}

pub(crate) fn leg_name(leg: Leg) -> &'static str {
    match leg {
        Leg::Forward => "forward",
        Leg::Return => "return",
    }
}

/// Looks through the way to a node. `expected` names the two ends, for refusals that compare with them.
pub(crate) fn find(words: &Words<'_>, trail: &Trail<HeaderSet>, last: NodeId, expected: (&str, &str)) -> Found {
    let mut found = Found::default();
    let mut grounds = Grounds::default();
    let mut station: Option<&Station> = None;
    let mut beyond = false;
    let mut at = None;
    for (_, node) in trail.way(last) {
        let wanted = match node.leg {
            Leg::Forward => expected.1,
            Leg::Return => expected.0,
        };
        match &node.event {
            Event::Arrive { station: arrived, beyond: is_beyond, .. } => {
                station = Some(arrived);
                at = arrived.place.map(|place| place.cite).or(at);
                beyond = *is_beyond;
            }
            Event::Decide { check, shares } => {
                let check = station.and_then(|station| station.checks.get(*check));
                for share in shares {
                    let told = Told { node, check, packets: &share.packets, cite: share.cite, wanted, beyond, at };
                    found.act(words, trail, &told, &share.action);
                    if let Some(reason) = share.assumes {
                        let passes = matches!(share.action, Action::Pass);
                        grounds.assumed.push(Assumed { reason, passes, refusals: grounds.refusals.len(), told });
                    }
                }
                grounds.decided(shares);
            }
            Event::Then { shares } => {
                for share in shares {
                    let told =
                        Told { node, check: None, packets: &share.packets, cite: share.cite, wanted, beyond, at };
                    found.act(words, trail, &told, &share.action);
                }
                grounds.decided(shares);
            }
            Event::Verdict { reason, cite, refused } => {
                grounds.refusals.extend(refused.then_some(None));
                let told = Told { node, check: None, packets: &node.packets, cite: *cite, wanted, beyond, at };
                found.reason(words, trail, &told, reason);
            }
            Event::Waived { check } => {
                let check = station.and_then(|station| station.checks.get(*check));
                found.waived.extend(check.map(|check| waived(words, node.leg, check)));
            }
            Event::Remembered { .. } | Event::Restored { .. } => {}
        }
    }
    if let Some(first) = found.blockers.first_mut() {
        first.blocker.primary = true;
    }
    for assumed in grounds.assumed.iter().filter(|assumed| grounds.matters(assumed)) {
        found.take(words, &assumed.told, assumed.reason);
    }
    found
}

/// What a verdict stands on: refusals, and what was taken for granted, in order.
#[derive(Default)]
struct Grounds<'t> {
    /// Each refusal, and what it takes for granted itself.
    refusals: Vec<Option<&'static Reason>>,
    assumed: Vec<Assumed<'t>>,
}

/// Something that was taken for granted on the way.
struct Assumed<'t> {
    reason: &'static Reason,
    /// Whether the packets pass by it, so that by its other reading they would be refused.
    passes: bool,
    /// How many refusals stand before it.
    refusals: usize,
    told: Told<'t>,
}

impl Grounds<'_> {
    fn decided(&mut self, shares: &[Share<HeaderSet>]) {
        let refused = shares.first().filter(|share| matches!(share.action, Action::Drop { .. }));
        self.refusals.extend(refused.map(|share| share.assumes));
    }

    /// Whether the verdict would have been another by the other reading of an assumption. Packets that another check refuses
    /// before never come to it; and where they are refused later anyway, it doesn't matter if they are refused here, too. What
    /// leads them another way may lead them past a later refusal.
    fn matters(&self, assumed: &Assumed<'_>) -> bool {
        let without = |refusals: &[Option<&Reason>]| refusals.iter().any(|of| *of != Some(assumed.reason));
        let before = self.refusals.get(..assumed.refusals).is_some_and(without);
        !(before || assumed.passes && without(&self.refusals))
    }
}

/// One reason to be told, and what it is about.
struct Told<'t> {
    node: &'t Node<HeaderSet>,
    check: Option<&'t Check>,
    packets: &'t HeaderSet,
    cite: Cite,
    wanted: &'t str,
    beyond: bool,
    /// The hop.
    at: Option<Cite>,
}

impl Found {
    fn act(&mut self, words: &Words<'_>, trail: &Trail<HeaderSet>, told: &Told<'_>, action: &Action) {
        match action {
            Action::Drop { reason, .. } | Action::Unknown { gap: reason, .. } => {
                self.reason(words, trail, told, reason);
            }
            _ => {}
        }
    }

    fn reason(&mut self, words: &Words<'_>, trail: &Trail<HeaderSet>, told: &Told<'_>, reason: &'static Reason) {
        match reason.kind {
            ReasonKind::Block => self.block(words, trail, told, reason),
            ReasonKind::Gap => self.miss(words, told, reason),
            ReasonKind::Assumption => self.take(words, told, reason),
            // No row has one: they are found when the walk is over.
            ReasonKind::Caution => {}
        }
    }

    fn block(&mut self, words: &Words<'_>, trail: &Trail<HeaderSet>, told: &Told<'_>, reason: &'static Reason) {
        let citation = words.lexicon.citation(told.cite);
        let direction = told.check.and_then(|check| check.label.direction).map(of_direction);
        // What is down is down for the reply too; once is enough.
        let known = |Refused { blocker, .. }: &Refused| {
            direction.is_none()
                && citation.rule_id.is_none()
                && blocker.code == reason.code
                && blocker.resource == citation.id
        };
        if told.node.leg == Leg::Return && self.blockers.iter().any(known) {
            return;
        }
        let texts = texts(reason, &|name| hole(words, &citation, told, name));
        let near = match told.check {
            Some(check) => near(words, trail, told, check),
            None => {
                let wanted = words.waypoints.iter().find(|waypoint| waypoint.wanted && waypoint.named == told.cite);
                let wanted = wanted.filter(|_| reason.code == reasons::NOT_VIA.code);
                let before = wanted.zip(told.node.parent);
                before.and_then(|(wanted, last)| turned_away(words, trail, last, told.node.leg, &wanted.places))
            }
        };
        let commands = if is_named(&citation) { texts.command.into_iter().collect() } else { Vec::new() };
        let blocker = Blocker {
            leg: leg_name(told.node.leg).to_owned(),
            code: reason.code.to_owned(),
            ra_code: reason.ra_code.map(str::to_owned),
            direction,
            resource: citation.id.clone(),
            resource_kind: citation.kind.to_owned(),
            resource_name: citation.name.clone(),
            rule: citation.rule_id.clone(),
            terms: citation.terms.clone().map(of_terms),
            at: told.at.map(|cite| words.lexicon.citation(cite).id),
            primary: false,
            beyond: told.beyond,
            file: citation.place.as_ref().map(|place| place.file.clone()),
            line: citation.place.as_ref().map(|place| place.line),
            pointer: citation.place.as_ref().map(|place| place.pointer.clone()),
            headers: words.headers(told.packets),
            sentence: texts.sentence,
            nearest: near,
            remedy: texts.remedy,
            commands,
            page: reason.page.to_owned(),
        };
        self.blockers.push(Refused { blocker, cite: told.cite, packets: told.packets.clone() });
    }

    fn miss(&mut self, words: &Words<'_>, told: &Told<'_>, reason: &'static Reason) {
        let citation = words.lexicon.citation(told.cite);
        let texts = texts(reason, &|name| hole(words, &citation, told, name));
        let missing = Missing {
            leg: leg_name(told.node.leg).to_owned(),
            code: reason.code.to_owned(),
            sentence: texts.sentence,
            remedy: texts.remedy,
            call: texts.command.filter(|_| is_plain(&citation.id)),
            resource: citation.id,
            ra_code: reason.ra_code.map(str::to_owned),
            page: reason.page.to_owned(),
        };
        if !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }

    fn take(&mut self, words: &Words<'_>, told: &Told<'_>, reason: &'static Reason) {
        let citation = words.lexicon.citation(told.cite);
        let texts = texts(reason, &|name| hole(words, &citation, told, name));
        let taken = Taken { code: reason.code.to_owned(), sentence: texts.sentence, page: reason.page.to_owned() };
        if !self.taken.contains(&taken) {
            self.taken.push(taken);
        }
    }
}

/// What fills the holes of a reason's templates.
fn hole(words: &Words<'_>, citation: &Citation, told: &Told<'_>, name: &str) -> Option<String> {
    let packets = told.packets;
    match name {
        "packet" => Some(words.packet(packets)),
        "source" => Some(counted(words, &packets.sources())),
        "destination" => Some(counted(words, &packets.destinations())),
        "protocol" => Some(text::protocols(&packets.protocols())),
        "ports" => Some(text::ports(&packets.destination_ports())),
        "expected" => Some(told.wanted.to_owned()),
        _ => of_citation(citation, name),
    }
}

/// Addresses, with their number where there are many.
fn counted(words: &Words<'_>, set: &IntervalSet<Address>) -> String {
    const FEW: u128 = 8;
    let count = |all: u128, (first, last): &(Address, Address)| all.saturating_add(last.number() - first.number() + 1);
    let count = set.ranges().iter().fold(0, count);
    let told = words.addresses(set);
    if count > FEW && words.lexicon.addresses(set).is_none() { format!("{told} ({count} addresses)") } else { told }
}

fn near(words: &Words<'_>, trail: &Trail<HeaderSet>, told: &Told<'_>, check: &Check) -> Option<Near> {
    let found = nearest(check, told.packets, &|set| words.addresses(set))?;
    let citation = words.lexicon.citation(found.row.cite);
    let mut differs = found.differs;
    if differs.is_empty() {
        let first = words.lexicon.citation(told.cite).rule.unwrap_or_default();
        differs.push(format!("it would let the packet pass, but {first} comes before it"));
    }
    // A rule that names a group fails silently where the sender's identity was lost: say where.
    if let Some(last) = differs.iter_mut().find(|text| text.starts_with("the sender"))
        && let Some(place) = lost_at(words, trail, told)
    {
        *last = format!("who sent the packet was lost at {place}, so a rule that names a group cannot match");
    }
    Some(Near {
        resource: named(&citation),
        rule: citation.rule.clone(),
        says: citation.says.clone(),
        differs,
        lost: None,
        terms: citation.terms.map(of_terms),
        place: citation.place.as_ref().map(of_place),
    })
}

/// The resource at which a packet's sender was lost.
fn lost_at(words: &Words<'_>, trail: &Trail<HeaderSet>, told: &Told<'_>) -> Option<String> {
    let known = |set: &HeaderSet| {
        set.products().iter().any(|product| product.sender.ranges().iter().all(|(_, last)| last.is_known()))
    };
    let mut at = told.node.parent;
    while let Some(node) = at.and_then(|id| trail.node(id)) {
        if let Event::Decide { shares, .. } = &node.event
            && node.leg == told.node.leg
            && known(&node.packets)
            && !known(&node.after)
        {
            let cite = shares.first()?.cite;
            return Some(crate::sentence::resource(&words.lexicon.citation(cite)));
        }
        at = node.parent;
    }
    None
}
