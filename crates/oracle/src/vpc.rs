//! Inside a VPC: interfaces, subnets, and the ways between them.

use crate::filters::{Way, owns};
use crate::walker::{Fate, Walked, Walker, Wire};
use packetwalk_aws::plain::{Interface, Target};
use packetwalk_lab::Place;
use packetwalk_space::{Address, Cidr, Family};

/// Amazon's services that are the same in every VPC, and the protocols and ports on which they answer.
const SERVICES: &[(&str, &[(u8, u16)])] = &[
    ("169.254.169.253", DNS),
    ("169.254.169.254", &[(6, 80)]),
    ("169.254.169.123", &[(17, 123)]),
    ("169.254.170.2", &[(6, 80)]),
    ("169.254.169.250", &[(6, 1688)]),
    ("169.254.169.251", &[(6, 1688)]),
    ("fd00:ec2::253", DNS),
    ("fd00:ec2::254", &[(6, 80)]),
    ("fd00:ec2::123", &[(17, 123)]),
];
const DNS: &[(u8, u16)] = &[(6, 53), (17, 53)];

/// VPC Lattice's.
const LATTICE: &str = "169.254.171.0/24";

/// What no route leads to.
const NEVER_ROUTED: &[&str] = &["169.254.168.0/22", "fd00:ec2::/32"];

/// Whether a state is one of those wanted; one that isn't printed is.
pub(crate) fn is(state: Option<&str>, wanted: &[&str]) -> bool {
    state.is_none_or(|state| wanted.contains(&state))
}

fn is_host(interface: &Interface) -> bool {
    let described = interface.description.as_deref().unwrap_or_default();
    match interface.kind.as_deref() {
        None => !described.starts_with("ELB ") && !described.starts_with("VPC Endpoint Interface"),
        Some(kind) => matches!(kind, "efa" | "branch" | "trunk"),
    }
}

/// The address so many above the base of the first IPv4 block.
fn at(blocks: &[Cidr], above: u128) -> Option<Address> {
    let first = blocks.iter().find(|block| block.family() == Family::V4)?;
    Some(Address::from_number(first.first().number() + above))
}

impl Walker<'_> {
    /// An interface sends a packet of its own.
    pub(crate) fn sends(&mut self, item: usize, wire: Wire) -> Walked {
        let interface = &self.net.interfaces[item];
        self.is_up(item, wire)?;
        if self.back {
            // What answers a load balancer's node goes back to it.
            let passes = self.groups(item, Way::Out, wire);
            if let (Ok(()), Some(walked)) = (passes, self.handed_back(item, wire)) {
                return walked;
            }
        }
        if interface.source_dest_check && !owns(interface, wire.packet.source.into()) {
            return Err(wire.dropped(&interface.id, "the source/destination check is on"));
        }
        let Some(subnet) = interface.subnet else { return Err(wire.lost("an interface without a subnet")) };
        let (destination, vpc) = (Address::from(wire.packet.destination), self.net.subnets[subnet].vpc);
        let of_all = SERVICES.iter().find(|(text, _)| text.parse() == Ok(destination)).map(|(_, ports)| *ports);
        let above = |blocks: &[Cidr], by| at(blocks, by) == Some(destination);
        let of_vpc = above(&self.net.vpcs[vpc].blocks, 2).then_some(DNS);
        if let Some(ports) = of_all.or(of_vpc) {
            return if ports.contains(&(wire.packet.protocol, wire.packet.second)) {
                Ok(wire.delivered(Place::Service(vpc)))
            } else {
                Err(wire.dropped("a service", "it answers on other ports"))
            };
        }
        if above(&self.net.subnets[subnet].blocks, 1) {
            return Err(wire.lost("what a VPC's router answers"));
        }
        if Cidr::parse(LATTICE).is_ok_and(|block| block.contains(destination)) {
            return Err(wire.lost("VPC Lattice"));
        }
        let inside = |text: &&str| Cidr::parse(text).is_ok_and(|block| block.contains(destination));
        if NEVER_ROUTED.iter().any(inside) {
            return Err(wire.dropped(&interface.id, "no service answers there"));
        }
        self.groups(item, Way::Out, wire)?;
        self.leaves(subnet, wire)
    }

    /// Amazon's services answer whoever asked, and no filter looks at it.
    pub(crate) fn service_answers(&mut self, vpc: usize, wire: Wire) -> Walked {
        match self.owner(vpc, wire.packet.destination.into()) {
            Some(item) => Ok(wire.delivered(Place::Interface(item))),
            None => Err(wire.lost("a service's answer to nobody")),
        }
    }

    /// Who has an address in a VPC: rather an interface with that very address than one with a prefix around it.
    pub(crate) fn owner(&self, vpc: usize, address: Address) -> Option<usize> {
        let here = |interface: &Interface| interface.subnet.is_some_and(|subnet| self.net.subnets[subnet].vpc == vpc);
        let very = |interface: &Interface| interface.addresses.iter().any(|(private, _)| *private == address);
        let all = || self.net.interfaces.iter();
        all()
            .position(|interface| here(interface) && very(interface))
            .or_else(|| all().position(|interface| here(interface) && owns(interface, address)))
    }

    /// Whether an interface and all that it is in are in use.
    pub(crate) fn is_up(&self, item: usize, wire: Wire) -> Result<(), Fate> {
        let interface = &self.net.interfaces[item];
        let usable: &[&str] = if interface.requested { &["in-use", "associated"] } else { &["in-use"] };
        if !is(interface.status.as_deref(), usable) || !is(interface.attachment.as_deref(), &["attached"]) {
            return Err(wire.dropped(&interface.id, "the interface isn't in use"));
        }
        if !is(interface.instance_state.as_deref(), &["running"]) {
            return Err(wire.dropped(&interface.id, "the instance isn't running"));
        }
        let Some(subnet) = interface.subnet.map(|subnet| &self.net.subnets[subnet]) else { return Ok(()) };
        let vpc = &self.net.vpcs[subnet.vpc];
        if !is(subnet.state.as_deref(), &["available"]) || !is(vpc.state.as_deref(), &["available"]) {
            return Err(wire.dropped(&interface.id, "the subnet isn't available"));
        }
        Ok(())
    }

    /// A packet leaves something in a subnet: to a neighbour, or by the route table.
    pub(crate) fn leaves(&mut self, subnet: usize, wire: Wire) -> Walked {
        let (record, destination) = (&self.net.subnets[subnet], Address::from(wire.packet.destination));
        let vpc = record.vpc;
        let nobody = || Err(wire.dropped(&self.net.vpcs[vpc].id, "no interface has the address"));
        if record.blocks.iter().any(|block| block.contains(destination)) {
            let owner = self.owner(vpc, destination);
            return match owner.filter(|item| self.net.interfaces[*item].subnet == Some(subnet)) {
                Some(item) => self.enters(item, wire),
                None => nobody(),
            };
        }
        match self.target(subnet, wire)? {
            Target::Local => match self.owner(vpc, destination) {
                Some(item) => {
                    let there = self.net.interfaces[item].subnet.unwrap_or(subnet);
                    self.cross(subnet, there, wire)?;
                    self.enters(item, wire)
                }
                None => nobody(),
            },
            Target::Interface(item) => self.by_interface(subnet, item, wire),
            Target::NatGateway(gateway) if self.net.nat_gateways[gateway].regional.is_some() => {
                self.at_regional(subnet, gateway, wire)
            }
            Target::NatGateway(gateway) => match self.net.nat_gateways[gateway].interface {
                Some(item) => self.by_interface(subnet, item, wire),
                None => Err(wire.lost("a NAT gateway without an interface")),
            },
            Target::InternetGateway(gateway) => {
                self.acl(subnet, Way::Out, wire)?;
                self.symmetric(&self.net.internet_gateways[gateway].id, vpc, wire)?;
                self.out_by_gateway(gateway, vpc, wire)
            }
            Target::Endpoint(endpoint) => {
                self.acl(subnet, Way::Out, wire)?;
                self.at_endpoint(endpoint, wire)
            }
            Target::VpnGateway(item) => self.out_by_vpn_gateway(subnet, item, wire),
            Target::EgressOnlyGateway(gateway) => {
                self.acl(subnet, Way::Out, wire)?;
                self.out_by_egress_only(gateway, vpc, wire)
            }
            Target::Peering(item) => self.by_peering(subnet, item, wire),
            Target::TransitGateway(gateway) => self.transit(subnet, gateway, wire),
            Target::Other(id) => Err(wire.lost(id)),
        }
    }

    fn by_interface(&mut self, subnet: usize, item: usize, wire: Wire) -> Walked {
        let there = self.net.interfaces[item].subnet;
        match there.filter(|there| self.net.subnets[*there].vpc == self.net.subnets[subnet].vpc) {
            Some(there) => {
                self.cross_by_route(subnet, there, wire)?;
                self.enters(item, wire)
            }
            None => Err(wire.lost("a route to an interface elsewhere")),
        }
    }

    /// A packet comes to an interface, past the ACLs.
    pub(crate) fn enters(&mut self, item: usize, wire: Wire) -> Walked {
        let interface = &self.net.interfaces[item];
        self.hop(&interface.id, wire)?;
        self.groups(item, Way::In, wire)?;
        let own = owns(interface, wire.packet.destination.into());
        if !own && interface.source_dest_check {
            return Err(wire.dropped(&interface.id, "the source/destination check is on"));
        }
        self.is_up(item, wire)?;
        if let Some(gateway) = interface.nat_gateway {
            return self.translate(gateway, item, wire);
        }
        if interface.balancer.is_some() {
            return self.at_node(item, wire);
        }
        if let Some(endpoint) = interface.endpoint {
            return self.at_interface_endpoint(item, endpoint, wire);
        }
        if !is_host(interface) {
            return Err(wire.lost(format!("{}, which is a service's", interface.id)));
        }
        if own {
            return Ok(wire.delivered(Place::Interface(item)));
        }
        // An appliance passes on what isn't for it, and who sent it is lost.
        let wire = Wire { sender: None, passed_on: true, inspected: false, ..wire };
        self.groups(item, Way::Out, wire)?;
        match interface.subnet {
            Some(subnet) => self.leaves(subnet, wire),
            None => Err(wire.lost("an interface without a subnet")),
        }
    }

    /// From a gateway of the VPC to whoever has the address.
    pub(crate) fn comes_in(&mut self, vpc: usize, wire: Wire) -> Walked {
        let Some(item) = self.owner(vpc, wire.packet.destination.into()) else {
            return Err(wire.dropped(&self.net.vpcs[vpc].id, "no interface has the address"));
        };
        if let Some(subnet) = self.net.interfaces[item].subnet {
            self.acl(subnet, Way::In, wire)?;
        }
        self.enters(item, wire)
    }
}
