//! Egress-only internet gateways: IPv6 out, and replies back in.

use crate::addresses;
use crate::caution::Narrow;
use crate::component::{Component, Coverage, LEAVE, Record, modelled};
use crate::components::{block_public_access, internet, internet_gateway, network_acl, vpc};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Directory, Key, Label, Opens, Otherwise, Place, Reason, ReasonKind, Row,
    Station, Table, Translation,
};
use packetwalk_space::{Family, Field, IntervalSet, Product, Rewrite, Sender};
use serde::Deserialize;
use std::sync::Arc;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    egress_only_internet_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    attachments: Vec<internet_gateway::Attachment<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

// What it means.

/// An egress-only internet gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct EgressOnlyGateway {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    /// The VPC it is attached to, while the attachment works.
    pub(crate) vpc: Option<Symbol>,
    pub(crate) tags: Tags,
}

impl Record for EgressOnlyGateway {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let attachment = shape.attachments.first().filter(|attachment| attachment.works());
        Some(EgressOnlyGateway {
            id: reader.keep(&shape.egress_only_internet_gateway_id),
            origin: reader.origin,
            vpc: reader.keep_some(attachment.and_then(|attachment| attachment.vpc_id.as_ref())),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NOT_ATTACHED, &IPV4, &SOURCE, &NOT_ASKED_FOR, &DESTINATION, &TO_THE_SNAPSHOT, &AFTER_BALANCER],
    coverage: COVERAGE,
    station,
    entry,
    tables,
    route_target: true,
    // As to the internet by any gateway.
    narrow: |_, _| Some(Narrow { bytes: 1500, fits_tcp: false }),
    always_tracked: |_, _| true,
    stands,
    ..Component::plain("egress-only internet gateway", &["eigw-"], cite)
};

static ATTACHMENT: Label = Label::quiet("attachment");
static PUBLIC_ACCESS: Label = Label::quiet("Block Public Access").filtering();
static DESTINATIONS: Label = Label::quiet("destination");
static INSPECTED: Label = Label::quiet("who sends");
static PUBLIC: Label = Label::quiet("public source");
static SOURCES: Label = Label::told("IPv6 source", None);

/// Out to the internet.
const OUT: u8 = 2;
/// A reply, back in.
const BACK: u8 = 3;
/// On the internet, from where the reply comes back by the gateway.
const AWAY: u8 = 4;

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item) = (l.net, key.item);
    let subject = Cite::resource(Kind::EgressOnlyGateway as u8, item);
    let at = |role| Key { role, other: 0, ..key };
    let check = |label, table: Table| Check::new(label, subject, table);
    let place = Some(Place { cite: subject, written: true });
    let gateway = net.egress_only_gateway(item);
    let Some(vpc) = gateway.vpc.map(|id| net.vpc_of(id)) else {
        let refuse = Table::refuses(&NOT_ATTACHED, Otherwise::End, subject);
        return Station { place, checks: vec![check(&ATTACHMENT, refuse)], then: Action::Send(at(OUT)) };
    };
    match key.role {
        LEAVE => Station { place: None, checks: vec![network_acl::leaving(l, key.other)], then: Action::Send(at(OUT)) },
        OUT => Station {
            place,
            checks: vec![
                check(&PUBLIC_ACCESS, block_public_access::at_egress_only(net, vpc, subject)),
                check(&INSPECTED, inspected(subject)),
                check(&DESTINATIONS, destinations(net, subject)),
                check(&PUBLIC, public_sources(net, vpc, subject)),
                check(&SOURCES, sources(net, at(OUT), vpc)),
            ],
            then: Action::Send(at(AWAY)),
        },
        AWAY => Station {
            place: Some(Place { cite: internet::place(), written: false }),
            checks: Vec::new(),
            then: Action::Leave { reply: at(BACK) },
        },
        // What leaves by the gateway is answered by it; nothing else gets here.
        _ => Station { place, checks: Vec::new(), then: Action::Send(vpc::deliver(vpc)) },
    }
}

fn destinations(net: &Network, cite: Cite) -> Table {
    let to = |addresses| Product::everything().with_destination(addresses);
    let refuse = |reason| Action::Drop { reason, otherwise: Otherwise::End };
    let v4 = IntervalSet::from_ranges(Family::V4.whole().iter().copied());
    let inside = net.inside.difference(&v4);
    let gap = Action::Unknown { gap: &TO_THE_SNAPSHOT, otherwise: Otherwise::End };
    let rows = vec![
        Row::new(to(v4), refuse(&IPV4), cite),
        Row::new(to(inside), gap, cite),
        Row::new(to(addresses::public().complement()), refuse(&DESTINATION), cite),
    ];
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

/// What came back from a Gateway Load Balancer is dropped.
fn inspected(cite: Cite) -> Table {
    let refuse = Action::Drop { reason: &AFTER_BALANCER, otherwise: Otherwise::End };
    let guard = Product::everything().with_sender(IntervalSet::single(Sender::INSPECTED));
    Table::first_match(vec![Row::new(guard, refuse, cite)], Default { action: Action::Pass, cite, assumes: None })
}

fn public_sources(net: &Network, vpc: u32, cite: Cite) -> Table {
    let refuse = Action::Drop { reason: &SOURCE, otherwise: Otherwise::End };
    let private = Row::new(Product::everything().with_source(addresses::public().complement()), refuse, cite);
    let rows = [private].into_iter().chain(vpc::from_private(net, vpc)).collect();
    Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None })
}

/// Addresses of the VPC's own interfaces, and who sent a packet is lost.
fn sources(net: &Network, key: Key, vpc: u32) -> Table {
    let cite = Cite::resource(Kind::EgressOnlyGateway as u8, key.item);
    let directory = Directory { key, field: Field::Source, spans: net.vpc(vpc).interfaces.clone() };
    let refuse = Action::Drop { reason: &SOURCE, otherwise: Otherwise::End };
    Table::directory(directory, Default { action: refuse, cite, assumes: None })
}

fn entry(l: &Lowerer<'_>, key: Key, number: u32) -> Row {
    let state = Cite::resource(Kind::EgressOnlyGateway as u8, key.item);
    let rewrite = Rewrite { sender: Some(Sender::LOST), ..Rewrite::default() };
    let opens = Some(Opens { state, unless: &NOT_ASKED_FOR, replies: None });
    let forget = Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens }));
    let row = internet_gateway::of_interface(l.net, number, forget);
    // Who refuses is the interface; what is opened the gateway's.
    if matches!(row.action, Action::Drop { .. }) { row } else { Row { cite: state, ..row } }
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let key = Key { component: Kind::EgressOnlyGateway as u8, role: OUT, part: 0, item, other: 0 };
    station(l, key).checks
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let gateway = net.egress_only_gateway(cite.item);
    Stands::at(gateway.origin).belonging("attached to", gateway.vpc)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let gateway = net.egress_only_gateway(cite.item);
    let attached = gateway.vpc.map(|vpc| format!("attached to {}", net.named(vpc)));
    let list = List::EgressOnlyGateway;
    let citation = net.describe(Kind::EgressOnlyGateway, list, gateway.id, &gateway.tags, gateway.origin);
    Citation { says: attached, ..citation }
}

const COVERAGE: &[Coverage] = modelled!["EO1", "EO2", "EO3", "EO5"];

static AFTER_BALANCER: Reason = Reason {
    code: "EIGW_AFTER_GATEWAY_LOAD_BALANCER",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "IPv6 packets that came back from a Gateway Load Balancer's endpoint are dropped at an egress-only internet gateway.",
    sentence: "{resource} drops {packet}, which came back from a Gateway Load Balancer's endpoint",
    remedy: "use an internet gateway behind the endpoint",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/gateway-load-balancers.html",
    rules: &["EO3"],
};

static NOT_ATTACHED: Reason = Reason {
    code: "EIGW_NOT_ATTACHED",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "An egress-only internet gateway carries packets only while it is attached to a VPC.",
    sentence: "{resource} isn't attached to a VPC",
    remedy: "route to one that is attached to the sender's VPC",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
    rules: &["EO1"],
};

static IPV4: Reason = Reason {
    code: "EIGW_IPV4",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "An egress-only internet gateway carries IPv6 only.",
    sentence: "{resource} carries IPv6 only, not {packet}",
    remedy: "route IPv4 to a NAT gateway or an internet gateway",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
    rules: &["EO1"],
};

static SOURCE: Reason = Reason {
    code: "EIGW_SOURCE",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "An egress-only internet gateway carries packets from public IPv6 addresses of its own VPC's interfaces: no \
              private IPv6, and nothing that came from another VPC.",
    sentence: "{resource} carries only what is from a public IPv6 address of an interface of its VPC, not {packet}",
    remedy: "give the sender a public IPv6 address, and a gateway in its own VPC",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway-basics.html",
    rules: &["EO5"],
};

static NOT_ASKED_FOR: Reason = Reason {
    code: "EIGW_NOT_SEEN",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "An egress-only internet gateway is stateful: it takes out what begins behind it, and replies to that back in. A \
              reply to what came in by an internet gateway is neither.",
    sentence: "{packet} answers what didn't come through {resource}, which drops it",
    remedy: "put the host in a subnet whose ::/0 leads to the internet gateway by which the packets come in; whatever is in that can be \
             reached from outside",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway-basics.html",
    rules: &["EO1", "RP14"],
};

static DESTINATION: Reason = Reason {
    code: "EIGW_DESTINATION",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "Nobody on the internet has a private IPv6 address.",
    sentence: "nobody on the internet has the address {destination}",
    remedy: "send to a public address",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
    rules: &["EO1"],
};

static TO_THE_SNAPSHOT: Reason = Reason {
    code: "EIGW_TO_THE_SNAPSHOT",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A packet that leaves by an egress-only internet gateway for a VPC of the snapshot comes back in over the internet, \
              which isn't modelled yet.",
    sentence: "{packet} leaves by {resource} and comes back to a VPC of the snapshot, which isn't modelled yet",
    remedy: "ask about the two legs apart: to the internet, and from the internet",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
    rules: &["EO1"],
};
