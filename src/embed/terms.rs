//! What of a sentence can be found again in another language: figures, names, cognates, marks, facts.

use std::fmt;

use rust_decimal::prelude::ToPrimitive;

use crate::facts::{Fact, Value};
use crate::lang::{Dimension, common};
use crate::lang::{script_code, script_number};
use crate::text::{is_cjk, is_letter};

use super::romanise::{latin, skeleton, without_prefixes};

/// What a term is; terms of different kinds are independent evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// Words of three letters and less.
    Short,
    /// `?`, `%`, quotation marks.
    Mark,
    /// First letters of a word.
    Prefix,
    /// A whole word.
    Word,
    /// Consonants of a name in another alphabet.
    Sound,
    /// Words that the pair itself shows to be translations.
    Dictionary,
    /// A word with a capital inside the sentence, or in another script than its sentence.
    Name,
    /// Significant digits of a figure; a whole sentence.
    Number,
    /// About how large a quantity is, in one of two ways to cut sizes into steps.
    Size,
    /// Normal form of a fact.
    Fact,
}

/// Consonants by which a name is known when it goes on.
const BONES: usize = 4;

/// Number of kinds.
pub(super) const KINDS: usize = 10;

/// The terms of one sentence by their keys; once [settled](settle) each stands once, ascending.
pub(super) type Terms = Vec<(u64, Kind)>;

/// Brings terms into order, each once, of the greatest kind that it is.
pub(super) fn settle(terms: &mut Terms) {
    terms.sort_unstable_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)));
    terms.dedup_by_key(|term| term.0);
}

const PRIME: u64 = 0x0100_0000_01b3;

const fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(PRIME)
}

/// What the keys of one space of names begin with.
const fn space(name: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut rest = name.as_bytes();
    while let [byte, more @ ..] = rest {
        hash = fnv(hash, *byte);
        rest = more;
    }
    fnv(hash, 0)
}

/// A stable key (FNV-1a) of a term: the same on every run and machine.
fn key(space: u64, text: &str) -> u64 {
    text.bytes().fold(space, fnv)
}

/// The key of a term as it is written out.
fn key_of(space: u64, term: &impl fmt::Display) -> u64 {
    struct Key(u64);
    impl fmt::Write for Key {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 = key(self.0, text);
            Ok(())
        }
    }
    let mut written = Key(space);
    // Nothing that is hashed can fail.
    let _ = fmt::Write::write_fmt(&mut written, format_args!("{term}"));
    written.0
}

const STEM: u64 = space("stem");
const WHOLE: u64 = space("whole");
const FIGURE: u64 = space("figure");
const SIZE: u64 = space("size");
const MARK: u64 = space("mark");
const NUMBER: u64 = space("number");
const WORD: u64 = space("word");
const SOUND: u64 = space("sound");
/// First letters of words, and how many.
const OPENINGS: [(u64, usize); 2] = [(space("4"), 4), (space("6"), 6)];

/// The first `count` letters of a word.
fn opening(word: &str, count: usize) -> &str {
    word.char_indices().nth(count).map_or(word, |(end, _)| word.get(..end).unwrap_or(word))
}

/// A word that a dictionary may be induced from: its stem.
pub(super) fn stem(latin: &str) -> u64 {
    key(STEM, opening(latin, 6))
}

/// A key of the whole sentence; eight bytes at a time.
pub(super) fn whole(text: &str) -> u64 {
    let (words, rest) = text.trim().as_bytes().as_chunks::<8>();
    let step = |hash: u64, word: &[u8; 8]| (hash.rotate_left(29) ^ u64::from_le_bytes(*word)).wrapping_mul(PRIME);
    rest.iter().copied().fold(words.iter().fold(WHOLE, step), fnv)
}

/// Terms, not settled yet, and stems of a sentence. `sounds`: whether the two sides are written in different scripts.
pub(super) fn read(text: &str, sounds: bool) -> (Terms, Vec<u64>) {
    let mut reader = Reader {
        terms: Terms::with_capacity(text.len() / 2),
        stems: Vec::with_capacity(text.len() / 5),
        sounds,
        main: None,
    };
    reader.main = main_script(std::iter::once(text));
    // A line that both sides have as it stands is as good as a figure.
    reader.terms.push((whole(text), Kind::Number));
    reader.marks(text);
    reader.words(text);
    reader.stems.sort_unstable();
    reader.stems.dedup();
    (reader.terms, reader.stems)
}

/// Adds a fact of a sentence: the normal form, the size of a quantity, and the figure by itself. Names and quotations are read as words.
pub(super) fn add_fact(terms: &mut Terms, fact: &Fact) {
    for value in std::iter::once(&fact.value).chain(&fact.alternatives) {
        if matches!(value, Value::Quotation { .. } | Value::Name { .. }) {
            continue;
        }
        terms.push((key_of(space(value.kind()), value), Kind::Fact));
        if let Some(sizes) = sizes(value) {
            terms.extend(sizes.map(|size| (size, Kind::Size)));
        }
        if let Some(figure) = value.figure() {
            terms.push((key_of(FIGURE, &figure.normalize()), Kind::Fact));
        }
    }
}

/// How large a quantity is, whatever its unit, as the keys of two steps of 8 % that overlap by half: of two sizes less than 4 %
/// apart at least one is the same ("6 miles", "10 km"). Scales that do not begin at nothing have none.
fn sizes(value: &Value) -> Option<[u64; 2]> {
    let Value::Quantity { value, unit } = value else { return None };
    let unit =
        common().unit.get(unit).filter(|unit| unit.offset.is_zero() && unit.dimension != Dimension::Temperature)?;
    let size = value.checked_mul(unit.factor)?.to_f64().filter(|size| *size > 0.0)?;
    let step = size.ln() / 1.08_f64.ln();
    let halves = [2.0 * step.floor(), 2.0 * (step + 0.5).floor() + 1.0];
    Some(halves.map(|half| (half as i64).to_le_bytes().into_iter().fold(fnv(SIZE, unit.dimension as u8), fnv)))
}

/// Script of most letters; of two as frequent ones the later in the alphabet.
pub(super) fn main_script<'t>(texts: impl Iterator<Item = &'t str>) -> Option<&'static str> {
    let mut counts = [0usize; 256];
    let latin = script_number('a').map_or(0, usize::from);
    for text in texts {
        let plain = text.bytes().filter(u8::is_ascii_alphabetic).count();
        counts.get_mut(latin).into_iter().for_each(|count| *count += plain);
        for script in text.chars().filter(|c| !c.is_ascii()).filter_map(script_number) {
            if let Some(count) = counts.get_mut(usize::from(script)) {
                *count += 1;
            }
        }
    }
    let known = (0..=u8::MAX).zip(counts).filter(|(_, n)| *n > 0);
    known.map(|(script, n)| (n, script_code(script))).max().map(|(_, code)| code)
}

/// What articles in any two languages may share and few others have: keys of figures, facts, names, and the sounds of names,
/// of the sentence `text` with its `facts`; and keys of its words' stems.
pub fn anchors<'f>(text: &str, facts: impl Iterator<Item = &'f Fact>) -> (Vec<u64>, Vec<u64>) {
    let (mut terms, stems) = read(text, true);
    facts.for_each(|fact| add_fact(&mut terms, fact));
    let worth = |kind: Kind| matches!(kind, Kind::Sound | Kind::Name | Kind::Number | Kind::Fact | Kind::Word);
    (terms.into_iter().filter(|(_, kind)| worth(*kind)).map(|(key, _)| key).collect(), stems)
}

struct Reader {
    terms: Terms,
    stems: Vec<u64>,
    sounds: bool,
    main: Option<&'static str>,
}

impl Reader {
    fn add(&mut self, space: u64, text: &str, kind: Kind) {
        self.terms.push((key(space, text), kind));
    }

    fn marks(&mut self, text: &str) {
        for c in text.chars() {
            let mark = match c {
                '?' | '？' | '؟' | ';' if c != ';' || self.main == Some("Grek") => "?",
                '!' | '！' => "!",
                '%' | '٪' | '％' => "%",
                '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '"' | '＂' => "quote",
                '(' | '（' => "(",
                ':' | '：' => ":",
                '$' | '€' | '£' | '¥' | '₽' | '₹' => "money",
                _ => continue,
            };
            self.add(MARK, mark, Kind::Mark);
        }
    }

    fn words(&mut self, text: &str) {
        let mut first = true;
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if c.is_numeric() {
                let mut digits = String::new();
                push_digit(c, &mut digits);
                while let Some(&(_, next)) = chars.peek() {
                    if next.is_numeric() {
                        push_digit(next, &mut digits);
                    } else if !(matches!(next, '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '٬' | '٫')
                        && followed_by_digit(&chars))
                    {
                        break;
                    }
                    chars.next();
                }
                self.number(&digits);
                first = false;
            } else if is_letter(c) {
                let script = script_number(c);
                let mut end = start + c.len_utf8();
                while let Some(&(at, next)) = chars.peek() {
                    let same = is_letter(next) && script_number(next) == script || is_mark(next);
                    if !same {
                        break;
                    }
                    end = at + next.len_utf8();
                    chars.next();
                }
                self.word(text.get(start..end).unwrap_or(""), script.map(script_code), first);
                first = false;
            }
        }
    }

    fn number(&mut self, digits: &str) {
        let significant = digits.trim_start_matches('0').trim_end_matches('0');
        if !significant.is_empty() {
            self.add(NUMBER, significant, Kind::Number);
        }
    }

    fn word(&mut self, word: &str, script: Option<&'static str>, first: bool) {
        if word.chars().next().is_some_and(is_cjk) && script != Some("Kana") {
            return self.grams(word);
        }
        let katakana = word.chars().all(|c| ('\u{30a0}'..='\u{30ff}').contains(&c));
        if script == Some("Kana") && !katakana {
            return;
        }
        let latin = latin(word);
        let letters = latin.chars().count();
        let upper = word.chars().next().is_some_and(char::is_uppercase);
        let foreign = script.is_some() && script != self.main;
        let name = (upper && !first) || foreign || katakana;
        if letters >= 2 {
            self.stems.push(stem(&latin));
        }
        match letters {
            0 | 1 => return,
            2 | 3 if !name => self.add(WORD, &latin, Kind::Short),
            _ => self.add(WORD, &latin, if name { Kind::Name } else { Kind::Word }),
        }
        for (space, length) in OPENINGS {
            if letters >= length {
                self.add(space, opening(&latin, length), Kind::Prefix);
            }
        }
        let cased = upper || word.chars().next().is_some_and(char::is_lowercase);
        if self.sounds && (upper || !cased) && letters >= 3 {
            self.sound(&latin);
            for rest in without_prefixes(word) {
                self.sound(&super::romanise::latin(rest));
            }
        }
    }

    fn sound(&mut self, latin: &str) {
        let bones = skeleton(latin);
        if bones.len() >= 3 {
            self.add(SOUND, &bones, Kind::Sound);
        }
        // Names take endings, and languages of India write what goes with them as one word.
        if let Some(start) = bones.get(..BONES).filter(|_| bones.len() > BONES) {
            self.add(SOUND, start, Kind::Sound);
        }
    }

    /// Words of a script without spaces: pairs of neighbouring signs.
    fn grams(&mut self, run: &str) {
        let signs: Vec<char> = run.chars().collect();
        for pair in signs.windows(2) {
            let gram: String = pair.iter().collect();
            self.add(WORD, &gram, Kind::Word);
            self.stems.push(stem(&gram));
        }
    }
}

fn is_mark(c: char) -> bool {
    c >= '\u{300}' && unicode_normalization::char::is_combining_mark(c)
}

fn followed_by_digit(chars: &std::iter::Peekable<std::str::CharIndices<'_>>) -> bool {
    let mut ahead = chars.clone();
    ahead.next();
    ahead.peek().is_some_and(|(_, c)| c.is_numeric())
}

/// Decimal digits of every script in ASCII; other numerals (½, Ⅳ) as they decompose, or not at all.
fn push_digit(c: char, out: &mut String) {
    const ZEROS: [u32; 12] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xe50, 0xed0, 0x1040, 0xff10];
    let code = u32::from(c);
    if let Some(zero) = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)) {
        out.extend(char::from_digit(code - zero, 10));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(a: &str, b: &str, kind: Kind) -> usize {
        let ((mut a, _), (mut b, _)) = (read(a, true), read(b, true));
        settle(&mut a);
        settle(&mut b);
        a.iter().filter(|(k, v)| *v == kind && b.iter().any(|(other, _)| other == k)).count()
    }

    #[test]
    fn figures_meet_whatever_their_separators() {
        assert_eq!(shared("8,500 seats for 1.2 million", "8.500 lugares, 1,2 milhão", Kind::Number), 2);
        assert_eq!(shared("Founded in 2019", "تأسست عام ٢٠١٩", Kind::Number), 1);
    }

    #[test]
    fn names_and_cognates_meet() {
        assert!(shared("The mayor Elena Varga spoke", "La alcaldesa Elena Varga habló", Kind::Name) == 2);
        assert!(shared("the conversation ended", "a conversa acabou", Kind::Prefix) >= 1);
        assert!(shared("Mayor Elena Varga spoke", "Мэр Елена Варга выступила", Kind::Sound) >= 1);
    }

    #[test]
    fn marks_meet() {
        assert_eq!(shared("“Why?” he asked.", "「なぜ？」と尋ねた。", Kind::Mark), 2);
    }

    #[test]
    fn quantities_of_one_size_share_a_key_whatever_their_unit() {
        let keys = |text: &str, tag: &str| {
            let mut terms = Terms::new();
            crate::facts::read(text, tag).iter().for_each(|fact| add_fact(&mut terms, fact));
            terms.into_iter().map(|(key, _)| key).collect::<Vec<u64>>()
        };
        let shared = |a: &[u64], b: &[u64]| a.iter().filter(|key| b.contains(key)).count();
        let height = keys("She is five feet four inches tall", "en");
        assert!(shared(&height, &keys("身高一米六零", "zh")) > 0);
        assert_eq!(shared(&height, &keys("Er ist 1,92 m groß", "de")), 0);
        assert!(shared(&keys("6 miles", "en"), &keys("10 km", "pt")) > 0);
        assert_eq!(shared(&keys("40 degrees", "en"), &keys("40 km", "pt")), 1, "the figure alone");
    }
}
