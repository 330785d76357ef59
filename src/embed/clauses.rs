//! Sentences cut into clauses, so that a short sentence can be found again inside a long one.
//!
//! The vector of a long sentence is a mean: what half a line of it says is lost in it. A translator who draws two sentences
//! together puts a comma or a stop where the end of one stood.

use std::ops::Range;

use crate::text::is_letter_or_figure;

use super::{EncoderError, SentenceEncoder, Vectors};

/// Letters below which a clause goes with the next one.
const SHORTEST: usize = 10;
/// Most clauses of a sentence; the last one holds the rest.
const MOST: usize = 8;

/// The vectors of the sentences of one side, and of their clauses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Embedded {
    /// One for each sentence.
    pub sentences: Vectors,
    /// One for each clause of the sentences that have several.
    pub clauses: Vectors,
    /// Which clauses each sentence has; none where it is one clause.
    pub of: Vec<Range<usize>>,
}

impl Embedded {
    /// Embeds sentences and their clauses.
    ///
    /// # Errors
    /// Those of the encoder.
    pub fn new(sentences: &[&str], encoder: &dyn SentenceEncoder) -> Result<Self, EncoderError> {
        let mut all: Vec<&str> = Vec::new();
        let mut of = Vec::with_capacity(sentences.len());
        for sentence in sentences {
            let start = all.len();
            all.extend(clauses(sentence));
            if all.len() == start + 1 {
                all.pop();
            }
            of.push(start..all.len());
        }
        let (sentences, clauses) = encoder.embed_with_parts(sentences, &all, &of)?;
        Ok(Embedded { sentences, clauses, of })
    }

    /// The vectors of the sentences by themselves.
    pub fn plain(sentences: Vectors) -> Self {
        let of = vec![0..0; sentences.len()];
        Embedded { sentences, clauses: Vectors::default(), of }
    }
}

/// Cuts behind the marks that end a clause in any script; what is too short goes with what follows.
///
/// ```
/// use newsalign::embed::clauses;
///
/// let parts: Vec<&str> = clauses("Nobody was hurt, the coast guard said, but 1,200 litres leaked.").collect();
/// assert_eq!(parts, ["Nobody was hurt,", "the coast guard said,", "but 1,200 litres leaked."]);
/// ```
pub fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    let mut rest = sentence.trim();
    let mut given = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        given += 1;
        let end = if given < MOST { end(rest) } else { rest.len() };
        let (clause, others) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = others.trim_start();
        Some(clause.trim_end())
    })
}

/// Where the first clause ends.
fn end(text: &str) -> usize {
    let mut letters = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        letters += usize::from(is_letter_or_figure(c));
        let after = at + c.len_utf8();
        let spaced = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if letters >= SHORTEST && (is_wide_stop(c) || is_stop(c) && spaced) {
            let left = text.get(after..).unwrap_or("");
            return if left.chars().filter(|c| is_letter_or_figure(*c)).take(SHORTEST).count() < SHORTEST {
                text.len()
            } else {
                after
            };
        }
    }
    text.len()
}

/// Marks that end a clause where white space follows.
fn is_stop(c: char) -> bool {
    matches!(
        c,
        ',' | ';'
            | ':'
            | '.'
            | '!'
            | '?'
            | '…'
            | '–'
            | '—'
            | ')'
            | '”'
            | '»'
            | '،'
            | '؛'
            | '؟'
            | '।'
            | '۔'
            | '՝'
            | '։'
    )
}

/// Marks of scripts that are written without spaces.
fn is_wide_stop(c: char) -> bool {
    matches!(c, '，' | '、' | '。' | '；' | '：' | '！' | '？' | '」' | '』' | '）')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chinese_is_cut_without_spaces() {
        let parts: Vec<&str> = clauses("港口周二早上重新开放了，但是渡轮服务仍然没有恢复。").collect();
        assert_eq!(parts.len(), 2);
    }

    #[test]
    fn what_is_short_stays_with_its_neighbour() {
        assert_eq!(clauses("No, he said.").count(), 1);
        assert_eq!(clauses("In 2019, the harbour was closed, Ana Lima of Saltby said.").count(), 2);
    }

    proptest! {
        #[test]
        fn nothing_but_space_is_lost(text in "\\PC{0,200}") {
            let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let joined: String = clauses(&text).map(bare).collect();
            prop_assert_eq!(joined, bare(&text));
        }
    }
}
