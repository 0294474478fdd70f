//! What belongs to which load balancer, by ids, ARNs and the descriptions of interfaces.

use super::record::Attribute;
use crate::components::interface::Interface;
use crate::snapshot::Snapshot;
use crate::store::Id;
use crate::strings::Symbol;
use std::collections::HashMap;

/// What belongs to which load balancer.
#[derive(Debug, Default)]
pub(crate) struct Balancers {
    /// By interface: the load balancer whose node it is.
    of_interface: HashMap<u32, u32>,
    /// By load balancer: the interfaces of its nodes.
    nodes: HashMap<u32, Vec<u32>>,
    /// By the load balancer's ARN: its listeners.
    listeners: HashMap<Symbol, Vec<u32>>,
    /// By the listener's ARN: its rules, ascending by priority, the default one last.
    rules: HashMap<Symbol, Vec<u32>>,
    /// By the last part of the target group's ARN: its targets.
    targets: HashMap<Symbol, Vec<u32>>,
    /// By the last part of the ARN and the key: the value.
    attributes: HashMap<(Symbol, Symbol), Symbol>,
}

/// What the descriptions of load balancers' interfaces begin with.
const DESCRIBED: &str = "ELB ";

impl Balancers {
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        let records = &snapshot.records;
        let mut all = Balancers::default();
        let by_path: HashMap<&str, u32> =
            records.load_balancers.iter().map(|(id, balancer)| (snapshot.text(balancer.path), id.number())).collect();
        if !by_path.is_empty() {
            for (id, interface) in records.interfaces.iter() {
                if let Some(balancer) = named_in(snapshot, interface).and_then(|path| by_path.get(path)) {
                    all.of_interface.insert(id.number(), *balancer);
                    all.nodes.entry(*balancer).or_default().push(id.number());
                }
            }
        }
        for (id, listener) in records.listeners.iter() {
            all.listeners.entry(listener.balancer).or_default().push(id.number());
        }
        for (id, rule) in records.listener_rules.iter() {
            all.rules.entry(rule.listener).or_default().push(id.number());
        }
        let priority = |rule: &u32| {
            let rule = &records.listener_rules[Id::new(*rule)];
            (rule.priority.is_none(), rule.priority)
        };
        #[expect(clippy::iter_over_hash_type, reason = "each is sorted by itself")]
        for rules in all.rules.values_mut() {
            rules.sort_by_key(priority);
        }
        for (id, target) in records.targets.iter() {
            let Some(group) = target.group else { continue };
            let known = all.targets.entry(group).or_default();
            // The same answer read twice says nothing new.
            let same = |known: &u32| {
                let known = &records.targets[Id::new(*known)];
                (known.of, known.port, known.zone) == (target.of, target.port, target.zone)
            };
            if !known.iter().any(same) {
                known.push(id.number());
            }
        }
        for (_, Attribute { of, key, value, .. }) in records.attributes.iter() {
            if let Some(of) = of {
                all.attributes.insert((*of, *key), *value);
            }
        }
        all
    }

    /// The load balancer whose node an interface is.
    pub(crate) fn of_interface(&self, interface: u32) -> Option<u32> {
        self.of_interface.get(&interface).copied()
    }

    /// The interfaces of a load balancer's nodes.
    pub(crate) fn nodes(&self, balancer: u32) -> &[u32] {
        self.nodes.get(&balancer).map_or(&[], Vec::as_slice)
    }

    /// The listeners of a load balancer, by its ARN.
    pub(crate) fn listeners(&self, balancer: Symbol) -> &[u32] {
        self.listeners.get(&balancer).map_or(&[], Vec::as_slice)
    }

    /// The rules of a listener, by its ARN, in the order in which they are asked.
    pub(crate) fn rules(&self, listener: Symbol) -> &[u32] {
        self.rules.get(&listener).map_or(&[], Vec::as_slice)
    }

    /// The targets of a group, by the last part of its ARN.
    pub(crate) fn targets(&self, group: Symbol) -> &[u32] {
        self.targets.get(&group).map_or(&[], Vec::as_slice)
    }

    /// An attribute of a load balancer or target group, by the last part of its ARN.
    pub(crate) fn attribute(&self, of: Symbol, key: Symbol) -> Option<Symbol> {
        self.attributes.get(&(of, key)).copied()
    }
}

/// What an interface's description says of the load balancer it belongs to: `ELB app/web/50dc6c495c0c9188`, and `ELB web` of a
/// Classic one.
pub(crate) fn named_in<'s>(snapshot: &'s Snapshot, interface: &Interface) -> Option<&'s str> {
    snapshot.text(interface.description?).strip_prefix(DESCRIBED)
}
