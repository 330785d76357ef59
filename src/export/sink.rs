use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Compression, Documents};

/// Where an export goes: one stream, or a family of files beside one another.
pub trait Sink {
    /// Opens the only stream of a format.
    ///
    /// # Errors
    /// If the stream cannot be made, or was opened before.
    fn main(&mut self) -> io::Result<Box<dyn Write + '_>>;

    /// Opens the file `NAME.suffix` of a format that writes several.
    ///
    /// # Errors
    /// If it cannot be made; [`io::ErrorKind::InvalidInput`] where the sink is a single stream.
    fn side(&mut self, suffix: &str) -> io::Result<Box<dyn Write>>;

    /// Whether [`side`](Self::side) can work, so that a format may refuse before it reads anything.
    fn has_sides(&self) -> bool;

    /// Where a format may put the documents that it speaks of; `None` where the sink is a single stream.
    fn documents(&self) -> Option<Documents> {
        None
    }
}

/// A single stream: standard output, a compressor, a buffer.
pub struct Stream<W> {
    out: W,
}

impl<W: Write> Stream<W> {
    /// Wraps `out`; give a buffered writer where single writes are dear.
    pub fn new(out: W) -> Self {
        Stream { out }
    }
}

impl<W: Write> Sink for Stream<W> {
    fn main(&mut self) -> io::Result<Box<dyn Write + '_>> {
        Ok(Box::new(&mut self.out))
    }

    fn side(&mut self, _: &str) -> io::Result<Box<dyn Write>> {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "this format writes several files: name an output file"))
    }

    fn has_sides(&self) -> bool {
        false
    }
}

/// Files named after `base`: the only stream is `base` itself, side files are `base.suffix`.
pub struct Files {
    base: PathBuf,
}

impl Files {
    /// Makes nothing yet; existing files are replaced when a format opens them.
    pub fn new(base: impl Into<PathBuf>) -> Self {
        Files { base: base.into() }
    }
}

impl Sink for Files {
    fn main(&mut self) -> io::Result<Box<dyn Write + '_>> {
        Ok(Box::new(BufWriter::new(File::create(&self.base)?)))
    }

    fn side(&mut self, suffix: &str) -> io::Result<Box<dyn Write>> {
        Ok(Box::new(BufWriter::new(File::create(beside(&self.base, suffix))?)))
    }

    fn has_sides(&self) -> bool {
        true
    }

    fn documents(&self) -> Option<Documents> {
        Some(Documents::new(self.base.parent().unwrap_or(Path::new("")), Compression::None))
    }
}

/// `base.suffix`. A suffix may hold a language tag that a page declared of itself.
pub(super) fn beside(base: &Path, suffix: &str) -> PathBuf {
    let safe: String =
        suffix.chars().map(|c| if c.is_ascii_alphanumeric() || ".-".contains(c) { c } else { '_' }).collect();
    let mut name = base.as_os_str().to_owned();
    name.push(".");
    name.push(safe);
    PathBuf::from(name)
}
