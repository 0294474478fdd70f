//! VPC endpoints and endpoint services in plain data.

use crate::network::Network;
use crate::strings::Symbol;

/// A VPC endpoint.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its id.
    pub id: String,
    /// Its type, as printed.
    pub kind: Option<String>,
    /// Whether a service made it for itself.
    pub managed: bool,
    /// Its state, as printed.
    pub state: Option<String>,
    /// Its VPC.
    pub vpc: Option<usize>,
    /// Its interfaces.
    pub interfaces: Vec<usize>,
    /// Its subnets.
    pub subnets: Vec<usize>,
    /// The endpoint service behind it, where the snapshot tells how that is made.
    pub service: Option<usize>,
    /// The Region of its service, where that isn't its own.
    pub service_region: Option<String>,
    /// How the service's owner sees it.
    pub connection: Option<Connection>,
}

/// A VPC endpoint as the owner of its service sees it.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Its state, as printed.
    pub state: Option<String>,
    /// The load balancers that it is connected to; the ARN of one that isn't in the snapshot.
    pub balancers: Vec<Result<usize, String>>,
}

/// An endpoint service.
#[derive(Clone, Debug)]
pub struct EndpointService {
    /// Its id.
    pub id: String,
    /// Its state, as printed.
    pub state: Option<String>,
    /// The zones in which it is offered: ids or names.
    pub zones: Vec<String>,
    /// The load balancers behind it; the ARN of one that isn't in the snapshot.
    pub balancers: Vec<Result<usize, String>>,
}

impl Network {
    pub(super) fn plain_endpoints(&self) -> Vec<Endpoint> {
        let text = |symbol: Option<Symbol>| symbol.map(|symbol| self.text(symbol).to_owned());
        let all = (0..).zip(self.snapshot.records.vpc_endpoints.iter());
        let endpoint = |(item, (_, record)): (u32, (_, &crate::components::gateway_endpoint::VpcEndpoint))| Endpoint {
            id: self.text(record.id).to_owned(),
            kind: text(record.kind),
            managed: crate::components::gateway_endpoint::is_managed(self, item),
            state: text(record.state),
            vpc: record.vpc.and_then(|id| self.topology.vpc_numbers.get(&id)).map(|number| *number as usize),
            interfaces: record
                .interfaces
                .iter()
                .filter_map(|id| self.find_interface(*id))
                .map(|item| item as usize)
                .collect(),
            subnets: record.subnets.iter().filter_map(|id| self.subnet(*id)).map(|item| item as usize).collect(),
            service: self.service_of(item).map(|item| item as usize),
            service_region: text(record.service_region),
            connection: self.connection_of(item).map(|connection| Connection {
                state: text(connection.state),
                balancers: self.plain_balancers_called(&connection.balancers),
            }),
        };
        all.map(endpoint).collect()
    }

    pub(super) fn plain_services(&self) -> Vec<EndpointService> {
        let all = self.snapshot.records.service_configurations.iter();
        all.map(|(_, service)| EndpointService {
            id: self.text(service.id).to_owned(),
            state: service.state.map(|state| self.text(state).to_owned()),
            zones: service.zones.iter().map(|zone| self.text(*zone).to_owned()).collect(),
            balancers: self.plain_balancers_called(&service.balancers),
        })
        .collect()
    }

    fn plain_balancers_called(&self, arns: &[Symbol]) -> Vec<Result<usize, String>> {
        let called = |arn: &Symbol| {
            let item = self.load_balancer_called(*arn);
            item.map(|item| item as usize).ok_or_else(|| self.text(*arn).to_owned())
        };
        arns.iter().map(called).collect()
    }
}
