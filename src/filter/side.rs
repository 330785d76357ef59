//! The two sides of a pair, made ready for measuring.

use unicode_segmentation::UnicodeSegmentation;

use super::Pair;
use crate::text::is_letter;

/// One side.
pub(super) struct Side<'p> {
    pub(super) text: &'p str,
    pub(super) lang: &'p str,
    /// Characters, spaces not counted.
    pub(super) marks: usize,
    pub(super) letters: usize,
    /// Its words (UAX #29).
    pub(super) words: Vec<&'p str>,
}

/// Both sides and what is known of the pair.
pub(super) struct Sides<'p> {
    pub(super) pair: Pair<'p>,
    pub(super) both: [Side<'p>; 2],
}

impl<'p> Side<'p> {
    fn new(text: &'p str, lang: &'p str) -> Self {
        let marks = text.chars().filter(|c| !c.is_whitespace()).count();
        let letters = text.chars().filter(|c| is_letter(*c)).count();
        Side { text, lang, marks, letters, words: text.unicode_words().collect() }
    }
}

impl<'p> Sides<'p> {
    pub(super) fn new(pair: &Pair<'p>) -> Self {
        let both = [Side::new(pair.source, pair.source_lang), Side::new(pair.target, pair.target_lang)];
        Sides { pair: *pair, both }
    }

    /// The larger of what both sides measure.
    pub(super) fn larger(&self, of: impl Fn(&Side<'p>) -> f32) -> f32 {
        self.both.iter().map(of).fold(f32::NEG_INFINITY, f32::max)
    }

    /// The smaller of what both sides measure.
    pub(super) fn smaller(&self, of: impl Fn(&Side<'p>) -> f32) -> f32 {
        self.both.iter().map(of).fold(f32::INFINITY, f32::min)
    }

    /// Both measures together.
    pub(super) fn sum(&self, of: impl Fn(&Side<'p>) -> f32) -> f32 {
        self.both.iter().map(of).sum()
    }
}

/// `part` by `whole`; 1 where there is nothing.
pub(super) fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 1.0 } else { part as f32 / whole as f32 }
}
