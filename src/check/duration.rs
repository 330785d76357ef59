//! # duration
//!
//! **What it does.** Compares spans of time: `18 months` and `a year and a half`, `two weeks` and `14 days` agree.
//!
//! **Why it matters.** `eight weeks` that become `eight months` change a promise.
//!
//! **Example.** `16 jours` → `16 semanas`: *mismatch*.

use rust_decimal::Decimal;

use super::compare::Outcome;
use super::{Verdict, number};
use crate::facts::Fact;

/// Length of a unit in days; months and years by the Gregorian mean.
fn days(unit: &str) -> Option<Decimal> {
    Some(match unit {
        "second" => Decimal::ONE / Decimal::from(86_400),
        "minute" => Decimal::ONE / Decimal::from(1_440),
        "hour" => Decimal::ONE / Decimal::from(24),
        "day" => Decimal::ONE,
        "week" => Decimal::from(7),
        "month" => Decimal::new(30_436_875, 6),
        "quarter" => Decimal::new(91_310_625, 6),
        "year" => Decimal::new(3_652_425, 4),
        "decade" => Decimal::new(3_652_425, 3),
        "century" => Decimal::new(3_652_425, 2),
        _ => return None,
    })
}

/// Compares two spans of time.
pub(crate) fn compare((a, x): (Decimal, &str), (b, y): (Decimal, &str), source: &Fact, target: &Fact) -> Outcome {
    if x == y {
        return number::figures("duration", a, b, source, target);
    }
    let (Some(left), Some(right)) = (days(x).and_then(|d| d.checked_mul(a)), days(y).and_then(|d| d.checked_mul(b)))
    else {
        return Outcome::mismatch("duration", a == b, "the units differ");
    };
    // Two weeks are 14 days, a month is four weeks or 30 days in speech.
    let off = (left - right).abs();
    if off <= left.max(right) * Decimal::new(4, 2) {
        return Outcome::equivalent("duration", "another unit of the same length");
    }
    let outcome = Outcome::mismatch("duration", a == b, if a == b { "the units differ" } else { "the lengths differ" });
    debug_assert_eq!(outcome.verdict, Verdict::Mismatch);
    outcome
}
