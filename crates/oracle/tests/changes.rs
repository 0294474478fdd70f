//! Changes of a network that must change nothing, or only in one direction, on random networks.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "the networks are ours")]

use fastrand::Rng;
use packetwalk::{Network, Request, Session};
use packetwalk_agree::question;
use packetwalk_engine::Verdict;
use packetwalk_lab::boundary_probes;
use packetwalk_space::{Address, Cidr, HeaderSet};
use packetwalk_testkit::{fixture, load, nasty};

const NETWORKS: u64 = 40;
const PROBES: usize = 10;

/// What becomes of a question's packets: those that get through, those that don't, those of which nobody knows.
#[derive(PartialEq, Eq)]
struct Fates {
    through: HeaderSet,
    stopped: HeaderSet,
    unknown: HeaderSet,
}

fn fates(network: &Network, questions: &[Request]) -> Vec<Option<Fates>> {
    let session = Session::new(network);
    let fates = |request| {
        let walked = session.walk(request).ok()?;
        let of = |verdict| {
            let leaves = walked.answer().walk.leaves.iter().filter(|leaf| leaf.verdict == verdict);
            leaves.fold(HeaderSet::empty(), |all, leaf| all.union(&leaf.packets))
        };
        Some(Fates { through: of(Verdict::Always), stopped: of(Verdict::Never), unknown: of(Verdict::Unknown) })
    };
    questions.iter().map(fates).collect()
}

/// Changes every network's lines, and holds what became of each question before against what becomes of it after.
fn on_every_network(change: impl Fn(&mut Rng, &mut Vec<String>), holds: impl Fn(&Fates, &Fates) -> bool) {
    let mut held = 0;
    for seed in 0..NETWORKS {
        let mut random = Rng::with_seed(seed);
        let text = nasty::network(seed);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        change(&mut random, &mut lines);
        let before = load(&fixture::expand(&text).unwrap()).unwrap();
        let after = load(&fixture::expand(&lines.join("\n")).unwrap()).unwrap();
        let net = before.plain();
        let mut questions = Vec::new();
        for (number, probe) in boundary_probes(&net, seed, PROBES).iter().enumerate() {
            let Ok(mut request) = question(&net, probe) else { continue };
            request.nat_port = Some(40000);
            // Every other question is about all ports or all types.
            if number % 2 == 0 {
                (request.flow.ports, request.flow.source_ports, request.flow.icmp) = (None, None, None);
            }
            questions.push(request);
        }
        let both = fates(&before, &questions).into_iter().zip(fates(&after, &questions));
        for ((before, after), request) in both.zip(&questions) {
            let (Some(before), Some(after)) = (before, after) else { continue };
            assert!(
                holds(&before, &after),
                "network {seed}: {} -> {} {:?}\n{}",
                request.from,
                request.to,
                request.flow,
                lines.join("\n")
            );
            held += 1;
        }
    }
    assert!(held > NETWORKS * 5, "{held} questions are too few");
}

fn is_rule_of_a_group(line: &str) -> bool {
    line.starts_with("allow ")
}

/// Gives every entry of a network ACL another number, in the same order: `n` becomes `factor * n`.
fn renumber(lines: &mut [String], factor: u32) {
    for line in lines.iter_mut().filter(|line| line.starts_with("rule ")) {
        let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let number: u32 = words[3].parse().unwrap();
        words[3] = (factor * number).to_string();
        *line = words.join(" ");
    }
}

#[test]
fn the_order_of_a_groups_rules_is_irrelevant() {
    on_every_network(
        |random, lines| {
            // All of them behind what they name.
            let (mut rules, others): (Vec<_>, Vec<_>) = lines.drain(..).partition(|line| is_rule_of_a_group(line));
            random.shuffle(&mut rules);
            lines.extend(others.into_iter().chain(rules));
        },
        |before, after| before == after,
    );
}

#[test]
fn the_numbers_of_acl_entries_matter_by_their_order_alone() {
    on_every_network(|_, lines| renumber(lines, 3), |before, after| before == after);
}

#[test]
fn a_rule_for_a_block_is_two_rules_for_its_halves() {
    on_every_network(
        |_, lines| {
            renumber(lines, 2);
            *lines = lines.iter().flat_map(|line| halves(line)).collect();
        },
        |before, after| before == after,
    );
}

/// The line for either half of the block that it ends with, if it is a rule with such a block.
fn halves(line: &str) -> Vec<String> {
    let whole = || vec![line.to_owned()];
    let is_entry = line.starts_with("rule ");
    if !is_entry && !is_rule_of_a_group(line) {
        return whole();
    }
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let Some(block) = words.pop().and_then(|word| word.parse::<Cidr>().ok()) else { return whole() };
    if block.length() == block.family().bits() {
        return whole();
    }
    let length = block.length() + 1;
    let middle = block.first().number() + (block.last().number() - block.first().number()) / 2 + 1;
    let first = Cidr::around(block.first(), length);
    let second = Cidr::around(Address::from_number(middle), length);
    let number = is_entry.then(|| words[3].parse::<u32>().unwrap() + 1).map(|number| number.to_string());
    let one = format!("{} {first}", words.join(" "));
    if let Some(number) = &number {
        words[3] = number;
    }
    vec![one, format!("{} {second}", words.join(" "))]
}

#[test]
fn a_groups_new_rule_never_blocks() {
    on_every_network(
        |random, lines| {
            let groups: Vec<String> =
                lines.iter().filter_map(|line| line.strip_prefix("sg ")).map(str::to_owned).collect();
            for group in &groups {
                let way = if random.bool() { "in" } else { "out" };
                let traffic = random.choice(["all", "tcp:22-443", "udp", "icmp:8", "icmp", "47"]).unwrap();
                let other = random.choice(&groups).unwrap();
                let peer = match random.u8(0..3) {
                    0 => "0.0.0.0/0".to_owned(),
                    1 => "10.0.0.0/9".to_owned(),
                    _ => format!("sg:{other}"),
                };
                lines.push(format!("allow {group} {way} {traffic} {peer}"));
            }
        },
        |before, after| before.stopped.union(&before.unknown).contains_all(&after.stopped),
    );
}

#[test]
fn a_groups_lost_rule_never_opens() {
    on_every_network(
        |random, lines| lines.retain(|line| !is_rule_of_a_group(line) || random.u8(0..4) > 0),
        |before, after| before.through.union(&before.unknown).contains_all(&after.through),
    );
}
