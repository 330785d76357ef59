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

    /// Text of a run of sentences, joined by a space, or by nothing in a script without spaces.
    pub fn joined(&self, run: Range<usize>) -> String {
        let mut out = String::new();
        for index in run {
            let text = self.sentence(index);
            let tight = out.chars().next_back().is_none_or(|c| is_cjk(c) || matches!(c, '。' | '」' | '』' | '！' | '？' | '”'))
                && text.chars().next().is_none_or(|c| is_cjk(c) || matches!(c, '「' | '『' | '“'));
            if !out.is_empty() && !tight {
                out.push(' ');
            }
            out.push_str(text);
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
