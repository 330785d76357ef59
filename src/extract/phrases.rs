//! Finds the phrases of page furniture (`[boilerplate]` of the language files) in a line.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use super::Reason;
use crate::lang::{Lang, PerLanguage};
use crate::text::{Class, each_folded};

/// A line cut into what phrases are compared by: words, single characters of scripts without spaces, single signs.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    folded: String,
    /// Start and end in `folded`, and whether it is a word.
    places: Vec<(usize, usize, bool)>,
    /// Letters and digits in the line.
    letters: usize,
    /// It has a digit.
    pub(super) figures: bool,
}

impl Tokens {
    pub(super) fn new(line: &str) -> Self {
        let folded = String::with_capacity(line.len());
        let mut tokens = Tokens { folded, places: Vec::with_capacity(line.len() / 5), letters: 0, figures: false };
        let mut open: Option<usize> = None;
        each_folded(line, |c| tokens.push(c, &mut open));
        if let Some(start) = open {
            tokens.places.push((start, tokens.folded.len(), true));
        }
        tokens
    }

    /// Adds a character; `open`: where the word that it may belong to begins.
    #[inline]
    fn push(&mut self, c: char, open: &mut Option<usize>) {
        let at = self.folded.len();
        self.folded.push(c);
        let class = Class::of(c);
        let word = class.is_letter_or_figure() || is_mark(c);
        self.letters += usize::from(word);
        self.figures |= class.is_numeric();
        if word && !class.is_wide() {
            open.get_or_insert(at);
            return;
        }
        if let Some(start) = open.take() {
            self.places.push((start, at, true));
        }
        if !c.is_whitespace() {
            self.places.push((at, self.folded.len(), word));
        }
    }

    /// The line in the form in which words are compared.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let (start, end, _) = self.places.get(index)?;
        self.folded.get(*start..*end)
    }

    /// Whether white space stands before it.
    pub(super) fn is_parted(&self, index: usize) -> bool {
        let end = index.checked_sub(1).and_then(|i| self.places.get(i)).map(|place| place.1);
        self.places.get(index).zip(end).is_some_and(|(place, end)| place.0 > end)
    }

    pub(super) fn is_word(&self, index: usize) -> bool {
        self.places.get(index).is_some_and(|place| place.2)
    }

    /// How many of them are words.
    pub(super) fn count_words(&self) -> usize {
        self.places.iter().filter(|p| p.2).count()
    }

    /// The words, without the signs.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.places.iter().filter(|p| p.2).filter_map(|p| self.folded.get(p.0..p.1))
    }
}

/// Vowel signs and accents that belong to the letter before them (Indic scripts, Thai, Hebrew, Arabic).
fn is_mark(c: char) -> bool {
    c >= '\u{300}'
        && matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}'
        | '\u{93a}'..='\u{94f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

/// A phrase found in a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cue {
    pub reason: Reason,
    /// First token and one past the last.
    pub start: usize,
    pub end: usize,
    /// Share of the line's letters that the phrase covers, 0 to 1.
    pub cover: f32,
    /// Its words.
    pub words: usize,
    /// A colon stands at its end.
    pub label: bool,
    /// The phrase as the language file has it.
    pub phrase: &'static str,
}

struct Entry {
    phrase: &'static str,
    /// Tokens after the first.
    rest: Vec<String>,
    reason: Reason,
}

/// A hash of words (FNV-1a): short, cheap, the same everywhere. Only for tables of language data, which no document can
/// fill with words that collide.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        // The upper bits choose the place in a table: spread what the last bytes changed.
        self.0 ^ (self.0 >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}

/// How tables of words are hashed.
pub(super) type Quick = BuildHasherDefault<Fnv>;

/// A number for a word, or for several in a row.
pub(super) fn number<'w>(words: impl IntoIterator<Item = &'w str>) -> u64 {
    let mut hash = Fnv::default();
    for word in words {
        hash.write(word.as_bytes());
        hash.write(b" ");
    }
    hash.finish()
}

/// The phrases of a language.
pub(super) struct Phrases {
    /// By their first token.
    entries: HashMap<String, Vec<Entry>, Quick>,
    /// By the first byte of a first token how long those are that begin with it: a bit for each length, the last one for
    /// all that are longer. Most tokens need no more than a look here.
    lengths: [u32; 256],
}

static PHRASES: PerLanguage<Phrases> = PerLanguage::new(compile);

fn compile(languages: &[&'static Lang]) -> Phrases {
    let mut phrases: HashMap<String, Vec<Entry>, Quick> = HashMap::default();
    for (name, list) in languages.iter().flat_map(|language| &language.boilerplate) {
        let Some(reason) = reason(name) else { continue };
        for phrase in list {
            let tokens = Tokens::new(phrase);
            let Some(first) = tokens.get(0) else { continue };
            let rest = (1..tokens.len()).filter_map(|i| tokens.get(i)).map(str::to_owned).collect();
            phrases.entry(first.to_owned()).or_default().push(Entry { phrase, rest, reason });
        }
    }
    let mut lengths = [0; 256];
    for token in phrases.keys() {
        let (first, bit) = mark(token);
        lengths.iter_mut().skip(first).take(1).for_each(|bits| *bits |= bit);
    }
    Phrases { entries: phrases, lengths }
}

/// The first byte of a token, and a bit for its length.
fn mark(token: &str) -> (usize, u32) {
    (token.bytes().next().map_or(0, usize::from), 1 << token.len().min(31))
}

/// The reason of that name, as language files write it.
pub(super) fn reason(name: &str) -> Option<Reason> {
    let name: StrDeserializer<'_, ValueError> = name.into_deserializer();
    Reason::deserialize(name).ok()
}

impl Phrases {
    /// Those of the language `tag`.
    pub(super) fn of(tag: &str) -> Option<&'static Phrases> {
        PHRASES.of(tag)
    }

    fn may_begin(&self, token: &str) -> bool {
        let (first, bit) = mark(token);
        self.lengths.get(first).is_some_and(|bits| bits & bit != 0)
    }

    /// The phrases in `tokens`, by place; where phrases overlap, the longest of the same reason.
    pub(super) fn cues(&self, tokens: &Tokens) -> Vec<Cue> {
        let mut found = Vec::new();
        for start in 0..tokens.len() {
            let Some(token) = tokens.get(start).filter(|token| self.may_begin(token)) else { continue };
            let entries = self.entries.get(token).into_iter().flatten();
            // Of those that are as long the first.
            let fitting = entries.filter(|entry| matches(entry, tokens, start)).rev();
            let best = fitting.max_by_key(|entry| entry.rest.len());
            found.extend(best.map(|entry| cue(entry, tokens, start)));
        }
        found
    }
}

fn matches(entry: &Entry, tokens: &Tokens, start: usize) -> bool {
    entry.rest.iter().enumerate().all(|(i, token)| tokens.get(start + 1 + i) == Some(token.as_str()))
}

fn cue(entry: &Entry, tokens: &Tokens, start: usize) -> Cue {
    let end = start + 1 + entry.rest.len();
    let covered: usize = (start..end)
        .filter(|i| tokens.is_word(*i))
        .filter_map(|i| tokens.get(i))
        .map(|token| token.chars().count())
        .sum();
    let is_colon = |token: Option<&str>| matches!(token, Some(":" | "："));
    Cue {
        reason: entry.reason,
        start,
        end,
        words: (start..end).filter(|i| tokens.is_word(*i)).count(),
        cover: ratio(covered, tokens.letters),
        label: is_colon(tokens.get(end)) || is_colon(tokens.get(end.saturating_sub(1))),
        phrase: entry.phrase,
    }
}

/// `part` of `whole`, 0 if there is no whole.
pub(super) fn ratio(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}
