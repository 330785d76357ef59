//! A model file of the sentence encoder that somebody else wrote: an error, or vectors of length 1 or 0.
#![no_main]

use libfuzzer_sys::fuzz_target;
use newsalign::embed::Encoder;
use newsalign::encoder::pack::seal;

/// Spaces of several widths, marks that are composed, characters that become several or disappear, and some that are unknown.
const TEXTS: &[&str] = &[
    "",
    "The ferry left the harbour late.",
    "FA\u{308}HRE\u{a0}\u{200b}17",
    "フェリーか\u{3099}遅れ",
    "⒘ ☃☃ \u{e0001}",
];

fuzz_target!(|file: &[u8]| {
    let _ = Encoder::from_bytes(file.to_vec());
    // Behind the checksum, which chance does not hit.
    let mut file = file.to_vec();
    seal(&mut file);
    let Ok(encoder) = Encoder::from_bytes(file) else { return };
    let pieces = encoder.pieces(TEXTS);
    let vectors = encoder.embed(TEXTS);
    assert_eq!((pieces.len(), vectors.len()), (TEXTS.len(), TEXTS.len()));
    for row in vectors.rows() {
        let length: f32 = row.iter().map(|x| x * x).sum();
        assert!(length == 0.0 || (length - 1.0).abs() < 1e-3, "{length}");
    }
});
