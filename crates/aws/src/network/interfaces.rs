//! Interfaces, and what they belong to.

use super::Network;
use crate::components::instance::Instance;
use crate::components::interface::{Interface, service};
use crate::registry::Kind;
use crate::store::Id;
use crate::strings::Symbol;
use packetwalk_fabric::Spans;
use packetwalk_space::Address;

impl Network {
    pub(crate) fn interface(&self, item: u32) -> &Interface {
        &self.snapshot.records.interfaces[Id::new(item)]
    }

    pub(crate) fn find_interface(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::Interface, id)
    }

    pub(crate) fn interfaces(&self) -> impl Iterator<Item = (u32, &Interface)> {
        self.snapshot.records.interfaces.iter().map(|(id, interface)| (id.number(), interface))
    }

    /// The interface's own name, else its instance's, else what the service calls it that made it.
    pub(crate) fn interface_name(&self, item: u32) -> Option<String> {
        let interface = self.interface(item);
        let own = self.name(&interface.tags);
        let instance = || interface.instance.and_then(|id| self.find_instance(id));
        let own = own.or_else(|| instance().and_then(|instance| self.name(&self.instance(instance).tags)));
        own.or_else(|| service::of(self, item).map(|service| service.told()))
    }

    pub(crate) fn find_instance(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::Instance, id)
    }

    pub(crate) fn instance(&self, item: u32) -> &Instance {
        &self.snapshot.records.instances[Id::new(item)]
    }

    pub(crate) fn instances(&self) -> impl Iterator<Item = (u32, &Instance)> {
        self.snapshot.records.instances.iter().map(|(id, instance)| (id.number(), instance))
    }

    /// An instance's interfaces, device 0 first.
    pub(crate) fn interfaces_of_instance(&self, id: Symbol) -> &[u32] {
        self.topology.owners.instances.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Addresses and the interfaces that have them, in the VPC of an interface.
    pub(crate) fn interfaces_by_address(&self, near: u32) -> Spans {
        let vpc = self.interface(near).vpc.map(|id| self.vpc_of(id));
        vpc.map_or_else(|| Spans::sorted(Vec::new()), |vpc| self.vpc(vpc).interfaces.clone())
    }

    /// The only interface that has a private address.
    pub(crate) fn owner_of(&self, address: Address) -> Option<u32> {
        let mut owners = self.topology.vpcs.iter().filter_map(|vpc| vpc.interfaces.find(address));
        let first = owners.next()?;
        owners.next().is_none().then_some(first.number)
    }
}
