//! Characters to the codes of the vocabulary's alphabet.
//!
//! Every character is normalised on its own (NFKC, case folding, digits of all scripts to ASCII, white space to one space,
//! invisible ones dropped), so that what it becomes can be looked up: one code, several, or none.

use unicode_normalization::UnicodeNormalization;

/// Characters of a block of the second stage.
pub(super) const BLOCK: usize = 128;
/// Blocks of Unicode.
pub(super) const STAGE_ONE: usize = 0x11_0000 / BLOCK;
/// Code of a character that no piece holds.
pub(super) const UNKNOWN: u16 = 0;
/// Code of the mark that begins a word.
pub(super) const SPACE: u16 = 1;
/// Set in an entry if text that holds the character has to be composed first.
pub(super) const COMPOSE: u16 = 0x8000;
/// Entries from here on number an expansion.
pub(super) const EXPANSION: u16 = 0x7000;
/// Codes that a character becomes at most (in Unicode 17 it is 18): a file must not make much of little.
pub(super) const LONGEST: usize = 32;
/// Entry of a character that disappears.
pub(super) const DROPPED: u16 = 0x7fff;

/// The two-stage table: a block for every 128 characters, an entry for each character of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Normaliser<'a> {
    blocks: &'a [[u8; 2]],
    entries: &'a [[u8; 2]],
    /// Where the expansions begin and end among `codes`.
    ends: &'a [[u8; 4]],
    codes: &'a [[u8; 2]],
}

impl<'a> Normaliser<'a> {
    pub(super) fn new(norm: &'a [u8], expand: &'a [u8]) -> Self {
        let (stages, _) = norm.as_chunks();
        let (blocks, entries) = stages.split_at_checked(STAGE_ONE).unwrap_or_default();
        let (count, rest) = expand.split_first_chunk().map_or((0, expand), |(n, rest)| (u32::from_le_bytes(*n), rest));
        let bytes = usize::try_from(count).ok().and_then(|n| n.checked_add(1)?.checked_mul(4)).unwrap_or(0);
        let (ends, codes) = rest.split_at_checked(bytes).unwrap_or_default();
        Normaliser { blocks, entries, ends: ends.as_chunks().0, codes: codes.as_chunks().0 }
    }

    #[inline(always)]
    fn entry(&self, c: char) -> u16 {
        let c = c as usize;
        let block = self.blocks.get(c / BLOCK).map_or(u16::MAX, |b| u16::from_le_bytes(*b));
        self.entries.get(usize::from(block) * BLOCK + c % BLOCK).map_or(UNKNOWN, |e| u16::from_le_bytes(*e))
    }

    fn expansion(&self, entry: u16) -> impl Iterator<Item = u16> {
        let at = |n: u16| self.ends.get(usize::from(n)).map_or(0, |b| u32::from_le_bytes(*b) as usize);
        let number = entry - EXPANSION;
        let codes = self.codes.get(at(number)..at(number + 1)).unwrap_or_default();
        codes.iter().take(LONGEST).map(|b| u16::from_le_bytes(*b))
    }

    /// Writes the codes of `text` to `out`: each word begins with [`SPACE`], and nothing else does.
    ///
    /// `buffer` is for text that has to be composed.
    pub(super) fn read(&self, text: &str, buffer: &mut String, out: &mut Vec<u16>) {
        if self.map(text, false, out) {
            return;
        }
        buffer.clear();
        buffer.extend(text.nfc());
        self.map(buffer, true, out);
    }

    /// Whether all could be mapped; only with `composed` is it sure to be.
    fn map(&self, text: &str, composed: bool, out: &mut Vec<u16>) -> bool {
        out.clear();
        out.push(SPACE);
        for c in text.chars() {
            let entry = self.entry(c);
            if entry < EXPANSION {
                push(out, entry);
                continue;
            }
            if entry & COMPOSE != 0 && !composed {
                return false;
            }
            match entry & !COMPOSE {
                DROPPED => {}
                code if code < EXPANSION => push(out, code),
                expanded => self.expansion(expanded).for_each(|code| push(out, code)),
            }
        }
        if out.last() == Some(&SPACE) {
            out.pop();
        }
        true
    }
}

#[inline(always)]
fn push(out: &mut Vec<u16>, code: u16) {
    if code != SPACE || out.last() != Some(&SPACE) {
        out.push(code);
    }
}
