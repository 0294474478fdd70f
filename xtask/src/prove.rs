//! Holds the walk against the kernel, on random networks.

use anyhow::{Context as _, Result, bail};
use packetwalk::{Session, plain::Plain};
use packetwalk_agree::Comparison;
use packetwalk_lab::{Lab, Probe, Responder, boundary_probes, remove_leftovers};
use packetwalk_testkit::{fixture, load, nasty};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What to prove on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) networks: u64,
    pub(crate) probes: usize,
    pub(crate) seed: u64,
    pub(crate) threads: u64,
}

#[derive(Debug, Default)]
struct Tally {
    networks: u64,
    namespaces: usize,
    probes: u64,
    delivered: u64,
    same: u64,
    open: BTreeMap<String, u64>,
    refused: u64,
    differences: Vec<String>,
}

/// Disagreements that are told before the rest is only counted.
const TOLD: usize = 5;

pub(crate) fn run(scale: Scale) -> Result<()> {
    remove_leftovers()?;
    let started = std::time::Instant::now();
    let (next, tally) = (AtomicU64::new(scale.seed), Mutex::new(Tally::default()));
    let work = || -> Result<()> {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= scale.seed + scale.networks {
                return Ok(());
            }
            let found = one(seed, scale.probes).with_context(|| format!("network {seed}"))?;
            let Ok(mut tally) = tally.lock() else { bail!("a thread failed") };
            tally.add(found);
            if tally.networks.is_multiple_of(500) {
                println!(
                    "{} networks, {} probes, {} disagreements",
                    tally.networks,
                    tally.probes,
                    tally.differences.len()
                );
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..scale.threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| bail!("a thread failed")))
    })?;
    let Ok(tally) = tally.into_inner() else { bail!("a thread failed") };
    tally.tell(started.elapsed().as_secs_f64());
    if tally.differences.is_empty() { Ok(()) } else { bail!("{} disagreements", tally.differences.len()) }
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.networks += other.networks;
        self.namespaces += other.namespaces;
        self.probes += other.probes;
        self.delivered += other.delivered;
        self.same += other.same;
        self.refused += other.refused;
        for (why, count) in other.open {
            *self.open.entry(why).or_default() += count;
        }
        for difference in other.differences {
            if self.differences.len() < TOLD {
                println!("\n{difference}");
            }
            self.differences.push(difference);
        }
    }

    fn tell(&self, seconds: f64) {
        let open: u64 = self.open.values().sum();
        println!(
            "{} networks of {} namespaces in {seconds:.0} s: {} probes, of which {} arrived; {} agree, {} disagree, \
             {open} can't be compared, {} can't be asked",
            self.networks,
            self.namespaces,
            self.probes,
            self.delivered,
            self.same,
            self.differences.len(),
            self.refused
        );
        for (why, count) in &self.open {
            println!("  {count:7} {why}");
        }
    }
}

/// One network and its probes. What differs is made smaller, and told as the text of a case.
fn one(seed: u64, count: usize) -> Result<Tally> {
    let text = nasty::network(seed);
    let mut tally = Tally { networks: 1, ..Tally::default() };
    let network = load(&fixture::expand(&text)?)?;
    let net = network.plain();
    let probes = boundary_probes(&net, seed, count);
    let mut lab = Lab::new(&net, Responder::Lab)?;
    tally.namespaces = lab.namespaces().count();
    let traces = lab.probe(&probes, &|| false)?;
    drop(lab);
    let session = Session::new(&network);
    for (probe, trace) in probes.iter().zip(&traces) {
        tally.probes += 1;
        tally.delivered += u64::from(trace.back.is_some());
        match Comparison::of(&session, &net, probe, trace) {
            Ok((Comparison::Same, _)) => tally.same += 1,
            Ok((Comparison::Open(why), _)) => {
                // Ids differ from network to network; what they are doesn't.
                let kind: String = why.split_whitespace().map(kind_of).collect::<Vec<_>>().join(" ");
                *tally.open.entry(kind).or_default() += 1;
            }
            Ok((Comparison::Differ(why), _)) => {
                let small = if tally.differences.is_empty() { shrink(&text, &net, probe) } else { String::new() };
                tally.differences.push(format!("network {seed}: {why}\n{small}"));
            }
            Err(packetwalk_agree::Unasked::Ask(packetwalk::AskError::Fault { .. })) => {
                tally
                    .differences
                    .push(format!("network {seed}: {}: a single packet fares otherwise than its class", probe.packet));
            }
            Err(_) => tally.refused += 1,
        }
    }
    Ok(tally)
}

fn kind_of(word: &str) -> String {
    match word.split_once('-') {
        Some((prefix, _)) if prefix.chars().all(|c| c.is_ascii_lowercase()) => format!("{prefix}-…"),
        _ if word.contains('/') => "…".to_owned(),
        _ => word.trim_end_matches(',').to_owned(),
    }
}

/// The fewest lines of a network on which the same packet is still disagreed about.
fn shrink(text: &str, net: &Plain, probe: &Probe) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let sender = place_id(net, probe);
    let mut at = 0;
    while at < lines.len() {
        let removed = lines.remove(at);
        if differs(&lines.join("\n"), sender.as_deref(), probe) {
            continue;
        }
        lines.insert(at, removed);
        at += 1;
    }
    lines.join("\n")
}

fn place_id(net: &Plain, probe: &Probe) -> Option<String> {
    match probe.from {
        packetwalk_lab::Place::Internet => None,
        place => Some(packetwalk_agree::place_name(net, place)),
    }
}

/// Whether walk and kernel disagree about a packet in a network; not where the network makes no sense.
fn differs(text: &str, sender: Option<&str>, probe: &Probe) -> bool {
    let again = || -> Result<bool> {
        let network = load(&fixture::expand(text)?)?;
        let net = network.plain();
        let mut probe = *probe;
        if let Some(sender) = sender {
            probe.from = packetwalk_agree::place_named(&net, sender).context("the sender is gone")?;
        }
        let traces = Lab::new(&net, Responder::Lab)?.probe(&[probe], &|| false)?;
        let session = Session::new(&network);
        let (compared, _) = Comparison::of(&session, &net, &probe, &traces[0])?;
        Ok(matches!(compared, Comparison::Differ(_)) && traces[0].forward.event.is_some())
    };
    again().unwrap_or(false)
}
