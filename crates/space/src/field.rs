//! The fields of a header, by name.

/// One field of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Source address.
    Source,
    /// Destination address.
    Destination,
    /// IP protocol number.
    Protocol,
    /// Source port, or ICMP type.
    SourcePort,
    /// Destination port, or ICMP code.
    DestinationPort,
    /// Which interface sent the packet; not on the wire.
    Sender,
}

impl Field {
    /// All fields, in the order in which differences are told.
    pub const ALL: [Field; 6] =
        [Field::Protocol, Field::SourcePort, Field::DestinationPort, Field::Destination, Field::Source, Field::Sender];
}

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields(u8);

impl Fields {
    /// No field.
    pub const NONE: Fields = Fields(0);
    /// Every field.
    pub const ALL: Fields = Fields(0b11_1111);

    /// The set of the fields given.
    pub const fn of(fields: &[Field]) -> Self {
        let mut bits = 0;
        let mut rest = fields;
        while let [field, tail @ ..] = rest {
            bits |= 1 << *field as u8;
            rest = tail;
        }
        Fields(bits)
    }

    /// Whether the field is in the set.
    pub const fn contains(self, field: Field) -> bool {
        self.0 & (1 << field as u8) != 0
    }

    /// Every field that is not in the set.
    #[must_use]
    pub const fn complement(self) -> Self {
        Fields(!self.0 & Self::ALL.0)
    }

    /// The set without one field.
    #[must_use]
    pub const fn without(self, field: Field) -> Self {
        Fields(self.0 & !(1 << field as u8))
    }

    /// Fields in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Fields(self.0 | other.0)
    }
}
