//! Loading, beside a bare typed parse of the same bytes.

#![expect(clippy::expect_used, reason = "a benchmark without its input is none")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use packetwalk_benches::{example, generated, load};
use packetwalk_testkit::generate::Shape;
use serde::Deserialize;
use std::hint::black_box;

/// The least that a walk needs of an interface, owned: what any typed parser pays.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "parsed, not used")]
struct Bare {
    network_interface_id: String,
    vpc_id: String,
    subnet_id: String,
    status: String,
    interface_type: String,
    source_dest_check: bool,
    private_ip_address: String,
    groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "parsed, not used")]
struct Group {
    group_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    network_interfaces: Vec<Bare>,
}

fn loads(c: &mut Criterion) {
    let mut group = c.benchmark_group("load");
    for name in ["internet-egress", "vpc-to-vpc"] {
        let files = example(name);
        group.throughput(Throughput::Bytes(files.iter().map(|(_, text)| text.len() as u64).sum()));
        group.bench_function(name, |b| b.iter(|| black_box(load(&files).is_ok())));
    }
    let files = generated(20_000, Shape::ThreeTier).expect("a network");
    let interfaces = files.iter().find(|(name, _)| name.contains("network-interfaces")).expect("interfaces");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(files.iter().map(|(_, text)| text.len() as u64).sum()));
    group.bench_function("20,000 interfaces", |b| {
        b.iter_batched(|| (), |()| load(&files).expect("it loads"), BatchSize::PerIteration);
    });
    group.throughput(Throughput::Bytes(interfaces.1.len() as u64));
    group.bench_function("20,000 interfaces, bare typed parse", |b| {
        let parse = || serde_json::from_str::<Answer>(&interfaces.1).expect("it parses").network_interfaces.len();
        b.iter(|| black_box(parse()));
    });
    group.finish();
}

criterion_group!(benches, loads);
criterion_main!(benches);
