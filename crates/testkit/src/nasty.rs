//! Small nasty networks in the fixture language: whatever a VPC can be configured to do, mixed at random.

use fastrand::Rng;

/// A network of one to three VPCs, the same one for the same seed.
///
/// One line is one statement; most lines can be left out and the rest still makes sense, which is how a network on which
/// something goes wrong is made smaller.
pub fn network(seed: u64) -> String {
    let mut draft = Draft { random: Rng::with_seed(seed), ..Draft::default() };
    let vpcs = draft.random.usize(1..=3);
    draft.lists();
    for vpc in 0..vpcs {
        draft.vpc(vpc);
    }
    draft.peerings();
    draft.transit();
    draft.routes();
    draft.lines.join("\n") + "\n"
}

/// A network that is being made up.
struct Draft {
    random: Rng,
    lines: Vec<String>,
    vpcs: Vec<Vpc>,
    /// Blocks and addresses that rules and routes may name.
    blocks: Vec<String>,
    lists: Vec<String>,
    tables: Vec<String>,
    attachments: usize,
    /// Networks outside that the transit gateway knows.
    remote: Vec<String>,
    /// Whether the account blocks public access.
    blocked: bool,
    /// Tables and blocks that have a route already.
    routed: Vec<(String, String)>,
}

#[derive(Default)]
struct Vpc {
    subnets: Vec<(String, usize)>,
    tables: Vec<String>,
    targets: Vec<String>,
    groups: Vec<String>,
    dual: bool,
    attached: bool,
    /// Whether it is attached to the second transit gateway.
    second: bool,
}

impl Default for Draft {
    fn default() -> Self {
        Draft {
            random: Rng::with_seed(0),
            lines: Vec::new(),
            vpcs: Vec::new(),
            blocks: [
                "0.0.0.0/0",
                "0.0.0.0/0",
                "10.0.0.0/8",
                "203.0.113.0/24",
                "198.51.100.0/24",
                "192.0.2.10/32",
                "::/0",
            ]
            .map(str::to_owned)
            .into(),
            lists: Vec::new(),
            tables: Vec::new(),
            attachments: 0,
            remote: Vec::new(),
            blocked: false,
            routed: Vec::new(),
        }
    }
}

const ZONES: &[&str] = &["a", "b", "c"];
/// Networks outside.
const REMOTE: &[&str] = &["192.168.0.0/16", "192.168.7.0/24", "192.168.0.0/24", "172.16.0.0/12"];
const TRAFFIC: &[&str] = &[
    "all",
    "all",
    "tcp",
    "udp",
    "tcp:22",
    "tcp:443",
    "tcp:80-443",
    "tcp:1024-65535",
    "udp:53",
    "udp:1024-65535",
    "icmp",
    "icmp:8",
    "icmp:8/0",
    "icmp:0",
    "icmp:3/4",
    "tcp:32768-60999",
    "50",
    "47",
    "icmpv6",
    "icmpv6:128",
];

impl Draft {
    fn say(&mut self, line: String) {
        self.lines.push(line);
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.u32(0..100) < percent
    }

    fn pick(&mut self, from: &[String]) -> String {
        self.random.choice(from).cloned().unwrap_or_default()
    }

    fn word(&mut self, from: &[&str]) -> String {
        (*self.random.choice(from).unwrap_or(&"")).to_owned()
    }

    fn lists(&mut self) {
        for number in 0..self.random.usize(0..=2) {
            let name = format!("0000000{number}");
            let blocks: Vec<_> = (0..self.random.usize(1..=3)).map(|_| self.some_block()).collect();
            let v4: Vec<_> = blocks.into_iter().filter(|block| !block.contains(':')).collect();
            if !v4.is_empty() {
                self.say(format!("list {name} {}", v4.join(" ")));
                self.lists.push(name);
            }
        }
    }

    /// A block of the pool, or one around what VPCs have.
    fn some_block(&mut self) -> String {
        match self.random.u8(0..4) {
            0 => format!("10.{}.{}.0/24", self.random.u8(0..3), self.random.u8(0..4)),
            1 => format!("10.{}.0.0/16", self.random.u8(0..3)),
            2 => format!("10.{}.{}.{}/32", self.random.u8(0..3), self.random.u8(0..4), self.random.u8(10..16)),
            _ => {
                let pool = self.blocks.clone();
                self.pick(&pool)
            }
        }
    }

    fn vpc(&mut self, number: usize) {
        let mut vpc = Vpc { dual: self.chance(40), ..Vpc::default() };
        let mut blocks = vec![format!("10.{number}.0.0/16")];
        let second = self.chance(25);
        if second {
            blocks.push(format!("100.64.{number}.0/24"));
        }
        if vpc.dual {
            blocks.push(format!("2600:1f18:{number}::/56"));
        }
        self.say(format!("vpc v{number} {}", blocks.join(" ")));
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
        for group in 0..self.random.usize(1..=3) {
            let name = format!("g{number}{group}");
            self.say(format!("sg {name}"));
            vpc.groups.push(name);
        }
        self.igw(&mut vpc, number);
        self.vgw(&mut vpc, number);
        if self.chance(12) {
            let mode = self.word(&["block-bidirectional", "block-ingress", "block-ingress"]);
            self.say(format!("set vpc-v{number} /BlockPublicAccessStates {{\"InternetGatewayBlockMode\":\"{mode}\"}}"));
            for (subnet, _) in vpc.subnets.clone() {
                if self.chance(30) {
                    let own = self.word(&["off", "off", "block-ingress"]);
                    self.say(format!(
                        "set subnet-{subnet} /BlockPublicAccessStates {{\"InternetGatewayBlockMode\":\"{own}\"}}"
                    ));
                }
            }
        }
        self.exclusions(&vpc, number);
        self.ipv6(&vpc, number);
        for host in 0..self.random.usize(2..=5) {
            self.host(&mut vpc, number, host);
        }
        self.nats(&mut vpc, number);
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

    fn acl(&mut self, name: &str) {
        self.say(format!("acl {name}"));
        for way in ["in", "out"] {
            // Mostly open at the end, so that packets get somewhere.
            if self.chance(80) {
                self.say(format!("rule {name} {way} 900 allow all 0.0.0.0/0"));
                self.say(format!("rule {name} {way} 901 allow all ::/0"));
            }
            let mut numbers: Vec<u32> = (1..=80).map(|number| number * 10).collect();
            self.random.shuffle(&mut numbers);
            for number in numbers.into_iter().take(self.random.usize(0..=4)) {
                let action = if self.chance(50) { "allow" } else { "deny" };
                let (traffic, block) = (self.word(TRAFFIC), self.some_block());
                self.say(format!("rule {name} {way} {number} {action} {traffic} {block}"));
            }
        }
    }

    fn subnet(&mut self, vpc: &mut Vpc, number: usize, subnet: usize, second: bool, acls: &[Option<String>]) {
        let zone = self.random.usize(0..ZONES.len().min(2 + number % 2));
        let block =
            if second && subnet == 0 { format!("100.64.{number}.0/24") } else { format!("10.{number}.{subnet}.0/24") };
        let mut line = format!("subnet s{number}{subnet} {block}");
        if vpc.dual && self.chance(70) {
            line += &format!(" 2600:1f18:{number}:{subnet}::/64");
        }
        line += &format!(" zone {}", ZONES[zone]);
        if self.chance(60) && vpc.tables.len() > 1 {
            let tables = vpc.tables[1..].to_vec();
            line += &format!(" table {}", self.pick(&tables));
        }
        if let Some(Some(acl)) = self.random.choice(acls) {
            line += &format!(" acl {acl}");
        }
        self.say(line);
        vpc.subnets.push((format!("s{number}{subnet}"), zone));
        self.blocks.push(block);
    }

    fn igw(&mut self, vpc: &mut Vpc, number: usize) {
        if self.chance(70) {
            let detached = if self.chance(8) { " detached" } else { "" };
            self.say(format!("igw i{number}{detached}"));
            vpc.targets.extend([format!("igw-i{number}"), format!("igw-i{number}")]);
        }
    }

    /// A virtual private gateway with a connection or two.
    fn vgw(&mut self, vpc: &mut Vpc, number: usize) {
        if !self.chance(30) {
            return;
        }
        let state = if self.chance(8) { " state detaching" } else { "" };
        self.say(format!("vgw w{number}{state}"));
        for connection in 0..self.random.usize(0..=2) {
            let down = if self.chance(25) { " down" } else { "" };
            let block = self.word(REMOTE);
            self.say(format!("vpn w{number}{connection} vgw-w{number} {block}{down}"));
        }
        self.say("vif none".to_owned());
        vpc.targets.push(format!("vgw-w{number}"));
        let tables = vpc.tables.clone();
        for table in tables {
            if self.chance(70) {
                let block = self.word(REMOTE);
                let propagated = if self.chance(40) { " propagated" } else { "" };
                self.say(format!("route {table} {block} vgw-w{number}{propagated}"));
                self.routed.push((table, block));
            }
        }
    }

    /// What the account says of Block Public Access, with exclusions.
    fn exclusions(&mut self, vpc: &Vpc, number: usize) {
        if number == 0 {
            self.blocked = self.chance(10);
            if self.blocked {
                let mode = self.word(&["block-bidirectional", "block-bidirectional", "block-ingress"]);
                self.say(format!("public-access {mode}"));
            }
        }
        let ids = vpc.subnets.iter().map(|(subnet, _)| format!("subnet-{subnet}"));
        for id in [format!("vpc-v{number}")].into_iter().chain(ids) {
            if self.blocked && self.chance(35) {
                let mode = self.word(&["allow-bidirectional", "allow-egress"]);
                self.say(format!("exclude {id} {mode}"));
            }
        }
    }

    /// Ways out for IPv6.
    fn ipv6(&mut self, vpc: &Vpc, number: usize) {
        if !vpc.dual {
            return;
        }
        let mut targets: Vec<String> =
            vpc.targets.iter().filter(|target| target.starts_with("igw-")).cloned().collect();
        if self.chance(60) {
            self.say(format!("eigw o{number}"));
            targets.push(format!("eigw-o{number}"));
        }
        for table in vpc.tables.clone() {
            if self.chance(75) && !targets.is_empty() {
                let target = self.pick(&targets);
                self.say(format!("route {table} ::/0 {target}"));
            }
        }
    }

    /// An address of a subnet, as its line has it.
    fn address(&self, subnet: &str, host: usize) -> Option<(String, Option<String>)> {
        let line = self.lines.iter().find(|line| line.starts_with(&format!("subnet {subnet} ")))?;
        let mut words = line.split_whitespace().skip(2);
        let v4 = words.next()?.split_once(".0/")?.0.to_owned();
        let v6 = words.next().filter(|word| word.contains(':')).and_then(|word| word.split_once("::/"));
        Some((format!("{v4}.{host}"), v6.map(|(prefix, _)| format!("{prefix}::{host}"))))
    }

    fn host(&mut self, vpc: &mut Vpc, number: usize, host: usize) {
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
        self.blocks.push(format!("{v4}/32"));
    }

    fn nats(&mut self, vpc: &mut Vpc, number: usize) {
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

    fn rules_of(&mut self, group: &str, groups: &[String]) {
        for way in ["in", "out"] {
            if self.chance(if way == "out" { 65 } else { 40 }) {
                self.say(format!("allow {group} {way} all 0.0.0.0/0"));
                self.say(format!("allow {group} {way} all ::/0"));
                continue;
            }
            for _ in 0..self.random.usize(0..=4) {
                let traffic = self.word(TRAFFIC);
                let peer = match self.random.u8(0..10) {
                    0..=2 => format!("sg:{}", self.pick(groups)),
                    3 if !self.lists.is_empty() => {
                        let lists = self.lists.clone();
                        format!("list:{}", self.pick(&lists))
                    }
                    _ => self.some_block(),
                };
                self.say(format!("allow {group} {way} {traffic} {peer}"));
            }
        }
    }

    /// Peering connections between some of the VPCs.
    fn peerings(&mut self) {
        for near in 0..self.vpcs.len() {
            for far in near + 1..self.vpcs.len() {
                if !self.chance(35) {
                    continue;
                }
                let region = if self.chance(15) { " region us-east-1" } else { "" };
                let status = if self.chance(8) { " status deleted" } else { "" };
                self.say(format!("peer p{near}{far} v{near} v{far}{region}{status}"));
                for (own, other) in [(near, far), (far, near)] {
                    let tables = self.vpcs[own].tables.clone();
                    for table in tables {
                        if self.chance(70) {
                            let narrow = if self.chance(25) {
                                format!("10.{other}.1.0/24")
                            } else {
                                format!("10.{other}.0.0/16")
                            };
                            self.say(format!("route {table} {narrow} pcx-p{near}{far}"));
                            self.routed.push((table.clone(), narrow));
                        }
                        if self.vpcs[other].dual && self.chance(50) {
                            self.say(format!("route {table} 2600:1f18:{other}::/56 pcx-p{near}{far}"));
                        }
                    }
                    // Groups of a peer can be named.
                    if self.chance(50) {
                        let (ours, theirs) = (self.vpcs[own].groups.clone(), self.vpcs[other].groups.clone());
                        let (group, peer) = (self.pick(&ours), self.pick(&theirs));
                        let (way, traffic) = (if self.chance(50) { "in" } else { "out" }, self.word(TRAFFIC));
                        self.say(format!("allow {group} {way} {traffic} sg:{peer}"));
                    }
                }
            }
        }
    }

    /// A transit gateway with up to two tables, and routes that mostly lead where they should.
    fn transit(&mut self) {
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
                    self.say(format!("tgw-route {table} 2600:1f18:{number}::/56 {id}"));
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
    fn edges(&mut self) {
        for edge in 0..self.random.usize(0..=2) {
            let tables = self.tables.clone();
            let table = if self.chance(92) { format!(" table {}", self.pick(&tables)) } else { String::new() };
            let id = format!("1{edge}");
            if self.chance(60) {
                let down = if self.chance(30) { " down" } else { "" };
                self.say(format!("vpn x{edge} tgw-x{down}"));
                self.say(format!("attach-edge {id} x vpn vpn-x{edge}{table}"));
            } else {
                self.say(format!("attach-edge {id} x direct-connect-gateway dx-{edge}{table}"));
            }
            for table in tables {
                if self.chance(75) {
                    let (block, how) = (self.word(REMOTE), self.word(&["", " static"]));
                    self.say(format!("tgw-route {table} {block} {id}{how}"));
                    self.remote.push(block);
                }
            }
        }
    }

    /// A second transit gateway that is a peer of the first, with some of its VPCs.
    fn second(&mut self, attached: &[(usize, String)]) {
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

    /// The route table of an internet gateway, with middleboxes on the way in and mostly on the way out, too.
    fn edge(&mut self, vpc: &Vpc, number: usize) {
        let gateway = format!("igw-i{number}");
        let middleboxes: Vec<_> = vpc.targets.iter().filter(|target| target.starts_with("eni-")).cloned().collect();
        if !vpc.targets.contains(&gateway) || middleboxes.is_empty() || !self.chance(45) {
            return;
        }
        self.say(format!("table e{number} edge {gateway}"));
        if self.chance(15) {
            let middlebox = self.pick(&middleboxes);
            self.say(format!("local e{number} 10.{number}.0.0/16 {middlebox}"));
        }
        for (subnet, _) in &vpc.subnets {
            if !self.chance(50) {
                continue;
            }
            let line = self.lines.iter().find(|line| line.starts_with(&format!("subnet {subnet} ")));
            let words: Vec<_> = line.into_iter().flat_map(|line| line.split_whitespace()).map(str::to_owned).collect();
            let middlebox = self.pick(&middleboxes);
            let blackhole = if self.chance(5) { " blackhole" } else { "" };
            for block in words.iter().filter(|word| word.contains('/') && !word.starts_with("100.64.")) {
                self.say(format!("route e{number} {block} {middlebox}{blackhole}"));
            }
            let table = words.iter().position(|word| word == "table").and_then(|at| words.get(at + 1)).cloned();
            let default = (table.unwrap_or_default(), "0.0.0.0/0".to_owned());
            if !default.0.is_empty() && !self.routed.contains(&default) && self.chance(75) {
                self.say(format!("route {} 0.0.0.0/0 {middlebox}", default.0));
                self.routed.push(default);
            }
        }
    }

    fn routes(&mut self) {
        for number in 0..self.vpcs.len() {
            for table in self.vpcs[number].tables.clone() {
                self.routes_of(number, &table);
            }
        }
    }

    fn routes_of(&mut self, number: usize, table: &str) {
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
                self.say(format!("route {table} 2600:1f18::/32 tgw-x"));
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
            let endpoint = targets.iter().find(|target| target.starts_with("vpce-")).cloned();
            let target = endpoint.unwrap_or_else(|| self.pick(&targets));
            if !target.is_empty() {
                self.say(format!("route {table} list:{list} {target}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_network_makes_sense_and_comes_again() {
        for seed in 0..300 {
            let text = super::network(seed);
            assert_eq!(text, super::network(seed));
            let files = crate::fixture::expand(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
            let network = crate::load(&files).unwrap();
            assert!(
                network.snapshot().problems().is_empty(),
                "seed {seed}: {:?}\n{text}",
                network.snapshot().problems()
            );
        }
    }
}
