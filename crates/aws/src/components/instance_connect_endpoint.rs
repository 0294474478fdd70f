//! EC2 Instance Connect Endpoints: people connect to instances by one of its network interfaces, with IAM's leave and without a
//! public address.

use crate::component::{Component, Record};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Check, Citation, Cite, Default, Label, Otherwise, Reason, ReasonKind, Row, Table};
use packetwalk_space::{IntervalSet, Product, Protocol};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    instance_connect_endpoint_id: Text<'a>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    network_interface_ids: Vec<Text<'a>>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    subnet_id: Option<Text<'a>>,
    #[serde(default)]
    preserve_client_ip: Option<bool>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

// What it means.

/// An EC2 Instance Connect Endpoint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InstanceConnectEndpoint {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) owner: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    pub(crate) interfaces: Box<[Symbol]>,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) subnet: Option<Symbol>,
    /// Whether instances see who connects, not the endpoint's interface.
    pub(crate) preserves: Option<bool>,
    pub(crate) tags: Tags,
}

impl Record for InstanceConnectEndpoint {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AvailabilityZone",
        "AvailabilityZoneId",
        "CreatedAt",
        "DnsName",
        "FipsDnsName",
        "InstanceConnectEndpointArn",
        "IpAddressType",
        "PublicDnsNames",
        "SecurityGroupIds",
        "StateMessage",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(InstanceConnectEndpoint {
            id: reader.keep(&shape.instance_connect_endpoint_id),
            origin: reader.origin,
            owner: reader.keep_some(shape.owner_id.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            interfaces: shape.network_interface_ids.iter().map(|id| reader.keep(id)).collect(),
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            subnet: reader.keep_some(shape.subnet_id.as_ref()),
            preserves: shape.preserve_client_ip,
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

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&STATE, &CLIENT_ADDRESS, &PROTOCOL, &ANSWERS_NOTHING],
    tables,
    stands,
    ..Component::plain("EC2 Instance Connect Endpoint", &["eice-"], cite)
};

static CONNECTION: Label = Label::told("connection", None);
static REPLIES: Label = Label::quiet("replies");

/// In cites: what was sent by an interface.
const SENT: u8 = 1;

/// The ports at which instances take connections: SSH and RDP.
const PORTS: [u16; 2] = [22, 3389];

fn place(item: u32) -> Cite {
    Cite::resource(Kind::InstanceConnectEndpoint as u8, item)
}

/// The check of what leaves by an interface of an endpoint.
pub(crate) fn sends(net: &Network, item: u32, interface: u32) -> Check {
    let endpoint = net.instance_connect_endpoint(item);
    let cite = place(item);
    let state = endpoint.state.map_or("create-complete", |state| net.text(state));
    let table = if !matches!(state, "create-complete" | "update-complete") {
        Table::refuses(&STATE, Otherwise::Pass, cite)
    } else if endpoint.preserves != Some(false) {
        Table::unknown(&CLIENT_ADDRESS, Otherwise::End, cite)
    } else {
        let tcp = Product::everything().with_protocol(IntervalSet::single(Protocol::TCP));
        let ports = IntervalSet::from_ranges(PORTS.iter().map(|port| (*port, *port)));
        let row = tcp.with_ports(IntervalSet::all(), ports).ok().map(|guard| Row::new(guard, Action::Pass, cite));
        let refuse = Action::Drop { reason: &PROTOCOL, otherwise: Otherwise::Pass };
        Table::first_match(row.into_iter().collect(), Default { action: refuse, cite, assumes: None })
    };
    Check::new(&CONNECTION, cite, table).remembering(sent(item, interface)).noting("available")
}

/// The check of what comes to it.
pub(crate) fn takes(item: u32, interface: u32) -> Check {
    let unknown = Table::unknown(&ANSWERS_NOTHING, Otherwise::End, place(item));
    Check::new(&REPLIES, place(item), unknown).remembering(sent(item, interface))
}

const fn sent(item: u32, interface: u32) -> Cite {
    Cite { component: Kind::InstanceConnectEndpoint as u8, list: SENT, item, rule: interface }
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    let first = interface_of(l.net, item);
    first.map(|interface| sends(l.net, item, interface)).into_iter().collect()
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let endpoint = net.instance_connect_endpoint(cite.item);
    Stands::at(endpoint.origin)
        .owned(endpoint.owner)
        .belonging("in VPC", endpoint.vpc)
        .belonging("in subnet", endpoint.subnet)
        .in_subnet_zone(net, endpoint.subnet)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let endpoint = net.instance_connect_endpoint(cite.item);
    let state = endpoint.state.map_or("create-complete", |state| net.text(state)).to_owned();
    let (kind, list) = (Kind::InstanceConnectEndpoint, List::InstanceConnectEndpoint);
    let whole = net.describe(kind, list, endpoint.id, &endpoint.tags, endpoint.origin);
    Citation { says: Some(state.clone()), holes: vec![("state", state)], ..whole }
}

/// The interface by which an endpoint sends.
pub(crate) fn interface_of(net: &Network, item: u32) -> Option<u32> {
    net.instance_connect_endpoint(item).interfaces.iter().find_map(|id| net.find_interface(*id))
}

const PAGE: &str =
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-with-ec2-instance-connect-endpoint.html";

static STATE: Reason = Reason {
    code: "EICE_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "An EC2 Instance Connect Endpoint connects while it is available.",
    sentence: "{resource} is in the state {state}",
    remedy: "wait until {resource} is available, or make another one",
    command: Some("aws ec2 describe-instance-connect-endpoints --instance-connect-endpoint-ids {id}"),
    page: PAGE,
    rules: &["M7"],
};

static CLIENT_ADDRESS: Reason = Reason {
    code: "EICE_CLIENT_ADDRESS",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "With client IP preservation, instances see the address of whoever connects by an EC2 Instance Connect Endpoint, which isn't in the \
              snapshot, and how replies find back isn't documented.",
    sentence: "{resource} may keep the address of whoever connects, which isn't in the snapshot",
    remedy: "read the endpoint again, with its PreserveClientIp; where that is on, look at what the instance's security groups let in from people's own \
             addresses, or from the endpoint's security group",
    command: Some("aws ec2 describe-instance-connect-endpoints --instance-connect-endpoint-ids {id}"),
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/eice-security-groups.html",
    rules: &["M7"],
};

static PROTOCOL: Reason = Reason {
    code: "EICE_PORT",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "By an EC2 Instance Connect Endpoint one connects to TCP ports 22 and 3389.",
    sentence: "{resource} connects to TCP ports 22 and 3389, and {packet} is for another one",
    remedy: "forward the port by SSH, or use another way to the instance",
    command: None,
    page: PAGE,
    rules: &["M7"],
};

static ANSWERS_NOTHING: Reason = Reason {
    code: "EICE_ANSWERS_NOTHING",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "What becomes of packets to the network interface of an EC2 Instance Connect Endpoint that answer nothing isn't documented.",
    sentence: "what {resource} does with {packet}, which answers no connection by it, isn't documented",
    remedy: "ask about the instances that one connects to by it",
    command: None,
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/eice-security-groups.html",
    rules: &["M7"],
};
