//! NAT gateways.

use super::{Draft, Vpc, ZONES};

impl Draft {
    pub(super) fn nats(&mut self, vpc: &mut Vpc, number: usize) {
        for nat in 0..self.random.usize(0..=2) {
            let Some((subnet, _)): Option<(String, usize)> = self.random.choice(&vpc.subnets).cloned() else { return };
            let Some((address, _)) = self.address(&subnet, 200 + nat) else { return };
            let kind = if self.chance(70) { format!("public 54.{number}.1.{nat}") } else { "private".to_owned() };
            let state = if self.chance(8) { " state failed" } else { "" };
            let second = self.address(&subnet, 210 + nat).filter(|_| self.chance(25)).map(|(second, _)| second);
            let both = second.as_ref().map_or_else(|| address.clone(), |second| format!("{address} {second}"));
            self.say(format!("nat n{number}{nat} {subnet} {both} {kind}{state}"));
            if second.is_some() && kind != "private" && self.chance(70) {
                let paired = format!("{{\"PublicIp\": \"54.{number}.1.{}\"}}", 100 + nat);
                self.say(format!("set eni-nat-n{number}{nat} /PrivateIpAddresses/1/Association {paired}"));
            }
            vpc.targets.extend([format!("nat-n{number}{nat}"), format!("nat-n{number}{nat}")]);
        }
        self.regional_nat(vpc, number);
        if self.chance(20) {
            self.say(format!("eip spare{number} 54.{number}.2.1"));
        }
    }

    /// A regional NAT gateway, with a route table of its own that mostly leads to the internet.
    fn regional_nat(&mut self, vpc: &mut Vpc, number: usize) {
        if !self.chance(25) {
            return;
        }
        let own = format!("r{number}");
        self.say(format!("table {own}"));
        let gateway = format!("igw-i{number}");
        if vpc.targets.contains(&gateway) && self.chance(90) {
            self.say(format!("route {own} 0.0.0.0/0 {gateway}"));
        }
        let boxes: Vec<_> = vpc.targets.iter().filter(|target| target.starts_with("eni-")).cloned().collect();
        for (subnet, _) in vpc.subnets.clone() {
            if let Some((address, _)) = self.address(&subnet, 0).filter(|_| !boxes.is_empty() && self.chance(15)) {
                let target = self.pick(&boxes);
                self.say(format!("route {own} {address}/24 {target}"));
            }
        }
        if vpc.targets.contains(&gateway) && self.chance(15) {
            self.say(format!("route {own} 198.51.100.0/24 {gateway} blackhole"));
        }
        let mut addresses = String::new();
        for (at, zone) in ZONES.iter().enumerate() {
            if self.chance(90) {
                addresses += &format!(" 54.{number}.3.{at}@{zone}");
            }
            if self.chance(15) {
                addresses += &format!(" 54.{number}.3.1{at}@{zone}");
            }
        }
        let state = if self.chance(8) { " state failed" } else { "" };
        let table = if self.chance(95) { format!(" table {own}") } else { String::new() };
        self.say(format!("regional-nat r{number}{addresses}{table}{state}"));
        vpc.targets.extend([format!("nat-r{number}"), format!("nat-r{number}")]);
    }
}
