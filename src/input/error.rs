use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::MAX_BYTES;

/// Why something could not be read. Each message names the file, what is wrong with it and what to do.
#[derive(Debug, Error)]
pub enum InputError {
    /// Nothing lies at that path.
    #[error("{}: there is no such file or folder; check the spelling of the path", .path.display())]
    Missing {
        /// The path as the user named it.
        path: PathBuf,
    },
    /// A folder where a file was wanted.
    #[error("{}: this is a folder, not a file; name the files in it, or let the folder be expanded", .path.display())]
    Folder {
        /// The path as the user named it.
        path: PathBuf,
    },
    /// No text in it.
    #[error("{name}: the file is empty; fetch the article again or leave the file out")]
    Empty {
        /// Name of the document.
        name: String,
    },
    /// Not text.
    #[error(
        "{name}: byte {offset} shows that this is {kind}, not text or HTML; convert it to UTF-8 text or HTML first"
    )]
    Binary {
        /// Name of the document.
        name: String,
        /// What it is, with its article: `a PDF file`.
        kind: &'static str,
        /// Where that shows, from 0.
        offset: usize,
    },
    /// A link that leads back to a folder above it.
    #[error(
        "{}: this link leads back to the folder {}, which holds it; it was not followed, remove the link",
        .link.display(), .folder.display()
    )]
    Loop {
        /// The link.
        link: PathBuf,
        /// The folder above it that it leads to.
        folder: PathBuf,
    },
    /// More than [`MAX_BYTES`].
    #[error("{name}: the file is larger than {} MiB, the most that is read as one article; split it", MAX_BYTES >> 20)]
    TooLarge {
        /// Name of the document.
        name: String,
    },
    /// The system would not give it.
    #[error("{name}: cannot be read ({source}); check that the file exists and that you may read it")]
    Unreadable {
        /// Name of the document.
        name: String,
        /// What the system said.
        source: io::Error,
    },
}
