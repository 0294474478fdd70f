//! What to mind, in words.

use crate::blockers::leg_name;
use crate::legs::Words;
use crate::sentence::{of_citation, texts};
use crate::story::Caution;
use packetwalk_engine::Leg;
use packetwalk_fabric as fabric;

/// Each reason is told once of a resource.
pub(crate) fn cautions(words: &Words<'_>, found: &[(Leg, fabric::Caution)]) -> Vec<Caution> {
    let mut told: Vec<Caution> = Vec::new();
    for (leg, caution) in found {
        let citation = words.lexicon.citation(caution.cite);
        if told.iter().any(|known| known.code == caution.reason.code && known.resource == citation.id) {
            continue;
        }
        let own = |name: &str| caution.holes.iter().find(|(hole, _)| *hole == name).map(|(_, filling)| filling.clone());
        let texts = texts(caution.reason, &|name| own(name).or_else(|| of_citation(&citation, name)));
        told.push(Caution {
            leg: leg_name(*leg).to_owned(),
            code: caution.reason.code.to_owned(),
            sentence: texts.sentence,
            remedy: texts.remedy,
            resource: citation.id,
            page: caution.reason.page.to_owned(),
        });
    }
    told
}
