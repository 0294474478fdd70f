//! One line.

use crate::render::parts::word;
use crate::safe;
use crate::story::Story;

/// The verdict in one line.
pub fn render(story: &Story) -> String {
    format!("{}: {}\n", word(story.verdict), safe(&story.summary))
}
