//! VPC peering connections.

use crate::filters::Way;
use crate::routes::in_vpc;
use crate::walker::{Walked, Walker, Wire};
use packetwalk_space::Address;

impl Walker<'_> {
    /// Out of a subnet by a peering connection, to an interface of the far VPC and nowhere else.
    pub(crate) fn by_peering(&mut self, subnet: usize, item: usize, wire: Wire) -> Walked {
        self.acl(subnet, Way::Out, wire)?;
        let (peering, near) = (&self.net.peerings[item], Some(self.net.subnets[subnet].vpc));
        if !peering.vpcs.contains(&near) {
            return Err(wire.dropped(&peering.id, "the VPC isn't a side of it"));
        }
        if peering.status.as_deref().is_some_and(|status| status != "active") {
            return Err(wire.dropped(&peering.id, "it isn't active"));
        }
        self.hop(&peering.id, wire)?;
        let side = usize::from(peering.vpcs[0] == near);
        let Some(far) = peering.vpcs[side] else { return Err(wire.lost("a peer that isn't in the snapshot")) };
        let ends = [wire.packet.source, wire.packet.destination].map(Address::from);
        let of_far = |address: &Address| {
            in_vpc(self.net, far, *address) || peering.blocks[side].iter().any(|block| block.contains(*address))
        };
        if !ends.iter().any(of_far) {
            return Err(wire.dropped(&peering.id, "neither end is the far VPC's"));
        }
        let sender = wire.sender.filter(|_| peering.in_one_region);
        self.comes_in(far, Wire { sender, ..wire })
    }

    /// Whether two VPCs of one Region have an active peering connection.
    pub(crate) fn are_peers(&self, one: Option<usize>, other: Option<usize>) -> bool {
        self.net.peerings.iter().any(|peering| {
            let active = peering.status.as_deref().is_none_or(|status| status == "active");
            active && peering.in_one_region && peering.vpcs.contains(&one) && peering.vpcs.contains(&other)
        })
    }

    /// A peering connection to the VPC in which a NAT gateway has this address.
    pub(crate) fn peer_with_nat(&self, vpc: usize, address: Address) -> Option<usize> {
        let far = self.net.nat_gateways.iter().find_map(|gateway| {
            let subnet = self.net.interfaces[gateway.interface?].subnet?;
            gateway.addresses.contains(&address).then(|| self.net.subnets[subnet].vpc)
        })?;
        self.net.peerings.iter().position(|peering| {
            let active = peering.status.as_deref().is_none_or(|status| status == "active");
            active && peering.vpcs.contains(&Some(vpc)) && peering.vpcs.contains(&Some(far)) && vpc != far
        })
    }
}
