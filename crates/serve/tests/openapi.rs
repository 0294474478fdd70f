//! The OpenAPI document and the router say the same.

#![expect(clippy::unwrap_used, reason = "a document that can't be read fails the test")]

mod common;

use common::{Answer, Running};
use serde_json::{Value, json};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

fn document() -> Value {
    serde_json::from_str(&packetwalk_serve::openapi()).unwrap()
}

/// An address that is there, for a path with holes.
fn address(path: &str) -> String {
    path.replace("{snapshot}", "vpc-to-vpc").replace("{resource}", "HOST-A")
}

#[test]
fn what_is_documented_is_there_and_nothing_else() {
    let server = Running::example("vpc-to-vpc");
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 10, "{paths:?}");
    for (path, operations) in paths {
        for method in METHODS {
            let answer = server.ask(&method.to_uppercase(), &address(path), &[], "");
            let documented = operations.get(method).is_some();
            // A POST without a body is refused for that, and a walk without ends for those.
            assert_eq!(answer.status != 405, documented, "{method} {path}: {answer:?}");
            assert_ne!(answer.status, 404, "{method} {path}: {answer:?}");
        }
    }
}

#[test]
fn the_server_hands_out_its_document() {
    let server = Running::example("vpc-to-vpc");
    assert_eq!(server.get("/api/v1/openapi.json").json(), document());
}

#[test]
fn every_operation_is_called_something_else_and_every_reference_leads_somewhere() {
    let document = document();
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let mut ids: Vec<_> = operations.map(|operation| operation["operationId"].as_str().unwrap()).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "{ids:?}");
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

/// Holds that an answer is what the document says of it.
#[track_caller]
fn fits(document: &Value, method: &str, path: &str, answer: &Answer) {
    let answers = &document["paths"][path][method]["responses"][answer.status.to_string()];
    let media = answer.header("content-type").unwrap();
    let schema = &answers["content"][media]["schema"];
    assert!(schema.is_object(), "{method} {path} {}: {media} isn't documented", answer.status);
    let schema = json!({"allOf": [schema], "components": document["components"]});
    let problems: Vec<_> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&answer.json())
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{method} {path}: {problems:?}");
}

#[test]
fn answers_are_as_documented() {
    let server = Running::example("vpc-to-vpc");
    let document = document();
    let get = |path: &str, query: &str| {
        let path = format!("/api/v1{path}");
        fits(&document, "get", &path, &server.get(&format!("{}{query}", address(&path))));
    };
    get("/snapshots", "");
    get("/snapshots/{snapshot}/ends", "?q=host");
    get("/snapshots/{snapshot}/ends", "?limit=many");
    get("/snapshots/{snapshot}/resources/{resource}", "");
    get("/snapshots/{snapshot}/walk", "?from=HOST-A&to=HOST-B:443");
    get("/snapshots/{snapshot}/walk", "?from=HOST-A&to=HOST-X");
    get("/snapshots/{snapshot}/walk.notes", "?from=HOST-A&to=HOST-B:443");
    let path = "/api/v1/snapshots/{snapshot}/what-if";
    let edits =
        json!([{"file": "vpc-to-vpc/network-acls.json", "pointer": "/NetworkAcls/0/Entries/0", "op": "remove"}]);
    fits(&document, "post", path, &server.post(&address(path), &json!({"edits": edits})));
    fits(&document, "post", path, &server.post(&address(path), &json!({"edits": 1})));
    fits(&document, "post", "/api/v1/snapshots", &server.post("/api/v1/snapshots", &json!({"name": "x", "files": []})));
    let reload = "/api/v1/snapshots/{snapshot}/reload";
    fits(&document, "post", reload, &server.ask("POST", &address(reload), &[], ""));
    fits(
        &document,
        "delete",
        "/api/v1/snapshots/{snapshot}",
        &server.ask("DELETE", "/api/v1/snapshots/vpc-to-vpc", &[], ""),
    );
}
