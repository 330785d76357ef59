//! # speaker
//!
//! **What it does.** Where both sides quote and a reporting verb stands beside a name (`…, said Ortega`), sees to it that the
//! name is the same. Only names that both articles print letter by letter are looked at, so that a name in another script, or
//! a person who is called by a title here, raises nothing.
//!
//! **Why it matters.** The words are right, and somebody else has said them.
//!
//! **Example.** `“It was dark,” said Ortega.` → `„Es war dunkel“, sagte Lindqvist.`: *mismatch*, a finding of `quotation`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::finding::about_words;
use super::{Finding, Severity, Verdict};
use crate::align::Bead;
use crate::facts::{Side, Value};
use crate::lang::lang;
use crate::text::{Span, fold};

/// Farthest that a name may stand from the reporting verb, in bytes.
const NEAR: usize = 40;
/// Names shorter than this, in letters, are too easily other words.
const SHORTEST: usize = 4;
/// Most words of a bead's side that are looked at.
const MOST: usize = 400;

/// Findings on quotations whose speaker is another one.
pub(super) fn check(source: &Side, target: &Side, beads: &[Bead]) -> Vec<Finding> {
    let people = People::of(source, target);
    if people.known.len() < 2 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (number, bead) in beads.iter().enumerate() {
        let speakers = people.speaker(source, &bead.source).zip(people.speaker(target, &bead.target));
        let Some(((s, a), (t, b))) = speakers.filter(|((_, a), (_, b))| a != b) else { continue };
        // Named on the other side as well, the two may only stand in another order.
        if people.names(target, &bead.target, a) || people.names(source, &bead.source, b) {
            continue;
        }
        let verdict = (Verdict::Mismatch, "quotation", Severity::Warning);
        found.push(about_words([source, target], [s, t], number, verdict, "the quotation has another speaker"));
    }
    found
}

/// The names that both articles print, each word with the number of its person.
struct People {
    known: BTreeMap<String, usize>,
}

impl People {
    fn of(source: &Side, target: &Side) -> People {
        let words =
            |side: &Side| -> BTreeSet<String> { words_of(&side.article.text).map(|(_, word)| fold(word)).collect() };
        let (left, right) = (words(source), words(target));
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let names = source.facts.iter().chain(&target.facts).enumerate();
        for (number, fact) in names {
            let Value::Name { text } = &fact.value else { continue };
            let shared: Vec<String> = words_of(text)
                .map(|(_, word)| fold(word))
                .filter(|w| w.chars().count() >= SHORTEST && left.contains(w) && right.contains(w))
                .collect();
            // First name and surname are one person, wherever they were seen together.
            let person = shared.iter().find_map(|w| known.get(w).copied()).unwrap_or(number);
            let others: Vec<usize> = shared.iter().filter_map(|w| known.get(w).copied()).collect();
            known.values_mut().filter(|p| others.contains(p)).for_each(|p| *p = person);
            known.extend(shared.into_iter().map(|w| (w, person)));
        }
        People { known }
    }

    /// The name nearest to a reporting verb, in a run of sentences with a quotation: where it stands, and whose it is.
    fn speaker(&self, side: &Side, run: &Range<usize>) -> Option<(Span, usize)> {
        let quotes = quotes(side, run);
        let verbs = &lang(&side.article.lang.tag)?.sentence.reporting;
        let text = &side.article.text;
        let outside: Vec<(Span, &str)> = spoken(side, run, &quotes).take(MOST).collect();
        if quotes.is_empty() {
            return None;
        }
        let reports: Vec<Span> =
            outside.iter().filter(|(_, w)| verbs.contains(&fold(w))).map(|(span, _)| *span).collect();
        let distance = |span: &Span| {
            let gap = |verb: &Span| {
                let apart = verb.start.saturating_sub(span.end).max(span.start.saturating_sub(verb.end));
                let between = Span::new(verb.end.min(span.end), verb.start.max(span.start)).of(text);
                (!between.contains(['.', ';', '。'])).then_some(apart)
            };
            reports.iter().filter_map(gap).min().filter(|apart| *apart <= NEAR)
        };
        let named = outside
            .iter()
            .filter(|(_, word)| !verbs.contains(&fold(word)))
            .filter_map(|(span, word)| Some((distance(span)?, *span, *self.known.get(&fold(word))?)));
        named.min_by_key(|(apart, span, _)| (*apart, span.start)).map(|(_, span, person)| (span, person))
    }

    /// Whether a person is named in a run of sentences outside the quotations.
    fn names(&self, side: &Side, run: &Range<usize>, person: usize) -> bool {
        spoken(side, run, &quotes(side, run)).take(MOST).any(|(_, w)| self.known.get(&fold(w)) == Some(&person))
    }
}

/// The quotations of a run of sentences.
fn quotes(side: &Side, run: &Range<usize>) -> Vec<Span> {
    let facts = side.facts.get(side.facts_in(run)).unwrap_or_default();
    facts.iter().filter(|f| matches!(f.value, Value::Quotation { .. })).map(|f| f.span).collect()
}

/// The words of a run of sentences that stand outside its quotations.
fn spoken<'s>(side: &'s Side, run: &Range<usize>, quotes: &[Span]) -> impl Iterator<Item = (Span, &'s str)> {
    let sentences = side.sentences.get(run.start..run.end.min(side.sentences.len())).unwrap_or_default();
    let words = sentences
        .iter()
        .flat_map(|s| words_of(s.span.of(&side.article.text)).map(|(at, w)| (at.shifted(s.span.start), w)));
    words.filter(|(span, _)| !quotes.iter().any(|q| q.contains(span)))
}

/// The words of a text with their places.
fn words_of(text: &str) -> impl Iterator<Item = (Span, &str)> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        (Span::new(start, start + word.len()), word)
    })
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    const SOURCE: &str =
        "Marta Ortega runs the ferry and Nils Lindqvist repairs it.\n“It was dark and cold,” said Ortega.";

    #[test]
    fn another_speaker_is_a_finding() {
        let target = "Marta Ortega betreibt die Fähre, Nils Lindqvist repariert sie.\n„Es war dunkel und kalt“, sagte Lindqvist.";
        let found = findings(SOURCE, "en", target, "de");
        assert_eq!(
            found,
            ["quotation mismatch warning: “Ortega” became “Lindqvist”: the quotation has another speaker"]
        );
    }

    #[test]
    fn the_same_speaker_under_the_first_name_is_none() {
        for target in [
            "Marta Ortega betreibt die Fähre, Nils Lindqvist repariert sie.\n„Es war dunkel und kalt“, sagte Ortega.",
            "Marta Ortega betreibt die Fähre, Nils Lindqvist repariert sie.\n„Es war dunkel und kalt“, sagte Marta.",
            "Marta Ortega betreibt die Fähre, Nils Lindqvist repariert sie.\n„Es war dunkel und kalt“, sagte sie.",
        ] {
            assert_eq!(findings(SOURCE, "en", target, "de"), Vec::<String>::new());
        }
    }
}
