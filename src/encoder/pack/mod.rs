//! Writes model files: what a training gives becomes what [`Encoder`](super::Encoder) reads.
//!
//! `examples/pack_encoder.rs` calls it on the folder that a training left.

mod charmap;
mod quantise;
mod trie;

use std::collections::HashMap;

use serde_json::{Map, Value};
use thiserror::Error;

use super::format::{ALIGN, ENTRY, HEADER, Info, MAGIC, Quantisation, REQUIRED, VERSION, checksum, tag};
use super::normalise::{EXPANSION, SPACE};
use super::trie::DEEPEST;

pub use charmap::Charmap;

/// The mark that begins a word, as `sentencepiece` writes it.
pub const WORD: char = '\u{2581}';

/// What cannot be packed, and why.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct PackError(String);

fn refuse<T>(what: impl Into<String>) -> Result<T, PackError> {
    Err(PackError(what.into()))
}

/// What a training gives.
#[derive(Clone, Debug, Default)]
pub struct Training {
    /// Name of the model.
    pub name: String,
    /// Whatever else the file should say of itself.
    pub more: Map<String, Value>,
    /// How characters are normalised.
    pub charmap: Charmap,
    /// The pieces of a unigram vocabulary with the logarithms of their probabilities, in the order of the rows. A leading
    /// `<unk>` has a row, but is no piece of text.
    pub pieces: Vec<(String, f32)>,
    /// The row that a run of unknown characters counts as, if it counts.
    pub unknown_row: Option<u32>,
    /// Numbers of a row: a multiple of 16.
    pub dims: usize,
    /// The rows, already weighted: the vector of a sentence is the sum of its rows, brought to length 1.
    pub table: Vec<f32>,
}

impl Training {
    /// The bytes of a model file.
    ///
    /// # Errors
    /// Sizes that do not fit together, pieces that are empty, repeated or hold the mark of a word's beginning inside, and
    /// numbers that are not finite.
    pub fn pack(&self, quantisation: Quantisation) -> Result<Vec<u8>, PackError> {
        self.check()?;
        let alphabet = self.alphabet()?;
        let (norm, expand) = charmap::pack(&self.charmap, &alphabet)?;
        let scores = self.scores();
        let trie = trie::pack(&self.spelled(&alphabet), &scores)?;
        let (rows, scales) = quantise::pack(&self.table, self.dims, quantisation);
        let info = Info {
            name: self.name.clone(),
            pieces: self.pieces.len(),
            dims: self.dims,
            quantisation,
            unknown_row: self.unknown_row,
            more: self.more.clone(),
        };
        let meta = serde_json::to_vec(&info).map_err(|e| PackError(e.to_string()))?;
        let sections = [
            (tag::META, meta),
            (tag::NORM, norm),
            (tag::EXPAND, expand),
            (tag::TRIE, trie),
            (tag::SCORES, scores),
            (tag::ROWS, rows),
            (tag::SCALES, scales),
        ];
        Ok(file(&sections))
    }

    fn check(&self) -> Result<(), PackError> {
        let (pieces, dims) = (self.pieces.len(), self.dims);
        if dims == 0 || !dims.is_multiple_of(16) || pieces.checked_mul(dims) != Some(self.table.len()) {
            return refuse(format!("{} numbers are no {pieces} rows of {dims}, a multiple of 16", self.table.len()));
        }
        if let Some(at) = self.table.iter().position(|x| !x.is_finite()) {
            return refuse(format!("row {} holds a number that is not finite", at / dims));
        }
        let mut seen = HashMap::new();
        for (id, (piece, score)) in self.pieces.iter().enumerate() {
            if let Some(first) = seen.insert(piece, id) {
                return refuse(format!("piece {id} `{piece}` is piece {first} again"));
            }
            if !score.is_finite() {
                return refuse(format!("the score of piece {id} `{piece}` is not finite"));
            }
            if piece.chars().count() > DEEPEST {
                return refuse(format!("piece {id} `{piece}` is longer than {DEEPEST} characters"));
            }
            if piece.is_empty() || piece.chars().skip(1).any(|c| c == WORD) {
                return refuse(format!("piece {id} `{piece}` is empty or reaches into a second word"));
            }
        }
        Ok(())
    }

    /// Whether a piece is one of text.
    fn is_text(&self, id: usize, piece: &str) -> bool {
        !(id == 0 && piece == "<unk>")
    }

    /// Codes of the characters that the pieces use: the commonest have the smallest, which packs the trie densely.
    fn alphabet(&self) -> Result<HashMap<char, u16>, PackError> {
        let mut counts: HashMap<char, usize> = HashMap::new();
        let text = self.pieces.iter().enumerate().filter(|(id, (piece, _))| self.is_text(*id, piece));
        for c in text.flat_map(|(_, (piece, _))| piece.chars()) {
            *counts.entry(c).or_default() += 1;
        }
        counts.remove(&WORD);
        let mut letters: Vec<(char, usize)> = counts.into_iter().collect();
        letters.sort_unstable_by_key(|(c, count)| (std::cmp::Reverse(*count), *c));
        if letters.len() + usize::from(SPACE) + 1 > usize::from(EXPANSION) {
            return refuse(format!("the pieces use {} different characters, too many", letters.len()));
        }
        let mut alphabet: HashMap<char, u16> = letters.iter().map(|(c, _)| *c).zip(SPACE + 1..).collect();
        alphabet.insert(WORD, SPACE);
        Ok(alphabet)
    }

    /// The pieces in codes; nothing for one that is no text.
    fn spelled(&self, alphabet: &HashMap<char, u16>) -> Vec<Vec<u16>> {
        let spell = |(id, (piece, _)): (usize, &(String, f32))| {
            let text = if self.is_text(id, piece) { piece.as_str() } else { "" };
            text.chars().filter_map(|c| alphabet.get(&c).copied()).collect()
        };
        self.pieces.iter().enumerate().map(spell).collect()
    }

    /// The scores of the pieces, then that of an unknown character: 10 below the least, as in `sentencepiece`.
    fn scores(&self) -> Vec<u8> {
        let text = self.pieces.iter().enumerate().filter(|(id, (piece, _))| self.is_text(*id, piece));
        let least = text.map(|(_, (_, score))| *score).fold(f32::INFINITY, f32::min);
        let unknown = if least.is_finite() { least - 10.0 } else { -10.0 };
        let scores = self.pieces.iter().map(|(_, score)| *score).chain([unknown]);
        scores.flat_map(f32::to_le_bytes).collect()
    }
}

/// The whole file.
fn file(sections: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut directory = Vec::new();
    let mut body = Vec::new();
    let start = (HEADER + sections.len() * ENTRY).next_multiple_of(ALIGN);
    for (tag, bytes) in sections {
        body.resize(body.len().next_multiple_of(ALIGN), 0);
        directory.extend_from_slice(tag);
        directory.extend_from_slice(&REQUIRED.to_le_bytes());
        directory.extend_from_slice(&((start + body.len()) as u64).to_le_bytes());
        directory.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        body.extend_from_slice(bytes);
    }
    let mut out = Vec::with_capacity(start + body.len());
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&(sections.len() as u32).to_le_bytes());
    out.extend_from_slice(&((start + body.len()) as u64).to_le_bytes());
    out.resize(HEADER, 0);
    out.extend_from_slice(&directory);
    out.resize(start, 0);
    out.extend_from_slice(&body);
    seal(&mut out);
    out
}

/// Writes the checksum of a model file into its header, so that one that was changed on purpose is read again.
///
/// A file that is shorter than a header stays as it is.
pub fn seal(file: &mut [u8]) {
    let sum = checksum(file).to_le_bytes();
    if let Some(place) = file.get_mut(24..28) {
        place.copy_from_slice(&sum);
    }
}
