//! From one network to another, in words: which commands it takes.

use packetwalk_aws::Network;
use packetwalk_fabric::Lexicon;
use packetwalk_report::{Place, Resource, named};
use schemars::JsonSchema;
use serde::Serialize;

/// What it takes to make one resource another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changed {
    /// The resource.
    pub resource: Resource,
    /// Where it stands in the snapshot.
    pub place: Option<Place>,
    /// The change as AWS CLI commands, in the order in which they should run.
    pub commands: Vec<String>,
}

/// What it takes to make a network's security groups, network ACLs and route tables what they are in another.
pub fn changes(before: &Network, after: &Network) -> Vec<Changed> {
    let told = |(cite, commands)| {
        let citation = before.citation(cite);
        let place = citation.place.as_ref();
        let place = place.map(|at| Place { file: at.file.clone(), line: at.line, pointer: at.pointer.clone() });
        Changed { resource: named(&citation), place, commands }
    };
    before.changes(after).into_iter().map(told).collect()
}
