//! The JSON shape of a finding, shared by `json` and `jsonl`.

use serde::Serialize;

use super::place::{Places, Which};
use crate::check::{Finding, ItsType, Marked, Severity, Verdict};
use crate::review::Review;

/// A finding with its places.
#[derive(Serialize)]
pub(super) struct Record<'r> {
    check: &'r str,
    verdict: Verdict,
    severity: Severity,
    its: ItsType,
    bead: usize,
    source: Option<Words<'r>>,
    target: Option<Words<'r>>,
    message: &'r str,
    fingerprint: &'r str,
}

/// Words of an article with their normal form and place.
#[derive(Serialize)]
pub(super) struct Words<'r> {
    text: &'r str,
    normal: &'r str,
    bytes: [usize; 2],
    chars: [usize; 2],
    block: usize,
    line: usize,
    column: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<&'r str>,
}

/// Makes records for one review.
pub(super) struct Recorder<'r> {
    source: Places<'r>,
    target: Places<'r>,
}

impl<'r> Recorder<'r> {
    pub(super) fn new(review: &'r Review) -> Self {
        Recorder { source: Places::new(review, Which::Source), target: Places::new(review, Which::Target) }
    }

    pub(super) fn record(&self, finding: &'r Finding) -> Record<'r> {
        Record {
            check: &finding.check,
            verdict: finding.verdict,
            severity: finding.severity,
            its: finding.its,
            bead: finding.bead,
            source: finding.source.as_ref().and_then(|m| words(&self.source, m)),
            target: finding.target.as_ref().and_then(|m| words(&self.target, m)),
            message: &finding.message,
            fingerprint: &finding.fingerprint,
        }
    }
}

fn words<'r>(places: &Places<'r>, marked: &'r Marked) -> Option<Words<'r>> {
    let place = places.of(marked.span)?;
    Some(Words {
        text: &marked.text,
        normal: &marked.normal,
        bytes: [marked.span.start, marked.span.end],
        chars: [place.chars.start, place.chars.end],
        block: place.block,
        line: place.line,
        column: place.column,
        end_column: place.end_column,
        node: place.node,
    })
}
