//! One operation of the API: its handler, and what the OpenAPI document says of it.

use crate::problem::Kind;
use crate::router::App;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use schemars::{JsonSchema, Schema, SchemaGenerator, schema_for};
use std::sync::Arc;

/// Makes the schema of something.
pub(crate) type Describe = fn(&mut SchemaGenerator) -> Schema;

/// One operation of the API.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// The address behind [`crate::router::API`].
    pub(crate) path: &'static str,
    pub(crate) handler: MethodRouter<Arc<App>>,
    /// What it does, in a line.
    pub(crate) summary: &'static str,
    /// What may stand behind the question mark: each field is a parameter.
    pub(crate) query: Option<fn() -> Schema>,
    /// What is sent.
    pub(crate) body: Option<Describe>,
    pub(crate) answers: Answers,
    /// Why there may be no answer.
    pub(crate) problems: Vec<Kind>,
}

/// What is answered.
pub(crate) enum Answers {
    /// A document of JSON.
    Json(u16, Describe),
    /// Text of a media type.
    Text(&'static str),
    /// Nothing but the status.
    Nothing,
}

impl Route {
    pub(crate) fn get<H: Handler<T, Arc<App>>, T: 'static>(
        path: &'static str,
        handler: H,
        summary: &'static str,
    ) -> Self {
        Route::new("get", path, on(MethodFilter::GET, handler), summary)
    }

    pub(crate) fn post<H: Handler<T, Arc<App>>, T: 'static>(
        path: &'static str,
        handler: H,
        summary: &'static str,
    ) -> Self {
        Route::new("post", path, on(MethodFilter::POST, handler), summary)
    }

    pub(crate) fn delete<H: Handler<T, Arc<App>>, T: 'static>(
        path: &'static str,
        handler: H,
        summary: &'static str,
    ) -> Self {
        Route::new("delete", path, on(MethodFilter::DELETE, handler), summary)
    }

    fn new(method: &'static str, path: &'static str, handler: MethodRouter<Arc<App>>, summary: &'static str) -> Self {
        let problems = if path.contains('{') { vec![Kind::NotFound] } else { Vec::new() };
        let (query, body, answers) = (None, None, Answers::Nothing);
        Route { method, path, handler, summary, query, body, answers, problems }
    }

    /// Its query's fields are those of a type.
    pub(crate) fn query<Q: JsonSchema>(mut self) -> Self {
        self.query = Some(|| schema_for!(Q));
        self.or(&[Kind::Query])
    }

    /// Its body is of a type.
    pub(crate) fn body<B: JsonSchema>(mut self) -> Self {
        self.body = Some(SchemaGenerator::subschema_for::<B>);
        self.or(&[Kind::Body, Kind::Media, Kind::Large, Kind::Slow])
    }

    /// It answers with a document.
    pub(crate) fn json<A: JsonSchema>(mut self, status: u16) -> Self {
        self.answers = Answers::Json(status, SchemaGenerator::subschema_for::<A>);
        self
    }

    /// It answers with text.
    pub(crate) fn text(mut self, media: &'static str) -> Self {
        self.answers = Answers::Text(media);
        self
    }

    /// It may have no answer for these reasons.
    pub(crate) fn or(mut self, problems: &[Kind]) -> Self {
        self.problems.extend(problems);
        self
    }
}
