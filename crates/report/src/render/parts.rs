//! Which packets a part of an answer is about.

use crate::safe;
use crate::story::{Part, Verdict};

/// The verdict's word.
pub(crate) const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Always => "always",
        Verdict::Sometimes => "sometimes",
        Verdict::Never => "never",
        Verdict::Unknown => "unknown",
    }
}

/// The packets, and what AWS must choose for them, a line each.
pub(crate) fn packets(part: &Part) -> Vec<String> {
    let headers = part.headers.iter().map(|headers| safe(&headers.text));
    let choices = part.choices.iter();
    let choices = choices
        .map(|choice| format!("when {} chooses {} {}", safe(&choice.resource.id), choice.what, safe(&choice.value)));
    headers.chain(choices).collect()
}
