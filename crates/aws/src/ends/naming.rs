//! From a text to the end that it names.

use super::{End, EndError};
use crate::addresses;
use crate::components::interface;
use crate::components::{gateway_endpoint, instance_connect_endpoint, interface_endpoint, unmodelled};
use crate::network::{Network, Public};
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_fabric::Lexicon;
use packetwalk_space::{Address, Cidr, IntervalSet};

impl Network {
    /// The end that a text names: an id, a name, `tag:Key=Value`, an address, `vpc-…/address`, `vgw-…/address`,
    /// `tgw-attach-…/address`, `cvpn-endpoint-…/address`, `onprem:NAME`, a block, or `internet`.
    ///
    /// # Errors
    /// When nothing or several things fit.
    pub fn end(&self, text: &str) -> Result<End, EndError> {
        if text.eq_ignore_ascii_case("internet") {
            return Ok(End::Outside { addresses: self.internet().clone() });
        }
        if let Some((vpc, address)) = text.split_once('/')
            && vpc.starts_with("vpc-")
        {
            return self.end_in_vpc(text, vpc, address);
        }
        if let Some(end) = self.end_behind(text).or_else(|| self.end_described(text)) {
            return end;
        }
        if let Some(tag) = text.strip_prefix("tag:") {
            let Some((key, value)) = tag.split_once('=') else {
                let why = "is not a tag: expected tag:Key=Value".to_owned();
                return Err(EndError::Unfit { text: text.to_owned(), why });
            };
            return self.end_by_tag(text, key, value);
        }
        if let Some(end) = self.end_of_service(text) {
            return end;
        }
        // Brackets around an IPv6 address are how URLs write it.
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        match Cidr::parse(inner.unwrap_or(text)) {
            Ok(cidr) if addresses::this_network().contains_all(&cidr.addresses()) => {
                let why = "is in 0.0.0.0/8, which no host has: ask about another address, or about internet".to_owned();
                return Err(EndError::Unfit { text: text.to_owned(), why });
            }
            Ok(cidr) if cidr.length() == cidr.family().bits() => return self.end_at(text, cidr.first()),
            Ok(cidr) => return Ok(self.end_of_block(cidr)),
            Err(packetwalk_space::CidrError::Syntax) => {}
            Err(error) => return Err(EndError::Unfit { text: text.to_owned(), why: error.to_string() }),
        }
        if let Some(end) = self.end_by_id(text) {
            return end;
        }
        let tagged = self.end_by_tag(text, "Name", text);
        let unknown = match (self.end_by_balancer(text), tagged) {
            (
                Some(Ok(End::Balancer { kind, item })),
                Ok(End::Interface { item: other, .. } | End::Instance { first: other, .. }),
            ) => {
                let balancer = self.text(self.balancer(kind, item).id);
                let candidates = vec![format!("{balancer}  load balancer"), self.in_a_line(other)];
                return Err(EndError::Ambiguous { text: text.to_owned(), candidates });
            }
            (Some(balancer), Err(EndError::Unknown { .. })) => return balancer,
            (_, Err(error @ EndError::Unknown { .. })) => error,
            (_, found) => return found,
        };
        let others = [Self::end_by_database, Self::end_by_endpoint, Self::end_by_client_vpn, Self::end_by_connect];
        if let Some(end) = others.iter().find_map(|end| end(self, text)) {
            return end;
        }
        match (self.end_by_dns_name(text), unmodelled::words(text)) {
            (Some(end), _) => Ok(end),
            (None, Some(words)) => {
                let why = format!(
                    "is {}, which isn't modelled yet: name a host, an address, or `internet`",
                    with_article(words)
                );
                Err(EndError::Unfit { text: text.to_owned(), why })
            }
            (None, None) => Err(unknown),
        }
    }

    pub(super) fn end_by_id(&self, text: &str) -> Option<Result<End, EndError>> {
        let (kind, item) = self.resource(self.snapshot.strings.find(text)?)?;
        let unfit = |why: &str| Err(EndError::Unfit { text: text.to_owned(), why: why.to_owned() });
        Some(match kind {
            Kind::Interface => Ok(End::Interface { item, address: None, note: None }),
            Kind::Instance => self.end_of_instance(text, item),
            Kind::ElasticIp => self.end_at(text, self.elastic_ip(item).public),
            Kind::Subnet => {
                let block = self.subnet_record(item).blocks.first().copied();
                block.map_or_else(|| unfit("is a subnet without a block"), |block| Ok(End::Inside { block }))
            }
            Kind::LoadBalancer | Kind::ClassicLoadBalancer if self.balancer(kind, item).nodes.is_empty() => {
                unfit("is a load balancer, and none of its interfaces is in the snapshot")
            }
            Kind::LoadBalancer | Kind::ClassicLoadBalancer => Ok(End::Balancer { kind, item }),
            Kind::GatewayEndpoint if gateway_endpoint::kind(self, item) == gateway_endpoint::Type::Interface => {
                if interface_endpoint::addresses(self, item).is_empty() {
                    return Some(unfit("is a VPC endpoint, and none of its interfaces is in the snapshot"));
                }
                Ok(End::Endpoint { item })
            }
            Kind::NatGateway => {
                let interface = self.nat_gateway(item).interfaces.iter().find_map(|id| self.find_interface(*id));
                let end = interface.map(|item| End::Interface { item, address: None, note: None });
                end.map_or_else(|| unfit("has no interface in the snapshot"), Ok)
            }
            Kind::InstanceConnectEndpoint => {
                let interface = instance_connect_endpoint::interface_of(self, item);
                let end = interface.map(|item| End::Interface { item, address: None, note: None });
                end.map_or_else(|| unfit("has no interface in the snapshot"), Ok)
            }
            Kind::InternetGateway => Ok(End::Gateway { item }),
            Kind::TransitGatewayAttachment => unfit(
                "is a transit gateway attachment with no network outside behind it: name a host on its other side, which \
                 sends into it, or one on this side",
            ),
            kind => unfit(&format!(
                "is {}; name an instance, an interface, an address, a block, a subnet or `internet`",
                with_article(kind.component().words)
            )),
        })
    }

    /// The load balancer with a name or a DNS name.
    fn end_by_balancer(&self, text: &str) -> Option<Result<End, EndError>> {
        let symbol = self.snapshot.strings.find(text)?;
        let called = self.balancers().filter(|front| [front.name, front.dns_name].contains(&Some(symbol)));
        let ids: Vec<&str> = called.map(|front| self.text(front.id)).collect();
        match ids.as_slice() {
            [] => None,
            [only] => self.end_by_id(only),
            several => {
                let candidates = several.iter().map(|id| (*id).to_owned()).collect();
                Some(Err(EndError::Ambiguous { text: text.to_owned(), candidates }))
            }
        }
    }

    fn end_of_instance(&self, text: &str, item: u32) -> Result<End, EndError> {
        let id = self.instance(item).id;
        match self.interfaces_of_instance(id) {
            [] => {
                let why = format!("is the instance {}, which has no interface in the snapshot", self.text(id));
                Err(EndError::Unfit { text: text.to_owned(), why })
            }
            [only] => Ok(End::Interface { item: *only, address: None, note: None }),
            [first, rest @ ..] => Ok(End::Instance { first: *first, rest: rest.to_vec() }),
        }
    }

    fn end_in_vpc(&self, text: &str, vpc: &str, address: &str) -> Result<End, EndError> {
        let vpc = self.snapshot.strings.find(vpc).and_then(|id| self.topology.vpc_numbers.get(&id)).copied();
        let unfit = |why: String| Err(EndError::Unfit { text: text.to_owned(), why });
        let Some(vpc) = vpc else { return unfit("names a VPC that isn't in the snapshot".to_owned()) };
        let Ok(address) = address.parse::<Address>() else {
            return unfit("is no address in a VPC: expected vpc-…/10.0.0.5".to_owned());
        };
        match self.vpc(vpc).interfaces.find(address) {
            Some(span) => Ok(End::Interface { item: span.number, address: Some(address), note: None }),
            None => unfit("is an address that no interface in the VPC has".to_owned()),
        }
    }

    /// The end at one address: an interface's own, a public one of the snapshot, one in a VPC that nobody has, or one outside.
    fn end_at(&self, text: &str, address: Address) -> Result<End, EndError> {
        let owners = self.topology.vpcs.iter().filter_map(|vpc| {
            let span = vpc.interfaces.find(address)?;
            Some((vpc.id, span.number))
        });
        let owners: Vec<_> = owners.collect();
        match owners.as_slice() {
            [(_, item)] => return Ok(End::Interface { item: *item, address: Some(address), note: None }),
            [] => {}
            several => {
                let candidate =
                    |(vpc, item): &(Symbol, u32)| format!("{}/{address}  {}", self.text(*vpc), self.in_a_line(*item));
                let candidates = several.iter().map(candidate).collect();
                return Err(EndError::Ambiguous { text: text.to_owned(), candidates });
            }
        }
        if let Some(span) = self.public_addresses().find(address)
            && let Public::Paired(item) = self.public(span.number)
        {
            return Ok(End::Interface { item, address: Some(address), note: None });
        }
        let block = Cidr::single(address);
        let inside = self.all_vpcs().any(|vpc| self.vpc_addresses(vpc).contains(address));
        if inside {
            return Ok(End::Inside { block });
        }
        if let Some(end) = self.end_outside(&block.addresses()) {
            return Ok(end);
        }
        if addresses::public().contains(address) {
            return Ok(End::Outside { addresses: IntervalSet::single(address) });
        }
        Ok(End::Anywhere { block })
    }

    fn end_of_block(&self, block: Cidr) -> End {
        let addresses = block.addresses();
        let inside = self.all_vpcs().any(|vpc| self.vpc_addresses(vpc).contains_all(&addresses));
        let meets = self.all_vpcs().any(|vpc| self.vpc_addresses(vpc).meets(&addresses));
        if inside {
            End::Inside { block }
        } else if let Some(end) = self.end_outside(&addresses).filter(|_| !meets) {
            end
        } else if !meets && self.internet().contains_all(&addresses) {
            End::Outside { addresses }
        } else {
            End::Anywhere { block }
        }
    }

    /// The numbers of all VPCs.
    pub(crate) fn all_vpcs(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.topology.vpcs).map(|(vpc, _): (u32, _)| vpc)
    }

    /// The interface or instance with a tag. An instance and its only interface are one.
    fn end_by_tag(&self, text: &str, key: &str, value: &str) -> Result<End, EndError> {
        let mut ends: Vec<End> = Vec::new();
        let mut unfit = None;
        // Of an instance with several interfaces, the one that is called like it is no other end if it is device 0.
        let item = |end: &End| match end {
            End::Interface { item, .. } | End::Instance { first: item, .. } => Some(*item),
            _ => None,
        };
        let mut add = |end: End| match ends.iter_mut().find(|known| item(known) == item(&end)) {
            Some(known) if matches!(end, End::Instance { .. }) => *known = end,
            Some(_) => {}
            None => ends.push(end),
        };
        for (kind, item) in self.tagged(key, value) {
            match kind {
                Kind::Instance => match self.end_of_instance(text, item) {
                    Ok(end) => add(end),
                    // Terminated instances are described for a while, without interfaces; their names live on in others.
                    Err(error) => unfit = Some(error),
                },
                _ => add(End::Interface { item, address: None, note: None }),
            }
        }
        match ends.len() {
            1 => Ok(ends.remove(0)),
            0 => {
                Err(unfit.unwrap_or_else(|| EndError::Unknown { text: text.to_owned(), nearest: self.nearest(value) }))
            }
            _ => {
                let candidates = ends.iter().filter_map(item).map(|item| self.in_a_line(item)).collect();
                Err(EndError::Ambiguous { text: text.to_owned(), candidates })
            }
        }
    }

    /// An interface in one line: id, name, address.
    pub(super) fn in_a_line(&self, item: u32) -> String {
        let citation = self.citation(interface::place(item).cite);
        let name = citation.name.map(|name| format!(" ({name})")).unwrap_or_default();
        let address = self.interface(item).addresses.first().map(|a| format!(" {}", a.private)).unwrap_or_default();
        let instance = self.interface(item).instance.map(|id| format!(" of {}", self.text(id))).unwrap_or_default();
        format!("{}{name}{address}{instance}", citation.id)
    }
}

/// `a subnet`, `an internet gateway`; words that have an article of their own keep it.
fn with_article(words: &str) -> String {
    let article = match words.bytes().next() {
        _ if words.starts_with("the ") => "",
        Some(b'a' | b'e' | b'i' | b'o' | b'u' | b'E') => "an ",
        _ => "a ",
    };
    format!("{article}{words}")
}
