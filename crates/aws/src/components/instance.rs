//! Instances: whose interfaces are whose, and whether anybody is at home.

use crate::component::{Component, Record};
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{Citation, Cite};
use serde::Deserialize;
use serde_json::value::RawValue;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Reservation<'a> {
    #[serde(borrow, default)]
    instances: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shape<'a> {
    #[serde(borrow)]
    instance_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<State<'a>>,
    #[serde(borrow, default)]
    platform: Option<Text<'a>>,
    #[serde(borrow, default)]
    platform_details: Option<Text<'a>>,
    #[serde(borrow, default)]
    network_interfaces: Vec<Attached<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct State<'a> {
    #[serde(borrow, default)]
    name: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attached<'a> {
    #[serde(borrow)]
    network_interface_id: Text<'a>,
    #[serde(borrow, default)]
    subnet_id: Option<Text<'a>>,
}

// What it means.

/// An instance.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) owner: Option<Symbol>,
    pub(crate) state: Option<Symbol>,
    pub(crate) system: Option<System>,
    /// Interfaces, and the subnets they are in.
    pub(crate) interfaces: Box<[(Symbol, Option<Symbol>)]>,
    pub(crate) tags: Tags,
}

/// The operating system, as far as it decides which ports a client uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// Linux: ephemeral ports 32768–60999.
    Linux,
    /// Windows Server 2008 and later: 49152–65535.
    Windows,
}

impl Record for Instance {
    type Shape<'a> = Reservation<'a>;
    type Found = Vec<Self>;
    const UNREAD: &'static [&'static str] = &["Groups", "RequesterId", "ReservationId"];

    fn read(shape: Reservation<'_>, reader: &mut Reader<'_>) -> Vec<Self> {
        let owner = reader.keep_some(shape.owner_id.as_ref());
        let mut found = Vec::with_capacity(shape.instances.len());
        for (inner, raw) in (0..).zip(shape.instances) {
            let Some((shape, line)) = reader.part::<Shape<'_>>(raw, &format!("/Instances/{inner}")) else { continue };
            let origin = Origin { line: line.0, inner: Some(inner), ..reader.origin };
            let platform = shape.platform.as_deref().unwrap_or_default().to_ascii_lowercase();
            let details = shape.platform_details.as_deref().unwrap_or_default();
            let system = if platform == "windows" || details.contains("Windows") {
                Some(System::Windows)
            } else if ["Linux", "SUSE", "Ubuntu"].iter().any(|name| details.contains(name)) {
                Some(System::Linux)
            } else {
                None
            };
            let interfaces = shape.network_interfaces.iter();
            let interfaces = interfaces
                .map(|i| (reader.keep(&i.network_interface_id), reader.keep_some(i.subnet_id.as_ref())))
                .collect();
            found.push(Instance {
                id: reader.keep(&shape.instance_id),
                origin,
                owner,
                state: reader.keep_some(shape.state.as_ref().and_then(|state| state.name.as_ref())),
                system,
                interfaces,
                tags: reader.tags(&shape.tags),
            });
        }
        found
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

// What is said of it.

pub(crate) static COMPONENT: Component = Component { stands, ..Component::plain("instance", &["i-"], cite) };

fn stands(net: &Network, cite: Cite) -> Stands {
    let instance = net.instance(cite.item);
    Stands::at(instance.origin).owned(instance.owner)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let instance = net.instance(cite.item);
    let citation = net.describe(Kind::Instance, List::Instance, instance.id, &instance.tags, instance.origin);
    Citation { says: instance.state.map(|state| net.text(state).to_owned()), ..citation }
}
