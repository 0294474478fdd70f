//! NAT gateways: many private addresses behind one.

mod reasons;
pub(crate) mod regional;
mod translation;

use crate::addresses;
use crate::caution::{Course, Step};
use crate::component::{Component, Coverage, LEAVE, Record, modelled};
use crate::components::{interface, network_acl};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::standing::Stands;
use crate::strings::Symbol;
use packetwalk_fabric::{
    Action, Caution, Check, Citation, Cite, Key, Label, Otherwise, Refused, Remedy, Station, Table,
};
use packetwalk_space::{Address, HeaderSet, Protocol};
use reasons::{DELETING, INTERFACE_NOT_READ, LIMITS, PROXY_NOT_MODELLED, STATE};
use serde::Deserialize;
pub(crate) use translation::{nat64, translation};

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow)]
    nat_gateway_id: Text<'a>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    subnet_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    connectivity_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    availability_mode: Option<Text<'a>>,
    #[serde(borrow, default)]
    route_table_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    attached_appliances: Vec<ApplianceShape<'a>>,
    #[serde(borrow, default)]
    nat_gateway_addresses: Vec<AddressShape<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ApplianceShape<'a> {
    #[serde(borrow, default)]
    appliance_arn: Option<Text<'a>>,
    #[serde(borrow, default)]
    attachment_state: Option<Text<'a>>,
}

impl ApplianceShape<'_> {
    /// Whether packets may meet it: one that is on its way in or out may.
    fn may_be_there(&self) -> bool {
        !matches!(self.attachment_state.as_deref(), Some("detached" | "attach-failed"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AddressShape<'a> {
    #[serde(borrow, default)]
    network_interface_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    private_ip: Option<Text<'a>>,
    #[serde(borrow, default)]
    public_ip: Option<Text<'a>>,
    #[serde(borrow, default)]
    availability_zone: Option<Text<'a>>,
    #[serde(borrow, default)]
    availability_zone_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    status: Option<Text<'a>>,
}

// What it means.

/// A NAT gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NatGateway {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) state: Option<Symbol>,
    pub(crate) subnet: Option<Symbol>,
    pub(crate) vpc: Option<Symbol>,
    pub(crate) private: bool,
    /// What a regional one has.
    pub(crate) regional: Option<Box<Regional>>,
    /// Proxies that are attached to it: ARNs, as far as AWS prints them.
    pub(crate) proxies: Box<[Option<Symbol>]>,
    pub(crate) interfaces: Box<[Symbol]>,
    /// Private addresses that are in use.
    pub(crate) addresses: Box<[Address]>,
    pub(crate) tags: Tags,
}

/// A regional NAT gateway is in no subnet and has no interface.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Regional {
    /// Its own route table.
    pub(crate) table: Option<Symbol>,
    /// Public addresses that are in use, each with its zone: id and name, as far as AWS prints them.
    pub(crate) addresses: Box<[(Address, [Option<Symbol>; 2])]>,
}

impl Record for NatGateway {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "AutoProvisionZones",
        "AutoScalingIps",
        "CreateTime",
        "DeleteTime",
        "FailureCode",
        "FailureMessage",
        "ProvisionedBandwidth",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut addresses = Vec::new();
        let mut interfaces = Vec::new();
        let mut public = Vec::new();
        let is = |text: &Option<Text<'_>>, value: &str| text.as_deref() == Some(value);
        let regional = is(&shape.availability_mode, "regional");
        for (number, address) in shape.nat_gateway_addresses.iter().enumerate() {
            interfaces.extend(reader.keep_some(address.network_interface_id.as_ref()));
            let usable = address.status.as_deref().is_none_or(|status| status == "succeeded");
            if let Some(text) = address.private_ip.as_ref().filter(|_| usable) {
                addresses.extend(reader.address(text, &format!("/NatGatewayAddresses/{number}/PrivateIp")));
            }
            if let Some(text) = address.public_ip.as_ref().filter(|_| usable && regional) {
                let zone = [&address.availability_zone_id, &address.availability_zone];
                let zone = zone.map(|zone| reader.keep_some(zone.as_ref()));
                let address = reader.address(text, &format!("/NatGatewayAddresses/{number}/PublicIp"));
                public.extend(address.map(|address| (address, zone)));
            }
        }
        interfaces.dedup();
        let table = reader.keep_some(shape.route_table_id.as_ref());
        let proxies = shape.attached_appliances.iter().filter(|appliance| appliance.may_be_there());
        let proxies: Vec<_> = proxies.map(|proxy| reader.keep_some(proxy.appliance_arn.as_ref())).collect();
        Some(NatGateway {
            id: reader.keep(&shape.nat_gateway_id),
            origin: reader.origin,
            state: reader.keep_some(shape.state.as_ref()),
            subnet: reader.keep_some(shape.subnet_id.as_ref()),
            vpc: reader.keep_some(shape.vpc_id.as_ref()),
            private: is(&shape.connectivity_type, "private"),
            regional: regional.then(|| Box::new(Regional { table, addresses: public.into() })),
            proxies: proxies.into(),
            interfaces: interfaces.into(),
            addresses: addresses.into(),
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
    reasons: reasons::ALL,
    coverage: COVERAGE,
    station,
    tables,
    remedy,
    route_target: true,
    cautions,
    always_tracked: |_, _| true,
    stands,
    ..Component::plain("NAT gateway", &["nat-"], cite)
};

static GATEWAY: Label = Label::told("NAT gateway", None);

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item, from) = (l.net, key.item, key.other);
    if key.role != LEAVE {
        return regional::station(l, key);
    }
    let gateway = net.nat_gateway(item);
    let subject = Cite::resource(Kind::NatGateway as u8, item);
    let same_subnet = gateway.subnet.and_then(|id| net.subnet(id)) == Some(from);
    let acl = if same_subnet { network_acl::leaving_undocumented(l, from) } else { network_acl::leaving(l, from) };
    let unknown = |gap| Table::unknown(gap, Otherwise::End, subject);
    let state = gateway.state.map_or("available", |state| net.text(state));
    let usable = match state {
        "available" if !gateway.proxies.is_empty() => unknown(&PROXY_NOT_MODELLED),
        "available" => Table::passes(subject),
        "deleting" => Table::unknown(&DELETING, Otherwise::Pass, subject),
        _ => Table::refuses(&STATE, Otherwise::Pass, subject),
    };
    let interface = gateway.interfaces.iter().find_map(|id| net.find_interface(*id));
    let then = match interface {
        Some(interface) if same_subnet => Action::Send(interface::enter_same_subnet_by_route(interface)),
        Some(interface) => Action::Send(interface::enter(interface)),
        None if gateway.regional.is_some() => Action::Send(regional::at(item, from)),
        None => Action::Unknown { gap: &INTERFACE_NOT_READ, otherwise: Otherwise::End },
    };
    let checks = vec![acl, Check::new(&GATEWAY, subject, usable).noting("available")];
    Station { place: None, checks, then }
}

fn tables(l: &Lowerer<'_>, item: u32) -> Vec<Check> {
    if l.net.nat_gateway(item).regional.is_some() {
        return regional::tables(l, item);
    }
    let interface = l.net.nat_gateway(item).interfaces.iter().find_map(|id| l.net.find_interface(*id));
    interface.map(|interface| translation(l, item, interface)).into_iter().collect()
}

/// What it does to TCP connections over time.
fn cautions(_: &Lowerer<'_>, course: &Course<'_>) -> Vec<Caution> {
    let has_tcp = |(_, packets): &(Cite, &HeaderSet)| packets.protocols().contains(Protocol::TCP);
    let gateway = |step: &Step<'_>| match step {
        Step::Passed { subject, shares, .. } if subject.component == Kind::NatGateway as u8 => {
            shares.iter().any(has_tcp).then_some(*subject)
        }
        _ => None,
    };
    let mut met: Vec<Cite> = course.steps.iter().filter_map(gateway).collect();
    met.dedup();
    met.into_iter().map(|cite| Caution { reason: &LIMITS, cite, holes: Vec::new() }).collect()
}

/// What has a public address of its own needs no NAT gateway, and what answers from one can't pass it. Its subnet's route stays: whoever has
/// none needs that.
fn remedy(net: &Network, cite: Cite, refused: &Refused<'_>) -> Option<Remedy> {
    let vpc = net.vpc(net.vpc_of(net.nat_gateway(cite.item).vpc?));
    let source = refused.packets.sources().only()?;
    let sender = net.interface(vpc.interfaces.find(source)?.number);
    let has_public = sender.addresses.iter().any(|assigned| assigned.private == source && assigned.public.is_some());
    if !has_public || !addresses::public().contains_all(&refused.packets.destinations()) {
        return None;
    }
    let (subnet, gateway) = (net.named(sender.subnet?), net.named(net.internet_gateway(vpc.gateway?).id));
    let nat = net.named(net.nat_gateway(cite.item).id);
    let sentence = format!(
        "{source} has a public address, and only an internet gateway serves that: put it in a subnet whose default route \
         leads to {gateway}, and leave the route of {subnet} to {nat} to those that have none"
    );
    Some(Remedy { sentence, ..Remedy::default() })
}

fn stands(net: &Network, cite: Cite) -> Stands {
    let gateway = net.nat_gateway(cite.item);
    Stands::at(gateway.origin)
        .belonging("in VPC", gateway.vpc)
        .belonging("in subnet", gateway.subnet)
        .in_subnet_zone(net, gateway.subnet)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let gateway = net.nat_gateway(cite.item);
    let state = gateway.state.map_or("available", |state| net.text(state)).to_owned();
    let kind = match (&gateway.regional, gateway.private) {
        (Some(_), _) => "regional",
        (None, true) => "private",
        (None, false) => "public",
    };
    let citation = net.describe(Kind::NatGateway, List::NatGateway, gateway.id, &gateway.tags, gateway.origin);
    let proxies: Vec<_> = gateway.proxies.iter().flatten().map(|arn| net.text(*arn)).collect();
    let proxies = if proxies.is_empty() { "a proxy".to_owned() } else { proxies.join(", ") };
    let holes = vec![("state", state.clone()), ("proxies", proxies)];
    Citation { says: Some(format!("{kind}, {state}")), holes, ..citation }
}

const COVERAGE: &[Coverage] =
    modelled!["NG1", "NG2", "NG3", "NG4", "NG5", "NG6", "NG7", "NG9", "NG10", "NG11", "NG12", "NG15", "NG16"];
