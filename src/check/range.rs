//! # range and score
//!
//! **What it does.** Compares both ends of a range and both sides of a score. A score that is told from the other
//! team's side (`lost 1–3`, `won 3–1`) is a warning.
//!
//! **Why it matters.** One end of a range is easily lost or swapped; a wrong score is a wrong result.
//!
//! **Example.** `3–1` → `3 a 2`: *mismatch*.

use super::Verdict;
use super::compare::{Context, Outcome, compare as compare_facts};
use crate::facts::{Fact, Side, Value};
use crate::lang::lang;
use crate::text::{Span, fold, is_cjk};

/// Compares two ranges end by end.
pub(crate) fn compare(
    (from, to): (&Value, &Value),
    (other_from, other_to): (&Value, &Value),
    source: &Fact,
    target: &Fact,
    context: &Context<'_>,
) -> Option<Outcome> {
    let end =
        |value: &Value, of: &Fact| Fact { value: value.clone(), alternatives: Vec::new(), hedge: None, ..of.clone() };
    let low = compare_facts(&end(from, source), &end(other_from, target), context)?;
    let high = compare_facts(&end(to, source), &end(other_to, target), context)?;
    let worse = if low.closeness > high.closeness { low } else { high };
    Some(match worse.verdict {
        Verdict::Mismatch => Outcome::mismatch("range", true, "the ends of the range differ"),
        // The sign or word that is gone says more than that it stood at a range.
        Verdict::Lost => worse,
        _ => Outcome { check: "range", ..worse },
    })
}

/// Compares a score with what was read as a range of plain figures; none where they share no figure.
pub(crate) fn score_or_range((left, right): (u32, u32), from: &Value, to: &Value) -> Option<Outcome> {
    let (Value::Number { value: from }, Value::Number { value: to }) = (from, to) else { return None };
    let (left, right) = (left.into(), right.into());
    if (*from, *to) == (left, right) {
        Some(Outcome::equivalent("score", ""))
    } else {
        ((*from, *to) == (right, left)).then(|| Outcome::mismatch("score", true, "the sides have changed places"))
    }
}

/// Compares two scores.
pub(crate) fn scores(a: (u32, u32), b: (u32, u32)) -> Outcome {
    if a == b {
        Outcome::same("score")
    } else if (a.1, a.0) == b {
        Outcome::mismatch("score", true, "the sides have changed places")
    } else {
        Outcome::mismatch("score", a.0 == b.0 || a.1 == b.1, "the scores differ")
    }
}

/// Whether a score is turned round because one language tells it from the loser's side and says so ("a 1-0 defeat",
/// "0:1-Niederlage").
pub(super) fn told_from_behind(outcome: &Outcome, facts: [Option<&Fact>; 2], sides: [&Side; 2]) -> bool {
    let marked = |side: &Side, fact: Option<&Fact>| fact.is_some_and(|f| f.span.of(&side.article.text).contains('&'));
    outcome.check == "score"
        && outcome.reason.ends_with("changed places")
        && !facts.into_iter().zip(sides).any(|(fact, side)| marked(side, fact))
        && facts.into_iter().zip(sides).any(|(fact, side)| {
            let Some((fact, lang)) = fact.zip(lang(&side.article.lang.tag)) else { return false };
            let near = around(&side.article.text, fact.span, BESIDE).map(fold);
            near.iter().any(|text| {
                let text = lang.range.unbeaten.iter().fold(text.clone(), |text, word| text.replace(word.as_str(), " "));
                lang.range.behind.iter().any(|stem| opens_word(&text, stem))
            })
        })
}

/// The text right before and right behind a span, at most `most` characters each.
pub(super) fn around(text: &str, span: Span, most: usize) -> [&str; 2] {
    let (before, after) = (text.get(..span.start).unwrap_or(""), text.get(span.end..).unwrap_or(""));
    let start = before.char_indices().rev().nth(most).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(most).map_or(after.len(), |(at, _)| at);
    [before.get(start..).unwrap_or(""), after.get(..end).unwrap_or("")]
}

/// How far, in characters, a word may stand from a score to tell whose side it is told from.
const BESIDE: usize = 30;

/// Whether a word of the text begins with the stem.
pub(super) fn opens_word(text: &str, stem: &str) -> bool {
    text.match_indices(stem).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        before.is_none_or(|c| !c.is_alphabetic() || is_cjk(c))
    })
}
