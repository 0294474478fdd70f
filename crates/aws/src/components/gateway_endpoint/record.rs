//! What AWS prints of VPC endpoints, and what it means.

use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::strings::Symbol;
use serde::Deserialize;
use serde_json::Value;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    vpc_endpoint_id: Text<'a>,
    #[serde(borrow, default)]
    vpc_endpoint_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    service_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    policy_document: Option<Text<'a>>,
    #[serde(borrow, default)]
    service_region: Option<Text<'a>>,
    #[serde(borrow, default)]
    network_interface_ids: Vec<Text<'a>>,
    #[serde(borrow, default)]
    subnet_ids: Vec<Text<'a>>,
    #[serde(borrow, default)]
    dns_entries: Vec<DnsShape<'a>>,
    #[serde(default)]
    requester_managed: Option<bool>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DnsShape<'a> {
    #[serde(borrow, default)]
    dns_name: Option<Text<'a>>,
}

// What it means.

/// A VPC endpoint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VpcEndpoint {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    pub(crate) kind: Option<Symbol>,
    pub(crate) service: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    /// Whether its policy may refuse requests: it isn't the one that allows everything.
    pub(crate) restricts: bool,
    /// The Region of its service, where that isn't its own.
    pub(crate) service_region: Option<Symbol>,
    pub(crate) interfaces: Box<[Symbol]>,
    pub(crate) subnets: Box<[Symbol]>,
    /// The names by which clients know it.
    pub(crate) dns_names: Box<[Symbol]>,
    /// Whether its service manages it.
    pub(crate) managed: bool,
    pub(crate) tags: Tags,
}

impl Record for VpcEndpoint {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "CreationTimestamp",
        "DnsOptions",
        "FailureReason",
        "Groups",
        "IpAddressType",
        "Ipv4Prefixes",
        "Ipv6Prefixes",
        "LastError",
        "PayerResponsibilities",
        "PrivateDnsEnabled",
        "ResourceConfigurationArn",
        "RouteTableIds",
        "ServiceNetworkArn",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(VpcEndpoint {
            id: reader.keep(&shape.vpc_endpoint_id),
            origin: reader.origin,
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
            kind: reader.keep_some(shape.vpc_endpoint_type.as_ref()),
            service: reader.keep_some(shape.service_name.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            restricts: shape.policy_document.as_deref().is_some_and(|policy| !allows_everything(policy)),
            service_region: reader.keep_some(shape.service_region.as_ref()),
            interfaces: shape.network_interface_ids.iter().map(|id| reader.keep(id)).collect(),
            subnets: shape.subnet_ids.iter().map(|id| reader.keep(id)).collect(),
            dns_names: shape.dns_entries.iter().filter_map(|dns| reader.keep_some(dns.dns_name.as_ref())).collect(),
            managed: shape.requester_managed.unwrap_or(false),
            tags: reader.tags(&shape.tags),
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

/// Whether a policy is the one that endpoints have by default: one statement, which allows everybody everything.
fn allows_everything(policy: &str) -> bool {
    let Ok(policy) = serde_json::from_str::<Value>(policy) else { return false };
    let statement = match &policy["Statement"] {
        Value::Array(statements) => match statements.as_slice() {
            [only] => only,
            _ => return false,
        },
        only => only,
    };
    let everybody = statement["Principal"] == "*" || statement["Principal"]["AWS"] == "*";
    let everything = statement["Action"] == "*" && statement["Resource"] == "*";
    statement["Effect"] == "Allow" && everybody && everything && statement.get("Condition").is_none()
}
