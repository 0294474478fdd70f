//! Set algebra against membership: sets are made by a stack of operations, and beside each goes, for a few packets, whether
//! they are in it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use packetwalk_space::{Address, HeaderSet, Headers, IntervalSet, Point, Product, Protocol, Sender, reply};

const PACKETS: usize = 24;
/// The last IPv4 addresses and the first IPv6 ones beyond them.
const BASE: u128 = 0xFFFF_FFFF_FFF0;
const PROTOCOLS: &[u8] = &[1, 6, 17, 47, 58];

/// Bytes as numbers; zeros once they are used up.
struct Bytes<'d>(std::slice::Iter<'d, u8>);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    fn address(&mut self) -> Address {
        Address::from_number(BASE + u128::from(self.next() % 32))
    }

    fn protocol(&mut self) -> Protocol {
        Protocol(PROTOCOLS[usize::from(self.next()) % PROTOCOLS.len()])
    }

    fn number(&mut self) -> u16 {
        let byte = self.next();
        if byte < 128 { u16::from(byte % 16) } else { u16::MAX - u16::from(byte % 8) }
    }

    fn sender(&mut self) -> Sender {
        let byte = self.next() % 5;
        if byte == 4 { Sender::LOST } else { Sender(byte.into()) }
    }

    fn headers(&mut self) -> Headers {
        Headers {
            source: self.address(),
            destination: self.address(),
            protocol: self.protocol(),
            source_port: self.number(),
            destination_port: self.number(),
            sender: self.sender(),
        }
    }

    fn set<T: Point>(&mut self, point: fn(&mut Self) -> T) -> IntervalSet<T> {
        match self.next() % 5 {
            0 => IntervalSet::all(),
            count => IntervalSet::from_ranges((0..count).map(|_| {
                let (a, b) = (point(self), point(self));
                if a <= b { (a, b) } else { (b, a) }
            })),
        }
    }

    fn product(&mut self) -> Product {
        let all = Product::everything()
            .with_source(self.set(Self::address))
            .with_destination(self.set(Self::address))
            .with_sender(self.set(Self::sender));
        let one = |protocols: &[u8]| IntervalSet::from_ranges(protocols.iter().map(|p| (Protocol(*p), Protocol(*p))));
        let kind = self.next() % 3;
        let (first, second) = (self.set(Self::number), self.set(Self::number));
        match kind {
            0 => all.with_protocol(self.set(Self::protocol)),
            1 => all.with_protocol(one(&[6, 17])).with_ports(first, second).unwrap(),
            _ => all.with_protocol(one(&[1, 58])).with_icmp(first, second).unwrap(),
        }
    }
}

type Members = [bool; PACKETS];

fn both(a: Members, b: Members, of: fn(bool, bool) -> bool) -> Members {
    std::array::from_fn(|at| of(a[at], b[at]))
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes(data.iter());
    let packets: [Headers; PACKETS] = std::array::from_fn(|_| bytes.headers());
    let of = |product: &Product| -> Members { std::array::from_fn(|at| product.contains(&packets[at])) };
    let mut stack: Vec<(HeaderSet, Members)> = Vec::new();
    for _ in 0..12 {
        if bytes.0.len() == 0 {
            break;
        }
        let op = bytes.next() % 8;
        let made = match (op, stack.pop()) {
            (0..=2, before) => {
                stack.extend(before);
                let product = bytes.product();
                (HeaderSet::everything().within(&product), of(&product))
            }
            (_, None) => (HeaderSet::everything(), [true; PACKETS]),
            (3, Some((set, members))) => {
                let product = bytes.product();
                (set.without(&product), both(members, of(&product), |a, b| a && !b))
            }
            (4, Some((set, members))) => {
                let product = bytes.product();
                (set.within(&product), both(members, of(&product), |a, b| a && b))
            }
            (5, Some((a, in_a))) => match stack.pop() {
                Some((b, in_b)) => (a.union(&b), both(in_a, in_b, |a, b| a || b)),
                None => (a.compacted(), in_a),
            },
            (6, Some((a, in_a))) => match stack.pop() {
                Some((b, in_b)) => (a.intersection(&b), both(in_a, in_b, |a, b| a && b)),
                None => (a, in_a),
            },
            (_, Some((a, in_a))) => match stack.pop() {
                Some((b, in_b)) => {
                    let difference = a.difference(&b);
                    assert_eq!(b.contains_all(&a), difference.is_empty());
                    assert_eq!(a.meets(&b), !a.intersection(&b).is_empty());
                    (difference, both(in_a, in_b, |a, b| a && !b))
                }
                None => (a, in_a),
            },
        };
        stack.push(made);
    }
    for (set, members) in &stack {
        for (packet, member) in packets.iter().zip(members) {
            assert_eq!(set.contains(packet), *member, "{packet}");
        }
        for (number, product) in set.products().iter().enumerate() {
            assert!(!product.is_empty());
            assert!(set.products()[..number].iter().all(|other| !product.meets(other)));
        }
        // Without a witness there are at most pairs of an IPv4 and an IPv6 address, which no packet has.
        let one_family = |packet: &Headers| packet.source.family() == packet.destination.family();
        assert!(set.witness().is_some() || !packets.iter().any(|packet| one_family(packet) && set.contains(packet)));
        if let Some(witness) = set.witness() {
            assert!(set.contains(&witness));
            if let Some(answer) = reply::to(&witness, witness.sender) {
                assert!(reply::to_set(set).sources().contains(answer.source));
            }
        }
    }
});
