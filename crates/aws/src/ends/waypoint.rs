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
            return match self.end(text)? {
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
