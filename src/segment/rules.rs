//! The words that decide whether a stop ends a sentence: those of `neutral.toml`, of the language and of the text itself.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::lang::Lang;
use crate::text::fold;

/// Contents of `neutral.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Neutral {
    abbreviations: Vec<String>,
    abbreviations_final: Vec<String>,
    starters: Vec<String>,
    reporting: Vec<String>,
    quotatives: Vec<String>,
    kana_openers: Vec<String>,
    vowels: String,
    hosts: Vec<String>,
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

/// The words of one text in one language.
pub(super) struct Rules {
    inner: HashSet<String>,
    finals: HashSet<String>,
    doubtful: HashSet<String>,
    calendar: HashSet<String>,
    zones: HashSet<String>,
    starters: HashSet<String>,
    reporting: Vec<String>,
    /// Words that the text also has in lower case: capitalised they open a sentence (Kiss and Strunk 2006,
    /// *Unsupervised Multilingual Sentence Boundary Detection*, the orthographic heuristic).
    seen_lower: HashSet<String>,
    /// Capitals that the text uses as words ("on X when"): with a stop they are no initials.
    letters: HashSet<char>,
    pub(super) ordinal_stop: bool,
}

impl Rules {
    pub(super) fn new(lang: Option<&Lang>) -> Self {
        let n = neutral();
        let own = lang.map(|l| &l.sentence);
        let mut inner: HashSet<String> = n.abbreviations.iter().cloned().collect();
        let mut finals: HashSet<String> = n.abbreviations_final.iter().cloned().collect();
        if let Some(own) = own {
            // A language's own word for it outweighs the neutral one, whichever way.
            for word in own.abbreviations_final.iter().map(|w| bare(w)) {
                inner.remove(&word);
                finals.insert(word);
            }
            for word in own.abbreviations.iter().map(|w| bare(w)) {
                finals.remove(&word);
                inner.insert(word);
            }
        }
        let days = lang.iter().flat_map(|l| l.date.month.values().chain(l.date.weekday.values()).flatten());
        let calendar = days.map(|w| bare(w)).collect();
        let zones = lang.iter().flat_map(|l| l.time.zone.values().flatten().chain(&l.time.local));
        let zones = zones.filter_map(|w| w.split(' ').next()).map(bare).collect();
        let doubtful = lang.map_or_else(HashSet::new, |l| {
            let dated = l.date.month.values().chain(l.date.weekday.values());
            let scaled =
                l.number.scale_abbr.values().chain(l.unit.values()).chain(l.duration.values()).chain(l.money.values());
            dated.chain(scaled).flatten().filter(|w| w.ends_with('.')).map(|w| bare(w)).collect()
        });
        let starters: HashSet<String> = n.starters.iter().cloned().collect();
        let mut reporting: Vec<String> = n.reporting.clone();
        reporting.extend(own.iter().flat_map(|o| &o.reporting).map(|w| fold(w)));
        let ordinal_stop = own.is_some_and(|o| o.ordinal_stop);
        Rules {
            inner,
            finals,
            doubtful,
            calendar,
            zones,
            starters,
            reporting,
            seen_lower: HashSet::new(),
            letters: HashSet::new(),
            ordinal_stop,
        }
    }

    /// Learns which words the text has in lower case.
    pub(super) fn learn(&mut self, text: &str) {
        for word in text.split(|c: char| !c.is_alphabetic()) {
            if word.chars().next().is_some_and(char::is_lowercase) && !self.seen_lower.contains(word) {
                self.seen_lower.insert(word.to_owned());
            }
        }
        self.learn_letters(text);
    }

    /// Learns which capitals stand alone between words in lower case.
    fn learn_letters(&mut self, text: &str) {
        let low = |word: &str| word.chars().all(char::is_lowercase);
        let words: Vec<&str> = text.split_whitespace().collect();
        for three in words.windows(3) {
            if let [before, letter, after] = three {
                let mut chars = letter.trim_end_matches([',', ';', ':']).chars();
                let only = chars.next().filter(|c| chars.next().is_none() && c.is_uppercase());
                self.letters.extend(only.filter(|_| low(before) && low(after)));
            }
        }
    }

    /// Whether a single letter with a stop is an initial, given the word after it and what follows that word.
    pub(super) fn initial(&self, letter: char, next: &str, after: &str) -> bool {
        let another = next.chars().count() == 1 && after.starts_with('.');
        another || !(letter.is_uppercase() && (self.letters.contains(&letter) || self.starter(next)))
    }

    /// What the word before a stop is, if it is an abbreviation; `word` has no last stop.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        let key = bare(word);
        if self.inner.contains(&key) {
            return Some(Abbreviation::Inner);
        }
        if dotted(word) {
            let acronym = word.chars().next().is_some_and(char::is_uppercase);
            return Some(if acronym { Abbreviation::Doubtful } else { Abbreviation::Final });
        }
        if self.doubtful.contains(&key) {
            return Some(Abbreviation::Doubtful);
        }
        if self.finals.contains(&key) {
            return Some(Abbreviation::Final);
        }
        unspeakable(&key, word).then_some(Abbreviation::Doubtful)
    }

    /// Whether a capitalised word is one that opens sentences.
    pub(super) fn starter(&self, word: &str) -> bool {
        let key = fold(word);
        self.starters.contains(&key) || self.seen_lower.contains(&word.to_lowercase())
    }

    /// Whether a word after a time of day belongs to it: a day, or a zone by its name or its letters.
    pub(super) fn dates_time(&self, word: &str) -> bool {
        let letters = (2..=4).contains(&word.len()) && word.chars().all(char::is_uppercase);
        letters || self.calendar(word) || self.zones.contains(&bare(word))
    }

    /// Whether a word names a month or a day of the week.
    pub(super) fn calendar(&self, word: &str) -> bool {
        self.calendar.contains(&bare(word))
    }

    /// Whether a short clause begins `after`: a reporting verb among its first words, its end soon after.
    pub(super) fn reports(&self, after: &str) -> bool {
        let clause: String = after.chars().take(80).collect();
        let clause = clause.split(['.', ',', ';', ':', '。', '，', '：', '!', '?']).next().unwrap_or("");
        let words: Vec<String> =
            clause.split_whitespace().map(|w| fold(w.trim_matches(|c: char| !c.is_alphanumeric()))).collect();
        if words.len() == 1 && clause.chars().any(crate::text::is_cjk) {
            let start: String = clause.chars().take(10).collect();
            return self.reporting.iter().any(|verb| crate::text::fold(&start).contains(verb.as_str()));
        }
        words.len() <= 8 && words.iter().take(4).any(|word| self.reporting.contains(word))
    }
}

/// Whether the text right after a closing quotation mark carries the sentence on (Japanese, Korean).
pub(super) fn quotative(after: &str) -> bool {
    let n = neutral();
    let kana = after.chars().next().is_some_and(|c| matches!(c, '\u{3041}'..='\u{309f}'));
    n.quotatives.iter().any(|q| after.starts_with(q.as_str()))
        || (kana && !n.kana_openers.iter().any(|o| after.starts_with(o.as_str())))
}

/// Whether `word` ends host names.
pub(super) fn host(word: &str) -> bool {
    neutral().hosts.iter().any(|h| word.eq_ignore_ascii_case(h))
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
        let rules = Rules::new(None);
        assert_eq!(rules.abbreviation("Dr"), Some(Abbreviation::Inner));
        assert_eq!(rules.abbreviation("U.S"), Some(Abbreviation::Doubtful));
        assert_eq!(rules.abbreviation("p.m"), Some(Abbreviation::Final));
        assert_eq!(rules.abbreviation("ppłk"), Some(Abbreviation::Doubtful));
        assert_eq!(rules.abbreviation("NBC"), None);
        assert_eq!(rules.abbreviation("harbour"), None);
    }

    #[test]
    fn reporting_clauses_are_short() {
        let rules = Rules::new(None);
        assert!(rules.reports("Marta Ruiz asked."));
        assert!(!rules.reports("Officials said on Monday that the bridge would be closed until further notice."));
        assert!(rules.reports("林说。"));
    }
}
