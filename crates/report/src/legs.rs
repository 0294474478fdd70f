//! From events to hops.

use crate::sentence::resource;
use crate::story::{
    Change, Decision, Headers, Hop, Leg, Lost, Outcome, Place, Resource, Row, Share, Terms, Verdict, Way,
};
use packetwalk_engine as engine;
use packetwalk_engine::{Event, Node, Trail, Waypoint};
use packetwalk_fabric::{Action, Check, Citation, Cite, Direction, Discipline, Fabric, Lexicon, Named, Station};
use packetwalk_space::{Address, HeaderSet, IntervalSet, Product, Protocol, text};
use std::sync::Arc;

/// What is needed to word events.
#[derive(Clone, Copy)]
pub(crate) struct Words<'w> {
    pub(crate) lexicon: &'w dyn Lexicon,
    pub(crate) fabric: &'w Fabric<'w>,
    pub(crate) waypoints: &'w [Waypoint],
}

pub(crate) fn of_verdict(verdict: engine::Verdict) -> Verdict {
    match verdict {
        engine::Verdict::Always => Verdict::Always,
        engine::Verdict::Sometimes => Verdict::Sometimes,
        engine::Verdict::Never => Verdict::Never,
        engine::Verdict::Unknown => Verdict::Unknown,
    }
}

pub(crate) fn of_direction(direction: Direction) -> Way {
    match direction {
        Direction::Egress => Way::Egress,
        Direction::Ingress => Way::Ingress,
    }
}

pub(crate) fn of_place(place: &Named) -> Place {
    Place { file: place.file.clone(), line: place.line, pointer: place.pointer.clone() }
}

/// The resource of a citation.
pub fn named(citation: &Citation) -> Resource {
    Resource { kind: citation.kind.to_owned(), id: citation.id.clone(), name: citation.name.clone() }
}

pub(crate) fn of_terms(terms: packetwalk_fabric::Terms) -> Terms {
    Terms {
        of: terms.of,
        peer: terms.peer,
        protocol: terms.protocol,
        from_port: terms.ports.map(|(from, _)| from),
        to_port: terms.ports.map(|(_, to)| to),
        permits: terms.permits,
        targets: terms.targets,
        state: terms.state,
        learned: terms.learned,
    }
}

impl Words<'_> {
    pub(crate) fn addresses(&self, set: &IntervalSet<Address>) -> String {
        self.lexicon.addresses(set).unwrap_or_else(|| text::addresses(set))
    }

    pub(crate) fn headers(&self, set: &HeaderSet) -> Vec<Headers> {
        set.compacted().products().iter().map(|product| self.product(product)).collect()
    }

    fn product(&self, product: &Product) -> Headers {
        let name = |set: &IntervalSet<Address>| self.addresses(set);
        let only = product.protocol.only();
        let has_ports = only.is_some_and(Protocol::has_ports)
            || !product.protocol.ranges().iter().all(|(first, last)| first.0 == last.0 && !first.has_ports())
                && product.protocol.ranges().iter().all(|(first, last)| first == last && first.has_ports());
        let icmp = only.is_some_and(Protocol::has_type_and_code);
        let ports = |set: &IntervalSet<u16>| text::ports(set);
        Headers {
            protocol: text::protocols(&product.protocol),
            source: name(&product.source),
            source_ports: has_ports.then(|| ports(product.source_port())),
            destination: name(&product.destination),
            destination_ports: has_ports.then(|| ports(product.destination_port())),
            icmp_type: icmp.then(|| text::byte(product.source_port())),
            icmp_code: icmp.then(|| text::byte(product.destination_port())),
            text: text::product_with(product, &name),
            product: product.clone(),
        }
    }

    pub(crate) fn packet(&self, set: &HeaderSet) -> String {
        text::headers(set, &|set| self.addresses(set))
    }

    /// A leg of one way through a walk.
    pub(crate) fn leg(&self, trail: &Trail<HeaderSet>, end: &engine::End, leg: engine::Leg) -> Leg {
        let way = trail.way(end.node);
        let nodes: Vec<_> = way.iter().map(|(_, node)| *node).filter(|node| node.leg == leg).collect();
        let mut hops: Vec<Hop> = Vec::new();
        let mut path: Vec<String> = Vec::new();
        let mut at: Option<Arc<Station>> = None;
        let (mut refused, mut arrived) = (false, None);
        for node in &nodes {
            let passed_so_far = refused;
            if let Event::Arrive { station, beyond, .. } = &node.event {
                if let Some(place) = station.place {
                    let citation = self.lexicon.citation(place.cite);
                    let same = hops
                        .last()
                        .is_some_and(|hop| hop.resource.id == citation.id && hop.past_refusal == passed_so_far);
                    if !same {
                        hops.push(self.hop(&citation, place.written, &node.packets, passed_so_far, *beyond));
                        // Out by a gateway and back in by it is one note.
                        if place.written && !refused && path.last() != Some(&citation.id) {
                            path.push(citation.id);
                        }
                    }
                }
                at = Some(Arc::clone(station));
                continue;
            }
            let Some(station) = &at else { continue };
            if let Some(decision) = self.decision(trail, station, node, leg) {
                let drops = decision.outcome == Outcome::Drop;
                // What a filter refuses on the way in never came to the place.
                if drops && !refused {
                    refused = true;
                    let on_the_way_in = decision.direction == Some(Way::Ingress) && hops.len() > 1;
                    if on_the_way_in && hops.last().is_some_and(|hop| hop.written) {
                        path.pop();
                    }
                }
                if decision.outcome == Outcome::Deliver {
                    arrived = station.place.map(|place| self.lexicon.citation(place.cite).id);
                    arrived = arrived.or_else(|| Some(decision.resource.id.clone()));
                }
                if let Some(hop) = hops.last_mut() {
                    hop.decisions.push(decision);
                }
            }
            self.note_changes(&mut hops, station, node);
        }
        let through = end.verdict != engine::Verdict::Never && arrived.is_some();
        let last = nodes.last().map(|node| self.headers(&node.after)).unwrap_or_default();
        Leg {
            verdict: of_verdict(end.verdict),
            path,
            hops,
            delivered_to: arrived.filter(|_| through),
            headers: if through { last } else { Vec::new() },
            no_reply_expected: end.outcome == engine::Outcome::NoReply,
        }
    }

    fn hop(&self, citation: &Citation, written: bool, packets: &HeaderSet, past_refusal: bool, beyond: bool) -> Hop {
        Hop {
            resource: named(citation),
            about: citation.says.clone(),
            written,
            headers: self.headers(packets),
            headers_after: Vec::new(),
            decisions: Vec::new(),
            past_refusal,
            beyond,
        }
    }

    fn note_changes(&self, hops: &mut [Hop], station: &Station, node: &Node<HeaderSet>) {
        let (check, restored) = match &node.event {
            Event::Decide { check, .. } => (*check, false),
            Event::Restored { check, .. } => (*check, true),
            _ => return,
        };
        let (before, after) = (&node.packets, &node.after);
        let Some(hop) = hops.last_mut() else { return };
        let mut changes = Vec::new();
        let by = station.checks.get(check).map(|check| self.lexicon.citation(check.subject));
        let by = by.map(|citation| citation.id).unwrap_or_default();
        let mut note = |field: &str, from: String, to: String, chosen: bool| {
            if from != to {
                changes.push(Change { field: field.to_owned(), from, to, by: by.clone(), chosen: chosen && !restored });
            }
        };
        note("source", self.addresses(&before.sources()), self.addresses(&after.sources()), false);
        let several = |set: IntervalSet<u16>| set.only().is_none();
        let (from, to) = (before.source_ports(), after.source_ports());
        let protocol = |set: &HeaderSet| set.protocols().only();
        let named = |set: &HeaderSet| protocol(set).map(|protocol| protocol.to_string()).unwrap_or_default();
        note("protocol", named(before), named(after), false);
        let first = if protocol(after).is_some_and(Protocol::has_type_and_code) { "type" } else { "source port" };
        note(first, text::ports(&from), text::ports(&to), several(to));
        note("destination", self.addresses(&before.destinations()), self.addresses(&after.destinations()), false);
        let (from, to) = (before.destination_ports(), after.destination_ports());
        note("destination port", text::ports(&from), text::ports(&to), several(to));
        if !changes.is_empty() {
            hop.headers_after = self.headers(after);
            if let Some(decision) = hop.decisions.last_mut() {
                decision.changes = changes;
            }
        }
    }

    fn decision(
        &self,
        trail: &Trail<HeaderSet>,
        station: &Station,
        node: &Node<HeaderSet>,
        leg: engine::Leg,
    ) -> Option<Decision> {
        match &node.event {
            Event::Decide { check, shares } => {
                let check = station.checks.get(*check)?;
                self.decided(check, shares, &node.packets)
            }
            Event::Remembered { check } => {
                let check = station.checks.get(*check).filter(|check| !check.label.quiet)?;
                let hop = self.remembered_at(trail, node, check.state?, leg);
                let says = format!("a reply to what passed {hop}; replies pass without a rule");
                Some(self.plain(check.label.name, check.label.direction, Outcome::State, check.subject, Some(says)))
            }
            Event::Waived { check } => {
                let check = station.checks.get(*check)?;
                let says = Some("not asked: this walk is about routing alone".to_owned());
                Some(self.plain(check.label.name, check.label.direction, Outcome::Skip, check.subject, says))
            }
            Event::Restored { check, .. } => {
                let check = station.checks.get(*check)?;
                let says = Some("a reply to a connection that it remembers: translated back".to_owned());
                Some(self.plain(check.label.name, None, Outcome::Restore, check.subject, says))
            }
            Event::Then { shares } => {
                let share = shares.first()?;
                let (name, outcome) = match &share.action {
                    Action::Deliver { .. } | Action::Leave { .. } => ("arrival", Outcome::Deliver),
                    Action::Drop { .. } => ("refusal", Outcome::Drop),
                    Action::Unknown { .. } => ("what follows", Outcome::Unknown),
                    _ => return None,
                };
                Some(self.plain(name, None, outcome, share.cite, None))
            }
            Event::Verdict { reason, cite, refused } => {
                let outcome = if *refused { Outcome::Drop } else { Outcome::Unknown };
                Some(self.plain("arrival", None, outcome, *cite, Some(reason.meaning.to_owned())))
            }
            Event::Arrive { .. } => None,
        }
    }

    fn plain(
        &self,
        check: &str,
        direction: Option<Direction>,
        outcome: Outcome,
        cite: Cite,
        says: Option<String>,
    ) -> Decision {
        let citation = self.lexicon.citation(cite);
        let share = Share {
            headers: Vec::new(),
            rule: None,
            rule_id: None,
            says,
            terms: None,
            place: citation.place.as_ref().map(of_place),
            row: Row(None),
        };
        Decision {
            check: check.to_owned(),
            direction: direction.map(of_direction),
            outcome,
            resource: named(&citation),
            shares: vec![share],
            lost: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// Where on the way there the memory was made that a reply meets.
    fn remembered_at(&self, trail: &Trail<HeaderSet>, node: &Node<HeaderSet>, state: Cite, _: engine::Leg) -> String {
        let mut way = Vec::new();
        let mut at = node.parent;
        while let Some(earlier) = at.and_then(|id| trail.node(id)) {
            way.push(earlier);
            at = earlier.parent;
        }
        let mut station: Option<&Station> = None;
        for earlier in way.into_iter().rev() {
            match &earlier.event {
                Event::Arrive { station: arrived, .. } => station = Some(arrived.as_ref()),
                Event::Decide { check, .. } => {
                    let found = station.and_then(|station| station.checks.get(*check));
                    if let Some(check) = found.filter(|check| check.state == Some(state)) {
                        let direction = match check.label.direction {
                            Some(Direction::Egress) => " outbound",
                            Some(Direction::Ingress) => " inbound",
                            None => "",
                        };
                        return format!("{}{direction} on the way there", self.lexicon.citation(check.subject).id);
                    }
                }
                _ => {}
            }
        }
        "on the way there".to_owned()
    }

    fn decided(&self, check: &Check, shares: &[engine::Share<HeaderSet>], packets: &HeaderSet) -> Option<Decision> {
        let first = shares.first()?;
        let passes = matches!(first.action, Action::Pass);
        let merely_sent = !first.matched && matches!(first.action, Action::Send(_));
        if check.label.quiet && (passes || merely_sent) {
            return None;
        }
        if check.label.quiet
            && let Action::Rewrite(translation) = &first.action
            && translation.rewrite.kept()
                == packetwalk_space::Fields::of(&[packetwalk_space::Field::Sender]).complement()
        {
            return None;
        }
        let outcome = match &first.action {
            Action::Pass if !first.matched && check.table.rows.is_empty() && is_directory(check) => return None,
            Action::Pass if check.note.is_some_and(|note| note.starts_with("not ") || note.contains("has no ")) => {
                Outcome::Skip
            }
            Action::Pass => Outcome::Pass,
            Action::Drop { .. } => Outcome::Drop,
            Action::Send(_) | Action::OneOf { .. } => Outcome::Send,
            Action::Rewrite(_) => Outcome::Rewrite,
            Action::Restore { .. } => Outcome::Restore,
            Action::Deliver { .. } | Action::Leave { .. } => Outcome::Deliver,
            Action::Unknown { .. } => Outcome::Unknown,
        };
        let told = shares.iter().map(|share| {
            let citation = self.lexicon.citation(share.cite);
            let whole = shares.len() == 1;
            let says = if share.matched && citation.rule.is_some() {
                citation.says.clone()
            } else {
                check.note.map(str::to_owned).or_else(|| self.led_to(check, share, &citation))
            };
            Share {
                headers: if whole { Vec::new() } else { self.headers(&share.packets) },
                rule: citation.rule.clone(),
                rule_id: citation.rule_id.clone(),
                says,
                terms: citation.terms.filter(|_| share.matched).map(of_terms),
                place: citation.place.as_ref().map(of_place),
                row: Row(if share.matched { share.row.map(|row| row + 1) } else { Some(0) }),
            }
        });
        let subject = self.lexicon.citation(check.subject);
        Some(Decision {
            check: check.label.name.to_owned(),
            direction: check.label.direction.map(of_direction),
            outcome,
            resource: named(&subject),
            shares: told.collect(),
            lost: self.lost(check, first, packets),
            changes: Vec::new(),
        })
    }

    /// Where a decision without a rule of its own leads.
    fn led_to(&self, check: &Check, share: &engine::Share<HeaderSet>, citation: &Citation) -> Option<String> {
        match &share.action {
            Action::Send(key) => {
                let there = self.fabric.station(*key).place.map(|place| self.lexicon.citation(place.cite));
                there.map(|there| format!("→ {}", resource(&there))).or_else(|| citation.says.clone())
            }
            Action::OneOf { options, .. } => {
                let names: Vec<_> = options.iter().map(|(cite, _)| resource(&self.lexicon.citation(*cite))).collect();
                Some(format!("→ one of {}", names.join(", ")))
            }
            Action::Rewrite(_) if share.cite != check.subject => Some(format!("of {}", resource(citation))),
            Action::Pass if share.matched => Some(format!("it owns {}", citation.says.clone().unwrap_or_default())),
            Action::Pass => Some("switched off".to_owned()),
            _ => None,
        }
    }

    /// Routes that cover the destination and lost to the one that was taken.
    fn lost(&self, check: &Check, taken: &engine::Share<HeaderSet>, packets: &HeaderSet) -> Vec<Lost> {
        const SHOWN: usize = 4;
        let (Discipline::LongestPrefix(_), Some(number)) = (&check.table.discipline, taken.row) else {
            return Vec::new();
        };
        let Some(winner) = check.table.rows.get(number) else { return Vec::new() };
        let destinations = packets.destinations();
        let later = check.table.rows.iter().skip(number + 1);
        let covering = later.filter(|row| row.guard.destination.meets(&destinations) && row.cite != winner.cite);
        let winning = self.lexicon.citation(winner.cite);
        let told = covering.take(SHOWN).map(|row| {
            let citation = self.lexicon.citation(row.cite);
            let (lost, won) = (&row.guard.destination, &winner.guard.destination);
            let by = winning.rule_id.clone().unwrap_or_default();
            let why = match (lost.contains_all(won), won.contains_all(lost)) {
                (true, false) => format!("{by} is longer"),
                (false, true) => format!("{by} ranks before it, however long its prefix is"),
                _ => format!("{by} ranks before it at the same length"),
            };
            Lost { route: citation.says.clone().unwrap_or_default(), why, place: citation.place.as_ref().map(of_place) }
        });
        told.collect()
    }
}

fn is_directory(check: &Check) -> bool {
    matches!(check.table.discipline, Discipline::Directory(_))
}
