//! VPC endpoint services: what stands behind the endpoints that name them.

use crate::component::{Component, Record};
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{Citation, Cite};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ServiceShape<'a> {
    #[serde(borrow)]
    service_id: Text<'a>,
    #[serde(borrow, default)]
    service_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    service_state: Option<Text<'a>>,
    #[serde(borrow, default)]
    availability_zones: Vec<Text<'a>>,
    #[serde(borrow, default)]
    availability_zone_ids: Vec<Text<'a>>,
    #[serde(borrow, default)]
    network_load_balancer_arns: Vec<Text<'a>>,
    #[serde(borrow, default)]
    gateway_load_balancer_arns: Vec<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ConnectionShape<'a> {
    #[serde(borrow, default)]
    vpc_endpoint_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_endpoint_state: Option<Text<'a>>,
    #[serde(borrow, default)]
    network_load_balancer_arns: Vec<Text<'a>>,
    #[serde(borrow, default)]
    gateway_load_balancer_arns: Vec<Text<'a>>,
}

// What it means.

/// A VPC endpoint service of an account in the snapshot.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ServiceConfiguration {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) name: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    /// The zones in which it is offered: their ids where AWS prints them, else their names.
    pub(crate) zones: Box<[Symbol]>,
    /// The load balancers behind it, by their ARNs: Network or Gateway Load Balancers.
    pub(crate) balancers: Box<[Symbol]>,
    pub(crate) tags: Tags,
}

/// A VPC endpoint as the owner of its service sees it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct EndpointConnection {
    pub(crate) origin: Origin,
    pub(crate) endpoint: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    /// The load balancers that it is connected to, by their ARNs.
    pub(crate) balancers: Box<[Symbol]>,
}

impl Record for ServiceConfiguration {
    type Shape<'a> = ServiceShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AcceptanceRequired",
        "BaseEndpointDnsNames",
        "ManagesVpcEndpoints",
        "PayerResponsibility",
        "PrivateDnsName",
        "PrivateDnsNameConfiguration",
        "RemoteAccessEnabled",
        "ServiceType",
        "SupportedIpAddressTypes",
        "SupportedRegions",
    ];

    fn read(shape: ServiceShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let zones = if shape.availability_zone_ids.is_empty() {
            &shape.availability_zones
        } else {
            &shape.availability_zone_ids
        };
        let balancers = shape.network_load_balancer_arns.iter().chain(&shape.gateway_load_balancer_arns);
        Some(ServiceConfiguration {
            id: reader.keep(&shape.service_id),
            origin: reader.origin,
            name: reader.keep_some(shape.service_name.as_ref()),
            state: reader.keep_some(shape.service_state.as_ref()),
            zones: zones.iter().map(|zone| reader.keep(zone)).collect(),
            balancers: balancers.map(|arn| reader.keep(arn)).collect(),
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

impl Record for EndpointConnection {
    type Shape<'a> = ConnectionShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "CreationTimestamp",
        "DnsEntries",
        "IpAddressType",
        "ServiceId",
        "Tags",
        "VpcEndpointConnectionId",
        "VpcEndpointOwner",
        "VpcEndpointRegion",
    ];

    fn read(shape: ConnectionShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let balancers = shape.network_load_balancer_arns.iter().chain(&shape.gateway_load_balancer_arns);
        Some(EndpointConnection {
            origin: reader.origin,
            endpoint: reader.keep_some(shape.vpc_endpoint_id.as_ref()),
            state: reader.keep_some(shape.vpc_endpoint_state.as_ref()),
            balancers: balancers.map(|arn| reader.keep(arn)).collect(),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

pub(crate) static COMPONENT: Component =
    Component { stands, ..Component::plain("VPC endpoint service", &["vpce-svc-"], cite) };

/// A service in cites.
pub(crate) const fn of_service(item: u32) -> Cite {
    Cite::resource(Kind::EndpointService as u8, item)
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let service = net.endpoint_service(cite.item);
    let balancers = service.balancers.iter();
    balancers.fold(Stands::at(service.origin), |s, balancer| s.belonging("of load balancer", Some(*balancer)))
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let service = net.endpoint_service(cite.item);
    let text = |symbol: Option<Symbol>, default: &str| symbol.map_or(default, |symbol| net.text(symbol)).to_owned();
    let zones: Vec<_> = service.zones.iter().map(|zone| net.text(*zone)).collect();
    let holes = vec![("state", text(service.state, "Available")), ("zones", zones.join(", "))];
    let citation =
        net.describe(Kind::EndpointService, List::ServiceConfiguration, service.id, &service.tags, service.origin);
    Citation { says: service.name.map(|name| net.text(name).to_owned()), holes, ..citation }
}
