//! From a story to what there is to draw: the places that the walk meets, its two lines, and why they end.

use super::places::Places;
use super::{
    Badge, Frame, FrameId, Glyph, Leg, PAPER, Remark, Row, Scene, Shape, Sign, Step, Stop, StopKind, Stroke, Tone,
};
use crate::text::clean;
use packetwalk::{Blocker, Change, Decision, Headers, Hop, Outcome, Part, Resource, Story, Verdict, Way};
use std::collections::BTreeSet;

/// How many parts, targets and blockers are listed one by one.
const LISTED: usize = 6;

/// What there is to draw of a walk: of its first part, where the question splits, as in the text.
pub(crate) fn scene(story: &Story) -> Scene {
    part(story, 0)
}

/// What there is to draw of one part of a walk, from 0.
pub(crate) fn part(story: &Story, shown: usize) -> Scene {
    let mut scene = Scene::new();
    let mut places = Places::new(&story.resources);
    let to = &story.question.to;
    scene.title = clean(&format!("{} to {}: {}", story.question.from.name, to.name, verdict(story.verdict)));
    scene.says = clean(&story.summary);
    scene.above.push(Remark { sign: Sign::Verdict(story.verdict), text: clean(&story.summary) });
    let mut legs = Vec::new();
    // The story's own legs are the first part's, with the verdicts of all.
    let (forward, back) = match story.parts.get(shown) {
        Some(part) => (&part.forward, part.back.as_ref()),
        None => (&story.forward, story.back.as_ref()),
    };
    for (leg, told) in [(Leg::Forward, Some(forward)), (Leg::Return, back)] {
        let Some(told) = told else { continue };
        legs.push(Drawn { leg, told, frames: hops(&mut scene, &mut places, leg, told) });
    }
    for drawn in &legs {
        drawn.steps(&mut scene, story);
        drawn.changes(&mut scene);
        if let Some(first) = drawn.told.hops.first() {
            let text = packets(&first.headers);
            scene.above.push(Remark { sign: Sign::Leg(drawn.leg), text });
        }
    }
    unmet(&mut scene, &mut places, story);
    other_targets(&mut scene, story.parts.get(shown), &legs);
    stops(&mut scene, &places, story, shown);
    gaps(&mut scene, &places, &legs);
    unknown(&mut scene, story);
    parts(&mut scene, story, shown);
    scene
}

/// A leg and the frames of its hops.
struct Drawn<'s> {
    leg: Leg,
    told: &'s packetwalk::Leg,
    frames: Vec<FrameId>,
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Always => "always",
        Verdict::Sometimes => "sometimes",
        Verdict::Never => "never",
        Verdict::Unknown => "unknown",
    }
}

/// A frame for each hop, with its number on it.
fn hops(scene: &mut Scene, places: &mut Places<'_>, leg: Leg, told: &packetwalk::Leg) -> Vec<FrameId> {
    let mut frames = Vec::with_capacity(told.hops.len());
    for (number, hop) in told.hops.iter().enumerate() {
        let neighbours = [number.checked_sub(1).and_then(|before| told.hops.get(before)), told.hops.get(number + 1)];
        let frame = match whose_part(places, hop, neighbours) {
            // A load balancer is where its node is, an endpoint where its interface is.
            Some(part) => {
                let frame = places.frame(scene, &part.resource, part.about.as_deref());
                rename(scene, frame, &hop.resource);
                // On the way back the endpoint may come without its interface.
                places.stands_at(&hop.resource.id, frame);
                frame
            }
            None => places.frame(scene, &hop.resource, hop.about.as_deref()),
        };
        for how in ["of NAT gateway", "of load balancer", "of VPC endpoint", "of EC2 Instance Connect Endpoint"] {
            if let Some(whole) = places.belongs(&hop.resource.id, how).first().and_then(|id| places.known(id)) {
                rename(scene, frame, &whole.resource);
            }
        }
        if let Some(frame) = scene.frames.get_mut(frame) {
            frame.badges.push(Badge { leg, hop: number + 1, past: hop.past_refusal });
        }
        tables(scene, frame, hop);
        frames.push(frame);
    }
    frames
}

/// Names the route table and the network ACL in the frame of the subnet for which they decide.
fn tables(scene: &mut Scene, frame: FrameId, hop: &Hop) {
    let subnet = scene.lineage(frame).into_iter().find(|id| matches!(scene.shape(*id), Shape::Subnet { .. }));
    let Some(subnet) = subnet.and_then(|id| scene.frames.get_mut(id)) else { return };
    for decision in &hop.decisions {
        let Resource { kind, id, name } = &decision.resource;
        if kind == "route table" || kind == "network ACL" {
            let row = Row { text: clean(&format!("{kind} {}", name.as_ref().unwrap_or(id))), tone: Tone::Note };
            // The route table first, whichever the packets meet first.
            let before = kind == "route table";
            let at = subnet.rows.iter().position(|other| before && other.text.starts_with("network ACL "));
            if !subnet.rows.contains(&row) {
                subnet.rows.insert(at.unwrap_or(subnet.rows.len()), row);
            }
        }
    }
}

/// The neighbouring hop that is a part of this one.
fn whose_part<'h>(places: &Places<'_>, hop: &Hop, neighbours: [Option<&'h Hop>; 2]) -> Option<&'h Hop> {
    let how = match hop.resource.kind.as_str() {
        "load balancer" | "Classic Load Balancer" => "of load balancer",
        "VPC endpoint" => "of VPC endpoint",
        _ => return None,
    };
    let part = |near: &&Hop| places.belongs(&near.resource.id, how).contains(&hop.resource.id.as_str());
    neighbours.into_iter().flatten().find(part)
}

/// Calls the frame of an interface by what the interface is a part of.
fn rename(scene: &mut Scene, frame: FrameId, whole: &Resource) {
    let Some(frame) = scene.frames.get_mut(frame) else { return };
    let name = clean(whole.name.as_deref().unwrap_or(&whole.id));
    let kind = clean(&whole.kind);
    let told = frame.rows.iter().any(|row| row.tone == Tone::Note && row.text == kind);
    if told || frame.resource.as_deref() == Some(whole.id.as_str()) {
        return;
    }
    let own: Vec<String> = frame.rows.iter().filter(|row| row.tone == Tone::Id).map(|row| row.text.clone()).collect();
    let id = frame.resource.clone().filter(|id| !own.contains(id));
    frame.whole = format!("{kind} {name}, {}", frame.whole);
    frame.rows = vec![Row { text: name, tone: Tone::Name }, Row { text: kind, tone: Tone::Note }];
    frame.rows.extend(id.into_iter().chain(own).map(|text| Row { text, tone: Tone::Id }));
}

impl Drawn<'_> {
    /// A line from each hop to the next, and from and to what is outside.
    fn steps(&self, scene: &mut Scene, story: &Story) {
        let hops = &self.told.hops;
        let refused = hops.iter().position(|hop| stopped(hop, Outcome::Drop).is_some());
        let unknown = hops.iter().position(|hop| stopped(hop, Outcome::Unknown).is_some());
        let unknown = unknown.filter(|_| self.told.verdict == Verdict::Unknown);
        let end = match (refused, unknown) {
            (Some(at), _) => Some((at, StopKind::Refused)),
            (None, at) => at.map(|at| (at, StopKind::Unknown)),
        };
        let arriving = end.is_some_and(|(at, kind)| at > 0 && hops.get(at).is_some_and(|hop| on_the_way_in(hop, kind)));
        self.lead_in(scene, story);
        for (number, pair) in self.frames.windows(2).enumerate() {
            let &[from, to] = pair else { continue };
            let past = end.is_some_and(|(at, _)| number >= at);
            let stop = end.and_then(|(at, verdict)| match arriving {
                true if number + 1 == at => Some(Stop { verdict, leaving: false }),
                false if number == at => Some(Stop { verdict, leaving: true }),
                _ => None,
            });
            let stroke = if past { Stroke::Past(self.leg) } else { Stroke::Walk(self.leg) };
            let hops = (Some(number + 1), Some(number + 2));
            scene.steps.push(Step { from, to, stroke, hops, stop });
        }
        self.lead_out(scene, story);
    }

    /// A leg that starts at a gateway comes from outside.
    fn lead_in(&self, scene: &mut Scene, story: &Story) {
        let Some((first, hop)) = self.frames.first().zip(self.told.hops.first()) else { return };
        let side = if self.leg == Leg::Forward { &story.question.from } else { &story.question.to };
        if let Some(outside) = outside_of(scene, hop, &side.name) {
            let step =
                Step { from: outside, to: *first, stroke: Stroke::Walk(self.leg), hops: (None, Some(1)), stop: None };
            scene.steps.push(step);
        }
    }

    /// A leg that arrives at a gateway leaves by it.
    fn lead_out(&self, scene: &mut Scene, story: &Story) {
        let Some((last, hop)) = self.frames.last().zip(self.told.hops.last()) else { return };
        if self.told.delivered_to.is_none() {
            return;
        }
        let side = if self.leg == Leg::Forward { &story.question.to } else { &story.question.from };
        if let Some(outside) = outside_of(scene, hop, &side.name) {
            let hops = (Some(self.frames.len()), None);
            scene.steps.push(Step { from: *last, to: outside, stroke: Stroke::Walk(self.leg), hops, stop: None });
        }
    }

    /// What each hop makes of the headers.
    fn changes(&self, scene: &mut Scene) {
        for (frame, hop) in self.frames.iter().zip(&self.told.hops) {
            let rows: Vec<Row> =
                changed(&hop.decisions).into_iter().map(|text| Row { text, tone: Tone::Change(self.leg) }).collect();
            if let Some(frame) = scene.frames.get_mut(*frame) {
                frame.rows.extend(rows);
            }
        }
    }
}

/// The first decision at a hop that came to this.
fn stopped(hop: &Hop, outcome: Outcome) -> Option<&Decision> {
    if hop.past_refusal { None } else { hop.decisions.iter().find(|decision| decision.outcome == outcome) }
}

fn on_the_way_in(hop: &Hop, kind: StopKind) -> bool {
    let outcome = if kind == StopKind::Refused { Outcome::Drop } else { Outcome::Unknown };
    stopped(hop, outcome).is_some_and(|decision| decision.direction == Some(Way::Ingress))
}

/// The frame outside of a gateway at which a leg begins or ends.
fn outside_of(scene: &mut Scene, hop: &Hop, name: &str) -> Option<FrameId> {
    let (glyph, title) = match hop.resource.kind.as_str() {
        "internet gateway" | "egress-only internet gateway" => (Glyph::Internet, "the internet".to_owned()),
        "virtual private gateway" | "VPN connection" | "transit gateway attachment" => (Glyph::Building, clean(name)),
        "Client VPN endpoint" => (Glyph::Host, "a client".to_owned()),
        _ => return None,
    };
    let shape = Shape::Outside(glyph);
    let same = |frame: &Frame| frame.shape == shape && frame.rows.first().is_some_and(|row| row.text == title);
    if let Some(made) = scene.frames.iter().position(same) {
        return Some(made);
    }
    let mut rows = vec![Row { text: title.clone(), tone: Tone::Name }];
    if glyph == Glyph::Building {
        rows.push(Row { text: "network outside".to_owned(), tone: Tone::Note });
    }
    Some(scene.add(Frame { parent: PAPER, shape, resource: None, whole: title, rows, badges: Vec::new() }))
}

/// What a hop changed in the headers, in a line for each field.
fn changed(decisions: &[Decision]) -> Vec<String> {
    let changes = decisions.iter().flat_map(|decision| &decision.changes);
    let told = changes.map(|Change { field, from, to, .. }| clean(&format!("{field} {from} → {to}")));
    let mut told: Vec<String> = told.collect();
    told.dedup();
    told
}

fn packets(headers: &[Headers]) -> String {
    let texts: Vec<String> = headers.iter().map(|headers| clean(&headers.text)).collect();
    texts.join("; ")
}

/// Where the packets should have arrived, when they never come there.
fn unmet(scene: &mut Scene, places: &mut Places<'_>, story: &Story) {
    for side in [&story.question.from, &story.question.to] {
        if let Some(resource) = &side.resource {
            let drawn = places.made(&resource.id).is_some() || places.known(&resource.id).is_none();
            let whole = scene.frames.iter().any(|frame| frame.rows.iter().any(|row| row.text == resource.id));
            if !drawn && !whole {
                places.frame(scene, resource, None);
            }
        }
    }
}

/// Where others of the part arrive, where it has many members.
fn other_targets(scene: &mut Scene, part: Option<&Part>, legs: &[Drawn<'_>]) {
    let Some(part) = part.filter(|part| part.delivered_to.len() > 1) else { return };
    let forward = legs.iter().find(|drawn| drawn.leg == Leg::Forward);
    let Some(frame) = forward.and_then(|drawn| drawn.frames.last()).and_then(|id| scene.frames.get_mut(*id)) else {
        return;
    };
    let shown = frame.resource.clone();
    let others: Vec<_> = part.delivered_to.iter().filter(|id| shown.as_ref() != Some(id)).collect();
    frame.rows.extend(others.iter().take(3).map(|id| Row { text: format!("or {}", clean(id)), tone: Tone::Id }));
    if others.len() > 3 {
        frame.rows.push(Row { text: format!("or {} more", others.len() - 3), tone: Tone::Note });
    }
}

/// Everything that stands in the way: a line in its frame, and the sentence below. Of what stands in the way of other parts, which
/// aren't drawn, the sentence alone.
fn stops(scene: &mut Scene, places: &Places<'_>, story: &Story, shown: usize) {
    let (mine, others): (Vec<_>, Vec<_>) = story.blockers.iter().partition(|blocker| story.blocks(blocker, shown));
    let numbered = mine.len() > 1;
    let back = |blocker: &Blocker| if blocker.leg == "return" { "return: " } else { "" };
    for (number, blocker) in mine.iter().enumerate() {
        let sign = if numbered { format!("✕{} ", number + 1) } else { "✕ ".to_owned() };
        let named = blocker.resource_name.as_ref().unwrap_or(&blocker.resource);
        let text = clean(&format!("{sign}{}{} {named}", back(blocker), blocker.resource_kind));
        let at = blocker.at.as_deref().and_then(|at| places.made(at).or_else(|| showing(scene, at)));
        if let Some(frame) = at.and_then(|at| scene.frames.get_mut(at)) {
            frame.rows.push(Row { text, tone: Tone::Stop });
        }
        if number < LISTED {
            let text = clean(&format!("{sign}{}{}", back(blocker), blocker.sentence));
            scene.below.push(Remark { sign: Sign::Stop, text });
        }
    }
    for blocker in others.iter().take(LISTED.saturating_sub(mine.len())) {
        let text = clean(&format!("in another part: {}{}", back(blocker), blocker.sentence));
        scene.below.push(Remark { sign: Sign::Stop, text });
    }
    more(scene, story.blockers.len(), "things stand in the way");
}

/// The frame that shows a resource as a part of another.
fn showing(scene: &Scene, id: &str) -> Option<FrameId> {
    let id = clean(id);
    scene.frames.iter().position(|frame| frame.rows.first().is_some_and(|row| row.text == id))
}

/// Where it isn't known what becomes of the packets: whose rules don't say, else the hop that asks them, else where the line ends.
fn gaps(scene: &mut Scene, places: &Places<'_>, legs: &[Drawn<'_>]) {
    let mut at = BTreeSet::new();
    for drawn in legs {
        let hops = drawn.frames.iter().zip(&drawn.told.hops);
        let decisions = hops.flat_map(|(frame, hop)| hop.decisions.iter().map(move |decision| (*frame, decision)));
        let unknown = decisions.filter(|(_, decision)| decision.outcome == Outcome::Unknown);
        let marked: Vec<_> =
            unknown.map(|(frame, decision)| places.made(&decision.resource.id).unwrap_or(frame)).collect();
        let last = drawn.frames.last().filter(|_| marked.is_empty() && drawn.told.verdict == Verdict::Unknown);
        at.extend(marked.into_iter().chain(last.copied()));
    }
    for frame in at {
        if let Some(frame) = scene.frames.get_mut(frame) {
            frame.rows.push(Row { text: "? not known".to_owned(), tone: Tone::Gap });
        }
    }
}

/// Everything that isn't known, in sentences. What is told of both legs alike is told once, of both.
fn unknown(scene: &mut Scene, story: &Story) {
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for missing in &story.unknown {
        let text = format!("{}; to settle it: {}", missing.sentence, missing.remedy);
        match told.iter_mut().find(|(known, _)| *known == text) {
            Some((_, legs)) => legs.push(&missing.leg),
            None => told.push((text, vec![&missing.leg])),
        }
    }
    for (text, legs) in told.iter().take(LISTED) {
        let back = match (legs.contains(&"forward"), legs.contains(&"return")) {
            (true, true) => "there and back: ",
            (false, true) => "return: ",
            _ => "",
        };
        scene.below.push(Remark { sign: Sign::Gap, text: clean(&format!("? {back}{text}")) });
    }
    more(scene, told.len(), "things aren't known");
}

/// What the other parts of the question come to, which the picture doesn't show.
fn parts(scene: &mut Scene, story: &Story, drawn: usize) {
    if story.parts.len() < 2 {
        return;
    }
    let told = |part: &Part| {
        let choices: Vec<_> = part.choices.iter().map(|choice| format!("{} {}", choice.what, choice.value)).collect();
        let when = if choices.is_empty() { String::new() } else { format!(" ({})", choices.join(", ")) };
        clean(&format!("{}: {}{when}", verdict(part.verdict), packets(&part.headers)))
    };
    for (number, part) in story.parts.iter().enumerate().take(LISTED) {
        let shown = if number == drawn { "this picture, " } else { "not drawn, " };
        let text = format!("Part {} of {}, {shown}{}", number + 1, story.parts.len(), told(part));
        scene.below.push(Remark { sign: Sign::None, text });
    }
    more(scene, story.parts.len(), "parts");
}

fn more(scene: &mut Scene, all: usize, of_what: &str) {
    if all > LISTED {
        let text = format!("and {} more {of_what}", all - LISTED);
        scene.below.push(Remark { sign: Sign::None, text });
    }
}
