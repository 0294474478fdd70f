//! The words behind cites.

use crate::Cite;
use packetwalk_space::{Address, HeaderSet, IntervalSet};

/// Who knows the words: names, rules, files. The fabric's author implements it; reports ask it.
pub trait Lexicon {
    /// The words of a cite.
    fn citation(&self, cite: Cite) -> Citation;

    /// A name for a set of addresses that has one: `the internet`.
    fn addresses(&self, set: &IntervalSet<Address>) -> Option<String>;

    /// The narrowest change that would let `packets` past what `cite` refuses, where the component can say more than the
    /// reason's template does.
    fn remedy(&self, cite: Cite, packets: &HeaderSet) -> Option<Remedy>;

    /// Where the resource of a cite stands among others.
    fn standing(&self, cite: Cite) -> Standing;
}

/// A resource or rule in words, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// What kind of resource: `network ACL`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name, when it has one.
    pub name: Option<String>,
    /// The rule, as the console names it: `inbound rule 90`.
    pub rule: Option<String>,
    /// The rule's own number or id: `90`, `*`, `sgr-0a1`, a route's destination.
    pub rule_id: Option<String>,
    /// What the rule says: `deny tcp from 10.0.1.7/32 to port 5432`.
    pub says: Option<String>,
    /// The same, field by field.
    pub terms: Option<Terms>,
    /// The place in the snapshot.
    pub place: Option<Place>,
    /// More holes for the templates of reasons: name and filling.
    pub holes: Vec<(&'static str, String)>,
}

/// What a rule says, field by field: for programs, as [`Citation::says`] is for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The resource that the rule is one of: where several decide as one, this one of them.
    pub of: String,
    /// What it names on the other side: a block, a prefix list, a group; of a route its destination.
    pub peer: String,
    /// The number of the protocol that it is about; `None` is any.
    pub protocol: Option<u8>,
    /// The first and last destination port that it is about; `None` is any.
    pub ports: Option<(u16, u16)>,
    /// Whether it lets packets pass; `None` for what isn't a filter's.
    pub permits: Option<bool>,
    /// Where it sends packets; several, where it leaves the choice.
    pub targets: Vec<String>,
    /// Its state: `active`, `blackhole`.
    pub state: Option<String>,
    /// Whether it was learned, not written by hand.
    pub learned: bool,
}

/// Where a resource stands among others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Who owns it, where the snapshot says so.
    pub owner: Option<String>,
    /// By which name the whole world knows it, where the snapshot says so.
    pub arn: Option<String>,
    /// Which part of the world it is in, where the snapshot says so.
    pub region: Option<String>,
    /// Which zone of it, where it is in one.
    pub zone: Option<String>,
    /// Whether a way leads from it out to everybody, of what has routes of its own.
    pub public: Option<bool>,
    /// What it belongs to, and how: `in VPC`, `attached to`.
    pub belongs: Vec<(&'static str, Cite)>,
}

/// A place in a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The JSON pointer (RFC 6901) in the file.
    pub pointer: String,
}

/// What would let a packet pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// In a sentence.
    pub sentence: String,
    /// As AWS CLI commands, where commands do it.
    pub commands: Vec<String>,
}
