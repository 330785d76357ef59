use std::io::{self, Write};
use std::ops::Range;

use super::{Exporter, score};
use crate::align::Bead;
use crate::review::Review;

/// The numeric ladder of hunalign: a rung `n<TAB>m<TAB>score` opens each bead, the first is `0 0`, the last counts the
/// sentences of both sides.
///
/// A ladder cannot cross: a moved bead becomes an omission where its source stands and an addition where its target
/// stands, score 0. Of several reviews each begins again at `0 0`.
pub struct Ladder<W> {
    out: W,
}

impl<W: Write> Ladder<W> {
    /// Writes nothing yet.
    pub fn new(out: W) -> Self {
        Ladder { out }
    }
}

/// The beads without their crossings, made gapless: what a ladder can say.
pub(super) fn uncrossed(beads: &[Bead], sentences: (usize, usize)) -> Vec<Bead> {
    let mut out: Vec<Bead> = Vec::with_capacity(beads.len());
    let mut at = (0, 0);
    for bead in beads.iter().filter(|b| !b.moved) {
        let ends = (bead.source.end.min(sentences.0), bead.target.end.min(sentences.1));
        let source = if bead.source.is_empty() { at.0..at.0 } else { bead.source.start..ends.0 };
        let target = if bead.target.is_empty() { at.1..at.1 } else { bead.target.start..ends.1 };
        let forward =
            at.0 <= source.start && at.1 <= target.start && source.start <= source.end && target.start <= target.end;
        if !forward || (source.is_empty() && target.is_empty()) {
            continue;
        }
        fill(&mut out, at.0..source.start, at.1..target.start);
        at = (source.end, target.end);
        out.push(Bead { source, target, score: score(bead), moved: false });
    }
    fill(&mut out, at.0..sentences.0, at.1..sentences.1);
    out
}

/// What the moved beads leave behind, sentence by sentence.
fn fill(out: &mut Vec<Bead>, source: Range<usize>, target: Range<usize>) {
    let alone = |source, target| Bead { source, target, score: 0.0, moved: false };
    let (first, behind) = (target.start, source.end);
    out.extend(source.map(|s| alone(s..s + 1, first..first)));
    out.extend(target.map(|t| alone(behind..behind, t..t + 1)));
}

impl<W: Write> Exporter for Ladder<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let sentences = (review.source.sentences.len(), review.target.sentences.len());
        for bead in uncrossed(&review.beads, sentences) {
            writeln!(self.out, "{}\t{}\t{:.4}", bead.source.start, bead.target.start, bead.score)?;
        }
        writeln!(self.out, "{}\t{}\t0.0000", sentences.0, sentences.1)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
