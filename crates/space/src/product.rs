//! Products: one interval set per field.

use crate::{Address, Field, Fields, Headers, IntervalSet, Point, Protocol, Sender};
use std::fmt;

/// All headers whose every field lies in that field's set. One AWS rule is exactly one product.
///
/// `source_port` and `destination_port` are read by protocol: ports for TCP and UDP, type and code for ICMP. They can be
/// narrower than everything only where every protocol of the product has such a field; [`Product::with_ports`] and
/// [`Product::with_icmp`] hold to that, and intersection and difference preserve it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Source addresses.
    pub source: IntervalSet<Address>,
    /// Destination addresses.
    pub destination: IntervalSet<Address>,
    /// IP protocol numbers.
    pub protocol: IntervalSet<Protocol>,
    pub(crate) source_port: IntervalSet<u16>,
    pub(crate) destination_port: IntervalSet<u16>,
    /// Senders.
    pub sender: IntervalSet<Sender>,
}

/// A guard named ports without naming a protocol that has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortsNeedAProtocol;

impl fmt::Display for PortsNeedAProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ports can be compared only for tcp and udp, type and code only for icmp and icmpv6")
    }
}

impl std::error::Error for PortsNeedAProtocol {}

impl Product {
    /// Every header.
    pub const fn everything() -> Self {
        Product {
            source: IntervalSet::all(),
            destination: IntervalSet::all(),
            protocol: IntervalSet::all(),
            source_port: IntervalSet::all(),
            destination_port: IntervalSet::all(),
            sender: IntervalSet::all(),
        }
    }

    /// The product of one header.
    pub fn single(headers: Headers) -> Self {
        let ports = headers.protocol.has_ports() || headers.protocol.has_type_and_code();
        let port = |port| if ports { IntervalSet::single(port) } else { IntervalSet::all() };
        Product {
            source: IntervalSet::single(headers.source),
            destination: IntervalSet::single(headers.destination),
            protocol: IntervalSet::single(headers.protocol),
            source_port: port(headers.source_port),
            destination_port: port(headers.destination_port),
            sender: IntervalSet::single(headers.sender),
        }
    }

    /// The same, from these source addresses.
    #[must_use]
    pub fn with_source(mut self, source: IntervalSet<Address>) -> Self {
        self.source = source;
        self
    }

    /// The same, to these destination addresses.
    #[must_use]
    pub fn with_destination(mut self, destination: IntervalSet<Address>) -> Self {
        self.destination = destination;
        self
    }

    /// The same, of these protocols.
    #[must_use]
    pub fn with_protocol(mut self, protocol: IntervalSet<Protocol>) -> Self {
        self.protocol = protocol;
        self
    }

    /// The same, from these senders.
    #[must_use]
    pub fn with_sender(mut self, sender: IntervalSet<Sender>) -> Self {
        self.sender = sender;
        self
    }

    /// The same, with these source and destination ports.
    ///
    /// # Errors
    /// When a protocol of the product has no ports.
    pub fn with_ports(
        mut self,
        source_port: IntervalSet<u16>,
        destination_port: IntervalSet<u16>,
    ) -> Result<Self, PortsNeedAProtocol> {
        if !self.only_protocols(Protocol::has_ports) {
            return Err(PortsNeedAProtocol);
        }
        self.source_port = source_port;
        self.destination_port = destination_port;
        Ok(self)
    }

    /// The same, with these ICMP types and codes.
    ///
    /// # Errors
    /// When a protocol of the product is neither ICMP nor ICMPv6.
    pub fn with_icmp(mut self, types: IntervalSet<u16>, codes: IntervalSet<u16>) -> Result<Self, PortsNeedAProtocol> {
        if !self.only_protocols(Protocol::has_type_and_code) {
            return Err(PortsNeedAProtocol);
        }
        self.source_port = types;
        self.destination_port = codes;
        Ok(self)
    }

    fn only_protocols(&self, test: impl Fn(Protocol) -> bool) -> bool {
        self.protocol.ranges().iter().all(|(first, last)| (first.0..=last.0).all(|number| test(Protocol(number))))
    }

    /// Source ports, or ICMP types.
    pub fn source_port(&self) -> &IntervalSet<u16> {
        &self.source_port
    }

    /// Destination ports, or ICMP codes.
    pub fn destination_port(&self) -> &IntervalSet<u16> {
        &self.destination_port
    }

    /// Whether no header is in the product.
    pub fn is_empty(&self) -> bool {
        self.source.is_empty()
            || self.destination.is_empty()
            || self.protocol.is_empty()
            || self.source_port.is_empty()
            || self.destination_port.is_empty()
            || self.sender.is_empty()
    }

    /// Whether the header is in the product.
    pub fn contains(&self, headers: &Headers) -> bool {
        let ports = headers.protocol.has_ports() || headers.protocol.has_type_and_code();
        self.destination.contains(headers.destination)
            && self.source.contains(headers.source)
            && self.protocol.contains(headers.protocol)
            && (!ports
                || self.destination_port.contains(headers.destination_port)
                    && self.source_port.contains(headers.source_port))
            && self.sender.contains(headers.sender)
    }

    /// Whether the two products share a header.
    pub fn meets(&self, other: &Self) -> bool {
        // What is compared in a step goes first; addresses may be long lists.
        self.destination_port.meets(&other.destination_port)
            && self.protocol.meets(&other.protocol)
            && self.destination.meets(&other.destination)
            && self.source.meets(&other.source)
            && self.source_port.meets(&other.source_port)
            && self.sender.meets(&other.sender)
    }

    /// Whether every header of `other` is in the product.
    pub fn contains_all(&self, other: &Self) -> bool {
        self.destination.contains_all(&other.destination)
            && self.source.contains_all(&other.source)
            && self.protocol.contains_all(&other.protocol)
            && self.destination_port.contains_all(&other.destination_port)
            && self.source_port.contains_all(&other.source_port)
            && self.sender.contains_all(&other.sender)
    }

    /// Headers in both; `None` when there are none.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        if !self.meets(other) {
            return None;
        }
        Some(Product {
            source: self.source.intersection(&other.source),
            destination: self.destination.intersection(&other.destination),
            protocol: self.protocol.intersection(&other.protocol),
            source_port: self.source_port.intersection(&other.source_port),
            destination_port: self.destination_port.intersection(&other.destination_port),
            sender: self.sender.intersection(&other.sender),
        })
    }

    /// Appends the headers of this product that are not in `other`, as disjoint products.
    ///
    /// Protocols are peeled off first, so that a product with narrowed ports always names protocols that have them, and
    /// answers read like rules ("udp; tcp but port 443; …").
    pub(crate) fn subtract_into(&self, other: &Self, left: &mut Vec<Self>) {
        if !self.meets(other) {
            left.push(self.clone());
            return;
        }
        self.cut_into(other, left);
    }

    /// The same, for two that meet; returns the headers that are in both.
    pub(crate) fn cut_into(&self, other: &Self, left: &mut Vec<Self>) -> Self {
        let mut rest = self.clone();
        for field in Field::ALL {
            rest.peel(field, other, left);
        }
        rest
    }

    /// Appends the part of this product that lies outside `other` in `field`, and narrows this product to the rest.
    fn peel(&mut self, field: Field, other: &Self, left: &mut Vec<Self>) {
        macro_rules! peel {
            ($name:ident) => {{
                if !other.$name.contains_all(&self.$name) {
                    let outside = self.$name.difference(&other.$name);
                    left.push(Product { $name: outside, ..self.clone() });
                    self.$name = self.$name.intersection(&other.$name);
                }
            }};
        }
        match field {
            Field::Source => peel!(source),
            Field::Destination => peel!(destination),
            Field::Protocol => peel!(protocol),
            Field::SourcePort => peel!(source_port),
            Field::DestinationPort => peel!(destination_port),
            Field::Sender => peel!(sender),
        }
    }

    /// This product narrowed, in the fields given, to the values that `other` has there; `None` when nothing is left.
    pub(crate) fn narrowed(&self, other: &Self, fields: Fields) -> Option<Self> {
        let mut narrowed = self.clone();
        for field in Field::ALL.into_iter().filter(|field| fields.contains(*field)) {
            match field {
                Field::Source => narrowed.source = self.source.intersection(&other.source),
                Field::Destination => narrowed.destination = self.destination.intersection(&other.destination),
                Field::Protocol => narrowed.protocol = self.protocol.intersection(&other.protocol),
                Field::SourcePort => narrowed.source_port = self.source_port.intersection(&other.source_port),
                Field::DestinationPort => {
                    narrowed.destination_port = self.destination_port.intersection(&other.destination_port);
                }
                Field::Sender => narrowed.sender = self.sender.intersection(&other.sender),
            }
        }
        (!narrowed.is_empty()).then_some(narrowed)
    }

    /// The fields in which the two products have no value in common.
    pub fn misses(&self, other: &Self) -> Fields {
        let missed = |field: &Field| match field {
            Field::Source => !self.source.meets(&other.source),
            Field::Destination => !self.destination.meets(&other.destination),
            Field::Protocol => !self.protocol.meets(&other.protocol),
            Field::SourcePort => !self.source_port.meets(&other.source_port),
            Field::DestinationPort => !self.destination_port.meets(&other.destination_port),
            Field::Sender => !self.sender.meets(&other.sender),
        };
        Field::ALL
            .iter()
            .filter(|field| missed(field))
            .fold(Fields::NONE, |all, field| all.union(Fields::of(&[*field])))
    }

    /// A member, chosen the same way every time: the smallest value of every field.
    pub fn witness(&self) -> Option<Headers> {
        let source = self.source.first()?;
        // A product can span both families; a packet's two addresses are of one.
        let family = IntervalSet::from_ranges(source.family().whole().iter().copied());
        let destination = self.destination.intersection(&family).first();
        let (source, destination) = match destination {
            Some(destination) => (source, destination),
            None => {
                let other = family.complement();
                (self.source.intersection(&other).first()?, self.destination.intersection(&other).first()?)
            }
        };
        let protocol = self.protocol.first()?;
        let ports = protocol.has_ports() || protocol.has_type_and_code();
        let port = |set: &IntervalSet<u16>| if ports { set.first() } else { Some(0) };
        Some(Headers {
            source,
            destination,
            protocol,
            source_port: port(&self.source_port)?,
            destination_port: port(&self.destination_port)?,
            sender: self.sender.first().unwrap_or(Sender::FIRST),
        })
    }
}
