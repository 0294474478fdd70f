//! One file per output. Renderers see nothing but the story.

pub mod brief;
pub mod json;
pub mod markdown;
pub mod notes;
pub mod parts;
pub mod ra;
pub mod text;
