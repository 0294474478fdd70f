//! Route tables: all routes are compared, and the best one leads on.

use crate::walker::{Fate, Walker, Wire};
use packetwalk_aws::plain::{Plain, Route, RouteOrigin, Target};
use packetwalk_space::{Address, Cidr};

pub(crate) fn in_vpc(net: &Plain, vpc: usize, address: Address) -> bool {
    net.vpcs[vpc].blocks.iter().any(|block| block.contains(address))
}

/// The higher, the better: a longer prefix, then what was written by hand, then a prefix list, then what was propagated.
fn rank(block: Cidr, route: &Route) -> (u8, u8) {
    let source = match (route.origin, route.by_list) {
        (RouteOrigin::Propagated | RouteOrigin::Advertised, _) => 0,
        (RouteOrigin::Written, true) => 1,
        (RouteOrigin::Written, false) => 2,
    };
    (block.length(), source)
}

impl Walker<'_> {
    /// The target of the route by which a packet leaves a subnet.
    pub(crate) fn target(&self, subnet: usize, wire: Wire) -> Result<Target, Fate> {
        let record = &self.net.subnets[subnet];
        let destination: Address = wire.packet.destination.into();
        let Some(table) = record.table else {
            return Err(wire.lost(format!("the route table of {}", record.id)));
        };
        let of_peer =
            self.peer_with_nat(record.vpc, destination).filter(|_| !in_vpc(self.net, record.vpc, destination));
        match (self.best(table, record.vpc, destination, wire), of_peer) {
            (Ok(Some(Target::Peering(item))), Some(peering)) if item == peering => Ok(Target::Peering(item)),
            (Ok(Some(_)) | Err(_), Some(_)) => Err(wire.lost("a route, or the way back to a peer's NAT gateway")),
            // What a peer's NAT gateway sent finds back to it without a route.
            (Ok(None), Some(peering)) => Ok(Target::Peering(peering)),
            (Ok(Some(target)), None) => Ok(target),
            (Ok(None), None) => Err(wire.dropped(&self.net.tables[table].id, "no route leads there")),
            (Err(fate), None) => Err(fate),
        }
    }

    /// The target of the route of a gateway's table by which packets to an address come into a VPC.
    pub(crate) fn route_in(&self, table: usize, vpc: usize, address: Address, wire: Wire) -> Result<Target, Fate> {
        let none = || wire.dropped(&self.net.tables[table].id, "no route leads there");
        self.best(table, vpc, address, wire)?.ok_or_else(none)
    }

    /// The target of the best route of a VPC's table to an address.
    fn best(&self, table: usize, vpc: usize, destination: Address, wire: Wire) -> Result<Option<Target>, Fate> {
        let table = &self.net.tables[table];
        let inside = in_vpc(self.net, vpc, destination);
        let mut known = table.routes.iter().flatten();
        let leads = |route: &Route| route.blocks.iter().flatten().any(|block| block.contains(destination));
        let local = inside && known.any(|route| route.target == Target::Local && leads(route));
        let mut best: Option<((u8, u8), Cidr, &Route)> = None;
        let mut tie = false;
        for route in &table.routes {
            let Some(route) = route else { return Err(wire.lost(format!("a route of {}", table.id))) };
            let Some(blocks) = &route.blocks else { return Err(wire.lost(format!("a prefix list of {}", table.id))) };
            for block in blocks {
                // Inside the VPC its local route wins over what was propagated, however long the prefix is.
                if !block.contains(destination) || route.origin == RouteOrigin::Propagated && local {
                    continue;
                }
                let rank = rank(*block, route);
                match best {
                    Some((known, ..)) if known > rank => {}
                    Some((known, _, before)) if known == rank => tie |= before.target != route.target,
                    _ => (best, tie) = (Some((rank, *block, route)), false),
                }
            }
        }
        let Some((_, block, route)) = best else { return Ok(None) };
        if tie {
            return Err(wire.lost("two routes of one rank"));
        }
        let blocks = &self.net.vpcs[vpc].blocks;
        let part = !blocks.contains(&block) && blocks.iter().any(|of_vpc| of_vpc.covers(block));
        if route.origin != RouteOrigin::Written && part {
            return Err(wire.lost(format!("a dynamic route's {block}, a part of the VPC")));
        }
        if route.by_list && !blocks.contains(&block) && blocks.iter().any(|of_vpc| of_vpc.covers(block)) {
            return Err(wire.lost(format!("a prefix list's {block}, a part of the VPC")));
        }
        match route.state.as_deref() {
            None => Ok(Some(route.target.clone())),
            Some("blackhole") => Err(wire.dropped(&table.id, "blackhole")),
            Some(state) => Err(wire.lost(format!("a route in the state {state}"))),
        }
    }
}
