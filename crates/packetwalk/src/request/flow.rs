//! The packets of a question, and how they are written.

use super::{Client, FlowError};
use packetwalk_aws::System;
use packetwalk_space::{Address, Cidr, Family, IntervalSet, Protocol};

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

impl Flow {
    /// Reads the flow off the end of `TO[:PORTS][/PROTO]`; what is left is the end.
    ///
    /// # Errors
    /// When ports or protocol can't be read.
    pub fn parse(text: &str) -> Result<(String, Self), FlowError> {
        let mut flow = Flow::default();
        // `vpc-…/` belongs to the address behind it.
        let is_scope =
            |id: &str| ["vpc-", "vgw-", "tgw-attach-", "cvpn-endpoint-"].iter().any(|prefix| id.starts_with(prefix));
        let is_address =
            |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '[' | ':')) || rest.contains(':');
        let scoped = text
            .split_once('/')
            .filter(|(id, rest)| is_scope(id) && !id.contains(':') && (id.starts_with("vpc-") || is_address(rest)));
        let (scope, mut rest) = scoped.map_or(("", text), |(vpc, rest)| (&text[..=vpc.len()], rest));
        if let Some((before, protocol)) = split_protocol(rest) {
            flow.set_protocol(protocol)?;
            rest = before;
        }
        let end = match bracketed(rest) {
            Some((address, behind)) => flow.set_behind(address, behind)?,
            None => flow.set_ports_of(rest)?,
        };
        Ok((format!("{scope}{end}"), flow))
    }

    /// Takes what stands behind a bracketed address; what is left is the end.
    fn set_behind(&mut self, address: &str, behind: &str) -> Result<String, FlowError> {
        let (length, ports) = match behind.split_once(':') {
            Some((length, ports)) => (length, Some(ports)),
            None => (behind, None),
        };
        let is_length = length.is_empty() || length.strip_prefix('/').is_some_and(is_number);
        if !is_length {
            return Err(FlowError::Behind { text: behind.to_owned() });
        }
        match ports {
            Some("") => return Err(FlowError::NoPort { text: format!("[{address}]{behind}") }),
            Some(ports) => self.set_ports(ports)?,
            None => {}
        }
        Ok(format!("{address}{length}"))
    }

    /// Takes the ports at the end of a text; what is left is the end.
    fn set_ports_of(&mut self, text: &str) -> Result<String, FlowError> {
        // An IPv6 address holds colons of its own.
        let is_address = text.parse::<Address>().is_ok() || text.parse::<Cidr>().is_ok();
        let Some((before, ports)) = text.rsplit_once(':').filter(|_| !is_address) else { return Ok(text.to_owned()) };
        if ports.is_empty() {
            return Err(FlowError::NoPort { text: text.to_owned() });
        }
        // A name may hold a colon; what can't be a port is left to it.
        if !ports.starts_with(|first: char| first.is_ascii_digit()) {
            return Ok(text.to_owned());
        }
        self.set_ports(ports)?;
        Ok(before.to_owned())
    }

    /// Takes a protocol by name or number.
    ///
    /// # Errors
    /// When the text is neither, or another protocol was given before.
    pub fn set_protocol(&mut self, text: &str) -> Result<(), FlowError> {
        if text.eq_ignore_ascii_case("ping") {
            self.ping = true;
            return Ok(());
        }
        let protocol = Protocol::parse(text).ok_or_else(|| FlowError::Protocol { text: text.to_owned() })?;
        once("protocol", self.protocol.as_ref(), &protocol, ToString::to_string)?;
        self.protocol = Some(protocol);
        Ok(())
    }

    /// Takes destination ports: `22`, `22,443`, `8000-8100`.
    ///
    /// # Errors
    /// When one of them is no port, or other ports were given before.
    pub fn set_ports(&mut self, text: &str) -> Result<(), FlowError> {
        let ports = Self::parse_ports(text)?;
        let words = |ports: &IntervalSet<u16>| packetwalk_space::text::ports(ports);
        once("port", self.ports.as_ref(), &ports, words)?;
        self.ports = Some(ports);
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
            let port = |text: &str| text.trim().parse::<u16>().map_err(|_| bad(part));
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

    /// Whether neither ports nor a protocol are given.
    pub(crate) fn is_open(&self) -> bool {
        self.ports.is_none() && self.protocol.is_none() && self.icmp.is_none() && !self.ping
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
            Some(protocol) if protocol.has_type_and_code() && protocol != icmp => {
                return Err(FlowError::OtherFamily { protocol, family });
            }
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
            // Types and codes are bytes.
            let any = || IntervalSet::range(0, 255);
            let (kind, code) = match (self.icmp, self.ping) {
                (Some((kind, _)), true) if kind != echo => {
                    let (first, second) = (format!("type {echo} (ping)"), format!("type {kind}"));
                    return Err(FlowError::Twice { what: "ICMP", first, second });
                }
                (Some((kind, code)), _) => (IntervalSet::single(kind), code.map_or_else(any, IntervalSet::single)),
                (None, true) => (IntervalSet::single(echo), IntervalSet::single(0)),
                (None, false) => (any(), any()),
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

/// The text before the protocol at its end, and the protocol: a name, or a number that is no prefix length.
fn split_protocol(text: &str) -> Option<(&str, &str)> {
    let (before, tail) = text.rsplit_once('/').filter(|(before, _)| !before.is_empty())?;
    let is_name = tail.starts_with(|first: char| first.is_ascii_alphabetic()) && tail.parse::<Address>().is_err();
    let is_length = match bracketed(before) {
        // Whoever puts an address in brackets has said where it ends; a number behind them that makes no block is none.
        Some((address, "")) => Cidr::parse(&format!("{address}/{tail}")).is_ok(),
        Some(_) => false,
        None => before.parse::<Address>().is_ok(),
    };
    (is_name || (is_number(tail) && !is_length)).then_some((before, tail))
}

/// What stands in brackets at the start of a text, and what stands behind them.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('[')?.split_once(']')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Holds that what is given twice agrees.
fn once<T: PartialEq>(
    what: &'static str,
    first: Option<&T>,
    second: &T,
    words: impl Fn(&T) -> String,
) -> Result<(), FlowError> {
    match first {
        Some(first) if first != second => Err(FlowError::Twice { what, first: words(first), second: words(second) }),
        _ => Ok(()),
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
    fn numbers_name_protocols_and_brackets_end_addresses() {
        let (tcp, udp) = (Some(Protocol::TCP), Some(Protocol::UDP));
        let port = |port: u16| Some(vec![(port, port)]);
        assert_eq!(parsed("db:5432/6"), ("db".to_owned(), tcp, port(5432)));
        assert_eq!(parsed("db/50"), ("db".to_owned(), Some(Protocol(50)), None));
        assert_eq!(parsed("10.1.0.0/16/17"), ("10.1.0.0/16".to_owned(), udp, None));
        assert_eq!(parsed("10.1.0.0/16"), ("10.1.0.0/16".to_owned(), None, None));
        assert_eq!(parsed("[10.20.2.10]/17"), ("10.20.2.10".to_owned(), udp, None));
        assert_eq!(parsed("[2600:1f18:0:2::]/64:5432"), ("2600:1f18:0:2::/64".to_owned(), None, port(5432)));
        assert_eq!(parsed("[2600:1f18:0:2::]/64"), ("2600:1f18:0:2::/64".to_owned(), None, None));
        assert_eq!(parsed("[2600:1f18:0:2::/64]:53/udp"), ("2600:1f18:0:2::/64".to_owned(), udp, port(53)));
        assert_eq!(parsed("vpc-1/fd00::5"), ("vpc-1/fd00::5".to_owned(), None, None));
        assert_eq!(parsed("vpc-1/[fd00::5]:443"), ("vpc-1/fd00::5".to_owned(), None, port(443)));
        let behind = |text: &str| Err(FlowError::Behind { text: text.to_owned() });
        assert_eq!(Flow::parse("[10.20.2.10]garbage:5432"), behind("garbage:5432"));
        assert_eq!(Flow::parse("[10.20.2.10]5432"), behind("5432"));
        assert_eq!(Flow::parse("[10.20.2.10]]:5432"), behind("]:5432"));
    }

    #[test]
    fn what_is_said_twice_must_agree() {
        let (_, mut flow) = Flow::parse("8.8.8.8:443/tcp").unwrap();
        assert_eq!((flow.set_protocol("tcp"), flow.set_ports("443")), (Ok(()), Ok(())));
        let twice = |what, first: &str, second: &str| {
            Err(FlowError::Twice { what, first: first.to_owned(), second: second.to_owned() })
        };
        assert_eq!(flow.set_protocol("udp"), twice("protocol", "tcp", "udp"));
        assert_eq!(flow.set_ports("80"), twice("port", "443", "80"));
    }

    #[test]
    fn icmp_goes_with_its_family_and_is_bounded() {
        let (_, mut flow) = Flow::parse("db/icmpv6").unwrap();
        let other = FlowError::OtherFamily { protocol: Protocol::ICMPV6, family: Family::V4 };
        assert_eq!(flow.resolved(Family::V4, None), Err(other));
        flow.icmp = Some((128, None));
        let (_, kind, code) = flow.resolved(Family::V6, None).unwrap();
        assert_eq!((kind, code), (IntervalSet::single(128), IntervalSet::range(0, 255)));
        flow.ping = true;
        flow.icmp = Some((3, Some(4)));
        assert!(matches!(flow.resolved(Family::V6, None), Err(FlowError::Twice { .. })));
    }

    #[test]
    fn a_port_out_of_range_is_named() {
        assert_eq!(Flow::parse("db:70000"), Err(FlowError::Port { text: "70000".to_owned() }));
        assert_eq!(Flow::parse("db:9-3"), Err(FlowError::Port { text: "9-3".to_owned() }));
        assert_eq!(Flow::parse("db:22-"), Err(FlowError::Port { text: "22-".to_owned() }));
        assert_eq!(Flow::parse("8.8.8.8:"), Err(FlowError::NoPort { text: "8.8.8.8:".to_owned() }));
        assert_eq!(Flow::parse("db/tpc"), Err(FlowError::Protocol { text: "tpc".to_owned() }));
    }
}
