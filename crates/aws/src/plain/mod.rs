//! A network in plain data, for witnesses.
//!
//! The lab and the naive oracle must not share the walk's reading of a packet, so they read neither stations nor tables of
//! rows: they get what the snapshot says once its ids are resolved. What a rule, a route or a state *means* is theirs to
//! decide. What they do share is said here: which subnet has which table and ACL, who is a member of which group, and which
//! attachment belongs to which route table.

mod balancers;
mod classic;
mod endpoints;
mod filters;
mod gateways;
mod routes;
mod transit;
mod vpcs;

use crate::network::Network;
use crate::strings::Symbol;
use packetwalk_space::Address;

pub use balancers::{Act, Balancer, Listener, ListenerRule, Registered, Registree, TargetGroup};
pub use classic::{Classic, ClassicInstance};
pub use endpoints::{Connection, Endpoint, EndpointService};
pub use filters::{Acl, Entry, Group, Peer, Rule, Traffic};
pub use gateways::{InternetGateway, NatGateway, Peering, RegionalNat, VpnConnection, VpnGateway};
pub use routes::{Route, RouteOrigin, RouteTable, Target};
pub use transit::{Attachment, TransitGateway, TransitRoute, TransitTable};
pub use vpcs::{Interface, Subnet, Vpc};

/// A network in plain data. Things refer to each other by their places in these lists.
#[derive(Clone, Debug, Default)]
pub struct Plain {
    /// VPCs.
    pub vpcs: Vec<Vpc>,
    /// Subnets.
    pub subnets: Vec<Subnet>,
    /// Network interfaces of every kind.
    pub interfaces: Vec<Interface>,
    /// Security groups.
    pub groups: Vec<Group>,
    /// Network ACLs.
    pub acls: Vec<Acl>,
    /// Route tables of VPCs.
    pub tables: Vec<RouteTable>,
    /// Internet gateways.
    pub internet_gateways: Vec<InternetGateway>,
    /// Egress-only internet gateways.
    pub egress_only_gateways: Vec<InternetGateway>,
    /// Virtual private gateways.
    pub vpn_gateways: Vec<VpnGateway>,
    /// NAT gateways.
    pub nat_gateways: Vec<NatGateway>,
    /// VPC endpoints.
    pub endpoints: Vec<Endpoint>,
    /// VPC endpoint services.
    pub services: Vec<EndpointService>,
    /// Load balancers, Classic ones behind the others.
    pub balancers: Vec<Balancer>,
    /// Target groups.
    pub target_groups: Vec<TargetGroup>,
    /// VPC peering connections.
    pub peerings: Vec<Peering>,
    /// Transit gateways.
    pub transit_gateways: Vec<TransitGateway>,
    /// Attachments of transit gateways.
    pub attachments: Vec<Attachment>,
    /// Route tables of transit gateways.
    pub transit_tables: Vec<TransitTable>,
    /// Elastic IP addresses that no interface has.
    pub spare_addresses: Vec<(String, Address)>,
}

impl Network {
    /// The network in plain data.
    pub fn plain(&self) -> Plain {
        let records = &self.snapshot.records;
        let text = |symbol: Option<Symbol>| symbol.map(|symbol| self.text(symbol).to_owned());
        let vpc_of = |id: Symbol| self.topology.vpc_numbers.get(&id).map(|number| *number as usize);
        let place = |number: Option<u32>| number.map(|number| number as usize);
        let paired: Vec<_> = self.topology.pairs.iter().map(|pair| pair.public).collect();
        Plain {
            vpcs: (0..).zip(&self.topology.vpcs).map(|(item, _)| self.plain_vpc(item)).collect(),
            subnets: (0..)
                .zip(records.subnets.iter())
                .map(|(item, (_, subnet))| Subnet {
                    id: self.text(subnet.id).to_owned(),
                    state: text(subnet.state),
                    vpc: vpc_of(subnet.vpc).unwrap_or(0),
                    blocks: subnet.blocks.to_vec(),
                    zone: text(subnet.zone),
                    zone_name: text(subnet.zone_name),
                    public_access: text(subnet.public_access),
                    exclusions: self.plain_exclusions(subnet.id),
                    table: place(self.route_table_of(item)),
                    acl: place(self.acl_of(item)),
                })
                .collect(),
            interfaces: self.interfaces().map(|(item, _)| self.plain_interface(item)).collect(),
            groups: records.security_groups.iter().map(|(_, group)| self.plain_group(group)).collect(),
            acls: records.network_acls.iter().map(|(_, acl)| filters::plain_acl(self, acl)).collect(),
            tables: records.route_tables.iter().map(|(_, table)| self.plain_table(table)).collect(),
            internet_gateways: records
                .internet_gateways
                .iter()
                .map(|(_, gateway)| InternetGateway {
                    id: self.text(gateway.id).to_owned(),
                    vpc: gateway.vpc.filter(|_| gateway.attached).and_then(vpc_of),
                })
                .collect(),
            egress_only_gateways: records
                .egress_only_gateways
                .iter()
                .map(|(_, gateway)| InternetGateway {
                    id: self.text(gateway.id).to_owned(),
                    vpc: gateway.vpc.and_then(vpc_of),
                })
                .collect(),
            vpn_gateways: records.vpn_gateways.iter().map(|(_, gateway)| self.plain_vpn_gateway(gateway)).collect(),
            nat_gateways: records
                .nat_gateways
                .iter()
                .map(|(_, gateway)| NatGateway {
                    id: self.text(gateway.id).to_owned(),
                    state: text(gateway.state),
                    regional: gateway.regional.as_deref().map(|regional| RegionalNat {
                        vpc: gateway.vpc.and_then(vpc_of),
                        table: regional.table.and_then(|id| self.find_route_table(id)).map(|table| table as usize),
                        addresses: regional
                            .addresses
                            .iter()
                            .map(|(address, zones)| {
                                (*address, zones.iter().flatten().map(|zone| self.text(*zone).to_owned()).collect())
                            })
                            .collect(),
                    }),
                    interface: place(gateway.interfaces.iter().find_map(|id| self.find_interface(*id))),
                    addresses: gateway.addresses.to_vec(),
                    proxied: !gateway.proxies.is_empty(),
                })
                .collect(),
            endpoints: self.plain_endpoints(),
            services: self.plain_services(),
            balancers: self.plain_balancers(),
            target_groups: self.plain_target_groups(),
            peerings: self.peerings().map(|peering| self.plain_peering(peering)).collect(),
            transit_gateways: records
                .transit_gateways
                .iter()
                .map(|(_, gateway)| TransitGateway {
                    id: self.text(gateway.id).to_owned(),
                    state: text(gateway.state),
                    references: gateway.references,
                })
                .collect(),
            attachments: (0..)
                .zip(&self.topology.transit.attachments)
                .map(|(item, _)| self.plain_attachment(item))
                .collect(),
            transit_tables: records
                .transit_gateway_route_tables
                .iter()
                .map(|(_, table)| self.plain_transit_table(table))
                .collect(),
            spare_addresses: records
                .elastic_ips
                .iter()
                .filter(|(_, address)| !paired.contains(&address.public) && !self.is_of_nat(address.public))
                .map(|(_, address)| (self.text(address.id).to_owned(), address.public))
                .collect(),
        }
    }
}
