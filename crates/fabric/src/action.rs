//! What a row does with the packets that match it.

use crate::{ChoiceKey, Cite, Key, Reason};
use packetwalk_space::{Field, Rewrite, Sender};
use std::sync::Arc;

/// What a row does with the packets that match it. The list is closed: what it cannot say is [`Action::Unknown`].
///
/// `Pass`, `Rewrite` and `Restore` go on in the station; the others leave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// On to the station's next check.
    Pass,
    /// Refused.
    Drop {
        /// Why.
        reason: &'static Reason,
        /// What the component would have done, had it not refused.
        otherwise: Otherwise,
    },
    /// On to another station.
    Send(Key),
    /// Changed, then on to the station's next check.
    Rewrite(Arc<Translation>),
    /// A reply: the change that this translator made on the way out is undone.
    Restore {
        /// Whose memory.
        state: Cite,
        /// What becomes of packets that answer to nothing it remembers.
        unless: Unless,
    },
    /// On to one of these stations; the network chooses.
    OneOf {
        /// The name of the choice.
        key: ChoiceKey,
        /// The options: what is said of each, and where it leads.
        options: Arc<[(Cite, Key)]>,
        /// Whether the choice is made for a flow: its replies go where the choice fell on the way there.
        kept: bool,
    },
    /// Arrived.
    Deliver {
        /// Where the reply starts.
        reply: Key,
        /// Who sends the reply.
        sender: Sender,
    },
    /// Leaves what the snapshot covers.
    Leave {
        /// Where the reply comes back in.
        reply: Key,
    },
    /// Nobody can know.
    Unknown {
        /// Why.
        gap: &'static Reason,
        /// What there is to go on with.
        otherwise: Otherwise,
    },
}

/// What becomes of packets at a translator that answer to nothing it remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unless {
    /// They are dropped.
    Refused(&'static Reason),
    /// They are new ones, and go there.
    Sent(Key),
}

/// How a walk goes on past a refusal or a gap, to find what else stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// As if the check had passed.
    Pass,
    /// As if this change had been made.
    Rewrite(Arc<Translation>),
    /// As if it had been sent there.
    Send(Key),
    /// Not at all: nothing leads on from here. The far end's own checks may still be read with the headers as they are.
    Beyond,
    /// Not at all.
    End,
}

/// A change of headers by a translator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// What changes.
    pub rewrite: Rewrite,
    /// What the rewrite leaves the translator to choose (a port, an address): the choice's name and the field that shows it.
    pub choices: Vec<(ChoiceKey, Field)>,
    /// Set when the translator opens a connection by it: replies are then restored from its memory, and on the way back the
    /// row opens nothing.
    pub opens: Option<Opens>,
}

/// A connection in a translator's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opens {
    /// Whose memory.
    pub state: Cite,
    /// Why a reply is dropped that would open a new connection here.
    pub unless: &'static Reason,
    /// Where the far end's replies come in, whatever its own routes say; `None` where those decide.
    pub replies: Option<Key>,
}
