//! Reads the tags and the text of a page in one pass, and hands them to the [`Builder`].
//!
//! Time and memory are linear in the page, whatever it holds: of attributes only the few that extraction reads are
//! looked at, and what is never content (scripts, styles, comments, pictures, form fields) is stepped over. Structured
//! data (`application/ld+json`) is collected on the way. How tags are told from text follows the HTML standard's
//! tokenizer (WHATWG HTML 13.2.5) as far as it matters for text.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::page::Page;
use super::tree::Builder;

/// The longest value of an attribute that is kept, in bytes (descriptions in `meta`).
const MAX_VALUE: usize = 4096;
/// The most bytes of structured data that are kept.
const MAX_DATA: usize = 4 << 20;
/// The longest name of an element that is looked at.
const MAX_NAME: usize = 60;

/// What the reader does with an element, and how the tree takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No end tag and no use here.
    Void,
    Break,
    Rule,
    Meta,
    Link,
    Title,
    /// Left out with all it holds.
    Dropped,
    /// Carries no meaning here: only its tags go.
    Plain,
    /// `html`, `head`, `body`: there is one of each, whatever the page says.
    Root,
    Paragraph,
    Heading,
    Item,
    Term,
    Table,
    Section,
    Row,
    Cell,
    Caption,
    /// `ul`, `ol`, `menu`: items do not end outside them.
    List,
    /// `div`, `address`: items may end across them.
    Box,
    /// Other blocks.
    Block,
    Anchor,
    Bold,
    /// Stands within a line of text.
    Inline,
    /// Not known to the standard.
    Other,
}

/// Names of elements, by what is done with them.
const NAMES: &[(Kind, &[&str])] = &[
    (
        Kind::Void,
        &[
            "area", "base", "col", "embed", "frame", "img", "input", "param", "source", "track", "wbr", "keygen",
            "basefont", "bgsound",
        ],
    ),
    (Kind::Break, &["br"]),
    (Kind::Rule, &["hr"]),
    (Kind::Meta, &["meta"]),
    (Kind::Link, &["link"]),
    (Kind::Title, &["title"]),
    (
        Kind::Dropped,
        &[
            "script", "style", "noscript", "template", "svg", "math", "iframe", "noembed", "noframes", "select",
            "textarea", "xmp", "canvas", "audio", "video", "datalist", "button", "map", "rt", "rp",
        ],
    ),
    (
        Kind::Plain,
        &[
            "i",
            "em",
            "u",
            "s",
            "small",
            "big",
            "code",
            "tt",
            "font",
            "strike",
            "nobr",
            "mark",
            "sub",
            "sup",
            "cite",
            "q",
            "abbr",
            "acronym",
            "dfn",
            "kbd",
            "samp",
            "var",
            "ins",
            "del",
            "bdi",
            "bdo",
            "ruby",
            "rb",
            "rtc",
            "picture",
            "plaintext",
            "object",
            "applet",
            "marquee",
            "frameset",
            "image",
            "listing",
            "optgroup",
            "option",
            "slot",
            "colgroup",
        ],
    ),
    (Kind::Root, &["html", "head", "body"]),
    (Kind::Paragraph, &["p"]),
    (Kind::Heading, &["h1", "h2", "h3", "h4", "h5", "h6"]),
    (Kind::Item, &["li"]),
    (Kind::Term, &["dt", "dd"]),
    (Kind::Table, &["table"]),
    (Kind::Section, &["thead", "tbody", "tfoot"]),
    (Kind::Row, &["tr"]),
    (Kind::Cell, &["td", "th"]),
    (Kind::Caption, &["caption"]),
    (Kind::List, &["ul", "ol", "menu"]),
    (Kind::Box, &["div", "address"]),
    (
        Kind::Block,
        &[
            "article",
            "aside",
            "blockquote",
            "center",
            "details",
            "dialog",
            "dir",
            "dl",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "header",
            "hgroup",
            "main",
            "nav",
            "pre",
            "search",
            "section",
            "summary",
        ],
    ),
    (Kind::Anchor, &["a"]),
    (Kind::Bold, &["b", "strong"]),
    (Kind::Inline, &["span", "time", "label", "data", "meter", "progress", "output"]),
];

/// The names by their first letter.
static TABLE: LazyLock<[Vec<(&'static str, Kind)>; 26]> = LazyLock::new(|| {
    let mut table: [Vec<(&'static str, Kind)>; 26] = std::array::from_fn(|_| Vec::new());
    for (kind, names) in NAMES {
        for name in *names {
            if let Some(slot) = slot(name).and_then(|slot| table.get_mut(slot)) {
                slot.push((name, *kind));
            }
        }
    }
    table
});

fn slot(name: &str) -> Option<usize> {
    name.bytes().next().filter(u8::is_ascii_lowercase).map(|b| usize::from(b - b'a'))
}

/// The name of an element, lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'p> {
    pub text: &'p str,
    pub kind: Kind,
}

fn known(name: &str) -> Option<Name<'static>> {
    let names = TABLE.get(slot(name)?)?;
    // Compared byte by byte: they are too short for more.
    names
        .iter()
        .find(|(text, _)| text.len() == name.len() && text.bytes().eq(name.bytes()))
        .map(|(text, kind)| Name { text, kind: *kind })
}

/// The name of a known element, for good.
pub(super) fn fixed(name: &str) -> Option<&'static str> {
    known(name).map(|name| name.text)
}

/// The element of that name, whatever its case; unknown ones are all one but for those with a hyphen, which stand in a
/// line.
fn named(raw: &str) -> Name<'_> {
    let small = !raw.bytes().any(|b| b.is_ascii_uppercase());
    let found = if small { known(raw) } else { known(&raw.to_ascii_lowercase()) };
    let kind = if raw.contains('-') { Kind::Inline } else { Kind::Other };
    found.unwrap_or(Name { text: raw.get(..MAX_NAME.min(raw.len())).unwrap_or("x"), kind })
}

/// Attributes that extraction reads.
const ATTRIBUTES: &[&str] = &[
    "class",
    "id",
    "href",
    "type",
    "style",
    "itemprop",
    "rel",
    "hreflang",
    "name",
    "property",
    "content",
    "datetime",
    "lang",
    "role",
    "http-equiv",
    "hidden",
    "aria-hidden",
];

/// The attributes of a tag that are read, as they stand in the page.
#[derive(Debug, Default)]
pub(super) struct Attributes<'p>(Vec<(&'static str, &'p str)>);

impl<'p> Attributes<'p> {
    pub(super) fn get(&self, name: &str) -> Option<&'p str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// Reads what stands behind the name of a tag; gives the length of the tag's rest, its `>` included.
    fn read(&mut self, text: &'p str) -> usize {
        self.0.clear();
        let bytes = text.as_bytes();
        let byte = |at: usize| bytes.get(at).copied();
        let mut at = 0;
        loop {
            while byte(at).is_some_and(|b| b.is_ascii_whitespace() || b == b'/') {
                at += 1;
            }
            match byte(at) {
                None => return text.len(),
                Some(b'>') => return at + 1,
                Some(_) => {}
            }
            let start = at;
            at += 1;
            while byte(at).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'=')) {
                at += 1;
            }
            let name = text.get(start..at).unwrap_or("");
            while byte(at).is_some_and(|b| b.is_ascii_whitespace()) {
                at += 1;
            }
            let mut value = "";
            if byte(at) == Some(b'=') {
                at += 1;
                while byte(at).is_some_and(|b| b.is_ascii_whitespace()) {
                    at += 1;
                }
                (value, at) = value_at(text, at);
            }
            self.keep(name, value);
        }
    }

    fn keep(&mut self, name: &str, value: &'p str) {
        let known = ATTRIBUTES.iter().find(|known| name.eq_ignore_ascii_case(known));
        let Some(known) = known.filter(|known| self.0.iter().all(|(n, _)| n != *known)) else {
            return;
        };
        if *known == "style" {
            if hides(value) {
                self.0.push(("hidden", ""));
            }
            return;
        }
        let end = (0..=MAX_VALUE.min(value.len())).rev().find(|at| value.is_char_boundary(*at)).unwrap_or(0);
        self.0.push((known, value.get(..end).unwrap_or("")));
    }
}

/// Whether a style hides its element.
fn hides(style: &str) -> bool {
    if !style.contains(':') {
        return false;
    }
    let style: String = style.chars().filter(|c| !c.is_whitespace()).take(2000).collect();
    let style = style.to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// The value at `at`, and the place behind it.
fn value_at(text: &str, at: usize) -> (&str, usize) {
    let rest = text.get(at..).unwrap_or("");
    match rest.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => {
            let inner = rest.get(1..).unwrap_or("");
            let end = inner.bytes().position(|b| b == *quote).unwrap_or(inner.len());
            (inner.get(..end).unwrap_or(""), (at + end + 2).min(text.len()))
        }
        _ => {
            let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(rest.len());
            (rest.get(..end).unwrap_or(""), at + end)
        }
    }
}

/// A page that was read, and its scripts of structured data.
pub(super) fn read(page: &str) -> (Page, Vec<&str>) {
    let mut reader = Reader {
        page,
        tree: Builder::new(),
        unclosed: HashSet::new(),
        data: Vec::new(),
        attributes: Attributes::default(),
    };
    let mut at = 0;
    while let Some(next) = page.get(at..).and_then(|rest| rest.find('<')).map(|n| at + n) {
        reader.tree.text(page.get(at..next).unwrap_or(""));
        at = reader.markup(next);
        if reader.tree.is_full() {
            at = page.len();
        }
    }
    reader.tree.text(page.get(at..).unwrap_or(""));
    (reader.tree.finish(), reader.data)
}

struct Reader<'p> {
    page: &'p str,
    tree: Builder<'p>,
    /// Names of dropped elements that have no end tag in the rest of the page.
    unclosed: HashSet<&'p str>,
    data: Vec<&'p str>,
    attributes: Attributes<'p>,
}

impl<'p> Reader<'p> {
    /// Handles what begins with the `<` at `at`; gives the place behind it.
    fn markup(&mut self, at: usize) -> usize {
        let rest = self.page.get(at + 1..).unwrap_or("");
        let end = |n: Option<usize>, length: usize| n.map_or(self.page.len(), |n| at + 1 + n + length);
        match rest.as_bytes().first() {
            Some(b'!') if rest.starts_with("!-->") => at + 5,
            Some(b'!') if rest.starts_with("!--") => end(rest.find("-->"), 3),
            Some(b'!' | b'?') => end(rest.find('>'), 1),
            Some(b'/') if rest.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic) => {
                let name = name(rest.get(1..).unwrap_or(""));
                self.tree.end(named(name));
                let behind = rest.get(1 + name.len()..).unwrap_or("");
                end(behind.bytes().position(|b| b == b'>').map(|n| 1 + name.len() + n), 1)
            }
            Some(b) if b.is_ascii_alphabetic() => self.start(at),
            _ => {
                self.tree.text("<");
                at + 1
            }
        }
    }

    fn start(&mut self, at: usize) -> usize {
        let rest = self.page.get(at + 1..).unwrap_or("");
        let raw = name(rest);
        let name = named(raw);
        let length = self.attributes.read(rest.get(raw.len()..).unwrap_or(""));
        let after = at + 1 + raw.len() + length;
        match name.kind {
            // What an article's text holds for readers without scripts is the text.
            Kind::Dropped if name.text == "noscript" && self.tree.in_body() => {}
            Kind::Dropped => return self.drop(name.text, after),
            Kind::Title => return self.title(after),
            _ => self.tree.start(name, &self.attributes),
        }
        after
    }

    /// Steps over an element that is never content; gives the place behind it.
    fn drop(&mut self, name: &'p str, from: usize) -> usize {
        if self.unclosed.contains(name) {
            return from;
        }
        let Some((inner, after)) = find_end(self.page, from, name) else {
            self.unclosed.insert(name);
            // The rest of the page is inside a script or a style that is never closed.
            return if matches!(name, "script" | "style") { self.page.len() } else { from };
        };
        let kind = self.attributes.get("type").unwrap_or("");
        let data = self.page.get(from..inner).unwrap_or("");
        let kept: usize = self.data.iter().map(|data| data.len()).sum();
        let room = self.data.len() < 100 && kept + data.len() <= MAX_DATA;
        if room && name == "script" && kind.to_ascii_lowercase().contains("ld+json") {
            self.data.push(data);
        }
        // Words on the two sides of a dropped element are not one word, but for readings over characters.
        if !matches!(name, "rt" | "rp") {
            self.tree.text(" ");
        }
        after
    }

    fn title(&mut self, from: usize) -> usize {
        if self.unclosed.contains("title") {
            return from;
        }
        let Some((inner, after)) = find_end(self.page, from, "title") else {
            self.unclosed.insert("title");
            return from;
        };
        self.tree.title(self.page.get(from..inner).unwrap_or(""));
        after
    }
}

/// The name of a tag at the start of `text`.
fn name(text: &str) -> &str {
    let end = text.bytes().position(|b| b.is_ascii_whitespace() || b == b'/' || b == b'>').unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// Where the end tag of `name` begins and ends, from `from` on.
fn find_end(page: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let start = at + page.get(at..)?.find('<')?;
        let rest = page.get(start + 1..)?;
        if let Some(rest) = rest.strip_prefix('/') {
            let matches = rest.get(..name.len()).is_some_and(|r| r.eq_ignore_ascii_case(name));
            let closed = rest.as_bytes().get(name.len()).is_none_or(|b| !b.is_ascii_alphanumeric());
            if matches && closed {
                let end = rest.find('>').map_or(page.len(), |n| start + 2 + n + 1);
                return Some((start, end));
            }
        }
        at = start + 1;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn texts(html: &str) -> Vec<String> {
        let (page, _) = read(html);
        page.blocks.iter().map(|b| b.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn scripts_and_comments_go_and_structured_data_is_kept() {
        let page = "<p class='x' onclick=\"a('>')\">One<!-- </p> --> two<script>if (a</p>b) {}</script></p>\
                    <SCRIPT TYPE='application/LD+JSON'>{\"a\":1}</SCRIPT><p>5 < 7";
        assert_eq!(texts(page), ["One two", "5 < 7"]);
        assert_eq!(read(page).1, ["{\"a\":1}"]);
    }

    #[test]
    fn a_picture_that_is_never_closed_hides_nothing() {
        assert_eq!(texts("<svg><path><p>Text stays</p>"), ["Text stays"]);
    }

    #[test]
    fn nesting_is_bounded_and_text_survives() {
        let page = format!("{}deep{}<p>after", "<div>".repeat(100_000), "</div>".repeat(100_000));
        assert_eq!(texts(&page), ["deep", "after"]);
        assert!(read(&page).0.elements.len() < 300);
    }

    proptest! {
        #[test]
        fn any_text_passes(page in "[<>/a-c!\"'= \\-]{0,200}") {
            read(&page);
        }
    }
}
