//! # omission and addition
//!
//! **What it does.** Tells of sentences that only one side has: one finding for a run of them. Captions are not
//! running text and are passed over; a headline that the scraper dropped is a note, and so is a short sentence beside
//! one whose counterpart is long enough to tell both, as long as the aligner itself is in doubt.
//!
//! **Why it matters.** A paragraph that was left out cannot be seen by reading the translation alone.
//!
//! **Example.** A source paragraph without a counterpart: *missing*, `2 sentences of the source left out`.

use std::ops::Range;

use super::finding::about_sentences;
use super::{Finding, Severity};
use crate::align::Bead;
use crate::embed::letters;
use crate::extract::Role;
use crate::facts::Side;
use crate::text::Span;

/// From here on the aligner's word that a sentence has no counterpart is taken.
const SURE: f32 = 0.8;
/// Share of a sentence's usual length that a neighbour's counterpart must have to spare to tell it too.
const ROOM: f32 = 0.55;

/// Findings on sentences that one side lacks.
pub(super) fn check(source: &Side, target: &Side, beads: &[Bead]) -> Vec<Finding> {
    let mut found = Vec::new();
    for omitted in [true, false] {
        let (side, lone): (&Side, fn(&Bead) -> bool) =
            if omitted { (source, |b| b.target.is_empty()) } else { (target, |b| b.source.is_empty()) };
        let mut run: Option<Run> = None;
        for (number, bead) in beads.iter().enumerate() {
            let sentences = if omitted { &bead.source } else { &bead.target };
            if !lone(bead) || !sentences.clone().any(|s| matters(side, s)) {
                // An addition between two omissions does not end the run.
                if !(bead.source.is_empty() || bead.target.is_empty()) {
                    found.extend(run.take().and_then(|r| r.finding([source, target], beads, omitted)));
                }
                continue;
            }
            match &mut run {
                Some(run) if run.end == sentences.start => run.end = sentences.end,
                _ => {
                    let next = Run { bead: number, start: sentences.start, end: sentences.end };
                    found.extend(run.replace(next).and_then(|r| r.finding([source, target], beads, omitted)));
                }
            }
        }
        found.extend(run.and_then(|r| r.finding([source, target], beads, omitted)));
    }
    found
}

struct Run {
    bead: usize,
    start: usize,
    end: usize,
}

impl Run {
    fn finding(self, sides: [&Side; 2], beads: &[Bead], omitted: bool) -> Option<Finding> {
        let [source, target] = sides;
        let side = if omitted { source } else { target };
        let (first, last) = (side.sentences.get(self.start)?, side.sentences.get(self.end.checked_sub(1)?)?);
        let span = Span::new(first.span.start, last.span.end);
        let spans = if omitted { [Some(span), None] } else { [None, Some(span)] };
        let title_only =
            (self.start..self.end).all(|s| matches!(role(side, s), Some(Role::Headline | Role::Subhead | Role::Table)));
        let told = beads.get(self.bead).is_some_and(|b| b.score < SURE) && self.may_be_told(sides, beads, omitted);
        let severity = if title_only || told { Severity::Note } else { Severity::Warning };
        Some(about_sentences(sides, spans, self.bead, self.end - self.start, severity))
    }

    /// Whether the counterpart of a neighbour is so much longer than usual that it may tell the run too.
    fn may_be_told(&self, sides: [&Side; 2], beads: &[Bead], omitted: bool) -> bool {
        let [own, other] = if omitted { sides } else { [sides[1], sides[0]] };
        let runs = |bead: &Bead| {
            let [a, b] = [bead.source.clone(), bead.target.clone()];
            if omitted { [a, b] } else { [b, a] }
        };
        let tied = || beads.iter().map(runs).filter(|[a, b]| !a.is_empty() && !b.is_empty());
        let all = tied().fold([0.0, 0.0], |sum, [a, b]| [sum[0] + length(own, &a), sum[1] + length(other, &b)]);
        let ratio = all[1] / f32::max(all[0], 1.0);
        let expected = ratio * length(own, &(self.start..self.end));
        tied().any(|[a, b]| {
            let beside = a.end == self.start || a.start == self.end;
            beside && length(other, &b) - ratio * length(own, &a) > ROOM * expected
        })
    }
}

/// Letters of a run of sentences.
fn length(side: &Side, run: &Range<usize>) -> f32 {
    let sentences = side.sentences.get(run.clone()).unwrap_or(&[]);
    sentences.iter().map(|s| letters(s.span.of(&side.article.text))).sum()
}

fn role(side: &Side, sentence: usize) -> Option<Role> {
    side.article.blocks.get(side.sentences.get(sentence)?.block).map(|b| b.role)
}

fn matters(side: &Side, sentence: usize) -> bool {
    role(side, sentence) != Some(Role::Caption)
}
