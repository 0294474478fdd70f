//! One line.

use crate::render::parts;
use crate::safe;
use crate::story::Story;

/// The verdict in one line.
pub fn render(story: &Story) -> String {
    format!("{}{}: {}\n", parts::word(story.verdict), parts::scope(story), safe(&story.summary))
}
