//! The one list of components.
//!
//! A line here gives a component its number, the storage of its records, the JSON lists it reads, the ids it answers to, a
//! row in the coverage table and its reasons in `packetwalk explain`.

use crate::component::Component;
use crate::components::core_network::{attachment as core_network_attachment, segment as core_network_segment};
use crate::components::network_firewall::{policy as firewall_policy, rule_group as firewall_rule_group};
use crate::components::{
    block_public_access, byoip, classic_load_balancer, client_vpn, core_network, direct_connect, edge_routes,
    egress_only_gateway, elastic_ip, encryption_control, endpoint_service, gateway_endpoint, inspection_endpoint,
    instance, instance_connect_endpoint, interface, interface_endpoint, internet, internet_gateway, link_local,
    load_balancer, nat_gateway, network_acl, network_firewall, on_premises, peering, prefix_list, route_table,
    security_group, subnet, target_group, transit_gateway, transit_gateway_attachment, transit_gateway_connect,
    transit_gateway_peering, transit_gateway_route_table, unmodelled, vpc, vpn_connection, vpn_gateway,
};
use crate::snapshot::{Element, Snapshot};
use crate::store::Store;

/// What `registry!` makes of each line: a [`Kind`], the fields of [`Records`], the variants of [`List`], and the dispatch.
macro_rules! registry {
    ($($kind:ident: $module:ident {
        $($store:ident: $record:ident = $key:literal [$($when:literal),*] $call:literal;)*
    })*) => {
        /// A kind of component. Its number is its place in the registry.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Kind {
            $(
                #[doc = concat!("See the file `components/", stringify!($module), ".rs`.")]
                $kind,
            )*
        }

        impl Kind {
            /// Every kind, in the registry's order.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            pub(crate) fn component(self) -> &'static Component {
                match self {
                    $(Kind::$kind => &$module::COMPONENT,)*
                }
            }
        }

        /// Everything that was read, by list.
        #[derive(Debug, Default)]
        pub(crate) struct Records {
            $($(pub(crate) $store: Store<$module::$record>,)*)*
        }

        impl Records {
            pub(crate) fn shrink(&mut self) {
                $($(self.$store.shrink();)*)*
            }
        }

        /// A list that a describe call answers with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum List {
            $($(
                #[doc = concat!("`", $key, "` of `", $call, "`.")]
                $record,
            )*)*
        }

        impl List {
            /// Every list, in the registry's order.
            pub const ALL: &'static [List] = &[$($(List::$record,)*)*];

            /// The top-level key of the answer.
            pub const fn key(self) -> &'static str {
                match self {
                    $($(List::$record => $key,)*)*
                }
            }

            /// The call that answers with it.
            pub const fn call(self) -> &'static str {
                match self {
                    $($(List::$record => $call,)*)*
                }
            }

            /// The component whose records it holds.
            pub const fn kind(self) -> Kind {
                match self {
                    $($(List::$record => Kind::$kind,)*)*
                }
            }

            /// Keys that tell its elements from those of other lists with the same top-level key; with `!`, keys that
            /// they don't have.
            const fn when(self) -> &'static [&'static str] {
                match self {
                    $($(List::$record => &[$($when),*],)*)*
                }
            }
        }

        impl Snapshot {
            /// Reads elements of a list.
            pub(crate) fn read_elements(&mut self, list: List, elements: &[Element<'_>]) {
                match list {
                    $($(List::$record => self.read_records::<$module::$record>(
                        list,
                        |records| &mut records.$store,
                        elements,
                    ),)*)*
                }
            }
        }
    };
}

impl List {
    /// The list that holds elements with these keys under this top-level key.
    pub(crate) fn of(key: &str, has: &dyn Fn(&str) -> bool) -> Option<List> {
        let fits = |when: &&str| when.strip_prefix('!').map_or_else(|| has(when), |absent| !has(absent));
        Self::under(key).find(|list| list.when().iter().all(fits))
    }

    /// The lists that can stand under this top-level key.
    pub(crate) fn under(key: &str) -> impl Iterator<Item = List> {
        List::ALL.iter().copied().filter(move |list| list.key() == key)
    }

    /// The list whose elements are answers by themselves, of calls that tell of one resource: the first key that such an answer
    /// has stands for them all.
    pub(crate) fn of_answers(key: &str) -> Option<List> {
        const OF_ANSWERS: &[List] = &[
            List::Firewall,
            List::FirewallPolicy,
            List::FirewallRuleGroup,
            List::CoreNetworkVpcAttachment,
            List::CoreNetworkSegment,
        ];
        OF_ANSWERS.iter().copied().find(|list| list.when().first() == Some(&key))
    }

    /// Whether one answer tells of all Regions: of calls that name the one that answers.
    pub(crate) fn is_global(self) -> bool {
        self.call().contains(" --region ")
    }

    /// Whether elements must be looked at to tell which list it is.
    pub(crate) fn needs_a_look(self) -> bool {
        !self.when().is_empty()
    }
}

registry! {
    Vpc: vpc {
        vpcs: Vpc = "Vpcs" [] "aws ec2 describe-vpcs";
    }
    Subnet: subnet {
        subnets: Subnet = "Subnets" [] "aws ec2 describe-subnets";
        availability_zones: AvailabilityZone = "AvailabilityZones" [] "aws ec2 describe-availability-zones";
    }
    Interface: interface {
        interfaces: Interface = "NetworkInterfaces" [] "aws ec2 describe-network-interfaces";
        databases: Database = "DBInstances" [] "aws rds describe-db-instances";
        tasks: Task = "tasks" ["taskArn"] "aws ecs describe-tasks";
    }
    Instance: instance {
        instances: Instance = "Reservations" [] "aws ec2 describe-instances";
    }
    ElasticIp: elastic_ip {
        elastic_ips: ElasticIp = "Addresses" ["PublicIp"] "aws ec2 describe-addresses";
    }
    SecurityGroup: security_group {
        security_groups: SecurityGroup = "SecurityGroups" [] "aws ec2 describe-security-groups";
        security_group_rules: SecurityGroupRule = "SecurityGroupRules" [] "aws ec2 describe-security-group-rules";
    }
    NetworkAcl: network_acl {
        network_acls: NetworkAcl = "NetworkAcls" [] "aws ec2 describe-network-acls";
    }
    PrefixList: prefix_list {
        managed_prefix_lists: ManagedPrefixList = "PrefixLists" ["PrefixListArn"] "aws ec2 describe-managed-prefix-lists";
        service_prefix_lists: ServicePrefixList = "PrefixLists" ["Cidrs"] "aws ec2 describe-prefix-lists";
        prefix_list_entries: PrefixListEntry = "Entries" ["Cidr"] "aws ec2 get-managed-prefix-list-entries";
    }
    RouteTable: route_table {
        route_tables: RouteTable = "RouteTables" [] "aws ec2 describe-route-tables";
    }
    InternetGateway: internet_gateway {
        internet_gateways: InternetGateway = "InternetGateways" [] "aws ec2 describe-internet-gateways";
    }
    EgressOnlyGateway: egress_only_gateway {
        egress_only_gateways: EgressOnlyGateway =
            "EgressOnlyInternetGateways" [] "aws ec2 describe-egress-only-internet-gateways";
    }
    NatGateway: nat_gateway {
        nat_gateways: NatGateway = "NatGateways" [] "aws ec2 describe-nat-gateways";
    }
    EndpointService: endpoint_service {
        service_configurations: ServiceConfiguration =
            "ServiceConfigurations" [] "aws ec2 describe-vpc-endpoint-service-configurations";
        endpoint_connections: EndpointConnection =
            "VpcEndpointConnections" [] "aws ec2 describe-vpc-endpoint-connections";
    }
    GatewayEndpoint: gateway_endpoint {
        vpc_endpoints: VpcEndpoint = "VpcEndpoints" [] "aws ec2 describe-vpc-endpoints";
    }
    InterfaceEndpoint: interface_endpoint {}
    InspectionEndpoint: inspection_endpoint {}
    Peering: peering {
        peerings: Peering = "VpcPeeringConnections" [] "aws ec2 describe-vpc-peering-connections";
    }
    TransitGateway: transit_gateway {
        transit_gateways: TransitGateway = "TransitGateways" [] "aws ec2 describe-transit-gateways";
    }
    TransitGatewayAttachment: transit_gateway_attachment {
        transit_gateway_attachments: AnyAttachment =
            "TransitGatewayAttachments" [] "aws ec2 describe-transit-gateway-attachments";
        transit_gateway_vpc_attachments: VpcAttachment =
            "TransitGatewayVpcAttachments" [] "aws ec2 describe-transit-gateway-vpc-attachments";
    }
    TransitGatewayPeering: transit_gateway_peering {
        transit_gateway_peerings: TransitGatewayPeering =
            "TransitGatewayPeeringAttachments" [] "aws ec2 describe-transit-gateway-peering-attachments";
    }
    TransitGatewayConnect: transit_gateway_connect {
        transit_gateway_connects: TransitGatewayConnect =
            "TransitGatewayConnects" [] "aws ec2 describe-transit-gateway-connects";
        connect_peers: ConnectPeer =
            "TransitGatewayConnectPeers" [] "aws ec2 describe-transit-gateway-connect-peers";
    }
    TransitGatewayRouteTable: transit_gateway_route_table {
        transit_gateway_route_tables: TransitGatewayRouteTable =
            "TransitGatewayRouteTables" [] "aws ec2 describe-transit-gateway-route-tables";
        transit_gateway_routes: TransitGatewayRoute =
            "Routes" ["Type", "State", "!LocalGatewayRouteTableId"] "aws ec2 search-transit-gateway-routes";
        transit_gateway_associations: TransitGatewayAssociation =
            "Associations" ["TransitGatewayAttachmentId", "!TransitGatewayPolicyTableId"] "aws ec2 get-transit-gateway-route-table-associations";
        transit_gateway_prefix_list_references: TransitGatewayPrefixListReference =
            "TransitGatewayPrefixListReferences" [] "aws ec2 get-transit-gateway-prefix-list-references";
        transit_gateway_propagations: TransitGatewayPropagation =
            "TransitGatewayRouteTablePropagations" [] "aws ec2 get-transit-gateway-route-table-propagations";
    }
    CoreNetwork: core_network {
        core_networks: CoreNetwork = "CoreNetworks" [] "aws networkmanager list-core-networks --region us-west-2";
    }
    CoreNetworkAttachment: core_network_attachment {
        core_network_attachments: CoreNetworkAttachment =
            "Attachments" ["AttachmentId", "CoreNetworkId"] "aws networkmanager list-attachments --region us-west-2";
        core_network_vpc_attachments: CoreNetworkVpcAttachment =
            "VpcAttachments" ["VpcAttachment"] "aws networkmanager get-vpc-attachment --region us-west-2";
    }
    CoreNetworkSegment: core_network_segment {
        core_network_segments: CoreNetworkSegment =
            "NetworkRouteTables" ["CoreNetworkSegmentEdge"] "aws networkmanager get-network-routes --region us-west-2";
    }
    EncryptionControl: encryption_control {
        encryption_controls: VpcEncryptionControl =
            "VpcEncryptionControls" [] "aws ec2 describe-vpc-encryption-controls";
    }
    EdgeRoutes: edge_routes {}
    Byoip: byoip {
        byoip_cidrs: ByoipCidr = "ByoipCidrs" [] "aws ec2 describe-byoip-cidrs --max-results 100";
    }
    LoadBalancer: load_balancer {
        load_balancers: LoadBalancer = "LoadBalancers" ["LoadBalancerArn"] "aws elbv2 describe-load-balancers";
        listeners: Listener = "Listeners" ["ListenerArn"] "aws elbv2 describe-listeners";
        listener_rules: ListenerRule = "Rules" ["RuleArn"] "aws elbv2 describe-rules";
        attributes: Attribute = "Attributes" ["Key"] "aws elbv2 describe-load-balancer-attributes";
    }
    ClassicLoadBalancer: classic_load_balancer {
        classic_load_balancers: ClassicLoadBalancer = "LoadBalancerDescriptions" [] "aws elb describe-load-balancers";
        classic_health: ClassicHealth = "InstanceStates" [] "aws elb describe-instance-health";
        classic_attributes: ClassicAttributes =
            "LoadBalancerAttributes" [] "aws elb describe-load-balancer-attributes";
    }
    TargetGroup: target_group {
        target_groups: TargetGroup = "TargetGroups" ["TargetGroupArn"] "aws elbv2 describe-target-groups";
        targets: Target = "TargetHealthDescriptions" [] "aws elbv2 describe-target-health";
    }
    VpnGateway: vpn_gateway {
        vpn_gateways: VpnGateway = "VpnGateways" [] "aws ec2 describe-vpn-gateways";
    }
    VpnConnection: vpn_connection {
        vpn_connections: VpnConnection = "VpnConnections" [] "aws ec2 describe-vpn-connections";
    }
    DirectConnect: direct_connect {
        virtual_interfaces: VirtualInterface = "virtualInterfaces" [] "aws directconnect describe-virtual-interfaces";
        direct_connect_associations: GatewayAssociation =
            "directConnectGatewayAssociations" [] "aws directconnect describe-direct-connect-gateway-associations";
    }
    ClientVpn: client_vpn {
        client_vpn_endpoints: ClientVpnEndpoint = "ClientVpnEndpoints" [] "aws ec2 describe-client-vpn-endpoints";
        client_vpn_target_networks: ClientVpnTargetNetwork =
            "ClientVpnTargetNetworks" [] "aws ec2 describe-client-vpn-target-networks";
        client_vpn_routes: ClientVpnRoute = "Routes" ["DestinationCidr"] "aws ec2 describe-client-vpn-routes";
        client_vpn_rules: ClientVpnRule =
            "AuthorizationRules" [] "aws ec2 describe-client-vpn-authorization-rules";
    }
    InstanceConnectEndpoint: instance_connect_endpoint {
        instance_connect_endpoints: InstanceConnectEndpoint =
            "InstanceConnectEndpoints" [] "aws ec2 describe-instance-connect-endpoints";
    }
    NetworkFirewall: network_firewall {
        firewalls: Firewall = "Firewalls" ["Firewall"] "aws network-firewall describe-firewall";
    }
    FirewallPolicy: firewall_policy {
        firewall_policies: FirewallPolicy =
            "FirewallPolicies" ["FirewallPolicyResponse"] "aws network-firewall describe-firewall-policy";
    }
    FirewallRuleGroup: firewall_rule_group {
        firewall_rule_groups: FirewallRuleGroup =
            "RuleGroups" ["RuleGroupResponse"] "aws network-firewall describe-rule-group";
    }
    OnPremises: on_premises {}
    Internet: internet {}
    BlockPublicAccess: block_public_access {
        public_access_options: VpcBlockPublicAccessOptions =
            "VpcBlockPublicAccessOptions" [] "aws ec2 describe-vpc-block-public-access-options";
        exclusions: VpcBlockPublicAccessExclusion =
            "VpcBlockPublicAccessExclusions" [] "aws ec2 describe-vpc-block-public-access-exclusions";
    }
    LinkLocal: link_local {}
    Unmodelled: unmodelled {}
}
