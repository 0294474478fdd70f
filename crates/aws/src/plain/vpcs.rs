//! VPCs, subnets and interfaces in plain data.

use crate::components::block_public_access::Phase;
use crate::network::Network;
use crate::strings::Symbol;
use packetwalk_space::{Address, Cidr};

/// A VPC.
#[derive(Clone, Debug)]
pub struct Vpc {
    /// Its id.
    pub id: String,
    /// Its state, as printed.
    pub state: Option<String>,
    /// Its blocks, the primary IPv4 block first.
    pub blocks: Vec<Cidr>,
    /// Its private IPv6 blocks, and those of its subnets.
    pub private: Vec<Cidr>,
    /// What Block Public Access does to it, as printed.
    pub public_access: Option<String>,
    /// What its owner's account says of Block Public Access, as printed.
    pub account_access: Option<String>,
    /// The modes of its exclusions from that, as printed, of those that are complete.
    pub exclusions: Vec<String>,
}

/// A subnet.
#[derive(Clone, Debug)]
pub struct Subnet {
    /// Its id.
    pub id: String,
    /// Its state, as printed.
    pub state: Option<String>,
    /// Its VPC.
    pub vpc: usize,
    /// Its blocks.
    pub blocks: Vec<Cidr>,
    /// Its zone: the id that all accounts share, where it is printed, else the name.
    pub zone: Option<String>,
    /// The name of its zone.
    pub zone_name: Option<String>,
    /// What Block Public Access does to it, as printed.
    pub public_access: Option<String>,
    /// The modes of its exclusions from Block Public Access.
    pub exclusions: Vec<String>,
    /// Its route table; `None` where that isn't known.
    pub table: Option<usize>,
    /// Its network ACL; `None` where that isn't known.
    pub acl: Option<usize>,
}

/// A network interface.
#[derive(Clone, Debug)]
pub struct Interface {
    /// Its id.
    pub id: String,
    /// Its name, or its instance's.
    pub name: Option<String>,
    /// Its subnet.
    pub subnet: Option<usize>,
    /// Its addresses, the primary one first, each with the public address that it is paired with.
    pub addresses: Vec<(Address, Option<Address>)>,
    /// Delegated prefixes.
    pub prefixes: Vec<Cidr>,
    /// Its groups, by id: a group need not be in the snapshot.
    pub groups: Vec<Result<usize, String>>,
    /// Whether what it sends must be from it, and what it takes for it.
    pub source_dest_check: bool,
    /// Whether it takes nothing from internet gateways.
    pub denies_internet: bool,
    /// Its interface type, where that isn't `interface`.
    pub kind: Option<String>,
    /// Whether an AWS service made it.
    pub requested: bool,
    /// Its description.
    pub description: Option<String>,
    /// Its status, as printed.
    pub status: Option<String>,
    /// The status of its attachment, as printed.
    pub attachment: Option<String>,
    /// The id of its instance.
    pub instance: Option<String>,
    /// The state of its instance, as printed.
    pub instance_state: Option<String>,
    /// The NAT gateway that it belongs to.
    pub nat_gateway: Option<usize>,
    /// The load balancer whose node it is.
    pub balancer: Option<usize>,
    /// The VPC endpoint that it belongs to.
    pub endpoint: Option<usize>,
}

impl Network {
    pub(super) fn plain_vpc(&self, item: u32) -> Vpc {
        let (view, record) = (self.vpc(item), self.vpc_record(item));
        let public_access = record.and_then(|vpc| vpc.public_access);
        let of_subnets = view.subnets.iter().flat_map(|subnet| self.subnet_record(*subnet).private.to_vec());
        let private = record.map(|vpc| vpc.private.to_vec()).unwrap_or_default().into_iter().chain(of_subnets);
        Vpc {
            id: self.text(view.id).to_owned(),
            state: record.and_then(|vpc| vpc.state).map(|state| self.text(state).to_owned()),
            blocks: record.map(|vpc| vpc.blocks.to_vec()).unwrap_or_default(),
            private: private.collect(),
            public_access: public_access.map(|mode| self.text(mode).to_owned()),
            account_access: self.plain_account_access(record.and_then(|vpc| vpc.owner)),
            exclusions: self.plain_exclusions(view.id),
        }
    }

    pub(super) fn plain_account_access(&self, owner: Option<Symbol>) -> Option<String> {
        let mut all = self.snapshot.records.public_access_options.iter().map(|(_, options)| options);
        let mode = all.find(|options| options.account == owner).and_then(|options| options.mode)?;
        Some(self.text(mode).to_owned())
    }

    pub(super) fn plain_exclusions(&self, of: Symbol) -> Vec<String> {
        let all = self.snapshot.records.exclusions.iter().map(|(_, exclusion)| exclusion);
        let complete = all.filter(|exclusion| exclusion.of == of && exclusion.phase == Phase::Complete);
        complete.filter_map(|exclusion| exclusion.mode).map(|mode| self.text(mode).to_owned()).collect()
    }

    pub(super) fn plain_interface(&self, item: u32) -> Interface {
        let interface = self.interface(item);
        let text = |symbol: Option<Symbol>| symbol.map(|symbol| self.text(symbol).to_owned());
        let group = |id: &Symbol| match self.security_group(*id) {
            Some(group) => Ok(group as usize),
            None => Err(self.text(*id).to_owned()),
        };
        let instance = interface.instance.and_then(|id| self.find_instance(id));
        Interface {
            id: self.text(interface.id).to_owned(),
            name: self.interface_name(item),
            subnet: interface.subnet.and_then(|id| self.subnet(id)).map(|subnet| subnet as usize),
            addresses: interface.addresses.iter().map(|assigned| (assigned.private, assigned.public)).collect(),
            prefixes: interface.prefixes.to_vec(),
            groups: interface.groups.iter().map(group).collect(),
            source_dest_check: interface.source_dest_check,
            denies_internet: interface.denies_internet,
            kind: text(interface.kind),
            requested: interface.requested,
            description: text(interface.description),
            status: text(interface.status),
            attachment: text(interface.attachment),
            instance: text(interface.instance),
            instance_state: text(instance.and_then(|instance| self.instance(instance).state)),
            nat_gateway: self.nat_gateway_of(item).map(|gateway| gateway as usize),
            balancer: self.plain_balancer_of(item),
            endpoint: self.endpoint_of_interface(item).map(|endpoint| endpoint as usize),
        }
    }
}
