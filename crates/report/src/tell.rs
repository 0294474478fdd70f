//! From an engine's answer to a story.

use crate::blockers::{Found, add, find};
use crate::cautions::cautions;
use crate::legs::{Words, named, of_verdict};
use crate::sentence::resource;
use crate::story::{About, Asked, Belongs, Choice, Known, Leg, Part, SCHEMA_VERSION, Side, Story, Verdict};
use crate::summary::summary;
use packetwalk_engine as engine;
use packetwalk_engine::{Answer, Chosen, Outcome, Waypoint};
use packetwalk_fabric::{Caution, ChoiceKey, Citation, Cite, Fabric, Lexicon};
use packetwalk_space::{HeaderSet, text};
use std::collections::{BTreeMap, HashSet};

/// What a story needs beside the answer.
pub struct Context<'c> {
    /// The words.
    pub lexicon: &'c dyn Lexicon,
    /// The network, to name where decisions lead.
    pub fabric: &'c Fabric<'c>,
    /// Where the packets start.
    pub from: Side,
    /// Where they should arrive.
    pub to: Side,
    /// The resources of both, where they are some.
    pub ends: Vec<Cite>,
    /// The packets.
    pub packets: HeaderSet,
    /// What to say of the two ends.
    pub remarks: Vec<String>,
    /// Whether no filter was asked.
    pub routing_only: bool,
    /// What the ways must pass, and must not.
    pub waypoints: &'c [Waypoint],
    /// The snapshot.
    pub about: About,
    /// What to mind on the ways of those parts that get through.
    pub cautions: Vec<(engine::Leg, Caution)>,
    /// Whether a cite's resource is described in two ways.
    pub contradicted: &'c dyn Fn(Cite) -> bool,
}

/// What no configuration tells.
const NOT_CHECKED: &[&str] = &[
    "whether anything listens on the port",
    "the firewall and routing of the hosts themselves",
    "whether names resolve to these addresses",
];

/// Tells an answer.
pub fn tell(answer: &Answer, context: &Context<'_>) -> Story {
    let words = Words { lexicon: context.lexicon, fabric: context.fabric, waypoints: context.waypoints };
    let mut all = Found::default();
    let mut parts: Vec<(Part, HeaderSet)> = Vec::new();
    for part in &answer.parts {
        let Some((told, found)) = tell_part(&words, answer, part, context) else { continue };
        add_part(&mut parts, told, &part.packets);
        found.blockers.into_iter().for_each(|blocker| add(&mut all.blockers, blocker));
        found
            .missing
            .into_iter()
            .filter(|m| !all.missing.contains(m))
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|m| all.missing.push(m));
        found
            .taken
            .into_iter()
            .filter(|t| !all.taken.contains(t))
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|t| all.taken.push(t));
        for filter in found.waived {
            if !all.waived.contains(&filter) {
                all.waived.push(filter);
            }
        }
    }
    let mut parts: Vec<Part> =
        parts.into_iter().map(|(part, packets)| Part { headers: words.headers(&packets), ..part }).collect();
    let contradictions = contradictions(&met(answer, usize::MAX), context);
    let mut verdict = of_verdict(answer.verdict);
    if !contradictions.is_empty() {
        verdict = Verdict::Unknown;
        all.missing.extend(contradictions);
    }
    // The most telling part comes first: one that gets through, where any does, with its reply.
    parts.sort_by_key(|part: &Part| {
        let rank = match part.verdict {
            Verdict::Always => 0,
            Verdict::Sometimes => 1,
            Verdict::Never => 2,
            Verdict::Unknown => 3,
        };
        (rank, part.forward.no_reply_expected)
    });
    let (forward, back) = match parts.first() {
        Some(first) => (first.forward.clone(), first.back.clone()),
        None => (nowhere(), None),
    };
    let forward = Leg { verdict: of_verdict(answer.forward), ..forward };
    let back = back.map(|back| Leg { verdict: answer.back.map_or(back.verdict, of_verdict), ..back });
    let waypoints = |wanted: bool| {
        let these = context.waypoints.iter().filter(|waypoint| waypoint.wanted == wanted);
        these.map(|waypoint| named(&context.lexicon.citation(waypoint.named))).collect()
    };
    let question = Asked {
        from: context.from.clone(),
        to: context.to.clone(),
        headers: words.headers(&context.packets),
        via: waypoints(true),
        not_via: waypoints(false),
    };
    let wanted: Vec<Cite> = context.waypoints.iter().map(|waypoint| waypoint.named).collect();
    let mut story = Story {
        version: SCHEMA_VERSION,
        verdict,
        routing_only: context.routing_only,
        summary: String::new(),
        question,
        forward,
        back,
        blockers: all.blockers.into_iter().map(|refused| refused.told(&words)).collect(),
        parts,
        filters: all.waived,
        assumptions: all.taken,
        cautions: cautions(&words, &context.cautions),
        unknown: all.missing,
        remarks: context.remarks.clone(),
        readings: Vec::new(),
        resources: known(context.lexicon, &[met(answer, 1), wanted, context.ends.clone()].concat()),
        snapshot: context.about.clone(),
        not_checked: not_checked(context.routing_only),
    };
    story.summary = summary(&story);
    story
}

fn not_checked(routing_only: bool) -> Vec<String> {
    let filters = routing_only.then_some("whether any filter lets the packets pass");
    filters.into_iter().chain(NOT_CHECKED.iter().copied()).map(str::to_owned).collect()
}

fn nowhere() -> Leg {
    Leg {
        verdict: Verdict::Unknown,
        path: Vec::new(),
        hops: Vec::new(),
        delivered_to: None,
        headers: Vec::new(),
        no_reply_expected: false,
    }
}

fn tell_part(words: &Words<'_>, answer: &Answer, part: &engine::Part, context: &Context<'_>) -> Option<(Part, Found)> {
    let trail = &answer.walk.trail;
    let leaf = answer.walk.leaves.get(*part.leaves.first()?)?;
    let mut forward = words.leg(trail, &leaf.forward, engine::Leg::Forward);
    let came_through = leaf.forward.verdict != engine::Verdict::Never;
    let back = leaf.back.filter(|_| came_through).map(|back| words.leg(trail, &back, engine::Leg::Return));
    let found = find(words, trail, leaf.last(), (&context.from.name, &context.to.name));
    let mut delivered_to: Vec<String> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let mut count = 0;
    let mut leaves_as: Vec<String> = Vec::new();
    let mut seen = HeaderSet::empty();
    for leaf in part.leaves.iter().filter_map(|leaf| answer.walk.leaves.get(*leaf)) {
        let told = match part.leaves.len() {
            1 => forward.delivered_to.clone(),
            _ => words.leg(trail, &leaf.forward, engine::Leg::Forward).delivered_to,
        };
        if let (Some(_), Some(last)) = (&told, trail.node(leaf.forward.node)) {
            let sources = last.after.sources();
            let public = (!leaf.packets.sources().contains_all(&sources)).then(|| words.addresses(&sources));
            leaves_as.extend(public.filter(|address| !leaves_as.contains(address)));
            // One end can see several headers: those of each address that a NAT gateway chooses from.
            if told == forward.delivered_to {
                seen = seen.union(&last.after);
            }
        }
        let alike = engine::members(trail, leaf);
        count += alike.len().max(1);
        let several = part.leaves.len() > 1 || !alike.is_empty();
        let ids: Vec<String> = match (&told, alike) {
            (Some(_), [_, ..]) => alike.iter().map(|member| words.lexicon.citation(*member).id).collect(),
            _ => told.filter(|_| several).into_iter().collect(),
        };
        delivered_to.extend(ids.into_iter().filter(|id| known.insert(id.clone())));
    }
    if forward.delivered_to.is_some() {
        forward.headers = words.headers(&seen);
    }
    let told = Part {
        verdict: of_verdict(part.verdict),
        headers: Vec::new(),
        choices: part.choices.iter().map(|(key, chosen)| choice(words, key, chosen)).collect(),
        forward,
        back,
        members: count,
        leaves_as,
        delivered_to,
    };
    debug_assert!(leaf.forward.outcome != Outcome::NoReply || told.forward.no_reply_expected);
    Some((told, found))
}

fn choice(words: &Words<'_>, key: &ChoiceKey, chosen: &Chosen) -> Choice {
    let value = match chosen {
        Chosen::Ports(ports) => text::ports(ports),
        Chosen::Addresses(addresses) => words.addresses(addresses),
        Chosen::Way(cite) => {
            let citation = words.lexicon.citation(*cite);
            match (&citation.rule, &citation.says) {
                (Some(_), Some(says)) => says.clone(),
                _ => resource(&Citation { kind: "", ..citation }),
            }
        }
    };
    Choice { resource: named(&words.lexicon.citation(key.of)), what: key.what.to_owned(), value }
}

/// Adds a part, without its headers, or its packets to a part of which the same is told: where the first refusal is the same,
/// what would have happened behind it is told by the blockers.
fn add_part(parts: &mut Vec<(Part, HeaderSet)>, told: Part, packets: &HeaderSet) {
    let same = |known: &Part| {
        (known.verdict, &known.choices, &known.forward, &known.back)
            == (told.verdict, &told.choices, &told.forward, &told.back)
    };
    match parts.iter_mut().find(|(known, _)| same(known)) {
        Some((known, all)) => {
            *all = all.union(packets);
            forget_rows(&mut known.forward, &told.forward);
            if let (Some(known), Some(told)) = (&mut known.back, &told.back) {
                forget_rows(known, told);
            }
            known.members += told.members;
            let more: Vec<_> =
                told.leaves_as.into_iter().filter(|address| !known.leaves_as.contains(address)).collect();
            known.leaves_as.extend(more);
            for id in told.delivered_to {
                if !known.delivered_to.contains(&id) {
                    known.delivered_to.push(id);
                }
            }
        }
        None => parts.push((told, packets.clone())),
    }
}

/// Of two legs of which the same is told, keeps the rows that are the same.
fn forget_rows(known: &mut Leg, told: &Leg) {
    let others = told.hops.iter().flat_map(|hop| &hop.decisions).flat_map(|decision| &decision.shares);
    let own = known.hops.iter_mut().flat_map(|hop| &mut hop.decisions).flat_map(|decision| &mut decision.shares);
    for (share, other) in own.zip(others) {
        share.row.0 = share.row.0.filter(|row| Some(*row) == other.row.0);
    }
}

/// Everything that the ways of each part name; of its first few members alone, where it has many.
fn met(answer: &Answer, members: usize) -> Vec<Cite> {
    let mut cites = Vec::new();
    let leaves = answer.parts.iter().flat_map(|part| part.leaves.iter().take(members));
    let leaves = leaves.filter_map(|leaf| answer.walk.leaves.get(*leaf));
    for (_, node) in leaves.flat_map(|leaf| answer.walk.trail.way(leaf.last())) {
        let shares = match &node.event {
            engine::Event::Decide { shares, .. } | engine::Event::Then { shares } => shares.as_slice(),
            engine::Event::Arrive { station, .. } => {
                cites.extend(station.place.map(|place| place.cite));
                cites.extend(station.checks.iter().map(|check| check.subject));
                &[]
            }
            engine::Event::Verdict { cite, .. } => {
                cites.push(*cite);
                &[]
            }
            _ => &[],
        };
        cites.extend(shares.iter().map(|share| share.cite));
        cites.extend(shares.iter().filter_map(|share| share.alike.as_deref()).flatten());
    }
    cites.sort_unstable();
    cites.dedup();
    cites
}

/// Where the resources stand that a walk met, and those that they belong to.
fn known(lexicon: &dyn Lexicon, met: &[Cite]) -> Vec<Known> {
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    let mut last = None;
    let mut open: Vec<Cite> = met.iter().rev().copied().collect();
    while let Some(cite) = open.pop() {
        // Rules of one resource stand together.
        let whole = Cite { rule: 0, ..cite };
        if last.replace(whole) == Some(whole) {
            continue;
        }
        let citation = lexicon.citation(whole);
        if citation.kind.is_empty() || known.contains_key(&citation.id) {
            continue;
        }
        let (told, belongs) = of_standing(lexicon, cite, &citation);
        open.extend(belongs);
        known.insert(citation.id, told);
    }
    known.into_values().collect()
}

/// Where a resource stands, in words; and what it belongs to.
pub fn stands(lexicon: &dyn Lexicon, cite: Cite) -> Known {
    of_standing(lexicon, cite, &lexicon.citation(cite)).0
}

fn of_standing(lexicon: &dyn Lexicon, cite: Cite, citation: &Citation) -> (Known, Vec<Cite>) {
    let standing = lexicon.standing(cite);
    let belongs = standing.belongs.iter();
    let belongs = belongs.map(|(how, to)| Belongs { how: (*how).to_owned(), id: lexicon.citation(*to).id });
    let known = Known {
        resource: named(citation),
        owner: standing.owner,
        arn: standing.arn,
        about: citation.says.clone(),
        region: standing.region,
        zone: standing.zone,
        public: standing.public,
        belongs: belongs.collect(),
    };
    (known, standing.belongs.into_iter().map(|(_, to)| to).collect())
}

/// Resources on the way that the snapshot describes in two ways.
fn contradictions(met: &[Cite], context: &Context<'_>) -> Vec<crate::story::Missing> {
    let contradicted = met.iter().copied().filter(|cite| (context.contradicted)(*cite));
    let told = contradicted.map(|cite| {
        let citation = context.lexicon.citation(cite);
        crate::story::Missing {
            leg: "forward".to_owned(),
            code: "CONTRADICTED".to_owned(),
            sentence: format!("the snapshot describes {} in two ways", resource(&citation)),
            remedy: "make the snapshot anew, in one go".to_owned(),
            call: None,
            resource: citation.id,
            ra_code: None,
            page: "https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html".to_owned(),
        }
    });
    let mut told: Vec<crate::story::Missing> = told.collect();
    // Several rules of one resource tell of it once.
    told.sort_unstable();
    told.dedup();
    told
}
