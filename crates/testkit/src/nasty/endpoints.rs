//! Interface endpoints, and services behind Network Load Balancers.

use super::{Draft, Vpc};

impl Draft {
    /// A service of the VPC's Network Load Balancers, and endpoints of it, of other VPCs' services and of Amazon's.
    pub(super) fn interface_endpoints(&mut self, vpc: &Vpc, number: usize) {
        if !vpc.network_balancers.is_empty() && self.chance(60) {
            let all = if self.chance(70) { 1 } else { vpc.network_balancers.len() };
            let state = if self.chance(5) { " state Deleting" } else { "" };
            self.say(format!("endpoint-service w{number} {}{state}", vpc.network_balancers[..all].join(",")));
            self.services.push(format!("w{number}"));
        }
        let often = if self.services.is_empty() { 12 } else { 60 };
        for endpoint in 0..2 {
            if !self.chance(often) {
                continue;
            }
            let services = self.services.clone();
            let own = self.pick(&services);
            let service = if own.is_empty() || self.chance(15) { "ssm".to_owned() } else { format!("service:{own}") };
            let name = format!("p{number}{endpoint}");
            let mut line = format!("interface-endpoint {name} {service}");
            let mut subnets = vpc.subnets.clone();
            self.random.shuffle(&mut subnets);
            for (subnet, _) in subnets.into_iter().take(self.random.usize(1..=2)) {
                let Some((v4, v6)) = self.address(&subnet, 180 + endpoint) else { continue };
                line += &format!(" {subnet}={v4}");
                if let Some(v6) = v6.filter(|_| self.chance(30)) {
                    line += &format!("+{v6}");
                }
            }
            let groups = vpc.groups.clone();
            let group = if self.chance(65) { "open".to_owned() } else { self.pick(&groups) };
            let state = if self.chance(5) { " state pendingAcceptance" } else { "" };
            self.say(format!("{line} sg {group}{state}"));
            if service != "ssm" && self.chance(15) {
                let state = self.word(&["available", "available", "pendingAcceptance", "rejected"]);
                self.say(format!("endpoint-connection {name} {own} {state}"));
            }
        }
    }
}
