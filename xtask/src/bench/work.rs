//! What is measured.

use super::table;
use crate::measure::resident;
use anyhow::{Result, anyhow};
use packetwalk::{Network, Request, Session};
use packetwalk_benches::{example, generated};
use packetwalk_testkit::generate::Shape;
use packetwalk_testkit::{Files, load};
use std::hint::black_box;

/// A line of the table.
pub(crate) struct Work {
    pub(crate) name: &'static str,
    /// The line that its CPU time is to be held against.
    pub(crate) beside: Option<&'static str>,
    /// Whether its instructions are counted too.
    pub(crate) counted: bool,
    #[expect(clippy::type_complexity, reason = "what is prepared is what runs")]
    pub(crate) prepare: Box<dyn Fn() -> Result<Box<dyn FnMut()>>>,
}

impl Work {
    pub(crate) fn new(name: &'static str, prepare: impl Fn() -> Result<Box<dyn FnMut()>> + 'static) -> Self {
        Work { name, beside: None, counted: true, prepare: Box::new(prepare) }
    }

    pub(crate) fn beside(self, beside: &'static str) -> Self {
        Work { beside: Some(beside), ..self }
    }

    /// Too long for callgrind.
    fn uncounted(self) -> Self {
        Work { counted: false, ..self }
    }
}

pub(crate) fn works(large: bool) -> Vec<Work> {
    let examples = [
        ("internet-egress", "Red", "8.8.8.8:53/udp", ["walk internet-egress", "walk internet-egress, cold"]),
        ("vpc-to-vpc", "HOST-A", "HOST-B:443", ["walk vpc-to-vpc", "walk vpc-to-vpc, cold"]),
    ];
    let walks = examples.into_iter().flat_map(|(name, from, to, [warm, cold])| {
        [
            Work::new(warm, move || walk(&example(name), from, to)),
            Work::new(cold, move || walk_cold(&example(name), from, to)),
        ]
    });
    let mut works: Vec<_> = walks.collect();
    let many = |count: u32| move || walk(&large_files(count)?, "vpc-0-app-2", "8.8.8.8:443");
    works.extend([
        Work::new("walk in 10 interfaces", many(10)),
        Work::new("walk in 1,000 interfaces", many(1000)),
        Work::new("walk in 100,000 interfaces", many(100_000)).uncounted(),
    ]);
    if large {
        works.push(Work::new("walk in 1,000,000 interfaces", many(1_000_000)).uncounted());
    }
    works.extend([
        Work::new("serde_json, vpc-to-vpc", || Ok(parsing(example("vpc-to-vpc")))),
        Work::new("load vpc-to-vpc", || Ok(loading(example("vpc-to-vpc")))).beside("serde_json, vpc-to-vpc"),
        Work::new("serde_json, 1,000 interfaces", || Ok(parsing(large_files(1000)?))),
        Work::new("load 1,000 interfaces", || Ok(loading(large_files(1000)?))).beside("serde_json, 1,000 interfaces"),
        Work::new("serde_json, 100,000 interfaces", || Ok(parsing(large_files(100_000)?))).uncounted(),
        Work::new("load 100,000 interfaces", || Ok(loading(large_files(100_000)?)))
            .uncounted()
            .beside("serde_json, 100,000 interfaces"),
    ]);
    works.extend(table::works());
    works
}

fn walk(files: &Files, from: &str, to: &str) -> Result<Box<dyn FnMut()>> {
    // Sessions borrow their network, and both live as long as the line runs.
    let network: &'static Network = Box::leak(Box::new(load(files)?));
    let session = Session::new(network);
    let request = Request::parse(from, to)?;
    session.walk(&request).map_err(|error| anyhow!("{error}"))?;
    Ok(Box::new(move || {
        black_box(session.walk(&request).is_ok());
    }))
}

/// A walk in which every station is lowered anew.
fn walk_cold(files: &Files, from: &str, to: &str) -> Result<Box<dyn FnMut()>> {
    let network = load(files)?;
    let request = Request::parse(from, to)?;
    Ok(Box::new(move || {
        black_box(Session::new(&network).walk(&request).is_ok());
    }))
}

fn loading(files: Files) -> Box<dyn FnMut()> {
    Box::new(move || {
        black_box(load(&files).is_ok());
    })
}

fn parsing(files: Files) -> Box<dyn FnMut()> {
    Box::new(move || {
        for (_, text) in &files {
            black_box(serde_json::from_str::<serde_json::Value>(text).is_ok());
        }
    })
}

/// Memory that a network of so many interfaces holds, in bytes for each.
pub(crate) fn memory(interfaces: u32) -> Result<u64> {
    let files = large_files(interfaces)?;
    let before = resident()?;
    let network = load(&files)?;
    let held = resident()?.saturating_sub(before);
    drop((network, files));
    Ok(held / u64::from(interfaces))
}

fn large_files(interfaces: u32) -> Result<Files> {
    Ok(generated(interfaces, Shape::ThreeTier)?)
}

/// The network of a fixture.
pub(crate) fn fixture(text: &str) -> Result<Network> {
    Ok(load(&packetwalk_testkit::fixture::expand(text)?)?)
}
