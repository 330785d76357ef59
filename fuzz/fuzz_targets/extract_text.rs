//! A scraped text, to the facts.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
mod laws;

use libfuzzer_sys::fuzz_target;
use newsalign::{extract::Options, input::Document};

fuzz_target!(|body: &str| {
    let document = Document::text("fuzz", body);
    laws::side(&newsalign::read(&document, &Options::default())).unwrap();
});
