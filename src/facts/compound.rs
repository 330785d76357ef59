//! Reads measures that go on behind their unit: "5 ft 4 in", "7 pounds 3 ounces", "1 m 85", "一米八", "6-foot-5". They are one
//! measure, told in the smaller unit.

use rust_decimal::Decimal;

use super::numeral::{Numeral, numeral};
use super::quantity::{Measure, all_after};
use super::scan::Scan;
use super::token::{Class, Token};
use super::{Reading, Value};
use crate::lang::{Dimension, common};

/// The largest number of small units in a large one: metres of a kilometre, grams of a kilogram.
const LARGEST: Decimal = Decimal::ONE_THOUSAND;

/// The measure with the part behind it, if it goes on.
pub(super) fn with_part(scan: &Scan<'_>, measure: &Reading) -> Option<Reading> {
    std::iter::once(&measure.value).chain(&measure.alternatives).find_map(|reading| {
        let Value::Quantity { value, unit } = reading else { return None };
        let whole = Whole { value: *value, unit, end: measure.end };
        if !whole.value.fract().is_zero() || whole.value < Decimal::ONE {
            return None;
        }
        let (end, value, unit) = whole.with_smaller_unit(scan).or_else(|| whole.without_unit(scan))?;
        let value = Value::Quantity { value, unit };
        Some(Reading { start: measure.start, end, value, alternatives: Vec::new(), weak: false })
    })
}

/// A whole number of a unit that may go on.
struct Whole<'r> {
    value: Decimal,
    unit: &'r str,
    end: usize,
}

impl Whole<'_> {
    /// "5 ft 4 in", "1 metro e 85 centímetros", "12 stone 4 pounds".
    fn with_smaller_unit(&self, scan: &Scan<'_>) -> Option<(usize, Decimal, String)> {
        let comma = usize::from(scan.mark(self.end, ","));
        let at = joined(scan, self.end + comma);
        let sum = |part: Decimal, unit: &str| {
            let each = ratio(self.unit, unit).filter(|each| part < *each)?;
            Some(self.value * each + part)
        };
        // Behind a larger unit "in" and "m" are no word and no scale.
        if let Some(part) = scan.token(at).and_then(Token::small_number).map(Decimal::from)
            && let Some(symbol) = scan.token(at + 1).filter(|t| t.class == Class::Word)
            && let Some(unit) = common().unit_by_symbol(symbol.raw)
            && let Some(value) = sum(part, unit)
        {
            return Some((at + 2, value, unit.clone()));
        }
        let part = small(scan, at)?;
        all_after(scan, &part).into_iter().find_map(|(end, measure)| {
            let Measure::Unit(unit) = measure else { return None };
            Some((end, sum(part.value, &unit)?, unit))
        })
    }

    /// "1 m 85", "1米8", "6-foot-5", "six feet two".
    fn without_unit(&self, scan: &Scan<'_>) -> Option<(usize, Decimal, String)> {
        match self.unit {
            "meter" if self.value < Decimal::TEN => self.centimeters(scan),
            "foot" if (Decimal::from(3)..Decimal::from(9)).contains(&self.value) => self.inches(scan),
            _ => None,
        }
    }

    fn centimeters(&self, scan: &Scan<'_>) -> Option<(usize, Decimal, String)> {
        let at = joined(scan, self.end);
        let bare = |part: &Numeral| part.value < Decimal::ONE_HUNDRED && all_after(scan, part).is_empty();
        let part = small(scan, at).filter(bare)?;
        let glued = !scan.lexicon.lang.spaces && at == self.end && scan.glued(at);
        let next =
            || small(scan, part.end).filter(|next| scan.glued(part.end) && next.value < Decimal::TEN && bare(next));
        let (end, value) = match scan.token(at).filter(|t| t.is_digits()).map(|token| token.folded.len()) {
            Some(2) => (part.end, part.value),
            None if part.value >= Decimal::TEN => (part.end, part.value),
            // "一米七五", "一米八": figure by figure, or the tenths alone.
            Some(1) | None if glued => match next() {
                Some(next) => (next.end, part.value * Decimal::TEN + next.value),
                None => (part.end, part.value * Decimal::TEN),
            },
            _ => return None,
        };
        Some((end, self.value * Decimal::ONE_HUNDRED + value, "centimeter".to_owned()))
    }

    fn inches(&self, scan: &Scan<'_>) -> Option<(usize, Decimal, String)> {
        let dash = scan.token(self.end).is_some_and(Token::is_dash) && scan.glued(self.end) && scan.glued(self.end + 1);
        let part = small(scan, self.end + usize::from(dash)).filter(|part| part.value < Decimal::from(12))?;
        // "6 feet 2 people": without the hyphen, what is counted may follow.
        let counts = scan.token(part.end).is_some_and(|t| t.class != Class::Mark);
        let bare = all_after(scan, &part).is_empty() && (dash || !counts);
        bare.then(|| (part.end, self.value * Decimal::from(12) + part.value, "inch".to_owned()))
    }
}

/// A part: a small figure, not below zero.
fn small(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let fits = |part: &Numeral| part.scale.is_none() && part.value >= Decimal::ZERO && part.value < LARGEST;
    numeral(scan, at).filter(fits)
}

/// The token at which the part begins: behind "and", if that stands there.
fn joined(scan: &Scan<'_>, at: usize) -> usize {
    let and = |token: &Token<'_>| {
        let both = || scan.lexicon.lang.figures.both.iter().any(|word| *word == token.folded);
        token.class == Class::Word && both()
    };
    at + usize::from(scan.token(at).is_some_and(and))
}

/// How many of the small unit are one of the large, if people count so.
fn ratio(large: &str, small: &str) -> Option<Decimal> {
    let (large, small) = (common().unit.get(large)?, common().unit.get(small)?);
    let kind = large.dimension == small.dimension && matches!(large.dimension, Dimension::Length | Dimension::Mass);
    let each = large.factor.checked_div(small.factor).filter(|_| kind)?.round_dp(6).normalize();
    (each.fract().is_zero() && each > Decimal::ONE && each <= LARGEST).then_some(each)
}

#[cfg(test)]
mod tests {
    fn read(text: &str, tag: &str) -> String {
        let facts = crate::facts::read(text, tag);
        facts.iter().map(|fact| fact.value.to_string()).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn measures_in_two_units_are_one() {
        for (text, tag, value) in [
            ("She is 5 ft 4 in tall", "en", "64 inch"),
            ("a baby of seven pounds three ounces", "en", "115 ounce"),
            ("a jockey of 9 stone 4 pounds", "en", "130 pound"),
            ("it runs for 5 km and 300 m", "en", "5300 meter"),
            ("Er sprang 8 Meter und 12 Zentimeter weit", "de", "812 centimeter"),
            ("Рост 1 метр 85 сантиметров", "ru", "185 centimeter"),
            ("身長は1メートル85センチ", "ja", "185 centimeter"),
        ] {
            assert_eq!(read(text, tag), value, "{text}");
        }
    }

    #[test]
    fn hundredths_of_a_metre_and_inches_go_without_their_unit() {
        for (text, tag, value) in [
            ("Il mesure 1 m 85", "fr", "185 centimeter"),
            ("Il mesure 1m85", "fr", "185 centimeter"),
            ("Mide un metro ochenta y cinco", "es", "185 centimeter"),
            ("È alto un metro e 85", "it", "185 centimeter"),
            ("他身高一米八", "zh", "180 centimeter"),
            ("他身高一米七五", "zh", "175 centimeter"),
            ("身高1米05", "zh", "105 centimeter"),
            ("the 6-foot-5 guard", "en", "77 inch"),
            ("He stood six feet two.", "en", "74 inch"),
        ] {
            assert_eq!(read(text, tag), value, "{text}");
        }
    }

    #[test]
    fn what_only_stands_beside_a_measure_is_no_part_of_it() {
        assert_eq!(read("within 6 feet 2 people", "en"), "6 foot | 2");
        assert_eq!(read("à 2 mètres, 85 personnes", "fr"), "2 meter | 85");
        assert_eq!(read("10米8人", "zh"), "10 meter | 8");
        assert_eq!(read("5 metres 30% deeper", "en"), "5 meter | 30 %");
        assert_eq!(read("2 kilometres and 50 inches", "en"), "2 kilometer | 50 inch");
    }
}
