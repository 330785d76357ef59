//! The words of a language by meaning, compiled once from its data file.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::number_words::compound;
use super::token::{Token, tokens};
use crate::lang::{self, ByValue, Lang, common};

/// What a phrase means to the readers of facts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sem {
    Cardinal(Decimal),
    Scale(Decimal),
    ScaleAbbr(Decimal),
    Ordinal(u32),
    OrdinalSuffix,
    OrdinalPrefix,
    Fraction(Decimal),
    Joiner,
    Minus,
    /// Between denominator and numerator.
    Over,
    Weak,
    About,
    More,
    Less,
    AboutAfter,
    MoreAfter,
    LessAfter,
    Earlier,
    Later,
    EarlierAfter,
    LaterAfter,
    Percent,
    Points,
    /// A share in tenths (`割`).
    Tenths,
    /// Name of a scale before its figure (`摂氏`).
    UnitBefore(String),
    Currency(String),
    Unit(String),
    Duration(String),
    /// Before a distance that is covered in an hour.
    PerHourBefore,
    AgeBefore,
    AgeAfter,
    RangeJoiner,
    /// Number of the pair in `range.pairs`.
    RangeOpen(usize),
    RangeMiddle(usize),
    ScoreJoiner,
    Of,
    YearMark,
    MonthMark,
    DayMark,
    YearBefore,
    DecadeBefore,
    DecadeAfter,
    /// A decade in one word or phrase: its tens.
    Decade(u8),
    CenturyBefore,
    CenturyAfter,
    Homograph,
    Month(u8),
    Weekday(u8),
    Relative(i8),
    Am,
    Pm,
    Night,
    HourMark,
    MinuteMark,
    HourWord,
    At,
    Point(u8, u8),
    Past(i16),
    Before(i16),
    Local,
    Zone(String),
    NotName,
    Particle,
    /// A meaning that only the readers of single figures know.
    Alone(Alone),
}

/// Meanings that only the readers of single figures know.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Alone {
    /// Never a figure by itself.
    Article,
    Point,
    /// Between numerator and denominator.
    Ratio,
    /// Number of the pair in `figures.power`.
    PowerMiddle(usize),
    PowerEnd(usize),
    /// Between a whole and its fraction.
    Mixed,
    /// Before the scale of a figure.
    Inside,
    /// An ordinal that may close a longer one.
    Rank(Decimal),
    RankAfter,
    /// A denominator.
    Part(Decimal),
    PartAfter,
    /// A rank counted from the end or from here: number of the key in `figures.relative`.
    Relative(Anchor, i8),
    Bound(Bound),
    BoundAfter(Bound),
    OrEqual,
    OrEqualAfter,
    Both,
    /// Number of the pair in `figures.pairs`.
    Open(usize),
    Middle(usize),
    BetweenAfter,
    /// Before the figure of a percentage ("percent of").
    PercentBefore,
    /// A part of a currency (`角`): its share.
    Share(Decimal),
    /// Behind a figure: a counter or a particle.
    Counter,
}

/// What a relative rank counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The first one.
    Start,
    /// The last one.
    End,
    /// The one at hand.
    Current,
}

/// A bound of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    Above,
    AtLeast,
    Below,
    AtMost,
    Equal,
}

/// Parts of compound number words by their first byte, longest first: most words begin like none of them.
#[derive(Debug, Default)]
pub(crate) struct Morphemes(BTreeMap<u8, Vec<(String, Sem)>>);

impl Morphemes {
    pub(super) fn add(&mut self, morpheme: String, sem: Sem) {
        if let Some(first) = morpheme.bytes().next() {
            self.0.entry(first).or_default().push((morpheme, sem));
        }
    }

    pub(super) fn sort(&mut self) {
        for list in self.0.values_mut() {
            list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        }
    }

    /// The parts that may open `text`.
    pub(crate) fn opening(&self, text: &str) -> &[(String, Sem)] {
        text.bytes().next().and_then(|first| self.0.get(&first)).map_or(&[], Vec::as_slice)
    }
}

/// Phrases of one first word that a new one is compared with, so that none stands there twice.
const MOST_LOOKED_THROUGH: usize = 64;

/// A phrase: what follows its first token, and what it means.
#[derive(Debug)]
struct Entry {
    rest: Vec<String>,
    sem: Sem,
    /// The phrase as printed, where case matters (unit symbols, zones, currency codes).
    exact: Option<String>,
    /// Whether its two syllables are one word, so that no space may stand between them (Korean).
    tight: bool,
}

/// The words of a language by meaning.
#[derive(Debug)]
pub(crate) struct Lexicon {
    entries: HashMap<String, Vec<Entry>, Quick>,
    /// Parts of compound number words, longest first.
    pub morphemes: Morphemes,
    /// Stems of number words inside words for ages, longest first.
    pub stems: Vec<(String, Decimal)>,
    pub lang: &'static Lang,
    /// Whether it holds the words for single figures too.
    pub alone: bool,
}

/// Hashes the short words of a lexicon (FNV-1a, eight bytes a step); nobody outside can choose its keys.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Quick;

impl std::hash::BuildHasher for Quick {
    type Hasher = QuickHasher;

    fn build_hasher(&self) -> QuickHasher {
        QuickHasher(0xcbf2_9ce4_8422_2325)
    }
}

/// See [`Quick`].
pub(crate) struct QuickHasher(u64);

impl std::hash::Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
            self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

/// A phrase found in a sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit<'l> {
    /// Tokens that it covers.
    pub len: usize,
    pub sem: &'l Sem,
}

type All = Vec<(&'static str, OnceLock<Option<Lexicon>>)>;

fn built(all: &'static OnceLock<All>, tag: &str, build: fn(&'static Lang) -> Lexicon) -> Option<&'static Lexicon> {
    let base = tag.split(['-', '_']).next().unwrap_or(tag);
    all.get_or_init(|| lang::tags().map(|t| (t, OnceLock::new())).collect())
        .iter()
        .find(|(t, _)| t.eq_ignore_ascii_case(base))
        .and_then(|(t, cell)| cell.get_or_init(|| lang::lang(t).map(build)).as_ref())
}

impl Lexicon {
    /// The lexicon of a language that has a data file.
    pub(crate) fn of(tag: &str) -> Option<&'static Lexicon> {
        static ALL: OnceLock<All> = OnceLock::new();
        built(&ALL, tag, Lexicon::build)
    }

    /// The same with the words that only matter where nothing but the figure counts (`figures` of the language file).
    pub(crate) fn alone(tag: &str) -> Option<&'static Lexicon> {
        static ALL: OnceLock<All> = OnceLock::new();
        built(&ALL, tag, |lang| {
            let mut lexicon = Lexicon { alone: true, ..Lexicon::build(lang) };
            lexicon.add_alone();
            lexicon
        })
    }

    /// The neutral lexicon (units, currencies, zones) on the rules of the language that comes first in the table.
    pub(crate) fn neutral() -> Option<&'static Lexicon> {
        lang::tags().next().and_then(Lexicon::of)
    }

    /// All phrases that begin at `tokens[at]`, longest first.
    pub(crate) fn hits<'l>(&'l self, tokens: &[Token<'_>], at: usize) -> Vec<Hit<'l>> {
        let Some(first) = tokens.get(at) else { return Vec::new() };
        let Some(entries) = self.entries.get(first.folded.as_ref()) else { return Vec::new() };
        // Most words that open a phrase are followed by something else.
        let mut fitting = entries.iter().filter_map(|e| Some(Hit { len: e.fits(tokens, at)?, sem: &e.sem })).peekable();
        if fitting.peek().is_none() {
            return Vec::new();
        }
        let mut hits: Vec<Hit<'l>> = fitting.collect();
        if hits.len() > 1 {
            hits.sort_by_key(|h| std::cmp::Reverse(h.len));
        }
        hits
    }

    /// Whether a word may hold a number although it is no entry: a compound, or an age in one word.
    pub(crate) fn may_hold_number(&self, word: &str) -> bool {
        // The shortest ending and the shortest stem of an age together.
        let age = || {
            word.len() >= 8
                && (self.stems.iter().any(|(stem, _)| word.starts_with(stem.as_str()))
                    || self.lang.number.compounds
                        && self.lang.age.after.iter().any(|end| word.ends_with(end.trim_start_matches('-'))))
        };
        self.lang.number.compounds && compound(word, &self.morphemes).is_some() || age()
    }

    fn build(lang: &'static Lang) -> Lexicon {
        let mut lexicon = Lexicon {
            entries: HashMap::with_capacity_and_hasher(4096, Quick),
            morphemes: Morphemes::default(),
            stems: Vec::new(),
            lang,
            alone: false,
        };
        lexicon.add_numbers(&lang.number);
        lexicon.add_figures(lang);
        lexicon.add_dates(&lang.date);
        lexicon.add_times(&lang.time);
        lexicon.add_common();
        lexicon.add_all(&lang.name_rules.not_names, &Sem::NotName);
        lexicon.add_all(&lang.name_rules.particles, &Sem::Particle);
        for (value, stems) in &lang.age.stems {
            let Some(value) = decimal(value) else { continue };
            lexicon.stems.extend(stems.iter().map(|stem| (crate::text::fold(stem), value)));
        }
        lexicon.stems.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        lexicon.morphemes.sort();
        lexicon
    }

    fn add_numbers(&mut self, number: &'static lang::Numbers) {
        self.add_values(&number.cardinal, |v| decimal(v).map(Sem::Cardinal));
        self.add_values(&number.scale, |v| decimal(v).map(Sem::Scale));
        self.add_values(&number.scale_abbr, |v| decimal(v).map(Sem::ScaleAbbr));
        self.add_values(&number.ordinal, |v| v.parse().ok().map(Sem::Ordinal));
        self.add_values(&number.fraction, |v| decimal(v).map(Sem::Fraction));
        self.add_all(&number.joiners, &Sem::Joiner);
        self.add_all(&number.minus, &Sem::Minus);
        self.add_all(&number.over, &Sem::Over);
        self.add_all(&number.weak, &Sem::Weak);
        self.add_all(&number.ordinal_suffix, &Sem::OrdinalSuffix);
        self.add_all(&number.ordinal_prefix, &Sem::OrdinalPrefix);
        if number.compounds {
            self.add_morphemes(number);
        }
    }

    fn add_morphemes(&mut self, number: &lang::Numbers) {
        let mut add = |words: &ByValue, sem: fn(Decimal) -> Sem| {
            for (value, list) in words {
                let Some(value) = decimal(value) else { continue };
                list.iter().for_each(|w| self.morphemes.add(crate::text::fold(w), sem(value)));
            }
        };
        add(&number.cardinal, Sem::Cardinal);
        add(&number.scale, Sem::Scale);
        add(&number.fraction, Sem::Fraction);
        number.joiners.iter().for_each(|w| self.morphemes.add(crate::text::fold(w), Sem::Joiner));
    }

    fn add_figures(&mut self, lang: &'static Lang) {
        self.add_all(&lang.approx.about, &Sem::About);
        self.add_all(&lang.approx.more, &Sem::More);
        self.add_all(&lang.approx.less, &Sem::Less);
        self.add_all(&lang.approx.about_after, &Sem::AboutAfter);
        self.add_all(&lang.approx.more_after, &Sem::MoreAfter);
        self.add_all(&lang.approx.less_after, &Sem::LessAfter);
        self.add_all(&lang.approx.earlier, &Sem::Earlier);
        self.add_all(&lang.approx.later, &Sem::Later);
        self.add_all(&lang.approx.earlier_after, &Sem::EarlierAfter);
        self.add_all(&lang.approx.later_after, &Sem::LaterAfter);
        self.add_all(&lang.percent.words, &Sem::Percent);
        self.add_all(&lang.percent.points, &Sem::Points);
        self.add_all(&lang.percent.tenths, &Sem::Tenths);
        self.add_values(&lang.unit_before, |v| Some(Sem::UnitBefore(v.to_owned())));
        self.add_values(&lang.money, |v| Some(Sem::Currency(v.to_owned())));
        self.add_values(&lang.unit, |v| Some(Sem::Unit(v.to_owned())));
        self.add_values(&lang.duration, |v| Some(Sem::Duration(v.to_owned())));
        self.add_all(&lang.age.before, &Sem::AgeBefore);
        self.add_all(&lang.age.after, &Sem::AgeAfter);
        self.add_all(&lang.per_hour_before, &Sem::PerHourBefore);
        self.add_all(&lang.range.joiners, &Sem::RangeJoiner);
        self.add_all(&lang.range.score, &Sem::ScoreJoiner);
        for (number, [open, middle]) in lang.range.pairs.iter().enumerate() {
            self.add(open, Sem::RangeOpen(number), false);
            self.add(middle, Sem::RangeMiddle(number), false);
        }
    }

    fn add_dates(&mut self, date: &'static lang::Dates) {
        self.add_all(&date.of, &Sem::Of);
        self.add_all(&date.year_mark, &Sem::YearMark);
        self.add_all(&date.month_mark, &Sem::MonthMark);
        self.add_all(&date.day_mark, &Sem::DayMark);
        self.add_all(&date.year_before, &Sem::YearBefore);
        self.add_all(&date.decade_before, &Sem::DecadeBefore);
        self.add_all(&date.decade_after, &Sem::DecadeAfter);
        self.add_values(&date.decade, |v| v.parse().ok().map(Sem::Decade));
        self.add_all(&date.century_before, &Sem::CenturyBefore);
        self.add_all(&date.century_after, &Sem::CenturyAfter);
        self.add_all(&date.homographs, &Sem::Homograph);
        self.add_values(&date.month, |v| v.parse().ok().map(Sem::Month));
        self.add_values(&date.weekday, |v| v.parse().ok().map(Sem::Weekday));
        self.add_values(&date.relative, |v| v.parse().ok().map(Sem::Relative));
    }

    fn add_times(&mut self, time: &'static lang::Times) {
        self.add_all(&time.am, &Sem::Am);
        self.add_all(&time.pm, &Sem::Pm);
        self.add_all(&time.night, &Sem::Night);
        self.add_all(&time.hour_mark, &Sem::HourMark);
        self.add_all(&time.minute_mark, &Sem::MinuteMark);
        self.add_all(&time.hour_word, &Sem::HourWord);
        self.add_all(&time.at, &Sem::At);
        self.add_all(&time.local, &Sem::Local);
        self.add_values(&time.point, |v| {
            let (hour, minute) = v.split_once(':')?;
            Some(Sem::Point(hour.parse().ok()?, minute.parse().ok()?))
        });
        self.add_values(&time.past, |v| v.parse().ok().map(Sem::Past));
        self.add_values(&time.before, |v| v.parse().ok().map(Sem::Before));
        self.add_values(&time.zone, |v| Some(Sem::Zone(v.to_owned())));
    }

    fn add_common(&mut self) {
        let common = common();
        for (name, unit) in &common.unit {
            for symbol in &unit.symbols {
                self.add(symbol, Sem::Unit(name.clone()), true);
            }
        }
        for (code, symbols) in &common.currency_symbol {
            for symbol in symbols {
                self.add(symbol, Sem::Currency(code.clone()), true);
            }
        }
        for (zone, names) in &common.zone {
            for name in names {
                self.add(name, Sem::Zone(zone.clone()), true);
            }
        }
    }

    pub(super) fn add_values(&mut self, words: &ByValue, sem: impl Fn(&str) -> Option<Sem>) {
        for (value, list) in words {
            if let Some(sem) = sem(value) {
                self.add_all(list, &sem);
            }
        }
    }

    pub(super) fn add_all(&mut self, words: &[String], sem: &Sem) {
        for word in words {
            self.add(word, sem.clone(), false);
        }
    }

    pub(super) fn add(&mut self, phrase: &str, sem: Sem, exact: bool) {
        let mut parts = tokens(phrase).into_iter().map(|t| t.folded.into_owned());
        let Some(first) = parts.next() else { return };
        let entry = Entry {
            rest: parts.collect(),
            sem,
            exact: exact.then(|| phrase.replace(' ', "")),
            tight: phrase.chars().count() == 2 && phrase.chars().all(|c| matches!(u32::from(c), 0xac00..=0xd7a3)),
        };
        let list = self.entries.entry(first).or_default();
        // Nearly a thousand phrases begin with the Arabic word for the hour: only the last ones are looked through.
        let recent = list.iter().rev().take(MOST_LOOKED_THROUGH);
        if !recent.into_iter().any(|e| e.sem == entry.sem && e.rest == entry.rest && e.exact == entry.exact) {
            list.push(entry);
        }
    }
}

impl Entry {
    /// How many tokens the phrase covers at `at`; a hyphen may stand between its words ("84-square-metre").
    fn fits(&self, tokens: &[Token<'_>], at: usize) -> Option<usize> {
        let mut next = at + 1;
        for word in &self.rest {
            let token = tokens.get(next)?;
            if self.tight && token.spaced {
                return None;
            }
            if token.folded == *word {
                next += 1;
            } else if token.is_dash()
                && !token.spaced
                && tokens.get(next + 1).is_some_and(|t| !t.spaced && t.folded == *word)
            {
                next += 2;
            } else {
                return None;
            }
        }
        let exact =
            self.exact.as_deref().is_none_or(|exact| tokens.get(at..next).is_some_and(|t| same_letters(t, exact)));
        exact.then_some(next - at)
    }
}

/// Whether the tokens, put together, are exactly this string.
fn same_letters(tokens: &[Token<'_>], exact: &str) -> bool {
    let mut rest = exact;
    for token in tokens {
        match rest.strip_prefix(token.raw) {
            Some(tail) => rest = tail,
            None => return false,
        }
    }
    rest.is_empty()
}

/// A decimal, or a fraction such as `2/3`.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    match text.split_once('/') {
        Some((up, down)) => up.parse::<Decimal>().ok()?.checked_div(down.parse().ok()?),
        None => text.parse().ok(),
    }
}
