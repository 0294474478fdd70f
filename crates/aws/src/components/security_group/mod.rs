//! Security groups: what an interface may send and take.

mod changes;
mod reasons;
mod record;
mod remedy;

use crate::caution::{Course, Step, is_always_tracked};
use crate::component::{Component, Coverage, modelled};
use crate::components::interface::{self, Role};
use crate::components::prefix_list;
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Caution, Check, Citation, Cite, Default, Direction, Label, Otherwise, Row, Table, Terms,
};
use packetwalk_space::{Cidr, Family, IntervalSet, Product, Protocol, Sender};
use reasons::{MEMBERS_NOT_READ, NO_MATCH, NO_RULES, NOT_READ, REFERENCE_BY_TWO_WAYS, UNREADABLE, UNTRACKED};

pub(crate) use record::{Peer, Rule, SecurityGroup, SecurityGroupRule, Traffic, What};

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    tables,
    remedy: remedy::remedy,
    changes: Some(changes::CHANGES),
    cautions,
    stands,
    names,
    ..Component::plain("security group", &["sg-", "sgr-"], cite)
};

static OUTBOUND: Label = Label::told("security group", Some(Direction::Egress)).filtering();
static INBOUND: Label = Label::told("security group", Some(Direction::Ingress)).filtering();

/// Lists of cites: the rules of a direction, and a set of groups as a whole.
const IN: u8 = 1;
const OUT: u8 = 2;
const SET_IN: u8 = 3;
const SET_OUT: u8 = 4;

/// The groups of an interface, in one direction. Replies to what passed pass without asking, in either direction.
pub(crate) fn checks(l: &Lowerer<'_>, item: u32, direction: Direction) -> Vec<Check> {
    checks_remembering(l, item, direction, interface::place(item).cite)
}

/// The same, with a memory of another name than the interface.
pub(crate) fn checks_remembering(l: &Lowerer<'_>, item: u32, direction: Direction, memory: Cite) -> Vec<Check> {
    let place = interface::place(item).cite;
    let label = if direction == Direction::Egress { &OUTBOUND } else { &INBOUND };
    let groups = &l.net.interface(item).groups;
    if groups.is_empty() {
        // A host's interface always has one, a function's, and that of an endpoint by which people send; where none is printed, it
        // wasn't read.
        let role = interface::role(l.net, item);
        if matches!(role, Role::Host | Role::Client | Role::ClientVpn(_) | Role::Connect(_)) {
            return vec![Check::new(label, place, Table::unknown(&interface::GROUPS_NOT_READ, Otherwise::Pass, place))];
        }
        return vec![Check::passed(label, place, "the interface has no security group")];
    }
    let (set, table) = l.groups(groups, l.net.interface(item).vpc, direction);
    vec![Check::new(label, of_set(set, direction), table).remembering(memory)]
}

const fn of_set(set: u32, direction: Direction) -> Cite {
    let list = match direction {
        Direction::Egress => SET_OUT,
        Direction::Ingress => SET_IN,
    };
    Cite { component: Kind::SecurityGroup as u8, list, item: set, rule: 0 }
}

/// The rules of several groups in one direction, as one table.
///
/// `set` numbers the groups among the sets of groups that interfaces have; `vpc` is the VPC in which outbound references
/// look for members.
pub(crate) fn table(l: &Lowerer<'_>, set: u32, groups: &[Symbol], vpc: Option<Symbol>, direction: Direction) -> Table {
    let net = l.net;
    let cite = of_set(set, direction);
    let mut rows = Vec::new();
    let mut ruleless = true;
    for group in groups {
        let Some(item) = net.security_group(*group) else {
            ruleless = false;
            let gap = Action::Unknown { gap: &NOT_READ, otherwise: Otherwise::Pass };
            rows.push(Row::new(Product::everything(), gap, net.missing(*group)));
            continue;
        };
        let list = if direction == Direction::Egress { OUT } else { IN };
        for (number, rule) in (0..).zip(net.security_group_record(item).rules(direction)) {
            ruleless = false;
            let cite = Cite { component: Kind::SecurityGroup as u8, list, item, rule: number };
            rows.extend(lower(l, rule, vpc, direction, cite));
        }
    }
    let reason = if ruleless { &NO_RULES } else { &NO_MATCH };
    let refuse = Action::Drop { reason, otherwise: Otherwise::Pass };
    Table::any_row(rows, Default { action: refuse, cite, assumes: None })
}

fn lower(l: &Lowerer<'_>, rule: &Rule, vpc: Option<Symbol>, direction: Direction, cite: Cite) -> Vec<Row> {
    let net = l.net;
    let Some(what) = rule.what else {
        let gap = Action::Unknown { gap: &UNREADABLE, otherwise: Otherwise::Pass };
        return vec![Row::new(Product::everything(), gap, cite)];
    };
    let traffic = what.traffic.guard();
    let toward = |guard: Product, addresses| {
        let met = match direction {
            Direction::Egress => guard.destination.intersection(&addresses),
            Direction::Ingress => guard.source.intersection(&addresses),
        };
        match direction {
            Direction::Egress => guard.with_destination(met),
            Direction::Ingress => guard.with_source(met),
        }
    };
    match what.peer {
        Peer::Block(block) => vec![Row::new(toward(traffic, block.addresses()), Action::Pass, cite)],
        Peer::List(list) => match prefix_list::addresses(net, list) {
            Ok(addresses) => vec![Row::new(toward(traffic, addresses), Action::Pass, cite)],
            Err(unread) => {
                let gap = Action::Unknown { gap: &prefix_list::NOT_READ, otherwise: Otherwise::Pass };
                let row = Row::new(toward(traffic, unread.could_hold), gap, net.missing(list));
                vec![Row { assumes: unread.assumes, ..row }]
            }
        },
        Peer::Group(group) => {
            let members = l.members(group, vpc);
            let guard = match direction {
                // The other side is a member: by its address on the way out, by who sent the packet on the way in.
                Direction::Egress => toward(traffic.clone(), IntervalSet::clone(&l.member_addresses(group, vpc))),
                Direction::Ingress => traffic.clone().with_sender(members.senders.clone()),
            };
            let mut rows = vec![Row::new(guard, Action::Pass, cite)];
            if direction == Direction::Egress {
                let doubtful = l.doubtful_addresses(group, vpc);
                let gap = Action::Unknown { gap: &REFERENCE_BY_TWO_WAYS, otherwise: Otherwise::Pass };
                rows.extend((!doubtful.is_empty()).then(|| Row::new(toward(traffic.clone(), doubtful), gap, cite)));
            }
            if !members.whole {
                // Interfaces that weren't read can be members too: whoever sends from elsewhere, whatever lies elsewhere.
                let gap = Action::Unknown { gap: &MEMBERS_NOT_READ, otherwise: Otherwise::Pass };
                let unseen = match direction {
                    Direction::Egress => toward(traffic, members.unread.clone()),
                    Direction::Ingress => toward(traffic, members.unread.clone())
                        .with_sender(IntervalSet::range(Sender::INSPECTED, Sender::LOST)),
                };
                rows.push(Row::new(unseen, gap, cite));
            }
            rows
        }
    }
}

/// The groups that a cite stands for.
pub(crate) fn cited(net: &Network, cite: Cite) -> Vec<Symbol> {
    match cite.list {
        SET_IN | SET_OUT => net.group_set(cite.item).to_vec(),
        _ => vec![net.security_group_record(cite.item).id],
    }
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let group = l.net.security_group_record(item);
    let check = |direction, label| {
        let (_, table) = l.groups(&[group.id], group.vpc, direction);
        // No interface need have this group alone, so the set of it need not be known.
        Check::new(label, Cite::resource(Kind::SecurityGroup as u8, item), table)
    };
    vec![check(Direction::Ingress, &INBOUND), check(Direction::Egress, &OUTBOUND)]
}

/// The group that a rule belongs to.
pub(crate) fn of_rule(net: &Network, id: Symbol) -> Option<Cite> {
    let (_, rule) = net.snapshot.records.security_group_rules.iter().find(|(_, rule)| rule.id == id)?;
    let group = net.security_group(rule.group)?;
    Some(Cite::resource(Kind::SecurityGroup as u8, group))
}

fn stands(net: &Network, cite: Cite) -> Stands {
    // Several groups that decide as one stand where the first does.
    let first = cited(net, cite).first().and_then(|id| net.security_group(*id));
    let Some(group) = first.map(|item| net.security_group_record(item)) else { return Stands::default() };
    Stands::at(group.origin).owned(group.owner).belonging("in VPC", group.vpc)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    if cite.list == SET_IN || cite.list == SET_OUT {
        return cite_set(net, cite);
    }
    let group = net.security_group_record(cite.item);
    let name = group.name.map(|name| net.text(name).to_owned());
    let whole = net.describe(Kind::SecurityGroup, List::SecurityGroup, group.id, &group.tags, group.origin);
    let whole = Citation { name: whole.name.or(name), ..whole };
    if cite.list == 0 {
        return whole;
    }
    let direction = if cite.list == OUT { Direction::Egress } else { Direction::Ingress };
    let Some(rule) = group.rules(direction).get(cite.rule as usize) else { return whole };
    let side = if direction == Direction::Egress { "outbound" } else { "inbound" };
    let id = rule.what.and_then(|what| net.rule_id(group.id, direction == Direction::Egress, &what));
    let words = match id {
        Some(id) => format!("{side} rule {}", net.text(id)),
        None => format!("{side} rule"),
    };
    let list = if direction == Direction::Egress { "IpPermissionsEgress" } else { "IpPermissions" };
    let (permission, peers, peer) = rule.at;
    let at =
        if peers.is_empty() { format!("/{list}/{permission}") } else { format!("/{list}/{permission}/{peers}/{peer}") };
    let place = net.place_in(List::SecurityGroup, group.origin, rule.line, &at);
    let rule_id = id.map(|id| net.text(id).to_owned());
    Citation {
        rule: Some(words),
        rule_id,
        says: rule.what.map(|what| says(net, &what, direction)),
        terms: rule.what.map(|what| terms(net, whole.id.clone(), &what)),
        place: Some(place),
        ..whole
    }
}

/// Several groups as one: named together, placed at the first.
fn cite_set(net: &Network, cite: Cite) -> Citation {
    let groups = net.group_set(cite.item);
    let side = if cite.list == SET_OUT { "outbound" } else { "inbound" };
    let known: Vec<Citation> = groups
        .iter()
        .map(|id| match net.security_group(*id) {
            Some(item) => self::cite(net, Cite::resource(Kind::SecurityGroup as u8, item)),
            None => net.unread(*id),
        })
        .collect();
    let Some(first) = known.first().cloned() else { return Citation::default() };
    let rest: Vec<_> = known.iter().skip(1).map(|citation| citation.id.clone()).collect();
    let also = if rest.is_empty() { String::new() } else { format!(" and {}", rest.join(", ")) };
    let mut holes = first.holes.clone();
    holes.extend([("also", also), ("side", side.to_owned())]);
    Citation { holes, ..first }
}

fn says(net: &Network, what: &What, direction: Direction) -> String {
    let peer = match what.peer {
        Peer::Block(block) => block.to_string(),
        Peer::List(list) => net.named(list),
        Peer::Group(group) => format!("members of {}", net.named(group)),
    };
    let word = if direction == Direction::Egress { "to" } else { "from" };
    format!("{} {word} {peer}", what.traffic.words())
}

fn terms(net: &Network, of: String, what: &What) -> Terms {
    let peer = match what.peer {
        Peer::Block(block) => block.to_string(),
        Peer::List(id) | Peer::Group(id) => net.text(id).to_owned(),
    };
    Terms { of, peer, permits: Some(true), ..what.traffic.terms() }
}

/// The groups whose members its rules let pass, and the lists of addresses.
fn names(net: &Network, item: u32) -> Vec<(&'static str, Symbol)> {
    let group = net.security_group_record(item);
    let peers = |rules: &[Rule], of_group, of_list| {
        let named = move |rule: &Rule| match rule.what?.peer {
            Peer::Block(_) => None,
            Peer::List(id) => Some((of_list, id)),
            Peer::Group(id) => Some((of_group, id)),
        };
        rules.iter().filter_map(named).collect::<Vec<_>>()
    };
    let mut named = peers(&group.inbound, "lets in members of", "lets in addresses of");
    named.extend(peers(&group.outbound, "lets out to members of", "lets out to addresses of"));
    named
}

/// Connections that a group lets pass without tracking them, because it is open to all both ways.
fn cautions(l: &Lowerer<'_>, course: &Course<'_>) -> Vec<Caution> {
    let net = l.net;
    let mut told = Vec::new();
    for step in course.steps {
        let Step::Passed { subject, direction: Some(direction), shares } = step else { continue };
        if subject.component != Kind::SecurityGroup as u8 || !matches!(subject.list, SET_IN | SET_OUT) {
            continue;
        }
        for (rule, packets) in shares {
            let family = match what(net, *rule, *direction).map(|what| what.peer) {
                Some(Peer::Block(block)) if block == Cidr::everything(block.family()) => block.family(),
                _ => continue,
            };
            let protocols = packets.protocols();
            let mut protocols =
                [Protocol::TCP, Protocol::UDP].into_iter().filter(|protocol| protocols.contains(*protocol));
            let back = direction.back();
            let opposite = protocols.find_map(|protocol| open_to_all(net, subject.item, back, family, protocol));
            told.extend(opposite.map(|opposite| untracked(net, *rule, opposite)));
        }
    }
    // Asked last: most ways have nothing to say.
    if told.is_empty() || course.met.iter().any(|met| is_always_tracked(net, *met)) { Vec::new() } else { told }
}

fn untracked(net: &Network, admitting: Cite, opposite: Cite) -> Caution {
    let words = |rule: Cite| {
        let Citation { rule: words, rule_id, says, .. } = cite(net, rule);
        // An id says which rule it is; where there is none, its words do.
        let says = if rule_id.is_none() { says.map(|says| format!(" ({says})")) } else { None };
        format!("{}{}", words.unwrap_or_default(), says.unwrap_or_default())
    };
    let of = |group: Cite| format!(" of {}", net.named(net.security_group_record(group.item).id));
    let of_other = if opposite.item == admitting.item { String::new() } else { of(opposite) };
    let holes = vec![("admitting", words(admitting)), ("opposite", words(opposite) + &of_other)];
    Caution { reason: &UNTRACKED, cite: admitting, holes }
}

/// What a cited rule says.
fn what(net: &Network, rule: Cite, direction: Direction) -> Option<What> {
    let list = if direction == Direction::Egress { OUT } else { IN };
    let is_rule = rule.component == Kind::SecurityGroup as u8 && rule.list == list;
    is_rule.then(|| net.security_group_record(rule.item).rules(direction).get(rule.rule as usize)?.what).flatten()
}

/// The rule of a set of groups that allows everything of a protocol to or from everywhere.
fn open_to_all(net: &Network, set: u32, direction: Direction, family: Family, protocol: Protocol) -> Option<Cite> {
    let list = if direction == Direction::Egress { OUT } else { IN };
    let open = What { traffic: Traffic::All, peer: Peer::Block(Cidr::everything(family)) };
    let of_protocol = What { traffic: Traffic::Whole(protocol), ..open };
    net.group_set(set).iter().filter_map(|group| net.security_group(*group)).find_map(|item| {
        let rules = net.security_group_record(item).rules(direction);
        let number = rules.iter().position(|rule| rule.what == Some(open) || rule.what == Some(of_protocol))?;
        Some(Cite { component: Kind::SecurityGroup as u8, list, item, rule: u32::try_from(number).ok()? })
    })
}

/// Whether a rule of these groups allows all outbound IPv4 traffic.
pub(crate) fn lets_everything_out(net: &Network, groups: &[Symbol]) -> bool {
    let everything = What { traffic: Traffic::All, peer: Peer::Block(Cidr::everything(Family::V4)) };
    let groups =
        groups.iter().filter_map(|group| net.security_group(*group)).map(|item| net.security_group_record(item));
    groups.into_iter().any(|group| group.rules(Direction::Egress).iter().any(|rule| rule.what == Some(everything)))
}

const COVERAGE: &[Coverage] = modelled![
    "O3", "O10", "O13", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S11", "S13", "S14", "S15", "S17", "S20",
    "RP1", "RP2"
];
