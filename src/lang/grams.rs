//! Character n-grams of a text as numbers: what the trained table of [`super::table`] is asked for.
//!
//! A text is read as letters in lower case and gaps; whatever is no letter is a gap, and gaps in a row are one. Of this
//! sequence every run of one to [`LONGEST`] marks is an n-gram, gaps included, and so is every whole word of
//! [`WORD`] letters and more. The features are those of Cavnar and Trenkle (1994, *N-gram-based text categorization*)
//! with whole words added; they are named by a hash, so that no list of them is needed.

use std::sync::LazyLock;

/// Marks of the longest n-gram.
const LONGEST: usize = 4;
/// Letters of the shortest word that is a feature by itself.
const WORD: u32 = 2;
/// Letters of the longest.
const WORD_MOST: u32 = 24;
/// Stands for a gap in the sequence.
const GAP: u32 = 1;
/// Stands for what is passed over: vowel points, the Arabic tatweel.
const NOTHING: u32 = 0;
/// Code points below this are looked up in a table.
const TABLED: u32 = 0x3000;

/// Multiplier of the running hashes, and of the last mixing.
const STEP: u32 = 0x0100_0193;
const MIX: u32 = 0x9E37_79B1;
/// Keeps a whole word apart from an n-gram of the same letters.
const WORD_SEED: u32 = 0x5bd1_e995;

/// Calls `take` with the hash of every n-gram and word of `text`, in their order.
pub(super) fn grams(text: &str, mut take: impl FnMut(u32)) {
    let table: &[u32] = &PLAIN;
    let mut runs = Runs::new();
    for c in text.chars() {
        let code = u32::from(c);
        let mark = match table.get(code as usize) {
            Some(mark) => *mark,
            None => above(code),
        };
        match mark {
            NOTHING => {}
            GAP => runs.gap(&mut take),
            mark => runs.letter(mark, &mut take),
        }
    }
    runs.gap(&mut take);
}

/// Hashes of the runs that end at the mark read last.
struct Runs {
    /// `by_length[n]`: of the last n + 1 marks.
    by_length: [u32; LONGEST],
    /// Marks since the start, at most [`LONGEST`].
    seen: usize,
    word: u32,
    letters: u32,
}

impl Runs {
    fn new() -> Self {
        let mut runs = Runs { by_length: [0; LONGEST], seen: 0, word: WORD_SEED, letters: 0 };
        runs.push(GAP);
        runs
    }

    fn push(&mut self, mark: u32) {
        let [one, two, three, _] = self.by_length;
        let longer = |run: u32| run.wrapping_mul(STEP).wrapping_add(mark);
        self.by_length = [mark, longer(one), longer(two), longer(three)];
        self.seen = (self.seen + 1).min(LONGEST);
    }

    fn letter(&mut self, mark: u32, take: &mut impl FnMut(u32)) {
        self.push(mark);
        self.word = self.word.wrapping_mul(STEP).wrapping_add(mark);
        self.letters += 1;
        self.emit(0, take);
    }

    fn gap(&mut self, take: &mut impl FnMut(u32)) {
        if self.letters == 0 {
            return;
        }
        self.push(GAP);
        // A gap alone tells nothing.
        self.emit(1, take);
        if (WORD..=WORD_MOST).contains(&self.letters) {
            take(mixed(self.word));
        }
        (self.word, self.letters) = (WORD_SEED, 0);
    }

    #[inline]
    fn emit(&self, from: usize, take: &mut impl FnMut(u32)) {
        // What reaches back beyond the start is none; only the first few marks are asked.
        let [one, two, three, four] = self.by_length;
        if from == 0 {
            take(mixed(one));
        }
        take(mixed(two));
        if self.seen > 2 {
            take(mixed(three));
        }
        if self.seen > 3 {
            take(mixed(four));
        }
    }
}

fn mixed(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 15)).wrapping_mul(MIX);
    hash ^ (hash >> 16)
}

/// Marks of the code points below [`TABLED`].
static PLAIN: LazyLock<Vec<u32>> = LazyLock::new(|| (0..TABLED).map(plain).collect());

fn plain(code: u32) -> u32 {
    let Some(c) = char::from_u32(code) else {
        return GAP;
    };
    match code {
        // Points and marks over letters; the tatweel; soft hyphen and joiners.
        0xad | 0x300..=0x36f | 0x591..=0x5c7 | 0x640 | 0x64b..=0x65f | 0x670 | 0x200b..=0x200f | 0x2060 => NOTHING,
        0x27 | 0x2019 | 0x2bc => 0x27,
        // The marks that kill a vowel are no letters by their class, but spell.
        0x93c
        | 0x94d
        | 0x9bc
        | 0x9cd
        | 0xa3c
        | 0xa4d
        | 0xabc
        | 0xacd
        | 0xb4d
        | 0xbcd
        | 0xc4d
        | 0xccd
        | 0xd4d
        | 0xdca
        | 0xe31..=0xe4e
        | 0xeb1..=0xece
        | 0x1037..=0x103a
        | 0x17c9..=0x17d3 => code,
        _ if c.is_alphabetic() => c.to_lowercase().next().map_or(code, u32::from),
        _ => GAP,
    }
}

/// The mark of a code point from [`TABLED`] on.
fn above(code: u32) -> u32 {
    match code {
        0x3005..=0x3007 | 0x3041..=0x3096 | 0x30a1..=0x30fa | 0x30fc..=0x30ff | 0x3105..=0x318e => code,
        0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0x2_0000..=0x3_23af => code,
        0xa640..=0xabff | 0xfb00..=0xfdfb | 0xfe70..=0xfefc | 0xff66..=0xff9f => code,
        0xff21..=0xff3a => code - 0xff21 + 0x61,
        0xff41..=0xff5a => code - 0xff41 + 0x61,
        _ => GAP,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<u32> {
        let mut out = Vec::new();
        grams(text, |gram| out.push(gram));
        out
    }

    #[test]
    fn case_digits_and_points_do_not_matter() {
        assert_eq!(all("A ponte, 1998: fechou!"), all("a PONTE fechou"));
        assert_eq!(all("مُدَرِّسٌ"), all("مدرس"));
        assert_ne!(all("a ponte"), all("aponte"));
    }

    #[test]
    fn n_grams_and_words_are_counted() {
        // _ab_: a, _a | b, ab, _ab | b_, ab_, _ab_ | the word
        assert_eq!(all("ab").len(), 8 + 1);
        assert_eq!(all("abcd").len(), 2 + 3 + 4 + 4 + 3 + 1);
        assert!(all("12 – 5.").is_empty());
    }
}
