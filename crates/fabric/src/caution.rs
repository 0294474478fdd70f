//! What stops no packet and may trouble the conversation.

use crate::{Cite, Reason};

/// Something to mind on a way that packets take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caution {
    /// What, of the kind [`crate::ReasonKind::Caution`].
    pub reason: &'static Reason,
    /// The rule or resource that it comes from.
    pub cite: Cite,
    /// More holes for the reason's templates: name and filling.
    pub holes: Vec<(&'static str, String)>,
}
