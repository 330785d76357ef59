//! Words to pieces: the likeliest cut by the scores of a unigram model (Kudo 2018), as the `sentencepiece` library finds it.

use super::normalise::{Normaliser, SPACE};
use super::trie::{DEEPEST, Trie};
use crate::text::is_cjk;

/// Of so many characters on it is seen whether a text is merely spelt.
const SPELT: usize = 16;

/// Stands for a run of unknown characters among the ids.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// Buffers of one thread, used again for each sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    composed: String,
    codes: Vec<u16>,
    steps: Vec<Step>,
    /// The pieces of the last text.
    pub(super) ids: Vec<u32>,
    /// How many of its characters belong to no piece.
    pub(super) unknown: usize,
}

impl Scratch {
    /// How many characters the last text has, once normalised.
    pub(super) fn signs(&self) -> usize {
        self.codes.len()
    }

    /// How many pieces it was cut into, unknown characters among them.
    pub(super) fn pieces(&self) -> usize {
        self.ids.len() + self.unknown
    }
}

/// Whether so many characters were cut into little but single ones.
pub(super) fn spelt(signs: usize, pieces: usize) -> bool {
    signs >= SPELT && pieces >= signs - signs / 8
}

/// Whether most of a text is written in signs that stand for more than a sound.
pub(super) fn is_of_signs(text: &str) -> bool {
    let (signs, all) = text.chars().fold((0, 0), |(signs, all), c| (signs + usize::from(is_cjk(c)), all + 1));
    2 * signs > all
}

/// The best way to cut a word up to some character.
#[derive(Clone, Copy, Debug)]
struct Step {
    score: f32,
    /// Where its last piece begins.
    start: u32,
    id: u32,
}

const NOWHERE: Step = Step { score: f32::NEG_INFINITY, start: u32::MAX, id: UNKNOWN };

/// Cuts text into pieces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tokeniser<'a> {
    pub(super) normaliser: Normaliser<'a>,
    pub(super) trie: Trie<'a>,
    /// Logarithms of the probabilities of the pieces, then what an unknown character costs.
    pub(super) scores: &'a [[u8; 4]],
    /// The row that a run of unknown characters counts as.
    pub(super) unknown_row: Option<u32>,
}

impl Tokeniser<'_> {
    /// Cuts `text`; the pieces are in `scratch.ids`. A text in an alphabet whose words the vocabulary does not hold has none:
    /// its letters one by one say nothing.
    pub(super) fn tokenise(&self, text: &str, scratch: &mut Scratch) {
        self.read(text, scratch);
        if spelt(scratch.signs(), scratch.pieces()) && !is_of_signs(text) {
            scratch.unknown = scratch.signs();
            scratch.ids.clear();
        }
    }

    /// The same with all pieces that there are, however little they say.
    pub(super) fn read(&self, text: &str, scratch: &mut Scratch) {
        self.normaliser.read(text, &mut scratch.composed, &mut scratch.codes);
        scratch.ids.clear();
        scratch.unknown = 0;
        let mut rest = scratch.codes.as_slice();
        while let Some((_, letters)) = rest.split_first() {
            let end = letters.iter().position(|c| *c == SPACE).map_or(rest.len(), |n| n + 1);
            let (word, others) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            if let Some(id) = self.whole(word) {
                scratch.ids.push(id);
            } else {
                scratch.unknown += self.cut(word, &mut scratch.steps, &mut scratch.ids);
            }
            rest = others;
        }
        if scratch.unknown > 0 {
            self.settle(&mut scratch.ids);
        }
    }

    /// The piece that is the whole word, if cutting it further is sure to score less.
    #[inline(always)]
    fn whole(&self, word: &[u16]) -> Option<u32> {
        let mut unit = self.trie.root();
        for code in word {
            unit = self.trie.child(unit, *code)?;
        }
        unit.whole()
    }

    /// Viterbi's algorithm over one word; appends its pieces and tells how many characters are unknown.
    fn cut(&self, word: &[u16], steps: &mut Vec<Step>, ids: &mut Vec<u32>) -> usize {
        steps.clear();
        steps.resize(word.len() + 1, NOWHERE);
        let mut reached = 0.0;
        for start in 0..word.len() {
            if start > 0 {
                reached = steps.get(start).map_or(0.0, |s| s.score);
            }
            self.relax(word, start, reached, steps);
        }
        let first = ids.len();
        let mut unknown = 0;
        let mut end = word.len();
        while end > 0 {
            let Some(step) = steps.get(end) else { break };
            unknown += usize::from(step.id == UNKNOWN);
            ids.push(step.id);
            // A step always begins before it ends; a file that says otherwise must not hold us.
            end = (step.start as usize).min(end - 1);
        }
        ids.get_mut(first..).unwrap_or_default().reverse();
        unknown
    }

    /// Whether a word is best left as that one piece.
    pub(super) fn is_cut_into(&self, word: &[u16], piece: u32, scratch: &mut Scratch) -> bool {
        scratch.ids.clear();
        self.cut(word, &mut scratch.steps, &mut scratch.ids);
        scratch.ids == [piece]
    }

    /// Improves the ways that go on from `start`, which is reached at a score of `reached`.
    #[inline(always)]
    fn relax(&self, word: &[u16], start: usize, reached: f32, steps: &mut [Step]) {
        let mut unit = self.trie.root();
        let mut alone = false;
        let ends = steps.get_mut(start + 1..).unwrap_or_default();
        let codes = word.get(start..).unwrap_or_default().iter().take(DEEPEST);
        for (length, (code, end)) in codes.zip(ends.iter_mut()).enumerate() {
            let Some(next) = self.trie.child(unit, *code) else { break };
            unit = next;
            if let Some(id) = unit.piece() {
                alone |= length == 0;
                better(end, reached + self.score(id as usize), start, id);
            }
        }
        if !alone && let Some(end) = ends.first_mut() {
            better(end, reached + self.score(self.scores.len().saturating_sub(1)), start, UNKNOWN);
        }
    }

    #[inline(always)]
    fn score(&self, piece: usize) -> f32 {
        self.scores.get(piece).map_or(f32::NEG_INFINITY, |b| f32::from_le_bytes(*b))
    }

    /// Makes one of each run of unknown characters, and of that a row or nothing.
    fn settle(&self, ids: &mut Vec<u32>) {
        ids.dedup_by(|a, b| *a == UNKNOWN && *b == UNKNOWN);
        match self.unknown_row {
            Some(row) => ids.iter_mut().filter(|id| **id == UNKNOWN).for_each(|id| *id = row),
            None => ids.retain(|id| *id != UNKNOWN),
        }
    }
}

#[inline(always)]
fn better(end: &mut Step, score: f32, start: usize, id: u32) {
    if score > end.score || end.start == u32::MAX {
        *end = Step { score, start: start as u32, id };
    }
}
