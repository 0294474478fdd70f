//! Address ranges that an account brought to AWS: reached from the internet only while they are advertised.

use crate::component::{Component, Coverage, Record, modelled};
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, Text};
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Citation, Cite, Default, Otherwise, Reason, ReasonKind, Row, Table};
use packetwalk_space::{Address, Cidr, IntervalSet, Product};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    cidr: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

// What it means.

/// A range that was brought to AWS.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ByoipCidr {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) block: Cidr,
    /// The state, as printed.
    pub(crate) state: Option<Symbol>,
}

impl Record for ByoipCidr {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AdvertisementType",
        "AsnAssociations",
        "Description",
        "IpamPoolId",
        "NetworkBorderGroup",
        "PoolId",
        "StatusMessage",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        Some(ByoipCidr {
            id: reader.keep(&shape.cidr),
            origin: reader.origin,
            block: reader.cidr(&shape.cidr, line, "/Cidr")?,
            state: reader.keep_some(shape.state.as_ref()),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

// How packets come to it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NOT_ADVERTISED, &INSIDE_AWS, &CHANGING, &NOBODY_KNOWN, &ROUTED],
    coverage: COVERAGE,
    ..Component::plain("BYOIP range", &[], cite)
};

/// On the internet: whether a destination in one of the ranges is there at all.
pub(crate) fn advertised(net: &Network, internet: Cite) -> Table {
    let records = &net.snapshot.records;
    if records.byoip_cidrs.iter().next().is_none() && !records.route_tables.iter().any(|(_, table)| table.of_pool) {
        return Table::passes(internet);
    }
    let owned = net.public_addresses().all().iter().map(|span| (span.first, span.last));
    let owned = IntervalSet::from_ranges(owned);
    let to = |addresses: &IntervalSet<Address>| Product::everything().with_destination(addresses.clone());
    let gap = |gap| Action::Unknown { gap, otherwise: Otherwise::Pass };
    let mut rows = Vec::new();
    for (table, record) in records.route_tables.iter().filter(|(_, table)| table.of_pool) {
        let cite = Cite::resource(Kind::RouteTable as u8, table.number());
        let public = crate::addresses::public();
        let ranges = record.blocks().map(|block| block.addresses().intersection(&public).difference(&owned));
        rows.extend(ranges.filter(|range| !range.is_empty()).map(|range| Row::new(to(&range), gap(&ROUTED), cite)));
    }
    let mut ranges: Vec<_> = records.byoip_cidrs.iter().collect();
    ranges.sort_by_key(|(_, range)| std::cmp::Reverse(range.block.length()));
    for (id, range) in ranges {
        let cite = Cite::resource(Kind::Byoip as u8, id.number());
        let all = range.block.addresses();
        match range.state.map(|state| net.text(state)) {
            None | Some("advertised") => {
                rows.push(Row::new(to(&all.intersection(&owned)), Action::Pass, cite));
                rows.push(Row::new(to(&all), gap(&NOBODY_KNOWN), cite));
            }
            Some(
                "provisioned" | "provisioned-not-publicly-advertisable" | "pending-provision" | "failed-provision",
            ) => {
                rows.push(Row::new(to(&all).with_source(owned.clone()), gap(&INSIDE_AWS), cite));
                let refuse = Action::Drop { reason: &NOT_ADVERTISED, otherwise: Otherwise::Pass };
                rows.push(Row::new(to(&all), refuse, cite));
            }
            Some(_) => rows.push(Row::new(to(&all), gap(&CHANGING), cite)),
        }
    }
    Table::first_match(rows, Default { action: Action::Pass, cite: internet, assumes: None })
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let Some(range) = net.snapshot.records.byoip_cidrs.find(crate::store::Id::new(cite.item)) else {
        return Citation::default();
    };
    let state = range.state.map(|state| net.text(state).to_owned());
    let tags = crate::reader::Tags::default();
    Citation { says: state, ..net.describe(Kind::Byoip, List::ByoipCidr, range.id, &tags, range.origin) }
}

const COVERAGE: &[Coverage] = modelled!["A10"];

const PAGE: &str = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-byoip.html";

static NOT_ADVERTISED: Reason = Reason {
    code: "BYOIP_NOT_ADVERTISED",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The destination is in a range that was brought to AWS and isn't advertised: nothing from the internet finds there.",
    sentence: "{destination} is in {resource}, which is {says} and not advertised, so nothing from the internet finds there",
    remedy: "advertise the range",
    command: Some("aws ec2 advertise-byoip-cidr --cidr {id}"),
    page: PAGE,
    rules: &["A10"],
};

static INSIDE_AWS: Reason = Reason {
    code: "BYOIP_INSIDE_AWS",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A packet from one VPC's public address to an address of a range that isn't advertised doesn't leave AWS, and whether it \
              gets there isn't documented.",
    sentence: "{destination} is in {resource}, which isn't advertised, and whether {packet} gets there inside AWS isn't documented",
    remedy: "advertise the range, or send to the private address",
    command: None,
    page: PAGE,
    rules: &["A10"],
};

static CHANGING: Reason = Reason {
    code: "BYOIP_STATE",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The destination is in a range of which the state is changing or gone, so where packets to it go isn't known.",
    sentence: "{destination} is in {resource}, which is {says}, and where packets to it go then isn't known",
    remedy: "read the range again when it has settled",
    command: Some("aws ec2 describe-byoip-cidrs --max-results 100"),
    page: PAGE,
    rules: &["A10"],
};

static NOBODY_KNOWN: Reason = Reason {
    code: "BYOIP_NOBODY_KNOWN",
    ra_code: Some("UNKNOWN_DESTINATION"),
    kind: ReasonKind::Gap,
    meaning: "The destination is in a range that was brought to AWS, and nobody in the snapshot has the address: another account or \
              Region may.",
    sentence: "{destination} is in {resource}, which leads to AWS, and nobody in the snapshot has it",
    remedy: "read the addresses and interfaces of the accounts that use the range",
    command: Some("aws ec2 describe-addresses"),
    page: PAGE,
    rules: &["A10"],
};

static ROUTED: Reason = Reason {
    code: "BYOIP_ROUTES_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A route table that is associated with a pool of public addresses sends packets for them to an interface as they are, \
              and packetwalk doesn't model that yet.",
    sentence: "{resource} routes packets of a pool of public addresses into its VPC, and packetwalk doesn't model that yet",
    remedy: "look at its routes in the console, and walk on from the interface",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html",
    rules: &["G6"],
};
