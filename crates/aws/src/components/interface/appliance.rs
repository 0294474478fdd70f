//! Appliances: hosts that pass on what isn't for them.

use super::{onward, place, state};
use crate::components::security_group;
use crate::lowerer::Lowerer;
use packetwalk_fabric::{
    Action, Check, Cite, Default, Direction, Label, Opens, Reason, ReasonKind, Station, Table, Translation,
};
use packetwalk_space::{Rewrite, Sender};
use std::sync::Arc;

static FORWARDING: Label = Label::told("forwarding", None);
static LOST: Label = Label::quiet("who sent");

/// In cites: what the interface has passed on.
const PASSED: u8 = 1;

/// The station where a host passes on what isn't for it.
pub(super) fn forward(l: &Lowerer<'_>, item: u32) -> Station {
    let memory = Cite { list: PASSED, ..place(item).cite };
    let forwarding = Check::new(&FORWARDING, place(item).cite, forwarding(item, memory));
    let forwarding = forwarding.remembering(memory).wanting_replies(&SEES_ONE_WAY);
    let lost = Check::new(&LOST, place(item).cite, passed_on(item));
    let groups = security_group::checks(l, item, Direction::Egress);
    let checks = [vec![state(l, item), forwarding, lost], groups].concat();
    Station { place: None, checks, then: onward(l, item) }
}

/// A host with the check off forwards what isn't for it, unchanged; who sent it is lost. On the way back it may insist on
/// having seen what it is a reply to.
fn forwarding(item: u32, memory: Cite) -> Table {
    let cite = place(item).cite;
    let rewrite = Rewrite { sender: Some(Sender::PASSED_ON), ..Rewrite::default() };
    let opens = Some(Opens { state: memory, unless: &SEES_ONE_WAY });
    let forget = Action::Rewrite(Arc::new(Translation { rewrite, choices: Vec::new(), opens }));
    Table::first_match(Vec::new(), Default { action: forget, cite, assumes: Some(&FORWARDS) })
}

/// Replies that it remembers pass it without a rule, and have lost who sent them as well.
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
