//! The OpenAPI document: what the list of routes says of itself.

use crate::problem::{Kind, Problem};
use crate::route::{Answers, Route};
use crate::router::{API, routes};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What any request may meet.
const ALWAYS: &[Kind] = &[Kind::Token, Kind::Elsewhere, Kind::Wrong, Kind::Fault, Kind::Busy];

/// The OpenAPI document of the API, with a newline at the end.
pub fn openapi() -> String {
    // A document is strings, numbers and lists: nothing in it can fail to be written.
    serde_json::to_string_pretty(&document()).unwrap_or_default() + "\n"
}

/// The document.
pub(crate) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut schemas = settings.into_generator();
    let problem = schemas.subschema_for::<Problem>();
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for route in routes() {
        let path = format!("{API}{}", route.path.replace("{*", "{"));
        paths.entry(path).or_default().insert(route.method.to_owned(), operation(&route, &mut schemas, &problem));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "packetwalk",
            "summary": "Walk a packet through an AWS network, from configuration alone.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token that the server was given or printed; needed where others can reach the server.",
                },
            },
        },
    })
}

fn operation(route: &Route, schemas: &mut SchemaGenerator, problem: &Schema) -> Value {
    let mut operation = json!({
        "operationId": id(route),
        "summary": route.summary,
        "parameters": parameters(route),
        "responses": responses(route, schemas, problem),
    });
    if let Some(body) = route.body {
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": body(schemas)}}});
    }
    operation
}

/// A name for programs: `get_snapshots_ends`.
fn id(route: &Route) -> String {
    let words = route.path.split('/').filter(|word| !word.is_empty() && !word.starts_with('{'));
    let words: Vec<_> = std::iter::once(route.method).chain(words).collect();
    let one = if route.path.ends_with('}') { "_one" } else { "" };
    words.join("_").replace(['.', '-'], "_") + one
}

fn parameters(route: &Route) -> Vec<Value> {
    let names = route.path.split('/').filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<_> = names
        .map(|name| json!({"name": name.trim_start_matches('*'), "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    let Some(query) = route.query else { return parameters };
    let fields = query();
    let required = fields.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let properties = fields.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, mut schema) in properties {
        let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        // What may be left out isn't null: a query has no such value.
        if let Some(Value::Array(kinds)) = schema.get("type") {
            let only = kinds.iter().find(|kind| *kind != "null").cloned().unwrap_or_default();
            schema["type"] = only;
        }
        parameters.push(json!({
            "name": name,
            "in": "query",
            "required": required.contains(&json!(name)),
            "description": description,
            "schema": schema,
        }));
    }
    parameters
}

fn responses(route: &Route, schemas: &mut SchemaGenerator, problem: &Schema) -> Value {
    let mut responses = Map::new();
    let (status, answer) = match &route.answers {
        Answers::Json(status, schema) => (
            *status,
            json!({"description": "The answer.", "content": {"application/json": {"schema": schema(schemas)}}}),
        ),
        Answers::Text(media) => {
            (200, json!({"description": "The answer.", "content": {*media: {"schema": {"type": "string"}}}}))
        }
        Answers::Nothing => (204, json!({"description": "Done."})),
    };
    responses.insert(status.to_string(), answer);
    let mut reasons: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for kind in route.problems.iter().chain(ALWAYS) {
        let (status, title) = kind.told();
        let titles = reasons.entry(status).or_default();
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    for (status, titles) in reasons {
        let content = json!({"application/problem+json": {"schema": problem}});
        responses.insert(status.to_string(), json!({"description": titles.join("; "), "content": content}));
    }
    Value::Object(responses)
}
