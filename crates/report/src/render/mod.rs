//! One file per output. Renderers see nothing but the story.

pub mod brief;
pub mod json;
pub mod markdown;
pub mod notes;
mod parts;
pub mod ra;
pub mod text;
