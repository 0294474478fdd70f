//! What the benchmarks have in common.

#![expect(clippy::disallowed_methods, reason = "benchmarks read examples")]

use packetwalk::{LoadError, Loader, Network, Wanted};
use packetwalk_testkit::Files;
use packetwalk_testkit::generate::{Shape, generate};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Result, Write};
use std::path::Path;
use std::rc::Rc;

/// The files of an example.
///
/// # Panics
/// When the example isn't there.
#[expect(clippy::expect_used, reason = "a benchmark without its input is none")]
pub fn example(name: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name);
    let entries = std::fs::read_dir(folder).expect("the example's folder").flatten();
    let json = entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "json"));
    json.map(|entry| {
        let text = std::fs::read_to_string(entry.path()).expect("a file of the example");
        (entry.file_name().to_string_lossy().into_owned(), text)
    })
    .collect()
}

/// The files of a generated network.
///
/// # Errors
/// Never: it is written to memory.
pub fn generated(enis: u32, shape: Shape) -> Result<Files> {
    let files: Rc<RefCell<BTreeMap<String, Vec<u8>>>> = Rc::default();
    let mut sink = |name: &str| -> Result<Box<dyn Write>> {
        Ok(Box::new(InMemory { name: name.to_owned(), files: Rc::clone(&files) }))
    };
    generate(enis, shape, &mut sink)?;
    let files = files.take().into_iter();
    Ok(files.map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned())).collect())
}

/// The files of a Network Load Balancer with targets that are alike, in the fixture language's words.
///
/// # Errors
/// Never: the network is made here.
pub fn balanced(targets: usize, keeps_clients_address: bool) -> Result<Files> {
    let (mut hosts, mut names) = (String::new(), String::new());
    for number in 0..targets {
        hosts += &format!("host h{number} back 10.0.{}.{} sg web\n", 4 + number / 240, 11 + number % 240);
        names += &format!(" h{number}");
    }
    let network = format!(
        "vpc main 10.0.0.0/16\nigw gw\ntable public\nroute public 0.0.0.0/0 igw-gw\n\
         subnet front 10.0.1.0/24 table public\nsubnet back 10.0.4.0/22\n\
         sg web\nallow web in tcp:8080 0.0.0.0/0\nnlb edge front=10.0.1.10=54.0.0.10\n{hosts}\
         targets web tcp:8080{names}\nlistener edge tcp:80 web\n\
         attribute edge load_balancing.cross_zone.enabled true\n\
         attribute web preserve_client_ip.enabled {keeps_clients_address}\n"
    );
    packetwalk_testkit::fixture::expand(&network).map_err(|error| std::io::Error::other(error.to_string()))
}

struct InMemory {
    name: String,
    files: Rc<RefCell<BTreeMap<String, Vec<u8>>>>,
}

impl Write for InMemory {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.files.borrow_mut().entry(self.name.clone()).or_default().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Loads files.
///
/// # Errors
/// As the loader's.
pub fn load(files: &Files) -> std::result::Result<Network, LoadError> {
    let mut loader = Loader::new();
    for (name, text) in files {
        loader.read(name, None, Wanted::ByName, text.as_bytes());
    }
    loader.network()
}
