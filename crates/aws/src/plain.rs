//! A network in plain data, for witnesses.
//!
//! The lab and the naive oracle must not share the walk's reading of a packet, so they read neither stations nor tables of
//! rows: they get what the snapshot says once its ids are resolved. What a rule, a route or a state *means* is theirs to
//! decide. What they do share is said here: which subnet has which table and ACL, who is a member of which group, and which
//! attachment belongs to which route table.

mod balancers;
mod endpoints;

use crate::components::block_public_access::Phase;
use crate::components::network_acl;
use crate::components::peering;
use crate::components::prefix_list;
use crate::components::route_table;
use crate::components::security_group;
use crate::components::transit_gateway_route_table as transit;
use crate::components::vpn_connection;
use crate::components::{direct_connect, vpn_gateway};
use crate::network::Network;
use crate::strings::Symbol;
pub use balancers::{Act, Balancer, Listener, ListenerRule, Registered, Registree, TargetGroup};
pub use endpoints::{Connection, Endpoint, EndpointService};
use packetwalk_fabric::Direction;
use packetwalk_space::{Address, Cidr, Family};

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
    /// Load balancers.
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

/// A VPC.
#[derive(Clone, Debug)]
pub struct Vpc {
    /// Its id.
    pub id: String,
    /// Its state, as printed.
    pub state: Option<String>,
    /// Its blocks, the primary IPv4 block first.
    pub blocks: Vec<Cidr>,
    /// What Block Public Access does to it, as printed.
    pub public_access: Option<String>,
    /// What its owner's account says of Block Public Access, as printed.
    pub account_access: Option<String>,
    /// The modes of its exclusions from that, as printed, of those that are complete.
    pub exclusions: Vec<String>,
}

/// A subnet.
#[derive(Clone, Debug)]
pub struct Subnet {
    /// Its id.
    pub id: String,
    /// Its state, as printed.
    pub state: Option<String>,
    /// Its VPC.
    pub vpc: usize,
    /// Its blocks.
    pub blocks: Vec<Cidr>,
    /// Its zone: the id that all accounts share, where it is printed, else the name.
    pub zone: Option<String>,
    /// The name of its zone.
    pub zone_name: Option<String>,
    /// What Block Public Access does to it, as printed.
    pub public_access: Option<String>,
    /// The modes of its exclusions from Block Public Access.
    pub exclusions: Vec<String>,
    /// Its route table; `None` where that isn't known.
    pub table: Option<usize>,
    /// Its network ACL; `None` where that isn't known.
    pub acl: Option<usize>,
}

/// A network interface.
#[derive(Clone, Debug)]
pub struct Interface {
    /// Its id.
    pub id: String,
    /// Its name, or its instance's.
    pub name: Option<String>,
    /// Its subnet.
    pub subnet: Option<usize>,
    /// Its addresses, the primary one first, each with the public address that it is paired with.
    pub addresses: Vec<(Address, Option<Address>)>,
    /// Delegated prefixes.
    pub prefixes: Vec<Cidr>,
    /// Its groups, by id: a group need not be in the snapshot.
    pub groups: Vec<Result<usize, String>>,
    /// Whether what it sends must be from it, and what it takes for it.
    pub source_dest_check: bool,
    /// Whether it takes nothing from internet gateways.
    pub denies_internet: bool,
    /// Its interface type, where that isn't `interface`.
    pub kind: Option<String>,
    /// Whether an AWS service made it.
    pub requested: bool,
    /// Its description.
    pub description: Option<String>,
    /// Its status, as printed.
    pub status: Option<String>,
    /// The status of its attachment, as printed.
    pub attachment: Option<String>,
    /// The id of its instance.
    pub instance: Option<String>,
    /// The state of its instance, as printed.
    pub instance_state: Option<String>,
    /// The NAT gateway that it belongs to.
    pub nat_gateway: Option<usize>,
    /// The load balancer whose node it is.
    pub balancer: Option<usize>,
    /// The VPC endpoint that it belongs to.
    pub endpoint: Option<usize>,
}

/// A security group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// What may come in. `None` stands for a rule that couldn't be read.
    pub inbound: Vec<Option<Rule>>,
    /// What may go out.
    pub outbound: Vec<Option<Rule>>,
}

/// A rule of a security group.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The traffic.
    pub traffic: Traffic,
    /// The other side.
    pub peer: Peer,
}

/// The other side of a rule.
#[derive(Clone, Debug)]
pub enum Peer {
    /// Addresses. `None` stands for a prefix list that wasn't read.
    Blocks(Option<Vec<Cidr>>),
    /// The members of a group: interfaces.
    Members(Vec<usize>),
}

/// Protocol and what goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traffic {
    /// Every protocol.
    All,
    /// All of one protocol, by number.
    Protocol(u8),
    /// TCP or UDP to these destination ports.
    Ports(u8, u16, u16),
    /// ICMP or ICMPv6 of a type, and of a code if there is one.
    Icmp(u8, u16, Option<u16>),
}

/// A network ACL.
#[derive(Clone, Debug)]
pub struct Acl {
    /// Its id.
    pub id: String,
    /// What may come in, by ascending rule number. `None` stands for an entry that couldn't be read.
    pub inbound: Vec<Option<Entry>>,
    /// What may go out.
    pub outbound: Vec<Option<Entry>>,
}

/// An entry of a network ACL.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The rule number.
    pub number: u32,
    /// Whether it allows; otherwise it denies.
    pub allow: bool,
    /// The traffic.
    pub traffic: Traffic,
    /// The other side.
    pub block: Cidr,
}

/// A route table of a VPC.
#[derive(Clone, Debug)]
pub struct RouteTable {
    /// Its id.
    pub id: String,
    /// Gateways whose inbound traffic it routes.
    pub gateways: Vec<String>,
    /// Its routes. `None` stands for one that couldn't be read.
    pub routes: Vec<Option<Route>>,
}

/// A route of a VPC's route table.
#[derive(Clone, Debug)]
pub struct Route {
    /// Blocks that it leads to. `None` stands for a prefix list that wasn't read.
    pub blocks: Option<Vec<Cidr>>,
    /// Whether the blocks are those of a prefix list.
    pub by_list: bool,
    /// Where it comes from.
    pub origin: RouteOrigin,
    /// The state where it isn't `active`, as printed.
    pub state: Option<String>,
    /// The target.
    pub target: Target,
}

/// Where a route comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteOrigin {
    /// It was written.
    Written,
    /// A gateway propagated it.
    Propagated,
    /// A route server advertised it.
    Advertised,
}

/// The target of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The VPC itself.
    Local,
    /// An interface.
    Interface(usize),
    /// A virtual private gateway.
    VpnGateway(usize),
    /// An internet gateway.
    InternetGateway(usize),
    /// An egress-only internet gateway.
    EgressOnlyGateway(usize),
    /// A NAT gateway.
    NatGateway(usize),
    /// A VPC endpoint.
    Endpoint(usize),
    /// A VPC peering connection.
    Peering(usize),
    /// A transit gateway.
    TransitGateway(usize),
    /// Something else, or something that isn't in the snapshot.
    Other(String),
}

/// An internet gateway, or an egress-only one.
#[derive(Clone, Debug)]
pub struct InternetGateway {
    /// Its id.
    pub id: String,
    /// The VPC it is attached to.
    pub vpc: Option<usize>,
}

/// A virtual private gateway.
#[derive(Clone, Debug)]
pub struct VpnGateway {
    /// Its id.
    pub id: String,
    /// The VPC that it is attached to.
    pub vpc: Option<usize>,
    /// Its VPN connections.
    pub connections: Vec<VpnConnection>,
    /// Whether it is known that Direct Connect doesn't lead on from it.
    pub no_direct_connect: bool,
}

/// A VPN connection of a virtual private gateway.
#[derive(Clone, Debug)]
pub struct VpnConnection {
    /// Its id.
    pub id: String,
    /// Whether a tunnel is up; `None` where that isn't known.
    pub up: Option<bool>,
    /// Its static routes.
    pub routes: Vec<Cidr>,
    /// Whether it has no BGP.
    pub static_only: bool,
    /// Whether what it carries is narrowed to some networks.
    pub narrowed: bool,
}

/// A NAT gateway.
#[derive(Clone, Debug)]
pub struct NatGateway {
    /// Its id.
    pub id: String,
    /// Its state, as printed.
    pub state: Option<String>,
    /// What it has where it is regional, and so in no subnet and without an interface.
    pub regional: Option<RegionalNat>,
    /// Its interface.
    pub interface: Option<usize>,
    /// Its private addresses that are in use.
    pub addresses: Vec<Address>,
    /// Whether a proxy is attached to it.
    pub proxied: bool,
}

/// What a regional NAT gateway has.
#[derive(Clone, Debug)]
pub struct RegionalNat {
    /// Its VPC.
    pub vpc: Option<usize>,
    /// Its own route table; `None` where that isn't known.
    pub table: Option<usize>,
    /// Its public addresses that are in use, each with the names of its zone, as printed.
    pub addresses: Vec<(Address, Vec<String>)>,
}

/// A VPC peering connection.
#[derive(Clone, Debug)]
pub struct Peering {
    /// Its id.
    pub id: String,
    /// Its status, as printed.
    pub status: Option<String>,
    /// Its two VPCs; `None` for one that isn't in the snapshot.
    pub vpcs: [Option<usize>; 2],
    /// The blocks that AWS prints of each.
    pub blocks: [Vec<Cidr>; 2],
    /// Whether both VPCs are in one Region.
    pub in_one_region: bool,
}

/// A transit gateway.
#[derive(Clone, Debug)]
pub struct TransitGateway {
    /// Its id.
    pub id: String,
    /// Its state, as printed.
    pub state: Option<String>,
    /// Whether security group references work across it.
    pub references: bool,
}

/// An attachment of a transit gateway.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its id.
    pub id: String,
    /// Its gateway.
    pub gateway: Option<usize>,
    /// What is attached, as printed: `vpc`, `vpn`, `peering` …
    pub kind: Option<String>,
    /// The id of what is attached, where that is no VPC.
    pub resource: Option<String>,
    /// Its VPC, where it is one to a VPC.
    pub vpc: Option<usize>,
    /// The other gateway's side, where it joins two gateways and that side is in the snapshot.
    pub far: Option<usize>,
    /// Whether the VPN connection that is attached has a tunnel up; `None` where that isn't known or it is no VPN connection.
    pub vpn_up: Option<bool>,
    /// What the tunnels of that VPN connection carry.
    pub vpn_family: Option<Family>,
    /// Its state, as printed.
    pub state: Option<String>,
    /// Its subnets; `None` where they weren't read.
    pub subnets: Option<Vec<usize>>,
    /// The route table that it is associated with.
    pub table: Option<usize>,
    /// Whether a missing association is known to be one.
    pub associations_read: bool,
    /// Whether appliance mode is on.
    pub appliance_mode: bool,
    /// Whether security group references work across it.
    pub references: bool,
}

/// A route table of a transit gateway.
#[derive(Clone, Debug)]
pub struct TransitTable {
    /// Its id.
    pub id: String,
    /// Its routes; `None` where they weren't all read.
    pub routes: Option<Vec<TransitRoute>>,
}

/// A route of a transit gateway's table.
#[derive(Clone, Debug)]
pub struct TransitRoute {
    /// Blocks that it leads to. `None` stands for a prefix list that wasn't read.
    pub blocks: Option<Vec<Cidr>>,
    /// Whether the blocks are those of a prefix list.
    pub by_list: bool,
    /// Whether it was written by hand.
    pub is_static: bool,
    /// Whether it drops; `None` where its state isn't known.
    pub blackhole: Option<bool>,
    /// Its attachments; `None` stands for one that isn't in the snapshot.
    pub attachments: Vec<Option<usize>>,
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
            acls: records.network_acls.iter().map(|(_, acl)| plain_acl(self, acl)).collect(),
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
            attachments: (0..).zip(&self.topology.attachments).map(|(item, _)| self.plain_attachment(item)).collect(),
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

    fn plain_vpn_gateway(&self, gateway: &vpn_gateway::VpnGateway) -> VpnGateway {
        let connection = |connection: &vpn_connection::VpnConnection| VpnConnection {
            id: self.text(connection.id).to_owned(),
            up: plain_up(self, connection),
            routes: connection.routes.to_vec(),
            static_only: connection.static_only,
            narrowed: connection
                .networks
                .as_ref()
                .is_none_or(|networks| networks.far.iter().chain(&networks.near).any(|block| block.length() > 0)),
        };
        VpnGateway {
            id: self.text(gateway.id).to_owned(),
            vpc: gateway.vpc.and_then(|vpc| self.topology.vpc_numbers.get(&vpc)).map(|vpc| *vpc as usize),
            connections: self.vpn_connections_of(gateway.id).map(|(_, of)| connection(of)).collect(),
            no_direct_connect: direct_connect::behind(self, gateway.id) == direct_connect::Leads::No,
        }
    }

    fn is_of_nat(&self, address: Address) -> bool {
        let found = self.public_addresses().find(address).map(|span| self.public(span.number));
        matches!(found, Some(crate::network::Public::OfNat(_)))
    }

    fn plain_peering(&self, peering: &peering::Peering) -> Peering {
        let vpc =
            |side: &peering::Side| side.vpc.filter(|vpc| self.knows_vpc(*vpc)).map(|vpc| self.vpc_of(vpc) as usize);
        let [requester, accepter] = &peering.sides;
        Peering {
            id: self.text(peering.id).to_owned(),
            status: peering.status.map(|status| self.text(status).to_owned()),
            vpcs: [vpc(requester), vpc(accepter)],
            blocks: [requester.blocks.to_vec(), accepter.blocks.to_vec()],
            in_one_region: peering.in_one_region(),
        }
    }

    fn plain_vpc(&self, item: u32) -> Vpc {
        let (view, record) = (self.vpc(item), self.vpc_record(item));
        let public_access = record.and_then(|vpc| vpc.public_access);
        Vpc {
            id: self.text(view.id).to_owned(),
            state: record.and_then(|vpc| vpc.state).map(|state| self.text(state).to_owned()),
            blocks: record.map(|vpc| vpc.blocks.to_vec()).unwrap_or_default(),
            public_access: public_access.map(|mode| self.text(mode).to_owned()),
            account_access: self.plain_account_access(record.and_then(|vpc| vpc.owner)),
            exclusions: self.plain_exclusions(view.id),
        }
    }

    fn plain_account_access(&self, owner: Option<Symbol>) -> Option<String> {
        let mut all = self.snapshot.records.public_access_options.iter().map(|(_, options)| options);
        let mode = all.find(|options| options.account == owner).and_then(|options| options.mode)?;
        Some(self.text(mode).to_owned())
    }

    fn plain_exclusions(&self, of: Symbol) -> Vec<String> {
        let all = self.snapshot.records.exclusions.iter().map(|(_, exclusion)| exclusion);
        let complete = all.filter(|exclusion| exclusion.of == of && exclusion.phase == Phase::Complete);
        complete.filter_map(|exclusion| exclusion.mode).map(|mode| self.text(mode).to_owned()).collect()
    }

    fn plain_interface(&self, item: u32) -> Interface {
        let interface = self.interface(item);
        let text = |symbol: Option<Symbol>| symbol.map(|symbol| self.text(symbol).to_owned());
        let group = |id: &Symbol| match self.security_group(*id) {
            Some(group) => Ok(group as usize),
            None => Err(self.text(*id).to_owned()),
        };
        let instance = interface.instance.and_then(|id| self.find_instance(id));
        Interface {
            id: self.text(interface.id).to_owned(),
            name: self.interface_name(item),
            subnet: interface.subnet.and_then(|id| self.subnet(id)).map(|subnet| subnet as usize),
            addresses: interface.addresses.iter().map(|assigned| (assigned.private, assigned.public)).collect(),
            prefixes: interface.prefixes.to_vec(),
            groups: interface.groups.iter().map(group).collect(),
            source_dest_check: interface.source_dest_check,
            denies_internet: interface.denies_internet,
            kind: text(interface.kind),
            requested: interface.requested,
            description: text(interface.description),
            status: text(interface.status),
            attachment: text(interface.attachment),
            instance: text(interface.instance),
            instance_state: text(instance.and_then(|instance| self.instance(instance).state)),
            nat_gateway: self.nat_gateway_of(item).map(|gateway| gateway as usize),
            balancer: self.balancer_of_interface(item).map(|balancer| balancer as usize),
            endpoint: self.endpoint_of_interface(item).map(|endpoint| endpoint as usize),
        }
    }

    fn plain_group(&self, group: &security_group::SecurityGroup) -> Group {
        let rules = |rules: &[security_group::Rule]| -> Vec<Option<Rule>> {
            let rule = |what: security_group::What| Rule {
                traffic: what.traffic.into(),
                peer: match what.peer {
                    security_group::Peer::Block(block) => Peer::Blocks(Some(vec![block])),
                    security_group::Peer::List(list) => {
                        Peer::Blocks(prefix_list::blocks(self, list).ok().map(<[Cidr]>::to_vec))
                    }
                    security_group::Peer::Group(group) => {
                        Peer::Members(self.members(group).iter().map(|item| *item as usize).collect())
                    }
                },
            };
            rules.iter().map(|read| read.what.map(rule)).collect()
        };
        Group { id: self.text(group.id).to_owned(), inbound: rules(&group.inbound), outbound: rules(&group.outbound) }
    }

    fn plain_table(&self, table: &route_table::RouteTable) -> RouteTable {
        let route = |what: route_table::What| {
            let (blocks, by_list) = match what.destination {
                route_table::Destination::Block(block) => (Some(vec![block]), false),
                route_table::Destination::List(list) => {
                    (prefix_list::blocks(self, list).ok().map(<[Cidr]>::to_vec), true)
                }
            };
            Route {
                blocks,
                by_list,
                origin: match what.source {
                    route_table::Source::Static => RouteOrigin::Written,
                    route_table::Source::Propagated => RouteOrigin::Propagated,
                    route_table::Source::Advertised => RouteOrigin::Advertised,
                },
                state: match what.state {
                    route_table::State::Active => None,
                    route_table::State::Blackhole => Some("blackhole".to_owned()),
                    route_table::State::Other(state) => Some(self.text(state).to_owned()),
                },
                target: self.plain_target(what.target, table.vpc),
            }
        };
        RouteTable {
            id: self.text(table.id).to_owned(),
            gateways: table.gateways.iter().map(|id| self.text(*id).to_owned()).collect(),
            routes: table.routes.iter().map(|read| read.what.map(route)).collect(),
        }
    }

    fn plain_target(&self, target: route_table::Target, vpc: Option<Symbol>) -> Target {
        use crate::registry::Kind;
        let id = match target {
            route_table::Target::Local => return Target::Local,
            route_table::Target::None => return Target::Other("no target".to_owned()),
            route_table::Target::Resource(id) => self.routable(id),
            route_table::Target::NextHop(address) => {
                let owner = vpc.and_then(|id| self.vpc(self.vpc_of(id)).interfaces.find(address));
                return owner.map_or_else(
                    || Target::Other(address.to_string()),
                    |owner| Target::Interface(owner.number as usize),
                );
            }
        };
        match self.resource(id) {
            Some((Kind::Interface, item)) => Target::Interface(item as usize),
            Some((Kind::VpnGateway, item)) => Target::VpnGateway(item as usize),
            Some((Kind::InternetGateway, item)) => Target::InternetGateway(item as usize),
            Some((Kind::EgressOnlyGateway, item)) => Target::EgressOnlyGateway(item as usize),
            Some((Kind::NatGateway, item)) => Target::NatGateway(item as usize),
            Some((Kind::GatewayEndpoint, item)) => Target::Endpoint(item as usize),
            Some((Kind::Peering, item)) => Target::Peering(item as usize),
            Some((Kind::TransitGateway, item)) => Target::TransitGateway(item as usize),
            _ => Target::Other(self.text(id).to_owned()),
        }
    }

    fn plain_attachment(&self, item: u32) -> Attachment {
        let attachment = self.attachment(item);
        let connection = attachment.resource.and_then(|id| self.find_vpn_connection(id));
        let connection = connection.map(|item| self.vpn_connection(item));
        let subnets = attachment.subnets.as_ref().map(|ids| {
            let known: Option<Vec<usize>> = ids.iter().map(|id| self.subnet(*id).map(|item| item as usize)).collect();
            known
        });
        Attachment {
            id: self.text(attachment.id).to_owned(),
            gateway: self.find_transit_gateway(attachment.gateway).map(|gateway| gateway as usize),
            kind: attachment.kind.map(|kind| self.text(kind).to_owned()),
            vpc: attachment.vpc.map(|vpc| self.vpc_of(vpc) as usize),
            resource: attachment.resource.map(|id| self.text(id).to_owned()),
            far: attachment
                .peer
                .and_then(|peer| self.attachment_at(peer.attachment, peer.gateway))
                .map(|far| far as usize),
            vpn_up: connection.and_then(|connection| plain_up(self, connection)),
            vpn_family: connection.map(|connection| if connection.ipv6 { Family::V6 } else { Family::V4 }),
            state: attachment.state.map(|state| self.text(state).to_owned()),
            subnets: subnets.flatten(),
            table: attachment
                .table
                .and_then(|id| self.find_transit_gateway_route_table(id))
                .map(|table| table as usize),
            associations_read: self.associations_read(item),
            appliance_mode: attachment.appliance_mode,
            references: attachment.references,
        }
    }

    fn plain_transit_table(&self, table: &transit::TransitGatewayRouteTable) -> TransitTable {
        let attachments = |ids: &[Symbol]| -> Vec<Option<usize>> {
            ids.iter().map(|id| self.attachment_at(*id, table.gateway).map(|item| item as usize)).collect()
        };
        let route = |number: &u32| {
            let route = self.transit_gateway_route(*number);
            let (blocks, by_list) = match route.destination {
                transit::Destination::Block(block) => (Some(vec![block]), false),
                transit::Destination::List(list) => (prefix_list::blocks(self, list).ok().map(<[Cidr]>::to_vec), true),
                transit::Destination::Unlisted(_) | transit::Destination::Unreadable => (None, false),
            };
            TransitRoute {
                blocks,
                by_list: by_list || matches!(route.source, transit::Source::List(_)),
                is_static: route.source == transit::Source::Static,
                blackhole: match route.state {
                    transit::State::Active => Some(false),
                    transit::State::Blackhole => Some(true),
                    transit::State::Other | transit::State::Uncertain(_) => None,
                },
                attachments: attachments(&route.attachments),
            }
        };
        let reference = |reference: &transit::TransitGatewayPrefixListReference| TransitRoute {
            blocks: prefix_list::blocks(self, reference.list).ok().map(<[Cidr]>::to_vec),
            by_list: true,
            is_static: false,
            blackhole: match reference.state {
                transit::State::Active => Some(false),
                transit::State::Blackhole => Some(true),
                transit::State::Other | transit::State::Uncertain(_) => None,
            },
            attachments: attachments(&reference.attachments),
        };
        let is_listed = |number: &u32| {
            !matches!(self.transit_gateway_route(*number).destination, transit::Destination::Unlisted(_))
        };
        let read = self.routes_read(table.id) && self.routes_of(table.id).iter().all(is_listed);
        let made = |list| {
            let mut sources = self.routes_of(table.id).iter().map(|number| self.transit_gateway_route(*number).source);
            sources.any(|source| source == transit::Source::List(list))
        };
        let references = self.prefix_list_references(table.id).map(|(_, reference)| reference);
        let references = references.filter(|reference| !made(reference.list)).map(reference);
        TransitTable {
            id: self.text(table.id).to_owned(),
            routes: read.then(|| self.routes_of(table.id).iter().map(route).chain(references).collect()),
        }
    }
}

fn plain_up(net: &Network, connection: &vpn_connection::VpnConnection) -> Option<bool> {
    match vpn_connection::up(net, connection) {
        vpn_connection::Up::Yes => Some(true),
        vpn_connection::Up::No => Some(false),
        vpn_connection::Up::Unknown => None,
    }
}

fn plain_acl(net: &Network, acl: &network_acl::NetworkAcl) -> Acl {
    let entries = |direction| -> Vec<Option<Entry>> {
        let entry = |entry: &network_acl::Entry| {
            entry.what.map(|what| Entry {
                number: entry.number,
                allow: what.allow,
                traffic: what.traffic.into(),
                block: what.block,
            })
        };
        acl.entries(direction).iter().map(entry).collect()
    };
    Acl { id: net.text(acl.id).to_owned(), inbound: entries(Direction::Ingress), outbound: entries(Direction::Egress) }
}

impl From<security_group::Traffic> for Traffic {
    fn from(traffic: security_group::Traffic) -> Self {
        match traffic {
            security_group::Traffic::All => Traffic::All,
            security_group::Traffic::Whole(protocol) => Traffic::Protocol(protocol.0),
            security_group::Traffic::Ports(protocol, from, to) => Traffic::Ports(protocol.0, from, to),
            security_group::Traffic::Icmp(protocol, kind, code) => Traffic::Icmp(protocol.0, kind, code),
        }
    }
}
