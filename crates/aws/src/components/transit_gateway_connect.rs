//! Transit Gateway Connect: GRE tunnels over another attachment, and the BGP sessions in them, by which routes are learnt.

use crate::component::{Component, Record};
use crate::components::direct_connect::Leads;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use crate::whole::Whole;
use packetwalk_fabric::{Action, Check, Citation, Cite, Default, Label, Otherwise, Reason, ReasonKind, Table};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    transit_gateway_attachment_id: Text<'a>,
    #[serde(borrow, default)]
    transport_transit_gateway_attachment_id: Option<Text<'a>>,
    #[serde(borrow)]
    transit_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PeerShape<'a> {
    #[serde(borrow)]
    transit_gateway_connect_peer_id: Text<'a>,
    #[serde(borrow, default)]
    transit_gateway_attachment_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    connect_peer_configuration: Option<ConfigurationShape<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ConfigurationShape<'a> {
    #[serde(borrow, default)]
    bgp_configurations: Vec<SessionShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SessionShape<'a> {
    #[serde(borrow, default)]
    bgp_status: Option<Text<'a>>,
}

// What it means.

/// A Connect attachment, and the attachment that carries its tunnels.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayConnect {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) gateway: Symbol,
    pub(crate) transport: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    pub(crate) tags: Tags,
}

/// A tunnel of a Connect attachment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ConnectPeer {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) attachment: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    /// Whether it is available, and a BGP session in it is up.
    pub(crate) up: Leads,
    pub(crate) tags: Tags,
}

impl Record for TransitGatewayConnect {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["CreationTime", "Options"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(TransitGatewayConnect {
            id: reader.keep(&shape.transit_gateway_attachment_id),
            origin: reader.origin,
            gateway: reader.keep(&shape.transit_gateway_id),
            transport: reader.keep_some(shape.transport_transit_gateway_attachment_id.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for ConnectPeer {
    type Shape<'a> = PeerShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["CreationTime"];

    fn read(shape: PeerShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let configuration = shape.connect_peer_configuration.as_ref();
        let sessions = configuration.map_or(&[][..], |configuration| &configuration.bgp_configurations);
        let session = |session: &SessionShape<'_>| match session.bgp_status.as_deref() {
            Some("up") => Leads::Yes,
            Some("down") => Leads::No,
            _ => Leads::Unknown,
        };
        let up = match shape.state.as_deref() {
            None | Some("available") => sessions.iter().map(session).max().unwrap_or(Leads::Unknown),
            Some(_) => Leads::No,
        };
        Some(ConnectPeer {
            id: reader.keep(&shape.transit_gateway_connect_peer_id),
            origin: reader.origin,
            attachment: reader.keep_some(shape.transit_gateway_attachment_id.as_ref()),
            state: reader.keep_some(shape.state.as_ref()),
            up,
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&DOWN, &PEERS_NOT_READ, &TUNNEL_STANDS],
    stands,
    ..Component::plain("Connect peer", &["tgw-connect-peer-"], cite)
};

static PEERS: Label = Label::told("Connect peers", None);

/// The cite of a Connect peer.
const fn place(item: u32) -> Cite {
    Cite::resource(Kind::TransitGatewayConnect as u8, item)
}

/// What packets pass at a Connect attachment (`item`): one of its peers must be up. That its tunnel stands is taken for granted: the way of
/// its GRE packets isn't walked.
pub(crate) fn check(net: &Network, item: u32) -> Check {
    let cite = Cite::resource(Kind::TransitGatewayAttachment as u8, item);
    let stands = Default { action: Action::Pass, cite, assumes: Some(&TUNNEL_STANDS) };
    let table = match peers(net, item) {
        Peers::Down(first) => Table::refuses(&DOWN, Otherwise::Pass, place(first)),
        Peers::NotRead => Table::unknown(&PEERS_NOT_READ, Otherwise::Pass, cite),
        Peers::Stand => Table::first_match(Vec::new(), stands),
    };
    Check::new(&PEERS, cite, table)
}

/// Whether the snapshot doubts that a Connect attachment carries packets.
pub(crate) fn doubted(net: &Network, item: u32) -> bool {
    !matches!(peers(net, item), Peers::Stand)
}

/// How the peers of an attachment stand.
enum Peers {
    /// All are down; the first one's number.
    Down(u32),
    /// None that may be up was read, of a list that needn't hold all.
    NotRead,
    /// One is up, or nothing was read of any.
    Stand,
}

fn peers(net: &Network, item: u32) -> Peers {
    let attachment = net.attachment(item);
    let all = net.snapshot.records.connect_peers.iter().map(|(id, peer)| (id.number(), peer));
    let of: Vec<_> = all.filter(|(_, peer)| peer.attachment == Some(attachment.id)).collect();
    let whole = net.whole(List::ConnectPeer, net.described_gateway(attachment.gateway)) != Whole::No;
    match (of.first(), of.iter().all(|(_, peer)| peer.up == Leads::No)) {
        (Some((first, _)), true) if whole => Peers::Down(*first),
        (Some(_), true) => Peers::NotRead,
        // A list without a peer of the attachment is another account's, or nothing is connected.
        (None, _) if whole => Peers::NotRead,
        _ => Peers::Stand,
    }
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let Some((_, peer)) = net.snapshot.records.connect_peers.iter().find(|(id, _)| id.number() == cite.item) else {
        return Stands::default();
    };
    Stands::at(peer.origin).belonging("of", peer.attachment)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let Some((_, peer)) = net.snapshot.records.connect_peers.iter().find(|(id, _)| id.number() == cite.item) else {
        return Citation::default();
    };
    let printed = peer.state.map_or("available", |state| net.text(state));
    let state = match peer.up {
        Leads::No if printed == "available" => "available, with no BGP session up".to_owned(),
        _ => printed.to_owned(),
    };
    let of = peer.attachment.map_or_else(String::new, |attachment| net.named(attachment));
    let whole = net.describe(Kind::TransitGatewayConnect, List::ConnectPeer, peer.id, &peer.tags, peer.origin);
    Citation { says: Some(state.clone()), holes: vec![("state", state), ("of", of)], ..whole }
}

static DOWN: Reason = Reason {
    code: "CONNECT_DOWN",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A Connect attachment carries packets by its Connect peers: GRE tunnels with two BGP sessions in each. One peer must be available, \
              with a session up: there are no written routes.",
    sentence: "{resource} is {state}, and no other Connect peer of {of} is up",
    remedy: "bring a BGP session of a Connect peer up: look at the appliance, and at the way of GRE between it and the transit gateway",
    command: Some("aws ec2 describe-transit-gateway-connect-peers --transit-gateway-connect-peer-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-connect.html",
    rules: &["T19"],
};

static PEERS_NOT_READ: Reason = Reason {
    code: "CONNECT_PEERS_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "Of a Connect attachment no Connect peer that is up is in the snapshot, and there may be one that wasn't read.",
    sentence: "whether a Connect peer of {resource} is up isn't known: none that is up is in the snapshot, and not all need be there",
    remedy: "read the Connect peers of the account that owns the attachment",
    command: Some(
        "aws ec2 describe-transit-gateway-connect-peers --filters Name=transit-gateway-attachment-id,Values={id}",
    ),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-connect.html",
    rules: &["T19", "W7"],
};

static TUNNEL_STANDS: Reason = Reason {
    code: "CONNECT_TUNNEL_STANDS",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "The GRE tunnels of a Connect attachment get through the attachment that transports them: its routes, groups and ACLs let \
              protocol 47 pass, and the appliance at the far end is up. That way isn't walked.",
    sentence: "the GRE tunnel of {resource} over {transport} stands: what is there lets protocol 47 pass, and the appliance is up",
    remedy: "walk from the appliance to the transit gateway's address of the Connect peer, protocol 47, by {transport}",
    command: Some("aws ec2 describe-transit-gateway-connects --transit-gateway-attachment-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-connect.html",
    rules: &["T19"],
};
