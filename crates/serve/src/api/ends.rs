//! `GET /snapshots/{snapshot}/ends`: what a few letters may mean.

use super::query::{Query, within};
use crate::index::Found;
use crate::problem::Problem;
use crate::router::App;
use axum::Json;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// How many ends are shown, if nobody says how many.
const SHOWN: u8 = 20;

/// What to look for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// Parts of an id, name, address, tag or VPC, in whatever case; all of them must fit. Without it, everything does.
    #[serde(default)]
    q: String,
    /// How many to show.
    #[serde(default = "shown")]
    #[schemars(range(min = 1, max = 100))]
    limit: u8,
}

fn shown() -> u8 {
    SHOWN
}

pub(crate) async fn find(
    State(app): State<Arc<App>>,
    Path(snapshot): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Found>, Problem> {
    let loaded = app.shelf.get(&snapshot)?.loaded();
    let limit = usize::from(within("limit", wanted.limit, 1..=100)?);
    app.work.on(move || Ok(Json(loaded.index().find(&wanted.q, limit)))).await
}
