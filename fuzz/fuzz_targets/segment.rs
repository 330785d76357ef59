//! Sentences of a text in the language that the first byte chooses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use newsalign::lang;
use newsalign::text::is_space;

fuzz_target!(|input: (u8, &str)| {
    let (number, text) = input;
    let tags: Vec<_> = lang::tags().collect();
    // One more than there are languages: a language without a data file.
    let known = tags.get(usize::from(number) % (tags.len() + 1)).and_then(|tag| lang::lang(tag));
    let mut end = 0;
    let mut covered = String::new();
    for span in newsalign::segment::split(text, known) {
        assert!(span.start >= end && !span.is_empty(), "{span:?} after {end}");
        covered.push_str(text.get(span.start..span.end).unwrap());
        end = span.end;
    }
    let bare = |text: &str| text.chars().filter(|c| !is_space(*c)).collect::<String>();
    assert_eq!(bare(&covered), bare(text));
});
