//! The snapshots that are loaded.

use super::query::Body;
use crate::problem::Problem;
use crate::router::App;
use crate::shelf::Entry;
use crate::source::Held;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use packetwalk::About;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The snapshots that are loaded.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Snapshots {
    snapshots: Vec<Snapshot>,
}

/// A snapshot.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Snapshot {
    /// Its id, in addresses.
    id: String,
    /// What it is called.
    name: String,
    /// What of it was read.
    about: About,
    /// How many network interfaces it holds.
    interfaces: usize,
    /// Whether it was uploaded: then it is in memory only, and can be removed.
    uploaded: bool,
    /// Whether its files are others by now than those that were read.
    changed: bool,
}

impl Snapshot {
    fn of(id: String, entry: &Entry) -> Self {
        let loaded = entry.loaded();
        Snapshot {
            id,
            name: entry.name.clone(),
            about: loaded.about.clone(),
            interfaces: loaded.index().interfaces(),
            uploaded: entry.uploaded,
            changed: entry.is_changed(),
        }
    }
}

/// `GET /snapshots`
pub(crate) async fn list(State(app): State<Arc<App>>) -> Result<Json<Snapshots>, Problem> {
    let all = app.shelf.all();
    let told = move || all.into_iter().map(|(id, entry)| Snapshot::of(id, &entry)).collect();
    app.work.on(move || Ok(Json(Snapshots { snapshots: told() }))).await
}

/// A snapshot to load.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Upload {
    /// What to call it.
    #[schemars(length(max = 200))]
    name: String,
    /// Its files; those that aren't JSON are passed over.
    #[schemars(length(min = 1))]
    files: Vec<File>,
}

/// A file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// Its name, with the folders before it: account, Region and ids are read there.
    name: String,
    /// Its text, unpacked.
    text: String,
}

/// `POST /snapshots`
pub(crate) async fn upload(
    State(app): State<Arc<App>>,
    Body(upload): Body<Upload>,
) -> Result<(StatusCode, Json<Snapshot>), Problem> {
    let files = upload.files.into_iter().map(|file| (file.name, file.text.into_bytes())).collect();
    let source = Held::new(upload.name, files);
    let work = app.work.clone();
    let load = move || {
        let id = app.shelf.add(Box::new(source), true)?;
        let entry = app.shelf.get(&id)?;
        Ok((StatusCode::CREATED, Json(Snapshot::of(id, &entry))))
    };
    work.on(load).await
}

/// `POST /snapshots/{snapshot}/reload`
pub(crate) async fn reload(
    State(app): State<Arc<App>>,
    Path(snapshot): Path<String>,
) -> Result<Json<Snapshot>, Problem> {
    let entry = app.shelf.get(&snapshot)?;
    let read = move || {
        entry.reload()?;
        Ok(Json(Snapshot::of(snapshot, &entry)))
    };
    app.work.on(read).await
}

/// `DELETE /snapshots/{snapshot}`
pub(crate) async fn remove(State(app): State<Arc<App>>, Path(snapshot): Path<String>) -> Result<StatusCode, Problem> {
    app.shelf.remove(&snapshot)?;
    Ok(StatusCode::NO_CONTENT)
}
