//! What the API answers.

mod common;

use common::{Running, files};
use packetwalk_serve::{Held, Limits};
use packetwalk_testkit::fixture;
use serde_json::json;

#[test]
fn snapshots_are_listed() {
    let server = Running::example("vpc-to-vpc");
    let answer = server.get("/api/v1/snapshots");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let snapshot = &answer.json()["snapshots"][0];
    assert_eq!(snapshot["id"], "vpc-to-vpc");
    assert_eq!(snapshot["interfaces"], 6);
    assert_eq!((&snapshot["uploaded"], &snapshot["changed"]), (&json!(false), &json!(false)));
    assert_eq!(snapshot["about"]["regions"], json!(["us-east-1"]));
}

#[test]
fn ends_are_found() {
    let server = Running::example("vpc-to-vpc");
    let found = server.get("/api/v1/snapshots/vpc-to-vpc/ends?q=host-a&limit=1").json();
    assert_eq!(found["ends"][0]["name"], "HOST-A");
    assert_eq!(found["ends"][0]["kind"], "instance");
    assert_eq!(found["more"], 1);
}

#[test]
fn a_walk_is_the_story() {
    let server = Running::example("vpc-to-vpc");
    let story = server.get("/api/v1/snapshots/vpc-to-vpc/walk?from=HOST-A&to=HOST-B:443").json();
    assert_eq!(story["verdict"], "always");
    assert_eq!(story["question"]["to"]["text"], "HOST-B");
    let text = server.get("/api/v1/snapshots/vpc-to-vpc/walk.txt?from=HOST-A&to=HOST-B&port=443");
    assert!(text.body.starts_with("ALWAYS  HOST-A"), "{text:?}");
    assert!(!text.body.contains('\u{1b}'), "text has no styles");
    let markdown = server.get("/api/v1/snapshots/vpc-to-vpc/walk.md?from=HOST-A&to=HOST-B&port=443");
    assert_eq!(markdown.header("content-type"), Some("text/markdown; charset=utf-8"));
}

#[test]
fn a_walk_is_a_picture() {
    let server = Running::example("vpc-to-vpc");
    let picture =
        |more: &str| server.get(&format!("/api/v1/snapshots/vpc-to-vpc/walk.svg?from=HOST-A&to=HOST-B:443{more}"));
    let wide = picture("");
    assert_eq!((wide.status, wide.header("content-type")), (200, Some("image/svg+xml")));
    assert!(wide.body.starts_with("<svg") && wide.body.contains("data-hop=\"forward-1\""), "{wide:?}");
    let policy = wide.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src") && !policy.contains("script-src"), "{policy}");
    assert_ne!(picture("&aspect=tall").body, wide.body);
    picture("&aspect=round").is_problem(400, "query");
}

#[test]
fn a_walk_is_a_page() {
    let server = Running::example("vpc-to-vpc");
    let page = server.get("/api/v1/snapshots/vpc-to-vpc/walk.html?from=HOST-A&to=HOST-B:443");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.body.starts_with("<!DOCTYPE html>") && page.body.contains("<svg"), "{page:?}");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src") && !policy.contains("script-src"), "{policy}");
    server.get("/api/v1/snapshots/vpc-to-vpc/walk.html?from=HOST-A&to=HOST-X").is_problem(422, "unknown-name");
}

#[test]
fn a_network_is_a_map() {
    let server = Running::example("vpc-to-vpc");
    let map = |query: &str| server.get(&format!("/api/v1/snapshots/vpc-to-vpc/map.svg{query}"));
    let all = map("");
    assert_eq!((all.status, all.header("content-type")), (200, Some("image/svg+xml")));
    let vpc = server.get("/api/v1/snapshots/vpc-to-vpc/ends?q=host-a&limit=1").json()["ends"][0]["vpc"].clone();
    let vpc = vpc.as_str().unwrap();
    assert!(all.body.starts_with("<svg") && all.body.contains(vpc), "{all:?}");
    let one = map(&format!("?vpc={vpc}"));
    // Subnets stand on the map of their VPC alone.
    let subnet = "subnet-05ac476d2a4d7acd9";
    assert!(one.body.contains(subnet) && !all.body.contains(subnet), "{one:?}");
    assert_ne!(map(&format!("?vpc={vpc}&aspect=tall")).body, one.body);
    assert_eq!(map("?vpc=").body, all.body);
    let none = map("?vpc=vpc-0");
    none.is_problem(422, "question");
    assert!(none.json()["detail"].as_str().unwrap().contains(vpc), "{none:?}");
    map("?aspect=round").is_problem(400, "query");
}

#[test]
fn every_word_of_a_question_is_heard() {
    let server = Running::example("vpc-to-vpc");
    let walk = |query: &str| server.get(&format!("/api/v1/snapshots/vpc-to-vpc/walk?{query}")).json();
    let headers = |query: &str| walk(query)["question"]["headers"][0].clone();
    assert_eq!(headers("from=HOST-A&to=HOST-B&protocol=udp")["protocol"], "udp");
    assert_eq!(headers("from=HOST-A&to=HOST-B&port=22")["destination_ports"], "22");
    assert_eq!(headers("from=HOST-A&to=HOST-B&source_port=4000")["source_ports"], "4000");
    assert_eq!(headers("from=HOST-A&to=HOST-B&icmp=3/4")["icmp_type"], "3");
    assert_eq!(headers("from=HOST-A&to=HOST-B&client=windows")["source_ports"], "49152–65535");
    assert_eq!(headers("from=HOST-A&to=HOST-B&reverse=true")["source"], "10.1.8.131");
    assert_eq!(walk("from=HOST-A&to=HOST-B&routing_only=true")["routing_only"], true);
    let by = walk(
        "from=HOST-A&to=HOST-B:443&via=eni-084d826e4b1e0e190&via=eni-0092f8e2d29917a4c&not_via=eni-062a260949710dda8",
    );
    assert_eq!(by["question"]["via"].as_array().map(Vec::len), Some(2), "{by}");
    assert_eq!(by["question"]["not_via"].as_array().map(Vec::len), Some(1), "{by}");
    // What a form leaves empty isn't given.
    assert_eq!(headers("from=HOST-A&to=HOST-B&protocol=&port=&client=")["protocol"], "tcp");
}

#[test]
fn what_appliances_do_is_said_with_the_question() {
    const NETWORK: &str = "
        vpc main 10.0.0.0/16
        table a
        route a 10.0.2.0/24 eni-left
        subnet a 10.0.1.0/24 table a
        subnet b 10.0.2.0/24
        subnet l 10.0.8.0/24
        host one a 10.0.1.10 sg open
        host two b 10.0.2.10 sg open
        host left l 10.0.8.10 sg open no-check
        host right b 10.0.2.20 sg open no-check";
    let files = fixture::expand(NETWORK).unwrap().into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    let source = Held::new("appliance".to_owned(), files);
    let server = Running::new(vec![Box::new(source)], Limits::default(), None);
    let walk = |query: &str| server.get(&format!("/api/v1/snapshots/appliance/walk?from=one&to=two:443{query}"));
    let hops = |query: &str| walk(query).json()["forward"]["hops"].as_array().unwrap().len();
    // It sees one direction alone, and what it makes of that nobody knows.
    assert_eq!(walk("").json()["verdict"], "unknown");
    let dropped = walk("&appliance=eni-left=drop").json();
    assert_eq!(dropped["verdict"], "never", "{dropped}");
    assert_eq!(hops("&appliance=eni-right=drop&appliance=eni-left=via:eni-right"), hops("") + 1);
    // What one question takes for granted no other does.
    assert_eq!(walk("").json()["verdict"], "unknown");
    walk("&appliance=eni-left=dances").is_problem(422, "question");
    walk("&appliance=eni-none=drop").is_problem(422, "unknown-name");
}

#[test]
fn a_resource_is_shown_with_its_tables_and_those_that_name_it() {
    let server = Running::example("vpc-to-vpc");
    let resource = |id: &str| server.get(&format!("/api/v1/snapshots/vpc-to-vpc/resources/{id}"));
    let host = resource("HOST-A").json();
    assert_eq!(host["resource"]["id"], "eni-084d826e4b1e0e190", "{host}");
    assert_eq!(host["place"]["pointer"], "/NetworkInterfaces/0");
    let belongs = host["belongs"].as_array().unwrap();
    assert!(belongs.iter().any(|belongs| belongs["how"] == "in subnet" && belongs["id"] == "subnet-05ac476d2a4d7acd9"));
    let group = belongs.iter().find(|belongs| belongs["how"] == "in security group").unwrap();
    let group = resource(group["id"].as_str().unwrap()).json();
    let rules = group["tables"][0]["rows"].as_array().unwrap();
    assert!(rules.iter().all(|row| row["editable"] == true && row["outcome"] == "pass"), "{group}");
    let members = group["referrers"].as_array().unwrap();
    assert!(members.iter().any(|member| member["id"] == host["resource"]["id"]), "{group}");
    let subnet = resource("subnet-05ac476d2a4d7acd9").json();
    let how: Vec<_> = subnet["referrers"].as_array().unwrap().iter().map(|of| of["how"].as_str().unwrap()).collect();
    assert!(how.contains(&"routes for") && how.contains(&"in subnet"), "{how:?}");
    resource("nothing").is_problem(404, "not-found");
}

#[test]
fn a_resource_says_whom_it_names() {
    let server = Running::example("vpc-to-vpc");
    let names = |id: &str, how: &str, whom: &str| {
        let shown = server.get(&format!("/api/v1/snapshots/vpc-to-vpc/resources/{id}")).json();
        let names = shown["names"].as_array().unwrap();
        assert!(names.iter().any(|of| of["how"] == how && of["id"] == whom), "{id} {how} {whom}: {names:?}");
    };
    names("rtb-0b0929f8aa1904db2", "routes to", "tgw-0d1ee2f3d814131de");
    names("rtb-0b0929f8aa1904db2", "routes for", "subnet-05ac476d2a4d7acd9");
    names("acl-0b341a39c1ed3ba86", "filters", "subnet-05ac476d2a4d7acd9");
    names("sg-053d4d98ec2d645b4", "lets in members of", "sg-053d4d98ec2d645b4");
    names("tgw-rtb-06c8754bba5a41b1f", "routes to", "tgw-attach-01f4b7089cef88717");
}

#[test]
fn what_no_command_takes_out_isnt_editable() {
    let server = Running::example("vpc-to-vpc");
    let rows = |id: &str| {
        let shown = server.get(&format!("/api/v1/snapshots/vpc-to-vpc/resources/{id}")).json();
        let rows = shown["tables"].as_array().unwrap().iter().flat_map(|table| table["rows"].as_array().unwrap());
        rows.map(|row| (row["rule"].to_string(), row["editable"] == true)).collect::<Vec<_>>()
    };
    let routes = rows("rtb-0b0929f8aa1904db2");
    let acl = rows("acl-0b341a39c1ed3ba86");
    assert!(routes.iter().all(|(rule, editable)| rule.contains("local") != *editable), "{routes:?}");
    assert!(acl.iter().all(|(rule, editable)| rule.contains("rule *") != *editable), "{acl:?}");
    for rows in [routes, acl] {
        assert!(rows.iter().any(|(_, editable)| *editable) && rows.iter().any(|(_, editable)| !editable), "{rows:?}");
    }
}

#[test]
fn what_cant_be_asked_is_told() {
    let server = Running::example("vpc-to-vpc");
    let walk = |query: &str| server.get(&format!("/api/v1/snapshots/vpc-to-vpc/walk?{query}"));
    let unknown = walk("from=HOST-X&to=HOST-B");
    unknown.is_problem(422, "unknown-name");
    assert!(unknown.json()["candidates"][0].as_str().unwrap().contains("HOST-"));
    walk("from=HOST-A&to=HOST-B&port=eighty").is_problem(422, "question");
    walk("from=HOST-A&to=HOST-B&client=toaster").is_problem(422, "question");
    walk("from=HOST-A").is_problem(400, "query");
    walk("from=HOST-A&to=HOST-B&colour=red").is_problem(400, "query");
    walk("from=HOST-A&to=HOST-B&ipv6=perhaps").is_problem(400, "query");
    server.get("/api/v1/snapshots/vpc-to-vpc/ends?limit=0").is_problem(400, "query");
    server.get("/api/v1/snapshots/vpc-to-vpc/ends?limit=101").is_problem(400, "query");
    server.get("/api/v1/snapshots/vpc-to-vpc/resources/HOST-A?most=0").is_problem(400, "query");
    walk("from=HOST-A&to=HOST-B&nat_port=80").is_problem(422, "question");
    server.get("/api/v1/snapshots/none/walk?from=a&to=b").is_problem(404, "not-found");
    server.get("/api/v1/nothing").is_problem(404, "not-found");
    server.ask("PUT", "/api/v1/snapshots", &[], "").is_problem(405, "method");
}

#[test]
fn a_snapshot_is_uploaded_asked_and_removed() {
    let server = Running::example("vpc-to-vpc");
    let files: Vec<_> = files("internet-egress")
        .into_iter()
        .map(|(name, bytes)| json!({"name": name, "text": String::from_utf8(bytes).unwrap()}))
        .collect();
    let uploaded = server.post("/api/v1/snapshots", &json!({"name": "My egress", "files": files}));
    assert_eq!(uploaded.status, 201, "{uploaded:?}");
    let snapshot = uploaded.json();
    assert_eq!((&snapshot["id"], &snapshot["uploaded"]), (&json!("my-egress"), &json!(true)));
    let story = server.get("/api/v1/snapshots/my-egress/walk?from=Red&to=8.8.8.8:53/udp").json();
    assert_eq!(story["verdict"], "always");
    assert_eq!(
        server.post("/api/v1/snapshots", &json!({"name": "My egress", "files": files})).json()["id"],
        "my-egress-2"
    );
    assert_eq!(server.ask("DELETE", "/api/v1/snapshots/my-egress", &[], "").status, 204);
    server.get("/api/v1/snapshots/my-egress/walk?from=Red&to=8.8.8.8").is_problem(404, "not-found");
    server.ask("DELETE", "/api/v1/snapshots/vpc-to-vpc", &[], "").is_problem(409, "on-disk");
}

#[test]
fn what_is_no_snapshot_is_told() {
    let server = Running::example("vpc-to-vpc");
    let upload = |text: &str| {
        server.post("/api/v1/snapshots", &json!({"name": "x", "files": [{"name": "vpcs.json", "text": text}]}))
    };
    let broken = upload("{\"Vpcs\": [}");
    broken.is_problem(422, "snapshot");
    assert!(broken.json()["detail"].as_str().unwrap().contains("vpcs.json:1:11"), "{broken:?}");
    upload("hello").is_problem(422, "snapshot");
    server.post("/api/v1/snapshots", &json!({"files": []})).is_problem(400, "body");
    server.ask("POST", "/api/v1/snapshots", &[], "{}").is_problem(415, "media-type");
}
