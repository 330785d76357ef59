use std::io::{self, Write};

use super::{Documents, Exporter, score};
use crate::facts::Side;
use crate::review::Review;
use crate::text::XmlWriter;

/// XCES `cesAlign` as OPUS writes it: a `linkGrp` a pair of documents, a `link` a bead.
///
/// A sentence is called `s` and its number from 1, as OPUS numbers documents without paragraph marks. The two sides
/// of `xtargets` are parted by `;`, and an omission or addition leaves one of them empty. Where documents can be written, the
/// names of `fromDoc` and `toDoc` are those of files: `text` with `p` and `s`.
pub struct Xces<W: Write> {
    xml: XmlWriter<W>,
    links: usize,
    documents: Option<Documents>,
}

impl<W: Write> Xces<W> {
    /// Opens the document.
    pub fn new(out: W, documents: Option<Documents>) -> io::Result<Self> {
        let mut xml = XmlWriter::new(out)?;
        xml.open("cesAlign", &[("version", "1.0")])?;
        Ok(Xces { xml, links: 0, documents })
    }
}

fn ids(side: &Side, run: std::ops::Range<usize>) -> String {
    let end = run.end.min(side.sentences.len());
    let ids: Vec<String> = (run.start..end).map(|number| format!("s{}", number + 1)).collect();
    ids.join(" ")
}

impl<W: Write> Exporter for Xces<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let (from, to) = (&review.source, &review.target);
        let name = |side: &Side| match &self.documents {
            Some(documents) => documents.put(side),
            None => Ok(side.article.name.clone()),
        };
        let (one, other) = (name(from)?, name(to)?);
        self.xml.open("linkGrp", &[("targType", "s"), ("fromDoc", &one), ("toDoc", &other)])?;
        for bead in &review.beads {
            self.links += 1;
            let targets = format!("{};{}", ids(from, bead.source.clone()), ids(to, bead.target.clone()));
            self.xml.empty(
                "link",
                &[
                    ("id", &format!("SL{}", self.links)),
                    ("certainty", &format!("{:.4}", score(bead))),
                    ("xtargets", &targets),
                ],
            )?;
        }
        self.xml.close()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.xml.finish()
    }
}
