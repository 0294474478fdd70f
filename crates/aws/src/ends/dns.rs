//! Interfaces by the DNS names that AWS gives them.

use super::{End, EndError};
use crate::network::{Network, Public};
use crate::registry::Kind;
use packetwalk_space::Address;

impl Network {
    /// The interface with a DNS name of AWS's: one that the snapshot prints, or one that AWS makes of an address or an
    /// instance's id. Names end in `.ec2.internal` or `.REGION.compute.internal`, public ones in `.amazonaws.com`.
    pub(super) fn end_by_dns_name(&self, text: &str) -> Option<End> {
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        let (host, domain) = name.split_once('.')?;
        if !domain.ends_with("compute.internal")
            && !domain.ends_with("ec2.internal")
            && !domain.ends_with("amazonaws.com")
        {
            return self.printed(&name);
        }
        let region = region(domain);
        let fits = |item: &u32| region.is_none_or(|region| self.region_of(*item).is_none_or(|known| known == region));
        let here = |item: u32, address| fits(&item).then_some(End::Interface { item, address, note: None });
        if let Some(address) = dashed(host, "ip-") {
            let mut owners = self.all_vpcs().filter_map(|vpc| self.vpc(vpc).interfaces.find(address));
            return match (owners.next(), owners.next()) {
                (Some(only), None) => here(only.number, Some(address)),
                // Two VPCs have it: the name that one of them prints may tell.
                _ => self.printed(&name),
            };
        }
        if let Some(address) = dashed(host, "ec2-") {
            let span = self.public_addresses().find(address)?;
            let Public::Paired(item) = self.public(span.number) else { return None };
            return here(item, Some(address));
        }
        let instance = self.snapshot.strings.find(host).and_then(|id| self.resource(id));
        match instance {
            Some((Kind::Instance, item)) => {
                self.interfaces_of_instance(self.instance(item).id).first().and_then(|item| here(*item, None))
            }
            _ => self.printed(&name),
        }
    }

    /// The interface endpoint with a DNS name: of all its zones, or its interface in the zone that the name says.
    pub(super) fn end_by_endpoint(&self, text: &str) -> Option<Result<End, EndError>> {
        let name = text.strip_suffix('.').unwrap_or(text);
        let symbol = self.snapshot.strings.find(name)?;
        let all = self.snapshot.records.vpc_endpoints.iter();
        let called: Vec<u32> =
            all.filter(|(_, endpoint)| endpoint.dns_names.contains(&symbol)).map(|(id, _)| id.number()).collect();
        let [only] = called.as_slice() else {
            let id = |item: &u32| self.text(self.vpc_endpoint(*item).id).to_owned();
            let candidates = called.iter().map(id).collect();
            // Private names are the service's in every VPC that has an endpoint for it.
            return (!called.is_empty()).then(|| Err(EndError::Ambiguous { text: text.to_owned(), candidates }));
        };
        let host = name.split('.').next().unwrap_or_default();
        let in_zone = |item: &u32| {
            let subnet = self.interface(*item).subnet.and_then(|id| self.subnet(id));
            let zone = subnet.and_then(|subnet| self.subnet_record(subnet).zone_name);
            zone.is_some_and(|zone| host.starts_with("vpce-") && host.ends_with(&format!("-{}", self.text(zone))))
        };
        let endpoint = self.vpc_endpoint(*only);
        let mut interfaces = endpoint.interfaces.iter().filter_map(|id| self.find_interface(*id));
        match interfaces.find(in_zone) {
            Some(item) => Some(Ok(End::Interface { item, address: None, note: None })),
            None => self.end_by_id(self.text(endpoint.id)),
        }
    }

    /// The end that a DNS name is to who asks: inside its own VPC a public name stands for the private address.
    #[must_use]
    pub fn as_resolved(&self, text: &str, to: End, by: &End) -> End {
        let (
            End::Interface { item, address: Some(public), .. },
            End::Interface { item: asker, .. } | End::Instance { first: asker, .. },
        ) = (&to, by)
        else {
            return to;
        };
        let interface = self.interface(*item);
        let pair = interface.addresses.iter().find(|assigned| assigned.public == Some(*public));
        let near = interface.vpc.is_some() && interface.vpc == self.interface(*asker).vpc;
        match pair.filter(|_| near && text.starts_with("ec2-")) {
            Some(pair) => {
                let note = format!("{text} is {} to hosts of its own VPC, and {public} to others", pair.private);
                End::Interface { item: *item, address: Some(pair.private), note: Some(note) }
            }
            None => to,
        }
    }

    /// The only interface whose `PrivateDnsName` it is.
    fn printed(&self, name: &str) -> Option<End> {
        let symbol = self.snapshot.strings.find(name)?;
        let mut found = self.interfaces().filter(|(_, interface)| interface.dns_name == Some(symbol));
        match (found.next(), found.next()) {
            (Some((item, _)), None) => Some(End::Interface { item, address: None, note: None }),
            _ => None,
        }
    }

    /// The Region of an interface, by the name of its zone.
    fn region_of(&self, item: u32) -> Option<&str> {
        let subnet = self.interface(item).subnet.and_then(|id| self.subnet(id))?;
        let zone = self.text(self.subnet_record(subnet).zone_name?);
        Some(zone.trim_end_matches(|last: char| last.is_ascii_lowercase()))
    }
}

/// The Region that a domain names: us-east-1 has two of its own.
fn region(domain: &str) -> Option<&str> {
    match domain {
        "ec2.internal" | "compute-1.amazonaws.com" => Some("us-east-1"),
        _ => domain.strip_suffix(".compute.internal").or_else(|| domain.strip_suffix(".compute.amazonaws.com")),
    }
}

/// The address in `ip-10-0-1-10`.
fn dashed(host: &str, prefix: &str) -> Option<Address> {
    host.strip_prefix(prefix)?.replace('-', ".").parse().ok()
}
