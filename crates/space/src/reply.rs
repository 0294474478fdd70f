//! The header with which the other side answers.
//!
//! Source and destination change places. Ports change places for TCP and UDP. An ICMP query (echo, timestamp,
//! information, address mask) is answered by the type that RFC 792, RFC 950 and RFC 4443 pair with it and keeps its code; every other ICMP
//! message expects no answer. Any other protocol is answered in kind.

use crate::{HeaderSet, Headers, IntervalSet, Product, Protocol, Sender};

/// ICMP queries and their answers: protocol, query type, answer type.
const ANSWERS: &[(Protocol, u16, u16)] = &[
    (Protocol::ICMP, 8, 0),
    (Protocol::ICMP, 13, 14),
    (Protocol::ICMP, 15, 16),
    (Protocol::ICMP, 17, 18),
    (Protocol::ICMPV6, 128, 129),
];

/// The answer to one header, from `sender`; `None` when none is expected.
pub fn to(headers: &Headers, sender: Sender) -> Option<Headers> {
    let Headers { source, destination, protocol, source_port, destination_port, .. } = *headers;
    let (source_port, destination_port) = if protocol.has_type_and_code() {
        let (_, _, answer) = *ANSWERS.iter().find(|(p, query, _)| *p == protocol && *query == source_port)?;
        (answer, destination_port)
    } else {
        (destination_port, source_port)
    };
    Some(Headers { source: destination, destination: source, protocol, source_port, destination_port, sender })
}

/// The answers to the headers of a set, from any sender.
///
/// Together with [`unanswered`] this accounts for every header of the set.
#[must_use]
pub fn to_set(set: &HeaderSet) -> HeaderSet {
    swap(set, |query, answer| (query, answer))
}

/// The headers whose answers are in the set: undoes [`to_set`].
#[must_use]
pub fn of_set(set: &HeaderSet) -> HeaderSet {
    swap(set, |query, answer| (answer, query))
}

/// The headers of a set that expect no answer.
#[must_use]
pub fn unanswered(set: &HeaderSet) -> HeaderSet {
    let mut rest = set.clone();
    for product in answerable() {
        rest = rest.without(&product);
    }
    rest
}

/// Disjoint products of the headers that expect an answer.
fn answerable() -> Vec<Product> {
    let icmp = [Protocol::ICMP, Protocol::ICMPV6];
    let others = icmp.iter().fold(IntervalSet::all(), |rest: IntervalSet<Protocol>, protocol| {
        rest.difference(&IntervalSet::single(*protocol))
    });
    let mut products = vec![Product::everything().with_protocol(others)];
    for protocol in icmp {
        let queries = ANSWERS.iter().filter(|(p, ..)| *p == protocol).map(|(_, query, _)| (*query, *query));
        let mut product = Product::everything().with_protocol(IntervalSet::single(protocol));
        product.source_port = IntervalSet::from_ranges(queries);
        products.push(product);
    }
    products
}

fn swap(set: &HeaderSet, pair: impl Fn(u16, u16) -> (u16, u16)) -> HeaderSet {
    let icmp = |protocol| Product::everything().with_protocol(IntervalSet::single(protocol));
    let mut swapped = Vec::new();
    for product in set.products() {
        let mut rest = vec![product.clone()];
        for protocol in [Protocol::ICMP, Protocol::ICMPV6] {
            let Some(messages) = product.intersection(&icmp(protocol)) else { continue };
            let before = std::mem::take(&mut rest);
            for part in &before {
                part.subtract_into(&icmp(protocol), &mut rest);
            }
            for (_, query, answer) in ANSWERS.iter().filter(|(p, ..)| *p == protocol) {
                let (from, to) = pair(*query, *answer);
                if messages.source_port.contains(from) {
                    let mut turned = turn(&messages);
                    turned.source_port = IntervalSet::single(to);
                    turned.destination_port = messages.destination_port.clone();
                    swapped.push(turned);
                }
            }
        }
        swapped.extend(rest.iter().map(turn));
    }
    swapped.into_iter().collect()
}

/// Addresses and ports in each other's place, from any sender.
fn turn(product: &Product) -> Product {
    Product {
        source: product.destination.clone(),
        destination: product.source.clone(),
        protocol: product.protocol.clone(),
        source_port: product.destination_port.clone(),
        destination_port: product.source_port.clone(),
        sender: IntervalSet::all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Address;

    fn headers(protocol: Protocol, source_port: u16, destination_port: u16) -> Headers {
        Headers {
            source: Address::v4(10, 0, 0, 1),
            destination: Address::v4(8, 8, 8, 8),
            protocol,
            source_port,
            destination_port,
            sender: Sender(3),
        }
    }

    #[test]
    fn ports_change_places() {
        let reply = to(&headers(Protocol::TCP, 47129, 443), Sender::LOST).unwrap();
        assert_eq!(reply.to_string(), "tcp 8.8.8.8:443 → 10.0.0.1:47129");
    }

    #[test]
    fn echo_is_answered_and_errors_are_not() {
        let echo = headers(Protocol::ICMP, 8, 0);
        assert_eq!(to(&echo, Sender::LOST).unwrap().source_port, 0);
        assert_eq!(to(&headers(Protocol::ICMP, 3, 4), Sender::LOST), None);
        let all = HeaderSet::from(Product::everything().with_protocol(IntervalSet::single(Protocol::ICMP)));
        assert!(unanswered(&all).contains(&headers(Protocol::ICMP, 3, 4)));
        assert!(!unanswered(&all).contains(&echo));
        assert!(to_set(&all).contains(&headers(Protocol::ICMP, 0, 0)));
        assert!(!to_set(&all).contains(&headers(Protocol::ICMP, 8, 0)));
    }

    #[test]
    fn the_reply_of_everything_answerable_comes_back() {
        let everything = HeaderSet::everything();
        let there_and_back = of_set(&to_set(&everything));
        assert_eq!(there_and_back.union(&unanswered(&everything)), everything);
        assert!(!there_and_back.meets(&unanswered(&everything)));
    }
}
