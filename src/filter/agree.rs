//! Whether the sides agree: in language with what was declared, in punctuation, figures and facts with one another.

use std::collections::BTreeMap;

use super::side::{Side, Sides};
use crate::align::Bead;
use crate::check::{self, Severity};
use crate::extract::{Article, Block, Origin, Role};
use crate::text::{Span, is_stop};
use crate::{facts as stage, lang};

/// A side with fewer letters is in any language.
const FEWEST_LETTERS: usize = 20;

pub(super) fn language(sides: &Sides<'_>) -> Option<f32> {
    Some(sides.larger(|side| if side.letters < FEWEST_LETTERS || side.lang.is_empty() { 0.0 } else { foreign(side) }))
}

/// How sure it is that the side is in another language than it should be.
fn foreign(side: &Side<'_>) -> f32 {
    let found = lang::candidates(side.text);
    if found.first().is_none_or(|best| lang::are_near(&best.tag, side.lang)) {
        return 0.0;
    }
    let its_own =
        found.iter().find(|f| base(&f.tag).eq_ignore_ascii_case(base(side.lang))).map_or(0.0, |f| f.confidence);
    found.first().map_or(0.0, |best| best.confidence - its_own)
}

/// The language of a tag without script and region.
fn base(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

pub(super) fn ends(sides: &Sides<'_>) -> Option<f32> {
    let [source, target] = &sides.both;
    let ends = |side: &Side<'_>| {
        let behind = side.text.chars().skip(1).chain([' ']);
        // A stop inside a number or an abbreviation ends nothing.
        let stop =
            |(c, next): (char, char)| is_stop(c) && (next.is_whitespace() || !next.is_alphanumeric() && !is_stop(next));
        side.text.chars().zip(behind).filter(|two| stop(*two)).count()
    };
    Some(ends(source).abs_diff(ends(target)) as f32)
}

/// Share of the runs of digits, zeros aside, that both sides have: of those of the side that has more.
pub(super) fn figures(sides: &Sides<'_>) -> Option<f32> {
    let [source, target] = &sides.both;
    // Where the checks know both languages they tell "6 miles" from "10 km", which digits do not.
    if sides.both.iter().all(|side| lang::lang(base(side.lang)).is_some()) {
        return None;
    }
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    runs(source.text).into_iter().for_each(|run| counts.entry(run).or_default().0 += 1);
    runs(target.text).into_iter().for_each(|run| counts.entry(run).or_default().1 += 1);
    let both: usize = counts.values().map(|n| n.0.min(n.1)).sum();
    let all: usize = counts.values().map(|n| n.0.max(n.1)).sum();
    // One figure may well be a word on the other side.
    (all > 2).then(|| both as f32 / all as f32)
}

fn runs(text: &str) -> Vec<String> {
    let digits: String = text.chars().map(|c| crate::facts::digit(c).map_or(' ', |d| char::from(b'0' + d))).collect();
    digits.split(' ').map(|run| run.trim_matches('0').to_owned()).filter(|run| !run.is_empty()).collect()
}

pub(super) fn facts(sides: &Sides<'_>) -> Option<f32> {
    let count = || {
        let [source, target] = &sides.both;
        let bead = Bead { source: 0..1, target: 0..1, score: 1.0, moved: false };
        let (_, findings) = check::check(&read(source), &read(target), &[bead]);
        findings.iter().filter(|f| f.severity >= Severity::Warning).count()
    };
    Some(sides.pair.alarms.unwrap_or_else(count) as f32)
}

/// The side as an article of one sentence.
fn read(side: &Side<'_>) -> stage::Side {
    let span = Span::new(0, side.text.len());
    let mut article = Article { text: side.text.to_owned(), ..Article::default() };
    side.lang.clone_into(&mut article.lang.tag);
    article.blocks.push(Block { role: Role::Paragraph, span, origin: Origin::default(), time: None, lang: None });
    let sentences = vec![crate::segment::Sentence { block: 0, span }];
    let facts = stage::facts(&article, &sentences);
    stage::Side { article, sentences, facts }
}

pub(super) fn score(sides: &Sides<'_>) -> Option<f32> {
    sides.pair.score
}
