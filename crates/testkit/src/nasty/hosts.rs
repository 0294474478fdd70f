//! Hosts, among them appliances.

use super::{Draft, Vpc};

impl Draft {
    pub(super) fn host(&mut self, vpc: &mut Vpc, number: usize, host: usize) {
        let Some((mut subnet, _)): Option<(String, usize)> = self.random.choice(&vpc.subnets).cloned() else { return };
        if let Some(ipv6_only) = vpc.ipv6_only.clone().filter(|_| host > 0 && self.chance(40)) {
            subnet = ipv6_only;
        }
        let name = format!("h{number}{host}");
        let (v4, v6) = self.addresses(&subnet, 10 + host);
        let v6 = v6.filter(|_| v4.is_none() || self.chance(80));
        let mut line = format!("host {name} {subnet}");
        let second = self.addresses(&subnet, 30 + host);
        for (address, second) in [(&v4, second.0), (&v6, second.1)] {
            let Some(address) = address else { continue };
            line += &format!(" {address}");
            if let Some(second) = second.filter(|_| self.chance(20)) {
                line += &format!(" {second}");
            }
        }
        let mut groups: Vec<String> = (0..self.random.usize(1..=2))
            .map(|_| self.random.choice(&vpc.groups).cloned().unwrap_or_default())
            .collect();
        if self.chance(55) {
            groups = vec!["open".to_owned()];
        }
        groups.dedup();
        line += &format!(" sg {}", groups.join(","));
        if v4.is_some() && self.chance(40) {
            line += &format!(" public 54.{number}.0.{}", 10 + host);
        }
        let (forwards, named) = (self.chance(25), self.chance(20));
        if forwards {
            line += " no-check";
        }
        if forwards || named {
            let times = if forwards { 2 } else { 1 };
            let interface = format!("eni-{name}");
            if v4.is_some() {
                vpc.targets.extend(vec![interface.clone(); times]);
            }
            if v6.is_some() {
                vpc.middleboxes.extend(vec![interface; times]);
            }
        }
        match self.random.u8(0..20) {
            0 => line += " stopped",
            1 => line += " detached",
            2 => line += " bare",
            3 if !subnet.ends_with('0') => {
                if let (Some(block), _) = self.addresses(&subnet, 64 + 16 * host) {
                    line += &format!(" prefix {block}/28");
                }
            }
            4 => {
                if let Some((first, _)) = v6.as_ref().and_then(|v6| v6.split_once("::")) {
                    line += &format!(" prefix {first}:{}::/80", 1 + host);
                }
            }
            _ => {}
        }
        self.say(line);
        if self.chance(4) {
            self.say(format!("set eni-{name} /DenyAllIgwTraffic true"));
        }
        if let Some(v6) = v6 {
            self.blocks.push(format!("{v6}/128"));
            vpc.hosts_v6.push((name.clone(), v6));
        }
        if let Some(v4) = v4 {
            self.blocks.push(format!("{v4}/32"));
            vpc.hosts.push((name, v4));
        }
    }
}
