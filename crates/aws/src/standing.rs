//! Where a resource stands among others: whose it is, and what it belongs to. What it is that a component says of it.

use crate::network::Network;
use crate::origin::Origin;
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_fabric::{Cite, Standing};

/// What a component says of where one of its resources stands.
#[derive(Debug, Default)]
pub(crate) struct Stands {
    /// Who owns it, where its record says so.
    pub(crate) owner: Option<Symbol>,
    /// Its ARN, where AWS prints one.
    pub(crate) arn: Option<Symbol>,
    /// Where it was read.
    pub(crate) origin: Option<Origin>,
    /// Its Region, where that doesn't follow from the file.
    pub(crate) region: Option<String>,
    /// Its availability zone, where it is in one.
    pub(crate) zone: Option<String>,
    /// Of a subnet, whether its route table leads to an internet gateway.
    pub(crate) public: Option<bool>,
    /// What it belongs to, and how.
    pub(crate) belongs: Vec<(&'static str, Symbol)>,
}

impl Stands {
    /// What was read there and says no more of itself.
    pub(crate) fn at(origin: Origin) -> Self {
        Stands { origin: Some(origin), ..Stands::default() }
    }

    pub(crate) fn owned(self, owner: Option<Symbol>) -> Self {
        Stands { owner, ..self }
    }

    pub(crate) fn with_arn(self, arn: Symbol) -> Self {
        Stands { arn: Some(arn), ..self }
    }

    pub(crate) fn belonging(mut self, how: &'static str, to: Option<Symbol>) -> Self {
        self.belongs.extend(to.map(|to| (how, to)));
        self
    }

    /// In the Region of a zone with this name.
    pub(crate) fn in_region_of(self, zone: Option<&str>) -> Self {
        Stands { region: zone.and_then(region_of_zone), ..self }
    }

    /// In the zone of a subnet.
    pub(crate) fn in_zone_of(self, net: &Network, subnet: u32) -> Self {
        let subnet = net.subnet_record(subnet);
        let zone = subnet.zone_name.or(subnet.zone).map(|zone| net.text(zone).to_owned());
        Stands { zone, ..self.in_region_of(subnet.zone_name.map(|zone| net.text(zone))) }
    }

    /// In the zone of the subnet with this id, where the snapshot has it.
    pub(crate) fn in_subnet_zone(self, net: &Network, subnet: Option<Symbol>) -> Self {
        match subnet.and_then(|id| net.subnet(id)) {
            Some(subnet) => self.in_zone_of(net, subnet),
            None => self,
        }
    }
}

/// The Region of a zone, by its name: of `us-east-1a`, and of the local zone `us-west-2-lax-1a`.
pub(crate) fn region_of_zone(zone: &str) -> Option<String> {
    let number = zone.split('-').position(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let words = zone.split('-').take(number + 1).collect::<Vec<_>>().join("-");
    Some(words.trim_end_matches(|c: char| c.is_ascii_lowercase()).to_owned())
}

impl Network {
    pub(crate) fn standing_of(&self, cite: Cite) -> Standing {
        let Some(kind) = Kind::ALL.get(cite.component as usize) else { return Standing::default() };
        let stands = (kind.component().stands)(self, cite);
        let file = stands.origin.map(|origin| self.snapshot.file(origin.file));
        let text = |symbol: Symbol| self.text(symbol).to_owned();
        Standing {
            // Whoever describes a resource that names no owner owns it.
            owner: stands.owner.or(file.and_then(|file| file.account)).map(text),
            arn: stands.arn.map(text),
            region: file.and_then(|file| file.region).map(text).or(stands.region),
            zone: stands.zone,
            public: stands.public,
            belongs: stands.belongs.into_iter().map(|(how, id)| (how, self.missing(id))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::region_of_zone;

    #[test]
    fn a_zone_names_its_region() {
        let regions = ["us-east-1a", "us-gov-west-1b", "us-west-2-lax-1a", "us-east-1-wl1-bos-wlz-1", "mars"]
            .map(|zone| region_of_zone(zone).unwrap_or_default());
        assert_eq!(regions, ["us-east-1", "us-gov-west-1", "us-west-2", "us-east-1", ""]);
    }
}
