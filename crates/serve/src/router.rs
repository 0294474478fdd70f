//! From addresses to handlers: one list, from which the router and the OpenAPI document are both made.

use crate::access::Access;
use crate::api::picture::SVG;
use crate::api::resources::Resource;
use crate::api::snapshots::{Snapshot, Snapshots, Upload};
use crate::api::walk::Question;
use crate::api::what_if::{Amounts, WhatIf};
use crate::api::{ends, map, resources, snapshots, walk, what_if};
use crate::guard;
use crate::index::Found;
use crate::limits::Limits;
use crate::openapi::document;
use crate::page;
use crate::problem::{Kind, Problem};
use crate::route::Route;
use crate::shelf::Shelf;
use crate::work::{Room, Work};
use axum::http::Response;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use packetwalk::Story;
use packetwalk::render::notes::Notes;
use serde_json::Value;
use std::any::Any;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// Where the API begins.
pub(crate) const API: &str = "/api/v1";

/// What handlers need.
pub(crate) struct App {
    pub(crate) shelf: Shelf,
    pub(crate) access: Access,
    pub(crate) limits: Limits,
    pub(crate) work: Work,
    pub(crate) room: Room,
}

/// Every operation of the API.
pub(crate) fn routes() -> Vec<Route> {
    const ASKED: &[Kind] = &[Kind::Question, Kind::Unknown, Kind::Ambiguous, Kind::Edit, Kind::Changed, Kind::Snapshot];
    vec![
        Route::get("/openapi.json", openapi, "This document.").json::<Value>(200),
        Route::get("/snapshots", snapshots::list, "The snapshots that are loaded.").json::<Snapshots>(200),
        Route::post("/snapshots", snapshots::upload, "Load a snapshot, in memory only.")
            .body::<Upload>()
            .json::<Snapshot>(201)
            .or(&[Kind::Snapshot, Kind::Full]),
        Route::delete("/snapshots/{snapshot}", snapshots::remove, "Remove a snapshot that was uploaded.")
            .or(&[Kind::OnDisk]),
        Route::post("/snapshots/{snapshot}/reload", snapshots::reload, "Read a snapshot's files again.")
            .json::<Snapshot>(200)
            .or(&[Kind::Snapshot]),
        Route::get("/snapshots/{snapshot}/ends", ends::find, "The ends that a few letters may mean.")
            .query::<ends::Wanted>()
            .json::<Found>(200),
        Route::get("/snapshots/{snapshot}/map.svg", map::svg, "A network's picture: its VPCs, or one of them.")
            .query::<map::Wanted>()
            .text(SVG)
            .or(&[Kind::Question, Kind::Ambiguous]),
        // Ids hold slashes: those of load balancers.
        Route::get("/snapshots/{snapshot}/resources/{*resource}", resources::get, "A resource as it is read.")
            .query::<resources::Wanted>()
            .json::<Resource>(200)
            .or(&[Kind::Ambiguous, Kind::Edit, Kind::Changed, Kind::Snapshot]),
        Route::get(
            "/snapshots/{snapshot}/walk",
            walk::json,
            "A walk's story, as packetwalk walk --format json prints it.",
        )
        .query::<Question>()
        .json::<Story>(200)
        .or(ASKED),
        Route::get("/snapshots/{snapshot}/walk.html", walk::html, "A walk as a page of its own, with its picture.")
            .query::<Question>()
            .text(walk::HTML)
            .or(ASKED),
        Route::get("/snapshots/{snapshot}/walk.md", walk::markdown, "A walk's story for a ticket, in Markdown.")
            .query::<Question>()
            .text(walk::MARKDOWN)
            .or(ASKED),
        Route::get(
            "/snapshots/{snapshot}/walk.notes",
            walk::notes,
            "The notes of a walk: of each part, after each hop.",
        )
        .query::<Question>()
        .json::<Notes>(200)
        .or(ASKED),
        Route::get("/snapshots/{snapshot}/walk.svg", walk::svg, "A walk's picture.")
            .query::<Question>()
            .text(SVG)
            .or(ASKED),
        Route::get("/snapshots/{snapshot}/walk.txt", walk::text, "A walk's story as text.")
            .query::<Question>()
            .text(walk::TEXT)
            .or(ASKED),
        Route::post("/snapshots/{snapshot}/what-if", what_if::changes_of, "What edits amount to, as AWS CLI commands.")
            .body::<WhatIf>()
            .json::<Amounts>(200)
            .or(&[Kind::Edit, Kind::Changed, Kind::Snapshot]),
    ]
}

/// The whole server.
pub(crate) fn router(app: Arc<App>) -> Router {
    let api = routes().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.handler));
    Router::new()
        .nest(API, api.fallback(nothing))
        .route("/", get(page::index))
        .route("/{name}", get(page::file))
        .fallback(nothing)
        .method_not_allowed_fallback(not_allowed)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(&app), guard::guard))
        .with_state(app)
}

async fn openapi() -> Json<Value> {
    Json(document())
}

async fn nothing() -> Problem {
    Problem::new(Kind::NotFound, "the OpenAPI document at /api/v1/openapi.json tells every address")
}

async fn not_allowed() -> Problem {
    Problem::new(Kind::Method, "the OpenAPI document at /api/v1/openapi.json tells every address and its methods")
}

/// A handler that panicked: its request fails, and nothing else.
fn panicked(_: Box<dyn Any + Send>) -> Response<axum::body::Body> {
    Problem::new(Kind::Fault, "the answer couldn't be made; please report it").into_response()
}
