//! What AWS prints of load balancers, and what it means.

use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, Text};
use crate::strings::Symbol;
use packetwalk_space::{Address, Cidr, IntervalSet, Protocol};
use serde::Deserialize;

/// A load balancer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LoadBalancer {
    /// Its ARN.
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    /// What its interfaces' descriptions call it: `app/web/50dc6c495c0c9188`.
    pub(crate) path: Symbol,
    pub(crate) name: Option<Symbol>,
    pub(crate) dns_name: Option<Symbol>,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    pub(crate) kind: Option<Symbol>,
    pub(crate) internal: bool,
    /// Whether its inbound rules are asked about what comes by PrivateLink.
    pub(crate) filters_private_link: bool,
    /// The last part of the ARN, by which file names call it.
    pub(crate) hash: Symbol,
}

/// A listener: what a load balancer takes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Listener {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) balancer: Symbol,
    pub(crate) port: Option<u16>,
    pub(crate) protocol: Option<Symbol>,
    pub(crate) actions: Box<[Act]>,
    /// Whether it takes only clients that show a certificate of its trust store.
    pub(crate) verifies_clients: bool,
}

/// A rule of a listener.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ListenerRule {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    /// The listener's ARN.
    pub(crate) listener: Symbol,
    /// `None` for the default rule, which the listener prints, too.
    pub(crate) priority: Option<u32>,
    /// Source addresses, where a condition names them.
    pub(crate) sources: Option<IntervalSet<Address>>,
    /// What else it asks of a request, in words; empty where nothing.
    pub(crate) asks: Symbol,
    pub(crate) actions: Box<[Act]>,
}

/// What a listener or a rule may do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// On to a target group.
    Forward(Symbol),
    /// Answered by the balancer itself: `redirect`, `fixed-response`.
    Answer(Symbol),
    /// Turned away by the balancer, for who the client is or isn't: `authenticate-oidc`, `authenticate-cognito`, `jwt-validation`.
    TurnAway(Symbol),
    /// An action that isn't known here.
    Unread(Symbol),
}

/// An attribute of a load balancer or a target group. The answer doesn't say of which: the file's name does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) origin: Origin,
    pub(crate) of: Option<Symbol>,
    pub(crate) key: Symbol,
    pub(crate) value: Symbol,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BalancerShape<'a> {
    #[serde(borrow)]
    load_balancer_arn: Text<'a>,
    #[serde(borrow, default)]
    load_balancer_name: Option<Text<'a>>,
    #[serde(borrow, default, rename = "DNSName")]
    dns_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    scheme: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<StateShape<'a>>,
    #[serde(borrow, default, rename = "Type")]
    kind: Option<Text<'a>>,
    #[serde(borrow, default)]
    enforce_security_group_inbound_rules_on_private_link_traffic: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StateShape<'a> {
    #[serde(borrow, default)]
    code: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListenerShape<'a> {
    #[serde(borrow)]
    listener_arn: Text<'a>,
    #[serde(borrow)]
    load_balancer_arn: Text<'a>,
    #[serde(default)]
    port: Option<i64>,
    #[serde(borrow, default)]
    protocol: Option<Text<'a>>,
    #[serde(borrow, default)]
    default_actions: Vec<ActShape<'a>>,
    #[serde(borrow, default)]
    mutual_authentication: Option<MutualShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MutualShape<'a> {
    #[serde(borrow, default)]
    mode: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ActShape<'a> {
    #[serde(borrow, rename = "Type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    target_group_arn: Option<Text<'a>>,
    #[serde(borrow, default)]
    forward_config: Option<ForwardShape<'a>>,
    #[serde(borrow, default)]
    authenticate_oidc_config: Option<SignInShape<'a>>,
    #[serde(borrow, default)]
    authenticate_cognito_config: Option<SignInShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SignInShape<'a> {
    #[serde(borrow, default)]
    on_unauthenticated_request: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ForwardShape<'a> {
    #[serde(borrow, default)]
    target_groups: Vec<WeightedShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WeightedShape<'a> {
    #[serde(borrow)]
    target_group_arn: Text<'a>,
    #[serde(default)]
    weight: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RuleShape<'a> {
    #[serde(borrow)]
    rule_arn: Text<'a>,
    #[serde(borrow)]
    priority: Text<'a>,
    #[serde(borrow, default)]
    conditions: Vec<ConditionShape<'a>>,
    #[serde(borrow, default)]
    actions: Vec<ActShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ConditionShape<'a> {
    #[serde(borrow)]
    field: Text<'a>,
    #[serde(borrow, default)]
    values: Vec<Text<'a>>,
    #[serde(borrow, default)]
    host_header_config: Option<ValuesShape<'a>>,
    #[serde(borrow, default)]
    path_pattern_config: Option<ValuesShape<'a>>,
    #[serde(borrow, default)]
    source_ip_config: Option<ValuesShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ValuesShape<'a> {
    #[serde(borrow, default)]
    values: Vec<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AttributeShape<'a> {
    #[serde(borrow)]
    key: Text<'a>,
    #[serde(borrow, default)]
    value: Option<Text<'a>>,
}

/// What stands behind `loadbalancer/` in an ARN: `app/web/50dc6c495c0c9188`.
fn path(arn: &str) -> &str {
    arn.split_once(":loadbalancer/").map_or(arn, |(_, path)| path)
}

/// The last part of an ARN: the id in it.
pub(crate) fn last<'t>(arn: &str) -> Text<'t> {
    Text(arn.rsplit('/').next().unwrap_or_default().to_owned().into())
}

/// A port that an element prints.
pub(crate) fn port(reader: &mut Reader<'_>, port: Option<i64>) -> Option<u16> {
    let number = port?;
    let small = u16::try_from(number).ok();
    if small.is_none() {
        let line = reader.element_line();
        reader.problem(line, "/Port", &format!("port {number} is out of range: expected 0 to 65535"));
    }
    small
}

/// What actions may come to: those that ask who the client is may end a request before it is forwarded or answered.
fn acts(shapes: &[ActShape<'_>], reader: &mut Reader<'_>) -> Box<[Act]> {
    let mut acts = Vec::new();
    for shape in shapes {
        match &*shape.kind {
            "forward" => {
                let weighted = shape.forward_config.iter().flat_map(|config| &config.target_groups);
                let groups: Vec<_> = weighted.filter(|group| group.weight != Some(0)).collect();
                if groups.is_empty() {
                    acts.extend(shape.target_group_arn.as_ref().map(|arn| Act::Forward(reader.keep(arn))));
                }
                acts.extend(groups.into_iter().map(|group| Act::Forward(reader.keep(&group.target_group_arn))));
            }
            "redirect" | "fixed-response" => acts.push(Act::Answer(reader.keep(&shape.kind))),
            "authenticate-oidc" | "authenticate-cognito" => {
                let config = shape.authenticate_oidc_config.as_ref().or(shape.authenticate_cognito_config.as_ref());
                // Without a word about it, who isn't signed in is sent to the identity provider first.
                let asked = config.and_then(|config| config.on_unauthenticated_request.as_deref());
                if asked != Some("allow") {
                    acts.push(Act::TurnAway(reader.keep(&shape.kind)));
                }
            }
            "jwt-validation" => acts.push(Act::TurnAway(reader.keep(&shape.kind))),
            _ => acts.push(Act::Unread(reader.keep(&shape.kind))),
        }
    }
    acts.into()
}

impl Record for LoadBalancer {
    type Shape<'a> = BalancerShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AvailabilityZones",
        "CanonicalHostedZoneId",
        "CreatedTime",
        "CustomerOwnedIpv4Pool",
        "EnablePrefixForIpv6SourceNat",
        "IpAddressType",
        "IpamPools",
        "SecurityGroups",
    ];

    fn read(shape: BalancerShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let of = Text(path(&shape.load_balancer_arn).into());
        let hash = last(&shape.load_balancer_arn);
        Some(LoadBalancer {
            id: reader.keep(&shape.load_balancer_arn),
            origin: reader.origin,
            path: reader.keep(&of),
            name: reader.keep_some(shape.load_balancer_name.as_ref()),
            dns_name: reader.keep_some(shape.dns_name.as_ref()),
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            state: reader.keep_some(shape.state.as_ref().and_then(|state| state.code.as_ref())),
            kind: reader.keep_some(shape.kind.as_ref()),
            internal: shape.scheme.as_deref() == Some("internal"),
            filters_private_link: shape.enforce_security_group_inbound_rules_on_private_link_traffic.as_deref()
                != Some("off"),
            hash: reader.keep(&hash),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for Listener {
    type Shape<'a> = ListenerShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["AlpnPolicy", "Certificates", "SslPolicy"];

    fn read(shape: ListenerShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(Listener {
            id: reader.keep(&shape.listener_arn),
            origin: reader.origin,
            balancer: reader.keep(&shape.load_balancer_arn),
            port: port(reader, shape.port),
            protocol: reader.keep_some(shape.protocol.as_ref()),
            actions: acts(&shape.default_actions, reader),
            verifies_clients: shape
                .mutual_authentication
                .is_some_and(|mutual| mutual.mode.as_deref() == Some("verify")),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// The protocols that a listener takes, below what they carry; `None` for one that isn't known here.
pub(crate) fn protocols(listener: &str) -> Option<IntervalSet<Protocol>> {
    let of = |protocols: &[Protocol]| IntervalSet::from_ranges(protocols.iter().map(|p| (*p, *p)));
    Some(match listener {
        "HTTP" | "HTTPS" | "TCP" | "TLS" | "SSL" => of(&[Protocol::TCP]),
        "UDP" | "QUIC" => of(&[Protocol::UDP]),
        "TCP_UDP" | "TCP_QUIC" => of(&[Protocol::TCP, Protocol::UDP]),
        _ => return None,
    })
}

impl Record for ListenerRule {
    type Shape<'a> = RuleShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["IsDefault", "Transforms"];

    fn read(shape: RuleShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        // arn:…:listener-rule/app/web/50dc…/f2f7…/9683… is a rule of arn:…:listener/app/web/50dc…/f2f7…
        let (before, path) = shape.rule_arn.split_once(":listener-rule/")?;
        let (path, _) = path.rsplit_once('/')?;
        let listener = Text(format!("{before}:listener/{path}").into());
        let (mut sources, mut asks) = (None, Vec::new());
        for condition in &shape.conditions {
            if &*condition.field == "source-ip" {
                let values = condition.source_ip_config.iter().flat_map(|config| &config.values);
                let blocks: Vec<Cidr> = values.filter_map(|text| reader.cidr(text, line, "/Conditions")).collect();
                let ranges = blocks.iter().flat_map(|block| block.addresses().ranges().to_vec());
                sources = Some(IntervalSet::from_ranges(ranges));
                continue;
            }
            let configs = [&condition.host_header_config, &condition.path_pattern_config];
            let more = configs.into_iter().flatten().flat_map(|config| &config.values);
            let mut values: Vec<&str> = condition.values.iter().chain(more).map(|text| &**text).collect();
            values.dedup();
            if values.iter().any(|value| holds_always(&condition.field, value)) {
                continue;
            }
            asks.push(format!("{} {}", &*condition.field, values.join(" or ")).trim().to_owned());
        }
        let asks = Text(asks.join(" and ").into());
        Some(ListenerRule {
            id: reader.keep(&shape.rule_arn),
            origin: reader.origin,
            listener: reader.keep(&listener),
            priority: shape.priority.parse().ok(),
            sources,
            asks: reader.keep(&asks),
            actions: acts(&shape.actions, reader),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// Whether every request has what a condition asks for: paths begin with a slash.
fn holds_always(field: &str, value: &str) -> bool {
    match field {
        "path-pattern" => matches!(value, "*" | "/*"),
        "host-header" => value == "*",
        _ => false,
    }
}

/// What the names of files should hold.
pub(crate) const SUCH_AS: &str = "an id such as targetgroup_web_73e2d6bc24d8a067";

/// The load balancer or target group that an answer is about.
pub(crate) fn parent(reader: &mut Reader<'_>, what: &str, such_as: &str) -> Option<Symbol> {
    let parent = reader.file.parent;
    if parent.is_none() {
        let line = reader.element_line();
        let message =
            format!("{what} doesn't say whose it is, and the file's name doesn't hold {such_as}: it is left out");
        reader.problem(line, "", &message);
    }
    parent
}

impl Record for Attribute {
    type Shape<'a> = AttributeShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[];

    fn read(shape: AttributeShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(Attribute {
            origin: reader.origin,
            of: parent(reader, "an attribute", SUCH_AS),
            key: reader.keep(&shape.key),
            value: reader.keep_some(shape.value.as_ref())?,
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}
