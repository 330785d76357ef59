use std::io::{self, Write};
use std::ops::Range;

use super::{Exporter, score};
use crate::review::Review;

/// The lines of Vecalign, which Bertalign's gold files share: `[6]:[7, 8]:0.1200`.
///
/// The third field is a cost, as Vecalign has it: 1 - score, and 0 for omissions and additions. An empty line parts
/// two reviews.
pub struct Vecalign<W> {
    out: W,
    started: bool,
}

impl<W: Write> Vecalign<W> {
    /// Writes nothing yet.
    pub fn new(out: W) -> Self {
        Vecalign { out, started: false }
    }
}

fn list(run: Range<usize>, sentences: usize) -> String {
    let numbers: Vec<String> = (run.start..run.end.min(sentences)).map(|n| n.to_string()).collect();
    numbers.join(", ")
}

impl<W: Write> Exporter for Vecalign<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        if std::mem::replace(&mut self.started, true) {
            writeln!(self.out)?;
        }
        for bead in &review.beads {
            let source = list(bead.source.clone(), review.source.sentences.len());
            let target = list(bead.target.clone(), review.target.sentences.len());
            let cost = if source.is_empty() || target.is_empty() { 0.0 } else { 1.0 - score(bead) };
            writeln!(self.out, "[{source}]:[{target}]:{cost:.4}")?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
