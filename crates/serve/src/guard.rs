//! What every request must pass, and what every answer carries.

use crate::problem::{Kind, Problem};
use crate::router::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The cookie that holds the token.
const COOKIE: &str = "packetwalk_token";

/// What every answer carries: nothing of the page comes from elsewhere, and nothing elsewhere holds the page.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Lets a request pass to its handler, or says why not; and gives the answer its headers.
pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = match check(&app, &request) {
        Ok(Passed::On) => {
            let time = app.limits.request;
            let late = || Problem::new(Kind::Busy, format!("no answer within {} seconds", time.as_secs()));
            tokio::time::timeout(time, next.run(request)).await.unwrap_or_else(|_| late().into_response())
        }
        Ok(Passed::SignedIn(response)) => response,
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A handler may know better.
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

enum Passed {
    On,
    /// The token came in the address: it goes into a cookie, and out of the address.
    SignedIn(Response),
}

fn check(app: &App, request: &Request) -> Result<Passed, Problem> {
    let (headers, uri) = (request.headers(), request.uri());
    let host = host(headers, uri);
    if !host.is_some_and(|host| app.access.knows(host)) {
        let detail = format!("{:?} is not a name of this server; --host adds names", host.unwrap_or_default());
        return Err(Problem::new(Kind::Wrong, detail));
    }
    if is_cross_site(request.method(), headers, host.unwrap_or_default(), uri.path()) {
        return Err(Problem::new(Kind::Elsewhere, "only the server's own page may ask this, and programs"));
    }
    if let Some(token) = token_in(uri)
        && app.access.admits(Some(&token))
        && uri.path() == "/"
    {
        return Ok(Passed::SignedIn(signed_in(&token)));
    }
    if app.access.admits(bearer(headers)) || app.access.admits(cookie(headers)) {
        return Ok(Passed::On);
    }
    let detail =
        "send the token that the server printed: as /?token=… in a browser, as Authorization: Bearer … elsewhere";
    Err(Problem::new(Kind::Token, detail))
}

/// The name that the server is called by.
fn host<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<&'r str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (uri.authority(), hosts.next(), hosts.next()) {
        (_, _, Some(_)) => None,
        (Some(authority), _, None) => Some(authority.as_str()),
        (None, host, None) => host?.to_str().ok(),
    }
}

/// Whether another site's page asks: browsers say so. What was typed or followed by a person is none of that.
fn is_cross_site(method: &Method, headers: &HeaderMap, host: &str, path: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let origin = text("origin").is_some_and(|origin| origin.split_once("://").is_none_or(|(_, rest)| rest != host));
    let site = text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let followed = reads && text("sec-fetch-mode") == Some("navigate");
    if path.starts_with("/api/") { (origin || site) && !followed } else { origin && !reads }
}

fn token_in(uri: &Uri) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_html_form::from_str(uri.query()?).ok()?;
    pairs.into_iter().find(|(key, _)| key == "token").map(|(_, token)| token)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, token)| token)
}

fn signed_in(token: &str) -> Response {
    // Lax, not Strict: a link to a walk, followed from a ticket, should open.
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax");
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/"));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
