//! Classic Load Balancers with their listeners and instances.

use super::balancers::PORTS;
use super::{Draft, Vpc};

/// How many load balancers of other types a VPC has at most: addresses go on from theirs.
const OTHERS: usize = 2;
const STATES: &[&str] = &["", "", "", "", "", "=OutOfService", "=OutOfService", "=Unknown", "=unread"];

impl Draft {
    /// A Classic Load Balancer: in some zones, with hosts of these and of others as its instances, in service and not, or with none.
    pub(super) fn classic_balancer(&mut self, vpc: &Vpc, number: usize) {
        if !self.chance(30) {
            return;
        }
        let name = format!("c{number}");
        let nodes = self.nodes(vpc, number, OTHERS, false);
        let group = if self.chance(50) { "open".to_owned() } else { self.pick(&vpc.groups) };
        self.say(format!("clb {name}{nodes} sg {group}"));
        let mut ports: Vec<&str> = PORTS.to_vec();
        self.random.shuffle(&mut ports);
        for port in ports.into_iter().take(self.random.usize(1..=2)) {
            let (protocol, to) = (self.word(&["http", "https", "tcp", "ssl"]), self.word(PORTS));
            self.say(format!("clb-listener {name} {protocol}:{port} {to}"));
        }
        let mut hosts = vpc.hosts.clone();
        self.random.shuffle(&mut hosts);
        hosts.truncate(self.random.usize(0..=3).max(usize::from(self.chance(90))));
        let states: Vec<_> = hosts.iter().map(|(host, _)| format!(" {host}{}", self.word(STATES))).collect();
        if !states.is_empty() {
            self.say(format!("clb-instances {name}{}", states.concat()));
        }
        let closed = hosts.iter().find_map(|(host, _)| self.closed_group(host)).filter(|_| group != "open");
        if let Some(closed) = closed.filter(|_| self.chance(70)) {
            self.say(format!("allow {group} in tcp:22-8080 0.0.0.0/0"));
            self.say(format!("allow {group} out tcp sg:{closed}"));
            self.say(format!("allow {closed} in tcp sg:{group}"));
        }
        if self.chance(85) {
            let cross = self.word(&["true", "false"]);
            self.say(format!("clb-cross-zone {name} {cross}"));
        }
    }

    /// A host's first group, unless that is open.
    fn closed_group(&self, host: &str) -> Option<String> {
        let line = self.lines.iter().find(|line| line.starts_with(&format!("host {host} ")))?;
        let groups = line.split_whitespace().skip_while(|word| *word != "sg").nth(1)?;
        groups.split(',').next().filter(|group| *group != "open").map(str::to_owned)
    }
}
