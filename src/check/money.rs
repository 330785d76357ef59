//! # money
//!
//! **What it does.** Compares sums of money: figure and currency. `$5 million`, `US$ 5 milhões` and `5 Millionen
//! Dollar` agree. A sum converted to another currency cannot be verified and is left alone, with a note.
//!
//! **Why it matters.** A currency that changes while the figure stays is wrong by the exchange rate.
//!
//! **Example.** `€85 million` → `85 Milliarden Euro`: *mismatch*.

use rust_decimal::Decimal;

use super::Verdict;
use super::compare::{Closeness, Outcome};
use super::number;
use crate::facts::Fact;
use crate::lang::common;

/// Compares two sums.
pub(crate) fn compare((a, x): (Decimal, &str), (b, y): (Decimal, &str), source: &Fact, target: &Fact) -> Outcome {
    let ((a, x), (b, y)) = (whole(a, x), whole(b, y));
    let figures = number::figures("money", a, b, source, target);
    if same_currency(&x, &y) {
        return figures;
    }
    if figures.verdict != Verdict::Mismatch {
        return Outcome::mismatch("money", true, "the currencies differ");
    }
    Outcome {
        closeness: Closeness::Reduced,
        ..Outcome::equivalent("money", "converted to another currency; the rate is not checked")
    }
}

/// A sum in hundredths ("30 cents") as a sum in the currency, whichever that is.
fn whole(value: Decimal, currency: &str) -> (Decimal, Vec<&str>) {
    match common().currency_hundredth.get(currency) {
        Some(wholes) => (value / Decimal::ONE_HUNDRED, wholes.iter().map(String::as_str).collect()),
        None => (value, vec![currency]),
    }
}

/// Codes are equal, or one is a family ("dollar") that holds the other.
fn same_currency(xs: &[&str], ys: &[&str]) -> bool {
    let holds = |family: &str, code: &str| {
        common().currency_family.get(family).is_some_and(|codes| codes.iter().any(|c| c == code))
    };
    xs.iter().any(|x| ys.iter().any(|y| x == y || holds(x, y) || holds(y, x)))
}
