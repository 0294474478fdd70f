//! Draws walks and networks.
//!
//! [`walk`] draws a [`Story`], [`map`] a [`Chart`]. A [`Drawing`] becomes SVG, Mermaid or Graphviz; [`html()`] is a page of its own around the
//! picture of a walk. Nothing here knows what AWS does: what a picture shows is what the story says.
//!
//! Three steps, each blind to the next: `model` says what there is to draw, `layout` where it stands, and the renderers write it down.

mod geometry;
mod glyphs;
mod layout;
mod model;
mod svg;
mod text;

pub use layout::Aspect;
pub use svg::STYLE;

use model::Scene;
use packetwalk::Story;

/// A picture that isn't written down yet.
#[derive(Clone, Debug)]
pub struct Drawing {
    scene: Scene,
}

/// Draws a walk: of its first part, where the question splits.
pub fn walk(story: &Story) -> Drawing {
    Drawing { scene: model::walk::scene(story) }
}

impl Drawing {
    /// The picture as an SVG document.
    pub fn svg(&self, aspect: Aspect) -> String {
        svg::document(&self.scene, &layout::Layout::of(&self.scene, aspect))
    }
}
