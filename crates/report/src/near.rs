//! The rule that comes nearest to letting packets pass.

use packetwalk_fabric::{Action, Check};
use packetwalk_space::{Address, Field, Fields, HeaderSet, IntervalSet, Product, text};

/// A row that would have let the packets pass but for some fields.
pub(crate) struct Nearest<'t> {
    pub(crate) row: &'t packetwalk_fabric::Row,
    /// What differs, in words.
    pub(crate) differs: Vec<String>,
}

/// The passing row that differs from the packets in the fewest fields, the earliest of several. One that would have let
/// them pass, had another not come first, differs in nothing.
pub(crate) fn nearest<'t>(
    check: &'t Check,
    packets: &HeaderSet,
    name: &dyn Fn(&IntervalSet<Address>) -> String,
) -> Option<Nearest<'t>> {
    let product = packets.products().first()?;
    let weigh = |fields: Fields| -> u32 {
        // A rule for the same service and another peer is nearer than one for another service.
        let weight = |field: Field| match field {
            Field::Source | Field::Destination | Field::Sender => 2,
            Field::SourcePort | Field::DestinationPort => 3,
            Field::Protocol => 5,
        };
        Field::ALL.into_iter().filter(|field| fields.contains(*field)).map(weight).sum()
    };
    // What a filter sends on it lets pass; what a route table sends on is a matter of where.
    let passes = |action: &Action| match action {
        Action::Pass => true,
        Action::Send(_) | Action::OneOf { .. } => check.filters(),
        _ => false,
    };
    let passing = check.table.rows.iter().filter(|row| passes(&row.action));
    let scored = passing.map(|row| (comparable(product, &row.guard), row));
    let (misses, row) = scored.min_by_key(|(misses, _)| weigh(*misses))?;
    let differs = Field::ALL.into_iter().filter(|field| misses.contains(*field));
    Some(Nearest { row, differs: differs.map(|field| difference(field, product, &row.guard, name)).collect() })
}

/// The fields in which packets differ from a guard, of those that both have: the code of an ICMP message is no port.
fn comparable(packets: &Product, guard: &Product) -> Fields {
    let misses = packets.misses(guard);
    let ports = |product: &Product| product.protocol.ranges().iter().all(|(a, b)| a == b && a.has_ports());
    if !misses.contains(Field::Protocol) || (ports(packets) && ports(guard)) {
        return misses;
    }
    misses.without(Field::SourcePort).without(Field::DestinationPort)
}

fn difference(
    field: Field,
    packets: &Product,
    guard: &Product,
    name: &dyn Fn(&IntervalSet<Address>) -> String,
) -> String {
    let icmp = packets.protocol.only().is_some_and(packetwalk_space::Protocol::has_type_and_code);
    let ports = |what: &str, theirs: &IntervalSet<u16>, ours: &IntervalSet<u16>| {
        format!("{what} {} is not {}", text::ports(theirs), text::ports(ours))
    };
    match field {
        Field::Source => format!("source {} is not in {}", name(&packets.source), name(&guard.source)),
        Field::Destination => {
            format!("destination {} is not in {}", name(&packets.destination), name(&guard.destination))
        }
        Field::Protocol => {
            format!("{} is not {}", text::protocols(&packets.protocol), text::protocols(&guard.protocol))
        }
        Field::SourcePort => {
            ports(if icmp { "type" } else { "source port" }, packets.source_port(), guard.source_port())
        }
        Field::DestinationPort => {
            ports(if icmp { "code" } else { "port" }, packets.destination_port(), guard.destination_port())
        }
        Field::Sender => "the sender is not a member of the group, or isn't known any more".to_owned(),
    }
}
