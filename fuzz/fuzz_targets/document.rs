//! Bytes as they were fetched, to the facts.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
mod laws;

use libfuzzer_sys::fuzz_target;
use newsalign::{extract::Options, input};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = input::from_bytes("fuzz", bytes) {
        laws::side(&newsalign::read(&document, &Options::default())).unwrap();
    }
});
