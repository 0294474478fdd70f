//! The walk itself: one branch at a time, one check at a time.

use crate::branch::Branch;
use crate::leaf::{End, Leaf, Outcome, leg_verdict};
use crate::memory::Chosen;
use crate::question::{Arrival, Filters, Question};
use crate::reasons;
use crate::share::Share;
use crate::together::{self, Together};
use crate::trail::{Event, Leg, Node, Trail};
use crate::traveller::Traveller;
use crate::verdict::Verdict;
use packetwalk_fabric::{Action, Check, ChoiceKey, Cite, Fabric, Key, Otherwise, Reason};
use packetwalk_space::{Field, Fields, Sender};
use std::sync::Arc;

/// Everything that happened, and every way it ended.
#[derive(Clone, Debug)]
pub struct Walk<T> {
    /// The tree of events.
    pub trail: Trail<T>,
    /// The ends, in the order of the tables' rows.
    pub leaves: Vec<Leaf<T>>,
}

/// Walks the packets of a question through the network, there and back.
///
/// Every packet of the question ends in exactly one leaf for each combination of what the network chooses.
///
/// Members of directories that are alike go on together; where something behind tells them apart nevertheless, one by one.
pub fn walk<T: Traveller>(fabric: &Fabric<'_>, question: &Question<T>) -> Walk<T> {
    let named = together::named(question);
    let walked = walk_with(fabric, question, Some(&named));
    let apart = |walk: &Walk<T>| walk.leaves.iter().any(|leaf| together::were_told_apart(&walk.trail, leaf));
    match walked {
        (walked, true) if apart(&walked) => walk_with(fabric, question, None).0,
        (walked, _) => walked,
    }
}

/// The walk, and whether anything went on together in it.
fn walk_with<T: Traveller>(fabric: &Fabric<'_>, question: &Question<T>, apart: Option<&[Cite]>) -> (Walk<T>, bool) {
    let mut walker = Walker {
        apart,
        has_alike: false,
        fabric,
        question,
        // What the sender takes for the reply: the exact reverse of what it sent.
        expected: question.packets.reply(Sender::LOST).0,
        trail: Trail::new(),
        leaves: Vec::new(),
        open: Vec::new(),
    };
    let branch = Branch {
        packets: question.packets.clone(),
        leg: Leg::Forward,
        at: None,
        node: None,
        frames: Vec::new(),
        unpaired: Vec::new(),
        memory: Vec::new(),
        waiting: Vec::new(),
        choices: Vec::new(),
        placed: Vec::new(),
        seen: Vec::new(),
        forward: None,
    };
    walker.arrive(branch, question.start, Arrived::BySending);
    while let Some(branch) = walker.open.pop() {
        if walker.leaves.len() + walker.open.len() >= question.limits.branches {
            walker.give_up(branch, &reasons::LIMIT, None);
        } else {
            walker.step(branch);
        }
    }
    (Walk { trail: walker.trail, leaves: walker.leaves }, walker.has_alike)
}

struct Walker<'q, T> {
    fabric: &'q Fabric<'q>,
    question: &'q Question<T>,
    /// Which members of directories don't go on together with those that are like them; `None` for all of them.
    apart: Option<&'q [Cite]>,
    /// Whether any went on together.
    has_alike: bool,
    expected: Option<T>,
    trail: Trail<T>,
    leaves: Vec<Leaf<T>>,
    /// Branches to go on with; the last one next.
    open: Vec<Branch<T>>,
}

/// Where a leg ends.
#[derive(Clone, Copy)]
struct Landed {
    place: Option<Cite>,
    /// Whether the packets leave by it.
    outside: bool,
}

/// How packets come to a station.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrived {
    BySending,
    ByMember,
    /// No way leads there.
    Beyond,
}

impl<T: Traveller> Walker<'_, T> {
    /// Takes the branch to a station.
    fn arrive(&mut self, mut branch: Branch<T>, key: Key, how: Arrived) {
        let station = self.fabric.station(key);
        let looped = branch.seen.iter().any(|(seen, packets)| *seen == key && branch.packets.is_within(packets));
        branch.seen.push((key, branch.packets.clone()));
        let event = Event::Arrive {
            key,
            station: Arc::clone(&station),
            by_member: how == Arrived::ByMember,
            beyond: how == Arrived::Beyond,
        };
        self.note(&mut branch, event);
        if looped {
            let cite = station.place.map(|place| place.cite).or_else(|| station.checks.first().map(|c| c.subject));
            self.refuse(branch, &reasons::LOOP, cite);
            return;
        }
        branch.at = Some((station, 0));
        self.open.push(branch);
    }

    /// Makes the next decision of a branch.
    fn step(&mut self, branch: Branch<T>) {
        let Some((station, number)) = branch.at.clone() else { return };
        let Some(check) = station.checks.get(number) else {
            let place = station.place.map(|place| place.cite);
            let cite = place.or_else(|| station.checks.last().map(|check| check.subject));
            let cite = cite.unwrap_or(Cite::resource(u8::MAX, u32::MAX));
            let share = Share {
                packets: branch.packets.clone(),
                action: station.then.clone(),
                cite,
                assumes: None,
                row: None,
                matched: true,
                alike: None,
            };
            self.act(branch, None, vec![share], Arrived::BySending);
            return;
        };
        let mut later = Vec::new();
        let mut rest = Some(branch.packets.clone());
        if let (Leg::Return, Some(state)) = (branch.leg, check.state) {
            let (known, unknown) = branch.recall(state);
            rest = unknown;
            if let Some(packets) = known {
                let mut passed = Branch { packets, ..branch.clone() };
                passed.waiting.retain(|(waiting, _)| *waiting != state);
                self.note(&mut passed, Event::Remembered { check: number });
                passed.at = Some((Arc::clone(&station), number + 1));
                later.push(passed);
            }
        }
        let waives = self.question.filters == Filters::Waived && check.filters();
        if let Some(packets) = rest.take_if(|_| waives) {
            // What it would have passed it would remember.
            let mut waived = Branch { packets, ..branch.clone() };
            waived.remember(Some((check, number)));
            self.note(&mut waived, Event::Waived { check: number });
            self.go_on(waived);
        }
        if let Some(packets) = rest {
            let how = if check.table.by_member { Arrived::ByMember } else { Arrived::BySending };
            let shares = packets.decide(&check.table, self.fabric, Together::on(branch.leg, self.apart));
            let shares = shares.flat_map(|share| branch.resolve(share)).flatten();
            // Depth first: what is pushed last is walked next, so the first group goes last.
            let before = self.open.len();
            let mut groups = alike(shares);
            self.has_alike |= groups.iter().flatten().any(|share| share.alike.is_some());
            if let [_] = groups.as_slice() {
                // By far the commonest case, and the branch needs no copy.
                let only = groups.remove(0);
                self.act(branch, Some((check, number)), only, how);
            } else {
                for group in groups {
                    self.act(branch.clone(), Some((check, number)), group, how);
                }
            }
            self.open[before..].reverse();
        }
        self.open.extend(later);
    }

    /// Does what a group of shares with one action says.
    fn act(&mut self, mut branch: Branch<T>, check: Option<(&Check, usize)>, shares: Vec<Share<T>>, how: Arrived) {
        let Some(action) = shares.first().map(|share| share.action.clone()) else { return };
        let Some(packets) = shares.iter().map(|share| share.packets.clone()).reduce(|all, more| all.joined(&more))
        else {
            return;
        };
        branch.packets = packets;
        let event = |shares| match check {
            Some((_, check)) => Event::Decide { check, shares },
            None => Event::Then { shares },
        };
        match action {
            Action::Pass => {
                branch.remember(check);
                self.note(&mut branch, event(shares));
                self.go_on(branch);
            }
            Action::Drop { otherwise, .. } | Action::Unknown { otherwise, .. } => {
                // Had the check let the packets pass, it would remember them, and their replies would need no rule.
                branch.remember(check);
                self.note(&mut branch, event(shares));
                self.go_past(branch, otherwise);
            }
            Action::Send(to) => {
                self.note(&mut branch, event(shares));
                self.arrive(branch, to, how);
            }
            Action::Rewrite(translation) => {
                let before = branch.packets.clone();
                branch.remember(check);
                branch.translate(&translation, &self.question.pins);
                self.note_change(&mut branch, event(shares), before);
                self.go_on(branch);
            }
            Action::Restore { state, .. } => {
                let before = branch.packets.clone();
                let on_the_way = branch.restore(state);
                let cite = shares.first().map_or(state, |share| share.cite);
                let number = check.map_or(0, |(_, number)| number);
                self.note_change(&mut branch, Event::Restored { check: number, cite }, before);
                match branch.frames.last().and_then(|frame| frame.replies) {
                    Some(_) if on_the_way => self.give_up(branch, &reasons::TRANSLATED_BETWEEN, Some(state.whole())),
                    Some(replies) => self.arrive(branch, replies, Arrived::BySending),
                    None => self.go_on(branch),
                }
            }
            Action::OneOf { key, options, kept } => {
                self.note(&mut branch, event(shares));
                let before = self.open.len();
                self.choose(branch, key, &options, kept, how);
                self.open[before..].reverse();
            }
            Action::Deliver { reply, sender } => {
                let place = branch.at.as_ref().and_then(|(station, _)| station.place).map(|place| place.cite);
                self.note(&mut branch, event(shares));
                self.end(branch, Landed { place, outside: false }, reply, sender);
            }
            Action::Leave { reply } => {
                let place = branch.at.as_ref().and_then(|(station, _)| station.place).map(|place| place.cite);
                self.note(&mut branch, event(shares));
                self.end(branch, Landed { place, outside: true }, reply, Sender::LOST);
            }
        }
    }

    /// On by every option; by the one that was taken before, where the network keeps to its choice for a flow.
    fn choose(&mut self, mut branch: Branch<T>, key: ChoiceKey, options: &[(Cite, Key)], kept: bool, how: Arrived) {
        let mut rest = Some(branch.packets.clone());
        if kept && branch.leg == Leg::Return {
            for (_, placed, to) in branch.placed.clone().into_iter().filter(|(placed, ..)| *placed == key) {
                let (Some(packets), Some(replies)) = (rest.take(), placed.reply(Sender::LOST).0) else { break };
                let (inside, outside) = packets.meet(&replies);
                rest = outside;
                if let Some(packets) = inside {
                    self.arrive(Branch { packets, ..branch.clone() }, to, how);
                }
            }
        }
        let Some(packets) = rest else { return };
        branch.packets = packets;
        let made = |(known, chosen): &&(ChoiceKey, Chosen)| *known == key && matches!(chosen, Chosen::Way(_));
        let pinned = self.question.pins.way(&key, branch.choices.iter().filter(made).count());
        for (way, to) in options.iter().filter(|(way, _)| pinned.is_none_or(|pin| pin == *way)) {
            let mut taken = branch.clone();
            // Of one option there is nothing to tell.
            if options.len() > 1 {
                taken.choices.push((key, Chosen::Way(*way)));
            }
            if kept && taken.leg == Leg::Forward {
                taken.placed.push((key, taken.packets.clone(), *to));
            }
            self.arrive(taken, *to, how);
        }
    }

    /// On to the station's next check.
    fn go_on(&mut self, mut branch: Branch<T>) {
        if let Some((_, number)) = &mut branch.at {
            *number += 1;
            self.open.push(branch);
        }
    }

    /// Past a refusal or a gap, to find what else stands in the way.
    fn go_past(&mut self, mut branch: Branch<T>, otherwise: Otherwise) {
        match otherwise {
            Otherwise::Pass => self.go_on(branch),
            Otherwise::Rewrite(translation) => {
                branch.translate(&translation, &self.question.pins);
                self.go_on(branch);
            }
            Otherwise::Send(to) => self.arrive(branch, to, Arrived::BySending),
            Otherwise::Beyond => {
                // The headers as sent are the headers that would arrive only where nothing has translated them.
                let (far_end, as_sent) = match branch.leg {
                    Leg::Forward => (self.question.beyond, branch.frames.is_empty()),
                    Leg::Return => (self.question.beyond_back, branch.frames.is_empty() && branch.unpaired.is_empty()),
                };
                match far_end {
                    Some(station) if as_sent => self.arrive(branch, station, Arrived::Beyond),
                    _ => self.close(branch, Outcome::Stopped),
                }
            }
            Otherwise::End => self.close(branch, Outcome::Stopped),
        }
    }

    /// Ends a leg where packets arrive or leave.
    fn end(&mut self, mut branch: Branch<T>, landed: Landed, reply: Key, sender: Sender) {
        let place = landed.place;
        let wanted = match branch.leg {
            Leg::Forward => self.question.to,
            Leg::Return => self.question.back_to,
        };
        let right = match wanted {
            Arrival::At(wanted) => !landed.outside && place == Some(wanted),
            Arrival::Through(wanted) => {
                let mut states = branch.frames.iter().filter_map(|frame| frame.state);
                place == Some(wanted) || states.any(|state| state.whole() == wanted)
            }
            Arrival::By(wanted) => landed.outside && place == Some(wanted),
            Arrival::Inside => !landed.outside,
            Arrival::Outside => landed.outside,
            Arrival::Anywhere => true,
        };
        // What leaves elsewhere than by where it came in may find back outside, where nobody here sees it.
        let astray = !right && landed.outside && branch.leg == Leg::Return && matches!(wanted, Arrival::By(_));
        if !right && !astray {
            let reason = if landed.outside { &reasons::LEFT_INSTEAD } else { &reasons::DELIVERED_ELSEWHERE };
            let cite = self.last_place(&branch);
            self.refuse(branch, reason, cite);
            return;
        }
        if branch.leg == Leg::Return {
            let (known, strange) = match &self.expected {
                Some(expected) => branch.packets.meet(expected),
                None => (None, Some(branch.packets.clone())),
            };
            if let Some(packets) = strange {
                let cite = self.last_place(&branch);
                self.refuse(Branch { packets, ..branch.clone() }, &reasons::REPLY_NOT_RECOGNISED, cite);
            }
            if let Some(packets) = known {
                branch.packets = packets;
                if astray && let Some(cite) = self.last_place(&branch) {
                    self.note(&mut branch, Event::Verdict { reason: &reasons::LEFT_ELSEWHERE, cite, refused: false });
                }
                for (cite, reason) in std::mem::take(&mut branch.waiting) {
                    self.note(&mut branch, Event::Verdict { reason, cite: cite.whole(), refused: false });
                }
                self.judge(&mut branch);
                self.close(branch, Outcome::Arrived);
            }
            return;
        }
        self.judge(&mut branch);
        let (replies, silent) = branch.packets.reply(sender);
        if let Some(packets) = silent {
            self.close(Branch { packets, ..branch.clone() }, Outcome::NoReply);
        }
        if let Some(packets) = replies {
            branch.forward = self.leg_end(&branch, Outcome::Arrived);
            branch.packets = packets;
            branch.leg = Leg::Return;
            branch.seen.clear();
            match branch.frames.last().and_then(|frame| frame.replies) {
                // The reply is awaited whatever routes say, and nobody sees the way that it takes outside.
                Some(_) if landed.outside => self.give_up(branch, &reasons::ANSWERED_OUTSIDE, place),
                Some(replies) => self.arrive(branch, replies, Arrived::BySending),
                None => self.arrive(branch, reply, Arrived::BySending),
            }
        }
    }

    /// Refuses packets that arrived by a way that the question doesn't want. A way of which something isn't known may be
    /// another one.
    fn judge(&mut self, branch: &mut Branch<T>) {
        let Some(last) = branch.node.filter(|_| !self.question.waypoints.is_empty()) else { return };
        if leg_verdict(&self.trail, last, branch.leg, Outcome::Arrived) != Verdict::Always {
            return;
        }
        for waypoint in &self.question.waypoints {
            if self.trail.passes(last, branch.leg, &waypoint.places) != waypoint.wanted {
                let reason = if waypoint.wanted { &reasons::NOT_VIA } else { &reasons::VIA_EXCLUDED };
                self.note(branch, Event::Verdict { reason, cite: waypoint.named, refused: true });
            }
        }
    }

    /// The last place on this leg.
    fn last_place(&self, branch: &Branch<T>) -> Option<Cite> {
        let way = self.trail.way(branch.node?);
        way.iter().rev().find_map(|(_, node)| match &node.event {
            Event::Arrive { station, .. } if node.leg == branch.leg => station.place.map(|place| place.cite),
            _ => None,
        })
    }

    fn refuse(&mut self, mut branch: Branch<T>, reason: &'static Reason, cite: Option<Cite>) {
        let cite = cite.unwrap_or(Cite::resource(u8::MAX, u32::MAX));
        self.note(&mut branch, Event::Verdict { reason, cite, refused: true });
        self.close(branch, Outcome::Stopped);
    }

    /// Ends a branch of which nobody knows how it goes on.
    fn give_up(&mut self, mut branch: Branch<T>, reason: &'static Reason, cite: Option<Cite>) {
        let cite = cite.or(self.last_place(&branch)).unwrap_or(Cite::resource(u8::MAX, u32::MAX));
        self.note(&mut branch, Event::Verdict { reason, cite, refused: false });
        self.close(branch, Outcome::Stopped);
    }

    /// Ends the branch.
    #[expect(clippy::needless_pass_by_value, reason = "nothing follows the end of a branch")]
    fn close(&mut self, branch: Branch<T>, outcome: Outcome) {
        let Some(end) = self.leg_end(&branch, outcome) else { return };
        let (forward, back) = match branch.forward {
            Some(forward) => (forward, Some(end)),
            None => (end, None),
        };
        let of_back = back.map_or(Verdict::Always, |back| back.verdict);
        let verdict = match (forward.verdict, of_back) {
            (Verdict::Never, _) | (_, Verdict::Never) => Verdict::Never,
            (Verdict::Unknown, _) | (_, Verdict::Unknown) => Verdict::Unknown,
            _ => Verdict::Always,
        };
        let (packets, choices) = branch.asked();
        // Who sent them may have been forgotten on the way; the question knows.
        let packets = self.question.packets.before(&packets, Fields::ALL.without(Field::Sender));
        self.leaves.push(Leaf { packets, choices, forward, back, verdict });
    }

    fn leg_end(&self, branch: &Branch<T>, outcome: Outcome) -> Option<End> {
        let node = branch.node?;
        Some(End { outcome, node, verdict: leg_verdict(&self.trail, node, branch.leg, outcome) })
    }

    fn note(&mut self, branch: &mut Branch<T>, event: Event<T>) {
        let before = branch.packets.clone();
        self.note_change(branch, event, before);
    }

    fn note_change(&mut self, branch: &mut Branch<T>, event: Event<T>, before: T) {
        let after = branch.packets.clone();
        let node = Node { parent: branch.node, leg: branch.leg, event, packets: before, after };
        branch.node = Some(self.trail.push(node));
    }
}

/// Shares by what happens to them, in the order in which the first of each kind stands.
fn alike<T>(shares: impl Iterator<Item = Share<T>>) -> Vec<Vec<Share<T>>> {
    let mut groups: Vec<Vec<Share<T>>> = Vec::new();
    for share in shares {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| first.action == share.action)) {
            Some(group) => group.push(share),
            None => groups.push(vec![share]),
        }
    }
    groups
}
