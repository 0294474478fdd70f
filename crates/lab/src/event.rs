//! What rules of the lab log: the only ways in which a packet's journey ends.

use std::fmt;

/// The end of a packet's journey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It arrived.
    Delivered(Place),
    /// It was dropped.
    Dropped {
        /// The id of the resource that dropped it.
        by: String,
        /// The rule, where the resource has several: an ACL's rule number, `*`.
        rule: Option<String>,
        /// Why, in a few words.
        why: &'static str,
    },
    /// It met something that a namespace doesn't imitate.
    NotImitated {
        /// What.
        what: String,
    },
}

/// Where a packet arrived, or where one starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// An interface, by its place in [`packetwalk_aws::plain::Plain::interfaces`].
    Interface(usize),
    /// The internet.
    Internet,
    /// A load balancer or endpoint that answers by itself, by the place of its interface in [`packetwalk_aws::plain::Plain::interfaces`].
    Front(usize),
    /// The service behind a gateway endpoint, by its place in [`packetwalk_aws::plain::Plain::endpoints`].
    Endpoint(usize),
    /// A network outside, behind a virtual private gateway: by its place in [`packetwalk_aws::plain::Plain::vpn_gateways`].
    VpnGateway(usize),
    /// A network outside, behind an attachment: by its place in [`packetwalk_aws::plain::Plain::attachments`].
    Attachment(usize),
    /// One of Amazon's services in a VPC, by the VPC's place: DNS, metadata, time.
    Service(usize),
}

impl Event {
    pub(crate) fn dropped(by: &str, why: &'static str) -> Self {
        Event::Dropped { by: by.to_owned(), rule: None, why }
    }

    pub(crate) fn not_imitated(what: impl Into<String>) -> Self {
        Event::NotImitated { what: what.into() }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Delivered(_) => f.write_str("delivered"),
            Event::Dropped { by, rule: None, why } => write!(f, "dropped by {by}: {why}"),
            Event::Dropped { by, rule: Some(rule), why } => write!(f, "dropped by {by} rule {rule}: {why}"),
            Event::NotImitated { what } => write!(f, "not imitated: {what}"),
        }
    }
}
