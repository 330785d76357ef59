//! A tiny model for tests: a few words of the sea in four languages, those that mean the same with the same vector.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use super::pack::{Charmap, Training};
use super::{Encoder, Quantisation};

/// Words by meaning. Those of one line share a vector.
const MEANINGS: &[&[&str]] = &[
    &["▁the", "▁a", "▁die", "▁der", "▁o", "▁"],
    &["▁ferry", "▁fähre", "▁balsa", "フェリー"],
    &["▁harbour", "▁hafen", "▁porto", "港"],
    &["▁storm", "▁sturm", "▁temporal", "嵐"],
    &["▁late", "▁spät", "▁atrasada", "遅れ"],
    &["▁left", "▁verließ", "▁deixou", "出"],
    &["▁5", "▁17", "5", "17"],
    &["er", "ing", "が", "を", "は"],
    &[".", ",", "。", "、", "-"],
];
const DIMS: usize = 32;

/// What a training would give.
pub(super) fn training() -> Training {
    let mut pieces = vec![("<unk>".to_owned(), 0.0)];
    let mut table = vec![0.0; DIMS];
    for (number, words) in MEANINGS.iter().enumerate() {
        for word in *words {
            pieces.push(((*word).to_owned(), -3.0 - 0.5 * word.chars().count() as f32));
            // Particles and marks say little.
            let weight = if (1..=6).contains(&number) { 1.0 } else { 0.1 };
            table.extend((0..DIMS).map(|d| weight * noise(number * DIMS + d)));
        }
    }
    // Single letters, unlikely but known: every word of these can be cut.
    for letter in "abcdefghiklmorstuväß".chars() {
        pieces.push((letter.to_string(), -12.0));
        table.extend((0..DIMS).map(|d| 0.2 * noise(letter as usize * DIMS + d)));
    }
    let mut charmap = Charmap { compose: vec!['\u{300}'..='\u{36f}', '\u{3099}'..='\u{309a}'], ..Charmap::default() };
    for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ".chars() {
        charmap.map.insert(c, c.to_lowercase().collect());
    }
    charmap.map.extend(['\t', '\n', '\u{a0}', '\u{3000}'].map(|c| (c, " ".to_owned())));
    charmap.map.extend(['\u{ad}', '\u{200b}', '\0'].map(|c| (c, String::new())));
    charmap.map.insert('㏠', "1日".to_owned());
    charmap.map.insert('⒘', "17.".to_owned());
    Training { name: "a few words of the sea".to_owned(), charmap, pieces, dims: DIMS, table, ..Training::default() }
}

/// The file, packed once: going through all of Unicode takes a while where nothing is optimised.
pub(super) fn bytes(quantisation: Quantisation) -> &'static [u8] {
    static INT8: LazyLock<Vec<u8>> = LazyLock::new(|| training().pack(Quantisation::Int8).unwrap());
    static INT4: LazyLock<Vec<u8>> = LazyLock::new(|| training().pack(Quantisation::Int4).unwrap());
    static INT2: LazyLock<Vec<u8>> = LazyLock::new(|| training().pack(Quantisation::Int2).unwrap());
    match quantisation {
        Quantisation::Int8 => &INT8,
        Quantisation::Int4 => &INT4,
        Quantisation::Int2 => &INT2,
    }
}

pub(super) fn encoder() -> Encoder {
    Encoder::from_bytes(bytes(Quantisation::Int8)).unwrap()
}

/// A number from -1 to 1 that looks like chance (splitmix64).
fn noise(seed: usize) -> f32 {
    let mut z = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
}
