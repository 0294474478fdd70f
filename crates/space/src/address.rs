//! IP addresses of both families on one number line.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An IPv4 or IPv6 address as one number.
///
/// IPv4 lives in `::ffff:0:0/96`, where no packet of a real network carries an IPv6 address, so one number line
/// serves both families and an interval of one family never holds an address of the other
/// (see [`Family::addresses`](Family::whole)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(u128);

const V4_FIRST: u128 = 0xffff_0000_0000;
const V4_LAST: u128 = 0xffff_ffff_ffff;

/// An address family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// The ranges that hold every address of this family, in order.
    pub const fn whole(self) -> &'static [(Address, Address)] {
        match self {
            Family::V4 => &[(Address(V4_FIRST), Address(V4_LAST))],
            Family::V6 => &[(Address(0), Address(V4_FIRST - 1)), (Address(V4_LAST + 1), Address(u128::MAX))],
        }
    }

    /// Bits in an address: 32 or 128.
    pub const fn bits(self) -> u8 {
        match self {
            Family::V4 => 32,
            Family::V6 => 128,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Family::V4 => "IPv4",
            Family::V6 => "IPv6",
        })
    }
}

impl Address {
    /// The address with this position on the number line.
    pub const fn from_number(number: u128) -> Self {
        Address(number)
    }

    /// The position on the number line.
    pub const fn number(self) -> u128 {
        self.0
    }

    /// An IPv4 address from its four bytes.
    pub const fn v4(a: u8, b: u8, c: u8, d: u8) -> Self {
        Address(V4_FIRST | u32::from_be_bytes([a, b, c, d]) as u128)
    }

    /// The family.
    pub const fn family(self) -> Family {
        if self.0 >= V4_FIRST && self.0 <= V4_LAST { Family::V4 } else { Family::V6 }
    }

    /// The standard library's form.
    pub fn ip(self) -> IpAddr {
        match self.family() {
            #[expect(clippy::cast_possible_truncation, reason = "the low 32 bits are the IPv4 address")]
            Family::V4 => IpAddr::V4(Ipv4Addr::from(self.0 as u32)),
            Family::V6 => IpAddr::V6(Ipv6Addr::from(self.0)),
        }
    }
}

impl From<Ipv4Addr> for Address {
    fn from(ip: Ipv4Addr) -> Self {
        Address(V4_FIRST | u128::from(u32::from(ip)))
    }
}

impl From<Ipv6Addr> for Address {
    fn from(ip: Ipv6Addr) -> Self {
        Address(u128::from(ip))
    }
}

impl From<IpAddr> for Address {
    fn from(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(ip) => ip.into(),
            IpAddr::V6(ip) => ip.into(),
        }
    }
}

impl std::str::FromStr for Address {
    type Err = std::net::AddrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<IpAddr>().map(Address::from)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ip().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_families_do_not_overlap_and_cover_the_line() {
        let v4 = Family::V4.whole()[0];
        let v6 = Family::V6.whole();
        assert_eq!(v6[0].1.number() + 1, v4.0.number());
        assert_eq!(v4.1.number() + 1, v6[1].0.number());
        assert_eq!(v6[1].1.number(), u128::MAX);
    }

    #[test]
    fn text_goes_both_ways() {
        for text in ["0.0.0.0", "10.0.142.154", "255.255.255.255", "::", "2600:1f18::1", "64:ff9b::808:808"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
        assert_eq!("10.0.0.1".parse::<Address>().unwrap(), Address::v4(10, 0, 0, 1));
        assert_eq!(Address::v4(10, 0, 0, 1).family(), Family::V4);
        assert_eq!("2600::1".parse::<Address>().unwrap().family(), Family::V6);
    }
}
