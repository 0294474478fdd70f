//! Network ACLs: what may cross the border of a subnet.

mod changes;

use crate::caution::{self, Course, Narrow, Step};
use crate::component::{Component, Coverage, Record, modelled};
use crate::components::security_group::Traffic;
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::{Line, Origin};
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Caution, Check, Citation, Cite, Default, Direction, Label, Otherwise, Reason, ReasonKind, Remedy, Row,
    Table, Terms,
};
use packetwalk_space::{Cidr, Family, HeaderSet, IntervalSet, Product, Protocol, text};
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
    line: Line,
    at: u32,
}

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct What {
    pub(crate) allow: bool,
    pub(crate) traffic: Traffic,
    pub(crate) block: Cidr,
}

/// The console's `*` is numbered 32767 for IPv4 and 32768 for IPv6.
const LAST_NUMBER: u32 = 32766;

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

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&DENY, &CLASSIC_DENY, &NOT_READ, &UNREADABLE, &SAME_SUBNET_UNDOCUMENTED, &PATH_MTU],
    coverage: COVERAGE,
    tables,
    remedy,
    changes: Some(changes::CHANGES),
    cautions,
    stands,
    names,
    ..Component::plain("network ACL", &["acl-"], cite)
};

static OUTBOUND: Label = Label::told("network ACL", Some(Direction::Egress)).filtering();
static INBOUND: Label = Label::told("network ACL", Some(Direction::Ingress)).filtering();

/// Lists of cites: the entries of a direction, and the final `*` as their last.
const IN: u8 = 1;
const OUT: u8 = 2;
/// The rule number of a cite that means `*`.
const STAR: u32 = u32::MAX;

/// The check of packets that leave a subnet.
pub(crate) fn leaving(l: &Lowerer<'_>, subnet: u32) -> Check {
    of_subnet(l, subnet, Direction::Egress, OnDeny::Drop)
}

/// The check of packets that leave an interface for another one of the same subnet because a route says so.
pub(crate) fn leaving_undocumented(l: &Lowerer<'_>, subnet: u32) -> Check {
    of_subnet(l, subnet, Direction::Egress, OnDeny::Unknown)
}

/// The check of packets that a Classic Load Balancer's node sends to an instance of its own subnet.
pub(crate) fn leaving_classic_balancer(l: &Lowerer<'_>, subnet: u32) -> Check {
    of_subnet(l, subnet, Direction::Egress, OnDeny::DropClassic)
}

/// The check of packets that enter a subnet.
pub(crate) fn entering_subnet(l: &Lowerer<'_>, subnet: u32) -> Check {
    of_subnet(l, subnet, Direction::Ingress, OnDeny::Drop)
}

/// The check of packets that enter a subnet from itself because a route says so.
pub(crate) fn entering_undocumented(l: &Lowerer<'_>, subnet: u32) -> Check {
    of_subnet(l, subnet, Direction::Ingress, OnDeny::Unknown)
}

/// The check of packets that come to an interface from another subnet or from outside.
pub(crate) fn entering(l: &Lowerer<'_>, interface: u32) -> Check {
    match l.net.interface(interface).subnet.and_then(|id| l.net.subnet(id)) {
        Some(subnet) => entering_subnet(l, subnet),
        None => {
            let place = crate::components::interface::place(interface).cite;
            let table = Table::unknown(&NOT_READ, Otherwise::Pass, place);
            Check::new(&INBOUND, place, table)
        }
    }
}

/// The check of packets that come to an interface from its own subnet: none, unless a route says so.
pub(crate) fn entering_from_same_subnet(l: &Lowerer<'_>, interface: u32, by_route: bool) -> Check {
    match l.net.interface(interface).subnet.and_then(|id| l.net.subnet(id)) {
        Some(subnet) if by_route => entering_undocumented(l, subnet),
        Some(subnet) => not_asked(subnet, "not asked inside a subnet"),
        None => entering(l, interface),
    }
}

/// The inbound check that AWS skips, and why.
pub(crate) fn not_asked(subnet: u32, why: &'static str) -> Check {
    Check::passed(&INBOUND, Cite::resource(Kind::Subnet as u8, subnet), why)
}

/// What a deny means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OnDeny {
    Drop,
    /// Where the ACL is asked inside its subnet, as it is of Classic Load Balancers.
    DropClassic,
    /// Where AWS doesn't document whether the ACL is asked at all.
    Unknown,
}

fn of_subnet(l: &Lowerer<'_>, subnet: u32, direction: Direction, on_deny: OnDeny) -> Check {
    let label = if direction == Direction::Egress { &OUTBOUND } else { &INBOUND };
    let Some(acl) = l.net.acl_of(subnet) else {
        let cite = Cite::resource(Kind::Subnet as u8, subnet);
        let table = Table::unknown(&NOT_READ, Otherwise::Pass, cite);
        return Check::new(label, cite, table);
    };
    let subject = Cite::resource(Kind::NetworkAcl as u8, acl);
    let table = match on_deny {
        OnDeny::Drop => l.acl(acl, direction),
        OnDeny::DropClassic => {
            let deny = Action::Drop { reason: &CLASSIC_DENY, otherwise: Otherwise::Pass };
            denying(&l.acl(acl, direction), &deny).into()
        }
        OnDeny::Unknown => {
            let deny = Action::Unknown { gap: &SAME_SUBNET_UNDOCUMENTED, otherwise: Otherwise::Pass };
            denying(&l.acl(acl, direction), &deny).into()
        }
    };
    Check::new(label, subject, table)
}

/// The same table where a deny means this.
fn denying(table: &Table, deny: &Action) -> Table {
    let meant = |action: &Action| if matches!(action, Action::Drop { .. }) { deny.clone() } else { action.clone() };
    let rows = table.rows.iter().map(|row| Row { action: meant(&row.action), ..row.clone() });
    let default = Default { action: meant(&table.default.action), ..table.default.clone() };
    Table::first_match(rows.collect(), default)
}

/// The entries of one direction as a table: ascending numbers, the first match decides, and then everything is denied.
pub(crate) fn table(l: &Lowerer<'_>, item: u32, direction: Direction) -> Table {
    let deny = Action::Drop { reason: &DENY, otherwise: Otherwise::Pass };
    let list = if direction == Direction::Egress { OUT } else { IN };
    let cite = |rule| Cite { component: Kind::NetworkAcl as u8, list, item, rule };
    let entries = l.net.network_acl(item).entries(direction);
    let rows = (0..).zip(entries).map(|(number, entry)| {
        let Some(what) = entry.what else {
            let gap = Action::Unknown { gap: &UNREADABLE, otherwise: Otherwise::Pass };
            return Row::new(Product::everything(), gap, cite(number));
        };
        let guard = what.traffic.guard();
        let guard = match direction {
            Direction::Egress => guard.with_destination(what.block.addresses()),
            Direction::Ingress => guard.with_source(what.block.addresses()),
        };
        Row::new(guard, if what.allow { Action::Pass } else { deny.clone() }, cite(number))
    });
    let rows = rows.collect();
    Table::first_match(rows, Default { action: deny, cite: cite(STAR), assumes: None })
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let subject = Cite::resource(Kind::NetworkAcl as u8, item);
    let check = |direction, label| Check::new(label, subject, l.acl(item, direction));
    vec![check(Direction::Ingress, &INBOUND), check(Direction::Egress, &OUTBOUND)]
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let acl = net.network_acl(cite.item);
    Stands::at(acl.origin).owned(acl.owner).belonging("in VPC", acl.vpc)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let acl = net.network_acl(cite.item);
    let whole = net.describe(Kind::NetworkAcl, List::NetworkAcl, acl.id, &acl.tags, acl.origin);
    if cite.list == 0 {
        return whole;
    }
    let direction = if cite.list == OUT { Direction::Egress } else { Direction::Ingress };
    let (side, word) = if direction == Direction::Egress { ("outbound", "to") } else { ("inbound", "from") };
    let Some(entry) = acl.entries(direction).get(cite.rule as usize) else {
        return Citation { rule: Some(format!("{side} rule *")), rule_id: Some("*".to_owned()), ..whole };
    };
    let number = if entry.number > LAST_NUMBER { "*".to_owned() } else { entry.number.to_string() };
    let says = entry.what.map(|what| {
        format!("{} {} {word} {}", if what.allow { "allow" } else { "deny" }, what.traffic.words(), what.block)
    });
    let terms = entry.what.map(|what| Terms {
        of: whole.id.clone(),
        peer: what.block.to_string(),
        permits: Some(what.allow),
        ..what.traffic.terms()
    });
    let place = net.place_in(List::NetworkAcl, acl.origin, entry.line, &format!("/Entries/{}", entry.at));
    let rule = Some(format!("{side} rule {number}"));
    Citation { rule, rule_id: Some(number), says, terms, place: Some(place), ..whole }
}

/// The subnets that it is associated with.
fn names(net: &Network, item: u32) -> Vec<(&'static str, Symbol)> {
    net.network_acl(item).subnets.iter().map(|subnet| ("filters", *subnet)).collect()
}

/// One more entry, as narrow as the packets, with a number below the one that denies.
fn remedy(net: &Network, cite: Cite, packets: &HeaderSet) -> Option<Remedy> {
    /// Blocks that commands name.
    const FEW: usize = 4;
    if cite.list == 0 {
        return None;
    }
    let acl = net.network_acl(cite.item);
    let outbound = cite.list == OUT;
    let entries = acl.entries(if outbound { Direction::Egress } else { Direction::Ingress });
    let denying = entries.get(cite.rule as usize).map_or(LAST_NUMBER + 1, |entry| entry.number.min(LAST_NUMBER + 1));
    let id = net.text(acl.id);
    let (side, word) = if outbound { ("outbound", "to") } else { ("inbound", "from") };
    let (mut told, mut commands) = (Vec::new(), Vec::new());
    let mut taken: Vec<u32> = entries.iter().map(|entry| entry.number).collect();
    for product in packets.compacted().products() {
        let peers = if outbound { &product.destination } else { &product.source };
        let ports = match product.protocol.only() {
            Some(protocol) if protocol.has_type_and_code() => text::ports_of(product),
            _ if product.destination_port().is_all() => String::new(),
            _ => format!(" {}", text::ports(product.destination_port())),
        };
        let blocks = net.peers(peers);
        let peers = if blocks.len() <= FEW { text::blocks(&blocks) } else { text::addresses(peers) };
        told.push(format!("{}{ports} {word} {peers}", text::protocols(&product.protocol)));
        for block in blocks.into_iter().take(FEW) {
            let Some(number) = free_below(denying, &taken) else { break };
            taken.push(number);
            commands.extend(command(product, block, id, number, outbound));
        }
    }
    let (name, told) = (net.named(acl.id), told.join("; "));
    let sentence = if free_below(denying, &entries.iter().map(|entry| entry.number).collect::<Vec<_>>()).is_none() {
        // Rules below it can't be added: it must move up, or go.
        format!(
            "no number below {side} rule {denying} of {name} is free: give that rule a larger number, or replace it, and \
             allow before it {told}"
        )
    } else if denying > LAST_NUMBER {
        format!("add an {side} rule to {name}: allow {told}")
    } else {
        format!("add an {side} rule to {name} with a number below {denying}: allow {told}")
    };
    Some(Remedy { sentence, commands })
}

/// A free rule number that comes before `denying`: after the others where there is room, else the largest free one.
fn free_below(denying: u32, taken: &[u32]) -> Option<u32> {
    let before = taken.iter().copied().filter(|number| *number < denying).max().unwrap_or(0);
    let round = (before / 10 + 1) * 10;
    if round < denying && round <= LAST_NUMBER {
        return Some(round);
    }
    (1..denying.min(LAST_NUMBER + 1)).rev().find(|number| !taken.contains(number))
}

fn command(product: &Product, block: Cidr, id: &str, number: u32, outbound: bool) -> Option<String> {
    let side = if outbound { "--egress" } else { "--ingress" };
    let family = if block.family() == Family::V4 { "--cidr-block" } else { "--ipv6-cidr-block" };
    // Questions are about one protocol each.
    let protocol = product.protocol.only()?;
    let ports = if protocol.has_ports() {
        let [(from, to)] = product.destination_port().ranges() else { return None };
        format!(" --port-range From={from},To={to}")
    } else if protocol.has_type_and_code() {
        let number = |set: &IntervalSet<u16>| set.only().map_or(-1, i32::from);
        let (kind, code) = (number(product.source_port()), number(product.destination_port()));
        format!(" --icmp-type-code Type={kind},Code={code}")
    } else {
        String::new()
    };
    Some(format!(
        "aws ec2 create-network-acl-entry --network-acl-id {id} {side} --rule-number {number} --rule-action allow \
         --protocol {} {family} {block}{ports}",
        protocol.0
    ))
}

/// A network ACL that packets crossed.
struct Crossing<'c> {
    /// Which step of the way it was.
    step: usize,
    acl: u32,
    direction: Direction,
    /// The subnet that they left or entered, where it is known.
    subnet: Option<u32>,
    packets: Vec<&'c HeaderSet>,
}

/// Where something behind the network ACL carries smaller packets than instances send: whether the message that tells the
/// sender so comes back through it.
fn cautions(l: &Lowerer<'_>, course: &Course<'_>) -> Vec<Caution> {
    let places = (0..).zip(course.steps).filter_map(|(step, what)| match what {
        Step::Place(place) => caution::narrow(l.net, *place).map(|narrow| (step, *place, narrow)),
        Step::Passed { .. } => None,
    });
    let places: Vec<(usize, Cite, Narrow)> = places.collect();
    if places.is_empty() {
        return Vec::new();
    }
    let told = crossings(l.net, course).into_iter().filter_map(|crossing| {
        let behind = places.iter().filter(|(step, ..)| *step > crossing.step);
        let with_messages = behind.map(|(_, place, narrow)| (place, narrow.bytes, too_big(&crossing.packets, *narrow)));
        let narrowest = with_messages.filter(|(.., message)| !message.is_empty()).min_by_key(|(_, bytes, _)| *bytes);
        let (place, bytes, message) = narrowest?;
        let cite = (course.refusal)(&l.acl(crossing.acl, crossing.direction.back()), &message)?;
        let holes = vec![("narrow", caution::words(l.net, *place)), ("bytes", bytes.to_string())];
        Some(Caution { reason: &PATH_MTU, cite, holes })
    });
    told.collect()
}

/// The network ACLs that packets crossed from one subnet to another, or to what isn't in one.
fn crossings<'c>(net: &Network, course: &Course<'c>) -> Vec<Crossing<'c>> {
    let mut crossings: Vec<Crossing<'_>> = Vec::new();
    // The subnet of the last interface, and whether anything else was met since the last crossing.
    let (mut subnet, mut outside) = (None, false);
    for (step, what) in (0..).zip(course.steps) {
        match what {
            Step::Place(place) if place.component == Kind::Interface as u8 => {
                subnet = net.interface(place.item).subnet.and_then(|id| net.subnet(id));
            }
            Step::Place(_) => (subnet, outside) = (None, true),
            Step::Passed { subject, direction: Some(direction), shares }
                if subject.component == Kind::NetworkAcl as u8 =>
            {
                let direction = *direction;
                let within = |last: &Crossing<'_>| last.direction == Direction::Egress && last.subnet == subnet;
                let inside = direction == Direction::Ingress && subnet.is_some() && !outside;
                // Whether a network ACL is asked on a way inside its subnet isn't documented; of the message, neither.
                if inside && crossings.last().is_some_and(within) {
                    crossings.pop();
                    continue;
                }
                outside = false;
                let packets = shares.iter().map(|(_, packets)| *packets).collect();
                crossings.push(Crossing { step, acl: subject.item, direction, subnet, packets });
            }
            Step::Passed { .. } => {}
        }
    }
    crossings
}

/// The messages by which the sender learns that its packets are too large: fragmentation needed (ICMP type 3 code 4) and
/// packet too big (ICMPv6 type 2). They are read as coming from the destination; a router on the way would send them from an
/// address that nobody documents.
fn too_big(packets: &[&HeaderSet], narrow: Narrow) -> HeaderSet {
    const MESSAGES: [(Family, Protocol, u16, u16); 2] =
        [(Family::V4, Protocol::ICMP, 3, 4), (Family::V6, Protocol::ICMPV6, 2, 0)];
    let large = |product: &&Product| {
        product.protocol.contains(Protocol::UDP) || !narrow.fits_tcp && product.protocol.contains(Protocol::TCP)
    };
    let message = |product: &Product| {
        let (source, destination) = (product.destination.clone(), product.source.clone());
        MESSAGES.map(|(family, protocol, kind, code)| {
            let family = IntervalSet::from_ranges(family.whole().iter().copied());
            let message = Product::everything()
                .with_source(source.intersection(&family))
                .with_destination(destination.intersection(&family))
                .with_protocol(IntervalSet::single(protocol));
            message.with_icmp(IntervalSet::single(kind), IntervalSet::single(code)).ok()
        })
    };
    let products = packets.iter().flat_map(|packets| packets.products()).filter(large).flat_map(message).flatten();
    products.filter(|message| !message.source.is_empty() && !message.destination.is_empty()).collect()
}

const COVERAGE: &[Coverage] =
    modelled!["O5", "O9", "O14", "O15", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9", "N11", "N12", "RP6"];

static CLASSIC_DENY: Reason = Reason {
    code: "NACL_DENY_CLASSIC_BALANCER",
    ra_code: Some("ELB_ACL_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "What a Classic Load Balancer sends is checked by the network ACL of its subnet even where the instance is in that \
              subnet, too.",
    sentence: "{resource} {rule} denies {packet}, which a Classic Load Balancer sends inside its subnet",
    remedy: "add a rule that allows it, with a number below the one that denies",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-network-acls.html",
    rules: &["LB24", "N9"],
};

static DENY: Reason = Reason {
    code: "NACL_DENY",
    ra_code: Some("SUBNET_ACL_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "The network ACL of a subnet that the packet leaves or enters denies it: the first rule that matches decides, \
              and rule * denies what no other rule matched. Replies are checked like everything else.",
    sentence: "{resource} {rule} denies {packet}",
    remedy: "add a rule that allows it, with a number below the one that denies",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    rules: &["N2", "N3"],
};

static NOT_READ: Reason = Reason {
    code: "NACL_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The network ACL of a subnet isn't in the snapshot.",
    sentence: "whether the network ACL of {resource} allows {packet} isn't known: it isn't in the snapshot",
    remedy: "read the network ACLs",
    command: Some("aws ec2 describe-network-acls"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    rules: &["N1"],
};

static UNREADABLE: Reason = Reason {
    code: "NACL_RULE_UNREADABLE",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A rule of the network ACL couldn't be read, and it may decide about the packet.",
    sentence: "a rule of {resource} couldn't be read, and it may decide about {packet}",
    remedy: "read the network ACL again",
    command: Some("aws ec2 describe-network-acls --network-acl-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    rules: &[],
};

static SAME_SUBNET_UNDOCUMENTED: Reason = Reason {
    code: "NACL_SAME_SUBNET_UNDOCUMENTED",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A route leads to an interface of the same subnet, and AWS doesn't document whether the network ACL is asked; it \
              would deny the packet.",
    sentence: "{resource} {rule} would deny {packet}, and whether it is asked on the way to an interface of the same subnet \
               isn't documented",
    remedy: "move the target to a subnet of its own, or allow the packet",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    rules: &["N9", "T16"],
};

static PATH_MTU: Reason = Reason {
    code: "PATH_MTU",
    ra_code: None,
    kind: ReasonKind::Caution,
    meaning: "Something on the way carries smaller packets than an instance may send (9001 bytes). It says so with an ICMP message \
              (type 3 code 4; ICMPv6 type 2), and a network ACL before it drops that, so the sender never learns it and large \
              packets vanish. Where a transit gateway is what is narrow, TCP is spared: it makes both ends send segments that fit.",
    sentence: "{narrow} carries at most {bytes} bytes, and {resource} {rule} drops the ICMP message that tells the sender so: larger \
               packets may vanish",
    remedy: "allow ICMP type 3 code 4 (for IPv6, ICMPv6 type 2) in {resource}, inbound and outbound, from and to everywhere; or \
             set a smaller MTU on the hosts",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/path_mtu_discovery.html",
    rules: &["N11", "P7", "T21"],
};
