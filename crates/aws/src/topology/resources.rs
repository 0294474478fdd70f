//! Ids, and the resources that have them.

use super::firewalls::FirewallEndpoints;
use crate::components::prefix_list::PrefixList;
use crate::components::transit_gateway_attachment::Attachment;
use crate::registry::Kind;
use crate::snapshot::Snapshot;
use crate::strings::Symbol;

/// By a symbol's number: the resource with that id.
pub(super) fn resources(
    snapshot: &Snapshot,
    prefix_lists: &[PrefixList],
    attachments: &[Attachment],
    firewall_endpoints: &FirewallEndpoints,
) -> Vec<Option<(Kind, u32)>> {
    let records = &snapshot.records;
    let mut resources = vec![None; snapshot.strings.len()];
    let mut add = |id: Symbol, kind: Kind, item: u32| {
        if let Some(slot @ None) = resources.get_mut(id.number()) {
            *slot = Some((kind, item));
        }
    };
    // VPCs are numbered by view, and views stand in the order of their records first.
    records.vpcs.iter().for_each(|(id, vpc)| add(vpc.id, Kind::Vpc, id.number()));
    records.subnets.iter().for_each(|(id, subnet)| add(subnet.id, Kind::Subnet, id.number()));
    records.interfaces.iter().for_each(|(id, interface)| add(interface.id, Kind::Interface, id.number()));
    records.instances.iter().for_each(|(id, instance)| add(instance.id, Kind::Instance, id.number()));
    records.elastic_ips.iter().for_each(|(id, address)| add(address.id, Kind::ElasticIp, id.number()));
    records.security_groups.iter().for_each(|(id, group)| add(group.id, Kind::SecurityGroup, id.number()));
    records.network_acls.iter().for_each(|(id, acl)| add(acl.id, Kind::NetworkAcl, id.number()));
    records.route_tables.iter().for_each(|(id, table)| add(table.id, Kind::RouteTable, id.number()));
    records.internet_gateways.iter().for_each(|(id, gateway)| add(gateway.id, Kind::InternetGateway, id.number()));
    let egress_only = records.egress_only_gateways.iter();
    egress_only.for_each(|(id, gateway)| add(gateway.id, Kind::EgressOnlyGateway, id.number()));
    records.vpn_gateways.iter().for_each(|(id, gateway)| add(gateway.id, Kind::VpnGateway, id.number()));
    records.vpn_connections.iter().for_each(|(id, connection)| add(connection.id, Kind::VpnConnection, id.number()));
    let client_vpns = records.client_vpn_endpoints.iter();
    client_vpns.for_each(|(id, endpoint)| add(endpoint.id, Kind::ClientVpn, id.number()));
    let connect = records.instance_connect_endpoints.iter();
    connect.for_each(|(id, endpoint)| add(endpoint.id, Kind::InstanceConnectEndpoint, id.number()));
    records.byoip_cidrs.iter().for_each(|(id, range)| add(range.id, Kind::Byoip, id.number()));
    records.exclusions.iter().for_each(|(id, exclusion)| add(exclusion.id, Kind::BlockPublicAccess, id.number()));
    records.nat_gateways.iter().for_each(|(id, gateway)| add(gateway.id, Kind::NatGateway, id.number()));
    // A firewall's endpoint is described as a VPC endpoint, too.
    for (number, endpoint) in (0..).zip(firewall_endpoints.all(snapshot)) {
        if endpoint.subnet.is_some() {
            add(endpoint.id, Kind::NetworkFirewall, number);
        }
    }
    records.firewall_policies.iter().for_each(|(id, policy)| add(policy.id, Kind::FirewallPolicy, id.number()));
    records.firewall_rule_groups.iter().for_each(|(id, group)| add(group.id, Kind::FirewallRuleGroup, id.number()));
    let services = records.service_configurations.iter();
    services.for_each(|(id, service)| add(service.id, Kind::EndpointService, id.number()));
    records.vpc_endpoints.iter().for_each(|(id, endpoint)| add(endpoint.id, Kind::GatewayEndpoint, id.number()));
    records.peerings.iter().for_each(|(id, peering)| add(peering.id, Kind::Peering, id.number()));
    records.transit_gateways.iter().for_each(|(id, gateway)| add(gateway.id, Kind::TransitGateway, id.number()));
    let tables = records.transit_gateway_route_tables.iter();
    tables.for_each(|(id, table)| add(table.id, Kind::TransitGatewayRouteTable, id.number()));
    let peers = records.connect_peers.iter();
    peers.for_each(|(id, peer)| add(peer.id, Kind::TransitGatewayConnect, id.number()));
    for (id, core) in records.core_networks.iter() {
        add(core.arn, Kind::CoreNetwork, id.number());
        add(core.id, Kind::CoreNetwork, id.number());
    }
    let attached = records.core_network_attachments.iter();
    attached.for_each(|(id, attachment)| add(attachment.id, Kind::CoreNetworkAttachment, id.number()));
    let segments = records.core_network_segments.iter();
    segments.for_each(|(id, segment)| add(segment.id, Kind::CoreNetworkSegment, id.number()));
    for (id, balancer) in records.load_balancers.iter() {
        add(balancer.id, Kind::LoadBalancer, id.number());
        add(balancer.path, Kind::LoadBalancer, id.number());
    }
    let classics = records.classic_load_balancers.iter();
    classics.for_each(|(id, balancer)| add(balancer.id, Kind::ClassicLoadBalancer, id.number()));
    records.target_groups.iter().for_each(|(id, group)| add(group.id, Kind::TargetGroup, id.number()));
    (0..).zip(prefix_lists).for_each(|(item, list)| add(list.id, Kind::PrefixList, item));
    (0..).zip(attachments).for_each(|(item, attachment)| add(attachment.id, Kind::TransitGatewayAttachment, item));
    resources
}
