//! Sets of values as people write them.

use crate::{Address, Cidr, Family, HeaderSet, IntervalSet, Product, Protocol, cover};

/// How many CIDR blocks are written before ranges read better.
const BLOCKS: usize = 6;

/// Ports: `443`, `22, 8000–8100`, `any`.
pub fn ports(set: &IntervalSet<u16>) -> String {
    if set.is_all() {
        return "any".to_owned();
    }
    let range =
        |(first, last): &(u16, u16)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    list(set.ranges().iter().map(range))
}

/// An ICMP type or code, of which there are 256: `8`, `0–7, 9–12`, `any`.
pub fn byte(set: &IntervalSet<u16>) -> String {
    if is_every_byte(set) { "any".to_owned() } else { ports(set) }
}

fn is_every_byte(set: &IntervalSet<u16>) -> bool {
    set.contains_all(&IntervalSet::range(0, 255))
}

/// Addresses as CIDR blocks, single addresses without their prefix length; by what is missing, or as ranges, where blocks
/// would be many.
pub fn addresses(set: &IntervalSet<Address>) -> String {
    if set.is_all() {
        return "anywhere".to_owned();
    }
    let families = [Family::V4, Family::V6].map(Cidr::everything);
    let parts: Vec<_> = families.iter().map(|family| (family, set.intersection(&family.addresses()))).collect();
    let met: Vec<_> = parts.iter().filter(|(_, part)| !part.is_empty()).collect();
    if met.iter().any(|(_, part)| cover(part).len() > BLOCKS) {
        let missing: Vec<Cidr> =
            met.iter().flat_map(|(family, part)| cover(&family.addresses().difference(part))).collect();
        if missing.len() <= BLOCKS {
            let whole = if let [(family, _)] = met.as_slice() { family.to_string() } else { "anywhere".to_owned() };
            return format!("{whole} but {}", blocks(&missing));
        }
    }
    // No range that people write goes from one family to the other.
    list(met.iter().map(|(_, part)| of_family(part)))
}

fn of_family(set: &IntervalSet<Address>) -> String {
    let blocks = cover(set);
    if blocks.len() <= BLOCKS {
        return self::blocks(&blocks);
    }
    let range = |(first, last): &(Address, Address)| {
        if first == last { first.to_string() } else { format!("{first}–{last}") }
    };
    let ranges = set.ranges();
    let told = list(ranges.iter().take(BLOCKS).map(range));
    match ranges.len().saturating_sub(BLOCKS) {
        0 => told,
        1 => format!("{told} and 1 more range"),
        more => format!("{told} and {more} more ranges"),
    }
}

/// Blocks, single addresses without their prefix length.
pub fn blocks(blocks: &[Cidr]) -> String {
    list(blocks.iter().copied().map(block))
}

/// A block; a single address without its prefix length.
pub fn block(cidr: Cidr) -> String {
    if cidr.length() == cidr.family().bits() { cidr.first().to_string() } else { cidr.to_string() }
}

/// Protocols: `tcp`, `tcp, udp`, `any protocol`.
pub fn protocols(set: &IntervalSet<Protocol>) -> String {
    if set.is_all() {
        return "any protocol".to_owned();
    }
    let range = |(first, last): &(Protocol, Protocol)| {
        if first == last { first.to_string() } else { format!("protocols {}–{}", first.0, last.0) }
    };
    list(set.ranges().iter().map(range))
}

/// What the two port fields of a product say: ` port 443`, ` ports 22, 80 from ports 1024–65535`, ` type 8 code 0`; empty
/// when they say nothing.
pub fn ports_of(product: &Product) -> String {
    let single = |set: &IntervalSet<u16>| set.only().is_some();
    let (sources, destinations) = (product.source_port(), product.destination_port());
    let icmp = product.protocol.only().is_some_and(Protocol::has_type_and_code);
    let mut text = String::new();
    if icmp {
        if !is_every_byte(sources) {
            text += &format!(" type {}", ports(sources));
        }
        if !is_every_byte(destinations) {
            text += &format!(" code {}", ports(destinations));
        }
        return text;
    }
    if !destinations.is_all() {
        text += &format!(" {} {}", if single(destinations) { "port" } else { "ports" }, ports(destinations));
    }
    if !sources.is_all() {
        text += &format!(" from {} {}", if single(sources) { "port" } else { "ports" }, ports(sources));
    }
    text
}

/// A product: `tcp 10.0.1.7 → 10.1.0.0/16 port 443`.
pub fn product(product: &Product) -> String {
    product_with(product, &addresses)
}

/// The same, with a name for sets of addresses.
pub fn product_with(product: &Product, name: &dyn Fn(&IntervalSet<Address>) -> String) -> String {
    let protocol = protocols(&product.protocol);
    format!("{protocol} {} → {}{}", name(&product.source), name(&product.destination), ports_of(product))
}

/// A set: its products, `;` between them, the first few.
pub fn headers(set: &HeaderSet, name: &dyn Fn(&IntervalSet<Address>) -> String) -> String {
    const PRODUCTS: usize = 4;
    let set = set.compacted();
    let told: Vec<_> = set.products().iter().take(PRODUCTS).map(|product| product_with(product, name)).collect();
    let told = told.join("; ");
    match set.products().len() {
        0 => "nothing".to_owned(),
        count if count > PRODUCTS => format!("{told}; and {} more", count - PRODUCTS),
        _ => told,
    }
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<_> = items.into_iter().collect();
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_people_write() {
        assert_eq!(ports(&IntervalSet::from_ranges([(22, 22), (8000, 8100)])), "22, 8000–8100");
        let v4 = "10.0.0.0/16".parse::<Cidr>().unwrap().addresses();
        assert_eq!(byte(&IntervalSet::range(0, 255)), "any");
        assert_eq!(byte(&IntervalSet::range(1, 255)), "1–255");
        assert_eq!(addresses(&v4), "10.0.0.0/16");
        assert_eq!(addresses(&IntervalSet::single(Address::v4(8, 8, 8, 8))), "8.8.8.8");
        assert_eq!(addresses(&v4.complement()), "anywhere but 10.0.0.0/16");
        let both = "0.0.0.0/1".parse::<Cidr>().unwrap().addresses().difference(&v4);
        let both = both.union(&"2600::/16".parse::<Cidr>().unwrap().addresses());
        let v4_but = "0.0.0.0/0".parse::<Cidr>().unwrap().addresses().difference(&v4);
        assert_eq!(addresses(&v4_but), "0.0.0.0/0 but 10.0.0.0/16");
        assert_eq!(addresses(&both), "0.0.0.0–9.255.255.255, 10.1.0.0–127.255.255.255, 2600::/16");
        assert_eq!(addresses(&"::/0".parse::<Cidr>().unwrap().addresses()), "::/0");
        let tcp = Product::everything()
            .with_source(v4)
            .with_protocol(IntervalSet::single(Protocol::TCP))
            .with_ports(IntervalSet::range(1024, 65535), IntervalSet::single(443))
            .unwrap();
        assert_eq!(product(&tcp), "tcp 10.0.0.0/16 → anywhere port 443 from ports 1024–65535");
    }
}
