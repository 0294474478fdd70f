//! VPC endpoints, the services behind them, and EC2 Instance Connect Endpoints.

use super::Network;
use crate::components::endpoint_service::{EndpointConnection, ServiceConfiguration};
use crate::components::gateway_endpoint::VpcEndpoint;
use crate::components::instance_connect_endpoint::InstanceConnectEndpoint;
use crate::registry::Kind;
use crate::store::Id;
use crate::strings::Symbol;
use packetwalk_space::{Address, IntervalSet};

impl Network {
    /// Whether an id is a VPC endpoint's.
    pub(crate) fn is_endpoint(&self, id: Symbol) -> bool {
        matches!(self.resource(id), Some((Kind::GatewayEndpoint, _)))
    }

    pub(crate) fn vpc_endpoint(&self, item: u32) -> &VpcEndpoint {
        &self.snapshot.records.vpc_endpoints[Id::new(item)]
    }

    /// The VPC endpoint that an interface belongs to.
    pub(crate) fn endpoint_of_interface(&self, interface: u32) -> Option<u32> {
        self.topology.owners.endpoints.get(&interface).copied()
    }

    pub(crate) fn endpoint_service(&self, item: u32) -> &ServiceConfiguration {
        &self.snapshot.records.service_configurations[Id::new(item)]
    }

    /// The service of a VPC endpoint, where the snapshot tells how it is made.
    pub(crate) fn service_of(&self, endpoint: u32) -> Option<u32> {
        let name = self.vpc_endpoint(endpoint).service?;
        let mut services = self.snapshot.records.service_configurations.iter();
        services.find(|(_, service)| service.name == Some(name)).map(|(id, _)| id.number())
    }

    /// What the service's owner sees of a VPC endpoint.
    pub(crate) fn connection_of(&self, endpoint: u32) -> Option<&EndpointConnection> {
        let id = self.vpc_endpoint(endpoint).id;
        let mut connections = self.snapshot.records.endpoint_connections.iter().map(|(_, connection)| connection);
        connections.find(|connection| connection.endpoint == Some(id))
    }

    /// The private addresses of VPC endpoints and of Network Load Balancers' nodes.
    pub(crate) fn fronts(&self) -> IntervalSet<Address> {
        let records = &self.snapshot.records.interfaces;
        let is_front = |item: u32| {
            let balancer = self.balancer_of_interface(item);
            self.endpoint_of_interface(item).is_some() || balancer.is_some_and(|item| self.is_network(item))
        };
        let fronts = records.iter().filter(|(id, _)| is_front(id.number()));
        IntervalSet::from_ranges(fronts.flat_map(|(_, interface)| interface.owned().ranges().to_vec()))
    }

    pub(crate) fn instance_connect_endpoint(&self, item: u32) -> &InstanceConnectEndpoint {
        &self.snapshot.records.instance_connect_endpoints[Id::new(item)]
    }

    pub(crate) fn instance_connect_endpoints(&self) -> impl Iterator<Item = (u32, &InstanceConnectEndpoint)> {
        self.snapshot.records.instance_connect_endpoints.iter().map(|(id, endpoint)| (id.number(), endpoint))
    }

    /// The EC2 Instance Connect Endpoint that an interface belongs to.
    pub(crate) fn instance_connect_of_interface(&self, interface: u32) -> Option<u32> {
        self.topology.owners.instance_connect.get(&interface).copied()
    }
}
