//! Network ACLs: what may cross the border of a subnet.

mod changes;
mod path_mtu;
mod reasons;
mod record;
mod remedy;

use crate::component::{Component, Coverage, modelled};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Check, Citation, Cite, Default, Direction, Label, Otherwise, Row, Table, Terms};
use packetwalk_space::Product;
use reasons::{CLASSIC_DENY, DENY, NOT_READ, SAME_SUBNET_UNDOCUMENTED, UNREADABLE};
use record::LAST_NUMBER;

pub(crate) use record::{Entry, NetworkAcl, What};

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: reasons::ALL,
    coverage: COVERAGE,
    tables,
    remedy: remedy::remedy,
    changes: Some(changes::CHANGES),
    cautions: path_mtu::cautions,
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

const COVERAGE: &[Coverage] =
    modelled!["O5", "O9", "O14", "O15", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9", "N11", "N12", "RP6"];
