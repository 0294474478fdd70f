//! Appliances: hosts that pass on what isn't for them.

use super::alike::Ends;
use super::{SEND_ON, key, onward, place, source, state};
use crate::components::security_group;
use crate::lowerer::Lowerer;
use packetwalk_fabric::{
    Action, Check, Cite, Default, Direction, Label, Opens, Otherwise, Reason, ReasonKind, Station, Table, Translation,
};
use packetwalk_space::{Rewrite, Sender};
use std::sync::Arc;

static FORWARDING: Label = Label::told("forwarding", None);
static LOST: Label = Label::quiet("who sent");

/// In cites: what the interface has passed on.
const PASSED: u8 = 1;

/// What is known of an appliance beyond configuration, because somebody said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Appliance {
    /// It drops what isn't for it.
    Drops,
    /// It passes it on by another of its interfaces.
    Via(u32),
}

/// The station where a host passes on what isn't for it.
pub(super) fn forward(l: &Lowerer<'_>, item: u32) -> Station {
    let cite = place(item).cite;
    let said = l.net.appliances.get(&item).copied();
    if said == Some(Appliance::Drops) {
        let refused = Check::new(&FORWARDING, cite, Table::refuses(&DROPS, Otherwise::End, cite));
        return Station { place: None, checks: vec![state(l, item), refused], then: onward(l, item) };
    }
    let assumes = if said.is_some() { &FORWARDS_AS_SAID } else { &FORWARDS };
    let memory = Cite { list: PASSED, ..place(first_of(l, item)).cite };
    let forwarding = Check::new(&FORWARDING, cite, forwarding(item, memory, assumes));
    let forwarding = forwarding.remembering(memory).wanting_replies(&SEES_ONE_WAY);
    let lost = Check::new(&LOST, cite, passed_on(item));
    let checks = vec![state(l, item), forwarding, lost];
    if let Some(Appliance::Via(other)) = said {
        return Station { place: None, checks, then: Action::Send(key(SEND_ON, other)) };
    }
    let groups = security_group::checks(l, item, Direction::Egress);
    Station { place: None, checks: [checks, groups].concat(), then: onward(l, item) }
}

/// The station where an appliance sends on what came in by another of its interfaces.
pub(super) fn send_on(l: &Lowerer<'_>, item: u32) -> Station {
    let groups = security_group::checks(l, item, Direction::Egress);
    let checks = [vec![state(l, item), source(l, Ends { item, alike: false })], groups].concat();
    Station { place: Some(place(item)), checks, then: onward(l, item) }
}

/// The first of the interfaces that are said to be one appliance's: what it saw by one of them it knows at the others.
fn first_of(l: &Lowerer<'_>, item: u32) -> u32 {
    let said = &l.net.appliances;
    let of = |item| match said.get(&item) {
        Some(Appliance::Via(other)) => Some(*other),
        _ => None,
    };
    let into = said.keys().copied().filter(|other| of(*other) == Some(item));
    into.chain(of(item)).fold(item, u32::min)
}

/// A host with the check off forwards what isn't for it, unchanged. On the way back it may insist on having seen what it is a
/// reply to.
fn forwarding(item: u32, memory: Cite, assumes: &'static Reason) -> Table {
    let cite = place(item).cite;
    let opens = Some(Opens { state: memory, unless: &SEES_ONE_WAY, replies: None });
    let remember = Action::Rewrite(Arc::new(Translation { rewrite: Rewrite::default(), choices: Vec::new(), opens }));
    Table::first_match(Vec::new(), Default { action: remember, cite, assumes: Some(assumes) })
}

/// Who sent it is lost, and of replies, too, which pass it without a rule.
fn passed_on(item: u32) -> Table {
    let cite = place(item).cite;
    let rewrite = Rewrite { sender: Some(Sender::PASSED_ON), ..Rewrite::default() };
    let forget = Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens: None }));
    Table::first_match(Vec::new(), Default { action: forget, cite, assumes: None })
}

pub(super) static FORWARDS: Reason = Reason {
    code: "APPLIANCE_FORWARDS",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "A host with its source/destination check off sends on, unchanged and by the same interface, what isn't for it.",
    sentence: "{resource} forwards what isn't for it, unchanged",
    remedy: "look at the host's own routing and firewall",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    rules: &["E10"],
};

pub(super) static SEES_ONE_WAY: Reason = Reason {
    code: "APPLIANCE_SEES_ONE_WAY",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A host that forwards sees a conversation in one direction only. A stateful firewall drops such packets; a plain \
              router doesn't mind.",
    sentence: "{resource} sees only one direction of the conversation, and whether it carries it then isn't known",
    remedy: "let both directions pass {resource} (between zones: appliance mode on its VPC's attachment)",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html",
    rules: &["E10", "T13"],
};

pub(super) static FORWARDS_AS_SAID: Reason = Reason {
    code: "APPLIANCE_FORWARDS_AS_SAID",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "An appliance sends on by another of its interfaces, as the question says, unchanged, what isn't for it.",
    sentence: "{resource} forwards what isn't for it by another of its interfaces, unchanged, as the question says",
    remedy: "look at the host's own routing and firewall",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    rules: &["E10"],
};

pub(super) static DROPS: Reason = Reason {
    code: "APPLIANCE_DROPS",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The question says that the appliance drops what isn't for it.",
    sentence: "{resource} drops {packet}, as the question says",
    remedy: "let the appliance pass it, and ask without --appliance",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    rules: &["E10"],
};
