//! What AWS prints of transit gateway route tables, and what it means.

use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::strings::Symbol;
use packetwalk_space::Cidr;
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    transit_gateway_route_table_id: Text<'a>,
    #[serde(borrow)]
    transit_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RouteShape<'a> {
    #[serde(borrow, default)]
    destination_cidr_block: Option<Text<'a>>,
    #[serde(borrow, default)]
    prefix_list_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    transit_gateway_attachments: Vec<RouteAttachment<'a>>,
    #[serde(borrow, default)]
    r#type: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RouteAttachment<'a> {
    #[serde(borrow, default)]
    transit_gateway_attachment_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ReferenceShape<'a> {
    #[serde(borrow)]
    transit_gateway_route_table_id: Text<'a>,
    #[serde(borrow)]
    prefix_list_id: Text<'a>,
    #[serde(default)]
    blackhole: bool,
    #[serde(borrow, default)]
    transit_gateway_attachment: Option<RouteAttachment<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PropagationShape<'a> {
    #[serde(borrow)]
    transit_gateway_attachment_id: Text<'a>,
    #[serde(borrow, default)]
    resource_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    resource_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AssociationShape<'a> {
    #[serde(borrow)]
    transit_gateway_attachment_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
}

// What it means.

/// A transit gateway route table, without its routes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayRouteTable {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) gateway: Symbol,
    pub(crate) tags: Tags,
}

/// A route. The answer doesn't say of which table: the file's name does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayRoute {
    pub(crate) origin: Origin,
    pub(crate) table: Option<Symbol>,
    pub(crate) destination: Destination,
    pub(crate) attachments: Box<[Symbol]>,
    pub(crate) source: Source,
    pub(crate) state: State,
}

/// Where a route comes from, in order of preference at equal length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// Written by hand.
    Static,
    /// An entry of a prefix list to which the table refers.
    List(Symbol),
    /// Propagated by an attachment.
    Propagated,
    /// Not among the routes that were read, but made by a propagation that was. `alone` says that every attached VPC is in the snapshot,
    /// so that none overlaps unseen.
    WorkedOut { alone: bool },
}

impl Source {
    /// Whether an attachment propagated it.
    pub(crate) fn is_propagated(self) -> bool {
        matches!(self, Source::Propagated | Source::WorkedOut { .. })
    }
}

/// A table's reference to a prefix list: a route for each of its entries.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayPrefixListReference {
    pub(crate) origin: Origin,
    pub(crate) table: Symbol,
    pub(crate) list: Symbol,
    pub(crate) attachments: Box<[Symbol]>,
    pub(crate) state: State,
}

/// Where packets want to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Destination {
    Block(Cidr),
    List(Symbol),
    /// Blocks that aren't in the snapshot, none longer than these lengths in IPv4 and IPv6.
    Unlisted([u8; 2]),
    /// The snapshot's text couldn't be read.
    Unreadable,
}

/// Whether a route carries packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Active,
    Blackhole,
    /// On its way in or out, or unknown.
    Other,
    /// Made by a propagation, if at all.
    Uncertain(Why),
}

/// Why it isn't known what a propagation makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Its routes are learned from a network outside, or another gateway.
    Learned,
    /// The blocks of this VPC aren't all in the snapshot.
    VpcNotRead(Symbol),
    /// The attachment is described in two ways.
    TwoWays,
    /// The attachment is in this state.
    Attachment(Symbol),
    /// The propagation is in this state.
    Propagation(Symbol),
    /// This VPC is attached, too, and has addresses of the other; only the one that was attached first propagates them.
    Overlap(Symbol),
    /// The attachment translates addresses: a route to what the VPC's are translated to takes the place of theirs.
    Translated,
    /// Whether IPv6 blocks are propagated isn't in the snapshot.
    Ipv6,
    /// The block is on its way in or out.
    Block,
}

/// An attachment's association with a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayAssociation {
    pub(crate) origin: Origin,
    pub(crate) table: Option<Symbol>,
    pub(crate) attachment: Symbol,
    pub(crate) stands: bool,
}

/// An attachment's propagation into a table. It has no say where the routes that it makes stand among the table's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TransitGatewayPropagation {
    pub(crate) origin: Origin,
    pub(crate) table: Option<Symbol>,
    pub(crate) attachment: Symbol,
    /// What is attached, as the propagation says, and whether that is a VPC.
    pub(crate) resource: Option<Symbol>,
    pub(crate) is_vpc: bool,
    pub(crate) state: Option<Symbol>,
}

impl Record for TransitGatewayRouteTable {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] =
        &["CreationTime", "DefaultAssociationRouteTable", "DefaultPropagationRouteTable", "State"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(TransitGatewayRouteTable {
            id: reader.keep(&shape.transit_gateway_route_table_id),
            origin: reader.origin,
            gateway: reader.keep(&shape.transit_gateway_id),
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

impl Record for TransitGatewayRoute {
    type Shape<'a> = RouteShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["TransitGatewayRouteTableAnnouncementId"];

    fn read(shape: RouteShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let line = reader.element_line();
        let destination = match (&shape.destination_cidr_block, &shape.prefix_list_id) {
            (Some(block), _) => {
                reader.cidr(block, line, "/DestinationCidrBlock").map_or(Destination::Unreadable, Destination::Block)
            }
            (None, Some(list)) => Destination::List(reader.keep(list)),
            (None, None) => {
                reader.problem(line, "", "a route without a destination: expected a CIDR block or a prefix list");
                Destination::Unreadable
            }
        };
        let state = match shape.state.as_deref() {
            None | Some("active") => State::Active,
            Some("blackhole") => State::Blackhole,
            Some("deleted") => return None,
            Some(_) => State::Other,
        };
        let attachments = shape.transit_gateway_attachments.iter();
        Some(TransitGatewayRoute {
            origin: reader.origin,
            table: parent(reader, "a transit gateway route"),
            destination,
            attachments: attachments
                .filter_map(|a| reader.keep_some(a.transit_gateway_attachment_id.as_ref()))
                .collect(),
            source: match (&shape.prefix_list_id, shape.r#type.as_deref()) {
                (Some(list), _) => Source::List(reader.keep(list)),
                (None, Some("static")) => Source::Static,
                (None, None) if reader.file.partial => Source::Static,
                (None, _) => Source::Propagated,
            },
            state,
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for TransitGatewayPrefixListReference {
    type Shape<'a> = ReferenceShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["PrefixListOwnerId"];

    fn read(shape: ReferenceShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let state = match (shape.state.as_deref(), shape.blackhole) {
            (Some("deleting"), _) => return None,
            (Some("pending"), _) => State::Other,
            (_, true) => State::Blackhole,
            (_, false) => State::Active,
        };
        let attachment = shape.transit_gateway_attachment.as_ref();
        let attachment = attachment.and_then(|a| a.transit_gateway_attachment_id.as_ref());
        Some(TransitGatewayPrefixListReference {
            origin: reader.origin,
            table: reader.keep(&shape.transit_gateway_route_table_id),
            list: reader.keep(&shape.prefix_list_id),
            attachments: reader.keep_some(attachment).into_iter().collect(),
            state,
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for TransitGatewayAssociation {
    type Shape<'a> = AssociationShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["ResourceId", "ResourceType"];

    fn read(shape: AssociationShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(TransitGatewayAssociation {
            origin: reader.origin,
            table: parent(reader, "an association with a transit gateway route table"),
            attachment: reader.keep(&shape.transit_gateway_attachment_id),
            stands: shape.state.as_deref().is_none_or(|state| state == "associated"),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for TransitGatewayPropagation {
    type Shape<'a> = PropagationShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["TransitGatewayRouteTableAnnouncementId"];

    fn read(shape: PropagationShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(TransitGatewayPropagation {
            origin: reader.origin,
            table: parent(reader, "a propagation into a transit gateway route table"),
            attachment: reader.keep(&shape.transit_gateway_attachment_id),
            resource: reader.keep_some(shape.resource_id.as_ref()),
            is_vpc: shape.resource_type.as_deref() == Some("vpc"),
            state: reader.keep_some(shape.state.as_ref()),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

fn parent(reader: &mut Reader<'_>, what: &str) -> Option<Symbol> {
    let parent = reader.file.parent;
    if parent.is_none() {
        let line = reader.element_line();
        let message =
            format!("{what}, and the file's name or folder doesn't say of which table: expected tgw-rtb-… in it");
        reader.problem(line, "", &message);
    }
    parent
}
