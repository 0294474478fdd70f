//! The two ends of a flow log record: its interface says which VPC its private addresses are of.

use super::{End, EndError};
use crate::components::interface::{self, Role};
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_space::Address;

/// What a flow log record says of the two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded<'r> {
    /// The interface that was watched.
    pub interface: &'r str,
    /// `srcaddr` and `dstaddr`: of an address that isn't the interface's own, its primary one stands for it.
    pub shown: (Address, Address),
    /// `pkt-srcaddr` and `pkt-dstaddr`: what the packet itself says, where the record has it.
    pub packet: Option<(Address, Address)>,
}

impl Network {
    /// The ends that a record is about, as [`Network::end`] reads them.
    ///
    /// # Errors
    /// When the interface isn't in the snapshot, or the record doesn't show both ends.
    pub fn ends_of_record(&self, record: &Recorded<'_>) -> Result<(String, String), EndError> {
        let text = record.interface;
        let found = self.snapshot.strings.find(text).and_then(|id| self.resource(id));
        let Some((Kind::Interface, item)) = found else {
            return Err(EndError::Unknown { text: text.to_owned(), nearest: self.nearest(text) });
        };
        let watched = self.interface(item);
        let owned = watched.owned();
        let (source, destination) = record.packet.unwrap_or(record.shown);
        let (sends, receives) = (owned.contains(source), owned.contains(destination));
        let unfit = |why: &str| Err(EndError::Unfit { text: text.to_owned(), why: why.to_owned() });
        if record.packet.is_none() && interface::role(self, item) != Role::Host {
            return unfit(
                "passes on what others send, and its records show its own address in the place of an end: paste a record \
                 with pkt-srcaddr and pkt-dstaddr, or one of the sender's interface",
            );
        }
        if record.packet.is_none() && !sends && !receives {
            return unfit("has neither address of the record: expected the source's interface or the destination's");
        }
        let vpc = watched.vpc.map(|vpc| self.text(vpc));
        // In its own VPC a private address is whoever has it there.
        let end = |address: Address| match vpc {
            Some(vpc) if self.end(&format!("{vpc}/{address}")).is_ok() => format!("{vpc}/{address}"),
            _ => address.to_string(),
        };
        let from = end(source);
        // Gateways translate before the interface sees a packet; who sent it from outside sent it to the public address.
        let from_outside = matches!(self.end(&from), Ok(End::Outside { .. }));
        let pair = watched.addresses.iter().find(|assigned| assigned.private == destination);
        match pair.and_then(|pair| pair.public).filter(|_| from_outside) {
            Some(public) => Ok((from, public.to_string())),
            None => Ok((from, end(destination))),
        }
    }
}
