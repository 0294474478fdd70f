//! Load balancers with their listeners and targets.

use super::{Draft, Vpc, ZONES};

/// Ports of listeners and targets.
pub(super) const PORTS: &[&str] = &["22", "80", "443", "1024", "8080"];
const HEALTH: &[&str] = &[
    "",
    "",
    "",
    "",
    "=unhealthy",
    "=draining",
    "=initial",
    "=unavailable",
    "=unhealthy.draining",
    "=unused/Target.NotInUse",
    "=unused/Target.InvalidState",
    "=unused/Target.IpUnusable",
];

impl Draft {
    pub(super) fn balancers(&mut self, vpc: &mut Vpc, number: usize) {
        if !self.chance(40) {
            return;
        }
        for balancer in 0..self.random.usize(1..=2) {
            let kind = if self.chance(65) { "nlb" } else { "alb" };
            self.balancer(vpc, number, balancer, kind);
            if kind == "nlb" {
                vpc.network_balancers.push(format!("b{number}{balancer}"));
            }
        }
    }

    fn balancer(&mut self, vpc: &Vpc, number: usize, balancer: usize, kind: &str) {
        let name = format!("b{number}{balancer}");
        let mut line = format!("{kind} {name}{}", self.nodes(vpc, number, balancer, true));
        let groups = vpc.groups.clone();
        match self.random.u8(0..4) {
            0 if kind == "nlb" => {}
            1 | 2 => line += " sg open",
            _ => line += &format!(" sg {}", self.pick(&groups)),
        }
        if self.chance(4) {
            line += " state provisioning";
        }
        self.say(line);
        if kind == "nlb" && self.chance(20) {
            self.say(format!("set {name} /EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic \"off\""));
        }
        if kind == "nlb" && self.chance(60) {
            let cross = self.word(&["true", "false"]);
            self.say(format!("attribute {name} load_balancing.cross_zone.enabled {cross}"));
        }
        let mut ports: Vec<&str> = PORTS.to_vec();
        self.random.shuffle(&mut ports);
        for (listener, port) in ports.into_iter().take(self.random.usize(1..=2)).enumerate() {
            let group = format!("k{number}{balancer}{listener}");
            let protocol = if kind == "alb" {
                "http"
            } else {
                self.random.choice(["tcp", "tcp", "tcp", "udp", "tcp_udp"]).unwrap_or("tcp")
            };
            self.targets(vpc, &group, protocol);
            if kind == "alb" && self.chance(10) {
                self.say(format!("listener {name} {protocol}:{port} redirect"));
                continue;
            }
            self.say(format!("listener {name} {protocol}:{port} {group}"));
            if kind == "alb" && self.chance(40) {
                let other = format!("{group}r");
                self.targets(vpc, &other, protocol);
                let block = self.some_block();
                let condition =
                    if self.chance(50) { "path-pattern=/api/*".to_owned() } else { format!("source-ip={block}") };
                let way = if self.chance(15) { "redirect" } else { &other };
                self.say(format!("listener-rule {name} {port} 10 {condition} {way}"));
            }
        }
    }

    /// The nodes of a VPC's load balancer by its number: one in a subnet of each zone, or of some.
    pub(super) fn nodes(&mut self, vpc: &Vpc, number: usize, balancer: usize, dual: bool) -> String {
        let mut subnets = vpc.subnets.clone();
        self.random.shuffle(&mut subnets);
        let mut zones = Vec::new();
        subnets.retain(|(_, zone)| {
            let first = !zones.contains(zone);
            zones.push(*zone);
            first
        });
        subnets.truncate(self.random.usize(1..=2));
        let mut line = String::new();
        let internal = self.chance(60);
        for (at, (subnet, _)) in subnets.iter().enumerate() {
            let Some((v4, v6)) = self.address(subnet, 150 + 10 * balancer) else { continue };
            line += &format!(" {subnet}={v4}");
            if let Some(v6) = v6.filter(|_| dual && self.chance(50)) {
                line += &format!("+{v6}");
            }
            if !internal {
                line += &format!("=54.{number}.{}.{at}", 5 + balancer);
            }
        }
        if internal {
            line += " internal";
        }
        line
    }

    /// A target group: hosts of the VPC and others, healthy and not, by instance or by address.
    fn targets(&mut self, vpc: &Vpc, group: &str, protocol: &str) {
        let port = self.word(PORTS);
        let by_address = self.chance(40);
        let mut line = format!("targets {group} {protocol}:{port}");
        if by_address {
            line += " kind ip";
        }
        let v6 = !vpc.hosts_v6.is_empty() && self.chance(35);
        if v6 {
            line += " ipv6";
        }
        let all = if v6 { vpc.hosts_v6.clone() } else { vpc.hosts.clone() };
        for _ in 0..self.random.usize(0..=3).max(usize::from(self.chance(90))) {
            let Some((name, address)) = self.random.choice(&all).cloned() else { continue };
            let mut target = if by_address { address } else { name };
            if by_address && !v6 && self.chance(15) {
                target = format!("10.{}.{}.{}", self.random.u8(0..3), self.random.u8(0..4), self.random.u8(10..16));
            }
            if line.contains(&target) {
                continue;
            }
            if self.chance(25) {
                let port = self.word(PORTS);
                target = if v6 && by_address { format!("[{target}]:{port}") } else { format!("{target}:{port}") };
            }
            line += &format!(" {target}");
            line += &self.word(HEALTH);
            if by_address && self.chance(15) {
                line += &format!("@{}", self.word(&["all", ZONES[0], ZONES[1]]));
            }
        }
        self.say(line);
        if self.chance(75) {
            let keep = self.word(&["true", "false", "false"]);
            self.say(format!("attribute {group} preserve_client_ip.enabled {keep}"));
        }
        if self.chance(30) {
            let cross = self.word(&["true", "false", "use_load_balancer_configuration"]);
            self.say(format!("attribute {group} load_balancing.cross_zone.enabled {cross}"));
        }
        if self.chance(10) {
            let least = self.random.u8(1..=3);
            self.say(format!(
                "attribute {group} target_group_health.unhealthy_state_routing.minimum_healthy_targets.count {least}"
            ));
        }
    }
}
