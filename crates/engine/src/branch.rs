//! Some of the packets on their way: where they are, and what they carry along.

use crate::leaf::End;
use crate::memory::{Chosen, Frame, Pins};
use crate::share::Share;
use crate::trail::{Leg, NodeId};
use crate::traveller::Traveller;
use packetwalk_fabric::{
    Action, Check, ChoiceKey, Cite, Key, Otherwise, Reason, ReasonKind, Station, Translation, Unless,
};
use packetwalk_space::{Field, Fields, Sender};
use std::sync::Arc;

/// Some of the packets, where they are, and all that happened to them so far.
#[derive(Clone)]
pub(crate) struct Branch<T> {
    pub(crate) packets: T,
    pub(crate) leg: Leg,
    /// The station, and the number of its next check.
    pub(crate) at: Option<(Arc<Station>, usize)>,
    pub(crate) node: Option<NodeId>,
    /// Translations made and not yet undone, the latest last.
    pub(crate) frames: Vec<Frame<T>>,
    /// Translations on the way back that undo none on the way out.
    pub(crate) unpaired: Vec<Frame<T>>,
    /// What checks with a memory have passed.
    pub(crate) memory: Vec<(Cite, T)>,
    /// Who wants to see the replies to what it passed and hasn't yet: whose memory, and the gap it is if it never does.
    pub(crate) waiting: Vec<(Cite, &'static Reason)>,
    /// Choices that are settled: the ways taken, and what undone translations had chosen.
    pub(crate) choices: Vec<(ChoiceKey, Chosen)>,
    /// What the network chose for a flow and keeps to: for which packets, and where they were sent.
    pub(crate) placed: Vec<(ChoiceKey, T, Key)>,
    /// Stations of this leg, and the packets that came there.
    pub(crate) seen: Vec<(Key, T)>,
    pub(crate) forward: Option<End>,
}

const SENDER: Fields = Fields::of(&[Field::Sender]);

impl<T: Traveller> Branch<T> {
    /// Notes what a check with a memory lets pass.
    pub(crate) fn remember(&mut self, check: Option<(&Check, usize)>) {
        if let Some((Check { state: Some(state), wants_replies, .. }, _)) = check {
            self.memory.push((*state, self.packets.clone()));
            if self.leg == Leg::Forward {
                self.waiting.extend(wants_replies.map(|gap| (*state, gap)));
            }
        }
    }

    /// The packets that reply to something a check remembers, and the rest.
    pub(crate) fn recall(&self, state: Cite) -> (Option<T>, Option<T>) {
        let mut known: Option<T> = None;
        let mut rest = Some(self.packets.clone());
        for (_, passed) in self.memory.iter().filter(|(key, _)| *key == state) {
            // What passed may expect no reply: an answer to a ping on its own way back.
            let Some(replies) = passed.reply(Sender::LOST).0 else { continue };
            let Some(packets) = rest.take() else { break };
            let (inside, outside) = packets.meet(&replies);
            rest = outside;
            known = match (known, inside) {
                (Some(known), Some(more)) => Some(known.joined(&more)),
                (known, more) => known.or(more),
            };
        }
        (known, rest)
    }

    /// What a share's action comes to here: translators restore only replies to what they remember, and on the way back open
    /// nothing.
    pub(crate) fn resolve(&self, share: Share<T>) -> [Option<Share<T>>; 2] {
        let refused =
            |share: Share<T>, reason| Share { action: Action::Drop { reason, otherwise: Otherwise::End }, ..share };
        match &share.action {
            Action::Restore { state, unless } => {
                let unless = *unless;
                let strange = |share: Share<T>| match unless {
                    Unless::Refused(reason) => refused(share, reason),
                    Unless::Sent(to) => Share { action: Action::Send(to), ..share },
                };
                let replies = match self.leg {
                    Leg::Forward => None,
                    Leg::Return => self.opened(*state).and_then(|at| self.frames[at].after.reply(Sender::LOST).0),
                };
                let Some(replies) = replies else { return [Some(strange(share)), None] };
                let (inside, outside) = share.packets.meet(&replies);
                let restored = inside.map(|packets| Share { packets, ..share.clone() });
                [restored, outside.map(|packets| strange(Share { packets, ..share.clone() }))]
            }
            Action::Rewrite(translation) => match (&translation.opens, self.leg) {
                // Who may mind and may not would change the packets as ever.
                (Some(opens), Leg::Return) if opens.unless.kind == ReasonKind::Gap => {
                    let otherwise = Otherwise::Rewrite(Arc::clone(translation));
                    [Some(Share { action: Action::Unknown { gap: opens.unless, otherwise }, ..share }), None]
                }
                (Some(opens), Leg::Return) => [Some(refused(share.clone(), opens.unless)), None],
                _ => [Some(share), None],
            },
            _ => [Some(share), None],
        }
    }

    /// Translates the packets, and keeps what it takes to undo that.
    pub(crate) fn translate(&mut self, translation: &Translation, pins: &Pins) {
        let before = self.packets.clone();
        self.packets = self.packets.translated(translation, pins);
        // Who sent a packet isn't on the wire: forgetting it translates nothing that a reply could bring back.
        let kept = translation.rewrite.kept().union(SENDER);
        if kept == Fields::ALL {
            return;
        }
        let back = translation.rewrite.back();
        let moved = back.as_ref().map_or(Fields::NONE, |back| back.kept().complement());
        let frame = Frame {
            after: self.packets.clone(),
            before,
            traced: kept.without(Field::Sender).union(moved),
            back,
            choices: translation.choices.clone(),
            state: translation.opens.as_ref().map(|opens| opens.state),
            replies: translation.opens.as_ref().and_then(|opens| opens.replies),
        };
        if self.leg == Leg::Forward {
            self.frames.push(frame);
            return;
        }
        // On the way back a translator without a memory undoes the latest translation if what comes out of it is what went
        // into that.
        let undone = self.frames.last().and_then(|last| last.before.reply(Sender::LOST).0);
        let undoes = undone.is_some_and(|undone| self.packets.meet(&undone).1.is_none());
        if undoes && let Some(last) = self.frames.pop() {
            self.settle(&last, &frame.before.replied_to());
        } else {
            self.unpaired.push(frame);
        }
    }

    /// The latest translation that this memory holds and that is not undone.
    fn opened(&self, state: Cite) -> Option<usize> {
        self.frames.iter().rposition(|frame| frame.state == Some(state))
    }

    /// Undoes the translation that the memory holds, on packets that are replies to it. Returns whether the requests were on their
    /// way elsewhere when they were translated, rather than at their destination.
    pub(crate) fn restore(&mut self, state: Cite) -> bool {
        let Some(at) = self.opened(state) else { return false };
        let frame = self.frames[at].clone();
        self.frames.truncate(at);
        let answered = self.packets.replied_to();
        self.settle(&frame, &answered);
        let asked = frame.undone(&answered);
        if let (Some(reply), _) = asked.reply(Sender::LOST) {
            self.packets = reply;
        }
        frame.traced.contains(Field::Destination)
    }

    /// Writes down what a translation had chosen, now that it is undone.
    fn settle(&mut self, frame: &Frame<T>, after: &T) {
        self.choices.extend(frame.choices.iter().map(|(key, field)| (*key, after.chosen(*field))));
    }

    /// The packets as the question asked about them, and what the network must have chosen.
    pub(crate) fn asked(&self) -> (T, Vec<(ChoiceKey, Chosen)>) {
        let mut choices = self.choices.clone();
        let mut packets = self.packets.clone();
        for frame in self.unpaired.iter().rev() {
            packets = frame.undone(&packets);
        }
        if self.leg == Leg::Return {
            packets = packets.replied_to();
        }
        for frame in self.frames.iter().rev() {
            choices.extend(frame.choices.iter().map(|(key, field)| (*key, packets.chosen(*field))));
            packets = frame.undone(&packets);
        }
        (packets, choices)
    }
}
