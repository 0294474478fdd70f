//! Any bytes: the loader takes them or says what is wrong with them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use packetwalk::{Loader, Wanted};

fuzz_target!(|data: &[u8]| {
    let wanted = if data.len() % 2 == 0 { Wanted::ByName } else { Wanted::InFolder };
    let mut loader = Loader::new();
    loader.read("fuzz-tgw-rtb-0a.json", None, wanted, data);
    match loader.network() {
        Ok(network) => {
            let problems: Vec<_> = network.snapshot().problems().iter().map(ToString::to_string).collect();
            std::hint::black_box((problems, network.ends().len()));
        }
        Err(error) => drop(std::hint::black_box(error.to_string())),
    }
});
