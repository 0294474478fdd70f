//! What AWS prints of network ACLs, and what it means.

use crate::component::Record;
use crate::components::security_group::Traffic;
use crate::origin::{Line, Origin};
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::strings::Symbol;
use packetwalk_fabric::Direction;
use packetwalk_space::Cidr;
use serde::Deserialize;
use serde_json::value::RawValue;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    network_acl_id: Text<'a>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(default)]
    is_default: bool,
    #[serde(borrow, default)]
    associations: Vec<Association<'a>>,
    #[serde(borrow, default)]
    entries: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Association<'a> {
    #[serde(borrow, default)]
    subnet_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EntryShape<'a> {
    rule_number: i64,
    egress: bool,
    #[serde(borrow)]
    protocol: Text<'a>,
    #[serde(borrow)]
    rule_action: Text<'a>,
    #[serde(borrow, default)]
    cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    ipv6_cidr_block: Option<Text<'a>>,
    #[serde(default)]
    port_range: Option<Ports>,
    #[serde(default)]
    icmp_type_code: Option<TypeCode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ports {
    #[serde(default)]
    from: Option<i64>,
    #[serde(default)]
    to: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TypeCode {
    #[serde(default)]
    r#type: Option<i64>,
    #[serde(default)]
    code: Option<i64>,
}

// What it means.

/// A network ACL.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NetworkAcl {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    pub(crate) is_default: bool,
    pub(crate) subnets: Box<[Symbol]>,
    /// By direction and number.
    pub(crate) inbound: Box<[Entry]>,
    pub(crate) outbound: Box<[Entry]>,
    pub(crate) tags: Tags,
}

impl NetworkAcl {
    pub(crate) fn entries(&self, direction: Direction) -> &[Entry] {
        match direction {
            Direction::Egress => &self.outbound,
            Direction::Ingress => &self.inbound,
        }
    }
}

/// One entry. `what` is `None` where the snapshot's text couldn't be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The rule number; 0 when it couldn't be read, so that the entry is asked first.
    pub(crate) number: u32,
    pub(crate) what: Option<What>,
    pub(super) line: Line,
    pub(super) at: u32,
}

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct What {
    pub(crate) allow: bool,
    pub(crate) traffic: Traffic,
    pub(crate) block: Cidr,
}

/// The console's `*` is numbered 32767 for IPv4 and 32768 for IPv6.
pub(super) const LAST_NUMBER: u32 = 32766;

impl Record for NetworkAcl {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let (mut inbound, mut outbound) = (Vec::new(), Vec::new());
        for (at, raw) in (0..).zip(&shape.entries) {
            let pointer = format!("/Entries/{at}");
            let read = reader.contained(|reader| reader.part::<EntryShape<'_>>(raw, &pointer));
            let Some((entry, line)) = read else {
                // Of which direction it is isn't known either.
                let line = reader.line(raw);
                inbound.push(Entry { number: 0, what: None, line, at });
                outbound.push(Entry { number: 0, what: None, line, at });
                continue;
            };
            let number = u32::try_from(entry.rule_number).unwrap_or(0);
            let what = reader.contained(|reader| read_entry(&entry, reader, line, &pointer));
            let side = if entry.egress { &mut outbound } else { &mut inbound };
            side.push(Entry { number, what, line, at });
        }
        inbound.sort_by_key(|entry| entry.number);
        outbound.sort_by_key(|entry| entry.number);
        let subnets = shape.associations.iter().filter_map(|a| a.subnet_id.as_ref());
        Some(NetworkAcl {
            id: reader.keep(&shape.network_acl_id),
            origin: reader.origin,
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
            is_default: shape.is_default,
            subnets: subnets.map(|subnet| reader.keep(subnet)).collect(),
            inbound: inbound.into(),
            outbound: outbound.into(),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn owner(&self) -> Option<Symbol> {
        self.owner
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

fn read_entry(entry: &EntryShape<'_>, reader: &mut Reader<'_>, line: Line, at: &str) -> Option<What> {
    let allow = match &*entry.rule_action {
        "allow" => true,
        "deny" => false,
        other => {
            reader.problem(line, at, &format!("RuleAction is {other:?}: expected \"allow\" or \"deny\""));
            return None;
        }
    };
    let block = entry.cidr_block.as_ref().filter(|text| !text.is_empty()).or(entry.ipv6_cidr_block.as_ref());
    let Some(block) = block else {
        reader.problem(line, at, "neither CidrBlock nor Ipv6CidrBlock: expected one of them");
        return None;
    };
    let block = reader.cidr(block, line, at)?;
    let numbers = match (&entry.port_range, &entry.icmp_type_code) {
        (Some(ports), _) => (ports.from, ports.to),
        (None, Some(icmp)) => (icmp.r#type, icmp.code),
        (None, None) => (None, None),
    };
    match Traffic::parse(&entry.protocol, numbers.0, numbers.1) {
        Ok(traffic) => Some(What { allow, traffic, block }),
        Err(message) => {
            reader.problem(line, at, &message);
            None
        }
    }
}
