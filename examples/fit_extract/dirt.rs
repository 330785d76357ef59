//! Scraped pages with their labels, and the same with less furniture: from all of it down to none, so that the trees learn
//! from every degree of dirt, and neither that a short text is clean nor that a text's last line is furniture.

use std::ops::Range;

use serde_json::Value;

use crate::gold::{strings, text};

/// Lines with a letter for each: `k` body, `t` headline, `b` furniture, others unknown.
#[derive(Clone)]
pub struct Scraped {
    pub page: String,
    pub set: String,
    pub lang: String,
    pub host: String,
    pub lines: Vec<String>,
    pub labels: String,
}

/// A small generator of random numbers (xorshift), the same in every run.
pub struct Chance(u64);

impl Default for Chance {
    fn default() -> Self {
        Chance(0x5eed)
    }
}

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }
}

impl Scraped {
    /// A row of `lines.jsonl.gz`; without `label` it is a clean text.
    pub fn read(row: &Value) -> Scraped {
        let lines = strings(&row["lines"]);
        let labels = row["label"].as_str().map_or_else(|| "k".repeat(lines.len()), str::to_owned);
        let set = row["dataset"].as_str().unwrap_or("clean").to_owned();
        let owned = |key: &str| text(row, key).to_owned();
        Scraped { page: owned("page"), set, lang: owned("lang"), host: owned("host"), lines, labels }
    }

    /// The lines that are scored: from three before the body to six behind it.
    pub fn window(&self) -> Option<Range<usize>> {
        let (first, last) = (self.labels.find('k')?, self.labels.rfind('k')?);
        Some(first.saturating_sub(3)..(last + 7).min(self.labels.len()))
    }

    fn label(&self, index: usize) -> u8 {
        self.labels.as_bytes()[index]
    }

    /// Some of the lines.
    pub fn part(&self, indices: impl IntoIterator<Item = usize>) -> Scraped {
        let indices: Vec<usize> = indices.into_iter().collect();
        Scraped {
            lines: indices.iter().map(|i| self.lines[*i].clone()).collect(),
            labels: indices.iter().map(|i| char::from(self.label(*i))).collect(),
            ..self.clone()
        }
    }

    /// The page with less furniture, and its furniture around other texts.
    pub fn graded(&self, window: &Range<usize>, texts: &[Scraped], chance: &mut Chance) -> Vec<Scraped> {
        let is_body = |i: &usize| matches!(self.label(*i), b'k' | b't');
        let body: Vec<usize> = (0..self.lines.len()).filter(is_body).collect();
        let (first, last) = (body[0], body[body.len() - 1]);
        let furniture = |range: Range<usize>| range.filter(|i| self.label(*i) == b'b').collect::<Vec<_>>();
        let above = furniture(first.saturating_sub(12)..first);
        let below = furniture(last + 1..(last + 25).min(self.lines.len()));
        let few = 1 + chance.below(7);
        let head: Vec<usize> = body.iter().copied().take(few).collect();
        let end: Vec<usize> = body.iter().copied().skip(body.len().saturating_sub(few)).collect();
        let mut out =
            vec![self.part(body.iter().copied()), self.part(if chance.below(2) == 0 { head.clone() } else { end })];
        // One to three lines of furniture next to the body, before or behind it.
        let (count, side) = (1 + chance.below(3), chance.below(3));
        let near_above = above.iter().copied().skip(above.len().saturating_sub(if side == 0 { 0 } else { count }));
        let near_below = below.iter().copied().take(if side == 1 { 0 } else { count });
        let near: (Vec<usize>, Vec<usize>) = (near_above.filter(|_| side != 0).collect(), near_below.collect());
        let joined = |body: &[usize]| near.0.iter().chain(body).chain(&near.1).copied().collect::<Vec<_>>();
        out.push(self.part(joined(&body)));
        out.push(self.part(joined(&head)));
        // A random half of the furniture.
        let thin = window.clone().filter(|i| self.label(*i) != b'b' || chance.below(2) == 0);
        let thin: Vec<usize> = thin.collect();
        out.push(self.part(thin));
        // Furniture around another text.
        let same: Vec<&Scraped> = texts.iter().filter(|text| text.lang == self.lang).collect();
        if let Some(text) = same.get(chance.below(same.len())) {
            let (above, below) = (self.part(near.0.iter().copied()), self.part(below.iter().copied().take(9)));
            out.push(above.followed(text).followed(&below));
        }
        out
    }

    fn followed(&self, next: &Scraped) -> Scraped {
        Scraped {
            lines: self.lines.iter().chain(&next.lines).cloned().collect(),
            labels: format!("{}{}", self.labels, next.labels),
            ..self.clone()
        }
    }
}
