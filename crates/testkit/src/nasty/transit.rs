//! Transit gateways, with what is attached to them.

use super::{Draft, REMOTE, REMOTE_V6};

impl Draft {
    /// A transit gateway with up to two tables, and routes that mostly lead where they should.
    pub(super) fn transit(&mut self) {
        if !self.chance(if self.vpcs.len() > 1 { 85 } else { 15 }) {
            return;
        }
        let references = if self.chance(30) { " references" } else { "" };
        self.say(format!("tgw x{references}"));
        for table in 0..self.random.usize(1..=2) {
            self.say(format!("tgw-table a{table} x"));
            self.tables.push(format!("a{table}"));
        }
        let mut attached: Vec<(usize, String)> = Vec::new();
        for number in 0..self.vpcs.len() {
            if self.chance(12) {
                continue;
            }
            // One subnet per zone.
            let mut subnets: Vec<(String, usize)> = self.vpcs[number].subnets.clone();
            self.random.shuffle(&mut subnets);
            let mut zones = Vec::new();
            subnets.retain(|(_, zone)| {
                !zones.contains(zone) && {
                    zones.push(*zone);
                    true
                }
            });
            subnets.truncate(self.random.usize(1..=3));
            let names: Vec<_> = subnets.iter().map(|(name, _)| name.clone()).collect();
            let tables = self.tables.clone();
            let table = if self.chance(92) { format!(" table {}", self.pick(&tables)) } else { String::new() };
            let more = if self.chance(10) { " no-references" } else { "" };
            let id = format!("0{number}");
            self.say(format!("attach {id} x {}{table}{more}", names.join(",")));
            self.vpcs[number].attached = true;
            self.attachments += 1;
            attached.push((number, id));
        }
        for table in self.tables.clone() {
            for (number, id) in attached.clone() {
                if self.chance(80) {
                    let is_static = if self.chance(50) { " static" } else { "" };
                    self.say(format!("tgw-route {table} 10.{number}.0.0/16 {id}{is_static}"));
                }
                if self.chance(15) {
                    let block = format!("10.{number}.{}.0/24", self.random.u8(0..4));
                    let target = if self.chance(50) { "blackhole".to_owned() } else { id.clone() };
                    self.say(format!("tgw-route {table} {block} {target} static"));
                }
                if self.vpcs[number].dual && self.chance(60) {
                    self.say(format!("tgw-route {table} {}::/56 {id}", self.vpcs[number].v6));
                }
            }
            if let Some((_, id)) = self.random.choice(&attached).cloned().filter(|_| self.random.bool()) {
                self.say(format!("tgw-route {table} 0.0.0.0/0 {id} static"));
                if self.chance(40) {
                    self.say(format!("tgw-route {table} 64:ff9b::/96 {id} static"));
                }
            }
            if let Some((_, id)) = self.random.choice(&attached).cloned().filter(|_| !self.lists.is_empty()) {
                let (lists, target) = (self.lists.clone(), self.word(&["blackhole", "", ""]));
                let target = if target.is_empty() { id } else { target };
                if self.chance(40) {
                    let list = self.pick(&lists);
                    self.say(format!("tgw-list {table} {list} {target}"));
                }
            }
        }
        self.edges();
        self.second(&attached);
    }

    /// Networks outside behind the transit gateway.
    pub(super) fn edges(&mut self) {
        let mut connections = Vec::new();
        for edge in 0..self.random.usize(0..=2) {
            let tables = self.tables.clone();
            let table = if self.chance(92) { format!(" table {}", self.pick(&tables)) } else { String::new() };
            let id = format!("1{edge}");
            if self.chance(60) {
                let down = if self.chance(30) { " down" } else { "" };
                let ipv6 = if self.chance(25) { " ipv6" } else { "" };
                self.say(format!("vpn x{edge} tgw-x{down}{ipv6}"));
                self.say(format!("attach-edge {id} x vpn vpn-x{edge}{table}"));
                connections.push(id.clone());
            } else {
                self.say(format!("attach-edge {id} x direct-connect-gateway dx-{edge}{table}"));
            }
            for table in tables {
                if self.chance(75) {
                    let (block, how) = (self.word(REMOTE), self.word(&["", " static"]));
                    self.say(format!("tgw-route {table} {block} {id}{how}"));
                    self.remote.push(block);
                }
                if self.chance(40) {
                    self.say(format!("tgw-route {table} {REMOTE_V6} {id} static"));
                }
            }
        }
        // Of several connections any may carry a flow.
        for table in self.tables.clone() {
            if connections.len() > 1 && self.chance(60) {
                let block = self.word(REMOTE);
                self.say(format!("tgw-route {table} {block} {} static", connections.join(",")));
                self.remote.push(block);
            }
        }
    }

    /// A second transit gateway that is a peer of the first, with some of its VPCs.
    pub(super) fn second(&mut self, attached: &[(usize, String)]) {
        if !self.chance(35) || self.vpcs.is_empty() {
            return;
        }
        self.say("tgw y".to_owned());
        self.say("tgw-table b0 y".to_owned());
        let tables = self.tables.clone();
        let near = if self.chance(92) { self.pick(&tables) } else { "-".to_owned() };
        let far = if self.chance(92) { "b0" } else { "-" };
        self.say(format!("tgw-peer 20 x y tables {near},{far}"));
        for number in 0..self.vpcs.len() {
            let on_first = attached.iter().any(|(of, _)| *of == number);
            if on_first && self.chance(75) {
                continue;
            }
            let Some((subnet, _)) = self.random.choice(&self.vpcs[number].subnets).cloned() else { continue };
            let id = format!("3{number}");
            self.say(format!("attach {id} y {subnet} table b0"));
            self.say(format!("tgw-route b0 10.{number}.0.0/16 {id}"));
            for table in tables.clone() {
                if self.chance(80) {
                    self.say(format!("tgw-route {table} 10.{number}.0.0/16 20 static"));
                }
            }
            self.vpcs[number].second = true;
        }
        for (number, _) in attached {
            if self.chance(80) {
                self.say(format!("tgw-route b0 10.{number}.0.0/16 20 static"));
            }
        }
    }
}
