//! Reads dates: days, months, years, weekdays, decades and relative days, each as far as it is said.

use super::lexicon::Sem;
use super::numeral::numeral;
use super::scan::Scan;
use super::{PartialDate, Reading, Value};
use crate::lang::DateOrder;
use crate::text::starts_upper;
use rust_decimal::prelude::ToPrimitive;

/// Years that a bare figure of four digits is read as.
const YEARS: std::ops::RangeInclusive<u32> = 1500..=2099;

/// The date that begins at token `at`.
pub(crate) fn read(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    relative(scan, at)
        .or_else(|| with_weekday(scan, at))
        .or_else(|| calendar(scan, at))
        .or_else(|| decade(scan, at))
        .or_else(|| bare_year(scan, at))
}

fn reading(start: usize, end: usize, date: PartialDate) -> Reading {
    Reading { start, end, value: Value::Date(date), alternatives: Vec::new(), weak: false }
}

fn relative(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    let (end, days) = scan.find(at, |s| if let Sem::Relative(d) = s { Some(*d) } else { None })?;
    // "am Morgen", "por la mañana": the word for tomorrow is the morning too.
    let homograph = scan.end_of(at, &Sem::Homograph) == Some(end);
    let noun =
        scan.lexicon.lang.name_rules.nouns_capitalised && at > 0 && scan.token(at).is_some_and(|t| starts_upper(t.raw));
    let half = |s: &'static Sem| matches!(s, Sem::Am | Sem::Pm | Sem::Night).then_some(());
    let morning = scan.find_before(end, half).is_some_and(|(start, ())| start < at);
    if homograph && (noun || morning) {
        return None;
    }
    Some(Reading {
        weak: homograph,
        ..reading(at, end, PartialDate { relative: Some(days), ..PartialDate::default() })
    })
}

/// A weekday, alone or before the rest of a date.
fn with_weekday(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    let (end, weekday) = scan.find(at, |s| if let Sem::Weekday(d) = s { Some(*d) } else { None })?;
    let lang = scan.lexicon.lang;
    let token = scan.token(at)?;
    if lang.date.capitals && !starts_upper(token.raw) {
        return None;
    }
    let homograph = scan.end_of(at, &Sem::Homograph) == Some(end);
    // A single Han character is a weekday only in brackets behind a date.
    if homograph && !lang.spaces {
        return None;
    }
    let mut next = end;
    while next < end + 3
        && (scan.mark(next, ",")
            || scan.mark(next, "(")
            || scan.end_of(next, &Sem::Of).is_some()
            || is_article(scan, next))
    {
        next += 1;
    }
    if let Some(mut rest) = calendar(scan, next).or_else(|| bare_day(scan, end, next))
        && let Value::Date(date) = &mut rest.value
    {
        date.weekday = Some(weekday);
        rest.start = at;
        if scan.mark(rest.end, ")")
            && scan.tokens.get(end..rest.start.max(next)).is_some_and(|t| t.iter().any(|t| t.is("(")))
        {
            rest.end += 1;
        }
        return Some(rest);
    }
    let mut found = reading(at, end, PartialDate { weekday: Some(weekday), ..PartialDate::default() });
    found.weak = homograph;
    if homograph && let Some(rank) = scan.find(at, |s| if let Sem::Ordinal(v) = s { Some(*v) } else { None }) {
        found.alternatives.push(Value::Ordinal { value: rank.1 });
    }
    Some(found)
}

/// "segunda-feira (12)", "Monday 12"
fn bare_day(scan: &Scan<'_>, weekday_end: usize, at: usize) -> Option<Reading> {
    let opened = scan.mark(at.checked_sub(1)?, "(") && at > weekday_end;
    let day = scan.token(at)?.small_number().filter(|d| (1..=31).contains(d))?;
    let closed = scan.mark(at + 1, ")");
    (opened && closed)
        .then(|| reading(at, at + 2, PartialDate { day: u8::try_from(day).ok(), ..PartialDate::default() }))
}

/// A short word before a date ("el 12 de agosto", "den 12. August").
fn is_article(scan: &Scan<'_>, at: usize) -> bool {
    scan.token(at).is_some_and(|t| {
        t.class == super::token::Class::Word && t.raw.chars().count() <= 3 && t.raw.chars().all(char::is_lowercase)
    }) && scan.token(at + 1).is_some_and(super::token::Token::is_digits)
}

fn calendar(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    marked(scan, at).or_else(|| numeric(scan, at)).or_else(|| named(scan, at))
}

// ---- 2024年4月6日 ---------------------------------------------------------------------------------------------

fn marked(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    let mut date = PartialDate::default();
    let mut end = at;
    if let Some((next, year)) = figure_with(scan, end, &Sem::YearMark).filter(|(_, y)| (1000..=2199).contains(y)) {
        date.year = i16::try_from(year).ok();
        end = next;
    }
    if let Some((next, month)) = figure_with(scan, end, &Sem::MonthMark).filter(|(_, m)| (1..=12).contains(m)) {
        date.month = u8::try_from(month).ok();
        end = next;
    }
    if (date.month.is_some() || date.year.is_none())
        && let Some((next, day)) = figure_with(scan, end, &Sem::DayMark).filter(|(_, d)| (1..=31).contains(d))
    {
        date.day = u8::try_from(day).ok();
        end = next;
    }
    if end == at {
        return None;
    }
    if scan.mark(end, "(") || scan.mark(end, "（") {
        let closing = scan.find(end + 1, |s| if let Sem::Weekday(d) = s { Some(*d) } else { None });
        if let Some((after, weekday)) = closing
            && (scan.mark(after, ")") || scan.mark(after, "）"))
        {
            date.weekday = Some(weekday);
            end = after + 1;
        }
    }
    let counts = date.year.is_none() && date.month.is_none();
    let mut found = reading(at, end, date);
    if counts {
        // "3日" is the third of the month, or three days.
        let days = figure_with(scan, at, &Sem::DayMark)?.1;
        found.alternatives.push(Value::Duration { value: days.into(), unit: "day".to_owned() });
    }
    Some(found)
}

fn figure_with(scan: &Scan<'_>, at: usize, mark: &Sem) -> Option<(usize, u32)> {
    let token = scan.token(at)?;
    let (next, value) = if token.is_digits() {
        (at + 1, token.small_number()?)
    } else {
        let found = numeral(scan, at).filter(|n| n.alternatives.is_empty())?;
        (found.end, found.value.to_u32()?)
    };
    let end = scan.end_of(next, mark)?;
    // "3日間", "5年間" count.
    let longer = scan.find(next, |s| matches!(s, Sem::Duration(_)).then_some(())).is_some_and(|(e, ())| e > end);
    (!longer).then_some((end, value))
}

// ---- 12/08/2024 ---------------------------------------------------------------------------------------------

fn numeric(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    let part = |n: usize| {
        scan.token(at + n).filter(|t| n == 0 || !t.spaced).and_then(|t| t.small_number().map(|v| (v, t.folded.len())))
    };
    let (first, first_len) = part(0)?;
    if scan.glued(at) && at > 0 && scan.token(at - 1).is_some_and(|t| matches!(t.raw, "." | "/" | "-" | ",")) {
        return None;
    }
    let mark = scan.token(at + 1).filter(|t| !t.spaced).map(|t| t.raw).filter(|m| matches!(*m, "/" | "." | "-"))?;
    let (second, second_len) = part(2)?;
    let third = scan.token(at + 3).filter(|t| !t.spaced && t.raw == mark).and_then(|_| part(4));
    let order = scan.lexicon.lang.date.order;
    match third {
        Some((day, _)) if first_len == 4 => date_of(first, second, day).map(|d| reading(at, at + 5, d)),
        Some((year, len)) if len == 4 || (len == 2 && mark != "-" && second_len == 2) => {
            let year = if len == 4 { year } else { year + if year < 70 { 2000 } else { 1900 } };
            let (as_dmy, as_mdy) = (date_of(year, second, first), date_of(year, first, second));
            let (likely, other) = if order == DateOrder::Mdy { (as_mdy, as_dmy) } else { (as_dmy, as_mdy) };
            let mut found = reading(at, at + 5, likely.clone().or_else(|| other.clone())?);
            if let (Some(likely), Some(other)) = (likely, other)
                && likely != other
            {
                found.alternatives.push(Value::Date(other));
            }
            Some(found)
        }
        // "(12/8)": day and month; elsewhere a fraction or a score.
        None if mark == "/" && at > 0 && scan.mark(at - 1, "(") && scan.mark(at + 3, ")") => {
            let (day, month) = if order == DateOrder::Mdy { (second, first) } else { (first, second) };
            let date = date_of(2000, month, day).map(|d| PartialDate { year: None, ..d })?;
            Some(reading(at, at + 3, date))
        }
        // "am 12.8."
        None if mark == "."
            && order == DateOrder::Dmy
            && scan.lexicon.lang.sentence.ordinal_stop
            && scan.mark(at + 3, ".") =>
        {
            let date = date_of(2000, second, first).map(|d| PartialDate { year: None, ..d })?;
            Some(reading(at, at + 4, date))
        }
        _ => None,
    }
}

fn date_of(year: u32, month: u32, day: u32) -> Option<PartialDate> {
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && (1000..=2199).contains(&year);
    valid.then(|| PartialDate {
        year: i16::try_from(year).ok(),
        month: u8::try_from(month).ok(),
        day: u8::try_from(day).ok(),
        ..PartialDate::default()
    })
}

// ---- 3 de maio de 2024 --------------------------------------------------------------------------------------

/// A date around the name of a month, beginning with its day or with the month itself.
fn named(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    if let Some((next, day)) = day_figure(scan, at) {
        let month_at = skip_of(scan, next);
        let (end, month) = month_name(scan, month_at)?;
        let (end, year) = year_after(scan, end).map_or((end, None), |(e, y)| (e, Some(y)));
        let date = PartialDate { day: Some(day), month: Some(month), year, ..PartialDate::default() };
        return Some(reading(at, end, date));
    }
    let (end, month) = month_name(scan, at)?;
    let day = day_figure(scan, skip_of(scan, end)).filter(|(next, _)| !followed_by_unit(scan, *next));
    let (end, day) = match day {
        Some((next, day)) => (next, Some(day)),
        None => (end, None),
    };
    let (end, year) = year_after(scan, end).map_or((end, None), |(e, y)| (e, Some(y)));
    let certain = day.is_some() || year.is_some();
    let homograph = scan.end_of(at, &Sem::Homograph) == Some(end);
    let introduced = scan.start_of(at, &Sem::YearBefore).is_some() || scan.start_of(at, &Sem::Of).is_some();
    if homograph && !certain && !introduced {
        return None;
    }
    // A bare abbreviation ("mar.") is a month only beside a figure.
    if scan.mark(end.checked_sub(1)?, ".") && !certain {
        return None;
    }
    Some(reading(at, end, PartialDate { day, month: Some(month), year, ..PartialDate::default() }))
}

fn month_name(scan: &Scan<'_>, at: usize) -> Option<(usize, u8)> {
    let found = scan.find(at, |s| if let Sem::Month(m) = s { Some(*m) } else { None })?;
    let capital = !scan.lexicon.lang.date.capitals || scan.token(at).is_some_and(|t| starts_upper(t.raw));
    capital.then_some(found)
}

/// A day of the month: "3", "3rd", "3.", "1º", "first", "primeiro".
fn day_figure(scan: &Scan<'_>, at: usize) -> Option<(usize, u8)> {
    let token = scan.token(at)?;
    if token.is_digits() {
        let day = token.small_number().filter(|d| (1..=31).contains(d) && token.folded.len() <= 2)?;
        let end = scan.end_of(at + 1, &Sem::OrdinalSuffix).filter(|_| scan.glued(at + 1)).or_else(|| {
            (scan.lexicon.lang.sentence.ordinal_stop && scan.mark(at + 1, ".") && scan.glued(at + 1)).then_some(at + 2)
        });
        return Some((end.unwrap_or(at + 1), u8::try_from(day).ok()?));
    }
    if let Some((end, day)) = scan.find(at, |s| if let Sem::Ordinal(v) = s { Some(*v) } else { None }) {
        return u8::try_from(day).ok().filter(|d| *d <= 31).map(|d| (end, d));
    }
    let found = numeral(scan, at).filter(|n| n.scale.is_none())?;
    found.value.to_u8().filter(|d| (1..=31).contains(d) && found.value.fract().is_zero()).map(|d| (found.end, d))
}

/// Whether what follows makes a figure a quantity rather than a day ("May 3 percent" does not happen, "May 30 people" does).
fn followed_by_unit(scan: &Scan<'_>, at: usize) -> bool {
    scan.find(at, |s| {
        matches!(
            s,
            Sem::Percent | Sem::Points | Sem::Scale(_) | Sem::Duration(_) | Sem::Currency(_) | Sem::Am | Sem::Pm
        )
        .then_some(())
    })
    .is_some()
        || (scan.mark(at, ":") && scan.glued(at))
}

fn skip_of(scan: &Scan<'_>, at: usize) -> usize {
    scan.end_of(at, &Sem::Of).unwrap_or(at)
}

/// A year after a month or a day: ", 2024", "de 2024", "2024", "'24" is left alone.
fn year_after(scan: &Scan<'_>, at: usize) -> Option<(usize, i16)> {
    let at = skip_of(scan, if scan.mark(at, ",") { at + 1 } else { at });
    let token = scan.token(at).filter(|t| t.is_digits() && t.folded.len() == 4)?;
    let year = token.small_number().filter(|y| (1000..=2199).contains(y))?;
    // "May 2,500 people": the digits go on.
    let goes_on = scan.glued(at + 1)
        && scan.token(at + 1).is_some_and(|t| matches!(t.raw, "," | "."))
        && scan.glued(at + 2)
        && scan.token(at + 2).is_some_and(super::token::Token::is_digits);
    if goes_on {
        return None;
    }
    let end = scan.end_of(at + 1, &Sem::YearMark).unwrap_or(at + 1);
    i16::try_from(year).ok().map(|year| (end, year))
}

// ---- years --------------------------------------------------------------------------------------------------

/// "the 1980s", "anos 80", "80er Jahre"
fn decade(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    // "20世纪80年代": the century comes first.
    if let Some(next) = scan.end_of(at, &Sem::CenturyBefore) {
        return decade(scan, next).map(|found| Reading { start: at, weak: false, ..found });
    }
    let mut found = decade_alone(scan, at)?;
    if let Some(end) = scan.end_of(found.end, &Sem::CenturyAfter) {
        (found.end, found.weak) = (end, false);
    }
    Some(found)
}

fn decade_alone(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    if let Some((end, tens)) = scan.find(at, |s| if let Sem::Decade(tens) = s { Some(*tens) } else { None }) {
        let date = PartialDate { year: Some(1900 + i16::from(tens)), decade: true, ..PartialDate::default() };
        return Some(Reading { weak: true, ..reading(at, end, date) });
    }
    if let Some(next) = scan.end_of(at, &Sem::DecadeBefore)
        && let Some(token) = scan.token(next)
        && let Some(year) = decade_year(token.small_number()?, token.folded.len())
        && scan.find(next + 1, |s| matches!(s, Sem::Percent | Sem::Scale(_)).then_some(())).is_none()
    {
        let end = scan.end_of(next + 1, &Sem::DecadeAfter).filter(|_| scan.glued(next + 1)).unwrap_or(next + 1);
        return Some(reading(at, end, PartialDate { year: Some(year), decade: true, ..PartialDate::default() }));
    }
    let token = scan.token(at)?;
    if !token.is_digits() {
        // "八十年代"
        let tens = numeral(scan, at).filter(|n| !n.digits && n.value < rust_decimal::Decimal::ONE_HUNDRED)?;
        let end = scan.end_of(tens.end, &Sem::DecadeAfter)?;
        let year = decade_year(tens.value.to_u32()?, 2)?;
        let date = PartialDate { year: Some(year), decade: true, ..PartialDate::default() };
        return Some(Reading { weak: true, ..reading(at, end, date) });
    }
    let year = decade_year(token.small_number()?, token.folded.len())?;
    let apostrophe = usize::from(scan.mark(at + 1, "'") && scan.glued(at + 1));
    let tight = !scan.lexicon.lang.spaces || scan.glued(at + 1 + apostrophe);
    // "1980 के दशक": words may stand apart, an ending may not.
    let behind = at + 1 + apostrophe;
    let end = scan.end_of(behind, &Sem::DecadeAfter).filter(|end| tight || *end > behind + 1)?;
    // "in his 30s" is no decade of a century.
    let weak = token.folded.len() == 2;
    Some(Reading { weak, ..reading(at, end, PartialDate { year: Some(year), decade: true, ..PartialDate::default() }) })
}

fn decade_year(figure: u32, len: usize) -> Option<i16> {
    match len {
        4 if figure.is_multiple_of(10) && YEARS.contains(&figure) => i16::try_from(figure).ok(),
        2 if figure.is_multiple_of(10) && figure >= 20 => i16::try_from(1900 + figure).ok(),
        2 if figure.is_multiple_of(10) => i16::try_from(2000 + figure).ok(),
        _ => None,
    }
}

/// Four digits that may be a year, by themselves.
fn bare_year(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    let found = numeral(scan, at).filter(|n| n.four_digits && n.alternatives.is_empty())?;
    let year = found.value.to_u32().filter(|y| YEARS.contains(y))?;
    if scan.glued(at) && at > 0 && scan.token(at - 1).is_some_and(|t| t.is("$") || t.is("€") || t.is("£") || t.is("#"))
    {
        return None;
    }
    // "2000 metres", "1500 people" are no years; what follows must not be a unit or a currency.
    // "2016 році": the word for the year, where it may stand behind one.
    let named = scan.end_of(found.end, &Sem::Of).filter(|of| {
        scan.find(found.end, |s| matches!(s, Sem::Duration(unit) if unit == "year").then_some(()))
            .is_some_and(|(e, ())| e == *of)
    });
    if let Some(end) = named {
        return Some(reading(at, end, PartialDate { year: i16::try_from(year).ok(), ..PartialDate::default() }));
    }
    let unit = scan
        .find(found.end, |s| match s {
            Sem::Unit(_) | Sem::Currency(_) | Sem::Percent | Sem::Points | Sem::Scale(_) | Sem::Duration(_) => Some(()),
            _ => None,
        })
        .is_some();
    if unit {
        return None;
    }
    let mut read = reading(at, found.end, PartialDate { year: i16::try_from(year).ok(), ..PartialDate::default() });
    // "about 2000 people", but "two points more than 2022."
    let counts = scan.token(found.end).is_some_and(|t| t.raw.chars().any(char::is_alphanumeric));
    let hedged =
        counts && scan.find_before(at, |s| matches!(s, Sem::About | Sem::More | Sem::Less).then_some(())).is_some();
    if hedged && scan.start_of(at, &Sem::YearBefore).is_none() {
        return None;
    }
    // Where years carry a mark, four digits without it count something.
    if !scan.lexicon.lang.date.year_mark.is_empty() {
        read.alternatives.push(std::mem::replace(&mut read.value, Value::Number { value: found.value }));
        return Some(read);
    }
    if scan.start_of(at, &Sem::YearBefore).is_none() {
        read.alternatives.push(Value::Number { value: found.value });
    }
    Some(read)
}
