//! What AWS prints of Client VPN endpoints, and what it means.

use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::strings::Symbol;
use packetwalk_space::{Cidr, Family};
use serde::Deserialize;

/// A Client VPN endpoint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClientVpnEndpoint {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) state: Option<Symbol>,
    /// The IPv4 addresses that clients get.
    pub(crate) clients: Option<Cidr>,
    /// The families that its tunnels carry.
    pub(crate) families: Box<[Family]>,
    /// Whether clients send by the tunnel only what its routes name.
    pub(crate) split: bool,
    pub(crate) vpc: Option<Symbol>,
    /// The transit gateway that it is attached to, where it has no target networks in a VPC.
    pub(crate) transit_gateway: Option<Symbol>,
    pub(crate) tags: Tags,
}

/// A subnet that is associated with a Client VPN endpoint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClientVpnTargetNetwork {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) endpoint: Option<Symbol>,
    pub(crate) subnet: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    /// The security groups of the interfaces that the endpoint has there, ascending.
    pub(crate) groups: Box<[Symbol]>,
}

/// A route of a Client VPN endpoint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClientVpnRoute {
    pub(crate) origin: Origin,
    pub(crate) endpoint: Option<Symbol>,
    pub(crate) block: Cidr,
    /// A subnet, or `local`; of an endpoint at a transit gateway nothing.
    pub(crate) subnet: Option<Symbol>,
    /// Whether it leads to the endpoint's other clients.
    pub(crate) local: bool,
    pub(crate) state: Option<Symbol>,
}

/// A rule that lets clients of a Client VPN endpoint send to a network.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClientVpnRule {
    pub(crate) origin: Origin,
    pub(crate) endpoint: Option<Symbol>,
    pub(crate) block: Cidr,
    /// The group whose users it is about; `None` is everybody.
    pub(crate) group: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StatusShape<'a> {
    #[serde(borrow, default)]
    code: Option<Text<'a>>,
}

fn code(status: Option<&StatusShape<'_>>, reader: &mut Reader<'_>) -> Option<Symbol> {
    reader.keep_some(status.and_then(|status| status.code.as_ref()))
}

/// Whose an element is: it says so itself.
fn of(endpoint: Option<&Text<'_>>, reader: &mut Reader<'_>) -> Option<Symbol> {
    reader.keep_some(endpoint).or(reader.file.parent)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EndpointShape<'a> {
    #[serde(borrow)]
    client_vpn_endpoint_id: Text<'a>,
    #[serde(borrow, default)]
    status: Option<StatusShape<'a>>,
    #[serde(borrow, default)]
    client_cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    traffic_ip_address_type: Option<Text<'a>>,
    #[serde(default)]
    split_tunnel: bool,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    transit_gateway_configuration: Option<TransitGatewayShape<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TransitGatewayShape<'a> {
    #[serde(borrow, default)]
    transit_gateway_id: Option<Text<'a>>,
}

impl Record for ClientVpnEndpoint {
    type Shape<'a> = EndpointShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AssociatedTargetNetworks",
        "AuthenticationOptions",
        "ClientConnectOptions",
        "ClientLoginBannerOptions",
        "ClientRouteEnforcementOptions",
        "ConnectionLogOptions",
        "CreationTime",
        "DeletionTime",
        "Description",
        "DisconnectOnSessionTimeout",
        "DnsName",
        "DnsServers",
        "EndpointIpAddressType",
        "SecurityGroupIds",
        "SelfServicePortalUrl",
        "ServerCertificateArn",
        "SessionTimeoutHours",
        "TransportProtocol",
        "VpnPort",
        "VpnProtocol",
    ];

    fn read(shape: EndpointShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        let clients = shape.client_cidr_block.as_ref().filter(|block| !block.is_empty());
        let families: &[Family] = match shape.traffic_ip_address_type.as_deref() {
            Some("ipv6") => &[Family::V6],
            Some("dual-stack") => &[Family::V4, Family::V6],
            _ => &[Family::V4],
        };
        let transit_gateway = shape.transit_gateway_configuration.as_ref();
        Some(ClientVpnEndpoint {
            id: reader.keep(&shape.client_vpn_endpoint_id),
            origin: reader.origin,
            state: code(shape.status.as_ref(), reader),
            clients: clients.and_then(|block| reader.cidr(block, line, "/ClientCidrBlock")),
            families: families.into(),
            split: shape.split_tunnel,
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            transit_gateway: reader.keep_some(transit_gateway.and_then(|at| at.transit_gateway_id.as_ref())),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TargetNetworkShape<'a> {
    #[serde(borrow)]
    association_id: Text<'a>,
    #[serde(borrow, default)]
    client_vpn_endpoint_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    target_network_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    status: Option<StatusShape<'a>>,
    #[serde(borrow, default)]
    security_groups: Vec<Text<'a>>,
}

impl Record for ClientVpnTargetNetwork {
    type Shape<'a> = TargetNetworkShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["AvailabilityZoneIds", "AvailabilityZones", "VpcId"];

    fn read(shape: TargetNetworkShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut groups: Vec<Symbol> = shape.security_groups.iter().map(|group| reader.keep(group)).collect();
        groups.sort_unstable();
        Some(ClientVpnTargetNetwork {
            id: reader.keep(&shape.association_id),
            origin: reader.origin,
            endpoint: of(shape.client_vpn_endpoint_id.as_ref(), reader),
            subnet: reader.keep_some(shape.target_network_id.as_ref()),
            state: code(shape.status.as_ref(), reader),
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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RouteShape<'a> {
    #[serde(borrow, default)]
    client_vpn_endpoint_id: Option<Text<'a>>,
    #[serde(borrow)]
    destination_cidr: Text<'a>,
    #[serde(borrow, default)]
    target_subnet: Option<Text<'a>>,
    #[serde(borrow, default)]
    status: Option<StatusShape<'a>>,
}

impl Record for ClientVpnRoute {
    type Shape<'a> = RouteShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["Description", "Origin", "TransitGatewayAttachmentId", "Type"];

    fn read(shape: RouteShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let block = reader.cidr(&shape.destination_cidr, reader.element_line(), "/DestinationCidr")?;
        let local = shape.target_subnet.as_deref() == Some("local");
        Some(ClientVpnRoute {
            origin: reader.origin,
            endpoint: of(shape.client_vpn_endpoint_id.as_ref(), reader),
            block,
            subnet: reader.keep_some(shape.target_subnet.as_ref()),
            local,
            state: code(shape.status.as_ref(), reader),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RuleShape<'a> {
    #[serde(borrow, default)]
    client_vpn_endpoint_id: Option<Text<'a>>,
    #[serde(borrow)]
    destination_cidr: Text<'a>,
    #[serde(borrow, default)]
    group_id: Option<Text<'a>>,
    #[serde(default)]
    access_all: bool,
    #[serde(borrow, default)]
    status: Option<StatusShape<'a>>,
}

impl Record for ClientVpnRule {
    type Shape<'a> = RuleShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["Description"];

    fn read(shape: RuleShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        let block = reader.cidr(&shape.destination_cidr, line, "/DestinationCidr")?;
        let group = shape.group_id.as_ref().filter(|_| !shape.access_all).filter(|group| !group.is_empty());
        if group.is_none() && !shape.access_all {
            reader.problem(line, "", "says neither that all clients have access nor which group has it");
            return None;
        }
        Some(ClientVpnRule {
            origin: reader.origin,
            endpoint: of(shape.client_vpn_endpoint_id.as_ref(), reader),
            block,
            group: reader.keep_some(group),
            state: code(shape.status.as_ref(), reader),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}
