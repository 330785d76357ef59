use std::io::{self, Write};

use super::{ByBead, Exporter, address, bead_type, score};
use crate::review::Review;
use crate::text::one_line;

/// Tab-separated values without quoting, as Bitextor and OPUS read them: `src_url tgt_url src_text tgt_text score
/// bead_type findings`.
///
/// Tabs and line breaks inside a value become a space. The last column lists the findings as `check:verdict`, parted
/// by spaces; `bead_type` is `n:m`, with `~` behind it where the bead is moved. A one-sided bead leaves a text empty.
pub struct Tsv<W> {
    out: W,
}

impl<W: Write> Tsv<W> {
    /// Writes the header row.
    pub fn new(mut out: W) -> io::Result<Self> {
        writeln!(out, "src_url\ttgt_url\tsrc_text\ttgt_text\tscore\tbead_type\tfindings")?;
        Ok(Tsv { out })
    }
}

impl<W: Write> Exporter for Tsv<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let findings = ByBead::new(review);
        let (source, target) = (one_line(address(&review.source)), one_line(address(&review.target)));
        for (number, bead) in review.beads.iter().enumerate() {
            let texts = (review.source.joined(bead.source.clone()), review.target.joined(bead.target.clone()));
            let (left, right) = (one_line(&texts.0), one_line(&texts.1));
            let (score, kind, moved) = (score(bead), bead_type(bead), if bead.moved { "~" } else { "" });
            write!(self.out, "{source}\t{target}\t{left}\t{right}\t{score:.4}\t{kind}{moved}\t")?;
            for (place, finding) in findings.of(number).iter().enumerate() {
                let gap = if place > 0 { " " } else { "" };
                write!(self.out, "{gap}{}:{}", one_line(&finding.check), finding.verdict.name())?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
