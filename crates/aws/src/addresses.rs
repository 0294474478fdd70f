//! Address ranges that mean the same everywhere.

use packetwalk_space::{Address, Cidr, Family, IntervalSet};
use std::sync::LazyLock;

fn blocks(texts: &[&str]) -> IntervalSet<Address> {
    let blocks = texts.iter().filter_map(|text| text.parse::<Cidr>().ok());
    IntervalSet::from_ranges(blocks.flat_map(|block| block.addresses().ranges().to_vec()))
}

static RFC1918: LazyLock<IntervalSet<Address>> =
    LazyLock::new(|| blocks(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]));

static RFC6598: LazyLock<IntervalSet<Address>> = LazyLock::new(|| blocks(&["100.64.0.0/10"]));

/// What is neither private nor special: addresses that a host on the internet can have.
static PUBLIC: LazyLock<IntervalSet<Address>> = LazyLock::new(|| {
    let special = blocks(&[
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ]);
    let v4 = Cidr::everything(Family::V4).addresses().difference(&special);
    v4.union(&blocks(&["2000::/3"]))
});

/// 0/8, "this network" of RFC 791: no host has such an address.
pub(crate) fn this_network() -> IntervalSet<Address> {
    blocks(&["0.0.0.0/8"])
}

/// 10/8, 172.16/12 and 192.168/16.
pub(crate) fn rfc1918() -> IntervalSet<Address> {
    RFC1918.clone()
}

/// 100.64/10.
pub(crate) fn rfc6598() -> IntervalSet<Address> {
    RFC6598.clone()
}

/// Addresses that a host on the internet can have, of both families.
pub(crate) fn public() -> IntervalSet<Address> {
    PUBLIC.clone()
}
