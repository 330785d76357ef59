//! Readers for whoever wants single figures and nothing of the news around them: bare figures, ranks, intervals and
//! amounts, as recognisers for dialogue systems give them. They know words that the checks do not need ("two thirds of",
//! "the penultimate", "greater than or equal to") and take every number word for a figure, also "one".

mod amount;
mod figure;
mod interval;
mod rank;
mod words;

use rust_decimal::Decimal;

pub use amount::Amount;
pub use interval::Interval;

use super::lexicon::{Anchor, Lexicon};
use super::scan::Scan;
use crate::text::Span;

/// Where a rank counts from, and how far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rank {
    /// What it counts from.
    pub anchor: Anchor,
    /// 1 for "first"; 0 for "last" and "current", -1 for "the last but one" and "the previous", 1 for "the next".
    pub by: Decimal,
}

/// The figures of a text without what they count, in digits and in words, with their places: "5 km" gives 5, "half a
/// million" gives 500000, "three and two fifths" 3.4, "1.1^2" 1.21.
///
/// ```
/// let found = newsalign::facts::figures_alone("Two of the 1,500 seats, a fifth of 3.2 million votes", "en");
/// let values: Vec<String> = found.iter().map(|(_, value)| value.normalize().to_string()).collect();
/// assert_eq!(values, ["2", "1500", "0.2", "3200000"]);
/// ```
pub fn figures_alone(text: &str, tag: &str) -> Vec<(Span, Decimal)> {
    collect(text, tag, figure::figure)
}

/// The ranks of a text with their places.
///
/// ```
/// use newsalign::facts::{Anchor, ranks_alone};
/// let found = ranks_alone("the one hundred twenty-fifth lap, the penultimate race", "en");
/// let values: Vec<(Anchor, String)> = found.iter().map(|(_, r)| (r.anchor, r.by.to_string())).collect();
/// assert_eq!(values, [(Anchor::Start, "125".to_owned()), (Anchor::End, "-1".to_owned())]);
/// ```
pub fn ranks_alone(text: &str, tag: &str) -> Vec<(Span, Rank)> {
    collect(text, tag, |scan, at| rank::rank(scan, at).map(|(end, anchor, by)| (end, Rank { anchor, by })))
}

/// What a text says about the bounds of its figures, with the words that say it.
///
/// ```
/// let found = newsalign::facts::intervals_alone("between 20 and 30 boats, 500 people or more", "en");
/// assert_eq!(found.len(), 1);
/// ```
pub fn intervals_alone(text: &str, tag: &str) -> Vec<(Span, Interval)> {
    collect(text, tag, interval::interval)
}

/// The amounts of a text with their places: figures with their unit, currency, age or percent sign, and scales of
/// temperature and currencies that stand without a figure. Nothing inside a web address is one.
///
/// ```
/// let found = newsalign::facts::amounts_alone("It cost 15 dollars 50 in 5 ft 2 in of snow", "en");
/// assert_eq!(found.len(), 2);
/// ```
pub fn amounts_alone(text: &str, tag: &str) -> Vec<(Span, Amount)> {
    let address = |scan: &Scan<'_>, at: usize| {
        let mut tokens = (0..=at).rev();
        // From the last space on.
        let start = tokens.find(|at| scan.token(*at).is_none_or(|t| t.spaced)).unwrap_or(0);
        let opens = scan.token(start).is_some_and(|t| matches!(t.folded.as_ref(), "http" | "https" | "www"));
        opens || (start..at).take(40).any(|at| scan.mark(at, ":") && scan.mark(at + 1, "/") && scan.mark(at + 2, "/"))
    };
    collect(text, tag, |scan, at| amount::amount(scan, at).filter(|_| !address(scan, at)))
}

fn collect<T>(text: &str, tag: &str, read: impl Fn(&Scan<'_>, usize) -> Option<(usize, T)>) -> Vec<(Span, T)> {
    let Some(lexicon) = Lexicon::alone(tag).or_else(Lexicon::neutral) else { return Vec::new() };
    let scan = Scan::new(text, lexicon);
    let mut found = Vec::new();
    let mut at = 0;
    while at < scan.tokens.len() {
        match read(&scan, at) {
            Some((end, value)) => {
                found.push((scan.span(at, end), value));
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}
