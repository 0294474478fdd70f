//! What the way of a walk must pass, or must not.

use super::{End, EndError};
use crate::components::interface;
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::Cite;

impl Network {
    /// The resource that a text names, and the places that stand for it: of an instance its interfaces.
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
                End::Interface { item, .. } => Ok((interface::place(item).cite, vec![interface::place(item).cite])),
                End::Instance { first, rest } => {
                    let places = std::iter::once(first).chain(rest).map(|item| interface::place(item).cite);
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

    /// The resource that packets pass which has this name, where one has it.
    fn waypoint_called(&self, name: &str) -> Option<Result<(Cite, Vec<Cite>), EndError>> {
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
         endpoint or a load balancer"
    );
    EndError::Unfit { text: text.to_owned(), why }
}
