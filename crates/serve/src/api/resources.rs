//! `GET /snapshots/{snapshot}/resources/{resource}`: a resource as it is read.

use super::query::Query;
use crate::problem::{Kind, Problem};
use crate::router::App;
use axum::Json;
use axum::extract::{Path, State};
use packetwalk::{EndError, Shown, show};
use schemars::JsonSchema;
use serde::Deserialize;
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
}

fn shown() -> u16 {
    SHOWN
}

/// `GET /snapshots/{snapshot}/resources/{resource}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Path((snapshot, resource)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Shown>, Problem> {
    let loaded = app.shelf.get(&snapshot)?.loaded();
    let most = usize::from(wanted.most.clamp(1, 2000));
    let shown = move || match show(&loaded.network, &resource, most) {
        Ok(shown) => Ok(Json(shown)),
        // What isn't there isn't a question that can't be asked.
        Err(EndError::Unknown { text, nearest }) => {
            let detail = format!("nothing in the snapshot is called {text:?}");
            Err(Problem { candidates: nearest, ..Problem::new(Kind::NotFound, detail) })
        }
        Err(error) => Err(error.into()),
    };
    app.work.on(shown).await
}
