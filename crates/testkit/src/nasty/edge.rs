//! Route tables of internet gateways and virtual private gateways.

use super::{Draft, REMOTE, Vpc};

impl Draft {
    /// The route tables of a VPC's gateways, with middleboxes on the way in and mostly on the way out, too.
    pub(super) fn edge(&mut self, vpc: &Vpc, number: usize) {
        self.edge_of(vpc, number, &format!("igw-i{number}"), &format!("e{number}"), &["0.0.0.0/0"]);
        self.edge_of(vpc, number, &format!("vgw-w{number}"), &format!("f{number}"), REMOTE);
    }

    /// The route table of a gateway; `outside` is what is behind it.
    fn edge_of(&mut self, vpc: &Vpc, number: usize, gateway: &String, name: &str, outside: &[&str]) {
        let middleboxes: Vec<_> = vpc.targets.iter().filter(|target| is_middlebox(target)).cloned().collect();
        if !vpc.targets.contains(gateway) || middleboxes.is_empty() || !self.chance(45) {
            return;
        }
        self.say(format!("table {name} edge {gateway}"));
        if self.chance(15) {
            let middlebox = self.pick(&middleboxes);
            self.say(format!("local {name} 10.{number}.0.0/16 {middlebox}"));
        }
        for subnet in &vpc.all_subnets() {
            if !self.chance(50) {
                continue;
            }
            let line = self.lines.iter().find(|line| line.starts_with(&format!("subnet {subnet} ")));
            let words: Vec<_> = line.into_iter().flat_map(|line| line.split_whitespace()).map(str::to_owned).collect();
            let middlebox = self.pick(&middleboxes);
            let blackhole = if self.chance(5) { " blackhole" } else { "" };
            for block in words.iter().filter(|word| word.contains('/') && !word.starts_with("100.64.")) {
                self.say(format!("route {name} {block} {middlebox}{blackhole}"));
            }
            let table = words.iter().position(|word| word == "table").and_then(|at| words.get(at + 1)).cloned();
            let out = (table.unwrap_or_default(), self.word(outside));
            if !out.0.is_empty() && !self.routed.contains(&out) && self.chance(75) {
                self.say(format!("route {} {} {middlebox}", out.0, out.1));
                self.routed.push(out);
            }
        }
    }
}

/// Whether a route's target is a host, or the endpoint of a Gateway Load Balancer.
fn is_middlebox(target: &str) -> bool {
    target.starts_with("eni-") || target.starts_with("vpce-i")
}
