//! What AWS prints of security groups and their rules, and what it means.

use crate::component::Record;
use crate::origin::{Line, Origin};
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::strings::Symbol;
use packetwalk_fabric::{Direction, Terms};
use packetwalk_space::{Cidr, IntervalSet, Product, Protocol};
use serde::Deserialize;
use serde_json::value::RawValue;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    group_id: Text<'a>,
    #[serde(borrow, default)]
    group_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    ip_permissions: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    ip_permissions_egress: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Permission<'a> {
    #[serde(borrow)]
    ip_protocol: Text<'a>,
    #[serde(default)]
    from_port: Option<i64>,
    #[serde(default)]
    to_port: Option<i64>,
    #[serde(borrow, default)]
    ip_ranges: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    ipv6_ranges: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    prefix_list_ids: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    user_id_group_pairs: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Range<'a> {
    #[serde(borrow)]
    cidr_ip: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv6Range<'a> {
    #[serde(borrow)]
    cidr_ipv6: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListShape<'a> {
    #[serde(borrow)]
    prefix_list_id: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GroupPair<'a> {
    #[serde(borrow)]
    group_id: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RuleShape<'a> {
    #[serde(borrow)]
    security_group_rule_id: Text<'a>,
    #[serde(borrow)]
    group_id: Text<'a>,
    is_egress: bool,
    #[serde(borrow)]
    ip_protocol: Text<'a>,
    #[serde(default)]
    from_port: Option<i64>,
    #[serde(default)]
    to_port: Option<i64>,
    #[serde(borrow, default)]
    cidr_ipv4: Option<Text<'a>>,
    #[serde(borrow, default)]
    cidr_ipv6: Option<Text<'a>>,
    #[serde(borrow, default)]
    prefix_list_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    referenced_group_info: Option<Referenced<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Referenced<'a> {
    #[serde(borrow, default)]
    group_id: Option<Text<'a>>,
}

// What it means.

/// A security group.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SecurityGroup {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) name: Option<Symbol>,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    pub(crate) inbound: Box<[Rule]>,
    pub(crate) outbound: Box<[Rule]>,
    pub(crate) tags: Tags,
}

impl SecurityGroup {
    pub(super) fn rules(&self, direction: Direction) -> &[Rule] {
        match direction {
            Direction::Egress => &self.outbound,
            Direction::Ingress => &self.inbound,
        }
    }
}

/// One rule: a permission and one of its peers. `None` where the snapshot's text couldn't be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) what: Option<What>,
    pub(super) line: Line,
    /// The permission's number, the name of its list of peers, and the peer's number in it.
    pub(super) at: (u32, &'static str, u32),
}

/// What a rule lets pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct What {
    pub(crate) traffic: Traffic,
    pub(crate) peer: Peer,
}

/// Protocol and ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Traffic {
    /// Every protocol.
    All,
    /// A protocol, all of it.
    Whole(Protocol),
    /// TCP or UDP to these destination ports.
    Ports(Protocol, u16, u16),
    /// ICMP of this type, and of this code if there is one.
    Icmp(Protocol, u16, Option<u16>),
}

/// The other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Peer {
    /// An address block.
    Block(Cidr),
    /// A prefix list.
    List(Symbol),
    /// The members of a group.
    Group(Symbol),
}

impl Traffic {
    /// Reads a protocol and the two numbers beside it.
    ///
    /// Protocols other than TCP, UDP, ICMP and ICMPv6 have no ports to compare; `-1` means all.
    pub(crate) fn parse(protocol: &str, from: Option<i64>, to: Option<i64>) -> Result<Self, String> {
        if protocol == "-1" || protocol == "all" {
            return Ok(Traffic::All);
        }
        let number = Protocol::parse(protocol).ok_or_else(|| {
            format!("{protocol:?} is not a protocol: expected tcp, udp, icmp, icmpv6, -1 or a number to 255")
        })?;
        let small = |value: i64, name: &str| {
            u16::try_from(value).map_err(|_| format!("{name} {value} is out of range: expected 0 to 65535"))
        };
        if number.has_ports() {
            return match (from, to) {
                (None | Some(-1), _) | (_, None | Some(-1)) | (Some(0), Some(65535)) => Ok(Traffic::Whole(number)),
                (Some(from), Some(to)) => {
                    let (from, to) = (small(from, "FromPort")?, small(to, "ToPort")?);
                    if from > to {
                        return Err(format!("FromPort {from} is larger than ToPort {to}"));
                    }
                    Ok(Traffic::Ports(number, from, to))
                }
            };
        }
        if number.has_type_and_code() {
            return match (from, to) {
                (None | Some(-1), _) => Ok(Traffic::Whole(number)),
                (Some(kind), None | Some(-1)) => Ok(Traffic::Icmp(number, small(kind, "the ICMP type")?, None)),
                (Some(kind), Some(code)) => {
                    Ok(Traffic::Icmp(number, small(kind, "the ICMP type")?, Some(small(code, "the ICMP code")?)))
                }
            };
        }
        Ok(Traffic::Whole(number))
    }

    /// The headers of this traffic, whoever sends and takes it.
    pub(crate) fn guard(self) -> Product {
        let of = |protocol| Product::everything().with_protocol(IntervalSet::single(protocol));
        match self {
            Traffic::All => Product::everything(),
            Traffic::Whole(protocol) => of(protocol),
            Traffic::Ports(protocol, from, to) => {
                let ports = IntervalSet::range(from, to);
                of(protocol).with_ports(IntervalSet::all(), ports).unwrap_or_else(|_| of(protocol))
            }
            Traffic::Icmp(protocol, kind, code) => {
                let codes = code.map_or(IntervalSet::all(), IntervalSet::single);
                of(protocol).with_icmp(IntervalSet::single(kind), codes).unwrap_or_else(|_| of(protocol))
            }
        }
    }

    /// As the console writes it: `tcp 443`, `all traffic`.
    pub(crate) fn words(self) -> String {
        match self {
            Traffic::All => "all traffic".to_owned(),
            Traffic::Whole(protocol) => format!("all {protocol}"),
            Traffic::Ports(protocol, from, to) if from == to => format!("{protocol} {from}"),
            Traffic::Ports(protocol, from, to) => format!("{protocol} {from}–{to}"),
            Traffic::Icmp(protocol, kind, None) => format!("{protocol} type {kind}"),
            Traffic::Icmp(protocol, kind, Some(code)) => format!("{protocol} type {kind} code {code}"),
        }
    }
}

impl Traffic {
    /// Protocol and ports, field by field.
    pub(crate) fn terms(self) -> Terms {
        let (protocol, ports) = match self {
            Traffic::All => (None, None),
            Traffic::Whole(protocol) | Traffic::Icmp(protocol, _, _) => (Some(protocol.0), None),
            Traffic::Ports(protocol, from, to) => (Some(protocol.0), Some((from, to))),
        };
        Terms { protocol, ports, ..Terms::default() }
    }
}

impl Record for SecurityGroup {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["Description", "SecurityGroupArn"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(SecurityGroup {
            id: reader.keep(&shape.group_id),
            origin: reader.origin,
            name: reader.keep_some(shape.group_name.as_ref()),
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
            inbound: reader.contained(|reader| read_rules(&shape.ip_permissions, "IpPermissions", reader)),
            outbound: reader
                .contained(|reader| read_rules(&shape.ip_permissions_egress, "IpPermissionsEgress", reader)),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn owner(&self) -> Option<Symbol> {
        self.owner
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// Reads one peer of a permission.
type ReadPeer<'f> = &'f dyn Fn(&RawValue, &mut Reader<'_>, &str) -> Option<(Peer, Line)>;

fn read_rules(permissions: &[&RawValue], list: &str, reader: &mut Reader<'_>) -> Box<[Rule]> {
    let mut rules = Vec::new();
    for (number, raw) in (0..).zip(permissions) {
        let at = format!("/{list}/{number}");
        let unreadable = |line| Rule { what: None, line, at: (number, "", 0) };
        let Some((permission, line)) = reader.part::<Permission<'_>>(raw, &at) else {
            rules.push(unreadable(reader.line(raw)));
            continue;
        };
        let traffic = match Traffic::parse(&permission.ip_protocol, permission.from_port, permission.to_port) {
            Ok(traffic) => traffic,
            Err(message) => {
                reader.problem(line, &at, &message);
                rules.push(unreadable(line));
                continue;
            }
        };
        let mut add = |peers: &[&RawValue], name: &'static str, read: ReadPeer<'_>| {
            for (inner, raw) in (0..).zip(peers) {
                let at = format!("/{list}/{number}/{name}/{inner}");
                let line = reader.line(raw);
                let what = read(raw, reader, &at).map(|(peer, _)| What { traffic, peer });
                rules.push(Rule { what, line, at: (number, name, inner) });
            }
        };
        add(&permission.ip_ranges, "IpRanges", &|raw, reader, at| {
            let (range, line) = reader.part::<Range<'_>>(raw, at)?;
            Some((Peer::Block(reader.cidr(&range.cidr_ip, line, at)?), line))
        });
        add(&permission.ipv6_ranges, "Ipv6Ranges", &|raw, reader, at| {
            let (range, line) = reader.part::<Ipv6Range<'_>>(raw, at)?;
            Some((Peer::Block(reader.cidr(&range.cidr_ipv6, line, at)?), line))
        });
        add(&permission.prefix_list_ids, "PrefixListIds", &|raw, reader, at| {
            let (list, line) = reader.part::<ListShape<'_>>(raw, at)?;
            Some((Peer::List(reader.keep(&list.prefix_list_id)), line))
        });
        add(&permission.user_id_group_pairs, "UserIdGroupPairs", &|raw, reader, at| {
            let (pair, line) = reader.part::<GroupPair<'_>>(raw, at)?;
            Some((Peer::Group(reader.keep(&pair.group_id)), line))
        });
    }
    rules.into()
}

/// A rule by itself, as `describe-security-group-rules` prints it: it gives a rule of a group its id.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SecurityGroupRule {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) group: Symbol,
    pub(crate) outbound: bool,
    pub(crate) what: What,
}

impl Record for SecurityGroupRule {
    type Shape<'a> = RuleShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["Description", "GroupOwnerId", "SecurityGroupRuleArn", "Tags"];

    fn read(shape: RuleShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        let traffic = match Traffic::parse(&shape.ip_protocol, shape.from_port, shape.to_port) {
            Ok(traffic) => traffic,
            Err(message) => {
                reader.problem(line, "", &message);
                return None;
            }
        };
        let group = shape.referenced_group_info.as_ref().and_then(|group| group.group_id.as_ref());
        let peer = if let Some(block) = shape.cidr_ipv4.as_ref().or(shape.cidr_ipv6.as_ref()) {
            Peer::Block(reader.cidr(block, line, "")?)
        } else if let Some(list) = &shape.prefix_list_id {
            Peer::List(reader.keep(list))
        } else {
            Peer::Group(reader.keep(group?))
        };
        Some(SecurityGroupRule {
            id: reader.keep(&shape.security_group_rule_id),
            origin: reader.origin,
            group: reader.keep(&shape.group_id),
            outbound: shape.is_egress,
            what: What { traffic, peer },
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}
