//! Networks outside, by the gateway or attachment that they are behind.

use super::{End, EndError};
use crate::components::{on_premises, transit_gateway_route_table as route_table, vpn_gateway};
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Cite, Key};
use packetwalk_space::{Address, Cidr, IntervalSet};

impl Network {
    /// The end that `vgw-…`, `tgw-attach-…`, or one of them with `/ADDRESS` behind it names.
    pub(super) fn end_behind(&self, text: &str) -> Option<Result<End, EndError>> {
        let (id, block) = text.split_once('/').map_or((text, None), |(id, block)| (id, Some(block)));
        let (kind, item) = self.resource(self.snapshot.strings.find(id)?)?;
        let gate = self.gates().find(|gate| *gate == Cite::resource(kind as u8, item))?;
        let unfit = |why: &str| Err(EndError::Unfit { text: text.to_owned(), why: why.to_owned() });
        let addresses = match block.map(Cidr::parse) {
            Some(Ok(block)) => block.addresses(),
            Some(Err(_)) => return Some(unfit("has neither an address nor a block behind its slash")),
            None => self.behind(gate),
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
        let attachments = (0..).zip(&self.topology.attachments).map(|(item, _): (u32, _)| item);
        let attachments = attachments.filter(|item| on_premises::is_behind(self, *item));
        gateways.chain(attachments.map(|item| Cite::resource(Kind::TransitGatewayAttachment as u8, item)))
    }

    /// What routes say is behind a gate, without what is in the snapshot's VPCs.
    pub(super) fn behind(&self, gate: Cite) -> IntervalSet<Address> {
        let blocks = if gate.component == Kind::VpnGateway as u8 {
            vpn_gateway::behind(self, gate.item)
        } else {
            route_table::behind(self, gate.item)
        };
        let ranges = blocks.iter().flat_map(|block| block.addresses().ranges().to_vec());
        IntervalSet::from_ranges(ranges).difference(&self.inside)
    }

    /// The gates of which routes say that they have all these addresses behind them.
    pub(super) fn gates_of(&self, addresses: &IntervalSet<Address>) -> Vec<Cite> {
        self.gates().filter(|gate| self.behind(*gate).contains_all(addresses)).collect()
    }

    /// The station where packets come in by a gate.
    pub(super) fn inward(gate: Cite) -> Key {
        if gate.component == Kind::VpnGateway as u8 {
            vpn_gateway::inward(gate.item)
        } else {
            on_premises::inward(gate.item)
        }
    }
}
