//! Sentences to vectors, one space for all languages.
//!
//! [`SentenceEncoder`] is what the rest of newsalign asks for; [`Encoder`] is the one that is built in: a table with a vector for each
//! piece of a vocabulary that all languages share. A sentence is normalised, cut into pieces by a unigram model, and the rows of its
//! pieces are summed. That is some hundred times faster than a neural network over the sentence, and needs no library and no download.
//!
//! # The model file
//!
//! One file, little-endian, read where it lies: nothing is copied or built when it is loaded. [`pack`] writes it.
//!
//! | bytes | header |
//! |---|---|
//! | 0..8 | `89 6e 61 65 6e 63 0d 0a`: what it is |
//! | 8..12 | u32 version of the format, 1 |
//! | 12..16 | u32 number of sections |
//! | 16..24 | u64 length of the file |
//! | 24..28 | u32 CRC-32 (IEEE, as in zlib) of all other bytes |
//! | 28..32 | zeros |
//! | 32.. | the directory, 24 bytes a section: four letters of its tag, u32 flags, u64 offset, u64 length |
//!
//! Sections begin at multiples of 64. Bit 0 of the flags says that a reader that does not know the tag must refuse the file;
//! other unknown sections are passed over.
//!
//! | tag | what it holds |
//! |---|---|
//! | `meta` | JSON: [`Info`] and whatever the training adds (date, training data with their licences) |
//! | `norm` | the normaliser: 8,704 u16 block numbers, one for each 128 characters of Unicode, then blocks of 128 u16 entries |
//! | `expa` | u32 number n of expansions, n + 1 u32 bounds, then u16 codes between these bounds |
//! | `trie` | u64 units of a double array over codes; unit 0 is the root |
//! | `scor` | f32 for each piece, the logarithm of its probability, then one for an unknown character |
//! | `rows` | a row for each piece: one byte a number (int8), half a byte (int4) or a quarter (int2) |
//! | `scal` | f32 for each row, what its numbers are multiplied by |
//!
//! The characters that the vocabulary uses are numbered by how often it uses them: these are the *codes*. 0 is an unknown character, 1 the
//! mark that begins a word. An entry of the normaliser is the code of what the character becomes (below `0x7000`), or `0x7000` + the number
//! of an expansion to several codes, or `0x7fff` if it disappears; bit 15 is set if text that holds the character has to be composed (NFC) before.
//!
//! A unit of the trie is `label | base << 16 | piece << 40 | whole << 63` with 24 bits of base and 23 of piece (all ones: none). The child for a code
//! is the unit at `base + code` if its label is the code. `whole` is set if a word that is equal to the piece is never cut further. A piece is 64 codes at most, an expansion 32.
//!
//! The lowest bits of a byte are its first number. A number of int8 is a two's complement, one of int4 is stored with 8 added to it, and the four
//! numbers of int2 are -1.51, -0.4528, 0.4528, 1.51, which is best for what is normally distributed. Rows are multiplied by their scales.

#[cfg(test)]
mod fixture;
mod format;
mod normalise;
pub mod pack;
mod parts;
mod pool;
#[cfg(test)]
mod tests;
mod tokenise;
mod trie;
mod vectors;

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;

pub use format::{EncoderError, Info, Quantisation};
pub use vectors::{Int8Vectors, Vectors};

use format::{Directory, Layout, part};
use normalise::Normaliser;
use pool::{Gathered, Rows};
use tokenise::{Scratch, Tokeniser};
use trie::Trie;

/// The model that is built in.
static BUILT_IN: &[u8] = include_bytes!("model.bin");
/// Texts that a thread takes at a time.
const BATCH: usize = 128;

/// Turns sentences into vectors of one space for all languages.
pub trait SentenceEncoder: Send + Sync {
    /// Numbers of a vector.
    fn dims(&self) -> usize;

    /// Vectors of `texts` in their order, each of length 1, or all zeros for a text that the encoder knows nothing of.
    /// The vector of a text does not depend on the texts beside it.
    ///
    /// # Errors
    /// What the encoder at work cannot do; the one that is built in never fails.
    fn embed(&self, texts: &[&str]) -> Result<Vectors, EncoderError>;

    /// Vectors of `texts`, and of `parts` of them: the parts of all texts in order, `of` saying which are whose. An encoder
    /// that sums up words need not read them twice.
    ///
    /// # Errors
    /// As [`embed`](Self::embed).
    fn embed_with_parts(
        &self,
        texts: &[&str],
        parts: &[&str],
        of: &[Range<usize>],
    ) -> Result<(Vectors, Vectors), EncoderError> {
        let _ = of;
        Ok((self.embed(texts)?, self.embed(parts)?))
    }
}

/// A table of vectors for pieces of words, with the tokeniser that goes with it.
///
/// ```
/// use newsalign::embed::Encoder;
///
/// let encoder = Encoder::built_in()?;
/// let vectors = encoder.embed(&["The ferry left late.", "Die Fähre verließ spät den Hafen.", "The storm"]);
/// assert!(vectors.cosine(0, &vectors, 1) > vectors.cosine(0, &vectors, 2));
/// # Ok::<(), newsalign::embed::EncoderError>(())
/// ```
pub struct Encoder {
    bytes: Cow<'static, [u8]>,
    layout: Layout,
}

/// The pieces of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pieces {
    /// Numbers of the pieces in their order.
    pub ids: Vec<u32>,
    /// How many characters belong to no piece.
    pub unknown: usize,
}

/// What a thread works with.
#[derive(Default)]
struct Buffers {
    scratch: Scratch,
    gathered: Gathered,
}

/// The parts of a model, borrowed from its file.
struct Model<'a> {
    tokeniser: Tokeniser<'a>,
    rows: Rows<'a>,
}

impl Encoder {
    /// The model that is built in: read where it lies, in microseconds.
    ///
    /// # Errors
    /// None, as long as the file that was built in is whole; a test sees to that.
    pub fn built_in() -> Result<Self, EncoderError> {
        Self::trusted(BUILT_IN)
    }

    /// Reads a model file that is at hand, and holds every byte of it against the checksum. A borrowed one is not copied.
    ///
    /// # Errors
    /// All of [`EncoderError`] but those of paths.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, EncoderError> {
        let bytes = bytes.into();
        Directory::read(&bytes)?.verify(&bytes)?;
        Self::trusted(bytes)
    }

    /// The same for a file that nobody can have altered: takes microseconds, however large it is.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes), but an altered number is not seen.
    pub fn trusted(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, EncoderError> {
        let bytes = bytes.into();
        let layout = Layout::read(&bytes, &Directory::read(&bytes)?)?;
        Ok(Encoder { bytes, layout })
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`EncoderError::Unreadable`], or [`EncoderError::File`] with what is wrong.
    pub fn from_path(path: &Path) -> Result<Self, EncoderError> {
        let unreadable = |reason| EncoderError::Unreadable { path: path.to_owned(), reason };
        let bytes = fs::read(path).map_err(unreadable)?;
        Self::from_bytes(bytes).map_err(|e| EncoderError::File { path: path.to_owned(), error: Box::new(e) })
    }

    /// What the model says of itself.
    pub fn info(&self) -> &Info {
        &self.layout.info
    }

    /// Numbers of a vector.
    pub fn dims(&self) -> usize {
        self.layout.info.dims
    }

    /// Cuts texts into pieces.
    pub fn pieces(&self, texts: &[&str]) -> Vec<Pieces> {
        let tokeniser = self.model().tokeniser;
        let mut scratch = Scratch::default();
        let cut = |text: &&str| {
            tokeniser.tokenise(text, &mut scratch);
            Pieces { ids: scratch.ids.clone(), unknown: scratch.unknown }
        };
        texts.iter().map(cut).collect()
    }

    /// Vectors of `texts` in their order, each of length 1, or all zeros for a text without a known piece.
    ///
    /// Works on the threads of the current rayon pool; the result is the same for any number of them.
    pub fn embed(&self, texts: &[&str]) -> Vectors {
        let mut values = vec![0.0; texts.len() * self.dims()];
        self.embed_into(texts, &mut values);
        Vectors::new(self.dims(), values)
    }

    /// The same into `out`, which takes [`dims`](Self::dims) numbers for each text; texts that it has no room for are left out.
    pub fn embed_into(&self, texts: &[&str], out: &mut [f32]) {
        let model = self.model();
        let work = |buffers: &mut Buffers, (texts, out): (&[&str], &mut [f32])| {
            let vectors = out.chunks_exact_mut(model.rows.dims);
            texts.iter().zip(vectors).for_each(|(text, vector)| model.embed(text, buffers, vector));
        };
        // So few are done before another thread is awake.
        if texts.len() <= BATCH {
            return work(&mut Buffers::default(), (texts, out));
        }
        let batches = texts.par_chunks(BATCH).zip(out.par_chunks_mut(BATCH * model.rows.dims));
        batches.for_each_init(Buffers::default, work);
    }

    fn model(&self) -> Model<'_> {
        let Layout { info, norm, expand, trie, scores, rows, scales } = &self.layout;
        let of = |range| part(&self.bytes, range);
        Model {
            tokeniser: Tokeniser {
                normaliser: Normaliser::new(of(norm), of(expand)),
                trie: Trie::new(of(trie)),
                scores: of(scores).as_chunks().0,
                unknown_row: info.unknown_row,
            },
            rows: Rows {
                bytes: of(rows),
                scales: of(scales).as_chunks().0,
                dims: info.dims,
                quantisation: info.quantisation,
            },
        }
    }
}

impl Model<'_> {
    fn embed(&self, text: &str, buffers: &mut Buffers, vector: &mut [f32]) {
        self.tokeniser.tokenise(text, &mut buffers.scratch);
        self.rows.pool(&buffers.scratch.ids, &mut buffers.gathered, vector);
    }
}

impl fmt::Debug for Encoder {
    /// What it is, without its millions of bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("info", self.info()).finish_non_exhaustive()
    }
}

impl SentenceEncoder for Encoder {
    fn dims(&self) -> usize {
        self.dims()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vectors, EncoderError> {
        Ok(self.embed(texts))
    }

    fn embed_with_parts(
        &self,
        texts: &[&str],
        parts: &[&str],
        of: &[Range<usize>],
    ) -> Result<(Vectors, Vectors), EncoderError> {
        let dims = self.dims();
        let (mut vectors, mut rooms) = (vec![0.0; texts.len() * dims], vec![0.0; parts.len() * dims]);
        self.embed_parts_into(texts, parts, of, (&mut vectors, &mut rooms));
        Ok((Vectors::new(dims, vectors), Vectors::new(dims, rooms)))
    }
}
