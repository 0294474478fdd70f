//! Firewalls as AWS prints them, and what that means.

use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::strings::Symbol;
use serde::Deserialize;
use std::collections::BTreeMap;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    firewall: FirewallShape<'a>,
    #[serde(borrow, default)]
    firewall_status: Option<StatusShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FirewallShape<'a> {
    #[serde(borrow)]
    firewall_arn: Text<'a>,
    #[serde(borrow, default)]
    firewall_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    firewall_policy_arn: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StatusShape<'a> {
    #[serde(borrow, default)]
    status: Option<Text<'a>>,
    #[serde(borrow, default)]
    configuration_sync_state_summary: Option<Text<'a>>,
    /// By zone.
    #[serde(borrow, default)]
    sync_states: BTreeMap<String, SyncShape<'a>>,
    #[serde(borrow, default)]
    transit_gateway_attachment_sync_state: Option<TransitShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SyncShape<'a> {
    #[serde(borrow, default)]
    attachment: Option<AttachmentShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttachmentShape<'a> {
    #[serde(borrow, default)]
    subnet_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    endpoint_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    status: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TransitShape<'a> {
    #[serde(borrow, default)]
    attachment_id: Option<Text<'a>>,
}

// What it means.

/// A firewall.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Firewall {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) name: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    pub(crate) policy: Option<Symbol>,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) status: Option<Symbol>,
    /// Whether its endpoints have the configuration that the policy says: `IN_SYNC`.
    pub(crate) synced: Option<Symbol>,
    pub(crate) endpoints: Box<[Endpoint]>,
    pub(crate) tags: Tags,
}

/// Where packets come to a firewall: an endpoint in a subnet, or an attachment to a transit gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) id: Symbol,
    pub(crate) subnet: Option<Symbol>,
    pub(crate) status: Option<Symbol>,
}

impl Record for Firewall {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["UpdateToken"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let firewall = &shape.firewall;
        let status = shape.firewall_status.as_ref();
        let mut endpoints = Vec::new();
        for sync in status.map(|status| status.sync_states.values()).into_iter().flatten() {
            let Some(attachment) = &sync.attachment else { continue };
            let Some(id) = reader.keep_some(attachment.endpoint_id.as_ref()) else { continue };
            let subnet = reader.keep_some(attachment.subnet_id.as_ref());
            let status = reader.keep_some(attachment.status.as_ref());
            endpoints.push(Endpoint { id, subnet, status });
        }
        let transit = status.and_then(|status| status.transit_gateway_attachment_sync_state.as_ref());
        if let Some(id) = transit.and_then(|transit| reader.keep_some(transit.attachment_id.as_ref())) {
            endpoints.push(Endpoint { id, subnet: None, status: None });
        }
        Some(Firewall {
            id: reader.keep(&firewall.firewall_arn),
            origin: reader.origin,
            name: reader.keep_some(firewall.firewall_name.as_ref()),
            owner: account(&firewall.firewall_arn).map(|account| reader.strings.keep(account)),
            policy: reader.keep_some(firewall.firewall_policy_arn.as_ref()),
            vpc: reader.keep_some(firewall.vpc_id.as_ref()),
            status: reader.keep_some(status.and_then(|status| status.status.as_ref())),
            synced: reader.keep_some(status.and_then(|status| status.configuration_sync_state_summary.as_ref())),
            endpoints: endpoints.into(),
            tags: reader.tags(&firewall.tags),
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

/// The account in an ARN; in those of AWS's own rule groups there is none.
pub(crate) fn account(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|account| account.len() == 12)
}
