//! Holds what newsalign made of a story against its gold.

use std::collections::BTreeMap;
use std::ops::Range;

use newsalign::Review;
use newsalign::check::{Finding, Marked, Severity};
use newsalign::extract::Role;
use newsalign::facts::Side;
use serde::Serialize;

use super::{Gold, Story};

/// How the findings of a review stand to the gold.
#[derive(Debug, Default)]
pub struct Outcome {
    pub found: usize,
    /// Gold findings that were not made: `check/verdict: source -> target`.
    pub missed: Vec<String>,
    /// Findings that the gold does not hold, written alike.
    pub extra: Vec<String>,
}

/// Matches the findings of severity warning and above with the gold, by check, verdict, severity and the words marked.
pub fn compare_findings(gold: &[Gold], review: &Review) -> Outcome {
    let mut outcome = Outcome::default();
    let mut found: Vec<&Finding> = review.at_least(Severity::Warning).collect();
    for g in gold {
        let fits = |f: &&Finding| {
            f.check == g.check
                && name(f.verdict) == g.verdict
                && name(f.severity) == g.severity
                && touches(&f.source, &g.source)
                && touches(&f.target, &g.target)
        };
        match found.iter().position(fits) {
            Some(at) => {
                found.remove(at);
                outcome.found += 1;
            }
            None => outcome.missed.push(told(&g.check, &g.verdict, g.source.as_deref(), g.target.as_deref())),
        }
    }
    let text = |m: &Option<Marked>| m.as_ref().map(|m| m.text.clone());
    let line = |f: &&Finding| told(&f.check, &name(f.verdict), text(&f.source).as_deref(), text(&f.target).as_deref());
    outcome.extra = found.iter().map(line).collect();
    outcome
}

fn told(check: &str, verdict: &str, source: Option<&str>, target: Option<&str>) -> String {
    let short = |text: Option<&str>| {
        let text = flat(text.unwrap_or("-"));
        if text.chars().count() > 60 { text.chars().take(60).chain(['…']).collect() } else { text }
    };
    format!("{check}/{verdict}: {} -> {}", short(source), short(target))
}

/// The name under which a verdict or severity is written.
fn name(value: impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// Whether the words marked are those of the gold, or hold them, or lie in them.
fn touches(marked: &Option<Marked>, gold: &Option<String>) -> bool {
    match (marked, gold) {
        (Some(m), Some(g)) => {
            let (m, g) = (flat(&m.text), flat(g));
            m.contains(&g) || g.contains(&m) || g.chars().take(40).eq(m.chars().take(40))
        }
        // A finding may show the counterpart where the gold names none.
        (_, None) => true,
        (None, Some(_)) => false,
    }
}

/// Text with every run of white space made one space.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bag<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for text in texts {
        *bag.entry(flat(text.as_ref())).or_default() += 1;
    }
    bag
}

fn f1(gold: &BTreeMap<String, usize>, found: &BTreeMap<String, usize>) -> f64 {
    let hit: usize = gold.iter().map(|(k, n)| (*n).min(found.get(k).copied().unwrap_or(0))).sum();
    let (g, f): (usize, usize) = (gold.values().sum(), found.values().sum());
    if g + f == 0 { 1.0 } else { 2.0 * hit as f64 / (g + f) as f64 }
}

/// Whether a run of sentences is nothing but captions; these are kept but are no part of the gold.
fn is_caption(side: &Side, run: &Range<usize>) -> bool {
    !run.is_empty() && run.clone().all(|n| side.article.blocks[side.sentences[n].block].role == Role::Caption)
}

/// Figures from 0 to 1.
impl Story {
    fn gold_blocks(&self, version: &str, format: &str) -> Vec<String> {
        let drop = format == "txt" && self.meta[version].no_headline_txt;
        let kept = self.blocks(version).into_iter().filter(|(role, _)| !(drop && *role == Role::Headline));
        kept.map(|(_, text)| text).collect()
    }

    fn found_blocks(side: &Side) -> Vec<String> {
        let kept = side.article.blocks.iter().filter(|b| b.role != Role::Caption);
        kept.map(|b| b.span.of(&side.article.text).to_owned()).collect()
    }

    pub fn block_f1(&self, version: &str, format: &str, side: &Side) -> f64 {
        f1(&bag(self.gold_blocks(version, format)), &bag(Self::found_blocks(side)))
    }

    /// Blocks that are in one but not the other.
    pub fn block_errors(&self, version: &str, format: &str, side: &Side) -> Vec<String> {
        let (gold, found) = (bag(self.gold_blocks(version, format)), bag(Self::found_blocks(side)));
        let lost = gold.keys().filter(|k| !found.contains_key(*k)).map(|k| format!("lost: {k}"));
        let kept = found.keys().filter(|k| !gold.contains_key(*k)).map(|k| format!("kept: {k}"));
        lost.chain(kept).collect()
    }

    pub fn sentence_f1(&self, version: &str, side: &Side) -> f64 {
        let found = (0..side.sentences.len()).filter(|n| !is_caption(side, &(*n..*n + 1))).map(|n| side.sentence(n));
        f1(&bag(self.sentences(version)), &bag(found))
    }

    /// Strict F1 of the beads, compared by the text of both sides.
    pub fn bead_f1(&self, pair: &str, review: &Review) -> f64 {
        let (from, to) = pair.split_once('-').unwrap();
        let (source, target) = (self.sentences(from), self.sentences(to));
        let join = |all: &[String], ids: &[usize]| ids.iter().map(|i| all[*i].clone()).collect::<Vec<_>>().join(" ");
        let gold = self.beads(pair).into_iter().map(|(a, b)| format!("{} || {}", join(&source, &a), join(&target, &b)));
        let text =
            |side: &Side, run: &Range<usize>| run.clone().map(|n| side.sentence(n)).collect::<Vec<_>>().join(" ");
        let found = review
            .beads
            .iter()
            .filter(|b| !is_caption(&review.source, &b.source) && !is_caption(&review.target, &b.target))
            .map(|b| format!("{} || {}", text(&review.source, &b.source), text(&review.target, &b.target)));
        f1(&bag(gold), &bag(found))
    }
}
