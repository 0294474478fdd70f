//! Interface endpoints, services behind Network Load Balancers, and endpoints of Gateway Load Balancers.

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
            let group = if self.chance(75) { "open".to_owned() } else { self.pick(&groups) };
            let state = if self.chance(5) { " state pendingAcceptance" } else { "" };
            self.say(format!("{line} sg {group}{state}"));
            if service != "ssm" && self.chance(15) {
                let state = self.word(&["available", "available", "pendingAcceptance", "rejected"]);
                self.say(format!("endpoint-connection {name} {own} {state}"));
            }
        }
    }

    /// Endpoints of Gateway Load Balancers: of somebody else's, or of one in the VPC with hosts as its appliances.
    pub(super) fn inspection_endpoints(&mut self, vpc: &mut Vpc, number: usize) {
        if !self.chance(35) {
            return;
        }
        let mut service = "foreign".to_owned();
        let subnet = self.random.choice(&vpc.subnets).cloned().map(|(subnet, _)| subnet);
        let node = subnet.and_then(|subnet| Some((self.address(&subnet, 190)?.0, subnet)));
        if let Some((address, subnet)) = node.filter(|_| self.chance(60)) {
            service = format!("a{number}");
            let mut line = format!("targets a{number} geneve:6081");
            for (host, _) in &vpc.hosts.clone() {
                if self.chance(40) {
                    line += &format!(" {host}{}", self.word(&["", "", "=unhealthy"]));
                }
            }
            self.say(format!("gwlb l{number} {subnet}={address}"));
            self.say(line);
            self.say(format!("listener l{number} geneve:6081 a{number}"));
            if self.chance(60) {
                let cross = self.word(&["true", "false"]);
                self.say(format!("attribute l{number} load_balancing.cross_zone.enabled {cross}"));
            }
            self.say(format!("endpoint-service a{number} l{number}"));
        }
        for endpoint in 0..self.random.usize(1..=2) {
            let Some((subnet, _)) = self.random.choice(&vpc.subnets).cloned() else { continue };
            let Some((address, _)) = self.address(&subnet, 195 + endpoint) else { continue };
            let name = format!("i{number}{endpoint}");
            let state = if self.chance(5) { " state pending" } else { "" };
            self.say(format!(
                "interface-endpoint {name} service:{service} {subnet}={address} type GatewayLoadBalancer{state}"
            ));
            vpc.targets.extend([format!("vpce-{name}"), format!("vpce-{name}")]);
        }
    }
}
