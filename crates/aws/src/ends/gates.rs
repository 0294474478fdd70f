//! Networks outside, by the gateway or attachment that they are behind; clients of Client VPN endpoints among them.

use super::{End, EndError};
use crate::components::{client_vpn, on_premises, transit_gateway_route_table as route_table, vpn_gateway};
use crate::network::Network;
use crate::registry::Kind;
use crate::strings::Symbol;
use packetwalk_fabric::{Cite, Key};
use packetwalk_space::{Address, Cidr, Family, IntervalSet};

impl Network {
    /// The end that `vgw-…`, `tgw-attach-…`, `cvpn-endpoint-…`, or one of them with `/ADDRESS` behind it names.
    pub(super) fn end_behind(&self, text: &str) -> Option<Result<End, EndError>> {
        let (id, block) = text.split_once('/').map_or((text, None), |(id, block)| (id, Some(block)));
        let (kind, item) = self.resource(self.snapshot.strings.find(id)?)?;
        let gate = self.gates().find(|gate| *gate == Cite::resource(kind as u8, item))?;
        let unfit = |why: &str| Err(EndError::Unfit { text: text.to_owned(), why: why.to_owned() });
        let addresses = match block.map(Cidr::parse) {
            Some(Ok(block)) if !self.may_be_behind(gate, &block.addresses()) => {
                return Some(unfit("has addresses that no client of the endpoint gets"));
            }
            Some(Ok(block)) => block.addresses(),
            Some(Err(_)) => return Some(unfit("has neither an address nor a block behind its slash")),
            None => self.behind(gate).union(&self.unknown_behind(gate)),
        };
        if addresses.is_empty() {
            return Some(unfit("has no routes that say what is behind it: add an address, as in vgw-…/192.168.0.10"));
        }
        Some(Ok(End::Behind { gate, addresses }))
    }

    /// The end that `onprem:NAME`, or that with `/ADDRESS` behind it, names.
    pub(super) fn end_described(&self, text: &str) -> Option<Result<End, EndError>> {
        let said = text.strip_prefix("onprem:")?;
        let (name, block) = said.split_once('/').map_or((said, None), |(name, block)| (name, Some(block)));
        // A tag may look like that.
        let network = self.outside.iter().position(|outside| outside.name == name)?;
        let network = u32::try_from(network).ok()?;
        let all = self.addresses_outside(network);
        let unfit = |why: &str| Err(EndError::Unfit { text: text.to_owned(), why: why.to_owned() });
        let addresses = match block.map(Cidr::parse) {
            None => all,
            Some(Ok(block)) if all.contains_all(&block.addresses()) => block.addresses(),
            Some(Ok(_)) => return Some(unfit("has addresses that the network doesn't have by its prefixes")),
            Some(Err(_)) => return Some(unfit("has neither an address nor a block behind its slash")),
        };
        Some(Ok(End::Described { network, addresses }))
    }

    /// The end in a described network at these addresses, where it has them all.
    pub(super) fn end_outside(&self, addresses: &IntervalSet<Address>) -> Option<End> {
        let network = self.outside_of(addresses)?;
        Some(End::Described { network, addresses: addresses.clone() })
    }

    /// Virtual private gateways, and attachments with networks outside behind them.
    pub(super) fn gates(&self) -> impl Iterator<Item = Cite> {
        let gateways = self.snapshot.records.vpn_gateways.iter();
        let gateways = gateways.map(|(id, _)| Cite::resource(Kind::VpnGateway as u8, id.number()));
        let attachments = (0..).zip(&self.topology.transit.attachments).map(|(item, _): (u32, _)| item);
        let attachments = attachments.filter(|item| on_premises::is_behind(self, *item));
        let attachments = attachments.map(|item| Cite::resource(Kind::TransitGatewayAttachment as u8, item));
        gateways.chain(attachments).chain(self.client_vpns().map(|(item, _)| client_vpn::place(item)))
    }

    /// Whether these addresses can be behind a gate. Of clients it is known which addresses they get, but for IPv6.
    fn may_be_behind(&self, gate: Cite, addresses: &IntervalSet<Address>) -> bool {
        let known = || self.behind(gate).union(&self.unknown_behind(gate));
        gate.component != Kind::ClientVpn as u8 || known().contains_all(addresses)
    }

    /// Addresses of which those behind a gate are some, and not known.
    fn unknown_behind(&self, gate: Cite) -> IntervalSet<Address> {
        let ipv6 = gate.component == Kind::ClientVpn as u8 && client_vpn::has_ipv6(self, gate.item);
        if ipv6 { IntervalSet::from_ranges(Family::V6.whole().iter().copied()) } else { IntervalSet::empty() }
    }

    /// What routes say is behind a gate, without what is in the snapshot's VPCs.
    pub(super) fn behind(&self, gate: Cite) -> IntervalSet<Address> {
        let blocks = match Kind::ALL.get(gate.component as usize) {
            Some(Kind::VpnGateway) => vpn_gateway::behind(self, gate.item),
            Some(Kind::ClientVpn) => client_vpn::clients(self, gate.item).into_iter().collect(),
            _ => route_table::behind(self, gate.item),
        };
        let ranges = blocks.iter().flat_map(|block| block.addresses().ranges().to_vec());
        IntervalSet::from_ranges(ranges).difference(&self.inside)
    }

    /// The gates of which routes say that they have all these addresses behind them.
    pub(super) fn gates_of(&self, addresses: &IntervalSet<Address>) -> Vec<Cite> {
        self.gates().filter(|gate| self.behind(*gate).contains_all(addresses)).collect()
    }

    /// The end that is the clients of the Client VPN endpoint with a name.
    pub(super) fn end_by_client_vpn(&self, text: &str) -> Option<Result<End, EndError>> {
        let named =
            self.client_vpns().filter(|(_, endpoint)| self.name(&endpoint.tags).is_some_and(|name| name == text));
        self.end_named(text, named.map(|(_, endpoint)| endpoint.id).collect())
    }

    /// The end that is the EC2 Instance Connect Endpoint with a name.
    pub(super) fn end_by_connect(&self, text: &str) -> Option<Result<End, EndError>> {
        let endpoints = self.instance_connect_endpoints();
        let named = endpoints.filter(|(_, endpoint)| self.name(&endpoint.tags).is_some_and(|name| name == text));
        self.end_named(text, named.map(|(_, endpoint)| endpoint.id).collect())
    }

    /// The end of the only one that is called so.
    fn end_named(&self, text: &str, ids: Vec<Symbol>) -> Option<Result<End, EndError>> {
        let ids: Vec<&str> = ids.into_iter().map(|id| self.text(id)).collect();
        match ids.as_slice() {
            [] => None,
            [only] => self.end_behind(only).or_else(|| self.end_by_id(only)),
            several => {
                let candidates = several.iter().map(|id| (*id).to_owned()).collect();
                Some(Err(EndError::Ambiguous { text: text.to_owned(), candidates }))
            }
        }
    }

    /// The station where packets come in by a gate.
    pub(super) fn inward(gate: Cite) -> Key {
        match Kind::ALL.get(gate.component as usize) {
            Some(Kind::VpnGateway) => vpn_gateway::inward(gate.item),
            Some(Kind::ClientVpn) => client_vpn::from(gate.item),
            _ => on_premises::inward(gate.item),
        }
    }
}
