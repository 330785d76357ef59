//! For `examples/fit_extract`: a document's figures, and what other verdicts than the built-in ones would make of it.

use super::assemble::{Options, Survey};
use super::forest::Forest;
use super::judge::{self, ALONE};
pub use super::sense::{PLANES, Planes, SCALE};
use super::{Role, is_page, place};
use crate::input::Document;

/// A document that was measured and waits for verdicts.
pub struct Measured(Survey);

impl Measured {
    /// Reads and measures a document.
    pub fn of(document: &Document, options: &Options) -> Self {
        Measured(Survey::of(document, options))
    }

    /// The text of each candidate, its line in the document (0 in a page), whether it equals the declared title.
    pub fn candidates(&self) -> impl Iterator<Item = (&str, usize, bool)> {
        self.0.candidates.iter().zip(&self.0.known).map(|(candidate, known)| {
            let title = known.markup.title > 0.0 || candidate.hint == Some(Role::Headline);
            (candidate.text.as_str(), candidate.origin.line, title)
        })
    }

    /// Of each candidate its text, where it stood in the page, its role if it stays, and what told against it; for reading
    /// what went wrong.
    pub fn blocks(&self, odds: &[f32], scores: &[f32]) -> Vec<(&str, Option<&str>, Option<Role>, String)> {
        let places = place::places(&self.0.candidates, &self.0.known, odds);
        let mut verdicts = judge::verdicts(&self.0.candidates, &self.0.known, places, scores, None);
        let roles = self.0.roles(&mut verdicts);
        let rows = self.0.candidates.iter().zip(roles).zip(verdicts);
        rows.map(|((c, role), verdict)| (c.text.as_str(), c.origin.node.as_deref(), role, verdict.evidence)).collect()
    }

    /// The vector of each candidate of a text, in one byte a number, and whether the line is short; empty in a page.
    pub fn vectors(&self) -> impl Iterator<Item = (&[i8], bool)> {
        self.0.known.iter().map(|known| (&*known.vector, super::sense::is_short(known)))
    }

    /// Takes other planes than the built-in ones.
    pub fn take(&mut self, planes: &Planes) {
        super::sense::judge(&mut self.0.known, planes);
    }

    /// The figures of the first pass, one row a candidate.
    pub fn alone(&self) -> Vec<Vec<f32>> {
        self.0.known.iter().map(|known| judge::row(known, None)).collect()
    }

    /// The figures of the second pass; `odds`: what the first one said of each candidate.
    pub fn placed(&self, odds: &[f32]) -> Vec<Vec<f32>> {
        let places = place::places(&self.0.candidates, &self.0.known, odds);
        self.0.known.iter().zip(&places).map(|(known, place)| judge::row(known, Some(place))).collect()
    }

    /// Whether the second pass is asked of a candidate of which the first one says `odds`; else that is the verdict.
    pub fn is_open(&self, odds: f32) -> bool {
        judge::is_open(is_page(&self.0.candidates), odds)
    }

    /// The role of each candidate that stays where the passes say `odds` and `scores`.
    pub fn roles(&self, odds: &[f32], scores: &[f32]) -> Vec<Option<Role>> {
        let places = place::places(&self.0.candidates, &self.0.known, odds);
        let mut verdicts = judge::verdicts(&self.0.candidates, &self.0.known, places, scores, None);
        self.0.roles(&mut verdicts)
    }
}

/// Names of the figures in a row of the first or second pass.
pub fn names(placed: bool) -> Vec<&'static str> {
    let mut names = judge::names();
    names.truncate(if placed { usize::MAX } else { ALONE });
    names
}

/// Trees, for scoring rows.
pub struct Trees(Forest);

impl Trees {
    /// Reads the trees under `[name]`; `None` where they are broken.
    pub fn read(file: &str, name: &str, figures: &[&str]) -> Option<Self> {
        Forest::read(file, name, figures).map(Trees)
    }

    /// Log odds of furniture.
    pub fn score(&self, row: &[f32]) -> f32 {
        self.0.score(row)
    }
}
