//! Reads figures with what they count: percent, money, units, durations, ages, ordinals, plain numbers.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::compound;
use super::lexicon::Sem;
use super::number_words::compound_value;
use super::numeral::{Numeral, half_behind, numeral};
use super::scan::Scan;
use super::{ClockTime, PartialDate, Reading, Value};
use crate::lang::{NumberSystem, common};

/// What a figure counts, once the words around it are read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Measure {
    Plain,
    Percent,
    Points,
    Tenths,
    Currency(String),
    Unit(String),
    Duration(String),
    Age,
}

impl Measure {
    pub(crate) fn value(&self, value: Decimal) -> Value {
        match self {
            Measure::Plain => Value::Number { value },
            Measure::Percent => Value::Percent { value, points: false },
            Measure::Points => Value::Percent { value, points: true },
            // "三割": tenths are said where others say percent.
            Measure::Tenths => Value::Percent { value: value * Decimal::TEN, points: false },
            Measure::Currency(code) => Value::Money { value, currency: code.clone() },
            Measure::Unit(unit) => Value::Quantity { value, unit: unit.clone() },
            Measure::Duration(unit) => Value::Duration { value, unit: unit.clone() },
            Measure::Age => Value::Age { value },
        }
    }
}

/// The quantity that begins at token `at`, with a currency or percent sign before the figure if there is one.
pub(crate) fn read(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    if let Some((figure_at, measure)) = sign_before(scan, at)
        && let Some(figure) =
            numeral(scan, figure_at).filter(|n| n.digits || n.scale.is_some() || measure == Measure::Percent && !n.weak)
    {
        // "US$ 5 million dollars": the word after says the same.
        let end = match after(scan, &figure) {
            Some((end, Measure::Currency(_))) if matches!(measure, Measure::Currency(_)) => end,
            _ => figure.end,
        };
        return Some(reading(at, end, &measure, &figure));
    }
    if let Some(rank) = ordinal(scan, at) {
        return Some(rank);
    }
    if let Some(degrees) = scale_before(scan, at) {
        return Some(degrees);
    }
    if let Some((value, unit)) = compound_age(scan, at) {
        return Some(Reading {
            start: at,
            end: at + 1,
            value: unit.value(value),
            alternatives: Vec::new(),
            // "settantenni" are people about seventy.
            weak: (value % Decimal::TEN).is_zero(),
        });
    }
    let figure = numeral(scan, at)?;
    let measures = all_after(scan, &figure);
    if let Some((end, measure)) = measures.first() {
        let (mut end, mut figure) = (*end, figure);
        if matches!(measure, Measure::Duration(_) | Measure::Unit(_))
            && let Some((after, half)) = half_behind(scan, end)
        {
            (end, figure.value, figure.weak) = (after, figure.value + half, false);
        }
        let mut found = with_hundredths(scan, reading(at, end, measure, &figure));
        found.alternatives.extend(measures.iter().skip(1).map(|(_, other)| other.value(figure.value)));
        found.alternatives.extend(as_scale(scan, &figure));
        if let Some(whole) = compound::with_part(scan, &found) {
            return Some(whole);
        }
        found.alternatives.extend(as_clock(scan, &figure, &found.value));
        if let Value::Quantity { unit, .. } = &mut found.value
            && matches!(unit.as_str(), "mile" | "kilometer")
            && scan.start_of(at, &Sem::PerHourBefore).is_some()
        {
            unit.push_str("-per-hour");
        }
        // "one day", "un an": the article counts, but a text may well say it otherwise.
        found.weak = figure.weak;
        return Some(aged(scan, at, found));
    }
    if scan.start_of(at, &Sem::AgeBefore).is_some() && figure.value < Decimal::from(130) && figure.scale.is_none() {
        return Some(reading(at, figure.end, &Measure::Age, &figure));
    }
    // A lone article or pronoun is no number, and neither is a lone "half" or "thousands".
    let syllables = scan.lexicon.lang.number.syllables;
    let whole = |end: usize| !syllables || end >= figure.end;
    if figure.weak && (figure.scale.is_none() && !syllables || scan.end_of(at, &Sem::Weak).is_some_and(whole)) {
        return None;
    }
    let code = part_of_code(scan, at);
    let mut found = reading(at, figure.end, &shared_measure(scan, &figure).unwrap_or(Measure::Plain), &figure);
    // "alle 14", "à 5 contre 1": a small figure behind a word for "at" may be an hour.
    found.alternatives.extend(code.then(|| short_year(scan, at)).flatten());
    found.alternatives.extend(as_symbol(scan, &figure));
    found.weak |= code || figure.value <= Decimal::from(24) && scan.start_of(at, &Sem::At).is_some();
    Some(found)
}

/// "třináctiletý", "fünfjährig", "dwudziestoletni": number and age in one word.
fn compound_age(scan: &Scan<'_>, at: usize) -> Option<(Decimal, Measure)> {
    let lang = scan.lexicon.lang;
    let known = lang.number.compounds || !scan.lexicon.stems.is_empty();
    let word = scan.token(at).filter(|t| known && t.class == super::token::Class::Word)?.folded.as_ref();
    let value = lang.age.after.iter().find_map(|end| {
        let stem = word.strip_suffix(end.trim_start_matches('-')).filter(|s| s.len() >= 4)?;
        stem_value(stem, &scan.lexicon.stems).or_else(|| compound_value(stem, scan))
    })?;
    (value < Decimal::from(130)).then_some((value, Measure::Age))
}

/// Value of a stem, or of the stem of a ten with that of a unit behind it ("trzydziestodwu").
fn stem_value(stem: &str, stems: &[(String, Decimal)]) -> Option<Decimal> {
    let whole = |text: &str| stems.iter().find(|(known, _)| known == text).map(|(_, value)| *value);
    whole(stem).or_else(|| {
        let tens = stems.iter().filter(|(_, value)| *value >= Decimal::from(20));
        tens.filter_map(|(known, value)| Some(*value + whole(stem.strip_prefix(known.as_str())?)?))
            .find(|sum| *sum % Decimal::TEN != Decimal::ZERO)
    })
}

/// "SS19", "0800 555 111": figures of a name or a telephone number.
fn part_of_code(scan: &Scan<'_>, at: usize) -> bool {
    let code = |t: &super::token::Token<'_>| t.is_digits() && t.folded.len() > 2 && t.folded.starts_with('0');
    let before = at.checked_sub(1).and_then(|before| scan.token(before));
    let letters = |t: &super::token::Token<'_>| {
        t.class == super::token::Class::Word && t.raw.chars().all(|c| c.is_ascii_uppercase())
    };
    before.is_some_and(|t| code(t) || scan.glued(at) && letters(t)) || scan.token(at).is_some_and(code)
}

/// "SS19", "EURO24": two digits behind letters may be a year of this century or the end of the last.
fn short_year(scan: &Scan<'_>, at: usize) -> Option<Value> {
    let token = scan.token(at).filter(|t| t.folded.len() == 2 && scan.glued(at))?;
    let short = i16::try_from(token.small_number()?).ok()?;
    let year = short + if short < 50 { 2000 } else { 1900 };
    Some(Value::Date(PartialDate { year: Some(year), ..PartialDate::default() }))
}

/// "from 11 to −5 degrees", "10 or 15 percent": the figure shares the measure of the one behind it.
fn shared_measure(scan: &Scan<'_>, figure: &Numeral) -> Option<Measure> {
    let next = scan
        .find(figure.end, |s| matches!(s, Sem::RangeJoiner | Sem::RangeMiddle(_)).then_some(()))
        .map(|(end, ())| end)?;
    let second = numeral(scan, next).filter(|n| !n.weak)?;
    after(scan, &second).map(|(_, measure)| measure).filter(|m| matches!(m, Measure::Unit(_) | Measure::Percent))
}

/// "13 dollars and 45 cents": the hundredths are part of the sum.
fn with_hundredths(scan: &Scan<'_>, mut sum: Reading) -> Reading {
    let next = scan.end_of(sum.end, &Sem::Joiner).unwrap_or(sum.end);
    if let Value::Money { value, currency } = &mut sum.value
        && !crate::lang::common().currency_hundredth.contains_key(currency)
        && value.fract().is_zero()
        && let Some(part) =
            numeral(scan, next).filter(|n| n.value < Decimal::ONE_HUNDRED && n.value > Decimal::ZERO && !n.weak)
        && let Some((end, Measure::Currency(unit))) = after(scan, &part)
        && crate::lang::common().currency_hundredth.contains_key(&unit)
    {
        *value += part.value / Decimal::ONE_HUNDRED;
        sum.end = end;
    }
    sum
}

/// "21 heures", where the word for the clock counts hours too: the hour of the day.
fn as_clock(scan: &Scan<'_>, figure: &Numeral, value: &Value) -> Option<Value> {
    let Value::Duration { unit, .. } = value else { return None };
    let hour = figure.value.to_u8().filter(|h| *h <= 24 && unit == "hour" && figure.value.fract().is_zero())?;
    let clock = ClockTime { hour: hour % 24, minute: 0, half_known: hour > 12, zone: None };
    scan.lexicon.lang.time.hour_word_counts.then_some(Value::Time(clock))
}

/// "1,98 m", "the 100m": what shortens a scale may be the symbol of a unit.
fn as_symbol(scan: &Scan<'_>, figure: &Numeral) -> Option<Value> {
    let scale = figure.scale.filter(|_| figure.digits)?;
    let last = scan.token(figure.end.checked_sub(1)?).filter(|token| token.raw.len() <= 2)?;
    let unit = common().unit_by_symbol(last.raw)?.clone();
    Some(Value::Quantity { value: figure.value.checked_div(scale)?, unit })
}

/// "8 m people": the symbol of a unit may shorten a scale.
fn as_scale(scan: &Scan<'_>, figure: &Numeral) -> Option<Value> {
    let symbol = scan.token(figure.end).filter(|_| figure.digits)?;
    common().unit_by_symbol(symbol.raw)?;
    let (_, scale) = scan.find(figure.end, |sem| if let Sem::ScaleAbbr(scale) = sem { Some(*scale) } else { None })?;
    Some(Measure::Plain.value(figure.value.checked_mul(scale)?))
}

fn reading(start: usize, end: usize, measure: &Measure, figure: &Numeral) -> Reading {
    Reading {
        start,
        end,
        value: measure.value(figure.value),
        alternatives: figure.alternatives.iter().map(|v| measure.value(*v)).collect(),
        weak: figure.weak,
    }
}

/// "aged five years", "de 34 anos": a duration in years behind a word for age is an age.
fn aged(scan: &Scan<'_>, at: usize, mut found: Reading) -> Reading {
    if let Value::Duration { unit, .. } = &found.value
        && unit == "year"
        && scan.start_of(at, &Sem::AgeBefore).is_some()
    {
        found.alternatives.insert(0, found.value.clone());
        let Value::Duration { value, .. } = found.value else { return found };
        found.value = Value::Age { value };
        return found;
    }
    found
}

/// A sign or word before the figure: "$", "US$", "EUR", "yüzde", "第" is read with the ordinals.
fn sign_before(scan: &Scan<'_>, at: usize) -> Option<(usize, Measure)> {
    let (end, measure) = scan.find(at, |sem| match sem {
        Sem::Currency(code) => Some(Measure::Currency(code.clone())),
        Sem::Percent => Some(Measure::Percent),
        _ => None,
    })?;
    scan.token(end).filter(|t| t.is_digits() || measure == Measure::Percent)?;
    // A word for a currency before a figure ("euros 5") belongs to the figure before it, a sign or a code does not.
    let sign =
        scan.token(at).is_some_and(|t| t.class == super::token::Class::Mark || t.raw.chars().all(char::is_uppercase))
            || scan.token(end - 1).is_some_and(|t| t.class == super::token::Class::Mark);
    let glued_left = at > 0
        && scan.glued(at)
        && scan.token(at - 1).is_some_and(|t| t.is_digits() || measure == Measure::Percent && !opens(t));
    let percent_word = measure == Measure::Percent && !sign;
    ((sign || percent_word) && !glued_left).then_some((end, measure))
}

/// "摂氏40度", "화씨 98.6도": the scale stands before its degrees.
fn scale_before(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    let (next, unit) = scan.find(at, |s| if let Sem::UnitBefore(unit) = s { Some(unit.clone()) } else { None })?;
    let figure = numeral(scan, next)?;
    let (end, measure) = after(scan, &figure)?;
    let degrees = matches!(&measure, Measure::Unit(found) if found == "degree" || *found == unit);
    degrees.then(|| reading(at, end, &Measure::Unit(unit), &figure))
}

/// Whether a token may stand right before a sign: a bracket, a dash, a mark of quotation, a character of Han or Kana; not the
/// letters and marks of a web address ("?q=%20a").
fn opens(token: &super::token::Token<'_>) -> bool {
    match token.class {
        super::token::Class::Mark => !matches!(token.raw, "=" | "/" | "&" | "%" | "?" | "_" | "+"),
        _ => token.raw.chars().any(crate::text::is_cjk),
    }
}

/// What stands behind the figure, and where it ends.
pub(crate) fn after(scan: &Scan<'_>, figure: &Numeral) -> Option<(usize, Measure)> {
    all_after(scan, figure).into_iter().next()
}

/// All that the words behind the figure may mean ("pounds" are money and mass), the likeliest first; all readings
/// cover the same words.
pub(crate) fn all_after(scan: &Scan<'_>, figure: &Numeral) -> Vec<(usize, Measure)> {
    let direct = measures_behind(scan, figure, figure.end);
    if !direct.is_empty() {
        return direct;
    }
    // "320多公里": the hedge stands between the figure and its unit.
    scan.find(figure.end, |s| matches!(s, Sem::MoreAfter | Sem::LessAfter | Sem::AboutAfter).then_some(()))
        .map_or(Vec::new(), |(end, ())| measures_behind(scan, figure, end))
}

fn measures_behind(scan: &Scan<'_>, figure: &Numeral, end: usize) -> Vec<(usize, Measure)> {
    let dash = scan.token(end).is_some_and(super::token::Token::is_dash) && scan.glued(end) && scan.glued(end + 1);
    let at = end + usize::from(dash);
    // "8 millones de euros", "2 milliards d'euros", "deux millions de"
    let of = figure.scale.and_then(|_| scan.end_of(at, &Sem::Of).or_else(|| elided(scan, at)));
    let found = measures_at(scan, at, figure);
    match of {
        Some(of) if found.is_empty() => {
            measures_at(scan, of, figure).into_iter().filter(|(_, m)| !matches!(m, Measure::Age)).collect()
        }
        _ => found,
    }
}

/// "d'" before a vowel.
fn elided(scan: &Scan<'_>, at: usize) -> Option<usize> {
    (scan.token(at).is_some_and(|t| t.raw.len() <= 2) && scan.mark(at + 1, "'")).then_some(at + 2)
}

fn measures_at(scan: &Scan<'_>, at: usize, figure: &Numeral) -> Vec<(usize, Measure)> {
    let mut found = scan.find_all(at, |sem| match sem {
        Sem::AgeAfter => Some(Measure::Age),
        Sem::Points => Some(Measure::Points),
        Sem::Percent => Some(Measure::Percent),
        Sem::Tenths => Some(Measure::Tenths),
        Sem::Currency(code) => Some(Measure::Currency(code.clone())),
        Sem::Duration(unit) => Some(Measure::Duration(unit.clone())),
        Sem::Unit(unit) => Some(Measure::Unit(unit.clone())),
        _ => None,
    });
    // "in", "t", "pt": a short unit symbol of plain letters stands right behind digits, and nothing goes on behind it.
    let raw = scan.token(at).map_or("", |t| t.raw);
    let symbol = raw.len() <= 2 && raw.chars().all(|c| c.is_ascii_alphabetic());
    found.retain(|(end, measure)| {
        // "a $2 billion plan": the sign belongs to the figure behind it.
        if matches!(measure, Measure::Currency(_))
            && !figure.digits
            && scan.glued(*end)
            && scan.token(*end).is_some_and(super::token::Token::is_digits)
        {
            return false;
        }
        let goes_on = scan.mark(*end, "'") && scan.glued(*end);
        !(symbol
            && matches!(measure, Measure::Unit(_))
            && (!figure.digits || scan.end_of(at, &Sem::Homograph).is_some() && !scan.glued(at) || goes_on))
    });
    found
}

/// "3rd", "3º", "第3", "third"
fn ordinal(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    // A longer word that only begins like a rank ("第三セクター").
    if scan.end_of(at, &Sem::Weak).is_some_and(|end| end > at + 2) {
        return None;
    }
    let rank = |start, end, value: u32, weak| Reading {
        start,
        end,
        value: Value::Ordinal { value },
        alternatives: Vec::new(),
        weak,
    };
    if let Some(found) = century(scan, at) {
        return Some(found);
    }
    if let Some(next) = scan.end_of(at, &Sem::OrdinalPrefix)
        && let Some(figure) = numeral(scan, next).filter(|n| n.scale.is_none())
    {
        return Some(rank(at, figure.end, figure.value.to_u32()?, false));
    }
    if let Some((end, value)) = scan.find(at, |s| if let Sem::Ordinal(v) = s { Some(*v) } else { None }) {
        // A word that means "the other" as well.
        if scan.end_of(at, &Sem::Weak) == Some(end) {
            return None;
        }
        // "الثالث والستين": the unit first.
        let tens = scan.find(end, |s| if let Sem::Cardinal(v) = s { v.to_u32() } else { None });
        if scan.lexicon.lang.number.system == NumberSystem::UnitsFirst
            && let Some((end, tens)) = tens.filter(|(_, v)| value < 10 && (20..100).contains(v) && v.is_multiple_of(10))
        {
            return Some(rank(at, end, value + tens, true));
        }
        // "trzydziesty czwarty"
        let unit = scan.find(end, |s| if let Sem::Ordinal(v) = s { Some(*v) } else { None });
        let (end, value) = match unit {
            Some((last, unit)) if (20..100).contains(&value) && value.is_multiple_of(10) && unit < 10 => {
                (last, value + unit)
            }
            _ => (end, value),
        };
        let stands_alone = numeral(scan, at).is_none_or(|n| n.end <= end);
        return stands_alone.then(|| rank(at, end, value, true));
    }
    let token = scan.token(at).filter(|t| t.is_digits() && t.folded.len() <= 4)?;
    let end = scan.end_of(at + 1, &Sem::OrdinalSuffix).filter(|_| scan.glued(at + 1))?;
    // "3." is an ordinal only before a lower-case word, or German nouns; at the end of a sentence it is a stop.
    let stop = scan.mark(at + 1, ".") && end == at + 2;
    if stop && (scan.token(end).is_none() || scan.glued(end) || token.folded.len() > 2) {
        return None;
    }
    let mut found = rank(at, end, token.small_number()?, stop);
    numbered(scan, &mut found);
    Some(found)
}

/// "siglo XIX", "XIX век", "XIXe siècle": Roman figures beside the word for a century.
fn century(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    let value = roman(scan, at)?;
    let stop = at + 1 + usize::from(scan.mark(at + 1, ".") && scan.glued(at + 1));
    let suffix = scan.end_of(at + 1, &Sem::OrdinalSuffix).filter(|_| scan.glued(at + 1)).unwrap_or(stop);
    let century = |s: &'static Sem| matches!(s, Sem::Duration(unit) if unit == "century").then_some(());
    let behind = [suffix, at + 1].into_iter().any(|end| scan.find(end, century).is_some());
    let end = if behind { suffix } else { at + 1 };
    (behind || scan.find_before(at, century).is_some()).then(|| Reading {
        start: at,
        end,
        value: Value::Ordinal { value },
        alternatives: vec![Value::Duration { value: value.into(), unit: "century".to_owned() }],
        weak: false,
    })
}

/// The value of a word in Roman figures up to 39, with an ending of ordinals glued to it if there is one ("XIXe").
fn roman(scan: &Scan<'_>, at: usize) -> Option<u32> {
    let raw = scan.token(at).filter(|t| t.is_roman())?.raw;
    let end = raw.find(|c| !matches!(c, 'I' | 'V' | 'X')).unwrap_or(raw.len());
    let (figures, ending) = raw.split_at_checked(end)?;
    if !ending.is_empty() && !scan.lexicon.lang.number.ordinal_suffix.iter().any(|suffix| suffix == ending) {
        return None;
    }
    let value = |c: char| match c {
        'I' => 1u32,
        'V' => 5,
        _ => 10,
    };
    let next = figures.chars().skip(1).map(Some).chain([None]);
    let total = figures.chars().zip(next).try_fold(0u32, |sum, (c, next)| match next {
        Some(next) if value(next) > value(c) => sum.checked_add(value(next))?.checked_sub(value(c) + value(next)),
        _ => sum.checked_add(value(c)),
    });
    total.filter(|total| (1..40).contains(total))
}

/// "the 19th century", "the 89th minute": a rank that other languages say without its ending.
fn numbered(scan: &Scan<'_>, found: &mut Reading) {
    let unit = scan.find(found.end, |s| match s {
        Sem::Duration(unit) if unit == "century" || unit == "minute" => Some(unit.clone()),
        _ => None,
    });
    if let (Some((_, unit)), Value::Ordinal { value }) = (unit, &found.value) {
        found.alternatives.push(Value::Duration { value: (*value).into(), unit });
    }
}
