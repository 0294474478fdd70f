//! Direct Connect: which virtual private gateways have a virtual interface behind them, and what Direct Connect gateways announce
//! to networks outside.

use crate::component::{Component, Coverage, Record, modelled};
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, Text};
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use crate::whole::Whole;
use packetwalk_fabric::{Action, Check, Citation, Cite, Default, Label, Otherwise, Reason, ReasonKind, Row, Table};
use packetwalk_space::{Address, Cidr, IntervalSet, Product, text};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InterfaceShape<'a> {
    #[serde(borrow, default)]
    virtual_interface_state: Option<Text<'a>>,
    #[serde(borrow, default)]
    virtual_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    direct_connect_gateway_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssociationShape<'a> {
    #[serde(borrow, default)]
    association_state: Option<Text<'a>>,
    #[serde(borrow, default)]
    direct_connect_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    virtual_gateway_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    associated_gateway: Option<GatewayShape<'a>>,
    #[serde(borrow, default)]
    allowed_prefixes_to_direct_connect_gateway: Vec<PrefixShape<'a>>,
}

#[derive(Deserialize)]
struct PrefixShape<'a> {
    #[serde(borrow, default)]
    cidr: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GatewayShape<'a> {
    #[serde(borrow, default)]
    id: Option<Text<'a>>,
}

// What it means.

/// A virtual interface.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VirtualInterface {
    pub(crate) origin: Origin,
    pub(crate) up: bool,
    /// The virtual private gateway at its end, where it is one.
    pub(crate) vpn_gateway: Option<Symbol>,
    /// The Direct Connect gateway at its end, where it is one.
    pub(crate) gateway: Option<Symbol>,
}

/// A Direct Connect gateway's association with a virtual private gateway or a transit gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct GatewayAssociation {
    pub(crate) origin: Origin,
    pub(crate) stands: bool,
    pub(crate) gateway: Option<Symbol>,
    pub(crate) associated: Option<Symbol>,
    /// The prefixes that may be announced by it; `None` where they aren't known.
    pub(crate) allowed: Option<Box<[Cidr]>>,
}

impl Record for VirtualInterface {
    type Shape<'a> = InterfaceShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "addressFamily",
        "amazonAddress",
        "amazonSideAsn",
        "asn",
        "asnLong",
        "authKey",
        "awsDeviceV2",
        "awsLogicalDeviceId",
        "bgpPeers",
        "connectionId",
        "customerAddress",
        "customerRouterConfig",
        "jumboFrameCapable",
        "location",
        "mtu",
        "ownerAccount",
        "region",
        "routeFilterPrefixes",
        "siteLinkEnabled",
        "tags",
        "virtualInterfaceId",
        "virtualInterfaceName",
        "virtualInterfaceType",
        "vlan",
    ];

    fn read(shape: InterfaceShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(VirtualInterface {
            origin: reader.origin,
            up: shape.virtual_interface_state.as_deref() == Some("available"),
            vpn_gateway: reader.keep_some(shape.virtual_gateway_id.as_ref()),
            gateway: reader.keep_some(shape.direct_connect_gateway_id.as_ref()),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Record for GatewayAssociation {
    type Shape<'a> = AssociationShape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "associatedCoreNetwork",
        "associationId",
        "directConnectGatewayOwnerAccount",
        "stateChangeError",
        "virtualGatewayOwnerAccount",
        "virtualGatewayRegion",
    ];

    fn read(shape: AssociationShape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let associated = shape.associated_gateway.as_ref().and_then(|gateway| gateway.id.as_ref());
        let line = reader.element_line();
        let prefixes = &shape.allowed_prefixes_to_direct_connect_gateway;
        let read = |(number, prefix): (usize, &PrefixShape<'_>)| {
            let at = format!("/allowedPrefixesToDirectConnectGateway/{number}");
            prefix.cidr.as_ref().and_then(|text| reader.cidr(text, line, &at))
        };
        let allowed: Option<Box<[Cidr]>> = prefixes.iter().enumerate().map(read).collect();
        Some(GatewayAssociation {
            allowed: allowed.filter(|allowed| !allowed.is_empty()),
            origin: reader.origin,
            stands: shape.association_state.as_deref().is_none_or(|state| matches!(state, "associated" | "updating")),
            gateway: reader.keep_some(shape.direct_connect_gateway_id.as_ref()),
            associated: reader.keep_some(associated.or(shape.virtual_gateway_id.as_ref())),
        })
    }

    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// Whether Direct Connect leads on from a virtual private gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leads {
    Yes,
    No,
    /// The snapshot doesn't say.
    Unknown,
}

/// Whether Direct Connect leads on from a virtual private gateway.
pub(crate) fn behind(net: &Network, vpn_gateway: Symbol) -> Leads {
    let records = &net.snapshot.records;
    let of = net.described_gateway(vpn_gateway);
    let interfaces = || records.virtual_interfaces.iter().map(|(_, interface)| interface);
    if interfaces().any(|interface| interface.up && interface.vpn_gateway == Some(vpn_gateway)) {
        return Leads::Yes;
    }
    let associations = records.direct_connect_associations.iter().map(|(_, association)| association);
    let of_gateway =
        |association: &&GatewayAssociation| association.stands && association.associated == Some(vpn_gateway);
    let mut unknown =
        [List::VirtualInterface, List::GatewayAssociation].iter().any(|list| net.whole(*list, of) == Whole::No);
    for association in associations.filter(of_gateway) {
        let mut at = interfaces().filter(|interface| interface.gateway == association.gateway).peekable();
        // Those of another account aren't listed.
        unknown |= at.peek().is_none();
        if at.any(|interface| interface.up) {
            return Leads::Yes;
        }
    }
    if unknown { Leads::Unknown } else { Leads::No }
}

/// The associations of a gateway that stand, with their numbers.
fn of(net: &Network, associated: Symbol) -> impl Iterator<Item = (u32, &GatewayAssociation)> {
    let all = net.snapshot.records.direct_connect_associations.iter().map(|(id, record)| (id.number(), record));
    all.filter(move |(_, association)| association.stands && association.associated == Some(associated))
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NOT_ANNOUNCED, &BETWEEN_VPCS],
    coverage: COVERAGE,
    ..Component::plain("Direct Connect gateway", &[], cite)
};

static ANNOUNCEMENT: Label = Label::quiet("allowed prefixes");
static BETWEEN: Label = Label::quiet("Direct Connect gateway");

/// What comes in from a Direct Connect gateway at a transit gateway: it announces the association's allowed prefixes, as they are.
pub(crate) fn into_transit_gateway(net: &Network, gateway: Symbol, transit_gateway: Symbol) -> Option<Check> {
    let (item, association) = of(net, transit_gateway).find(|(_, association)| association.gateway == Some(gateway))?;
    let allowed = association.allowed.as_ref()?;
    Some(announced(item, &union(allowed.iter())))
}

/// What comes in at a virtual private gateway to which nothing but Direct Connect gateways leads: they announce those blocks of its
/// VPC that an allowed prefix holds, each as a whole. `None` where that isn't known, or where a virtual interface ends at the gateway
/// itself.
pub(crate) fn into_vpn_gateway(net: &Network, gateway: Symbol, vpc: &[Cidr]) -> Option<Check> {
    let mut interfaces = net.snapshot.records.virtual_interfaces.iter().map(|(_, interface)| interface);
    if interfaces.any(|interface| interface.up && interface.vpn_gateway == Some(gateway)) {
        return None;
    }
    let mut all = IntervalSet::empty();
    let mut first = None;
    for (item, association) in of(net, gateway) {
        let allowed = association.allowed.as_ref()?;
        all = all.union(&union(vpc.iter().filter(|block| allowed.iter().any(|allowed| allowed.covers(**block)))));
        first = first.or(Some(item));
    }
    first.map(|item| announced(item, &all))
}

fn union<'b>(blocks: impl Iterator<Item = &'b Cidr>) -> IntervalSet<Address> {
    IntervalSet::from_ranges(blocks.map(|block| (block.first(), block.last())))
}

fn announced(item: u32, addresses: &IntervalSet<Address>) -> Check {
    let cite = place(item);
    let refuse = Action::Drop { reason: &NOT_ANNOUNCED, otherwise: Otherwise::Pass };
    let rows = vec![Row::new(Product::everything().with_destination(addresses.complement()), refuse, cite)];
    Check::new(&ANNOUNCEMENT, cite, Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None }))
}

/// What leaves a virtual private gateway by Direct Connect for another VPC that is associated with the same Direct Connect gateway.
pub(crate) fn between(net: &Network, gateway: Symbol) -> Check {
    let (mut rows, mut cite) = (Vec::new(), Cite::resource(Kind::DirectConnect as u8, 0));
    for (item, association) in of(net, gateway) {
        cite = place(item);
        let others = net.snapshot.records.vpn_gateways.iter().map(|(_, other)| other);
        let others = others.filter(|other| other.id != gateway);
        let joined = others.filter(|other| of(net, other.id).any(|(_, other)| other.gateway == association.gateway));
        let gap = Action::Unknown { gap: &BETWEEN_VPCS, otherwise: Otherwise::End };
        for vpc in joined.filter_map(|other| other.vpc) {
            let guard = Product::everything().with_destination(net.vpc_addresses(net.vpc_of(vpc)));
            rows.push(Row::new(guard, gap.clone(), cite));
        }
    }
    Check::new(&BETWEEN, cite, Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None }))
}

const fn place(item: u32) -> Cite {
    Cite::resource(Kind::DirectConnect as u8, item)
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let mut all = net.snapshot.records.direct_connect_associations.iter();
    let found = all.find(|(id, _)| id.number() == cite.item).map(|(_, association)| association);
    let Some(association) = found else {
        return Citation { kind: "", id: "Direct Connect".to_owned(), ..Citation::default() };
    };
    let words = |symbol: Option<Symbol>| symbol.map_or_else(String::new, |symbol| net.text(symbol).to_owned());
    let allowed = association.allowed.as_deref().map_or_else(|| "unknown".to_owned(), text::blocks);
    Citation {
        kind: COMPONENT.words,
        id: words(association.gateway),
        says: Some(format!("allowed prefixes of {}: {allowed}", words(association.associated))),
        place: Some(net.place(List::GatewayAssociation, association.origin)),
        holes: vec![("allowed", allowed), ("associated", words(association.associated))],
        ..Citation::default()
    }
}

const COVERAGE: &[Coverage] = modelled!["V8"];

static NOT_ANNOUNCED: Reason = Reason {
    code: "DX_NOT_ANNOUNCED",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A Direct Connect gateway announces to networks outside, of a transit gateway, the allowed prefixes as they are; of a \
              virtual private gateway, those blocks of its VPC that an allowed prefix holds as a whole.",
    sentence: "{resource} announces nothing with {destination}: the allowed prefixes of {associated} are {allowed}",
    remedy: "add the destination's block to the allowed prefixes of {associated}: of a virtual private gateway, the whole block of the \
             VPC or a wider one",
    command: Some(
        "aws directconnect update-direct-connect-gateway-association --association-id <the association> \
         --add-allowed-prefixes-to-direct-connect-gateway cidr=<the block>",
    ),
    page: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/allowed-to-prefixes.html",
    rules: &["V8"],
};

static BETWEEN_VPCS: Reason = Reason {
    code: "DX_BETWEEN_VPCS",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A Direct Connect gateway doesn't join the VPCs that are associated with it, unless a virtual interface announces a block \
              that holds both.",
    sentence: "{destination} is in another VPC at {resource}, which passes {packet} on only if networks outside announce a block that \
               holds both VPCs",
    remedy: "join the VPCs by peering or a transit gateway; or look at what the virtual interface's far end announces",
    command: Some("aws directconnect describe-virtual-interfaces --direct-connect-gateway-id {id}"),
    page: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/virtualgateways.html",
    rules: &["V8"],
};
