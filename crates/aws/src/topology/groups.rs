//! Security groups: who is in them, and their rules' ids.

use super::as_u32;
use crate::components::security_group::What;
use crate::snapshot::Snapshot;
use crate::strings::Symbol;
use std::collections::HashMap;

/// What belongs to which security groups.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    /// Distinct sets of groups that interfaces have, and every group by itself.
    pub(crate) sets: Vec<Box<[Symbol]>>,
    pub(crate) set_numbers: HashMap<Box<[Symbol]>, u32>,
    /// By group: its members, ascending.
    pub(crate) members: HashMap<Symbol, Vec<u32>>,
    /// By group, whether outbound, and content: the id of a rule.
    pub(crate) rule_ids: HashMap<(Symbol, bool, What), Symbol>,
}

impl Groups {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let records = &snapshot.records;
        let mut groups = Groups::default();
        for (_, group) in records.security_groups.iter() {
            groups.add_set(&[group.id]);
        }
        for (id, interface) in records.interfaces.iter() {
            if !interface.groups.is_empty() {
                groups.add_set(&interface.groups);
            }
            for group in &interface.groups {
                groups.members.entry(*group).or_default().push(id.number());
            }
        }
        let rules = records.security_group_rules.iter();
        groups.rule_ids = rules.map(|(_, rule)| ((rule.group, rule.outbound, rule.what), rule.id)).collect();
        groups
    }

    fn add_set(&mut self, groups: &[Symbol]) {
        if !self.set_numbers.contains_key(groups) {
            self.set_numbers.insert(groups.into(), as_u32(self.sets.len()));
            self.sets.push(groups.into());
        }
    }
}
