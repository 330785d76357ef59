//! Compares two facts: which verdict, how close, and why.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Verdict, date, duration, money, name, number, quotation, range, time, unit};
use crate::facts::{Fact, Value};
use crate::lang::Lang;

/// What two facts are compared under.
pub(crate) struct Context<'a> {
    /// Data of the target's language: its readers' clocks.
    pub target_lang: Option<&'a Lang>,
    /// Data of the source's language.
    pub source_lang: Option<&'a Lang>,
    /// Days of publication of source and target.
    pub published: [Option<Date>; 2],
    /// Days by which the target's calendar runs ahead, because a time of the bead was converted over midnight.
    pub day_shift: i8,
    /// Whether the target groups its digits throughout with the mark that is otherwise its decimal mark, as a region's
    /// house style may.
    pub house_marks: bool,
    /// Whether a zone is named near the target's bead.
    pub zone_nearby: bool,
}

/// How close two facts are; the assignment takes the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Closeness {
    /// Same value, same type.
    Equal,
    /// Same after conversion or rounding.
    Converted,
    /// A detail is gone.
    Reduced,
    /// Same type; part of the value agrees (the unit, the figure, the month).
    Near,
    /// Same type, nothing else.
    Far,
}

/// Result of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    pub verdict: Verdict,
    pub closeness: Closeness,
    /// The check that speaks.
    pub check: &'static str,
    /// Why, for a person; empty where the facts agree.
    pub reason: String,
}

impl Outcome {
    pub(crate) fn same(check: &'static str) -> Self {
        Outcome { verdict: Verdict::Same, closeness: Closeness::Equal, check, reason: String::new() }
    }

    pub(crate) fn equivalent(check: &'static str, reason: impl Into<String>) -> Self {
        Outcome { verdict: Verdict::Equivalent, closeness: Closeness::Converted, check, reason: reason.into() }
    }

    pub(crate) fn lost(check: &'static str, reason: impl Into<String>) -> Self {
        Outcome { verdict: Verdict::Lost, closeness: Closeness::Reduced, check, reason: reason.into() }
    }

    pub(crate) fn mismatch(check: &'static str, near: bool, reason: impl Into<String>) -> Self {
        let closeness = if near { Closeness::Near } else { Closeness::Far };
        Outcome { verdict: Verdict::Mismatch, closeness, check, reason: reason.into() }
    }
}

/// Compares all readings of the two facts and keeps the closest outcome: an ambiguous figure takes the reading
/// that the other side supports.
pub(crate) fn compare(source: &Fact, target: &Fact, context: &Context<'_>) -> Option<Outcome> {
    if !context.house_marks
        && let Some(slip) = misplaced_mark(source, target)
    {
        return Some(slip);
    }
    let mut best: Option<Outcome> = None;
    let shared_unit = source.readings().any(|s| target.readings().any(|t| same_unit(s, t)));
    for (rank, s) in source.readings().enumerate() {
        for (other, t) in target.readings().enumerate() {
            let Some(outcome) = values(s, t, source, target, context) else { continue };
            // Second readings may support a verdict, never raise one.
            if (rank > 0 || other > 0) && (outcome.closeness >= Closeness::Near || inexact(s, t)) {
                continue;
            }
            // "220 2/3" and "220 2/300": what is left of either without its fraction is no agreement.
            if rank > 0 && other > 0 && s.kind() == "number" {
                continue;
            }
            // Where one side gives a quantity in two units, the reading in the other side's unit is the one to compare.
            let conversion = (rank > 0 || other > 0) && same_unit(&source.value, &target.value) && same_unit(s, t);
            if shared_unit && differing_units(s, t) || conversion {
                continue;
            }
            if best.as_ref().is_none_or(|b| outcome.closeness < b.closeness) {
                best = Some(outcome);
            }
        }
    }
    best
}

/// Second readings agree exactly or not at all: nobody rounds a year.
fn inexact(s: &Value, t: &Value) -> bool {
    s.figure().zip(t.figure()).is_some_and(|(a, b)| a != b) && !differing_units(s, t)
}

fn units<'v>(s: &'v Value, t: &'v Value) -> Option<(&'v str, &'v str)> {
    match (s, t) {
        (Value::Quantity { unit: x, .. }, Value::Quantity { unit: y, .. }) => Some((x, y)),
        _ => None,
    }
}

fn same_unit(s: &Value, t: &Value) -> bool {
    units(s, t).is_some_and(|(x, y)| x == y)
}

fn differing_units(s: &Value, t: &Value) -> bool {
    units(s, t).is_some_and(|(x, y)| x != y)
}

/// "26,750" in a language whose decimal mark is the comma: the figure agrees only if its mark is read as the source's
/// language reads it; the target's reader takes it for a thousandth.
fn misplaced_mark(source: &Fact, target: &Fact) -> Option<Outcome> {
    let meant = source.value.figure()?;
    let printed = target.value.figure().filter(|printed| *printed != meant)?;
    let other = target.alternatives.iter().find(|t| t.figure() == Some(meant) && t.kind() == source.value.kind())?;
    let thousandfold = printed.checked_mul(Decimal::ONE_THOUSAND) == Some(meant)
        || meant.checked_mul(Decimal::ONE_THOUSAND) == Some(printed);
    thousandfold.then(|| {
        Outcome::mismatch(
            other.kind(),
            true,
            format!("with the marks of its language it reads {}", printed.normalize()),
        )
    })
}

fn values(s: &Value, t: &Value, source: &Fact, target: &Fact, context: &Context<'_>) -> Option<Outcome> {
    use Value::{Age, Date, Duration, Money, Name, Number, Ordinal, Percent, Quantity, Quotation, Range, Score, Time};
    match (s, t) {
        (Name { text: a }, Name { text: b }) => {
            let endings = context.target_lang.map_or(&[][..], |l| l.name_rules.endings.as_slice());
            name::compare(a, b, endings)
        }
        (Quotation { .. }, Quotation { .. }) => Some(quotation::compare()),
        (Name { .. } | Quotation { .. }, _) | (_, Name { .. } | Quotation { .. }) => None,
        (Time(a), Time(b)) => Some(time::compare(a, b, context)),
        (Date(a), Date(b)) => date::compare(a, b, context),
        (Date(a), Number { value }) | (Number { value }, Date(a)) => date::against_figure(a, *value),
        (Date(a), Duration { value, unit }) | (Duration { value, unit }, Date(a)) if unit == "century" => {
            date::against_century(a, *value)
        }
        (Ordinal { value: a }, Duration { value: b, unit }) | (Duration { value: b, unit }, Ordinal { value: a })
            if unit == "century" || unit == "minute" =>
        {
            (Decimal::from(*a) == *b || unit == "century").then(|| {
                if Decimal::from(*a) == *b {
                    Outcome::equivalent("ordinal", "")
                } else {
                    Outcome::mismatch("ordinal", false, "the figures differ")
                }
            })
        }
        (Date(a), value @ (Quantity { .. } | Range { .. })) | (value @ (Quantity { .. } | Range { .. }), Date(a))
            if a.decade && (source.weak || target.weak) =>
        {
            let Quantity { value, unit } = (if let Range { from, .. } = value { from } else { value }) else {
                return None;
            };
            unit::against_tens(a.year? % 100, *value, unit)
        }
        // "7.5 magnitude" and "7,5 Grad": a degree on some scale.
        (Number { value: a }, Quantity { value: b, unit }) | (Quantity { value: a, unit }, Number { value: b })
            if unit == "degree" && a != b =>
        {
            Some(number::figures("number", *a, *b, source, target)).filter(|o| o.closeness < Closeness::Far)
        }
        (Range { from: a, to: b }, Range { from: c, to: d }) => range::compare((a, b), (c, d), source, target, context),
        (Score { left: a, right: b }, Score { left: c, right: d }) => Some(range::scores((*a, *b), (*c, *d))),
        // "38 - 17" and "17 - 38": a score that rises looks like a range.
        (Score { left, right }, Range { from, to }) | (Range { from, to }, Score { left, right }) => {
            range::score_or_range((*left, *right), from, to)
        }
        (Money { value: a, currency: x }, Money { value: b, currency: y }) => {
            Some(money::compare((*a, x), (*b, y), source, target))
        }
        (Quantity { value: a, unit: x }, Quantity { value: b, unit: y }) => {
            unit::compare((*a, x), (*b, y), source, target)
        }
        (Duration { value: a, unit: x }, Duration { value: b, unit: y }) => {
            Some(duration::compare((*a, x), (*b, y), source, target))
        }
        (Age { value: a }, Age { value: b }) => Some(number::figures("age", *a, *b, source, target)),
        (Age { value: a }, Duration { value: b, unit }) | (Duration { value: a, unit }, Age { value: b })
            if unit == "year" =>
        {
            Some(number::figures("age", *a, *b, source, target))
        }
        (Percent { value: a, points: x }, Percent { value: b, points: y }) => {
            let outcome = number::figures("percent", *a, *b, source, target);
            Some(if x == y || outcome.verdict == Verdict::Mismatch {
                outcome
            } else {
                Outcome::equivalent("percent", "")
            })
        }
        (Ordinal { value: a }, Ordinal { value: b }) => Some(if a == b {
            Outcome::same("ordinal")
        } else {
            Outcome::mismatch("ordinal", false, "the ranks differ")
        }),
        // A third is no slip of three.
        (Number { value: a }, Number { value: b }) if (a.scale() > 6) != (b.scale() > 6) => None,
        (Number { value: a }, Number { value: b }) => Some(number::figures("number", *a, *b, source, target)),
        (Time(time), Number { value }) | (Number { value }, Time(time)) => time::against_figure(time, *value),
        _ => across_types(s, t),
    }
}

/// Facts of different types agree only in their figure: the word beside it is gone, or is another one.
fn across_types(s: &Value, t: &Value) -> Option<Outcome> {
    let (a, b) = (s.figure()?, t.figure()?);
    if a != b {
        return share_as_fraction(s, t, a, b).or_else(|| hundredths(s, t, a, b));
    }
    let plain = |v: &Value| matches!(v, Value::Number { .. });
    match (s, t) {
        (Value::Percent { .. }, _) if plain(t) => Some(Outcome::lost("percent", "the percent sign is gone")),
        (Value::Money { .. }, _) if plain(t) => Some(Outcome::lost("money", "the currency is gone")),
        (Value::Quantity { .. }, _) if plain(t) => Some(Outcome::lost("unit", "the unit is gone")),
        (Value::Duration { .. } | Value::Age { .. }, _) if plain(t) => Some(Outcome::equivalent("number", "")),
        // "His 63rd birthday" and "when he turned 63".
        (Value::Ordinal { .. }, Value::Age { .. }) | (Value::Age { .. }, Value::Ordinal { .. }) => {
            Some(Outcome::equivalent("ordinal", ""))
        }
        (Value::Ordinal { .. }, _) if plain(t) => Some(Outcome::equivalent("ordinal", "")),
        // The target says more than the source: "34" and "34 years old", "the 3" and "the third".
        (_, _) if plain(s) => Some(Outcome::equivalent(t.kind(), "")),
        // Symbols that two types share ("m", "t", "'").
        (Value::Duration { .. } | Value::Age { .. }, Value::Quantity { .. })
        | (Value::Quantity { .. }, Value::Duration { .. } | Value::Age { .. }) => {
            Some(Outcome::mismatch("unit", true, "the units differ"))
        }
        _ => None,
    }
}

/// "30 cents" and "0.30 dollars": the word for the hundredth part may not be known as money.
fn hundredths(s: &Value, t: &Value, a: Decimal, b: Decimal) -> Option<Outcome> {
    let equal = match (s, t) {
        (Value::Money { .. }, Value::Number { .. }) => a.checked_mul(Decimal::ONE_HUNDRED) == Some(b),
        (Value::Number { .. }, Value::Money { .. }) => b.checked_mul(Decimal::ONE_HUNDRED) == Some(a),
        _ => false,
    };
    equal.then(|| Outcome::equivalent("money", "said in hundredths"))
}

/// "two-thirds" and "66 percent", "half" and "50 %".
fn share_as_fraction(s: &Value, t: &Value, a: Decimal, b: Decimal) -> Option<Outcome> {
    let (share, percent) = match (s, t) {
        (Value::Number { .. }, Value::Percent { points: false, .. }) => (a, b),
        (Value::Percent { points: false, .. }, Value::Number { .. }) => (b, a),
        _ => return None,
    };
    let close = || (share * Decimal::ONE_HUNDRED - percent).abs() < Decimal::ONE;
    (share < Decimal::ONE && close()).then(|| Outcome::equivalent("percent", "a fraction for a percentage"))
}
