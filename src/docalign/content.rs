//! Pairs by content: figures, dates and names that two articles share and few others have.

use std::collections::{BTreeMap, BTreeSet};

use super::{Link, PairEvidence};
use crate::facts::{Side, Value};
use crate::text::fold;

/// An anchor that more articles than this have says nothing.
const COMMON: usize = 64;
/// Fewest anchors that a pair must share.
const SHARED: usize = 4;
/// Least share of the weight of the smaller article's anchors.
const OVERLAP: f32 = 0.3;
/// Least lead over the second best candidate.
const LEAD: f32 = 1.15;

/// Links between articles that are each other's best partner, among those that `open` lets in.
pub(super) fn links(sides: &[Side], open: impl Fn(usize) -> bool) -> Vec<Link> {
    let anchors: Vec<BTreeSet<String>> =
        sides.iter().enumerate().map(|(n, s)| if open(n) { anchors(s) } else { BTreeSet::new() }).collect();
    let mut postings: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, set) in anchors.iter().enumerate() {
        set.iter().for_each(|anchor| postings.entry(anchor).or_default().push(number));
    }
    let weight = |anchor: &str| match postings.get(anchor).map_or(0, Vec::len) {
        0 | 1 => 0.0,
        n if n > COMMON => 0.0,
        n => (1.0 + sides.len() as f32 / n as f32).ln(),
    };
    let best: Vec<Option<(usize, f32)>> =
        (0..sides.len()).map(|n| best(n, sides, &anchors, &postings, weight)).collect();
    let mut links = Vec::new();
    for (a, found) in best.iter().enumerate() {
        if let Some((b, score)) = *found
            && a < b
            && best.get(b).copied().flatten().is_some_and(|(back, _)| back == a)
        {
            links.push(Link { a, b, score: score.min(0.9), evidence: PairEvidence::Content });
        }
    }
    links
}

/// What an article can be recognised by in any language.
fn anchors(side: &Side) -> BTreeSet<String> {
    let mut set = BTreeSet::new();
    for fact in &side.facts {
        match &fact.value {
            Value::Name { text } => set.extend(text.split([' ', '-']).filter(|w| w.chars().count() >= 4).map(fold)),
            Value::Quotation { .. } | Value::Ordinal { .. } => {}
            Value::Date(date) if date.relative.is_some() || date.only_weekday() => {}
            value => {
                let figure = value.figure().map(|f| f.normalize().to_string()).unwrap_or_else(|| value.to_string());
                if figure.len() >= 2 && !fact.weak {
                    set.insert(figure);
                }
            }
        }
    }
    set
}

/// The best partner of an article in another language, if it clearly leads.
fn best<'a>(
    number: usize,
    sides: &[Side],
    anchors: &'a [BTreeSet<String>],
    postings: &BTreeMap<&'a str, Vec<usize>>,
    weight: impl Fn(&str) -> f32,
) -> Option<(usize, f32)> {
    let own = anchors.get(number)?;
    let tag = &sides.get(number)?.article.lang.tag;
    let mut shared: BTreeMap<usize, (usize, f32)> = BTreeMap::new();
    for anchor in own {
        let w = weight(anchor);
        if w > 0.0 {
            for &other in postings.get(anchor.as_str()).into_iter().flatten() {
                if other != number && sides.get(other).is_some_and(|s| s.article.lang.tag != *tag) {
                    let entry = shared.entry(other).or_default();
                    *entry = (entry.0 + 1, entry.1 + w);
                }
            }
        }
    }
    let total = |n: usize| anchors.get(n).map_or(0.0, |set| set.iter().map(|a| weight(a).max(0.5)).sum::<f32>());
    let mut ranked: Vec<(f32, usize)> = shared
        .into_iter()
        .filter(|(_, (count, _))| *count >= SHARED)
        .map(|(other, (_, w))| (w / total(number).min(total(other)).max(1.0), other))
        .collect();
    ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    let (score, other) = *ranked.first()?;
    let lead = ranked.get(1).is_none_or(|(second, runner)| {
        score >= second * LEAD
            || sides.get(*runner).map(|s| &s.article.lang.tag) != sides.get(other).map(|s| &s.article.lang.tag)
    });
    (score >= OVERLAP && lead).then_some((other, score))
}
