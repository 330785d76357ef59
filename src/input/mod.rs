//! Reads what was fetched: paths, folders and standard input, in any encoding, as plain text or HTML.

use serde::{Deserialize, Serialize};

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
    /// The decoded text, a byte-order mark removed.
    pub body: String,
    /// Text or HTML.
    pub format: Format,
    /// Name of the encoding that it was read with (WHATWG name).
    pub encoding: &'static str,
    /// Whether some bytes did not fit that encoding and became U+FFFD.
    pub lossy: bool,
}
