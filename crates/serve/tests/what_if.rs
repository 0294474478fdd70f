//! Edits in memory, and what they amount to.

mod common;

use common::{Answer, Running, escaped, example};
use packetwalk::Loader;
use packetwalk_serve::{Held, Limits, Source};
use serde_json::{Value, json};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const ACLS: &str = "vpc-to-vpc/network-acls.json";
const GROUPS: &str = "vpc-to-vpc/security-groups.json";
const TABLES: &str = "vpc-to-vpc/route-tables.json";

fn walk(server: &Running, edits: &Value) -> Answer {
    let edits = escaped(&edits.to_string());
    server.get(&format!("/api/v1/snapshots/vpc-to-vpc/walk?from=HOST-A&to=HOST-B:443&edits={edits}"))
}

fn what_if(server: &Running, edits: &Value) -> Answer {
    server.post("/api/v1/snapshots/vpc-to-vpc/what-if", &json!({"edits": edits}))
}

fn remove(file: &str, pointer: &str) -> Value {
    json!({"file": file, "pointer": pointer, "op": "remove"})
}

#[test]
fn a_rule_that_is_taken_out_refuses_and_is_back_without_the_edit() {
    let server = Running::example("vpc-to-vpc");
    assert_eq!(walk(&server, &json!([])).json()["verdict"], "always");
    let edits = json!([remove(ACLS, "/NetworkAcls/0/Entries/0")]);
    let story = walk(&server, &edits).json();
    assert_eq!(story["verdict"], "never", "{story}");
    // What refuses now stands where it stood, though the entry before it is gone.
    let blocker = &story["blockers"][0];
    assert_eq!((&blocker["pointer"], &blocker["line"]), (&json!("/NetworkAcls/0/Entries/1"), &json!(29)));
    assert_eq!(walk(&server, &json!([])).json()["verdict"], "always");
    // Asked again it is the same, from memory.
    assert_eq!(walk(&server, &edits).json(), story);
}

#[test]
fn a_resource_is_shown_as_edited_beside_what_is_on_disk() {
    let server = Running::example("vpc-to-vpc");
    let table = |edits: &Value| {
        let edits = escaped(&edits.to_string());
        let story = server.get("/api/v1/snapshots/vpc-to-vpc/walk?from=HOST-A&to=HOST-B:443").json();
        let decisions = story["forward"]["hops"][0]["decisions"].as_array().unwrap();
        let found = decisions.iter().find(|decision| decision["check"] == "route table").unwrap();
        let id = found["resource"]["id"].as_str().unwrap();
        server.get(&format!("/api/v1/snapshots/vpc-to-vpc/resources/{id}?edits={edits}")).json()
    };
    let (before, after) = (table(&json!([])), table(&json!([remove(TABLES, "/RouteTables/0/Routes/1")])));
    let rows = |shown: &Value| shown["tables"][0]["rows"].as_array().unwrap().len();
    assert_eq!(rows(&before), rows(&after) + 1);
    assert_eq!(before["source"], after["source"]);
    assert_eq!((&before["source"]["file"], &before["source"]["line"]), (&json!(TABLES), &json!(3)));
    let text = before["source"]["text"].as_str().unwrap();
    assert!(text.starts_with('{') && text.contains("\"TransitGatewayId\""), "{text}");
}

#[test]
fn edits_are_told_as_commands() {
    let server = Running::example("vpc-to-vpc");
    let acl = server.get("/api/v1/snapshots/vpc-to-vpc/walk?from=HOST-A&to=HOST-B:443").json();
    let decisions = acl["forward"]["hops"][0]["decisions"].as_array().unwrap();
    let id = |check: &str| {
        let found = decisions.iter().find(|decision| decision["check"] == check).unwrap();
        found["resource"]["id"].as_str().unwrap().to_owned()
    };
    let (group, table, acl) = (id("security group"), id("route table"), id("network ACL"));
    let commands = |edits: Value| {
        let told = what_if(&server, &edits).json();
        assert_eq!(told["unsaid"], json!([]), "{told}");
        told["commands"].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        commands(json!([remove(ACLS, "/NetworkAcls/0/Entries/0")])),
        [format!("aws ec2 delete-network-acl-entry --network-acl-id {acl} --egress --rule-number 100")]
    );
    assert_eq!(
        commands(json!([
            {"file": ACLS, "pointer": "/NetworkAcls/0/Entries/0/RuleAction", "op": "replace", "value": "deny"},
            {"file": ACLS, "pointer": "/NetworkAcls/0/Entries", "op": "add", "value": {
                "CidrBlock": "10.1.0.0/16", "Egress": true, "Protocol": "6", "RuleAction": "allow", "RuleNumber": 90,
                "PortRange": {"From": 443, "To": 444}}},
        ])),
        [
            format!(
                "aws ec2 create-network-acl-entry --network-acl-id {acl} --egress --rule-number 90 --rule-action allow \
                 --protocol 6 --cidr-block 10.1.0.0/16 --port-range From=443,To=444"
            ),
            format!(
                "aws ec2 replace-network-acl-entry --network-acl-id {acl} --egress --rule-number 100 --rule-action deny \
                 --protocol -1 --cidr-block 0.0.0.0/0"
            ),
        ]
    );
    assert_eq!(
        commands(json!([{"file": GROUPS, "pointer": "/SecurityGroups/0/IpPermissionsEgress/0/IpRanges/0/CidrIp",
            "op": "replace", "value": "10.1.0.0/16"}])),
        [
            format!(
                "aws ec2 authorize-security-group-egress --group-id {group} --ip-permissions \
                 '[{{\"IpProtocol\":\"-1\",\"IpRanges\":[{{\"CidrIp\":\"10.1.0.0/16\"}}]}}]'"
            ),
            format!(
                "aws ec2 revoke-security-group-egress --group-id {group} --ip-permissions \
                 '[{{\"IpProtocol\":\"-1\",\"IpRanges\":[{{\"CidrIp\":\"0.0.0.0/0\"}}]}}]'"
            ),
        ]
    );
    assert_eq!(
        commands(json!([remove(TABLES, "/RouteTables/0/Routes/1")])),
        [format!("aws ec2 delete-route --route-table-id {table} --destination-cidr-block 0.0.0.0/0")]
    );
    assert_eq!(
        commands(json!([{"file": TABLES, "pointer": "/RouteTables/0/Routes/1", "op": "replace", "value":
            {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-$(reboot)", "State": "active"}}])),
        [format!(
            "aws ec2 replace-route --route-table-id {table} --destination-cidr-block 0.0.0.0/0 --gateway-id 'igw-$(reboot)'"
        )]
    );
}

#[test]
fn what_no_command_does_is_said() {
    let server = Running::example("vpc-to-vpc");
    let told = what_if(
        &server,
        &json!([
            remove(ACLS, "/NetworkAcls/0/Entries/0"),
            {"file": "vpc-to-vpc/network-interfaces.json", "pointer": "/NetworkInterfaces/0/SourceDestCheck",
             "op": "replace", "value": false},
        ]),
    );
    assert_eq!(told.status, 200, "{told:?}");
    let told = told.json();
    assert_eq!(told["unsaid"], json!([1]), "{told}");
    assert_eq!(told["summary"], "2 edits, 1 command; for 1 edit no command is known");
    assert_eq!(told["changes"][0]["resource"]["kind"], "network ACL");
}

#[test]
fn edits_that_cant_be_made_are_told() {
    let server = Running::example("vpc-to-vpc");
    walk(&server, &json!([remove(ACLS, "/NetworkAcls/9")])).is_problem(422, "edit");
    walk(&server, &json!([remove("../../etc/passwd", "/NetworkAcls/0")])).is_problem(422, "edit");
    walk(&server, &json!([{"file": ACLS, "pointer": "/NetworkAcls", "op": "add"}])).is_problem(422, "edit");
    walk(&server, &json!({"file": ACLS})).is_problem(400, "query");
    let many: Vec<_> = (0..101).map(|_| remove(ACLS, "/NetworkAcls/0")).collect();
    what_if(&server, &json!(many)).is_problem(422, "edit");
    what_if(&server, &json!([{"file": ACLS, "pointer": "", "op": "rename"}])).is_problem(400, "body");
}

#[test]
fn what_aws_would_not_take_is_refused_in_the_readers_words() {
    const ENTRY: &str = "/NetworkAcls/0/Entries/0";
    const PERMISSION: &str = "/SecurityGroups/0/IpPermissionsEgress/0";
    let server = Running::example("vpc-to-vpc");
    let put = |file: &str, pointer: &str, value: Value| json!([{"file": file, "pointer": pointer, "op": "replace", "value": value}]);
    let tcp = |from: Value| json!({"IpProtocol": "tcp", "FromPort": from, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]});
    for (edits, why) in [
        (
            put(TABLES, "/RouteTables/0/Routes/1/DestinationCidrBlock", json!("banana")),
            "\"banana\" is not an address block",
        ),
        (put(GROUPS, &format!("{PERMISSION}/IpRanges/0/CidrIp"), json!("10.0.0.1/8")), "\"10.0.0.1/8\" has bits set"),
        (put(GROUPS, PERMISSION, tcp(json!(99999))), "FromPort 99999 is out of range: expected 0 to 65535"),
        (put(GROUPS, PERMISSION, tcp(json!(444))), "FromPort 444 is larger than ToPort 443"),
        (put(GROUPS, PERMISSION, tcp(json!("abc"))), "\"abc\""),
        (put(GROUPS, &format!("{PERMISSION}/IpProtocol"), json!("xyz")), "\"xyz\" is not a protocol"),
        (put(ACLS, &format!("{ENTRY}/Protocol"), json!("xyz")), "\"xyz\" is not a protocol"),
        (put(ACLS, &format!("{ENTRY}/RuleAction"), json!("maybe")), "expected \"allow\" or \"deny\""),
        (put(ACLS, &format!("{ENTRY}/CidrBlock"), json!("0.0.0.0/40")), "\"0.0.0.0/40\""),
    ] {
        for answer in [walk(&server, &edits), what_if(&server, &edits)] {
            answer.is_problem(422, "edit");
            let detail = answer.json()["detail"].as_str().unwrap().to_owned();
            assert!(detail.contains(why), "{detail}");
        }
    }
}

#[test]
fn an_edit_that_changes_nothing_is_none() {
    let server = Running::example("vpc-to-vpc");
    let told = what_if(
        &server,
        &json!([
            remove(ACLS, "/NetworkAcls/0/Entries/0"),
            {"file": TABLES, "pointer": "/RouteTables/0/Routes/1/DestinationCidrBlock", "op": "replace", "value": "0.0.0.0/0"},
        ]),
    )
    .json();
    assert_eq!((&told["idle"], &told["unsaid"]), (&json!([1]), &json!([])), "{told}");
    assert_eq!(told["summary"], "1 edit, 1 command; 1 edit that would change nothing");
}

/// A snapshot whose files change when the test says so.
struct Changing {
    held: Held,
    stamp: Arc<AtomicU64>,
}

impl Source for Changing {
    fn name(&self) -> String {
        self.held.name()
    }

    fn read(&self, loader: &mut Loader) -> Result<(), String> {
        self.held.read(loader)
    }

    fn open(&self, file: &str) -> Result<Box<dyn Read + '_>, String> {
        self.held.open(file)
    }

    fn stamp(&self) -> Option<u64> {
        Some(self.stamp.load(Ordering::Relaxed))
    }
}

#[test]
fn a_change_on_disk_is_noticed_and_reloaded() {
    let stamp = Arc::new(AtomicU64::new(1));
    let source = Changing { held: example("vpc-to-vpc"), stamp: Arc::clone(&stamp) };
    let server = Running::new(vec![Box::new(source)], Limits::default(), None);
    let changed = || server.get("/api/v1/snapshots").json()["snapshots"][0]["changed"].clone();
    assert_eq!(changed(), false);
    stamp.store(2, Ordering::Relaxed);
    assert_eq!(changed(), true);
    let edits = json!([remove(ACLS, "/NetworkAcls/0/Entries/0")]);
    // The places of the files as they were read may be others by now.
    walk(&server, &edits).is_problem(409, "changed-on-disk");
    assert_eq!(walk(&server, &json!([])).json()["verdict"], "always");
    let reloaded = server.ask("POST", "/api/v1/snapshots/vpc-to-vpc/reload", &[], "");
    assert_eq!((reloaded.status, &reloaded.json()["changed"]), (200, &json!(false)), "{reloaded:?}");
    assert_eq!(walk(&server, &edits).json()["verdict"], "never");
}
