//! Reads what was fetched: paths, folders and standard input, in any encoding, as plain text or HTML.

mod collect;
mod encoding;
mod error;
pub mod records;
mod sniff;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use collect::{collect, collect_sources};
pub use error::InputError;

/// The most bytes that are read as one document: 64 MiB.
pub const MAX_BYTES: usize = 64 << 20;

/// What a [`Document`]'s body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Text that a scraper left, one paragraph a line or hard-wrapped.
    Text,
    /// An HTML page or fragment.
    Html,
}

/// What was fetched, decoded but not yet cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Where it came from, as the user named it: a path, `-`, a URL.
    pub name: String,
    /// The decoded text, a byte-order mark removed, every line break a `\n`.
    pub body: String,
    /// Text or HTML.
    pub format: Format,
    /// Name of the encoding that it was read with (WHATWG name).
    pub encoding: &'static str,
    /// Whether some bytes did not fit that encoding and became U+FFFD.
    pub lossy: bool,
}

/// Reads one file. `-` is a file name here; for standard input see [`read_stdin`].
///
/// # Errors
/// Every kind of [`InputError`] except [`InputError::Loop`].
pub fn read_path(path: &Path) -> Result<Document, InputError> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => InputError::Missing { path: path.to_owned() },
        _ => InputError::Unreadable { name: name.clone(), source },
    })?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(InputError::Folder { path: path.to_owned() });
    }
    from_reader(&name, file)
}

/// Reads standard input to its end; the document's name is `-`.
///
/// # Errors
/// [`InputError::Empty`], [`InputError::Binary`], [`InputError::TooLarge`], [`InputError::Unreadable`].
pub fn read_stdin() -> Result<Document, InputError> {
    from_reader("-", io::stdin().lock())
}

fn from_reader(name: &str, reader: impl Read) -> Result<Document, InputError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    reader
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|source| InputError::Unreadable { name: name.to_owned(), source })?;
    from_bytes(name, &bytes)
}

/// Makes a document of bytes that were fetched elsewhere.
///
/// The encoding is told by a byte-order mark, a `<meta charset>` or XML declaration in the first 4096 bytes, by being
/// valid UTF-8, or else guessed from the bytes. Text or HTML is told by the content first, by the name second.
///
/// # Errors
/// [`InputError::Empty`], [`InputError::Binary`], [`InputError::TooLarge`].
///
/// ```
/// use newsalign::input::{Format, from_bytes};
///
/// let page = from_bytes("a.html", b"<meta charset=iso-8859-1><p>S\xe3o Paulo</p>")?;
/// assert_eq!(page.format, Format::Html);
/// assert_eq!(page.encoding, "windows-1252");
/// assert!(page.body.contains("São Paulo"));
/// # Ok::<(), newsalign::input::InputError>(())
/// ```
pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Document, InputError> {
    from_response(name, bytes, None)
}

/// The same for bytes that a server sent, with the name of the encoding that it said they have.
///
/// # Errors
/// As [`from_bytes`].
pub fn from_response(name: &str, bytes: &[u8], charset: Option<&str>) -> Result<Document, InputError> {
    if bytes.len() > MAX_BYTES {
        return Err(InputError::TooLarge { name: name.to_owned() });
    }
    if bytes.is_empty() {
        return Err(InputError::Empty { name: name.to_owned() });
    }
    let coding = encoding::detect_sent(bytes, charset);
    if let Some((kind, offset)) = sniff::binary(bytes, coding) {
        return Err(InputError::Binary { name: name.to_owned(), kind, offset });
    }
    let (text, lossy) = encoding::decode(bytes, coding);
    let body = encoding::normalize_breaks(text);
    if body.chars().all(crate::text::is_space) {
        return Err(InputError::Empty { name: name.to_owned() });
    }
    Ok(Document { name: name.to_owned(), format: sniff::format(name, &body), body, encoding: coding.name(), lossy })
}

impl Document {
    /// A plain text that is at hand as a string.
    pub fn text(name: impl Into<String>, body: impl Into<String>) -> Self {
        Document { name: name.into(), body: body.into(), format: Format::Text, encoding: "UTF-8", lossy: false }
    }

    /// An HTML page that is at hand as a string.
    pub fn html(name: impl Into<String>, body: impl Into<String>) -> Self {
        Document { format: Format::Html, ..Document::text(name, body) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn says_what_is_wrong_and_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let missing = read_path(&dir.path().join("brisa.txt")).unwrap_err().to_string();
        assert!(missing.contains("brisa.txt: there is no such file"), "{missing}");
        let folder = read_path(dir.path()).unwrap_err().to_string();
        assert!(folder.contains("this is a folder"), "{folder}");
        let empty = from_bytes("leer.txt", b"\xef\xbb\xbf \r\n\n").unwrap_err().to_string();
        assert_eq!(empty, "leer.txt: the file is empty; fetch the article again or leave the file out");
        let pdf = from_bytes("ata.pdf", b"%PDF-1.7\n1 0 obj").unwrap_err().to_string();
        assert!(pdf.contains("a PDF file, not text or HTML"), "{pdf}");
    }

    #[test]
    fn refuses_nul_bytes_but_reads_utf_16_without_a_mark() {
        assert!(matches!(from_bytes("a", b"Porto Brisa\0\0\x01 was"), Err(InputError::Binary { offset: 11, .. })));
        let bytes: Vec<u8> =
            "Ponte reaberta em Porto Brisa às 17h42.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let read = from_bytes("a", &bytes).unwrap();
        assert_eq!((read.body.as_str(), read.encoding), ("Ponte reaberta em Porto Brisa às 17h42.", "UTF-16LE"));
    }

    #[test]
    fn too_large_is_refused_before_it_is_decoded() {
        assert!(matches!(from_bytes("big", &vec![b'a'; MAX_BYTES + 1]), Err(InputError::TooLarge { .. })));
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_document_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(document) = from_bytes("x", &bytes) {
                prop_assert!(!document.body.contains('\r'));
            }
        }

        #[test]
        fn utf_8_text_is_read_as_it_is(text in "[a-zà-ÿ ]{0,40}[α-ω]{3,9}[0-9]{1,4}\\.") {
            let document = from_bytes("x.txt", text.as_bytes()).unwrap();
            prop_assert_eq!(document.body, text);
            prop_assert!(!document.lossy);
        }
    }
}
