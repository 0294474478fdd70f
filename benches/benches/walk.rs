//! Walks: cold (nothing lowered yet), warm, as one packet again, and told.

#![expect(clippy::expect_used, reason = "a benchmark without its input is none")]

use criterion::{Criterion, criterion_group, criterion_main};
use packetwalk::{Network, Request, Session, render};
use packetwalk_benches::{example, generated, load};
use packetwalk_testkit::generate::Shape;
use std::hint::black_box;

fn question(network: &Network, from: &str, to: &str) -> Request {
    let request = Request::parse(from, to).expect("a question");
    assert!(Session::new(network).ask(&request).is_ok(), "the question has an answer");
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
        group.finish();
    }
}

fn large(c: &mut Criterion) {
    let mut group = c.benchmark_group("generated");
    for (name, shape) in [("three-tier", Shape::ThreeTier), ("hub", Shape::Hub)] {
        let network = load(&generated(20_000, shape).expect("a network")).expect("it loads");
        let ends = network.ends();
        let (web, app) = (&ends[50], &ends[ends.len() - 50]);
        let near = question(&network, &web.id, &format!("{}:443", ends[51].id));
        let far = question(&network, &web.id, &format!("{}:443", app.id));
        let session = Session::new(&network);
        group.bench_function(format!("{name}, 20,000 interfaces, near, warm"), |b| {
            b.iter(|| black_box(session.walk(&near).expect("an answer").events()));
        });
        group.bench_function(format!("{name}, 20,000 interfaces, far, warm"), |b| {
            b.iter(|| black_box(session.walk(&far).expect("an answer").events()));
        });
        group.bench_function(format!("{name}, 20,000 interfaces, far, cold"), |b| {
            b.iter(|| black_box(Session::new(&network).walk(&far).expect("an answer").events()));
        });
    }
    group.finish();
}

criterion_group!(benches, examples, large);
criterion_main!(benches);
