//! # number
//!
//! **What it does.** Compares counts and bare figures, in digits and words, with their scale words.
//!
//! **Why it matters.** A digit, a separator or a scale word that changes on the way changes the news.
//!
//! **Example.** `8 million listeners` → `8 mil ouvintes`: *mismatch*, 8000000 and 8000. `8,500` → `8,5 mil` agree.

use rust_decimal::Decimal;

use super::compare::Outcome;
use crate::facts::{Fact, Hedge};

/// Compares two figures of one type; rounding counts as agreement where the target is written
/// with fewer digits. A target that is more exact than its source has its figure from elsewhere.
pub(crate) fn figures(check: &'static str, a: Decimal, b: Decimal, source: &Fact, target: &Fact) -> Outcome {
    if a == b {
        return hedged(check, source, target);
    }
    if a == -b && check != "unit" {
        return Outcome::equivalent(check, "the sign is said otherwise");
    }
    if rounds_to(a, b) && (a.abs() >= Decimal::ONE_THOUSAND || a.scale() > 0 || target.hedge.is_some()) {
        return Outcome::equivalent(check, "the target is rounded");
    }
    Outcome::mismatch(check, close_slip(a, b), "the figures differ")
}

/// The figures agree; a hedge that turned into its opposite or went away is said.
fn hedged(check: &'static str, source: &Fact, target: &Fact) -> Outcome {
    match (source.hedge, target.hedge) {
        (Some(Hedge::More), None) => Outcome::lost(check, "“more than” is gone"),
        (Some(Hedge::Less), None) => Outcome::lost(check, "“less than” is gone"),
        _ => Outcome::same(check),
    }
}

/// Significant digits: trailing zeros of whole numbers are taken as rounding.
pub(crate) fn digits(value: Decimal) -> u32 {
    let mut mantissa = value.normalize().mantissa().unsigned_abs();
    while mantissa > 0 && mantissa.is_multiple_of(10) {
        mantissa /= 10;
    }
    mantissa.checked_ilog10().map_or(1, |n| n + 1)
}

/// Whether `coarse` is `fine` rounded to at least two digits, or to one digit of a large figure.
fn rounds_to(fine: Decimal, coarse: Decimal) -> bool {
    let kept = digits(coarse);
    if kept >= digits(fine) || coarse.is_zero() || (kept < 2 && fine < Decimal::ONE_HUNDRED) {
        return false;
    }
    let Some(rounded) = fine.round_sf(kept) else { return false };
    rounded.normalize() == coarse.normalize() && digits(fine) >= 3
}

/// Whether the figures differ by what hands slip on: the scale, or few digits at equal length.
fn close_slip(a: Decimal, b: Decimal) -> bool {
    let (x, y) = (a.normalize().to_string(), b.normalize().to_string());
    let same_digits = x.trim_end_matches('0').replace('.', "") == y.trim_end_matches('0').replace('.', "");
    let differing = x.bytes().zip(y.bytes()).filter(|(p, q)| p != q).count();
    same_digits || (x.len() == y.len() && differing <= 2)
}
