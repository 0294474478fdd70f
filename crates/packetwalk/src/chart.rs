//! A network as a map needs it: what stands in it and between its parts, interfaces by their number alone.

use packetwalk_aws::{EndError, Kind, Network};
use packetwalk_report::{Known, safe, stands};
use std::collections::{BTreeMap, BTreeSet};

/// What a map of a network shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// VPCs, subnets, and the gateways, endpoints, load balancers and links of them, by kind and id.
    pub resources: Vec<Known>,
    /// How many interfaces each subnet has that belong to none of those, by the subnet's id.
    pub interfaces: BTreeMap<String, usize>,
}

impl Chart {
    /// The id of the VPC with this id or name.
    ///
    /// # Errors
    /// When no VPC, or several, are called so.
    pub fn vpc(&self, text: &str) -> Result<&str, EndError> {
        let vpcs = || self.resources.iter().map(|known| &known.resource).filter(|resource| resource.kind == "VPC");
        if let Some(vpc) = vpcs().find(|vpc| vpc.id == text) {
            return Ok(&vpc.id);
        }
        let named: Vec<&str> =
            vpcs().filter(|vpc| vpc.name.as_deref() == Some(text)).map(|vpc| vpc.id.as_str()).collect();
        match named.as_slice() {
            [only] => Ok(only),
            [] => {
                let all: Vec<String> = vpcs().map(|vpc| safe(&vpc.id)).collect();
                let why = format!("is no VPC of the snapshot, which has {}", all.join(", "));
                Err(EndError::Unfit { text: text.to_owned(), why })
            }
            several => {
                let candidates = several.iter().map(|id| safe(id)).collect();
                Err(EndError::Ambiguous { text: text.to_owned(), candidates })
            }
        }
    }
}

/// The kinds of resources that stand on a map by themselves.
const SHOWN: &[Kind] = &[
    Kind::Vpc,
    Kind::Subnet,
    Kind::InternetGateway,
    Kind::EgressOnlyGateway,
    Kind::NatGateway,
    Kind::GatewayEndpoint,
    Kind::LoadBalancer,
    Kind::ClassicLoadBalancer,
    Kind::NetworkFirewall,
    Kind::VpnGateway,
    Kind::VpnConnection,
    Kind::ClientVpn,
    Kind::InstanceConnectEndpoint,
    Kind::Peering,
    Kind::TransitGateway,
    Kind::TransitGatewayAttachment,
    Kind::CoreNetwork,
    Kind::CoreNetworkAttachment,
];

/// How the interfaces say that they are a part of something that stands on the map.
const PARTS: &[&str] = &[
    "of NAT gateway",
    "of load balancer",
    "of VPC endpoint",
    "of Client VPN endpoint",
    "of EC2 Instance Connect Endpoint",
    "of transit gateway attachment",
];

/// The map of a network.
pub fn chart(network: &Network) -> Chart {
    let mut chart = Chart::default();
    for (kind, cite) in network.resources() {
        if kind == Kind::Interface {
            let known = stands(network, cite);
            let part = known.belongs.iter().any(|belongs| PARTS.contains(&belongs.how.as_str()));
            let subnet = known.belongs.into_iter().find(|belongs| belongs.how == "in subnet");
            if let Some(subnet) = subnet.filter(|_| !part) {
                *chart.interfaces.entry(subnet.id).or_default() += 1;
            }
        } else if SHOWN.contains(&kind) {
            chart.resources.push(stands(network, cite));
        }
    }
    add_named(network, &mut chart);
    chart.resources.sort_by(|a, b| (&a.resource.kind, &a.resource.id).cmp(&(&b.resource.kind, &b.resource.id)));
    chart.resources.dedup();
    chart
}

/// Adds what others say that they belong to and that the snapshot lacks: the VPC at the far end of a peering connection.
fn add_named(network: &Network, chart: &mut Chart) {
    let known: BTreeSet<&str> = chart.resources.iter().map(|known| known.resource.id.as_str()).collect();
    let named = chart.resources.iter().flat_map(|known| &known.belongs).map(|belongs| belongs.id.as_str());
    let lacking: BTreeSet<&str> = named.filter(|id| !known.contains(id)).collect();
    let lacking: Vec<Known> =
        lacking.into_iter().filter_map(|id| Some(stands(network, network.named_cite(id)?))).collect();
    chart.resources.extend(lacking);
}
