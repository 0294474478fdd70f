//! Why a packet is dropped, why nobody can know, what was taken for granted, and what to mind.

/// What a reason stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonKind {
    /// The packet is dropped.
    Block,
    /// Nobody can know from this snapshot.
    Gap,
    /// Something was taken for granted.
    Assumption,
    /// The packet passes, and the conversation may have trouble all the same.
    Caution,
}

/// A reason with a stable code, its words, and where AWS says so.
///
/// The texts are templates with named holes in braces. Every hole that a template may use is filled by whoever tells the
/// reason: `{resource}`, `{rule}`, `{packet}`, `{source}`, `{destination}`, `{protocol}`, `{ports}`, `{direction}`, and those
/// that the citing component adds to its [`crate::Citation`].
#[derive(Debug, PartialEq, Eq)]
pub struct Reason {
    /// The stable code, in capitals.
    pub code: &'static str,
    /// Reachability Analyzer's code for the same thing, where it has one.
    pub ra_code: Option<&'static str>,
    /// What it stands for.
    pub kind: ReasonKind,
    /// What it means, in one sentence that holds for every network.
    pub meaning: &'static str,
    /// What happened to this packet.
    pub sentence: &'static str,
    /// What would let the packet pass, or settle the question.
    pub remedy: &'static str,
    /// The same as an AWS CLI command, where one command does it.
    pub command: Option<&'static str>,
    /// The AWS page that documents the behaviour.
    pub page: &'static str,
    /// The rules of the specification that it implements.
    pub rules: &'static [&'static str],
}
