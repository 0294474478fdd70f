//! What AWS prints of internet gateways, and what it means.

use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::strings::Symbol;
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    internet_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    attachments: Vec<Attachment<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

/// An attachment to a VPC, as both kinds of internet gateway print it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Attachment<'a> {
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(crate) vpc_id: Option<Text<'a>>,
}

impl Attachment<'_> {
    /// Whether it carries packets. The API's model says `attached`; what it prints is `available`.
    pub(crate) fn works(&self) -> bool {
        self.state.as_deref().is_none_or(|state| matches!(state, "available" | "attached"))
    }
}

// What it means.

/// An internet gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InternetGateway {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) owner: Option<Symbol>,
    /// The VPC it is attached to, and whether the attachment works.
    pub(crate) vpc: Option<Symbol>,
    pub(crate) attached: bool,
    pub(crate) tags: Tags,
}

impl Record for InternetGateway {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let attachment = shape.attachments.first();
        Some(InternetGateway {
            id: reader.keep(&shape.internet_gateway_id),
            origin: reader.origin,
            owner: reader.keep_some(shape.owner_id.as_ref()),
            vpc: reader.keep_some(attachment.and_then(|a| a.vpc_id.as_ref())),
            attached: attachment.is_some_and(Attachment::works),
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
