//! What AWS prints of transit gateway attachments, and what it means.

use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::strings::Symbol;
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AnyShape<'a> {
    #[serde(borrow)]
    transit_gateway_attachment_id: Text<'a>,
    #[serde(borrow)]
    transit_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    transit_gateway_owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    resource_owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    resource_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    resource_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    association: Option<AssociationShape<'a>>,
    #[serde(borrow, default)]
    nat_gateway_support: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AssociationShape<'a> {
    #[serde(borrow, default)]
    transit_gateway_route_table_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct VpcShape<'a> {
    #[serde(borrow)]
    transit_gateway_attachment_id: Text<'a>,
    #[serde(borrow)]
    transit_gateway_id: Text<'a>,
    #[serde(borrow)]
    vpc_id: Text<'a>,
    #[serde(borrow, default)]
    vpc_owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    subnet_ids: Vec<Text<'a>>,
    #[serde(borrow, default)]
    options: Option<OptionsShape<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "as AWS calls them")]
struct OptionsShape<'a> {
    #[serde(borrow, default)]
    appliance_mode_support: Option<Text<'a>>,
    #[serde(borrow, default)]
    ipv6_support: Option<Text<'a>>,
    #[serde(borrow, default)]
    security_group_referencing_support: Option<Text<'a>>,
}

// What it means.

/// An attachment of any kind, as `describe-transit-gateway-attachments` gives it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AnyAttachment {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) gateway: Symbol,
    pub(crate) owner: Option<Symbol>,
    /// The account of the gateway.
    pub(crate) gateway_owner: Option<Symbol>,
    pub(crate) resource_type: Option<Symbol>,
    /// Whether it joins two transit gateways: both describe it, under one id.
    pub(crate) is_peering: bool,
    pub(crate) resource: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    /// The route table that it is associated with, while the association stands.
    pub(crate) table: Option<Symbol>,
    /// How the gateway's own address translation stands, unless it is off.
    pub(crate) translates: Option<Symbol>,
    pub(crate) tags: Tags,
}

/// An attachment of a VPC.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VpcAttachment {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) gateway: Symbol,
    pub(crate) vpc: Symbol,
    pub(crate) owner: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    pub(crate) subnets: Box<[Symbol]>,
    pub(crate) appliance_mode: bool,
    /// Whether the VPC's IPv6 blocks are propagated; `None` when AWS doesn't say.
    pub(crate) ipv6: Option<bool>,
    pub(crate) references: bool,
    pub(crate) tags: Tags,
}

impl Record for AnyAttachment {
    type Shape<'a> = AnyShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["CreationTime"];

    fn read(shape: AnyShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let associated = shape.association.filter(|a| a.state.as_deref().is_none_or(|state| state == "associated"));
        let off = |support: &&Text<'_>| matches!(&***support, "disabled" | "disable" | "");
        let translates = shape.nat_gateway_support.as_ref().filter(|support| !off(support));
        Some(AnyAttachment {
            id: reader.keep(&shape.transit_gateway_attachment_id),
            origin: reader.origin,
            gateway: reader.keep(&shape.transit_gateway_id),
            owner: reader.keep_some(shape.resource_owner_id.as_ref()),
            gateway_owner: reader.keep_some(shape.transit_gateway_owner_id.as_ref()),
            resource_type: reader.keep_some(shape.resource_type.as_ref()),
            is_peering: shape.resource_type.as_deref() == Some(PEERING),
            resource: reader.keep_some(shape.resource_id.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            translates: reader.keep_some(translates),
            table: reader.keep_some(associated.as_ref().and_then(|a| a.transit_gateway_route_table_id.as_ref())),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        (!self.is_peering).then_some(self.id)
    }

    fn owner(&self) -> Option<Symbol> {
        // What a peering attachment leads to is another account's, which needn't have been read.
        if self.is_peering { self.gateway_owner } else { self.owner }
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for VpcAttachment {
    type Shape<'a> = VpcShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["CreationTime"];

    fn read(shape: VpcShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let options = shape.options.as_ref();
        let is = |text: Option<&Text<'_>>, value: &str| text.is_some_and(|text| &**text == value);
        Some(VpcAttachment {
            id: reader.keep(&shape.transit_gateway_attachment_id),
            origin: reader.origin,
            gateway: reader.keep(&shape.transit_gateway_id),
            vpc: reader.keep(&shape.vpc_id),
            owner: reader.keep_some(shape.vpc_owner_id.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            subnets: shape.subnet_ids.iter().map(|id| reader.keep(id)).collect(),
            appliance_mode: is(options.and_then(|o| o.appliance_mode_support.as_ref()), "enable"),
            ipv6: options.and_then(|o| o.ipv6_support.as_ref()).map(|text| &**text == "enable"),
            // On by default; off at the gateway by default.
            references: !is(options.and_then(|o| o.security_group_referencing_support.as_ref()), "disable"),
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

/// The type of attachments that join two transit gateways.
pub(super) const PEERING: &str = "peering";
