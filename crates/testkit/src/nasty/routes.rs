//! Routes of subnets.

use super::{Draft, REMOTE_V6};

impl Draft {
    pub(super) fn routes(&mut self) {
        for number in 0..self.vpcs.len() {
            for table in self.vpcs[number].tables.clone() {
                self.routes_of(number, &table);
            }
        }
    }

    pub(super) fn routes_of(&mut self, number: usize, table: &str) {
        let mut known: Vec<String> = vec![format!("10.{number}.0.0/16"), format!("100.64.{number}.0/24")];
        known.extend(self.routed.iter().filter(|(of, _)| of == table).map(|(_, block)| block.clone()));
        let targets = self.vpcs[number].targets.clone();
        let mut route = |draft: &mut Self, block: String, target: String| {
            if !known.contains(&block) && !block.contains(':') && !target.is_empty() {
                let blackhole = if draft.random.u8(0..12) == 0 { " blackhole" } else { "" };
                draft.say(format!("route {table} {block} {target}{blackhole}"));
                known.push(block);
            }
        };
        if self.chance(75) {
            let target = self.pick(&targets);
            route(self, "0.0.0.0/0".to_owned(), target);
        }
        if self.vpcs[number].second {
            for other in (0..self.vpcs.len()).filter(|other| *other != number) {
                if self.random.bool() {
                    route(self, format!("10.{other}.0.0/16"), "tgw-y".to_owned());
                }
            }
        }
        if self.vpcs[number].attached {
            for block in self.remote.clone() {
                if self.random.u8(0..10) < 6 {
                    route(self, block, "tgw-x".to_owned());
                }
            }
            for other in (0..self.vpcs.len()).filter(|other| *other != number) {
                if self.random.u8(0..10) < 9 {
                    route(self, format!("10.{other}.0.0/16"), "tgw-x".to_owned());
                }
            }
            if self.vpcs[number].dual && self.chance(60) {
                for all in ["2600:1f18::/32", "fd80:1f18::/32"] {
                    self.say(format!("route {table} {all} tgw-x"));
                }
                if !self.routed.contains(&(table.to_owned(), REMOTE_V6.to_owned())) {
                    self.say(format!("route {table} {REMOTE_V6} tgw-x"));
                }
            }
        }
        // IPv6 by an appliance: to the internet, or inside the VPC.
        if self.vpcs[number].dual && self.chance(35) {
            let middleboxes = self.vpcs[number].middleboxes.clone();
            let subnet = self.word(&["0", "1", "2", "6"]);
            let inside = format!("{}:{subnet}::/64", self.vpcs[number].v6);
            let (block, target) = (self.word(&["2001:db8::/48", &inside]), self.pick(&middleboxes));
            if !target.is_empty() {
                self.say(format!("route {table} {block} {target}"));
            }
        }
        if self.vpcs[number].dual && self.chance(30) {
            let nats: Vec<_> = targets.iter().filter(|target| target.starts_with("nat-")).cloned().collect();
            let target = if nats.is_empty() { "tgw-x".to_owned() } else { self.pick(&nats) };
            if target != "tgw-x" || self.vpcs[number].attached {
                self.say(format!("route {table} 64:ff9b::/96 {target}"));
            }
        }
        for _ in 0..self.random.usize(0..=2) {
            let (block, target) = (self.some_block(), self.pick(&targets));
            if !block.contains('/') || target.is_empty() || block.ends_with("/32") && self.chance(70) {
                continue;
            }
            route(self, block, target);
        }
        // Dynamic routes, inside the VPC too.
        if self.chance(15) && !targets.is_empty() {
            let (block, target) = (self.some_block(), self.pick(&targets));
            let origin = self.word(&["propagated", "propagated", "advertised"]);
            if block.contains('/') && !block.contains(':') {
                self.say(format!("route {table} {block} {target} {origin}"));
            }
        }
        // A part of the VPC that goes by an appliance or a gateway: whole subnets, as AWS wants it.
        if self.chance(25) && !targets.is_empty() {
            let block = format!("10.{number}.{}.0/24", self.random.u8(0..4));
            let target = self.pick(&targets);
            route(self, block, target);
        }
        if let Some(list) = self.random.choice(&self.lists).cloned().filter(|_| self.random.bool()) {
            let endpoint = targets.iter().find(|target| target.starts_with("vpce-e")).cloned();
            let target = endpoint.unwrap_or_else(|| self.pick(&targets));
            if !target.is_empty() {
                self.say(format!("route {table} list:{list} {target}"));
            }
        }
    }
}
