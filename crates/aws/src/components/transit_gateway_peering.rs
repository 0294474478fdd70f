//! Transit gateway peering attachments: from one transit gateway to another, of this Region or another one.

use crate::component::{Component, Coverage, Record, modelled};
use crate::components::{
    client_vpn, transit_gateway_attachment as attachment, transit_gateway_route_table as route_table,
};
use crate::lowerer::Lowerer;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Check, Cite, Key, Label, Otherwise, Place, Reason, ReasonKind, Station, Table};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    transit_gateway_attachment_id: Text<'a>,
    #[serde(borrow, default)]
    accepter_transit_gateway_attachment_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    requester_tgw_info: Option<SideShape<'a>>,
    #[serde(borrow, default)]
    accepter_tgw_info: Option<SideShape<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SideShape<'a> {
    #[serde(borrow, default)]
    transit_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    region: Option<Text<'a>>,
}

// What it means.

/// A peering attachment, as either of the two transit gateways describes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayPeering {
    pub(crate) origin: Origin,
    pub(crate) state: Option<Symbol>,
    /// Requester and accepter.
    pub(crate) sides: [Side; 2],
    pub(crate) tags: Tags,
}

/// One of the two transit gateways, and what the attachment is called there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Side {
    pub(crate) attachment: Symbol,
    pub(crate) gateway: Option<Symbol>,
    pub(crate) account: Option<Symbol>,
    pub(crate) region: Option<Symbol>,
}

impl Record for TransitGatewayPeering {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["CreationTime", "Options", "Status"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let id = reader.keep(&shape.transit_gateway_attachment_id);
        let of_accepter = reader.keep_some(shape.accepter_transit_gateway_attachment_id.as_ref()).unwrap_or(id);
        let mut side = |attachment, side: Option<&SideShape<'_>>| Side {
            attachment,
            gateway: reader.keep_some(side.and_then(|side| side.transit_gateway_id.as_ref())),
            account: reader.keep_some(side.and_then(|side| side.owner_id.as_ref())),
            region: reader.keep_some(side.and_then(|side| side.region.as_ref())),
        };
        let sides = [side(id, shape.requester_tgw_info.as_ref()), side(of_accepter, shape.accepter_tgw_info.as_ref())];
        Some(TransitGatewayPeering {
            origin: reader.origin,
            state: reader.keep_some(shape.state.as_ref()),
            sides,
            tags: reader.tags(&shape.tags),
        })
    }

    /// None of its own: both gateways describe it, each with its own tags.
    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&FAR_NOT_READ],
    coverage: COVERAGE,
    station,
    ..Component::plain("transit gateway peering attachment", &[], attachment::cite)
};

static ATTACHMENT: Label = Label::told("attachment state", None);
static REFERENCES: Label = Label::quiet("security group references");
static FAR_SIDE: Label = Label::quiet("far side");

/// The station where packets go over from a gateway to its peer: the attachment as the gateway has it.
pub(crate) fn across(attachment: u32) -> Key {
    Key { component: Kind::TransitGatewayPeering as u8, role: 0, part: 0, item: attachment, other: 0 }
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, near) = (l.net, key.item);
    let subject = Cite::resource(Kind::TransitGatewayAttachment as u8, near);
    let check = |label, table: Table| Check::new(label, subject, table);
    let far = net.attachment(near).peer.and_then(|peer| net.attachment_at(peer.attachment, peer.gateway));
    let mut checks = vec![check(&ATTACHMENT, attachment::state(net, near)).noting("available")];
    // Groups of the other side can't be referenced, whatever the options are.
    checks.push(check(&REFERENCES, attachment::forgets(subject)));
    checks.extend(client_vpn::transit::over_peering(net, net.attachment(near).gateway, subject));
    let then = match far {
        Some(far) => {
            checks.push(check(&FAR_SIDE, attachment::state(net, far)));
            Action::Send(route_table::look_up(far, attachment::NO_SUBNET))
        }
        None => Action::Unknown { gap: &FAR_NOT_READ, otherwise: Otherwise::End },
    };
    Station { place: Some(Place { cite: subject, written: true }), checks, then }
}

const COVERAGE: &[Coverage] = modelled!["T18"];

static FAR_NOT_READ: Reason = Reason {
    code: "TGW_PEER_NOT_READ",
    ra_code: Some("UNKNOWN_DESTINATION"),
    kind: ReasonKind::Gap,
    meaning: "The transit gateway at the far end of the peering attachment isn't in the snapshot.",
    sentence: "{packet} leaves by {resource}, and {peer} at its far end isn't in the snapshot",
    remedy: "add the answers of the far account and Region to the snapshot: attachments, route tables and their routes",
    command: Some(
        "aws ec2 describe-transit-gateway-attachments; aws ec2 describe-transit-gateway-route-tables; aws ec2 \
         search-transit-gateway-routes",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html",
    rules: &["T18", "W7"],
};
