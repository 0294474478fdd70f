//! Changes of a network that must change nothing, or only in one direction, on random networks.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "the networks are ours")]

use fastrand::Rng;
use packetwalk::{Network, Request, Session};
use packetwalk_agree::question;
use packetwalk_engine::Verdict;
use packetwalk_lab::boundary_probes;
use packetwalk_space::{Address, Cidr, HeaderSet};
use packetwalk_testkit::made_up::{hold, network_of};
use proptest::prelude::prop_assert;
use std::cell::Cell;

const NETWORKS: u32 = 40;
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
    let both = |random: &mut Rng, lines: &[String]| {
        let mut changed = lines.to_vec();
        change(random, &mut changed);
        [lines.to_vec(), changed]
    };
    on_every_pair(both, holds);
}

/// Makes two networks of every one, and holds what becomes of each question in the first against what becomes of it in the second.
fn on_every_pair(both: impl Fn(&mut Rng, &[String]) -> [Vec<String>; 2], holds: impl Fn(&Fates, &Fates) -> bool) {
    let [tried, held] = [const { Cell::new(0) }; 2];
    hold(file!(), NETWORKS, |made_up, _| {
        let mut random = Rng::with_seed(made_up.seed);
        let [first, lines] = both(&mut random, &made_up.lines);
        let [before, after] = [&first, &lines].map(|lines| network_of(lines).unwrap());
        let net = before.plain();
        let mut questions = Vec::new();
        for (number, probe) in boundary_probes(&net, made_up.seed, PROBES).iter().enumerate() {
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
            let asked = format!("{} -> {} {:?}", request.from, request.to, request.flow);
            prop_assert!(holds(&before, &after), "{asked}, when the network becomes\n{}", lines.join("\n"));
            held.set(held.get() + 1);
        }
        tried.set(tried.get() + 1);
        Ok(())
    });
    let (tried, held) = (tried.into_inner(), held.into_inner());
    assert!(held > tried * 5, "{held} questions are too few");
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
            *lines = lines.iter().flat_map(|line| halved_rule(line)).collect();
        },
        |before, after| before == after,
    );
}

/// The line for either half of the block that it ends with, if it is a rule with such a block.
fn halved_rule(line: &str) -> Vec<String> {
    let whole = || vec![line.to_owned()];
    let is_entry = line.starts_with("rule ");
    if !is_entry && !is_rule_of_a_group(line) {
        return whole();
    }
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let Some([first, second]) = words.pop().and_then(halves) else { return whole() };
    let number = is_entry.then(|| words[3].parse::<u32>().unwrap() + 1).map(|number| number.to_string());
    let one = format!("{} {first}", words.join(" "));
    if let Some(number) = &number {
        words[3] = number;
    }
    vec![one, format!("{} {second}", words.join(" "))]
}

/// Both halves of a block that has some.
fn halves(block: &str) -> Option<[Cidr; 2]> {
    let block = block.parse::<Cidr>().ok().filter(|block| block.length() < block.family().bits())?;
    let length = block.length() + 1;
    let middle = block.first().number() + (block.last().number() - block.first().number()) / 2 + 1;
    Some([Cidr::around(block.first(), length), Cidr::around(Address::from_number(middle), length)])
}

#[test]
fn a_route_to_a_block_is_two_routes_to_its_halves() {
    on_every_network(
        |_, lines| {
            // But for the very block of a VPC or of a list's entry: which of two routes to it wins, their origin says.
            let others = lines.iter().filter(|line| line.starts_with("vpc ") || line.starts_with("list "));
            let blocks: Vec<String> = others.flat_map(|line| line.split(' ')).map(str::to_owned).collect();
            let is_route = |line: &&str| ["route", "tgw-route"].contains(line);
            let halved = |line: &String| {
                let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
                let kind = words.first().map(String::as_str).filter(is_route);
                let block = words.get(2).filter(|block| !blocks.contains(block));
                match kind.and_then(|_| halves(block?)) {
                    Some(halves) => halves
                        .map(|half| {
                            words[2] = half.to_string();
                            words.join(" ")
                        })
                        .into(),
                    None => vec![line.clone()],
                }
            };
            *lines = lines.iter().flat_map(halved).collect();
        },
        |before, after| before == after,
    );
}

#[test]
fn an_entry_of_a_prefix_list_is_two_entries_for_its_halves() {
    on_every_network(
        |_, lines| {
            // But for the very block of a VPC or of another route: those win over a list's entry, and its halves are longer.
            let others = lines.iter().filter(|line| line.starts_with("vpc ") || line.starts_with("route "));
            let blocks: Vec<String> = others.flat_map(|line| line.split(' ')).map(str::to_owned).collect();
            for line in lines.iter_mut().filter(|line| line.starts_with("list ")) {
                let halved = |word: &str| match halves(word).filter(|_| !blocks.iter().any(|block| block == word)) {
                    Some([first, second]) => format!("{first} {second}"),
                    None => word.to_owned(),
                };
                *line = line.split(' ').map(halved).collect::<Vec<_>>().join(" ");
            }
        },
        |before, after| before == after,
    );
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

#[test]
fn a_transit_gateways_table_is_its_static_routes_and_what_is_propagated() {
    on_every_pair(|_, lines| whole_and_halves(lines), |whole, halves| whole == halves);
}

/// A network twice: with the routes of transit gateways' tables as they are, and with static ones and propagations.
fn whole_and_halves(lines: &[String]) -> [Vec<String>; 2] {
    let (mut whole, mut halves, mut propagated) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        let same = match words.as_slice() {
            ["attach", ..] => format!("{line} ipv6"),
            ["tgw-table", table, _] => {
                whole.push(line.clone());
                halves.extend([format!("{line} static-only"), format!("tgw-propagation {table} none")]);
                continue;
            }
            ["tgw-route", _, _, "blackhole"] => line.clone(),
            // What stands for routes that were learned is static in both.
            ["tgw-route", _, _, to] if attached_blocks(lines, to).is_empty() => format!("{line} static"),
            ["tgw-route", table, _, to] => {
                propagated.push((*table, *to));
                continue;
            }
            _ => line.clone(),
        };
        whole.push(same.clone());
        halves.push(same);
    }
    propagated.sort_unstable();
    propagated.dedup();
    for (table, attachment) in propagated {
        let blocks = attached_blocks(lines, attachment);
        whole.extend(blocks.iter().map(|block| format!("tgw-route {table} {block} {attachment}")));
        halves.push(format!("tgw-propagation {table} {attachment}"));
    }
    [whole, halves]
}

/// The blocks of the VPC that an attachment is of; none of what else is attached.
fn attached_blocks<'l>(lines: &'l [String], attachment: &str) -> Vec<&'l str> {
    let words = || lines.iter().map(|line| line.split(' ').collect::<Vec<_>>());
    let attached = words().find(|words| words.starts_with(&["attach", attachment]));
    let Some(subnet) = attached.and_then(|words| words[3].split(',').next()) else { return Vec::new() };
    let mut blocks = Vec::new();
    for words in words() {
        match words.as_slice() {
            ["vpc", _, of_vpc @ ..] => blocks = of_vpc.to_vec(),
            ["subnet", name, ..] if *name == subnet => return blocks,
            _ => {}
        }
    }
    Vec::new()
}
