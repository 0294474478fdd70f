//! Prefix lists: named sets of address blocks, customers' and AWS's own.

use crate::component::{Component, Coverage, Record, modelled};
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::snapshot::Snapshot;
use crate::strings::Symbol;
use packetwalk_fabric::{Citation, Cite, Reason, ReasonKind};
use packetwalk_space::{Address, Cidr, IntervalSet};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ManagedShape<'a> {
    #[serde(borrow)]
    prefix_list_id: Text<'a>,
    #[serde(borrow, default)]
    prefix_list_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ServiceShape<'a> {
    #[serde(borrow)]
    prefix_list_id: Text<'a>,
    #[serde(borrow, default)]
    prefix_list_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    cidrs: Vec<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EntryShape<'a> {
    #[serde(borrow)]
    cidr: Text<'a>,
}

// What it means.

/// A list, as `describe-managed-prefix-lists` names it, without its entries.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ManagedPrefixList {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) name: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    pub(crate) tags: Tags,
}

/// A list of one of AWS's services, as `describe-prefix-lists` gives it, with its entries.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ServicePrefixList {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) name: Option<Symbol>,
    pub(crate) entries: Box<[Cidr]>,
    /// Whether an entry couldn't be read.
    pub(crate) damaged: bool,
}

/// An entry of a managed list. The answer doesn't say of which: the file's name does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PrefixListEntry {
    pub(crate) origin: Origin,
    pub(crate) list: Option<Symbol>,
    pub(crate) block: Cidr,
}

impl Record for ManagedPrefixList {
    type Shape<'a> = ManagedShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AddressFamily",
        "IpamPrefixListResolverSyncEnabled",
        "IpamPrefixListResolverTargetId",
        "MaxEntries",
        "PrefixListArn",
        "State",
        "StateMessage",
        "Version",
    ];

    fn read(shape: ManagedShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(ManagedPrefixList {
            id: reader.keep(&shape.prefix_list_id),
            origin: reader.origin,
            name: reader.keep_some(shape.prefix_list_name.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
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

impl Record for ServicePrefixList {
    type Shape<'a> = ServiceShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[];

    fn read(shape: ServiceShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        let entries: Vec<_> = shape.cidrs.iter().filter_map(|cidr| reader.cidr(cidr, line, "/Cidrs")).collect();
        Some(ServicePrefixList {
            id: reader.keep(&shape.prefix_list_id),
            origin: reader.origin,
            name: reader.keep_some(shape.prefix_list_name.as_ref()),
            damaged: entries.len() < shape.cidrs.len(),
            entries: entries.into(),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for PrefixListEntry {
    type Shape<'a> = EntryShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["Description"];

    fn read(shape: EntryShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        if reader.file.parent.is_none() {
            reader.problem(
                line,
                "",
                "an entry of a prefix list, and the file's name or folder doesn't say of which: expected pl-… in it",
            );
        }
        let block = reader.cidr(&shape.cidr, line, "/Cidr")?;
        Some(PrefixListEntry { origin: reader.origin, list: reader.file.parent, block })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// A list with its entries, put together from whatever describes it.
#[derive(Debug)]
pub(crate) struct PrefixList {
    pub(crate) id: Symbol,
    pub(crate) name: Option<Symbol>,
    pub(crate) described: (List, Origin),
    /// `None` when they weren't read, or not whole.
    pub(crate) entries: Option<Vec<Cidr>>,
}

/// The lists of a snapshot. Of `disputed` ones two answers differ.
pub(crate) fn all(snapshot: &Snapshot, disputed: &BTreeSet<Symbol>) -> Vec<PrefixList> {
    let records = &snapshot.records;
    let mut by_list: BTreeMap<Symbol, (Vec<Cidr>, Origin)> = BTreeMap::new();
    for (_, entry) in records.prefix_list_entries.iter() {
        if let Some(list) = entry.list {
            by_list.entry(list).or_insert_with(|| (Vec::new(), entry.origin)).0.push(entry.block);
        }
    }
    let seen = snapshot.seen(List::PrefixListEntry);
    let mut lists: BTreeMap<Symbol, PrefixList> = BTreeMap::new();
    for (_, list) in records.managed_prefix_lists.iter() {
        let described = (List::ManagedPrefixList, list.origin);
        lists.insert(list.id, PrefixList { id: list.id, name: list.name, described, entries: None });
    }
    for (_, list) in records.service_prefix_lists.iter() {
        let described = (List::ServicePrefixList, list.origin);
        let entry =
            lists.entry(list.id).or_insert(PrefixList { id: list.id, name: list.name, described, entries: None });
        entry.name = entry.name.or(list.name);
        // Of two answers that disagree neither is known to hold.
        let known = !list.damaged && !snapshot.is_disputed(list.id);
        entry.entries = known.then(|| list.entries.to_vec());
    }
    for (id, files) in seen.iter().flat_map(|seen| &seen.parents) {
        let truncated = seen.is_some_and(|seen| seen.truncated.contains(&Some(*id)) || seen.damaged > 0);
        // Only ids of prefix lists can be parents of entries.
        let Some(file) = files.first().filter(|_| !truncated && snapshot.text(*id).starts_with("pl-")) else {
            continue;
        };
        // An answer without entries is a list that holds nothing.
        let origin = Origin { file: *file, line: 1, index: 0, inner: None };
        let (blocks, origin) = by_list.remove(id).unwrap_or((Vec::new(), origin));
        let described = (List::PrefixListEntry, origin);
        let list = lists.entry(*id).or_insert(PrefixList { id: *id, name: None, described, entries: None });
        // Lists of AWS's services stand in two calls' answers.
        let agrees = list.entries.as_ref().is_none_or(|known| set(known) == set(&blocks));
        let known = agrees && !disputed.contains(id) && !snapshot.is_disputed(*id);
        list.entries = known.then_some(blocks);
    }
    lists.into_values().collect()
}

/// A list whose entries aren't known.
pub(crate) struct Unread {
    /// The addresses that it could hold.
    pub(crate) could_hold: IntervalSet<Address>,
    /// What is taken for granted about them.
    pub(crate) assumes: Option<&'static Reason>,
}

fn set(blocks: &[Cidr]) -> IntervalSet<Address> {
    IntervalSet::from_ranges(blocks.iter().flat_map(|block| block.addresses().ranges().to_vec()))
}

/// The addresses of a list.
pub(crate) fn addresses(net: &Network, id: Symbol) -> Result<IntervalSet<Address>, Unread> {
    blocks(net, id).map(set)
}

/// The blocks of a list.
pub(crate) fn blocks(net: &Network, id: Symbol) -> Result<&[Cidr], Unread> {
    let list = net.prefix_list(id).map(|item| net.prefix_list_record(item));
    if let Some(entries) = list.and_then(|list| list.entries.as_deref()) {
        return Ok(entries);
    }
    let name = list.and_then(|list| list.name).map(|name| net.text(name)).unwrap_or_default();
    if name.starts_with("com.amazonaws.") {
        return Err(Unread { could_hold: crate::addresses::public(), assumes: Some(&SERVICE_LISTS_ARE_PUBLIC) });
    }
    Err(Unread { could_hold: IntervalSet::all(), assumes: None })
}

// What is said of it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NOT_READ, &SERVICE_LISTS_ARE_PUBLIC],
    coverage: COVERAGE,
    ..Component::plain("prefix list", &["pl-"], cite)
};

fn cite(net: &Network, cite: Cite) -> Citation {
    let list = net.prefix_list_record(cite.item);
    let (described, origin) = list.described;
    let name = list.name.map(|name| net.text(name).to_owned());
    let blocks =
        list.entries.as_ref().map(|blocks| blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    let citation = net.describe(Kind::PrefixList, described, list.id, &Tags::default(), origin);
    Citation { name, says: blocks, ..citation }
}

const COVERAGE: &[Coverage] = modelled!["S16", "R3"];

pub(crate) static NOT_READ: Reason = Reason {
    code: "PREFIX_LIST_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A rule or route names a prefix list, and the list's entries aren't in the snapshot.",
    sentence: "whether {resource} holds the address in {packet} isn't known: its entries aren't in the snapshot",
    remedy: "read the list's entries",
    command: Some(
        "aws ec2 get-managed-prefix-list-entries --prefix-list-id {id} > get-managed-prefix-list-entries.{id}.json",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
    rules: &["S16"],
};

static SERVICE_LISTS_ARE_PUBLIC: Reason = Reason {
    code: "SERVICE_LISTS_ARE_PUBLIC",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "The prefix lists of AWS's services hold public addresses only.",
    sentence: "{resource}, a list of an AWS service, holds public addresses only",
    remedy: "read the list's entries",
    command: Some("aws ec2 describe-prefix-lists"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html",
    rules: &["R3"],
};
