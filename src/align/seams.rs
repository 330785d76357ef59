//! What two texts say at the seams between their sentences: whether the sentence goes on, and whether a quotation is open.
//!
//! Texts that were cut at clauses, abbreviations or line ends go on in the next sentence. Where the other side does not, a
//! bead ends in the middle of what it renders.

use crate::segment::marks::{is_closer, is_opener};
use crate::text::{is_letter_or_figure, is_stop};

/// How openly a sentence ends where another one follows, from 0 to 1: a comma before a small letter leaves it open, a stop
/// before a capital does not. A closing mark by itself belongs to the sentence before.
///
/// The degrees follow how often a seam of each kind lies within a bead of aligned texts: two thirds after a comma before a
/// small letter, a quarter after a colon, a sixth after others before a small letter, 7 % after a stop before a capital.
pub(super) fn open(before: &str, after: &str) -> f32 {
    if !after.contains(is_letter_or_figure) {
        return if is_closing(after) { 1.0 } else { 0.0 };
    }
    if !before.contains(is_letter_or_figure) {
        return 0.0;
    }
    let last = before.trim_end_matches(|c: char| c.is_whitespace() || is_closer(c)).chars().next_back();
    let next = after.trim_start_matches(|c: char| c.is_whitespace() || is_opener(c)).chars().next();
    let small = next.is_some_and(char::is_lowercase);
    match last {
        Some(',' | ';' | '،' | '؛') if small || next.is_some_and(char::is_numeric) => 1.0,
        Some(':') if small => 1.0,
        Some(':') => 0.2,
        Some(c) if small && is_letter_or_figure(c) => 0.5,
        Some(c) if small && is_stop(c) => 0.3,
        _ => 0.0,
    }
}

/// Whether a quotation is open where each sentence begins, and at the end.
///
/// ```text
/// She said: “We had no light.   false
/// We had no engine.”            true
/// Nobody was hurt.              false
/// ```
pub(super) fn quoted(texts: &[&str]) -> Vec<bool> {
    let mut inside = false;
    let mut states = vec![inside];
    for text in texts {
        let mut before = ' ';
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            inside = faces(before, c, rest.peek().copied().unwrap_or(' '), inside).unwrap_or(inside);
            before = c;
        }
        states.push(inside);
    }
    states
}

/// Marks that open a quotation if nothing tells otherwise.
const OPENING: &[char] = &['“', '«', '„', '‚', '‘', '‹', '‛', '‟'];
/// Marks that close one.
const CLOSING: &[char] = &['”', '»', '’', '›'];

/// Whether a mark opens a quotation (true) or closes it; nothing for apostrophes and other characters.
///
/// Which way it faces is told by where it stands, and only where that does not tell, by its form: »…« and „…“ are as common
/// as «…» and “…”.
fn faces(before: char, mark: char, after: char, inside: bool) -> Option<bool> {
    match mark {
        '「' | '『' | '〝' => return Some(true),
        '」' | '』' | '〞' => return Some(false),
        '\'' | '’' | '‘' if before.is_alphanumeric() && after.is_alphanumeric() => return None,
        '"' | '\'' => {}
        c if OPENING.contains(&c) || CLOSING.contains(&c) => {}
        _ => return None,
    }
    let opens = before.is_whitespace() || matches!(before, '(' | '[' | '-' | '–' | '—') || OPENING.contains(&before);
    let closes = !after.is_alphanumeric() && !OPENING.contains(&after);
    match (opens, closes) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ if OPENING.contains(&mark) => Some(true),
        _ if CLOSING.contains(&mark) => Some(false),
        _ if mark == '"' => Some(!inside),
        _ => None,
    }
}

/// Whether a sentence is nothing but the marks that ended another one.
fn is_closing(text: &str) -> bool {
    let closing = |c: char| c.is_whitespace() || is_closer(c) || is_stop(c) || matches!(c, ',' | ';' | ':');
    text.chars().count() <= 3 && text.chars().all(closing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_leaves_its_sentence_open() {
        let firm = open("The ferry lost power.", "Nobody was hurt.");
        let clause = open("Die Fähre trieb zwei Stunden;", "niemand wurde verletzt.");
        assert_eq!((firm, clause), (0.0, 1.0));
        assert!(open("Sie sagte :", "„Niemand wurde verletzt.“") < open("which is what", "the captain said."));
        assert_eq!(open("渡轮漂流了两个小时。", "无人受伤。"), 0.0);
        assert_eq!(open("A headline", "The ferry lost power."), 0.0);
    }

    #[test]
    fn a_mark_belongs_to_what_it_closes() {
        assert_eq!(open("« Nous n'avions pas de lumière.", "»"), 1.0);
        assert_eq!(open("»", "dit la capitaine."), 0.0);
        assert_eq!(open("The ferry lost power.", "* * * * *"), 0.0);
    }

    #[test]
    fn quotations_run_across_sentences() {
        let states = |texts: &[&str]| quoted(texts);
        let runs = [false, true, false];
        assert_eq!(states(&["She said: “We had no light.", "We had no engine.”"]), runs);
        assert_eq!(states(&["Sie sagte: „Wir hatten kein Licht.", "Wir hatten keinen Motor.“"]), runs);
        assert_eq!(states(&["Sie sagte: »Wir hatten kein Licht.", "Wir hatten keinen Motor.«"]), runs);
        assert_eq!(states(&["Elle a dit : « Nous n'avions pas de lumière.", "Ni de moteur. »"]), runs);
        assert_eq!(states(&["She said: \"We had no light.", "We had no engine.\""]), runs);
        assert_eq!(states(&["她说：“我们没有灯。", "也没有发动机。”"]), runs);
        assert_eq!(states(&["船長は「明かりがなかった。", "エンジンもなかった」と話した。"]), runs);
        assert_eq!(states(&["It isn't the owners' fault.", "The ship's old."]), [false; 3]);
    }
}
