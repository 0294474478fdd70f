//! What interfaces belong to.

use crate::components::interface::Interface;
use crate::components::subnet::Subnet;
use crate::registry::List;
use crate::snapshot::Snapshot;
use crate::store::Id;
use crate::strings::Symbol;
use std::collections::{BTreeSet, HashMap};

/// What belongs to instances, gateways and endpoints, and what they have that the snapshot lacks.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    /// By instance: its interfaces, device 0 first.
    pub(crate) instances: HashMap<Symbol, Vec<u32>>,
    /// By interface: the NAT gateway it belongs to.
    pub(crate) nat_gateways: HashMap<u32, u32>,
    /// By interface: the VPC endpoint it belongs to.
    pub(crate) endpoints: HashMap<u32, u32>,
    /// By interface: the EC2 Instance Connect Endpoint it belongs to.
    pub(crate) instance_connect: HashMap<u32, u32>,
    /// By transit gateway attachment and subnet: the interface.
    pub(crate) attachments: HashMap<(Symbol, u32), u32>,
    /// Subnets in which something names an interface that the snapshot lacks.
    pub(crate) lacking: BTreeSet<Symbol>,
}

impl Owners {
    /// `transit_gateway` is the type of the interfaces of transit gateway attachments.
    pub(super) fn of(snapshot: &Snapshot, transit_gateway: Symbol) -> Self {
        let records = &snapshot.records;
        let mut owners = Owners::default();
        for (id, interface) in records.interfaces.iter() {
            if let Some(instance) = interface.instance {
                owners.instances.entry(instance).or_default().push(id.number());
            }
            if interface.kind == Some(transit_gateway)
                && let Some(subnet) = interface.subnet.and_then(|subnet| snapshot.find::<Subnet>(List::Subnet, subnet))
                && let Some(attachment) = attachment_in(snapshot, interface)
            {
                owners.attachments.entry((attachment, subnet.number())).or_insert(id.number());
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each is sorted by itself")]
        for interfaces in owners.instances.values_mut() {
            interfaces.sort_by_key(|item| (records.interfaces[Id::new(*item)].device, *item));
        }
        let known = |id: Symbol| snapshot.find::<Interface>(List::Interface, id).map(Id::number);
        for (id, gateway) in records.nat_gateways.iter() {
            for interface in &gateway.interfaces {
                match known(*interface) {
                    Some(interface) => _ = owners.nat_gateways.entry(interface).or_insert(id.number()),
                    None => owners.lacking.extend(gateway.subnet),
                }
            }
        }
        for (id, endpoint) in records.vpc_endpoints.iter() {
            for interface in &endpoint.interfaces {
                match known(*interface) {
                    Some(interface) => _ = owners.endpoints.entry(interface).or_insert(id.number()),
                    // It doesn't say which of its interfaces is in which of its subnets.
                    None => owners.lacking.extend(&endpoint.subnets),
                }
            }
        }
        for (id, endpoint) in records.instance_connect_endpoints.iter() {
            for interface in &endpoint.interfaces {
                match known(*interface) {
                    Some(interface) => _ = owners.instance_connect.entry(interface).or_insert(id.number()),
                    None => owners.lacking.extend(endpoint.subnet),
                }
            }
        }
        let of_instances = records.instances.iter().flat_map(|(_, instance)| &instance.interfaces);
        let unread = of_instances.filter(|(interface, _)| known(*interface).is_none());
        owners.lacking.extend(unread.filter_map(|(_, subnet)| *subnet));
        owners
    }
}

/// The attachment that a transit gateway's interface belongs to: its description is the only place that says so.
pub(crate) fn attachment_in(snapshot: &Snapshot, interface: &Interface) -> Option<Symbol> {
    let text = snapshot.text(interface.description?);
    let at = text.find("tgw-attach-")?;
    let id = text[at..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()?;
    snapshot.strings.find(id)
}
