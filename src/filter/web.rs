//! What the web leaves in a text: addresses, markup, escapes, menus.

use super::side::{Side, Sides, share};

pub(super) fn addresses(sides: &Sides<'_>) -> Option<f32> {
    let written = |side: &Side<'_>| {
        let words = side.text.split_whitespace().filter(|w| is_address(w));
        if side.marks == 0 { 0.0 } else { share(words.map(|w| w.chars().count()).sum(), side.marks) }
    };
    Some(sides.larger(written))
}

fn is_address(word: &str) -> bool {
    let mail = || word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    word.contains("://") || word.starts_with("www.") || mail()
}

pub(super) fn markup(sides: &Sides<'_>) -> Option<f32> {
    Some(sides.sum(|side| tags(side.text) as f32))
}

/// "<b>", "</p>", "{{", "[[", "]]", "}}": a bracket by itself may stand for "less than".
fn tags(text: &str) -> usize {
    let pairs = ["{{", "}}", "[[", "]]", "<!--", "-->"].iter().map(|mark| text.matches(mark).count()).sum::<usize>();
    let opened = |rest: &str| {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let inside = name.split_once('>').map(|(inside, _)| inside);
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && inside.is_some_and(|inside| inside.len() < 200 && !inside.contains('<'))
    };
    pairs + text.match_indices('<').filter(|(at, _)| text.get(at + 1..).is_some_and(opened)).count()
}

pub(super) fn escapes(sides: &Sides<'_>) -> Option<f32> {
    Some(sides.sum(|side| escaped(side.text) as f32))
}

fn escaped(text: &str) -> usize {
    let after = |sign: char, fits: fn(&str) -> bool| {
        text.match_indices(sign).filter(|(at, _)| text.get(at + 1..).is_some_and(fits)).count()
    };
    let entity = |rest: &str| {
        let name: &str = rest.split(';').next().unwrap_or("");
        name.len() < rest.len()
            && (2..=8).contains(&name.len())
            && name.trim_start_matches('#').bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let backslash =
        |rest: &str| rest.starts_with("u00") || rest.starts_with("x") && hex(rest.get(1..3)) || rest.starts_with("n\\");
    // "%C3%A9": two in a row at least, so that "50%20" is none.
    let percent = |rest: &str| hex(rest.get(..2)) && rest.get(2..3) == Some("%") && hex(rest.get(3..5));
    after('&', entity) + after('\\', backslash) + after('%', percent)
}

fn hex(text: Option<&str>) -> bool {
    text.is_some_and(|two| two.bytes().all(|b| b.is_ascii_hexdigit()))
}

pub(super) fn breadcrumbs(sides: &Sides<'_>) -> Option<f32> {
    let separator = |word: &&str| matches!(*word, ">" | "»" | "›" | "|" | "•" | "→" | "/" | "::" | ">>");
    Some(sides.larger(|side| side.text.split_whitespace().filter(separator).count() as f32))
}
