//! # unit
//!
//! **What it does.** Compares measured quantities, converting between units of one dimension. `6 miles` and `10 km`
//! agree: the tolerance follows from how roughly the figures are written, about 5 % for rounded ones. A measure in two
//! units is one: `5 ft 4 in`, `1 m 63`, `1,63 m`, `一米六三` agree.
//!
//! **Why it matters.** Newsrooms convert; a unit that is swapped without its figure is wrong by the factor.
//!
//! **Example.** `94 mph` → `94 km/h`: *mismatch*, 94 mph are about 151 km/h.

use rust_decimal::Decimal;

use super::Verdict;
use super::compare::Outcome;
use super::number;
use crate::facts::{Fact, Hedge};
use crate::lang::{Dimension, UnitDef, common};

/// Compares two quantities; none where they measure different things.
pub(crate) fn compare(
    (a, x): (Decimal, &str),
    (b, y): (Decimal, &str),
    source: &Fact,
    target: &Fact,
) -> Option<Outcome> {
    let scale = |name: &str| common().unit.get(name).is_some_and(|unit| unit.dimension == Dimension::Temperature);
    if x == y || (x == "degree" || y == "degree") && scale(x) && scale(y) {
        let outcome = number::figures("unit", a, b, source, target);
        if outcome.verdict != Verdict::Mismatch {
            return Some(outcome);
        }
        if (x == "degree" || y == "degree") && degrees(a, b) {
            return Some(Outcome::equivalent("unit", "converted"));
        }
        if x == y {
            return Some(outcome);
        }
    }
    let (from, to) = (common().unit.get(x)?, common().unit.get(y)?);
    if from.dimension != to.dimension {
        // "94 feet" → "94 kilos": the same figure with another kind of unit.
        return (a == b).then(|| Outcome::mismatch("unit", true, "the units differ"));
    }
    let converted = convert(a, from, to)?;
    let rough = [source, target].iter().any(|fact| fact.hedge == Some(Hedge::About));
    if agrees(converted, b, a, from.dimension, rough)
        || convert(b, to, from).is_some_and(|back| agrees(back, a, b, from.dimension, rough))
    {
        return Some(if x == y { Outcome::same("unit") } else { Outcome::equivalent("unit", "converted") });
    }
    let shown = converted.round_sf(number::digits(b).max(2)).unwrap_or(converted);
    Some(Outcome::mismatch("unit", a == b, format!("{} {x} are {} {y}", a.normalize(), shown.normalize())))
}

/// "in the 80s": a decade without its century, where the other side has degrees, is a span of Fahrenheit.
pub(crate) fn against_tens(tens: i16, degrees: Decimal, unit: &str) -> Option<Outcome> {
    let low = Decimal::from(tens);
    let fits = |f: Decimal| f >= low - Decimal::TWO && f <= low + Decimal::TEN;
    let small = degrees.abs() < Decimal::from(1_000);
    let celsius = || degrees * Decimal::new(18, 1) + Decimal::from(32);
    let agrees = match unit {
        "fahrenheit" => fits(degrees),
        "celsius" | "degree" => small && fits(celsius()) || unit == "degree" && fits(degrees),
        _ => false,
    };
    agrees.then(|| Outcome::equivalent("unit", "converted"))
}

/// Whether degrees without a scale agree once one side is taken as Fahrenheit and the other as Celsius, as points of
/// the scale or as a difference.
fn degrees(a: Decimal, b: Decimal) -> bool {
    let celsius = |f: Decimal| (f - Decimal::from(32)) * Decimal::from(5) / Decimal::from(9);
    let span = |f: Decimal| f * Decimal::from(5) / Decimal::from(9);
    let near = |x: Decimal, y: Decimal| (x - y).abs() <= Decimal::ONE;
    let small = |v: Decimal| v.abs() < Decimal::from(10_000);
    small(a) && small(b) && (near(celsius(a), b) || near(celsius(b), a) || near(span(a), b) || near(span(b), a))
}

fn convert(value: Decimal, from: &UnitDef, to: &UnitDef) -> Option<Decimal> {
    let base = value.checked_mul(from.factor)?.checked_add(from.offset)?;
    base.checked_sub(to.offset)?.checked_div(to.factor)
}

/// Whether the written figure is a fair rounding of the converted one.
///
/// Half a unit of the last digit written on either side is always fair; figures of one or two digits may be off by
/// 5 % (10 % where a word says "about"), of three by 2 %, longer ones by 0.5 %. Temperatures may be off by one degree.
fn agrees(converted: Decimal, written: Decimal, original: Decimal, dimension: Dimension, rough: bool) -> bool {
    let Some(off) = converted.checked_sub(written).map(|off| off.abs()) else { return false };
    if dimension == Dimension::Temperature {
        return off <= Decimal::ONE;
    }
    let (fewer, more) =
        (number::digits(original).min(number::digits(written)), number::digits(original).max(number::digits(written)));
    let share = match fewer {
        // "200 miles" and "300 km" are both as round as figures get.
        0..=1 if more <= 1 => Decimal::new(10, 2),
        0..=2 if rough => Decimal::new(10, 2),
        0..=2 => Decimal::new(55, 3),
        3 => Decimal::new(2, 2),
        _ => Decimal::new(5, 3),
    };
    let last_digit = half_step(original).checked_mul(ratio(converted, original)).unwrap_or_default();
    off <= (written.abs() * share).max(half_step(written)).max(last_digit)
}

/// Half a unit of the last significant digit ("450": 5, "3.2": 0.05); a lone leading digit counts as exact to a tenth.
fn half_step(value: Decimal) -> Decimal {
    let shown = value.normalize();
    if shown.scale() > 0 {
        return Decimal::new(5, (shown.scale() + 1).min(Decimal::MAX_SCALE));
    }
    let mut step = Decimal::ONE;
    while !shown.is_zero() && (shown % (step * Decimal::TEN)).is_zero() && step * Decimal::ONE_HUNDRED <= shown.abs() {
        step *= Decimal::TEN;
    }
    step / Decimal::TWO
}

fn ratio(a: Decimal, b: Decimal) -> Decimal {
    a.abs().checked_div(b.abs()).unwrap_or(Decimal::ONE)
}
