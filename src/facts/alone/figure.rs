//! Reads bare figures: fractions and decimals in words, powers, figures with their sign apart.

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::rank::{denominator, ranked};
use crate::facts::digits::digits;
use crate::facts::lexicon::{Alone, Sem};
use crate::facts::number_words::words;
use crate::facts::numeral::{self, Numeral};
use crate::facts::scan::Scan;
use crate::facts::token::Class;
use crate::lang::NumberSystem;

/// Most words that stand behind a decimal mark.
const MOST_DECIMALS: usize = 12;

/// Vulgar fractions of one character, with numerator and denominator (Unicode, Number Forms).
const VULGAR: [(&str, u8, u8); 18] = [
    ("½", 1, 2),
    ("⅓", 1, 3),
    ("⅔", 2, 3),
    ("¼", 1, 4),
    ("¾", 3, 4),
    ("⅕", 1, 5),
    ("⅖", 2, 5),
    ("⅗", 3, 5),
    ("⅘", 4, 5),
    ("⅙", 1, 6),
    ("⅚", 5, 6),
    ("⅐", 1, 7),
    ("⅛", 1, 8),
    ("⅜", 3, 8),
    ("⅝", 5, 8),
    ("⅞", 7, 8),
    ("⅑", 1, 9),
    ("⅒", 1, 10),
];

/// A figure and where it ends.
pub(super) type Found = (usize, Decimal);

/// The bare figure at token `at`.
pub(super) fn figure(scan: &Scan<'_>, at: usize) -> Option<Found> {
    bare_figure(scan, at).filter(|(end, _)| !goes_on(scan, *end))
}

/// The same, whatever is glued to it.
pub(super) fn bare_figure(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let from = signed(scan, at);
    let (mut end, mut value) = mixed(scan, from.unwrap_or(at))?;
    if let Some((last, power)) = power(scan, end, value) {
        (end, value) = (last, power);
    }
    let article = scan.end_of(at, &Sem::Alone(Alone::Article)) == Some(end);
    (!article).then_some((end, if from.is_some() { -value } else { value }))
}

/// A sign or word that makes the figure negative; the sign may stand apart ("- 10 k").
fn signed(scan: &Scan<'_>, at: usize) -> Option<usize> {
    // "75 -300mm"
    if at > 0 && scan.token(at).is_some_and(|t| t.is_dash()) && scan.token(at - 1).is_some_and(|t| t.is_digits()) {
        return None;
    }
    numeral::minus(scan, at).or_else(|| {
        let sign = scan.token(at).filter(|t| matches!(t.raw, "-" | "−" | "–"))?;
        let behind_word = at == 0 || scan.token(at - 1).is_some_and(|t| t.class == Class::Word);
        let counts = at > 0 && (0..at).rev().take(1).any(|before| simple(scan, before).is_some());
        let next = scan.token(at + 1)?;
        let opens = next.is_digits() || matches!(next.raw, "." | ",") && scan.token(at + 2)?.is_digits();
        (sign.spaced && behind_word && !counts && opens || at == 0 && opens).then_some(at + 1)
    })
}

/// Whether the token is a piece of something longer: "29km", "4to", "百八十ミリリットル".
fn goes_on(scan: &Scan<'_>, end: usize) -> bool {
    let digits = end.checked_sub(1).and_then(|last| scan.token(last)).is_some_and(|t| t.is_digits());
    let myriad = scan.lexicon.lang.number.system == NumberSystem::Myriad;
    let Some(next) = scan.token(end).filter(|t| !t.spaced && (digits || myriad)) else { return false };
    // Days and years are counted in one word with their figure where words stand together.
    let measure = scan.find(end, |s| match s {
        Sem::Unit(_) | Sem::Currency(_) | Sem::Percent | Sem::Tenths | Sem::Points => Some(()),
        Sem::Duration(_) | Sem::MonthMark | Sem::DayMark if !myriad => Some(()),
        _ => None,
    });
    let latin = next.class == Class::Word && next.raw.chars().next().is_some_and(|c| u32::from(c) < 0x250);
    let suffix = scan.end_of(end, &Sem::OrdinalSuffix).is_some() && !next.is(".");
    measure.is_some() || digits && (latin || suffix)
}

/// A whole with its fraction, a fraction, a decimal or a whole: what covers most words.
fn mixed(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let whole = decimals(scan, at).or_else(|| simple(scan, at));
    let part = fraction(scan, at);
    let Some(whole) = whole else { return part };
    if let Some(found) = part.filter(|(end, _)| *end > whole.end) {
        return Some(found);
    }
    let whole = continued(scan, whole);
    Some(with_fraction(scan, &whole).unwrap_or((whole.end, whole.value)))
}

/// "five and a quarter", "siete con dos tercios", "百三と三分の二", "one billion and three quarters million".
fn with_fraction(scan: &Scan<'_>, whole: &Numeral) -> Option<Found> {
    let joined = scan
        .find(whole.end, |s| matches!(s, Sem::Joiner | Sem::Alone(Alone::Mixed)).then_some(()))
        .map_or(whole.end, |(end, ())| end);
    let apart = joined == whole.end && scan.lexicon.lang.spaces;
    let (end, part) = fraction(scan, joined).or_else(|| half(scan, joined))?;
    if apart || part >= Decimal::ONE && part >= whole.value {
        return None;
    }
    let scale = |at: usize| scan.find(at, |s| if let Sem::Scale(v) = s { Some(*v) } else { None });
    if let Some((after, scale)) = scale(end).filter(|(_, v)| *v >= Decimal::ONE_THOUSAND) {
        return Some((after, whole.value.checked_add(part.checked_mul(scale)?)?));
    }
    let unit = whole.scale.filter(|s| *s >= Decimal::ONE_THOUSAND && (whole.value % *s).is_zero());
    Some((end, whole.value.checked_add(part.checked_mul(unit.unwrap_or(Decimal::ONE))?)?))
}

/// A whole figure in digits or words, with its scale.
fn simple(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let token = scan.token(at)?;
    if token.is_digits() {
        // "22,24,26": what is no number as a whole is a list.
        let listed = at > 1
            && scan.glued(at)
            && scan.glued(at - 1)
            && scan.token(at - 1).is_some_and(|t| matches!(t.raw, "," | "."))
            && scan.token(at - 2).is_some_and(|t| t.is_digits());
        if listed {
            return Some(bare(at + 1, token.folded.parse().ok()?));
        }
        return digits(scan, at).or_else(|| Some(bare(at + 1, token.folded.parse().ok()?)));
    }
    if let Some((_, above, below)) = VULGAR.iter().find(|(sign, ..)| *sign == token.raw) {
        return Some(bare(at + 1, Decimal::from(*above).checked_div(Decimal::from(*below))?));
    }
    // ".25", ",08"
    if matches!(token.raw, "." | ",") && scan.glued(at + 1) && (token.spaced || at == 0) {
        let part = scan.token(at + 1).filter(|t| t.is_digits())?;
        let mut found = bare(at + 2, format!("0.{}", part.folded).parse().ok()?);
        crate::facts::digits::scales(scan, &mut found);
        return Some(found);
    }
    // Words that only look like a figure ("四川"), and a scale that counts nothing ("万").
    let found = numeral::whole_words(scan, at)?;
    let shadowed = scan.end_of(at, &Sem::Weak).is_some_and(|end| end > found.end);
    let bare = scan.lexicon.lang.number.system == NumberSystem::Myriad
        && found.weak
        && scan.find(at, |s| matches!(s, Sem::Scale(v) if *v >= Decimal::from(10_000)).then_some(())).is_some();
    (!shadowed && !bare).then_some(found)
}

/// A whole figure, where it ends.
pub(super) fn whole(scan: &Scan<'_>, at: usize) -> Option<Found> {
    simple(scan, at).map(|n| (n.end, n.value))
}

fn bare(end: usize, value: Decimal) -> Numeral {
    Numeral { end, value, alternatives: Vec::new(), digits: true, four_digits: false, scale: None, weak: false }
}

/// "4 thousand 3 hundred and 21": smaller figures behind a scale, in digits and words.
fn continued(scan: &Scan<'_>, mut whole: Numeral) -> Numeral {
    while let Some(scale) = whole.scale.filter(|s| *s >= Decimal::ONE_HUNDRED) {
        let joined = scan.end_of(whole.end, &Sem::Joiner).unwrap_or(whole.end);
        let Some(next) = simple(scan, joined).filter(|n| n.value < scale && n.value >= Decimal::ONE) else { break };
        let article = scan.end_of(joined, &Sem::Alone(Alone::Article)) == Some(next.end);
        let mixed = whole.digits != next.digits || whole.digits && next.value.fract().is_zero();
        if article || !mixed || !whole.value.fract().is_zero() || goes_on(scan, next.end) {
            break;
        }
        let Some(sum) = whole.value.checked_add(next.value) else { break };
        whole = Numeral { value: sum, end: next.end, scale: next.scale, ..whole };
    }
    whole
}

/// "two hundred point seventy-one", "doscientos coma cero tres", "三点二五".
pub(super) fn decimals(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let whole = simple(scan, at).filter(|n| n.value.fract().is_zero())?;
    let mut cursor = scan.end_of(whole.end, &Sem::Alone(Alone::Point))?;
    let mut text = format!("{}.", whole.value.normalize());
    let before = text.len();
    for _ in 0..MOST_DECIMALS {
        let single = scan.find(cursor, |s| match s {
            Sem::Cardinal(v) if *v < Decimal::TEN => Some(*v),
            _ => None,
        });
        let next = match (single, scan.token(cursor)) {
            (_, Some(token)) if token.is_digits() => Some((cursor + 1, token.folded.to_string())),
            (Some((end, v)), _)
                if v.is_zero() || words(scan, cursor).is_none_or(|n| n.end <= end) || !scan.lexicon.lang.spaces =>
            {
                Some((end, v.to_string()))
            }
            _ => words(scan, cursor).map(|n| (n.end, n.value.normalize().to_string())),
        };
        let Some((end, figures)) = next else { break };
        text.push_str(&figures);
        cursor = end;
    }
    if text.len() == before {
        return None;
    }
    let mut found = Numeral { digits: true, ..bare(cursor, text.parse().ok()?) };
    if scan.find(cursor, |s| matches!(s, Sem::Scale(_)).then_some(())).is_some() {
        crate::facts::digits::scales(scan, &mut found);
    }
    Some(found)
}

/// A fraction at `at`: "two thirds", "a fifth", "one over three", "4/5", "三分之二", "half a million".
fn fraction(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let known = half(scan, at);
    let read = [over(scan, at), ratio(scan, at), slashed(scan, at), of_parts(scan, at), known];
    read.into_iter().flatten().max_by_key(|(end, _)| *end)
}

/// The denominator first, with a sign before either if there is one: "三分之二", "三分のマイナス百五十七".
fn over(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let term = |at: usize| {
        let minus = scan.end_of(at, &Sem::Minus);
        let found = decimals(scan, minus.unwrap_or(at)).or_else(|| simple(scan, minus.unwrap_or(at)))?;
        Some((found.end, if minus.is_some() { -found.value } else { found.value }))
    };
    let (end, below) = term(at)?;
    let next = scan.end_of(end, &Sem::Over)?;
    let (end, above) = term(next)?;
    Some((end, above.checked_div(below)?))
}

/// A listed fraction, with the scale that it is a part of.
fn half(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let (end, value) = scan.find(at, |s| if let Sem::Fraction(v) = s { Some(*v) } else { None })?;
    let scale = |at: usize| {
        scan.find(at, |s| match s {
            Sem::Scale(v) if *v >= Decimal::from(12) => Some(*v),
            _ => None,
        })
    };
    let of = scan.find(end, |s| matches!(s, Sem::Of | Sem::Weak).then_some(())).map_or(end, |(end, ())| end);
    match scale(end).or_else(|| scale(of)) {
        Some((after, scale)) => Some((after, value.checked_mul(scale)?)),
        None => Some((end, value)),
    }
}

/// "one over three", "2 out of 5", "एक का पाँचवाँ"
fn ratio(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let above = simple(scan, at)?;
    let next = scan.end_of(above.end, &Sem::Alone(Alone::Ratio))?;
    let below = simple(scan, next).map(|n| (n.end, n.value));
    let rank = ranked(scan, next).map(|r| (r.end, r.value));
    let (end, below) = below.into_iter().chain(rank).max_by_key(|(end, _)| *end)?;
    Some((end, above.value.checked_div(below)?))
}

/// "4/5", "12/100": no date, no page.
fn slashed(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let short = |t: &crate::facts::token::Token<'_>| t.is_digits() && t.folded.len() <= 4;
    let above = digits(scan, at).filter(|n| n.scale.is_none() && scan.token(at).is_some_and(short))?;
    let below = scan.token(above.end + 1).filter(|t| short(t))?;
    let tight = scan.mark(above.end, "/") && scan.glued(above.end) && scan.glued(above.end + 1);
    let mark = |at: usize| scan.token(at).is_some_and(|t| matches!(t.raw, "/" | "-" | "."));
    let chain = at > 0 && scan.glued(at) && scan.token(at - 1).is_some_and(|t| matches!(t.raw, "/" | "."))
        || mark(above.end + 2)
            && scan.glued(above.end + 2)
            && scan.token(above.end + 3).is_some_and(|t| t.is_digits() && !t.spaced);
    // Four figures a side are a telephone number.
    let long = scan.token(at).is_some_and(|t| t.folded.len() == 4) && below.folded.len() == 4;
    if !tight || chain || long {
        return None;
    }
    Some((above.end + 2, above.value.checked_div(below.folded.parse().ok()?)?))
}

/// "three fifths", "a twenty-first", "five - eighths", "tre femtedelar"
fn of_parts(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let above = simple(scan, at).filter(|n| n.value > Decimal::ZERO)?;
    let dash = scan.token(above.end).is_some_and(|t| t.is_dash() || t.is("/"));
    let (end, below) = denominator(scan, above.end + usize::from(dash))?;
    if let Some(tail) = joined_tail(scan, at, &above) {
        let whole = above.value.checked_sub(tail)?;
        let unit = above.scale.filter(|s| *s >= Decimal::ONE_THOUSAND && (whole % *s).is_zero());
        let part = tail.checked_div(below)?.checked_mul(unit.unwrap_or(Decimal::ONE))?;
        return Some((end, whole.checked_add(part)?));
    }
    Some((end, above.value.checked_div(below)?))
}

/// The numerator behind the last joiner of "twenty and three".
fn joined_tail(scan: &Scan<'_>, at: usize, above: &Numeral) -> Option<Decimal> {
    if !scan.lexicon.lang.figures.joiner_parts {
        return None;
    }
    let joiner = (at + 1..above.end).rev().find(|at| scan.end_of(*at, &Sem::Joiner).is_some())?;
    let tail = words(scan, joiner + 1).filter(|n| n.end == above.end)?;
    Some(tail.value)
}

/// "1.1^23", "12.32e+14", "1.3x10^6", "2の10乗"
fn power(scan: &Scan<'_>, end: usize, base: Decimal) -> Option<Found> {
    let token = scan.token(end)?;
    if token.is("^") {
        let (end, exponent) = exponent(scan, end + 1)?;
        return Some((end, raised(base, exponent)?));
    }
    let ten = Decimal::TEN;
    if token.is("e") && !token.spaced {
        let (end, exponent) = exponent(scan, end + 1).filter(|_| scan.glued(end + 1))?;
        return Some((end, base.checked_mul(raised(ten, exponent)?)?));
    }
    if matches!(token.folded.as_ref(), "x" | "×" | "*") {
        let (last, ten) = simple(scan, end + 1).filter(|n| n.value == ten).map(|n| (n.end, n.value))?;
        let (end, exponent) = if scan.mark(last, "^") { exponent(scan, last + 1)? } else { worded(scan, last)? };
        return Some((end, base.checked_mul(raised(ten, exponent)?)?));
    }
    let (end, exponent) = worded(scan, end)?;
    Some((end, raised(base, exponent)?))
}

/// "の十乗"
fn worded(scan: &Scan<'_>, at: usize) -> Option<(usize, i32)> {
    let pair = |s: &'static Sem| if let Sem::Alone(Alone::PowerMiddle(n)) = s { Some(*n) } else { None };
    let (next, number) = scan.find(at, pair)?;
    let from = signed(scan, next).or_else(|| scan.mark(next, "-").then_some(next + 1));
    let found = simple(scan, from.unwrap_or(next))?;
    let end = scan.end_of(found.end, &Sem::Alone(Alone::PowerEnd(number)))?;
    let value = found.value.to_i32()?;
    Some((end, if from.is_some() { -value } else { value }))
}

/// An exponent in digits, behind any signs.
fn exponent(scan: &Scan<'_>, at: usize) -> Option<(usize, i32)> {
    let signs =
        (at..).take(3).take_while(|at| scan.token(*at).is_some_and(|t| matches!(t.raw, "+" | "-" | "−"))).count();
    let minus = (at..at + signs).filter(|at| !scan.mark(*at, "+")).count();
    let value = i32::try_from(scan.token(at + signs)?.small_number()?).ok()?;
    Some((at + signs + 1, if minus % 2 == 1 { -value } else { value }))
}

fn raised(base: Decimal, exponent: i32) -> Option<Decimal> {
    let value = base.to_f64()?.powi(exponent);
    Decimal::from_f64(value).filter(|_| value.is_finite())
}

#[cfg(test)]
mod tests {
    use crate::facts::figures_alone;

    fn read(text: &str, tag: &str) -> Vec<String> {
        figures_alone(text, tag)
            .iter()
            .map(|(span, value)| format!("{} = {}", span.of(text), value.round_dp(4).normalize()))
            .collect()
    }

    #[test]
    fn fractions_in_words_have_their_own_order_in_each_language() {
        assert_eq!(read("three fifths of the boats", "en"), ["three fifths = 0.6"]);
        assert_eq!(read("twenty and three fifths", "en"), ["twenty and three fifths = 20.6"]);
        assert_eq!(read("dos tercios de los barcos", "es"), ["dos tercios = 0.6667"]);
        assert_eq!(read("veinte veinticincoavos", "es"), ["veinte veinticincoavos = 0.8"]);
        assert_eq!(read("drei Zwanzigstel der Boote", "de"), ["drei Zwanzigstel = 0.15"]);
        assert_eq!(read("船の五分の三", "ja"), ["五分の三 = 0.6"]);
        assert_eq!(read("yirmi bir bölü beş", "tr"), ["yirmi bir bölü beş = 4.2"]);
        assert_eq!(read("one out of eight", "en"), ["one out of eight = 0.125"]);
    }

    #[test]
    fn decimals_and_powers_are_one_figure() {
        assert_eq!(read("two hundred point seventy-one", "en"), ["two hundred point seventy-one = 200.71"]);
        assert_eq!(read("nine point nought four", "en"), ["nine point nought four = 9.04"]);
        assert_eq!(read("deux cent virgule cinq", "fr"), ["deux cent virgule cinq = 200.5"]);
        assert_eq!(read("三点一四", "zh"), ["三点一四 = 3.14"]);
        assert_eq!(read("1.1^2 and 3e4", "en"), ["1.1^2 = 1.21", "3e4 = 30000"]);
        assert_eq!(read(".25 or - 1 4/5", "en"), [".25 = 0.25", "- 1 4/5 = -1.8"]);
    }

    #[test]
    fn what_is_glued_to_a_measure_is_no_bare_figure() {
        assert!(read("the 180ml bottle on the 4th floor", "en").is_empty());
        assert_eq!(read("22,24,26", "en").len(), 3);
    }

    #[test]
    fn a_lone_digit_behind_a_chinese_scale_counts_its_tenths() {
        assert_eq!(read("两万五", "zh"), ["两万五 = 25000"]);
        assert_eq!(read("两万零五", "zh"), ["两万零五 = 20005"]);
    }
}
