use std::io::{self, Write};

use serde::Serialize;

use super::record::{Record, Recorder};
use super::{Options, Report, Summary};
use crate::align::Bead;
use crate::check::Verdict;
use crate::facts::Side;
use crate::review::Review;

/// One JSON object, its shape fixed by `version`:
///
/// ```json
/// {"version": 1, "reviews": [{
///   "source": {"name": "en.txt", "lang": "en", "title": "…", "url": "…", "published": "…",
///              "sentences": 12, "facts": 11, "removed": 4},
///   "target": {…},
///   "summary": {"beads": 12, "bead_types": {"1:1": 8}, "moved": 1, "facts": {"same": 9, …}, "findings": 6,
///               "severities": {"error": 1, …}, "checks": {"number": 1}, "hidden": {"note": 1}},
///   "beads": [{"source": [0, 1], "target": [0, 1], "score": 0.97, "moved": false}],
///   "facts": [{"verdict": "lost", "kind": "time", "source": {"text": "…", "normal": "…", "bytes": […]}, "target": …}],
///   "findings": [{"check": "number", "verdict": "mismatch", "severity": "error", "its": "numbers", "bead": 3,
///                 "source": {"text": "214", "normal": "214", "bytes": [9, 12], "chars": [9, 12], "block": 2,
///                            "line": 5, "column": 98, "end_column": 101}, "target": …,
///                 "message": "…", "fingerprint": "…"}]
/// }], "summary": {…}}
/// ```
/// Ranges are half-open; `bead`, `block` and sentences count from 0, lines and columns from 1; `line` is 0 where only
/// `node` is known (HTML). Later versions may add keys, not change them.
pub struct Json<W> {
    out: W,
    options: Options,
    total: Option<Summary>,
}

#[derive(Serialize)]
struct Reviewed<'r> {
    source: Version<'r>,
    target: Version<'r>,
    summary: &'r Summary,
    beads: Vec<Tied>,
    facts: Vec<Compared<'r>>,
    findings: Vec<Record<'r>>,
}

#[derive(Serialize)]
struct Version<'r> {
    name: &'r str,
    lang: &'r str,
    title: Option<&'r str>,
    url: Option<&'r str>,
    published: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<&'r str>,
    sentences: usize,
    facts: usize,
    removed: usize,
}

#[derive(Serialize)]
struct Tied {
    source: [usize; 2],
    target: [usize; 2],
    score: f32,
    moved: bool,
}

#[derive(Serialize)]
struct Compared<'r> {
    verdict: Verdict,
    kind: &'static str,
    source: Option<Stated<'r>>,
    target: Option<Stated<'r>>,
}

#[derive(Serialize)]
struct Stated<'r> {
    text: &'r str,
    normal: String,
    bytes: [usize; 2],
    sentence: usize,
}

impl<W: Write> Json<W> {
    /// Opens the object.
    pub fn new(mut out: W, options: Options) -> io::Result<Self> {
        out.write_all(b"{\"version\":1,\"reviews\":[")?;
        Ok(Json { out, options, total: None })
    }
}

fn version(side: &Side) -> Version<'_> {
    let meta = &side.article.meta;
    Version {
        name: &side.article.name,
        lang: &side.article.lang.tag,
        title: meta.title.as_deref(),
        url: meta.url.as_deref(),
        published: meta.published.as_deref(),
        modified: meta.modified.as_deref(),
        sentences: side.sentences.len(),
        facts: side.facts.len(),
        removed: side.article.removed.len(),
    }
}

fn tied(bead: &Bead) -> Tied {
    Tied {
        source: [bead.source.start, bead.source.end],
        target: [bead.target.start, bead.target.end],
        score: bead.score,
        moved: bead.moved,
    }
}

fn stated(side: &Side, number: Option<usize>) -> Option<(&'static str, Stated<'_>)> {
    let fact = side.facts.get(number?)?;
    let stated = Stated {
        text: fact.span.of(&side.article.text),
        normal: fact.value.to_string(),
        bytes: [fact.span.start, fact.span.end],
        sentence: fact.sentence,
    };
    Some((fact.value.kind(), stated))
}

fn compared(review: &Review) -> Vec<Compared<'_>> {
    let one = |found: &crate::check::Match| {
        let (source, target) = (stated(&review.source, found.source), stated(&review.target, found.target));
        let kind = source.as_ref().or(target.as_ref())?.0;
        Some(Compared { verdict: found.verdict, kind, source: source.map(|s| s.1), target: target.map(|t| t.1) })
    };
    review.matches.iter().filter_map(one).collect()
}

impl<W: Write> Report for Json<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let summary = Summary::of(review, self.options.min_severity);
        match &mut self.total {
            Some(total) => {
                total.add(&summary);
                self.out.write_all(b",\n")?;
            }
            None => self.total = Some(summary.clone()),
        }
        let recorder = Recorder::new(review);
        let reviewed = Reviewed {
            source: version(&review.source),
            target: version(&review.target),
            summary: &summary,
            beads: review.beads.iter().map(tied).collect(),
            facts: compared(review),
            findings: self.options.shown(review).map(|f| recorder.record(f)).collect(),
        };
        serde_json::to_writer(&mut self.out, &reviewed)?;
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(b"],\"summary\":")?;
        serde_json::to_writer(&mut self.out, &self.total.take().unwrap_or_default())?;
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}
