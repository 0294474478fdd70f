//! The view model. Its fields are what `--format json` prints, under these names; `packetwalk schema` prints their schema.

use packetwalk_space::Product;
use schemars::JsonSchema;
use serde::Serialize;

/// The version of the shape of [`Story`]. It grows when a field changes its meaning or goes; new fields may come at any time.
pub const SCHEMA_VERSION: u32 = 1;

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Story {
    /// The version of this document's shape.
    pub version: u32,
    /// What becomes of the packets, there and back.
    pub verdict: Verdict,
    /// Whether the verdict is about routing alone: no filter was asked.
    pub routing_only: bool,
    /// The verdict in a sentence.
    pub summary: String,
    /// What was asked.
    pub question: Asked,
    /// The way there; of the first part, when the question splits.
    pub forward: Leg,
    /// The way back; null where nothing came through that could be answered.
    #[serde(rename = "return")]
    pub back: Option<Leg>,
    /// Everything that stands in the way, on both legs, in order.
    pub blockers: Vec<Blocker>,
    /// The parts of the question that were treated differently; one when all packets were treated alike.
    pub parts: Vec<Part>,
    /// Filters on the way that weren't asked, because the question is about routing alone.
    pub filters: Vec<Filter>,
    /// What was taken for granted on the way, where its other reading would have changed the answer.
    pub assumptions: Vec<Taken>,
    /// What doesn't stop the packets and may trouble the conversation.
    pub cautions: Vec<Caution>,
    /// What the snapshot doesn't say, and the call that would settle it.
    pub unknown: Vec<Missing>,
    /// What to know of the two ends: which interface of several was meant.
    pub remarks: Vec<String>,
    /// What else the question may mean, where the verdict is another one then: the summary tells them, too.
    pub readings: Vec<Reading>,
    /// The resources that the walk met, its ends, and those that they belong to, by id.
    pub resources: Vec<Known>,
    /// The snapshot that answered.
    pub snapshot: About,
    /// What no configuration tells.
    pub not_checked: Vec<String>,
}

/// What became of a class of packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every packet gets through.
    Always,
    /// Some do, or it depends on what AWS chooses.
    Sometimes,
    /// None does.
    Never,
    /// The snapshot doesn't say.
    Unknown,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Asked {
    /// Where the packets start.
    pub from: Side,
    /// Where they should arrive.
    pub to: Side,
    /// The packets.
    pub headers: Vec<Headers>,
    /// What the ways there and back must pass.
    pub via: Vec<Resource>,
    /// What they must not pass.
    pub not_via: Vec<Resource>,
}

/// One side of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Side {
    /// As it was typed.
    pub text: String,
    /// In a sentence.
    pub name: String,
    /// The resource, where it is one.
    pub resource: Option<Resource>,
}

/// The question, read otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reading {
    /// How it is read: `by IPv6`, `from eni-0b2`, `to eni-0b2`, `by IPv6 to eni-0b2`.
    pub how: String,
    /// Where the packets start, as a question names it.
    pub from: String,
    /// Where they should arrive.
    pub to: String,
    /// Whether it has to be asked by IPv6.
    pub ipv6: bool,
    /// What becomes of the packets then.
    pub verdict: Verdict,
    /// That verdict in a sentence.
    pub summary: String,
}

/// A resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Resource {
    /// What it is: `network ACL`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name, where it has one.
    pub name: Option<String>,
}

impl Story {
    /// Whether something stands in the way of one of the parts, from 0. What stands in none of them stands in the way of all.
    pub fn blocks(&self, blocker: &Blocker, part: usize) -> bool {
        let parts = || self.parts.iter().map(|part| part.is_blocked_by(blocker));
        parts().nth(part).unwrap_or(true) || !parts().any(|blocked| blocked)
    }
}

impl Part {
    fn is_blocked_by(&self, blocker: &Blocker) -> bool {
        let leg = if blocker.leg == "return" { self.back.as_ref() } else { Some(&self.forward) };
        let decisions = leg.iter().flat_map(|leg| &leg.hops).flat_map(|hop| &hop.decisions);
        let mut refusals = decisions.filter(|decision| decision.outcome == Outcome::Drop);
        refusals.any(|each| each.resource.id == blocker.resource && each.direction == blocker.direction)
    }
}

impl std::fmt::Display for Resource {
    /// In a sentence: `network ACL acl-0a1 (db)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.kind.is_empty() {
            write!(f, "{} ", self.kind)?;
        }
        f.write_str(&self.id)?;
        self.name.as_ref().map_or(Ok(()), |name| write!(f, " ({name})"))
    }
}

/// Packets with the same treatment so far. Each list holds ranges; `any` stands for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Headers {
    /// Protocol: `tcp`, `udp`, `icmp`, `any protocol` …
    pub protocol: String,
    /// Source addresses, as blocks or ranges.
    pub source: String,
    /// Source ports; null for protocols without ports.
    pub source_ports: Option<String>,
    /// Destination addresses.
    pub destination: String,
    /// Destination ports; null for protocols without ports.
    pub destination_ports: Option<String>,
    /// ICMP type, where the protocol has one.
    pub icmp_type: Option<String>,
    /// ICMP code, where the protocol has one.
    pub icmp_code: Option<String>,
    /// All of it in a line.
    pub text: String,
    /// The packets themselves, for renderers that write them otherwise; no part of the document.
    #[serde(skip)]
    pub product: Product,
}

/// Where a resource stands among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Known {
    /// The resource.
    #[serde(flatten)]
    pub resource: Resource,
    /// The account that owns it, where the snapshot says so.
    pub owner: Option<String>,
    /// Its ARN, where the snapshot prints one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// What it is: its CIDR blocks, its addresses, its state.
    pub about: Option<String>,
    /// Its Region, where the snapshot's folders or the names of zones say so.
    pub region: Option<String>,
    /// Its availability zone, where it is in one.
    pub zone: Option<String>,
    /// Of a subnet, whether its route table leads to an internet gateway.
    pub public: Option<bool>,
    /// What it belongs to.
    pub belongs: Vec<Belongs>,
}

/// Something that a resource belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Belongs {
    /// How: `in VPC`, `in subnet`, `in security group`, `attached to`, `of transit gateway`, `of transit gateway
    /// attachment`, `of load balancer`, `of NAT gateway`, `of VPC endpoint`, `requested by`, `accepted by`, `peered with`.
    pub how: String,
    /// The id of what it belongs to.
    pub id: String,
}

/// One leg: there, or back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Leg {
    /// What becomes of the packets on this leg.
    pub verdict: Verdict,
    /// The ids that are written in the notes, in order; of a blocked leg up to what blocks it first.
    pub path: Vec<String>,
    /// Every hop.
    pub hops: Vec<Hop>,
    /// Where the packets arrive: an id, or `the internet`. Null where they don't.
    pub delivered_to: Option<String>,
    /// The packets at the far end; empty where they don't arrive.
    pub headers: Vec<Headers>,
    /// No reply is expected to this kind of packet.
    pub no_reply_expected: bool,
}

/// The decisions at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Hop {
    /// The place.
    pub resource: Resource,
    /// What it is: addresses, subnet.
    pub about: Option<String>,
    /// Whether it is written in the notes.
    pub written: bool,
    /// The packets as they come to it.
    pub headers: Vec<Headers>,
    /// The packets as they leave it, where a decision here changed them.
    pub headers_after: Vec<Headers>,
    /// The decisions, in the order in which they are made.
    pub decisions: Vec<Decision>,
    /// Set past a refusal: what would happen if it weren't there.
    pub past_refusal: bool,
    /// Set where no way leads here, and the checks are read with the headers as sent.
    pub beyond: bool,
}

/// A header field that a decision changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// The field: `source`, `destination`, `protocol`, `source port`, `destination port`, `type`.
    pub field: String,
    /// What it was.
    pub from: String,
    /// What it is now.
    pub to: String,
    /// Who changed it.
    pub by: String,
    /// Whether the value is one that AWS picks from a range.
    pub chosen: bool,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decision {
    /// The check: `network ACL`, `route table`.
    pub check: String,
    /// `egress` or `ingress`, seen from the resource that filters; null for checks without a direction.
    pub direction: Option<Way>,
    /// What was decided.
    pub outcome: Outcome,
    /// Whose rules they are.
    pub resource: Resource,
    /// The packets by the rule that decided; the first share says most.
    pub shares: Vec<Share>,
    /// Routes that cover the destination and lost.
    pub lost: Vec<Lost>,
    /// What it changed in the headers.
    pub changes: Vec<Change>,
}

/// Which way a packet crosses a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Outbound.
    Egress,
    /// Inbound.
    Ingress,
}

/// What a decision came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Let pass by a rule, or found in order.
    Pass,
    /// Not asked.
    Skip,
    /// Let pass as a reply to what passed before.
    State,
    /// Sent on.
    Send,
    /// Headers changed.
    Rewrite,
    /// Headers changed back.
    Restore,
    /// Arrived.
    Deliver,
    /// Refused.
    Drop,
    /// Nobody can know.
    Unknown,
}

/// The packets that one rule decided about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Share {
    /// The packets, where the decision split them; empty when the rule decided about all of them.
    pub headers: Vec<Headers>,
    /// The rule, as the console names it: `inbound rule 90`.
    pub rule: Option<String>,
    /// The rule's own number or id.
    pub rule_id: Option<String>,
    /// What the rule says, or why nothing was asked.
    pub says: Option<String>,
    /// What the rule says, field by field.
    pub terms: Option<Terms>,
    /// Where it stands in the snapshot.
    pub place: Option<Place>,
    /// Which row of the table decided, from 1; 0 for what it does otherwise. Null where no table was asked, where it is one by
    /// address, and where packets that were treated alike met several rows.
    pub row: Row,
}

/// Which row of a table decided. None is told from another: parts of which the same is told are one, whichever rows they met.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Row(pub Option<usize>);

impl PartialEq for Row {
    fn eq(&self, _: &Row) -> bool {
        true
    }
}

impl Eq for Row {}

/// What a rule says, field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Terms {
    /// The id of the resource that the rule is one of.
    pub of: String,
    /// What it names on the other side: a block, a prefix list, a group; of a route its destination.
    pub peer: String,
    /// The number of the protocol that it is about; null for any.
    pub protocol: Option<u8>,
    /// The first destination port that it is about; null for any.
    pub from_port: Option<u16>,
    /// The last one.
    pub to_port: Option<u16>,
    /// Whether it lets packets pass; null for what isn't a filter's.
    pub permits: Option<bool>,
    /// Where it sends packets, as ids or `local`; several, where it leaves the choice.
    pub targets: Vec<String>,
    /// Its state: `active`, `blackhole`.
    pub state: Option<String>,
    /// Whether it was learned, not written by hand.
    pub learned: bool,
}

/// A route that covers the destination and lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lost {
    /// The route.
    pub route: String,
    /// Why it lost.
    pub why: String,
    /// Where it stands.
    pub place: Option<Place>,
}

/// A place in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The JSON pointer.
    pub pointer: String,
}

/// Something that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Blocker {
    /// `forward` or `return`.
    pub leg: String,
    /// The reason's code; `packetwalk explain CODE` tells more.
    pub code: String,
    /// Reachability Analyzer's code for it, where it has one.
    pub ra_code: Option<String>,
    /// `egress` or `ingress`, where the check has a direction.
    pub direction: Option<Way>,
    /// The id of the resource that refuses.
    pub resource: String,
    /// What kind of resource it is.
    pub resource_kind: String,
    /// Its name, where it has one.
    pub resource_name: Option<String>,
    /// The rule's own number or id, where a rule refuses.
    pub rule: Option<String>,
    /// What the rule says, field by field.
    pub terms: Option<Terms>,
    /// The id of the hop at which it refuses.
    pub at: Option<String>,
    /// Whether it is the first in the way.
    pub primary: bool,
    /// Whether it is read with the headers as sent, past a route that is missing.
    pub beyond: bool,
    /// The file of what refuses.
    pub file: Option<String>,
    /// The line in it.
    pub line: Option<u32>,
    /// The JSON pointer in it.
    pub pointer: Option<String>,
    /// The packets that it refuses.
    pub headers: Vec<Headers>,
    /// What happened, in a sentence.
    pub sentence: String,
    /// The rule that comes nearest to letting them pass.
    pub nearest: Option<Near>,
    /// The narrowest change that would let them pass.
    pub remedy: String,
    /// The change as AWS CLI commands, where commands do it.
    pub commands: Vec<String>,
    /// The AWS page.
    pub page: String,
}

/// The rule that comes nearest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Near {
    /// Whose rule it is.
    pub resource: Resource,
    /// The rule.
    pub rule: Option<String>,
    /// What it says.
    pub says: Option<String>,
    /// In what it differs from the packets.
    pub differs: Vec<String>,
    /// What it lost by, of a route that would have led where the packets should go.
    pub lost: Option<LostBy>,
    /// What it says, field by field.
    pub terms: Option<Terms>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// What a route lost by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LostBy {
    /// It doesn't cover the destination.
    Coverage,
    /// Another has the longer prefix.
    Length,
    /// Another of the same length ranks before it.
    Rank,
}

/// Packets that were treated alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Part {
    /// What becomes of them.
    pub verdict: Verdict,
    /// The packets, as the question asked about them.
    pub headers: Vec<Headers>,
    /// What AWS must choose for this part.
    pub choices: Vec<Choice>,
    /// The way there.
    pub forward: Leg,
    /// The way back; null where nothing came through.
    #[serde(rename = "return")]
    pub back: Option<Leg>,
    /// The source addresses that the far end sees, where they aren't the sender's own; several where a NAT gateway chooses.
    pub leaves_as: Vec<String>,
    /// How many ends of the walk are in the part: interfaces that were treated alike.
    pub members: usize,
    /// Where those arrive, where there are several.
    pub delivered_to: Vec<String>,
}

/// A filter that wasn't asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Filter {
    /// `forward` or `return`.
    pub leg: String,
    /// The check: `network ACL`.
    pub check: String,
    /// `egress` or `ingress`, where the check has a direction.
    pub direction: Option<Way>,
    /// Whose rules they are.
    pub resource: Resource,
    /// Where it stands.
    pub place: Option<Place>,
}

/// Something that AWS chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Choice {
    /// Who chooses.
    pub resource: Resource,
    /// What: `port`, `zone`.
    pub what: String,
    /// What it must choose.
    pub value: String,
}

/// Something that was taken for granted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Taken {
    /// The code.
    pub code: String,
    /// What, in a sentence.
    pub sentence: String,
    /// The AWS page.
    pub page: String,
}

/// Something that doesn't stop the packets and may trouble the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Caution {
    /// `forward` or `return`.
    pub leg: String,
    /// The code; `packetwalk explain CODE` tells more.
    pub code: String,
    /// What, in a sentence.
    pub sentence: String,
    /// What helps.
    pub remedy: String,
    /// The id of the resource that it comes from.
    pub resource: String,
    /// The AWS page.
    pub page: String,
}

/// Something that the snapshot doesn't say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Missing {
    /// `forward` or `return`.
    pub leg: String,
    /// The code.
    pub code: String,
    /// What is missing, in a sentence.
    pub sentence: String,
    /// What would settle it.
    pub remedy: String,
    /// The call that would settle it, where one does.
    pub call: Option<String>,
    /// The id of the resource.
    pub resource: String,
    /// Reachability Analyzer's code for it, where it has one.
    pub ra_code: Option<String>,
    /// The AWS page.
    pub page: String,
}

/// The snapshot that answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct About {
    /// Accounts whose resources it holds.
    pub accounts: Vec<String>,
    /// Regions whose resources it holds.
    pub regions: Vec<String>,
    /// The folder that all files lie in; empty when they share none.
    pub folder: String,
    /// How many files.
    pub files: usize,
    /// When the oldest file was written, in UTC.
    pub oldest: Option<String>,
    /// When the newest file was written, in UTC.
    pub newest: Option<String>,
    /// What couldn't be read as it stands.
    pub problems: Vec<String>,
    /// Kinds of resources that were counted and not read: what, and how many.
    pub not_modelled: Vec<String>,
    /// Keys that packetwalk doesn't know: list, key, how often, where first.
    pub unknown_keys: Vec<String>,
}
