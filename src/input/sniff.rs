//! Tells text from binary files, and HTML from plain text.

use std::path::Path;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::Format;

/// How much of a document is looked at, in bytes.
const LOOK: usize = 64 << 10;

/// First bytes of files that are not text, by what they are.
const MAGIC: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "a PDF file"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF87a", "a GIF picture"),
    (0, b"GIF89a", "a GIF picture"),
    (0, b"RIFF", "a RIFF file (WebP, WAV, AVI)"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh9", "a bzip2 archive"),
    (0, b"\xfd7zXZ\0", "an xz archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\x7fELF", "a program"),
    (0, b"\xca\xfe\xba\xbe", "a program"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"ID3", "an MP3 recording"),
    (0, b"OggS", "an Ogg recording"),
    (4, b"ftyp", "an MP4 film"),
    (0, b"wOFF", "a font"),
    (0, b"wOF2", "a font"),
    (257, b"ustar", "a tar archive"),
];

/// What `bytes` are, and where that shows, if they are not text in `encoding`.
pub(super) fn binary(bytes: &[u8], encoding: &'static Encoding) -> Option<(&'static str, usize)> {
    let known = |(at, magic, kind): &(usize, &[u8], &'static str)| {
        bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)).then_some((*kind, *at))
    };
    if let Some(found) = MAGIC.iter().find_map(known) {
        return Some(found);
    }
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return None;
    }
    let head = bytes.get(..LOOK).unwrap_or(bytes);
    if let Some(at) = head.iter().position(|b| *b == 0) {
        return Some(("a binary file", at));
    }
    let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b);
    let count = head.iter().filter(|b| control(b)).count();
    (count * 20 > head.len()).then(|| ("a binary file", head.iter().position(control).unwrap_or(0)))
}

/// Whether a file found in a folder is worth a try: it has a name that text has, or no ending and a text's beginning.
pub(super) fn is_candidate(path: &Path, head: &dyn Fn() -> Vec<u8>) -> bool {
    match path.extension().and_then(|e| e.to_str()) {
        Some(ending) => ["txt", "text", "md", "html", "htm", "xhtml"].iter().any(|e| ending.eq_ignore_ascii_case(e)),
        None => {
            let head = head();
            !head.is_empty() && binary(&head, super::encoding::detect(&head)).is_none()
        }
    }
}

/// Text or HTML: by the content first, by the name's ending second.
pub(super) fn format(name: &str, body: &str) -> Format {
    let start = body.trim_start();
    let head = prefix(start, 1024).to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") || is_tagged_root(&head) {
        return Format::Html;
    }
    let tags = Tags::count(prefix(body, LOOK));
    let named = Path::new(name)
        .extension()
        .and_then(|e| e.to_str())
        .is_some_and(|ending| ["html", "htm", "xhtml", "xht", "shtml"].iter().any(|e| ending.eq_ignore_ascii_case(e)));
    // A page has many tags for its length; prose that talks of tags, or Markdown with a stray <br>, has few.
    let dense = tags.known >= 4 && tags.closed >= 1 && tags.bytes * 50 >= prefix(body, LOOK).len();
    let some = tags.known >= 1;
    if tags.structure || dense || (named && some) { Format::Html } else { Format::Text }
}

/// Whether the head opens, after comments and an XML declaration, with the root of a page.
fn is_tagged_root(head: &str) -> bool {
    let mut rest = head.trim_start();
    loop {
        let end = match rest {
            r if r.starts_with("<!--") => r.find("-->").map(|at| at + 3),
            r if r.starts_with("<?xml") => r.find("?>").map(|at| at + 2),
            _ => None,
        };
        match end.and_then(|at| rest.get(at..)) {
            Some(after) => rest = after.trim_start(),
            None => break,
        }
    }
    ["<!doctype html", "<html", "<head", "<body", "<meta"].iter().any(|root| rest.starts_with(root))
}

/// The longest piece of `text` from its start that has at most `bytes` bytes.
fn prefix(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or("")
}

/// What stands in a text of the tags that pages are made of.
#[derive(Default)]
struct Tags {
    known: usize,
    closed: usize,
    bytes: usize,
    structure: bool,
}

/// Elements that pages are made of; names of markup, not words of a language.
const ELEMENTS: &[&str] = &[
    "a",
    "article",
    "b",
    "blockquote",
    "br",
    "div",
    "em",
    "figure",
    "h1",
    "h2",
    "h3",
    "header",
    "i",
    "img",
    "li",
    "main",
    "p",
    "script",
    "section",
    "span",
    "strong",
    "style",
    "table",
    "td",
    "time",
    "title",
    "tr",
    "ul",
    "html",
    "head",
    "body",
    "meta",
];

impl Tags {
    fn count(text: &str) -> Tags {
        let mut tags = Tags::default();
        for piece in text.split('<').skip(1) {
            let (closing, name) = piece.strip_prefix('/').map_or((false, piece), |rest| (true, rest));
            let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
            let Some(name) = name.get(..end) else {
                continue;
            };
            let known = ELEMENTS.iter().any(|e| name.eq_ignore_ascii_case(e));
            let Some(length) = piece.find('>').filter(|_| known) else {
                continue;
            };
            tags.known += 1;
            tags.closed += usize::from(closing);
            tags.bytes += length + 2;
            tags.structure |= closing && ["html", "body", "head"].iter().any(|e| name.eq_ignore_ascii_case(e));
        }
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_before_the_name_does() {
        assert_eq!(format("a.txt", "<!-- cached --><!DOCTYPE html><title>x</title>"), Format::Html);
        assert_eq!(format("a.txt", "<div><p>The bridge reopened.</p><p>Cars crossed it.</p></div>"), Format::Html);
        assert_eq!(format("a.html", "The bridge reopened on Monday."), Format::Text);
        assert_eq!(format("a.html", "The bridge reopened<br>on Monday."), Format::Html);
    }

    #[test]
    fn prose_that_talks_of_tags_stays_text() {
        let prose = "Engineers said that the page sent <div> where <p> was due. ".repeat(4);
        assert_eq!(format("a.txt", &prose), Format::Text);
        assert_eq!(
            format("a.md", "Temperatures fell (5 < 7 and 9 > 3), said Ada Brandt.\n\n- one\n- two"),
            Format::Text
        );
    }
}
