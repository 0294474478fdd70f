//! What AWS prints of target groups and their targets, and what it means.

use crate::component::Record;
use crate::components::load_balancer::record::{SUCH_AS, last, parent, port};
use crate::origin::Origin;
use crate::reader::{Reader, Text};
use crate::strings::Symbol;
use serde::Deserialize;

/// A target group.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TargetGroup {
    /// Its ARN.
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) name: Option<Symbol>,
    /// The last part of the ARN, by which file names call it.
    pub(crate) hash: Symbol,
    pub(crate) kind: Option<Symbol>,
    pub(crate) protocol: Option<Symbol>,
    pub(crate) port: Option<u16>,
    pub(crate) ipv6: bool,
    pub(crate) vpc: Option<Symbol>,
}

/// A registered target and its health. The answer doesn't say of which group: the file's name does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) origin: Origin,
    pub(crate) group: Option<Symbol>,
    /// An instance, an address, a function or a load balancer.
    pub(crate) of: Symbol,
    pub(crate) port: Option<u16>,
    pub(crate) zone: Option<Symbol>,
    pub(crate) health: Option<Symbol>,
    /// Why its health is what it is.
    pub(crate) reason: Option<Symbol>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GroupShape<'a> {
    #[serde(borrow)]
    target_group_arn: Text<'a>,
    #[serde(borrow, default)]
    target_group_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    protocol: Option<Text<'a>>,
    #[serde(default)]
    port: Option<i64>,
    #[serde(borrow, default)]
    target_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    ip_address_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TargetShape<'a> {
    #[serde(borrow)]
    target: TargetIdShape<'a>,
    #[serde(borrow, default)]
    target_health: Option<HealthShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TargetIdShape<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(default)]
    port: Option<i64>,
    #[serde(borrow, default)]
    availability_zone: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HealthShape<'a> {
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    reason: Option<Text<'a>>,
}

impl Record for TargetGroup {
    type Shape<'a> = GroupShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "HealthCheckEnabled",
        "HealthCheckIntervalSeconds",
        "HealthCheckPath",
        "HealthCheckPort",
        "HealthCheckProtocol",
        "HealthCheckTimeoutSeconds",
        "HealthyThresholdCount",
        "LoadBalancerArns",
        "Matcher",
        "ProtocolVersion",
        "TargetControlPort",
        "UnhealthyThresholdCount",
    ];

    fn read(shape: GroupShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let hash = last(&shape.target_group_arn);
        Some(TargetGroup {
            id: reader.keep(&shape.target_group_arn),
            origin: reader.origin,
            name: reader.keep_some(shape.target_group_name.as_ref()),
            hash: reader.keep(&hash),
            kind: reader.keep_some(shape.target_type.as_ref()),
            protocol: reader.keep_some(shape.protocol.as_ref()),
            port: port(reader, shape.port),
            ipv6: shape.ip_address_type.as_deref() == Some("ipv6"),
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for Target {
    type Shape<'a> = TargetShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["AdministrativeOverride", "AnomalyDetection", "HealthCheckPort"];

    fn read(shape: TargetShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let health = shape.target_health.as_ref();
        Some(Target {
            origin: reader.origin,
            group: parent(reader, "a target", SUCH_AS),
            of: reader.keep(&shape.target.id),
            port: port(reader, shape.target.port),
            zone: reader.keep_some(shape.target.availability_zone.as_ref()),
            health: reader.keep_some(health.and_then(|health| health.state.as_ref())),
            reason: reader.keep_some(health.and_then(|health| health.reason.as_ref())),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}
