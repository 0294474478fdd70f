//! Holds the walk against the kernel, on random networks.

use crate::shrink::{Small, difference, shrink};
use anyhow::{Context as _, Result, bail};
use packetwalk::plain::Plain;
use packetwalk::{Session, Story};
use packetwalk_agree::{Comparison, account};
use packetwalk_lab::{Lab, Responder, boundary_probes, remove_leftovers};
use packetwalk_testkit::disagreement::Disagreement;
use packetwalk_testkit::{fixture, load, nasty};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What to prove on.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    pub(crate) networks: u64,
    pub(crate) probes: usize,
    pub(crate) seed: u64,
    pub(crate) threads: u64,
    /// The folder for disagreements.
    pub(crate) save: PathBuf,
}

#[derive(Debug, Default)]
struct Tally {
    networks: u64,
    namespaces: usize,
    probes: u64,
    delivered: u64,
    same: u64,
    /// Of those that arrived and agree: by what kinds of middlemen they did.
    by: BTreeMap<&'static str, u64>,
    open: BTreeMap<String, u64>,
    refused: u64,
    /// Disagreements that were saved: path and text.
    differences: Vec<String>,
}

/// Disagreements that are told before the rest is only counted.
const TOLD: usize = 5;

pub(crate) fn run(scale: &Scale) -> Result<()> {
    remove_leftovers()?;
    let started = std::time::Instant::now();
    let (next, tally) = (AtomicU64::new(scale.seed), Mutex::new(Tally::default()));
    let work = || -> Result<()> {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= scale.seed + scale.networks {
                return Ok(());
            }
            let found = one(seed, scale).with_context(|| format!("network {seed}"))?;
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
    match tally.differences.len() {
        0 => Ok(()),
        some => bail!("{some} disagreements, saved as cases in {}", scale.save.display()),
    }
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.networks += other.networks;
        self.namespaces += other.namespaces;
        self.probes += other.probes;
        self.delivered += other.delivered;
        self.same += other.same;
        self.refused += other.refused;
        for (kind, count) in other.by {
            *self.by.entry(kind).or_default() += count;
        }
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
        for (kind, count) in &self.by {
            println!("  {count:7} agree that they arrive by {kind}");
        }
        for (why, count) in &self.open {
            println!("  {count:7} {why}");
        }
    }
}

/// One network and its probes. What differs is made smaller and saved as a case.
fn one(seed: u64, scale: &Scale) -> Result<Tally> {
    let text = nasty::network(seed);
    let mut tally = Tally { networks: 1, ..Tally::default() };
    let network = load(&fixture::expand(&text)?)?;
    let net = network.plain();
    let probes = boundary_probes(&net, seed, scale.probes);
    let mut lab = Lab::new(&net, Responder::Lab)?;
    tally.namespaces = lab.namespaces().count();
    let traces = lab.probe(&probes, &|| false)?;
    drop(lab);
    let session = Session::new(&network);
    let mut ended = BTreeSet::new();
    for (probe, trace) in probes.iter().zip(&traces) {
        tally.probes += 1;
        tally.delivered += u64::from(trace.back.is_some());
        let compared = Comparison::of(&session, &net, probe, trace);
        if let Some(why) = difference(&compared) {
            let first = Small { network: text.clone(), account: account::write(&net, probe, trace), why };
            let ends = first.ends().join(", ");
            // Of those that end alike one is made smaller.
            let small = if ended.insert(ends) { shrink(&text, first, &net, probe) } else { first };
            tally.differences.push(save(&scale.save, seed, tally.differences.len(), &small)?);
            continue;
        }
        match compared {
            Ok((Comparison::Same, story)) => {
                tally.same += 1;
                for kind in middlemen(&net, &story).filter(|_| trace.back.is_some()) {
                    *tally.by.entry(kind).or_default() += 1;
                }
            }
            Ok((Comparison::Open(why), _)) => {
                // Ids differ from network to network; what they are doesn't.
                let kind: String = why.split_whitespace().map(kind_of).collect::<Vec<_>>().join(" ");
                *tally.open.entry(kind).or_default() += 1;
            }
            Ok((Comparison::Differ(_), _)) | Err(_) => tally.refused += 1,
        }
    }
    Ok(tally)
}

/// Which kinds of middlemen are on the ways there.
fn middlemen(net: &Plain, story: &Story) -> impl Iterator<Item = &'static str> {
    let ways = story.parts.iter().map(|part| &part.forward).chain([&story.forward]);
    let on_the_way: BTreeSet<&str> = ways.flat_map(|way| &way.path).map(String::as_str).collect();
    let balancer = |kind: &str| {
        let is = |printed: &Option<String>| printed.as_deref().unwrap_or("application") == kind;
        net.balancers.iter().any(|of| is(&of.kind) && on_the_way.contains(of.id.as_str()))
    };
    let endpoint = |kind: &str| {
        let is = |printed: &Option<String>| printed.as_deref().unwrap_or("Gateway").eq_ignore_ascii_case(kind);
        net.endpoints.iter().any(|of| is(&of.kind) && on_the_way.contains(of.id.as_str()))
    };
    // A regional one is a hop by itself, any other one by its interface.
    let nat = |regional: bool| {
        let interface = |item: usize| net.interfaces[item].id.as_str();
        let of_kind = net.nat_gateways.iter().filter(|of| of.regional.is_some() == regional);
        let mut hops = of_kind.map(|of| of.interface.map_or(of.id.as_str(), interface));
        hops.any(|hop| on_the_way.contains(hop))
    };
    let all = [
        (balancer("application"), "an Application Load Balancer"),
        (balancer("network"), "a Network Load Balancer"),
        (balancer("classic"), "a Classic Load Balancer"),
        (endpoint("Interface"), "an interface endpoint"),
        (endpoint("Gateway"), "a gateway endpoint"),
        (endpoint("GatewayLoadBalancer"), "a Gateway Load Balancer's endpoint"),
        (nat(false), "a NAT gateway"),
        (nat(true), "a regional NAT gateway"),
    ];
    all.into_iter().filter(|(met, _)| *met).map(|(_, kind)| kind)
}

fn kind_of(word: &str) -> String {
    match word.split_once('-') {
        Some((prefix, _)) if prefix.chars().all(|c| c.is_ascii_lowercase()) => format!("{prefix}-…"),
        _ if word.contains('/') => "…".to_owned(),
        _ => word.trim_end_matches(',').to_owned(),
    }
}

/// Saves a disagreement; its path and its text.
fn save(folder: &Path, seed: u64, number: usize, small: &Small) -> Result<String> {
    let name = format!("Network {seed}, disagreement {number}");
    let case = Disagreement { name: &name, network: &small.network, account: &small.account, why: &small.why }.case();
    let path = folder.join(format!("{seed}-{number}.md"));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&path, &case))
        .with_context(|| path.display().to_string())?;
    Ok(format!("{}\n{case}", path.display()))
}
