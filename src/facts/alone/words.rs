//! Puts the words for single figures into a lexicon.

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use crate::facts::lexicon::{Alone, Anchor, Bound, Lexicon, Sem, decimal};
use crate::lang::{ByValue, common};
use crate::text::fold;

/// Signs of bounds that every language writes.
const SIGNS: [(&str, Bound); 9] = [
    (">", Bound::Above),
    (">=", Bound::AtLeast),
    ("≥", Bound::AtLeast),
    ("=>", Bound::AtLeast),
    ("<", Bound::Below),
    ("<=", Bound::AtMost),
    ("≤", Bound::AtMost),
    ("=<", Bound::AtMost),
    ("=", Bound::Equal),
];

/// Symbols of scales behind digits, where their case tells.
const SYMBOLS: [(&str, u64); 5] =
    [("k", 1_000), ("K", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000)];

/// Codes of currencies that are no words in small letters.
const COMMON_CODES: [&str; 21] = [
    "C$", "USD", "EUR", "GBP", "CAD", "AUD", "NZD", "HKD", "SGD", "RMB", "CNY", "JPY", "INR", "CHF", "MXN", "BRL",
    "KRW", "PLN", "CZK", "UAH", "TL",
];

impl Lexicon {
    /// Adds the words of `figures` of the language file, and the number words as they are typed without accents.
    pub(in crate::facts) fn add_alone(&mut self) {
        let figures = &self.lang.figures;
        let add = |sem: Alone| Sem::Alone(sem);
        self.add_all(&figures.articles, &add(Alone::Article));
        self.add_all(&figures.point, &add(Alone::Point));
        self.add_all(&figures.over, &add(Alone::Ratio));
        self.add_all(&figures.minus, &Sem::Minus);
        self.add_all(&figures.mixed, &add(Alone::Mixed));
        self.add_all(&figures.inside, &add(Alone::Inside));
        self.add_all(&figures.part_after, &add(Alone::PartAfter));
        self.add_all(&figures.ordinal_after, &add(Alone::RankAfter));
        self.add_all(&figures.or_equal, &add(Alone::OrEqual));
        self.add_all(&figures.or_equal_after, &add(Alone::OrEqualAfter));
        self.add_all(&figures.counter, &add(Alone::Counter));
        self.add_all(&figures.both, &add(Alone::Both));
        self.add_all(&figures.between_after, &add(Alone::BetweenAfter));
        for (number, [middle, end]) in figures.power.iter().enumerate() {
            self.add(middle, add(Alone::PowerMiddle(number)), false);
            self.add(end, add(Alone::PowerEnd(number)), false);
        }
        for (number, [open, middle]) in self.lang.range.pairs.iter().chain(&figures.pairs).enumerate() {
            self.add(open, add(Alone::Open(number)), false);
            self.add(middle, add(Alone::Middle(number)), false);
        }
        self.add_values(&figures.relative, |key| relative(key).map(|(anchor, by)| add(Alone::Relative(anchor, by))));
        self.add_values(&figures.bound, |key| bound(key).map(|b| add(Alone::Bound(b))));
        self.add_values(&figures.bound_after, |key| bound(key).map(|b| add(Alone::BoundAfter(b))));
        SIGNS.iter().for_each(|(sign, b)| self.add(sign, add(Alone::Bound(*b)), false));
        SYMBOLS.iter().for_each(|(symbol, v)| self.add(symbol, Sem::ScaleAbbr(Decimal::from(*v)), true));
        self.add_amounts();
        self.add_number_words();
    }

    /// Words of amounts, and codes of currencies as they are typed in small letters.
    fn add_amounts(&mut self) {
        let figures = &self.lang.figures;
        self.add_all(&figures.percent, &Sem::Percent);
        self.add_all(&figures.percent_before, &Sem::Alone(Alone::PercentBefore));
        self.add_all(&figures.tenths, &Sem::Tenths);
        self.add_all(&figures.age_after, &Sem::AgeAfter);
        for words in [&self.lang.money, &figures.money] {
            self.add_plain(words, |code| Sem::Currency(code.to_owned()));
        }
        for words in [&self.lang.unit, &figures.unit] {
            self.add_plain(words, |unit| Sem::Unit(unit.to_owned()));
        }
        self.add_values(&figures.share, |v| decimal(v).map(|v| Sem::Alone(Alone::Share(v))));
        for (unit, symbols) in &common().alone_symbol {
            symbols.iter().for_each(|symbol| self.add(symbol, Sem::Unit(unit.clone()), true));
        }
        for (code, symbols) in &common().currency_symbol {
            for symbol in
                symbols.iter().filter(|s| s.contains('$') && s.len() > 2 || COMMON_CODES.contains(&s.as_str()))
            {
                self.add(symbol, Sem::Currency(code.clone()), false);
            }
        }
    }

    fn add_plain(&mut self, words: &ByValue, sem: impl Fn(&str) -> Sem) {
        for (value, list) in words {
            for word in list {
                self.add(word, sem(value), false);
                self.add(&plain(word), sem(value), false);
            }
        }
    }

    fn add_number_words(&mut self) {
        let lang = self.lang;
        let figures = &lang.figures;
        for words in [&lang.number.cardinal, &figures.cardinal] {
            self.add_typed(words, &[], Sem::Cardinal);
        }
        for words in [&lang.number.scale, &figures.scale] {
            self.add_typed(words, &[], Sem::Scale);
        }
        for words in [&lang.number.ordinal, &figures.ordinal] {
            self.add_typed(words, &[], |v| Sem::Alone(Alone::Rank(v)));
            if !figures.part_endings.is_empty() {
                self.add_typed(words, &figures.part_endings, |v| Sem::Alone(Alone::Part(v)));
            }
        }
        self.add_typed(&figures.part, &[], |v| Sem::Alone(Alone::Part(v)));
        lang.number.joiners.iter().for_each(|w| self.morphemes.add(fold(w), Sem::Joiner));
        self.morphemes.sort();
    }

    /// Adds number words as printed and as typed without accents, with each of the endings if there are any.
    fn add_typed(&mut self, words: &ByValue, endings: &[String], sem: impl Fn(Decimal) -> Sem) {
        for (value, list) in words {
            let Some(sem) = decimal(value).map(&sem) else { continue };
            for word in list {
                let plain = plain(word);
                let forms = [word.clone(), plain];
                for form in forms.iter().take(if forms.first() == forms.last() { 1 } else { 2 }) {
                    if endings.is_empty() {
                        self.add(form, sem.clone(), false);
                        self.morphemes.add(fold(form), sem.clone());
                    }
                    for ending in endings {
                        let ended = format!("{form}{ending}");
                        self.add(&ended, sem.clone(), false);
                        self.morphemes.add(fold(&ended), sem.clone());
                    }
                }
            }
        }
    }
}

/// A word without its accents, as Latin letters are often typed.
fn plain(word: &str) -> String {
    if !word.chars().any(|c| matches!(u32::from(c), 0xc0..=0x24f)) {
        return word.to_owned();
    }
    let bare: String = word.nfd().filter(|c| !matches!(u32::from(*c), 0x300..=0x36f)).collect();
    bare.nfc().collect()
}

fn relative(key: &str) -> Option<(Anchor, i8)> {
    let (anchor, by) = match (key.strip_prefix("end"), key.strip_prefix("current")) {
        (Some(by), _) => (Anchor::End, by),
        (_, Some(by)) => (Anchor::Current, by),
        _ => return None,
    };
    Some((anchor, by.parse().ok()?))
}

fn bound(key: &str) -> Option<Bound> {
    SIGNS.iter().find(|(sign, _)| *sign == key).map(|(_, bound)| *bound)
}
