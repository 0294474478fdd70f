//! NAT gateways.

use super::{Draft, Vpc};

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
        if self.chance(20) {
            self.say(format!("eip spare{number} 54.{number}.2.1"));
        }
    }
}
