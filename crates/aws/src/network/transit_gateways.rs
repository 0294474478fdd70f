//! Transit gateways.

use super::Network;
use crate::components::transit_gateway::TransitGateway;
use crate::components::transit_gateway_attachment::Attachment;
use crate::components::transit_gateway_route_table::{
    self, Known, TransitGatewayPrefixListReference, TransitGatewayRoute, TransitGatewayRouteTable,
};
use crate::registry::{Kind, List};
use crate::store::Id;
use crate::strings::Symbol;
use crate::whole::Whole;

impl Network {
    pub(crate) fn find_transit_gateway(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::TransitGateway, id)
    }

    pub(crate) fn transit_gateway(&self, item: u32) -> &TransitGateway {
        &self.snapshot.records.transit_gateways[Id::new(item)]
    }

    /// An attachment as one of the two gateways has it that it may join.
    pub(crate) fn attachment_at(&self, id: Symbol, gateway: Symbol) -> Option<u32> {
        self.topology.transit.attachment_at.get(&(id, gateway)).copied()
    }

    pub(crate) fn attachment(&self, item: u32) -> &Attachment {
        &self.topology.transit.attachments[item as usize]
    }

    /// Whether two VPCs are attached to one transit gateway.
    pub(crate) fn share_transit_gateway(&self, one: Symbol, other: Symbol) -> bool {
        let gateways = self.snapshot.records.transit_gateways.iter();
        let attached = |gateway, vpc| self.attachment_of(gateway, vpc).is_some();
        gateways.into_iter().any(|(_, gateway)| attached(gateway.id, one) && attached(gateway.id, other))
    }

    /// The attachment of a VPC to a transit gateway.
    pub(crate) fn attachment_of(&self, gateway: Symbol, vpc: Symbol) -> Option<u32> {
        self.topology.transit.attachment_of.get(&(gateway, vpc)).copied()
    }

    /// The interface of an attachment in a subnet.
    pub(crate) fn attachment_interface(&self, attachment: u32, subnet: u32) -> Option<u32> {
        self.topology.owners.attachments.get(&(self.attachment(attachment).id, subnet)).copied()
    }

    pub(crate) fn find_transit_gateway_route_table(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::TransitGatewayRouteTable, id)
    }

    pub(crate) fn transit_gateway_route_table(&self, item: u32) -> &TransitGatewayRouteTable {
        &self.snapshot.records.transit_gateway_route_tables[Id::new(item)]
    }

    pub(crate) fn transit_gateway_route(&self, number: u32) -> &TransitGatewayRoute {
        &self.snapshot.records.transit_gateway_routes[Id::new(number)]
    }

    /// The routes of a transit gateway route table.
    pub(crate) fn routes_of(&self, table: Symbol) -> &[u32] {
        self.topology.transit.routes.get(&table).map_or(&[], Vec::as_slice)
    }

    /// The prefix lists to which a transit gateway route table refers. The same answer read twice says nothing new.
    pub(crate) fn prefix_list_references(&self, table: Symbol) -> Vec<(u32, &TransitGatewayPrefixListReference)> {
        let mut all: Vec<(u32, &TransitGatewayPrefixListReference)> = Vec::new();
        for (id, reference) in self.snapshot.records.transit_gateway_prefix_list_references.iter() {
            if reference.table == table && all.iter().all(|(_, known)| *known != reference) {
                all.push((id.number(), reference));
            }
        }
        all
    }

    pub(crate) fn prefix_list_reference(&self, number: u32) -> &TransitGatewayPrefixListReference {
        &self.snapshot.records.transit_gateway_prefix_list_references[Id::new(number)]
    }

    /// Whether all routes of a transit gateway route table are known.
    pub(crate) fn routes_read(&self, table: Symbol) -> bool {
        transit_gateway_route_table::known(&self.snapshot, table) == Known::All
    }

    /// Whether it is known that an attachment has no association, where none was read.
    pub(crate) fn associations_read(&self, attachment: u32) -> bool {
        // `describe-transit-gateway-attachments` prints an attachment's association with it, to the gateway's owner.
        let attachment = self.attachment(attachment);
        if attachment.described_to_owner {
            return true;
        }
        let tables = self.snapshot.records.transit_gateway_route_tables.iter();
        let of_gateway = tables.filter(|(_, table)| table.gateway == attachment.gateway);
        let seen = self.snapshot.seen(List::TransitGatewayAssociation);
        let mut first = None;
        let all = of_gateway.into_iter().all(|(_, table)| {
            first = first.or(Some(table.origin));
            seen.is_some_and(|seen| seen.parents.contains_key(&table.id) && !seen.truncated.contains(&Some(table.id)))
        });
        // Who is told of one of the gateway's tables is told of all.
        let tables = |origin| self.whole(List::TransitGatewayRouteTable, self.described(origin));
        all && first.is_some_and(|origin| tables(origin) != Whole::No)
    }
}
