//! CIDR blocks.

use crate::{Address, Family, IntervalSet};
use std::fmt;

/// A CIDR block: a family, a first address, and a prefix length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr {
    first: Address,
    length: u8,
}

/// Why a text is not a CIDR block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CidrError {
    /// Neither an address nor an address with a prefix length.
    Syntax,
    /// The prefix length is larger than the family allows.
    Length {
        /// The largest that would do: 32 or 128.
        most: u8,
    },
    /// Bits are set beyond the prefix length.
    HostBits {
        /// The block that was probably meant.
        canonical: Cidr,
    },
}

/// What is wrong with a text, to be said behind it: `"10.0.0.1/8" has bits set …`.
impl fmt::Display for CidrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CidrError::Syntax => {
                f.write_str("is not an address block: expected one such as 10.0.0.0/16 or 2600:1f18::/56")
            }
            CidrError::Length { most } => write!(f, "has a prefix length that isn't 0 to {most}"),
            CidrError::HostBits { canonical } => {
                write!(f, "has bits set beyond its prefix length; {canonical} is the block that holds it")
            }
        }
    }
}

impl std::error::Error for CidrError {}

impl Cidr {
    /// The block of this prefix length that holds `address`; lengths beyond the family's are cut to it.
    pub fn around(address: Address, length: u8) -> Self {
        let bits = address.family().bits();
        let length = length.min(bits);
        let host = host_mask(bits - length);
        Cidr { first: Address::from_number(address.number() & !host), length }
    }

    /// The block of one address.
    pub fn single(address: Address) -> Self {
        Cidr { first: address, length: address.family().bits() }
    }

    /// Everything of a family: `0.0.0.0/0` or `::/0`.
    pub fn everything(family: Family) -> Self {
        match family {
            Family::V4 => Cidr { first: Address::v4(0, 0, 0, 0), length: 0 },
            Family::V6 => Cidr { first: Address::from_number(0), length: 0 },
        }
    }

    /// Reads `a.b.c.d/n`, `x::/n`, or a bare address (a block of one).
    ///
    /// # Errors
    /// When the text is not a block, or has host bits set (AWS never prints such a block).
    pub fn parse(text: &str) -> Result<Self, CidrError> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: Address = address.parse().map_err(|_| CidrError::Syntax)?;
        let most = address.family().bits();
        let length = match length {
            None => most,
            Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse::<u8>().ok().filter(|length| *length <= most).ok_or(CidrError::Length { most })?
            }
            Some(_) => return Err(CidrError::Syntax),
        };
        let canonical = Cidr::around(address, length);
        if canonical.first == address { Ok(canonical) } else { Err(CidrError::HostBits { canonical }) }
    }

    /// The first address.
    pub const fn first(self) -> Address {
        self.first
    }

    /// The last address.
    pub fn last(self) -> Address {
        let host = host_mask(self.family().bits() - self.length);
        Address::from_number(self.first.number() | host)
    }

    /// The prefix length.
    pub const fn length(self) -> u8 {
        self.length
    }

    /// The family.
    pub const fn family(self) -> Family {
        self.first.family()
    }

    /// Whether `address` is in the block.
    pub fn contains(self, address: Address) -> bool {
        // `::/0` spans the whole number line; the family keeps IPv4 out of it.
        address.family() == self.family() && self.first <= address && address <= self.last()
    }

    /// Whether the whole of `other` is in the block.
    pub fn covers(self, other: Cidr) -> bool {
        self.length <= other.length && self.contains(other.first)
    }

    /// The addresses of the block.
    pub fn addresses(self) -> IntervalSet<Address> {
        if self.family() == Family::V6 && self.contains_v4_range() {
            let whole = IntervalSet::from_ranges([(self.first, self.last())]);
            return whole.difference(&IntervalSet::from_ranges(Family::V4.whole().iter().copied()));
        }
        IntervalSet::range(self.first, self.last())
    }

    fn contains_v4_range(self) -> bool {
        let v4 = Family::V4.whole()[0];
        self.first < v4.0 && v4.1 < self.last()
    }
}

fn host_mask(bits: u8) -> u128 {
    1u128.checked_shl(u32::from(bits)).map_or(u128::MAX, |size| size - 1)
}

impl std::str::FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Cidr::parse(text)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.length)
    }
}

/// The fewest blocks that hold exactly the addresses of `set`, in order.
pub fn cover(set: &IntervalSet<Address>) -> Vec<Cidr> {
    let mut blocks = Vec::new();
    for family in [Family::V4, Family::V6] {
        let whole = Cidr::everything(family);
        if set.contains_all(&whole.addresses()) {
            blocks.push(whole);
            continue;
        }
        for &(first, last) in set.intersection(&whole.addresses()).ranges() {
            cover_range(first, last, &mut blocks);
        }
    }
    blocks
}

fn cover_range(first: Address, last: Address, blocks: &mut Vec<Cidr>) {
    let bits = u32::from(first.family().bits());
    let mut next = first.number();
    loop {
        // The largest block that starts at `next`: limited by its alignment and by what is left.
        let left = last.number() - next;
        let by_alignment = next.trailing_zeros().min(bits);
        let by_room = left.checked_add(1).map_or(bits, |count| count.ilog2());
        let host = by_alignment.min(by_room);
        #[expect(clippy::cast_possible_truncation, reason = "at most 128")]
        blocks.push(Cidr { first: Address::from_number(next), length: (bits - host) as u8 });
        let size = 1u128 << host.min(127);
        match next.checked_add(size) {
            Some(after) if after <= last.number() => next = after,
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn parses_blocks_and_addresses() {
        for text in ["10.0.0.0/16", "0.0.0.0/0", "::/0", "2600:1f18::/56", "8.8.8.8/32"] {
            assert_eq!(cidr(text).to_string(), text);
        }
        assert_eq!(cidr("8.8.8.8"), cidr("8.8.8.8/32"));
    }

    #[test]
    fn refuses_what_is_no_block() {
        assert_eq!(Cidr::parse("10.0.0.1/16"), Err(CidrError::HostBits { canonical: cidr("10.0.0.0/16") }));
        assert_eq!(Cidr::parse("10.0.0.0/33"), Err(CidrError::Length { most: 32 }));
        assert_eq!(Cidr::parse("::/129"), Err(CidrError::Length { most: 128 }));
        for text in ["", "10.0.0/8", "10.0.0.0/", "10.0.0.0/+8", "web", "10.0.0.0/a"] {
            assert_eq!(Cidr::parse(text), Err(CidrError::Syntax), "{text}");
        }
    }

    #[test]
    fn everything_of_one_family_leaves_the_other_out() {
        assert!(!cidr("::/0").addresses().contains(Address::v4(10, 0, 0, 1)));
        assert!(!cidr("0.0.0.0/0").addresses().contains("2600::1".parse().unwrap()));
        assert!(!cidr("::/0").contains(Address::v4(10, 0, 0, 1)));
        assert!(cidr("::/0").contains("2600::1".parse().unwrap()));
    }

    #[test]
    fn covers_by_prefix() {
        assert!(cidr("10.0.0.0/8").covers(cidr("10.1.0.0/16")));
        assert!(!cidr("10.1.0.0/16").covers(cidr("10.0.0.0/8")));
        assert!(cidr("::/0").covers(cidr("2600::/16")));
    }

    #[test]
    fn cover_gives_the_blocks_back() {
        for text in ["0.0.0.0/0", "::/0", "10.0.128.0/20", "2600:1f18::/56", "255.255.255.255/32"] {
            assert_eq!(cover(&cidr(text).addresses()), [cidr(text)]);
        }
        let odd = IntervalSet::range(Address::v4(10, 0, 0, 1), Address::v4(10, 0, 0, 6));
        let blocks: Vec<_> = cover(&odd).iter().map(ToString::to_string).collect();
        assert_eq!(blocks, ["10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/31", "10.0.0.6/32"]);
    }
}
