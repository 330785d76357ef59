//! # polarity
//!
//! **What it does.** Compares the words that tell on which side of a figure the truth lies: `more than` and `less than`, `at
//! least` and `at most`, `before` and `after` a day or a time, and, close to a figure, words for a rise and for a fall. A
//! warning, since a sentence may be turned round as a whole.
//!
//! **Why it matters.** Every figure is right, and the news is the opposite.
//!
//! **Example.** `fell by 3 percent` → `stieg um 3 Prozent`: *mismatch*.

use super::Verdict;
use super::assign::Assigned;
use super::compare::{Closeness, Outcome};
use super::range::{around, opens_word};
use crate::facts::{Fact, Hedge, Side, Value};
use crate::lang::lang;
use crate::text::fold;

/// How far, in characters, a word for a rise or a fall may stand from its figure.
const BESIDE: usize = 60;

/// Turns pairs that agree but for their polarity into mismatches.
pub(super) fn mark(found: &mut [Assigned], source: &Side, target: &Side) {
    for pair in found.iter_mut().filter(|p| p.outcome.as_ref().is_some_and(|o| o.verdict != Verdict::Mismatch)) {
        let facts = pair.pair.source.zip(pair.pair.target);
        let Some((s, t)) = facts.and_then(|(s, t)| Some((source.facts.get(s)?, target.facts.get(t)?))) else {
            continue;
        };
        let reason = turned(s.hedge, t.hedge).map(str::to_owned).or_else(|| moved(s, t, source, target));
        let Some(reason) = reason else { continue };
        pair.pair.verdict = Verdict::Mismatch;
        pair.outcome =
            Some(Outcome { verdict: Verdict::Mismatch, closeness: Closeness::Near, check: "polarity", reason });
    }
}

/// Why two hedges are opposites.
fn turned(a: Option<Hedge>, b: Option<Hedge>) -> Option<&'static str> {
    match (a?, b?) {
        (Hedge::More, Hedge::Less) => Some("“more” became “less”"),
        (Hedge::Less, Hedge::More) => Some("“less” became “more”"),
        (Hedge::Before, Hedge::After) => Some("“before” became “after”"),
        (Hedge::After, Hedge::Before) => Some("“after” became “before”"),
        _ => None,
    }
}

/// Whether one side tells of a rise and the other of a fall: each says only the one, anywhere in its sentence, and says it
/// close to the figure.
fn moved(s: &Fact, t: &Fact, source: &Side, target: &Side) -> Option<String> {
    let counts =
        |f: &Fact| !f.weak && matches!(f.value, Value::Percent { .. } | Value::Money { .. } | Value::Quantity { .. });
    if !counts(s) || !counts(t) {
        return None;
    }
    let (from, to) = (direction(s, source)?, direction(t, target)?);
    (from != to).then(|| if from { "a rise became a fall" } else { "a fall became a rise" }.to_owned())
}

/// Whether the sentence of a fact tells of a rise (`true`) or of a fall; none if of both, of neither, or far from the fact.
fn direction(fact: &Fact, side: &Side) -> Option<bool> {
    let words = &lang(&side.article.lang.tag)?.approx;
    if words.up.is_empty() {
        return None;
    }
    let near = around(&side.article.text, fact.span, BESIDE).map(fold);
    let says = |text: &str, stems: &[String]| stems.iter().any(|stem| opens_word(text, stem));
    let up = near.iter().any(|text| says(text, &words.up));
    if up == near.iter().any(|text| says(text, &words.down)) {
        return None;
    }
    let other = if up { &words.down } else { &words.up };
    (!says(&fold(side.sentence(fact.sentence)), other)).then_some(up)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::check::tests::findings;

    #[test]
    fn a_limit_that_is_turned_round_is_a_warning() {
        let found =
            findings("More than 400 boats left the harbour.", "en", "Weniger als 400 Boote verließen den Hafen.", "de");
        assert_eq!(found, ["polarity mismatch warning: “400” became “400”: “more” became “less”"]);
        assert!(findings("More than 400 boats left.", "en", "Mais de 400 barcos saíram.", "pt").is_empty());
    }

    #[test]
    fn before_and_after_are_opposites() {
        let found = findings(
            "The gates close before 5 p.m. on Friday.",
            "en",
            "Os portões fecham depois das 17h na sexta-feira.",
            "pt",
        );
        assert_eq!(found.len(), 1);
        assert!(found.iter().all(|f| f.starts_with("polarity mismatch warning")));
    }

    #[test]
    fn a_rise_is_no_fall() {
        let found = findings(
            "Fares rose by 3.5 percent in Tarnholm.",
            "en",
            "Les tarifs ont baissé de 3,5 % à Tarnholm.",
            "fr",
        );
        assert_eq!(found, ["polarity mismatch warning: “3.5 percent” became “3,5 %”: a rise became a fall"]);
        let both = "Fares rose by 3.5 percent while sales fell.";
        assert!(findings(both, "en", "Les ventes ont baissé et les tarifs de 3,5 %.", "fr").is_empty());
    }
}
