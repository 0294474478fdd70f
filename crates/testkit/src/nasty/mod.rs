//! Small nasty networks in the fixture language: whatever a VPC can be configured to do, mixed at random.

mod acl;
mod balancers;
mod classic;
mod edge;
mod endpoints;
mod gateways;
mod hosts;
mod lists;
mod nat;
mod peering;
mod public_access;
mod routes;
mod security_groups;
mod transit;
mod vpc;

use fastrand::Rng;

/// A network of one to three VPCs, the same one for the same seed.
///
/// One line is one statement; most lines can be left out and the rest still makes sense, which is how a network on which
/// something goes wrong is made smaller.
pub fn network(seed: u64) -> String {
    let mut draft = Draft { random: Rng::with_seed(seed), ..Draft::default() };
    let vpcs = draft.random.usize(1..=3);
    draft.lists();
    for vpc in 0..vpcs {
        draft.vpc(vpc);
    }
    draft.peerings();
    draft.transit();
    draft.routes();
    draft.lines.join("\n") + "\n"
}

/// A network that is being made up.
struct Draft {
    random: Rng,
    lines: Vec<String>,
    vpcs: Vec<Vpc>,
    /// Blocks and addresses that rules and routes may name.
    blocks: Vec<String>,
    lists: Vec<String>,
    tables: Vec<String>,
    attachments: usize,
    /// Networks outside that the transit gateway knows.
    remote: Vec<String>,
    /// Endpoint services.
    services: Vec<String>,
    /// Whether the account blocks public access.
    blocked: bool,
    /// Tables and blocks that have a route already.
    routed: Vec<(String, String)>,
}

#[derive(Default)]
struct Vpc {
    subnets: Vec<(String, usize)>,
    tables: Vec<String>,
    targets: Vec<String>,
    groups: Vec<String>,
    network_balancers: Vec<String>,
    /// Hosts with their addresses, and with those of IPv6.
    hosts: Vec<(String, String)>,
    hosts_v6: Vec<(String, String)>,
    /// Whether it has IPv6, and what its addresses begin with.
    dual: bool,
    v6: String,
    /// Its subnet without IPv4.
    ipv6_only: Option<String>,
    /// Interfaces that may pass IPv6 on.
    middleboxes: Vec<String>,
    attached: bool,
    /// Whether it is attached to the second transit gateway.
    second: bool,
}

impl Vpc {
    /// Its subnets, also that without IPv4.
    fn all_subnets(&self) -> Vec<String> {
        self.subnets.iter().map(|(subnet, _)| subnet).chain(&self.ipv6_only).cloned().collect()
    }
}

impl Default for Draft {
    fn default() -> Self {
        Draft {
            random: Rng::with_seed(0),
            lines: Vec::new(),
            vpcs: Vec::new(),
            blocks: [
                "0.0.0.0/0",
                "0.0.0.0/0",
                "10.0.0.0/8",
                "203.0.113.0/24",
                "198.51.100.0/24",
                "192.0.2.10/32",
                "::/0",
            ]
            .map(str::to_owned)
            .into(),
            lists: Vec::new(),
            tables: Vec::new(),
            attachments: 0,
            remote: Vec::new(),
            services: Vec::new(),
            blocked: false,
            routed: Vec::new(),
        }
    }
}

const ZONES: &[&str] = &["a", "b", "c"];
/// A network outside with IPv6 addresses.
const REMOTE_V6: &str = "2001:db8:7::/48";
/// Networks outside.
const REMOTE: &[&str] = &["192.168.0.0/16", "192.168.7.0/24", "192.168.0.0/24", "172.16.0.0/12"];
const TRAFFIC: &[&str] = &[
    "all",
    "all",
    "tcp",
    "udp",
    "tcp:22",
    "tcp:443",
    "tcp:80-443",
    "tcp:1024-65535",
    "udp:53",
    "udp:1024-65535",
    "icmp",
    "icmp:8",
    "icmp:8/0",
    "icmp:0",
    "icmp:3/4",
    "tcp:32768-60999",
    "50",
    "47",
    "icmpv6",
    "icmpv6:128",
];

impl Draft {
    fn say(&mut self, line: String) {
        self.lines.push(line);
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.u32(0..100) < percent
    }

    fn pick(&mut self, from: &[String]) -> String {
        self.random.choice(from).cloned().unwrap_or_default()
    }

    fn word(&mut self, from: &[&str]) -> String {
        (*self.random.choice(from).unwrap_or(&"")).to_owned()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_network_makes_sense_and_comes_again() {
        for seed in 0..300 {
            let text = super::network(seed);
            assert_eq!(text, super::network(seed));
            let files = crate::fixture::expand(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
            let network = crate::load(&files).unwrap();
            assert!(
                network.snapshot().problems().is_empty(),
                "seed {seed}: {:?}\n{text}",
                network.snapshot().problems()
            );
        }
    }
}
