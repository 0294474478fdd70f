//! Networks outside, behind transit gateway attachments of VPN connections, Direct Connect gateways and Connect.

use crate::component::{Component, Coverage, modelled};
use crate::components::{
    transit_gateway_attachment as attachment, transit_gateway_route_table as route_table, vpn_connection,
};
use crate::lowerer::Lowerer;
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{
    Action, Check, Citation, Cite, Default, Direction, Key, Label, Place, Reason, ReasonKind, Station, Table,
};

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&FAR_END_ANSWERS],
    coverage: COVERAGE,
    station,
    stands: attachment::stands,
    ..Component::plain("network outside", &[], cite)
};

static ATTACHMENT: Label = Label::told("attachment state", None);
static FAR_END: Label = Label::quiet("far end");

/// Out by an attachment (`Key::item`).
const OUT: u8 = 1;
/// In by it.
const IN: u8 = 2;

const fn key(role: u8, attachment: u32) -> Key {
    Key { component: Kind::OnPremises as u8, role, part: 0, item: attachment, other: 0 }
}

/// The station where packets leave by an attachment.
pub(crate) const fn out(attachment: u32) -> Key {
    key(OUT, attachment)
}

/// The station where packets from outside come in by an attachment.
pub(crate) const fn inward(attachment: u32) -> Key {
    key(IN, attachment)
}

/// Whether networks outside are behind an attachment.
pub(crate) fn is_behind(net: &Network, item: u32) -> bool {
    matches!(attachment::kind(net, item), Some("vpn" | "direct-connect-gateway" | "connect"))
}

/// The check of what leaves: that the far end takes it and answers is taken for granted.
pub(crate) fn far_end(cite: Cite) -> Check {
    let default = Default { action: Action::Pass, cite, assumes: Some(&FAR_END_ANSWERS) };
    Check::new(&FAR_END, cite, Table::first_match(Vec::new(), default))
}

fn station(l: &Lowerer<'_>, key: Key) -> Station {
    let (net, item) = (l.net, key.item);
    let subject = Cite::resource(Kind::TransitGatewayAttachment as u8, item);
    let way = if key.role == OUT { Direction::Egress } else { Direction::Ingress };
    let mut checks = vec![Check::new(&ATTACHMENT, subject, attachment::state(net, item)).noting("available")];
    if let (Some("vpn"), Some(id)) = (attachment::kind(net, item), net.attachment(item).resource) {
        match net.find_vpn_connection(id) {
            Some(connection) => checks.extend(vpn_connection::checks(net, connection, way)),
            None => checks.push(vpn_connection::unread(net, id)),
        }
    }
    let then = if key.role == OUT {
        checks.push(far_end(subject));
        Action::Leave { reply: inward(item) }
    } else {
        Action::Send(route_table::look_up(item, attachment::NO_SUBNET))
    };
    Station { place: Some(Place { cite: subject, written: true }), checks, then }
}

fn cite(net: &Network, cite: Cite) -> Citation {
    (Kind::TransitGatewayAttachment.component().cite)(net, cite)
}

const COVERAGE: &[Coverage] = modelled!["T19", "V7", "W3"];

static FAR_END_ANSWERS: Reason = Reason {
    code: "FAR_END_ANSWERS",
    ra_code: None,
    kind: ReasonKind::Assumption,
    meaning: "What leaves by a VPN connection or Direct Connect arrives, and the answer comes back by the same way.",
    sentence: "what leaves by {resource} arrives, and the answer comes back by it",
    remedy: "look at the routes and filters of the network outside",
    command: None,
    page: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
    rules: &["V7"],
};
