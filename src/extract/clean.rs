//! Cleaning of characters: entities, invisible junk, white space, and text that was decoded with the wrong encoding.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::collapse_spaces;

/// The most different character references that are looked up in one document; hostile input gets no more.
const MAX_REFERENCES: usize = 4096;

/// Cleans lines, remembering the character references that it has resolved.
#[derive(Default)]
pub(super) struct Cleaner {
    references: HashMap<String, Option<String>>,
}

impl Cleaner {
    /// `line` with references decoded (`&eacute;`, also `&amp;eacute;`), soft hyphens, zero-width and bidi marks, icon
    /// letters and control characters gone, and one space for each run of white space.
    pub(super) fn line(&mut self, line: &str) -> String {
        let once = self.decode(line);
        let twice = once.as_deref().and_then(|text| self.decode(text));
        let decoded = twice.or(once);
        visible(decoded.as_deref().unwrap_or(line))
    }

    /// `text` with its references resolved; `None` if it has none.
    fn decode(&mut self, text: &str) -> Option<String> {
        if !text.contains('&') {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let mut pieces = text.split('&');
        out.push_str(pieces.next().unwrap_or(""));
        let mut changed = false;
        for piece in pieces {
            let found = reference(piece).and_then(|name| Some((name.len() + 1, self.resolve(name)?)));
            match found {
                Some((length, character)) => {
                    changed = true;
                    out.push_str(&character);
                    out.push_str(piece.get(length..).unwrap_or(""));
                }
                None => {
                    out.push('&');
                    out.push_str(piece);
                }
            }
        }
        changed.then_some(out)
    }

    fn resolve(&mut self, name: &str) -> Option<String> {
        if let Some(known) = self.references.get(name) {
            return known.clone();
        }
        if self.references.len() >= MAX_REFERENCES {
            return None;
        }
        // The parser knows the standard's table of names and its rules for numbers.
        let parsed = dom_query::Document::fragment(format!("&{name};")).text().to_string();
        let value = Some(parsed).filter(|text| !text.contains('&') || name == "amp" || name == "AMP" || name == "#38");
        self.references.insert(name.to_owned(), value.clone());
        value
    }
}

/// The name of the reference at the start of `piece` (what follows an `&`), without its semicolon.
fn reference(piece: &str) -> Option<&str> {
    let end = piece.bytes().take(33).position(|b| b == b';')?;
    let name = piece.get(..end)?;
    let digits = name.strip_prefix('#').unwrap_or(name);
    let fits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then_some(name)
}

/// The text that a reader sees, white space collapsed.
fn visible(text: &str) -> String {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return collapse_spaces(text).into_owned();
    }
    let kept: String = text.chars().filter(|c| !is_junk(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    collapse_spaces(&kept).into_owned()
}

/// Characters without a place in text: soft hyphen, zero-width space and joiner of words, bidi marks and embeddings,
/// object marks, C1 controls, letters of icon fonts. The zero-width joiner and non-joiner stay: Persian, Indic
/// scripts and emoji need them.
fn is_junk(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}'
        | '\u{e000}'..='\u{f8ff}')
}

/// The byte of each character outside ASCII that windows-1252 has.
static BYTES: LazyLock<HashMap<char, u8>> = LazyLock::new(|| {
    (0x80..=0xff_u8)
        .filter_map(|byte| {
            let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned();
            Some((text.chars().next()?, byte))
        })
        .collect()
});

/// `body` repaired, if the whole of it shows that UTF-8 was read as windows-1252 (`â€œ` for `“`, `Ã©` for `é`);
/// `None` if it does not.
///
/// The proof: nearly every run of characters outside ASCII, turned back into windows-1252 bytes, is valid UTF-8. In
/// text that was read right, next to none is.
pub(super) fn repair_mojibake(body: &str) -> Option<String> {
    let mut good = 0_usize;
    let mut bad = 0_usize;
    let mut run = Vec::new();
    for_each_run(body, |piece| {
        if bytes_of(piece, &mut run) && std::str::from_utf8(&run).is_ok() {
            good += 1;
        } else if piece.chars().any(|c| c != '\u{a0}') {
            bad += 1;
        }
    });
    if good < 2 || bad * 4 > good {
        return None;
    }
    let mut out = String::with_capacity(body.len());
    let mut last = 0;
    for_each_run(body, |piece| {
        let start = piece.as_ptr().addr() - body.as_ptr().addr();
        out.push_str(body.get(last..start).unwrap_or(""));
        let fixed = bytes_of(piece, &mut run).then(|| std::str::from_utf8(&run).ok()).flatten();
        out.push_str(fixed.unwrap_or(piece));
        last = start + piece.len();
    });
    out.push_str(body.get(last..).unwrap_or(""));
    // Where a cleaner before us turned the no-break space (0xA0) into a space or dropped the control 0x9D.
    Some(out.replace("Ã ", "à").replace("â€", "”"))
}

/// Calls `f` with each run of characters outside ASCII.
fn for_each_run<'t>(text: &'t str, mut f: impl FnMut(&'t str)) {
    text.split(|c: char| c.is_ascii()).filter(|run| !run.is_empty()).for_each(&mut f);
}

/// The windows-1252 bytes of `run`, put into `out`; false if a character has none.
fn bytes_of(run: &str, out: &mut Vec<u8>) -> bool {
    out.clear();
    run.chars().all(|c| BYTES.get(&c).map(|byte| out.push(*byte)).is_some())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn references_and_invisible_characters_go() {
        let mut cleaner = Cleaner::default();
        assert_eq!(
            cleaner.line("R&amp;D at Voss &amp; Hale,&nbsp;S&atilde;o Roque&#8217;s mill"),
            "R&D at Voss & Hale, São Roque’s mill"
        );
        assert_eq!(cleaner.line("Ko&shy;alition \u{feff}be\u{ad}schließt\u{200b} Etat"), "Koalition beschließt Etat");
        assert_eq!(cleaner.line("caf&amp;eacute; &bogus; AT&T &"), "café &bogus; AT&T &");
        assert_eq!(cleaner.line("\tsix\u{2003}men\u{a0}\u{e60b}"), "six men");
    }

    #[test]
    fn text_read_with_the_wrong_encoding_is_repaired() {
        let right = "“Não há água”, disse a moradora. A prefeita respondeu às 9h: “Já vai chegar.”";
        let wrong = encoding_rs::WINDOWS_1252.decode(right.as_bytes()).0.into_owned();
        assert_ne!(wrong, right);
        assert_eq!(repair_mojibake(&wrong).unwrap(), right);
    }

    #[test]
    fn right_text_is_left_alone() {
        assert_eq!(repair_mojibake("Le café d’à côté a fermé. « C’est dommage », a dit Zoé Marchand."), None);
        assert_eq!(repair_mojibake("The rune “â€œ” is a classic sign of trouble — and “Ã©” is another."), None);
        assert_eq!(repair_mojibake("Plain ASCII."), None);
    }
}
