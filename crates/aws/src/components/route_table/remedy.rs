//! The route that a table lacks.

use super::{Destination, changes, peering};
use crate::changes::word;
use crate::network::Network;
use packetwalk_fabric::{Cite, Refused, Remedy};
use packetwalk_space::{cover, text};

/// The narrowest routes, where a peering connection of the VPC leads to what no route is for. They take nobody's place.
pub(super) fn remedy(net: &Network, cite: Cite, refused: &Refused<'_>) -> Option<Remedy> {
    const FEW: usize = 3;
    let table = net.route_table(cite.item);
    let destinations = refused.packets.destinations();
    let blocks = cover(&destinations);
    // Whatever else a table refuses, it cites a route.
    if cite != cite.whole() || blocks.is_empty() || blocks.len() > FEW || !table.gateways.is_empty() {
        return None;
    }
    let peering = peering::toward(net, table.vpc?, &destinations)?.id;
    let (id, target) = (word(net.text(table.id)), word(net.text(peering)));
    let command = |block| {
        let destination = changes::destination(net, Destination::Block(block));
        format!("aws ec2 create-route --route-table-id {id} {destination} --vpc-peering-connection-id {target}")
    };
    let (told, over, to) = (text::blocks(&blocks), net.named(peering), net.named(table.id));
    let sentence = format!("add a route for {told} by {over} to {to}");
    Some(Remedy { sentence, commands: blocks.into_iter().map(command).collect(), ..Remedy::default() })
}
