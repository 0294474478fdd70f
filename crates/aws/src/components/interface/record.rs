//! What AWS prints of network interfaces, and what it means.

use crate::component::Record;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::strings::Symbol;
use packetwalk_space::{Address, Cidr, IntervalSet};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    network_interface_id: Text<'a>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    subnet_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    owner_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    status: Option<Text<'a>>,
    #[serde(borrow, default)]
    interface_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    description: Option<Text<'a>>,
    #[serde(borrow, default)]
    requester_id: Option<Text<'a>>,
    #[serde(default)]
    source_dest_check: Option<bool>,
    #[serde(default)]
    deny_all_igw_traffic: Option<bool>,
    #[serde(borrow, default)]
    private_ip_address: Option<Text<'a>>,
    #[serde(borrow, default)]
    association: Option<Association<'a>>,
    #[serde(borrow, default)]
    private_ip_addresses: Vec<PrivateAddress<'a>>,
    #[serde(borrow, default)]
    ipv6_addresses: Vec<Ipv6Address<'a>>,
    #[serde(borrow, default)]
    ipv4_prefixes: Vec<Ipv4Prefix<'a>>,
    #[serde(borrow, default)]
    ipv6_prefixes: Vec<Ipv6Prefix<'a>>,
    #[serde(borrow, default)]
    groups: Vec<Group<'a>>,
    #[serde(borrow, default)]
    attachment: Option<Attachment<'a>>,
    #[serde(borrow, default)]
    private_dns_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    tag_set: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Association<'a> {
    #[serde(borrow, default)]
    public_ip: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PrivateAddress<'a> {
    #[serde(borrow)]
    private_ip_address: Text<'a>,
    #[serde(borrow, default)]
    association: Option<Association<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv6Address<'a> {
    #[serde(borrow)]
    ipv6_address: Text<'a>,
    #[serde(default)]
    is_primary_ipv6: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv4Prefix<'a> {
    #[serde(borrow)]
    ipv4_prefix: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv6Prefix<'a> {
    #[serde(borrow)]
    ipv6_prefix: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group<'a> {
    #[serde(borrow)]
    group_id: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attachment<'a> {
    #[serde(borrow, default)]
    instance_id: Option<Text<'a>>,
    #[serde(default)]
    device_index: Option<u16>,
    #[serde(borrow, default)]
    status: Option<Text<'a>>,
}

// What it means.

/// A network interface.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Interface {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) subnet: Option<Symbol>,
    pub(crate) owner: Option<Symbol>,
    pub(crate) status: Option<Symbol>,
    /// The interface type, unless it is `interface`.
    pub(crate) kind: Option<Symbol>,
    pub(crate) description: Option<Symbol>,
    /// Whether an AWS service made it.
    pub(crate) requested: bool,
    pub(crate) source_dest_check: bool,
    pub(crate) denies_internet: bool,
    /// Single addresses, the primary IPv4 address first, with the public address each is paired with.
    pub(crate) addresses: Box<[Assigned]>,
    /// Delegated prefixes.
    pub(crate) prefixes: Box<[Cidr]>,
    pub(crate) groups: Box<[Symbol]>,
    pub(crate) attachment: Option<Symbol>,
    pub(crate) instance: Option<Symbol>,
    pub(crate) device: u16,
    pub(crate) dns_name: Option<Symbol>,
    pub(crate) tags: Tags,
}

/// An address of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Assigned {
    pub(crate) private: Address,
    pub(crate) public: Option<Address>,
}

impl Interface {
    /// Every address that the interface owns.
    pub(crate) fn owned(&self) -> IntervalSet<Address> {
        let single = self.addresses.iter().map(|assigned| (assigned.private, assigned.private));
        let prefixes = self.prefixes.iter().map(|prefix| (prefix.first(), prefix.last()));
        IntervalSet::from_ranges(single.chain(prefixes))
    }
}

impl Record for Interface {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AssociatedSubnets",
        "AvailabilityZone",
        "AvailabilityZoneId",
        "ConnectionTrackingConfiguration",
        "Ipv6Address",
        "Ipv6Native",
        "MacAddress",
        "Operator",
        "OutpostArn",
        "PublicDnsName",
        "PublicIpDnsNameOptions",
        "RequesterManaged",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let public = |association: Option<&Association<'_>>, reader: &mut Reader<'_>| {
            let text = association?.public_ip.as_ref()?;
            reader.address(text, "/Association/PublicIp")
        };
        let mut addresses = Vec::with_capacity(shape.private_ip_addresses.len() + shape.ipv6_addresses.len());
        for (number, address) in shape.private_ip_addresses.iter().enumerate() {
            let at = format_args!("/PrivateIpAddresses/{number}").to_string();
            let Some(private) = reader.address(&address.private_ip_address, &at) else { continue };
            let public = public(address.association.as_ref(), reader);
            addresses.push(Assigned { private, public });
        }
        if let Some(text) = shape.private_ip_address.as_ref().filter(|text| !text.is_empty())
            && let Some(private) = reader.address(text, "/PrivateIpAddress")
        {
            let public = public(shape.association.as_ref(), reader);
            match addresses.iter().position(|assigned| assigned.private == private) {
                // The primary address comes first, whatever the order in the list.
                Some(at) => addresses[..=at].rotate_right(1),
                None => addresses.insert(0, Assigned { private, public }),
            }
            if let Some(first) = addresses.first_mut() {
                first.public = first.public.or(public);
            }
        }
        // Here, too, the primary address comes first.
        let (primary, others): (Vec<_>, Vec<_>) = shape.ipv6_addresses.iter().partition(|one| one.is_primary_ipv6);
        for address in primary.into_iter().chain(others) {
            let private = reader.address(&address.ipv6_address, "/Ipv6Addresses");
            addresses.extend(private.map(|private| Assigned { private, public: None }));
        }
        let line = reader.element_line();
        let v4 = shape.ipv4_prefixes.iter().map(|prefix| &prefix.ipv4_prefix);
        let v6 = shape.ipv6_prefixes.iter().map(|prefix| &prefix.ipv6_prefix);
        let prefixes = v4.chain(v6).filter_map(|prefix| reader.cidr(prefix, line, "/Prefixes")).collect();
        let attachment = shape.attachment.as_ref();
        Some(Interface {
            id: reader.keep(&shape.network_interface_id),
            origin: reader.origin,
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            subnet: reader.keep_some(shape.subnet_id.as_ref()),
            owner: reader.keep_some(shape.owner_id.as_ref()),
            status: reader.keep_some(shape.status.as_ref()),
            kind: reader.keep_some(shape.interface_type.as_ref().filter(|kind| &***kind != "interface")),
            description: reader.keep_some(shape.description.as_ref()),
            requested: shape.requester_id.is_some(),
            source_dest_check: shape.source_dest_check.unwrap_or(true),
            denies_internet: shape.deny_all_igw_traffic.unwrap_or(false),
            addresses: addresses.into(),
            prefixes,
            groups: shape.groups.iter().map(|group| reader.keep(&group.group_id)).collect(),
            attachment: reader.keep_some(attachment.and_then(|a| a.status.as_ref())),
            instance: reader.keep_some(attachment.and_then(|a| a.instance_id.as_ref())),
            device: attachment.and_then(|a| a.device_index).unwrap_or(0),
            dns_name: reader.keep_some(shape.private_dns_name.as_ref()),
            tags: reader.tags(&shape.tag_set),
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
