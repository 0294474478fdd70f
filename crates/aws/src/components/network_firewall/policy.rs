//! Firewall policies: which rule groups a firewall asks, in which order, and what it does where none decides.

use super::record::account;
use crate::component::{Component, Record};
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{Citation, Cite};
use serde::Deserialize;
use std::collections::BTreeMap;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    firewall_policy_response: ResponseShape<'a>,
    #[serde(borrow, default)]
    firewall_policy: Option<PolicyShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResponseShape<'a> {
    #[serde(borrow)]
    firewall_policy_arn: Text<'a>,
    #[serde(borrow, default)]
    firewall_policy_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyShape<'a> {
    #[serde(borrow, default)]
    stateless_rule_group_references: Vec<ReferenceShape<'a>>,
    #[serde(borrow, default)]
    stateless_default_actions: Vec<Text<'a>>,
    #[serde(borrow, default)]
    stateful_rule_group_references: Vec<ReferenceShape<'a>>,
    #[serde(borrow, default)]
    stateful_default_actions: Vec<Text<'a>>,
    #[serde(borrow, default)]
    stateful_engine_options: Option<EngineShape<'a>>,
    #[serde(borrow, default, rename = "TLSInspectionConfigurationArn")]
    tls_inspection: Option<Text<'a>>,
    #[serde(borrow, default)]
    policy_variables: Option<VariablesShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReferenceShape<'a> {
    #[serde(borrow)]
    resource_arn: Text<'a>,
    #[serde(default)]
    priority: Option<u32>,
    #[serde(borrow, default)]
    r#override: Option<OverrideShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OverrideShape<'a> {
    #[serde(borrow, default)]
    action: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EngineShape<'a> {
    #[serde(borrow, default)]
    rule_order: Option<Text<'a>>,
    #[serde(borrow, default)]
    stream_exception_policy: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VariablesShape<'a> {
    #[serde(borrow, default)]
    rule_variables: BTreeMap<String, SetShape<'a>>,
}

/// The values of a variable.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SetShape<'a> {
    #[serde(borrow, default)]
    pub(crate) definition: Vec<Text<'a>>,
}

// What it means.

/// A firewall policy.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FirewallPolicy {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) name: Option<Symbol>,
    owner: Option<Symbol>,
    /// What it says; `None` for a policy of a kind that isn't known here.
    pub(crate) what: Option<What>,
    pub(crate) tags: Tags,
}

/// What a policy says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct What {
    /// By priority.
    pub(crate) stateless: Box<[Reference]>,
    pub(crate) stateless_default: Verb,
    /// By priority, where the order is strict.
    pub(crate) stateful: Box<[Reference]>,
    pub(crate) strict: bool,
    pub(crate) default: Drops,
    /// The stateful default actions, for people.
    pub(crate) defaults: Box<str>,
    pub(crate) stream: Stream,
    /// Whether TLS is decrypted.
    pub(crate) tls_inspection: bool,
    /// Variables for all groups, without their `$`.
    pub(crate) variables: BTreeMap<Box<str>, Box<str>>,
}

/// A rule group that a policy names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) group: Symbol,
    priority: u32,
    /// Whether its rules only alert where they would drop.
    pub(crate) alerts_only: bool,
}

/// What the stateless engine does with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Pass,
    Drop,
    /// On to the stateful engine.
    Forward,
    /// Another action, or none.
    Unknown,
}

impl Verb {
    /// The standard action among those of a rule; the others only count.
    pub(crate) fn of(actions: &[Text<'_>]) -> Self {
        let mut standard = actions.iter().filter(|action| action.starts_with("aws:"));
        match (standard.next().map(|action| &**action), standard.next()) {
            (Some("aws:pass"), None) => Verb::Pass,
            (Some("aws:drop"), None) => Verb::Drop,
            (Some("aws:forward_to_sfe"), None) => Verb::Forward,
            _ => Verb::Unknown,
        }
    }
}

/// What the stateful engine drops where no rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drops {
    Nothing,
    /// Every packet.
    All,
    /// What comes from the client on an established connection, and everything that isn't TCP.
    Established,
    Unknown,
}

/// What the stateful engine does with packets of a connection whose start it hasn't seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Drops or rejects them.
    Drop,
    /// Applies the rules without knowing the connection.
    Continue,
}

impl Record for FirewallPolicy {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["UpdateToken"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let response = &shape.firewall_policy_response;
        // Every policy of the kind that is known here has a stateless default action.
        let known = shape.firewall_policy.as_ref().filter(|policy| !policy.stateless_default_actions.is_empty());
        Some(FirewallPolicy {
            id: reader.keep(&response.firewall_policy_arn),
            origin: reader.origin,
            name: reader.keep_some(response.firewall_policy_name.as_ref()),
            owner: account(&response.firewall_policy_arn).map(|account| reader.strings.keep(account)),
            what: known.map(|policy| read_policy(policy, reader)),
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

fn read_policy(policy: &PolicyShape<'_>, reader: &mut Reader<'_>) -> What {
    let mut references = |shapes: &[ReferenceShape<'_>]| {
        let mut references: Vec<_> = shapes
            .iter()
            .map(|reference| Reference {
                group: reader.keep(&reference.resource_arn),
                priority: reference.priority.unwrap_or(0),
                alerts_only: reference
                    .r#override
                    .as_ref()
                    .is_some_and(|change| change.action.as_deref() == Some("DROP_TO_ALERT")),
            })
            .collect();
        references.sort_by_key(|reference| reference.priority);
        references.into_boxed_slice()
    };
    let engine = policy.stateful_engine_options.as_ref();
    let strict = engine.and_then(|engine| engine.rule_order.as_deref()) == Some("STRICT_ORDER");
    let drops = policy.stateful_default_actions.iter().map(|action| match &**action {
        "aws:drop_strict" => Drops::All,
        "aws:drop_established" | "aws:drop_established_app_layer" | "aws:drop_established_app_layer_to_server" => {
            Drops::Established
        }
        alert if alert.starts_with("aws:alert_") => Drops::Nothing,
        _ => Drops::Unknown,
    });
    let drops: Vec<_> = drops.collect();
    let default = [Drops::Unknown, Drops::All, Drops::Established].into_iter().find(|drop| drops.contains(drop));
    let defaults: Vec<&str> = policy.stateful_default_actions.iter().map(|action| &**action).collect();
    let stream = engine.and_then(|engine| engine.stream_exception_policy.as_deref());
    let variables = policy.policy_variables.as_ref().map(|variables| read_sets(&variables.rule_variables));
    What {
        stateless: references(&policy.stateless_rule_group_references),
        stateless_default: Verb::of(&policy.stateless_default_actions),
        stateful: references(&policy.stateful_rule_group_references),
        strict,
        // Default actions belong to the strict order.
        default: default.filter(|_| strict).unwrap_or(Drops::Nothing),
        defaults: defaults.join(", ").into(),
        stream: if stream == Some("CONTINUE") { Stream::Continue } else { Stream::Drop },
        tls_inspection: policy.tls_inspection.is_some(),
        variables: variables.unwrap_or_default(),
    }
}

/// The values of variables, as a list that an expression of a rule could hold.
pub(crate) fn read_sets(sets: &BTreeMap<String, SetShape<'_>>) -> BTreeMap<Box<str>, Box<str>> {
    let list = |set: &SetShape<'_>| {
        let values: Vec<&str> = set.definition.iter().map(|value| &**value).collect();
        format!("[{}]", values.join(",")).into()
    };
    sets.iter().map(|(name, set)| (name.as_str().into(), list(set))).collect()
}

// What is said of it.

pub(crate) static COMPONENT: Component = Component::plain("firewall policy", &[], cite);

/// In cites: the default action of an engine.
pub(crate) const STATELESS_DEFAULT: u8 = 1;
pub(crate) const STATEFUL_DEFAULT: u8 = 2;

fn cite(net: &Network, cite: Cite) -> Citation {
    let policy = net.firewall_policy(cite.item);
    let whole = net.describe(Kind::FirewallPolicy, List::FirewallPolicy, policy.id, &policy.tags, policy.origin);
    let id = net.text(policy.name.unwrap_or(policy.id)).to_owned();
    let whole = Citation { id, ..whole };
    let Some(what) = &policy.what else { return whole };
    let (rule, says) = match cite.list {
        STATELESS_DEFAULT => ("stateless default action", what.stateless_default.words().to_owned()),
        STATEFUL_DEFAULT if what.defaults.is_empty() => ("stateful default action", "none".to_owned()),
        STATEFUL_DEFAULT => ("stateful default action", what.defaults.to_string()),
        _ => return whole,
    };
    Citation { rule: Some(rule.to_owned()), says: Some(says), ..whole }
}

impl Verb {
    /// As AWS writes it.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Verb::Pass => "aws:pass",
            Verb::Drop => "aws:drop",
            Verb::Forward => "aws:forward_to_sfe",
            Verb::Unknown => "another action",
        }
    }
}
