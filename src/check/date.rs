//! # date and weekday
//!
//! **What it does.** Compares days, months, years and weekdays as far as both sides say them; `yesterday` agrees with
//! the name of the day before publication. A year that is gone is *lost*, unless it is the year of publication.
//!
//! **Why it matters.** A wrong weekday sends people to closed doors.
//!
//! **Examples.** `Saturday` → `domingo`: *mismatch*. `12 August 2019` → `am 12. August`: *lost* in an article of 2024.

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::compare::{Closeness, Context, Outcome};
use crate::facts::PartialDate;

/// "1800-talet" is the nineteenth century.
pub(crate) fn against_century(date: &PartialDate, century: Decimal) -> Option<Outcome> {
    let opens = date.year.filter(|year| date.decade && year % 100 == 0)?;
    (Decimal::from(opens / 100 + 1) == century).then(|| Outcome::equivalent("date", "a century by its first year"))
}

/// Compares two dates; none where they say different kinds of things (a month, a weekday).
pub(crate) fn compare(a: &PartialDate, b: &PartialDate, context: &Context<'_>) -> Option<Outcome> {
    if a.relative.is_some() || b.relative.is_some() {
        return relative(a, b, context);
    }
    if a.decade != b.decade {
        return None;
    }
    let shared = Shared::of(a, b, context);
    if shared.known == 0 {
        return weekday_of_calendar(a, b, context);
    }
    if shared.conflicts > 0 {
        let weekday_only = a.only_weekday() && b.only_weekday() || shared.weekday_conflict && shared.conflicts == 1;
        let near = shared.known > shared.conflicts;
        let reason = if weekday_only { "the weekdays differ" } else { "the dates differ" };
        return Some(Outcome::mismatch(if weekday_only { "weekday" } else { "date" }, near, reason));
    }
    Some(detail(a, b, context))
}

/// How the parts that both sides say compare.
struct Shared {
    known: usize,
    conflicts: usize,
    weekday_conflict: bool,
}

impl Shared {
    fn of(a: &PartialDate, b: &PartialDate, context: &Context<'_>) -> Self {
        let mut shared = Shared { known: 0, conflicts: 0, weekday_conflict: false };
        let mut count = |known: bool, agrees: bool| {
            shared.known += usize::from(known);
            shared.conflicts += usize::from(known && !agrees);
        };
        count(a.year.is_some() && b.year.is_some(), a.year == b.year);
        count(a.month.is_some() && b.month.is_some(), a.month == b.month);
        let shift = i16::from(context.day_shift);
        let day = |d: Option<u8>| d.map(i16::from);
        count(
            a.day.is_some() && b.day.is_some(),
            a.day == b.day || (shift != 0 && day(a.day).map(|d| d + shift) == day(b.day)),
        );
        let weekdays = a.weekday.zip(b.weekday);
        let agrees = weekdays
            .is_some_and(|(x, y)| x == y || shift != 0 && (i16::from(x) + shift - i16::from(y)).rem_euclid(7) == 0);
        count(weekdays.is_some(), agrees);
        shared.weekday_conflict = weekdays.is_some() && !agrees;
        shared
    }
}

/// No part differs: what is gone, what is new.
fn detail(a: &PartialDate, b: &PartialDate, context: &Context<'_>) -> Outcome {
    if a.year.is_some() && b.year.is_none() && a.month.is_some() {
        let current = context.published.iter().flatten().any(|day| Some(day.year()) == a.year);
        return if current {
            Outcome::equivalent("date", "the year of publication is left out")
        } else {
            Outcome::lost("date", "the year is gone")
        };
    }
    if a.month.is_some() && b.month.is_none() && b.weekday.is_none() {
        return Outcome { closeness: Closeness::Reduced, ..Outcome::equivalent("date", "the month is left out") };
    }
    if a.day.is_some() && b.day.is_none() && b.weekday.is_none() {
        return Outcome { closeness: Closeness::Reduced, ..Outcome::lost("date", "the day is gone") };
    }
    if a.weekday.is_some() && b.weekday.is_none() && b.day.is_some() {
        return Outcome::lost("weekday", "its name is gone");
    }
    let check = if a.only_weekday() && b.only_weekday() { "weekday" } else { "date" };
    if a == b { Outcome::same(check) } else { Outcome::equivalent(check, "") }
}

/// "on Monday" and "on 12 August": agree if the calendar says so.
fn weekday_of_calendar(a: &PartialDate, b: &PartialDate, context: &Context<'_>) -> Option<Outcome> {
    let (named, dated) = if a.only_weekday() { (a, b) } else { (b, a) };
    let day = dated.day?;
    let resolved = context.published.iter().flatten().find_map(|published| resolve(dated, *published, day))?;
    let weekday = u8::try_from(resolved.weekday().to_monday_one_offset()).ok();
    (named.weekday.is_some() && named.weekday == weekday).then(|| Outcome::equivalent("date", "a weekday for a date"))
}

fn resolve(date: &PartialDate, published: Date, day: u8) -> Option<Date> {
    let year = date.year.unwrap_or(published.year());
    let month = date.month.map_or(published.month(), |m| i8::try_from(m).unwrap_or(1));
    Date::new(year, month, i8::try_from(day).ok()?).ok()
}

fn relative(a: &PartialDate, b: &PartialDate, context: &Context<'_>) -> Option<Outcome> {
    let [published_a, published_b] = context.published;
    let day = |date: &PartialDate, own: Option<Date>, other: Option<Date>| {
        date.relative.and_then(|d| own.or(other)?.checked_add(i64::from(d).days()).ok())
    };
    match (a.relative, b.relative) {
        (Some(x), Some(y)) => {
            let (left, right) = (day(a, published_a, published_b), day(b, published_b, published_a));
            let agree = x == y
                || (left.is_some() && left == right)
                || i8::abs(x - y) == i8::abs(context.day_shift) && context.day_shift != 0;
            Some(if agree { Outcome::same("date") } else { Outcome::mismatch("date", true, "the days differ") })
        }
        (Some(_), None) => against(day(a, published_a, published_b), b, context),
        (None, Some(_)) => against(day(b, published_b, published_a), a, context),
        (None, None) => None,
    }
}

/// A relative day against a weekday or a calendar day.
fn against(resolved: Option<Date>, other: &PartialDate, context: &Context<'_>) -> Option<Outcome> {
    if other.weekday.is_none() && other.day.is_none() {
        return None;
    }
    let Some(day) = resolved else {
        let unsure = Outcome::equivalent("date", "a relative day; the day of publication is not known");
        return Some(Outcome { closeness: Closeness::Far, ..unsure });
    };
    let near = |d: Date| {
        let weekday = u8::try_from(d.weekday().to_monday_one_offset()).ok();
        other.weekday.is_none_or(|w| Some(w) == weekday) && other.day.is_none_or(|n| i8::try_from(n) == Ok(d.day()))
    };
    let shifted = day.checked_add(i64::from(context.day_shift).days()).unwrap_or(day);
    Some(if near(day) || near(shifted) {
        Outcome::equivalent("date", "a relative day")
    } else {
        // The two versions may have been published on different days that the pages do not tell.
        Outcome {
            closeness: Closeness::Reduced,
            ..Outcome::equivalent("date", "a relative day that falls on another date")
        }
    })
}

/// A year or a day against a bare figure.
pub(crate) fn against_figure(date: &PartialDate, value: Decimal) -> Option<Outcome> {
    let only_year = date.month.is_none() && date.day.is_none() && date.weekday.is_none();
    let year = only_year.then_some(date.year).flatten().map(Decimal::from);
    let day = if date.month.is_none() && date.year.is_none() { date.day.map(Decimal::from) } else { None };
    year.or(day).filter(|v| *v == value).map(|_| Outcome::equivalent("date", ""))
}
