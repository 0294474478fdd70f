//! What the way of a walk must pass, or must not.

use super::{End, EndError};
use crate::components::gateway_endpoint::{self, Type};
use crate::components::{interface, network_firewall};
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::Cite;

impl Network {
    /// The resource that a text names, and the places that stand for it: of an instance its interfaces, of a firewall its endpoints.
    ///
    /// # Errors
    /// When nothing or several things fit, or packets don't pass what does.
    pub fn waypoint(&self, text: &str) -> Result<(Cite, Vec<Cite>), EndError> {
        let found = self.snapshot.strings.find(text).and_then(|id| self.resource(id));
        let Some((kind, item)) = found else {
            let end = match self.end(text) {
                Ok(end) => end,
                Err(error) => return self.waypoint_called(text).unwrap_or(Err(error)),
            };
            return match end {
                End::Interface { item, .. } => Ok((interface::place(item).cite, self.passed_at(item))),
                End::Instance { first, rest } => {
                    let places = std::iter::once(first).chain(rest).flat_map(|item| self.passed_at(item));
                    Ok((interface::place(first).cite, places.collect()))
                }
                End::Balancer { kind, item } => {
                    let place = self.balancer(kind, item).place;
                    Ok((place, vec![place]))
                }
                End::Service { items, .. } => {
                    let places: Vec<Cite> = items.iter().map(|item| interface::place(*item).cite).collect();
                    let first =
                        places.first().copied().ok_or_else(|| unfit(text, "is no resource that packets pass"))?;
                    Ok((first, places))
                }
                _ => Err(unfit(text, "is no resource that packets pass")),
            };
        };
        self.places_of(text, kind, item)
    }

    /// What packets pass that pass an interface: it, or the endpoint that has no other one.
    fn passed_at(&self, item: u32) -> Vec<Cite> {
        let endpoint = self.endpoint_of_interface(item);
        let alone = |endpoint: &u32| {
            matches!(gateway_endpoint::kind(self, *endpoint), Type::Inspection | Type::Managed)
                && self.vpc_endpoint(*endpoint).interfaces.len() == 1
        };
        let endpoint = endpoint.filter(alone).and_then(|endpoint| self.resource(self.vpc_endpoint(endpoint).id));
        let endpoint = endpoint.map(|(kind, item)| Cite::resource(kind as u8, item));
        std::iter::once(interface::place(item).cite).chain(endpoint).collect()
    }

    /// The resource that packets pass which has this name, where one has it.
    fn waypoint_called(&self, name: &str) -> Option<Result<(Cite, Vec<Cite>), EndError>> {
        let firewall = self.firewall_endpoints_of(name);
        let firewall: Vec<_> = firewall.iter().map(|item| Cite::resource(Kind::NetworkFirewall as u8, *item)).collect();
        if let [first, ..] = firewall.as_slice() {
            return Some(Ok((network_firewall::whole(*first), firewall)));
        }
        // Interfaces and instances are called by their names as ends.
        let others = self.resources().filter(|(kind, _)| !matches!(kind, Kind::Interface | Kind::Instance));
        let called = |(kind, cite): &(Kind, Cite)| (kind.component().cite)(self, *cite).name.as_deref() == Some(name);
        let mut found: Vec<_> = others.filter(called).collect();
        found.dedup();
        match found.as_slice() {
            [] => None,
            [(kind, cite)] => Some(self.places_of(name, *kind, cite.item)),
            several => {
                let ids = several.iter().map(|(kind, cite)| (kind.component().cite)(self, *cite).id);
                Some(Err(EndError::Ambiguous { text: name.to_owned(), candidates: ids.collect() }))
            }
        }
    }

    fn places_of(&self, text: &str, kind: Kind, item: u32) -> Result<(Cite, Vec<Cite>), EndError> {
        let named = Cite::resource(kind as u8, item);
        match kind {
            Kind::Instance => {
                let interfaces = self.interfaces_of_instance(self.instance(item).id);
                Ok((named, interfaces.iter().map(|item| interface::place(*item).cite).collect()))
            }
            Kind::Interface => Ok((named, self.passed_at(item))),
            Kind::Vpc
            | Kind::Subnet
            | Kind::ElasticIp
            | Kind::SecurityGroup
            | Kind::NetworkAcl
            | Kind::PrefixList
            | Kind::RouteTable
            | Kind::TargetGroup
            | Kind::FirewallPolicy
            | Kind::FirewallRuleGroup
            | Kind::Byoip
            | Kind::BlockPublicAccess
            | Kind::TransitGatewayRouteTable => Err(unfit(text, "is no resource that packets pass")),
            _ => Ok((named, vec![named])),
        }
    }
}

fn unfit(text: &str, why: &str) -> EndError {
    let why = format!(
        "{why}: name a gateway, an interface, an instance, a transit gateway, an attachment, a peering connection, an \
         endpoint, a load balancer or a network firewall"
    );
    EndError::Unfit { text: text.to_owned(), why }
}
