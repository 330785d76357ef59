//! Reads sources that hold many documents, one by one and in constant memory: WARC and WET, JSON lines, feeds, ninjs,
//! NewsML-G2; a page or a text is a source of one.
//!
//! What a source is, is told by its first bytes, under gzip and Zstandard too. A record that is broken is handed out as [`Skipped`], and
//! reading goes on at the next one.
//!
//! ```
//! use std::io::Write;
//! use newsalign::input::records::{Limits, open};
//!
//! let mut file = tempfile::NamedTempFile::new()?;
//! writeln!(file, r#"{{"url": "https://post.example/ferry", "title": "Ferry sinks", "text": "The ferry sank off Saltby."}}"#)?;
//! writeln!(file, "{{broken")?;
//! let read: Vec<_> = open(file.path(), Limits::default())?.collect();
//! assert_eq!(read[0].as_ref().map(|r| r.known.url.as_deref()).ok(), Some(Some("https://post.example/ferry")));
//! assert_eq!(read[1].as_ref().err().map(|s| s.place.number), Some(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod feed;
#[cfg(feature = "collection")]
mod frames;
mod http;
mod inflate;
mod json;
mod newsml;
mod ninjs;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(test)]
mod tests;
mod tree;
mod warc;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::Path;

use super::{Document, InputError, MAX_BYTES, encoding, from_response, sniff};
use inflate::Inflated;

/// A document in a source, not yet decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The source's name; with `#` and the record's number where it holds several.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// What was fetched.
    pub body: Body,
    /// What the source says of it.
    pub known: Known,
}

/// Where a record stands in its source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its number, from 0; broken records count too.
    pub number: u64,
    /// Where it begins in the file, in bytes; under gzip where its member begins. For JSON documents and feeds 0.
    pub offset: u64,
}

/// The content of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Bytes as they were fetched, with the encoding that the server named.
    Bytes(Vec<u8>, Option<String>),
    /// Plain text.
    Text(String),
    /// A page or a fragment of one.
    Html(String),
}

/// What a source says of a document beside its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Where it was fetched from.
    pub url: Option<String>,
    /// When it was fetched, RFC 3339.
    pub fetched: Option<String>,
    /// When it was published, RFC 3339 or the day.
    pub published: Option<String>,
    /// Language (BCP 47).
    pub lang: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Translations: language tag (may be empty) and address.
    pub alternates: Vec<(String, String)>,
}

/// A record that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands.
    pub place: Place,
    /// Its address, as far as known.
    pub url: Option<String>,
    /// Why.
    pub reason: Reason,
    /// The same for a person.
    pub detail: String,
}

/// Why a record was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Its frame cannot be read: WARC header, JSON line, gzip member.
    Corrupt,
    /// More bytes than [`Limits::record`].
    TooLarge,
    /// The server's answer was no page: moved, not found.
    Status,
    /// Neither text nor a page: a picture, a style sheet.
    Media,
    /// Sent in a coding that is not read (compress).
    Coding,
    /// Nothing in it.
    Empty,
    /// Bytes that are no text.
    Binary,
}

impl Reason {
    /// Its name in the store and on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Corrupt => "corrupt",
            Reason::TooLarge => "too-large",
            Reason::Status => "http-status",
            Reason::Media => "media-type",
            Reason::Coding => "content-coding",
            Reason::Empty => "empty",
            Reason::Binary => "binary",
        }
    }
}

/// What is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record.
    pub record: usize,
}

impl Default for Limits {
    /// 4 MiB, far more than any article has; beyond that lie lists, archives and mistakes.
    fn default() -> Self {
        Limits { record: 4 << 20 }
    }
}

impl Record {
    /// Decodes it. Headline, address, language and translations that only the source knows are written into the page or
    /// before the text, where the extraction looks for them.
    ///
    /// # Errors
    /// Those of [`from_bytes`](super::from_bytes).
    pub fn document(&self) -> Result<Document, InputError> {
        match &self.body {
            Body::Bytes(bytes, charset) => from_response(&self.name, bytes, charset.as_deref()),
            Body::Text(text) if text.trim().is_empty() => Err(InputError::Empty { name: self.name.clone() }),
            Body::Html(html) if html.trim().is_empty() => Err(InputError::Empty { name: self.name.clone() }),
            Body::Text(text) => Ok(Document::text(&self.name, self.titled(text))),
            Body::Html(html) => Ok(Document::html(&self.name, self.page(html))),
        }
    }

    fn titled(&self, text: &str) -> String {
        let body = encoding::normalize_breaks(text.into());
        match self.known.title.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
            Some(title) if !body.trim_start().starts_with(title) => format!("{title}\n\n{body}"),
            _ => body,
        }
    }

    /// A whole page stays as it is; a fragment gets a head.
    fn page(&self, html: &str) -> String {
        let body = encoding::normalize_breaks(html.into());
        let start: String = body.trim_start().chars().take(200).collect::<String>().to_ascii_lowercase();
        if ["<!doctype", "<html", "<head"].iter().any(|root| start.contains(root)) {
            return body;
        }
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let known = &self.known;
        let mut page = String::from("<!DOCTYPE html><html><head>");
        let title = known.title.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(escape);
        if let Some(title) = &title {
            page.push_str(&format!("<title>{title}</title>"));
        }
        if let Some(url) = &known.url {
            page.push_str(&format!("<link rel=\"canonical\" href=\"{}\">", escape(url)));
        }
        page.push_str("</head><body><article>");
        if let Some(title) = title.filter(|_| !start.contains("<h1")) {
            page.push_str(&format!("<h1>{title}</h1>"));
        }
        page.push_str(&body);
        page.push_str("</article></body></html>");
        page
    }

    /// How many bytes it holds.
    pub fn size(&self) -> usize {
        match &self.body {
            Body::Bytes(bytes, _) => bytes.len(),
            Body::Text(text) | Body::Html(text) => text.len(),
        }
    }
}

/// The records of a source, in its order.
pub type Records = Box<dyn Iterator<Item = Result<Record, Skipped>> + Send>;

/// Opens a source; what it is, is told by its first bytes.
///
/// # Errors
/// [`InputError::Missing`], [`InputError::Folder`], [`InputError::Unreadable`]; [`InputError::TooLarge`] for a feed, a
/// JSON document or an XML file that cannot be read piece by piece. What is wrong further inside is handed out as
/// [`Skipped`].
pub fn open(path: &Path, limits: Limits) -> Result<Records, InputError> {
    let name = path.display().to_string();
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => InputError::Missing { path: path.to_owned() },
        _ => InputError::Unreadable { name: name.clone(), source },
    };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(InputError::Folder { path: path.to_owned() });
    }
    from_file(&name, file, limits)
}

fn from_file(name: &str, mut file: File, limits: Limits) -> Result<Records, InputError> {
    let unreadable = |source| InputError::Unreadable { name: name.to_owned(), source };
    let mut magic = [0_u8; 4];
    let got = read_up_to(&mut file, &mut magic).map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    #[cfg(feature = "collection")]
    if frames::is_zstd(magic.get(..got).unwrap_or_default()) {
        return from_stream(name, Stream::new(BufReader::with_capacity(1 << 16, frames::Frames::new(file))), limits);
    }
    #[cfg(feature = "parquet")]
    if magic.get(..got) == Some(parquet::MAGIC) {
        return Ok(Box::new(parquet::Rows::new(name, file, limits)));
    }
    if magic.get(..got).is_some_and(|magic| magic.starts_with(b"\x1f\x8b\x08")) {
        return from_stream(name, Stream::new(BufReader::with_capacity(1 << 16, Inflated::new(file))), limits);
    }
    from_stream(name, Stream::new(BufReader::with_capacity(1 << 16, Plain { file, at: 0 })), limits)
}

/// Reads standard input, as [`open`] reads a file; its name is `-`.
///
/// # Errors
/// [`InputError::Unreadable`], [`InputError::TooLarge`].
pub fn standard_input(limits: Limits) -> Result<Records, InputError> {
    // Gzip is resumed after a broken member by going back, which a pipe cannot: it is kept in a file meanwhile.
    let kept = || -> io::Result<File> {
        let mut file = tempfile::tempfile()?;
        io::copy(&mut io::stdin().lock(), &mut file)?;
        file.rewind()?;
        Ok(file)
    };
    let unreadable = |source| InputError::Unreadable { name: "-".to_owned(), source };
    from_file("-", kept().map_err(unreadable)?, limits)
}

fn read_up_to(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while let Some(rest) = buffer.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            n => got += n,
        }
    }
    Ok(got)
}

fn from_stream<R: Origin + Send + 'static>(
    name: &str,
    mut stream: Stream<R>,
    limits: Limits,
) -> Result<Records, InputError> {
    let unreadable = |source| InputError::Unreadable { name: name.to_owned(), source };
    let head = match stream.peek(4096) {
        Ok(head) => head.to_vec(),
        // A first member that is broken: the archive may go on behind it.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Ok(Box::new(warc::Warc::new(name, stream, limits, Some(error.to_string()))));
        }
        Err(source) => return Err(unreadable(source)),
    };
    let start = head.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if start.starts_with(b"WARC/") {
        return Ok(Box::new(warc::Warc::new(name, stream, limits, None)));
    }
    let ending = ending(name);
    if ["jsonl", "ndjson"].contains(&ending.as_str()) || is_json_lines(start) {
        return Ok(Box::new(json::Lines::new(name, stream, limits)));
    }
    let whole = |stream: Stream<R>| -> Result<Vec<u8>, InputError> {
        let mut bytes = Vec::new();
        stream.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        let fits = bytes.len() <= MAX_BYTES;
        if fits { Ok(bytes) } else { Err(InputError::TooLarge { name: name.to_owned() }) }
    };
    let is_json = ending == "json" && (start.starts_with(b"{") || start.starts_with(b"["));
    if is_json || start.starts_with(b"{\"") || start.starts_with(b"[{") {
        return Ok(Box::new(json::whole(name, &whole(stream)?)));
    }
    let text = String::from_utf8_lossy(start);
    if tree::ROOTS.iter().any(|root| has_root(&text, root)) {
        let bytes = whole(stream)?;
        let (text, _) = encoding::decode(&bytes, encoding::detect(&bytes));
        return Ok(Box::new(tree::records(name, &text)));
    }
    Ok(Box::new(single(name, stream, limits)))
}

/// Whether XML opens, after its declaration and comments, with an element of that local name.
fn has_root(head: &str, root: &str) -> bool {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    while rest.starts_with("<?") || rest.starts_with("<!--") {
        let end = if rest.starts_with("<?") { "?>" } else { "-->" };
        let Some((_, after)) = rest.split_once(end) else { return false };
        rest = after.trim_start();
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    let name = tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or_default();
    name.rsplit(':').next() == Some(root)
}

/// Whether the first line is a JSON object and another one follows it.
fn is_json_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    first.starts_with(b"{")
        && second.trim_ascii_start().starts_with(b"{")
        && serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok()
}

/// The file's ending in small letters, `gz` and `zst` left out.
pub(super) fn ending(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    name.rsplit_once('.').map(|(_, ending)| ending.to_owned()).unwrap_or_default()
}

/// A page or a text that is a source by itself.
fn single<R: Origin>(
    name: &str,
    stream: Stream<R>,
    limits: Limits,
) -> impl Iterator<Item = Result<Record, Skipped>> + use<R> {
    let mut bytes = Vec::new();
    let place = Place::default();
    let limit = limits.record.min(MAX_BYTES);
    let skipped = |reason, detail: String| Err(Skipped { place, url: None, reason, detail });
    let read = stream.take(limit as u64 + 1).read_to_end(&mut bytes);
    let item = match read {
        Err(error) => skipped(Reason::Corrupt, error.to_string()),
        Ok(_) if bytes.len() > limit => skipped(Reason::TooLarge, format!("more than {limit} bytes")),
        Ok(_) => Ok(Record { name: name.to_owned(), place, body: Body::Bytes(bytes, None), known: Known::default() }),
    };
    std::iter::once(item)
}

/// Whether a text is markup rather than prose.
fn sniff_html(text: &str) -> bool {
    sniff::format("", text) == super::Format::Html || (text.contains("</p>") || text.contains("<br"))
}

/// Whether a file found in a folder may hold documents.
pub(super) fn is_source(path: &Path, head: &dyn Fn() -> Vec<u8>) -> bool {
    const ENDINGS: &[&str] = &["warc", "wet", "jsonl", "ndjson", "json", "xml", "rss", "atom"];
    let ending = ending(&path.display().to_string());
    let parquet = cfg!(feature = "parquet") && ending == "parquet";
    parquet || ENDINGS.contains(&ending.as_str()) || sniff::is_candidate(path, head)
}

/// A reader that knows where in the file it is.
pub(super) trait Origin: Read {
    /// Where in the file the next byte stands if `waiting` bytes were read ahead; under gzip where its member begins.
    fn origin(&self, waiting: u64) -> u64;
}

struct Plain {
    file: File,
    at: u64,
}

impl Read for Plain {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.file.read(buffer)?;
        self.at += got as u64;
        Ok(got)
    }
}

impl Origin for Plain {
    fn origin(&self, waiting: u64) -> u64 {
        self.at.saturating_sub(waiting)
    }
}

/// A buffered reader into which bytes can be pushed back.
pub(super) struct Stream<R: Origin> {
    pushed: io::Cursor<Vec<u8>>,
    inner: BufReader<R>,
}

impl<R: Origin> Stream<R> {
    fn new(inner: BufReader<R>) -> Self {
        Stream { pushed: io::Cursor::new(Vec::new()), inner }
    }

    /// Where in the file the next byte stands, or its gzip member.
    fn place(&self) -> u64 {
        let waiting = self.inner.buffer().len() as u64;
        let back = (self.pushed.get_ref().len() as u64).saturating_sub(self.pushed.position());
        self.inner.get_ref().origin(waiting + back)
    }

    /// The first bytes, which stay to be read.
    fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        let mut head = vec![0; count];
        let got = read_up_to(self, &mut head)?;
        head.truncate(got);
        self.push_back(head);
        Ok(self.pushed.get_ref())
    }

    /// Puts bytes before all others.
    fn push_back(&mut self, mut bytes: Vec<u8>) {
        let at = usize::try_from(self.pushed.position()).unwrap_or(usize::MAX);
        bytes.extend_from_slice(self.pushed.get_ref().get(at..).unwrap_or_default());
        self.pushed = io::Cursor::new(bytes);
    }

    /// A line without its break; `None` at the end. More than `limit` bytes are passed over and `false` is told.
    fn line(&mut self, limit: usize) -> io::Result<Option<(Vec<u8>, bool)>> {
        let (mut line, mut whole, mut any) = (Vec::new(), true, false);
        loop {
            let buffer = self.fill_buf()?;
            if buffer.is_empty() {
                return Ok(any.then_some((line, whole)));
            }
            any = true;
            let end = buffer.iter().position(|b| *b == b'\n');
            let piece = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            let used = piece.len() + usize::from(end.is_some());
            if line.len() + piece.len() <= limit {
                line.extend_from_slice(piece);
            } else {
                whole = false;
            }
            self.consume(used);
            if end.is_some() {
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(Some((line, whole)));
            }
        }
    }
}

impl<R: Origin> Read for Stream<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.pushed.read(buffer)? {
            0 => self.inner.read(buffer),
            got => Ok(got),
        }
    }
}

impl<R: Origin> BufRead for Stream<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = (self.pushed.position() as usize) < self.pushed.get_ref().len();
        if left { self.pushed.fill_buf() } else { self.inner.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        let left = (self.pushed.position() as usize) < self.pushed.get_ref().len();
        if left { self.pushed.consume(amount) } else { self.inner.consume(amount) }
    }
}
