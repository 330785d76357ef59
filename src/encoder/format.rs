//! The sections of a model file and what may be wrong with one; the layout is described in the module above.

use std::io;
use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// First bytes of a model file. The line breaks show a transfer that changed them, as in PNG.
pub(super) const MAGIC: [u8; 8] = *b"\x89naenc\r\n";
/// Version of the layout that this code writes, and the newest that it reads.
pub(super) const VERSION: u32 = 1;
/// Bytes before the directory.
pub(super) const HEADER: usize = 32;
/// Bytes of a directory entry.
pub(super) const ENTRY: usize = 24;
/// Sections begin at multiples of this.
pub(super) const ALIGN: usize = 64;
/// Sections that a directory may hold at most; a damaged count must not make us read for long.
const MAX_SECTIONS: usize = 256;
/// Flag of a section that a reader has to understand.
pub(super) const REQUIRED: u32 = 1;

/// Tags of the sections.
pub(super) mod tag {
    pub const META: [u8; 4] = *b"meta";
    pub const NORM: [u8; 4] = *b"norm";
    pub const EXPAND: [u8; 4] = *b"expa";
    pub const TRIE: [u8; 4] = *b"trie";
    pub const SCORES: [u8; 4] = *b"scor";
    pub const ROWS: [u8; 4] = *b"rows";
    pub const SCALES: [u8; 4] = *b"scal";
    pub const ALL: [[u8; 4]; 7] = [META, NORM, EXPAND, TRIE, SCORES, ROWS, SCALES];
}

/// Why a model file could not be read.
#[derive(Debug, Error)]
pub enum EncoderError {
    /// The system would not give it.
    #[error("{}: cannot be read ({reason}); check that the file exists and that you may read it", .path.display())]
    Unreadable {
        /// The path as the user named it.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// Something else than a model file.
    #[error("this is no encoder file of newsalign: it does not begin as one")]
    Foreign,
    /// Written by a later version of newsalign.
    #[error("this encoder file has format version {found}, and this newsalign reads up to {known}; update newsalign")]
    Newer {
        /// What the file says.
        found: u32,
        /// What this code reads.
        known: u32,
    },
    /// It holds a part that this code cannot leave out.
    #[error("this encoder file has a part `{tag}` that this newsalign does not know; update newsalign")]
    UnknownSection {
        /// The part's tag.
        tag: String,
    },
    /// Shorter, or longer, than its header says.
    #[error("this encoder file is cut off or has grown: {found} bytes of {expected}; fetch it again")]
    Length {
        /// Bytes at hand.
        found: u64,
        /// Bytes that the header tells of.
        expected: u64,
    },
    /// A bit is not as it was written.
    #[error("this encoder file was altered: its checksum is {found:08x} instead of {expected:08x}; fetch it again")]
    Checksum {
        /// CRC-32 of the bytes at hand.
        found: u32,
        /// CRC-32 that the header tells of.
        expected: u32,
    },
    /// The parts do not fit together.
    #[error("this encoder file contradicts itself: {what}; fetch it again")]
    Inconsistent {
        /// What is wrong.
        what: String,
    },
    /// An error with the path of the file.
    #[error("{}: {error}", .path.display())]
    File {
        /// The path as the user named it.
        path: PathBuf,
        /// What is wrong with it.
        error: Box<EncoderError>,
    },
}

/// How the numbers of the table are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantisation {
    /// One byte a number.
    Int8,
    /// Half a byte a number.
    Int4,
    /// A quarter of a byte a number: one of four levels.
    Int2,
}

impl Quantisation {
    /// Bytes that a row of `dims` numbers takes.
    pub fn row_bytes(self, dims: usize) -> usize {
        match self {
            Quantisation::Int8 => dims,
            Quantisation::Int4 => dims / 2,
            Quantisation::Int2 => dims / 4,
        }
    }
}

/// What a model file says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Info {
    /// Name of the model.
    pub name: String,
    /// Pieces of the vocabulary: rows of the table.
    pub pieces: usize,
    /// Numbers of a vector: a multiple of 16, at most 4096.
    pub dims: usize,
    /// How the numbers of the table are stored.
    pub quantisation: Quantisation,
    /// The row that a run of unknown characters counts as; without it, they are left out.
    #[serde(default)]
    pub unknown_row: Option<u32>,
    /// Whatever else the training wrote: date, training data with their licences, Unicode version.
    #[serde(flatten)]
    pub more: serde_json::Map<String, serde_json::Value>,
}

/// The header and the directory of a file, held against its length.
pub(super) struct Directory {
    checksum: u32,
    sections: Vec<([u8; 4], Range<usize>)>,
}

impl Directory {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, EncoderError> {
        if !bytes.starts_with(&MAGIC) {
            return Err(EncoderError::Foreign);
        }
        let length = |expected| EncoderError::Length { found: bytes.len() as u64, expected };
        let version = u32_at(bytes, 8).ok_or_else(|| length(HEADER as u64))?;
        if version > VERSION {
            return Err(EncoderError::Newer { found: version, known: VERSION });
        }
        let count = u32_at(bytes, 12).ok_or_else(|| length(HEADER as u64))?;
        let expected = u64_at(bytes, 16).ok_or_else(|| length(HEADER as u64))?;
        let checksum = u32_at(bytes, 24).ok_or_else(|| length(HEADER as u64))?;
        if expected != bytes.len() as u64 {
            return Err(length(expected));
        }
        let count = usize::try_from(count).ok().filter(|n| (1..=MAX_SECTIONS).contains(n));
        let count = count.ok_or_else(|| inconsistent("the number of its parts"))?;
        let entry = |n| Self::entry(bytes, HEADER + n * ENTRY);
        let sections = (0..count).map(entry).collect::<Result<Vec<_>, _>>()?;
        Ok(Directory { checksum, sections })
    }

    fn entry(bytes: &[u8], at: usize) -> Result<([u8; 4], Range<usize>), EncoderError> {
        let tag = bytes.get(at..).and_then(|b| b.first_chunk::<4>()).copied();
        let (Some(tag), Some(flags), Some(offset), Some(length)) =
            (tag, u32_at(bytes, at + 4), u64_at(bytes, at + 8), u64_at(bytes, at + 16))
        else {
            return Err(inconsistent("its directory is longer than the file"));
        };
        let name = tag.escape_ascii().to_string();
        if flags & REQUIRED != 0 && !tag::ALL.contains(&tag) {
            return Err(EncoderError::UnknownSection { tag: name });
        }
        let start = usize::try_from(offset).ok();
        let range = start.zip(usize::try_from(length).ok()).and_then(|(s, l)| Some(s..s.checked_add(l)?));
        let range = range.filter(|r| r.end <= bytes.len() && r.start.is_multiple_of(ALIGN));
        Ok((tag, range.ok_or_else(|| inconsistent(&format!("part `{name}` lies outside of it")))?))
    }

    /// Where a section lies.
    pub(super) fn section(&self, tag: [u8; 4]) -> Result<Range<usize>, EncoderError> {
        let found = self.sections.iter().find(|(t, _)| *t == tag);
        found.map(|(_, range)| range.clone()).ok_or_else(|| {
            let name = tag.escape_ascii();
            inconsistent(&format!("part `{name}` is missing"))
        })
    }

    /// Holds the checksum against the bytes.
    pub(super) fn verify(&self, bytes: &[u8]) -> Result<(), EncoderError> {
        let found = checksum(bytes);
        if found == self.checksum { Ok(()) } else { Err(EncoderError::Checksum { found, expected: self.checksum }) }
    }
}

/// CRC-32 (IEEE 802.3, as in zlib) of a file, its own four bytes at 24 left out.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(bytes.get(..24).unwrap_or_default());
    crc.update(bytes.get(28..).unwrap_or_default());
    crc.finalize()
}

pub(super) fn inconsistent(what: &str) -> EncoderError {
    EncoderError::Inconsistent { what: what.to_owned() }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_le_bytes(*b))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|b| u64::from_le_bytes(*b))
}

/// Where the sections lie, each of the size that the others ask for.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) info: Info,
    pub(super) norm: Range<usize>,
    pub(super) expand: Range<usize>,
    pub(super) trie: Range<usize>,
    pub(super) scores: Range<usize>,
    pub(super) rows: Range<usize>,
    pub(super) scales: Range<usize>,
}

/// Widest vectors that are read.
const MAX_DIMS: usize = 4096;

impl Layout {
    pub(super) fn read(bytes: &[u8], directory: &Directory) -> Result<Self, EncoderError> {
        let meta = bytes.get(directory.section(tag::META)?).unwrap_or_default();
        let info: Info = serde_json::from_slice(meta).map_err(|e| inconsistent(&format!("its description: {e}")))?;
        let layout = Layout {
            norm: directory.section(tag::NORM)?,
            expand: directory.section(tag::EXPAND)?,
            trie: directory.section(tag::TRIE)?,
            scores: directory.section(tag::SCORES)?,
            rows: directory.section(tag::ROWS)?,
            scales: directory.section(tag::SCALES)?,
            info,
        };
        layout.fits()?;
        Ok(layout)
    }

    fn fits(&self) -> Result<(), EncoderError> {
        let Info { pieces, dims, quantisation, .. } = self.info;
        if dims == 0 || !dims.is_multiple_of(16) || dims > MAX_DIMS {
            return Err(inconsistent(&format!("{dims} numbers a vector")));
        }
        let holds = |range: &Range<usize>, each: usize, extra: usize| {
            pieces.checked_add(extra).and_then(|n| n.checked_mul(each)) == Some(range.len())
        };
        let whole = [
            ("rows", holds(&self.rows, quantisation.row_bytes(dims), 0)),
            ("scal", holds(&self.scales, 4, 0)),
            // The score of an unknown character stands behind those of the pieces.
            ("scor", holds(&self.scores, 4, 1)),
            ("trie", self.trie.len().is_multiple_of(8) && !self.trie.is_empty()),
            ("norm", self.norm.len() >= 2 * super::normalise::STAGE_ONE),
        ];
        match whole.iter().find(|(_, fits)| !fits) {
            Some((name, _)) => Err(inconsistent(&format!("part `{name}` has another length than it should"))),
            None => Ok(()),
        }
    }
}

/// A part of the file; empty where it is not.
pub(super) fn part<'a>(bytes: &'a [u8], range: &Range<usize>) -> &'a [u8] {
    bytes.get(range.clone()).unwrap_or_default()
}
