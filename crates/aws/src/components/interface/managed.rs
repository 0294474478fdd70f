//! What services say of the interfaces that they made: databases of Amazon RDS, tasks of Amazon ECS. It is for names alone.

use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, Text};
use crate::strings::Symbol;
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
pub(crate) struct DatabaseShape<'a> {
    #[serde(borrow, rename = "DBInstanceArn")]
    arn: Text<'a>,
    #[serde(borrow, rename = "DBInstanceIdentifier")]
    name: Text<'a>,
    #[serde(borrow, default, rename = "Endpoint")]
    endpoint: Option<EndpointShape<'a>>,
    #[serde(borrow, default, rename = "VpcSecurityGroups")]
    groups: Vec<GroupShape<'a>>,
    #[serde(borrow, default, rename = "DBSubnetGroup")]
    subnets: Option<SubnetsShape<'a>>,
    #[serde(borrow, default, rename = "DBInstanceStatus")]
    status: Option<Text<'a>>,
    #[serde(borrow, default, rename = "AvailabilityZone")]
    zone: Option<Text<'a>>,
    #[serde(default, rename = "MultiAZ")]
    several_zones: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EndpointShape<'a> {
    #[serde(borrow, default)]
    address: Option<Text<'a>>,
    #[serde(default)]
    port: Option<u16>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GroupShape<'a> {
    #[serde(borrow)]
    vpc_security_group_id: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SubnetsShape<'a> {
    #[serde(borrow, default)]
    subnets: Vec<SubnetShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SubnetShape<'a> {
    #[serde(borrow)]
    subnet_identifier: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskShape<'a> {
    #[serde(borrow)]
    task_arn: Text<'a>,
    #[serde(borrow, default)]
    cluster_arn: Option<Text<'a>>,
    #[serde(borrow, default)]
    group: Option<Text<'a>>,
    #[serde(borrow, default)]
    attachments: Vec<AttachmentShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AttachmentShape<'a> {
    #[serde(borrow, default)]
    details: Vec<DetailShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DetailShape<'a> {
    #[serde(borrow, default)]
    name: Option<Text<'a>>,
    #[serde(borrow, default)]
    value: Option<Text<'a>>,
}

// What it means.

/// A database instance of Amazon RDS. It doesn't say which interfaces are its own.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Database {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) name: Symbol,
    /// The DNS name by which clients know it.
    pub(crate) dns_name: Option<Symbol>,
    pub(crate) port: Option<u16>,
    /// Its security groups, ascending.
    pub(crate) groups: Box<[Symbol]>,
    /// The subnets of its subnet group.
    pub(crate) subnets: Box<[Symbol]>,
    /// The name of the zone that it is in, where it is in one only.
    pub(crate) zone: Option<Symbol>,
    /// How it is, where it takes no connections: `stopped`.
    pub(crate) rests: Option<Symbol>,
}

/// A task of Amazon ECS.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    /// The cluster's name.
    pub(crate) cluster: Option<Symbol>,
    /// The service that runs it.
    pub(crate) service: Option<Symbol>,
    pub(crate) interfaces: Box<[Symbol]>,
}

/// What AWS prints of databases that take no connections. <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html>
const RESTS: &[&str] = &[
    "creating",
    "deleting",
    "failed",
    "inaccessible-encryption-credentials",
    "inaccessible-encryption-credentials-recoverable",
    "incompatible-network",
    "incompatible-restore",
    "restore-error",
    "starting",
    "stopped",
    "stopping",
];

impl Record for Database {
    type Shape<'a> = DatabaseShape<'a>;
    type Found = Option<Self>;
    /// What else is said of a database is the engine's, not the network's.
    const UNREAD: &'static [&'static str] = &["*"];

    fn read(shape: DatabaseShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let endpoint = shape.endpoint.as_ref();
        let mut groups: Vec<_> = shape.groups.iter().map(|group| reader.keep(&group.vpc_security_group_id)).collect();
        groups.sort_unstable();
        let subnets = shape.subnets.iter().flat_map(|group| &group.subnets);
        // What a database in one zone has elsewhere isn't its own. One in several may be in any of them by now.
        let zone = shape.zone.as_ref().filter(|_| shape.several_zones == Some(false));
        let rests = shape.status.as_ref().filter(|status| RESTS.contains(&&***status));
        Some(Database {
            zone: reader.keep_some(zone),
            rests: reader.keep_some(rests),
            id: reader.keep(&shape.arn),
            origin: reader.origin,
            name: reader.keep(&shape.name),
            dns_name: reader.keep_some(endpoint.and_then(|endpoint| endpoint.address.as_ref())),
            port: endpoint.and_then(|endpoint| endpoint.port),
            subnets: subnets.map(|subnet| reader.keep(&subnet.subnet_identifier)).collect(),
            groups: groups.into(),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for Task {
    type Shape<'a> = TaskShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["*"];

    fn read(shape: TaskShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let details = shape.attachments.iter().flat_map(|attachment| &attachment.details);
        let interfaces = details.filter(|detail| detail.name.as_deref() == Some("networkInterfaceId"));
        let interfaces = interfaces.filter_map(|detail| reader.keep_some(detail.value.as_ref())).collect();
        let service = shape.group.as_ref().and_then(|group| group.strip_prefix("service:"));
        let cluster = shape.cluster_arn.as_ref().and_then(|arn| arn.rsplit('/').next());
        Some(Task {
            id: reader.keep(&shape.task_arn),
            origin: reader.origin,
            cluster: cluster.map(|name| reader.strings.keep(name)),
            service: service.map(|name| reader.strings.keep(name)),
            interfaces,
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}
