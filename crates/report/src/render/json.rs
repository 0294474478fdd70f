//! JSON: the story as it is.

use crate::story::Story;

/// The story as a JSON document, with a newline at the end.
pub fn render(story: &Story) -> String {
    // A story is strings, numbers and lists: nothing in it can fail to be written.
    let text = serde_json::to_string_pretty(story).unwrap_or_default();
    text + "\n"
}

/// The JSON Schema of [`render`]'s documents.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Story);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
