//! What a translator does to a header.

use crate::{Address, Field, Fields, Headers, IntervalSet, Product, Protocol, Sender};

/// What happens to one address field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressRewrite {
    /// Becomes one of these, whatever it was.
    Set(IntervalSet<Address>),
    /// Moves by the distance from `from` to `to`, as NAT64 takes an IPv4 address out of `64:ff9b::/96`. Only for addresses of
    /// one block: what moves past an end of the number line comes back in at the other.
    Shift {
        /// An address before.
        from: Address,
        /// The same address after.
        to: Address,
    },
}

impl AddressRewrite {
    /// Becomes this address.
    pub const fn to(address: Address) -> Self {
        AddressRewrite::Set(IntervalSet::single(address))
    }

    /// Back to where they were, where that can be told.
    const fn back(&self) -> Option<Self> {
        match self {
            AddressRewrite::Set(_) => None,
            AddressRewrite::Shift { from, to } => Some(AddressRewrite::Shift { from: *to, to: *from }),
        }
    }

    fn apply(&self, addresses: &IntervalSet<Address>) -> IntervalSet<Address> {
        match self {
            AddressRewrite::Set(set) => set.clone(),
            AddressRewrite::Shift { from, to } => {
                let moved = |address: Address| shift(address, *from, *to);
                IntervalSet::from_ranges(addresses.ranges().iter().map(|(first, last)| (moved(*first), moved(*last))))
            }
        }
    }

    fn apply_to(&self, address: Address) -> Address {
        match self {
            AddressRewrite::Set(set) => set.first().unwrap_or(address),
            AddressRewrite::Shift { from, to } => shift(address, *from, *to),
        }
    }
}

fn shift(address: Address, from: Address, to: Address) -> Address {
    Address::from_number(address.number().wrapping_sub(from.number()).wrapping_add(to.number()))
}

/// What a translator does to a header: each field that is `Some` changes, the others are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewrite {
    /// The source address.
    pub source: Option<AddressRewrite>,
    /// The destination address.
    pub destination: Option<AddressRewrite>,
    /// The protocol: ICMP of the other family.
    pub protocol: Option<Protocol>,
    /// The source port: one of these.
    pub source_port: Option<IntervalSet<u16>>,
    /// The destination port: one of these.
    pub destination_port: Option<IntervalSet<u16>>,
    /// The sender.
    pub sender: Option<Sender>,
}

impl Rewrite {
    /// The fields that the rewrite leaves as they are.
    pub fn kept(&self) -> Fields {
        let mut changed = Fields::NONE;
        let mut note = |is: bool, field| {
            if is {
                changed = changed.union(Fields::of(&[field]));
            }
        };
        note(self.source.is_some(), Field::Source);
        note(self.destination.is_some(), Field::Destination);
        note(self.protocol.is_some(), Field::Protocol);
        note(self.source_port.is_some(), Field::SourcePort);
        note(self.destination_port.is_some(), Field::DestinationPort);
        note(self.sender.is_some(), Field::Sender);
        changed.complement()
    }

    /// Takes back what the rewrite moved; `None` where it moved nothing.
    pub fn back(&self) -> Option<Rewrite> {
        let source = self.source.as_ref().and_then(AddressRewrite::back);
        let destination = self.destination.as_ref().and_then(AddressRewrite::back);
        (source.is_some() || destination.is_some()).then(|| Rewrite { source, destination, ..Rewrite::default() })
    }

    /// One header after the rewrite. Where the rewrite leaves a choice, the smallest value is taken.
    #[must_use]
    pub fn apply(&self, headers: Headers) -> Headers {
        let address = |rewrite: &Option<AddressRewrite>, address| {
            rewrite.as_ref().map_or(address, |rewrite| rewrite.apply_to(address))
        };
        let port = |set: &Option<IntervalSet<u16>>, port| set.as_ref().and_then(IntervalSet::first).unwrap_or(port);
        Headers {
            source: address(&self.source, headers.source),
            destination: address(&self.destination, headers.destination),
            protocol: self.protocol.unwrap_or(headers.protocol),
            source_port: port(&self.source_port, headers.source_port),
            destination_port: port(&self.destination_port, headers.destination_port),
            sender: self.sender.unwrap_or(headers.sender),
        }
    }

    pub(crate) fn apply_to_product(&self, product: &Product) -> Product {
        let address = |rewrite: &Option<AddressRewrite>, set: &IntervalSet<Address>| {
            rewrite.as_ref().map_or_else(|| set.clone(), |rewrite| rewrite.apply(set))
        };
        let port = |rewrite: &Option<IntervalSet<u16>>, set: &IntervalSet<u16>| rewrite.as_ref().unwrap_or(set).clone();
        Product {
            source: address(&self.source, &product.source),
            destination: address(&self.destination, &product.destination),
            protocol: self.protocol.map_or_else(|| product.protocol.clone(), IntervalSet::single),
            source_port: port(&self.source_port, &product.source_port),
            destination_port: port(&self.destination_port, &product.destination_port),
            sender: self.sender.map_or_else(|| product.sender.clone(), IntervalSet::single),
        }
    }
}
