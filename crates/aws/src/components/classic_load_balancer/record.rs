//! What AWS prints of Classic Load Balancers, and what it means.

use crate::component::Record;
use crate::components::load_balancer::record::{parent, port};
use crate::origin::Origin;
use crate::reader::{Reader, Text};
use crate::strings::Symbol;
use serde::Deserialize;

/// A Classic Load Balancer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClassicLoadBalancer {
    /// Its DNS name: names are unique in one account and Region only.
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    /// Its name, which its interfaces' descriptions and the names of files hold, too.
    pub(crate) name: Symbol,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) internal: bool,
    /// The zones that are enabled for it.
    pub(crate) zones: Box<[Symbol]>,
    pub(crate) listeners: Box<[ClassicListener]>,
    /// The instances that are registered with it.
    pub(crate) instances: Box<[Symbol]>,
}

/// A listener: what a Classic Load Balancer takes, and at which port its instances get it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClassicListener {
    pub(crate) protocol: Symbol,
    pub(crate) port: Option<u16>,
    pub(crate) instance_port: Option<u16>,
}

/// How a registered instance fares. The answer doesn't say with which load balancer: the file's name does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClassicHealth {
    pub(crate) origin: Origin,
    /// The load balancer's name.
    pub(crate) of: Option<Symbol>,
    pub(crate) instance: Symbol,
    pub(crate) state: Option<Symbol>,
}

/// What is set for a Classic Load Balancer. The answer doesn't say for which: the file's name does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClassicAttributes {
    pub(crate) origin: Origin,
    /// The load balancer's name.
    pub(crate) of: Option<Symbol>,
    /// Whether its nodes send to instances of other zones, too.
    pub(crate) cross_zone: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BalancerShape<'a> {
    #[serde(borrow)]
    load_balancer_name: Text<'a>,
    #[serde(borrow, rename = "DNSName")]
    dns_name: Text<'a>,
    #[serde(borrow, default)]
    scheme: Option<Text<'a>>,
    #[serde(borrow, default, rename = "VPCId")]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow)]
    availability_zones: Vec<Text<'a>>,
    #[serde(borrow)]
    listener_descriptions: Vec<ListenerDescriptionShape<'a>>,
    #[serde(borrow)]
    instances: Vec<InstanceShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListenerDescriptionShape<'a> {
    #[serde(borrow)]
    listener: ListenerShape<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListenerShape<'a> {
    #[serde(borrow)]
    protocol: Text<'a>,
    load_balancer_port: i64,
    instance_port: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InstanceShape<'a> {
    #[serde(borrow)]
    instance_id: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct HealthShape<'a> {
    #[serde(borrow)]
    instance_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AttributesShape {
    #[serde(default)]
    cross_zone_load_balancing: Option<CrossZoneShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CrossZoneShape {
    #[serde(default)]
    enabled: Option<bool>,
}

impl Record for ClassicLoadBalancer {
    type Shape<'a> = BalancerShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "BackendServerDescriptions",
        "CanonicalHostedZoneName",
        "CanonicalHostedZoneNameID",
        "CreatedTime",
        "HealthCheck",
        "Policies",
        "SecurityGroups",
        "SourceSecurityGroup",
        "Subnets",
    ];

    fn read(shape: BalancerShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let listeners =
            shape.listener_descriptions.iter().map(|ListenerDescriptionShape { listener }| ClassicListener {
                protocol: reader.keep(&listener.protocol),
                port: port(reader, Some(listener.load_balancer_port)),
                instance_port: port(reader, Some(listener.instance_port)),
            });
        let listeners = listeners.collect();
        Some(ClassicLoadBalancer {
            id: reader.keep(&shape.dns_name),
            origin: reader.origin,
            name: reader.keep(&shape.load_balancer_name),
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            internal: shape.scheme.as_deref() == Some("internal"),
            zones: shape.availability_zones.iter().map(|zone| reader.keep(zone)).collect(),
            listeners,
            instances: shape.instances.iter().map(|instance| reader.keep(&instance.instance_id)).collect(),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// What the file's name should hold.
const SUCH_AS: &str = "the name of a load balancer, such as classicloadbalancer_web";

impl Record for ClassicHealth {
    type Shape<'a> = HealthShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["Description", "ReasonCode"];

    fn read(shape: HealthShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(ClassicHealth {
            origin: reader.origin,
            of: parent(reader, "an instance's health", SUCH_AS),
            instance: reader.keep(&shape.instance_id),
            state: reader.keep_some(shape.state.as_ref()),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for ClassicAttributes {
    type Shape<'a> = AttributesShape;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] =
        &["AccessLog", "AdditionalAttributes", "ConnectionDraining", "ConnectionSettings"];

    fn read(shape: AttributesShape, reader: &mut Reader<'_>) -> Option<Self> {
        Some(ClassicAttributes {
            origin: reader.origin,
            of: parent(reader, "a Classic Load Balancer's attributes", SUCH_AS),
            cross_zone: shape.cross_zone_load_balancing.and_then(|setting| setting.enabled),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}
