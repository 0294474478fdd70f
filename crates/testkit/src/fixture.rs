//! The fixture language: from lines to describe JSON. The crate's documentation specifies it.

mod balancers;
mod endpoints;
mod firewall;

use crate::Files;
use packetwalk_space::{Address, Cidr, Family};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A line that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {text:?}: {why}")]
pub struct FixtureError {
    /// The line's number, from 1.
    pub line: usize,
    /// The line.
    pub text: String,
    /// What is wrong with it.
    pub why: String,
}

/// The files that a text in the fixture language stands for.
///
/// # Errors
/// At the first line that makes no sense.
pub fn expand(text: &str) -> Result<Files, FixtureError> {
    let mut network = Draft { account: "111122223333".to_owned(), ..Draft::default() };
    for (number, line) in text.lines().enumerate() {
        let statement = line.split_once('#').map_or(line, |(before, _)| before).trim();
        if statement.is_empty() {
            continue;
        }
        let words: Vec<&str> = statement.split_whitespace().collect();
        let failed = |why: String| FixtureError { line: number + 1, text: line.trim().to_owned(), why };
        network.add(&words, statement).map_err(failed)?;
    }
    Ok(network.files())
}

#[derive(Default)]
struct Draft {
    account: String,
    vpc: String,
    blocks: BTreeMap<String, Vec<Cidr>>,
    /// By top-level key.
    lists: BTreeMap<&'static str, Vec<Value>>,
    /// Answers that don't say what they are about: top-level key and id, and their elements.
    by_parent: BTreeMap<(&'static str, String), Vec<Value>>,
    dropped: BTreeSet<String>,
    truncated: BTreeSet<String>,
    again: bool,
    /// Whether the account's word on Block Public Access is told, or left out.
    public_access_told: bool,
    subnets: BTreeMap<String, Subnet>,
}

#[derive(Clone)]
struct Subnet {
    vpc: String,
    zone: String,
}

/// The words behind a statement's fixed ones: options with a value, flags, and the rest.
struct Options<'w> {
    plain: Vec<&'w str>,
    valued: BTreeMap<&'w str, &'w str>,
    flags: BTreeSet<&'w str>,
}

impl<'w> Options<'w> {
    fn of(words: &[&'w str], valued: &[&str], flags: &[&str]) -> Result<Self, String> {
        let mut options = Options { plain: Vec::new(), valued: BTreeMap::new(), flags: BTreeSet::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if valued.contains(word) {
                let value = words.next().ok_or_else(|| format!("{word} wants a value"))?;
                options.valued.insert(word, value);
            } else if flags.contains(word) {
                options.flags.insert(word);
            } else {
                options.plain.push(word);
            }
        }
        Ok(options)
    }

    fn value(&self, name: &str) -> Option<&'w str> {
        self.valued.get(name).copied()
    }

    fn has(&self, flag: &str) -> bool {
        self.flags.contains(flag)
    }
}

impl Draft {
    fn add(&mut self, words: &[&str], statement: &str) -> Result<(), String> {
        let [word, rest @ ..] = words else { return Ok(()) };
        match *word {
            "account" => {
                (*rest.first().ok_or("an account id is wanted")?).clone_into(&mut self.account);
                Ok(())
            }
            "drop" => keep(&mut self.dropped, rest),
            "truncate" => keep(&mut self.truncated, rest),
            "again" => {
                self.again = true;
                Ok(())
            }
            "without" => self.without(rest),
            "set" => self.set(rest, statement),
            "vpc" => self.vpc(rest),
            "subnet" => self.subnet(rest),
            "table" => self.table(rest),
            "local" => self.local(rest),
            "route" => self.route(rest),
            "acl" => self.acl(rest),
            "rule" => self.rule(rest),
            "sg" => self.sg(rest),
            "allow" => self.allow(rest),
            "host" => self.host(rest),
            "igw" => self.igw(rest),
            "nat" => self.nat(rest),
            "regional-nat" => self.regional_nat(rest),
            "eigw" => self.eigw(rest),
            "peer" => self.peer(rest),
            "tgw" => self.tgw(rest),
            "attach" => self.attach(rest),
            "attach-edge" => self.attach_edge(rest),
            "tgw-peer" => self.tgw_peer(rest),
            "tgw-list" => self.tgw_list(rest),
            "vgw" => self.vgw(rest),
            "vpn" => self.vpn(rest),
            "vif" => self.vif(rest),
            "tgw-table" => self.tgw_table(rest),
            "tgw-route" => self.tgw_route(rest),
            "endpoint" => self.endpoint(rest),
            "interface-endpoint" => self.interface_endpoint(rest),
            "endpoint-service" => self.endpoint_service(rest),
            "endpoint-connection" => self.endpoint_connection(rest),
            "list" => self.list(rest),
            "list-unread" => self.list_unread(rest),
            "eip" => self.eip(rest),
            "byoip" => self.byoip(rest),
            "database" => self.database(rest),
            "task" => self.task(rest),
            "local-zone" => self.local_zone(rest),
            "public-access" => self.public_access(rest),
            "exclude" => self.exclude(rest),
            "alb" | "nlb" | "gwlb" => self.balancer(word, rest),
            "listener" => self.listener(rest),
            "listener-rule" => self.listener_rule(rest),
            "targets" => self.targets(rest),
            "attribute" => self.attribute(rest),
            "firewall" => self.firewall(rest),
            "firewall-policy" => self.firewall_policy(rest),
            "firewall-group" => self.firewall_group(rest),
            "firewall-rule" => self.firewall_rule(rest, statement),
            "five-tuple" => self.five_tuple(rest),
            other => Err(format!("no statement is called {other:?}")),
        }
    }

    fn push(&mut self, key: &'static str, element: Value) {
        self.lists.entry(key).or_default().push(element);
    }

    /// The element with an id, whatever it is called there.
    fn element(&mut self, id: &str) -> Result<&mut Value, String> {
        let mut all = self.lists.iter_mut().flat_map(|(key, list)| list.iter_mut().map(move |element| (*key, element)));
        let found = all.find(|(key, element)| id_of(key, element) == Some(id)).map(|(_, element)| element);
        found.ok_or_else(|| format!("nothing has the id {id}"))
    }

    fn part(&mut self, id: &str, pointer: &str) -> Result<&mut Vec<Value>, String> {
        let list = self.element(id)?.pointer_mut(pointer).and_then(Value::as_array_mut);
        list.ok_or_else(|| format!("{id} has no list {pointer}"))
    }

    fn here(&self) -> Result<String, String> {
        if self.vpc.is_empty() { Err("no VPC yet".to_owned()) } else { Ok(self.vpc.clone()) }
    }

    fn vpc(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, blocks @ ..] = words else { return Err("vpc NAME BLOCK…".to_owned()) };
        let (v4, v6) = split(blocks)?;
        let primary = v4.first().ok_or("the first block must be IPv4")?;
        let id = format!("vpc-{name}");
        let associated = |key: &str, state: &str, blocks: &[Cidr]| -> Vec<Value> {
            blocks.iter().map(|block| json!({key: block.to_string(), state: {"State": "associated"}})).collect()
        };
        self.push(
            "Vpcs",
            json!({
                "VpcId": id,
                "OwnerId": self.account,
                "State": "available",
                "CidrBlock": primary.to_string(),
                "CidrBlockAssociationSet": associated("CidrBlock", "CidrBlockState", &v4),
                "Ipv6CidrBlockAssociationSet": associated("Ipv6CidrBlock", "Ipv6CidrBlockState", &v6),
                "Tags": named(name),
            }),
        );
        self.blocks.insert(id.clone(), [v4, v6].concat());
        self.vpc = id;
        self.new_table(
            &format!("rtb-main-{name}"),
            &json!([{"Main": true, "AssociationState": {"State": "associated"}}]),
        )?;
        let everything = |number: u64, egress: bool, v6: bool| {
            let (key, block) = if v6 { ("Ipv6CidrBlock", "::/0") } else { ("CidrBlock", "0.0.0.0/0") };
            json!({"RuleNumber": number, "Egress": egress, "Protocol": "-1", "RuleAction": "allow", key: block})
        };
        let mut entries = vec![everything(100, false, false), everything(100, true, false)];
        if self.blocks[&self.vpc].iter().any(|block| block.family() == Family::V6) {
            entries.extend([everything(101, false, true), everything(101, true, true)]);
        }
        self.new_acl(&format!("acl-default-{name}"), true, entries)?;
        let default = format!("sg-default-{name}");
        let own = json!([{"IpProtocol": "-1", "IpRanges": [], "UserIdGroupPairs": [{"GroupId": default, "UserId": self.account}]}]);
        let all =
            json!([{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]);
        self.new_group(&default, "default", &own, &all);
        if self.element("sg-open").is_err() {
            self.new_group("sg-open", "open", &all, &all);
        }
        Ok(())
    }

    fn subnet(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, rest @ ..] = words else { return Err("subnet NAME BLOCK…".to_owned()) };
        let options = Options::of(rest, &["zone", "table", "acl", "owner"], &[])?;
        let (v4, v6) = split(&options.plain)?;
        let (id, vpc) = (format!("subnet-{name}"), self.here()?);
        let zone = options.value("zone").unwrap_or("a");
        let owner = options.value("owner").unwrap_or(&self.account).to_owned();
        let v6: Vec<_> = v6
            .iter()
            .map(|block| json!({"Ipv6CidrBlock": block.to_string(), "Ipv6CidrBlockState": {"State": "associated"}}))
            .collect();
        let mut subnet = json!({
            "SubnetId": id,
            "VpcId": vpc,
            "OwnerId": owner,
            "State": "available",
            "AvailabilityZone": format!("eu-west-1{zone}"),
            "AvailabilityZoneId": format!("euw1-az{zone}"),
            "Ipv6CidrBlockAssociationSet": v6,
            "Tags": named(name),
        });
        if let Some(block) = v4.first() {
            subnet["CidrBlock"] = json!(block.to_string());
        }
        self.push("Subnets", subnet);
        self.subnets.insert((*name).to_owned(), Subnet { vpc: vpc.clone(), zone: zone.to_owned() });
        if let Some(table) = options.value("table") {
            let associated = json!({"Main": false, "SubnetId": id, "AssociationState": {"State": "associated"}});
            self.part(&format!("rtb-{table}"), "/Associations")?.push(associated);
        }
        let default = format!("acl-default-{}", vpc.trim_start_matches("vpc-"));
        let acl = options.value("acl").map_or(default, |acl| format!("acl-{acl}"));
        self.part(&acl, "/Associations")?.push(json!({"SubnetId": id, "NetworkAclId": acl}));
        Ok(())
    }

    fn table(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, rest @ ..] = words else { return Err("table NAME".to_owned()) };
        let options = Options::of(rest, &["edge"], &[])?;
        let of_gateway =
            |gateway: &str| json!({"Main": false, "GatewayId": gateway, "AssociationState": {"State": "associated"}});
        let associations: Vec<_> = options.value("edge").map(of_gateway).into_iter().collect();
        self.new_table(&format!("rtb-{name}"), &json!(associations))
    }

    fn local(&mut self, words: &[&str]) -> Result<(), String> {
        let [table, destination, target] = words else { return Err("local TABLE BLOCK TARGET".to_owned()) };
        let routes = self.part(&format!("rtb-{table}"), "/Routes")?;
        let leads_there = |route: &&mut Value| {
            ["DestinationCidrBlock", "DestinationIpv6CidrBlock"].iter().any(|key| route[*key] == *destination)
        };
        let route =
            routes.iter_mut().find(leads_there).ok_or_else(|| format!("no local route leads to {destination}"))?;
        let map = route.as_object_mut().ok_or("the route is no object")?;
        map.remove("GatewayId");
        map.insert(target_key(target).to_owned(), json!(target));
        Ok(())
    }

    fn new_table(&mut self, id: &str, associations: &Value) -> Result<(), String> {
        let vpc = self.here()?;
        let local = |block: &Cidr| {
            let key = if block.family() == Family::V4 { "DestinationCidrBlock" } else { "DestinationIpv6CidrBlock" };
            json!({key: block.to_string(), "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"})
        };
        let routes: Vec<_> = self.blocks[&vpc].iter().map(local).collect();
        self.push(
            "RouteTables",
            json!({
                "RouteTableId": id,
                "VpcId": vpc,
                "OwnerId": self.account,
                "Associations": associations,
                "Routes": routes,
            }),
        );
        Ok(())
    }

    fn route(&mut self, words: &[&str]) -> Result<(), String> {
        let [table, destination, target, rest @ ..] = words else {
            return Err("route TABLE DESTINATION TARGET".to_owned());
        };
        let options = Options::of(rest, &[], &["blackhole", "propagated", "advertised"])?;
        let origin = match (options.has("propagated"), options.has("advertised")) {
            (true, _) => "EnableVgwRoutePropagation",
            (_, true) => "Advertisement",
            _ => "CreateRoute",
        };
        let state = if options.has("blackhole") { "blackhole" } else { "active" };
        let mut route = json!({"State": state, "Origin": origin});
        match destination.strip_prefix("list:") {
            Some(list) => route["DestinationPrefixListId"] = json!(format!("pl-{list}")),
            None if block(destination)?.family() == Family::V4 => route["DestinationCidrBlock"] = json!(destination),
            None => route["DestinationIpv6CidrBlock"] = json!(destination),
        }
        let key = target_key(target);
        route[key] = json!(target);
        let table = format!("rtb-{table}");
        self.part(&table, "/Routes")?.push(route);
        Ok(())
    }

    fn acl(&mut self, words: &[&str]) -> Result<(), String> {
        let [name] = words else { return Err("acl NAME".to_owned()) };
        self.new_acl(&format!("acl-{name}"), false, Vec::new())
    }

    fn new_acl(&mut self, id: &str, default: bool, mut entries: Vec<Value>) -> Result<(), String> {
        let deny = |egress: bool| json!({"RuleNumber": 32767, "Egress": egress, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"});
        entries.extend([deny(false), deny(true)]);
        let vpc = self.here()?;
        self.push(
            "NetworkAcls",
            json!({
                "NetworkAclId": id,
                "VpcId": vpc,
                "OwnerId": self.account,
                "IsDefault": default,
                "Associations": [],
                "Entries": entries,
            }),
        );
        Ok(())
    }

    fn rule(&mut self, words: &[&str]) -> Result<(), String> {
        let [acl, way, number, action, traffic, peer] = words else {
            return Err("rule ACL in|out NUMBER allow|deny TRAFFIC BLOCK".to_owned());
        };
        let number: u64 = number.parse().map_err(|_| format!("{number:?} is no rule number"))?;
        let traffic = Traffic::parse(traffic)?;
        let family = block(peer)?.family();
        let mut entry = json!({
            "RuleNumber": number,
            "Egress": *way == "out",
            "RuleAction": action,
            "Protocol": traffic.number(),
            if family == Family::V4 { "CidrBlock" } else { "Ipv6CidrBlock" }: peer,
        });
        if let Some((from, to)) = traffic.numbers {
            if traffic.is_icmp() {
                entry["IcmpTypeCode"] = json!({"Type": from, "Code": to});
            } else {
                entry["PortRange"] = json!({"From": from, "To": to});
            }
        }
        self.part(&format!("acl-{acl}"), "/Entries")?.push(entry);
        Ok(())
    }

    fn sg(&mut self, words: &[&str]) -> Result<(), String> {
        let [name] = words else { return Err("sg NAME".to_owned()) };
        self.here()?;
        self.new_group(&format!("sg-{name}"), name, &json!([]), &json!([]));
        Ok(())
    }

    fn new_group(&mut self, id: &str, name: &str, inbound: &Value, outbound: &Value) {
        let group = json!({
            "GroupId": id,
            "GroupName": name,
            "VpcId": self.vpc,
            "OwnerId": self.account,
            "IpPermissions": inbound,
            "IpPermissionsEgress": outbound,
        });
        self.push("SecurityGroups", group);
    }

    fn allow(&mut self, words: &[&str]) -> Result<(), String> {
        let [group, way, traffic, peer] = words else { return Err("allow GROUP in|out TRAFFIC PEER".to_owned()) };
        let traffic = Traffic::parse(traffic)?;
        let mut permission = json!({
            "IpProtocol": traffic.name(),
            "IpRanges": [],
            "Ipv6Ranges": [],
            "PrefixListIds": [],
            "UserIdGroupPairs": [],
        });
        if let Some((from, to)) = traffic.numbers {
            permission["FromPort"] = json!(from);
            permission["ToPort"] = json!(to);
        }
        if let Some(list) = peer.strip_prefix("list:") {
            permission["PrefixListIds"] = json!([{"PrefixListId": format!("pl-{list}")}]);
        } else if let Some(other) = peer.strip_prefix("sg:") {
            permission["UserIdGroupPairs"] = json!([{"GroupId": format!("sg-{other}"), "UserId": self.account}]);
        } else if block(peer)?.family() == Family::V4 {
            permission["IpRanges"] = json!([{"CidrIp": peer}]);
        } else {
            permission["Ipv6Ranges"] = json!([{"CidrIpv6": peer}]);
        }
        let list = if *way == "out" { "/IpPermissionsEgress" } else { "/IpPermissions" };
        self.part(&format!("sg-{group}"), list)?.push(permission);
        Ok(())
    }

    fn host(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, subnet, rest @ ..] = words else { return Err("host NAME SUBNET ADDRESS…".to_owned()) };
        let flags = ["no-check", "stopped", "detached", "windows", "linux", "bare"];
        let options = Options::of(rest, &["sg", "public", "prefix"], &flags)?;
        let vpc = self.subnet_of(subnet)?.vpc;
        let default = format!("default-{}", vpc.trim_start_matches("vpc-"));
        let groups: Vec<_> =
            options.value("sg").unwrap_or(&default).split(',').map(|g| json!({"GroupId": format!("sg-{g}")})).collect();
        let mut interface = self.interface(&format!("eni-{name}"), subnet, &options.plain, options.value("public"))?;
        interface["Groups"] = json!(groups);
        interface["SourceDestCheck"] = json!(!options.has("no-check"));
        if let Some(prefix) = options.value("prefix") {
            let key = if block(prefix)?.family() == Family::V4 {
                ("Ipv4Prefixes", "Ipv4Prefix")
            } else {
                ("Ipv6Prefixes", "Ipv6Prefix")
            };
            interface[key.0] = json!([{key.1: prefix}]);
        }
        if options.has("detached") {
            interface["Status"] = json!("available");
        } else if !options.has("bare") {
            let attachment = json!({"InstanceId": format!("i-{name}"), "DeviceIndex": 0, "Status": "attached"});
            interface["Attachment"] = attachment;
        }
        self.push("NetworkInterfaces", interface);
        if options.has("detached") || options.has("bare") {
            return Ok(());
        }
        let mut instance = json!({
            "InstanceId": format!("i-{name}"),
            "State": {"Name": if options.has("stopped") { "stopped" } else { "running" }},
            "NetworkInterfaces": [{"NetworkInterfaceId": format!("eni-{name}"), "SubnetId": format!("subnet-{subnet}")}],
            "Tags": named(name),
        });
        if options.has("windows") {
            instance["Platform"] = json!("windows");
        } else if options.has("linux") {
            instance["PlatformDetails"] = json!("Linux/UNIX");
        }
        let reservation =
            json!({"ReservationId": format!("r-{name}"), "OwnerId": self.account, "Instances": [instance]});
        self.push("Reservations", reservation);
        Ok(())
    }

    fn subnet_of(&self, name: &str) -> Result<Subnet, String> {
        self.subnets.get(name).cloned().ok_or_else(|| format!("no subnet is called {name:?}"))
    }

    fn interface(&self, id: &str, subnet: &str, addresses: &[&str], public: Option<&str>) -> Result<Value, String> {
        let of = self.subnet_of(subnet)?;
        let mut interface = json!({
            "NetworkInterfaceId": id,
            "VpcId": of.vpc,
            "SubnetId": format!("subnet-{subnet}"),
            "AvailabilityZone": format!("eu-west-1{}", of.zone),
            "OwnerId": self.account,
            "Status": "in-use",
            "InterfaceType": "interface",
            "SourceDestCheck": true,
            "Groups": [],
            "PrivateIpAddresses": [],
            "Ipv6Addresses": [],
            "Attachment": {"Status": "attached"},
        });
        let mut first = true;
        for text in addresses {
            let address: Address = text.parse().map_err(|_| format!("{text:?} is no address"))?;
            if address.family() == Family::V6 {
                push(&mut interface["Ipv6Addresses"], json!({"Ipv6Address": text}));
                continue;
            }
            let mut private = json!({"PrivateIpAddress": text, "Primary": first});
            if let Some(public) = public.filter(|_| first) {
                private["Association"] = json!({"PublicIp": public});
                interface["Association"] = json!({"PublicIp": public});
            }
            if first {
                interface["PrivateIpAddress"] = json!(text);
            }
            push(&mut interface["PrivateIpAddresses"], private);
            first = false;
        }
        Ok(interface)
    }

    fn igw(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, rest @ ..] = words else { return Err("igw NAME".to_owned()) };
        let options = Options::of(rest, &[], &["detached"])?;
        let vpc = self.here()?;
        let attachments =
            if options.has("detached") { json!([]) } else { json!([{"VpcId": vpc, "State": "available"}]) };
        let owner = self.account.clone();
        self.push(
            "InternetGateways",
            json!({
                "InternetGatewayId": format!("igw-{name}"),
                "OwnerId": owner,
                "Attachments": attachments,
            }),
        );
        Ok(())
    }

    fn regional_nat(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, rest @ ..] = words else { return Err("regional-nat NAME ADDRESS[@ZONE]… [table T]".to_owned()) };
        let options = Options::of(rest, &["state", "table"], &[])?;
        let addresses: Vec<_> = options
            .plain
            .iter()
            .map(|text| {
                let (address, zone) = text.split_once('@').unwrap_or((text, ""));
                let mut address =
                    json!({"AllocationId": format!("eipalloc-{name}"), "PublicIp": address, "Status": "succeeded"});
                if !zone.is_empty() {
                    address["AvailabilityZone"] = json!(format!("eu-west-1{zone}"));
                    address["AvailabilityZoneId"] = json!(format!("euw1-az{zone}"));
                }
                address
            })
            .collect();
        let vpc = self.here()?;
        let mut gateway = json!({
            "NatGatewayId": format!("nat-{name}"),
            "State": options.value("state").unwrap_or("available"),
            "VpcId": vpc,
            "ConnectivityType": "public",
            "AvailabilityMode": "regional",
            "NatGatewayAddresses": addresses,
        });
        if let Some(table) = options.value("table") {
            gateway["RouteTableId"] = json!(format!("rtb-{table}"));
        }
        self.push("NatGateways", gateway);
        Ok(())
    }

    fn nat(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, subnet, rest @ ..] = words else { return Err("nat NAME SUBNET ADDRESS…".to_owned()) };
        let options = Options::of(rest, &["public", "state"], &["private", "no-eni", "checked"])?;
        let id = format!("eni-nat-{name}");
        let mut interface = self.interface(&id, subnet, &options.plain, options.value("public"))?;
        interface["InterfaceType"] = json!("nat_gateway");
        interface["SourceDestCheck"] = json!(options.has("checked"));
        interface["RequesterId"] = json!("222233334444");
        interface["Description"] = json!(format!("Interface for NAT Gateway nat-{name}"));
        if !options.has("no-eni") {
            self.push("NetworkInterfaces", interface);
        }
        let addresses: Vec<_> = options
            .plain
            .iter()
            .enumerate()
            .map(|(at, address)| {
                json!({"NetworkInterfaceId": id, "PrivateIp": address, "IsPrimary": at == 0, "Status": "succeeded"})
            })
            .collect();
        let vpc = self.subnet_of(subnet)?.vpc;
        self.push(
            "NatGateways",
            json!({
                "NatGatewayId": format!("nat-{name}"),
                "State": options.value("state").unwrap_or("available"),
                "SubnetId": format!("subnet-{subnet}"),
                "VpcId": vpc,
                "ConnectivityType": if options.has("private") { "private" } else { "public" },
                "NatGatewayAddresses": addresses,
            }),
        );
        Ok(())
    }

    fn eigw(&mut self, words: &[&str]) -> Result<(), String> {
        let [name] = words else { return Err("eigw NAME".to_owned()) };
        let vpc = self.here()?;
        let gateway = json!({
            "EgressOnlyInternetGatewayId": format!("eigw-{name}"),
            "Attachments": [{"VpcId": vpc, "State": "attached"}],
        });
        self.push("EgressOnlyInternetGateways", gateway);
        Ok(())
    }

    fn peer(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, requester, accepter, rest @ ..] = words else { return Err("peer NAME VPC VPC".to_owned()) };
        let options = Options::of(rest, &["region", "status"], &[])?;
        let status = options.value("status").unwrap_or("active");
        let side = |vpc: &str, region: &str| {
            let blocks = self.blocks.get(&format!("vpc-{vpc}")).cloned().unwrap_or_default();
            let of = |family: Family, key: &str| -> Vec<Value> {
                let of_family = blocks.iter().filter(|block| block.family() == family && status == "active");
                of_family.map(|block| json!({key: block.to_string()})).collect()
            };
            json!({
                "VpcId": format!("vpc-{vpc}"),
                "OwnerId": self.account,
                "Region": region,
                "CidrBlockSet": of(Family::V4, "CidrBlock"),
                "Ipv6CidrBlockSet": of(Family::V6, "Ipv6CidrBlock"),
            })
        };
        let connection = json!({
            "VpcPeeringConnectionId": format!("pcx-{name}"),
            "RequesterVpcInfo": side(requester, "eu-west-1"),
            "AccepterVpcInfo": side(accepter, options.value("region").unwrap_or("eu-west-1")),
            "Status": {"Code": status},
        });
        self.push("VpcPeeringConnections", connection);
        Ok(())
    }

    fn tgw(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, rest @ ..] = words else { return Err("tgw NAME".to_owned()) };
        let options = Options::of(rest, &[], &["references"])?;
        let references = if options.has("references") { "enable" } else { "disable" };
        let owner = self.account.clone();
        self.push(
            "TransitGateways",
            json!({
                "TransitGatewayId": format!("tgw-{name}"),
                "OwnerId": owner,
                "State": "available",
                "Options": {"SecurityGroupReferencingSupport": references},
            }),
        );
        Ok(())
    }

    fn attach(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, gateway, subnets, rest @ ..] = words else { return Err("attach NAME TGW SUBNET,…".to_owned()) };
        let options = Options::of(rest, &["table", "state"], &["appliance", "no-eni", "no-references"])?;
        let id = format!("tgw-attach-{name}");
        // The attachment belongs to the VPC of its subnets, wherever the line stands.
        let vpc = self.subnet_of(subnets.split(',').next().unwrap_or_default())?.vpc;
        let state = options.value("state").unwrap_or("available");
        let mut ids = Vec::new();
        for subnet in subnets.split(',') {
            ids.push(format!("subnet-{subnet}"));
            self.subnet_of(subnet)?;
            if options.has("no-eni") {
                continue;
            }
            // Addresses of attachment interfaces matter to nobody; they are taken from the subnet's end.
            let block = self.element(&format!("subnet-{subnet}"))?["CidrBlock"].as_str().map(str::to_owned);
            let of_subnet = json!(format!("subnet-{subnet}"));
            let here = |interface: &&Value| {
                interface["InterfaceType"] == "transit_gateway" && interface["SubnetId"] == of_subnet
            };
            let before = self.lists.get("NetworkInterfaces").into_iter().flatten().filter(here).count();
            let last = block
                .and_then(|text| text.parse::<Cidr>().ok())
                .map(|block| Address::from_number(block.last().number() - 1 - before as u128).to_string());
            let addresses: Vec<&str> = last.as_deref().into_iter().collect();
            let mut interface = self.interface(&format!("eni-{name}-{subnet}"), subnet, &addresses, None)?;
            interface["InterfaceType"] = json!("transit_gateway");
            interface["SourceDestCheck"] = json!(false);
            interface["RequesterId"] = json!("222233334444");
            interface["Description"] = json!(format!("Network Interface for Transit Gateway Attachment {id}"));
            self.push("NetworkInterfaces", interface);
        }
        let enable = |on: bool| if on { "enable" } else { "disable" };
        self.push(
            "TransitGatewayVpcAttachments",
            json!({
                "TransitGatewayAttachmentId": id,
                "TransitGatewayId": format!("tgw-{gateway}"),
                "VpcId": vpc,
                "VpcOwnerId": self.account,
                "State": state,
                "SubnetIds": ids,
                "Options": {
                    "ApplianceModeSupport": enable(options.has("appliance")),
                    "SecurityGroupReferencingSupport": enable(!options.has("no-references")),
                },
            }),
        );
        let mut attachment = json!({
            "TransitGatewayAttachmentId": id,
            "TransitGatewayId": format!("tgw-{gateway}"),
            "ResourceOwnerId": self.account,
            "ResourceType": "vpc",
            "ResourceId": vpc,
            "State": state,
        });
        if let Some(table) = options.value("table") {
            attachment["Association"] =
                json!({"TransitGatewayRouteTableId": format!("tgw-rtb-{table}"), "State": "associated"});
        }
        self.push("TransitGatewayAttachments", attachment);
        Ok(())
    }

    fn attach_edge(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, gateway, kind, resource, rest @ ..] = words else {
            return Err("attach-edge NAME TGW KIND RESOURCE".to_owned());
        };
        let options = Options::of(rest, &["table", "state"], &[])?;
        let mut attachment = json!({
            "TransitGatewayAttachmentId": format!("tgw-attach-{name}"),
            "TransitGatewayId": format!("tgw-{gateway}"),
            "TransitGatewayOwnerId": self.account,
            "ResourceOwnerId": self.account,
            "ResourceType": kind,
            "ResourceId": resource,
            "State": options.value("state").unwrap_or("available"),
        });
        if let Some(table) = options.value("table") {
            attachment["Association"] =
                json!({"TransitGatewayRouteTableId": format!("tgw-rtb-{table}"), "State": "associated"});
        }
        self.push("TransitGatewayAttachments", attachment);
        Ok(())
    }

    fn tgw_peer(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, requester, accepter, rest @ ..] = words else { return Err("tgw-peer NAME TGW TGW".to_owned()) };
        let options = Options::of(rest, &["tables", "state", "region", "account"], &["far-unread"])?;
        let state = options.value("state").unwrap_or("available");
        let tables: Vec<&str> = options.value("tables").map(|tables| tables.split(',').collect()).unwrap_or_default();
        let side = |gateway: &str, account: &str, region: &str| json!({"TransitGatewayId": format!("tgw-{gateway}"), "OwnerId": account, "Region": region});
        let account = options.value("account").unwrap_or(&self.account).to_owned();
        let peering = json!({
            "TransitGatewayAttachmentId": format!("tgw-attach-{name}"),
            "RequesterTgwInfo": side(requester, &self.account, "eu-west-1"),
            "AccepterTgwInfo": side(accepter, &account, options.value("region").unwrap_or("eu-west-1")),
            "State": state,
        });
        self.push("TransitGatewayPeeringAttachments", peering);
        // Each gateway's owner sees the attachment under the same id.
        let sides = [(requester, accepter), (accepter, requester)];
        for (at, (near, far)) in sides.into_iter().enumerate() {
            if at == 1 && options.has("far-unread") {
                break;
            }
            let mut attachment = json!({
                "TransitGatewayAttachmentId": format!("tgw-attach-{name}"),
                "TransitGatewayId": format!("tgw-{near}"),
                "TransitGatewayOwnerId": self.account,
                "ResourceOwnerId": account,
                "ResourceType": "peering",
                "ResourceId": format!("tgw-{far}"),
                "State": state,
            });
            if let Some(table) = tables.get(at).filter(|table| **table != "-") {
                attachment["Association"] =
                    json!({"TransitGatewayRouteTableId": format!("tgw-rtb-{table}"), "State": "associated"});
            }
            self.push("TransitGatewayAttachments", attachment);
        }
        Ok(())
    }

    fn tgw_list(&mut self, words: &[&str]) -> Result<(), String> {
        let [table, list, target, rest @ ..] = words else {
            return Err("tgw-list TABLE LIST ATTACHMENT|blackhole".to_owned());
        };
        let options = Options::of(rest, &["state"], &[])?;
        let mut reference = json!({
            "TransitGatewayRouteTableId": format!("tgw-rtb-{table}"),
            "PrefixListId": format!("pl-{list}"),
            "PrefixListOwnerId": self.account,
            "State": options.value("state").unwrap_or("available"),
            "Blackhole": *target == "blackhole",
        });
        if *target != "blackhole" {
            reference["TransitGatewayAttachment"] =
                json!({"TransitGatewayAttachmentId": format!("tgw-attach-{target}")});
        }
        self.push("TransitGatewayPrefixListReferences", reference);
        Ok(())
    }

    fn vgw(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, rest @ ..] = words else { return Err("vgw NAME".to_owned()) };
        let options = Options::of(rest, &["state"], &[])?;
        let attachment = json!({"VpcId": self.here()?, "State": options.value("state").unwrap_or("attached")});
        let gateway = json!({
            "VpnGatewayId": format!("vgw-{name}"),
            "State": "available",
            "Type": "ipsec.1",
            "VpcAttachments": [attachment],
        });
        self.push("VpnGateways", gateway);
        // Without connections the answer about them is empty.
        self.lists.entry("VpnConnections").or_default();
        Ok(())
    }

    fn vpn(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, gateway, rest @ ..] = words else { return Err("vpn NAME GATEWAY BLOCK…".to_owned()) };
        let options = Options::of(rest, &["far", "near"], &["down", "bgp", "ipv6"])?;
        let routes: Vec<_> = options
            .plain
            .iter()
            .map(|block| json!({"DestinationCidrBlock": block, "Source": "Static", "State": "available"}))
            .collect();
        let learnt = u32::from(options.has("bgp"));
        let tunnel = |up: bool| {
            json!({
                "Status": if up { "UP" } else { "DOWN" },
                "AcceptedRouteCount": if up { learnt } else { 0 },
                "OutsideIpAddress": "198.51.100.1",
            })
        };
        let key = if gateway.starts_with("vgw-") { "VpnGatewayId" } else { "TransitGatewayId" };
        let connection = json!({
            "VpnConnectionId": format!("vpn-{name}"),
            key: gateway,
            "CustomerGatewayId": format!("cgw-{name}"),
            "State": "available",
            "Type": "ipsec.1",
            "Options": {
                "StaticRoutesOnly": !options.has("bgp"),
                "TunnelInsideIpVersion": if options.has("ipv6") { "ipv6" } else { "ipv4" },
                "LocalIpv4NetworkCidr": options.value("far").unwrap_or("0.0.0.0/0"),
                "RemoteIpv4NetworkCidr": options.value("near").unwrap_or("0.0.0.0/0"),
            },
            "Routes": routes,
            "VgwTelemetry": [tunnel(!options.has("down")), tunnel(false)],
        });
        self.push("VpnConnections", connection);
        Ok(())
    }

    fn vif(&mut self, words: &[&str]) -> Result<(), String> {
        let gateway = match words {
            ["none"] => None,
            [gateway] => Some(gateway),
            _ => return Err("vif GATEWAY|none".to_owned()),
        };
        // Both answers are there from then on; without associations theirs is empty.
        self.lists.entry("virtualInterfaces").or_default();
        self.lists.entry("directConnectGatewayAssociations").or_default();
        if let Some(gateway) = gateway {
            let interface = json!({
                "virtualInterfaceId": format!("dxvif-{gateway}"),
                "virtualInterfaceState": "available",
                "virtualGatewayId": gateway,
            });
            self.push("virtualInterfaces", interface);
        }
        Ok(())
    }

    fn tgw_table(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, gateway] = words else { return Err("tgw-table NAME TGW".to_owned()) };
        if !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(format!("{name:?} is not hexadecimal"));
        }
        let id = format!("tgw-rtb-{name}");
        self.push(
            "TransitGatewayRouteTables",
            json!({
                "TransitGatewayRouteTableId": id,
                "TransitGatewayId": format!("tgw-{gateway}"),
                "State": "available",
            }),
        );
        self.by_parent.entry(("Routes", id)).or_default();
        Ok(())
    }

    fn tgw_route(&mut self, words: &[&str]) -> Result<(), String> {
        let [table, destination, target, rest @ ..] = words else {
            return Err("tgw-route TABLE DESTINATION ATTACHMENT".to_owned());
        };
        let options = Options::of(rest, &[], &["static"])?;
        let kind = if options.has("static") { "static" } else { "propagated" };
        let mut route = json!({"Type": kind, "State": "active"});
        match destination.strip_prefix("list:") {
            Some(list) => route["PrefixListId"] = json!(format!("pl-{list}")),
            None => route["DestinationCidrBlock"] = json!(block(destination)?.to_string()),
        }
        if *target == "blackhole" {
            route["State"] = json!("blackhole");
        } else {
            let attachments: Vec<_> = target
                .split(',')
                .map(|name| json!({"TransitGatewayAttachmentId": format!("tgw-attach-{name}"), "ResourceType": "vpc"}))
                .collect();
            route["TransitGatewayAttachments"] = json!(attachments);
        }
        let routes = self.by_parent.get_mut(&("Routes", format!("tgw-rtb-{table}")));
        routes.ok_or_else(|| format!("no transit gateway table is called {table:?}"))?.push(route);
        Ok(())
    }

    fn endpoint(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, list, rest @ ..] = words else { return Err("endpoint NAME LIST".to_owned()) };
        let options = Options::of(rest, &["state", "type"], &[])?;
        let vpc = self.here()?;
        let owner = self.account.clone();
        self.push(
            "VpcEndpoints",
            json!({
                "VpcEndpointId": format!("vpce-{name}"),
                "VpcEndpointType": options.value("type").unwrap_or("Gateway"),
                "VpcId": vpc,
                "OwnerId": owner,
                "ServiceName": format!("com.amazonaws.eu-west-1.{name}"),
                "State": options.value("state").unwrap_or("available"),
            }),
        );
        // Endpoints for one service in several VPCs share its list.
        let id = format!("pl-{list}");
        if self.element(&id).is_err() {
            let described = json!({
                "PrefixListId": id,
                "PrefixListName": format!("com.amazonaws.eu-west-1.{name}"),
                "PrefixListArn": format!("arn:aws:ec2:eu-west-1:aws:prefix-list/{id}"),
                "OwnerId": "AWS",
            });
            self.push("PrefixLists", described);
        }
        Ok(())
    }

    fn list(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, blocks @ ..] = words else { return Err("list NAME BLOCK…".to_owned()) };
        let id = format!("pl-{name}");
        let entries: Vec<_> = blocks.iter().map(|block| json!({"Cidr": block, "Description": ""})).collect();
        self.by_parent.insert(("Entries", id), entries);
        Ok(())
    }

    fn list_unread(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, rest @ ..] = words else { return Err("list-unread NAME [SERVICE]".to_owned()) };
        let service =
            rest.first().map_or_else(|| (*name).to_owned(), |service| format!("com.amazonaws.eu-west-1.{service}"));
        let owner = self.account.clone();
        self.push(
            "PrefixLists",
            json!({
                "PrefixListId": format!("pl-{name}"),
                "PrefixListName": service,
                "PrefixListArn": format!("arn:aws:ec2:eu-west-1:{owner}:prefix-list/pl-{name}"),
                "OwnerId": owner,
            }),
        );
        Ok(())
    }

    fn eip(&mut self, words: &[&str]) -> Result<(), String> {
        let (name, address, owner) = match words {
            [name, address] => (name, address, None),
            [name, address, "eni", id, private] => (name, address, Some((id, private))),
            _ => return Err("eip NAME ADDRESS [eni ID ADDRESS]".to_owned()),
        };
        let mut elastic = json!({"AllocationId": format!("eipalloc-{name}"), "PublicIp": address, "Domain": "vpc"});
        if let Some((id, private)) = owner {
            elastic["NetworkInterfaceId"] = json!(id);
            elastic["PrivateIpAddress"] = json!(private);
        }
        self.push("Addresses", elastic);
        Ok(())
    }

    fn byoip(&mut self, words: &[&str]) -> Result<(), String> {
        let [range, state] = words else { return Err("byoip BLOCK STATE".to_owned()) };
        block(range)?;
        self.push("ByoipCidrs", json!({"Cidr": range, "State": state}));
        Ok(())
    }

    fn public_access(&mut self, words: &[&str]) -> Result<(), String> {
        let [mode, rest @ ..] = words else { return Err("public-access MODE".to_owned()) };
        let options = Options::of(rest, &["state", "region"], &[])?;
        self.public_access_told = true;
        if *mode == "unread" {
            return Ok(());
        }
        let said = json!({
            "AwsAccountId": self.account,
            "AwsRegion": options.value("region").unwrap_or("eu-west-1"),
            "State": options.value("state").unwrap_or("update-complete"),
            "InternetGatewayBlockMode": mode,
        });
        self.push("VpcBlockPublicAccessOptions", said);
        Ok(())
    }

    fn database(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, subnets, rest @ ..] = words else {
            return Err("database NAME SUBNET,… [sg G,…] [port P]".to_owned());
        };
        let options = Options::of(rest, &["sg", "port"], &[])?;
        let split = |names: &str| names.split(',').map(str::to_owned).collect::<Vec<_>>();
        let groups = options.value("sg").map(split).unwrap_or_default();
        let groups: Vec<_> = groups.iter().map(|group| json!({"VpcSecurityGroupId": format!("sg-{group}")})).collect();
        let subnets = split(subnets);
        let subnets: Vec<_> = subnets.iter().map(|at| json!({"SubnetIdentifier": format!("subnet-{at}")})).collect();
        let port: u16 = options.value("port").unwrap_or("5432").parse().map_err(|error| format!("{error}"))?;
        let said = json!({
            "DBInstanceIdentifier": name,
            "DBInstanceArn": format!("arn:aws:rds:eu-west-1:{}:db:{name}", self.account),
            "Engine": "postgres",
            "Endpoint": {"Address": format!("{name}.c1a2b3d4e5f6.eu-west-1.rds.amazonaws.com"), "Port": port},
            "VpcSecurityGroups": groups,
            "DBSubnetGroup": {"DBSubnetGroupName": "all", "Subnets": subnets},
        });
        self.push("DBInstances", said);
        Ok(())
    }

    fn task(&mut self, words: &[&str]) -> Result<(), String> {
        let [service, interface, rest @ ..] = words else { return Err("task SERVICE ENI [cluster C]".to_owned()) };
        let options = Options::of(rest, &["cluster"], &[])?;
        let cluster = options.value("cluster").unwrap_or("default");
        let arn = |what: &str| format!("arn:aws:ecs:eu-west-1:{}:{what}", self.account);
        let details = json!([{"name": "subnetId", "value": "?"}, {"name": "networkInterfaceId", "value": interface}]);
        let said = json!({
            "taskArn": arn(&format!("task/{cluster}/{service}-{interface}")),
            "clusterArn": arn(&format!("cluster/{cluster}")),
            "group": format!("service:{service}"),
            "lastStatus": "RUNNING",
            "attachments": [{"type": "ElasticNetworkInterface", "status": "ATTACHED", "details": details}],
        });
        self.push("tasks", said);
        Ok(())
    }

    fn local_zone(&mut self, words: &[&str]) -> Result<(), String> {
        let [name, id, parent_name, parent_id] = words else {
            return Err("local-zone NAME ID PARENT-NAME PARENT-ID".to_owned());
        };
        let zone = json!({
            "ZoneType": "local-zone",
            "ZoneName": name,
            "ZoneId": id,
            "ParentZoneName": parent_name,
            "ParentZoneId": parent_id,
            "OptInStatus": "opted-in",
            "State": "available",
        });
        self.push("AvailabilityZones", zone);
        Ok(())
    }

    fn exclude(&mut self, words: &[&str]) -> Result<(), String> {
        let [id, mode, rest @ ..] = words else { return Err("exclude ID MODE".to_owned()) };
        let options = Options::of(rest, &["state"], &[])?;
        let kind = id.split('-').next().unwrap_or_default();
        let exclusion = json!({
            "ExclusionId": format!("vpcbpa-exclude-{id}-{mode}"),
            "ResourceArn": format!("arn:aws:ec2:eu-west-1:{}:{kind}/{id}", self.account),
            "InternetGatewayExclusionMode": mode,
            "State": options.value("state").unwrap_or("create-complete"),
        });
        self.push("VpcBlockPublicAccessExclusions", exclusion);
        Ok(())
    }

    fn without(&mut self, words: &[&str]) -> Result<(), String> {
        let [id] = words else { return Err("without ID".to_owned()) };
        self.element(id)?;
        for (key, list) in &mut self.lists {
            list.retain(|element| id_of(key, element) != Some(*id));
        }
        Ok(())
    }

    fn set(&mut self, words: &[&str], statement: &str) -> Result<(), String> {
        let [id, pointer, ..] = words else { return Err("set ID POINTER JSON".to_owned()) };
        let text = statement.splitn(4, char::is_whitespace).nth(3).unwrap_or_default().trim();
        let value: Value = serde_json::from_str(text).map_err(|error| format!("{text:?} is no JSON: {error}"))?;
        put(self.element(id)?, pointer, value)
    }

    /// AWS prints with each VPC what Block Public Access comes to there. Where a network tells of the account's word, that is what
    /// answers rest on.
    fn public_access_off(&mut self) {
        if self.public_access_told {
            return;
        }
        for vpc in self.lists.get_mut("Vpcs").into_iter().flatten().filter_map(Value::as_object_mut) {
            let off = json!({"InternetGatewayBlockMode": "off"});
            vpc.entry("BlockPublicAccessStates").or_insert(off);
        }
    }

    fn files(mut self) -> Files {
        self.public_access_off();
        let text = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
        let answer = |key: &str, elements: &Vec<Value>| {
            let mut answer = json!({key: elements});
            if self.truncated.contains(key) {
                answer["NextToken"] = json!("eyJ2IjoiMiJ9");
            }
            text(&answer)
        };
        let kept = self.lists.iter().filter(|(key, _)| !self.dropped.contains(**key));
        // Answers that tell of one resource are a file each.
        let (single, whole): (Vec<_>, Vec<_>) = kept.partition(|(key, _)| firewall::ANSWERS.contains(key));
        let file = |(key, elements): (&&str, &Vec<Value>)| (format!("{key}.json"), answer(key, elements));
        let mut files: Files = whole.into_iter().map(file).collect();
        for (key, elements) in single {
            files.extend(elements.iter().enumerate().map(|(at, element)| (format!("{key}.{at}.json"), text(element))));
        }
        for ((key, parent), elements) in self.by_parent.iter().filter(|((key, _), _)| !self.dropped.contains(*key)) {
            files.push((format!("{key}.{parent}.json"), answer(key, elements)));
        }
        if self.again {
            let second: Files = files.iter().map(|(name, text)| (format!("again/{name}"), text.clone())).collect();
            files.extend(second);
        }
        files
    }
}

/// The key under which a route names its target.
fn target_key(target: &str) -> &'static str {
    match target.split_once('-').map_or(target, |(prefix, _)| prefix) {
        "nat" => "NatGatewayId",
        "eni" => "NetworkInterfaceId",
        "i" => "InstanceId",
        "tgw" => "TransitGatewayId",
        "pcx" => "VpcPeeringConnectionId",
        "eigw" => "EgressOnlyInternetGatewayId",
        _ if target.parse::<Address>().is_ok() => "IpAddress",
        _ => "GatewayId",
    }
}

/// Puts a value at a pointer, making the last key where it isn't there.
pub(crate) fn put(element: &mut Value, pointer: &str, value: Value) -> Result<(), String> {
    let (parent, key) = pointer.rsplit_once('/').ok_or_else(|| format!("{pointer:?} is no JSON pointer"))?;
    let parent = element.pointer_mut(parent).ok_or_else(|| format!("nothing stands at {parent:?}"))?;
    match parent {
        Value::Object(map) => {
            map.insert(key.to_owned(), value);
        }
        Value::Array(list) => {
            let at: usize = key.parse().map_err(|_| format!("{key:?} is no index"))?;
            if at < list.len() {
                list[at] = value;
            } else {
                list.push(value);
            }
        }
        _ => return Err(format!("nothing can stand at {pointer:?}")),
    }
    Ok(())
}

/// The id of an element of a list.
fn id_of<'e>(list: &str, element: &'e Value) -> Option<&'e str> {
    const KEYS: &[(&str, &str)] = &[
        ("Vpcs", "VpcId"),
        ("Subnets", "SubnetId"),
        ("AvailabilityZones", "ZoneId"),
        ("NetworkInterfaces", "NetworkInterfaceId"),
        ("Reservations", "ReservationId"),
        ("Addresses", "AllocationId"),
        ("SecurityGroups", "GroupId"),
        ("NetworkAcls", "NetworkAclId"),
        ("PrefixLists", "PrefixListId"),
        ("RouteTables", "RouteTableId"),
        ("InternetGateways", "InternetGatewayId"),
        ("NatGateways", "NatGatewayId"),
        ("VpcEndpoints", "VpcEndpointId"),
        ("ServiceConfigurations", "ServiceId"),
        ("LoadBalancers", "LoadBalancerName"),
        ("TransitGateways", "TransitGatewayId"),
        ("TransitGatewayVpcAttachments", "TransitGatewayAttachmentId"),
        ("TransitGatewayRouteTables", "TransitGatewayRouteTableId"),
        ("VpnGateways", "VpnGatewayId"),
        ("VpnConnections", "VpnConnectionId"),
        ("Firewalls", "Firewall/FirewallName"),
        ("FirewallPolicies", "FirewallPolicyResponse/FirewallPolicyName"),
        ("RuleGroups", "RuleGroupResponse/RuleGroupName"),
    ];
    let (_, key) = KEYS.iter().find(|(known, _)| *known == list)?;
    element.pointer(&format!("/{key}"))?.as_str()
}

fn push(list: &mut Value, value: Value) {
    if let Some(list) = list.as_array_mut() {
        list.push(value);
    }
}

fn keep(set: &mut BTreeSet<String>, words: &[&str]) -> Result<(), String> {
    let [key] = words else { return Err("one top-level key is wanted".to_owned()) };
    set.insert((*key).to_owned());
    Ok(())
}

fn named(name: &str) -> Value {
    json!([{"Key": "Name", "Value": name}])
}

fn block(text: &str) -> Result<Cidr, String> {
    text.parse().map_err(|error| format!("{text:?}: {error}"))
}

/// Blocks by family.
fn split(texts: &[&str]) -> Result<(Vec<Cidr>, Vec<Cidr>), String> {
    let blocks = texts.iter().map(|text| block(text)).collect::<Result<Vec<_>, _>>()?;
    Ok(blocks.into_iter().partition(|block| block.family() == Family::V4))
}

/// Traffic in the fixture language.
struct Traffic<'t> {
    protocol: &'t str,
    numbers: Option<(i64, i64)>,
}

impl<'t> Traffic<'t> {
    fn parse(text: &'t str) -> Result<Self, String> {
        let (protocol, numbers) =
            text.split_once(':').map_or((text, None), |(protocol, numbers)| (protocol, Some(numbers)));
        let traffic = Traffic { protocol, numbers: None };
        let Some(numbers) = numbers else {
            // The console's "all ICMP" is printed as -1/-1.
            return Ok(if traffic.is_icmp() { Traffic { numbers: Some((-1, -1)), ..traffic } } else { traffic });
        };
        let number = |text: &str| text.parse::<i64>().map_err(|_| format!("{text:?} is no number"));
        let separator = if traffic.is_icmp() { '/' } else { '-' };
        let both = match numbers.split_once(separator) {
            Some((from, to)) => (number(from)?, number(to)?),
            None if traffic.is_icmp() => (number(numbers)?, -1),
            None => (number(numbers)?, number(numbers)?),
        };
        Ok(Traffic { numbers: Some(both), ..traffic })
    }

    fn is_icmp(&self) -> bool {
        matches!(self.protocol, "icmp" | "icmpv6")
    }

    /// As network ACLs print it.
    fn number(&self) -> String {
        match self.protocol {
            "all" => "-1".to_owned(),
            "tcp" => "6".to_owned(),
            "udp" => "17".to_owned(),
            "icmp" => "1".to_owned(),
            "icmpv6" => "58".to_owned(),
            number => number.to_owned(),
        }
    }

    /// As security groups print it.
    fn name(&self) -> String {
        if self.protocol == "all" { "-1".to_owned() } else { self.protocol.to_owned() }
    }
}
