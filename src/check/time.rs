//! # time and time-zone
//!
//! **What it does.** Compares clock times in 12 and 24 hours and the zones beside them. Where both name a zone the
//! moments must be equal on the day of publication, summer time included. A zone that is gone is *lost*, unless the
//! readers of the target live by the same clock or the time was converted to theirs.
//!
//! **Why it matters.** `5 pm PT` printed as `17h` sends a reader in Brazil to the radio four hours early.
//!
//! **Examples.** `5:42 pm PT` → `17h42`: *lost*, the clock agrees and the zone is gone. `5 pm PT` → `21h de
//! Brasília`: *equivalent* in August. `11 a.m. ET` → `13h de Brasília` in December: *mismatch*.
//!
//! Zones are IANA's (tz database), as `jiff` bundles them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::compare::{Context, Outcome};
use crate::facts::ClockTime;
use crate::lang::Lang;

const DAY: i32 = 24 * 60;

/// Compares two clock times.
pub(crate) fn compare(a: &ClockTime, b: &ClockTime, context: &Context<'_>) -> Outcome {
    match (zone(a), zone(b)) {
        (Some(x), Some(y)) => zoned(a, x, b, y, context),
        (Some(x), None) => zone_gone(a, x, b, context),
        (None, Some(y)) => zone_new(a, b, y, context),
        (None, None) => plain(a, b),
    }
}

/// The zone of a time, if it names a real one.
fn zone(time: &ClockTime) -> Option<&str> {
    time.zone.as_deref().filter(|z| *z != "local")
}

fn plain(a: &ClockTime, b: &ClockTime) -> Outcome {
    if clocks_agree(a, minutes(b), b) {
        Outcome::same("time")
    } else {
        Outcome::mismatch("time", a.minute == b.minute || a.hour == b.hour, "the clock times differ")
    }
}

fn zoned(a: &ClockTime, x: &str, b: &ClockTime, y: &str, context: &Context<'_>) -> Outcome {
    let shifts = shifts(x, y, context);
    if shifts.iter().any(|shift| clocks_agree(b, minutes(a) + shift, a)) {
        let moved = shifts.iter().any(|shift| *shift != 0);
        return if moved { Outcome::equivalent("time", "converted to another zone") } else { Outcome::same("time") };
    }
    if x == y || shifts.contains(&0) {
        return plain(a, b);
    }
    let right = shifts.first().map_or(0, |shift| (minutes(a) + shift).rem_euclid(DAY));
    Outcome::mismatch("time-zone", true, format!("{a} is {:02}:{:02} {y}", right / 60, right % 60))
}

fn zone_gone(a: &ClockTime, x: &str, b: &ClockTime, context: &Context<'_>) -> Outcome {
    let homes = context.target_lang.map_or(&[][..], |l| l.home_zones.as_slice());
    if clocks_agree(a, minutes(b), b) {
        let same_clock = homes.first().is_some_and(|home| shifts(x, home, context).iter().all(|s| *s == 0));
        return if same_clock {
            Outcome::same("time")
        } else if context.zone_nearby {
            Outcome::equivalent("time", "the zone is named nearby")
        } else {
            Outcome::lost("time-zone", format!("the clock agrees, the zone ({x}) is gone"))
        };
    }
    if homes.iter().any(|home| shifts(x, home, context).iter().any(|shift| clocks_agree(b, minutes(a) + shift, a))) {
        return Outcome::equivalent("time", "converted to the readers’ clock");
    }
    plain(a, b)
}

fn zone_new(a: &ClockTime, b: &ClockTime, y: &str, context: &Context<'_>) -> Outcome {
    if clocks_agree(a, minutes(b), b) {
        return Outcome::equivalent("time", "the zone is added");
    }
    let homes = context.source_lang.map_or(&[][..], |l: &Lang| l.home_zones.as_slice());
    let local = a.zone.is_some();
    if local
        || homes.iter().any(|home| shifts(home, y, context).iter().any(|shift| clocks_agree(b, minutes(a) + shift, a)))
    {
        return Outcome::equivalent("time", "converted from the local clock");
    }
    plain(a, b)
}

/// A time against a bare figure: the hour alone ("alle 14").
pub(crate) fn against_figure(time: &ClockTime, value: Decimal) -> Option<Outcome> {
    let hour = Decimal::from(time.hour);
    let same = value == hour || value == Decimal::from(time.hour % 12);
    (time.minute == 0 && same).then(|| Outcome::equivalent("time", ""))
}

fn minutes(time: &ClockTime) -> i32 {
    i32::from(time.hour) * 60 + i32::from(time.minute)
}

/// Whether the two clocks show the same, modulo twelve hours where one does not say which half of the day it means.
fn clocks_agree(a: &ClockTime, other: i32, b: &ClockTime) -> bool {
    let cycle = if a.half_known && b.half_known { DAY } else { DAY / 2 };
    minutes(a).rem_euclid(cycle) == other.rem_euclid(cycle)
}

/// Minutes to add to a clock in zone `from` for the clock in zone `to`: on the day of publication, or in January
/// and July where that day is not known. Empty if a zone is not known.
fn shifts(from: &str, to: &str, context: &Context<'_>) -> Vec<i32> {
    let days = match context.published.iter().flatten().next() {
        Some(day) => vec![*day],
        None => [(2024, 1, 15), (2024, 7, 15)].into_iter().filter_map(|(y, m, d)| Date::new(y, m, d).ok()).collect(),
    };
    let mut found: Vec<i32> = days.iter().filter_map(|day| Some(offset(to, *day)? - offset(from, *day)?)).collect();
    found.dedup();
    found
}

/// Days by which the calendar of the target's reader runs ahead when `a` is converted to `b`.
pub(crate) fn day_shift(a: &ClockTime, b: &ClockTime, context: &Context<'_>) -> i8 {
    let homes = context.target_lang.map_or(&[][..], |l| l.home_zones.as_slice());
    let Some(x) = zone(a) else { return 0 };
    let targets: Vec<&str> = zone(b).map_or_else(|| homes.iter().map(String::as_str).collect(), |y| vec![y]);
    for target in targets {
        for shift in shifts(x, target, context) {
            if shift != 0 && clocks_agree(b, minutes(a) + shift, a) {
                return i8::try_from((minutes(a) + shift).div_euclid(DAY)).unwrap_or(0);
            }
        }
    }
    0
}

/// Minutes east of Greenwich of an IANA zone, or of `UTC+03:00`, at noon of a day.
fn offset(zone: &str, day: Date) -> Option<i32> {
    if let Some(rest) = zone.strip_prefix("UTC") {
        let (hours, minutes) = rest.get(1..)?.split_once(':')?;
        let total = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
        return Some(if rest.starts_with('-') { -total } else { total });
    }
    let zoned = day.at(12, 0, 0, 0).to_zoned(TimeZone::get(zone).ok()?).ok()?;
    Some(zoned.offset().seconds() / 60)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::check::Verdict;
    use crate::lang::lang;

    fn verdict(a: &str, from: &str, b: &str, to: &str, day: &str) -> (Verdict, &'static str) {
        let time = |text: &str, tag: &str| match crate::facts::read(text, tag).into_iter().next().unwrap().value {
            crate::facts::Value::Time(time) => time,
            other => panic!("{text} is read as {other}"),
        };
        let context = Context {
            source_lang: lang(from),
            target_lang: lang(to),
            published: [day.parse().ok(), None],
            day_shift: 0,
            zone_nearby: false,
            house_marks: false,
        };
        let outcome = compare(&time(a, from), &time(b, to), &context);
        (outcome.verdict, outcome.check)
    }

    #[test]
    fn a_zone_that_is_gone_is_lost() {
        assert_eq!(verdict("at 5:42 pm PT", "en", "às 17h42", "pt", "2024-08-12"), (Verdict::Lost, "time-zone"));
    }

    #[test]
    fn a_conversion_follows_summer_time() {
        assert_eq!(verdict("at 5 pm PT", "en", "às 21h de Brasília", "pt", "2024-08-12").0, Verdict::Equivalent);
        assert_eq!(
            verdict("at 5 pm PT", "en", "às 21h de Brasília", "pt", "2024-12-12"),
            (Verdict::Mismatch, "time-zone")
        );
    }

    #[test]
    fn twelve_and_twenty_four_hours_agree() {
        assert_eq!(verdict("at 5:42 pm", "en", "um 17.42 Uhr", "de", "2024-08-12").0, Verdict::Same);
        assert_eq!(verdict("at 5:42 pm", "en", "um 17.24 Uhr", "de", "2024-08-12"), (Verdict::Mismatch, "time"));
    }
}
