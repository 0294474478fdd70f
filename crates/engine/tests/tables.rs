//! A table is read in two ways: as a class of packets, which is what it means, and packet by packet, which is fast. Both
//! say the same.

#[path = "../../space/tests/arbitrary/mod.rs"]
mod arbitrary;

use arbitrary::{header_set, headers, product};
use packetwalk_engine::{Together, Traveller};
use packetwalk_fabric::{
    Action, Cite, Default, Fabric, Key, Lowering, Otherwise, Reason, ReasonKind, Row, Station, Table,
};
use packetwalk_space::{HeaderSet, Headers, IntervalSet, Product};
use proptest::collection::vec;
use proptest::prelude::*;

/// Few rows, which are read as plain numbers, and many, which are indexed.
fn guards() -> impl Strategy<Value = Vec<Product>> {
    prop_oneof![vec(product(), 0..30), vec(narrow(), 60..200)]
}

/// A product that leaves something for the rows behind it.
fn narrow() -> impl Strategy<Value = Product> {
    (product(), headers()).prop_map(|(product, packet)| product.with_source(IntervalSet::single(packet.source)))
}

fn table(guards: Vec<Product>, any_row: bool) -> Table {
    let row = |(rule, guard)| Row::new(guard, if rule % 3 == 0 { Action::Pass } else { refuse() }, cite(rule));
    let rows = (0..).zip(guards).map(row).collect();
    let default = Default { action: refuse(), cite: cite(u32::MAX), assumes: None };
    if any_row { Table::any_row(rows, default) } else { Table::first_match(rows, default) }
}

fn routes(guards: Vec<Product>) -> Table {
    let row = |(rule, guard): (u32, Product)| {
        Row::new(Product::everything().with_destination(guard.destination), refuse(), cite(rule))
    };
    Table::longest_prefix(
        (0..).zip(guards).map(row).collect(),
        Default { action: refuse(), cite: cite(u32::MAX), assumes: None },
    )
}

fn cite(rule: u32) -> Cite {
    Cite { rule, ..Cite::resource(0, 0) }
}

fn refuse() -> Action {
    Action::Drop { reason: &REASON, otherwise: Otherwise::End }
}

static REASON: Reason = Reason {
    code: "TEST",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "",
    sentence: "",
    remedy: "",
    command: None,
    page: "",
    rules: &[],
};

struct Nothing;

impl Lowering for Nothing {
    fn station(&self, _: Key) -> Station {
        Station { place: None, checks: Vec::new(), then: Action::Pass }
    }

    fn entry(&self, _: Key, _: u32) -> Row {
        Row::new(Product::everything(), Action::Pass, cite(0))
    }
}

/// Packets that meet rows: one of every guard, and the same with another's fields.
fn probes(guards: &[Product], others: &[Headers]) -> Vec<Headers> {
    let inside: Vec<_> = guards.iter().filter_map(Product::witness).collect();
    let mixed = inside.iter().zip(others.iter().cycle()).flat_map(|(packet, other)| {
        let near = Headers { source: packet.source, destination: packet.destination, ..*other };
        let far = Headers { destination_port: other.destination_port, sender: other.sender, ..*packet };
        [*packet, near, far]
    });
    mixed.chain(others.iter().copied()).collect()
}

fn decided<T: Traveller>(packets: &T, table: &Table) -> Vec<(Action, Cite, Option<usize>, bool)> {
    let fabric = Fabric::new(Nothing);
    packets
        .decide(table, &fabric, Together::NONE)
        .map(|share| (share.action, share.cite, share.row, share.matched))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn one_packet_is_a_class_of_one(guards in guards(), others in vec(headers(), 1..20), kind in 0..3_u8) {
        let probes = probes(&guards, &others);
        let table = if kind == 0 { routes(guards) } else { table(guards, kind == 1) };
        // Rows are read one by one at first, and by their register later.
        for _ in 0..2 {
            for packet in &probes {
                prop_assert_eq!(decided(packet, &table), decided(&HeaderSet::single(*packet), &table), "{}", packet);
            }
        }
    }

    #[test]
    fn a_table_divides_a_class(class in header_set(), guards in guards(), others in vec(headers(), 1..20), kind in 0..3_u8) {
        let probes = probes(&guards, &others);
        let table = if kind == 0 { routes(guards) } else { table(guards, kind == 1) };
        let fabric = Fabric::new(Nothing);
        let shares: Vec<_> = class.decide(&table, &fabric, Together::NONE).collect();
        prop_assert!(shares.iter().all(|share| !share.packets.is_empty()));
        for packet in &probes {
            let of: Vec<_> = shares.iter().filter(|share| share.packets.contains(packet)).collect();
            prop_assert_eq!(of.len(), usize::from(class.contains(packet)), "each packet has one share: {}", packet);
            for share in of {
                prop_assert_eq!(share.row, table.row_for(packet), "{}", packet);
            }
        }
    }
}
