//! The page: files that are part of the program.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A file of the page.
struct File {
    name: &'static str,
    media: &'static str,
    bytes: &'static [u8],
}

macro_rules! files {
    ($($name:literal: $media:ident),* $(,)?) => {
        &[$(File { name: $name, media: $media, bytes: include_bytes!(concat!("../page/", $name)) }),*]
    };
}

const CSS: &str = "text/css; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// Every file of the page: what isn't named here isn't served.
const FILES: &[File] = files! {
    "api.js": JS,
    "dom.js": JS,
    "editor.js": JS,
    "ends.js": JS,
    "examples.js": JS,
    "faults.js": JS,
    "files.js": JS,
    "icon.svg": SVG,
    "index.html": HTML,
    "main.js": JS,
    "packet.js": JS,
    "page.css": CSS,
    "parts.js": JS,
    "picture.js": JS,
    "question.js": JS,
    "resource.js": JS,
    "snapshots.js": JS,
    "stepper.js": JS,
    "steps.js": JS,
    "tables.js": JS,
    "text.js": JS,
    "unanswerable.js": JS,
    "verdict.js": JS,
    "walk.js": JS,
    "whatif.js": JS,
};

/// `GET /`
pub(crate) async fn index(headers: HeaderMap) -> Response {
    serve("index.html", &headers)
}

/// `GET /{name}`
pub(crate) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    serve(&name, &headers)
}

fn serve(name: &str, headers: &HeaderMap) -> Response {
    let Some(file) = FILES.iter().find(|file| file.name == name) else {
        return (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response();
    };
    let tag = tag(file.bytes);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let fresh = known.is_some_and(|known| known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag));
    let mut response = if fresh { StatusCode::NOT_MODIFIED.into_response() } else { file.bytes.into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media));
    // A new program has a new page: ask, and take what is here already where nothing changed.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn tag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}
