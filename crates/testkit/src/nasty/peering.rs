//! VPC peering connections.

use super::{Draft, TRAFFIC};

impl Draft {
    /// Peering connections between some of the VPCs.
    pub(super) fn peerings(&mut self) {
        for near in 0..self.vpcs.len() {
            for far in near + 1..self.vpcs.len() {
                if !self.chance(35) {
                    continue;
                }
                let region = if self.chance(15) { " region us-east-1" } else { "" };
                let status = if self.chance(8) { " status deleted" } else { "" };
                self.say(format!("peer p{near}{far} v{near} v{far}{region}{status}"));
                for (own, other) in [(near, far), (far, near)] {
                    let tables = self.vpcs[own].tables.clone();
                    for table in tables {
                        if self.chance(70) {
                            let narrow = if self.chance(25) {
                                format!("10.{other}.1.0/24")
                            } else {
                                format!("10.{other}.0.0/16")
                            };
                            self.say(format!("route {table} {narrow} pcx-p{near}{far}"));
                            self.routed.push((table.clone(), narrow));
                        }
                        if self.vpcs[other].dual && self.chance(50) {
                            let block = &self.vpcs[other].v6;
                            self.say(format!("route {table} {block}::/56 pcx-p{near}{far}"));
                        }
                    }
                    // Groups of a peer can be named.
                    if self.chance(50) {
                        let (ours, theirs) = (self.vpcs[own].groups.clone(), self.vpcs[other].groups.clone());
                        let (group, peer) = (self.pick(&ours), self.pick(&theirs));
                        let (way, traffic) = (if self.chance(50) { "in" } else { "out" }, self.word(TRAFFIC));
                        self.say(format!("allow {group} {way} {traffic} sg:{peer}"));
                    }
                }
            }
        }
    }
}
