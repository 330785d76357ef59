//! How alike runs of sentences of two languages are.
//!
//! [`Similarity`] is what the aligner asks; [`Lexical`] answers it from the two texts alone: figures, names, cognates and
//! a dictionary that the pair itself teaches. A sentence encoder can stand in its place or beside it.

mod band;
mod dictionary;
pub mod encoder;
mod lexical;
mod romanise;
mod terms;

use std::ops::Range;

use crate::facts::Fact;

pub use band::Band;
pub use encoder::{Encoder, EncoderError, SentenceEncoder, Vectors};
pub use lexical::{Lexical, LexicalWeights};
pub use romanise::{romanise, skeleton};

/// Says how alike a run of source sentences and a run of target sentences are.
pub trait Similarity {
    /// Quality of the pair per sentence, 0 (unrelated) to 1; one half where nothing speaks for or against it.
    ///
    /// Asked for every cell of the aligner's table, so it must be cheap for merged runs too.
    fn score(&self, source: Range<usize>, target: Range<usize>) -> f32;

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
