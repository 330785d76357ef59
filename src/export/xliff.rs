use std::io::{self, Write};

use super::{ByBead, Exporter, address, tag};
use crate::align::Bead;
use crate::check::{Finding, Severity};
use crate::facts::Side;
use crate::review::Review;
use crate::text::{Span, XmlWriter};

/// XLIFF 2.1 (OASIS Standard, 2018): a `file` a review, a `unit` a bead.
///
/// Each finding is a `note` of its unit, for every tool, and a `mrk` with `its:locQualityIssue…` on the words of the
/// target that it is about, for tools that know the ITS module. Words that cross others get the note only.
pub struct Xliff<W: Write> {
    xml: XmlWriter<W>,
    langs: Option<(String, String)>,
    files: usize,
}

impl<W: Write> Xliff<W> {
    /// Writes the XML declaration; the root waits for the first review, which sets the language pair.
    pub fn new(out: W) -> io::Result<Self> {
        Ok(Xliff { xml: XmlWriter::new(out)?, langs: None, files: 0 })
    }

    fn root(&mut self, source: &str, target: &str) -> io::Result<()> {
        match &self.langs {
            Some((s, t)) if s == source && t == target => Ok(()),
            Some((s, t)) => {
                let why = format!(
                    "an XLIFF file holds one language pair: this one is {s}-{t} and cannot take {source}-{target}"
                );
                Err(io::Error::new(io::ErrorKind::InvalidInput, why))
            }
            None => {
                self.langs = Some((source.to_owned(), target.to_owned()));
                self.xml.open(
                    "xliff",
                    &[
                        ("xmlns", "urn:oasis:names:tc:xliff:document:2.0"),
                        ("xmlns:its", "http://www.w3.org/2005/11/its"),
                        ("its:version", "2.0"),
                        ("version", "2.1"),
                        ("srcLang", source),
                        ("trgLang", target),
                    ],
                )
            }
        }
    }

    fn notes(&mut self, findings: &[&Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        self.xml.open("notes", &[])?;
        for (number, finding) in findings.iter().enumerate() {
            let id = format!("n{}", number + 1);
            let applies = if finding.target.is_some() { "target" } else { "source" };
            self.xml.leaf(
                "note",
                &[
                    ("id", &id),
                    ("category", finding.its.name()),
                    ("priority", priority(finding.severity)),
                    ("appliesTo", applies),
                ],
                &format!("{} [{}] {}", finding.severity.name(), finding.check, finding.message),
            )?;
        }
        self.xml.close()
    }

    fn unit(&mut self, review: &Review, number: usize, bead: &Bead, findings: &[&Finding]) -> io::Result<()> {
        self.xml.open("unit", &[("id", &format!("u{}", number + 1))])?;
        self.notes(findings)?;
        let state = if bead.source.is_empty() || bead.target.is_empty() { "initial" } else { "translated" };
        self.xml.open("segment", &[("id", "s1"), ("state", state)])?;
        // A source is required, an empty one where the target was added.
        self.xml.leaf("source", &[], &review.source.joined(bead.source.clone()))?;
        if !bead.target.is_empty() {
            self.xml.mixed("target", &[])?;
            self.marked(&review.target, bead, findings)?;
            self.xml.close()?;
        }
        self.xml.close()?;
        self.xml.close()
    }

    /// The sentences of the target with marks around what the findings are about.
    fn marked(&mut self, side: &Side, bead: &Bead, findings: &[&Finding]) -> io::Result<()> {
        let mut marks = 0;
        for (gap, sentence) in side.run(bead.target.clone()) {
            self.xml.text(gap)?;
            let inside = |f: &&&Finding| {
                f.target.as_ref().is_some_and(|m| sentence.span.contains(&m.span) && !m.span.is_empty())
            };
            let mut here: Vec<(Span, &Finding)> = findings
                .iter()
                .filter(inside)
                .filter_map(|f| f.target.as_ref().map(|m| (m.span, *f)))
                .filter(|(span, _)| !span.of(&side.article.text).is_empty())
                .collect();
            here.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
            self.sentence(&side.article.text, sentence.span, &here, &mut marks)?;
        }
        Ok(())
    }

    fn sentence(&mut self, text: &str, whole: Span, here: &[(Span, &Finding)], marks: &mut usize) -> io::Result<()> {
        let mut at = whole.start;
        let mut ends: Vec<usize> = Vec::new();
        for (span, finding) in here {
            while let Some(end) = ends.pop_if(|end| *end <= span.start) {
                self.upto(text, &mut at, end)?;
                self.xml.close()?;
            }
            if ends.last().is_some_and(|end| *end < span.end) {
                continue;
            }
            self.upto(text, &mut at, span.start)?;
            *marks += 1;
            self.xml.mixed(
                "mrk",
                &[
                    ("id", &format!("m{marks}")),
                    ("type", "its:its"),
                    ("its:locQualityIssueType", finding.its.name()),
                    ("its:locQualityIssueComment", &finding.message),
                    ("its:locQualityIssueSeverity", severity(finding.severity)),
                ],
            )?;
            ends.push(span.end);
        }
        while let Some(end) = ends.pop() {
            self.upto(text, &mut at, end)?;
            self.xml.close()?;
        }
        self.upto(text, &mut at, whole.end)
    }

    fn upto(&mut self, text: &str, at: &mut usize, end: usize) -> io::Result<()> {
        let piece = Span::new(*at, end);
        *at = piece.end;
        self.xml.text(piece.of(text))
    }
}

/// 1 is the highest of XLIFF's ten priorities.
fn priority(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1",
        Severity::Warning => "4",
        Severity::Note => "8",
    }
}

/// ITS counts severity from 0 to 100.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "90",
        Severity::Warning => "50",
        Severity::Note => "10",
    }
}

impl<W: Write> Exporter for Xliff<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        self.root(tag(&review.source), tag(&review.target))?;
        self.files += 1;
        self.xml.open("file", &[("id", &format!("f{}", self.files)), ("original", address(&review.target))])?;
        let findings = ByBead::new(review);
        for (number, bead) in review.beads.iter().enumerate() {
            self.unit(review, number, bead, findings.of(number))?;
        }
        // A file without units is not valid.
        if review.beads.is_empty() {
            self.unit(review, 0, &Bead { source: 0..0, target: 0..0, score: 0.0, moved: false }, &[])?;
        }
        self.xml.close()
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.langs.is_none() {
            // A document without files is not valid either.
            self.review(&Review::default())?;
        }
        self.xml.finish()
    }
}
