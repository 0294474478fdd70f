//! Cloud WAN core networks: how packets get into one from a subnet.
//!
//! An attachment is in a segment, and a segment has a route table at each edge location. What is in which segment, which segments
//! are shared and which services are inserted, the policy says; what it comes to stands in the routes.

pub(crate) mod attachment;
pub(crate) mod segment;

use crate::component::{Component, LEAVE, Record};
use crate::components::network_acl;
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use crate::whole::{Whole, Whose};
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Key, Label, Otherwise, Reason, ReasonKind, Station, Table,
};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    core_network_id: Text<'a>,
    #[serde(borrow)]
    core_network_arn: Text<'a>,
    #[serde(borrow, default)]
    global_network_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_account_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

// What it means.

/// A core network. Routes name it by its ARN, attachments by its id.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CoreNetwork {
    pub(crate) arn: Symbol,
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) global: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    pub(crate) tags: Tags,
}

impl Record for CoreNetwork {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["Description"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(CoreNetwork {
            arn: reader.keep(&shape.core_network_arn),
            id: reader.keep(&shape.core_network_id),
            origin: reader.origin,
            global: reader.keep_some(shape.global_network_id.as_ref()),
            owner: reader.keep_some(shape.owner_account_id.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.arn)
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
    reasons: &[&STATE, &NO_ATTACHMENT, &NO_ZONE, &ATTACHMENTS_NOT_READ],
    station,
    route_target: true,
    ..Component::plain("Cloud WAN core network", &["arn:aws:networkmanager:", "core-network-"], cite)
};

static ZONE: Label = Label::told("zone of the sender", None);

/// Out of a subnet to the core network: by the network ACL, to the attachment's subnet in the sender's zone.
fn station(l: &Lowerer<'_>, key: Key) -> Station {
    debug_assert_eq!(key.role, LEAVE);
    let (net, from) = (l.net, key.other);
    let subject = Cite::resource(Kind::CoreNetwork as u8, key.item);
    let core = net.core_network(key.item);
    let subnet = net.subnet_record(from);
    let ended = |action, cite| Table::first_match(Vec::new(), Default { action, cite, assumes: None });
    let unknown = |gap| Action::Unknown { gap, otherwise: Otherwise::End };
    let usable = core.state.is_none_or(|state| matches!(net.text(state), "AVAILABLE" | "UPDATING"));
    // The core network's owner is told of the attachments of others.
    let owner = net.whose_subnet(subnet);
    let of_core = Whose { account: core.owner.or(owner.account), ..owner };
    let all = |of| net.whole(List::CoreNetworkAttachment, of);
    let attachments = || all(owner).max(all(of_core));
    let of_vpc = net.core_attachments().find(|(_, a)| a.core == core.id && a.vpc == Some(subnet.vpc));
    let table = match of_vpc.map(|(item, _)| item) {
        _ if !usable => ended(Action::Drop { reason: &STATE, otherwise: Otherwise::End }, subject),
        None if attachments() == Whole::No => ended(unknown(&ATTACHMENTS_NOT_READ), subject),
        None => ended(Action::Drop { reason: &NO_ATTACHMENT, otherwise: Otherwise::Beyond }, subject),
        Some(item) => {
            let here = attachment::place(item);
            match attachment::subnets(net, item) {
                Err(gap) => ended(unknown(gap), here),
                // A subnet is in its own zone, whichever that is.
                Ok(there) => match there
                    .iter()
                    .find(|(there, zone)| *there == from || zone.is_some() && *zone == subnet.zone)
                {
                    Some((there, _)) => ended(Action::Send(attachment::into(item, *there, *there == from)), subject),
                    None => ended(unknown(&NO_ZONE), here),
                },
            }
        }
    };
    let checks = vec![network_acl::leaving(l, from), Check::new(&ZONE, subject, table)];
    Station { place: None, checks, then: Action::Drop { reason: &NO_ATTACHMENT, otherwise: Otherwise::End } }
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let core = net.core_network(cite.item);
    let state = core.state.map(|state| net.text(state).to_owned());
    let holes = vec![("state", state.clone().unwrap_or_default())];
    let citation = net.describe(Kind::CoreNetwork, List::CoreNetwork, core.id, &core.tags, core.origin);
    Citation { says: state, holes, ..citation }
}

static STATE: Reason = Reason {
    code: "CORE_NETWORK_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A core network carries packets while it is available.",
    sentence: "{resource} is {state}",
    remedy: "wait until it is available",
    command: None,
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/what-is-cloudwan.html",
    rules: &[],
};

static NO_ATTACHMENT: Reason = Reason {
    code: "CORE_NETWORK_NO_ATTACHMENT",
    ra_code: Some("BAD_STATE_ATTACHMENT"),
    kind: ReasonKind::Block,
    meaning: "The VPC isn't attached to the core network that its route names.",
    sentence: "the sender's VPC has no attachment to {resource}",
    remedy: "attach the VPC to it",
    command: Some(
        "aws networkmanager create-vpc-attachment --core-network-id {id} --vpc-arn <the VPC> --subnet-arns <a subnet of each zone> --region us-west-2",
    ),
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-vpc-attachment.html",
    rules: &[],
};

static NO_ZONE: Reason = Reason {
    code: "CORE_NETWORK_NO_ATTACHMENT_IN_ZONE",
    ra_code: Some("TGW_ROUTE_AZ_RESTRICTION"),
    kind: ReasonKind::Gap,
    meaning: "The VPC's attachment to the core network has no subnet that is known to be in the sender's zone. What happens then, AWS \
              documents for transit gateways alone: they take nothing from there.",
    sentence: "{resource} has no subnet that is known to be in the sender's zone, and whether the core network takes {packet} from there \
               isn't documented",
    remedy: "add a subnet of the sender's zone to the attachment",
    command: Some(
        "aws networkmanager update-vpc-attachment --attachment-id {id} --add-subnet-arns <a subnet in the zone> --region us-west-2",
    ),
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-vpc-attachment.html",
    rules: &[],
};

static ATTACHMENTS_NOT_READ: Reason = Reason {
    code: "CORE_NETWORK_ATTACHMENTS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "Whether the VPC is attached to the core network isn't known.",
    sentence: "whether the sender's VPC is attached to {resource} isn't known",
    remedy: "read the attachments",
    command: Some("aws networkmanager list-attachments --core-network-id {id} --region us-west-2"),
    page: "https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-create-attachment.html",
    rules: &[],
};
