//! Cuts plain text into candidate blocks: one a line, hard-wrapped lines joined, list and quotation marks read.

use std::collections::HashSet;

use super::clean::Cleaner;
use super::{Candidate, Origin, Role};
use crate::text::is_cjk;

/// Widths of lines, in columns, between which text may have been wrapped.
const MARGIN: std::ops::RangeInclusive<usize> = 34..=130;

struct Line {
    number: usize,
    text: String,
    width: usize,
    gap: bool,
}

/// The candidates of a text document, in order.
pub(super) fn candidates(body: &str) -> Vec<Candidate> {
    let lines = clean_lines(body);
    let margin = lines.iter().map(|line| line.width).max().unwrap_or(0);
    let wrapped = is_wrapped(&lines, margin);
    let dashes = dash_lists(&lines);
    let mut out: Vec<Candidate> = Vec::with_capacity(lines.len());
    let vocabulary = if wrapped { vocabulary(&lines) } else { HashSet::new() };
    let mut previous: Option<&Line> = None;
    for (index, line) in lines.iter().enumerate() {
        let (role, text) = marked(&line.text, dashes.contains(&index));
        let joins = wrapped && role.is_none() && !line.gap && previous.is_some_and(|p| is_full(p, line, margin));
        match out.last_mut() {
            Some(last) if joins => join(&mut last.text, text, &vocabulary),
            _ if text.is_empty() => {}
            _ => out.push(Candidate {
                text: text.to_owned(),
                origin: Origin { line: line.number, ..Origin::default() },
                hint: role,
                ..Candidate::default()
            }),
        }
        previous = Some(line);
    }
    out
}

fn clean_lines(body: &str) -> Vec<Line> {
    let mut cleaner = Cleaner::default();
    let mut lines = Vec::new();
    let mut gap = false;
    for (index, raw) in body.split('\n').enumerate() {
        for piece in raw.split(['\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
            let text = cleaner.line(piece);
            if text.is_empty() {
                gap = true;
                continue;
            }
            lines.push(Line { number: index + 1, width: width(&text), text, gap });
            gap = false;
        }
    }
    lines
}

/// Columns that a text fills: wide characters take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| 1 + usize::from(is_cjk(c))).sum()
}

/// Whether `line` was full: the first word of `next` would not have fitted on it. `margin`: the widest line.
fn is_full(line: &Line, next: &Line, margin: usize) -> bool {
    let first = next.text.split(' ').next().unwrap_or("");
    let word = first.chars().next().filter(|c| is_cjk(*c)).map_or_else(|| width(first) + 1, |_| 2);
    line.width + word > margin
}

/// Whether the text was wrapped at a margin: blank lines part the paragraphs, and within a paragraph lines end where
/// the next word would not have fitted.
fn is_wrapped(lines: &[Line], margin: usize) -> bool {
    let inner: Vec<(&Line, &Line)> = lines.iter().zip(lines.iter().skip(1)).filter(|(_, b)| !b.gap).collect();
    let gaps = lines.iter().skip(1).filter(|line| line.gap).count();
    let full = inner.iter().filter(|(a, b)| is_full(a, b, margin)).count();
    MARGIN.contains(&margin) && gaps >= 1 && inner.len() >= 3 && full * 10 >= inner.len() * 6
}

/// All words, to tell whether a word cut at a line's end is written with its hyphen elsewhere.
fn vocabulary(lines: &[Line]) -> HashSet<&str> {
    lines.iter().flat_map(|line| line.text.split(|c: char| !c.is_alphanumeric() && c != '-')).collect()
}

fn join(text: &mut String, next: &str, vocabulary: &HashSet<&str>) {
    let word = text.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or("");
    if let Some(stem) = word.strip_suffix('-').filter(|stem| !stem.is_empty()) {
        let rest = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if next.starts_with(char::is_lowercase) && vocabulary.contains(format!("{stem}{rest}").as_str()) {
            text.pop();
        }
        text.push_str(next);
        return;
    }
    let tight = text.chars().next_back().is_some_and(is_wide) && next.chars().next().is_some_and(is_wide);
    if !tight {
        text.push(' ');
    }
    text.push_str(next);
}

/// Characters of East Asian text, its punctuation included.
fn is_wide(c: char) -> bool {
    is_cjk(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// Marks of list items that are nothing else.
const BULLETS: &[char] = &['•', '‣', '▪', '■', '◦', '●', '○', '►', '▶', '➤', '✓', '✔', '・', 'ـ', '∙', '⁃'];
/// Marks of list items that also open dialogue or stand for minus.
const DASHES: &[char] = &['-', '–', '—', '−', '*', '·'];

/// `text` without the mark of a list item at its beginning; `None` if it has none.
pub(super) fn without_bullet(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(BULLETS).or_else(|| text.strip_prefix("- "))?;
    rest.chars().any(char::is_alphanumeric).then(|| rest.trim_start())
}

/// What a mark at the line's beginning says, and the line without it.
fn marked(line: &str, in_dash_list: bool) -> (Option<Role>, &str) {
    let heading = line.trim_start_matches('#');
    let level = line.len() - heading.len();
    if (1..=6).contains(&level) && heading.starts_with(' ') {
        return (Some(if level == 1 { Role::Headline } else { Role::Subhead }), heading.trim());
    }
    if let Some(rest) = line.strip_prefix("> ") {
        return (Some(Role::Quotation), rest.trim());
    }
    if let Some(rest) = line.strip_prefix(BULLETS).filter(|rest| rest.chars().any(char::is_alphanumeric)) {
        return (Some(Role::Item), rest.trim_start());
    }
    let spaced = ["- ", "* "].iter().find_map(|mark| line.strip_prefix(mark));
    let dashed = line.strip_prefix(DASHES).filter(|_| in_dash_list);
    match dashed.or(spaced) {
        Some(rest) => (Some(Role::Item), rest.trim_start()),
        None => (None, line),
    }
}

/// The lines that stand in lists made with dashes: at least two neighbours with the same dash, not all of which are
/// full sentences (dialogue in many languages opens with a dash too).
fn dash_lists(lines: &[Line]) -> HashSet<usize> {
    let dash = |line: &Line| line.text.chars().next().filter(|c| DASHES.contains(c));
    let mut out = HashSet::new();
    let mut start = 0;
    while start < lines.len() {
        let first = lines.get(start).and_then(dash);
        let run = lines.iter().skip(start).take_while(|line| first.is_some() && dash(line) == first);
        let (length, sentences) =
            run.fold((0, 0), |(n, s), line| (n + 1, s + usize::from(super::shape::ends_sentence(&line.text))));
        if length >= 2 && (sentences * 2 <= length || first == Some('*')) {
            out.extend(start..start + length);
        }
        start += length.max(1);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn texts(body: &str) -> Vec<String> {
        candidates(body).into_iter().map(|c| c.text).collect()
    }

    #[test]
    fn one_paragraph_a_line_stays_one_a_line() {
        let body = "The ferry sank.\nNobody was hurt, the coast guard said on Monday evening.\n\nIt will be raised.";
        assert_eq!(texts(body).len(), 3);
    }

    #[test]
    fn wrapped_paragraphs_are_joined_and_cut_words_mended() {
        let body = "The council of Kelmouth voted on Tuesday to build a new\n\
                    deep-water terminal on land that will be won from the mud-\n\
                    flats south of the old pier, where mudflats have fed gulls\n\
                    for a century.\n\n\
                    Fishing crews will fight on, said their leader, who called\n\
                    the sum on offer an insult and promised to see the council\n\
                    in court.\n";
        let found = candidates(body);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].text.contains("from the mudflats south"), "{}", found[0].text);
        assert!(found[0].text.contains("new deep-water"), "{}", found[0].text);
        assert_eq!(found[1].origin.line, 6);
    }

    #[test]
    fn marks_of_lists_and_quotations_give_roles() {
        let found = candidates("Found were:\n- 1,400 shards\n- an anchor\n> We want a place.\n## A museum\nFine.");
        let roles: Vec<_> = found.iter().map(|c| c.hint).collect();
        assert_eq!(roles, [None, Some(Role::Item), Some(Role::Item), Some(Role::Quotation), Some(Role::Subhead), None]);
        assert_eq!(found[1].text, "1,400 shards");
    }

    #[test]
    fn dialogue_with_dashes_is_no_list() {
        let found = candidates("— Não sei de nada, disse a vizinha.\n— Nem eu, respondeu o filho.");
        assert!(found.iter().all(|c| c.hint.is_none()));
        let list = candidates("– 2300 Stellen beim Bau;\n– 96 Millionen Pfund im Jahr;\n– weniger Verkehr.");
        assert!(list.iter().all(|c| c.hint == Some(Role::Item)));
        assert!(list[0].text.starts_with("2300"));
    }
}
