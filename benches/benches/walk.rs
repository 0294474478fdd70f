//! Walks: cold (nothing lowered yet), warm, as one packet again, told, and drawn.

#![expect(clippy::expect_used, reason = "a benchmark without its input is none")]

use criterion::{Criterion, criterion_group, criterion_main};
use packetwalk::{Network, Request, Session, Verdict, render};
use packetwalk_benches::{balanced, example, generated, load};
use packetwalk_testkit::generate::Shape;
use std::hint::black_box;

fn question(network: &Network, from: &str, to: &str) -> Request {
    let request = Request::parse(from, to).expect("a question");
    let verdict = Session::new(network).ask(&request).expect("an answer").verdict;
    assert_eq!(verdict, Verdict::Always, "a walk that ends early measures little");
    request
}

fn examples(c: &mut Criterion) {
    let cases = [("internet-egress", "Red", "8.8.8.8:53/udp"), ("vpc-to-vpc", "HOST-A", "HOST-B:443")];
    for (name, from, to) in cases {
        let network = load(&example(name)).expect("the example loads");
        let request = question(&network, from, to);
        let mut group = c.benchmark_group(name);
        let session = Session::new(&network);
        group.bench_function("warm walk, two ways, all decisions", |b| {
            b.iter(|| black_box(session.walk(&request).expect("an answer").events()));
        });
        group.bench_function("cold walk: lowered anew", |b| {
            b.iter(|| black_box(Session::new(&network).walk(&request).expect("an answer").events()));
        });
        let walked = session.walk(&request).expect("an answer");
        group.bench_function("confirm: one packet per part", |b| b.iter(|| black_box(walked.confirm().is_ok())));
        group.bench_function("tell", |b| b.iter(|| black_box(walked.story())));
        let story = walked.story();
        group.bench_function("render json", |b| b.iter(|| black_box(render::json::render(&story).len())));
        let layout = render::text::Layout::new(100);
        group.bench_function("render text", |b| b.iter(|| black_box(render::text::render(&story, layout).len())));
        let wide = packetwalk_draw::Aspect::Wide;
        group.bench_function("draw svg", |b| b.iter(|| black_box(packetwalk_draw::walk(&story).svg(wide).len())));
        group.finish();
    }
}

fn large(c: &mut Criterion) {
    let cases = [
        ("three-tier", Shape::ThreeTier, "in the VPC", "vpc-0-web-0", "vpc-0-app-2:8080"),
        ("three-tier", Shape::ThreeTier, "to the internet", "vpc-0-app-2", "8.8.8.8:443"),
        ("hub", Shape::Hub, "across the transit gateway", "vpc-1-app-2", "vpc-2-web-0:443"),
    ];
    for (name, shape, what, from, to) in cases {
        let mut group = c.benchmark_group(format!("{name}, 20,000 interfaces, {what}"));
        let network = load(&generated(20_000, shape).expect("a network")).expect("it loads");
        let request = question(&network, from, to);
        let session = Session::new(&network);
        group.bench_function("warm", |b| b.iter(|| black_box(session.walk(&request).expect("an answer").events())));
        group.bench_function("cold", |b| {
            b.iter(|| black_box(Session::new(&network).walk(&request).expect("an answer").events()));
        });
        group.finish();
    }
}

fn targets(c: &mut Criterion) {
    for (what, keeps) in [("the client's address kept", true), ("without the client's address", false)] {
        let mut group = c.benchmark_group(format!("network load balancer, 500 targets, {what}"));
        let network = load(&balanced(500, keeps).expect("a network")).expect("it loads");
        let request = question(&network, "internet", "54.0.0.10:80");
        let session = Session::new(&network);
        group.bench_function("warm", |b| b.iter(|| black_box(session.walk(&request).expect("an answer").events())));
        group.bench_function("cold", |b| {
            b.iter(|| black_box(Session::new(&network).walk(&request).expect("an answer").events()));
        });
        group.finish();
    }
}

criterion_group!(benches, examples, large, targets);
criterion_main!(benches);
