//! What every layout must hold to, on made-up networks.

use super::{Aspect, Layout};
use crate::geometry::{Point, Rect, covered};
use crate::model::{Leg, Scene, Shape, Stroke, Tone};
use crate::text::width;
use crate::{model, svg};
use packetwalk::{Network, Request, Session, Story, Verdict};
use packetwalk_testkit::made_up::hold;
use proptest::prelude::{TestCaseError, prop_assert, prop_assert_eq};
use proptest::test_runner::TestCaseResult;

const NETWORKS: u32 = 24;
const QUESTIONS: usize = 8;

/// Questions between ends of a network, the same ones for the same seed.
fn questions(network: &Network, seed: u64) -> Vec<Request> {
    let ends: Vec<String> = network.ends().into_iter().map(|end| end.id).chain(["internet".to_owned()]).collect();
    let pick = |number: u64| ends.get(usize::try_from(number % ends.len() as u64).unwrap()).unwrap();
    let mix = |number: u64| seed.wrapping_add(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 17;
    let pairs = (0..).map(|number| (pick(mix(2 * number)), pick(mix(2 * number + 1))));
    pairs.take(QUESTIONS).filter_map(|(from, to)| Request::parse(from, &format!("{to}:443")).ok()).collect()
}

#[test]
fn every_picture_is_in_order() {
    hold(file!(), NETWORKS, |made_up, network| {
        let session = Session::new(network);
        for request in questions(network, made_up.seed) {
            let Ok(story) = session.ask(&request) else { continue };
            let scene = model::walk::scene(&story);
            hops_are_drawn(&story, &scene)?;
            gaps_are_marked(&story, &scene)?;
            for aspect in [Aspect::Wide, Aspect::Tall] {
                in_order(&scene, aspect)?;
            }
        }
        let chart = packetwalk::chart(network);
        in_order(&model::map::scene(&chart, None), Aspect::Wide)?;
        for vpc in chart.resources.iter().filter(|known| known.resource.kind == "VPC") {
            for aspect in [Aspect::Wide, Aspect::Tall] {
                in_order(&model::map::scene(&chart, Some(&vpc.resource.id)), aspect)?;
            }
        }
        Ok(())
    });
}

/// Neither leg is known at the same interface: two marks on lines that run side by side.
#[test]
fn both_legs_end_at_one_box() {
    let text = "vpc main 10.0.0.0/16\nsubnet door 10.0.1.0/24\nsg door\nhost web door 10.0.1.30 sg open\n\
                eice door door 10.0.1.20 sg door\nset eni-door /Groups []\n";
    let network = packetwalk_testkit::load(&packetwalk_testkit::fixture::expand(text).unwrap()).unwrap();
    let story = packetwalk::ask(&network, &Request::parse("eice-door", "web:22").unwrap()).unwrap();
    let scene = model::walk::scene(&story);
    assert_eq!(scene.steps.iter().filter(|step| step.stop.is_some()).count(), 2);
    for aspect in [Aspect::Wide, Aspect::Tall] {
        in_order(&scene, aspect).unwrap();
    }
}

fn in_order(scene: &Scene, aspect: Aspect) -> TestCaseResult {
    let layout = Layout::of(scene, aspect);
    frames_keep_apart(scene, &layout)?;
    frames_hold_what_is_theirs(scene, &layout)?;
    text_fits(scene, &layout)?;
    lines_keep_clear(scene, &layout)?;
    legs_keep_apart(scene, &layout)?;
    marks_keep_apart(scene, &layout)?;
    let text = svg::document(scene, &layout);
    prop_assert_eq!(&text, &svg::document(scene, &Layout::of(scene, aspect)));
    let parsed = roxmltree::Document::parse(&text);
    parsed.map(drop).map_err(|error| TestCaseError::fail(format!("{error} in {text}")))
}

fn hops_are_drawn(story: &Story, scene: &Scene) -> TestCaseResult {
    let legs = [(Leg::Forward, Some(&story.forward)), (Leg::Return, story.back.as_ref())];
    for (leg, told) in legs {
        let hops = told.map_or(0, |told| told.hops.len());
        let badges = scene.frames.iter().flat_map(|frame| &frame.badges).filter(|badge| badge.leg == leg);
        let mut numbers: Vec<usize> = badges.map(|badge| badge.hop).collect();
        numbers.sort_unstable();
        prop_assert_eq!(numbers, (1..=hops).collect::<Vec<_>>());
        let steps =
            scene.steps.iter().filter(|step| matches!(step.stroke, Stroke::Walk(of) | Stroke::Past(of) if of == leg));
        let between = steps.filter(|step| matches!(step.hops, (Some(_), Some(_)))).count();
        prop_assert_eq!(between, hops.saturating_sub(1));
    }
    Ok(())
}

/// Where it isn't known what becomes of packets, a picture says so, not its text alone.
fn gaps_are_marked(story: &Story, scene: &Scene) -> TestCaseResult {
    let part = story.parts.first();
    let legs = part.map_or((&story.forward, story.back.as_ref()), |part| (&part.forward, part.back.as_ref()));
    if legs.0.verdict == Verdict::Unknown || legs.1.is_some_and(|back| back.verdict == Verdict::Unknown) {
        let marked = scene.frames.iter().any(|frame| frame.rows.iter().any(|row| row.tone == Tone::Gap));
        prop_assert!(marked, "nothing is marked as unknown: {}", story.summary);
    }
    Ok(())
}

fn frames_keep_apart(scene: &Scene, layout: &Layout) -> TestCaseResult {
    for (one, frame) in scene.frames.iter().enumerate().skip(1) {
        for (other, beside) in scene.frames.iter().enumerate().skip(one + 1) {
            // A gate stands out of its VPC, and must keep clear of what stands beside that.
            let related = scene.lineage(one).contains(&other) || scene.lineage(other).contains(&one);
            if !related {
                let (a, b) = (layout.frames[one], layout.frames[other]);
                prop_assert!(!a.overlaps(&b), "{frame:?} at {a:?} and {beside:?} at {b:?}");
            }
        }
    }
    Ok(())
}

fn frames_hold_what_is_theirs(scene: &Scene, layout: &Layout) -> TestCaseResult {
    let paper = Rect::new(0, 0, layout.width, layout.height);
    for (id, frame) in scene.frames.iter().enumerate().skip(1) {
        let (inner, outer) = (layout.frames[id], layout.frames[frame.parent]);
        if matches!(frame.shape, Shape::Gate(_)) {
            prop_assert!((inner.middle().y - outer.y).abs() <= 1, "{frame:?} isn't on the edge");
            prop_assert!(outer.x <= inner.x && inner.right() <= outer.right(), "{frame:?} is beside the edge");
        } else {
            prop_assert!(outer.holds(&inner), "{frame:?} at {inner:?} stands out of {outer:?}");
        }
        prop_assert!(paper.holds(&inner), "{frame:?} stands out of the paper");
    }
    Ok(())
}

fn text_fits(scene: &Scene, layout: &Layout) -> TestCaseResult {
    for (id, frame) in scene.frames.iter().enumerate().skip(1) {
        let rect = layout.frames[id];
        let mut above = rect.y;
        for line in &layout.rows[id] {
            let face = frame.rows[line.row].tone.face();
            let written = Rect::new(line.at.x, line.at.y - face.size, width(&line.text, face), face.size);
            prop_assert!(rect.holds(&written), "{:?} at {written:?} stands out of {rect:?}", line.text);
            prop_assert!(written.y >= above, "{:?} is written over another line", line.text);
            above = written.y + face.size;
            let badges = &layout.badges[id];
            prop_assert!(!badges.iter().any(|badge| badge.overlaps(&written)), "{:?} is under a number", line.text);
            prop_assert!(badges.iter().all(|badge| rect.holds(badge)));
            let inner = scene.children(id).map(|child| layout.frames[child]);
            prop_assert!(!inner.into_iter().any(|child| child.overlaps(&written)), "{:?} is covered", line.text);
        }
    }
    let ends = [(&scene.above, &layout.above), (&scene.below, &layout.below)];
    for line in ends
        .into_iter()
        .flat_map(|(_, placed)| placed)
        .flat_map(|placed| placed.lines.iter().map(|line| (placed.at.x, line)))
    {
        prop_assert!(line.0 + width(line.1, crate::text::Face::PLAIN) <= layout.width, "{line:?}");
    }
    Ok(())
}

fn lines_keep_clear(scene: &Scene, layout: &Layout) -> TestCaseResult {
    for (step, way) in scene.steps.iter().zip(&layout.lines) {
        prop_assert!(step.from == step.to || way.len() > 1, "{step:?} has no way");
        let of_ends: Vec<usize> = scene.lineage(step.from).into_iter().chain(scene.lineage(step.to)).collect();
        for pair in way.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            prop_assert!(from.x == to.x || from.y == to.y, "{way:?} isn't straight");
            let piece = covered(from, to);
            for (id, rect) in layout.frames.iter().enumerate().skip(1) {
                let is_end = id == step.from || id == step.to;
                if is_end || !of_ends.contains(&id) {
                    let rect = if is_end { rect.grown(-1) } else { *rect };
                    prop_assert!(
                        !piece.overlaps(&rect),
                        "{step:?} by {way:?} crosses {:?} at {rect:?}",
                        scene.frames[id]
                    );
                }
            }
        }
    }
    Ok(())
}

/// Of two marks, each can be read.
fn marks_keep_apart(scene: &Scene, layout: &Layout) -> TestCaseResult {
    let marks = scene.steps.iter().zip(&layout.lines).filter_map(|(step, way)| svg::mark_at(step, way));
    let marks: Vec<Point> = marks.collect();
    for (number, one) in marks.iter().enumerate() {
        for other in &marks[number + 1..] {
            let apart = (one.x - other.x).abs().max((one.y - other.y).abs());
            prop_assert!(apart >= 18, "marks at {one:?} and {other:?}");
        }
    }
    Ok(())
}

/// The way there and the way back never lie upon each other.
fn legs_keep_apart(scene: &Scene, layout: &Layout) -> TestCaseResult {
    let of = |leg: Leg| {
        let steps = scene.steps.iter().zip(&layout.lines);
        let of_leg =
            steps.filter(move |(step, _)| matches!(step.stroke, Stroke::Walk(of) | Stroke::Past(of) if of == leg));
        of_leg.flat_map(|(_, way)| way.windows(2).map(|pair| (pair[0], pair[1]))).collect::<Vec<(Point, Point)>>()
    };
    for (a, b) in of(Leg::Forward) {
        for (c, d) in of(Leg::Return) {
            let level = |from: Point, to: Point| from.y == to.y;
            if level(a, b) != level(c, d) {
                continue;
            }
            let shared = covered(a, b).overlaps(&covered(c, d));
            prop_assert!(!shared, "{a:?}–{b:?} lies on {c:?}–{d:?}");
        }
    }
    Ok(())
}
