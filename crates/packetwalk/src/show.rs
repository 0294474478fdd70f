//! A resource as it is read: its lowered tables, row by row.

use packetwalk_aws::{EndError, Lowerer, Network};
use packetwalk_fabric::{Action, Check, Citation, Cite, Direction, Discipline, Fabric, Lexicon};
use packetwalk_report::{Belongs, Outcome, Place, Resource, named, resource, stands};
use packetwalk_space::{Address, IntervalSet, text};
use schemars::JsonSchema;
use serde::Serialize;

/// A resource: what it is, its tables, what it belongs to, and who names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Shown {
    /// The resource.
    pub resource: Resource,
    /// What it is: addresses, state.
    pub about: Option<String>,
    /// The account that owns it, where the snapshot says so.
    pub owner: Option<String>,
    /// Its Region, where the snapshot says so.
    pub region: Option<String>,
    /// Its availability zone, where it is in one.
    pub zone: Option<String>,
    /// Where it stands in the snapshot.
    pub place: Option<Place>,
    /// Its tables, in the order in which packets meet them.
    pub tables: Vec<ShownTable>,
    /// What it belongs to.
    pub belongs: Vec<Belongs>,
    /// What it names: the subnets that it filters, where it routes to.
    pub names: Vec<Referrer>,
    /// Who belongs to it, or names it.
    pub referrers: Vec<Referrer>,
    /// How many more there are.
    pub more_referrers: usize,
}

/// A resource that names another, or is named by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Referrer {
    /// How it names it: `in subnet`, `routes to`, `allows members of`.
    pub how: String,
    /// The resource.
    #[serde(flatten)]
    pub resource: Resource,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShownTable {
    /// What it is called: `network ACL, inbound`.
    pub name: String,
    /// Whose it is.
    pub subject: Resource,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShownRow {
    /// The packets.
    pub guard: String,
    /// What happens to them.
    pub action: String,
    /// The same in a word.
    pub outcome: Outcome,
    /// The rule.
    pub rule: String,
    /// The rule's own number or id.
    pub rule_id: Option<String>,
    /// Where it stands in the snapshot.
    pub place: Option<Place>,
    /// Whether the place is the rule's own, and AWS CLI commands can change the rule and take it out.
    pub editable: bool,
}

/// The resource with this id or name, with its tables. The id of a security group's rule or of an address's association
/// stands for the group and the address.
///
/// Tables with a row per address show the first `most` rows; as many of those who name the resource are told.
///
/// # Errors
/// When nothing or several things in the snapshot are called so.
pub fn show(network: &Network, text: &str, most: usize) -> Result<Shown, EndError> {
    let cite = network.called(text)?;
    let citation = network.citation(cite);
    let tables = Lowerer::new(network).tables(cite);
    let fabric = Fabric::new(Lowerer::new(network));
    let known = stands(network, cite);
    let mut referrers = network.referrers(cite);
    let more_referrers = referrers.len().saturating_sub(most);
    referrers.truncate(most);
    let told = |(how, cite): (&str, Cite)| Referrer { how: how.to_owned(), resource: named(&network.citation(cite)) };
    Ok(Shown {
        resource: known.resource,
        about: citation.says.clone(),
        owner: known.owner,
        region: known.region,
        zone: known.zone,
        place: place(&citation),
        tables: tables.iter().map(|check| table(network, &fabric, check, most)).collect(),
        belongs: known.belongs,
        names: network.names(cite).into_iter().take(most).map(told).collect(),
        referrers: referrers.into_iter().map(told).collect(),
        more_referrers,
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
        ShownRow {
            guard,
            action: action(network, fabric, &row.action),
            outcome: outcome(&row.action),
            rule,
            rule_id: citation.rule_id.clone(),
            place: place(&citation),
            editable: citation.place.is_some() && network.is_written(row.cite),
        }
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
        subject: named(&network.citation(check.subject)),
        discipline,
        rows,
        more,
        default: match (&check.table.default.action, check.note) {
            // What a check notes is what it means that packets pass.
            (refuses @ (Action::Drop { .. } | Action::Unknown { .. }), _) => action(network, fabric, refuses),
            (_, Some(note)) => note.to_owned(),
            (passes, None) => action(network, fabric, passes),
        },
    }
}

fn members(set: &IntervalSet<packetwalk_space::Sender>) -> u64 {
    set.ranges().iter().map(|(first, last)| u64::from(last.0) - u64::from(first.0) + 1).sum()
}

fn outcome(action: &Action) -> Outcome {
    match action {
        Action::Pass => Outcome::Pass,
        Action::Drop { .. } => Outcome::Drop,
        Action::Send(_) | Action::OneOf { .. } | Action::Leave { .. } => Outcome::Send,
        Action::Rewrite(_) => Outcome::Rewrite,
        Action::Restore { .. } => Outcome::Restore,
        Action::Deliver { .. } => Outcome::Deliver,
        Action::Unknown { .. } => Outcome::Unknown,
    }
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
            let options: Vec<_> = options.iter().map(|(cite, _)| network.citation(*cite)).collect();
            // Rules that depend on what a table can't see are a choice between what they say.
            let said: Option<Vec<_>> =
                options.iter().map(|option| option.rule.as_ref().and(option.says.clone())).collect();
            let ids = || options.iter().map(|option| option.id.as_str()).collect::<Vec<_>>().join(", ");
            said.map_or_else(|| format!("send to one of {}", ids()), |said| format!("depends: {}", said.join(", or ")))
        }
        Action::Deliver { .. } => "deliver".to_owned(),
        Action::Leave { .. } => "leave".to_owned(),
        Action::Unknown { gap, .. } => format!("unknown ({})", gap.code),
    }
}
