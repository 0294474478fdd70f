//! One line.

use crate::safe;
use crate::story::{Story, Verdict};

/// The verdict in one line.
pub fn render(story: &Story) -> String {
    let word = match story.verdict {
        Verdict::Always => "always",
        Verdict::Sometimes => "sometimes",
        Verdict::Never => "never",
        Verdict::Unknown => "unknown",
    };
    format!("{word}: {}\n", safe(&story.summary))
}
