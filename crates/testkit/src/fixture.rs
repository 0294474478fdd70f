//! The fixture language: from lines to describe JSON. The crate's documentation specifies it.

mod balancers;
mod client_vpn;
mod core_network;
mod edge;
mod endpoints;
mod filters;
mod firewall;
mod gateways;
mod lists;
mod routes;
mod services;
mod transit;
mod vpcs;

use crate::Files;
use packetwalk_space::{Cidr, Family};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

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

/// An answer whose list is one object.
const SETTINGS: &str = "LoadBalancerAttributes";

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
            "connect" => self.connect(rest),
            "connect-peer" => self.connect_peer(rest),
            "tgw-peer" => self.tgw_peer(rest),
            "tgw-list" => self.tgw_list(rest),
            "vgw" => self.vgw(rest),
            "vpn" => self.vpn(rest),
            "vif" => self.vif(rest),
            "encryption-control" => self.encryption_control(rest),
            "core-network" => self.core_network(rest),
            "core-attach" => self.core_attach(rest),
            "core-segment" => self.core_segment(rest),
            "core-route" => self.core_route(rest),
            "dx-association" => self.dx_association(rest),
            "tgw-table" => self.tgw_table(rest),
            "tgw-route" => self.tgw_route(rest),
            "tgw-propagation" => self.tgw_propagation(rest),
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
            "clb" => self.classic_balancer(rest),
            "clb-listener" => self.classic_listener(rest),
            "clb-instances" => self.classic_instances(rest),
            "clb-cross-zone" => self.classic_cross_zone(rest),
            "eice" => self.instance_connect(rest),
            "cvpn" => self.client_vpn(rest),
            "cvpn-target" => self.client_vpn_target(rest),
            "cvpn-route" => self.client_vpn_route(rest),
            "cvpn-rule" => self.client_vpn_rule(rest),
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
        let (single, whole): (Vec<_>, Vec<_>) =
            kept.partition(|(key, _)| firewall::ANSWERS.contains(key) || core_network::ANSWERS.contains(key));
        let file = |(key, elements): (&&str, &Vec<Value>)| (format!("{key}.json"), answer(key, elements));
        let mut files: Files = whole.into_iter().map(file).collect();
        for (key, elements) in single {
            files.extend(elements.iter().enumerate().map(|(at, element)| (format!("{key}.{at}.json"), text(element))));
        }
        for ((key, parent), elements) in self.by_parent.iter().filter(|((key, _), _)| !self.dropped.contains(*key)) {
            let told = match elements.as_slice() {
                [settings] if *key == SETTINGS => text(&json!({*key: settings})),
                _ => answer(key, elements),
            };
            files.push((format!("{key}.{parent}.json"), told));
        }
        if self.again { again(&files) } else { files }
    }
}

/// A snapshot with every answer in it a second time.
pub(crate) fn again(files: &Files) -> Files {
    let answers = files.iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|kind| kind == "json"));
    let second = answers.map(|(name, text)| (format!("again/{name}"), text.clone()));
    files.iter().cloned().chain(second).collect()
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
        ("LoadBalancerDescriptions", "LoadBalancerName"),
        ("VpcPeeringConnections", "VpcPeeringConnectionId"),
        ("TransitGateways", "TransitGatewayId"),
        ("TransitGatewayVpcAttachments", "TransitGatewayAttachmentId"),
        ("TransitGatewayRouteTables", "TransitGatewayRouteTableId"),
        ("VpnGateways", "VpnGatewayId"),
        ("VpnConnections", "VpnConnectionId"),
        ("TransitGatewayConnectPeers", "TransitGatewayConnectPeerId"),
        ("ClientVpnEndpoints", "ClientVpnEndpointId"),
        ("Firewalls", "Firewall/FirewallName"),
        ("FirewallPolicies", "FirewallPolicyResponse/FirewallPolicyName"),
        ("RuleGroups", "RuleGroupResponse/RuleGroupName"),
        ("CoreNetworks", "CoreNetworkId"),
        ("Attachments", "AttachmentId"),
        ("virtualInterfaces", "virtualInterfaceId"),
        ("directConnectGatewayAssociations", "associationId"),
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
