//! The layout that Batfish reads: `aws_configs/[accounts/<account>/]<region>/*.json`, whatever the files are called.

#![expect(clippy::unwrap_used, reason = "a test without an answer fails")]
#![expect(clippy::disallowed_methods, reason = "snapshots are files")]

use serde_json::{Value, json};
use snapbox::cmd::Command;
use std::fs;
use std::path::Path;

const PROPAGATIONS: &str = "TransitGatewayRouteTablePropagations";

/// The table in the name of a file.
fn table(name: &str) -> Option<String> {
    let at = name.find("tgw-rtb-")?;
    Some(name[at..].trim_end_matches(".json").to_owned())
}

/// An example in Batfish's layout: all answers of a Region in one file, instances outside reservations, and a transit
/// gateway's routes in two halves.
fn batfish(example: &str, to: &Path) {
    let from = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples")).join(example);
    let mut all = serde_json::Map::new();
    let mut paths: Vec<_> = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let answer: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if let Some(table) = table(&name) {
            let mut add = |key: &str, list: &str, elements: Vec<&Value>| {
                let all = all.entry(key.to_owned()).or_insert_with(|| json!([])).as_array_mut().unwrap();
                all.push(json!({"TransitGatewayRouteTableId": table, list: elements}));
            };
            if let Some(routes) = answer["Routes"].as_array() {
                let of_hand = routes.iter().filter(|route| route["Type"] == "static").collect();
                add("TransitGatewayStaticRoutes", "Routes", of_hand);
            }
            if let Some(propagations) = answer[PROPAGATIONS].as_array() {
                add("TransitGatewayPropagations", PROPAGATIONS, propagations.iter().collect());
            }
            continue;
        }
        for (key, value) in answer.as_object().unwrap() {
            if key == "Reservations" {
                let reservations = value.as_array().unwrap().iter();
                let instances: Vec<_> = reservations.flat_map(|r| r["Instances"].as_array().unwrap().clone()).collect();
                all.insert("Instances".to_owned(), Value::Array(instances));
            } else if value.is_array() {
                all.insert(key.clone(), value.clone());
            }
        }
    }
    all.insert("LoadBalancerListeners".to_owned(), json!([]));
    let folder = to.join("aws_configs/accounts/111122223333/us-east-1");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(WHATEVER), serde_json::to_string_pretty(&all).unwrap()).unwrap();
}

const WHATEVER: &str = "whatever.json";

fn walk(snapshot: &Path, ends: [&str; 2]) -> Value {
    let mut command = Command::new(snapbox::cmd::cargo_bin!("packetwalk"));
    command = command.arg("walk").arg("-s").arg(snapshot).args(ends).args(["--format", "json"]);
    serde_json::from_slice(&command.output().unwrap().stdout).unwrap()
}

#[test]
fn the_answer_is_that_of_describe_output() {
    let folder = tempfile::tempdir().unwrap();
    batfish("database", folder.path());
    let examples = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/database"));
    let (ours, theirs) = (walk(examples, ["web", "db:5432"]), walk(folder.path(), ["web", "db:5432"]));
    let said = |answer: &Value| {
        let codes = answer["blockers"].as_array().unwrap().iter().map(|blocker| blocker["code"].clone());
        (answer["verdict"].clone(), answer["question"].clone(), codes.collect::<Vec<_>>())
    };
    assert_eq!(said(&ours), said(&theirs));
    assert_eq!(theirs["assumptions"], json!([]));
    let about = &theirs["snapshot"];
    assert_eq!((&about["accounts"], &about["regions"]), (&json!(["111122223333"]), &json!(["us-east-1"])));
    assert_eq!((&about["problems"], &about["unknown_keys"]), (&json!([]), &json!([])));
}

/// What Batfish keeps of a transit gateway's table amounts to the routes that AWS shows.
#[test]
fn a_table_in_parts_is_put_together() {
    let folder = tempfile::tempdir().unwrap();
    batfish("vpc-to-vpc", folder.path());
    let ours = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/vpc-to-vpc"));
    let said = |snapshot: &Path| {
        let answer = walk(snapshot, ["HOST-A", "HOST-B:443"]);
        let paths = ["forward", "return"].map(|leg| answer[leg]["path"].as_array().unwrap().clone());
        (answer["verdict"].clone(), paths, answer["assumptions"].clone())
    };
    assert_eq!(said(ours).0, "always");
    assert_eq!(said(ours), said(folder.path()));
}

/// Without the propagations it is a part: no answer may come of the rest's absence.
#[test]
fn a_table_in_parts_is_not_whole() {
    let folder = tempfile::tempdir().unwrap();
    batfish("vpc-to-vpc", folder.path());
    let path = folder.path().join("aws_configs/accounts/111122223333/us-east-1").join(WHATEVER);
    let mut all: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    all.as_object_mut().unwrap().remove("TransitGatewayPropagations").unwrap();
    fs::write(&path, all.to_string()).unwrap();
    let answer = walk(folder.path(), ["HOST-A", "HOST-B:443"]);
    assert_eq!(answer["verdict"], "unknown");
    let codes: Vec<_> = answer["unknown"].as_array().unwrap().iter().map(|gap| gap["code"].clone()).collect();
    assert!(codes.contains(&json!("TGW_ROUTES_NOT_READ")), "{codes:?}");
}

/// An instance is cited where it stands.
#[test]
fn instances_are_cited_where_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    batfish("database", folder.path());
    let path = folder.path().join("aws_configs/accounts/111122223333/us-east-1/whatever.json");
    let mut all: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let instances = all["Instances"].as_array_mut().unwrap();
    for instance in instances {
        instance["State"]["Name"] = json!("stopped");
    }
    let text = serde_json::to_string_pretty(&all).unwrap();
    fs::write(&path, &text).unwrap();
    let answer = walk(folder.path(), ["web", "db:5432"]);
    let blocker = &answer["blockers"][0];
    assert_eq!(blocker["code"], "INSTANCE_STATE");
    let cited = all.pointer(blocker["pointer"].as_str().unwrap()).unwrap();
    assert_eq!(cited["InstanceId"], blocker["resource"]);
    let line = usize::try_from(blocker["line"].as_u64().unwrap()).unwrap();
    let below: Vec<_> = text.lines().skip(line - 1).take(60).collect();
    assert!(below[0].trim() == "{" && below.iter().any(|line| line.contains(blocker["resource"].as_str().unwrap())));
}
