//! Security groups, network ACLs and prefix lists.

use super::Network;
use crate::components::network_acl::NetworkAcl;
use crate::components::prefix_list::PrefixList;
use crate::components::security_group::{self, SecurityGroup};
use crate::registry::{Kind, List};
use crate::store::Id;
use crate::strings::Symbol;
use crate::whole::Whole;

impl Network {
    pub(crate) fn security_group(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::SecurityGroup, id)
    }

    pub(crate) fn security_group_record(&self, item: u32) -> &SecurityGroup {
        &self.snapshot.records.security_groups[Id::new(item)]
    }

    pub(crate) fn group_set(&self, number: u32) -> &[Symbol] {
        self.topology.groups.sets.get(number as usize).map_or(&[], |groups| groups)
    }

    pub(crate) fn group_set_number(&self, groups: &[Symbol]) -> u32 {
        self.topology.groups.set_numbers.get(groups).copied().unwrap_or(0)
    }

    /// The members of a group, ascending.
    pub(crate) fn members(&self, group: Symbol) -> &[u32] {
        self.topology.groups.members.get(&group).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn rule_id(&self, group: Symbol, outbound: bool, what: &security_group::What) -> Option<Symbol> {
        self.topology.groups.rule_ids.get(&(group, outbound, *what)).copied()
    }

    pub(crate) fn network_acl(&self, item: u32) -> &NetworkAcl {
        &self.snapshot.records.network_acls[Id::new(item)]
    }

    /// The network ACL of a subnet; the VPC's default one where no list names the subnet.
    pub(crate) fn acl_of(&self, subnet: u32) -> Option<u32> {
        let subnet = self.subnet_record(subnet);
        let named = self.topology.tables.acls.get(&subnet.id);
        let default = || match self.whole_for(subnet, List::NetworkAcl) {
            Whole::No => None,
            Whole::Yes | Whole::Assumed => self.topology.tables.default_acls.get(&subnet.vpc),
        };
        named.or_else(default).map(|id| id.number())
    }

    pub(crate) fn prefix_list(&self, id: Symbol) -> Option<u32> {
        self.item(Kind::PrefixList, id)
    }

    pub(crate) fn prefix_list_record(&self, item: u32) -> &PrefixList {
        &self.topology.prefix_lists[item as usize]
    }
}
