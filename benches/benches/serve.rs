//! The server under load: how long each of many clients waits for an answer, over loopback.
//!
//! `cargo bench -p packetwalk-benches --bench serve`; `-- --large` takes 100,000 interfaces, too; `-- --test` asks each question once.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a load script without its server, or its figures, is none"
)]
#![expect(clippy::disallowed_methods, reason = "it has arguments")]

use packetwalk_benches::{example, generated};
use packetwalk_serve::{Access, Held, Limits, Server};
use packetwalk_testkit::Files;
use packetwalk_testkit::generate::Shape;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// Clients that ask at the same time, each the next question as soon as it has its answer.
const CLIENTS: [usize; 3] = [1, 8, 64];
const INTERFACES: u32 = 100_000;

fn main() {
    let given = |flag: &str| std::env::args().any(|arg| arg == flag);
    let times = if given("--test") { 1 } else { 2_000 };
    println!("| | clients | median | p99 | longest | answers a second |");
    println!("| --- | --: | --: | --: | --: | --: |");
    let walk = "/walk?from=HOST-A&to=HOST-B:443";
    measure("walk vpc-to-vpc", example("vpc-to-vpc"), walk, times);
    measure("walk internet-egress", example("internet-egress"), "/walk?from=Red&to=8.8.8.8:53/udp", times);
    if given("--large") {
        let large = || generated(INTERFACES, Shape::ThreeTier).expect("a network in memory");
        let times = times.min(500);
        measure("walk in 100,000 interfaces", large(), "/walk?from=vpc-0-app-2&to=8.8.8.8:443", times);
        for (told, query) in
            [("rare", "vpc-3-app-1"), ("in all", "10."), ("in none", "zzz"), ("two words", "app vpc-3")]
        {
            measure(
                &format!("type-ahead in 100,000 interfaces, {told}"),
                large(),
                &format!("/ends?q={}", query.replace(' ', "%20")),
                times,
            );
        }
        measure("a resource in 100,000 interfaces", large(), "/resources/vpc-0-app-2", times.min(100));
    }
}

fn measure(name: &str, files: Files, path: &str, times: usize) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = Server::new(Access::new(address, Vec::new(), None), Limits::default());
    let files = files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    let id = server.add(Box::new(Held::new("bench".to_owned(), files))).expect("it loads");
    let (stop, path) = (server.stop(), format!("/api/v1/snapshots/{id}{path}"));
    let path = path.as_str();
    std::thread::scope(|scope| {
        scope.spawn(|| server.run(listener).expect("it serves"));
        for clients in CLIENTS {
            let began = Instant::now();
            let asking: Vec<_> =
                (0..clients).map(|_| scope.spawn(move || client(address, path, times.div_ceil(clients)))).collect();
            let mut waits: Vec<Duration> = asking.into_iter().flat_map(|one| one.join().expect("answers")).collect();
            let took = began.elapsed();
            waits.sort_unstable();
            let at =
                |part: usize| waits.get((waits.len() * part / 100).min(waits.len() - 1)).copied().unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
            let rate = waits.len() as f64 / took.as_secs_f64();
            println!("| {name} | {clients} | {:.1?} | {:.1?} | {:.1?} | {rate:.0} |", at(50), at(99), at(100));
        }
        stop.now();
    });
}

/// Asks one question again and again over one connection; how long each answer took.
fn client(address: SocketAddr, path: &str, times: usize) -> Vec<Duration> {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("a socket");
    let mut answers = BufReader::new(stream);
    let question = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let mut waits = Vec::with_capacity(times);
    for _ in 0..times {
        let began = Instant::now();
        answers.get_mut().write_all(question.as_bytes()).expect("it is sent");
        let mut length = 0;
        let mut status = String::new();
        answers.read_line(&mut status).expect("a status");
        assert!(status.contains(" 200 "), "{status}");
        loop {
            let mut line = String::new();
            answers.read_line(&mut line).expect("a header");
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        answers.read_exact(&mut body).expect("the body");
        waits.push(began.elapsed());
    }
    waits
}
