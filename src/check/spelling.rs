//! # name, letter by letter
//!
//! **What it does.** Finds a capitalised word in which two neighbouring letters changed places on the way
//! (`Harlem` → `Harelm`), wherever it stands: no language turns letters round when it inflects or adapts a name.
//!
//! **Why it matters.** A misspelt name is the error that readers and the person named see first.
//!
//! **Example.** `in Marlow, Bucks` → `em Mralow`: *mismatch*.

use super::finding::about_words;
use super::name::plain;
use super::{Finding, Severity, Verdict};
use crate::align::Bead;
use crate::facts::Side;
use crate::text::{Span, starts_upper};

/// Words shorter than this may well be different words.
const SHORTEST: usize = 5;
/// Most capitalised words of a bead's side that are looked at.
const MOST: usize = 200;
/// Most letters that an ending may add.
const ENDING: usize = 3;

/// Findings on words whose letters changed places.
pub(super) fn check(source: &Side, target: &Side, beads: &[Bead]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (number, bead) in beads.iter().enumerate() {
        let words = |side: &Side, run: &std::ops::Range<usize>| -> Vec<Span> {
            let sentences = side.sentences.get(run.start..run.end.min(side.sentences.len())).unwrap_or_default();
            sentences.iter().flat_map(|s| capitals(&side.article.text, s.span)).take(MOST).collect()
        };
        let targets = words(target, &bead.target);
        if targets.is_empty() {
            continue;
        }
        for s in words(source, &bead.source) {
            let a = s.of(&source.article.text);
            let slip = targets.iter().find(|t| {
                let b = t.of(&target.article.text);
                exchanged(a, b) && !source.article.text.contains(b) && !target.article.text.contains(a)
            });
            found.extend(slip.map(|t| {
                let verdict = (Verdict::Mismatch, "name", Severity::Warning);
                about_words([source, target], [s, *t], number, verdict, "two letters have changed places")
            }));
        }
    }
    found
}

/// The Latin words of a sentence that begin with a capital and are long enough.
fn capitals(text: &str, sentence: Span) -> impl Iterator<Item = Span> {
    let body = sentence.of(text);
    body.split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() >= SHORTEST && starts_upper(word))
        .filter(|word| word.chars().all(|c| u32::from(c) < 0x250))
        .map(move |word| {
            let start = sentence.start + (word.as_ptr() as usize - body.as_ptr() as usize);
            Span::new(start, start + word.len())
        })
}

/// Whether two neighbouring letters changed places and nothing else, but for an ending.
fn exchanged(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > ENDING + 2 || a == b {
        return false;
    }
    // Nearly all pairs of words part at their first letters; only the others are looked at without their accents.
    let first = |word: &str| {
        let mut letters = word.chars().flat_map(char::to_lowercase);
        (letters.next(), letters.next())
    };
    let (x, y) = (first(a), first(b));
    if x.0 != y.0 && x != (y.1, y.0) {
        return false;
    }
    let (a, b) = (plain(a), plain(b));
    if a.len() < SHORTEST || b.len() < a.len() || b.len() > a.len() + ENDING {
        return false;
    }
    let Some(at) = a.iter().zip(&b).position(|(x, y)| x != y) else { return false };
    let turned = a.get(at) == b.get(at + 1) && a.get(at + 1).is_some() && a.get(at + 1) == b.get(at);
    let rest = |word: &[char]| word.get(at + 2..a.len()).map(<[char]>::to_vec).unwrap_or_default();
    let behind = rest(&a);
    // "Centre" and "Center", "Naples" and "Napels", "Spain" and "Spanien" are languages, not slips.
    let liquid = a.iter().skip(at).take(2).all(|c| matches!(c, 'e' | 'l' | 'r'));
    turned && behind == rest(&b) && behind.len() > usize::from(liquid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_changed_places_are_seen() {
        assert!(exchanged("Marlow", "Mralow"));
        assert!(exchanged("Sainsbury", "Sanisbury"));
        assert!(!exchanged("Indonesia", "Indonezja"));
        assert!(!exchanged("Brett", "Bretta"));
        assert!(!exchanged("Naples", "Napels"));
        assert!(!exchanged("Spain", "Spanien"));
    }
}
