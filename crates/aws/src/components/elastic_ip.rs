//! Elastic IP addresses.
//!
//! Which private address a public one is paired with is the interface's word (`Association`); what `describe-addresses`
//! says is compared with it, and speaks for interfaces that the snapshot lacks.

use crate::component::{Component, Coverage, Record, modelled};
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{Citation, Cite};
use packetwalk_space::Address;
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    public_ip: Text<'a>,
    #[serde(borrow, default)]
    allocation_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    network_interface_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    private_ip_address: Option<Text<'a>>,
    #[serde(borrow, default)]
    association_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

// What it means.

/// An Elastic IP address.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ElasticIp {
    /// The allocation id; the address itself where AWS prints none.
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) public: Address,
    pub(crate) interface: Option<Symbol>,
    pub(crate) private: Option<Address>,
    pub(crate) association: Option<Symbol>,
    pub(crate) tags: Tags,
}

impl Record for ElasticIp {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "CarrierIp",
        "CustomerOwnedIp",
        "CustomerOwnedIpv4Pool",
        "Domain",
        "InstanceId",
        "NetworkBorderGroup",
        "NetworkInterfaceOwnerId",
        "PublicIpv4Pool",
        "ServiceManaged",
        "SubnetId",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let public = reader.address(&shape.public_ip, "/PublicIp")?;
        let private = shape.private_ip_address.as_ref().filter(|text| !text.is_empty());
        Some(ElasticIp {
            id: reader.keep(shape.allocation_id.as_ref().unwrap_or(&shape.public_ip)),
            origin: reader.origin,
            public,
            interface: reader.keep_some(shape.network_interface_id.as_ref()),
            private: private.and_then(|text| reader.address(text, "/PrivateIpAddress")),
            association: reader.keep_some(shape.association_id.as_ref()),
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

// What is said of it.

pub(crate) static COMPONENT: Component =
    Component { coverage: COVERAGE, ..Component::plain("Elastic IP address", &["eipalloc-"], cite) };

/// The address that an association belongs to.
pub(crate) fn of_association(net: &Network, id: Symbol) -> Option<Cite> {
    let addresses = &net.snapshot.records.elastic_ips;
    let (item, _) = addresses.iter().find(|(_, address)| address.association == Some(id))?;
    Some(Cite::resource(Kind::ElasticIp as u8, item.number()))
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let address = net.elastic_ip(cite.item);
    let citation = net.describe(Kind::ElasticIp, List::ElasticIp, address.id, &address.tags, address.origin);
    Citation { says: Some(address.public.to_string()), ..citation }
}

const COVERAGE: &[Coverage] = modelled!["A4"];
