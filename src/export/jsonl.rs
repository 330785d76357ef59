use std::io::{self, Write};

use serde::Serialize;

use super::{ByBead, Exporter, score, tag, text_of, ties, versions};
use crate::align::confidence;
use crate::extract::Access;
use crate::facts::Side;
use crate::review::Review;
use crate::text::CharIndex;

/// JSON lines, one bead a line.
///
/// ```json
/// {"type":"bead","source":{"document":"en.txt","url":"https://…","published":"2024-03-04","lang":"en",
///  "text":"…",
///  "sentences":[{"number":0,"bytes":[0,44],"chars":[0,44]}]},"target":{…},
///  "score":0.97,"moved":false,"pair_score":0.94,"findings":["6b1f…"]}
/// ```
/// `score` says how sure the bead is, `pair_score` how sure the alignment of the two articles is as a whole
/// ([`confidence`]), which is the same in all of its lines.
///
/// All versions of a story in one line have the type `tie`, and what `source` and `target` hold in a list, the pivot first;
/// a version that leaves the passage out is not in it:
///
/// ```json
/// {"type":"tie","versions":[{"document":"en.txt",…},{"document":"de.txt",…},{"document":"pl.txt",…}],
///  "score":0.92,"findings":[]}
/// ```
/// `url`, `published`, `modified`, `section` and `access` are there where the article says so.
/// `bytes` and `chars` are half-open places in the cleaned text of the article; `findings` are fingerprints.
pub struct Jsonl<W> {
    out: W,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "bead")]
struct Line<'r> {
    source: Half<'r>,
    target: Half<'r>,
    score: f32,
    moved: bool,
    pair_score: f32,
    findings: Vec<&'r str>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "tie")]
struct Joined<'r> {
    versions: Vec<Half<'r>>,
    score: f32,
    findings: Vec<&'r str>,
}

#[derive(Serialize)]
struct Half<'r> {
    document: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access: Option<Access>,
    lang: &'r str,
    text: String,
    sentences: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    number: usize,
    bytes: [usize; 2],
    chars: [usize; 2],
}

impl<W: Write> Jsonl<W> {
    /// Writes nothing yet.
    pub fn new(out: W) -> Self {
        Jsonl { out }
    }
}

fn half<'r>(side: &'r Side, chars: &CharIndex<'_>, numbers: &[usize]) -> Half<'r> {
    let place = |number: &usize| {
        let span = side.sentences.get(*number)?.span;
        let chars = chars.span(span);
        Some(Place { number: *number, bytes: [span.start, span.end], chars: [chars.start, chars.end] })
    };
    let meta = &side.article.meta;
    Half {
        document: &side.article.name,
        url: meta.url.as_deref(),
        published: meta.published.as_deref(),
        modified: meta.modified.as_deref(),
        section: meta.section.as_deref(),
        access: meta.access,
        lang: tag(side),
        text: text_of(side, numbers),
        sentences: numbers.iter().filter_map(place).collect(),
    }
}

impl<W: Write> Exporter for Jsonl<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let findings = ByBead::new(review);
        let source = CharIndex::new(&review.source.article.text);
        let target = CharIndex::new(&review.target.article.text);
        let pair_score = confidence(&review.beads);
        for (number, bead) in review.beads.iter().enumerate() {
            serde_json::to_writer(
                &mut self.out,
                &Line {
                    source: half(&review.source, &source, &bead.source.clone().collect::<Vec<_>>()),
                    target: half(&review.target, &target, &bead.target.clone().collect::<Vec<_>>()),
                    score: score(bead),
                    moved: bead.moved,
                    pair_score,
                    findings: findings.of(number).iter().map(|f| f.fingerprint.as_str()).collect(),
                },
            )?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn story(&mut self, reviews: &[Review]) -> io::Result<()> {
        let findings: Vec<ByBead<'_>> = reviews.iter().map(ByBead::new).collect();
        let sides: Vec<(&Side, CharIndex<'_>)> =
            versions(reviews).map(|side| (side, CharIndex::new(&side.article.text))).collect();
        for tie in ties(reviews) {
            let told = sides.iter().zip(&tie.sentences).filter(|(_, numbers)| !numbers.is_empty());
            let found = tie.beads.iter().filter_map(|(review, bead)| Some(findings.get(*review)?.of(*bead))).flatten();
            let line = Joined {
                versions: told.map(|((side, chars), numbers)| half(side, chars, numbers)).collect(),
                score: tie.score,
                findings: found.map(|finding| finding.fingerprint.as_str()).collect(),
            };
            serde_json::to_writer(&mut self.out, &line)?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
