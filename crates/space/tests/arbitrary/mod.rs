//! Headers, products and sets of them, at random, for property tests.
//!
//! Fields are drawn from small ranges around the places where the families, ports and protocols meet, so that sets overlap, touch
//! and miss each other often.

#![expect(clippy::unwrap_used, reason = "the protocols named here have ports")]

use packetwalk_space::{Address, HeaderSet, Headers, IntervalSet, Product, Protocol, Sender};
use proptest::collection::vec;
use proptest::prelude::*;

/// The last IPv4 addresses and the first IPv6 ones beyond them: the line on which both families lie.
pub(crate) const BASE: u128 = 0xFFFF_FFFF_FFF0;

pub(crate) fn address() -> impl Strategy<Value = Address> {
    (0..32_u128).prop_map(|offset| Address::from_number(BASE + offset))
}

pub(crate) fn protocol() -> impl Strategy<Value = Protocol> {
    prop::sample::select(vec![1, 6, 17, 47, 58]).prop_map(Protocol)
}

/// Numbers that are ports, ICMP types or codes: both ends of the range, and the types that are answered.
pub(crate) fn number() -> impl Strategy<Value = u16> {
    prop_oneof![0..20_u16, 126..130_u16, 65_530..=65_535_u16]
}

pub(crate) fn sender() -> impl Strategy<Value = Sender> {
    prop_oneof![(0..4_u32).prop_map(Sender), Just(Sender::LOST)]
}

pub(crate) fn headers() -> impl Strategy<Value = Headers> {
    (address(), address(), protocol(), number(), number(), sender()).prop_map(
        |(source, destination, protocol, source_port, destination_port, sender)| Headers {
            source,
            destination,
            protocol,
            source_port,
            destination_port,
            sender,
        },
    )
}

pub(crate) fn set<T: packetwalk_space::Point + std::fmt::Debug>(
    point: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = IntervalSet<T>> {
    let ranges = vec((point.clone(), point), 0..4).prop_map(|pairs| {
        IntervalSet::from_ranges(pairs.into_iter().map(|(a, b)| if a <= b { (a, b) } else { (b, a) }))
    });
    prop_oneof![1 => Just(IntervalSet::all()), 4 => ranges]
}

pub(crate) fn product() -> impl Strategy<Value = Product> {
    let ports = (set(number().boxed()), set(number().boxed()));
    let parts = (
        set(address().boxed()),
        set(address().boxed()),
        set(protocol().boxed()),
        set(sender().boxed()),
        ports,
        0..3_u8,
    );
    parts.prop_map(|(source, destination, protocol, sender, (first, second), kind)| {
        let all = Product::everything().with_source(source).with_destination(destination).with_sender(sender);
        // Ports need a protocol that has them; so do types and codes.
        let only = |protocols: &[u8]| IntervalSet::from_ranges(protocols.iter().map(|p| (Protocol(*p), Protocol(*p))));
        match kind {
            0 => all.with_protocol(protocol),
            1 => all.with_protocol(only(&[6, 17])).with_ports(first, second).unwrap(),
            _ => all.with_protocol(only(&[1, 58])).with_icmp(first, second).unwrap(),
        }
    })
}

pub(crate) fn header_set() -> impl Strategy<Value = HeaderSet> {
    let union = |products: Vec<Product>| {
        let one = |product: &Product| HeaderSet::everything().within(product);
        products.iter().fold(HeaderSet::default(), |all, product| all.union(&one(product)))
    };
    vec(product(), 0..4).prop_map(union)
}
