//! Cleaning of characters: entities, invisible junk, white space.

use std::collections::HashMap;

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

    /// The text of a page with its references resolved once, those without a semicolon too (`&copy 2024`); `None` if it
    /// has none.
    pub(super) fn markup(&mut self, text: &str) -> Option<String> {
        if !text.contains('&') {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let mut pieces = text.split('&');
        out.push_str(pieces.next().unwrap_or(""));
        for piece in pieces {
            let whole = reference(piece).and_then(|name| Some((name.len() + 1, self.resolve(name)?)));
            match whole.or_else(|| self.open_reference(piece)) {
                Some((length, character)) => {
                    out.push_str(&character);
                    out.push_str(piece.get(length..).unwrap_or(""));
                }
                None => {
                    out.push('&');
                    out.push_str(piece);
                }
            }
        }
        Some(out)
    }

    /// A reference without a semicolon at the start of `piece`, and its length.
    fn open_reference(&mut self, piece: &str) -> Option<(usize, String)> {
        let length = piece.bytes().take(33).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let name = piece.get(..length).filter(|name| name.len() >= 2)?;
        let key = format!("{name} ");
        if let Some(known) = self.references.get(&key) {
            return known.clone().map(|character| (length, character));
        }
        if self.references.len() >= MAX_REFERENCES {
            return None;
        }
        let parsed = dom_query::Document::fragment(format!("&{name}")).text().to_string();
        let value = Some(parsed).filter(|text| *text != format!("&{name}"));
        self.references.insert(key, value.clone());
        value.map(|character| (length, character))
    }

    fn resolve(&mut self, name: &str) -> Option<String> {
        if let Some(character) = frequent(name) {
            return Some(character.to_string());
        }
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

/// What the commonest references and plain numbers stand for, without asking the parser.
fn frequent(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            // The standard reads controls as letters of an old encoding.
            char::from_u32(code).filter(|c| !c.is_control())
        }
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
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        let plain = c.is_ascii_graphic();
        if !plain && (c.is_whitespace() || c.is_control() && !is_junk(c)) {
            space = true;
        } else if plain || !is_junk(c) {
            if space && !out.is_empty() {
                out.push(' ');
            }
            out.push(c);
            space = false;
        }
    }
    out
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

#[cfg(test)]
mod tests {
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
}
