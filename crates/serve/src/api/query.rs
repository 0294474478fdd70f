//! Reading a request: exactly, and with a problem where that can't be.

use crate::edit::Edit;
use crate::problem::{Kind, Problem};
use crate::router::App;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use std::error::Error;
use std::sync::Arc;

/// What stands behind the question mark. A key that isn't known is refused: what one thought to have asked wasn't.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        serde_html_form::from_str(query).map(Query).map_err(|error| Problem::new(Kind::Query, error.to_string()))
    }
}

/// Holds that a number in a query is one of those that make sense.
pub(crate) fn within<N: PartialOrd + std::fmt::Display>(
    name: &str,
    number: N,
    range: std::ops::RangeInclusive<N>,
) -> Result<N, Problem> {
    if range.contains(&number) {
        return Ok(number);
    }
    let (first, last) = (range.start(), range.end());
    Err(Problem::new(Kind::Query, format!("{name} is {number}: expected {first} to {last}")))
}

/// The edits in a query: a JSON list in its text.
pub(crate) fn edits(text: Option<&str>) -> Result<Vec<Edit>, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Vec::new()) };
    serde_json::from_str(text).map_err(|error| Problem::new(Kind::Query, format!("edits: {error}")))
}

/// A body of JSON.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let media = request.headers().get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
        let essence = media.and_then(|media| media.split(';').next()).unwrap_or_default().trim();
        // A page from elsewhere can't send this without being asked first, and then it is told no.
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Problem::new(Kind::Media, format!("expected application/json, found {essence:?}")));
        }
        let bytes = read(request, app).await?;
        serde_json::from_slice(&bytes).map(Body).map_err(|error| Problem::new(Kind::Body, error.to_string()))
    }
}

/// The bytes of a body, within its limit and its time, and once there is room for them beside those of others.
async fn read(request: Request, app: &App) -> Result<Bytes, Problem> {
    let most = app.limits.body;
    let large = || Problem::new(Kind::Large, format!("the body may hold {} KiB", most >> 10));
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let expected: usize = length.unwrap_or(most);
    if expected > most {
        return Err(large());
    }
    let arrived = async {
        let _room = app.room.take(expected).await?;
        let body = Limited::new(request.into_body(), most).collect().await;
        let broken = |error: Box<dyn Error + Send + Sync>| {
            if error.is::<LengthLimitError>() { large() } else { Problem::new(Kind::Body, error.to_string()) }
        };
        body.map(http_body_util::Collected::to_bytes).map_err(broken)
    };
    let late = |_| Problem::new(Kind::Slow, format!("no whole body within {} seconds", app.limits.arrival.as_secs()));
    tokio::time::timeout(app.limits.arrival, arrived).await.map_err(late)?
}
