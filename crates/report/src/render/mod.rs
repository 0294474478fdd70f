//! One file per output. Renderers see nothing but the story.

pub mod brief;
pub mod json;
pub mod notes;
pub mod text;
