//! What a character is, looked up at once: the tables of the standard library are searched for every letter beyond ASCII.

use std::sync::LazyLock;

/// Characters below this are looked up: all alphabets of news but those of East Asia.
const TABLED: u32 = 0x3000;

const LETTER: u8 = 1;
const NUMERIC: u8 = 2;

fn of(c: char) -> u8 {
    u8::from(c.is_alphabetic()) * LETTER + u8::from(c.is_numeric()) * NUMERIC
}

fn look_up(c: char) -> u8 {
    static TABLE: LazyLock<Vec<u8>> =
        LazyLock::new(|| (0..TABLED).map(|code| char::from_u32(code).map_or(0, of)).collect());
    TABLE.get(c as usize).copied().unwrap_or_else(|| of(c))
}

/// The same as [`char::is_alphabetic`].
pub fn is_letter(c: char) -> bool {
    look_up(c) & LETTER != 0
}

/// The same as [`char::is_alphanumeric`].
pub fn is_letter_or_figure(c: char) -> bool {
    look_up(c) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_standard_library_says() {
        for c in (0..0x2_0000).filter_map(char::from_u32) {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_letter_or_figure(c), c.is_alphanumeric(), "{c:?}");
        }
    }
}
