//! Networks outside: behind virtual private gateways, and behind attachments of transit gateways.

use crate::filters::Way;
use crate::routes::in_vpc;
use crate::transit::UP;
use crate::vpc::is;
use crate::walker::{Fate, Walked, Walker, Wire};
use packetwalk_aws::plain::Target;
use packetwalk_lab::Place;
use packetwalk_space::Address;

const NO_TUNNEL: &str = "no tunnel is up";
const OTHER_FAMILY: &str = "it carries the other IP family only";

impl Walker<'_> {
    /// Out of a subnet by a virtual private gateway.
    pub(crate) fn out_by_vpn_gateway(&mut self, subnet: usize, item: usize, wire: Wire) -> Walked {
        self.acl(subnet, Way::Out, wire)?;
        let (gateway, vpc) = (&self.net.vpn_gateways[item], self.net.subnets[subnet].vpc);
        self.symmetric(&gateway.id, vpc, wire)?;
        self.hop(&gateway.id, wire)?;
        if gateway.vpc != Some(vpc) {
            return Err(wire.dropped(&gateway.id, "it isn't attached"));
        }
        if self.owner(vpc, wire.packet.source.into()).is_none() {
            return Err(wire.dropped(&gateway.id, "the source isn't an interface's of its VPC"));
        }
        self.plain_gateway(item, wire)?;
        let destination = Address::from(wire.packet.destination);
        let there = |up: bool| {
            let of_state = gateway.connections.iter().filter(move |connection| connection.up == Some(up));
            let routes = of_state.flat_map(|of| of.routes.iter().map(move |block| (of, *block)));
            let meant = routes.filter(|(_, block)| block.contains(destination));
            // The first of the longest: what is compared is which connection it would have been.
            meant.rev().max_by_key(|(_, block)| block.length()).map(|(of, _)| of)
        };
        if there(true).is_some() {
            return Ok(wire.delivered(Place::VpnGateway(item)));
        }
        let down = there(false).or_else(|| {
            let all = gateway.connections.iter().all(|connection| connection.up == Some(false));
            gateway.connections.first().filter(|_| all)
        });
        Err(match down {
            Some(connection) => wire.dropped(&connection.id, NO_TUNNEL),
            None => wire.dropped(&gateway.id, "nothing behind it has the address"),
        })
    }

    /// Only gateways with static routes and nothing that narrows them are read here.
    fn plain_gateway(&self, item: usize, wire: Wire) -> Result<(), Fate> {
        let gateway = &self.net.vpn_gateways[item];
        let odd = gateway.connections.iter().any(|of| of.up.is_none() || !of.static_only || of.narrowed);
        if odd || !gateway.no_direct_connect {
            return Err(wire.lost("BGP at a virtual private gateway"));
        }
        Ok(())
    }

    /// In by a virtual private gateway.
    pub(crate) fn in_by_vpn_gateway(&mut self, item: usize, wire: Wire) -> Walked {
        let gateway = &self.net.vpn_gateways[item];
        let Some(vpc) = gateway.vpc else { return Err(wire.dropped(&gateway.id, "it isn't attached")) };
        self.plain_gateway(item, wire)?;
        let mut up = gateway.connections.iter().filter(|connection| connection.up == Some(true));
        let (one_up, others_up) = (up.next(), up.next().is_some());
        if wire.packet.destination.is_ipv6() {
            // VPN connections at a virtual private gateway carry IPv4: the one that is up, or all of them.
            let one = one_up.or(gateway.connections.first()).filter(|_| !others_up);
            return Err(wire.dropped(one.map_or(&gateway.id, |one| &one.id), OTHER_FAMILY));
        }
        if one_up.is_none() {
            return Err(match gateway.connections.first() {
                Some(first) => wire.dropped(&first.id, NO_TUNNEL),
                None => wire.dropped(&gateway.id, "nothing behind it has the address"),
            });
        }
        if in_vpc(self.net, vpc, wire.packet.source.into()) {
            return Err(wire.dropped(&gateway.id, "the source claims to be of the VPC"));
        }
        let wire = Wire { sender: None, passed_on: false, inspected: false, ..wire };
        let Some(table) = self.edge_table(&gateway.id) else { return self.comes_in(vpc, wire) };
        match self.route_in(table, vpc, wire.packet.destination.into(), wire)? {
            Target::Local => self.comes_in(vpc, wire),
            Target::Interface(middlebox) => self.by_middlebox(middlebox, wire),
            Target::Endpoint(item) => self.at_endpoint(item, wire),
            _ => Err(wire.lost(format!("a target of {}", self.net.tables[table].id))),
        }
    }

    /// In by a gateway whose route table names a middlebox.
    pub(crate) fn by_middlebox(&mut self, middlebox: usize, wire: Wire) -> Walked {
        let interface = &self.net.interfaces[middlebox];
        if interface.instance.is_none() {
            return Err(wire.lost("a middlebox that is no instance's"));
        }
        if let Some(subnet) = interface.subnet {
            self.acl(subnet, Way::In, wire)?;
        }
        self.enters(middlebox, wire)
    }

    /// Out by an attachment of a transit gateway with a network outside behind it.
    pub(crate) fn out_by_attachment(&self, item: usize, wire: Wire) -> Walked {
        self.attachment_carries(item, wire)?;
        Ok(wire.delivered(Place::Attachment(item)))
    }

    /// In by such an attachment.
    pub(crate) fn in_by_attachment(&mut self, item: usize, wire: Wire) -> Walked {
        self.attachment_carries(item, wire)?;
        self.through_transit(item, None, Wire { sender: None, passed_on: false, inspected: false, ..wire })
    }

    fn attachment_carries(&self, item: usize, wire: Wire) -> Result<(), Fate> {
        let attachment = &self.net.attachments[item];
        if !is(attachment.state.as_deref(), UP) {
            return Err(wire.dropped(&attachment.id, "it isn't available"));
        }
        let connection = attachment.resource.as_deref().unwrap_or(&attachment.id);
        match (attachment.kind.as_deref(), attachment.vpn_up) {
            (Some("vpn"), Some(true))
                if attachment.vpn_family != Some(Address::from(wire.packet.destination).family()) =>
            {
                Err(wire.dropped(connection, OTHER_FAMILY))
            }
            (Some("vpn"), Some(true)) | (Some("direct-connect-gateway" | "connect"), _) if !attachment.doubted => {
                Ok(())
            }
            (Some("vpn"), Some(false)) => Err(wire.dropped(connection, NO_TUNNEL)),
            _ => Err(wire.lost("what is attached")),
        }
    }
}
