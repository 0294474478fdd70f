//! `GET /snapshots/{snapshot}/resources/{resource}`: a resource as it is read.

use super::query::{Query, edits, within};
use crate::problem::{Kind, Problem};
use crate::router::App;
use axum::Json;
use axum::extract::{Path, State};
use packetwalk::{EndError, Place, Shown, show};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many rows a table with a row per address shows, if nobody says how many.
const SHOWN: u16 = 200;

/// What to show.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// How many rows of a table with a row per address, and how many of those who name the resource.
    #[serde(default = "shown")]
    #[schemars(range(min = 1, max = 2000))]
    most: u16,
    /// What to change first, in memory: a JSON list of edits, as `POST …/what-if` takes them.
    edits: Option<String>,
}

/// A resource, and the text that it was read from.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ShownResource")]
pub(crate) struct Resource {
    #[serde(flatten)]
    shown: Shown,
    /// What it was read from.
    source: Option<Excerpt>,
}

/// A part of a file, as it is on disk.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Excerpt {
    /// The file.
    file: String,
    /// The line on which it starts.
    line: u32,
    /// The text; null where it can't be had now, or is long.
    text: Option<String>,
}

fn shown() -> u16 {
    SHOWN
}

/// `GET /snapshots/{snapshot}/resources/{resource}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Path((snapshot, resource)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Resource>, Problem> {
    /// Bytes of a text that is long.
    const LONG: usize = 64 << 10;
    let entry = app.shelf.get(&snapshot)?;
    let edits = edits(wanted.edits.as_deref())?;
    let most = usize::from(within("most", wanted.most, 1..=2000)?);
    let shown = move || match show(&entry.amended(&edits)?.network, &resource, most) {
        Ok(shown) => {
            let excerpt = |place: &Place| {
                let text = entry.excerpt(place).filter(|text| text.len() <= LONG);
                Excerpt { file: place.file.clone(), line: place.line, text }
            };
            let source = shown.place.as_ref().map(excerpt);
            Ok(Json(Resource { shown, source }))
        }
        // What isn't there isn't a question that can't be asked.
        Err(EndError::Unknown { text, nearest }) => {
            let detail = format!("nothing in the snapshot is called {text:?}");
            Err(Problem { candidates: nearest, ..Problem::new(Kind::NotFound, detail) })
        }
        Err(error) => Err(error.into()),
    };
    app.work.on(shown).await
}
