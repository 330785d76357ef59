//! Cuts a sentence into the tokens that facts are read from: runs of letters, runs of digits, single marks.

use std::borrow::Cow;

use crate::text::{Span, fold, is_cjk, is_letter, is_space};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Letters; a single character in scripts without spaces.
    Word,
    /// Decimal digits of any script.
    Digits,
    /// One character of anything else.
    Mark,
}

/// A token of a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Token<'t> {
    /// As printed.
    pub raw: &'t str,
    /// As looked up: lower case, digits as ASCII.
    pub folded: Cow<'t, str>,
    /// Bytes of the sentence.
    pub span: Span,
    pub class: Class,
    /// Whether white space stands before it (or it opens the sentence).
    pub spaced: bool,
}

impl Token<'_> {
    /// Whether the token is this mark.
    pub(crate) fn is(&self, mark: &str) -> bool {
        self.folded == mark
    }

    pub(crate) fn is_digits(&self) -> bool {
        self.class == Class::Digits
    }

    /// Whether it is a hyphen or a dash.
    pub(crate) fn is_dash(&self) -> bool {
        matches!(self.raw, "-" | "–" | "‐" | "‑" | "−" | "—" | "‒" | "～" | "〜")
    }

    /// Whether it begins with Roman figures (I, V, X).
    pub(crate) fn is_roman(&self) -> bool {
        let figures = self.raw.bytes().take_while(|b| matches!(b, b'I' | b'V' | b'X')).count();
        // An ending of ordinals may follow ("XIXe").
        self.class == Class::Word && figures > 0 && (figures == self.raw.len() || figures > 1 && self.raw.len() <= 12)
    }

    /// Value of a run of at most nine digits.
    pub(crate) fn small_number(&self) -> Option<u32> {
        if self.is_digits() && self.folded.len() <= 9 { self.folded.parse().ok() } else { None }
    }
}

/// Value of a decimal digit of any script.
fn digit(c: char) -> Option<u8> {
    if c < '\u{660}' {
        return c.to_digit(10).and_then(|d| u8::try_from(d).ok());
    }
    // Code points of the zeros of the scripts that news is printed in (Unicode, general category Nd).
    const ZEROS: [u32; 9] = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xe50, 0x1040, 0xff10];
    let code = u32::from(c);
    ZEROS.iter().find(|z| (**z..**z + 10).contains(&code)).and_then(|z| u8::try_from(code - z).ok())
}

fn class(c: char) -> Class {
    if digit(c).is_some() {
        Class::Digits
    } else if is_letter(c) || is_mark_inside_word(c) {
        Class::Word
    } else {
        Class::Mark
    }
}

/// Vowel signs, diacritics and joiners that continue a word (Devanagari, Arabic, Thai, combining Latin).
fn is_mark_inside_word(c: char) -> bool {
    matches!(u32::from(c),
        0x300..=0x36f | 0x610..=0x61a | 0x640 | 0x64b..=0x65f | 0x670 | 0x900..=0x903 | 0x93a..=0x94f
        | 0x5b0..=0x5c7 | 0xe31 | 0xe34..=0xe3a | 0xe47..=0xe4e | 0x200c | 0x200d)
        // Abbreviated ordinals of the Romance languages are letters to Unicode but suffixes to a reader.
        && !matches!(c, 'º' | 'ª')
}

/// The tokens of `text`.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out: Vec<Token<'_>> = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().peekable();
    let mut spaced = true;
    while let Some((start, c)) = chars.next() {
        if is_space(c) {
            spaced = true;
            continue;
        }
        // Marks of direction are not there for a reader.
        if matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}') {
            continue;
        }
        let kind = class(c);
        let mut end = start + c.len_utf8();
        let single = kind == Class::Mark || (kind == Class::Word && is_single(c));
        if !single {
            while let Some(&(at, next)) = chars.peek() {
                if class(next) != kind || (kind == Class::Word && is_single(next)) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let span = Span::new(start, end);
        let raw = span.of(text);
        out.push(Token { raw, folded: folded(raw, kind), span, class: kind, spaced });
        spaced = false;
    }
    out
}

/// Letters that stand as tokens by themselves.
fn is_single(c: char) -> bool {
    is_cjk(c) || matches!(c, 'º' | 'ª') || matches!(u32::from(c), 0xac00..=0xd7a3)
}

fn folded(raw: &str, class: Class) -> Cow<'_, str> {
    match class {
        Class::Digits if raw.is_ascii() => Cow::Borrowed(raw),
        Class::Digits => Cow::Owned(raw.chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect()),
        _ if raw.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) => Cow::Borrowed(raw),
        Class::Mark if matches!(raw, "º" | "ª" | "℃" | "℉" | "°" | "…") => Cow::Borrowed(raw),
        _ if matches!(raw, "º" | "ª") => Cow::Borrowed(raw),
        _ => Cow::Owned(fold(raw)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|t| t.raw).collect()
    }

    #[test]
    fn cuts_figures_from_letters_and_marks() {
        assert_eq!(cut("às 17h42, US$ 1.200"), ["às", "17", "h", "42", ",", "US", "$", "1", ".", "200"]);
        assert_eq!(cut("午後5時30分"), ["午", "後", "5", "時", "30", "分"]);
        assert_eq!(cut("3º d’euros"), ["3", "º", "d", "’", "euros"]);
    }

    #[test]
    fn digits_of_every_script_become_ascii() {
        assert_eq!(tokens("٣٤")[0].folded, "34");
        assert_eq!(tokens("１２")[0].folded, "12");
    }
}
