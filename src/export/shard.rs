use std::cell::RefCell;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::str::FromStr;

use flate2::GzBuilder;
use flate2::write::GzEncoder;

use super::{Documents, Sink};

/// How files of a corpus are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// Gzip (RFC 1952), without a time of making.
    Gzip,
    /// Zstandard (RFC 8878).
    #[cfg(feature = "collection")]
    Zstd,
}

impl Compression {
    /// The ending that a file gets.
    pub fn ending(self) -> &'static str {
        match self {
            Compression::None => "",
            Compression::Gzip => ".gz",
            #[cfg(feature = "collection")]
            Compression::Zstd => ".zst",
        }
    }
}

/// A name that no [`Compression`] has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no compression is called `{0}`; there are none, gz and zst")]
pub struct UnknownCompression(String);

impl FromStr for Compression {
    type Err = UnknownCompression;

    fn from_str(name: &str) -> Result<Self, UnknownCompression> {
        match name.to_ascii_lowercase().as_str() {
            "none" => Ok(Compression::None),
            "gz" | "gzip" => Ok(Compression::Gzip),
            #[cfg(feature = "collection")]
            "zst" | "zstd" => Ok(Compression::Zstd),
            _ => Err(UnknownCompression(name.to_owned())),
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Compression::None { "none" } else { self.ending().trim_start_matches('.') })
    }
}

pub(super) enum Encoder {
    Plain(BufWriter<File>),
    Gzip(Box<GzEncoder<BufWriter<File>>>),
    #[cfg(feature = "collection")]
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
    Finished,
}

impl Encoder {
    pub(super) fn new(file: File, compression: Compression) -> io::Result<Encoder> {
        let out = BufWriter::with_capacity(1 << 16, file);
        Ok(match compression {
            Compression::None => Encoder::Plain(out),
            Compression::Gzip => Encoder::Gzip(Box::new(GzBuilder::new().write(out, flate2::Compression::new(6)))),
            #[cfg(feature = "collection")]
            Compression::Zstd => Encoder::Zstd(zstd::Encoder::new(out, 6)?),
        })
    }

    pub(super) fn out(&mut self) -> io::Result<&mut dyn Write> {
        match self {
            Encoder::Plain(out) => Ok(out),
            Encoder::Gzip(out) => Ok(out),
            #[cfg(feature = "collection")]
            Encoder::Zstd(out) => Ok(out),
            Encoder::Finished => Err(io::Error::other("the file was finished")),
        }
    }

    pub(super) fn finish(&mut self) -> io::Result<()> {
        let file = match std::mem::replace(self, Encoder::Finished) {
            Encoder::Plain(out) => out,
            Encoder::Gzip(out) => out.finish()?,
            #[cfg(feature = "collection")]
            Encoder::Zstd(out) => out.finish()?,
            Encoder::Finished => return Ok(()),
        };
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

/// A writer that its shard still knows when the format has let go of it.
#[derive(Clone)]
struct Shared(Rc<RefCell<Encoder>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().out()?.write(bytes)
    }

    // A flush in the middle would only make compression worse.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One file of a corpus, or the family of files that a format makes of it, compressed. They get their names when they are
/// complete.
pub struct Shard {
    base: PathBuf,
    compression: Compression,
    files: Vec<(PathBuf, Shared)>,
    documents: Documents,
}

impl Shard {
    /// Makes nothing yet. The ending of the compression is put behind `base` and, for side files, behind their suffix.
    pub fn new(base: &Path, compression: Compression) -> Self {
        let documents = Documents::new(base.parent().unwrap_or(Path::new("")), compression);
        Shard { base: base.to_owned(), compression, files: Vec::new(), documents }
    }

    fn open(&mut self, name: PathBuf) -> io::Result<Box<dyn Write>> {
        let mut name = name.into_os_string();
        name.push(self.compression.ending());
        let name = PathBuf::from(name);
        let file = File::create(part(&name))?;
        let shared = Shared(Rc::new(RefCell::new(Encoder::new(file, self.compression)?)));
        self.files.push((name, shared.clone()));
        Ok(Box::new(shared))
    }

    /// The documents that the format has put beside its files.
    pub fn made_documents(&self) -> Vec<PathBuf> {
        self.documents.made()
    }

    /// Ends the files and gives them their names, which are told.
    ///
    /// # Errors
    /// What writing the last bytes and renaming give.
    pub fn finish(&mut self) -> io::Result<Vec<PathBuf>> {
        let mut names = Vec::new();
        for (name, out) in std::mem::take(&mut self.files) {
            out.0.borrow_mut().finish()?;
            fs::rename(part(&name), &name)?;
            names.push(name);
        }
        Ok(names)
    }
}

impl Drop for Shard {
    fn drop(&mut self) {
        for (name, _) in &self.files {
            // What cannot be taken away is a file with a name that says so.
            let _ = fs::remove_file(part(name));
        }
    }
}

/// The name of a file that is not complete.
pub(super) fn part(name: &Path) -> PathBuf {
    let mut part = name.as_os_str().to_owned();
    part.push(".part");
    PathBuf::from(part)
}

impl Sink for Shard {
    fn main(&mut self) -> io::Result<Box<dyn Write + '_>> {
        self.open(self.base.clone()).map(|out| out as Box<dyn Write>)
    }

    fn side(&mut self, suffix: &str) -> io::Result<Box<dyn Write>> {
        let name = super::sink::beside(&self.base, suffix);
        self.open(name)
    }

    fn has_sides(&self) -> bool {
        true
    }

    fn documents(&self) -> Option<Documents> {
        Some(self.documents.clone())
    }
}
