//! Text to pieces, as the `sentencepiece` library does it with a unigram model (Kudo and Richardson 2018).
//!
//! The model file is a message in protocol buffers of which three fields matter: the pieces with their scores, and the map of
//! characters, which is a double array over bytes (`darts-clone`) followed by what its keys become.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::UsemError;
use super::archive::damaged;

/// Number of a character that belongs to no piece.
pub(super) const UNKNOWN: u32 = 0;
/// The mark that begins a word.
const WORD: char = '\u{2581}';
/// What an unknown character costs more than the least likely piece.
const UNKNOWN_COST: f64 = 10.0;
/// Characters of the longest piece, bytes of the longest key of the map of characters, and bytes of what it becomes: four, two and two
/// times what the encoder has. They bound the work for a text.
const PIECE: usize = 64;
const KEY: usize = 64;
const BECOMES: usize = 64;
/// Kind of a piece that is text, in the model file; the others are marks for programs.
const NORMAL: u64 = 1;

/// Buffers of one thread.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    text: Vec<char>,
    steps: Vec<Step>,
}

/// The best way to cut the text up to some character.
#[derive(Clone, Copy, Debug)]
struct Step {
    score: f64,
    /// Where its last piece begins.
    start: u32,
    id: u32,
}

/// Cuts text into pieces.
#[derive(Clone, Debug)]
pub(super) struct Tokeniser {
    charsmap: Charsmap,
    /// Node and character (`node << 21 | character`) to the node that follows and the piece that ends there.
    steps: HashMap<u64, Node, Seed>,
    scores: Vec<f32>,
    /// Score of an unknown character.
    unknown: f64,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    number: u32,
    /// [`UNKNOWN`]: none.
    piece: u32,
}

impl Tokeniser {
    /// Reads a model file of `sentencepiece`.
    pub(super) fn read(model: &[u8]) -> Result<Self, UsemError> {
        let bad = || damaged("`sp.model` is no model of sentencepiece");
        let mut charsmap = Charsmap::default();
        let steps = HashMap::with_hasher(Seed(RandomState::new().hash_one(0)));
        let mut tokeniser = Tokeniser { charsmap: Charsmap::default(), steps, scores: Vec::new(), unknown: 0.0 };
        let mut nodes = 0;
        for field in Fields(model) {
            match field.ok_or_else(bad)? {
                (1, Value::Bytes(piece)) => tokeniser.add(piece, &mut nodes).ok_or_else(bad)?,
                (3, Value::Bytes(spec)) => {
                    for field in Fields(spec) {
                        if let (2, Value::Bytes(map)) = field.ok_or_else(bad)? {
                            charsmap = Charsmap::read(map).ok_or_else(bad)?;
                        }
                    }
                }
                _ => {}
            }
        }
        if tokeniser.steps.is_empty() {
            return Err(bad());
        }
        let least = tokeniser.scores.iter().fold(0.0_f32, |least, score| least.min(*score));
        tokeniser.unknown = f64::from(least) - UNKNOWN_COST;
        tokeniser.charsmap = charsmap;
        Ok(tokeniser)
    }

    /// Adds a piece of the model file.
    fn add(&mut self, message: &[u8], nodes: &mut u32) -> Option<()> {
        let (mut piece, mut score, mut kind) = ("", 0.0, NORMAL);
        for field in Fields(message) {
            match field? {
                (1, Value::Bytes(text)) => piece = std::str::from_utf8(text).ok()?,
                (2, Value::Bytes(bits)) => score = f32::from_le_bytes(bits.try_into().ok()?),
                (3, Value::Number(number)) => kind = number,
                _ => {}
            }
        }
        let id = u32::try_from(self.scores.len()).ok()?;
        self.scores.push(if score.is_finite() { score } else { return None });
        if kind != NORMAL || id == UNKNOWN {
            return Some(());
        }
        if piece.chars().nth(PIECE).is_some() {
            return None;
        }
        let mut key = None;
        let mut node = 0;
        for c in piece.chars() {
            key = Some(step(node, c));
            let next = self.steps.entry(step(node, c)).or_insert_with(|| {
                *nodes += 1;
                Node { number: *nodes, piece: UNKNOWN }
            });
            node = next.number;
        }
        self.steps.get_mut(&key?)?.piece = id;
        Some(())
    }

    /// How many pieces there are.
    pub(super) fn len(&self) -> usize {
        self.scores.len()
    }

    /// Appends the pieces of `text`, [`UNKNOWN`] for each character that belongs to none.
    pub(super) fn tokenise(&self, text: &str, scratch: &mut Scratch, ids: &mut Vec<u32>) {
        let Scratch { text: normal, steps } = scratch;
        self.charsmap.normalise(text, normal);
        steps.clear();
        steps.resize(normal.len() + 1, Step { score: f64::NEG_INFINITY, start: 0, id: UNKNOWN });
        let mut reached = 0.0;
        for start in 0..normal.len() {
            if start > 0 {
                reached = steps.get(start).map_or(0.0, |s| s.score);
            }
            self.relax(normal, start, reached, steps);
        }
        let first = ids.len();
        let mut end = normal.len();
        while let Some(step) = steps.get(end).filter(|_| end > 0) {
            ids.push(step.id);
            end = (step.start as usize).min(end - 1);
        }
        ids.get_mut(first..).unwrap_or_default().reverse();
    }

    /// Improves the ways that go on from `start`, which is reached at a score of `reached`.
    fn relax(&self, text: &[char], start: usize, reached: f64, steps: &mut [Step]) {
        let better = |end: &mut Step, score: f64, id: u32| {
            if score > end.score {
                *end = Step { score, start: start as u32, id };
            }
        };
        let ends = steps.get_mut(start + 1..).unwrap_or_default();
        let mut node = 0;
        let mut alone = false;
        for (length, (c, end)) in text.get(start..).unwrap_or_default().iter().zip(ends.iter_mut()).enumerate() {
            let Some(next) = self.steps.get(&step(node, *c)) else { break };
            node = next.number;
            if next.piece != UNKNOWN {
                alone |= length == 0;
                let score = self.scores.get(next.piece as usize).map_or(f64::NEG_INFINITY, |s| f64::from(*s));
                better(end, reached + score, next.piece);
            }
        }
        if !alone && let Some(end) = ends.first_mut() {
            better(end, reached + self.unknown, UNKNOWN);
        }
    }
}

fn step(node: u32, c: char) -> u64 {
    u64::from(node) << 21 | u64::from(u32::from(c))
}

/// Makes the hashes of a table; nobody who writes a model file knows it, so nobody can make all hashes alike.
#[derive(Clone, Copy, Debug)]
struct Seed(u64);

impl BuildHasher for Seed {
    type Hasher = Mix;

    fn build_hasher(&self) -> Mix {
        Mix(self.0)
    }
}

/// Mixes one number well enough for a table (the finaliser of splitmix64), and in a fraction of the time of the usual hash.
#[derive(Clone, Copy, Debug)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        self.0 = mixed ^ (mixed >> 31);
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x94d0_49bb_1331_11eb)
    }
}

/// What characters become: NFKC and some more, as the model file lists it.
#[derive(Clone, Debug, Default)]
struct Charsmap {
    /// The double array: `darts-clone`'s units.
    units: Vec<u32>,
    /// What keys become, each up to a zero.
    becomes: Vec<u8>,
}

impl Charsmap {
    fn read(map: &[u8]) -> Option<Self> {
        let (length, rest) = map.split_first_chunk()?;
        let (units, becomes) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let units = units.as_chunks().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
        Some(Charsmap { units, becomes: becomes.to_vec() })
    }

    /// What the longest key at the beginning of `text` becomes, and how long the key is.
    fn longest(&self, text: &[u8]) -> Option<(&str, usize)> {
        let offset = |unit: u32| (unit >> 10) << ((unit & 0x200) >> 6);
        let mut at = offset(*self.units.first()?);
        let mut found = None;
        for (byte, length) in text.iter().take(KEY).zip(1..) {
            at ^= u32::from(*byte);
            let Some(unit) = self.units.get(at as usize).filter(|u| **u & 0x8000_00ff == u32::from(*byte)) else {
                break;
            };
            at ^= offset(*unit);
            if unit & 0x100 != 0 {
                found = self.units.get(at as usize).map(|value| (value & 0x7fff_ffff, length));
            }
        }
        let (value, length) = found?;
        let bytes = self.becomes.get(value as usize..)?;
        let end = bytes.iter().take(BECOMES + 1).position(|b| *b == 0)?;
        Some((std::str::from_utf8(bytes.get(..end)?).ok()?, length))
    }

    /// Writes the characters that `text` becomes to `out`: a mark where each word begins, no white space.
    fn normalise(&self, text: &str, out: &mut Vec<char>) {
        out.clear();
        out.push(WORD);
        let mut put = |c: char| {
            if c != ' ' {
                out.push(c);
            } else if out.last() != Some(&WORD) {
                out.push(WORD);
            }
        };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            // A key ends where a character does, unless the file is damaged.
            let found = self.longest(rest.as_bytes()).and_then(|(to, n)| Some((to, rest.get(n..)?)));
            match found {
                Some((to, after)) => {
                    to.chars().for_each(&mut put);
                    rest = after;
                }
                None => {
                    put(first);
                    rest = rest.get(first.len_utf8()..).unwrap_or_default();
                }
            }
        }
        while out.last() == Some(&WORD) {
            out.pop();
        }
    }
}

/// A value in protocol buffers.
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message in protocol buffers with their numbers; `None` where it is damaged.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u64, Value<'a>)> {
        let key = self.varint()?;
        let value = match key & 7 {
            0 => Value::Number(self.varint()?),
            1 => Value::Bytes(self.bytes(8)?),
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Value::Bytes(self.bytes(length)?)
            }
            5 => Value::Bytes(self.bytes(4)?),
            _ => return None,
        };
        Some((key >> 3, value))
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Option<(u64, Value<'a>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field)
    }
}
