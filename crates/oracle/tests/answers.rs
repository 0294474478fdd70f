//! What holds of every answer, on random networks: its parts are disjoint and cover the question, each packet fares as its
//! part does, and the fast reading of a table is the reading by sets.

#![cfg(target_os = "linux")]

use fastrand::Rng;
use packetwalk::{Request, Session, Walked};
use packetwalk_engine::{Chosen, Event, Leaf, Outcome, Pins, Question, Together, Traveller, Verdict, walk};
use packetwalk_fabric::{Action, ChoiceKey, Cite, Fabric, Table};
use packetwalk_space::{Address, HeaderSet, Headers, IntervalSet, Sender};
use packetwalk_testkit::made_up::hold;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use std::cell::Cell;

const NETWORKS: u32 = 60;
const QUESTIONS: usize = 8;

/// Questions about classes: blocks, all ports, all types.
fn questions(random: &mut Rng, net: &packetwalk::plain::Plain) -> Vec<Request> {
    let sender = |random: &mut Rng| {
        let interface = random.choice(&net.interfaces).map(|interface| interface.id.clone());
        interface.filter(|_| random.u8(0..6) > 0).unwrap_or_else(|| "internet".to_owned())
    };
    let mut questions = Vec::new();
    for _ in 0..QUESTIONS {
        let from = sender(random);
        let block = net.subnets.get(random.usize(..net.subnets.len().max(1))).and_then(|subnet| subnet.blocks.first());
        let to = match random.u8(0..5) {
            0 => block.map(ToString::to_string).unwrap_or_default(),
            1 => "10.0.0.0/8".to_owned(),
            2 => "internet".to_owned(),
            _ => sender(random),
        };
        let flow = random.choice(["", ":1-1024", ":443", "/udp", "/icmp", "/gre"]).unwrap_or_default();
        let Ok(mut request) = Request::parse(&from, &format!("{to}{flow}")) else { continue };
        request.nat_port = Some(40000);
        if random.bool() && flow.len() < 5 && !flow.ends_with("icmp") && !flow.ends_with("gre") {
            request.flow.source_ports = Some(IntervalSet::range(1, 65535));
        }
        questions.push(request);
    }
    questions
}

/// Holds a property of every answer.
fn every_answer(check: impl Fn(&mut Rng, &Walked<'_>, &str) -> TestCaseResult) {
    let [tried, asked] = [const { Cell::new(0) }; 2];
    hold(file!(), NETWORKS, |made_up, network| {
        let (session, mut random) = (Session::new(network), Rng::with_seed(made_up.seed));
        for request in questions(&mut random, &network.plain()) {
            if let Ok(walked) = session.walk(&request) {
                let name = format!("{} -> {} {:?}", request.from, request.to, request.flow);
                check(&mut random, &walked, &name)?;
                asked.set(asked.get() + 1);
            }
        }
        tried.set(tried.get() + 1);
        Ok(())
    });
    let (tried, asked) = (tried.into_inner(), asked.into_inner());
    assert!(asked > tried * 4, "{asked} questions are too few");
}

/// A member of a set, at the edges of what its fields may be as often as inside.
fn member(random: &mut Rng, set: &HeaderSet) -> Option<Headers> {
    let product = random.choice(set.products())?;
    let number = |random: &mut Rng, set: &IntervalSet<u16>| {
        let (first, last) = *random.choice(set.ranges())?;
        Some(match random.u8(0..3) {
            0 => first,
            1 => last,
            _ => random.u16(first..=last),
        })
    };
    let address = |random: &mut Rng, set: &IntervalSet<Address>| {
        let (first, last) = *random.choice(set.ranges())?;
        Some(match random.u8(0..3) {
            0 => first,
            1 => last,
            _ => Address::from_number(random.u128(first.number()..=last.number())),
        })
    };
    let protocol = random.choice(product.protocol.ranges()).map(|(first, _)| *first)?;
    let numbered = protocol.has_ports() || protocol.has_type_and_code();
    let headers = Headers {
        source: address(random, &product.source)?,
        destination: address(random, &product.destination)?,
        protocol,
        source_port: if numbered { number(random, product.source_port())? } else { 0 },
        destination_port: if numbered { number(random, product.destination_port())? } else { 0 },
        sender: product.witness()?.sender,
    };
    set.contains(&headers).then_some(headers)
}

/// Whether two leaves can't both be met by one packet: they need the network to choose differently.
fn apart(a: &[(ChoiceKey, Chosen)], b: &[(ChoiceKey, Chosen)]) -> bool {
    a.iter().any(|(key, one)| {
        b.iter().any(|(other, two)| {
            key == other
                && match (one, two) {
                    (Chosen::Ports(one), Chosen::Ports(two)) => !one.meets(two),
                    (Chosen::Addresses(one), Chosen::Addresses(two)) => !one.meets(two),
                    (Chosen::Way(one), Chosen::Way(two)) => one != two,
                    _ => true,
                }
        })
    })
}

#[test]
fn leaves_are_disjoint_and_cover_the_question() {
    every_answer(|_, walked, name| {
        let leaves = &walked.answer().walk.leaves;
        let all = leaves.iter().fold(HeaderSet::empty(), |all, leaf| all.union(&leaf.packets));
        let missing = walked.question().packets.difference(&all).witness().map(|packet| packet.to_string());
        prop_assert_eq!(missing, None, "{}: in no part", name);
        prop_assert!(walked.question().packets.contains_all(&all), "{name}: some parts hold other packets");
        for (at, leaf) in leaves.iter().enumerate() {
            for other in &leaves[..at] {
                let both = leaf.packets.meets(&other.packets) && !apart(&leaf.choices, &other.choices);
                prop_assert!(!both, "{name}: two parts share packets");
            }
        }
        let parts = walked.answer().parts.iter().fold(HeaderSet::empty(), |all, part| all.union(&part.packets));
        prop_assert!(parts.contains_all(&all) && all.contains_all(&parts), "{name}: parts aren't the leaves");
        Ok(())
    });
}

#[test]
fn each_packet_fares_as_its_part_does() {
    every_answer(|random, walked, name| {
        for leaf in &walked.answer().walk.leaves {
            for _ in 0..3 {
                let Some(packet) = member(random, &leaf.packets) else { continue };
                prop_assert_eq!(alone(walked, leaf, packet), Some(leaf.verdict), "{}: {}", name, packet);
            }
        }
        Ok(())
    });
}

/// The verdict of a packet that is walked alone, with the choices of its leaf.
fn alone(walked: &Walked<'_>, leaf: &Leaf<HeaderSet>, packet: Headers) -> Option<Verdict> {
    let asked = walked.question();
    let choices = leaf.choices.clone();
    let question = Question {
        start: asked.start,
        packets: packet,
        to: asked.to,
        back_to: asked.back_to,
        pins: Pins { port: asked.pins.port, choices },
        beyond: asked.beyond,
        beyond_back: asked.beyond_back,
        filters: asked.filters,
        waypoints: asked.waypoints.clone(),
        limits: asked.limits,
    };
    let walk = walk(walked.fabric(), &question);
    Verdict::of_parts(walk.leaves.iter().map(|leaf| leaf.verdict))
}

#[test]
fn the_fast_reading_of_a_table_is_the_reading_by_sets() {
    let read = Cell::new(0);
    every_answer(|random, walked, name| {
        let trail = &walked.answer().walk.trail;
        for leaf in &walked.answer().walk.leaves {
            for (_, node) in trail.way(leaf.last()) {
                let Event::Arrive { station, .. } = &node.event else { continue };
                let Some(mut packet) = member(random, &node.packets) else { continue };
                for check in &station.checks {
                    // The packet itself, and one near the edge of some row.
                    for _ in 0..2 {
                        let fast = decided(&packet, &check.table, walked.fabric());
                        let slow = decided(&HeaderSet::single(packet), &check.table, walked.fabric());
                        prop_assert_eq!(fast, slow, "{}: {} and {}", name, check.label.name, packet);
                        read.set(read.get() + 1);
                        packet = near(random, &check.table, packet);
                    }
                }
            }
        }
        Ok(())
    });
    let read = read.into_inner();
    assert!(read > 5000, "{read} readings are too few");
}

fn decided<T: Traveller>(packets: &T, table: &Table, fabric: &Fabric<'_>) -> Vec<(Action, Cite, Option<usize>, bool)> {
    packets
        .decide(table, fabric, Together::NONE)
        .map(|share| (share.action, share.cite, share.row, share.matched))
        .collect()
}

/// The packet with an address or port of a row's edge.
fn near(random: &mut Rng, table: &Table, packet: Headers) -> Headers {
    let Some(row) = random.choice(table.rows.iter()) else { return packet };
    let Some(edge) = member(random, &HeaderSet::from(row.guard.clone())) else { return packet };
    let same = edge.source.family() == packet.source.family();
    match random.u8(0..4) {
        0 if same => Headers { source: edge.source, ..packet },
        1 if same => Headers { destination: edge.destination, ..packet },
        2 if edge.protocol == packet.protocol => Headers { destination_port: edge.destination_port, ..packet },
        _ => Headers { sender: edge.sender, ..packet },
    }
}

/// A translation is undone: whoever gets a reply gets it as the reverse of what was sent.
#[test]
fn translations_are_undone() {
    let translated = Cell::new(0);
    every_answer(|random, walked, name| {
        let trail = &walked.answer().walk.trail;
        for leaf in &walked.answer().walk.leaves {
            let Some(back) = leaf.back.filter(|back| back.outcome == Outcome::Arrived) else { continue };
            let Some(node) = trail.node(back.node) else { continue };
            let changed = |node: &packetwalk_engine::Node<HeaderSet>| node.after != node.packets;
            let more = usize::from(trail.way(back.node).iter().any(|(_, node)| changed(node)));
            translated.set(translated.get() + more);
            let Some(sent) = member(random, &leaf.packets) else { continue };
            let reply = packetwalk_space::reply::to(&sent, Sender::LOST).unwrap();
            let arrives = node.after.products().iter().any(|product| {
                product.clone().with_sender(IntervalSet::all()).contains(&Headers { sender: Sender::LOST, ..reply })
            });
            prop_assert!(arrives, "{name}: {sent} gets no reply of its own");
        }
        Ok(())
    });
    let translated = translated.into_inner();
    assert!(translated > 20, "{translated} translations are too few");
}
