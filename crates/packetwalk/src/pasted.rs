//! Questions pasted from elsewhere: a flow log record, or a five-tuple.

use crate::request::{Flow, FlowError, Request};
use packetwalk_aws::{EndError, Network, Recorded};
use packetwalk_space::{Address, IntervalSet, Protocol};

/// The fields of a flow log record in AWS's default format, version 2.
const DEFAULT: &[&str] = &[
    "version",
    "account-id",
    "interface-id",
    "srcaddr",
    "dstaddr",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "action",
    "log-status",
];

/// A pasted question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    source: Address,
    destination: Address,
    protocol: Protocol,
    /// Source and destination port, where the protocol has ports and they are given.
    ports: (Option<u16>, Option<u16>),
    record: Option<Record>,
}

/// What only a flow log record says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Record {
    interface: String,
    packet: Option<(Address, Address)>,
    action: Option<String>,
}

/// Why a pasted text is no question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PastedError {
    /// Neither a record nor a five-tuple.
    #[error(
        "{text:?} is neither a flow log record nor a five-tuple: expected the fields of a record, or a text like \
         \"10.0.1.5 51234 10.0.2.7 443 tcp\" or \"10.0.1.5:51234 -> 10.0.2.7:443/tcp\""
    )]
    Neither {
        /// The text.
        text: String,
    },
    /// More or fewer fields than the format has.
    #[error("the record has {found} fields: expected {expected}; --flow-log-format names those of another format")]
    Fields {
        /// How many it has.
        found: usize,
        /// How many the format has.
        expected: usize,
    },
    /// A format without a field that is needed.
    #[error(
        "the format has no field {field}: expected srcaddr and dstaddr, or pkt-srcaddr and pkt-dstaddr, and protocol"
    )]
    Format {
        /// The field.
        field: &'static str,
    },
    /// A record of no flow.
    #[error("the record is of no flow: its log-status is {status}")]
    NoFlow {
        /// The status.
        status: String,
    },
    /// A field that can't be read.
    #[error("{field} {value:?} of the record is {expected}")]
    Field {
        /// The field.
        field: &'static str,
        /// Its value.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The ends aren't in the snapshot.
    #[error("{0}")]
    End(EndError),
    /// The flow makes no sense.
    #[error("{0}")]
    Flow(FlowError),
}

impl Pasted {
    /// Reads a text; a record's fields are those of `format`, or of the default format.
    ///
    /// # Errors
    /// When it is neither a record nor a five-tuple.
    pub fn parse(text: &str, format: Option<&str>) -> Result<Self, PastedError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_record = format.is_some() || words.iter().any(|word| word.starts_with("eni-"));
        let pasted = if is_record { Pasted::of_record(&words, format) } else { Pasted::of_tuple(text) };
        let pasted = pasted?;
        if !pasted.protocol.has_ports() {
            return Ok(Pasted { ports: (None, None), ..pasted });
        }
        Ok(pasted)
    }

    fn of_record(words: &[&str], format: Option<&str>) -> Result<Self, PastedError> {
        // `${srcaddr}`, as AWS writes formats, and plain names, as files of records begin.
        let names: Vec<&str> = match format {
            Some(format) => format.split_whitespace().map(|name| name.trim_matches(['$', '{', '}'])).collect(),
            None => DEFAULT.to_vec(),
        };
        if words.len() != names.len() {
            return Err(PastedError::Fields { found: words.len(), expected: names.len() });
        }
        let field = |wanted: &str| {
            let at = names.iter().position(|name| *name == wanted)?;
            words.get(at).copied().filter(|word| *word != "-")
        };
        if let Some(status) = field("log-status").filter(|status| *status != "OK") {
            return Err(PastedError::NoFlow { status: status.to_owned() });
        }
        let wrong = |field, value: &str, expected| PastedError::Field { field, value: value.to_owned(), expected };
        let address = |name: &'static str| {
            let read = |text: &str| text.parse::<Address>().map_err(|_| wrong(name, text, "no address"));
            field(name).map(read).transpose()
        };
        let port = |name: &'static str| {
            let read = |text: &str| text.parse::<u16>().map_err(|_| wrong(name, text, "no port: expected 0 to 65535"));
            field(name).map(read).transpose()
        };
        let packet = address("pkt-srcaddr")?.zip(address("pkt-dstaddr")?);
        let shown = address("srcaddr")?.zip(address("dstaddr")?);
        let (source, destination) = shown.or(packet).ok_or(PastedError::Format { field: "srcaddr" })?;
        let protocol = field("protocol").ok_or(PastedError::Format { field: "protocol" })?;
        let known = |text: &str| text.parse().map(Protocol);
        let protocol = known(protocol).map_err(|_| wrong("protocol", protocol, "no protocol: expected 0 to 255"))?;
        let record = field("interface-id").map(|interface| Record {
            interface: interface.to_owned(),
            packet,
            action: field("action").map(str::to_owned),
        });
        // Without an interface, what the packet itself says is all there is.
        let (source, destination) = packet.filter(|_| record.is_none()).unwrap_or((source, destination));
        Ok(Pasted { source, destination, protocol, ports: (port("srcport")?, port("dstport")?), record })
    }

    /// Two addresses, a port behind each, and a protocol in front, behind, or nowhere.
    fn of_tuple(text: &str) -> Result<Self, PastedError> {
        let neither = || PastedError::Neither { text: text.to_owned() };
        let spaced = text.replace("->", " ").replace(['→', ','], " ");
        let mut ends: Vec<(Address, Option<u16>)> = Vec::new();
        let mut protocol = None;
        let mut take = |text: &str| {
            let known = Protocol::parse(text).ok_or_else(neither)?;
            if protocol.replace(known).is_some() { Err(neither()) } else { Ok(()) }
        };
        for word in spaced.split_whitespace() {
            let (word, behind) = match word.split_once('/') {
                Some((word, protocol)) => (word, Some(protocol)),
                None => (word, None),
            };
            if let Ok(address) = word.parse::<Address>() {
                ends.push((address, None));
            } else if let Ok(socket) = word.parse::<std::net::SocketAddr>() {
                ends.push((socket.ip().into(), Some(socket.port())));
            } else {
                match (word.parse::<u16>(), ends.last_mut()) {
                    (Ok(port), Some((_, none @ None))) => *none = Some(port),
                    _ => take(word)?,
                }
            }
            behind.map(&mut take).transpose()?;
        }
        let [(source, first), (destination, second)] = ends[..] else { return Err(neither()) };
        // One port alone is the server's.
        let ports = if second.is_none() { (None, first) } else { (first, second) };
        Ok(Pasted { source, destination, protocol: protocol.unwrap_or(Protocol::TCP), ports, record: None })
    }

    /// The question, asked of a network.
    ///
    /// # Errors
    /// When a record's interface isn't in it, or the record doesn't show both ends.
    pub fn request(&self, network: &Network) -> Result<Request, PastedError> {
        let single = |port: Option<u16>| port.map(IntervalSet::single);
        let flow = Flow {
            protocol: Some(self.protocol),
            ports: single(self.ports.1),
            source_ports: single(self.ports.0),
            ..Flow::default()
        };
        let (from, to) = match &self.record {
            None => (self.source.to_string(), self.destination.to_string()),
            Some(record) => {
                let shown = (self.source, self.destination);
                let recorded = Recorded { interface: &record.interface, shown, packet: record.packet };
                network.ends_of_record(&recorded).map_err(PastedError::End)?
            }
        };
        let remarks = self.says().into_iter().chain(self.seems_a_reply(&from, &to)).collect();
        Ok(Request { flow, remarks, ipv6: self.source.ip().is_ipv6(), ..Request::new(from, to) })
    }

    /// What the record says became of the packets.
    fn says(&self) -> Option<String> {
        let record = self.record.as_ref()?;
        let (action, interface) = (record.action.as_ref()?, &record.interface);
        Some(format!(
            "the record says {action} at {interface}: that is what its security groups and the subnet's network ACL did there \
             then, not whether the packet arrived"
        ))
    }

    /// Records are of one direction, and of a conversation there are two.
    fn seems_a_reply(&self, from: &str, to: &str) -> Option<String> {
        let (source, destination) = (self.ports.0?, self.ports.1?);
        (source < 1024 && destination >= 1024).then(|| {
            format!(
                "port {source} is the sender's, so this seems to be a reply; the conversation is asked about with \
                 {to} {from} --port {source} --source-port {destination} --protocol {}",
                self.protocol
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Pasted, PastedError};
    use packetwalk_aws::Network;
    use packetwalk_load::{Loader, Wanted};
    use packetwalk_space::Protocol;

    /// Two VPCs with the same addresses; in each, .10 has a public one.
    fn twins() -> Network {
        let interface = |name: &str, vpc: u8, host: u8, public: &str| {
            format!(
                r#"{{"NetworkInterfaceId": "eni-{name}", "VpcId": "vpc-{vpc}", "SubnetId": "subnet-{vpc}", "Status": "in-use",
                    "PrivateIpAddress": "10.0.1.{host}", "Association": {{"PublicIp": "{public}"}}}}"#
            )
        };
        let interfaces = [
            interface("a", 1, 10, "54.0.0.10"),
            interface("b", 1, 20, ""),
            interface("c", 2, 10, "54.0.0.20"),
            interface("d", 2, 20, ""),
        ];
        let vpc = |number: u8| format!(r#"{{"VpcId": "vpc-{number}", "CidrBlock": "10.0.0.0/16"}}"#);
        let subnet = |number: u8| {
            format!(r#"{{"SubnetId": "subnet-{number}", "VpcId": "vpc-{number}", "CidrBlock": "10.0.1.0/24"}}"#)
        };
        let text = format!(
            r#"{{"Vpcs": [{},{}], "Subnets": [{},{}], "NetworkInterfaces": [{}]}}"#,
            vpc(1),
            vpc(2),
            subnet(1),
            subnet(2),
            interfaces.join(",").replace(r#", "Association": {"PublicIp": ""}"#, "")
        );
        let mut loader = Loader::new();
        loader.read("twins.json", None, Wanted::ByName, text.as_bytes());
        loader.network().unwrap()
    }

    fn ends(interface: &str, source: &str, destination: &str) -> Result<(String, String), String> {
        let text = format!("2 1 {interface} {source} {destination} 40000 443 6 1 1 1 1 ACCEPT OK");
        let request = Pasted::parse(&text, None).unwrap().request(&twins());
        request.map(|request| (request.from, request.to)).map_err(|error| error.to_string())
    }

    #[test]
    fn the_interface_of_a_record_says_which_vpc() {
        let both = |from: &str, to: &str| Ok((from.to_owned(), to.to_owned()));
        assert_eq!(ends("eni-c", "10.0.1.10", "10.0.1.20"), both("vpc-2/10.0.1.10", "vpc-2/10.0.1.20"));
        assert_eq!(ends("eni-b", "10.0.1.10", "10.0.1.20"), both("vpc-1/10.0.1.10", "vpc-1/10.0.1.20"));
        assert_eq!(ends("eni-a", "10.0.1.10", "8.8.8.8"), both("vpc-1/10.0.1.10", "8.8.8.8"));
        // The record shows the private address; who sent it sent it to the public one.
        assert_eq!(ends("eni-c", "8.8.8.8", "10.0.1.10"), both("8.8.8.8", "54.0.0.20"));
        assert!(ends("eni-d", "10.0.1.10", "8.8.8.8").unwrap_err().contains("neither address of the record"));
    }

    type Tuple = (String, Option<u16>, String, Option<u16>, Protocol);

    fn tuple(text: &str) -> Tuple {
        let pasted = Pasted::parse(text, None).unwrap();
        let (first, second) = pasted.ports;
        (pasted.source.to_string(), first, pasted.destination.to_string(), second, pasted.protocol)
    }

    #[test]
    fn five_tuples_are_written_in_many_ways() {
        let expected = ("10.0.1.5".to_owned(), Some(51234), "10.0.2.7".to_owned(), Some(443), Protocol::TCP);
        for text in [
            "10.0.1.5 51234 10.0.2.7 443 tcp",
            "10.0.1.5, 51234, 10.0.2.7, 443, 6",
            "tcp 10.0.1.5 51234 10.0.2.7 443",
            "10.0.1.5:51234 -> 10.0.2.7:443/tcp",
            "10.0.1.5:51234→10.0.2.7:443",
            "6 10.0.1.5:51234 10.0.2.7:443",
        ] {
            assert_eq!(tuple(text), expected, "{text}");
        }
        let (_, first, to, second, _) = tuple("[2600::1]:51234 -> [2600::2]:443/udp");
        assert_eq!((first, to.as_str(), second), (Some(51234), "2600::2", Some(443)));
        assert_eq!(tuple("10.0.1.5 10.0.2.7 443 udp").3, Some(443));
        assert_eq!(tuple("10.0.1.5 10.0.2.7 icmp").4, Protocol::ICMP);
    }

    #[test]
    fn what_is_no_tuple_is_told() {
        for text in ["10.0.1.5 51234", "a b c", "10.0.1.5 1 2 10.0.2.7 443 tcp udp", "10.0.1.5 99999 10.0.2.7 443"] {
            assert_eq!(Pasted::parse(text, None), Err(PastedError::Neither { text: text.to_owned() }), "{text}");
        }
    }

    #[test]
    fn records_of_no_flow_and_with_other_fields_are_told() {
        let none = "2 123456789010 eni-1 - - - - - - - 1431280876 1431280934 - NODATA";
        assert_eq!(Pasted::parse(none, None), Err(PastedError::NoFlow { status: "NODATA".to_owned() }));
        assert_eq!(Pasted::parse("2 1 eni-1 10.0.0.1", None), Err(PastedError::Fields { found: 4, expected: 14 }));
        let bad = "2 1 eni-1 10.0.0.1 10.0.0.2 99999 443 6 1 1 1 1 ACCEPT OK";
        let error = Pasted::parse(bad, None).unwrap_err().to_string();
        assert_eq!(error, "srcport \"99999\" of the record is no port: expected 0 to 65535");
        assert_eq!(
            Pasted::parse("10.0.0.1 10.0.0.2", Some("${srcaddr} ${dstaddr}")),
            Err(PastedError::Format { field: "protocol" })
        );
    }

    #[test]
    fn a_format_names_the_fields() {
        let format = "${pkt-srcaddr} ${pkt-dstaddr} ${protocol} ${dstport} ${srcport}";
        let pasted = Pasted::parse("10.0.0.1 10.0.0.2 17 53 40000", Some(format)).unwrap();
        assert_eq!((pasted.protocol, pasted.ports), (Protocol::UDP, (Some(40000), Some(53))));
        let icmp = Pasted::parse("10.0.0.1 10.0.0.2 1 0 0", Some(format)).unwrap();
        assert_eq!(icmp.ports, (None, None));
    }
}
