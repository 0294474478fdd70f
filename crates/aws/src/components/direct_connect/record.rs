//! What AWS prints of virtual interfaces and of Direct Connect gateways, and what it means.

use super::carries::Leads;
use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, Text};
use crate::strings::Symbol;
use packetwalk_space::{Cidr, Family};
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
    #[serde(borrow, default)]
    address_family: Option<Text<'a>>,
    #[serde(borrow, default)]
    bgp_peers: Vec<PeerShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PeerShape<'a> {
    #[serde(borrow, default)]
    address_family: Option<Text<'a>>,
    #[serde(borrow, default)]
    bgp_peer_state: Option<Text<'a>>,
    #[serde(borrow, default)]
    bgp_status: Option<Text<'a>>,
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
    /// Whether it is available, whatever its peers are.
    pub(crate) up: Leads,
    /// Its BGP peers, one for each family; none where they aren't printed.
    pub(crate) peers: Box<[Peer]>,
    /// The virtual private gateway at its end, where it is one.
    pub(crate) vpn_gateway: Option<Symbol>,
    /// The Direct Connect gateway at its end, where it is one.
    pub(crate) gateway: Option<Symbol>,
}

/// A BGP peer of a virtual interface: networks of its family are announced by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    /// `None` where AWS doesn't say.
    pub(crate) family: Option<Family>,
    pub(crate) up: Leads,
    /// Its status, else its state, as printed.
    pub(crate) says: Option<Symbol>,
}

/// A Direct Connect gateway's association with a virtual private gateway or a transit gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct GatewayAssociation {
    pub(crate) origin: Origin,
    pub(crate) state: Option<Symbol>,
    pub(crate) stands: bool,
    pub(crate) gateway: Option<Symbol>,
    pub(crate) associated: Option<Symbol>,
    /// The prefixes that may be announced by it; `None` where they aren't known, or where none is listed.
    pub(crate) allowed: Option<Box<[Cidr]>>,
}

impl Record for VirtualInterface {
    type Shape<'a> = InterfaceShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "amazonAddress",
        "amazonSideAsn",
        "asn",
        "asnLong",
        "authKey",
        "awsDeviceV2",
        "awsLogicalDeviceId",
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
            up: match shape.virtual_interface_state.as_deref() {
                None | Some("available") => Leads::Yes,
                Some("unknown") => Leads::Unknown,
                Some(_) => Leads::No,
            },
            peers: shape.bgp_peers.iter().map(|peer| read_peer(peer, shape.address_family.as_ref(), reader)).collect(),
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

fn read_peer(peer: &PeerShape<'_>, of_interface: Option<&Text<'_>>, reader: &mut Reader<'_>) -> Peer {
    let family = peer.address_family.as_ref().or(of_interface).and_then(|family| match &**family {
        "ipv4" => Some(Family::V4),
        "ipv6" => Some(Family::V6),
        _ => None,
    });
    let available = peer.bgp_peer_state.as_deref().is_none_or(|state| state == "available");
    let up = match peer.bgp_status.as_deref() {
        _ if !available => Leads::No,
        None | Some("up") => Leads::Yes,
        Some("down") => Leads::No,
        Some(_) => Leads::Unknown,
    };
    let says = if available { peer.bgp_status.as_ref() } else { peer.bgp_peer_state.as_ref() };
    Peer { family, up, says: reader.keep_some(says) }
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
