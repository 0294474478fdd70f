//! The walk on networks of a few stations, made by hand.

use packetwalk_engine::{Answer, Arrival, Chosen, Event, Filters, Limits, Pins, Question, Verdict, walk};
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Cite, Default, Fabric, Key, Label, Lowering, Opens, Otherwise, Place, Reason, ReasonKind,
    Row, Station, Table, Translation, Unless,
};
use packetwalk_space::{
    Address, AddressRewrite, Field, HeaderSet, Headers, IntervalSet, Product, Protocol, Rewrite, Sender,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

static CHECK: Label = Label::told("check", None);
static REFUSED: Reason = Reason {
    code: "REFUSED",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "",
    sentence: "",
    remedy: "",
    command: None,
    page: "",
    rules: &[],
};

/// Stations by their number.
struct Made<F>(F);

impl<F: Fn(u32) -> Station + Send + Sync> Lowering for Made<F> {
    fn station(&self, key: Key) -> Station {
        (self.0)(key.item)
    }

    fn entry(&self, directory: Key, _: u32) -> Row {
        Row::new(Product::everything(), Action::Pass, cite(directory.item))
    }
}

fn key(item: u32) -> Key {
    Key { component: 0, role: 0, part: 0, item, other: 0 }
}

fn cite(item: u32) -> Cite {
    Cite::resource(0, item)
}

fn station(item: u32, tables: Vec<Table>, then: Action) -> Station {
    let checks = tables.into_iter().map(|table| Check::new(&CHECK, cite(item), table)).collect();
    Station { place: Some(Place { cite: cite(item), written: true }), checks, then }
}

fn default(action: Action, item: u32) -> Default {
    Default { action, cite: cite(item), assumes: None }
}

fn packet() -> Headers {
    Headers {
        source: Address::v4(10, 0, 0, 1),
        destination: Address::v4(10, 0, 0, 2),
        protocol: Protocol::TCP,
        source_port: 40000,
        destination_port: 443,
        sender: Sender(1),
    }
}

fn question<T>(packets: T, branches: usize) -> Question<T> {
    Question {
        start: key(0),
        packets,
        to: Arrival::Anywhere,
        back_to: Arrival::Anywhere,
        pins: Pins::default(),
        beyond: None,
        beyond_back: None,
        filters: Filters::Asked,
        limits: Limits { branches },
    }
}

/// From station 0 to one of four, where packets arrive.
fn fan(item: u32) -> Station {
    if item > 0 {
        return station(item, Vec::new(), Action::Leave { reply: key(item) });
    }
    let options = (1..=4).map(|item| (cite(item), key(item))).collect();
    station(item, Vec::new(), Action::OneOf { key: ChoiceKey { of: cite(0), what: "way" }, kept: false, options })
}

#[test]
fn what_is_too_much_is_given_up() {
    let verdicts = |branches| {
        let fabric = Fabric::new(Made(fan));
        let walk = walk(&fabric, &question(packet(), branches));
        let codes: Vec<_> = walk.leaves.iter().map(|leaf| leaf.verdict).collect();
        codes
    };
    // A way that is given up counts like one that was gone.
    assert_eq!(verdicts(3), [Verdict::Unknown; 4]);
    assert_eq!(verdicts(4), [Verdict::Always; 4]);
}

/// From station 0 to one of two, and from there to one more, or to where packets arrive.
fn fork(arrives: bool) -> impl Fn(u32) -> Station {
    move |item| match item {
        0 => {
            let options = (1..=2).map(|item| (cite(item), key(item))).collect();
            station(0, Vec::new(), Action::OneOf { key: ChoiceKey { of: cite(0), what: "way" }, kept: false, options })
        }
        1 | 2 if arrives => station(item, Vec::new(), Action::Deliver { reply: key(3), sender: Sender(7) }),
        1 | 2 => station(item, Vec::new(), Action::Send(key(3))),
        _ => station(item, Vec::new(), Action::Leave { reply: key(3) }),
    }
}

#[test]
fn parts_are_told_apart_by_the_way_and_not_by_where_they_arrive() {
    let parts = |arrives| {
        let fabric = Fabric::new(Made(fork(arrives)));
        let answer = Answer::to(&fabric, &question(HeaderSet::single(packet()), 100));
        assert_eq!(answer.walk.leaves.len(), 2);
        answer.parts.len()
    };
    assert_eq!((parts(false), parts(true)), (2, 1));
}

/// From station 0 to one of two, which pick another port each and are where packets arrive.
fn pickers(item: u32) -> Station {
    match item {
        0 => fork(true)(0),
        1 | 2 => {
            let first = if item == 1 { 10 } else { 20 };
            let rewrite = Rewrite { source_port: Some(IntervalSet::range(first, first + 9)), ..Rewrite::default() };
            let choices = vec![(ChoiceKey { of: cite(9), what: "port" }, Field::SourcePort)];
            let pick = Action::Rewrite(Arc::new(Translation { rewrite, choices, opens: None }));
            let table = Table::first_match(Vec::new(), default(pick, 9));
            station(item, vec![table], Action::Deliver { reply: key(3), sender: Sender(7) })
        }
        _ => station(item, Vec::new(), Action::Leave { reply: key(3) }),
    }
}

#[test]
fn a_part_has_the_choices_of_all_its_ways() {
    let fabric = Fabric::new(Made(pickers));
    let answer = Answer::to(&fabric, &question(HeaderSet::single(packet()), 100));
    assert_eq!((answer.parts.len(), answer.walk.leaves.len()), (1, 2));
    let port = answer.parts[0].choices.iter().find(|(key, _)| key.what == "port");
    assert_eq!(port.map(|(_, chosen)| chosen), Some(&Chosen::Ports(IntervalSet::range(10, 29))));
}

#[test]
fn a_reply_is_sent_by_whom_packets_are_delivered_to() {
    let made = |item| match item {
        0 => station(0, Vec::new(), Action::Deliver { reply: key(1), sender: Sender(7) }),
        _ => {
            let guard = Product::everything().with_sender(IntervalSet::single(Sender(7)));
            let refuse = Action::Drop { reason: &REFUSED, otherwise: Otherwise::End };
            let table = Table::first_match(vec![Row::new(guard, Action::Pass, cite(1))], default(refuse, 1));
            station(1, vec![table], Action::Deliver { reply: key(0), sender: Sender::LOST })
        }
    };
    let fabric = Fabric::new(Made(made));
    let answer = Answer::to(&fabric, &question(HeaderSet::single(packet()), 100));
    assert_eq!((answer.verdict, answer.back), (Verdict::Always, Some(Verdict::Always)));
    assert!(answer.confirm(&fabric, &question(HeaderSet::single(packet()), 100)).is_ok());
}

/// Out by a translator; back by one that picks the port, and then by the first, which knows one of the two it may pick.
fn picked(item: u32) -> Station {
    let translate = |rewrite, opens| {
        let translation = Translation { rewrite, choices: Vec::new(), opens };
        Table::first_match(Vec::new(), default(Action::Rewrite(Arc::new(translation)), item))
    };
    match item {
        0 => {
            let source = Some(AddressRewrite::to(Address::v4(10, 9, 9, 9)));
            let opens = Some(Opens { state: cite(0), unless: &REFUSED, replies: None });
            let table = translate(Rewrite { source, ..Rewrite::default() }, opens);
            station(0, vec![table], Action::Send(key(1)))
        }
        1 => station(1, Vec::new(), Action::Deliver { reply: key(2), sender: Sender(7) }),
        2 => {
            let destination_port = Some(IntervalSet::range(40000, 40001));
            let table = translate(Rewrite { destination_port, ..Rewrite::default() }, None);
            station(2, vec![table], Action::Send(key(3)))
        }
        _ => {
            let restore = Action::Restore { state: cite(0), unless: Unless::Refused(&REFUSED) };
            let table = Table::first_match(Vec::new(), default(restore, 3));
            station(3, vec![table], Action::Deliver { reply: key(0), sender: Sender::LOST })
        }
    }
}

#[test]
fn a_translator_restores_what_it_remembers_and_refuses_the_rest() {
    let fabric = Fabric::new(Made(picked));
    let walk = walk(&fabric, &question(HeaderSet::single(packet()), 100));
    let verdicts: Vec<_> = walk.leaves.iter().map(|leaf| leaf.verdict).collect();
    assert_eq!(verdicts, [Verdict::Never, Verdict::Always]);
    let refused = walk.trail.node(walk.leaves[0].last()).unwrap();
    assert_eq!(refused.packets.destination_ports(), IntervalSet::single(40001));
    let Event::Decide { shares, .. } = &refused.event else { panic!("a decision") };
    assert_eq!(shares[0].packets.destination_ports(), IntervalSet::single(40001));
    let way = walk.trail.way(walk.leaves[1].last());
    let (_, restored) = way.iter().find(|(_, node)| matches!(node.event, Event::Restored { .. })).unwrap();
    assert_eq!(restored.packets.destination_ports(), IntervalSet::single(40000));
}

#[test]
fn a_witness_that_fares_otherwise_is_told() {
    // A network that changes between two looks at it: what a class passed, its witness doesn't.
    struct Fickle(AtomicU32);
    impl Lowering for Fickle {
        fn station(&self, key: Key) -> Station {
            let spans = packetwalk_fabric::Spans::flattened([(IntervalSet::all(), 0)]);
            let directory = packetwalk_fabric::Directory { key, field: Field::Destination, spans };
            let table = Table::directory(directory, default(Action::Pass, key.item));
            station(key.item, vec![table], Action::Deliver { reply: key, sender: Sender(1) })
        }

        fn entry(&self, directory: Key, _: u32) -> Row {
            let action = match self.0.fetch_add(1, Ordering::Relaxed) {
                0 | 1 => Action::Pass,
                _ => Action::Drop { reason: &REFUSED, otherwise: Otherwise::End },
            };
            Row::new(Product::everything(), action, cite(directory.item))
        }
    }
    let fabric = Fabric::new(Fickle(AtomicU32::new(0)));
    let question = question(HeaderSet::single(packet()), 100);
    let answer = Answer::to(&fabric, &question);
    assert_eq!(answer.verdict, Verdict::Always);
    let unconfirmed = answer.confirm(&fabric, &question).unwrap_err();
    assert_eq!(unconfirmed.witness.destination, packet().destination);
    assert_eq!((unconfirmed.part, unconfirmed.alone), (Verdict::Always, Verdict::Never));
}
