//! Reads what a text says about the bounds of a figure: "more than 20", "from 10 to 15", "500 or less".

use rust_decimal::Decimal;

use super::figure::{self, Found};
use super::rank;
use crate::facts::lexicon::{Alone, Bound, Sem};
use crate::facts::scan::Scan;
use crate::facts::token::Class;

/// The figures that a text allows: an end that is missing is open.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// The lower end, and whether it belongs to the interval.
    pub from: Option<(Decimal, bool)>,
    /// The upper end, and whether it belongs to the interval.
    pub to: Option<(Decimal, bool)>,
}

impl std::fmt::Display for Interval {
    /// As mathematicians write it: `[20,30)`, `(1000,)`.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.from {
            Some((value, closed)) => write!(out, "{}{}", if closed { '[' } else { '(' }, value.normalize())?,
            None => out.write_str("(")?,
        }
        match self.to {
            Some((value, closed)) => write!(out, ",{}{}", value.normalize(), if closed { ']' } else { ')' }),
            None => out.write_str(",)"),
        }
    }
}

impl Interval {
    fn of(bound: Bound, value: Decimal) -> Self {
        let open = Interval::default();
        match bound {
            Bound::Above => Interval { from: Some((value, false)), ..open },
            Bound::AtLeast => Interval { from: Some((value, true)), ..open },
            Bound::Below => Interval { to: Some((value, false)), ..open },
            Bound::AtMost => Interval { to: Some((value, true)), ..open },
            Bound::Equal => Interval { from: Some((value, true)), to: Some((value, true)) },
        }
    }

    /// Both together, where one has the lower end and the other the upper and something lies between.
    fn with(self, other: Interval) -> Option<Interval> {
        let both = Interval { from: self.from.or(other.from), to: self.to.or(other.to) };
        let half = |i: &Interval| i.from.is_none() != i.to.is_none();
        let (Some((low, _)), Some((high, _))) = (both.from, both.to) else { return None };
        (half(&self) && half(&other) && low < high).then_some(both)
    }
}

/// The interval at token `at`, and where it ends.
pub(super) fn interval(scan: &Scan<'_>, at: usize) -> Option<(usize, Interval)> {
    if let Some(found) = between(scan, at) {
        return Some(found);
    }
    let (end, first) = bounded(scan, at)?;
    let comma = usize::from(scan.token(end).is_some_and(|t| matches!(t.raw, "," | "、" | "，")));
    let next = scan.end_of(end + comma, &Sem::Alone(Alone::Both)).unwrap_or(end + comma);
    let second = bounded(scan, next).and_then(|(end, second)| Some((end, first.with(second)?)));
    Some(
        second.map_or((end, first), |(end, both)| {
            (scan.end_of(end, &Sem::Alone(Alone::BetweenAfter)).unwrap_or(end), both)
        }),
    )
}

/// A figure or a rank.
fn value(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let rank = rank::ranked(scan, at).map(|r| (r.end, r.value));
    let figure = figure::figure(scan, at);
    figure.into_iter().chain(rank).max_by_key(|(end, _)| *end)
}

/// The same behind an article ("between the tenth and the fifteenth").
fn value_behind(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let article = || scan.token(at).is_some_and(|t| t.raw.chars().count() <= 3 && t.class == Class::Word);
    value(scan, at).or_else(|| if article() { value(scan, at + 1) } else { None })
}

/// "from 20 to 30", "20 through 30", "20–30", "20と30の間"
fn between(scan: &Scan<'_>, at: usize) -> Option<(usize, Interval)> {
    let spans = |low: Decimal, high: Decimal| Interval { from: Some((low, true)), to: Some((high, false)) };
    let opens = scan.find_all(at, |s| if let Sem::Alone(Alone::Open(n)) = s { Some(*n) } else { None });
    for (next, number) in opens {
        let Some((end, low)) = value_behind(scan, next) else { continue };
        let Some(middle) = scan.end_of(end, &Sem::Alone(Alone::Middle(number))) else { continue };
        if let Some((end, high)) = value_behind(scan, middle).filter(|(_, high)| *high > low) {
            return Some((scan.end_of(end, &Sem::Alone(Alone::BetweenAfter)).unwrap_or(end), spans(low, high)));
        }
    }
    let (low_end, low) = value(scan, at)?;
    let end = low_end;
    let dash = scan.token(end).is_some_and(|t| t.is_dash() || matches!(t.raw, "~" | "〜" | "～"));
    let joiner = scan.find(end, |s| {
        matches!(s, Sem::RangeJoiner | Sem::Joiner | Sem::Alone(Alone::Mixed | Alone::Both | Alone::Middle(_)))
            .then_some(())
    });
    let tie = if dash { Some(end + 1) } else { joiner.map(|(end, ())| end) }?;
    let (end, high) = value(scan, tie).filter(|(_, high)| *high > low)?;
    // "1-222-2222": a telephone number, a code.
    let chain = |at: usize| scan.token(at).is_some_and(|t| t.is_dash() || matches!(t.raw, "+" | "/"));
    if dash && (at > 0 && chain(at - 1) || chain(end) && scan.glued(end)) {
        return None;
    }
    let closed = scan.end_of(end, &Sem::Alone(Alone::BetweenAfter));
    let plain = dash || scan.end_of(low_end, &Sem::RangeJoiner).is_some();
    closed.or(plain.then_some(end)).map(|end| (end, spans(low, high)))
}

/// "more than 20", "less than or equal to 30", "500 or more", "equal to 5000 or less"
fn bounded(scan: &Scan<'_>, at: usize) -> Option<(usize, Interval)> {
    let before = scan.find(at, |s| if let Sem::Alone(Alone::Bound(b)) = s { Some(*b) } else { None });
    if let Some((next, bound)) = before {
        let equal = scan.end_of(next, &Sem::Alone(Alone::OrEqual));
        let (end, value) = value_behind(scan, equal.unwrap_or(next))?;
        // "less than 5000 or equal"
        let later =
            scan.end_of(end, &Sem::Alone(Alone::OrEqualAfter)).filter(|next| self::value(scan, *next).is_none());
        let bound = if equal.is_some() || later.is_some() { inclusive(bound) } else { bound };
        let end = later.unwrap_or(end);
        if let Some((last, after)) = behind(scan, end).filter(|_| bound == Bound::Equal) {
            return Some((last, Interval::of(after, value)));
        }
        return Some((end, Interval::of(bound, value)));
    }
    let (end, value) = value(scan, at)?;
    let (last, bound) = behind(scan, end).or_else(|| counted(scan, end).and_then(|end| behind(scan, end)))?;
    Some((last, Interval::of(bound, value)))
}

/// A word for what is counted, between the figure and the word of the bound ("오백 개 이상").
fn counted(scan: &Scan<'_>, at: usize) -> Option<usize> {
    scan.find(at, |s| matches!(s, Sem::Alone(Alone::Counter) | Sem::Duration(_)).then_some(())).map(|(end, ())| end)
}

/// A word of a bound behind its figure.
fn behind(scan: &Scan<'_>, at: usize) -> Option<(usize, Bound)> {
    let comma = usize::from(scan.mark(at, ",") || scan.mark(at, "、"));
    let read = |at: usize| scan.find(at, |s| if let Sem::Alone(Alone::BoundAfter(b)) = s { Some(*b) } else { None });
    let (end, bound) = read(at).or_else(|| read(at + comma))?;
    match scan.end_of(end, &Sem::Alone(Alone::OrEqualAfter)) {
        Some(last) => Some((last, inclusive(bound))),
        None => Some((end, bound)),
    }
}

fn inclusive(bound: Bound) -> Bound {
    match bound {
        Bound::Above => Bound::AtLeast,
        Bound::Below => Bound::AtMost,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::intervals_alone;

    fn read(text: &str, tag: &str) -> Vec<String> {
        intervals_alone(text, tag).iter().map(|(span, i)| format!("{}: {i}", span.of(text))).collect()
    }

    #[test]
    fn bounds_stand_before_or_behind_their_figure() {
        assert_eq!(read("It has more than 20 boats.", "en"), ["more than 20: (20,)"]);
        assert_eq!(read("about 500 or more", "en"), ["500 or more: [500,)"]);
        assert_eq!(read("less than or equal to 30", "en"), ["less than or equal to 30: (,30]"]);
        assert_eq!(read("船は30隻以上", "ja"), Vec::<String>::new());
        assert_eq!(read("得点は30以上", "ja"), ["30以上: [30,)"]);
        assert_eq!(read("100'den az tekne", "tr"), ["100'den az: (,100)"]);
        assert_eq!(read("moins de 40 bateaux", "fr"), ["moins de 40: (,40)"]);
    }

    #[test]
    fn two_bounds_make_one_interval_where_something_lies_between() {
        assert_eq!(read("between 20 and 30 boats", "en"), ["between 20 and 30: [20,30)"]);
        assert_eq!(read("more than 10 and less than 40", "en"), ["more than 10 and less than 40: (10,40)"]);
        assert_eq!(read("more than 40 and less than 10", "en"), ["more than 40: (40,)", "less than 10: (,10)"]);
        assert_eq!(read("20と30の間", "ja"), ["20と30の間: [20,30)"]);
        assert!(read("call 1-222-2222-2222", "en").is_empty());
    }
}
