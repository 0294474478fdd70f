//! Where a resource stands among others: whose it is, and what it belongs to.

use crate::components::security_group;
use crate::components::transit_gateway_attachment::Attachment;
use crate::network::Network;
use crate::origin::Origin;
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_fabric::{Cite, Standing};

/// What records say of a resource: its owner, where it was read, and what it names as what it belongs to.
type Said = (Option<Symbol>, Option<Origin>, Vec<(&'static str, Option<Symbol>)>);

impl Network {
    pub(crate) fn standing_of(&self, cite: Cite) -> Standing {
        let Some(kind) = Kind::ALL.get(cite.component as usize) else { return Standing::default() };
        // Several groups that decide as one stand where the first does.
        let item = match kind {
            Kind::SecurityGroup => security_group::cited(self, cite).first().and_then(|id| self.security_group(*id)),
            _ => Some(cite.item),
        };
        let Some(item) = item else { return Standing::default() };
        let (owner, origin, belongs) = self.said(*kind, item);
        let file = origin.map(|origin| self.snapshot.file(origin.file));
        let text = |symbol: Symbol| self.text(symbol).to_owned();
        Standing {
            // Whoever describes a resource that names no owner owns it.
            owner: owner.or(file.and_then(|file| file.account)).map(text),
            region: file.and_then(|file| file.region).map(text),
            belongs: belongs.into_iter().filter_map(|(how, id)| Some((how, self.missing(id?)))).collect(),
        }
    }

    fn said(&self, kind: Kind, item: u32) -> Said {
        match kind {
            Kind::Interface => {
                let of = self.interface(item);
                let at = [("in VPC", of.vpc), ("in subnet", of.subnet), ("attached to", of.instance)];
                let groups = of.groups.iter().map(|group| ("in security group", Some(*group)));
                (of.owner, Some(of.origin), at.into_iter().chain(groups).collect())
            }
            Kind::Instance => {
                let of = self.instance(item);
                (of.owner, Some(of.origin), Vec::new())
            }
            Kind::Vpc => match self.vpc_record(item) {
                Some(of) => (of.owner, Some(of.origin), Vec::new()),
                None => (None, None, Vec::new()),
            },
            Kind::Subnet => {
                let of = self.subnet_record(item);
                (of.owner, Some(of.origin), vec![("in VPC", Some(of.vpc))])
            }
            Kind::SecurityGroup => {
                let of = self.security_group_record(item);
                (of.owner, Some(of.origin), vec![("in VPC", of.vpc)])
            }
            Kind::NetworkAcl => {
                let of = self.network_acl(item);
                (of.owner, Some(of.origin), vec![("in VPC", of.vpc)])
            }
            Kind::RouteTable => {
                let of = self.route_table(item);
                (of.owner, Some(of.origin), vec![("in VPC", of.vpc)])
            }
            Kind::InternetGateway => {
                let of = self.internet_gateway(item);
                (of.owner, Some(of.origin), vec![("attached to", of.vpc)])
            }
            Kind::EgressOnlyGateway => {
                let of = self.egress_only_gateway(item);
                (None, Some(of.origin), vec![("attached to", of.vpc)])
            }
            Kind::NatGateway => {
                let of = self.nat_gateway(item);
                (None, Some(of.origin), vec![("in VPC", of.vpc), ("in subnet", of.subnet)])
            }
            Kind::GatewayEndpoint => {
                let of = self.vpc_endpoint(item);
                (of.owner, Some(of.origin), vec![("in VPC", of.vpc)])
            }
            Kind::Peering => {
                let of = self.peering(item);
                let [requester, accepter] = &of.sides;
                (None, Some(of.origin), vec![("requested by", requester.vpc), ("accepted by", accepter.vpc)])
            }
            Kind::TransitGateway => {
                let of = self.transit_gateway(item);
                (of.owner, Some(of.origin), Vec::new())
            }
            Kind::TransitGatewayAttachment => {
                let of: &Attachment = self.attachment(item);
                (None, Some(of.described.1), vec![("of transit gateway", Some(of.gateway)), ("attached to", of.vpc)])
            }
            Kind::TransitGatewayRouteTable => {
                let of = self.transit_gateway_route_table(item);
                (None, Some(of.origin), vec![("of transit gateway", Some(of.gateway))])
            }
            _ => (None, None, Vec::new()),
        }
    }
}
