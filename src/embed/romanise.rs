//! Latin spelling and consonant skeleton of words in other alphabets, by the table in `romanise.toml`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::is_composed;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    letters: Vec<String>,
    initials: String,
    vowels: String,
    finals: String,
    prefixes: Vec<String>,
    sounds: Vec<String>,
}

/// The table, ready for look-up.
#[derive(Default)]
struct Table {
    letters: HashMap<char, String>,
    initials: Vec<String>,
    vowels: Vec<String>,
    finals: Vec<String>,
    prefixes: Vec<String>,
    /// Spelling and sounds by the first byte of the spelling, the longest first.
    sounds: Vec<Vec<(String, String)>>,
}

fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("romanise.toml")).unwrap_or_default();
        let jamo = |list: &str| list.split(' ').map(|j| j.trim_matches('-').to_owned()).collect();
        let mut sounds = vec![Vec::new(); 128];
        for (spelling, sound) in pairs(&file.sounds) {
            if let Some(list) = first_byte(spelling).and_then(|first| sounds.get_mut(first)) {
                list.push((spelling.to_owned(), sound.to_owned()));
            }
        }
        sounds.iter_mut().for_each(|list| list.sort_by_key(|(spelling, _)| std::cmp::Reverse(spelling.len())));
        Table {
            letters: pairs(&file.letters).filter_map(|(l, to)| Some((l.chars().next()?, to.to_owned()))).collect(),
            initials: jamo(&file.initials),
            vowels: jamo(&file.vowels),
            finals: jamo(&file.finals),
            prefixes: file.prefixes,
            sounds,
        }
    });
    &TABLE
}

fn pairs(lines: &[String]) -> impl Iterator<Item = (&str, &str)> {
    lines.iter().flat_map(|line| line.split_whitespace()).filter_map(|pair| pair.split_once('='))
}

/// The word in lower-case Latin letters without marks, as far as the table knows its alphabet; other signs stay.
///
/// ```
/// use newsalign::embed::romanise;
///
/// assert_eq!(romanise("Łódź"), "lodz");
/// assert_eq!(romanise("Шолохов"), "sholokhov");
/// assert_eq!(romanise("트럼프"), "teureompeu");
/// ```
pub fn romanise(word: &str) -> String {
    latin(word).into_owned()
}

/// The same, without a copy of what is so already.
pub(super) fn latin(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return match word.bytes().any(|b| b.is_ascii_uppercase()) {
            true => Cow::Owned(word.to_ascii_lowercase()),
            false => Cow::Borrowed(word),
        };
    }
    match is_composed(word) {
        true => Cow::Owned(spell(word.chars())),
        false => Cow::Owned(spell(word.nfkc())),
    }
}

fn spell(letters: impl Iterator<Item = char>) -> String {
    let table = table();
    let mut out = String::with_capacity(24);
    for c in letters.flat_map(char::to_lowercase) {
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        if ('\u{ac00}'..='\u{d7a3}').contains(&c) {
            hangul(c, table, &mut out);
            continue;
        }
        let c =
            if ('\u{30a1}'..='\u{30f4}').contains(&c) { char::from_u32(u32::from(c) - 0x60).unwrap_or(c) } else { c };
        if let Some(latin) = table.letters.get(&c) {
            out.push_str(latin);
            continue;
        }
        for part in std::iter::once(c).nfd().filter(|p| !is_combining_mark(*p)) {
            match table.letters.get(&part) {
                Some(latin) => out.push_str(latin),
                None => out.push(part),
            }
        }
    }
    out
}

/// Decomposes a syllable by arithmetic (Unicode standard, section 3.12).
fn hangul(c: char, table: &Table, out: &mut String) {
    let index = (u32::from(c) - 0xac00) as usize;
    let parts = [table.initials.get(index / 588), table.vowels.get(index % 588 / 28), table.finals.get(index % 28)];
    parts.into_iter().flatten().for_each(|part| out.push_str(part));
}

/// The consonants of a romanised word in six classes, doubles once; names keep them through most transliterations.
///
/// ```
/// use newsalign::embed::{romanise, skeleton};
///
/// assert_eq!(skeleton(&romanise("Трамп")), skeleton("trump"));
/// ```
pub fn skeleton(latin: &str) -> String {
    let table = table();
    let mut out = String::with_capacity(latin.len());
    let mut rest = latin;
    while let Some(c) = rest.chars().next() {
        let list = first_byte(rest).and_then(|first| table.sounds.get(first));
        let hit = list.and_then(|list| list.iter().find(|(spelling, _)| rest.starts_with(spelling.as_str())));
        let taken = hit.map_or(c.len_utf8(), |(spelling, _)| spelling.len());
        for sound in hit.iter().flat_map(|(_, sounds)| sounds.chars()) {
            if !out.ends_with(sound) {
                out.push(sound);
            }
        }
        rest = rest.get(taken..).unwrap_or("");
    }
    out
}

fn first_byte(text: &str) -> Option<usize> {
    text.bytes().next().map(usize::from)
}

/// The word without each of the little words that may be written together with it, longest first.
pub(super) fn without_prefixes(word: &str) -> impl Iterator<Item = &str> {
    table().prefixes.iter().filter_map(move |p| word.strip_prefix(p.as_str())).filter(|rest| rest.chars().count() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_across_alphabets() {
        let latin = |word: &str| skeleton(&romanise(word));
        for (a, b) in [
            ("Washington", "Вашингтон"),
            ("Varga", "Варга"),
            ("Papadopoulos", "Παπαδόπουλος"),
            ("Trump", "트럼프"),
            ("Kowalski", "コワルスキ"),
            ("Marseille", "マルセイユ"),
            ("Lisboa", "لشبونة"),
        ] {
            let (x, y) = (latin(a), latin(b));
            assert!(
                x == y || x.starts_with(&y) || y.starts_with(&x) || x.len().abs_diff(y.len()) <= 1,
                "{a} {x} {b} {y}"
            );
        }
        assert_eq!(latin("Varga"), latin("فارغا"));
    }

    #[test]
    fn little_words_are_taken_off() {
        assert!(without_prefixes("والوزير").any(|rest| rest == "وزير"));
    }
}
