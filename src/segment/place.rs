//! What stands on both sides of a place where a text may be cut.

use super::marks::{is_closer, is_opener, is_period};
use crate::text::{is_space, is_stop};

/// Notes and spaced stops in a row that are looked at, so that no text takes long.
const NOTES: usize = 4;
const STOPS: usize = 8;

/// What stands on both sides of a cut.
pub(super) struct Place<'t> {
    /// Text up to the stop, the stop included, closing marks taken off.
    pub(super) core: &'t str,
    /// The closing marks between the stop and the cut.
    pub(super) closers: &'t str,
    /// Whether white space stands at the cut.
    pub(super) gap: bool,
    /// Text after the cut, white space taken off.
    pub(super) after: &'t str,
    /// The same without opening marks and dashes.
    pub(super) head: &'t str,
}

impl<'t> Place<'t> {
    pub(super) fn at(text: &'t str, cut: usize) -> Self {
        let (left, right) = (text.get(..cut).unwrap_or(""), text.get(cut..).unwrap_or(""));
        let before = left.trim_end_matches(is_space);
        let after = right.trim_start_matches(is_space);
        let before = without_notes(before);
        let core = trim_end(before, |c| is_closer(c) || is_space(c));
        let closers = before.get(core.len()..).unwrap_or("");
        let head = trim_start(after.strip_prefix(",,").unwrap_or(after), |c| is_opener(c) || is_space(c));
        let gap = left.ends_with(is_space) || right.len() != after.len();
        Place { core, closers, gap, after, head }
    }

    pub(super) fn first(&self) -> char {
        self.head.chars().next().unwrap_or(' ')
    }

    /// The first word after the cut.
    pub(super) fn next_word(&self) -> &'t str {
        let end =
            self.head.find(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'))).unwrap_or(self.head.len());
        self.head.get(..end).unwrap_or("")
    }

    /// Whether the sentence after the cut opens with a quotation mark or a bracket.
    pub(super) fn opens(&self) -> bool {
        self.after.len() != self.head.len()
    }
}

/// Takes the numbers of notes (`[3]`) off the end, where a stop stands before them.
fn without_notes(before: &str) -> &str {
    let number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | ',' | '-' | '–');
    let mut rest = before;
    for _ in 0..NOTES {
        let Some(inner) = rest.strip_suffix(']') else { break };
        let digits = inner.char_indices().rev().take(12).take_while(|(_, c)| number(*c)).last();
        let Some(left) = digits.and_then(|(at, _)| inner.get(..at)?.strip_suffix('[')) else { break };
        rest = left.trim_end_matches(is_space);
    }
    if rest.trim_end_matches(is_closer).ends_with(is_stop) { rest } else { before }
}

/// How many stops with spaces between them (`. . .`) `core` ends in, and whether the first stands right behind a word.
pub(super) fn spaced_stops(core: &str) -> (usize, bool) {
    let (mut rest, mut count) = (core, 0);
    while let Some(left) = rest.strip_suffix(is_period).filter(|_| count < STOPS) {
        count += 1;
        match left.strip_suffix(' ') {
            Some(more) if more.ends_with(is_period) => rest = more,
            next => return (count, next.is_none()),
        }
    }
    (count, false)
}

/// Whether nothing but a preposition and a date precedes the abbreviation that `left` stands before: `W 1492 r. Kolumb …`.
pub(super) fn opens_with_date(left: &str) -> bool {
    let mut words = left.split_whitespace().rev().take(5).skip_while(|w| w.ends_with('.') && w.chars().count() <= 5);
    let dated = words.next().is_some_and(|w| w.starts_with(char::is_numeric) || roman(w));
    let short = words.next().is_some_and(|w| w.starts_with(char::is_uppercase) && w.chars().count() <= 4);
    dated && short && words.next().is_none_or(|w| w.trim_end_matches(is_closer).ends_with(is_stop))
}

pub(super) fn roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C'))
}

/// The most marks beside a cut that are looked at: lines of nothing but marks must not cost their square.
const MOST: usize = 64;

/// The text without the marks at its beginning, of which at most [`MOST`] are taken off.
pub(super) fn trim_start(text: &str, is_mark: impl Fn(char) -> bool) -> &str {
    let end = text.char_indices().take(MOST).take_while(|(_, c)| is_mark(*c)).last();
    text.get(end.map_or(0, |(at, c)| at + c.len_utf8())..).unwrap_or("")
}

/// The same at its end.
pub(super) fn trim_end(text: &str, is_mark: impl Fn(char) -> bool) -> &str {
    let start = text.char_indices().rev().take(MOST).take_while(|(_, c)| is_mark(*c)).last();
    text.get(..start.map_or(text.len(), |(at, _)| at)).unwrap_or("")
}

/// The white space at a cut if it breaks the line.
pub(super) fn broken_line(text: &str, cut: usize) -> Option<&str> {
    let left = text.get(..cut).unwrap_or("");
    let tail = left.trim_end_matches(is_space).len();
    let right = text.get(cut..).unwrap_or("");
    let head = right.len() - right.trim_start_matches(is_space).len();
    text.get(tail..cut + head).filter(|gap| gap.contains(['\n', '\u{2028}', '\u{2029}']))
}

/// The word at the end of `body`, opening marks taken off; long runs are cut, they are no abbreviation.
pub(super) fn last_word(body: &str) -> &str {
    let start = body
        .char_indices()
        .rev()
        .take(24)
        .take_while(|(_, c)| {
            !is_space(*c) && !matches!(c, '(' | '[' | '"' | '“' | '„' | '«' | '‘' | '/' | '—' | ',' | '⁃' | '•')
        })
        .last()
        .map_or(body.len(), |(at, _)| at);
    body.get(start..).unwrap_or("").trim_start_matches(is_opener)
}

/// The last two words of `body` (`z. B`).
pub(super) fn last_words<'t>(body: &'t str, word: &str) -> Option<&'t str> {
    let left = body.get(..body.len() - word.len())?.trim_end_matches(is_space);
    left.ends_with('.').then_some(())?;
    let first = last_word(left);
    body.get(left.len() - first.len()..)
}
