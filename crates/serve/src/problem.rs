//! Why a request has no answer, as RFC 9457 writes it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use packetwalk::{AskError, EndError};
use schemars::JsonSchema;
use serde::Serialize;

/// Why a request has no answer (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// What kind of problem it is, for programs: `urn:packetwalk:problem:…`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The same in words.
    pub(crate) title: String,
    /// The status code.
    pub(crate) status: u16,
    /// What is wrong with this request, and what would do.
    pub(crate) detail: String,
    /// What a name that fits nothing, or too much, may mean: the nearest, or everything that it fits.
    pub(crate) candidates: Vec<String>,
}

/// The kinds of problems: name, status, title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Ambiguous,
    Body,
    Busy,
    Changed,
    Edit,
    Elsewhere,
    Fault,
    Full,
    Large,
    Media,
    Method,
    NotFound,
    OnDisk,
    Query,
    Question,
    Slow,
    Snapshot,
    Token,
    Unknown,
    Wrong,
}

impl Kind {
    const fn words(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Kind::Ambiguous => ("ambiguous-name", StatusCode::UNPROCESSABLE_ENTITY, "the name fits several things"),
            Kind::Body => ("body", StatusCode::BAD_REQUEST, "the body can't be read"),
            Kind::Busy => ("busy", StatusCode::SERVICE_UNAVAILABLE, "the answer took too long"),
            Kind::Changed => ("changed-on-disk", StatusCode::CONFLICT, "the snapshot has changed on disk"),
            Kind::Edit => ("edit", StatusCode::UNPROCESSABLE_ENTITY, "an edit can't be made"),
            Kind::Elsewhere => ("cross-site", StatusCode::FORBIDDEN, "the request comes from another site"),
            Kind::Fault => ("fault", StatusCode::INTERNAL_SERVER_ERROR, "a fault in packetwalk"),
            Kind::Full => ("full", StatusCode::CONFLICT, "there is room for no more snapshots"),
            Kind::Large => ("too-large", StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"),
            Kind::Media => ("media-type", StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body isn't JSON"),
            Kind::Method => ("method", StatusCode::METHOD_NOT_ALLOWED, "the method isn't one of this address's"),
            Kind::NotFound => ("not-found", StatusCode::NOT_FOUND, "there is nothing here"),
            Kind::OnDisk => ("on-disk", StatusCode::CONFLICT, "the snapshot wasn't uploaded"),
            Kind::Query => ("query", StatusCode::BAD_REQUEST, "the query can't be read"),
            Kind::Question => ("question", StatusCode::UNPROCESSABLE_ENTITY, "the question can't be asked"),
            Kind::Slow => ("slow", StatusCode::REQUEST_TIMEOUT, "the request took too long to arrive"),
            Kind::Snapshot => ("snapshot", StatusCode::UNPROCESSABLE_ENTITY, "the snapshot can't be read"),
            Kind::Token => ("token", StatusCode::UNAUTHORIZED, "a token is needed"),
            Kind::Unknown => ("unknown-name", StatusCode::UNPROCESSABLE_ENTITY, "nothing is called so"),
            Kind::Wrong => ("host", StatusCode::MISDIRECTED_REQUEST, "this server isn't called so"),
        }
    }
}

impl Kind {
    /// Its status code and title.
    pub(crate) const fn told(self) -> (u16, &'static str) {
        let (_, status, title) = self.words();
        (status.as_u16(), title)
    }
}

impl Problem {
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let (name, status, title) = kind.words();
        Problem {
            kind: format!("urn:packetwalk:problem:{name}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            candidates: Vec::new(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Strings and a number: nothing in it can fail to be written.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let media = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media);
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<EndError> for Problem {
    fn from(error: EndError) -> Self {
        match error {
            EndError::Unknown { text, nearest } => {
                let detail = format!("nothing in the snapshot is called {text:?}");
                Problem { candidates: nearest, ..Problem::new(Kind::Unknown, detail) }
            }
            EndError::Ambiguous { text, candidates } => {
                let detail = format!("{text:?} fits {} things; name one of them", candidates.len());
                Problem { candidates, ..Problem::new(Kind::Ambiguous, detail) }
            }
            unfit @ EndError::Unfit { .. } => Problem::new(Kind::Question, unfit.to_string()),
        }
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        match error {
            AskError::End(error) => error.into(),
            AskError::Fault { .. } => Problem::new(Kind::Fault, error.to_string()),
            AskError::Flow(_) | AskError::Family { .. } => Problem::new(Kind::Question, error.to_string()),
        }
    }
}
