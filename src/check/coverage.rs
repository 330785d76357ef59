//! # omission and addition
//!
//! **What it does.** Tells of sentences that only one side has: one finding for a run of them. Captions are not
//! running text and are passed over; a headline that the scraper dropped is a note.
//!
//! **Why it matters.** A paragraph that was left out cannot be seen by reading the translation alone.
//!
//! **Example.** A source paragraph without a counterpart: *missing*, `2 sentences of the source left out`.

use super::finding::about_sentences;
use super::{Finding, Severity};
use crate::align::Bead;
use crate::extract::Role;
use crate::facts::Side;
use crate::text::Span;

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
                    found.extend(run.take().and_then(|r| r.finding(source, target, omitted)));
                }
                continue;
            }
            match &mut run {
                Some(run) if run.end == sentences.start => run.end = sentences.end,
                _ => {
                    let next = Run { bead: number, start: sentences.start, end: sentences.end };
                    found.extend(run.replace(next).and_then(|r| r.finding(source, target, omitted)));
                }
            }
        }
        found.extend(run.and_then(|r| r.finding(source, target, omitted)));
    }
    found
}

struct Run {
    bead: usize,
    start: usize,
    end: usize,
}

impl Run {
    fn finding(self, source: &Side, target: &Side, omitted: bool) -> Option<Finding> {
        let side = if omitted { source } else { target };
        let (first, last) = (side.sentences.get(self.start)?, side.sentences.get(self.end.checked_sub(1)?)?);
        let span = Span::new(first.span.start, last.span.end);
        let spans = if omitted { [Some(span), None] } else { [None, Some(span)] };
        let title_only =
            (self.start..self.end).all(|s| matches!(role(side, s), Some(Role::Headline | Role::Subhead | Role::Table)));
        let severity = if title_only { Severity::Note } else { Severity::Warning };
        Some(about_sentences([source, target], spans, self.bead, self.end - self.start, severity))
    }
}

fn role(side: &Side, sentence: usize) -> Option<Role> {
    side.article.blocks.get(side.sentences.get(sentence)?.block).map(|b| b.role)
}

fn matters(side: &Side, sentence: usize) -> bool {
    role(side, sentence) != Some(Role::Caption)
}
