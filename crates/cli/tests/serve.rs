//! `packetwalk serve` as a program: a snapshot on disk that changes under it.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that can't prepare its files fails")]

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server that is killed when the test is over.
struct Serving {
    child: Child,
    address: String,
    /// What stands behind the address: the token.
    query: String,
}

impl Serving {
    fn of(folder: &Path, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_packetwalk"));
        command.arg("serve").arg("-s").arg(folder).args(args).stdout(Stdio::piped()).env_remove("PACKETWALK_TOKEN");
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        // It says where it is once everything is loaded.
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("http://").unwrap();
        let (address, query) = url.split_once('/').unwrap();
        Serving { child, address: address.to_owned(), query: query.to_owned() }
    }

    fn ask(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn json(&self, method: &str, path: &str) -> Value {
        let answer = self.ask(method, &format!("/api/v1/snapshots{path}"));
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn copy(example: &str, to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn a_snapshot_on_disk_is_read_noticed_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    std::fs::create_dir(&shop).unwrap();
    copy("database", &shop);
    let server = Serving::of(&shop, &["--listen", "127.0.0.1:0"]);
    let listed = || server.json("GET", "")["snapshots"][0].clone();
    assert_eq!((listed()["id"].as_str(), listed()["changed"].as_bool()), (Some("shop"), Some(false)));

    let web = server.json("GET", "/shop/resources/web");
    let text = web["source"]["text"].as_str().unwrap();
    assert!(text.contains("eni-022e7cdcc17c96674"), "{web}");

    let group = server.json("GET", "/shop/resources/sg-05a666079ef1946a6");
    let at = group["place"]["pointer"].as_str().unwrap();
    let file = group["place"]["file"].as_str().unwrap();
    let allow = r#"{"IpProtocol":"tcp","FromPort":5432,"ToPort":5432,"IpRanges":[{"CidrIp":"10.20.0.0/16"}]}"#;
    let edit = format!(r#"[{{"file":"{file}","pointer":"{at}/IpPermissions","op":"add","value":{allow}}}]"#);
    let edit = edit.replace('{', "%7b").replace('}', "%7d").replace('"', "%22").replace(['\n', ' '], "%20");
    let walk = |edits: &str| server.json("GET", &format!("/shop/walk?from=web&to=db:5432&edits={edits}"));
    let refused_by = |story: &Value| {
        let codes = story["blockers"].as_array().unwrap().iter();
        codes.map(|blocker| blocker["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(refused_by(&walk("")), ["SG_NO_MATCH", "NACL_DENY"]);
    assert_eq!(refused_by(&walk(&edit)), ["NACL_DENY"]);

    // Somebody takes the instances away.
    std::fs::remove_file(shop.join("instances.json")).unwrap();
    assert_eq!(listed()["changed"], true);
    // An edit that was tried before is answered as before; another would be made in other files than those that were read.
    assert_eq!(refused_by(&walk(&edit)), ["NACL_DENY"]);
    assert_eq!(walk(&edit.replace("10.20.0.0", "10.0.0.0"))["status"], 409);
    assert_eq!(server.json("POST", "/shop/reload")["changed"], false);
    // And leaves a snapshot that can't be read: what was read before still answers.
    std::fs::write(shop.join("vpcs.json"), "{").unwrap();
    assert_eq!(server.json("POST", "/shop/reload")["status"], 422);
    assert_eq!(listed()["changed"], true);
    let ends = "from=eni-022e7cdcc17c96674&to=eni-07ff2696ccb8965b7:5432";
    assert_eq!(server.json("GET", &format!("/shop/walk?{ends}"))["verdict"], "never");
}

#[test]
fn where_others_can_ask_a_token_is_made_up() {
    let folder = tempfile::tempdir().unwrap();
    copy("database", folder.path());
    let server = Serving::of(folder.path(), &["--listen", "0.0.0.0:0"]);
    let token = server.query.strip_prefix("?token=").unwrap();
    assert_eq!(token.len(), 32, "{token}");
    assert!(server.ask("GET", "/").starts_with("HTTP/1.1 401 "));
    assert!(server.ask("GET", &format!("/{}", server.query)).starts_with("HTTP/1.1 303 "));
}
