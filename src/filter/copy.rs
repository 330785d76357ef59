//! Whether one side is a copy of the other.

use std::collections::BTreeMap;

use super::side::Sides;
use crate::text::{fold, is_letter_or_figure};

/// Fewer words than this may well be the same in both languages: names, for the most part.
const FEWEST: usize = 4;

pub(super) fn identical(sides: &Sides<'_>) -> Option<f32> {
    let [source, target] = &sides.both;
    let bare = |text: &str| -> String { fold(text).chars().filter(|c| is_letter_or_figure(*c)).collect() };
    Some(if bare(source.text) == bare(target.text) { 1.0 } else { 0.0 })
}

/// Dice's coefficient of the words of both sides that have letters.
pub(super) fn common_words(sides: &Sides<'_>) -> Option<f32> {
    let [source, target] = &sides.both;
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let lettered = |word: &&&str| word.chars().any(char::is_alphabetic);
    source.words.iter().filter(lettered).for_each(|w| counts.entry(fold(w)).or_default().0 += 1);
    target.words.iter().filter(lettered).for_each(|w| counts.entry(fold(w)).or_default().1 += 1);
    let (own, other) = counts.values().fold((0, 0), |sum, n| (sum.0 + n.0, sum.1 + n.1));
    let both: usize = counts.values().map(|n| n.0.min(n.1)).sum();
    (own.min(other) >= FEWEST).then(|| 2.0 * both as f32 / (own + other) as f32)
}
