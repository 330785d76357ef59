//! Where a span stands, as a person or an editor counts.

use crate::align::Bead;
use crate::check::Finding;
use crate::extract::Article;
use crate::facts::Side;
use crate::review::Review;
use crate::text::{CharIndex, Span};

/// Answers for the places of one side; linear to build.
pub(super) struct Places<'r> {
    which: Which,
    side: &'r Side,
    chars: CharIndex<'r>,
    passages: Vec<Anchor>,
}

/// Where a span stands. Lines and columns count from 1, columns in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'r> {
    /// Number of the block that it begins in.
    pub(super) block: usize,
    /// Span of that block, in bytes.
    pub(super) within: Span,
    /// Line of the raw text that the block begins at; 0 for HTML.
    pub(super) line: usize,
    /// For HTML: path to the node.
    pub(super) node: Option<&'r str>,
    /// Column in the block.
    pub(super) column: usize,
    /// Column behind the last character; in the same block.
    pub(super) end_column: usize,
    /// In the cleaned text, in code points.
    pub(super) chars: Span,
}

impl<'r> Places<'r> {
    pub(super) fn new(review: &'r Review, which: Which) -> Self {
        let side = which.side(review);
        Places { which, side, chars: CharIndex::new(&side.article.text), passages: passages(review, which) }
    }

    /// The article of this side.
    pub(super) fn article(&self) -> &'r Article {
        &self.side.article
    }

    /// What `finding` points at on this side.
    pub(super) fn anchor(&self, finding: &Finding) -> Anchor {
        let marked = match self.which {
            Which::Source => &finding.source,
            Which::Target => &finding.target,
        };
        let passage = || self.passages.get(finding.bead).or(self.passages.last()).copied();
        marked.as_ref().map_or_else(|| passage().unwrap_or(Anchor::Nowhere), |m| Anchor::Words(m.span))
    }

    /// The place of `span`, cut off at the end of its block; none outside of all blocks.
    pub(super) fn of(&self, span: Span) -> Option<Place<'r>> {
        let blocks = &self.side.article.blocks;
        let number = blocks.partition_point(|b| b.span.start <= span.start).checked_sub(1)?;
        let block = blocks.get(number)?;
        if span.start > block.span.end {
            return None;
        }
        let from = self.chars.at(block.span.start);
        Some(Place {
            block: number,
            within: block.span,
            line: block.origin.line,
            node: block.origin.node.as_deref(),
            column: self.chars.at(span.start) - from + 1,
            end_column: self.chars.at(span.end.min(block.span.end).max(span.start)) - from + 1,
            chars: self.chars.span(span),
        })
    }
}

/// For each bead its passage on the side `which`, or the sentence that it would have followed.
fn passages(review: &Review, which: Which) -> Vec<Anchor> {
    let sentences = &which.side(review).sentences;
    let mut before = Anchor::Nowhere;
    let passage = |bead: &Bead| {
        let run = if which == Which::Source { &bead.source } else { &bead.target };
        let run = sentences.get(run.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            return before;
        };
        before = Anchor::After(last.span);
        Anchor::Passage(Span::new(first.span.start, last.span.end))
    };
    review.beads.iter().map(passage).collect()
}

/// Which article of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Source,
    Target,
}

impl Which {
    pub(super) fn side(self, review: &Review) -> &Side {
        match self {
            Which::Source => &review.source,
            Which::Target => &review.target,
        }
    }
}

/// What a finding points at on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The words that it is about.
    Words(Span),
    /// The passage where such words are missed.
    Passage(Span),
    /// The sentence behind which a passage is missed.
    After(Span),
    /// Nothing: the other side begins before this one.
    Nowhere,
}

impl Anchor {
    pub(super) fn span(self) -> Option<Span> {
        match self {
            Anchor::Words(span) | Anchor::Passage(span) | Anchor::After(span) => Some(span),
            Anchor::Nowhere => None,
        }
    }
}
