//! Direct Connect: which virtual private gateways have a virtual interface behind them.

use crate::component::{Component, Record};
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, Text};
use crate::registry::List;
use crate::strings::Symbol;
use packetwalk_fabric::{Citation, Cite};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InterfaceShape<'a> {
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
    pub(crate) origin: Origin,
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
    pub(crate) stands: bool,
    pub(crate) gateway: Option<Symbol>,
    pub(crate) associated: Option<Symbol>,
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
        "virtualInterfaceId",
        "virtualInterfaceName",
        "virtualInterfaceType",
        "vlan",
    ];

    fn read(shape: InterfaceShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(VirtualInterface {
            origin: reader.origin,
            up: shape.virtual_interface_state.as_deref() == Some("available"),
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
        "allowedPrefixesToDirectConnectGateway",
        "associatedCoreNetwork",
        "associationId",
        "directConnectGatewayOwnerAccount",
        "stateChangeError",
        "virtualGatewayOwnerAccount",
        "virtualGatewayRegion",
    ];

    fn read(shape: AssociationShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let associated = shape.associated_gateway.as_ref().and_then(|gateway| gateway.id.as_ref());
        Some(GatewayAssociation {
            origin: reader.origin,
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

/// Whether Direct Connect leads on from a virtual private gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leads {
    Yes,
    No,
    /// The snapshot doesn't say.
    Unknown,
}

/// Whether Direct Connect leads on from a virtual private gateway.
pub(crate) fn behind(net: &Network, vpn_gateway: Symbol) -> Leads {
    let records = &net.snapshot.records;
    let interfaces = || records.virtual_interfaces.iter().map(|(_, interface)| interface);
    if interfaces().any(|interface| interface.up && interface.vpn_gateway == Some(vpn_gateway)) {
        return Leads::Yes;
    }
    let associations = records.direct_connect_associations.iter().map(|(_, association)| association);
    let of_gateway =
        |association: &&GatewayAssociation| association.stands && association.associated == Some(vpn_gateway);
    let mut unknown = [List::VirtualInterface, List::GatewayAssociation]
        .iter()
        .any(|list| net.snapshot.seen(*list).is_none_or(|seen| seen.truncated > 0 || seen.damaged > 0));
    for association in associations.filter(of_gateway) {
        let mut at = interfaces().filter(|interface| interface.gateway == association.gateway).peekable();
        // Those of another account aren't listed.
        unknown |= at.peek().is_none();
        if at.any(|interface| interface.up) {
            return Leads::Yes;
        }
    }
    if unknown { Leads::Unknown } else { Leads::No }
}

pub(crate) static COMPONENT: Component = Component::plain("Direct Connect", &[], cite);

fn cite(_: &Network, _: Cite) -> Citation {
    Citation { kind: "", id: "Direct Connect".to_owned(), ..Citation::default() }
}
