//! Reads clock times: "5:42 pm PT", "17h42", "17.42 Uhr", "halb acht", "às cinco da tarde", "午後5時30分", "noon".

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::lexicon::Sem;
use super::numeral::whole;
use super::scan::Scan;
use super::{ClockTime, Reading, Value};

/// Hour and minute as printed, before the half of the day is known.
struct Core {
    start: usize,
    end: usize,
    hour: u8,
    minute: u8,
    /// Minutes to add once the half of the day is known ("a quarter to twelve at night").
    shift: i16,
    /// What about the shape says that it is a time at all.
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    /// "17:42", "17h42": a time whatever stands around it.
    Certain,
    /// "17h": a time, or a count of hours.
    HourMark,
    /// "17 Uhr", "17 horas": told by the word.
    HourWord,
    /// "5", "17.42": a time only with a word for the half of the day or before it.
    Bare,
    /// "noon", "halb acht"
    Words,
}

#[derive(Clone, Copy, PartialEq)]
enum Half {
    Am,
    Pm,
    Night,
}

/// The clock time that begins at token `at`.
pub(crate) fn read(scan: &Scan<'_>, at: usize) -> Option<Reading> {
    let before = half_of_day(scan, at).and_then(|(next, half)| Some((half, figure(scan, next)?)));
    // In front of the figure these words stand close to a time: "午後5時", not "am Nachmittag 0,94 Franken".
    let before = before.filter(|(_, core)| matches!(core.shape, Shape::Certain | Shape::HourMark | Shape::HourWord));
    let half_before = before.as_ref().map(|(half, _)| *half);
    let core = match before {
        Some((_, core)) => core,
        None => point(scan, at).or_else(|| military(scan, at)).or_else(|| figure(scan, at))?,
    };
    let mut end = core.end;
    let mut half = half_before;
    let mut zone = zone_before(scan, at);
    loop {
        let at = skip_comma(scan, end);
        if half.is_none()
            && (core.shape != Shape::Words || (1..12).contains(&core.hour))
            && let Some((after, found)) = half_of_day(scan, at)
        {
            (half, end) = (Some(found), after);
        } else if zone.is_none()
            && let Some((after, found)) = zone_after(scan, at)
        {
            (zone, end) = (Some(found), after);
        } else {
            break;
        }
    }
    if half.is_none() && zone.is_none() && matches!(core.shape, Shape::Bare | Shape::Certain) {
        (half, zone) = shared(scan, &core).unwrap_or((None, None));
    }
    let told = half.is_some() || zone.is_some() || core.shape == Shape::Bare && opens_range(scan, &core);
    let introduced = scan.start_of(at, &Sem::At).is_some();
    let sure = match core.shape {
        Shape::Certain | Shape::Words => true,
        Shape::HourMark => true,
        Shape::HourWord => told || introduced || !scan.lexicon.lang.time.hour_word_counts,
        Shape::Bare => told && (half.is_some() || core.minute > 0 || zone.is_some() || opens_range(scan, &core)),
    };
    if !sure {
        return None;
    }
    let time = settle(&core, half, zone, by_the_day(scan, &core))?;
    let start = if half_before.is_some() { at } else { core.start };
    let counted = core.shape == Shape::HourMark && !told && !introduced && core.minute == 0;
    let mut alternatives =
        if counted { vec![Value::Duration { value: core.hour.into(), unit: "hour".to_owned() }] } else { Vec::new() };
    // "an average of 2.53" in a language that writes times that way.
    if scan.mark(core.start + 1, ".")
        && scan.token(core.start).is_some_and(super::token::Token::is_digits)
        && !told
        && core.minute > 0
    {
        let value = Decimal::from(core.hour) + Decimal::new(core.minute.into(), 2);
        alternatives.push(Value::Number { value });
    }
    Some(Reading { start, end, value: Value::Time(time), alternatives, weak: false })
}

/// Applies the half of the day.
fn settle(core: &Core, half: Option<Half>, zone: Option<String>, by_the_day: bool) -> Option<ClockTime> {
    let (hour, half_known) = match half {
        Some(_) if core.hour > 12 => (core.hour, true),
        Some(Half::Am) => (core.hour % 12, true),
        Some(Half::Pm) => (core.hour % 12 + 12, true),
        Some(Half::Night) if (5..12).contains(&core.hour) => (core.hour + 12, true),
        Some(Half::Night) => (core.hour % 12, true),
        None if core.shape == Shape::Words => (core.hour, core.hour >= 13 || core.hour == 0 || core.hour == 12),
        None => (core.hour, core.hour == 0 || core.hour > 12 || core.shape == Shape::HourMark || by_the_day),
    };
    let (hour, minute) = shifted(if hour == 24 { 0 } else { hour }, core.shift).map(|(h, m)| (h, m + core.minute))?;
    (hour < 24 && minute < 60).then_some(ClockTime { hour, minute, half_known, zone })
}

/// Whether the figures count the hours of the whole day: in digits, in a language that does not count to twelve, and
/// no other word of the sentence says which half of the day is meant ("tonight at 7.30").
fn by_the_day(scan: &Scan<'_>, core: &Core) -> bool {
    let clock = matches!(core.shape, Shape::Certain | Shape::HourWord)
        && scan.token(core.start).is_some_and(super::token::Token::is_digits);
    clock
        && !scan.lexicon.lang.time.twelve
        && !(0..scan.tokens.len()).any(|at| half_of_day(scan, at).is_some_and(|(_, half)| half != Half::Am))
}

/// "8 bis 18 Uhr", "from 6:30 to 9:15 am": whether a second time follows that tells what the first figure is.
fn opens_range(scan: &Scan<'_>, core: &Core) -> bool {
    second_time(scan, core).is_some()
}

fn second_time(scan: &Scan<'_>, core: &Core) -> Option<Reading> {
    let dash = scan.token(core.end).is_some_and(super::token::Token::is_dash).then_some(core.end + 1);
    let next = dash.or_else(|| {
        scan.find(core.end, |s| matches!(s, Sem::RangeJoiner | Sem::RangeMiddle(_)).then_some(())).map(|(end, ())| end)
    })?;
    let at = scan.end_of(next, &Sem::At).unwrap_or(next);
    let second = figure(scan, at)?;
    // The second figure must be a time by itself; a chain of figures is none.
    let (end, _) = half_of_day(scan, second.end).unwrap_or((second.end, Half::Am));
    (matches!(second.shape, Shape::HourWord | Shape::HourMark) || end > second.end).then(|| read(scan, at)).flatten()
}

/// The half of the day and the zone that a first time takes from the second.
fn shared(scan: &Scan<'_>, core: &Core) -> Option<(Option<Half>, Option<String>)> {
    let second = second_time(scan, core)?;
    let Value::Time(time) = second.value else { return None };
    let half = (time.half_known
        && core.hour < 12
        && time.hour >= 12
        && scan.find(second.end.checked_sub(1)?, |s| matches!(s, Sem::Pm).then_some(())).is_some())
    .then_some(if core.hour <= time.hour % 12 || time.hour == 12 { Half::Pm } else { Half::Am });
    let half = half.filter(|_| core.hour % 12 <= time.hour % 12).or(half.map(|_| Half::Am));
    Some((half, time.zone))
}

fn skip_comma(scan: &Scan<'_>, at: usize) -> usize {
    if scan.mark(at, ",") || scan.mark(at, "(") { at + 1 } else { at }
}

fn half_of_day(scan: &Scan<'_>, at: usize) -> Option<(usize, Half)> {
    scan.find(at, |sem| match sem {
        Sem::Am => Some(Half::Am),
        Sem::Pm => Some(Half::Pm),
        Sem::Night => Some(Half::Night),
        _ => None,
    })
}

/// "noon", "midnight", "halb acht", "half past seven"
fn point(scan: &Scan<'_>, at: usize) -> Option<Core> {
    // The "midi" of "après-midi" is none.
    if at > 0 && scan.glued(at) && scan.token(at - 1).is_some_and(super::token::Token::is_dash) {
        return None;
    }
    if let Some((end, (hour, minute))) = scan.find(at, |s| if let Sem::Point(h, m) = s { Some((*h, *m)) } else { None })
    {
        return Some(Core { start: at, end, hour, minute, shift: 0, shape: Shape::Words });
    }
    if let Some((end, hour)) = scan.find(at, |s| if let Sem::Hour(h) = s { Some(*h) } else { None }) {
        let (end, shift) = past(scan, end).unwrap_or((end, 0));
        let told = scan.start_of(at, &Sem::At).is_some() || scan.end_of(end, &Sem::HourTold).is_some();
        return told.then_some(Core { start: at, end, hour, minute: 0, shift, shape: Shape::HourWord });
    }
    let (next, shift) = scan.find(at, |s| if let Sem::Before(m) = s { Some(*m) } else { None })?;
    let (end, hour) = small(scan, next)?;
    scan.token(next).is_some_and(|t| !t.is_digits() || t.folded.len() <= 2).then_some(Core {
        start: at,
        end,
        hour,
        minute: 0,
        shift,
        shape: Shape::Certain,
    })
}

fn shifted(hour: u8, minutes: i16) -> Option<(u8, u8)> {
    let total = (i16::from(hour) * 60 + minutes).rem_euclid(24 * 60);
    Some((u8::try_from(total / 60).ok()?, u8::try_from(total % 60).ok()?))
}

/// A whole number of at most 24 at `at`: where it ends, and its value.
fn small(scan: &Scan<'_>, at: usize) -> Option<(usize, u8)> {
    let token = scan.token(at)?;
    if token.is_digits() {
        let value = token.small_number().filter(|v| *v <= 24 && token.folded.len() <= 2)?;
        return Some((at + 1, u8::try_from(value).ok()?));
    }
    let found = whole(scan, at).filter(|n| !n.digits && n.scale.is_none())?;
    let value = found.value.to_u8().filter(|v| *v <= 24 && found.value.fract().is_zero())?;
    Some((found.end, value))
}

/// Two digits below sixty at `at`.
fn minutes(scan: &Scan<'_>, at: usize) -> Option<u8> {
    let token = scan.token(at).filter(|t| t.is_digits() && t.folded.len() == 2)?;
    token.small_number().filter(|m| *m < 60).and_then(|m| u8::try_from(m).ok())
}

fn figure(scan: &Scan<'_>, at: usize) -> Option<Core> {
    // The digits of a longer figure are no hour: "1,5:30", "2024-05".
    if at > 0
        && scan.glued(at)
        && scan.token(at - 1).is_some_and(|t| matches!(t.raw, "." | "," | ":" | "/" | "-") || t.is_digits())
    {
        return None;
    }
    let (end, hour) = small(scan, at)?;
    let digits = scan.token(at).is_some_and(|t| t.is_digits());
    let dotted = scan.lexicon.lang.time.dot && scan.mark(end, ".") && minutes(scan, end + 1).is_some();
    let runs_on = scan.token(end).is_some_and(|t| !t.spaced && matches!(t.raw, "," | "."))
        && scan.token(end + 1).is_some_and(|t| !t.spaced && t.is_digits());
    if digits && runs_on && !dotted {
        return None;
    }
    let core = |end, minute, shape| Some(Core { start: at, end, hour, minute, shift: 0, shape });
    if digits {
        if (scan.mark(end, ":") || scan.mark(end, "：")) && scan.glued(end) && scan.glued(end + 1) {
            let minute = minutes(scan, end + 1)?;
            let end = seconds(scan, end + 2);
            let end = scan.end_of(end, &Sem::HourWord).unwrap_or(end);
            return core(end, minute, Shape::Certain);
        }
        if let Some(found) = marked(scan, at, end, hour) {
            return Some(found);
        }
        if scan.lexicon.lang.time.dot && scan.mark(end, ".") && scan.glued(end) && scan.glued(end + 1) {
            let minute = minutes(scan, end + 1)?;
            return match scan.end_of(end + 2, &Sem::HourWord) {
                Some(after) => core(after, minute, Shape::HourWord),
                None if scan.start_of(at, &Sem::At).is_some() && at_is_strict(scan, at) => {
                    core(end + 2, minute, Shape::Certain)
                }
                // Where the comma is the decimal mark, "21.30" can hardly be anything else.
                None if scan.lexicon.lang.number.decimal == ',' && !counted(scan, end + 2) => {
                    core(end + 2, minute, Shape::Certain)
                }
                None => core(end + 2, minute, Shape::Bare),
            };
        }
    }
    // "před 7. hodinou"
    let stop = scan.lexicon.lang.sentence.ordinal_stop && scan.mark(end, ".") && scan.glued(end);
    let end = if stop && scan.end_of(end + 1, &Sem::HourWord).is_some() { end + 1 } else { end };
    // "한 시간" counts hours; "두 시위" is another word.
    let longer =
        |after: usize| scan.find(end, |s| matches!(s, Sem::Duration(_)).then_some(())).is_some_and(|(e, ())| e > after);
    let hour_word =
        || scan.end_of(end, &Sem::HourWord).filter(|after| !scan.lexicon.lang.number.syllables || !longer(*after));
    if let Some(after) = hour_word() {
        // "17 Uhr 42", "5 heures 30", "9時半"
        if let Some(minute) = minutes(scan, after) {
            return core(after + 1, minute, Shape::HourWord);
        }
        if let Some((stop, extra)) = past(scan, after) {
            return Some(Core { start: at, end: stop, hour, minute: 0, shift: extra, shape: Shape::HourWord });
        }
        return core(after, 0, Shape::HourWord);
    }
    if let Some((stop, extra)) = past(scan, end)
        && scan.start_of(at, &Sem::At).is_some()
    {
        return Some(Core { start: at, end: stop, hour, minute: 0, shift: extra, shape: Shape::Certain });
    }
    // "a morning", "une soirée": an article is no hour unless a word for "at" stands before it.
    let article = !digits && scan.end_of(at, &Sem::Weak) == Some(end);
    if article && scan.start_of(at, &Sem::At).is_none() {
        return None;
    }
    core(end, 0, Shape::Bare)
}

fn past(scan: &Scan<'_>, at: usize) -> Option<(usize, i16)> {
    scan.find(at, |s| if let Sem::Past(m) = s { Some(*m) } else { None })
}

/// Whether the figure that ends before `at` counts something, or goes on as a date or a longer number.
fn counted(scan: &Scan<'_>, at: usize) -> bool {
    let goes_on = scan.token(at).is_some_and(|t| !t.spaced && (matches!(t.raw, "." | "," | "/") || t.is_digits()))
        && scan.token(at + 1).is_some_and(|t| !t.spaced && t.is_digits());
    let unit = scan.find(at, |s| {
        matches!(
            s,
            Sem::Percent | Sem::Currency(_) | Sem::Unit(_) | Sem::Scale(_) | Sem::ScaleAbbr(_) | Sem::Duration(_)
        )
        .then_some(())
    });
    goes_on || unit.is_some()
}

/// "1500 UTC", "0142 GMT": four digits before a zone.
fn military(scan: &Scan<'_>, at: usize) -> Option<Core> {
    let token = scan.token(at).filter(|t| t.is_digits() && t.folded.len() == 4)?;
    let value = token.small_number()?;
    let (hour, minute) = (u8::try_from(value / 100).ok()?, u8::try_from(value % 100).ok()?);
    let zoned = scan.find(at + 1, |s| matches!(s, Sem::Zone(_)).then_some(())).is_some();
    (zoned && hour < 24 && minute < 60).then_some(Core {
        start: at,
        end: at + 1,
        hour,
        minute,
        shift: 0,
        shape: Shape::Certain,
    })
}

/// "17:42:10": the seconds are passed over.
fn seconds(scan: &Scan<'_>, at: usize) -> usize {
    let more = scan.mark(at, ":") && scan.glued(at) && scan.glued(at + 1) && minutes(scan, at + 1).is_some();
    if more { at + 2 } else { at }
}

/// "17h42", "17h", "17 h 42", "9時30分"
fn marked(scan: &Scan<'_>, start: usize, end: usize, hour: u8) -> Option<Core> {
    let after = scan.end_of(end, &Sem::HourMark)?;
    let letters = scan.token(end).is_some_and(|t| !t.raw.chars().next().is_some_and(crate::text::is_cjk));
    // "35 h" with a space counts hours unless minutes follow.
    if letters && !scan.glued(end) && minutes(scan, after).is_none() {
        return None;
    }
    if let Some((stop, minute)) = minutes_after_mark(scan, after, letters) {
        return Some(Core { start, end: stop, hour, minute, shift: 0, shape: Shape::Certain });
    }
    if let Some((stop, extra)) = past(scan, after) {
        return Some(Core { start, end: stop, hour, minute: 0, shift: extra, shape: Shape::Certain });
    }
    // "3時間" counts hours: the mark must not run on into another word of the lexicon for durations.
    let counts = scan.find(end, |s| matches!(s, Sem::Duration(_)).then_some(())).is_some_and(|(e, ())| e > after);
    (!counts).then_some(Core { start, end: after, hour, minute: 0, shift: 0, shape: Shape::HourMark })
}

fn minutes_after_mark(scan: &Scan<'_>, at: usize, letters: bool) -> Option<(usize, u8)> {
    if letters {
        return minutes(scan, at).map(|minute| (scan.end_of(at + 1, &Sem::MinuteMark).unwrap_or(at + 1), minute));
    }
    let value = scan.token(at).filter(|t| t.is_digits())?.small_number().filter(|m| *m < 60)?;
    let end = scan.end_of(at + 1, &Sem::MinuteMark)?;
    Some((end, u8::try_from(value).ok()?))
}

/// Whether the word before the figure can only introduce a time ("kl."), so that "kl. 14.30" needs no more.
fn at_is_strict(scan: &Scan<'_>, at: usize) -> bool {
    let start = scan.start_of(at, &Sem::At);
    start.is_some_and(|s| at - s > 1 || scan.token(s).is_some_and(|t| t.raw.chars().count() > 1))
}

fn zone_sem(sem: &'static Sem) -> Option<&'static str> {
    match sem {
        Sem::Zone(zone) => Some(zone),
        Sem::Local => Some("local"),
        _ => None,
    }
}

/// A zone at `at`: an abbreviation, a name, "local time", "GMT+3".
fn zone_after(scan: &Scan<'_>, at: usize) -> Option<(usize, String)> {
    let (end, zone) = scan.find(at, zone_sem)?;
    let (end, zone) = offset(scan, end, zone).unwrap_or_else(|| (end, zone.to_owned()));
    let opened = at > 0 && scan.mark(at - 1, "(");
    // "18:00 (Beijing time 9 a.m.)": the zone in brackets belongs to another time unless the bracket closes.
    if opened && !scan.mark(end, ")") {
        return None;
    }
    Some((if opened { end + 1 } else { end }, zone))
}

/// "+3", "-03:00" after UTC or GMT.
fn offset(scan: &Scan<'_>, at: usize, zone: &str) -> Option<(usize, String)> {
    let sign = scan.token(at).filter(|t| zone == "Etc/UTC" && !t.spaced)?;
    let plus = match sign.raw {
        "+" => '+',
        _ if sign.is_dash() => '-',
        _ => return None,
    };
    let hours = scan.token(at + 1).filter(|t| !t.spaced)?.small_number().filter(|h| *h <= 14)?;
    let colon = scan.mark(at + 2, ":") && scan.glued(at + 2);
    let (end, minute) = match minutes(scan, at + 3) {
        Some(minute) if colon => (at + 4, minute),
        _ => (at + 2, 0),
    };
    Some((end, format!("UTC{plus}{hours:02}:{minute:02}")))
}

/// A zone right before the time, as Chinese, Japanese and Turkish write it ("北京时间下午5点").
fn zone_before(scan: &Scan<'_>, at: usize) -> Option<String> {
    scan.find_before(at, zone_sem).map(|(_, zone)| zone.to_owned())
}
