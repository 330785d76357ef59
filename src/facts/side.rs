use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Fact;
use crate::extract::Article;
use crate::segment::Sentence;
use crate::text::is_cjk;

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
        self.sentences.get(index).map_or("", |s| s.span.of(&self.article.text))
    }

    /// The sentences of a run, each with what stands before it in the [`joined`](Self::joined) text: a space, or nothing
    /// at the start and between scripts without spaces. Numbers beyond the last sentence are left out.
    pub fn run(&self, run: Range<usize>) -> impl Iterator<Item = (&'static str, Sentence)> {
        let sentences = self.sentences.get(run.start..run.end.min(self.sentences.len())).unwrap_or_default();
        let mut last = None;
        sentences.iter().map(move |sentence| {
            let text = sentence.span.of(&self.article.text);
            let tight = |c: char| is_cjk(c) || matches!(c, '。' | '」' | '』' | '！' | '？');
            let gap = if text.is_empty() || last.is_none_or(tight) { "" } else { " " };
            last = text.chars().next_back().or(last);
            (gap, *sentence)
        })
    }

    /// Text of a run of sentences, joined by a space, or by nothing in a script without spaces.
    pub fn joined(&self, run: Range<usize>) -> String {
        let mut out = String::new();
        for (gap, sentence) in self.run(run) {
            out.push_str(gap);
            out.push_str(sentence.span.of(&self.article.text));
        }
        out
    }

    /// Numbers of the facts that stand in a run of sentences.
    pub fn facts_in(&self, run: &Range<usize>) -> Range<usize> {
        let from = self.facts.partition_point(|f| f.sentence < run.start);
        let to = self.facts.partition_point(|f| f.sentence < run.end);
        from..to.max(from)
    }
}
