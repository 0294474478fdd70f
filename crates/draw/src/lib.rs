//! Draws walks and networks.
//!
//! [`walk`] draws a [`Story`], [`map`] a [`Chart`]. A [`Drawing`] becomes SVG, Mermaid or Graphviz; [`html()`] is a page of its own around the
//! picture of a walk. Nothing here knows what AWS does: what a picture shows is what the story says.
//!
//! Three steps, each blind to the next: `model` says what there is to draw, `layout` where it stands, and the renderers write it down.

mod dot;
mod geometry;
mod glyphs;
mod html;
mod layout;
mod mermaid;
mod model;
mod svg;
mod text;

pub use layout::Aspect;
pub use svg::STYLE;

use model::Scene;
use packetwalk::{Chart, Story};

/// A picture that isn't written down yet.
#[derive(Clone, Debug)]
pub struct Drawing {
    scene: Scene,
}

/// Draws a walk: of its first part, where the question splits.
pub fn walk(story: &Story) -> Drawing {
    Drawing { scene: model::walk::scene(story) }
}

/// Draws one part of a walk, from 0; nothing where there is no such part.
pub fn part(story: &Story, number: usize) -> Option<Drawing> {
    (number < story.parts.len()).then(|| Drawing { scene: model::walk::part(story, number) })
}

/// Draws a network: its VPCs and what links them, or the VPC with this id and its subnets.
pub fn map(chart: &Chart, vpc: Option<&str>) -> Drawing {
    Drawing { scene: model::map::scene(chart, vpc) }
}

/// A walk as a page of its own: its picture, hops, decisions, what stands in the way, notes. It fetches nothing and runs nothing.
pub fn html(story: &Story) -> String {
    html::page(story)
}

impl Drawing {
    /// The picture as an SVG document.
    pub fn svg(&self, aspect: Aspect) -> String {
        svg::document(&self.scene, &layout::Layout::of(&self.scene, aspect))
    }

    /// The picture alone as a page of its own.
    pub fn html(&self) -> String {
        html::picture(&self.scene)
    }

    /// The picture as a Mermaid flowchart.
    pub fn mermaid(&self) -> String {
        mermaid::flowchart(&self.scene)
    }

    /// The picture as a Graphviz graph.
    pub fn dot(&self) -> String {
        dot::digraph(&self.scene)
    }
}
