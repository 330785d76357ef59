//! Reads figures in digits: local separators, fractions, scale words behind ("8.5 million", "3万5千", "220 2/3").

use rust_decimal::Decimal;

use super::lexicon::{Alone, Sem};
use super::number_words::Stack;
use super::numeral::{LARGEST, Numeral};
use super::scan::Scan;
use super::token::{Class, Token};
use crate::lang::{NumberSystem, common};
use crate::text::is_cjk;

/// More groups of digits than this are no figure but a table, a code, a game of numbers.
const MOST_GROUPS: usize = 12;

/// Groups of digits with the marks between them.
struct Groups<'s> {
    groups: Vec<&'s str>,
    marks: Vec<char>,
    end: usize,
}

pub(super) fn digits(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let groups = groups(scan, at)?;
    let (value, alternatives) = read_groups(&groups, scan).filter(|(value, _)| *value <= LARGEST)?;
    let four_digits = groups.marks.is_empty() && groups.groups.first().is_some_and(|g| g.len() == 4);
    let mut numeral =
        Numeral { end: groups.end, value, alternatives, digits: true, four_digits, scale: None, weak: false };
    vulgar_fraction(scan, &mut numeral);
    if numeral.alternatives.is_empty()
        && let Some((end, part)) =
            part_in_digits(scan, numeral.end).filter(|_| scan.token(numeral.end).is_some_and(|t| t.spaced))
    {
        numeral.alternatives.push(numeral.value);
        (numeral.value, numeral.end, numeral.four_digits) = (numeral.value + part, end, false);
    }
    scales(scan, &mut numeral);
    Some(numeral)
}

fn groups<'s>(scan: &'s Scan<'_>, at: usize) -> Option<Groups<'s>> {
    let first = scan.token(at)?;
    let mut found = Groups { groups: vec![first.folded.as_ref()], marks: Vec::new(), end: at + 1 };
    loop {
        let next = found.end;
        let last_len = found.groups.last().map_or(0, |g| g.len());
        if let Some(token) = scan.token(next)
            && token.is_digits()
            && token.spaced
            && token.folded.len() == 3
            && last_len <= 3
            && found.marks.iter().all(|m| *m == ' ')
            && spaces_group(scan, at, next)
        {
            found.groups.push(token.folded.as_ref());
            found.marks.push(' ');
            found.end = next + 1;
            continue;
        }
        let (Some(mark), Some(token)) = (scan.token(next), scan.token(next + 1)) else { break };
        let Some(sign) = separator(mark.raw) else { break };
        if mark.spaced || token.spaced || !token.is_digits() {
            break;
        }
        if found.groups.len() == MOST_GROUPS {
            return None;
        }
        found.groups.push(token.folded.as_ref());
        found.marks.push(sign);
        found.end = next + 2;
    }
    Some(found)
}

/// Whether the space before token `next` may stand between groups of three digits.
fn spaces_group(scan: &Scan<'_>, first: usize, next: usize) -> bool {
    let (Some(left), Some(right)) = (scan.token(next - 1), scan.token(next)) else { return false };
    let opens_small = scan.token(first).is_some_and(|t| t.folded.len() <= 3 && !t.folded.starts_with('0'));
    // One space of any width; a day before it ("On May 12 300 people") is too rare to forbid the Swiss and Portuguese.
    opens_small && right.span.start - left.span.end <= 4
}

fn separator(mark: &str) -> Option<char> {
    match mark {
        "." | "．" | "·" | "・" => Some('.'),
        "," | "，" | "٫" => Some(','),
        "'" | "’" | "٬" => Some('\''),
        _ => None,
    }
}

/// The likeliest value and the others that the groups may stand for; none where they are no number (`12.08.2024`).
fn read_groups(found: &Groups<'_>, scan: &Scan<'_>) -> Option<(Decimal, Vec<Decimal>)> {
    let grouped = |n: usize| found.groups.iter().take(n).copied().collect::<String>().parse::<Decimal>().ok();
    let all = found.groups.len();
    let Some(last_mark) = found.marks.last().copied() else { return Some((grouped(1)?, Vec::new())) };
    let threes = |n: usize| {
        found.groups.first().is_some_and(|g| g.len() <= 3 && !(g.len() > 1 && g.starts_with('0')))
            && found.groups.iter().take(n).skip(1).all(|g| g.len() == 3)
    };
    let decimal_value = || -> Option<Decimal> {
        let whole: String = found.groups.iter().take(all - 1).copied().collect();
        format!("{whole}.{}", found.groups.last()?).parse().ok()
    };
    let same_marks = found.marks.iter().all(|m| *m == last_mark);
    if same_marks && threes(all) && last_mark != ' ' && found.marks.len() == 1 {
        // One mark and three digits after it: a group or decimals.
        let zero = found.groups.first() == Some(&"0");
        let decimal_first = zero || last_mark == scan.lexicon.lang.number.decimal;
        let (first, second) =
            if decimal_first { (decimal_value()?, grouped(all)) } else { (grouped(all)?, decimal_value()) };
        return Some((first, if zero { Vec::new() } else { second.into_iter().collect() }));
    }
    if same_marks && threes(all) {
        return Some((grouped(all)?, Vec::new()));
    }
    if found.marks.len() == 1 && last_mark != '\'' {
        return Some((decimal_value()?, Vec::new()));
    }
    let inner_same = found.marks.iter().take(all - 2).all(|m| Some(m) == found.marks.first() && *m != last_mark);
    if !same_marks && inner_same && threes(all - 1) && last_mark != '\'' {
        return Some((decimal_value()?, Vec::new()));
    }
    // South Asian groups: 12,34,567.
    let indian = same_marks
        && found.groups.first().is_some_and(|g| g.len() <= 2)
        && found.groups.last().is_some_and(|g| g.len() == 3)
        && found.groups.iter().skip(1).take(all - 2).all(|g| g.len() == 2);
    if indian { Some((grouped(all)?, Vec::new())) } else { None }
}

/// "2/3" of "220 2/3": a proper fraction of small figures, and where it ends.
pub(super) fn part_in_digits(scan: &Scan<'_>, at: usize) -> Option<(usize, Decimal)> {
    let figure = |at: usize| scan.token(at).filter(|t| t.is_digits() && t.folded.len() <= 3)?.small_number();
    let (above, below) = (figure(at)?, figure(at + 2)?);
    let whole = scan.mark(at + 1, "/") && scan.glued(at + 1) && scan.glued(at + 2);
    let ends = !(scan.glued(at + 3)
        && scan.token(at + 3).is_some_and(|t| matches!(t.raw, "/" | "." | ",") && scan.glued(at + 4)));
    // From 17 to 31 it may be the day of a date.
    let proper = above > 0 && above < below && (below <= 16 || below > 31);
    if !(whole && ends && proper) {
        return None;
    }
    Decimal::from(above).checked_div(Decimal::from(below)).map(|part| (at + 3, part))
}

/// "3½"
fn vulgar_fraction(scan: &Scan<'_>, numeral: &mut Numeral) {
    let part = match scan.token(numeral.end).map(|t| t.raw) {
        Some("½") => Decimal::new(5, 1),
        Some("¼") => Decimal::new(25, 2),
        Some("¾") => Decimal::new(75, 2),
        _ => return,
    };
    numeral.value += part;
    numeral.end += 1;
}

/// Scale words and abbreviations after digits, and smaller parts after those: "8 million", "3万5千", "5 bin 200".
pub(super) fn scales(scan: &Scan<'_>, numeral: &mut Numeral) {
    let mut stack = Stack { terms: vec![(numeral.value, Decimal::ZERO)], joined: false };
    let mut end = numeral.end;
    let mut factor = Decimal::ONE;
    while let Some((after, scale)) = scale_after_digits(scan, end) {
        if !stack.scale(scale) {
            return;
        }
        factor = scale;
        end = after;
        if let Some((after, value)) = smaller_part(scan, end, scale) {
            stack.terms.push((value, Decimal::ZERO));
            end = after;
        }
    }
    if let Some(total) = stack.total().filter(|_| end > numeral.end) {
        numeral.alternatives = numeral.alternatives.iter().filter_map(|a| a.checked_mul(factor)).collect();
        numeral.value = total;
        numeral.scale = Some(factor);
        numeral.end = end;
        numeral.four_digits = false;
    }
}

pub(super) fn scale_after_digits(scan: &Scan<'_>, at: usize) -> Option<(usize, Decimal)> {
    // "10余万"
    let at = scan.end_of(at, &Sem::Alone(Alone::Inside)).unwrap_or(at);
    let hyphen = usize::from(scan.token(at).is_some_and(|t| t.is_dash() && !t.spaced) && scan.glued(at + 1));
    let token = scan.token(at + hyphen)?;
    let han = token.raw.chars().next().is_some_and(is_cjk);
    let (end, scale) = scan.find(at + hyphen, |sem| match sem {
        Sem::Scale(v) if *v >= Decimal::ONE_HUNDRED || han || *v == Decimal::from(12) => Some(*v),
        Sem::ScaleAbbr(v) => Some(*v),
        _ => None,
    })?;
    if end == at + hyphen + 1 && is_unit(scan, at, end, token) {
        return None;
    }
    // "九成": tenths are no scale where only figures count.
    if scan.lexicon.alone && scan.end_of(at, &Sem::Tenths).is_some() {
        return None;
    }
    // "兆瓦" is a megawatt, not a billion of something.
    let unit = scan.find(at + hyphen, |s| {
        matches!(s, Sem::Unit(_) | Sem::Currency(_) | Sem::Percent | Sem::Duration(_)).then_some(())
    });
    unit.is_none_or(|(longer, ())| longer <= end).then_some((end, scale))
}

/// Whether a shortened scale at `at` is the symbol of a unit: "8848 m", "1 m 85", "3 mm". Beside money it is a scale, and so it is
/// right behind a figure where the language shortens so in small letters ("5m people").
fn is_unit(scan: &Scan<'_>, at: usize, end: usize, token: &Token<'_>) -> bool {
    if common().unit_by_symbol(token.raw).is_none() {
        return false;
    }
    let written = || scan.lexicon.lang.number.scale_abbr.values().flatten().any(|short| short == token.raw);
    let counts = !token.spaced && written() && !scan.token(end).is_some_and(Token::is_digits);
    !counts && !beside_money(scan, at, end)
}

/// Whether a currency stands right before the figure that ends at `at`, or behind `end` with at most a joining word between.
fn beside_money(scan: &Scan<'_>, at: usize, end: usize) -> bool {
    let money = |sem: &Sem| matches!(sem, Sem::Currency(_)).then_some(());
    let of_figure = |i: usize| {
        let mark = |t: &Token<'_>| separator(t.raw).is_some() && !t.spaced && scan.glued(i + 1);
        scan.token(i).is_some_and(|t| t.is_digits() || mark(t))
    };
    let start = (0..at).rev().take_while(|i| of_figure(*i)).last();
    // "5 m d'euros"
    let joins = |i: &usize| scan.token(*i).is_some_and(|t| t.class == Class::Word || t.is("'") || t.is("’"));
    let behind = std::iter::once(end).chain((end..end + 2).take_while(joins).map(|i| i + 1));
    start.is_some_and(|start| scan.find_before(start, money).is_some())
        || behind.into_iter().any(|next| scan.find(next, money).is_some())
}

/// After a scale: smaller digits that belong to the same figure, and where they end.
fn smaller_part(scan: &Scan<'_>, at: usize, scale: Decimal) -> Option<(usize, Decimal)> {
    let token = scan.token(at).filter(|t| t.is_digits())?;
    let groups = groups(scan, at)?;
    let (value, _) = read_groups(&groups, scan)?;
    let next = scale_after_digits(scan, groups.end);
    let fits = value < scale
        && match next {
            // "1천 640만": thousands of myriads.
            Some((_, next)) => next < scale || next > scale && scan.lexicon.lang.number.system == NumberSystem::Myriad,
            // Apart from the scale, three digits after "thousand" only ("18 bin 400").
            None => {
                !token.spaced || (scale == Decimal::ONE_THOUSAND && token.folded.len() == 3 && groups.marks.is_empty())
            }
        };
    fits.then_some((groups.end, value))
}
