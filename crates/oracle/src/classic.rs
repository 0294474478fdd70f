//! Classic Load Balancers: one registered instance after another.

use crate::filters::Way;
use crate::walker::{Fate, Walked, Walker, Wire};
use packetwalk_aws::plain::{Balancer, ClassicInstance};
use packetwalk_space::{Address, Family};

impl Walker<'_> {
    /// On to an instance, with the node's own address.
    pub(crate) fn sends_to_instance(
        &mut self,
        node: usize,
        balancer: &Balancer,
        port: Option<u16>,
        wire: Wire,
    ) -> Walked {
        let all = self.in_service(node, balancer, wire)?;
        let Some(port) = port else { return Err(wire.lost("an instance's port")) };
        let address = all[self.choose(all.len())];
        let packet = self.opens(node, (address, port), false, wire)?;
        let wire = Wire { packet, sender: Some(node), passed_on: false, inspected: false };
        self.groups(node, Way::Out, wire)?;
        let Some(subnet) = self.net.interfaces[node].subnet else { return Err(wire.lost("a node without a subnet")) };
        // Even inside its subnet the ACL is asked; whether about what comes in there, too, AWS doesn't say.
        if self.net.subnets[subnet].blocks.iter().any(|block| block.contains(packet.destination.into())) {
            self.acl(subnet, Way::Out, wire)?;
            self.acl(subnet, Way::In, wire).map_err(|_| wire.lost("an ACL inside a subnet"))?;
        }
        self.leaves(subnet, wire)
    }

    /// The addresses of the instances that a node may choose.
    fn in_service(&self, node: usize, balancer: &Balancer, wire: Wire) -> Result<Vec<Address>, Fate> {
        let Some(classic) = &balancer.classic else { return Err(wire.lost("instances of no Classic Load Balancer")) };
        if classic.instances.is_empty() {
            return Err(wire.dropped(&balancer.id, "no instance is registered"));
        }
        let v4 = |instance: &ClassicInstance| {
            let own = self.net.interfaces[*instance.interfaces.first()?].addresses.iter();
            own.map(|(own, _)| *own).find(|own| own.family() == Family::V4)
        };
        let (mut in_zones, mut near, mut far) = (false, Vec::new(), Vec::new());
        for instance in &classic.instances {
            let zone = instance.interfaces.first().and_then(|first| self.zone_of(*first));
            let Some(zone) = zone.filter(|_| v4(instance).is_some()) else {
                return Err(wire.lost("an instance that isn't in the snapshot"));
            };
            if classic.zones.contains(zone) {
                in_zones = true;
                if self.zone_of(node) == Some(zone) { near.push(instance) } else { far.push(instance) }
            }
        }
        if !in_zones {
            return Err(wire.dropped(&balancer.id, "no instance in a zone that is enabled"));
        }
        match classic.cross_zone {
            Some(false) if near.is_empty() => {
                return Err(wire.dropped(&balancer.id, "no instance in the node's zone"));
            }
            None if !far.is_empty() => return Err(wire.lost("whether nodes send to other zones")),
            Some(false) | None => {}
            Some(true) => near.append(&mut far),
        }
        near.retain(|instance| instance.state.as_deref() != Some("OutOfService"));
        if near.is_empty() {
            return Err(wire.dropped(&balancer.id, "no instance is in service"));
        }
        if near.iter().any(|instance| instance.state.as_deref() != Some("InService")) {
            return Err(wire.lost("whether an instance is in service"));
        }
        Ok(near.into_iter().filter_map(v4).collect())
    }
}
