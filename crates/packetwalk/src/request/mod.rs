//! What people ask: two ends and a flow.

mod client;
mod error;
mod flow;

pub use client::Client;
pub use error::FlowError;
pub use flow::Flow;

/// A question in the words of whoever asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where the packets start: an end, as [`packetwalk_aws::Network::end`] reads it.
    pub from: String,
    /// Where they should arrive.
    pub to: String,
    /// The packets.
    pub flow: Flow,
    /// Whether to ask about IPv6 where both families would do.
    pub ipv6: bool,
    /// The port that NAT gateways are to choose.
    pub nat_port: Option<u16>,
    /// Whether to ask about routing alone: every filter is taken to permit everything.
    pub routing_only: bool,
    /// What the ways there and back must pass: ids or names of resources.
    pub via: Vec<String>,
    /// What they must not pass.
    pub not_via: Vec<String>,
    /// What to say with the answer of where the question came from.
    pub remarks: Vec<String>,
}

/// A question word by word, as options, columns or keys give it. `None` is not given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words<'w> {
    /// Where the packets start.
    pub from: &'w str,
    /// Where they should arrive: `TO[:PORTS][/PROTOCOL]`.
    pub to: &'w str,
    /// The protocol.
    pub protocol: Option<&'w str>,
    /// Destination ports.
    pub port: Option<&'w str>,
    /// Source ports.
    pub source_port: Option<&'w str>,
    /// ICMP type, and code.
    pub icmp: Option<&'w str>,
}

impl Request {
    /// Reads `TO[:PORTS][/PROTO]`.
    ///
    /// # Errors
    /// When ports or protocol can't be read.
    pub fn parse(from: &str, to: &str) -> Result<Self, FlowError> {
        Request::of(&Words { from, to, ..Words::default() })
    }

    /// Reads a question: what the destination says of the flow, and what the other words add.
    ///
    /// # Errors
    /// When one of the words can't be read, or two contradict each other.
    pub fn of(words: &Words<'_>) -> Result<Self, FlowError> {
        let (to, mut flow) = Flow::parse(words.to)?;
        if let Some(protocol) = words.protocol {
            flow.set_protocol(protocol)?;
        }
        if let Some(ports) = words.port {
            flow.set_ports(ports)?;
        }
        flow.source_ports = words.source_port.map(Flow::parse_ports).transpose()?;
        flow.icmp = words.icmp.map(Flow::parse_icmp).transpose()?;
        Ok(Request { flow, ..Request::new(words.from.to_owned(), to) })
    }

    /// All TCP from one end to another.
    pub fn new(from: String, to: String) -> Self {
        Request {
            from,
            to,
            flow: Flow::default(),
            ipv6: false,
            nat_port: None,
            routing_only: false,
            via: Vec::new(),
            not_via: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// The same question from the other end: the ends change places, the flow stays.
    #[must_use]
    pub fn reversed(self) -> Self {
        Request { from: self.to, to: self.from, ..self }
    }
}
