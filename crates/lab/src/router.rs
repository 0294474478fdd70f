//! The router of a VPC: a namespace without connection tracking, with a routing table per subnet and network ACLs at the
//! subnets' borders.

use crate::balancer;
use crate::edge::{self, Gate};
use crate::event::{Event, Place};
use crate::filter::{self, End};
use crate::host::DEVICE;
use crate::inspection;
use crate::internet::{self, Outside};
use crate::plan::{
    BY_CLASSIC, Namespace, Plan, forget_sender, known_again, loops, not_with_clients_address, owned, sender_lost, word,
};
use crate::regional_nat;
use crate::services;
use crate::transit::Transit;
use packetwalk_aws::plain::{Acl, Attachment, Plain, Route, RouteOrigin, RouteTable, Target};
use packetwalk_space::{Address, Cidr, Family};
use std::collections::BTreeMap;

/// The table that delivers to whoever has an address.
const DELIVERY: usize = 500;
/// Routes that come after all others.
pub(crate) const LAST: &str = "metric 1000000";
/// The service addresses that are the same everywhere, and those that a subnet has.
const SERVICES: usize = 90;
const OWN_SERVICES: usize = 91;

/// Packets whose sender is known, that is, which no middlebox passed on: see [`Router::filters`].
const SENT: &str = "fwmark 0x0/0x1";

/// A router that is being planned.
pub(crate) struct Router<'p> {
    pub(crate) plan: &'p mut Plan,
    pub(crate) net: &'p Plain,
    pub(crate) vpc: usize,
    namespace: usize,
    /// By subnet: the devices that are in it.
    devices: BTreeMap<usize, Vec<String>>,
    /// Devices of interfaces.
    pub(crate) interfaces: BTreeMap<usize, String>,
    /// Devices of attachments by attachment and subnet.
    attachments: BTreeMap<(usize, usize), String>,
    endpoints: BTreeMap<usize, String>,
    /// Devices of Gateway Load Balancers' endpoints.
    pub(crate) inspections: BTreeMap<usize, String>,
    gateway: Option<usize>,
    vpn_gateways: Vec<usize>,
    /// Regional NAT gateways.
    regionals: Vec<usize>,
    /// Rules that end what is routed nowhere, before and behind the ACL of the subnet it leaves.
    pub(crate) before: Vec<String>,
    pub(crate) behind: Vec<String>,
    others: usize,
}

impl<'p> Router<'p> {
    pub(crate) fn new(plan: &'p mut Plan, net: &'p Plain, vpc: usize) -> Self {
        let namespace = plan.add(Namespace::new(format!("router-{}", net.vpcs[vpc].id)));
        plan.places.insert(Place::Service(vpc), namespace);
        Router {
            plan,
            net,
            vpc,
            namespace,
            devices: BTreeMap::new(),
            interfaces: BTreeMap::new(),
            attachments: BTreeMap::new(),
            endpoints: BTreeMap::new(),
            inspections: BTreeMap::new(),
            gateway: None,
            vpn_gateways: Vec::new(),
            regionals: Vec::new(),
            before: Vec::new(),
            behind: Vec::new(),
            others: 0,
        }
    }

    pub(crate) fn here(&mut self) -> &mut Namespace {
        &mut self.plan.namespaces[self.namespace]
    }

    /// An interface with a namespace of its own.
    pub(crate) fn interface(&mut self, item: usize, subnet: usize, namespace: usize) {
        let device = format!("h{item}");
        self.plan.link((self.namespace, &device), (namespace, DEVICE));
        self.devices.entry(subnet).or_default().push(device.clone());
        self.owns(item, subnet, &device);
        // Answers to what a load balancer's node sent on with its client's address come back to it.
        if let Some(again) = known_again(self.net, item) {
            let (mark, table) = (again.mark() | 1, node(item));
            self.here().ip_both(&format!("rule add pref 5 fwmark {mark:#x} lookup {table}"));
            self.here().ip_both(&format!("route add default dev {device} table {table}"));
        }
        self.interfaces.insert(item, device);
    }

    /// An interface that isn't imitated.
    pub(crate) fn stub(&mut self, item: usize, subnet: usize) {
        let interface = &self.net.interfaces[item];
        let device = self.other(Event::not_imitated(format!(
            "{}, an interface of the type {}",
            interface.id,
            interface.kind.as_deref().unwrap_or("interface")
        )));
        self.owns(item, subnet, &device);
        self.interfaces.insert(item, device);
    }

    fn owns(&mut self, item: usize, subnet: usize, device: &str) {
        for block in owned(&self.net.interfaces[item]) {
            for table in [DELIVERY, neighbours(subnet)] {
                self.here().ip(block.family(), format!("route add {block} dev {device} table {table}"));
            }
        }
    }

    /// A device that leads to an event, for what routes send there behind the ACL.
    pub(crate) fn other(&mut self, event: Event) -> String {
        let name = format!("x{}", self.others);
        self.others += 1;
        let device = self.here().sink(&name);
        let drop = self.plan.drop(event);
        self.behind.push(format!("oifname \"{device}\" {drop}"));
        device
    }

    /// The attachments of the VPC, in their subnets.
    pub(crate) fn attachments(&mut self, gateways: &[Transit]) {
        for gateway in gateways {
            for crate::transit::Device { attachment, subnet, name: there } in &gateway.devices {
                let Some(subnet) = subnet.filter(|subnet| self.net.subnets[*subnet].vpc == self.vpc) else { continue };
                let device = format!("a{attachment}-{subnet}");
                self.plan.link((self.namespace, &device), (gateway.namespace, there));
                self.devices.entry(subnet).or_default().push(device.clone());
                self.attachments.insert((*attachment, subnet), device);
            }
        }
    }

    /// The internet gateway of the VPC.
    pub(crate) fn gateway(&mut self, outside: &Outside) {
        let attached = self.net.internet_gateways.iter().position(|gateway| gateway.vpc == Some(self.vpc));
        if let Some(item) = attached {
            self.plan.link((self.namespace, "igw"), (outside.gateways[item], internet::INSIDE));
            self.gateway = Some(item);
        }
        for (item, gateway) in self.net.egress_only_gateways.iter().enumerate() {
            if gateway.vpc == Some(self.vpc) {
                let device = egress_only_device(item);
                self.plan.link((self.namespace, &device), (outside.egress_only[item], internet::INSIDE));
                self.here().ip_both(&format!("rule add pref 200 iif {device} lookup {DELIVERY}"));
            }
        }
    }

    /// A virtual private gateway of the VPC.
    pub(crate) fn vpn_gateway(&mut self, item: usize, namespace: usize) {
        let device = vpn_device(item);
        self.plan.link((self.namespace, &device), (namespace, crate::outside::DEVICE));
        self.vpn_gateways.push(item);
    }

    /// A regional NAT gateway of the VPC: a link for the clients of each zone. What is for its addresses comes by the internet gateway.
    pub(crate) fn regional_nat(&mut self, item: usize, namespace: usize) {
        for zone in 0..regional_nat::zones(self.net, self.vpc).len() {
            self.plan.link((self.namespace, &regional_device(item, zone)), (namespace, &regional_nat::device(zone)));
        }
        let (device, table) = (regional_device(item, 0), to_regional(item));
        self.here().ip(Family::V4, format!("route add default dev {device} table {table}"));
        let regional = self.net.nat_gateways[item].regional.iter();
        for (address, _) in regional.flat_map(|regional| &regional.addresses) {
            self.here().ip(Family::V4, format!("rule add pref 150 iif igw to {address} lookup {table}"));
        }
        self.regionals.push(item);
    }

    /// A gateway endpoint of the VPC.
    pub(crate) fn endpoint(&mut self, item: usize, namespace: usize) {
        let device = format!("p{item}");
        self.plan.link((self.namespace, &device), (namespace, services::ENDPOINT_DEVICE));
        self.endpoints.insert(item, device);
    }

    /// An endpoint of a Gateway Load Balancer, in its subnet: unlike elsewhere the ACL is asked about its neighbours' packets, too.
    pub(crate) fn inspection(&mut self, item: usize, subnet: usize, namespace: usize) {
        let device = format!("w{item}");
        self.plan.link((self.namespace, &device), (namespace, inspection::DEVICE));
        self.devices.entry(subnet).or_default().push(device.clone());
        self.inspections.insert(item, device);
    }

    /// Rules, tables and ACLs, once all devices are known.
    pub(crate) fn finish(mut self) {
        let subnets: Vec<_> =
            (0..self.net.subnets.len()).filter(|item| self.net.subnets[*item].vpc == self.vpc).collect();
        self.services(&subnets);
        for subnet in &subnets {
            self.look_ups(*subnet);
        }
        for item in self.regionals.clone() {
            self.on_from_regional(item);
        }
        self.peering();
        // Local routes throw what they match here; what gateways and endpoints deliver comes here at once.
        self.here().ip_both(&format!("rule add pref 300 lookup {DELIVERY}"));
        let delivering: Vec<_> = self.endpoints.values().cloned().collect();
        for device in delivering {
            self.here().ip_both(&format!("rule add pref 200 iif {device} lookup {DELIVERY}"));
        }
        let of_internet = self.gateway.map(|item| (&self.net.internet_gateways[item].id, "igw".to_owned()));
        let private = self.vpn_gateways.iter().map(|item| (&self.net.vpn_gateways[*item].id, vpn_device(*item)));
        let gates: Vec<_> = of_internet.into_iter().chain(private).enumerate().collect();
        for (number, (id, device)) in gates {
            self.come_in(id, &Gate { of_internet: device == "igw", device, number });
        }
        let nobody = self.here().sink("nobody");
        self.here().ip_both(&format!("route add default dev {nobody} table {DELIVERY} {LAST}"));
        let id = self.net.vpcs[self.vpc].id.clone();
        let drop = self.plan.drop(Event::dropped(&id, "no interface has the address"));
        self.behind.push(format!("oifname \"{nobody}\" {drop}"));
        self.before.push(format!("oifname \"alone\" {drop}"));
        self.filters(&subnets, &id);
    }

    /// What comes in by a gateway: by its route table, if it has one.
    fn come_in(&mut self, id: &String, gate: &Gate) {
        match self.net.tables.iter().position(|table| table.gateways.contains(id)) {
            Some(table) => edge::plan(self, gate, table),
            None => self.here().ip_both(&format!("rule add pref 200 iif {} lookup {DELIVERY}", gate.device)),
        }
    }

    /// Services answer at the router itself.
    fn services(&mut self, subnets: &[usize]) {
        let mut own: Vec<Address> = services::dns(self.net, self.vpc).into_iter().collect();
        own.extend(subnets.iter().filter_map(|subnet| services::router(&self.net.subnets[*subnet].blocks)));
        own.sort_unstable();
        own.dedup();
        let namespace = self.here();
        namespace.ip(Family::V4, format!("rule add pref 10 {SENT} to 169.254.0.0/16 lookup {SERVICES}"));
        namespace.ip(Family::V6, format!("rule add pref 10 {SENT} to fd00:ec2::/32 lookup {SERVICES}"));
        for (text, _) in services::SERVICES {
            let family = if text.contains(':') { Family::V6 } else { Family::V4 };
            namespace.ip(family, format!("route add local {text} dev lo table {SERVICES}"));
        }
        for address in own {
            namespace.ip(Family::V4, format!("route add local {address} dev lo table {OWN_SERVICES}"));
        }
        let rules = services::answering(self.plan, self.net, self.vpc);
        self.here().chain("deliver", Some("filter hook input priority 0"), rules);
    }

    /// What decides where packets of a subnet's devices go: services, neighbours, the route table.
    fn look_ups(&mut self, subnet: usize) {
        let record = &self.net.subnets[subnet];
        let own = [services::dns(self.net, self.vpc), services::router(&record.blocks)];
        for device in self.devices.get(&subnet).cloned().unwrap_or_default() {
            // Only what an interface sends goes to services; what a transit gateway delivers or a NAT gateway passes on doesn't.
            if device.starts_with('h') {
                for address in own.into_iter().flatten() {
                    self.here().ip(
                        Family::V4,
                        format!("rule add pref 20 iif {device} {SENT} to {address} lookup {OWN_SERVICES}"),
                    );
                }
            }
            for block in &record.blocks {
                let table = neighbours(subnet);
                self.here().ip(block.family(), format!("rule add pref 100 iif {device} to {block} lookup {table}"));
            }
            self.here().ip_both(&format!("rule add pref 200 iif {device} lookup {}", routes(subnet)));
        }
        // Among neighbours no ACL is asked, not even for addresses that nobody has.
        let alone = self.here().sink("alone");
        self.here().ip_both(&format!("route add default dev {alone} table {} {LAST}", neighbours(subnet)));
        let table = routes(subnet);
        let Some(of) = record.table else {
            let other = self.other(Event::not_imitated(format!("{}: its route table isn't known", record.id)));
            self.here().ip_both(&format!("route add default dev {other} table {table}"));
            return;
        };
        let of = &self.net.tables[of];
        self.routes(From::Subnet(subnet), of, table);
        self.returns(subnet, of);
        let devices = self.devices.get(&subnet).cloned().unwrap_or_default();
        self.nowhere(of, table, &devices);
    }

    /// What a regional NAT gateway sends: by its own route table.
    fn on_from_regional(&mut self, item: usize) {
        let zones = regional_nat::zones(self.net, self.vpc).len();
        let devices: Vec<_> = (0..zones).map(|zone| regional_device(item, zone)).collect();
        let table = of_regional(item);
        for device in &devices {
            self.here().ip_both(&format!("rule add pref 200 iif {device} lookup {table}"));
        }
        let gateway = &self.net.nat_gateways[item];
        let Some(of) = gateway.regional.as_ref().and_then(|regional| regional.table) else {
            let other = self.other(Event::not_imitated(format!("{}: its route table isn't known", gateway.id)));
            self.here().ip_both(&format!("route add default dev {other} table {table}"));
            return;
        };
        let of = &self.net.tables[of];
        self.routes(From::Regional, of, table);
        self.nowhere(of, table, &devices);
    }

    /// The routes of a table.
    fn routes(&mut self, from: From, of: &RouteTable, table: usize) {
        for route in &of.routes {
            match route {
                Some(route) => self.route(from, of, table, route),
                None => {
                    let other = self.other(Event::not_imitated(format!("a route of {} couldn't be read", of.id)));
                    self.here().ip_both(&format!("route replace default dev {other} table {table} metric 1"));
                }
            }
        }
    }

    /// What no route of a table leads to, or one that drops, for what comes by some devices.
    fn nowhere(&mut self, of: &RouteTable, table: usize, devices: &[String]) {
        let none = self.here().sink("none");
        self.here().ip_both(&format!("route add default dev {none} table {table} {LAST}"));
        let hole = self.here().sink("hole");
        for (sink, why) in [(none, "no route leads there"), (hole, "blackhole")] {
            let drop = self.plan.drop(Event::dropped(&of.id, why));
            self.before.extend(devices.iter().map(|device| format!("iifname \"{device}\" oifname \"{sink}\" {drop}")));
        }
    }

    fn route(&mut self, from: From, table_of: &RouteTable, table: usize, route: &Route) {
        let Some(blocks) = &route.blocks else {
            let other = self.other(Event::not_imitated("a route to a prefix list that wasn't read".to_owned()));
            self.here().ip_both(&format!("route replace default dev {other} table {table} metric 1"));
            return;
        };
        let way = self.way(from, route);
        let metric = match route.origin {
            RouteOrigin::Propagated | RouteOrigin::Advertised => 30,
            RouteOrigin::Written if route.by_list => 20,
            RouteOrigin::Written => 10,
        };
        for block in blocks {
            let local = self.net.vpcs[self.vpc].blocks.iter().any(|of_vpc| covers(*of_vpc, *block));
            if route.origin == RouteOrigin::Propagated && local && has_local(table_of, *block) {
                continue; // The local route wins, however long the prefix is.
            }
            let part = local && !self.net.vpcs[self.vpc].blocks.contains(block);
            let dynamic = route.origin != RouteOrigin::Written;
            let way = if part && (route.by_list || dynamic) {
                let whose = if dynamic { "dynamic route" } else { "prefix list" };
                let what = format!("a {whose}'s {block}, a part of the VPC");
                format!("dev {}", self.other(Event::not_imitated(what)))
            } else {
                way.clone()
            };
            let suffix = format!(" table {table} metric {metric}");
            let (throw, rest) = match way.strip_prefix("throw") {
                Some(_) => ("throw ", String::new()),
                None => ("", format!(" {way}")),
            };
            let namespace = self.here();
            let lines = if block.family() == Family::V4 { &namespace.ip } else { &namespace.ip6 };
            let same = |line: &String| line.contains(&format!(" {block} ")) && line.ends_with(&suffix);
            if !lines.iter().any(same) {
                namespace.ip(block.family(), format!("route add {throw}{block}{rest}{suffix}"));
            }
        }
    }

    /// Where a route leads: `throw`, or a device.
    fn way(&mut self, from: From, route: &Route) -> String {
        let to = |device: &str| format!("dev {device}");
        match route.state.as_deref() {
            None => {}
            Some("blackhole") => return to(&self.here().sink("hole")),
            Some(state) => {
                let other = self.other(Event::not_imitated(format!("a route in the state {state}")));
                return to(&other);
            }
        }
        let net = self.net;
        let subnet = match (from, &route.target) {
            (From::Subnet(subnet), _) => subnet,
            (From::Regional, Target::Local | Target::Interface(_) | Target::InternetGateway(_)) => 0,
            (From::Regional, _) => {
                let other = self.other(Event::not_imitated("where a regional NAT gateway sends on to".to_owned()));
                return to(&other);
            }
        };
        let event = match &route.target {
            Target::Local => return "throw".to_owned(),
            Target::Interface(item) => match self.interfaces.get(item) {
                Some(device) => return to(device),
                None => Event::not_imitated(format!("{}, outside the VPC", net.interfaces[*item].id)),
            },
            Target::NatGateway(item) if net.nat_gateways[*item].regional.is_some() => {
                if self.regionals.contains(item) {
                    return to(&regional_device(*item, regional_nat::zone_of(net, subnet)));
                }
                Event::not_imitated(format!("{}, outside the VPC", net.nat_gateways[*item].id))
            }
            Target::NatGateway(item) => {
                match net.nat_gateways[*item].interface.and_then(|item| self.interfaces.get(&item)) {
                    Some(device) => return to(device),
                    None => Event::not_imitated(format!("the interface of {}", net.nat_gateways[*item].id)),
                }
            }
            Target::EgressOnlyGateway(item) => {
                let gateway = &net.egress_only_gateways[*item];
                match gateway.vpc {
                    Some(vpc) if vpc == self.vpc => return to(&egress_only_device(*item)),
                    Some(_) => Event::dropped(&gateway.id, "the source isn't a public address of its VPC's interfaces"),
                    None => Event::dropped(&gateway.id, "it isn't attached"),
                }
            }
            Target::InternetGateway(item) if self.gateway == Some(*item) => return to("igw"),
            Target::InternetGateway(item) => Event::dropped(&net.internet_gateways[*item].id, "it isn't attached"),
            Target::Endpoint(item) => match self.endpoints.get(item).or_else(|| self.inspections.get(item)) {
                Some(device) => return to(device),
                None => Event::not_imitated(net.endpoints[*item].id.clone()),
            },
            Target::VpnGateway(item) if net.vpn_gateways[*item].vpc == Some(self.vpc) => return to(&vpn_device(*item)),
            Target::VpnGateway(item) => Event::dropped(&net.vpn_gateways[*item].id, "it isn't attached"),
            Target::Peering(item) => match self.toward_peer(*item) {
                Ok(device) => return to(&device),
                Err(event) => event,
            },
            Target::TransitGateway(item) => match self.toward_transit(subnet, *item) {
                Ok(device) => return to(&device),
                Err(event) => event,
            },
            Target::Other(id) => Event::not_imitated(id.clone()),
        };
        let other = self.other(event);
        to(&other)
    }

    /// The device to the VPC at a peering connection's far end.
    fn toward_peer(&self, item: usize) -> Result<String, Event> {
        let peering = &self.net.peerings[item];
        if !peering.vpcs.contains(&Some(self.vpc)) {
            return Err(Event::dropped(&peering.id, "the VPC isn't a side of it"));
        }
        if peering.status.as_deref().is_some_and(|status| status != "active") {
            return Err(Event::dropped(&peering.id, "it isn't active"));
        }
        match peering.vpcs {
            [Some(_), Some(_)] => Ok(peer_device(item)),
            _ => Err(Event::not_imitated(format!("the far VPC of {}", peering.id))),
        }
    }

    /// The VPC's active peering connections: number, far VPC, and its blocks.
    fn peers(&self) -> Vec<(usize, usize, Vec<Cidr>)> {
        let net = self.net;
        let of = |(item, peering): (usize, &packetwalk_aws::plain::Peering)| {
            self.toward_peer(item).ok()?;
            let side = usize::from(peering.vpcs[0] == Some(self.vpc));
            let far = peering.vpcs[side]?;
            Some((item, far, [peering.blocks[side].clone(), net.vpcs[far].blocks.clone()].concat()))
        };
        net.peerings.iter().enumerate().filter_map(of).collect()
    }

    /// Peering: a link to each peer's router. Only what is to or from the far VPC's addresses passes, what arrives is delivered
    /// and goes no further, and references are lost between Regions.
    fn peering(&mut self) {
        for (item, far, blocks) in self.peers() {
            let device = peer_device(item);
            self.here().ip_both(&format!("rule add pref 200 iif {device} lookup {DELIVERY}"));
            let stray = self.plan.drop(Event::dropped(&self.net.peerings[item].id, "neither end is the far VPC's"));
            let ends = [End::Source, End::Destination].into_iter();
            let mut rules: Vec<_> = ends
                .flat_map(|end| blocks.iter().map(move |block| format!("{} return", filter::address(end, *block))))
                .collect();
            rules.push(stray);
            let chain = format!("carried{item}");
            self.here().chain(chain.clone(), None, rules);
            self.behind.push(format!("oifname \"{device}\" jump {chain}"));
            if !self.net.peerings[item].in_one_region {
                self.behind.extend(forget_sender().into_iter().map(|forget| format!("oifname \"{device}\" {forget}")));
            }
            // One end of the link is made by the router that is planned later.
            let routers = [self.vpc, far].map(|vpc| self.plan.places.get(&Place::Service(vpc)).copied());
            if let [Some(here), Some(there)] = routers
                && !self.plan.links.iter().any(|link| link.ends.contains(&(here, device.clone())))
            {
                self.plan.link((here, &device), (there, &device));
            }
        }
    }

    /// What a peer's NAT gateway sent finds back to it where no route of the subnet leads. Where one leads elsewhere, nobody says which it is.
    fn returns(&mut self, subnet: usize, of: &RouteTable) {
        let routes_to = |address: Address| {
            let routes = of.routes.iter().flatten();
            let blocks =
                routes.flat_map(|route| route.blocks.iter().flatten().map(move |block| (block, &route.target)));
            let there: Vec<_> = blocks.filter(|(block, _)| block.contains(address)).collect();
            let longest = there.iter().map(|(block, _)| block.length()).max();
            there.into_iter().filter(move |(block, _)| Some(block.length()) == longest).map(|(_, target)| target)
        };
        let own = &self.net.vpcs[self.vpc].blocks;
        for (item, far, _) in self.peers() {
            for gateway in &self.net.nat_gateways {
                let subnet_of = gateway.interface.and_then(|item| self.net.interfaces[item].subnet);
                if subnet_of.map(|subnet| self.net.subnets[subnet].vpc) != Some(far) {
                    continue;
                }
                for address in gateway.addresses.iter().copied() {
                    let routed = routes_to(address).next().is_some();
                    let elsewhere = routes_to(address).any(|target| *target != Target::Peering(item));
                    let (device, table) = match (routed, elsewhere) {
                        (_, true) if !own.iter().any(|block| block.contains(address)) => {
                            let event =
                                Event::not_imitated("a route, or the way back to a peer's NAT gateway".to_owned());
                            (self.other(event), routes(subnet))
                        }
                        (false, _) => (peer_device(item), routes(subnet)),
                        (true, _) => continue,
                    };
                    self.here().ip(Family::V4, format!("route replace {address} dev {device} table {table} metric 40"));
                }
            }
        }
    }

    /// The attachment's device in the sender's zone.
    fn toward_transit(&self, subnet: usize, gateway: usize) -> Result<String, Event> {
        let net = self.net;
        let id = &net.transit_gateways[gateway].id;
        if net.transit_gateways[gateway]
            .state
            .as_deref()
            .is_some_and(|state| !matches!(state, "available" | "modifying"))
        {
            return Err(Event::dropped(id, "it isn't available"));
        }
        let of = |attachment: &Attachment| attachment.gateway == Some(gateway) && attachment.vpc == Some(self.vpc);
        let Some(number) = net.attachments.iter().position(of) else {
            return Err(Event::dropped(id, "the VPC isn't attached to it"));
        };
        let Some(subnets) = &net.attachments[number].subnets else {
            return Err(Event::not_imitated(format!("the subnets of {}", net.attachments[number].id)));
        };
        let zone = net.subnets[subnet].zone.as_deref();
        let there = subnets.iter().find(|there| net.subnets[**there].zone.as_deref() == zone);
        let device = there.and_then(|there| self.attachments.get(&(number, *there)));
        device.cloned().ok_or_else(|| Event::dropped(id, "no attachment in the sender's zone"))
    }

    /// Network ACLs at the borders of subnets, and the ends of what is routed nowhere.
    fn filters(&mut self, subnets: &[usize], id: &str) {
        let mut arrive = loops(self.plan, id);
        arrive.extend([Family::V4, Family::V6].map(|family| format!("{} meta mark set 1", sender_lost(family))));
        for item in balancer::nodes(self.net) {
            let Some(again) = known_again(self.net, item) else { continue };
            let (dscp, mark) = (again.answers(), again.mark() | 1);
            arrive.extend(
                [Family::V4, Family::V6].map(|family| format!("{} dscp {dscp} meta mark set {mark:#x}", word(family))),
            );
        }
        let mut forward = std::mem::take(&mut self.before);
        let (mut leave, mut enter) = (Vec::new(), Vec::new());
        for subnet in subnets {
            let devices: Vec<_> =
                self.devices.get(subnet).into_iter().flatten().map(|name| format!("\"{name}\"")).collect();
            if devices.is_empty() {
                continue;
            }
            let [out, into] = [End::Destination, End::Source].map(|end| self.acl(*subnet, end));
            // Inside a subnet no ACL is asked, except of what goes to a transit gateway's interface there …
            let hosts: Vec<_> = devices.iter().filter(|device| device.starts_with("\"h")).cloned().collect();
            let inside = (!hosts.is_empty()).then(|| format!("oifname {{ {} }}", hosts.join(", ")));
            let chain = format!("leave{subnet}");
            let mut rules = Vec::new();
            if let Some(inside) = inside {
                // … and, on the way out, of what a Classic Load Balancer sends to an instance.
                rules.push(format!("{inside} ip dscp {BY_CLASSIC} jump {out}"));
                rules.push(format!("ip dscp {BY_CLASSIC} ip dscp set 0"));
                rules.push(format!("{inside} accept"));
            }
            rules.push(format!("jump {out}"));
            self.here().chain(chain.clone(), None, rules);
            leave.extend(devices.iter().map(|device| format!("iifname {device} jump {chain}")));
            enter.extend(devices.iter().map(|device| format!("oifname {device} jump {into}")));
        }
        forward.extend(leave);
        let kept = not_with_clients_address(self.plan, id);
        forward.append(&mut self.behind);
        forward.extend(kept.into_iter().map(|rule| format!("oifname != \"h*\" oifname != \"w*\" {rule}")));
        forward.extend(enter);
        self.here().chain("arrive", Some("filter hook prerouting priority -150"), arrive);
        self.here().chain("forward", Some("filter hook forward priority 0"), forward);
    }

    /// The chain of a subnet's ACL in one direction.
    fn acl(&mut self, subnet: usize, end: End) -> String {
        let (word, record) = (if end == End::Source { "in" } else { "out" }, &self.net.subnets[subnet]);
        let (name, rules) = match record.acl {
            Some(item) => (format!("acl{item}_{word}"), entries(self.plan, &self.net.acls[item], end)),
            None => {
                let drop = self.plan.drop(Event::not_imitated(format!("{}: its network ACL isn't known", record.id)));
                (format!("acl_of{subnet}_{word}"), vec![drop])
            }
        };
        if !self.here().chains.iter().any(|chain| chain.name == name) {
            self.here().chain(name.clone(), None, rules);
        }
        name
    }
}

/// The entries of an ACL in order: the first that matches decides, and then everything is denied.
fn entries(plan: &mut Plan, acl: &Acl, end: End) -> Vec<String> {
    let mut rules = Vec::new();
    let denied = |rule: String| Event::Dropped { by: acl.id.clone(), rule: Some(rule), why: "a rule denies it" };
    for entry in if end == End::Source { &acl.inbound } else { &acl.outbound } {
        let Some(entry) = entry else {
            rules.push(plan.drop(Event::not_imitated(format!("an entry of {} couldn't be read", acl.id))));
            continue;
        };
        let Some(traffic) = filter::traffic(entry.traffic) else { continue };
        let matched = format!("{traffic}{}", filter::address(end, entry.block));
        let number = if entry.number > 32766 { "*".to_owned() } else { entry.number.to_string() };
        let verdict = if entry.allow { "return".to_owned() } else { plan.drop(denied(number)) };
        rules.push(format!("{matched} {verdict}"));
    }
    rules.push(plan.drop(denied("*".to_owned())));
    rules
}

/// Whose packets a route table routes.
#[derive(Clone, Copy, Debug)]
enum From {
    Subnet(usize),
    /// A regional NAT gateway's.
    Regional,
}

fn regional_device(item: usize, zone: usize) -> String {
    format!("n{item}-{zone}")
}

fn vpn_device(item: usize) -> String {
    format!("v{item}")
}

fn egress_only_device(item: usize) -> String {
    format!("o{item}")
}

fn peer_device(item: usize) -> String {
    format!("q{item}")
}

/// The table of a subnet's neighbours.
const fn neighbours(subnet: usize) -> usize {
    200_000 + subnet
}

/// The table of answers to a load balancer's node.
const fn node(item: usize) -> usize {
    300_000 + item
}

/// The table of a regional NAT gateway's routes.
const fn of_regional(item: usize) -> usize {
    400_000 + item
}

/// The table of what is for a regional NAT gateway.
const fn to_regional(item: usize) -> usize {
    500_000 + item
}

/// The table of a subnet's routes.
const fn routes(subnet: usize) -> usize {
    100_000 + subnet
}

/// Whether a table's own local route leads to a block: one whose target was replaced is a route as any other.
fn has_local(table: &RouteTable, block: Cidr) -> bool {
    let local = table.routes.iter().flatten().filter(|route| route.target == Target::Local);
    local.flat_map(|route| route.blocks.iter().flatten()).any(|of| covers(*of, block))
}

fn covers(outer: Cidr, inner: Cidr) -> bool {
    outer.family() == inner.family() && outer.first() <= inner.first() && inner.last() <= outer.last()
}
