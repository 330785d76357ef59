//! Members of a zip archive, and the arrays of numbers that NumPy writes into one (`.npz`).

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::UsemError;

/// Bytes before the numbers of an array: what NumPy's version 1.0 can say, and its own ten.
const HEADER: usize = 10 + u16::MAX as usize;
/// Bytes of the end of an archive, its comment left out.
const END: usize = 22;

/// A zip archive (PKWARE's APPNOTE 6.3), without encryption and below 4 GB.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    /// Where the directory begins.
    directory: usize,
}

/// What the directory says of a member.
struct Member<'a> {
    name: &'a [u8],
    method: u16,
    checksum: u32,
    packed: usize,
    length: usize,
    at: usize,
}

impl<'a> Archive<'a> {
    /// Finds the directory at the end of the archive.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, UsemError> {
        let first = bytes.len().saturating_sub(END + usize::from(u16::MAX));
        let ends = (first..(bytes.len() + 1).saturating_sub(END)).rev();
        let end = ends.into_iter().find(|at| bytes.get(*at..).is_some_and(|b| b.starts_with(b"PK\x05\x06")));
        let directory = end.and_then(|at| u32_at(bytes, at + 16)).ok_or_else(|| damaged("its directory is missing"))?;
        Ok(Archive { bytes, directory })
    }

    /// Unpacks the member of this name, if it has no more than `most` bytes.
    pub(super) fn member(&self, name: &str, most: usize) -> Result<Vec<u8>, UsemError> {
        let mut at = self.directory;
        while let Some((member, next)) = self.entry(at) {
            if member.name == name.as_bytes() {
                let bytes = (member.length <= most).then(|| self.unpack(&member)).flatten();
                return bytes.ok_or_else(|| damaged(&format!("`{name}` cannot be unpacked")));
            }
            at = next;
        }
        Err(UsemError::Missing { name: name.to_owned() })
    }

    fn entry(&self, at: usize) -> Option<(Member<'a>, usize)> {
        let entry = self.bytes.get(at..).filter(|b| b.starts_with(b"PK\x01\x02"))?;
        let [name, extra, comment] = [28, 30, 32].map(|at| u16_at(entry, at).map(usize::from));
        let name = name?;
        let member = Member {
            name: entry.get(46..46 + name)?,
            method: u16_at(entry, 10)?,
            checksum: u32_at(entry, 16)? as u32,
            packed: u32_at(entry, 20)?,
            length: u32_at(entry, 24)?,
            at: u32_at(entry, 42)?,
        };
        Some((member, at + 46 + name + extra? + comment?))
    }

    /// Array `name` of an `.npz`, if its numbers have no more than `most` bytes.
    pub(super) fn array(&self, name: &str, most: usize) -> Result<Array, UsemError> {
        let bytes = self.member(&format!("{name}.npy"), HEADER + most)?;
        Array::parse(bytes).ok_or_else(|| damaged(&format!("array `{name}` cannot be read")))
    }

    /// What lies in a member; `None` where the directory says otherwise. Allocates no more than the directory says and the bytes fill.
    fn unpack(&self, member: &Member<'_>) -> Option<Vec<u8>> {
        let local = self.bytes.get(member.at..).filter(|b| b.starts_with(b"PK\x03\x04"))?;
        let start = 30 + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
        let packed = local.get(start..start.checked_add(member.packed)?)?;
        let bytes = match member.method {
            0 => packed.to_vec(),
            8 => decompress_to_vec_with_limit(packed, member.length).ok()?,
            _ => return None,
        };
        (bytes.len() == member.length && crc32fast::hash(&bytes) == member.checksum).then_some(bytes)
    }
}

/// An array of NumPy.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Array {
    /// Numbers in each direction.
    pub(super) shape: Vec<usize>,
    /// The type as NumPy writes it: `|u1`, `<f4`, `<f8`.
    kind: String,
    bytes: Vec<u8>,
}

impl Array {
    /// Reads version 1.0 of the format.
    fn parse(mut bytes: Vec<u8>) -> Option<Self> {
        let length = usize::from(u16_at(&bytes, 8).filter(|_| bytes.starts_with(b"\x93NUMPY\x01"))?);
        let header = std::str::from_utf8(bytes.get(10..10 + length)?).ok()?;
        let kind = header.split_once("'descr': '")?.1.split_once('\'')?.0.to_owned();
        let (_, shape) = header.split_once("'shape': (")?;
        let shape = shape.split_once(')')?.0.split(',').map(str::trim).filter(|n| !n.is_empty());
        let shape = shape.map(|n| n.parse().ok()).collect::<Option<Vec<usize>>>()?;
        let size = match kind.as_str() {
            "|u1" => 1,
            "<f4" => 4,
            "<f8" => 8,
            _ => return None,
        };
        let count = shape.iter().try_fold(size, |all: usize, n| all.checked_mul(*n))?;
        let by_rows = !header.contains("'fortran_order': True");
        bytes.drain(..10 + length);
        (count == bytes.len() && by_rows).then_some(Array { shape, kind, bytes })
    }

    /// Its numbers, if they are bytes.
    pub(super) fn bytes(self) -> Option<Vec<u8>> {
        (self.kind == "|u1").then_some(self.bytes)
    }

    /// Its numbers, if they are floats and none of them infinite.
    pub(super) fn floats(&self) -> Option<Vec<f32>> {
        let floats: Vec<f32> = match self.kind.as_str() {
            "<f4" => self.bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
            "<f8" => self.bytes.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b) as f32).collect(),
            _ => return None,
        };
        floats.iter().all(|x| x.is_finite()).then_some(floats)
    }
}

pub(super) fn damaged(what: &str) -> UsemError {
    UsemError::Damaged { what: what.to_owned() }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|b| u16::from_le_bytes(*b))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..)?.first_chunk().and_then(|b| usize::try_from(u32::from_le_bytes(*b)).ok())
}
