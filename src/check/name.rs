//! # name
//!
//! **What it does.** Finds a name that is spelled differently on the other side: the same number of words, one of
//! them changed by a letter or two, the others equal (`Elena Varga` → `Elena Vargas`). Translated, inflected and
//! transliterated names are left alone, and so is a name that a pronoun stands for.
//!
//! **Why it matters.** A misspelt name is the error that readers and the person named see first.
//!
//! **Example.** `Tiago Lameira` → `Tiago Lameiro`: *mismatch*.

use super::compare::Outcome;
use crate::embed::romanise;
use crate::text::fold;

/// Compares two names; none where they are about different people or cannot be compared by letters.
pub(crate) fn compare(source: &str, target: &str, endings: &[String]) -> Option<Outcome> {
    if fold(source) == fold(target) {
        return Some(Outcome::same("name"));
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (source.split(' ').collect(), target.split(' ').collect());
    if a.len() != b.len() || a.len() < 2 || !same_script(source, target) {
        return None;
    }
    let changed: Vec<(&str, &str)> =
        a.iter().zip(&b).filter(|(x, y)| fold(x) != fold(y)).map(|(x, y)| (*x, *y)).collect();
    let [(x, y)] = changed.as_slice() else { return None };
    // "Designers Valentino …": a common noun opens the sentence.
    let noun = a.first() == Some(x) && x.strip_suffix('s') == Some(y);
    if noun || inflected(x, y, endings) || adapted(x) == adapted(y) {
        return Some(Outcome::equivalent("name", "inflected"));
    }
    // One or two letters of a word of five or more, beginning with the same letter.
    let (x, y) = (plain(x), plain(y));
    let distance = edits(&x, &y);
    let slip =
        x.len().min(y.len()) >= 4 && x.first() == y.first() && (1..=2).contains(&distance) && distance * 3 <= x.len();
    slip.then(|| Outcome::mismatch("name", true, "the name is spelled differently"))
}

/// Whether the words differ in nothing but an ending that the target's language puts on names, or puts in place of a
/// last vowel ("Christine" → "Christiny").
fn inflected(source: &str, target: &str, endings: &[String]) -> bool {
    let (x, y) = (plain(source), plain(target));
    let shared = x.iter().zip(&y).take_while(|(a, b)| a == b).count();
    let (Some(left), Some(right)) = (x.get(shared..), y.get(shared..)) else { return false };
    let vowel = |c: &char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let own = left.is_empty() || left.len() == 1 && left.iter().all(vowel);
    let added: String = right.iter().collect();
    own && shared >= 3 && endings.iter().any(|e| plain(e).into_iter().collect::<String>() == added)
}

/// The word in a spelling that keeps nothing of what languages change when they adapt a name: doubled letters, `c` and
/// `k`, `ph` and `f`, `y` and `i`, `z` and `s`, `w` and `v`, a mute `e` at the end.
fn adapted(word: &str) -> String {
    let latin = romanise(word).replace("ph", "f").replace("th", "t").replace("ck", "k");
    let mut out = String::with_capacity(latin.len());
    for c in latin.trim_end_matches('e').chars() {
        let c = match c {
            'c' => 'k',
            'y' | 'j' => 'i',
            'z' => 's',
            'w' => 'v',
            c => c,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Both in Latin script; transliterated names are not compared by letters.
fn same_script(a: &str, b: &str) -> bool {
    let latin = |s: &str| s.chars().filter(|c| c.is_alphabetic()).all(|c| u32::from(c) < 0x250);
    latin(a) && latin(b)
}

/// Letters without accents: languages that lack a letter drop its accent.
pub(crate) fn plain(word: &str) -> Vec<char> {
    use unicode_normalization::UnicodeNormalization;
    fold(word).nfd().filter(|c| c.is_alphanumeric()).collect()
}

/// Levenshtein's distance, adjacent swaps counting once (Damerau 1964, restricted).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |r: &[usize], n: usize| r.get(n).copied().unwrap_or(usize::MAX / 2);
            let mut cost = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = j > 0 && i > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            next.push(cost);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}
