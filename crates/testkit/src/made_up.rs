//! Made-up networks for properties: as many as wanted, and what fails is made smaller line by line.
//!
//! How many: `PROPTEST_CASES`, else `NETWORKS`, else what the test says. Which: `SEED`, so that every run of a test tries the
//! same ones until it is told otherwise. What failed once is kept beside the test, in a file that ends in `.regressions`, and
//! tried first.

use crate::{fixture, load, nasty};
use packetwalk::Network;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::{Config, FileFailurePersistence, RngAlgorithm, TestCaseResult, TestRng, TestRunner};
use std::fmt;

/// A made-up network.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeUp {
    /// What it was made from: a seed for whatever else a test draws.
    pub seed: u64,
    /// Its lines, in the fixture language.
    pub lines: Vec<String>,
}

impl MadeUp {
    /// The network; `None` where some lines name what isn't there.
    pub fn network(&self) -> Option<Network> {
        network_of(&self.lines)
    }
}

/// The network of some lines; `None` where they make no sense.
pub fn network_of(lines: &[String]) -> Option<Network> {
    load(&fixture::expand(&lines.join("\n")).ok()?).ok()
}

impl fmt::Debug for MadeUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "network {}\n{}", self.seed, self.lines.join("\n"))
    }
}

/// Networks of [`nasty`].
#[derive(Clone, Copy, Debug)]
pub struct MadeUps;

impl Strategy for MadeUps {
    type Tree = Tree;
    type Value = MadeUp;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let seed = proptest::num::u64::ANY.new_tree(runner)?.current();
        let lines: Vec<String> = nasty::network(seed).lines().map(str::to_owned).collect();
        Ok(Tree { next: lines.len(), removed: None, shrunk: false, network: MadeUp { seed, lines } })
    }
}

/// A network that is made smaller: each line is left out in turn, from the last to the first, for as long as that helps.
#[derive(Clone, Debug)]
pub struct Tree {
    network: MadeUp,
    /// The line to try next is the one before.
    next: usize,
    removed: Option<(usize, String)>,
    /// Whether this pass has left out a line.
    shrunk: bool,
}

impl ValueTree for Tree {
    type Value = MadeUp;

    fn current(&self) -> MadeUp {
        self.network.clone()
    }

    fn simplify(&mut self) -> bool {
        self.shrunk |= self.removed.is_some();
        loop {
            if self.next == 0 {
                if !self.shrunk {
                    return false;
                }
                (self.next, self.shrunk) = (self.network.lines.len(), false);
                continue;
            }
            self.next -= 1;
            let line = self.network.lines.remove(self.next);
            if self.network.network().is_some() {
                self.removed = Some((self.next, line));
                return true;
            }
            self.network.lines.insert(self.next, line);
        }
    }

    fn complicate(&mut self) -> bool {
        let Some((at, line)) = self.removed.take() else { return false };
        self.network.lines.insert(at, line);
        true
    }
}

/// Holds a property of networks, and panics with the smallest one on which it doesn't hold. `file` is the test's own `file!()`.
///
/// # Panics
/// Where it doesn't hold.
#[expect(
    clippy::panic,
    clippy::disallowed_methods,
    reason = "this is a test, and the environment says how much to try"
)]
pub fn hold(file: &'static str, networks: u32, property: impl Fn(&MadeUp, &Network) -> TestCaseResult) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let config = Config {
        cases: number("PROPTEST_CASES").or_else(|| number("NETWORKS")).unwrap_or(networks),
        max_shrink_iters: 5000,
        source_file: Some(file),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..Config::default()
    };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number("SEED").unwrap_or(0).to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let held = runner.run(&MadeUps, |made_up| match made_up.network() {
        Some(network) => property(&made_up, &network),
        None => Ok(()),
    });
    if let Err(failure) = held {
        panic!("{failure}");
    }
}

#[cfg(test)]
mod tests {
    use super::MadeUps;
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;

    #[test]
    fn a_network_shrinks_to_the_lines_that_matter() {
        let mut runner = TestRunner::deterministic();
        let fails = |lines: &[String]| lines.iter().any(|line| line.starts_with("host "));
        let mut tree = MadeUps.new_tree(&mut runner).unwrap();
        while !fails(&tree.current().lines) {
            tree = MadeUps.new_tree(&mut runner).unwrap();
        }
        let mut more = tree.simplify();
        while more {
            more = if fails(&tree.current().lines) { tree.simplify() } else { tree.complicate() && tree.simplify() };
        }
        let lines = tree.current().lines;
        let kinds: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
        assert!(kinds.iter().all(|kind| ["vpc", "subnet", "host", "sg", "table", "acl"].contains(kind)), "{lines:?}");
        assert_eq!(kinds.iter().filter(|kind| **kind == "host").count(), 1, "{lines:?}");
    }
}
