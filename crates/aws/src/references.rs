//! Who names a resource: what belongs to it, and what names it in rules, routes and associations.

use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Cite, Lexicon};

impl Network {
    /// Who belongs to a resource, or names it, and how, in order.
    pub fn referrers(&self, cite: Cite) -> Vec<(&'static str, Cite)> {
        let Some(id) = self.snapshot.strings.find(&self.citation(cite.whole()).id) else { return Vec::new() };
        let mut found: Vec<(&'static str, Cite)> = Vec::new();
        for (kind, other) in self.resources() {
            let component = Kind::component(kind);
            let belongs = (component.stands)(self, other).belongs;
            let named = (component.names)(self, other.item);
            let all = belongs.into_iter().chain(named);
            found.extend(all.filter(|(_, to)| *to == id).map(|(how, _)| (how, other)));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What a resource names beside what it belongs to, and how, in order; as far as the snapshot holds it.
    pub fn names(&self, cite: Cite) -> Vec<(&'static str, Cite)> {
        let Some(kind) = Kind::ALL.get(cite.component as usize) else { return Vec::new() };
        let named = (kind.component().names)(self, cite.item);
        let mut found: Vec<_> =
            named.into_iter().filter_map(|(how, id)| Some((how, self.find(self.text(id))?))).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
