//! Facts of a sentence in the language that the first byte chooses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use newsalign::{facts, lang};

fuzz_target!(|input: (u8, &str)| {
    let (number, text) = input;
    let tags: Vec<_> = lang::tags().chain(["und"]).collect();
    let found = facts::read(text, tags[usize::from(number) % tags.len()]);
    assert!(found.is_sorted_by_key(|f| f.span.start));
    for fact in found {
        assert!(!text.get(fact.span.start..fact.span.end).unwrap().is_empty());
        assert!(fact.readings().all(|value| !value.to_string().is_empty()));
    }
});
