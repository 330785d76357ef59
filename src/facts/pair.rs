//! Reads what has two figures: ranges ("10 to 15 percent", "5–7 million") and scores ("3–1", "3 a 1").

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::lexicon::Sem;
use super::numeral::{Numeral, numeral};
use super::quantity::{self, Measure};
use super::scan::Scan;
use super::{Reading, Value, time};

/// How the two figures are tied together.
#[derive(Clone, Copy, PartialEq)]
enum Tie {
    Dash,
    Colon,
    RangeWord,
    ScoreWord,
}

/// The range or score that begins at token `at`.
pub(crate) fn read(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    let first_at = currency_sign(scan, at);
    let first = numeral(scan, first_at).filter(|n| !n.weak || n.digits)?;
    if glued_into_more(scan, at) {
        return None;
    }
    let opened = scan.find_before(at, |s| if let Sem::RangeOpen(n) = s { Some(*n) } else { None }).map(|(_, n)| n);
    // "from 10 percent to 15 percent": the first figure may have its unit too.
    let (left_end, left_measure) = quantity::after(scan, &first).map_or((first.end, None), |(e, m)| (e, Some(m)));
    let (second_at, tie) = tie(scan, left_end, opened)?;
    let mut second = numeral(scan, currency_sign(scan, second_at)).filter(|n| !n.weak)?;
    if tie == Tie::Dash && first.four_digits && second.end == second_at + 1 && scan.token(second_at)?.folded.len() == 2
    {
        // "1950-53": the century stands once.
        let century = first.value - first.value % Decimal::ONE_HUNDRED;
        if century + second.value > first.value {
            second.value += century;
        }
    }
    if tie != Tie::RangeWord && left_measure.is_some() && tie != Tie::Dash {
        return None;
    }
    if goes_on(scan, second.end) {
        return None;
    }
    // "od 8.00 do 16.00"
    let clock = |at: usize, end: usize| time::read(scan, at).is_some_and(|r| r.end >= end);
    if first.end > first_at + 1 && clock(first_at, first.end) && clock(second_at, second.end) {
        return None;
    }
    // "10 bis 13 Uhr", "1〜3月" are times and dates.
    let other = scan.find(second.end, |s| {
        matches!(
            s,
            Sem::HourWord
                | Sem::HourMark
                | Sem::Am
                | Sem::Pm
                | Sem::MonthMark
                | Sem::DayMark
                | Sem::YearMark
                | Sem::Month(_)
        )
        .then_some(())
    });
    let years = first.four_digits && tie == Tie::Dash && second.value > first.value;
    let year_mark = scan.end_of(second.end, &Sem::YearMark).filter(|_| years);
    if other.is_some() && year_mark.is_none() {
        return None;
    }
    if let Some(end) = year_mark {
        return range(at, end, &first, &second, tie, None);
    }
    let (end, measure) = quantity::after(scan, &second).map_or((second.end, None), |(e, m)| (e, Some(m)));
    let measure = if first_at > at { sign_measure(scan, at) } else { measure.clone() };
    // "from 5 euros to 3 days" is no range of one type.
    if left_measure.is_some() && measure.is_some() && left_measure != measure {
        return None;
    }
    if left_measure.is_some() && measure.is_none() {
        return None;
    }
    // "52°F to 23°F": a fall from one value to the other; each stands for itself.
    if left_measure.is_some() && first.value >= second.value {
        return None;
    }
    score(at, &first, &second, tie, measure.as_ref()).or_else(|| range(at, end, &first, &second, tie, measure))
}

/// "$5" of "$5–7 million": where the figure stands.
fn currency_sign(scan: &Scan<'_>, at: usize) -> usize {
    scan.find(at, |s| matches!(s, Sem::Currency(_) | Sem::Percent).then_some(()))
        .filter(|(end, ())| scan.token(*end).is_some_and(super::token::Token::is_digits))
        .map_or(at, |(end, ())| end)
}

fn sign_measure(scan: &Scan<'_>, at: usize) -> Option<Measure> {
    let measure = scan.find(at, |s| match s {
        Sem::Currency(code) => Some(Measure::Currency(code.clone())),
        Sem::Percent => Some(Measure::Percent),
        _ => None,
    });
    measure.map(|(_, m)| m)
}

/// Whether the figure is a piece of something longer: "2024-05-03", "A-10-15", "1.2.3".
fn glued_into_more(scan: &Scan<'_>, at: usize) -> bool {
    at > 0
        && scan.glued(at)
        && scan.token(at - 1).is_some_and(|t| {
            t.is_digits()
                || t.is_dash()
                || matches!(t.raw, ":" | "." | "/")
                || t.class == super::token::Class::Word && !t.raw.chars().any(crate::text::is_cjk)
        })
}

/// Whether another tie and figure follow: "6-4-2", "10:30:15".
fn goes_on(scan: &Scan<'_>, end: usize) -> bool {
    scan.token(end).is_some_and(|t| !t.spaced && (t.is_dash() || t.is(":")))
        && scan.token(end + 1).is_some_and(|t| !t.spaced && t.is_digits())
}

fn tie(scan: &Scan<'_>, at: usize, opened: Option<usize>) -> Option<(usize, Tie)> {
    let token = scan.token(at)?;
    let next = scan.token(at + 1);
    let tight = !token.spaced && next.is_some_and(|n| !n.spaced && n.is_digits());
    if token.is_dash()
        && next.is_some_and(super::token::Token::is_digits)
        && (tight || (token.raw != "-" || short(scan, at)) && token.spaced == next.is_some_and(|n| n.spaced))
    {
        return Some((at + 1, Tie::Dash));
    }
    if token.is_dash() && (tight || (!token.spaced && next.is_some_and(|n| !n.spaced))) {
        return Some((at + 1, Tie::Dash));
    }
    if (token.is(":") || token.is("：") || token.is("x") || token.is("&"))
        && next.is_some_and(super::token::Token::is_digits)
        && (tight || token.is("x") || token.is("&") && short(scan, at))
    {
        return Some((at + 1, if token.is("x") || token.is("&") { Tie::ScoreWord } else { Tie::Colon }));
    }
    if let Some(number) = opened
        && let Some(end) = scan.end_of(at, &Sem::RangeMiddle(number))
    {
        return Some((end, Tie::RangeWord));
    }
    let range = scan.end_of(at, &Sem::RangeJoiner);
    let score = scan.end_of(at, &Sem::ScoreJoiner);
    match (range, score) {
        (_, Some(end)) => Some((end, Tie::ScoreWord)),
        (Some(end), None) => Some((end, Tie::RangeWord)),
        (None, None) => None,
    }
}

/// Whether the figures on both sides of a mark have at most two digits ("38 - 17", "5 & 4").
fn short(scan: &Scan<'_>, mark: usize) -> bool {
    let digits = |at: Option<usize>| {
        at.and_then(|at| scan.token(at)).is_some_and(|t| t.is_digits() && t.folded.len() <= 2 && !t.folded.is_empty())
    };
    digits(mark.checked_sub(1)) && digits(mark.checked_add(1))
}

/// Both sides are small whole figures without a unit.
fn score(at: usize, first: &Numeral, second: &Numeral, tie: Tie, measure: Option<&Measure>) -> Option<Reading> {
    if measure.is_some() || first.scale.is_some() || second.scale.is_some() {
        return None;
    }
    let side =
        |n: &Numeral| n.value.to_u32().filter(|v| *v < 100 && n.value.fract().is_zero() && n.alternatives.is_empty());
    let (left, right) = (side(first)?, side(second)?);
    let sure = match tie {
        Tie::Colon => left < 60 && right < 60,
        Tie::ScoreWord => left < 30 && right < 30 && first.digits == second.digits,
        Tie::Dash => left >= right && first.digits && second.digits,
        Tie::RangeWord => false,
    };
    if !sure {
        return None;
    }
    let range = Value::Range {
        from: Box::new(Value::Number { value: first.value }),
        to: Box::new(Value::Number { value: second.value }),
    };
    let alternatives = if left < right { vec![range] } else { Vec::new() };
    Some(Reading { start: at, end: second.end, value: Value::Score { left, right }, alternatives, weak: false })
}

fn range(
    at: usize,
    end: usize,
    first: &Numeral,
    second: &Numeral,
    tie: Tie,
    measure: Option<Measure>,
) -> Option<Reading> {
    if tie == Tie::Colon {
        return None;
    }
    let mut from = first.value;
    // "5 to 7 million" counts millions on both sides.
    if let (None, Some(scale)) = (first.scale, second.scale)
        && from < second.value.checked_div(scale)?
    {
        from = from.checked_mul(scale)?;
    }
    // "43 to 30 percent": turned round, but still a range.
    let scale =
        matches!(&measure, Some(Measure::Unit(unit)) if matches!(unit.as_str(), "degree" | "celsius" | "fahrenheit"));
    let counted = !scale && matches!(measure, Some(Measure::Percent | Measure::Unit(_) | Measure::Currency(_)))
        || !scale && tie == Tie::RangeWord && measure.is_some();
    if from >= second.value && (!counted || from == second.value) {
        return None;
    }
    let measure = measure.unwrap_or(Measure::Plain);
    let alternatives = match (tie, first.value.to_u32(), second.value.to_u32()) {
        (Tie::Dash, Some(left), Some(right)) if measure == Measure::Plain && left < 30 && right < 30 => {
            vec![Value::Score { left, right }]
        }
        _ => Vec::new(),
    };
    let value = Value::Range { from: Box::new(measure.value(from)), to: Box::new(measure.value(second.value)) };
    Some(Reading { start: at, end, value, alternatives, weak: false })
}
