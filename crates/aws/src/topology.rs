//! What ids amount to: who is in which VPC, who owns which address, which table serves which subnet.

use crate::components::classic_load_balancer::joined::Classics;
use crate::components::client_vpn::joined::ClientVpns;
use crate::components::load_balancer::joined::Balancers;
use crate::components::{
    interface::Interface,
    network_acl::NetworkAcl,
    network_firewall::{Endpoint, Firewall},
    prefix_list,
    route_table::RouteTable,
    subnet::Subnet,
    transit_gateway_attachment,
    vpc::Vpc,
};
use crate::components::{internet_gateway, security_group, transit_gateway_route_table};
use crate::origin::Origin;
use crate::registry::{Kind, List};
use crate::snapshot::Snapshot;
use crate::store::Id;
use crate::strings::Symbol;
use crate::twice;
use packetwalk_fabric::{Span, Spans};
use packetwalk_space::{Address, Family};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A VPC that the snapshot describes or names.
#[derive(Debug)]
pub(crate) struct VpcView {
    pub(crate) id: Symbol,
    pub(crate) record: Option<Id<Vpc>>,
    pub(crate) subnets: Vec<u32>,
    /// Addresses and the interfaces that own them.
    pub(crate) interfaces: Spans,
    /// Private addresses and the pairs they are in.
    pub(crate) private_pairs: Spans,
    /// Public addresses and the pairs they are in.
    pub(crate) public_pairs: Spans,
    /// The internet gateway that is attached to it.
    pub(crate) gateway: Option<u32>,
}

/// A private address with a public one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) interface: u32,
    pub(crate) private: Address,
    pub(crate) public: Address,
}

/// Numbers of spans of public addresses: pairs from 0, then addresses of other kinds.
pub(crate) const UNASSOCIATED: u32 = 0x4000_0000;
pub(crate) const OF_UNREAD: u32 = 0x5000_0000;
/// Public IPv6 blocks of VPCs.
pub(crate) const IN_VPC: u32 = 0x6000_0000;
/// Addresses of regional NAT gateways.
pub(crate) const OF_NAT: u32 = 0x7000_0000;
pub(crate) const SOME_PUBLIC: u32 = 0x8000_0000;

/// Endpoints of firewalls, in the order of their records.
#[derive(Debug)]
pub(crate) struct FirewallEndpoints {
    /// The firewall, and the endpoint's number among its own.
    pub(crate) places: Vec<(Id<Firewall>, usize)>,
    pub(crate) numbers: HashMap<Symbol, u32>,
}

impl FirewallEndpoints {
    fn of(snapshot: &Snapshot) -> Self {
        let (mut places, mut numbers) = (Vec::new(), HashMap::new());
        for (id, firewall) in snapshot.records.firewalls.iter() {
            for (at, endpoint) in firewall.endpoints.iter().enumerate() {
                numbers.entry(endpoint.id).or_insert(as_u32(places.len()));
                places.push((id, at));
            }
        }
        FirewallEndpoints { places, numbers }
    }

    fn all<'s>(&'s self, snapshot: &'s Snapshot) -> impl Iterator<Item = &'s Endpoint> {
        self.places.iter().map(|(id, at)| &snapshot.records.firewalls[*id].endpoints[*at])
    }
}

/// What ids amount to.
#[derive(Debug)]
pub(crate) struct Topology {
    /// By a symbol's number: the resource with that id.
    pub(crate) resources: Vec<Option<(Kind, u32)>>,
    pub(crate) vpcs: Vec<VpcView>,
    pub(crate) vpc_numbers: HashMap<Symbol, u32>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) public: Spans,
    /// By subnet: the table that is associated with it.
    pub(crate) route_tables: HashMap<Symbol, Id<RouteTable>>,
    /// By VPC: the main table.
    pub(crate) main_tables: HashMap<Symbol, Id<RouteTable>>,
    /// By gateway: the table that routes what comes in by it.
    pub(crate) edge_tables: HashMap<Symbol, Id<RouteTable>>,
    /// By subnet: its network ACL.
    pub(crate) acls: HashMap<Symbol, Id<NetworkAcl>>,
    /// By VPC: the default network ACL.
    pub(crate) default_acls: HashMap<Symbol, Id<NetworkAcl>>,
    /// Distinct sets of groups that interfaces have, and every group by itself.
    pub(crate) group_sets: Vec<Box<[Symbol]>>,
    pub(crate) group_set_numbers: HashMap<Box<[Symbol]>, u32>,
    /// By group: its members, ascending.
    pub(crate) members: HashMap<Symbol, Vec<u32>>,
    /// Ids of rules.
    pub(crate) rule_ids: HashMap<(Symbol, bool, security_group::What), Symbol>,
    pub(crate) prefix_lists: Vec<prefix_list::PrefixList>,
    pub(crate) attachments: Vec<transit_gateway_attachment::Attachment>,
    /// By id and gateway: the attachment.
    pub(crate) attachment_at: HashMap<(Symbol, Symbol), u32>,
    /// By gateway and VPC: the attachment.
    pub(crate) attachment_of: HashMap<(Symbol, Symbol), u32>,
    /// By attachment and subnet: the interface.
    pub(crate) attachment_interfaces: HashMap<(Symbol, u32), u32>,
    /// By table: the routes.
    pub(crate) transit_routes: HashMap<Symbol, Vec<u32>>,
    /// By interface: the NAT gateway it belongs to.
    pub(crate) nat_gateways: HashMap<u32, u32>,
    pub(crate) firewall_endpoints: FirewallEndpoints,
    /// By interface: the VPC endpoint it belongs to.
    pub(crate) endpoints: HashMap<u32, u32>,
    /// By interface: the EC2 Instance Connect Endpoint it belongs to.
    pub(crate) instance_connect: HashMap<u32, u32>,
    /// Subnets in which something names an interface that the snapshot lacks.
    pub(crate) lacking: BTreeSet<Symbol>,
    /// By instance: its interfaces, device 0 first.
    pub(crate) instance_interfaces: HashMap<Symbol, Vec<u32>>,
    /// What belongs to which load balancer.
    pub(crate) balancers: Balancers,
    /// What belongs to which Classic Load Balancer.
    pub(crate) classics: Classics,
    /// What belongs to which Client VPN endpoint.
    pub(crate) client_vpns: ClientVpns,
    /// What the snapshot tells in two ways: tables and ACLs of which two are at a place for one, answers that were read twice
    /// and differ.
    pub(crate) disputed: BTreeSet<Symbol>,
}

impl Topology {
    pub(crate) fn of(snapshot: &mut Snapshot) -> Self {
        let (attachments, disputed_attachments) = transit_gateway_attachment::all(snapshot);
        let read_twice = twice::settle(snapshot);
        for route in transit_gateway_route_table::propagated(snapshot, &attachments, &disputed_attachments) {
            snapshot.records.transit_gateway_routes.push(route);
        }
        let prefix_lists = prefix_list::all(snapshot, &read_twice);
        let name_key = snapshot.strings.keep("transit_gateway");
        let firewall_endpoints = FirewallEndpoints::of(snapshot);
        let resources = resources(snapshot, &prefix_lists, &attachments, &firewall_endpoints);
        let (vpcs, vpc_numbers, pairs) = vpcs(snapshot);
        let public = public(snapshot, &vpcs, &pairs);
        let mut disputed = disputed(snapshot);
        disputed.extend(contradicted(snapshot, disputed_attachments));
        disputed.extend(read_twice);
        let records = &snapshot.records;

        let (mut route_tables, mut main_tables, mut edge_tables) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (id, table) in records.route_tables.iter() {
            for subnet in &table.subnets {
                route_tables.entry(*subnet).or_insert(id);
            }
            for gateway in &table.gateways {
                edge_tables.entry(*gateway).or_insert(id);
            }
            if let Some(vpc) = table.vpc.filter(|_| table.main) {
                main_tables.entry(vpc).or_insert(id);
            }
        }
        let (mut acls, mut default_acls) = (HashMap::new(), HashMap::new());
        for (id, acl) in records.network_acls.iter() {
            for subnet in &acl.subnets {
                acls.entry(*subnet).or_insert(id);
            }
            if let Some(vpc) = acl.vpc.filter(|_| acl.is_default) {
                default_acls.entry(vpc).or_insert(id);
            }
        }

        let mut group_sets: Vec<Box<[Symbol]>> = Vec::new();
        let mut group_set_numbers: HashMap<Box<[Symbol]>, u32> = HashMap::new();
        let mut members: HashMap<Symbol, Vec<u32>> = HashMap::new();
        let mut add_set = |groups: &[Symbol]| {
            if !group_set_numbers.contains_key(groups) {
                group_set_numbers.insert(groups.into(), as_u32(group_sets.len()));
                group_sets.push(groups.into());
            }
        };
        records.security_groups.iter().for_each(|(_, group)| add_set(&[group.id]));
        let mut instance_interfaces: HashMap<Symbol, Vec<u32>> = HashMap::new();
        let mut attachment_interfaces = HashMap::new();
        for (id, interface) in records.interfaces.iter() {
            if !interface.groups.is_empty() {
                add_set(&interface.groups);
            }
            for group in &interface.groups {
                members.entry(*group).or_default().push(id.number());
            }
            if let Some(instance) = interface.instance {
                instance_interfaces.entry(instance).or_default().push(id.number());
            }
            if interface.kind == Some(name_key)
                && let Some(subnet) = interface.subnet.and_then(|subnet| snapshot.find::<Subnet>(List::Subnet, subnet))
                && let Some(attachment) = attachment_in(snapshot, interface)
            {
                attachment_interfaces.entry((attachment, subnet.number())).or_insert(id.number());
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each is sorted by itself")]
        for interfaces in instance_interfaces.values_mut() {
            interfaces.sort_by_key(|item| (records.interfaces[Id::new(*item)].device, *item));
        }

        let mut nat_gateways = HashMap::new();
        let mut lacking = BTreeSet::new();
        for (id, gateway) in records.nat_gateways.iter() {
            for interface in &gateway.interfaces {
                match snapshot.find::<Interface>(List::Interface, *interface) {
                    Some(interface) => {
                        nat_gateways.entry(interface.number()).or_insert(id.number());
                    }
                    None => lacking.extend(gateway.subnet),
                }
            }
        }
        let mut endpoints = HashMap::new();
        for (id, endpoint) in records.vpc_endpoints.iter() {
            for interface in &endpoint.interfaces {
                match snapshot.find::<Interface>(List::Interface, *interface) {
                    Some(interface) => {
                        endpoints.entry(interface.number()).or_insert(id.number());
                    }
                    // It doesn't say which of its interfaces is in which of its subnets.
                    None => lacking.extend(&endpoint.subnets),
                }
            }
        }
        let mut instance_connect = HashMap::new();
        for (id, endpoint) in records.instance_connect_endpoints.iter() {
            for interface in &endpoint.interfaces {
                match snapshot.find::<Interface>(List::Interface, *interface) {
                    Some(interface) => {
                        instance_connect.entry(interface.number()).or_insert(id.number());
                    }
                    None => lacking.extend(endpoint.subnet),
                }
            }
        }
        for (_, instance) in records.instances.iter() {
            for (interface, subnet) in &instance.interfaces {
                if snapshot.find::<Interface>(List::Interface, *interface).is_none() {
                    lacking.extend(*subnet);
                }
            }
        }

        let mut transit_routes: HashMap<Symbol, Vec<u32>> = HashMap::new();
        // The same answer read twice says nothing new.
        let mut known: HashMap<(Symbol, transit_gateway_route_table::Destination), Vec<u32>> = HashMap::new();
        for (id, route) in records.transit_gateway_routes.iter() {
            let Some(table) = route.table else { continue };
            let known = known.entry((table, route.destination)).or_default();
            if !known.iter().any(|known| records.transit_gateway_routes[Id::new(*known)] == *route) {
                known.push(id.number());
                transit_routes.entry(table).or_default().push(id.number());
            }
        }
        let mut attachment_of: HashMap<(Symbol, Symbol), u32> = HashMap::new();
        for (number, attachment) in (0..).zip(&attachments) {
            let Some(vpc) = attachment.vpc else { continue };
            let key = (attachment.gateway, vpc);
            // A deleted attachment is described for a while beside the one that took its place.
            let works = |number: u32| is_usable(snapshot, &attachments[number as usize]);
            if attachment_of.get(&key).is_none_or(|known| !works(*known) && works(number)) {
                attachment_of.insert(key, number);
            }
        }
        let attachment_at = (0..).zip(&attachments).map(|(number, a)| ((a.id, a.gateway), number)).collect();
        let rule_ids = records
            .security_group_rules
            .iter()
            .map(|(_, rule)| ((rule.group, rule.outbound, rule.what), rule.id))
            .collect();
        let balancers = Balancers::of(snapshot);
        let classics = Classics::of(snapshot);
        let client_vpns = ClientVpns::of(snapshot);
        Topology {
            resources,
            vpcs,
            vpc_numbers,
            pairs,
            public,
            route_tables,
            main_tables,
            edge_tables,
            acls,
            default_acls,
            group_sets,
            group_set_numbers,
            members,
            rule_ids,
            prefix_lists,
            attachments,
            attachment_at,
            attachment_of,
            attachment_interfaces,
            transit_routes,
            nat_gateways,
            firewall_endpoints,
            endpoints,
            instance_connect,
            lacking,
            instance_interfaces,
            balancers,
            classics,
            client_vpns,
            disputed,
        }
    }
}

fn is_usable(snapshot: &Snapshot, attachment: &transit_gateway_attachment::Attachment) -> bool {
    attachment.state.is_none_or(|state| transit_gateway_attachment::is_up(snapshot.text(state)))
}

/// Route tables and network ACLs that claim a subnet, a gateway or the place of the main one which another one has, too.
fn disputed(snapshot: &mut Snapshot) -> BTreeSet<Symbol> {
    type Claims = HashMap<(&'static str, Symbol), (Symbol, Origin)>;
    let (mut claims, mut disputed, mut problems) = (Claims::new(), BTreeSet::new(), Vec::new());
    let mut claim = |what: &'static str, of: Symbol, by: Symbol, origin: Origin, list: List| {
        let (first, _) = *claims.entry((what, of)).or_insert((by, origin));
        if first != by {
            disputed.extend([first, by]);
            problems.push((origin, list, what, of, first));
        }
    };
    for (_, table) in snapshot.records.route_tables.iter() {
        let mut claim = |what, of| claim(what, of, table.id, table.origin, List::RouteTable);
        table.subnets.iter().for_each(|subnet| claim("route table", *subnet));
        table.gateways.iter().for_each(|gateway| claim("route table", *gateway));
        table.vpc.filter(|_| table.main).into_iter().for_each(|vpc| claim("main route table", vpc));
    }
    for (_, acl) in snapshot.records.network_acls.iter() {
        let mut claim = |what, of| claim(what, of, acl.id, acl.origin, List::NetworkAcl);
        acl.subnets.iter().for_each(|subnet| claim("network ACL", *subnet));
        acl.vpc.filter(|_| acl.is_default).into_iter().for_each(|vpc| claim("default network ACL", vpc));
    }
    for (origin, list, what, of, first) in problems {
        let (of, first) = (snapshot.text(of), snapshot.text(first));
        let message = format!("{of} has two {what}s here, this one and {first}; walks that meet either end as unknown");
        snapshot.add_problem(origin.file, origin.line, 0, format!("/{}/{}", list.key(), origin.index), message);
    }
    disputed
}

/// Attachments that one gateway describes in two ways.
fn contradicted(snapshot: &mut Snapshot, disputed: Vec<transit_gateway_attachment::Disputed>) -> Vec<Symbol> {
    let tell = |(id, (list, origin)): transit_gateway_attachment::Disputed| {
        let message = format!("{} is described in two ways; walks that meet it end as unknown", snapshot.text(id));
        let pointer = format!("/{}/{}", list.key(), origin.index);
        snapshot.add_problem(origin.file, origin.line, 0, pointer, message);
        id
    };
    disputed.into_iter().map(tell).collect()
}

fn as_u32(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// The attachment that a transit gateway's interface belongs to: its description is the only place that says so.
pub(crate) fn attachment_in(snapshot: &Snapshot, interface: &Interface) -> Option<Symbol> {
    let text = snapshot.text(interface.description?);
    let at = text.find("tgw-attach-")?;
    let id = text[at..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()?;
    snapshot.strings.find(id)
}

fn resources(
    snapshot: &Snapshot,
    prefix_lists: &[prefix_list::PrefixList],
    attachments: &[transit_gateway_attachment::Attachment],
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

fn vpcs(snapshot: &mut Snapshot) -> (Vec<VpcView>, HashMap<Symbol, u32>, Vec<Pair>) {
    struct Draft {
        id: Symbol,
        record: Option<Id<Vpc>>,
        subnets: Vec<u32>,
        interfaces: Vec<Span>,
        pairs: Vec<u32>,
        gateway: Option<u32>,
    }
    let records = &snapshot.records;
    let mut numbers: HashMap<Symbol, u32> = HashMap::new();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut view = |id: Symbol, drafts: &mut Vec<Draft>| {
        let number = *numbers.entry(id).or_insert_with(|| {
            let record = snapshot.find(List::Vpc, id);
            drafts.push(Draft { id, record, subnets: vec![], interfaces: vec![], pairs: vec![], gateway: None });
            as_u32(drafts.len() - 1)
        });
        number as usize
    };
    for (_, vpc) in records.vpcs.iter() {
        view(vpc.id, &mut drafts);
    }
    for (id, subnet) in records.subnets.iter() {
        let at = view(subnet.vpc, &mut drafts);
        drafts[at].subnets.push(id.number());
    }
    let mut pairs = Vec::new();
    for (id, interface) in records.interfaces.iter() {
        let Some(vpc) = interface.vpc else { continue };
        let at = view(vpc, &mut drafts);
        for assigned in &interface.addresses {
            let private = assigned.private;
            drafts[at].interfaces.push(Span { first: private, last: private, number: id.number() });
            if let Some(public) = assigned.public {
                drafts[at].pairs.push(as_u32(pairs.len()));
                pairs.push(Pair { interface: id.number(), private, public });
            }
        }
        let prefixes = interface.prefixes.iter();
        drafts[at].interfaces.extend(prefixes.map(|p| Span { first: p.first(), last: p.last(), number: id.number() }));
    }
    // An address of a delegated prefix is paired in describe-addresses alone.
    for (_, elastic) in records.elastic_ips.iter() {
        let id = elastic.interface.and_then(|id| snapshot.find::<Interface>(List::Interface, id));
        let Some((id, private)) = id.zip(elastic.private) else { continue };
        let Some(interface) = records.interfaces.find(id) else { continue };
        let delegated = interface.prefixes.iter().any(|prefix| prefix.addresses().contains(private));
        if let Some(vpc) = interface.vpc.filter(|_| delegated) {
            let at = view(vpc, &mut drafts);
            drafts[at].pairs.push(as_u32(pairs.len()));
            pairs.push(Pair { interface: id.number(), private, public: elastic.public });
        }
    }
    for (id, gateway) in records.internet_gateways.iter() {
        if let Some(vpc) = gateway.vpc.filter(|_| gateway.attached) {
            let at = view(vpc, &mut drafts);
            drafts[at].gateway = drafts[at].gateway.or(Some(id.number()));
        }
    }
    let mut problems = Vec::new();
    let views = (0..).zip(drafts).map(|(vpc, draft): (u32, Draft)| {
        let span = |address, number| Span { first: address, last: address, number };
        let of = |pick: fn(&Pair) -> Address| {
            let spans = draft.pairs.iter().map(|at| span(pick(&pairs[*at as usize]), *at)).collect();
            disjoint(spans, |_, _| {})
        };
        let private_pairs = of(|pair| pair.private);
        let mut public_pairs = of(|pair| pair.public).all().to_vec();
        public_pairs.push(span(internet_gateway::some_public(vpc), SOME_PUBLIC + vpc));
        let interfaces = disjoint(draft.interfaces, |kept, left| problems.push((kept, left)));
        VpcView {
            id: draft.id,
            record: draft.record,
            subnets: draft.subnets,
            interfaces,
            private_pairs,
            public_pairs: Spans::sorted(public_pairs),
            gateway: draft.gateway,
        }
    });
    let views: Vec<_> = views.collect();
    for (kept, left) in problems {
        let of = |number| &snapshot.records.interfaces[Id::<Interface>::new(number)];
        let (kept, left) = (of(kept), of(left));
        let message = format!(
            "{} has an address that {} has too; the address is taken to be the latter's",
            snapshot.text(left.id),
            snapshot.text(kept.id)
        );
        let (file, line, index) = (left.origin.file, left.origin.line, left.origin.index);
        snapshot.add_problem(file, line, 0, format!("/NetworkInterfaces/{index}"), message);
    }
    (views, numbers, pairs)
}

/// Spans by address, of which no two overlap: of two that do the first one stays, and `overlap` is told of both.
fn disjoint(mut spans: Vec<Span>, mut overlap: impl FnMut(u32, u32)) -> Spans {
    spans.sort_unstable_by_key(|span| (span.first, span.number));
    let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match kept.last() {
            Some(last) if last.last >= span.first => {
                if last.number != span.number {
                    overlap(last.number, span.number);
                }
            }
            _ => kept.push(span),
        }
    }
    Spans::sorted(kept)
}

/// Every public address that the snapshot knows of.
fn public(snapshot: &mut Snapshot, vpcs: &[VpcView], pairs: &[Pair]) -> Spans {
    let mut by_address: BTreeMap<Address, u32> = BTreeMap::new();
    for (number, pair) in (0..).zip(pairs) {
        by_address.entry(pair.public).or_insert(number);
    }
    for (id, gateway) in snapshot.records.nat_gateways.iter() {
        for (address, _) in gateway.regional.iter().flat_map(|regional| &regional.addresses) {
            by_address.entry(*address).or_insert(OF_NAT + id.number());
        }
    }
    let mut problems = Vec::new();
    for (id, address) in snapshot.records.elastic_ips.iter() {
        let interface = address.interface.map(|interface| snapshot.find::<Interface>(List::Interface, interface));
        let paired = by_address.get(&address.public).copied();
        match (paired, interface) {
            (None, Some(None)) => {
                by_address.insert(address.public, OF_UNREAD + id.number());
            }
            (None, _) => {
                if interface.is_some() {
                    problems.push((address.origin, address.public));
                }
                by_address.insert(address.public, UNASSOCIATED + id.number());
            }
            (Some(pair), Some(Some(interface))) => {
                let pair = pairs.get(pair as usize);
                if pair.is_some_and(|p| {
                    p.interface != interface.number() || address.private.is_some_and(|a| a != p.private)
                }) {
                    problems.push((address.origin, address.public));
                }
            }
            (Some(_), None | Some(None)) => {}
        }
    }
    for (origin, public) in problems {
        let message = format!(
            "describe-addresses and describe-network-interfaces differ on whom {public} belongs to; the interface's word is taken"
        );
        snapshot.add_problem(origin.file, origin.line, 0, format!("/Addresses/{}", origin.index), message);
    }
    let mut spans: Vec<_> =
        by_address.into_iter().map(|(address, number)| Span { first: address, last: address, number }).collect();
    for number in 0..as_u32(vpcs.len()) {
        let address = internet_gateway::some_public(number);
        spans.push(Span { first: address, last: address, number: SOME_PUBLIC + number });
    }
    // IPv6 addresses are public by themselves, unless they are private ones.
    let global = crate::addresses::public();
    for (number, view) in (0..).zip(vpcs) {
        let blocks = view.record.and_then(|id| snapshot.records.vpcs.find(id)).map(|vpc| &vpc.blocks);
        for block in blocks.into_iter().flatten().filter(|block| block.family() == Family::V6) {
            if global.contains(block.first()) {
                spans.push(Span { first: block.first(), last: block.last(), number: IN_VPC + number });
            }
        }
    }
    disjoint(spans, |_, _| {})
}
