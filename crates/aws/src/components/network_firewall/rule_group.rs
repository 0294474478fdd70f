//! Rule groups of network firewalls: stateless rules, or stateful ones in any of their three forms.

use super::policy::{SetShape, Verb, read_sets};
use super::record::account;
use super::suricata::{self, Header, Rule};
use crate::component::{Component, Record};
use crate::network::Network;
use crate::origin::{Line, Origin};
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{Citation, Cite};
use packetwalk_space::{Cidr, IntervalSet, Protocol, text};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    rule_group_response: ResponseShape<'a>,
    #[serde(borrow, default)]
    rule_group: Option<GroupShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResponseShape<'a> {
    #[serde(borrow)]
    rule_group_arn: Text<'a>,
    #[serde(borrow, default)]
    rule_group_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    r#type: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GroupShape<'a> {
    #[serde(borrow, default)]
    rule_variables: Option<VariablesShape<'a>>,
    #[serde(borrow, default)]
    reference_sets: Option<ReferencesShape<'a>>,
    #[serde(borrow, default)]
    rules_source: Option<SourceShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VariablesShape<'a> {
    #[serde(borrow, default, rename = "IPSets")]
    ip_sets: BTreeMap<String, SetShape<'a>>,
    #[serde(borrow, default)]
    port_sets: BTreeMap<String, SetShape<'a>>,
}

#[derive(Deserialize)]
struct ReferencesShape<'a> {
    #[serde(borrow, default, rename = "IPSetReferences")]
    sets: BTreeMap<String, SetReferenceShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SetReferenceShape<'a> {
    #[serde(borrow, default)]
    reference_arn: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SourceShape<'a> {
    #[serde(borrow, default)]
    rules_string: Option<&'a RawValue>,
    #[serde(borrow, default)]
    rules_source_list: Option<&'a RawValue>,
    #[serde(borrow, default)]
    stateful_rules: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    stateless_rules_and_custom_actions: Option<StatelessShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StatelessShape<'a> {
    #[serde(borrow, default)]
    stateless_rules: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StatelessRuleShape<'a> {
    priority: u32,
    #[serde(borrow)]
    rule_definition: DefinitionShape<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DefinitionShape<'a> {
    #[serde(borrow)]
    match_attributes: MatchShape<'a>,
    #[serde(borrow)]
    actions: Vec<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MatchShape<'a> {
    #[serde(borrow, default)]
    sources: Vec<AddressShape<'a>>,
    #[serde(borrow, default)]
    destinations: Vec<AddressShape<'a>>,
    #[serde(default)]
    source_ports: Vec<PortsShape>,
    #[serde(default)]
    destination_ports: Vec<PortsShape>,
    #[serde(default)]
    protocols: Vec<u8>,
    #[serde(default, rename = "TCPFlags")]
    flags: Vec<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AddressShape<'a> {
    #[serde(borrow)]
    address_definition: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PortsShape {
    from_port: u16,
    to_port: u16,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StatefulRuleShape<'a> {
    #[serde(borrow)]
    action: Text<'a>,
    #[serde(borrow)]
    header: HeaderShape<'a>,
    #[serde(borrow, default)]
    rule_options: Vec<OptionShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HeaderShape<'a> {
    #[serde(borrow)]
    protocol: Text<'a>,
    #[serde(borrow)]
    source: Text<'a>,
    #[serde(borrow)]
    source_port: Text<'a>,
    #[serde(borrow)]
    direction: Text<'a>,
    #[serde(borrow)]
    destination: Text<'a>,
    #[serde(borrow)]
    destination_port: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OptionShape<'a> {
    #[serde(borrow)]
    keyword: Text<'a>,
    #[serde(borrow, default)]
    settings: Vec<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DomainsShape<'a> {
    #[serde(borrow)]
    generated_rules_type: Text<'a>,
}

// What it means.

/// A rule group.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FirewallRuleGroup {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) name: Option<Symbol>,
    owner: Option<Symbol>,
    pub(crate) rules: Rules,
    /// Sets of addresses and ports by name, without their `$`.
    pub(crate) variables: BTreeMap<Box<str>, Box<str>>,
    /// Ids of prefix lists by name, without their `@`; `None` for a reference to something else.
    pub(crate) references: BTreeMap<Box<str>, Option<Symbol>>,
    pub(crate) tags: Tags,
}

/// The rules of a group.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// By priority.
    Stateless(Box<[Stateless]>),
    /// In order.
    Stateful(Box<[Stateful]>),
    /// Of a kind that isn't known here, or not printed.
    Unknown,
}

/// A stateless rule. `what` is `None` where the snapshot's text couldn't be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stateless {
    pub(crate) priority: u32,
    pub(crate) what: Option<StatelessWhat>,
    line: Line,
    at: u32,
}

/// What a stateless rule says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StatelessWhat {
    pub(crate) verb: Verb,
    pub(crate) sources: Box<[Cidr]>,
    pub(crate) destinations: Box<[Cidr]>,
    pub(crate) source_ports: IntervalSet<u16>,
    pub(crate) destination_ports: IntervalSet<u16>,
    pub(crate) protocols: IntervalSet<Protocol>,
    /// Whether it wants certain TCP flags, which some packets of every connection have and others don't.
    pub(crate) flags: bool,
}

/// A stateful rule. `what` is `None` where the snapshot's text couldn't be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stateful {
    pub(crate) what: Option<Rule>,
    line: Line,
    /// Where in the group: the pointer behind `/RuleGroup/RulesSource`.
    at: Box<str>,
}

impl Record for FirewallRuleGroup {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["UpdateToken", "FirewallRuleGroup", "IpsRuleGroup"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let response = &shape.rule_group_response;
        let group = shape.rule_group.as_ref();
        let known =
            response.r#type.as_deref().is_none_or(|kind| matches!(kind, "STATELESS" | "STATEFUL" | "STATEFUL_DOMAIN"));
        let source = group.and_then(|group| group.rules_source.as_ref()).filter(|_| known);
        let rules = reader.contained(|reader| source.map_or(Rules::Unknown, |source| read_rules(source, reader)));
        let variables = group.and_then(|group| group.rule_variables.as_ref());
        let variables = variables.map(|variables| {
            let mut sets = read_sets(&variables.ip_sets);
            sets.extend(read_sets(&variables.port_sets));
            sets
        });
        let references = group.and_then(|group| group.reference_sets.as_ref()).map(|references| {
            let list = |set: &SetReferenceShape<'_>, reader: &mut Reader<'_>| {
                let (_, id) = set.reference_arn.as_ref()?.split_once(":prefix-list/")?;
                Some(reader.strings.keep(id))
            };
            references.sets.iter().map(|(name, set)| (name.as_str().into(), list(set, reader))).collect()
        });
        Some(FirewallRuleGroup {
            id: reader.keep(&response.rule_group_arn),
            origin: reader.origin,
            name: reader.keep_some(response.rule_group_name.as_ref()),
            owner: account(&response.rule_group_arn).map(|account| reader.strings.keep(account)),
            rules,
            variables: variables.unwrap_or_default(),
            references: references.unwrap_or_default(),
            tags: reader.tags(&response.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn owner(&self) -> Option<Symbol> {
        self.owner
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

fn read_rules(source: &SourceShape<'_>, reader: &mut Reader<'_>) -> Rules {
    if let Some(stateless) = &source.stateless_rules_and_custom_actions {
        let rules = (0..).zip(&stateless.stateless_rules);
        let mut rules: Vec<_> = rules.map(|(at, raw)| read_stateless(raw, at, reader)).collect();
        rules.sort_by_key(|rule| rule.priority);
        return Rules::Stateless(rules.into());
    }
    let mut rules = Vec::new();
    if let Some(raw) = source.rules_string {
        let line = reader.line(raw);
        let pointer = "/RulesString";
        let lines = reader.part::<Text<'_>>(raw, &format!("{SOURCE}{pointer}")).map(|(text, _)| suricata::rules(&text));
        match lines {
            Some(lines) => rules.extend(lines.iter().map(|text| {
                let what = kept(Rule::parse(text), line, pointer, reader);
                Stateful { what, line, at: pointer.into() }
            })),
            None => rules.push(Stateful { what: None, line, at: pointer.into() }),
        }
    }
    for (at, raw) in source.stateful_rules.iter().enumerate() {
        let pointer = format!("/StatefulRules/{at}");
        let line = reader.line(raw);
        let shape = reader.part::<StatefulRuleShape<'_>>(raw, &format!("{SOURCE}{pointer}"));
        let what = shape.and_then(|(shape, line)| kept(read_five_tuple(&shape), line, &pointer, reader));
        rules.push(Stateful { what, line, at: pointer.into() });
    }
    if let Some(raw) = source.rules_source_list {
        let pointer = "/RulesSourceList";
        let line = reader.line(raw);
        let kind = reader.part::<DomainsShape<'_>>(raw, &format!("{SOURCE}{pointer}"));
        let actions: &[&str] = match kind.as_ref().map(|(shape, _)| &*shape.generated_rules_type) {
            // What is listed passes, and what isn't is dropped.
            Some("ALLOWLIST") => &["pass", "drop"],
            Some("DENYLIST") => &["drop"],
            Some("REJECTLIST") => &["reject"],
            Some("ALERTLIST") => &["alert"],
            _ => &[""],
        };
        rules.extend(actions.iter().map(|action| {
            let what = kept(domain_rule(action), line, pointer, reader);
            Stateful { what, line, at: pointer.into() }
        }));
    }
    if rules.is_empty() && source.rules_string.is_none() { Rules::Unknown } else { Rules::Stateful(rules.into()) }
}

/// Where the rules stand in the answer.
const SOURCE: &str = "/RuleGroup/RulesSource";

fn kept(rule: Result<Rule, String>, line: Line, at: &str, reader: &mut Reader<'_>) -> Option<Rule> {
    rule.map_err(|message| reader.problem(line, &format!("{SOURCE}{at}"), &message)).ok()
}

/// The rule that AWS makes of a list of domains: it looks at the name in TLS and HTTP of what comes from inside.
fn domain_rule(action: &str) -> Result<Rule, String> {
    if action.is_empty() {
        return Err("GeneratedRulesType is none of ALLOWLIST, DENYLIST, REJECTLIST and ALERTLIST".to_owned());
    }
    let header = Header {
        action,
        protocol: "tls",
        source: "$HOME_NET",
        source_port: "any",
        both_ways: false,
        destination: "$EXTERNAL_NET",
        destination_port: "any",
    };
    let rule = Rule::new(&header, ["flow:established,to_server"])?;
    Ok(Rule { header: format!("{action} by the domain in TLS or HTTP, $HOME_NET -> $EXTERNAL_NET").into(), ..rule })
}

fn read_five_tuple(shape: &StatefulRuleShape<'_>) -> Result<Rule, String> {
    let both_ways = match &*shape.header.direction {
        "FORWARD" => false,
        "ANY" => true,
        other => return Err(format!("Direction is {other:?}: expected FORWARD or ANY")),
    };
    let header = Header {
        action: &shape.action,
        protocol: &shape.header.protocol,
        source: &shape.header.source,
        source_port: &shape.header.source_port,
        both_ways,
        destination: &shape.header.destination,
        destination_port: &shape.header.destination_port,
    };
    let option = |option: &OptionShape<'_>| {
        let settings: Vec<&str> = option.settings.iter().map(|setting| &**setting).collect();
        if settings.is_empty() {
            option.keyword.to_string()
        } else {
            format!("{}:{}", &*option.keyword, settings.join(","))
        }
    };
    let options: Vec<_> = shape.rule_options.iter().map(option).collect();
    Rule::new(&header, options.iter().map(String::as_str))
}

fn read_stateless(raw: &RawValue, at: u32, reader: &mut Reader<'_>) -> Stateless {
    let line = reader.line(raw);
    let pointer = format!("{SOURCE}/StatelessRulesAndCustomActions/StatelessRules/{at}");
    let Some((shape, line)) = reader.part::<StatelessRuleShape<'_>>(raw, &pointer) else {
        // Its priority isn't known either, so it is asked first.
        return Stateless { priority: 0, what: None, line, at };
    };
    let attributes = &shape.rule_definition.match_attributes;
    let mut blocks = |addresses: &[AddressShape<'_>]| {
        let blocks = addresses.iter().map(|address| reader.cidr(&address.address_definition, line, &pointer));
        blocks.collect::<Option<Box<[Cidr]>>>()
    };
    let (sources, destinations) = (blocks(&attributes.sources), blocks(&attributes.destinations));
    let ports = |ports: &[PortsShape]| match ports {
        [] => IntervalSet::all(),
        ports => IntervalSet::from_ranges(ports.iter().map(|ports| (ports.from_port, ports.to_port))),
    };
    let protocols = match attributes.protocols.as_slice() {
        [] => IntervalSet::all(),
        some => IntervalSet::from_ranges(some.iter().map(|number| (Protocol(*number), Protocol(*number)))),
    };
    let what = sources.zip(destinations).map(|(sources, destinations)| StatelessWhat {
        verb: Verb::of(&shape.rule_definition.actions),
        sources,
        destinations,
        source_ports: ports(&attributes.source_ports),
        destination_ports: ports(&attributes.destination_ports),
        protocols,
        flags: !attributes.flags.is_empty(),
    });
    Stateless { priority: shape.priority, what, line, at }
}

// What is said of it.

pub(crate) static COMPONENT: Component = Component::plain("firewall rule group", &["arn:aws:network-firewall:"], cite);

/// In cites: a rule.
pub(crate) const RULE: u8 = 1;
/// In cites: that a rule which could match doesn't.
pub(crate) const NO_MATCH: u8 = 2;

fn cite(net: &Network, cite: Cite) -> Citation {
    let group = net.firewall_rule_group(cite.item);
    let whole = net.describe(Kind::FirewallRuleGroup, List::FirewallRuleGroup, group.id, &group.tags, group.origin);
    let id = net.text(group.name.unwrap_or(group.id)).to_owned();
    let whole = Citation { id, ..whole };
    if cite.list == 0 {
        return whole;
    }
    let place =
        |line, at: &str| Some(net.place_in(List::FirewallRuleGroup, group.origin, line, &format!("{SOURCE}{at}")));
    match &group.rules {
        Rules::Stateless(rules) => {
            let Some(rule) = rules.get(cite.rule as usize) else { return whole };
            Citation {
                rule: Some(format!("stateless rule {}", rule.priority)),
                rule_id: Some(rule.priority.to_string()),
                says: rule.what.as_ref().map(StatelessWhat::words),
                place: place(rule.line, &format!("/StatelessRulesAndCustomActions/StatelessRules/{}", rule.at)),
                ..whole
            }
        }
        Rules::Stateful(rules) => {
            let Some(rule) = rules.get(cite.rule as usize) else { return whole };
            let sid = rule.what.as_ref().and_then(|what| what.sid.as_deref());
            let number = sid.map_or_else(|| format!("#{}", cite.rule + 1), |sid| format!("sid:{sid}"));
            let says = rule.what.as_ref().map(|what| match cite.list {
                NO_MATCH => format!("not what {number} looks for"),
                _ => what.header.to_string(),
            });
            Citation {
                rule: Some(format!("stateful rule {number}")),
                rule_id: Some(number),
                says,
                place: place(rule.line, &rule.at),
                ..whole
            }
        }
        Rules::Unknown => whole,
    }
}

impl StatelessWhat {
    fn words(&self) -> String {
        let blocks = |blocks: &[Cidr]| if blocks.is_empty() { "anywhere".to_owned() } else { text::blocks(blocks) };
        let ports = |set: &IntervalSet<u16>, word: &str| {
            if set.is_all() { String::new() } else { format!(" {word} {}", text::ports(set)) }
        };
        format!(
            "{} {} {} → {}{}{}{}",
            self.verb.words(),
            text::protocols(&self.protocols),
            blocks(&self.sources),
            blocks(&self.destinations),
            ports(&self.destination_ports, "ports"),
            ports(&self.source_ports, "from ports"),
            if self.flags { " with certain TCP flags" } else { "" }
        )
    }
}
