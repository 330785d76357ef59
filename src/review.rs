//! What a run over one pair of articles gives: everything that a report or an export needs.

use serde::{Deserialize, Serialize};

use crate::align::Bead;
use crate::check::{Finding, Match, Severity};
use crate::extract::Article;
use crate::facts::Fact;
use crate::segment::Sentence;

/// One version of a story with all that was read in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The cleaned article.
    pub article: Article,
    /// Its sentences, in reading order.
    pub sentences: Vec<Sentence>,
    /// Its facts, ordered by place.
    pub facts: Vec<Fact>,
}

impl Side {
    /// Text of the sentence `index`; empty if there is none.
    pub fn sentence(&self, index: usize) -> &str {
        self.sentences
            .get(index)
            .map_or("", |s| s.span.of(&self.article.text))
    }

    /// Text of a run of sentences, joined by a space, or by nothing in a script without spaces.
    pub fn joined(&self, run: std::ops::Range<usize>) -> String {
        let mut out = String::new();
        for index in run {
            let text = self.sentence(index);
            if out
                .chars()
                .next_back()
                .is_some_and(|c| !crate::text::is_cjk(c) && c != '。' && c != '」')
                && !text.is_empty()
            {
                out.push(' ');
            }
            out.push_str(text);
        }
        out
    }
}

/// Two versions of a story, aligned and compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The version that the other one is held against.
    pub source: Side,
    /// The version under review.
    pub target: Side,
    /// The alignment; covers every sentence of both sides once.
    pub beads: Vec<Bead>,
    /// All pairs of facts that were compared, in reading order of the source, then of the target.
    pub matches: Vec<Match>,
    /// What somebody should see, in reading order.
    pub findings: Vec<Finding>,
}

impl Review {
    /// The findings of at least this severity.
    pub fn at_least(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |f| f.severity >= severity)
    }
}
