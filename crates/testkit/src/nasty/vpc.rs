//! VPCs and their subnets.

use super::{Draft, Vpc, ZONES};

impl Draft {
    pub(super) fn vpc(&mut self, number: usize) {
        let mut vpc = Vpc { dual: self.chance(40), ..Vpc::default() };
        let unique_local = self.chance(10);
        vpc.v6 = format!("{}:1f18:{number}", if unique_local { "fd80" } else { "2600" });
        let mut blocks = vec![format!("10.{number}.0.0/16")];
        let second = self.chance(25);
        if second {
            blocks.push(format!("100.64.{number}.0/24"));
        }
        if vpc.dual {
            blocks.push(format!("{}::/56", vpc.v6));
        }
        self.say(format!("vpc v{number} {}", blocks.join(" ")));
        if vpc.dual && (unique_local || self.chance(15)) {
            // What IPAM allocated as private.
            self.say(format!("set vpc-v{number} /Ipv6CidrBlockAssociationSet/0/Ipv6AddressAttribute \"private\""));
        }
        vpc.tables.push(format!("main-v{number}"));
        for table in 0..self.random.usize(0..=2) {
            let name = format!("t{number}{table}");
            self.say(format!("table {name}"));
            vpc.tables.push(name);
        }
        let mut acls = vec![None];
        for acl in 0..self.random.usize(0..=2) {
            let name = format!("n{number}{acl}");
            self.acl(&name);
            acls.push(Some(name));
        }
        for subnet in 0..self.random.usize(2..=4) {
            self.subnet(&mut vpc, number, subnet, second, &acls);
        }
        if vpc.dual && self.chance(30) {
            self.ipv6_only_subnet(&mut vpc, number, &acls);
        }
        for group in 0..self.random.usize(1..=3) {
            let name = format!("g{number}{group}");
            self.say(format!("sg {name}"));
            vpc.groups.push(name);
        }
        self.igw(&mut vpc, number);
        self.vgw(&mut vpc, number);
        self.public_access(&vpc, number);
        self.exclusions(&vpc, number);
        self.ipv6(&vpc, number);
        for host in 0..self.random.usize(2..=5) {
            self.host(&mut vpc, number, host);
        }
        self.nats(&mut vpc, number);
        self.balancers(&mut vpc, number);
        self.classic_balancer(&vpc, number);
        self.interface_endpoints(&vpc, number);
        self.inspection_endpoints(&mut vpc, number);
        if !self.lists.is_empty() && self.chance(30) {
            let lists = self.lists.clone();
            let list = self.pick(&lists);
            self.say(format!("endpoint e{number} {list}"));
            vpc.targets.push(format!("vpce-e{number}"));
        }
        let groups = vpc.groups.clone();
        for group in &groups {
            self.rules_of(group, &groups);
        }
        self.edge(&vpc, number);
        self.vpcs.push(vpc);
    }

    pub(super) fn subnet(
        &mut self,
        vpc: &mut Vpc,
        number: usize,
        subnet: usize,
        second: bool,
        acls: &[Option<String>],
    ) {
        let zone = self.random.usize(0..ZONES.len().min(2 + number % 2));
        let block =
            if second && subnet == 0 { format!("100.64.{number}.0/24") } else { format!("10.{number}.{subnet}.0/24") };
        let mut line = format!("subnet s{number}{subnet} {block}");
        if vpc.dual && self.chance(70) {
            let v6 = format!("{}:{subnet}::/64", vpc.v6);
            line += &format!(" {v6}");
            self.blocks.push(v6);
        }
        line += &self.place(vpc, zone, acls);
        self.say(line);
        vpc.subnets.push((format!("s{number}{subnet}"), zone));
        self.blocks.push(block);
    }

    /// A subnet without IPv4. Only hosts are in it.
    fn ipv6_only_subnet(&mut self, vpc: &mut Vpc, number: usize, acls: &[Option<String>]) {
        let zone = self.random.usize(0..ZONES.len().min(2 + number % 2));
        let block = format!("{}:6::/64", vpc.v6);
        let line = format!("subnet s{number}6 {block}{}", self.place(vpc, zone, acls));
        self.say(line);
        self.blocks.push(block);
        vpc.ipv6_only = Some(format!("s{number}6"));
    }

    /// Where a subnet is, and which route table and network ACL it has.
    fn place(&mut self, vpc: &Vpc, zone: usize, acls: &[Option<String>]) -> String {
        let mut line = format!(" zone {}", ZONES[zone]);
        if self.chance(60) && vpc.tables.len() > 1 {
            let tables = vpc.tables[1..].to_vec();
            line += &format!(" table {}", self.pick(&tables));
        }
        if let Some(Some(acl)) = self.random.choice(acls) {
            line += &format!(" acl {acl}");
        }
        line
    }

    /// An address of a subnet, as its line has it, and the one of IPv6.
    pub(super) fn address(&self, subnet: &str, host: usize) -> Option<(String, Option<String>)> {
        let (v4, v6) = self.addresses(subnet, host);
        Some((v4?, v6))
    }

    /// Addresses of a subnet in both families.
    pub(super) fn addresses(&self, subnet: &str, host: usize) -> (Option<String>, Option<String>) {
        let line = self.lines.iter().find(|line| line.starts_with(&format!("subnet {subnet} ")));
        let words = || line.into_iter().flat_map(|line| line.split_whitespace());
        let v4 = words().find_map(|word| word.split_once(".0/"));
        let v6 = words().find_map(|word| word.split_once("::/64"));
        (v4.map(|(first, _)| format!("{first}.{host}")), v6.map(|(first, _)| format!("{first}::{host}")))
    }
}
