//! Stateful rules: what their headers say, and on what else they depend.
//!
//! Rules come as Suricata's text, as five-tuples, and as lists of domains. All three are read into [`Rule`]. Of the options
//! only those are understood that say at which point of a conversation the rule can match; the others are conditions that no
//! configuration settles, and a rule that has one is told by its name.

use super::expression::{self, Expression};
use packetwalk_space::{Cidr, IntervalSet, Protocol};

/// One stateful rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) action: RuleAction,
    /// The protocols; `None` for one that isn't known here.
    pub(crate) protocols: Option<IntervalSet<Protocol>>,
    pub(crate) source: Expression<Cidr>,
    pub(crate) source_port: Expression<(u16, u16)>,
    pub(crate) destination: Expression<Cidr>,
    pub(crate) destination_port: Expression<(u16, u16)>,
    /// Whether source and destination may change places (`<>`, `ANY`).
    pub(crate) both_ways: bool,
    pub(crate) side: Side,
    pub(crate) needs: Needs,
    /// In action order, the lowest first among rules of one action.
    pub(crate) priority: u16,
    /// `sid:…`, where it has one.
    pub(crate) sid: Option<Box<str>>,
    /// Action and header, for people.
    pub(crate) header: Box<str>,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RuleAction {
    Pass,
    Drop,
    Reject,
    Alert,
}

/// Of which side's packets the rule speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Side {
    #[default]
    Either,
    /// `to_server`.
    Client,
    /// `to_client`.
    Server,
}

/// What must be there before the rule can match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// A connection that both sides have spoken on.
    pub(crate) established: bool,
    /// Data in which the rule finds something.
    pub(crate) payload: bool,
    /// Something that isn't understood here.
    pub(crate) other: bool,
}

/// Options that have no say in which packets match.
const NEUTRAL: &[&str] = &[
    "msg",
    "sid",
    "rev",
    "gid",
    "classtype",
    "reference",
    "metadata",
    "priority",
    "target",
    "requires",
    "noalert",
    "alert",
];

/// What options start with that look at data.
const PAYLOAD: &[&str] = &[
    "aws_domain_category",
    "aws_url_category",
    "app-layer-protocol",
    "base64_",
    "bsize",
    "byte_",
    "content",
    "depth",
    "distance",
    "dns",
    "dotprefix",
    "endswith",
    "fast_pattern",
    "file",
    "http",
    "isdataat",
    "ja3",
    "ja4",
    "krb5",
    "nocase",
    "offset",
    "pcre",
    "pkt_data",
    "quic",
    "rawbytes",
    "sip",
    "smb",
    "snmp",
    "ssh",
    "ssl",
    "startswith",
    "tls",
    "to_lowercase",
    "to_uppercase",
    "uricontent",
    "urilen",
    "within",
    "xor",
];

/// Application protocols over TCP.
const OVER_TCP: &[&str] = &[
    "dcerpc",
    "ftp",
    "ftp-data",
    "http",
    "http1",
    "http2",
    "imap",
    "modbus",
    "mqtt",
    "msn",
    "pgsql",
    "rdp",
    "rfb",
    "smb",
    "smtp",
    "ssh",
    "telnet",
    "tls",
    "websocket",
];
/// Application protocols over UDP.
const OVER_UDP: &[&str] = &["dhcp", "ike", "ikev2", "ntp", "quic", "snmp", "tftp"];
/// Application protocols over both.
const OVER_BOTH: &[&str] = &["dns", "krb5", "ldap", "nfs", "sip"];

impl RuleAction {
    fn parse(text: &str) -> Option<Self> {
        Some(match text.to_ascii_lowercase().as_str() {
            "pass" => RuleAction::Pass,
            "drop" => RuleAction::Drop,
            "reject" | "rejectsrc" | "rejectdst" | "rejectboth" => RuleAction::Reject,
            "alert" => RuleAction::Alert,
            _ => return None,
        })
    }
}

/// A header as it is written.
pub(crate) struct Header<'a> {
    pub(crate) action: &'a str,
    pub(crate) protocol: &'a str,
    pub(crate) source: &'a str,
    pub(crate) source_port: &'a str,
    pub(crate) both_ways: bool,
    pub(crate) destination: &'a str,
    pub(crate) destination_port: &'a str,
}

impl Rule {
    /// Reads a header and its options; an error says what can't be read.
    pub(crate) fn new<'o>(header: &Header<'_>, options: impl IntoIterator<Item = &'o str>) -> Result<Self, String> {
        let address =
            |text: &str| expression::addresses(text).ok_or_else(|| format!("{text:?} is no address of a rule"));
        let port = |text: &str| expression::ports(text).ok_or_else(|| format!("{text:?} is no port of a rule"));
        let (protocols, application) = protocols(&header.protocol.to_ascii_lowercase());
        let action = RuleAction::parse(header.action)
            .ok_or_else(|| format!("{:?} is no action: expected pass, drop, reject or alert", header.action))?;
        let arrow = if header.both_ways { "<>" } else { "->" };
        let words = format!(
            "{} {} {} {} {arrow} {} {}",
            header.action.to_ascii_lowercase(),
            header.protocol.to_ascii_lowercase(),
            header.source,
            header.source_port,
            header.destination,
            header.destination_port
        );
        let mut rule = Rule {
            action,
            protocols,
            source: address(header.source)?,
            source_port: port(header.source_port)?,
            destination: address(header.destination)?,
            destination_port: port(header.destination_port)?,
            both_ways: header.both_ways,
            side: Side::Either,
            needs: Needs { payload: application, ..Needs::default() },
            priority: 3,
            sid: None,
            header: words.into(),
        };
        options.into_iter().for_each(|option| rule.read_option(option));
        Ok(rule)
    }

    /// Whether what it matches passes.
    pub(crate) fn passes(&self) -> bool {
        self.action == RuleAction::Pass
    }

    /// Reads a rule of Suricata's text.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (header, options) = text.split_once('(').ok_or("expected options in parentheses behind the header")?;
        let options = options.trim_end().strip_suffix(')').ok_or("expected a parenthesis behind the options")?;
        let words = words(header);
        let [action, protocol, source, source_port, arrow, destination, destination_port] = words.as_slice() else {
            return Err(format!(
                "expected action, protocol, source, port, arrow, destination and port: found {header:?}"
            ));
        };
        let both_ways = match arrow.as_str() {
            "->" => false,
            "<>" => true,
            other => return Err(format!("{other:?} is no direction: expected -> or <>")),
        };
        let header = Header { action, protocol, source, source_port, both_ways, destination, destination_port };
        Rule::new(&header, split_options(options))
    }

    fn read_option(&mut self, option: &str) {
        let (keyword, value) = option.split_once(':').map_or((option, ""), |(keyword, value)| (keyword, value.trim()));
        let keyword = keyword.trim().to_ascii_lowercase();
        match keyword.as_str() {
            "" => {}
            "flow" => value.split(',').for_each(|word| self.read_flow(word.trim())),
            "sid" => self.sid = Some(value.into()),
            "priority" => match value.parse() {
                Ok(priority) => self.priority = priority,
                Err(_) => self.needs.other = true,
            },
            neutral if NEUTRAL.contains(&neutral) => {}
            // Flags of TCP have a say in the first packet, too.
            payload if PAYLOAD.iter().any(|start| payload.starts_with(start)) => self.needs.payload = true,
            _ => self.needs.other = true,
        }
    }

    fn read_flow(&mut self, word: &str) {
        match word.to_ascii_lowercase().as_str() {
            "to_server" | "from_client" => self.side = Side::Client,
            "to_client" | "from_server" => self.side = Side::Server,
            "established" => self.needs.established = true,
            "" | "stateless" => {}
            // A packet that opens a connection is of none yet; those that follow are.
            _ => self.needs.other = true,
        }
    }
}

/// The protocols of a name, and whether it is an application's.
fn protocols(name: &str) -> (Option<IntervalSet<Protocol>>, bool) {
    let of = |protocols: &[Protocol]| Some(IntervalSet::from_ranges(protocols.iter().map(|p| (*p, *p))));
    let (tcp, udp) = (Protocol::TCP, Protocol::UDP);
    match name {
        "ip" | "any" => (Some(IntervalSet::all()), false),
        "tcp" | "tcp-pkt" => (of(&[tcp]), false),
        "udp" => (of(&[udp]), false),
        "icmp" => (of(&[Protocol::ICMP, Protocol::ICMPV6]), false),
        "icmpv4" => (of(&[Protocol::ICMP]), false),
        "icmpv6" => (of(&[Protocol::ICMPV6]), false),
        // What is looked at is the data of the stream.
        "tcp-stream" => (of(&[tcp]), true),
        name if OVER_TCP.contains(&name) => (of(&[tcp]), true),
        name if OVER_UDP.contains(&name) => (of(&[udp]), true),
        name if OVER_BOTH.contains(&name) => (of(&[tcp, udp]), true),
        _ => (None, true),
    }
}

/// The rules of a text: a line each, unless it goes on behind a backslash; `#` starts a comment.
pub(crate) fn rules(text: &str) -> Vec<String> {
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let lines = joined.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// The words of a header; what stands in brackets is one.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut depth) = (Vec::new(), String::new(), 0_usize);
    for character in text.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if character.is_whitespace() {
            if depth == 0 && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        } else {
            word.push(character);
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// Options between semicolons; one in quotes, or behind a backslash, ends none.
fn split_options(text: &str) -> Vec<&str> {
    let (mut options, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                options.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    options.push(text[start..].trim());
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_rule_needs_nothing() {
        let rule =
            Rule::parse(r#"drop tcp $HOME_NET any -> [10.0.0.0/8, !10.1.0.0/16] 22 (msg:"no; ssh"; sid:7; rev:1;)"#);
        let rule = rule.unwrap();
        assert_eq!((rule.action, rule.needs, rule.side), (RuleAction::Drop, Needs::default(), Side::Either));
        assert_eq!(rule.sid.as_deref(), Some("7"));
        assert_eq!(&*rule.header, "drop tcp $HOME_NET any -> [10.0.0.0/8,!10.1.0.0/16] 22");
    }

    #[test]
    fn options_say_what_a_rule_needs() {
        let needs = |text: &str| {
            let rule = Rule::parse(text).unwrap();
            (rule.needs.established, rule.needs.payload, rule.needs.other)
        };
        assert_eq!(needs("pass tcp any any -> any any (flow:established,to_server; sid:1;)"), (true, false, false));
        assert_eq!(needs("pass tls any any -> any any (sid:1;)"), (false, true, false));
        assert_eq!(needs(r#"drop tcp any any -> any any (content:"\;x"; nocase; sid:1;)"#), (false, true, false));
        assert_eq!(needs("drop tcp any any -> any any (flags:S; sid:1;)"), (false, false, true));
        assert_eq!(needs("drop ip any any -> any any (geoip:dst,RU; sid:1;)"), (false, false, true));
        assert_eq!(needs("drop tcp any any -> any any (flow:not_established; sid:1;)"), (false, false, true));
    }

    #[test]
    fn what_is_no_rule_says_so() {
        for wrong in [
            "drop tcp any any -> any",
            "drop tcp any any -> any any",
            "drop tcp any any => any any (sid:1;)",
            "block tcp any any -> any any (sid:1;)",
            "drop tcp 10.0.0.0/99 any -> any any (sid:1;)",
            "drop tcp any any -> any http (sid:1;)",
        ] {
            assert!(Rule::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn comments_and_continued_lines() {
        let text =
            "# a comment\n\npass tcp any any -> any 443 \\\n  (sid:1;)\r\ndrop udp any any -> any any (sid:2;)\n";
        assert_eq!(rules(text).len(), 2);
    }
}
