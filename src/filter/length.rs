//! How long the sides are, and how long beside one another.

use super::side::Sides;
use crate::embed;
use crate::text::is_cjk;

/// Added to both lengths, so that short sentences may differ more.
const SLACK: f32 = 15.0;

pub(super) fn shortest(sides: &Sides<'_>) -> Option<f32> {
    Some(sides.smaller(|side| side.marks as f32))
}

pub(super) fn longest(sides: &Sides<'_>) -> Option<f32> {
    Some(sides.larger(|side| side.text.chars().count() as f32))
}

pub(super) fn fewest_words(sides: &Sides<'_>) -> Option<f32> {
    Some(sides.smaller(|side| side.words.len() as f32))
}

pub(super) fn ratio(sides: &Sides<'_>) -> Option<f32> {
    let length = |text| embed::letters(text) + SLACK;
    Some(sides.larger(|side| length(side.text)) / sides.smaller(|side| length(side.text)))
}

/// Scripts without spaces have no words that could be too long.
pub(super) fn longest_word(sides: &Sides<'_>) -> Option<f32> {
    let length = |word: &&str| word.chars().filter(|c| !is_cjk(*c)).count();
    Some(sides.larger(|side| side.words.iter().map(length).max().unwrap_or(0) as f32))
}
