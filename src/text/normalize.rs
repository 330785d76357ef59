use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::letters::{Class, is_letter_or_figure};

/// Whether `c` is a space of any width, no-break and zero-width ones included.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Whether `c` belongs to a script that is written without spaces between words
/// (Han, Kana, Thai, Lao, Khmer, Burmese).
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
        | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Whether the first letter of `text` is upper case.
pub fn starts_upper(text: &str) -> bool {
    text.chars().find(|c| is_letter_or_figure(*c)).is_some_and(char::is_uppercase)
}

/// One space for each run of white space, none at the ends; borrowed when nothing changes.
///
/// ```
/// assert_eq!(newsalign::text::collapse_spaces(" a\u{a0}\n b "), "a b");
/// ```
pub fn collapse_spaces(text: &str) -> Cow<'_, str> {
    let clean = text.split(' ').all(|w| !w.is_empty() && !w.contains(is_space));
    if clean {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

/// The form in which words are looked up and compared: NFKC, lower case, typographic apostrophes and dashes made plain.
///
/// ```
/// assert_eq!(newsalign::text::fold("O’Clock ５"), "o'clock 5");
/// ```
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    each_folded(text, |c| out.push(c));
    out
}

/// Calls `f` with the characters of `text` in the form that [`fold`] gives them.
pub(crate) fn each_folded(text: &str, f: impl FnMut(char)) {
    if text.is_ascii() {
        text.bytes().map(|b| char::from(b.to_ascii_lowercase())).for_each(f);
    } else if is_composed(text) {
        each_plain(text.chars(), f);
    } else {
        each_plain(text.nfkc(), f);
    }
}

/// Whether the text is sure to be in NFKC as it stands: most is, and telling so takes a fraction of composing it anew.
pub(crate) fn is_composed(text: &str) -> bool {
    text.chars().all(stands_composed) || is_nfkc_quick(text.chars()) == IsNormalized::Yes
}

/// Characters of most of the world's news that NFKC leaves alone wherever they stand; a property test compares.
fn stands_composed(c: char) -> bool {
    matches!(c,
        '\0'..='\u{9f}' | '\u{c0}'..='\u{131}' | '\u{14a}'..='\u{17e}' | '\u{386}' | '\u{388}'..='\u{3ce}'
        | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{5d0}'..='\u{5ea}' | '\u{621}'..='\u{64a}'
        | '\u{660}'..='\u{669}' | '\u{905}'..='\u{939}' | '\u{2010}' | '\u{2013}'..='\u{2016}' | '\u{2018}'..='\u{2022}'
        | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}')
}

/// Calls `f` with characters in lower case, apostrophes and dashes made plain, without invisible marks.
fn each_plain(chars: impl Iterator<Item = char>, mut f: impl FnMut(char)) {
    for c in chars {
        if c.is_ascii() {
            f(c.to_ascii_lowercase());
        } else if Class::of(c).turns() {
            c.to_lowercase().filter_map(plain).for_each(&mut f);
        } else if let Some(c) = plain(c) {
            f(c);
        }
    }
}

fn plain(c: char) -> Option<char> {
    match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{307}' | '\u{64b}'..='\u{652}' | '\u{640}' => None,
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{ff07}' => Some('\''),
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}' => Some('-'),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_stands_composed_is_composed_whatever_stands_beside_it() {
        for c in (0..=0xffff).filter_map(char::from_u32).filter(|c| stands_composed(*c)) {
            assert_eq!(is_nfkc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0, "{c:?}");
        }
    }

    /// As the standard library does it, one step after the other.
    fn folded_step_by_step(text: &str) -> String {
        let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
        let gone =
            |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{307}' | '\u{64b}'..='\u{652}' | '\u{640}');
        lower.replace(gone, "").replace(['‘', '’', 'ʼ', '＇'], "'").replace(['‐', '‑', '‒', '–', '−'], "-")
    }

    #[test]
    fn folding_is_lower_case_with_plain_signs() {
        for c in (0..0x2_0000).filter_map(char::from_u32) {
            let text = format!("A{c}b");
            assert_eq!(fold(&text), folded_step_by_step(&text), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_composed_is_not_composed_anew(text in "\\PC{0,20}") {
            prop_assert_eq!(fold(&text), folded_step_by_step(&text));
        }
    }
}
