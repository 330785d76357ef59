//! A sentence made ready for reading: its tokens and the phrases that begin at each.

use std::cell::RefCell;

use super::lexicon::{Hit, Lexicon, Sem};
use super::numeral::Numeral;
use super::token::{Class, Token, tokens};
use crate::text::Span;

/// Longest phrase, in tokens, that is looked for to the left of a figure.
const LONGEST_BEFORE: usize = 6;

/// A sentence made ready for reading.
pub(crate) struct Scan<'t> {
    pub tokens: Vec<Token<'t>>,
    hits: Vec<Vec<Hit<'static>>>,
    pub lexicon: &'static Lexicon,
    /// The figure that was read last and where: all readers ask for the one at the same token.
    last: RefCell<Option<(usize, Option<Numeral>)>>,
}

impl<'t> Scan<'t> {
    pub(crate) fn new(text: &'t str, lexicon: &'static Lexicon) -> Self {
        let tokens = tokens(text);
        let hits = (0..tokens.len()).map(|at| lexicon.hits(&tokens, at)).collect();
        Scan { tokens, hits, lexicon, last: RefCell::new(None) }
    }

    /// The figure at `at`, by `read` unless it is the one that was read last.
    pub(crate) fn figure_at(&self, at: usize, read: impl Fn() -> Option<Numeral>) -> Option<Numeral> {
        if let Some((place, found)) = &*self.last.borrow()
            && *place == at
        {
            return found.clone();
        }
        let found = read();
        *self.last.borrow_mut() = Some((at, found.clone()));
        found
    }

    pub(crate) fn token(&self, at: usize) -> Option<&Token<'t>> {
        self.tokens.get(at)
    }

    /// Whether no reading can begin at the token: a word that means nothing to any reader, or a mark without a figure behind it.
    pub(crate) fn is_idle(&self, at: usize) -> bool {
        let (Some(token), Some(hits)) = (self.token(at), self.hits.get(at)) else { return true };
        if hits.iter().any(|hit| hit.sem.opens()) {
            return false;
        }
        match token.class {
            Class::Word => !token.is_roman() && !self.lexicon.may_hold_number(&token.folded),
            Class::Mark => self.token(at + 1).is_none_or(|next| next.spaced || !next.is_digits()),
            Class::Digits => false,
        }
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
