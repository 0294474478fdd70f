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
    /// The place in the snapshot.
    pub place: Option<Place>,
    /// More holes for the templates of reasons: name and filling.
    pub holes: Vec<(&'static str, String)>,
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
