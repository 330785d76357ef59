//! Reads what is made of words: names by their capitals, quotations by their marks.

use super::lexicon::Sem;
use super::scan::Scan;
use super::token::{Class, Token};
use super::{Reading, Value};
use crate::text::{Span, is_cjk, is_letter, starts_upper};

/// Most tokens that one name may have.
const LONGEST_NAME: usize = 8;

/// Names: runs of capitalised words, with the small words that belong inside ("Ana de la Vega").
///
/// The first word of a sentence is a name only if more capitals follow it or it has a capital inside. Tokens that
/// another reader took (months, weekdays, currencies) are left out.
pub(crate) fn names(scan: &Scan<'_>, taken: &[bool]) -> Vec<Reading> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < scan.tokens.len() {
        match name(scan, at, taken) {
            Some(reading) => {
                at = reading.end;
                found.push(reading);
            }
            None => at += 1,
        }
    }
    found
}

fn capital(scan: &Scan<'_>, at: usize, taken: &[bool]) -> bool {
    scan.token(at).is_some_and(|t| t.class == Class::Word && starts_upper(t.raw) && !t.raw.chars().any(is_cjk))
        && !taken.get(at).copied().unwrap_or(false)
        && scan.end_of(at, &Sem::NotName).is_none()
        && scan
            .find(at, |s| matches!(s, Sem::Month(_) | Sem::Weekday(_) | Sem::Cardinal(_) | Sem::Scale(_)).then_some(()))
            .is_none()
}

fn name(scan: &Scan<'_>, at: usize, taken: &[bool]) -> Option<Reading> {
    if !capital(scan, at, taken) || part_of_word(scan, at) {
        return None;
    }
    let mut end = at + 1;
    let mut capitals = 1;
    while end < at + LONGEST_NAME {
        if capital(scan, end, taken) && scan.token(end).is_some_and(|t| t.spaced) {
            end += 1;
            capitals += 1;
        } else if scan.token(end).is_some_and(|t| t.is_dash() || t.is("'"))
            && scan.glued(end)
            && scan.glued(end + 1)
            && capital(scan, end + 1, taken)
        {
            end += 2;
        } else if let Some(next) = scan.end_of(end, &Sem::Particle)
            && capital(scan, next, taken)
        {
            end = next + 1;
            capitals += 1;
        } else {
            break;
        }
    }
    let first = scan.token(at)?;
    let opens = at == 0
        || scan.token(at - 1).is_some_and(|t| t.class == Class::Mark && !t.is(",") && !t.is_dash() && !t.is("'"));
    let shouting = first.raw.chars().skip(1).any(char::is_uppercase);
    let single = capitals == 1;
    if single
        && ((opens && !shouting) || scan.lexicon.lang.name_rules.nouns_capitalised || first.raw.chars().count() < 2)
    {
        return None;
    }
    let text = (at..end).filter_map(|n| scan.token(n)).fold(String::new(), |mut text, t| {
        if t.spaced && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(t.raw);
        text
    });
    Some(Reading { start: at, end, value: Value::Name { text }, alternatives: Vec::new(), weak: single })
}

/// Whether the capital stands inside a word with digits or a mark ("iPhone-X", "G20").
fn part_of_word(scan: &Scan<'_>, at: usize) -> bool {
    at > 0 && scan.glued(at) && scan.token(at - 1).is_some_and(Token::is_digits)
}

/// Quotations: what stands between a language's marks inside one sentence, at least one word long.
///
/// An opening mark without its partner runs to the end of the sentence: the quotation goes on in the next one. With the
/// words comes whether the quotation is closed.
pub(crate) fn quotations(text: &str, pairs: &[[String; 2]]) -> Vec<(Span, String, bool)> {
    let mut found = Vec::new();
    let mut from = 0;
    // Where each pair opens next: looked for again only once that place is passed, so that the text is read once a pair.
    let mut next: Vec<Option<usize>> = pairs.iter().map(|[open, _]| opening(text, 0, open)).collect();
    loop {
        for (at, [open, _]) in next.iter_mut().zip(pairs) {
            if at.is_some_and(|at| at < from) {
                *at = opening(text, from, open);
            }
        }
        let first = next.iter().zip(pairs).filter_map(|(at, pair)| Some(((*at)?, pair))).min_by_key(|(at, _)| *at);
        let Some((start, [open, close])) = first else { return found };
        let inside = start + open.len();
        let rest = text.get(inside..).unwrap_or("");
        let closed = closing(rest, close);
        let length = closed.unwrap_or(rest.len());
        let quoted = rest.get(..length).unwrap_or("").trim();
        let end = (inside + length + close.len()).min(text.len());
        if quoted.chars().any(is_letter) {
            found.push((Span::new(start, end), quoted.to_owned(), closed.is_some()));
        }
        from = end.max(inside);
    }
}

/// The first opening mark at or after `from`. Marks that are apostrophes too count only at the start of a word.
fn opening(text: &str, from: usize, open: &str) -> Option<usize> {
    let apostrophe = matches!(open, "'" | "‘" | "’");
    let fits = |at: usize| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + open.len()..).and_then(|t| t.chars().next());
        // A straight mark behind a word or before a space closes.
        let closes = open == "\""
            && (before.is_some_and(|c| c.is_alphanumeric() && !is_cjk(c)) || after.is_none_or(char::is_whitespace));
        !closes && (!apostrophe || before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '“' | '«')))
    };
    text.get(from..)?.match_indices(open).map(|(at, _)| from + at).find(|at| fits(*at))
}

/// Where the closing mark stands. An apostrophe closes only at the end of a word.
fn closing(rest: &str, close: &str) -> Option<usize> {
    rest.match_indices(close)
        .find(|(at, mark)| {
            !matches!(*mark, "'" | "’") || {
                let after = rest.get(at + mark.len()..).and_then(|t| t.chars().next());
                after.is_none_or(|c| !c.is_alphanumeric())
            }
        })
        .map(|(at, _)| at)
}
