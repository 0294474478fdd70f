//! From addresses to handlers: one list, from which the router and the OpenAPI document are both made.

use crate::access::Access;
use crate::api::{ends, snapshots, walk};
use crate::guard;
use crate::limits::Limits;
use crate::page;
use crate::problem::{Kind, Problem};
use crate::shelf::Shelf;
use crate::work::{Room, Work};
use axum::Router;
use axum::http::Response;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, delete, get, post};
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

/// One operation of the API.
pub(crate) struct Route {
    /// The address behind [`API`].
    pub(crate) path: &'static str,
    pub(crate) handler: MethodRouter<Arc<App>>,
}

fn routes() -> Vec<Route> {
    let route = |path, handler| Route { path, handler };
    vec![
        route("/snapshots", get(snapshots::list)),
        route("/snapshots", post(snapshots::upload)),
        route("/snapshots/{snapshot}", delete(snapshots::remove)),
        route("/snapshots/{snapshot}/reload", post(snapshots::reload)),
        route("/snapshots/{snapshot}/ends", get(ends::find)),
        route("/snapshots/{snapshot}/walk", get(walk::json)),
        route("/snapshots/{snapshot}/walk.md", get(walk::markdown)),
        route("/snapshots/{snapshot}/walk.txt", get(walk::text)),
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
