//! Reads dates and clock times in lines of page furniture ("12/08/2024 18h30", "Thu 14 Mar 2024 06.30 GMT").
//!
//! This is not the reader of facts: it needs only the certain forms that bylines and date lines use, in any language,
//! and it says how much of the line they fill.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::phrases::{Quick, Tokens, ratio};
use crate::lang::{self, DateOrder, Lang, PerLanguage};

/// What a line says of dates and times.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stamp {
    /// The first full date.
    pub date: Option<Date>,
    /// A clock time.
    pub time: Option<Time>,
    /// A zone that stands after the time: IANA name.
    zone: Option<&'static str>,
    /// Share of the line's words that belong to dates, times, weekdays and zones, 0 to 1.
    pub cover: f32,
}

impl Stamp {
    /// Whether a date or time that was read behind it may belong to it.
    fn takes(&self, more: &Stamp) -> bool {
        !(self.date.is_some() && more.date.is_some() || self.time.is_some() && more.time.is_some())
    }

    fn add(&mut self, more: Stamp) {
        self.date = self.date.or(more.date);
        self.time = self.time.or(more.time);
        self.zone = self.zone.or(more.zone);
    }

    /// RFC 3339 as far as known: the day, the minute where a time stands, the offset where a zone stands.
    pub(super) fn published(&self) -> Option<String> {
        let date = self.date?;
        let Some(time) = self.time else {
            return Some(date.to_string());
        };
        let local = DateTime::from_parts(date, time);
        let zoned = self.zone.and_then(|zone| TimeZone::get(zone).ok()).and_then(|zone| local.to_zoned(zone).ok());
        Some(match zoned {
            Some(zoned) => zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            None => local.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        })
    }
}

/// Words of dates in all languages; a month word of one language never means another month in the next one that has
/// it, but for a few abbreviations, where the article's own language wins.
struct Words {
    months: HashMap<String, Vec<(&'static str, i8)>, Quick>,
    /// Weekdays, words between the parts, marks, halves of the day, hour words: they only fill the line.
    fillers: HashMap<String, (), Quick>,
    halves: HashMap<String, i8, Quick>,
    zones: HashMap<String, &'static str, Quick>,
    /// What says that a date is that of a change, by the first token; the longest first.
    changes: HashMap<String, Vec<Vec<String>>, Quick>,
}

static WORDS: PerLanguage<Words> = PerLanguage::new(compile);

fn compile(languages: &[&'static Lang]) -> Words {
    let mut words = Words {
        months: HashMap::default(),
        fillers: HashMap::default(),
        halves: HashMap::default(),
        zones: HashMap::default(),
        changes: HashMap::default(),
    };
    for language in languages {
        for (number, names) in &language.date.month {
            let Ok(number) = number.parse() else { continue };
            for name in names {
                let key = Tokens::new(name).words().collect::<Vec<_>>().join(" ");
                words.months.entry(key).or_default().push((&language.tag, number));
            }
        }
        let time = &language.time;
        let date = &language.date;
        let lists = [&date.of, &date.year_mark, &date.month_mark, &date.day_mark, &time.at, &time.hour_word];
        let marks = [&time.hour_mark, &time.minute_mark, &language.number.ordinal_suffix];
        let days = date.weekday.values().chain(date.relative.values());
        for word in lists.into_iter().chain(marks).chain(days).flatten() {
            words.fillers.insert(Tokens::new(word).words().collect::<Vec<_>>().join(" "), ());
        }
        for phrase in &date.changed {
            let tokens = Tokens::new(phrase);
            let all: Vec<String> = (0..tokens.len()).filter_map(|i| tokens.get(i)).map(str::to_owned).collect();
            if let Some(first) = all.first() {
                words.changes.entry(first.clone()).or_default().push(all);
            }
        }
        for (half, list) in [(0, &time.am), (12, &time.pm)] {
            for word in list {
                words.halves.insert(Tokens::new(word).words().collect::<Vec<_>>().concat(), half);
            }
        }
    }
    for (zone, names) in &lang::common().zone {
        for name in names.iter().filter(|name| name.len() > 1) {
            words.zones.insert(name.to_lowercase(), zone);
        }
    }
    words.changes.values_mut().for_each(|phrases| phrases.sort_by_key(|phrase| Reverse(phrase.len())));
    words
}

/// When a line says that something was published, and when changed.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Moments {
    pub published: Option<String>,
    pub modified: Option<String>,
}

/// Reads the moments of a line: a date is that of a change where a word that says so stands before it, or behind the last
/// one ("2024年8月12日 更新").
pub(super) fn moments(tokens: &Tokens, tag: &str) -> Moments {
    let mut out = Moments::default();
    let Some(reader) = Reader::of(tokens, tag) else { return out };
    let mut all: Vec<(Stamp, bool)> = Vec::new();
    let (mut at, mut changed) = (0, false);
    while at < tokens.len() {
        let mut stamp = Stamp::default();
        if let Some(end) = reader.step(at, &mut stamp) {
            match all.last_mut().filter(|(last, _)| !changed && last.takes(&stamp)) {
                Some((last, _)) => last.add(stamp),
                None => all.push((stamp, std::mem::take(&mut changed))),
            }
            at = end;
        } else if let Some(end) = reader.change(at) {
            changed = true;
            at = end;
        } else {
            at += 1;
        }
    }
    if let Some((_, last)) = all.last_mut().filter(|_| changed) {
        *last = true;
    }
    for (stamp, changed) in &all {
        let slot = if *changed { &mut out.modified } else { &mut out.published };
        *slot = slot.take().or_else(|| stamp.published());
    }
    out
}

/// Whether a line has a word that tells of a change.
pub(super) fn tells_of_change(tokens: &Tokens, tag: &str) -> bool {
    Reader::of(tokens, tag).is_some_and(|reader| (0..tokens.len()).any(|at| reader.change(at).is_some()))
}

/// Looks for dates and times in a line, numeric ones in the order of the language `tag`.
pub(super) fn stamp(tokens: &Tokens, tag: &str) -> Stamp {
    let mut stamp = Stamp::default();
    // Neither a date nor a time is without a digit.
    if !tokens.figures {
        return stamp;
    }
    let Some(reader) = Reader::of(tokens, tag) else { return stamp };
    let mut read = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let end = reader.step(at, &mut stamp);
        read.extend(end.map(|end| at..end));
        at = end.unwrap_or(at + 1);
    }
    if !read.is_empty() {
        stamp.cover = ratio(reader.covered(&read), tokens.count_words());
    }
    stamp
}

struct Reader<'t> {
    tokens: &'t Tokens,
    words: &'static Words,
    tag: &'t str,
    language: Option<&'static Lang>,
    order: DateOrder,
}

impl<'t> Reader<'t> {
    /// For a line that may be a date line: nothing longer is one, and the scan stays linear on hostile input.
    fn of(tokens: &'t Tokens, tag: &'t str) -> Option<Self> {
        if !(1..=60).contains(&tokens.count_words()) {
            return None;
        }
        let language = lang::lang(tag);
        let order = language.map_or(DateOrder::Dmy, |language| language.date.order);
        Some(Reader { tokens, tag, language, order, words: WORDS.of(tag)? })
    }

    /// The token behind a phrase that tells of a change.
    fn change(&self, at: usize) -> Option<usize> {
        let phrases = self.words.changes.get(self.tokens.get(at)?)?;
        let fits = |phrase: &&Vec<String>| (at..).zip(*phrase).all(|(at, token)| self.tokens.get(at) == Some(token));
        phrases.iter().find(fits).map(|phrase| at + phrase.len())
    }

    /// The words of the dates and times that were read, and of what stands between them and only fills the line.
    fn covered(&self, read: &[Range<usize>]) -> usize {
        let words = |range: &Range<usize>| range.clone().filter(|i| self.tokens.is_word(*i)).count();
        let starts = std::iter::once(0).chain(read.iter().map(|range| range.end));
        let ends = read.iter().map(|range| range.start).chain([self.tokens.len()]);
        let fillers = starts.zip(ends).flat_map(|(start, end)| start..end);
        let fillers = fillers.filter(|i| self.tokens.is_word(*i) && self.filler(*i)).count();
        read.iter().map(words).sum::<usize>() + fillers
    }

    /// Reads a date or time that begins at token `at`; gives the token after it.
    fn step(&self, at: usize, stamp: &mut Stamp) -> Option<usize> {
        if let Some((date, end)) = self.numeric(at).or_else(|| self.marked(at)).or_else(|| self.worded(at)) {
            stamp.date = stamp.date.or(Some(date));
            return Some(end);
        }
        let (time, end) = self.clock(at)?;
        stamp.time = stamp.time.or(Some(time));
        if let Some(zone) = self.tokens.get(end).and_then(|token| self.words.zones.get(token)) {
            stamp.zone = stamp.zone.or(Some(zone));
            return Some(end + 1);
        }
        Some(end)
    }

    fn number(&self, at: usize, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
        let token = western(self.tokens.get(at)?);
        let fits = digits.contains(&token.len()) && token.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| token.parse().ok()).flatten()
    }

    fn is(&self, at: usize, signs: &[&str]) -> bool {
        self.tokens.get(at).is_some_and(|token| signs.contains(&token))
    }

    fn filler(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            self.words.fillers.contains_key(token)
                || self.words.halves.contains_key(token)
                || self.words.zones.contains_key(token)
        })
    }

    /// `2024-08-12`, `12/08/2024`, `8.10.25`; the same sign twice.
    fn numeric(&self, at: usize) -> Option<(Date, usize)> {
        let sign = self.tokens.get(at + 1).filter(|sign| ["-", "/", "."].contains(sign))?;
        if self.tokens.get(at + 3) != Some(sign) {
            return None;
        }
        let end = at + 5;
        if let Some(year) = self.number(at, 4..=4) {
            let (month, day) = (self.number(at + 2, 1..=2)?, self.day_with_time(at + 4)?);
            return Some((date(year, month, day)?, end));
        }
        let (first, second) = (self.number(at, 1..=2)?, self.number(at + 2, 1..=2)?);
        let year = self.number(at + 4, 4..=4).or_else(|| self.number(at + 4, 2..=2).map(|y| y + 2000))?;
        let (day, month) = if self.order == DateOrder::Mdy { (second, first) } else { (first, second) };
        Some((date(year, month, day).or_else(|| date(year, day, month))?, end))
    }

    /// The day of `2024-08-12T18`: digits up to the letter.
    fn day_with_time(&self, at: usize) -> Option<i16> {
        let token = self.tokens.get(at)?;
        let digits = token.find(|c: char| !c.is_ascii_digit()).unwrap_or(token.len());
        token.get(..digits).filter(|d| d.len() <= 2 && !d.is_empty())?.parse().ok()
    }

    /// `2024年8月12日`: number, mark, number, mark, number, mark, in that order.
    fn marked(&self, at: usize) -> Option<(Date, usize)> {
        let marks = &self.language?.date;
        if marks.year_mark.is_empty() {
            return None;
        }
        let is = |at: usize, list: &[String]| self.tokens.get(at).is_some_and(|t| list.iter().any(|mark| mark == t));
        let year = self.number(at, 4..=4)?;
        let month = self.number(at + 2, 1..=2)?;
        let day = self.number(at + 4, 1..=2)?;
        let fits = is(at + 1, &marks.year_mark) && is(at + 3, &marks.month_mark) && is(at + 5, &marks.day_mark);
        fits.then(|| date(year, month, day)).flatten().map(|date| (date, at + 6))
    }

    /// `14 Mar 2024`, `12 de agosto de 2024`, `August 12th, 2024`, `3. Mai 2025`.
    fn worded(&self, at: usize) -> Option<(Date, usize)> {
        if let Some(day) = self.day(at) {
            let month_at = self.skip(at + 1);
            let (month, after) = self.month(month_at)?;
            let year_at = self.skip(after);
            return Some((date(self.number(year_at, 4..=4)?, month, day)?, year_at + 1));
        }
        let (month, after) = self.month(at)?;
        let day = self.day(after)?;
        let year_at = self.skip(after + 1);
        Some((date(self.number(year_at, 4..=4)?, month, day)?, year_at + 1))
    }

    /// A day with or without an ordinal ending (`12th`, `1er`, `1º`).
    fn day(&self, at: usize) -> Option<i16> {
        let token = western(self.tokens.get(at)?);
        let digits = token.find(|c: char| !c.is_ascii_digit()).unwrap_or(token.len());
        let (number, ending) = token.split_at_checked(digits)?;
        let fits = (1..=2).contains(&number.len()) && ending.chars().count() <= 2;
        fits.then(|| number.parse().ok()).flatten()
    }

    /// Past stops, commas and the words that stand between the parts of a date; at most three.
    fn skip(&self, at: usize) -> usize {
        let link = |i: usize| {
            let word = self.tokens.is_word(i) && self.filler(i);
            // "mar." is a weekday in one language and a month in another.
            let part = self.month(i).is_some() || self.number(i, 1..=4).is_some();
            self.is(i, &[".", ",", "-", "º", "ª", "/"]) || (word && !part)
        };
        (at..at + 3).find(|i| !link(*i)).unwrap_or(at + 3)
    }

    fn month(&self, at: usize) -> Option<(i16, usize)> {
        let all = self.words.months.get(self.tokens.get(at)?)?;
        let own = all.iter().find(|(tag, _)| *tag == self.tag).or_else(|| all.first())?;
        Some((own.1.into(), at + 1 + usize::from(self.is(at + 1, &["."]))))
    }

    /// `18:30`, `18h30`, `6.30`, `9:48 pm`.
    fn clock(&self, at: usize) -> Option<(Time, usize)> {
        if let Some((hour, minute)) = self.tokens.get(at).and_then(hour_letter_minute) {
            return Some((time(hour, minute, None)?, at + 1));
        }
        let hour = self.number(at, 1..=2)?;
        let colon = self.is(at + 1, &[":", "："]);
        let dot = self.is(at + 1, &["."]);
        let marked = self.tokens.get(at + 1).is_some_and(|t| self.words.fillers.contains_key(t) && !t.is_empty());
        let minute = self.number(at + 2, 2..=2).filter(|_| colon || dot || marked);
        let mut end = if minute.is_some() { at + 3 } else { at + 1 };
        if colon && self.is(end, &[":"]) && self.number(end + 1, 2..=2).is_some() {
            end += 2;
        }
        let half = self.half(end);
        if let Some((_, after)) = half {
            end = after;
        }
        let zone = self.tokens.get(end).is_some_and(|token| self.words.zones.contains_key(token));
        let sure = (colon && minute.is_some()) || half.is_some() || (dot && minute.is_some() && zone);
        let sure = sure || (marked && minute.is_some());
        sure.then(|| time(hour, minute.unwrap_or(0), half.map(|h| h.0))).flatten().map(|time| (time, end))
    }

    /// `pm`, `p.m.`: one word or two with stops.
    fn half(&self, at: usize) -> Option<(i8, usize)> {
        let one = self.tokens.get(at)?;
        if let Some(half) = self.words.halves.get(one) {
            return Some((*half, at + 1));
        }
        let two = format!("{one}{}", self.tokens.get(at + 2).filter(|_| self.is(at + 1, &["."]))?);
        self.words.halves.get(&two).map(|half| (*half, at + 3 + usize::from(self.is(at + 3, &["."]))))
    }
}

/// A token with Arabic-Indic and Persian digits made western.
fn western(token: &str) -> Cow<'_, str> {
    if token.is_ascii() {
        return Cow::Borrowed(token);
    }
    let digit = |c: char| match c {
        '\u{660}'..='\u{669}' => char::from_digit(c as u32 - 0x660, 10).unwrap_or(c),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(c as u32 - 0x6f0, 10).unwrap_or(c),
        c => c,
    };
    Cow::Owned(token.chars().map(digit).collect())
}

/// `18h30` and `06h`, one token.
fn hour_letter_minute(token: &str) -> Option<(i16, i16)> {
    let (hour, minute) = token.split_once('h')?;
    let digits = |t: &str| t.len() <= 2 && t.bytes().all(|b| b.is_ascii_digit());
    if hour.is_empty() || !digits(hour) || !digits(minute) {
        return None;
    }
    Some((hour.parse().ok()?, if minute.is_empty() { 0 } else { minute.parse().ok()? }))
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    (1900..2200).contains(&year).then_some(date)
}

fn time(hour: i16, minute: i16, half: Option<i8>) -> Option<Time> {
    let hour = match half {
        Some(half) if hour <= 12 => hour % 12 + i16::from(half),
        _ => hour,
    };
    Time::new(hour.try_into().ok()?, minute.try_into().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(line: &str, tag: &str) -> Option<String> {
        stamp(&Tokens::new(line), tag).published()
    }

    #[test]
    fn numeric_dates_follow_the_order_of_the_language() {
        assert_eq!(published("Por Redação | 12/08/2024 18h30", "pt").as_deref(), Some("2024-08-12T18:30:00"));
        assert_eq!(published("2024-08-12 · 18:30", "pt").as_deref(), Some("2024-08-12T18:30:00"));
        assert_eq!(published("8.10.2025, 9:05 Uhr", "de").as_deref(), Some("2025-10-08T09:05:00"));
        assert_eq!(published("31/02/2025", "pt"), None);
    }

    #[test]
    fn dates_of_changes_are_told_from_those_of_publication() {
        let read = |line: &str, tag: &str| {
            let moments = moments(&Tokens::new(line), tag);
            [moments.published, moments.modified].map(|moment| moment.unwrap_or_default())
        };
        assert_eq!(
            read("Published 12 Aug 2024, 18:30 | Updated 13 Aug 2024, 07:05", "en"),
            ["2024-08-12T18:30:00", "2024-08-13T07:05:00"]
        );
        assert_eq!(
            read("Atualizado em 13/08/2024 às 07h05 - Publicado em 12/08/2024", "pt"),
            ["2024-08-12", "2024-08-13T07:05:00"]
        );
        assert_eq!(read("2024年8月12日 18:30 更新", "ja"), ["", "2024-08-12T18:30:00"]);
        assert_eq!(
            read("입력 2024-08-12 18:30 최종수정 2024-08-13 07:05", "ko"),
            ["2024-08-12T18:30:00", "2024-08-13T07:05:00"]
        );
        assert_eq!(read("18:30, 12 August 2024", "en"), ["2024-08-12T18:30:00", ""]);
    }

    #[test]
    fn a_figure_in_prose_is_no_date() {
        let prose = stamp(&Tokens::new("The vote went 9-4-2 after 12 hours, at version 1.2.3 of the plan"), "en");
        assert_eq!(prose.date, None);
        assert!(prose.cover < 0.2, "{prose:?}");
    }
}
