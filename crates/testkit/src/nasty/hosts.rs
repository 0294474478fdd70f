//! Hosts, among them appliances.

use super::{Draft, Vpc};

impl Draft {
    pub(super) fn host(&mut self, vpc: &mut Vpc, number: usize, host: usize) {
        if let Some(subnet) = vpc.ipv6_only.clone().filter(|_| host > 0 && self.chance(40)) {
            let groups = if self.chance(55) { "open".to_owned() } else { self.pick(&vpc.groups.clone()) };
            self.say(format!("host h{number}{host} {subnet} 2600:1f18:{number}:6::{} sg {groups}", 10 + host));
            return;
        }
        let Some((subnet, _)): Option<(String, usize)> = self.random.choice(&vpc.subnets).cloned() else { return };
        let Some((v4, v6)) = self.address(&subnet, 10 + host) else { return };
        let mut line = format!("host h{number}{host} {subnet} {v4}");
        if self.chance(20)
            && let Some((second, _)) = self.address(&subnet, 30 + host)
        {
            line += &format!(" {second}");
        }
        if let Some(v6) = v6.filter(|_| self.chance(80)) {
            line += &format!(" {v6}");
        }
        let mut groups: Vec<String> = (0..self.random.usize(1..=2))
            .map(|_| self.random.choice(&vpc.groups).cloned().unwrap_or_default())
            .collect();
        if self.chance(55) {
            groups = vec!["open".to_owned()];
        }
        groups.dedup();
        line += &format!(" sg {}", groups.join(","));
        if self.chance(40) {
            line += &format!(" public 54.{number}.0.{}", 10 + host);
        }
        if self.chance(25) {
            line += " no-check";
            vpc.targets.extend([format!("eni-h{number}{host}"), format!("eni-h{number}{host}")]);
        } else if self.chance(20) {
            vpc.targets.push(format!("eni-h{number}{host}"));
        }
        match self.random.u8(0..20) {
            0 => line += " stopped",
            1 => line += " detached",
            2 => line += " bare",
            3 if !subnet.ends_with('0') => {
                let block = self.address(&subnet, 64 + 16 * host).map(|(v4, _)| v4).unwrap_or_default();
                line += &format!(" prefix {block}/28");
            }
            _ => {}
        }
        self.say(line);
        if self.chance(4) {
            self.say(format!("set eni-h{number}{host} /DenyAllIgwTraffic true"));
        }
        self.blocks.push(format!("{v4}/32"));
        vpc.hosts.push((format!("h{number}{host}"), v4));
    }
}
