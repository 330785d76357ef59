use std::collections::BTreeMap;
use std::io::{self, Write};

use super::place::{Anchor, Places, Which};
use super::summary::count;
use super::{Options, Report};
use crate::check::{Finding, Severity};
use crate::review::Review;
use crate::text::XmlWriter;

/// JUnit XML: a suite a pair of articles, a test case a check, a failure where the check found something.
///
/// A check that only compared facts and found nothing is a case that passes. All findings of a check share one
/// `failure`, as build servers show the first only.
pub struct Junit<W: Write> {
    xml: XmlWriter<W>,
    options: Options,
}

impl<W: Write> Junit<W> {
    /// Opens the document.
    pub fn new(out: W, options: Options) -> io::Result<Self> {
        let mut xml = XmlWriter::new(out)?;
        xml.open("testsuites", &[("name", "newsalign")])?;
        Ok(Junit { xml, options })
    }
}

/// The checks that ran on a review, with what they found.
fn cases<'r>(review: &'r Review, options: &Options) -> BTreeMap<&'r str, Vec<&'r Finding>> {
    let mut cases: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for found in &review.matches {
        let source = found.source.and_then(|f| review.source.facts.get(f));
        let target = found.target.and_then(|f| review.target.facts.get(f));
        if let Some(fact) = source.or(target) {
            cases.entry(fact.value.kind()).or_default();
        }
    }
    for finding in options.shown(review) {
        cases.entry(&finding.check).or_default().push(finding);
    }
    cases
}

fn describe(finding: &Finding, places: &Places<'_>) -> String {
    let article = places.article();
    let at = match places.anchor(finding) {
        Anchor::Nowhere => None,
        known => known.span().and_then(|span| places.of(span)),
    };
    let place = match at {
        Some(place) if place.line > 0 => {
            format!("{}:{}:{}", article.name, place.line, place.column)
        }
        _ => article.name.clone(),
    };
    let said = |marked: &Option<crate::check::Marked>| marked.as_ref().map_or("-".to_owned(), |m| m.text.clone());
    format!(
        "{place}: {}: {}\n  source: {}\n  target: {}\n",
        finding.severity.name(),
        finding.message,
        said(&finding.source),
        said(&finding.target)
    )
}

impl<W: Write> Report for Junit<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let cases = cases(review, &self.options);
        let failures = cases.values().filter(|f| !f.is_empty()).count();
        let suite = format!("{} against {}", review.target.article.name, review.source.article.name);
        self.xml.open(
            "testsuite",
            &[
                ("name", &suite),
                ("tests", &cases.len().to_string()),
                ("failures", &failures.to_string()),
                ("errors", "0"),
                ("skipped", "0"),
            ],
        )?;
        let places = Places::new(review, Which::Target);
        for (check, findings) in &cases {
            let names = [("name", *check), ("classname", suite.as_str())];
            let Some(first) = findings.first() else {
                self.xml.empty("testcase", &names)?;
                continue;
            };
            self.xml.open("testcase", &names)?;
            let gravest = findings.iter().map(|f| f.severity).max().unwrap_or(Severity::Note);
            let message = match findings.len() {
                1 => first.message.clone(),
                more => format!("{}: {}", count(more, "finding"), first.message),
            };
            let body: String = findings.iter().map(|f| describe(f, &places)).collect();
            self.xml.leaf("failure", &[("message", &message), ("type", gravest.name())], &body)?;
            self.xml.close()?;
        }
        self.xml.close()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.xml.finish()
    }
}
