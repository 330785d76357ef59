//! The words that decide whether a stop ends a sentence: those of `neutral.toml`, of the language and of the text itself.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::lang::{self, Lang};
use crate::text::fold;

/// Contents of `neutral.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Neutral {
    abbreviations: Vec<String>,
    abbreviations_final: Vec<String>,
    titles: BTreeSet<String>,
    wrapped: Vec<String>,
    starters: Vec<String>,
    reporting: Vec<String>,
    quotatives: Vec<String>,
    kana_openers: Vec<String>,
    vowels: String,
    hosts: Vec<String>,
    polite: Vec<String>,
    heads: BTreeMap<String, Vec<String>>,
    before_figure: BTreeSet<String>,
    items_apart: BTreeSet<String>,
}

fn neutral() -> &'static Neutral {
    static NEUTRAL: LazyLock<Neutral> =
        LazyLock::new(|| toml::from_str(include_str!("neutral.toml")).unwrap_or_default());
    &NEUTRAL
}

/// What kind of abbreviation a word before a stop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A sentence never ends after it.
    Inner,
    /// One ends if a capital follows.
    Final,
    /// One ends only if a word follows that opens sentences.
    Doubtful,
}

/// What the tag's language is told from where it has no data file; see `languages.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Short {
    like: Option<String>,
    abbreviations: Vec<String>,
    abbreviations_final: Vec<String>,
    calendar: Vec<String>,
    starters: Vec<String>,
    reporting: Vec<String>,
    ordinal_stop: bool,
}

fn short(tag: &str) -> Option<&'static Short> {
    static SHORT: LazyLock<BTreeMap<String, Short>> =
        LazyLock::new(|| toml::from_str(include_str!("languages.toml")).unwrap_or_default());
    SHORT.get(tag)
}

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct Words {
    inner: HashSet<String>,
    finals: HashSet<String>,
    doubtful: HashSet<String>,
    calendar: HashSet<String>,
    zones: HashSet<String>,
    starters: HashSet<String>,
    heads: HashSet<String>,
    reporting: HashSet<String>,
    ordinal_stop: bool,
    nouns_capitalised: bool,
    /// Whether the number of a list's item is a sentence of its own.
    items_apart: bool,
    /// All words of the lists that a word before a stop is held against.
    listed: HashSet<String>,
    /// Capitals with which a word of `heads` begins.
    head_letters: HashSet<char>,
}

impl Words {
    /// The words of `tag`, put together once.
    pub(super) fn of_tag(tag: &str) -> Arc<Words> {
        static KNOWN: LazyLock<Mutex<BTreeMap<String, Arc<Words>>>> = LazyLock::new(Mutex::default);
        let base = tag.split(['-', '_']).next().unwrap_or(tag).to_ascii_lowercase();
        let known = lang::lang(&base).is_some() || short(&base).is_some();
        // All languages without words share an entry, so that made-up tags cannot fill the memory.
        let key = if known { base } else { String::new() };
        let mut cache = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(cache.entry(key).or_insert_with_key(|key| Arc::new(Words::gather(key))))
    }

    /// The words of a language's data; those of a built-in language are put together once.
    pub(super) fn of_lang(own: Option<&Lang>) -> Arc<Words> {
        match own {
            None => Words::of_tag(""),
            Some(own) if lang::lang(&own.tag).is_some_and(|known| std::ptr::eq(known, own)) => Words::of_tag(&own.tag),
            Some(own) => {
                let mut words = Words::neutral();
                words.add_lang(own);
                Arc::new(words.listed())
            }
        }
    }

    /// Neutral words, then those of what the language resembles, then its own.
    fn gather(tag: &str) -> Words {
        let mut words = Words::neutral();
        words.heads.extend(neutral().heads.get(tag).into_iter().flatten().cloned());
        words.items_apart = neutral().items_apart.contains(tag);
        let short = short(tag);
        if let Some(like) = short.and_then(|s| s.like.as_deref()).and_then(lang::lang) {
            words.add_lang(like);
        }
        if let Some(own) = lang::lang(tag) {
            words.add_lang(own);
        }
        if let Some(short) = short {
            words.add(&short.abbreviations, &short.abbreviations_final);
            words.calendar.extend(short.calendar.iter().map(|w| bare(w)));
            words.starters.extend(short.starters.iter().map(|w| fold(w)));
            words.reporting.extend(short.reporting.iter().map(|w| fold(w)));
            words.ordinal_stop |= short.ordinal_stop;
        }
        words.listed()
    }

    fn listed(mut self) -> Words {
        let lists = [&self.inner, &self.finals, &self.doubtful, &self.calendar, &self.starters];
        self.listed = lists.into_iter().flatten().chain(&neutral().before_figure).cloned().collect();
        let letters = self.heads.iter().filter_map(|w| w.chars().next());
        self.head_letters = letters.flat_map(char::to_uppercase).collect();
        self
    }

    fn neutral() -> Words {
        let n = neutral();
        let mut words = Words::default();
        words.add(&n.abbreviations, &n.abbreviations_final);
        words.starters.extend(n.starters.iter().cloned());
        words.reporting.extend(n.reporting.iter().map(|w| fold(w)));
        words
    }

    /// A language's own word for it outweighs what was known before, whichever way; one that stands in both of its lists
    /// may end a sentence.
    fn add(&mut self, inner: &[String], finals: &[String]) {
        for word in inner.iter().map(|w| bare(w)) {
            self.finals.remove(&word);
            self.inner.insert(word);
        }
        for word in finals.iter().map(|w| bare(w)) {
            self.inner.remove(&word);
            self.finals.insert(word);
        }
    }

    fn add_lang(&mut self, own: &Lang) {
        self.add(&own.sentence.abbreviations, &own.sentence.abbreviations_final);
        let dated = || own.date.month.values().chain(own.date.weekday.values());
        self.calendar.extend(dated().flatten().map(|w| bare(w)));
        let zones = own.time.zone.values().flatten().chain(&own.time.local);
        self.zones.extend(zones.filter_map(|w| w.split(' ').next()).map(bare));
        let scaled = own.number.scale_abbr.values().chain(own.unit.values());
        let scaled = scaled.chain(own.duration.values()).chain(own.money.values());
        // What stands behind a figure may stand at the end.
        for word in scaled.clone().flatten().filter(|w| w.ends_with('.')) {
            self.inner.remove(&bare(word));
        }
        self.doubtful.extend(dated().chain(scaled).flatten().filter(|w| w.ends_with('.')).map(|w| bare(w)));
        self.reporting.extend(own.sentence.reporting.iter().map(|w| fold(w)));
        self.ordinal_stop |= own.sentence.ordinal_stop;
        self.nouns_capitalised |= own.name_rules.nouns_capitalised;
    }
}

/// Bytes on either side of a doubtful place in which a word is looked for in lower case.
const NEAR: usize = 4_000;
/// Such searches a text at most.
const SEARCHES: usize = 64;

/// The words of one language, and the text that is split.
pub(super) struct Rules<'t> {
    words: Arc<Words>,
    /// What is learned from: words that it has in lower case open a sentence where they are capitalised (Kiss and Strunk
    /// 2006, *Unsupervised Multilingual Sentence Boundary Detection*, the orthographic heuristic).
    text: &'t str,
    searches: Cell<usize>,
    items_kept: bool,
}

impl<'t> Rules<'t> {
    pub(super) fn new(words: Arc<Words>, text: &'t str) -> Self {
        Rules { words, text, searches: Cell::new(0), items_kept: false }
    }

    /// Keeps the numbers of lists with their items, whatever the language's convention is.
    pub(super) fn keeping_items(self) -> Self {
        Rules { items_kept: true, ..self }
    }

    /// Whether the number of a list's item is a sentence of its own.
    pub(super) fn items_apart(&self) -> bool {
        self.words.items_apart && !self.items_kept
    }

    pub(super) fn ordinal_stop(&self) -> bool {
        self.words.ordinal_stop
    }

    pub(super) fn nouns_capitalised(&self) -> bool {
        self.words.nouns_capitalised
    }

    /// Whether the text has `word` between spaces or marks, for which `fits` holds of what stands around it.
    fn has(&self, word: &str, fits: impl Fn(&str, &str) -> bool) -> bool {
        if word.is_empty() || self.searches.get() >= SEARCHES {
            return false;
        }
        self.searches.set(self.searches.get() + 1);
        let text = self.text.get(..floor(self.text, 2 * NEAR)).unwrap_or(self.text);
        text.match_indices(word).take(SEARCHES).any(|(at, _)| {
            let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + word.len()..).unwrap_or(""));
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric) && fits(before, after)
        })
    }

    fn seen_lower(&self, word: &str) -> bool {
        let low = word.to_lowercase();
        low != word && self.has(&low, |_, after| !after.starts_with('.'))
    }

    /// Whether the text uses a capital as a word ("on X when"): with a stop it is no initial.
    fn is_word(&self, letter: char) -> bool {
        let low = |word: Option<&str>| word.is_some_and(|w| w.chars().all(char::is_lowercase));
        self.has(letter.encode_utf8(&mut [0; 4]), |before, after| {
            low(before.strip_suffix(' ').and_then(|b| b.rsplit(' ').next()))
                && low(after.trim_start_matches([',', ';', ':']).strip_prefix(' ').and_then(|a| a.split(' ').next()))
        })
    }

    /// Whether a single letter with a stop is an initial, given the word after it and what follows that word.
    pub(super) fn initial(&self, letter: char, next: &str, after: &str) -> bool {
        let another = next.chars().count() == 1 && after.starts_with('.');
        another || !(letter.is_uppercase() && (self.starter(next) || self.is_word(letter)))
    }

    /// What the word before a stop is, if it is an abbreviation; `word` has no last stop.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        let key = bare(word);
        // What an article is elided with, or a missing space, stands before it: `l'Avv.`, `Tuesday.Hr.`
        let tail = key.rsplit(['\'', '.']).next().unwrap_or(&key);
        let capital = word.rsplit('.').next().is_some_and(|t| !t.starts_with(char::is_lowercase));
        let glued = tail.len() < key.len() && tail.len() > 1 && !dotted(word) && (capital || !word.contains('.'));
        if self.words.inner.contains(&key) || (glued && self.words.inner.contains(tail)) {
            return Some(Abbreviation::Inner);
        }
        if neutral().titles.contains(&key) && word.starts_with(char::is_uppercase) {
            return Some(Abbreviation::Inner);
        }
        if self.words.finals.contains(&key) && word.contains('.') && word.starts_with(char::is_lowercase) {
            return Some(Abbreviation::Final);
        }
        if dotted(word) {
            let acronym = word.chars().next().is_some_and(char::is_uppercase);
            return Some(if acronym { Abbreviation::Doubtful } else { Abbreviation::Final });
        }
        if self.words.doubtful.contains(&key) {
            return Some(Abbreviation::Doubtful);
        }
        if self.words.finals.contains(&key) {
            return Some(Abbreviation::Final);
        }
        unspeakable(&key, word).then_some(Abbreviation::Doubtful)
    }

    /// Whether an abbreviation of several words stands among those that may end a sentence (`и т. д.`).
    pub(super) fn listed_final(&self, words: &str) -> bool {
        self.words.finals.contains(&bare(words))
    }

    /// Whether a capitalised word is one that opens sentences.
    pub(super) fn starter(&self, word: &str) -> bool {
        let key = fold(word);
        !word.is_empty() && (self.words.starters.contains(&key) || self.seen_lower(word))
    }

    /// Whether a word after a time of day belongs to it: a day, or a zone by its name or its letters.
    pub(super) fn dates_time(&self, word: &str) -> bool {
        let letters = (2..=4).contains(&word.len()) && word.chars().all(char::is_uppercase);
        letters || self.calendar(word) || self.words.zones.contains(&bare(word))
    }

    /// Whether a word is a plain one: all small letters, too long for an unknown abbreviation, in no list.
    pub(super) fn plain(&self, word: &str) -> bool {
        word.len() >= 5
            && word.chars().nth(4).is_some()
            && word.chars().all(char::is_lowercase)
            && !self.words.listed.contains(word)
    }

    /// Whether a word of those that begin a text after a headline can begin with `letter`.
    pub(super) fn heads_letter(&self, letter: char) -> bool {
        !self.words.head_letters.is_empty() && self.words.head_letters.contains(&letter)
    }

    /// Whether a capitalised word is an article or a pronoun with which a text begins that runs on from a headline.
    pub(super) fn heads_text(&self, word: &str) -> bool {
        word.starts_with(char::is_uppercase) && word.chars().count() <= 6 && self.words.heads.contains(&fold(word))
    }

    /// Whether a word is one that opens sentences in any text, seen or not.
    pub(super) fn opens_plainly(&self, word: &str) -> bool {
        self.words.starters.contains(&fold(word))
    }

    /// Whether a word is an abbreviation only before a figure.
    pub(super) fn before_figure(&self, word: &str) -> bool {
        neutral().before_figure.contains(&bare(word))
    }

    /// Whether a small letter can be a word of its own at the end of a sentence.
    pub(super) fn vowel(&self, letter: char) -> bool {
        letter == 'й' || letter.nfd().next().is_some_and(|plain| neutral().vowels.contains(plain))
    }

    /// Whether a word names a month or a day of the week.
    pub(super) fn calendar(&self, word: &str) -> bool {
        self.words.calendar.contains(&bare(word))
    }

    /// Whether a short clause begins `after`: a reporting verb among its first words, its end soon after.
    pub(super) fn reports(&self, after: &str) -> bool {
        let clause: String = after.chars().take(80).collect();
        let clause = clause.split(['.', ',', ';', ':', '。', '，', '：', '!', '?']).next().unwrap_or("");
        let words: Vec<String> =
            clause.split_whitespace().map(|w| fold(w.trim_matches(|c: char| !c.is_alphanumeric()))).collect();
        if words.len() == 1 && clause.chars().any(crate::text::is_cjk) {
            let start: String = clause.chars().take(10).collect();
            return self.words.reporting.iter().any(|verb| crate::text::fold(&start).contains(verb.as_str()));
        }
        words.len() <= 8 && words.iter().take(4).any(|word| self.words.reporting.contains(word))
    }
}

/// Whether the text right after a closing quotation mark carries the sentence on (Japanese, Korean).
pub(super) fn quotative(after: &str) -> bool {
    let n = neutral();
    let kana = after.chars().next().is_some_and(|c| matches!(c, '\u{3041}'..='\u{309f}'));
    n.quotatives.iter().any(|q| after.starts_with(q.as_str()))
        || (kana && !n.kana_openers.iter().any(|o| after.starts_with(o.as_str())))
}

/// Whether a line that ends so was only wrapped: a particle or a comma of a script without capitals.
pub(super) fn wrapped(line: &str) -> bool {
    neutral().wrapped.iter().any(|end| line.ends_with(end.as_str()))
}

/// Whether `word` ends host names.
pub(super) fn host(word: &str) -> bool {
    neutral().hosts.iter().any(|h| word.eq_ignore_ascii_case(h))
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

/// Whether a Japanese clause that ends so ends a sentence where a space follows.
pub(super) fn polite(before: &str) -> bool {
    neutral().polite.iter().any(|p| before.ends_with(p.as_str()))
}

/// An abbreviation as it is looked up: folded, no spaces inside, no last stop.
fn bare(word: &str) -> String {
    let mut key = fold(word);
    key.retain(|c| !c.is_whitespace());
    key.truncate(key.trim_end_matches('.').len());
    key
}

/// `U.S`, `a.m`, `т.е`: single letters with stops between them.
fn dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

/// Two to four letters of an alphabet, no vowel, not all capitals.
fn unspeakable(key: &str, word: &str) -> bool {
    let plain: Vec<char> = key.nfd().filter(|c| c.is_alphabetic()).collect();
    let cased = word.chars().any(char::is_lowercase) && word.chars().all(char::is_alphabetic);
    cased && (2..=4).contains(&plain.len()) && !plain.iter().any(|c| neutral().vowels.contains(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_abbreviations() {
        let rules = Rules::new(Words::of_tag(""), "");
        assert_eq!(rules.abbreviation("Dr"), Some(Abbreviation::Inner));
        assert_eq!(rules.abbreviation("U.S"), Some(Abbreviation::Doubtful));
        assert_eq!(rules.abbreviation("p.m"), Some(Abbreviation::Final));
        assert_eq!(rules.abbreviation("ppłk"), Some(Abbreviation::Doubtful));
        assert_eq!(rules.abbreviation("NBC"), None);
        assert_eq!(rules.abbreviation("harbour"), None);
    }

    #[test]
    fn reporting_clauses_are_short() {
        let rules = Rules::new(Words::of_tag(""), "");
        assert!(rules.reports("Marta Ruiz asked."));
        assert!(!rules.reports("Officials said on Monday that the bridge would be closed until further notice."));
        assert!(rules.reports("林说。"));
    }
}
