//! Any snapshot that loads: questions to it are answered or refused.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Some(network) = packetwalk_fuzz::network(data) {
        packetwalk_fuzz::ask(&network, packetwalk_fuzz::hash(data));
    }
});
