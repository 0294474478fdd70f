//! Tells a walk.
//!
//! [`Story`] is the view model: plain data in the words of whoever asked, and exactly what `--format json` prints.
//! [`tell()`] makes it from an engine's answer and a lexicon; it knows no AWS word of its own. Renderers in [`render`] see
//! nothing but the story.

mod blockers;
mod cautions;
mod legs;
mod near;
mod readings;
pub mod render;
mod safe;
mod sentence;
mod story;
mod summary;
mod tell;
mod turned_away;

pub use legs::named;
pub use safe::safe;
pub use sentence::{fill, resource};
pub use story::{
    About, Asked, Belongs, Blocker, Caution, Change, Choice, Decision, Filter, Headers, Hop, Known, Leg, Lost, LostBy,
    Missing, Near, Outcome, Part, Place, Reading, Resource, Row, SCHEMA_VERSION, Share, Side, Story, Taken, Terms,
    Verdict, Way,
};
pub use tell::{Context, stands, tell};
