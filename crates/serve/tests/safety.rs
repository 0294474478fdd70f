//! What rude clients, and other people's pages, get.

mod common;

use common::{Running, example, read};
use packetwalk::Loader;
use packetwalk_serve::{Limits, Source};
use serde_json::json;
use std::io::{ErrorKind, Read, Write};
use std::time::Duration;

/// Limits that a test reaches.
fn tight() -> Limits {
    Limits {
        connections: 4,
        head: Duration::from_millis(200),
        arrival: Duration::from_millis(200),
        body: 64 << 10,
        room: 128 << 10,
        uploads: 1,
        ..Limits::default()
    }
}

fn tightly() -> Running {
    Running::new(vec![Box::new(example("vpc-to-vpc"))], tight(), None)
}

#[test]
fn the_server_answers_to_its_own_names() {
    let server = Running::example("vpc-to-vpc");
    let named = |host: &str| server.send(&format!("GET /api/v1/snapshots HTTP/1.1\r\n{host}Connection: close\r\n\r\n"));
    assert_eq!(named("Host: localhost\r\n").status, 200);
    assert_eq!(named("Host: [::1]:80\r\n").status, 200);
    named("Host: evil.example\r\n").is_problem(421, "host");
    named("").is_problem(421, "host");
    named("Host: localhost\r\nHost: evil.example\r\n").is_problem(421, "host");
    let absolute = "GET http://evil.example/api/v1/snapshots HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    server.send(absolute).is_problem(421, "host");
}

#[test]
fn pages_from_elsewhere_get_nothing() {
    let server = Running::example("vpc-to-vpc");
    let own = format!("Origin: http://{}", server.address);
    let upload = json!({"name": "x", "files": []}).to_string();
    let elsewhere =
        ["Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"];
    for header in elsewhere {
        server.ask("GET", "/api/v1/snapshots", &[header], "").is_problem(403, "cross-site");
        server.ask("POST", "/api/v1/snapshots/vpc-to-vpc/reload", &[header], "").is_problem(403, "cross-site");
    }
    for header in [own.as_str(), "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none"] {
        assert_eq!(server.ask("GET", "/api/v1/snapshots", &[header], "").status, 200, "{header}");
    }
    // A form on a page can send text, and nobody asks first; so text isn't taken.
    server.ask("POST", "/api/v1/snapshots", &["Content-Type: text/plain"], &upload).is_problem(415, "media-type");
    // A link that a person follows opens.
    let followed = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"];
    assert_eq!(server.ask("GET", "/", &followed, "").status, 200);
    let shared = "/api/v1/snapshots/vpc-to-vpc/walk.txt?from=HOST-A&to=HOST-B:443";
    assert_eq!(server.ask("GET", shared, &followed, "").status, 200);
    let answer = server.get("/api/v1/snapshots");
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[test]
fn answers_say_that_they_are_nobody_elses() {
    let server = Running::example("vpc-to-vpc");
    for path in ["/", "/index.html", "/api/v1/snapshots", "/nothing", "/api/v1/nothing"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}: {answer:?}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{path}");
    }
}

#[test]
fn a_token_opens_the_door() {
    let server = Running::new(vec![Box::new(example("vpc-to-vpc"))], Limits::default(), Some("s3cret"));
    for headers in [vec![], vec!["Authorization: Bearer wrong"], vec!["Cookie: packetwalk_token=wrong"]] {
        let answer = server.ask("GET", "/api/v1/snapshots", &headers, "");
        answer.is_problem(401, "token");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    server.get("/").is_problem(401, "token");
    server.get("/?token=wrong").is_problem(401, "token");
    assert_eq!(server.ask("GET", "/api/v1/snapshots", &["Authorization: Bearer s3cret"], "").status, 200);
    let opened = server.get("/?token=s3cret");
    assert_eq!((opened.status, opened.header("location")), (303, Some("/")), "{opened:?}");
    let cookie = opened.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let cookie = format!("Cookie: other=1; {}", cookie.split(';').next().unwrap());
    assert_eq!(server.ask("GET", "/api/v1/snapshots", &[&cookie], "").status, 200);
}

#[test]
fn nothing_but_the_page_is_served() {
    let server = Running::example("vpc-to-vpc");
    for path in [
        "/../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/../Cargo.toml",
        "/tests/",
        "//etc/passwd",
        "/index.html%00.js",
        "/.git/config",
    ] {
        let answer = server.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        assert!(!answer.body.contains("root:") && !answer.body.contains("[package]"), "{path}");
    }
    server.get("/api/v1/snapshots/..%2f..%2fetc/walk?from=a&to=b").is_problem(404, "not-found");
    server.get("/api/v1/snapshots/vpc-to-vpc/resources/..%2f..%2fetc%2fpasswd").is_problem(404, "not-found");
}

#[test]
fn the_page_is_asked_for_once() {
    let server = Running::example("vpc-to-vpc");
    let first = server.get("/");
    let tag = format!("If-None-Match: {}", first.header("etag").unwrap());
    let second = server.ask("GET", "/", &[&tag], "");
    assert_eq!((second.status, second.body.as_str()), (304, ""));
    assert_eq!(server.ask("GET", "/", &["If-None-Match: \"other\""], "").status, 200);
}

#[test]
fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let server = tightly();
    let head = format!(
        "POST /api/v1/snapshots HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nConnection: close\r\n",
        server.address
    );
    // Nothing of it is sent.
    server.send(&format!("{head}Content-Length: 10000000000\r\n\r\n")).is_problem(413, "too-large");
    // One that doesn't say how large it is.
    let chunk = "x".repeat(1 << 10);
    let chunks = format!("{:x}\r\n{chunk}\r\n", chunk.len()).repeat(80);
    server.send(&format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n")).is_problem(413, "too-large");
}

#[test]
fn heads_without_end_are_refused() {
    let server = tightly();
    let long = "x".repeat(200 << 10);
    let answer = server.send(&format!("GET /{long} HTTP/1.1\r\nHost: {}\r\n\r\n", server.address));
    assert!(matches!(answer.status, 400 | 414 | 431), "{answer:?}");
    let headers = "Header: x\r\n".repeat(1000);
    let answer = server.send(&format!("GET / HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", server.address));
    assert!(matches!(answer.status, 400 | 431), "{answer:?}");
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn slow_clients_lose_their_place() {
    let server = tightly();
    // They take every place, and send a head that doesn't end.
    let mut slow: Vec<_> = (0..4).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localh").unwrap();
    }
    // Whoever comes after them waits until their time is over, and is answered.
    assert_eq!(server.get("/").status, 200);
    for stream in &mut slow {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(!String::from_utf8_lossy(&rest).contains(" 200 "));
    }
    // So do those that keep a connection and ask nothing more.
    let mut idle: Vec<_> = (0..4).map(|_| server.connect()).collect();
    for stream in &mut idle {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    }
    assert_eq!(server.get("/").status, 200);
    // And those whose body doesn't come.
    let mut body = server.connect();
    let head =
        "POST /api/v1/snapshots HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n";
    body.write_all(format!("{head}Content-Length: 100\r\n\r\n{{").as_bytes()).unwrap();
    read(&mut body).is_problem(408, "slow");
}

#[test]
fn clients_that_take_no_answer_lose_their_place() {
    let limits = Limits { connections: 1, stalled: Duration::from_millis(200), ..Limits::default() };
    let server = Running::new(vec![Box::new(example("vpc-to-vpc"))], limits, None);
    let mut deaf = server.connect();
    // Much less than a head may take: what ends it is that nobody reads.
    deaf.set_write_timeout(Some(limits.head / 2)).unwrap();
    // It asks on and on: when the answers fill what the two systems hold of them, the server can't write, and doesn't read.
    let question = b"GET /page.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    let ended = loop {
        if let Err(error) = deaf.write_all(&question) {
            break error.kind();
        }
    };
    assert!(matches!(ended, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{ended:?}");
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn two_hundred_ask_at_once() {
    let server = Running::example("vpc-to-vpc");
    let asked = |number: usize| {
        let path = format!("/api/v1/snapshots/vpc-to-vpc/walk?from=HOST-A&to=HOST-B:{}", number + 1);
        server.get(&path)
    };
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..200).map(|number| scope.spawn(move || asked(number))).collect();
        for client in clients {
            let answer = client.join().unwrap();
            assert_eq!((answer.status, answer.json()["verdict"].as_str()), (200, Some("always")));
        }
    });
}

#[test]
fn there_is_room_for_a_few_uploads() {
    let server = tightly();
    let files =
        json!([{"name": "vpcs.json", "text": "{\"Vpcs\": [{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/16\"}]}"}]);
    let upload = || server.post("/api/v1/snapshots", &json!({"name": "<script>alert(1)</script>", "files": files}));
    let first = upload();
    assert_eq!((first.status, &first.json()["id"]), (201, &json!("script-alert-1-script")), "{first:?}");
    upload().is_problem(409, "full");
    assert_eq!(server.ask("DELETE", "/api/v1/snapshots/script-alert-1-script", &[], "").status, 204);
    assert_eq!(upload().status, 201);
}

/// A snapshot that panics when somebody wants to read in its files.
struct Faulty(packetwalk_serve::Held);

impl Source for Faulty {
    fn name(&self) -> String {
        self.0.name()
    }

    fn read(&self, loader: &mut Loader) -> Result<(), String> {
        self.0.read(loader)
    }

    #[expect(clippy::panic, reason = "it is what is tested")]
    fn open(&self, _: &str) -> Result<Box<dyn Read + '_>, String> {
        panic!("a fault of the test's")
    }

    fn stamp(&self) -> Option<u64> {
        None
    }
}

#[test]
fn a_fault_in_one_answer_is_no_other_answers() {
    let server = Running::new(vec![Box::new(Faulty(example("vpc-to-vpc")))], Limits::default(), None);
    let limits = Limits::default();
    // More often than questions are worked on at a time: a place that a fault took would be missing.
    for _ in 0..=limits.work {
        server.get("/api/v1/snapshots/vpc-to-vpc/resources/HOST-A").is_problem(500, "fault");
    }
    assert_eq!(server.get("/api/v1/snapshots").status, 200);
}
