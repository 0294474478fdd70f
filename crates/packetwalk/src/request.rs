//! What people ask: two ends and a flow.

use packetwalk_aws::System;
use packetwalk_space::{Address, Cidr, Family, IntervalSet, Protocol};
use std::fmt;

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
}

/// A class of packets, but for the two ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// The protocol; `None` means TCP.
    pub protocol: Option<Protocol>,
    /// Whether it is a ping: ICMP echo, or ICMPv6 echo.
    pub ping: bool,
    /// Destination ports; `None` means all.
    pub ports: Option<IntervalSet<u16>>,
    /// Source ports; `None` means the client's ephemeral range.
    pub source_ports: Option<IntervalSet<u16>>,
    /// ICMP type and code; `None` means all.
    pub icmp: Option<(u16, Option<u16>)>,
    /// Whose ephemeral ports; `None` means those of the source's operating system.
    pub client: Option<Client>,
}

/// A client, as far as it decides which ports it sends from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// Linux: 32768–60999.
    Linux,
    /// Windows Server 2008 and later: 49152–65535.
    Windows,
    /// Windows Server 2003 and before: 1025–5000.
    Windows2003,
    /// Elastic Load Balancing: 1024–65535.
    Elb,
    /// A NAT gateway: 1024–65535.
    Nat,
    /// A Lambda function: 1024–65535.
    Lambda,
    /// Anything: 1024–65535.
    Any,
}

/// Why a text is no flow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowError {
    /// A port out of range, or no port at all.
    #[error("{text:?} is not a port: expected 0 to 65535, ranges as in 8000-8100, and commas between them")]
    Port {
        /// The text.
        text: String,
    },
    /// No protocol.
    #[error(
        "{text:?} is not a protocol: expected tcp, udp, icmp, icmpv6, ping, another name such as gre, or a number to 255"
    )]
    Protocol {
        /// The text.
        text: String,
    },
    /// No ICMP type and code.
    #[error("{text:?} is not an ICMP type: expected TYPE or TYPE/CODE, each from 0 to 255")]
    Icmp {
        /// The text.
        text: String,
    },
    /// Ports for a protocol that has none.
    #[error("{protocol} has no ports")]
    NoPorts {
        /// The protocol.
        protocol: Protocol,
    },
    /// A type for a protocol that has none.
    #[error("{protocol} has no ICMP type")]
    NoType {
        /// The protocol.
        protocol: Protocol,
    },
}

impl Request {
    /// Reads `TO[:PORTS][/PROTO]`.
    ///
    /// # Errors
    /// When ports or protocol can't be read.
    pub fn parse(from: &str, to: &str) -> Result<Self, FlowError> {
        let (to, flow) = Flow::parse(to)?;
        Ok(Request { from: from.to_owned(), to, flow, ipv6: false, nat_port: None })
    }
}

impl Flow {
    /// Reads the flow off the end of `TO[:PORTS][/PROTO]`; what is left is the end.
    ///
    /// # Errors
    /// When ports or protocol can't be read.
    pub fn parse(text: &str) -> Result<(String, Self), FlowError> {
        let mut flow = Flow::default();
        let mut rest = text;
        if let Some((before, name)) = text.rsplit_once('/')
            && name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
            && !before.is_empty()
        {
            flow.set_protocol(name)?;
            rest = before;
        }
        if let Some(bracketed) = rest.strip_prefix('[')
            && let Some((address, ports)) = bracketed.split_once(']')
        {
            if let Some(ports) = ports.strip_prefix(':') {
                flow.ports = Some(Self::parse_ports(ports)?);
            }
            return Ok((address.to_owned(), flow));
        }
        // An IPv6 address holds colons of its own.
        let is_address = rest.parse::<Address>().is_ok() || rest.parse::<Cidr>().is_ok();
        if let Some((before, ports)) = rest.rsplit_once(':').filter(|_| !is_address)
            && ports.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        {
            flow.ports = Some(Self::parse_ports(ports)?);
            rest = before;
        }
        Ok((rest.to_owned(), flow))
    }

    /// Takes a protocol by name or number.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn set_protocol(&mut self, text: &str) -> Result<(), FlowError> {
        if text.eq_ignore_ascii_case("ping") {
            self.ping = true;
            return Ok(());
        }
        let protocol = Protocol::parse(text).ok_or_else(|| FlowError::Protocol { text: text.to_owned() })?;
        self.protocol = Some(protocol);
        Ok(())
    }

    /// Reads `22`, `22,443`, `8000-8100`.
    ///
    /// # Errors
    /// When one of them is no port.
    pub fn parse_ports(text: &str) -> Result<IntervalSet<u16>, FlowError> {
        let bad = |text: &str| FlowError::Port { text: text.to_owned() };
        let range = |part: &str| {
            let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
            let port = |text: &str| text.trim().parse::<u16>().map_err(|_| bad(text));
            let (first, last) = (port(first)?, port(last)?);
            if first <= last { Ok((first, last)) } else { Err(bad(part)) }
        };
        Ok(IntervalSet::from_ranges(text.split(',').map(range).collect::<Result<Vec<_>, _>>()?))
    }

    /// Reads `TYPE[/CODE]`.
    ///
    /// # Errors
    /// When either is no number up to 255.
    pub fn parse_icmp(text: &str) -> Result<(u16, Option<u16>), FlowError> {
        let bad = || FlowError::Icmp { text: text.to_owned() };
        let number = |part: &str| part.parse::<u8>().map(u16::from).map_err(|_| bad());
        match text.split_once('/') {
            Some((kind, code)) => Ok((number(kind)?, Some(number(code)?))),
            None => Ok((number(text)?, None)),
        }
    }

    /// Protocol, and the two fields that it reads as ports or as type and code.
    pub(crate) fn resolved(
        &self,
        family: Family,
        system: Option<System>,
    ) -> Result<(Protocol, IntervalSet<u16>, IntervalSet<u16>), FlowError> {
        let icmp = match family {
            Family::V4 => Protocol::ICMP,
            Family::V6 => Protocol::ICMPV6,
        };
        let echo = if family == Family::V4 { 8 } else { 128 };
        let wants_icmp = self.ping || self.icmp.is_some();
        let protocol = match self.protocol {
            Some(protocol) if protocol.has_type_and_code() => icmp,
            Some(protocol) => protocol,
            None if wants_icmp => icmp,
            None => Protocol::TCP,
        };
        if wants_icmp && !protocol.has_type_and_code() {
            return Err(FlowError::NoType { protocol });
        }
        let asks_ports = self.ports.is_some() || self.source_ports.is_some();
        if asks_ports && !protocol.has_ports() {
            return Err(FlowError::NoPorts { protocol });
        }
        if protocol.has_type_and_code() {
            let (kind, code) = match (self.icmp, self.ping) {
                (Some((kind, code)), _) => {
                    (IntervalSet::single(kind), code.map_or(IntervalSet::all(), IntervalSet::single))
                }
                (None, true) => (IntervalSet::single(echo), IntervalSet::single(0)),
                (None, false) => (IntervalSet::range(0, 255), IntervalSet::range(0, 255)),
            };
            return Ok((protocol, kind, code));
        }
        let system = match system {
            Some(System::Linux) => Client::Linux,
            Some(System::Windows) => Client::Windows,
            None => Client::Any,
        };
        let (first, last) = self.client.unwrap_or(system).ephemeral();
        let sources = self.source_ports.clone().unwrap_or_else(|| IntervalSet::range(first, last));
        Ok((protocol, sources, self.ports.clone().unwrap_or_else(IntervalSet::all)))
    }
}

impl Client {
    /// Every client, by name.
    pub const ALL: &'static [(&'static str, Client)] = &[
        ("linux", Client::Linux),
        ("windows", Client::Windows),
        ("windows-2003", Client::Windows2003),
        ("elb", Client::Elb),
        ("nat", Client::Nat),
        ("lambda", Client::Lambda),
        ("any", Client::Any),
    ];

    /// The range of its ephemeral ports, by AWS's page on custom network ACLs.
    pub const fn ephemeral(self) -> (u16, u16) {
        match self {
            Client::Linux => (32768, 60999),
            Client::Windows => (49152, 65535),
            Client::Windows2003 => (1025, 5000),
            Client::Elb | Client::Nat | Client::Lambda | Client::Any => (1024, 65535),
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Client::ALL.iter().find(|(_, client)| client == self).map(|(name, _)| *name);
        f.write_str(name.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The end, the protocol, and the ports.
    type Parsed = (String, Option<Protocol>, Option<Vec<(u16, u16)>>);

    fn parsed(text: &str) -> Parsed {
        let (end, flow) = Flow::parse(text).unwrap();
        (end, flow.protocol, flow.ports.map(|ports| ports.ranges().to_vec()))
    }

    #[test]
    fn the_flow_is_read_off_the_end() {
        let (tcp, udp, icmp) = (Some(Protocol::TCP), Some(Protocol::UDP), Some(Protocol::ICMP));
        let ports = |ranges: &[(u16, u16)]| Some(ranges.to_vec());
        assert_eq!(parsed("db:5432"), ("db".to_owned(), None, ports(&[(5432, 5432)])));
        assert_eq!(parsed("8.8.8.8:53/udp"), ("8.8.8.8".to_owned(), udp, ports(&[(53, 53)])));
        let many = ports(&[(22, 22), (8000, 8100)]);
        assert_eq!(parsed("10.1.0.0/16:22,8000-8100/tcp"), ("10.1.0.0/16".to_owned(), tcp, many));
        assert_eq!(parsed("10.1.0.0/16"), ("10.1.0.0/16".to_owned(), None, None));
        assert_eq!(parsed("[2600::1]:443"), ("2600::1".to_owned(), None, ports(&[(443, 443)])));
        assert_eq!(parsed("2600::1"), ("2600::1".to_owned(), None, None));
        assert_eq!(parsed("8.8.8.8/icmp"), ("8.8.8.8".to_owned(), icmp, None));
        assert_eq!(parsed("vpc-1/10.0.0.5:443"), ("vpc-1/10.0.0.5".to_owned(), None, ports(&[(443, 443)])));
        assert_eq!(parsed("tag:Role=db:5432"), ("tag:Role=db".to_owned(), None, ports(&[(5432, 5432)])));
        assert_eq!(parsed("tag:Role=db"), ("tag:Role=db".to_owned(), None, None));
        assert!(Flow::parse("db/ping").unwrap().1.ping);
    }

    #[test]
    fn a_port_out_of_range_is_named() {
        assert_eq!(Flow::parse("db:70000"), Err(FlowError::Port { text: "70000".to_owned() }));
        assert_eq!(Flow::parse("db:9-3"), Err(FlowError::Port { text: "9-3".to_owned() }));
        assert_eq!(Flow::parse("db/tpc"), Err(FlowError::Protocol { text: "tpc".to_owned() }));
    }
}
