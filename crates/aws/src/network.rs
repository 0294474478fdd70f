//! A network: what a snapshot amounts to.

use crate::components::classic_load_balancer::ClassicLoadBalancer;
use crate::components::client_vpn::{ClientVpnEndpoint, ClientVpnRoute, ClientVpnRule, ClientVpnTargetNetwork};
use crate::components::core_network::CoreNetwork;
use crate::components::core_network::attachment::{CoreNetworkAttachment, CoreNetworkVpcAttachment};
use crate::components::core_network::segment::CoreNetworkSegment;
use crate::components::egress_only_gateway::EgressOnlyGateway;
use crate::components::elastic_ip::ElasticIp;
use crate::components::endpoint_service::{EndpointConnection, ServiceConfiguration};
use crate::components::gateway_endpoint::VpcEndpoint;
use crate::components::instance::Instance;
use crate::components::instance_connect_endpoint::InstanceConnectEndpoint;
use crate::components::interface::appliance::Appliance;
use crate::components::interface::{Interface, service};
use crate::components::internet_gateway::InternetGateway;
use crate::components::load_balancer::{Listener, ListenerRule, LoadBalancer};
use crate::components::nat_gateway::NatGateway;
use crate::components::network_acl::NetworkAcl;
use crate::components::network_firewall::policy::FirewallPolicy;
use crate::components::network_firewall::rule_group::FirewallRuleGroup;
use crate::components::network_firewall::{Endpoint, Firewall};
use crate::components::on_premises::Outside;
use crate::components::peering::Peering;
use crate::components::prefix_list::PrefixList;
use crate::components::route_table::RouteTable;
use crate::components::security_group::{self, SecurityGroup};
use crate::components::subnet::Subnet;
use crate::components::target_group::{Target, TargetGroup};
use crate::components::transit_gateway::TransitGateway;
use crate::components::transit_gateway_attachment::Attachment;
use crate::components::transit_gateway_route_table::{
    self, Known, TransitGatewayPrefixListReference, TransitGatewayRoute, TransitGatewayRouteTable,
};
use crate::components::vpc::{Vpc, Whole};
use crate::components::vpn_connection::VpnConnection;
use crate::components::vpn_gateway::VpnGateway;
use crate::ends::{End, EndError, Names};
use crate::registry::{Kind, List};
use crate::snapshot::Snapshot;
use crate::standing::region_of_zone;
use crate::store::Id;
use crate::strings::Symbol;
use crate::topology::{IN_VPC, OF_NAT, OF_UNREAD, Pair, SOME_PUBLIC, Topology, UNASSOCIATED, VpcView};
use packetwalk_fabric::{Cite, Spans};
use packetwalk_space::{Address, IntervalSet};
use std::collections::BTreeMap;

/// A network: a snapshot with its ids resolved.
///
/// What the snapshot names and doesn't hold is no error; whoever meets it ends in a gap.
#[derive(Debug)]
pub struct Network {
    pub(crate) snapshot: Snapshot,
    pub(crate) topology: Topology,
    /// Public addresses that nobody in the snapshot has, and that nobody brought to AWS.
    pub(crate) internet: IntervalSet<Address>,
    /// The addresses of all VPCs.
    pub(crate) inside: IntervalSet<Address>,
    pub(crate) names: Names,
    /// What was said of appliances, by interface.
    pub(crate) appliances: BTreeMap<u32, Appliance>,
    /// What was said of networks outside.
    pub(crate) outside: Vec<Outside>,
}

/// Who a public address belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Public {
    /// An interface.
    Paired(u32),
    /// Nobody: the Elastic IP address isn't associated.
    Unassociated(u32),
    /// An interface that the snapshot lacks.
    OfUnread(u32),
    /// Whoever has it in this VPC: IPv6 addresses are public by themselves.
    InVpc(u32),
    /// A regional NAT gateway.
    OfNat(u32),
    /// It stands for "some public address" of an interface in this VPC.
    SomeOf(u32),
}

impl Network {
    /// Resolves a snapshot.
    pub fn new(mut snapshot: Snapshot) -> Self {
        snapshot.shrink();
        let topology = Topology::of(&mut snapshot);
        snapshot.problems.sort();
        snapshot.problems.dedup();
        let names = Names::of(&snapshot.records, &snapshot.strings);
        let owned = topology.public.all().iter().map(|span| (span.first, span.last));
        // In ranges that were brought to AWS sit AWS's hosts, if any.
        let brought = snapshot.records.byoip_cidrs.iter().map(|(_, range)| (range.block.first(), range.block.last()));
        let internet = crate::addresses::public().difference(&IntervalSet::from_ranges(owned.chain(brought)));
        let mut network = Network {
            snapshot,
            topology,
            internet,
            inside: IntervalSet::empty(),
            names,
            appliances: BTreeMap::new(),
            outside: Vec::new(),
        };
        let ranges = network.all_vpcs().flat_map(|vpc| network.vpc_addresses(vpc).ranges().to_vec());
        network.inside = IntervalSet::from_ranges(ranges);
        network
    }

    /// Says what an appliance does with packets that aren't for it: `ENI=drop`, or `ENI=via:ENI`.
    ///
    /// Without a word it is taken to send them on by the interface that they came in by.
    ///
    /// # Errors
    /// When the text says something else, or names no interface.
    pub fn appliance(&mut self, text: &str) -> Result<(), EndError> {
        let unfit = |text: &str, why: &str| Err(EndError::Unfit { text: text.to_owned(), why: why.to_owned() });
        let Some((id, does)) = text.split_once('=') else {
            return unfit(text, "says nothing of an appliance: expected ENI=drop or ENI=via:ENI");
        };
        let interface = |id: &str| match self.end(id)? {
            End::Interface { item, .. } => Ok(item),
            _ => Err(EndError::Unfit { text: id.to_owned(), why: "is no interface".to_owned() }),
        };
        let item = interface(id)?;
        let said = match does.strip_prefix("via:") {
            Some(other) => Appliance::Via(interface(other)?),
            None if does == "drop" => Appliance::Drops,
            None => return unfit(does, "is nothing that an appliance does: expected drop or via:ENI"),
        };
        if said == Appliance::Via(item) {
            return unfit(text, "names one interface twice: without it that is what is assumed");
        }
        self.appliances.insert(item, said);
        Ok(())
    }

    /// The snapshot.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The accounts whose resources the snapshot holds, ascending.
    pub fn accounts(&self) -> Vec<String> {
        let seen = self.snapshot.seen.values().flat_map(|seen| &seen.accounts);
        self.sorted(seen.copied())
    }

    /// The Regions whose resources the snapshot holds, ascending: by folders, else by the names of zones.
    pub fn regions(&self) -> Vec<String> {
        let zones = self.snapshot.records.subnets.iter().filter_map(|(_, subnet)| subnet.zone_name);
        let mut regions = self.sorted(self.snapshot.seen.values().flat_map(|seen| &seen.regions).copied());
        regions.extend(zones.filter_map(|zone| region_of_zone(self.text(zone))));
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    fn sorted(&self, symbols: impl Iterator<Item = Symbol>) -> Vec<String> {
        let mut texts: Vec<_> = symbols.map(|symbol| self.text(symbol).to_owned()).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }

    /// The string of a symbol.
    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.snapshot.strings.text(symbol)
    }

    /// The resource with this id.
    pub fn find(&self, id: &str) -> Option<Cite> {
        let (kind, item) = self.resource(self.snapshot.strings.find(id)?)?;
        Some(Cite::resource(kind as u8, item))
    }

    /// What the snapshot calls by this id, whether it holds it or not.
    pub fn named_cite(&self, id: &str) -> Option<Cite> {
        self.snapshot.strings.find(id).map(|id| self.missing(id))
    }

    /// Every resource that has an id, by the order in which ids were read.
    pub fn resources(&self) -> impl Iterator<Item = (Kind, Cite)> {
        let all = self.topology.resources.iter().copied().flatten();
        all.map(|(kind, item)| (kind, Cite::resource(kind as u8, item)))
    }

    /// The resource with this id.
    pub(crate) fn resource(&self, id: Symbol) -> Option<(Kind, u32)> {
        self.topology.resources.get(id.number()).copied().flatten()
    }

    fn item(&self, kind: Kind, id: Symbol) -> Option<u32> {
        self.resource(id).filter(|(found, _)| *found == kind).map(|(_, item)| item)
    }

    /// What a route that names this id leads to: an instance stands for its first interface.
    pub(crate) fn routable(&self, id: Symbol) -> Symbol {
        let first = self.topology.instance_interfaces.get(&id).and_then(|interfaces| interfaces.first());
        first.map_or(id, |interface| self.interface(*interface).id)
    }

    // VPCs and subnets.

    pub(crate) fn vpc(&self, item: u32) -> &VpcView {
        &self.topology.vpcs[item as usize]
    }

    pub(crate) fn vpc_of(&self, id: Symbol) -> u32 {
        self.topology.vpc_numbers.get(&id).copied().unwrap_or(0)
    }

    pub(crate) fn vpc_record(&self, item: u32) -> Option<&Vpc> {
        self.snapshot.records.vpcs.find(self.vpc(item).record?)
    }

    /// The VPC's ranges; those of its subnets where the VPC itself isn't in the snapshot.
    pub(crate) fn vpc_addresses(&self, item: u32) -> IntervalSet<Address> {
        match self.vpc_record(item) {
            Some(vpc) => vpc.addresses(),
            None => {
                let subnets = self.vpc(item).subnets.iter();
                subnets.fold(IntervalSet::empty(), |all, subnet| all.union(&self.subnet_record(*subnet).addresses()))
            }
        }
    }

    pub(crate) fn subnet(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::Subnet, id)
    }

    pub(crate) fn subnet_record(&self, item: u32) -> &Subnet {
        &self.snapshot.records.subnets[Id::new(item)]
    }

    /// Whether a list was read whole for an account, so that what it doesn't hold doesn't exist.
    pub(crate) fn whole(&self, list: List, owner: Option<Symbol>) -> Whole {
        let Some(seen) = self.snapshot.seen(list) else { return Whole::No };
        if seen.truncated > 0 || seen.damaged > 0 {
            return Whole::No;
        }
        match owner {
            Some(owner) if seen.accounts.contains(&owner) => Whole::Yes,
            Some(_) if !seen.accounts.is_empty() => Whole::No,
            _ => Whole::Assumed,
        }
    }

    /// Whether all interfaces of a subnet were read.
    pub(crate) fn interfaces_of(&self, subnet: &Subnet) -> Whole {
        if self.topology.lacking.contains(&subnet.id) {
            return Whole::No;
        }
        let whole = self.whole(List::Interface, subnet.owner);
        let regions = self.snapshot.seen(List::Interface).map(|seen| &seen.regions);
        let region = self.snapshot.file(subnet.origin.file).region;
        match (regions, region) {
            (Some(regions), Some(region)) if !regions.contains(&region) => Whole::No,
            _ => whole,
        }
    }

    // Interfaces and what they belong to.

    pub(crate) fn interface(&self, item: u32) -> &Interface {
        &self.snapshot.records.interfaces[Id::new(item)]
    }

    pub(crate) fn find_interface(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::Interface, id)
    }

    pub(crate) fn interfaces(&self) -> impl Iterator<Item = (u32, &Interface)> {
        self.snapshot.records.interfaces.iter().map(|(id, interface)| (id.number(), interface))
    }

    /// The interface's own name, else its instance's, else what the service calls it that made it.
    pub(crate) fn interface_name(&self, item: u32) -> Option<String> {
        let interface = self.interface(item);
        let own = self.name(&interface.tags);
        let instance = || interface.instance.and_then(|id| self.find_instance(id));
        let own = own.or_else(|| instance().and_then(|instance| self.name(&self.instance(instance).tags)));
        own.or_else(|| service::of(self, item).map(|service| service.told()))
    }

    pub(crate) fn find_instance(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::Instance, id)
    }

    pub(crate) fn instance(&self, item: u32) -> &Instance {
        &self.snapshot.records.instances[Id::new(item)]
    }

    pub(crate) fn instances(&self) -> impl Iterator<Item = (u32, &Instance)> {
        self.snapshot.records.instances.iter().map(|(id, instance)| (id.number(), instance))
    }

    /// An instance's interfaces, device 0 first.
    pub(crate) fn interfaces_of_instance(&self, id: Symbol) -> &[u32] {
        self.topology.instance_interfaces.get(&id).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn elastic_ip(&self, item: u32) -> &ElasticIp {
        &self.snapshot.records.elastic_ips[Id::new(item)]
    }

    pub(crate) fn pair(&self, number: u32) -> Pair {
        self.topology.pairs[number as usize]
    }

    pub(crate) fn public(&self, number: u32) -> Public {
        match number {
            SOME_PUBLIC.. => Public::SomeOf(number - SOME_PUBLIC),
            OF_NAT.. => Public::OfNat(number - OF_NAT),
            IN_VPC.. => Public::InVpc(number - IN_VPC),
            OF_UNREAD.. => Public::OfUnread(number - OF_UNREAD),
            UNASSOCIATED.. => Public::Unassociated(number - UNASSOCIATED),
            _ => Public::Paired(self.pair(number).interface),
        }
    }

    pub(crate) fn public_addresses(&self) -> &Spans {
        &self.topology.public
    }

    /// Public addresses that nobody in the snapshot has.
    pub(crate) fn internet(&self) -> &IntervalSet<Address> {
        &self.internet
    }

    // Filters.

    pub(crate) fn security_group(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::SecurityGroup, id)
    }

    pub(crate) fn security_group_record(&self, item: u32) -> &SecurityGroup {
        &self.snapshot.records.security_groups[Id::new(item)]
    }

    pub(crate) fn group_set(&self, number: u32) -> &[Symbol] {
        self.topology.group_sets.get(number as usize).map_or(&[], |groups| groups)
    }

    pub(crate) fn group_set_number(&self, groups: &[Symbol]) -> u32 {
        self.topology.group_set_numbers.get(groups).copied().unwrap_or(0)
    }

    /// The members of a group, ascending.
    pub(crate) fn members(&self, group: Symbol) -> &[u32] {
        self.topology.members.get(&group).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn rule_id(&self, group: Symbol, outbound: bool, what: &security_group::What) -> Option<Symbol> {
        self.topology.rule_ids.get(&(group, outbound, *what)).copied()
    }

    pub(crate) fn find_route_table(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::RouteTable, id)
    }

    pub(crate) fn network_acl(&self, item: u32) -> &NetworkAcl {
        &self.snapshot.records.network_acls[Id::new(item)]
    }

    /// The network ACL of a subnet; the VPC's default one where no list names the subnet.
    pub(crate) fn acl_of(&self, subnet: u32) -> Option<u32> {
        let subnet = self.subnet_record(subnet);
        let named = self.topology.acls.get(&subnet.id);
        let default = || match self.whole(List::NetworkAcl, None) {
            Whole::No => None,
            Whole::Yes | Whole::Assumed => self.topology.default_acls.get(&subnet.vpc),
        };
        named.or_else(default).map(|id| id.number())
    }

    pub(crate) fn prefix_list(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::PrefixList, id)
    }

    pub(crate) fn prefix_list_record(&self, item: u32) -> &PrefixList {
        &self.topology.prefix_lists[item as usize]
    }

    // Routing.

    pub(crate) fn route_table(&self, item: u32) -> &RouteTable {
        &self.snapshot.records.route_tables[Id::new(item)]
    }

    /// The route table of a subnet: its own, else the VPC's main one, if no other can have been missed.
    pub(crate) fn route_table_of(&self, subnet: u32) -> Option<u32> {
        let subnet = self.subnet_record(subnet);
        let own = self.topology.route_tables.get(&subnet.id);
        let main = || match self.whole(List::RouteTable, None) {
            Whole::No => None,
            Whole::Yes | Whole::Assumed => self.topology.main_tables.get(&subnet.vpc),
        };
        own.or_else(main).map(|id| id.number())
    }

    pub(crate) fn edge_route_table_of(&self, gateway: Symbol) -> Option<u32> {
        self.topology.edge_tables.get(&gateway).map(|id| id.number())
    }

    pub(crate) fn vpn_gateway(&self, item: u32) -> &VpnGateway {
        &self.snapshot.records.vpn_gateways[Id::new(item)]
    }

    pub(crate) fn vpn_connection(&self, item: u32) -> &VpnConnection {
        &self.snapshot.records.vpn_connections[Id::new(item)]
    }

    pub(crate) fn find_vpn_connection(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::VpnConnection, id)
    }

    /// The VPN connections of a virtual private gateway.
    pub(crate) fn vpn_connections_of(&self, gateway: Symbol) -> impl Iterator<Item = (u32, &VpnConnection)> {
        let all = self.snapshot.records.vpn_connections.iter().map(|(id, connection)| (id.number(), connection));
        all.filter(move |(_, connection)| connection.vpn_gateway == Some(gateway))
    }

    pub(crate) fn internet_gateway(&self, item: u32) -> &InternetGateway {
        &self.snapshot.records.internet_gateways[Id::new(item)]
    }

    pub(crate) fn nat_gateway(&self, item: u32) -> &NatGateway {
        &self.snapshot.records.nat_gateways[Id::new(item)]
    }

    /// The NAT gateway that an interface belongs to.
    pub(crate) fn nat_gateway_of(&self, interface: u32) -> Option<u32> {
        self.topology.nat_gateways.get(&interface).copied()
    }

    /// The private addresses of the NAT gateways in a VPC.
    pub(crate) fn nat_addresses(&self, vpc: u32) -> IntervalSet<Address> {
        let id = self.vpc(vpc).id;
        let gateways = self.snapshot.records.nat_gateways.iter().filter(|(_, gateway)| gateway.vpc == Some(id));
        IntervalSet::from_ranges(gateways.flat_map(|(_, gateway)| gateway.addresses.iter().map(|a| (*a, *a))))
    }

    pub(crate) fn peering(&self, item: u32) -> &Peering {
        &self.snapshot.records.peerings[Id::new(item)]
    }

    pub(crate) fn peerings(&self) -> impl Iterator<Item = &Peering> {
        self.peerings_numbered().map(|(_, peering)| peering)
    }

    pub(crate) fn peerings_numbered(&self) -> impl Iterator<Item = (u32, &Peering)> {
        self.snapshot.records.peerings.iter().map(|(id, peering)| (id.number(), peering))
    }

    /// Whether the snapshot describes the VPC or something in it.
    pub(crate) fn knows_vpc(&self, id: Symbol) -> bool {
        self.topology.vpc_numbers.contains_key(&id)
    }

    pub(crate) fn egress_only_gateway(&self, item: u32) -> &EgressOnlyGateway {
        &self.snapshot.records.egress_only_gateways[Id::new(item)]
    }

    /// Whether an id is a VPC endpoint's.
    pub(crate) fn is_endpoint(&self, id: Symbol) -> bool {
        matches!(self.resource(id), Some((Kind::GatewayEndpoint, _)))
    }

    pub(crate) fn vpc_endpoint(&self, item: u32) -> &VpcEndpoint {
        &self.snapshot.records.vpc_endpoints[Id::new(item)]
    }

    /// A firewall endpoint, and whose it is.
    pub(crate) fn firewall_endpoint(&self, item: u32) -> (&Firewall, &Endpoint) {
        let (firewall, at) = self.topology.firewall_endpoints.places[item as usize];
        let firewall = &self.snapshot.records.firewalls[firewall];
        (firewall, &firewall.endpoints[at])
    }

    /// The number of a firewall's endpoint, or of its attachment to a transit gateway.
    pub(crate) fn find_firewall_endpoint(&self, id: Symbol) -> Option<u32> {
        self.topology.firewall_endpoints.numbers.get(&id).copied()
    }

    pub(crate) fn find_firewall_policy(&self, arn: Symbol) -> Option<u32> {
        self.item(Kind::FirewallPolicy, arn)
    }

    pub(crate) fn firewall_policy(&self, item: u32) -> &FirewallPolicy {
        &self.snapshot.records.firewall_policies[Id::new(item)]
    }

    pub(crate) fn find_firewall_rule_group(&self, arn: Symbol) -> Option<u32> {
        self.item(Kind::FirewallRuleGroup, arn)
    }

    pub(crate) fn firewall_rule_group(&self, item: u32) -> &FirewallRuleGroup {
        &self.snapshot.records.firewall_rule_groups[Id::new(item)]
    }

    /// The VPC endpoint that an interface belongs to.
    pub(crate) fn endpoint_of_interface(&self, interface: u32) -> Option<u32> {
        self.topology.endpoints.get(&interface).copied()
    }

    pub(crate) fn endpoint_service(&self, item: u32) -> &ServiceConfiguration {
        &self.snapshot.records.service_configurations[Id::new(item)]
    }

    /// The service of a VPC endpoint, where the snapshot tells how it is made.
    pub(crate) fn service_of(&self, endpoint: u32) -> Option<u32> {
        let name = self.vpc_endpoint(endpoint).service?;
        let mut services = self.snapshot.records.service_configurations.iter();
        services.find(|(_, service)| service.name == Some(name)).map(|(id, _)| id.number())
    }

    /// What the service's owner sees of a VPC endpoint.
    pub(crate) fn connection_of(&self, endpoint: u32) -> Option<&EndpointConnection> {
        let id = self.vpc_endpoint(endpoint).id;
        let mut connections = self.snapshot.records.endpoint_connections.iter().map(|(_, connection)| connection);
        connections.find(|connection| connection.endpoint == Some(id))
    }

    // Load balancers.

    pub(crate) fn load_balancer(&self, item: u32) -> &LoadBalancer {
        &self.snapshot.records.load_balancers[Id::new(item)]
    }

    pub(crate) fn load_balancer_called(&self, arn: Symbol) -> Option<u32> {
        self.item(Kind::LoadBalancer, arn)
    }

    /// Whether it is an Application Load Balancer.
    pub(crate) fn is_application(&self, balancer: u32) -> bool {
        self.load_balancer(balancer).kind.is_none_or(|kind| self.text(kind) == "application")
    }

    /// Whether it is a Network Load Balancer.
    pub(crate) fn is_network(&self, balancer: u32) -> bool {
        self.load_balancer(balancer).kind.is_some_and(|kind| self.text(kind) == "network")
    }

    /// The load balancer whose node an interface is.
    pub(crate) fn balancer_of_interface(&self, interface: u32) -> Option<u32> {
        self.topology.balancers.of_interface(interface)
    }

    /// The interfaces of a load balancer's nodes.
    pub(crate) fn balancer_nodes(&self, balancer: u32) -> &[u32] {
        self.topology.balancers.nodes(balancer)
    }

    pub(crate) fn listener(&self, item: u32) -> &Listener {
        &self.snapshot.records.listeners[Id::new(item)]
    }

    pub(crate) fn listener_called(&self, arn: Symbol) -> Option<u32> {
        self.snapshot.find::<Listener>(List::Listener, arn).map(Id::number)
    }

    pub(crate) fn listeners_of(&self, balancer: Symbol) -> &[u32] {
        self.topology.balancers.listeners(balancer)
    }

    pub(crate) fn listener_rule(&self, item: u32) -> &ListenerRule {
        &self.snapshot.records.listener_rules[Id::new(item)]
    }

    pub(crate) fn rules_of(&self, listener: Symbol) -> &[u32] {
        self.topology.balancers.rules(listener)
    }

    pub(crate) fn target_group(&self, item: u32) -> &TargetGroup {
        &self.snapshot.records.target_groups[Id::new(item)]
    }

    pub(crate) fn target_group_called(&self, arn: Symbol) -> Option<u32> {
        self.item(Kind::TargetGroup, arn)
    }

    pub(crate) fn target(&self, item: u32) -> &Target {
        &self.snapshot.records.targets[Id::new(item)]
    }

    /// The targets of a group, by the last part of its ARN.
    pub(crate) fn targets_of(&self, group: Symbol) -> &[u32] {
        self.topology.balancers.targets(group)
    }

    pub(crate) fn classic_load_balancer(&self, item: u32) -> &ClassicLoadBalancer {
        &self.snapshot.records.classic_load_balancers[Id::new(item)]
    }

    /// The Classic Load Balancer whose node an interface is.
    pub(crate) fn classic_of_interface(&self, interface: u32) -> Option<u32> {
        self.topology.classics.of_interface(interface)
    }

    /// The interfaces of a Classic Load Balancer's nodes.
    pub(crate) fn classic_nodes(&self, balancer: u32) -> &[u32] {
        self.topology.classics.nodes(balancer)
    }

    /// How an instance fares that is registered with a Classic Load Balancer, as far as that was read.
    pub(crate) fn classic_state(&self, balancer: u32, instance: Symbol) -> Option<Symbol> {
        self.topology.classics.state(&self.snapshot, self.classic_load_balancer(balancer), instance)
    }

    /// Whether a Classic Load Balancer's nodes send to other zones, as far as that was read.
    pub(crate) fn classic_cross_zone(&self, balancer: u32) -> Option<bool> {
        self.topology.classics.cross_zone(&self.snapshot, self.classic_load_balancer(balancer))
    }

    /// An attribute of a load balancer or target group, by the last part of its ARN.
    pub(crate) fn balancer_attribute(&self, of: Symbol, key: &str) -> Option<Symbol> {
        self.topology.balancers.attribute(of, self.snapshot.strings.find(key)?)
    }

    /// Addresses and the interfaces that have them, in the VPC of an interface.
    pub(crate) fn interfaces_by_address(&self, near: u32) -> Spans {
        let vpc = self.interface(near).vpc.map(|id| self.vpc_of(id));
        vpc.map_or_else(|| Spans::sorted(Vec::new()), |vpc| self.vpc(vpc).interfaces.clone())
    }

    /// The private addresses of VPC endpoints and of Network Load Balancers' nodes.
    pub(crate) fn fronts(&self) -> IntervalSet<Address> {
        let records = &self.snapshot.records.interfaces;
        let is_front = |item: u32| {
            let balancer = self.balancer_of_interface(item);
            self.endpoint_of_interface(item).is_some() || balancer.is_some_and(|item| self.is_network(item))
        };
        let fronts = records.iter().filter(|(id, _)| is_front(id.number()));
        IntervalSet::from_ranges(fronts.flat_map(|(_, interface)| interface.owned().ranges().to_vec()))
    }

    /// The only interface that has a private address.
    pub(crate) fn owner_of(&self, address: Address) -> Option<u32> {
        let mut owners = self.topology.vpcs.iter().filter_map(|vpc| vpc.interfaces.find(address));
        let first = owners.next()?;
        owners.next().is_none().then_some(first.number)
    }

    // Client VPN endpoints.

    pub(crate) fn client_vpn(&self, item: u32) -> &ClientVpnEndpoint {
        &self.snapshot.records.client_vpn_endpoints[Id::new(item)]
    }

    pub(crate) fn client_vpns(&self) -> impl Iterator<Item = (u32, &ClientVpnEndpoint)> {
        self.snapshot.records.client_vpn_endpoints.iter().map(|(id, endpoint)| (id.number(), endpoint))
    }

    pub(crate) fn client_vpn_target(&self, number: u32) -> &ClientVpnTargetNetwork {
        &self.snapshot.records.client_vpn_target_networks[Id::new(number)]
    }

    pub(crate) fn client_vpn_route(&self, number: u32) -> &ClientVpnRoute {
        &self.snapshot.records.client_vpn_routes[Id::new(number)]
    }

    pub(crate) fn client_vpn_rule(&self, number: u32) -> &ClientVpnRule {
        &self.snapshot.records.client_vpn_rules[Id::new(number)]
    }

    /// The target networks of a Client VPN endpoint.
    pub(crate) fn client_vpn_targets(&self, item: u32) -> &[u32] {
        self.topology.client_vpns.targets(self.client_vpn(item).id)
    }

    /// The routes of a Client VPN endpoint.
    pub(crate) fn client_vpn_routes(&self, item: u32) -> &[u32] {
        self.topology.client_vpns.routes(self.client_vpn(item).id)
    }

    /// The authorization rules of a Client VPN endpoint.
    pub(crate) fn client_vpn_rules(&self, item: u32) -> &[u32] {
        self.topology.client_vpns.rules(self.client_vpn(item).id)
    }

    /// The interfaces that a Client VPN endpoint has in a target network.
    pub(crate) fn client_vpn_interfaces(&self, target: u32) -> &[u32] {
        self.topology.client_vpns.interfaces(target)
    }

    /// The Client VPN endpoint that an interface belongs to.
    pub(crate) fn client_vpn_of_interface(&self, interface: u32) -> Option<u32> {
        let target = self.client_vpn_target_of_interface(interface)?;
        self.item(Kind::ClientVpn, self.client_vpn_target(target).endpoint?)
    }

    /// The target network of a Client VPN endpoint that an interface is in.
    pub(crate) fn client_vpn_target_of_interface(&self, interface: u32) -> Option<u32> {
        self.topology.client_vpns.of_interface(interface)
    }

    // EC2 Instance Connect Endpoints.

    pub(crate) fn instance_connect_endpoint(&self, item: u32) -> &InstanceConnectEndpoint {
        &self.snapshot.records.instance_connect_endpoints[Id::new(item)]
    }

    pub(crate) fn instance_connect_endpoints(&self) -> impl Iterator<Item = (u32, &InstanceConnectEndpoint)> {
        self.snapshot.records.instance_connect_endpoints.iter().map(|(id, endpoint)| (id.number(), endpoint))
    }

    /// The EC2 Instance Connect Endpoint that an interface belongs to.
    pub(crate) fn instance_connect_of_interface(&self, interface: u32) -> Option<u32> {
        self.topology.instance_connect.get(&interface).copied()
    }

    // Transit gateways.

    pub(crate) fn find_transit_gateway(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::TransitGateway, id)
    }

    pub(crate) fn transit_gateway(&self, item: u32) -> &TransitGateway {
        &self.snapshot.records.transit_gateways[Id::new(item)]
    }

    /// An attachment as one of the two gateways has it that it may join.
    pub(crate) fn attachment_at(&self, id: Symbol, gateway: Symbol) -> Option<u32> {
        self.topology.attachment_at.get(&(id, gateway)).copied()
    }

    pub(crate) fn attachment(&self, item: u32) -> &Attachment {
        &self.topology.attachments[item as usize]
    }

    /// Whether two VPCs are attached to one transit gateway.
    pub(crate) fn share_transit_gateway(&self, one: Symbol, other: Symbol) -> bool {
        let gateways = self.snapshot.records.transit_gateways.iter();
        let attached = |gateway, vpc| self.attachment_of(gateway, vpc).is_some();
        gateways.into_iter().any(|(_, gateway)| attached(gateway.id, one) && attached(gateway.id, other))
    }

    /// The attachment of a VPC to a transit gateway.
    pub(crate) fn attachment_of(&self, gateway: Symbol, vpc: Symbol) -> Option<u32> {
        self.topology.attachment_of.get(&(gateway, vpc)).copied()
    }

    /// The interface of an attachment in a subnet.
    pub(crate) fn attachment_interface(&self, attachment: u32, subnet: u32) -> Option<u32> {
        self.topology.attachment_interfaces.get(&(self.attachment(attachment).id, subnet)).copied()
    }

    pub(crate) fn core_network(&self, item: u32) -> &CoreNetwork {
        &self.snapshot.records.core_networks[Id::new(item)]
    }

    /// The core network with this id or ARN.
    pub(crate) fn core_network_called(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::CoreNetwork, id)
    }

    pub(crate) fn core_attachment(&self, item: u32) -> &CoreNetworkAttachment {
        &self.snapshot.records.core_network_attachments[Id::new(item)]
    }

    pub(crate) fn core_attachments(&self) -> impl Iterator<Item = (u32, &CoreNetworkAttachment)> {
        self.snapshot.records.core_network_attachments.iter().map(|(id, attachment)| (id.number(), attachment))
    }

    pub(crate) fn core_attachment_called(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::CoreNetworkAttachment, id)
    }

    /// What is said of an attachment to a core network as that of a VPC.
    pub(crate) fn core_vpc_attachment(&self, item: u32) -> Option<&CoreNetworkVpcAttachment> {
        let id = self.core_attachment(item).id;
        let found = self.snapshot.find::<CoreNetworkVpcAttachment>(List::CoreNetworkVpcAttachment, id)?;
        self.snapshot.records.core_network_vpc_attachments.find(found)
    }

    pub(crate) fn core_segment(&self, item: u32) -> &CoreNetworkSegment {
        &self.snapshot.records.core_network_segments[Id::new(item)]
    }

    pub(crate) fn core_segment_called(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::CoreNetworkSegment, id)
    }

    pub(crate) fn find_transit_gateway_route_table(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::TransitGatewayRouteTable, id)
    }

    pub(crate) fn transit_gateway_route_table(&self, item: u32) -> &TransitGatewayRouteTable {
        &self.snapshot.records.transit_gateway_route_tables[Id::new(item)]
    }

    pub(crate) fn transit_gateway_route(&self, number: u32) -> &TransitGatewayRoute {
        &self.snapshot.records.transit_gateway_routes[Id::new(number)]
    }

    /// The routes of a transit gateway route table.
    pub(crate) fn routes_of(&self, table: Symbol) -> &[u32] {
        self.topology.transit_routes.get(&table).map_or(&[], Vec::as_slice)
    }

    /// The prefix lists to which a transit gateway route table refers.
    pub(crate) fn prefix_list_references(
        &self,
        table: Symbol,
    ) -> impl Iterator<Item = (u32, &TransitGatewayPrefixListReference)> {
        let all = self.snapshot.records.transit_gateway_prefix_list_references.iter();
        all.map(|(id, reference)| (id.number(), reference)).filter(move |(_, reference)| reference.table == table)
    }

    pub(crate) fn prefix_list_reference(&self, number: u32) -> &TransitGatewayPrefixListReference {
        &self.snapshot.records.transit_gateway_prefix_list_references[Id::new(number)]
    }

    /// Whether all routes of a transit gateway route table are known.
    pub(crate) fn routes_read(&self, table: Symbol) -> bool {
        transit_gateway_route_table::known(&self.snapshot, table) == Known::All
    }

    /// Whether it is known that an attachment has no association, where none was read.
    pub(crate) fn associations_read(&self, attachment: u32) -> bool {
        // `describe-transit-gateway-attachments` prints an attachment's association with it, to the gateway's owner.
        let attachment = self.attachment(attachment);
        if attachment.described_to_owner {
            return true;
        }
        let tables = self.snapshot.records.transit_gateway_route_tables.iter();
        let of_gateway = tables.filter(|(_, table)| table.gateway == attachment.gateway);
        let seen = self.snapshot.seen(List::TransitGatewayAssociation);
        let mut any = false;
        let all = of_gateway.into_iter().all(|(_, table)| {
            any = true;
            seen.is_some_and(|seen| seen.parents.contains_key(&table.id) && !seen.truncated_parents.contains(&table.id))
        });
        any && all && self.whole(List::TransitGatewayRouteTable, None) != Whole::No
    }
}
