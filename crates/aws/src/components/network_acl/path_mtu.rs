//! Network ACLs that keep from a sender that its packets are too large for what is behind them.

use super::reasons::PATH_MTU;
use crate::caution::{self, Course, Narrow, Step};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Caution, Cite, Direction};
use packetwalk_space::{Family, HeaderSet, IntervalSet, Product, Protocol};

/// A network ACL that packets crossed.
struct Crossing<'c> {
    /// Which step of the way it was.
    step: usize,
    acl: u32,
    direction: Direction,
    /// The subnet that they left or entered, where it is known.
    subnet: Option<u32>,
    packets: Vec<&'c HeaderSet>,
}

/// Where something behind the network ACL carries smaller packets than instances send: whether the message that tells the
/// sender so comes back through it.
pub(super) fn cautions(l: &Lowerer<'_>, course: &Course<'_>) -> Vec<Caution> {
    let places = (0..).zip(course.steps).filter_map(|(step, what)| match what {
        Step::Place(place) => caution::narrow(l.net, *place).map(|narrow| (step, *place, narrow)),
        Step::Passed { .. } => None,
    });
    let places: Vec<(usize, Cite, Narrow)> = places.collect();
    if places.is_empty() {
        return Vec::new();
    }
    let told = crossings(l.net, course).into_iter().filter_map(|crossing| {
        let behind = places.iter().filter(|(step, ..)| *step > crossing.step);
        let with_messages = behind.map(|(_, place, narrow)| (place, narrow.bytes, too_big(&crossing.packets, *narrow)));
        let narrowest = with_messages.filter(|(.., message)| !message.is_empty()).min_by_key(|(_, bytes, _)| *bytes);
        let (place, bytes, message) = narrowest?;
        let cite = (course.refusal)(&l.acl(crossing.acl, crossing.direction.back()), &message)?;
        let holes = vec![("narrow", caution::words(l.net, *place)), ("bytes", bytes.to_string())];
        Some(Caution { reason: &PATH_MTU, cite, holes })
    });
    told.collect()
}

/// The network ACLs that packets crossed from one subnet to another, or to what isn't in one.
fn crossings<'c>(net: &Network, course: &Course<'c>) -> Vec<Crossing<'c>> {
    let mut crossings: Vec<Crossing<'_>> = Vec::new();
    // The subnet of the last interface, and whether anything else was met since the last crossing.
    let (mut subnet, mut outside) = (None, false);
    for (step, what) in (0..).zip(course.steps) {
        match what {
            Step::Place(place) if place.component == Kind::Interface as u8 => {
                subnet = net.interface(place.item).subnet.and_then(|id| net.subnet(id));
            }
            Step::Place(_) => (subnet, outside) = (None, true),
            Step::Passed { subject, direction: Some(direction), shares }
                if subject.component == Kind::NetworkAcl as u8 =>
            {
                let direction = *direction;
                let within = |last: &Crossing<'_>| last.direction == Direction::Egress && last.subnet == subnet;
                let inside = direction == Direction::Ingress && subnet.is_some() && !outside;
                // Whether a network ACL is asked on a way inside its subnet isn't documented; of the message, neither.
                if inside && crossings.last().is_some_and(within) {
                    crossings.pop();
                    continue;
                }
                outside = false;
                let packets = shares.iter().map(|(_, packets)| *packets).collect();
                crossings.push(Crossing { step, acl: subject.item, direction, subnet, packets });
            }
            Step::Passed { .. } => {}
        }
    }
    crossings
}

/// The messages by which the sender learns that its packets are too large: fragmentation needed (ICMP type 3 code 4) and
/// packet too big (ICMPv6 type 2). They are read as coming from the destination; a router on the way would send them from an
/// address that nobody documents.
fn too_big(packets: &[&HeaderSet], narrow: Narrow) -> HeaderSet {
    const MESSAGES: [(Family, Protocol, u16, u16); 2] =
        [(Family::V4, Protocol::ICMP, 3, 4), (Family::V6, Protocol::ICMPV6, 2, 0)];
    let large = |product: &&Product| {
        product.protocol.contains(Protocol::UDP) || !narrow.fits_tcp && product.protocol.contains(Protocol::TCP)
    };
    let message = |product: &Product| {
        let (source, destination) = (product.destination.clone(), product.source.clone());
        MESSAGES.map(|(family, protocol, kind, code)| {
            let family = IntervalSet::from_ranges(family.whole().iter().copied());
            let message = Product::everything()
                .with_source(source.intersection(&family))
                .with_destination(destination.intersection(&family))
                .with_protocol(IntervalSet::single(protocol));
            message.with_icmp(IntervalSet::single(kind), IntervalSet::single(code)).ok()
        })
    };
    packets.iter().flat_map(|packets| packets.products()).filter(large).flat_map(message).flatten().collect()
}
