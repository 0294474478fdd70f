//! Network interfaces: which addresses are whose, and whether an interface takes and sends packets.

pub(crate) mod alike;
pub(crate) mod appliance;
pub(crate) mod managed;
mod pods;
pub(crate) mod service;

use crate::component::{Component, Coverage, Record, modelled};
use crate::components::{
    classic_load_balancer, client_vpn, instance_connect_endpoint, interface_endpoint, link_local, load_balancer,
    nat_gateway, network_acl, security_group, subnet,
};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use crate::topology::attachment_in;
use alike::Ends;
pub(crate) use managed::{Database, Task};
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Direction, Key, Label, Otherwise, Place, Reason, ReasonKind, Row, Station,
    Table,
};
use packetwalk_space::{Address, Cidr, IntervalSet, Product, Sender};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    network_interface_id: Text<'a>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    subnet_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    status: Option<Text<'a>>,
    #[serde(borrow, default)]
    interface_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    description: Option<Text<'a>>,
    #[serde(borrow, default)]
    requester_id: Option<Text<'a>>,
    #[serde(default)]
    source_dest_check: Option<bool>,
    #[serde(default)]
    deny_all_igw_traffic: Option<bool>,
    #[serde(borrow, default)]
    private_ip_address: Option<Text<'a>>,
    #[serde(borrow, default)]
    association: Option<Association<'a>>,
    #[serde(borrow, default)]
    private_ip_addresses: Vec<PrivateAddress<'a>>,
    #[serde(borrow, default)]
    ipv6_addresses: Vec<Ipv6Address<'a>>,
    #[serde(borrow, default)]
    ipv4_prefixes: Vec<Ipv4Prefix<'a>>,
    #[serde(borrow, default)]
    ipv6_prefixes: Vec<Ipv6Prefix<'a>>,
    #[serde(borrow, default)]
    groups: Vec<Group<'a>>,
    #[serde(borrow, default)]
    attachment: Option<Attachment<'a>>,
    #[serde(borrow, default)]
    private_dns_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    tag_set: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Association<'a> {
    #[serde(borrow, default)]
    public_ip: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PrivateAddress<'a> {
    #[serde(borrow)]
    private_ip_address: Text<'a>,
    #[serde(borrow, default)]
    association: Option<Association<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv6Address<'a> {
    #[serde(borrow)]
    ipv6_address: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv4Prefix<'a> {
    #[serde(borrow)]
    ipv4_prefix: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv6Prefix<'a> {
    #[serde(borrow)]
    ipv6_prefix: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group<'a> {
    #[serde(borrow)]
    group_id: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attachment<'a> {
    #[serde(borrow, default)]
    instance_id: Option<Text<'a>>,
    #[serde(default)]
    device_index: Option<u16>,
    #[serde(borrow, default)]
    status: Option<Text<'a>>,
}

// What it means.

/// A network interface.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Interface {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) subnet: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    pub(crate) status: Option<Symbol>,
    /// The interface type, unless it is `interface`.
    pub(crate) kind: Option<Symbol>,
    pub(crate) description: Option<Symbol>,
    /// Whether an AWS service made it.
    pub(crate) requested: bool,
    pub(crate) source_dest_check: bool,
    pub(crate) denies_internet: bool,
    /// Single addresses, the primary IPv4 address first, with the public address each is paired with.
    pub(crate) addresses: Box<[Assigned]>,
    /// Delegated prefixes.
    pub(crate) prefixes: Box<[Cidr]>,
    pub(crate) groups: Box<[Symbol]>,
    pub(crate) attachment: Option<Symbol>,
    pub(crate) instance: Option<Symbol>,
    pub(crate) device: u16,
    pub(crate) dns_name: Option<Symbol>,
    pub(crate) tags: Tags,
}

/// An address of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Assigned {
    pub(crate) private: Address,
    pub(crate) public: Option<Address>,
}

impl Interface {
    /// Every address that the interface owns.
    pub(crate) fn owned(&self) -> IntervalSet<Address> {
        let single = self.addresses.iter().map(|assigned| (assigned.private, assigned.private));
        let prefixes = self.prefixes.iter().map(|prefix| (prefix.first(), prefix.last()));
        IntervalSet::from_ranges(single.chain(prefixes))
    }
}

impl Record for Interface {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AssociatedSubnets",
        "AvailabilityZone",
        "AvailabilityZoneId",
        "ConnectionTrackingConfiguration",
        "Ipv6Address",
        "Ipv6Native",
        "MacAddress",
        "Operator",
        "OutpostArn",
        "PublicDnsName",
        "PublicIpDnsNameOptions",
        "RequesterManaged",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let public = |association: Option<&Association<'_>>, reader: &mut Reader<'_>| {
            let text = association?.public_ip.as_ref()?;
            reader.address(text, "/Association/PublicIp")
        };
        let mut addresses = Vec::with_capacity(shape.private_ip_addresses.len() + shape.ipv6_addresses.len());
        for (number, address) in shape.private_ip_addresses.iter().enumerate() {
            let at = format_args!("/PrivateIpAddresses/{number}").to_string();
            let Some(private) = reader.address(&address.private_ip_address, &at) else { continue };
            let public = public(address.association.as_ref(), reader);
            addresses.push(Assigned { private, public });
        }
        if let Some(text) = shape.private_ip_address.as_ref().filter(|text| !text.is_empty())
            && let Some(private) = reader.address(text, "/PrivateIpAddress")
        {
            let public = public(shape.association.as_ref(), reader);
            match addresses.iter().position(|assigned| assigned.private == private) {
                // The primary address comes first, whatever the order in the list.
                Some(at) => addresses[..=at].rotate_right(1),
                None => addresses.insert(0, Assigned { private, public }),
            }
            if let Some(first) = addresses.first_mut() {
                first.public = first.public.or(public);
            }
        }
        for address in &shape.ipv6_addresses {
            let private = reader.address(&address.ipv6_address, "/Ipv6Addresses");
            addresses.extend(private.map(|private| Assigned { private, public: None }));
        }
        let line = reader.element_line();
        let v4 = shape.ipv4_prefixes.iter().map(|prefix| &prefix.ipv4_prefix);
        let v6 = shape.ipv6_prefixes.iter().map(|prefix| &prefix.ipv6_prefix);
        let prefixes = v4.chain(v6).filter_map(|prefix| reader.cidr(prefix, line, "/Prefixes")).collect();
        let attachment = shape.attachment.as_ref();
        Some(Interface {
            id: reader.keep(&shape.network_interface_id),
            origin: reader.origin,
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            subnet: reader.keep_some(shape.subnet_id.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
            status: reader.keep_some(shape.status.as_ref()),
            kind: reader.keep_some(shape.interface_type.as_ref().filter(|kind| &***kind != "interface")),
            description: reader.keep_some(shape.description.as_ref()),
            requested: shape.requester_id.is_some(),
            source_dest_check: shape.source_dest_check.unwrap_or(true),
            denies_internet: shape.deny_all_igw_traffic.unwrap_or(false),
            addresses: addresses.into(),
            prefixes,
            groups: shape.groups.iter().map(|group| reader.keep(&group.group_id)).collect(),
            attachment: reader.keep_some(attachment.and_then(|a| a.status.as_ref())),
            instance: reader.keep_some(attachment.and_then(|a| a.instance_id.as_ref())),
            device: attachment.and_then(|a| a.device_index).unwrap_or(0),
            dns_name: reader.keep_some(shape.private_dns_name.as_ref()),
            tags: reader.tags(&shape.tag_set),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn owner(&self) -> Option<Symbol> {
        self.owner
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// What an interface does with packets, as far as its type tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A host: sends, receives and, with the source/destination check off, forwards.
    Host,
    /// A NAT gateway's.
    Nat(u32),
    /// A load balancer's node.
    Balancer(u32),
    /// A Classic Load Balancer's node.
    Classic(u32),
    /// A VPC endpoint's.
    Endpoint(u32),
    /// A Client VPN endpoint's.
    ClientVpn(u32),
    /// An EC2 Instance Connect Endpoint's: people send by it, and it takes what answers to that.
    Connect(u32),
    /// A Lambda function's: sends, and takes only what answers to it.
    Client,
    /// One that carries no IP.
    NoIp,
    /// A service's that packetwalk doesn't model.
    Other,
}

/// How descriptions begin of interfaces that look like hosts' by their type and are a load balancer's, an endpoint's or a client
/// VPN's.
const OF_SERVICES: &[&str] = &["ELB ", "VPC Endpoint Interface", client_vpn::joined::DESCRIBED];

/// The role of an interface.
pub(crate) fn role(net: &Network, item: u32) -> Role {
    if let Some(gateway) = net.nat_gateway_of(item) {
        return Role::Nat(gateway);
    }
    if let Some(balancer) = net.balancer_of_interface(item) {
        return Role::Balancer(balancer);
    }
    if let Some(balancer) = net.classic_of_interface(item) {
        return Role::Classic(balancer);
    }
    if let Some(endpoint) = net.endpoint_of_interface(item) {
        return Role::Endpoint(endpoint);
    }
    if let Some(endpoint) = net.client_vpn_of_interface(item) {
        return Role::ClientVpn(endpoint);
    }
    if let Some(endpoint) = net.instance_connect_of_interface(item) {
        return Role::Connect(endpoint);
    }
    let interface = net.interface(item);
    let described = interface.description.map(|text| net.text(text)).unwrap_or_default();
    match interface.kind.map(|kind| net.text(kind)) {
        None if OF_SERVICES.iter().any(|start| described.starts_with(start)) => Role::Other,
        None | Some("efa" | "branch" | "trunk" | "efs") => Role::Host,
        Some("lambda") => Role::Client,
        Some("efa-only") => Role::NoIp,
        Some(_) => Role::Other,
    }
}

/// Whether the interface is a transit gateway's or an endpoint's, which starts no conversation of its own.
fn only_passes_on(net: &Network, item: u32) -> bool {
    let interface = net.interface(item);
    let described = interface.description.map(|text| net.text(text)).unwrap_or_default();
    let kind = interface.kind.map(|kind| net.text(kind));
    matches!(kind, Some("transit_gateway" | "vpc_endpoint" | "gateway_load_balancer_endpoint"))
        || kind.is_none() && described.starts_with("VPC Endpoint Interface")
}

/// Whether it belongs to something through which security groups track every connection.
fn always_tracked(net: &Network, item: u32) -> bool {
    const KINDS: &[&str] = &[
        "gateway_load_balancer",
        "gateway_load_balancer_endpoint",
        "global_accelerator_managed",
        "lambda",
        "nat_gateway",
        "network_load_balancer",
        "vpc_endpoint",
    ];
    let interface = net.interface(item);
    let described = interface.description.map(|text| net.text(text)).unwrap_or_default();
    interface.kind.is_some_and(|kind| KINDS.contains(&net.text(kind)))
        || described.starts_with("ELB net/")
        || described.starts_with("VPC Endpoint Interface")
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[
        &INTERFACE_STATE,
        &INSTANCE_STATE,
        &SUBNET_STATE,
        &WITHOUT_SUBNET,
        &SOURCE_CHECK,
        &DESTINATION_CHECK,
        &NO_ORIGIN,
        &TAKES_REPLIES,
        &NO_IP,
        &KIND_NOT_MODELLED,
        &appliance::FORWARDS,
        &appliance::FORWARDS_AS_SAID,
        &appliance::DROPS,
        &appliance::SEES_ONE_WAY,
        &INSTANCES_NOT_READ,
        &GROUPS_NOT_READ,
        &pods::MAY_TRANSLATE,
    ],
    coverage: COVERAGE,
    station,
    tables,
    route_target: true,
    always_tracked,
    stands,
    ..Component::plain("interface", &["eni-"], cite)
};

static STATE: Label = Label::told("interface state", None);
static SOURCE: Label = Label::told("source/dest check", Some(Direction::Egress));
static DESTINATION: Label = Label::told("source/dest check", Some(Direction::Ingress));
static REPLIES: Label = Label::quiet("replies");
static ORIGIN: Label = Label::quiet("who sends");

/// The way out of a subnet to an interface that a route names.
const LEAVE: u8 = crate::component::LEAVE;
/// In cites: what the interface has started.
const STARTED: u8 = 2;

/// Packets that the interface sends.
const EGRESS: u8 = 2;
/// Packets that come to it from another subnet or from outside.
const ENTER: u8 = 3;
/// Packets that come to it from its own subnet.
const ENTER_FROM_SAME_SUBNET: u8 = 4;
/// Packets that no filter looks at.
const RECEIVE: u8 = 5;
/// Packets to others that it forwards.
const FORWARD: u8 = 6;
/// Packets to others that came in by another interface of the same appliance.
const SEND_ON: u8 = 7;
/// What an interface sends for others: a load balancer's node back to its clients, a Client VPN endpoint's for its own.
const REPLY: u8 = 8;

/// In keys, where an interface may stand for all that are like it: whether it does.
const ALIKE: u32 = 1;

const fn key(role: u8, item: u32) -> Key {
    Key { component: Kind::Interface as u8, role, part: 0, item, other: 0 }
}

/// The station where the interface sends.
pub(crate) const fn egress(item: u32) -> Key {
    key(EGRESS, item)
}

/// The station where packets come in from another subnet or from outside.
pub(crate) const fn enter(item: u32) -> Key {
    key(ENTER, item)
}

/// The station where packets come in from the same subnet.
pub(crate) const fn enter_from_same_subnet(item: u32) -> Key {
    key(ENTER_FROM_SAME_SUBNET, item)
}

/// The station where packets come in from the same subnet because a route says so.
pub(crate) const fn enter_same_subnet_by_route(item: u32) -> Key {
    Key { part: 1, ..key(ENTER_FROM_SAME_SUBNET, item) }
}

/// The same station, of an interface and of all that are like it.
pub(crate) const fn of_alike(key: Key) -> Key {
    Key { other: ALIKE, ..key }
}

/// The station where packets come in that no filter looks at.
pub(crate) const fn receive(item: u32) -> Key {
    key(RECEIVE, item)
}

/// The station where an interface sends for others: a load balancer's node back to its clients, a Client VPN endpoint's for its
/// own.
pub(crate) const fn replying(item: u32) -> Key {
    key(REPLY, item)
}

/// What a reply passes at the interface that sends it.
pub(crate) fn replying_checks(l: &Lowerer<'_>, item: u32, alike: bool) -> Vec<Check> {
    let memory = Ends { item, alike }.memory(l);
    [vec![state(l, item)], security_group::checks_remembering(l, item, Direction::Egress, memory)].concat()
}

/// The place that an interface is.
pub(crate) const fn place(item: u32) -> Place {
    Place { cite: Cite::resource(Kind::Interface as u8, item), written: true }
}

/// A row of a directory: this interface owns the address.
pub(crate) fn delivered(item: u32, to: Key) -> Row {
    Row::new(Product::everything(), Action::Send(to), place(item).cite)
}

/// The number by which packets carry their sender.
pub(crate) const fn sender(item: u32) -> Sender {
    Sender(item)
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let item = key.item;
    let ends = Ends { item, alike: key.other == ALIKE };
    match key.role {
        LEAVE => leave(l, item, key.other),
        EGRESS => Station {
            place: Some(place(item)),
            checks: [
                vec![origin(l, item), state(l, item), source(l, ends), link_local::never_filtered(l, item)],
                security_group::checks_remembering(l, item, Direction::Egress, ends.memory(l)),
                pods::sent(l.net, item).into_iter().collect(),
            ]
            .concat(),
            then: onward(l, item),
        },
        FORWARD => appliance::forward(l, item),
        SEND_ON => appliance::send_on(l, item),
        REPLY => Station { place: None, checks: replying_checks(l, item, false), then: onward(l, item) },
        RECEIVE => {
            let then = match role(l.net, item) {
                Role::ClientVpn(endpoint) => Action::Send(client_vpn::back(endpoint, item)),
                _ => Action::Deliver { reply: egress(item), sender: sender(item) },
            };
            Station { place: Some(place(item)), checks: vec![destination(l, ends), state(l, item)], then }
        }
        ENTER => enter_station(l, ends, network_acl::entering(l, item)),
        _ => enter_station(l, ends, network_acl::entering_from_same_subnet(l, item, key.part == 1)),
    }
}

/// On from the interface: the subnet's edge.
fn onward(l: &Lowerer<'_>, item: u32) -> Action {
    match l.net.interface(item).subnet {
        Some(id) => {
            l.net.subnet(id).map_or_else(|| Action::Send(l.missing(id)), |subnet| Action::Send(subnet::onward(subnet)))
        }
        None => Action::Unknown { gap: &WITHOUT_SUBNET, otherwise: Otherwise::End },
    }
}

fn enter_station(l: &Lowerer<'_>, ends: Ends, acl: Check) -> Station {
    let (net, item) = (l.net, ends.item);
    let mut checks = vec![acl];
    checks.extend(security_group::checks_remembering(l, item, Direction::Ingress, ends.memory(l)));
    checks.push(destination(l, ends));
    checks.push(state(l, item));
    match role(net, item) {
        Role::Nat(gateway) => {
            // The gateway takes its own state into account where the route leads to it; what comes to its interface goes
            // through the translation.
            checks.push(nat_gateway::translation(l, gateway, item));
            Station { place: Some(place(item)), checks, then: onward(l, item) }
        }
        role @ (Role::Host | Role::Client | Role::Connect(_) | Role::NoIp) => {
            if let Role::Connect(endpoint) = role {
                checks.push(instance_connect_endpoint::takes(endpoint, item));
            } else if role == Role::Client {
                let memory = Cite { list: STARTED, ..place(item).cite };
                let refused = Table::refuses(&TAKES_REPLIES, Otherwise::Pass, place(item).cite);
                checks.push(Check::new(&REPLIES, place(item).cite, refused).remembering(memory));
            } else if role == Role::NoIp {
                let refused = Table::refuses(&NO_IP, Otherwise::Pass, place(item).cite);
                checks.push(Check::new(&REPLIES, place(item).cite, refused));
            }
            checks.extend(pods::taken(net, item));
            let reply = if ends.alike { of_alike(egress(item)) } else { egress(item) };
            let then = Action::Deliver { reply, sender: sender(item) };
            Station { place: Some(place(item)), checks, then }
        }
        Role::Balancer(balancer) => {
            let then = Action::Send(load_balancer::at_node(balancer, item));
            Station { place: Some(place(item)), checks, then }
        }
        Role::Classic(balancer) => {
            let then = Action::Send(classic_load_balancer::at_node(balancer, item));
            Station { place: Some(place(item)), checks, then }
        }
        Role::Endpoint(endpoint) => {
            let then = Action::Send(interface_endpoint::at(endpoint, item));
            Station { place: Some(place(item)), checks, then }
        }
        Role::ClientVpn(endpoint) => {
            let then = Action::Send(client_vpn::back(endpoint, item));
            Station { place: Some(place(item)), checks, then }
        }
        Role::Other => {
            let then = Action::Unknown { gap: &KIND_NOT_MODELLED, otherwise: Otherwise::End };
            Station { place: Some(place(item)), checks, then }
        }
    }
}

/// The way out of a subnet by a route to the interface: with the network ACL, unless the interface is in the subnet itself.
fn leave(l: &Lowerer<'_>, item: u32, from: u32) -> Station {
    let there = l.net.interface(item).subnet.and_then(|id| l.net.subnet(id));
    if there == Some(from) {
        let checks = vec![network_acl::leaving_undocumented(l, from)];
        return Station { place: None, checks, then: Action::Send(enter_same_subnet_by_route(item)) };
    }
    Station { place: None, checks: vec![network_acl::leaving(l, from)], then: Action::Send(enter(item)) }
}

/// Interfaces of gateways and endpoints only forward and answer.
fn origin(l: &Lowerer<'_>, item: u32) -> Check {
    let cite = place(item).cite;
    let table = match role(l.net, item) {
        Role::Host => Table::passes(cite).by_member(),
        Role::Client => {
            // What it starts is what it takes replies to.
            let memory = Cite { list: STARTED, ..cite };
            return Check::new(&ORIGIN, cite, Table::passes(cite)).remembering(memory);
        }
        Role::NoIp => Table::refuses(&NO_IP, Otherwise::Pass, cite),
        Role::Nat(_) => Table::refuses(&NO_ORIGIN, Otherwise::End, cite),
        Role::Endpoint(_) => Table::refuses(&interface_endpoint::STARTS_NOTHING, Otherwise::End, cite),
        Role::Connect(endpoint) => return instance_connect_endpoint::sends(l.net, endpoint, item),
        Role::ClientVpn(_) => Table::unknown(&client_vpn::CLIENTS_SEND, Otherwise::End, cite),
        Role::Other if only_passes_on(l.net, item) => Table::refuses(&NO_ORIGIN, Otherwise::End, cite),
        // What comes back would be read as a client's.
        Role::Balancer(_) | Role::Classic(_) => Table::unknown(&load_balancer::NODE_STARTS, Otherwise::End, cite),
        Role::Other => Table::unknown(&KIND_NOT_MODELLED, Otherwise::Pass, cite),
    };
    Check::new(&ORIGIN, cite, table)
}

/// Whether the interface and what it belongs to are up.
fn state(l: &Lowerer<'_>, item: u32) -> Check {
    let net = l.net;
    let interface = net.interface(item);
    let cite = place(item).cite;
    let is = |symbol: Option<Symbol>, wanted: &[&str]| symbol.is_none_or(|state| wanted.contains(&net.text(state)));
    let refuse = |reason, cite| Table::refuses(reason, Otherwise::Pass, cite);
    // `associated` is what AWS prints for interfaces of services that aren't attached in this account.
    let usable: &[&str] = if interface.requested { &["in-use", "associated"] } else { &["in-use"] };
    let instance = interface.instance.and_then(|id| net.find_instance(id));
    let subnet = interface.subnet.and_then(|id| net.subnet(id));
    let vpc = interface.vpc.and_then(|id| net.vpc_record(net.vpc_of(id)));
    let table = if !is(interface.status, usable) || !is(interface.attachment, &["attached"]) {
        refuse(&INTERFACE_STATE, cite)
    } else if let Some(instance) = instance.filter(|i| !is(net.instance(*i).state, &["running"])) {
        refuse(&INSTANCE_STATE, Cite::resource(Kind::Instance as u8, instance))
    } else if let Some(subnet) = subnet.filter(|s| !is(net.subnet_record(*s).state, &["available"])) {
        refuse(&SUBNET_STATE, Cite::resource(Kind::Subnet as u8, subnet))
    } else if vpc.is_some_and(|vpc| !is(vpc.state, &["available"])) {
        refuse(&SUBNET_STATE, Cite::resource(Kind::Vpc as u8, interface.vpc.map_or(0, |id| net.vpc_of(id))))
    } else if interface.instance.is_some() && instance.is_none() {
        let taken = Default { action: Action::Pass, cite, assumes: Some(&INSTANCES_NOT_READ) };
        Table::first_match(Vec::new(), taken).by_member()
    } else {
        Table::passes(cite).by_member()
    };
    Check::new(&STATE, cite, table).noting("in use")
}

/// What the interface sends must come from it, unless the check is off.
fn source(l: &Lowerer<'_>, ends: Ends) -> Check {
    let interface = l.net.interface(ends.item);
    let cite = place(ends.item).cite;
    let own = Product::everything().with_source(ends.owned(l));
    let rows = vec![Row::new(own, Action::Pass, cite)];
    let default = if interface.source_dest_check {
        Action::Drop { reason: &SOURCE_CHECK, otherwise: Otherwise::Pass }
    } else {
        Action::Pass
    };
    let table = Table::first_match(rows, Default { action: default, cite, assumes: None }).by_member();
    Check::new(&SOURCE, cite, table)
}

/// What the interface takes must be for it. With the check off a host forwards the rest; a NAT gateway takes everything.
fn destination(l: &Lowerer<'_>, ends: Ends) -> Check {
    let item = ends.item;
    let interface = l.net.interface(item);
    let cite = place(item).cite;
    let own = Product::everything().with_destination(ends.owned(l));
    let rows = vec![Row::new(own, Action::Pass, cite)];
    let default = match (interface.source_dest_check, role(l.net, item)) {
        (true, Role::Host) => {
            Action::Drop { reason: &DESTINATION_CHECK, otherwise: Otherwise::Send(key(FORWARD, item)) }
        }
        (true, _) => Action::Drop { reason: &DESTINATION_CHECK, otherwise: Otherwise::Pass },
        (false, Role::Host) => Action::Send(key(FORWARD, item)),
        (false, _) => Action::Pass,
    };
    let table = Table::first_match(rows, Default { action: default, cite, assumes: None }).by_member();
    Check::new(&DESTINATION, cite, table)
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let [out, into] = [egress(item), enter(item)].map(|key| station(l, key).checks);
    [out, into].concat()
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let interface = net.interface(cite.item);
    let stands = Stands::at(interface.origin)
        .owned(interface.owner)
        .belonging("in VPC", interface.vpc)
        .belonging("in subnet", interface.subnet)
        .belonging("attached to", interface.instance);
    let (how, whose) = match role(net, cite.item) {
        Role::Nat(gateway) => ("of NAT gateway", Some(net.nat_gateway(gateway).id)),
        Role::Balancer(balancer) => ("of load balancer", Some(net.load_balancer(balancer).id)),
        Role::Classic(balancer) => ("of load balancer", Some(net.classic_load_balancer(balancer).id)),
        Role::Endpoint(endpoint) => ("of VPC endpoint", Some(net.vpc_endpoint(endpoint).id)),
        Role::ClientVpn(endpoint) => ("of Client VPN endpoint", Some(net.client_vpn(endpoint).id)),
        Role::Connect(endpoint) => {
            ("of EC2 Instance Connect Endpoint", Some(net.instance_connect_endpoint(endpoint).id))
        }
        _ => ("of transit gateway attachment", attachment_in(&net.snapshot, interface)),
    };
    let stands = stands.belonging(how, whose);
    let stands = interface.groups.iter().fold(stands, |s, group| s.belonging("in security group", Some(*group)));
    stands.in_subnet_zone(net, interface.subnet)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let interface = net.interface(cite.item);
    let citation = net.describe(Kind::Interface, List::Interface, interface.id, &interface.tags, interface.origin);
    let addresses: Vec<_> = interface.addresses.iter().map(|assigned| assigned.private.to_string()).collect();
    let state = [interface.status, interface.attachment].into_iter().flatten().map(|state| net.text(state));
    let mut holes = vec![
        ("addresses", addresses.join(", ")),
        ("state", state.collect::<Vec<_>>().join(", ")),
        ("type", interface.kind.map_or("interface", |kind| net.text(kind)).to_owned()),
    ];
    let client_vpn = net.client_vpn_of_interface(cite.item);
    holes.extend(client_vpn.map(|endpoint| ("client_vpn", net.named(net.client_vpn(endpoint).id))));
    let described = interface.description.map(|text| net.text(text)).filter(|text| !text.is_empty());
    holes.push(("description", described.map(|text| format!(": {text}")).unwrap_or_default()));
    // A status is AWS's word; in a sentence `available` says the opposite of what it means here.
    holes.push(("condition", condition(net, interface)));
    Citation { name: net.interface_name(cite.item), says: Some(addresses.join(", ")), holes, ..citation }
}

/// What keeps an interface from sending and receiving: `isn't attached (status "available")`.
fn condition(net: &Network, interface: &Interface) -> String {
    let status = interface.status.map_or("unknown", |status| net.text(status));
    match interface.attachment.map(|attachment| net.text(attachment)) {
        _ if status == "available" => "isn't attached (status \"available\")".to_owned(),
        Some(attachment) if status == "in-use" => format!("has an attachment that is {attachment}"),
        _ => format!("is {status}"),
    }
}

const COVERAGE: &[Coverage] = modelled!["O1", "O2", "O11", "A3", "E1", "E2", "E3", "E4", "E6", "E7", "E8", "E9", "M1", "M2", "M3", "M4", "V6d", "W1", "A9", "W5", "X4"; "E10": &appliance::FORWARDS];

static INTERFACE_STATE: Reason = Reason {
    code: "INTERFACE_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "An interface sends and receives only while it is in use and attached.",
    sentence: "{resource} {condition}, so it neither sends nor receives",
    remedy: "attach {resource} to a running instance",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
    rules: &["O1", "E3"],
};

static INSTANCE_STATE: Reason = Reason {
    code: "INSTANCE_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "The interfaces of an instance send and receive only while it runs.",
    sentence: "{resource} is {says}, so its interfaces neither send nor receive",
    remedy: "start {resource}",
    command: Some("aws ec2 start-instances --instance-ids {id}"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html",
    rules: &["O1"],
};

static SUBNET_STATE: Reason = Reason {
    code: "NETWORK_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A VPC or subnet carries packets only while it is available.",
    sentence: "{resource} isn't available",
    remedy: "wait until {resource} is available",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
    rules: &["O1"],
};

static WITHOUT_SUBNET: Reason = Reason {
    code: "INTERFACE_WITHOUT_SUBNET",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The snapshot doesn't say in which subnet the interface is.",
    sentence: "in which subnet {resource} is isn't known",
    remedy: "read the interface again, with its SubnetId",
    command: Some("aws ec2 describe-network-interfaces --network-interface-ids {id}"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
    rules: &[],
};

static SOURCE_CHECK: Reason = Reason {
    code: "SOURCE_CHECK",
    ra_code: Some("ENI_SOURCE_DEST_CHECK_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "With the source/destination check on, an interface sends only packets from its own addresses.",
    sentence: "{resource} has its source/destination check on and doesn't own {source}",
    remedy: "send from one of its own addresses ({addresses}), or switch the check off",
    command: Some("aws ec2 modify-network-interface-attribute --network-interface-id {id} --no-source-dest-check"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
    rules: &["E1"],
};

static DESTINATION_CHECK: Reason = Reason {
    code: "DESTINATION_CHECK",
    ra_code: Some("ENI_SOURCE_DEST_CHECK_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "With the source/destination check on, an interface takes only packets to its own addresses.",
    sentence: "{resource} has its source/destination check on and doesn't own {destination}",
    remedy: "switch off the source/destination check of {resource}",
    command: Some("aws ec2 modify-network-interface-attribute --network-interface-id {id} --no-source-dest-check"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html",
    rules: &["E1", "E9"],
};

static NO_ORIGIN: Reason = Reason {
    code: "NO_ORIGIN",
    ra_code: Some("NO_PATH"),
    kind: ReasonKind::Block,
    meaning: "The interface of a gateway or an endpoint forwards and answers; nothing starts from it.",
    sentence: "{resource} belongs to a gateway or an endpoint, which pass on what hosts send, and nothing starts from it",
    remedy: "ask about one of the hosts that send through it",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    rules: &["E8"],
};

static TAKES_REPLIES: Reason = Reason {
    code: "TAKES_REPLIES_ONLY",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The interface of a Lambda function sends, and takes only what answers to that. Functions are invoked by Lambda's API.",
    sentence: "{resource} belongs to a Lambda function, which takes no connections",
    remedy: "invoke the function by Lambda's API or a function URL",
    command: None,
    page: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    rules: &["M1"],
};

static NO_IP: Reason = Reason {
    code: "EFA_ONLY",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "An interface of the type efa-only carries no IP packets.",
    sentence: "{resource} is of the type efa-only and carries no IP",
    remedy: "use an interface of the type efa",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa.html",
    rules: &["E6"],
};

static KIND_NOT_MODELLED: Reason = Reason {
    code: "INTERFACE_KIND_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The interface belongs to a service whose behaviour packetwalk doesn't model.",
    sentence: "{resource} belongs to a service (type {type}{description}) that packetwalk doesn't model",
    remedy: "walk to the interface of a host, and from there on",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html",
    rules: &["E6"],
};

static INSTANCES_NOT_READ: Reason = Reason {
    code: "INSTANCE_TAKEN_AS_RUNNING",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "The instance of an interface isn't in the snapshot. The interface of a stopped instance looks like any other.",
    sentence: "the instance of {resource} is running",
    remedy: "read the instances",
    command: Some("aws ec2 describe-instances"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html",
    rules: &["O1"],
};

pub(crate) static GROUPS_NOT_READ: Reason = Reason {
    code: "INTERFACE_GROUPS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The snapshot doesn't say which security groups an interface has. An interface of this type always has one.",
    sentence: "which security groups {resource} has isn't known",
    remedy: "read the interfaces again",
    command: Some("aws ec2 describe-network-interfaces --network-interface-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    rules: &["E7"],
};
