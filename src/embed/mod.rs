//! How alike runs of sentences of two languages are.
//!
//! [`Similarity`] is what the aligner asks; [`Lexical`] answers it from the two texts alone: figures, names, cognates and
//! a dictionary that the pair itself teaches. A sentence encoder can stand in its place or beside it.

mod band;
mod clauses;
mod dictionary;
mod encoded;
mod evidence;
mod lexical;
#[cfg(feature = "onnx")]
mod onnx;
mod open;
mod romanise;
mod side;
mod terms;
#[cfg(feature = "usem")]
mod usem;

use std::ops::Range;

use crate::facts::Fact;

pub use crate::encoder::{Encoder, EncoderError, SentenceEncoder, Vectors};
pub use band::Band;
pub use clauses::{Embedded, clauses};
pub use encoded::{Encoded, EncodedWeights};
pub use evidence::{Evidence, EvidenceWeights};
pub use lexical::{Lexical, LexicalWeights};
#[cfg(feature = "onnx")]
pub use onnx::{Onnx, OnnxError};
pub use open::{OpenError, open};
pub use romanise::{romanise, skeleton};
pub use terms::anchors;
#[cfg(feature = "usem")]
pub use usem::{Usem, UsemError};

/// The greatest score. Translations lie between one half and 1; what names many figures and names lies above. Were scores cut off at 1,
/// a run of much evidence would be better merged with its neighbours, which have room for it, than tied by itself.
pub const GREATEST: f32 = 1.5;

/// Says how alike a run of source sentences and a run of target sentences are.
pub trait Similarity {
    /// Quality of the pair per sentence, 0 (unrelated) to [`GREATEST`]; one half where nothing speaks for or against it.
    ///
    /// Asked for every cell of the aligner's table, so it must be cheap for merged runs too.
    fn score(&self, source: Range<usize>, target: Range<usize>) -> f32;

    /// The same, if it can be more than `least`; what can be told to be less at a glance is not worked out.
    fn score_above(&self, source: Range<usize>, target: Range<usize>, least: f32) -> Option<f32> {
        (least < GREATEST).then(|| self.score(source, target))
    }

    /// A score that the pair cannot exceed, told at a glance.
    fn most(&self, _source: &Range<usize>, _target: &Range<usize>) -> f32 {
        GREATEST
    }

    /// How well each source and each target sentence belongs to the rest of its own side, in deviations from what is usual
    /// there; empty where nothing is known of it.
    fn belonging(&self) -> (&[f32], &[f32]) {
        (&[], &[])
    }

    /// Whether each source and each target sentence has facts of which none stands anywhere on the other side; empty where
    /// nothing is known of it.
    fn lone(&self) -> [&[bool]; 2] {
        [&[], &[]]
    }

    /// How far a source sentence is told by the likeliest clause of a target sentence, and that one by a clause of it, on the
    /// pair's own scale: 0 as unrelated sentences, 1 as translations. Where nothing is known of it, minus infinity.
    fn told(&self, _source: usize, _target: usize) -> [f32; 2] {
        [f32::NEG_INFINITY; 2]
    }

    /// How many independent kinds of evidence speak for the pair (figures, names, words, marks).
    fn kinds(&self, source: Range<usize>, target: Range<usize>) -> usize {
        usize::from(self.score(source, target) > 0.6)
    }
}

/// The sentences of one side, as the similarity reads them.
#[derive(Clone, Copy, Debug, Default)]
pub struct View<'a> {
    /// The sentences in reading order.
    pub texts: &'a [&'a str],
    /// Their facts; [`Fact::sentence`] counts in `texts`.
    pub facts: &'a [Fact],
}

/// How many letters of an alphabet a text is worth: a Chinese sign stands for several, a space for half of one.
pub fn letters(text: &str) -> f32 {
    if text.is_ascii() {
        let spaces = text.bytes().filter(|b| char::from(*b).is_whitespace()).count();
        return text.len() as f32 - 0.5 * spaces as f32;
    }
    let halves = |c: char| match c {
        '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => 5,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    0.5 * text.chars().map(halves).sum::<u32>() as f32
}
