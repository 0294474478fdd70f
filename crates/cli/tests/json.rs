//! The JSON answer: its bytes, its schema, and that it is the same on every run.

#![expect(clippy::unwrap_used, reason = "a test without an answer fails")]

use snapbox::cmd::Command;
use snapbox::{Assert, file};

fn packetwalk(arguments: &[&str]) -> Command {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    Command::new(snapbox::cmd::cargo_bin!("packetwalk")).args(arguments).current_dir(root)
}

fn output(arguments: &[&str]) -> String {
    let output = packetwalk(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

const EGRESS: &[&str] = &["walk", "-s", "examples/internet-egress", "Red", "8.8.8.8:53/udp", "--format", "json"];
const ACROSS: &[&str] = &["walk", "-s", "examples/vpc-to-vpc", "HOST-A", "HOST-B:443", "--format", "json"];
const CLASS: &[&str] = &["walk", "-s", "examples/vpc-to-vpc", "HOST-A", "10.1.0.0/16:22", "--format", "json"];

#[test]
fn answers_are_golden() {
    let assert = Assert::new().action_env("SNAPSHOTS");
    assert.eq(golden(EGRESS), file!["json/internet-egress.json"].raw());
    assert.eq(golden(ACROSS), file!["json/vpc-to-vpc.json"].raw());
    assert.eq(golden(&["schema"]), file!["json/schema.json"].raw());
}

const DENIED: &[&str] = &["walk", "-s", "examples/database", "web", "db:5432", "--format", "ra"];
const NOWHERE: &[&str] = &["walk", "-s", "examples/vpc-to-vpc", "HOST-A", "10.9.0.1:443", "--format", "ra"];

/// By a security group's rule for one port.
const ADMITTED: &[&str] =
    &["walk", "-s", "examples/database", "eni-003cfa94f54c29724", "10.20.2.40:5432", "--format", "ra"];

#[test]
fn reachability_analyzers_shape_is_golden() {
    let assert = Assert::new().action_env("SNAPSHOTS");
    let ra = |arguments: &[&'static str]| output(&[&arguments[..arguments.len() - 1], &["ra"]].concat());
    assert.eq(ra(EGRESS), file!["json/ra-internet-egress.json"].raw());
    assert.eq(ra(ACROSS), file!["json/ra-vpc-to-vpc.json"].raw());
    assert.eq(output(DENIED), file!["json/ra-database.json"].raw());
    assert.eq(output(ADMITTED), file!["json/ra-admitted.json"].raw());
    assert.eq(output(NOWHERE), file!["json/ra-no-route.json"].raw());
    let by_way_of = [DENIED, &["--routing-only", "--via", "nat-0a97cda1518d4dd99"]].concat();
    assert.eq(output(&by_way_of), file!["json/ra-not-via.json"].raw());
}

/// A bare "found" would hide that some packets don't get through, and that no filter was asked.
#[test]
fn reachability_analyzers_shape_warns() {
    let warning = |arguments: &[&str]| {
        let answer: serde_json::Value = serde_json::from_str(&output(arguments)).unwrap();
        let analysis = &answer["NetworkInsightsAnalyses"][0];
        assert_eq!(analysis["NetworkPathFound"], true);
        analysis["WarningMessage"].as_str().unwrap_or_default().to_owned()
    };
    let some = warning(&[&CLASS[..CLASS.len() - 1], &["ra"]].concat());
    assert!(some.contains("some"), "{some}");
    let routing = warning(&[DENIED, &["--routing-only"]].concat());
    assert!(routing.contains("routing alone"), "{routing}");
}

/// The output, without the one thing that depends on when the repository was cloned: when its files were written.
fn golden(arguments: &[&str]) -> String {
    let written = regex::Regex::new(r"20\d\d-\d\d-\d\d \d\d:\d\d UTC").unwrap();
    written.replace_all(&output(arguments), "[WRITTEN]").into_owned()
}

#[test]
fn answers_fit_the_schema() {
    let schema = serde_json::from_str(&output(&["schema"])).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for arguments in [EGRESS, ACROSS, CLASS] {
        let answer = serde_json::from_str(&output(arguments)).unwrap();
        let errors: Vec<_> = validator.iter_errors(&answer).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn routing_alone_is_labelled() {
    let arguments = &["walk", "-s", "examples/database", "web", "db:5432", "--routing-only", "--format", "json"];
    let answer: serde_json::Value = serde_json::from_str(&output(arguments)).unwrap();
    assert_eq!((answer["routing_only"].as_bool(), answer["verdict"].as_str()), (Some(true), Some("always")));
    let filters = answer["filters"].as_array().unwrap();
    let on = |leg: &str| filters.iter().filter(|filter| filter["leg"] == leg).count();
    assert_eq!((on("forward"), on("return")), (4, 2));
}

#[test]
fn every_row_of_a_file_is_an_object() {
    let schema = serde_json::from_str(&output(&["schema"])).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let flows = "crates/cli/tests/flows/shop.csv";
    let text = output(&["walk", "-s", "examples/database", "--flows", flows, "--format", "json"]);
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<_> = lines.iter().map(|line| line["line"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (2..=9).collect::<Vec<_>>());
    for line in &lines {
        match (line.get("answer"), line.get("error")) {
            (Some(answer), None) => assert!(validator.is_valid(answer)),
            (None, Some(error)) => assert!(error.is_string()),
            both => panic!("an answer or an error: {both:?}"),
        }
    }
    assert_eq!((lines[0]["id"].as_str(), lines[0]["answer"]["verdict"].as_str()), (Some("db"), Some("never")));
    assert!(lines[7]["id"].is_null());
}

#[test]
fn the_same_bytes_on_every_run() {
    for arguments in [EGRESS, ACROSS, CLASS] {
        let first = output(arguments);
        assert!(!first.is_empty());
        for _ in 0..5 {
            assert_eq!(output(arguments), first);
        }
    }
}

#[test]
fn text_holds_nothing_that_json_lacks() {
    for arguments in [EGRESS, ACROSS, CLASS] {
        let json: serde_json::Value = serde_json::from_str(&output(arguments)).unwrap();
        let text = output(&arguments[..arguments.len() - 2]);
        let mut strings = String::new();
        collect(&json, &mut strings);
        // Every id, address and file position in the text stands in some string of the JSON.
        let words = text
            .split(|c: char| c.is_whitespace() || "()[],;".contains(c))
            .map(|word| word.trim_end_matches([':', '.']));
        let facts =
            words.filter(|word| word.contains('-') && word.bytes().any(|b| b.is_ascii_digit()) || is_address(word));
        for fact in facts {
            assert!(strings.contains(fact), "{fact:?} is in the text and not in the JSON");
        }
    }
}

fn is_address(word: &str) -> bool {
    word.parse::<std::net::IpAddr>().is_ok()
}

fn collect(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::String(text) => {
            out.push_str(text);
            out.push('\n');
        }
        serde_json::Value::Number(number) => {
            out.push_str(&number.to_string());
            out.push('\n');
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, out)),
        serde_json::Value::Object(map) => {
            if let (Some(file), Some(line)) = (map.get("file").and_then(|file| file.as_str()), map.get("line")) {
                out.push_str(&format!("{file}:{line}\n"));
            }
            map.values().for_each(|item| collect(item, out));
        }
        _ => {}
    }
}
