//! A sentence made ready for reading: its tokens and the phrases that begin at each.

use super::lexicon::{Hit, Lexicon, Sem};
use super::token::{Token, tokens};
use crate::text::Span;

/// Longest phrase, in tokens, that is looked for to the left of a figure.
const LONGEST_BEFORE: usize = 6;

/// A sentence made ready for reading.
pub(crate) struct Scan<'t> {
    pub tokens: Vec<Token<'t>>,
    hits: Vec<Vec<Hit<'static>>>,
    pub lexicon: &'static Lexicon,
}

impl<'t> Scan<'t> {
    pub(crate) fn new(text: &'t str, lexicon: &'static Lexicon) -> Self {
        let tokens = tokens(text);
        let hits = (0..tokens.len()).map(|at| lexicon.hits(&tokens, at)).collect();
        Scan { tokens, hits, lexicon }
    }

    pub(crate) fn token(&self, at: usize) -> Option<&Token<'t>> {
        self.tokens.get(at)
    }

    /// Whether the token is a word that means nothing to any reader.
    pub(crate) fn is_idle(&self, at: usize) -> bool {
        self.hits.get(at).is_none_or(Vec::is_empty)
            && self.token(at).is_some_and(|t| {
                t.class == super::token::Class::Word && !t.is_roman() && !self.lexicon.may_hold_number(&t.folded)
            })
    }

    /// Whether the token at `at` exists and is this mark.
    pub(crate) fn mark(&self, at: usize, mark: &str) -> bool {
        self.token(at).is_some_and(|t| t.is(mark))
    }

    /// Whether the token at `at` stands right after the one before it, without a space.
    pub(crate) fn glued(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| !t.spaced)
    }

    /// The longest phrase at `at` with a meaning that `pick` takes: where it ends, and what was picked.
    pub(crate) fn find<T>(&self, at: usize, pick: impl Fn(&'static Sem) -> Option<T>) -> Option<(usize, T)> {
        self.hits.get(at)?.iter().find_map(|hit| pick(hit.sem).map(|found| (at + hit.len, found)))
    }

    /// All meanings that `pick` takes of the longest phrase at `at` that has one.
    pub(crate) fn find_all<T>(&self, at: usize, pick: impl Fn(&'static Sem) -> Option<T>) -> Vec<(usize, T)> {
        let mut found: Vec<(usize, T)> = Vec::new();
        for hit in self.hits.get(at).into_iter().flatten() {
            if let Some(picked) = pick(hit.sem)
                && found.first().is_none_or(|(end, _)| *end == at + hit.len)
            {
                found.push((at + hit.len, picked));
            }
        }
        found
    }

    /// End of the longest phrase at `at` with the meaning `sem`.
    pub(crate) fn end_of(&self, at: usize, sem: &Sem) -> Option<usize> {
        self.find(at, |s| (s == sem).then_some(())).map(|(end, ())| end)
    }

    /// The longest phrase that ends right before `end`: where it starts, and what was picked.
    pub(crate) fn find_before<T>(&self, end: usize, pick: impl Fn(&'static Sem) -> Option<T>) -> Option<(usize, T)> {
        (end.saturating_sub(LONGEST_BEFORE)..end).find_map(|start| {
            let hits = self.hits.get(start)?;
            hits.iter().filter(|h| start + h.len == end).find_map(|h| pick(h.sem)).map(|found| (start, found))
        })
    }

    /// Start of the longest phrase with the meaning `sem` that ends right before `end`.
    pub(crate) fn start_of(&self, end: usize, sem: &Sem) -> Option<usize> {
        self.find_before(end, |s| (s == sem).then_some(())).map(|(start, ())| start)
    }

    /// Bytes of the sentence under the tokens `start..end`.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        match (self.token(start), end.checked_sub(1).and_then(|last| self.token(last))) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::default(),
        }
    }
}
