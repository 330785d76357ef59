//! What a character is, looked up at once: the tables of the standard library are searched for every letter beyond ASCII.

use std::sync::LazyLock;

use super::normalize::is_cjk;

/// Characters below this are looked up: all alphabets of news but those of East Asia.
const TABLED: u32 = 0x3000;

/// What a character is, all of it told by one look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Class(u8);

const LETTER: u8 = 1;
const NUMERIC: u8 = 2;
const UPPER: u8 = 4;
const LOWER: u8 = 8;
const WIDE: u8 = 16;
const TURNS: u8 = 32;

static ASCII: [Class; 128] = {
    let mut table = [Class(0); 128];
    let mut rest = table.as_mut_slice();
    let mut code = 0_u8;
    while let [first, others @ ..] = rest {
        *first = Class(match code {
            b'a'..=b'z' => LETTER | LOWER,
            b'A'..=b'Z' => LETTER | UPPER | TURNS,
            b'0'..=b'9' => NUMERIC,
            _ => 0,
        });
        rest = others;
        code += 1;
    }
    table
};

impl Class {
    #[inline]
    pub(crate) fn of(c: char) -> Class {
        ASCII.get(c as usize).copied().unwrap_or_else(|| Class::beyond_ascii(c))
    }

    fn beyond_ascii(c: char) -> Class {
        static TABLE: LazyLock<Vec<Class>> =
            LazyLock::new(|| (0..TABLED).map(|code| char::from_u32(code).map_or(Class(0), Class::measured)).collect());
        match c {
            '\u{4e00}'..='\u{9fff}' => Class(LETTER | WIDE),
            '\u{ac00}'..='\u{d7a3}' => Class(LETTER),
            _ => TABLE.get(c as usize).copied().unwrap_or_else(|| Class::measured(c)),
        }
    }

    /// As the standard library tells it.
    fn measured(c: char) -> Class {
        let flag = |on: bool, flag: u8| if on { flag } else { 0 };
        Class(
            flag(c.is_alphabetic(), LETTER)
                | flag(c.is_numeric(), NUMERIC)
                | flag(c.is_uppercase(), UPPER)
                | flag(c.is_lowercase(), LOWER)
                | flag(is_cjk(c), WIDE)
                | flag(!c.to_lowercase().eq([c]), TURNS),
        )
    }

    /// The same as [`char::is_alphabetic`].
    #[inline]
    pub(crate) fn is_letter(self) -> bool {
        self.0 & LETTER != 0
    }

    /// The same as [`char::is_numeric`].
    #[inline]
    pub(crate) fn is_numeric(self) -> bool {
        self.0 & NUMERIC != 0
    }

    /// The same as [`char::is_alphanumeric`].
    #[inline]
    pub(crate) fn is_letter_or_figure(self) -> bool {
        self.0 & (LETTER | NUMERIC) != 0
    }

    /// The same as [`char::is_uppercase`].
    #[inline]
    pub(crate) fn is_upper(self) -> bool {
        self.0 & UPPER != 0
    }

    /// The same as [`char::is_lowercase`].
    #[inline]
    pub(crate) fn is_lower(self) -> bool {
        self.0 & LOWER != 0
    }

    /// The same as [`is_cjk`].
    #[inline]
    pub(crate) fn is_wide(self) -> bool {
        self.0 & WIDE != 0
    }

    /// Whether it is another character in lower case.
    #[inline]
    pub(crate) fn turns(self) -> bool {
        self.0 & TURNS != 0
    }
}

/// The same as [`char::is_alphabetic`].
pub fn is_letter(c: char) -> bool {
    Class::of(c).is_letter()
}

/// The same as [`char::is_alphanumeric`].
pub fn is_letter_or_figure(c: char) -> bool {
    Class::of(c).is_letter_or_figure()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_standard_library_says() {
        for c in (0..0x3_0000).filter_map(char::from_u32) {
            assert_eq!(Class::of(c), Class::measured(c), "{c:?}");
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_letter_or_figure(c), c.is_alphanumeric(), "{c:?}");
        }
    }
}
