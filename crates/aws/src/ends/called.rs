//! Resources by what people call them: ids, ids of their parts, names.

use super::EndError;
use crate::components::{elastic_ip, security_group};
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Cite, Lexicon};

impl Network {
    /// The resource with an id, with a part of this id (a security group's rule, an address's association), or with a name.
    ///
    /// # Errors
    /// When nothing or several things fit.
    pub fn called(&self, text: &str) -> Result<Cite, EndError> {
        if let Some(cite) = self.find(text).or_else(|| self.whole_of(text)) {
            return Ok(cite);
        }
        let mut named: Vec<Cite> = self.all_resources().filter(|cite| self.has_name(*cite, text)).collect();
        named.sort_unstable();
        named.dedup();
        // An instance and its only interface are one; the tables are the interface's.
        let instances = |cite: &Cite| cite.component == Kind::Instance as u8;
        let lone = |cite: &Cite| match self.interfaces_of_instance(self.instance(cite.item).id) {
            [only] => !named.contains(&Cite::resource(Kind::Interface as u8, *only)),
            _ => true,
        };
        let kept: Vec<Cite> = named.iter().copied().filter(|cite| !instances(cite) || lone(cite)).collect();
        match kept.as_slice() {
            [only] => Ok(*only),
            [] => Err(EndError::Unknown { text: text.to_owned(), nearest: self.nearest(text) }),
            several => {
                let told = several.iter().map(|cite| self.citation(*cite));
                let candidates = told.map(|citation| format!("{}  {}", citation.id, citation.kind)).collect();
                Err(EndError::Ambiguous { text: text.to_owned(), candidates })
            }
        }
    }

    fn all_resources(&self) -> impl Iterator<Item = Cite> {
        self.topology.resources.iter().flatten().map(|(kind, item)| Cite::resource(*kind as u8, *item))
    }

    fn has_name(&self, cite: Cite, text: &str) -> bool {
        let citation = self.citation(cite);
        citation.id == text || citation.name.is_some_and(|name| name == text)
    }

    /// The resource that has a part with this id.
    fn whole_of(&self, text: &str) -> Option<Cite> {
        let id = self.snapshot.strings.find(text)?;
        security_group::of_rule(self, id).or_else(|| elastic_ip::of_association(self, id))
    }
}
