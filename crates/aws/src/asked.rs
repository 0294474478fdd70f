//! What filters ask of packets.

use packetwalk_space::{HeaderSet, Product};

/// Packets as a filter sees them: the other side's address, the protocol, destination ports or type and code. What it doesn't ask about
/// is left open, so that packets that differ in nothing else are told as one.
pub(crate) fn by_filter(products: &[Product], outbound: bool) -> HeaderSet {
    let everything = Product::everything();
    let asked = products.iter().cloned().map(|product| {
        let product = product.with_sender(everything.sender.clone());
        let product = if outbound {
            product.with_source(everything.source.clone())
        } else {
            product.with_destination(everything.destination.clone())
        };
        let of_ports = product.protocol.only().is_some_and(packetwalk_space::Protocol::has_ports);
        if !of_ports {
            return product;
        }
        let ports = product.destination_port().clone();
        product.clone().with_ports(everything.source_port().clone(), ports).unwrap_or(product)
    });
    asked.collect::<HeaderSet>().compacted()
}
