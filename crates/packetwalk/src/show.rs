//! A resource as it is read: its lowered tables, row by row.

use packetwalk_aws::{EndError, Lowerer, Network};
use packetwalk_fabric::{Action, Check, Citation, Direction, Discipline, Fabric, Lexicon};
use packetwalk_report::{Place, resource};
use packetwalk_space::{Address, IntervalSet, text};

/// A resource and its tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The resource, in words.
    pub resource: String,
    /// What it is: addresses, state.
    pub about: Option<String>,
    /// Where it stands in the snapshot.
    pub place: Option<Place>,
    /// Its tables, in the order in which packets meet them.
    pub tables: Vec<ShownTable>,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownTable {
    /// What it is called: `network ACL, inbound`.
    pub name: String,
    /// Whose it is.
    pub subject: String,
    /// How rows decide.
    pub discipline: &'static str,
    /// The rows, in order.
    pub rows: Vec<ShownRow>,
    /// How many rows more there are.
    pub more: usize,
    /// What happens when none matches.
    pub default: String,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRow {
    /// The packets.
    pub guard: String,
    /// What happens to them.
    pub action: String,
    /// The rule.
    pub rule: String,
    /// Where it stands in the snapshot.
    pub place: Option<Place>,
}

/// The resource with this id or name, with its tables. The id of a security group's rule or of an address's association
/// stands for the group and the address.
///
/// Tables with a row per address show the first `most` rows.
///
/// # Errors
/// When nothing or several things in the snapshot are called so.
pub fn show(network: &Network, text: &str, most: usize) -> Result<Shown, EndError> {
    let cite = network.called(text)?;
    let citation = network.citation(cite);
    let tables = Lowerer::new(network).tables(cite);
    let fabric = Fabric::new(Lowerer::new(network));
    Ok(Shown {
        resource: resource(&citation),
        about: citation.says.clone(),
        place: place(&citation),
        tables: tables.iter().map(|check| table(network, &fabric, check, most)).collect(),
    })
}

fn place(citation: &Citation) -> Option<Place> {
    let place = citation.place.as_ref()?;
    Some(Place { file: place.file.clone(), line: place.line, pointer: place.pointer.clone() })
}

fn table(network: &Network, fabric: &Fabric<'_>, check: &Check, most: usize) -> ShownTable {
    let direction = match check.label.direction {
        Some(Direction::Egress) => ", outbound",
        Some(Direction::Ingress) => ", inbound",
        None => "",
    };
    let name = |set: &IntervalSet<Address>| network.addresses(set).unwrap_or_else(|| text::addresses(set));
    let row = |row: &packetwalk_fabric::Row, guard: String| {
        let citation = network.citation(row.cite);
        let rule = citation.rule.clone().unwrap_or_else(|| resource(&citation));
        let says = citation.says.as_ref().filter(|_| citation.rule.is_some()).map(|says| format!(": {says}"));
        let rule = format!("{rule}{}", says.unwrap_or_default());
        ShownRow { guard, action: action(network, fabric, &row.action), rule, place: place(&citation) }
    };
    let (discipline, rows, more) = match &check.table.discipline {
        Discipline::Directory(directory) => {
            let spans = directory.spans.all();
            let shown = spans.iter().take(most).map(|span| {
                let entry = fabric.entry(directory.key, span.number);
                let addresses = name(&IntervalSet::range(span.first, span.last));
                let way = if directory.field == packetwalk_space::Field::Source { "from" } else { "to" };
                row(&entry, format!("{way} {addresses}"))
            });
            ("by address", shown.collect::<Vec<_>>(), spans.len().saturating_sub(most))
        }
        other => {
            let discipline = match other {
                Discipline::FirstMatch => "the first match decides",
                Discipline::AnyRow => "any match passes",
                _ => "the longest prefix decides",
            };
            let guard = |r: &packetwalk_fabric::Row| {
                let mut guard = text::product_with(&r.guard, &name);
                if !r.guard.sender.is_all() {
                    let members = match members(&r.guard.sender) {
                        1 => "1 member".to_owned(),
                        count => format!("any of {count} members"),
                    };
                    guard += &format!(", sent by {members}");
                }
                guard
            };
            (discipline, check.table.rows.iter().map(|r| row(r, guard(r))).collect(), 0)
        }
    };
    ShownTable {
        name: format!("{}{direction}", check.label.name),
        subject: resource(&network.citation(check.subject)),
        discipline,
        rows,
        more,
        default: check.note.map_or_else(|| action(network, fabric, &check.table.default.action), str::to_owned),
    }
}

fn members(set: &IntervalSet<packetwalk_space::Sender>) -> u64 {
    set.ranges().iter().map(|(first, last)| u64::from(last.0) - u64::from(first.0) + 1).sum()
}

fn action(network: &Network, fabric: &Fabric<'_>, action: &Action) -> String {
    let lead = |key: packetwalk_fabric::Key| {
        let place = fabric.station(key).place.map(|place| resource(&network.citation(place.cite)));
        place.map_or_else(|| "send on".to_owned(), |place| format!("send to {place}"))
    };
    match action {
        Action::Pass => "pass".to_owned(),
        Action::Drop { reason, .. } => format!("drop ({})", reason.code),
        Action::Send(key) => lead(*key),
        Action::Rewrite(translation) => {
            let mut parts = Vec::new();
            let rewrite = &translation.rewrite;
            let address = |rewrite: &packetwalk_space::AddressRewrite| match rewrite {
                packetwalk_space::AddressRewrite::Set(set) => {
                    network.addresses(set).unwrap_or_else(|| text::addresses(set))
                }
                packetwalk_space::AddressRewrite::Shift { from, to } => format!("moved from {from} to {to}"),
            };
            parts.extend(rewrite.source.as_ref().map(|r| format!("source {}", address(r))));
            parts.extend(rewrite.protocol.map(|protocol| format!("protocol {protocol}")));
            // What is a port otherwise is ICMP's type.
            let first = if rewrite.protocol.is_some() { "type" } else { "source port" };
            parts.extend(rewrite.source_port.as_ref().map(|ports| format!("{first} {}", text::ports(ports))));
            parts.extend(rewrite.destination.as_ref().map(|r| format!("destination {}", address(r))));
            parts.extend(
                rewrite.destination_port.as_ref().map(|ports| format!("destination port {}", text::ports(ports))),
            );
            if parts.is_empty() { "forget the sender".to_owned() } else { format!("translate: {}", parts.join(", ")) }
        }
        Action::Restore { .. } => "translate replies back".to_owned(),
        Action::OneOf { options, .. } => {
            let names: Vec<_> = options.iter().map(|(cite, _)| network.citation(*cite).id).collect();
            format!("send to one of {}", names.join(", "))
        }
        Action::Deliver { .. } => "deliver".to_owned(),
        Action::Leave { .. } => "leave".to_owned(),
        Action::Unknown { gap, .. } => format!("unknown ({})", gap.code),
    }
}
