use std::io::{self, Write};

use super::{ByBead, Exporter, address, bead_type, score, tag, text_of, ties, versions};
use crate::align::Tie;
use crate::facts::Side;
use crate::review::Review;
use crate::text::XmlWriter;

/// TMX 1.4b: one `tu` a bead, with its score, type and source documents as `prop`, and its findings as `note`.
///
/// The header says the source language of the first review; a unit of another one says so itself. A one-sided bead
/// is a unit with one variant.
pub struct Tmx<W: Write> {
    xml: XmlWriter<W>,
    srclang: Option<String>,
    units: usize,
}

impl<W: Write> Tmx<W> {
    /// Writes the XML declaration; the header waits for the first review.
    pub fn new(out: W) -> io::Result<Self> {
        Ok(Tmx { xml: XmlWriter::new(out)?, srclang: None, units: 0 })
    }

    fn header(&mut self, srclang: &str) -> io::Result<()> {
        if self.srclang.is_some() {
            return Ok(());
        }
        self.srclang = Some(srclang.to_owned());
        self.xml.open("tmx", &[("version", "1.4")])?;
        self.xml.empty(
            "header",
            &[
                ("creationtool", "newsalign"),
                ("creationtoolversion", env!("CARGO_PKG_VERSION")),
                ("segtype", "sentence"),
                ("o-tmf", "PlainText"),
                ("adminlang", "en"),
                ("srclang", srclang),
                ("datatype", "PlainText"),
            ],
        )?;
        self.xml.open("body", &[])
    }

    fn prop(&mut self, kind: &str, value: &str) -> io::Result<()> {
        self.xml.leaf("prop", &[("type", kind)], value)
    }

    /// Where the words come from, and when they were published.
    fn origin(&mut self, side: &Side) -> io::Result<()> {
        self.prop("source-document", address(side))?;
        side.article.meta.published.as_deref().map_or(Ok(()), |time| self.prop("published", time))
    }

    fn variant(&mut self, side: &Side, run: std::ops::Range<usize>) -> io::Result<()> {
        if run.is_empty() {
            return Ok(());
        }
        self.xml.open("tuv", &[("xml:lang", tag(side))])?;
        self.origin(side)?;
        self.xml.leaf("seg", &[], &side.joined(run))?;
        self.xml.close()
    }

    /// One unit with a variant for each version that has the passage.
    fn tie(&mut self, reviews: &[Review], findings: &[ByBead<'_>], tie: &Tie) -> io::Result<()> {
        if tie.sentences.iter().all(Vec::is_empty) {
            return Ok(());
        }
        self.units += 1;
        let id = self.units.to_string();
        let srclang = reviews.first().map_or("*all*", |review| tag(&review.source));
        self.xml.open("tu", &[("tuid", &id), ("srclang", srclang)])?;
        let found = || tie.beads.iter().filter_map(|(review, bead)| Some(findings.get(*review)?.of(*bead))).flatten();
        for finding in found() {
            let note = format!("{} [{}] {}", finding.severity.name(), finding.check, finding.message);
            self.xml.leaf("note", &[("xml:lang", "en")], &note)?;
        }
        self.prop("score", &format!("{:.4}", tie.score))?;
        let counts: Vec<String> = tie.sentences.iter().map(|sentences| sentences.len().to_string()).collect();
        self.prop("type", &counts.join(":"))?;
        for (side, sentences) in versions(reviews).zip(&tie.sentences).filter(|(_, sentences)| !sentences.is_empty()) {
            self.xml.open("tuv", &[("xml:lang", tag(side))])?;
            self.origin(side)?;
            self.xml.leaf("seg", &[], &text_of(side, sentences))?;
            self.xml.close()?;
        }
        self.xml.close()
    }

    fn unit(&mut self, review: &Review, findings: &ByBead<'_>, number: usize) -> io::Result<()> {
        let Some(bead) = review.beads.get(number) else {
            return Ok(());
        };
        // The DTD wants a variant at least.
        if bead.source.is_empty() && bead.target.is_empty() {
            return Ok(());
        }
        self.units += 1;
        let id = self.units.to_string();
        let srclang = tag(&review.source);
        if self.srclang.as_deref() == Some(srclang) {
            self.xml.open("tu", &[("tuid", &id)])?;
        } else {
            self.xml.open("tu", &[("tuid", &id), ("srclang", srclang)])?;
        }
        for finding in findings.of(number) {
            let note = format!("{} [{}] {}", finding.severity.name(), finding.check, finding.message);
            self.xml.leaf("note", &[("xml:lang", "en")], &note)?;
        }
        self.prop("score", &format!("{:.4}", score(bead)))?;
        self.prop("type", &bead_type(bead))?;
        if bead.moved {
            self.prop("moved", "yes")?;
        }
        for finding in findings.of(number) {
            self.prop("its:locQualityIssueType", finding.its.name())?;
        }
        self.variant(&review.source, bead.source.clone())?;
        self.variant(&review.target, bead.target.clone())?;
        self.xml.close()
    }
}

impl<W: Write> Exporter for Tmx<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        self.header(tag(&review.source))?;
        let findings = ByBead::new(review);
        (0..review.beads.len()).try_for_each(|number| self.unit(review, &findings, number))
    }

    fn story(&mut self, reviews: &[Review]) -> io::Result<()> {
        let Some(first) = reviews.first() else { return Ok(()) };
        self.header(tag(&first.source))?;
        let findings: Vec<ByBead<'_>> = reviews.iter().map(ByBead::new).collect();
        ties(reviews).iter().try_for_each(|tie| self.tie(reviews, &findings, tie))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.header("*all*")?;
        self.xml.finish()
    }
}
