//! Internet gateways, virtual private gateways, and ways out for IPv6.

use super::{Draft, REMOTE, REMOTE_V6, Vpc};

impl Draft {
    pub(super) fn igw(&mut self, vpc: &mut Vpc, number: usize) {
        if self.chance(70) {
            let detached = if self.chance(8) { " detached" } else { "" };
            self.say(format!("igw i{number}{detached}"));
            vpc.targets.extend([format!("igw-i{number}"), format!("igw-i{number}")]);
        }
    }

    /// A virtual private gateway with a connection or two.
    pub(super) fn vgw(&mut self, vpc: &mut Vpc, number: usize) {
        if !self.chance(30) {
            return;
        }
        let state = if self.chance(8) { " state detaching" } else { "" };
        self.say(format!("vgw w{number}{state}"));
        for connection in 0..self.random.usize(0..=2) {
            let down = if self.chance(25) { " down" } else { "" };
            let block = self.word(REMOTE);
            self.say(format!("vpn w{number}{connection} vgw-w{number} {block}{down}"));
        }
        self.say("vif none".to_owned());
        vpc.targets.push(format!("vgw-w{number}"));
        let tables = vpc.tables.clone();
        for table in tables {
            if self.chance(70) {
                let block = self.word(REMOTE);
                let propagated = if self.chance(40) { " propagated" } else { "" };
                self.say(format!("route {table} {block} vgw-w{number}{propagated}"));
                self.routed.push((table.clone(), block));
            }
            if vpc.dual && self.chance(30) {
                self.say(format!("route {table} {REMOTE_V6} vgw-w{number}"));
                self.routed.push((table, REMOTE_V6.to_owned()));
            }
        }
    }

    /// Ways out for IPv6.
    pub(super) fn ipv6(&mut self, vpc: &Vpc, number: usize) {
        if !vpc.dual {
            return;
        }
        let mut targets: Vec<String> =
            vpc.targets.iter().filter(|target| target.starts_with("igw-")).cloned().collect();
        if self.chance(60) {
            self.say(format!("eigw o{number}"));
            targets.push(format!("eigw-o{number}"));
        }
        for table in vpc.tables.clone() {
            if self.chance(75) && !targets.is_empty() {
                let target = self.pick(&targets);
                self.say(format!("route {table} ::/0 {target}"));
            }
        }
    }
}
