//! The internet: everything that isn't in the snapshot and has a public address.

use crate::addresses;
use crate::component::{Component, Coverage, modelled};
use crate::components::{byoip, interface, internet_gateway, vpc};
use crate::lowerer::Lowerer;
use crate::network::{Network, Public};
use crate::registry::{Kind, List};
use crate::whole::Whole;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Directory, Key, Label, Otherwise, Place, Reason, ReasonKind, Refused,
    Remedy, Row, Station, Table,
};
use packetwalk_space::{Family, Field, IntervalSet, Product};

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&NOT_PUBLIC, &NO_PUBLIC_ADDRESS, &NOT_ASSOCIATED, &NO_GATEWAY, &GATEWAY_NOT_READ, &OWNER_NOT_READ],
    coverage: COVERAGE,
    station,
    entry,
    remedy,
    ..Component::plain("the internet", &[], cite)
};

static ADVERTISED: Label = Label::quiet("advertised");
static OWNED: Label = Label::quiet("public address");
static ROUTABLE: Label = Label::quiet("public destination");
static AS_PUBLIC: Label = Label::quiet("as if it were public");

/// Where packets to a private IPv4 address would go if that had a public one.
const TO_PRIVATE: u8 = 1;

/// The station of the internet: where packets from outside start, and where those that leave end.
pub(crate) const fn station_key() -> Key {
    Key { component: Kind::Internet as u8, role: 0, part: 0, item: 0, other: 0 }
}

/// The cite of the internet.
pub(crate) const fn place() -> Cite {
    Cite::resource(Kind::Internet as u8, 0)
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let subject = place();
    if key.role == TO_PRIVATE {
        let checks = vec![Check::new(&AS_PUBLIC, subject, as_public(l.net, subject))];
        return Station { place: None, checks, then: Action::Leave { reply: station_key() } };
    }
    let pass = Default { action: Action::Pass, cite: subject, assumes: None };
    // A public address that somebody in the snapshot has leads back in: by the gateway of its VPC.
    let directory = Directory { key, field: Field::Destination, spans: l.net.public_addresses().clone() };
    let owned = Table::directory(directory, pass.clone());
    let private = addresses::public().complement();
    let refuse = |addresses, reason, otherwise| {
        let guard = Product::everything().with_destination(addresses);
        Row::new(guard, Action::Drop { reason, otherwise }, subject)
    };
    let ours = l.net.inside.intersection(&private);
    let v4 = IntervalSet::from_ranges(Family::V4.whole().iter().copied());
    let as_public = Otherwise::Send(Key { role: TO_PRIVATE, ..key });
    let rows = [
        refuse(ours.intersection(&v4), &NO_PUBLIC_ADDRESS, as_public),
        refuse(ours, &NO_PUBLIC_ADDRESS, Otherwise::End),
        refuse(private, &NOT_PUBLIC, Otherwise::End),
    ];
    let of_vpcs = l.net.with_private.iter().filter_map(|vpc| vpc::to_private(l.net, *vpc));
    let rows = rows.into_iter().chain(of_vpcs).collect();
    let routable = Table::first_match(rows, pass);
    let check = |label, table: Table| Check::new(label, subject, table);
    Station {
        place: Some(Place { cite: subject, written: false }),
        checks: vec![
            check(&ADVERTISED, byoip::advertised(l.net, subject)),
            check(&OWNED, owned),
            check(&ROUTABLE, routable),
        ],
        then: Action::Leave { reply: key },
    }
}

/// What else stands in the way of packets to a private address: what would become of them if it had a public one. Where several VPCs have
/// the address, whose it is isn't known.
fn as_public(net: &Network, cite: Cite) -> Table {
    let (mut once, mut twice) = (IntervalSet::empty(), IntervalSet::empty());
    for vpc in net.all_vpcs() {
        let addresses = net.vpc_addresses(vpc);
        twice = twice.union(&once.intersection(&addresses));
        once = once.union(&addresses);
    }
    let rows = net.all_vpcs().map(|vpc| {
        let of = Cite::resource(Kind::Vpc as u8, vpc);
        let (action, cite) = by_gateway(net, Some(vpc), of, internet_gateway::inward_as_public);
        let own = net.vpc_addresses(vpc).difference(&twice);
        Row::new(Product::everything().with_destination(own), action, cite)
    });
    let none = Action::Drop { reason: &NO_PUBLIC_ADDRESS, otherwise: Otherwise::End };
    Table::first_match(rows.collect(), Default { action: none, cite, assumes: None })
}

fn entry(l: &Lowerer<'_>, _: Key, number: u32) -> Row {
    let net = l.net;
    let refuse = |reason| Action::Drop { reason, otherwise: Otherwise::End };
    let (action, cite) = match net.public(number) {
        // IPv6: public by itself.
        Public::InVpc(vpc) | Public::SomeOf(vpc) => {
            let cite = Cite::resource(Kind::Vpc as u8, vpc);
            by_gateway(net, Some(vpc), cite, internet_gateway::inward)
        }
        Public::OfNat(item) => {
            let vpc = net.nat_gateway(item).vpc.map(|id| net.vpc_of(id));
            let cite = Cite::resource(Kind::NatGateway as u8, item);
            by_gateway(net, vpc, cite, |gateway| internet_gateway::to_regional(gateway, item))
        }
        Public::Unassociated(address) => (refuse(&NOT_ASSOCIATED), Cite::resource(Kind::ElasticIp as u8, address)),
        Public::OfUnread(address) => {
            let cite = Cite::resource(Kind::ElasticIp as u8, address);
            (Action::Unknown { gap: &OWNER_NOT_READ, otherwise: Otherwise::End }, cite)
        }
        Public::Paired(interface) => {
            let vpc = net.interface(interface).vpc.map(|id| net.vpc_of(id));
            by_gateway(net, vpc, interface::place(interface).cite, internet_gateway::inward)
        }
    };
    Row::new(Product::everything(), action, cite)
}

/// On by the internet gateway of the VPC that has an address, or what becomes of it without one.
fn by_gateway(net: &Network, vpc: Option<u32>, of: Cite, to: impl FnOnce(u32) -> Key) -> (Action, Cite) {
    let otherwise = Otherwise::End;
    match vpc.map(|vpc| (net.vpc(vpc).gateway, vpc)) {
        Some((Some(gateway), _)) => (Action::Send(to(gateway)), of),
        Some((None, vpc)) => {
            let cite = Cite::resource(Kind::Vpc as u8, vpc);
            match net.whole(List::InternetGateway, net.whose_vpc(vpc)) {
                Whole::No => (Action::Unknown { gap: &GATEWAY_NOT_READ, otherwise }, cite),
                Whole::Assumed | Whole::Yes => (Action::Drop { reason: &NO_GATEWAY, otherwise }, cite),
            }
        }
        None => (Action::Drop { reason: &NO_GATEWAY, otherwise }, of),
    }
}

/// Whose address it is that isn't public, and how it gets one that is.
fn remedy(net: &Network, _: Cite, refused: &Refused<'_>) -> Option<Remedy> {
    let destination = refused.packets.destinations().only()?;
    let mut owners = net.all_vpcs().filter_map(|vpc| net.vpc(vpc).interfaces.find(destination));
    let (Some(owner), None) = (owners.next(), owners.next()) else {
        // Elastic IP addresses are of IPv4.
        let private = destination.family() == Family::V6 && !addresses::public().contains(destination);
        let sentence = "send to an address of a public IPv6 block".to_owned();
        return private.then(|| Remedy { sentence, ..Remedy::default() });
    };
    let interface = net.interface(owner.number);
    let (id, name) = (interface.id, net.named(interface.id));
    let assigned = interface.addresses.iter().find(|assigned| assigned.private == destination);
    if let Some(public) = assigned.and_then(|assigned| assigned.public) {
        return Some(Remedy {
            sentence: format!("send to {public}, the public address of {name}"),
            ..Remedy::default()
        });
    }
    if destination.family() == Family::V6 {
        let sentence = format!("give {name} an address of a public IPv6 block, and send to that");
        return Some(Remedy { sentence, ..Remedy::default() });
    }
    let sentence = format!("{name} has no public address: associate an Elastic IP address with it");
    let id = net.text(id);
    let command = format!(
        "aws ec2 associate-address --allocation-id <the address> --network-interface-id {id} --private-ip-address {destination}"
    );
    // People paste commands, and the id is somebody else's word.
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    Some(Remedy { sentence, commands: plain.then_some(command).into_iter().collect(), ..Remedy::default() })
}

fn cite(_: &Network, _: Cite) -> Citation {
    Citation { id: "the internet".to_owned(), ..Citation::default() }
}

const COVERAGE: &[Coverage] = modelled!["A5", "W6"];

static NOT_PUBLIC: Reason = Reason {
    code: "NOT_PUBLIC",
    ra_code: Some("NO_POSSIBLE_DESTINATION"),
    kind: ReasonKind::Block,
    meaning: "No host on the internet has the destination address: it is private or special.",
    sentence: "nobody on the internet has the address {destination}",
    remedy: "send to a public address",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG3"],
};

static NO_PUBLIC_ADDRESS: Reason = Reason {
    code: "NO_PUBLIC_ADDRESS",
    ra_code: Some("IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"),
    kind: ReasonKind::Block,
    meaning: "The destination is a private address of a VPC, and from the internet only public addresses can be reached.",
    sentence: "{destination} is a private address, and the internet reaches public ones only",
    remedy: "send to its public address; where it has none, associate an Elastic IP address with it",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG4"],
};

static NOT_ASSOCIATED: Reason = Reason {
    code: "ADDRESS_NOT_ASSOCIATED",
    ra_code: Some("IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"),
    kind: ReasonKind::Block,
    meaning: "The Elastic IP address is allocated and not associated with an interface.",
    sentence: "{resource}, {says}, isn't associated with an interface",
    remedy: "associate it",
    command: Some("aws ec2 associate-address --allocation-id {id} --network-interface-id <the interface>"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
    rules: &["IG4"],
};

static NO_GATEWAY: Reason = Reason {
    code: "VPC_WITHOUT_IGW",
    ra_code: Some("NO_PATH"),
    kind: ReasonKind::Block,
    meaning: "The VPC has no internet gateway, so its public addresses can't be reached.",
    sentence: "{resource} has no internet gateway",
    remedy: "attach an internet gateway to it",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG1"],
};

static GATEWAY_NOT_READ: Reason = Reason {
    code: "IGW_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "Whether the VPC has an internet gateway isn't known.",
    sentence: "whether {resource} has an internet gateway isn't known",
    remedy: "read the internet gateways",
    command: Some("aws ec2 describe-internet-gateways"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    rules: &["IG1"],
};

static OWNER_NOT_READ: Reason = Reason {
    code: "ADDRESS_OWNER_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The address is associated with an interface that isn't in the snapshot.",
    sentence: "{resource}, {says}, is associated with an interface that isn't in the snapshot",
    remedy: "read the interfaces",
    command: Some("aws ec2 describe-network-interfaces"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
    rules: &["IG4"],
};
