//! What AWS prints of virtual interfaces and of Direct Connect gateways, and what it means.

use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, Text};
use crate::strings::Symbol;
use packetwalk_space::Cidr;
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InterfaceShape<'a> {
    #[serde(borrow, default)]
    virtual_interface_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    virtual_interface_state: Option<Text<'a>>,
    #[serde(borrow, default)]
    virtual_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    direct_connect_gateway_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssociationShape<'a> {
    #[serde(borrow, default)]
    association_state: Option<Text<'a>>,
    #[serde(borrow, default)]
    direct_connect_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    virtual_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    associated_gateway: Option<GatewayShape<'a>>,
    #[serde(borrow, default)]
    allowed_prefixes_to_direct_connect_gateway: Vec<PrefixShape<'a>>,
}

#[derive(Deserialize)]
struct PrefixShape<'a> {
    #[serde(borrow, default)]
    cidr: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GatewayShape<'a> {
    #[serde(borrow, default)]
    id: Option<Text<'a>>,
}

// What it means.

/// A virtual interface.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VirtualInterface {
    pub(crate) id: Option<Symbol>,
    pub(crate) origin: Origin,
    pub(crate) state: Option<Symbol>,
    pub(crate) up: bool,
    /// The virtual private gateway at its end, where it is one.
    pub(crate) vpn_gateway: Option<Symbol>,
    /// The Direct Connect gateway at its end, where it is one.
    pub(crate) gateway: Option<Symbol>,
}

/// A Direct Connect gateway's association with a virtual private gateway or a transit gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct GatewayAssociation {
    pub(crate) origin: Origin,
    pub(crate) state: Option<Symbol>,
    pub(crate) stands: bool,
    pub(crate) gateway: Option<Symbol>,
    pub(crate) associated: Option<Symbol>,
    /// The prefixes that may be announced by it; `None` where they aren't known.
    pub(crate) allowed: Option<Box<[Cidr]>>,
}

impl Record for VirtualInterface {
    type Shape<'a> = InterfaceShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "addressFamily",
        "amazonAddress",
        "amazonSideAsn",
        "asn",
        "asnLong",
        "authKey",
        "awsDeviceV2",
        "awsLogicalDeviceId",
        "bgpPeers",
        "connectionId",
        "customerAddress",
        "customerRouterConfig",
        "jumboFrameCapable",
        "location",
        "mtu",
        "ownerAccount",
        "region",
        "routeFilterPrefixes",
        "siteLinkEnabled",
        "tags",
        "virtualInterfaceName",
        "virtualInterfaceType",
        "vlan",
    ];

    fn read(shape: InterfaceShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(VirtualInterface {
            id: reader.keep_some(shape.virtual_interface_id.as_ref()),
            origin: reader.origin,
            state: reader.keep_some(shape.virtual_interface_state.as_ref()),
            up: shape.virtual_interface_state.as_deref().is_none_or(|state| state == "available"),
            vpn_gateway: reader.keep_some(shape.virtual_gateway_id.as_ref()),
            gateway: reader.keep_some(shape.direct_connect_gateway_id.as_ref()),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for GatewayAssociation {
    type Shape<'a> = AssociationShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "associatedCoreNetwork",
        "associationId",
        "directConnectGatewayOwnerAccount",
        "stateChangeError",
        "virtualGatewayOwnerAccount",
        "virtualGatewayRegion",
    ];

    fn read(shape: AssociationShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let associated = shape.associated_gateway.as_ref().and_then(|gateway| gateway.id.as_ref());
        let line = reader.element_line();
        let prefixes = &shape.allowed_prefixes_to_direct_connect_gateway;
        let read = |(number, prefix): (usize, &PrefixShape<'_>)| {
            let at = format!("/allowedPrefixesToDirectConnectGateway/{number}");
            prefix.cidr.as_ref().and_then(|text| reader.cidr(text, line, &at))
        };
        let allowed: Option<Box<[Cidr]>> = prefixes.iter().enumerate().map(read).collect();
        Some(GatewayAssociation {
            allowed: allowed.filter(|allowed| !allowed.is_empty()),
            origin: reader.origin,
            state: reader.keep_some(shape.association_state.as_ref()),
            stands: shape.association_state.as_deref().is_none_or(|state| matches!(state, "associated" | "updating")),
            gateway: reader.keep_some(shape.direct_connect_gateway_id.as_ref()),
            associated: reader.keep_some(associated.or(shape.virtual_gateway_id.as_ref())),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}
