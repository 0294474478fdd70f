//! Core networks.

use super::Network;
use crate::components::core_network::CoreNetwork;
use crate::components::core_network::attachment::{CoreNetworkAttachment, CoreNetworkVpcAttachment};
use crate::components::core_network::segment::CoreNetworkSegment;
use crate::registry::{Kind, List};
use crate::store::Id;
use crate::strings::Symbol;

impl Network {
    pub(crate) fn core_network(&self, item: u32) -> &CoreNetwork {
        &self.snapshot.records.core_networks[Id::new(item)]
    }

    /// The core network with this id or ARN.
    pub(crate) fn core_network_called(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::CoreNetwork, id)
    }

    pub(crate) fn core_attachment(&self, item: u32) -> &CoreNetworkAttachment {
        &self.snapshot.records.core_network_attachments[Id::new(item)]
    }

    pub(crate) fn core_attachments(&self) -> impl Iterator<Item = (u32, &CoreNetworkAttachment)> {
        self.snapshot.records.core_network_attachments.iter().map(|(id, attachment)| (id.number(), attachment))
    }

    pub(crate) fn core_attachment_called(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::CoreNetworkAttachment, id)
    }

    /// What is said of an attachment to a core network as that of a VPC.
    pub(crate) fn core_vpc_attachment(&self, item: u32) -> Option<&CoreNetworkVpcAttachment> {
        let id = self.core_attachment(item).id;
        let found = self.snapshot.find::<CoreNetworkVpcAttachment>(List::CoreNetworkVpcAttachment, id)?;
        self.snapshot.records.core_network_vpc_attachments.find(found)
    }

    pub(crate) fn core_segment(&self, item: u32) -> &CoreNetworkSegment {
        &self.snapshot.records.core_network_segments[Id::new(item)]
    }

    pub(crate) fn core_segment_called(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::CoreNetworkSegment, id)
    }
}
