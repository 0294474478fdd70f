//! What is measured.

use super::table;
use anyhow::{Result, anyhow};
use packetwalk::{Network, Request, Session};
use packetwalk_benches::{example, generated};
use packetwalk_testkit::generate::Shape;
use packetwalk_testkit::{Files, load};
use std::hint::black_box;

/// A line of the table.
pub(crate) struct Work {
    pub(crate) name: &'static str,
    /// What is to be read beside it.
    pub(crate) remark: &'static str,
    /// Whether its instructions are counted too.
    pub(crate) counted: bool,
    #[expect(clippy::type_complexity, reason = "what is prepared is what runs")]
    pub(crate) prepare: Box<dyn Fn() -> Result<Box<dyn FnMut()>>>,
}

impl Work {
    pub(crate) fn new(name: &'static str, prepare: impl Fn() -> Result<Box<dyn FnMut()>> + 'static) -> Self {
        Work { name, remark: "", counted: true, prepare: Box::new(prepare) }
    }

    fn remark(self, remark: &'static str) -> Self {
        Work { remark, ..self }
    }

    /// Too long for callgrind.
    fn uncounted(self) -> Self {
        Work { counted: false, ..self }
    }
}

pub(crate) fn works(large: bool) -> Vec<Work> {
    let walks = |name: &'static str, from: &'static str, to: &'static str| move || walk(&example(name), from, to);
    let many = |count: u32| move || walk(&large_files(count)?, "vpc-0-app-2", "8.8.8.8:443");
    let mut works = vec![
        Work::new("walk internet-egress", walks("internet-egress", "Red", "8.8.8.8:53/udp")),
        Work::new("walk vpc-to-vpc", walks("vpc-to-vpc", "HOST-A", "HOST-B:443")),
        Work::new("walk in 10 interfaces", many(10)),
        Work::new("walk in 1,000 interfaces", many(1000)),
        Work::new("walk in 100,000 interfaces", many(100_000)).uncounted(),
        Work::new("load vpc-to-vpc", || Ok(loading(example("vpc-to-vpc")))),
        Work::new("load 1,000 interfaces", || Ok(loading(large_files(1000)?))),
        Work::new("serde_json of the same bytes", || Ok(parsing(large_files(1000)?))).remark("to `Value`, one core"),
        Work::new("load 100,000 interfaces", || Ok(loading(large_files(100_000)?))).uncounted().remark("all cores"),
        Work::new("serde_json of these bytes", || Ok(parsing(large_files(100_000)?)))
            .uncounted()
            .remark("to `Value`, one core"),
    ];
    if large {
        works.push(Work::new("walk in 1,000,000 interfaces", many(1_000_000)).uncounted());
    }
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

fn large_files(interfaces: u32) -> Result<Files> {
    Ok(generated(interfaces, Shape::ThreeTier)?)
}

/// The network of a fixture.
pub(crate) fn fixture(text: &str) -> Result<Network> {
    Ok(load(&packetwalk_testkit::fixture::expand(text)?)?)
}
