//! Makes a page safe and light before it is parsed.
//!
//! A parser that follows the HTML standard nests elements as deep as the page says, walks that nesting for every tag,
//! compares every attribute of a tag with all others, and opens unclosed formatting elements again in every
//! paragraph: hostile pages make each of these quadratic. One pass over the tags bounds them all: nesting is cut at
//! [`MAX_DEPTH`], only the few attributes that extraction reads are kept, formatting elements become `span`s or go,
//! and what is never content (scripts, styles, comments, pictures, form fields) is left out. Structured data
//! (`application/ld+json`) is collected on the way.

use std::collections::HashSet;

/// Elements nested deeper than this are taken as part of the one above them.
const MAX_DEPTH: usize = 256;
/// How far up an end tag looks for its start tag.
const LOOK_UP: usize = 64;
/// The longest value of an attribute that is kept, in bytes (descriptions in `meta`).
const MAX_VALUE: usize = 4096;
/// The most bytes of structured data that are kept.
const MAX_DATA: usize = 4 << 20;

/// A page ready to be parsed.
#[derive(Debug, Default)]
pub(super) struct Guarded {
    /// The page, reduced.
    pub html: String,
    /// Contents of its `application/ld+json` scripts.
    pub data: Vec<String>,
}

/// Elements that have no end tag and no use here, or only themselves.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr", "keygen", "basefont", "bgsound",
];
/// Of those, the ones that are kept.
const VOID_KEPT: &[&str] = &["br", "hr", "link", "meta"];
/// Elements that are dropped with all they hold.
const DROPPED: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "noembed", "noframes",
    "select", "textarea", "xmp", "canvas", "audio", "video", "datalist", "button", "map", "rt",
    "rp",
];
/// Elements that carry no meaning here: only their tags go.
const PLAIN: &[&str] = &[
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
    "dialog-root",
];
/// Elements whose end tags may be left out; the parser closes them by itself, so that they do not nest.
const SELF_CLOSING: &[&str] = &[
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "html", "head",
    "body",
];
/// Attributes that extraction reads.
const ATTRIBUTES: &[&str] = &[
    "class",
    "id",
    "itemprop",
    "itemtype",
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

/// Reduces `page`; linear in its length.
pub(super) fn guard(page: &str) -> Guarded {
    let mut pass = Pass {
        page,
        out: Guarded::default(),
        open: Vec::new(),
        over: 0,
        unclosed: HashSet::new(),
        data: 0,
    };
    pass.out.html.reserve(page.len() / 2);
    let mut at = 0;
    while let Some(next) = page
        .get(at..)
        .and_then(|rest| rest.find('<'))
        .map(|n| at + n)
    {
        pass.text(at, next);
        at = pass.markup(next);
    }
    pass.text(at, page.len());
    pass.out
}

struct Pass<'p> {
    page: &'p str,
    out: Guarded,
    /// Names of the open elements that can nest.
    open: Vec<String>,
    /// Elements beyond the depth that are open.
    over: usize,
    /// Names of dropped elements that have no end tag in the rest of the page.
    unclosed: HashSet<&'static str>,
    data: usize,
}

impl Pass<'_> {
    fn text(&mut self, from: usize, to: usize) {
        self.out
            .html
            .push_str(self.page.get(from..to).unwrap_or(""));
    }

    /// Handles what begins with the `<` at `at`; gives the place behind it.
    fn markup(&mut self, at: usize) -> usize {
        let rest = self.page.get(at + 1..).unwrap_or("");
        let end = |mark: &str| {
            rest.find(mark)
                .map_or(self.page.len(), |n| at + 1 + n + mark.len())
        };
        match rest.as_bytes().first() {
            Some(b'!') if rest.starts_with("!--") => {
                if rest.starts_with("!-->") {
                    at + 5
                } else {
                    end("-->")
                }
            }
            Some(b'!' | b'?') => {
                if rest
                    .get(..8)
                    .is_some_and(|r| r.eq_ignore_ascii_case("!doctype"))
                {
                    self.out.html.push_str("<!DOCTYPE html>");
                }
                end(">")
            }
            Some(b'/') if rest.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic) => {
                let name = name(rest.get(1..).unwrap_or(""));
                self.close(&name.to_ascii_lowercase());
                end(">")
            }
            Some(b) if b.is_ascii_alphabetic() => self.start(at),
            _ => {
                self.out.html.push_str("&lt;");
                at + 1
            }
        }
    }

    fn start(&mut self, at: usize) -> usize {
        let rest = self.page.get(at + 1..).unwrap_or("");
        let name = name(rest).to_ascii_lowercase();
        let (attributes, length) = attributes(rest.get(name.len()..).unwrap_or(""));
        let after = at + 1 + name.len() + length;
        if let Some(name) = DROPPED.iter().find(|n| **n == name) {
            return self.drop(name, &attributes, after);
        }
        let is = |list: &[&str]| list.contains(&name.as_str());
        match () {
            () if is(VOID) => {
                if is(VOID_KEPT) {
                    self.emit(&name, &attributes);
                }
            }
            () if is(PLAIN) => {}
            () if is(SELF_CLOSING) => self.emit(&name, &attributes),
            () if self.open.len() >= MAX_DEPTH => self.over += 1,
            () => {
                let link = name == "a";
                // An anchor without a target is no link, and is often left open.
                if !link || attributes.iter().any(|(n, _)| *n == "href") {
                    self.emit_element(&name, &attributes);
                    self.open.push(name);
                }
            }
        }
        after
    }

    /// Links and bold text become marked spans, which do not take part in the standard's repair of formatting.
    fn emit_element(&mut self, name: &str, attributes: &[(&str, String)]) {
        match name {
            "a" => self.emit_as("span", "a", attributes),
            "b" | "strong" => self.emit_as("span", "b", attributes),
            _ => self.emit(name, attributes),
        }
    }

    fn emit_as(&mut self, name: &str, kind: &str, attributes: &[(&str, String)]) {
        self.emit(name, attributes);
        if self.out.html.pop() == Some('>') {
            self.out.html.push_str(" data-kind=\"");
            self.out.html.push_str(kind);
            self.out.html.push_str("\">");
        }
    }

    fn emit(&mut self, name: &str, attributes: &[(&str, String)]) {
        let html = &mut self.out.html;
        html.push('<');
        html.push_str(name);
        let bare = name == "html" || name == "body";
        for (attribute, value) in attributes {
            let wanted = ATTRIBUTES.contains(attribute) && (!bare || *attribute == "lang");
            if wanted || (*attribute == "href" && name == "link") {
                html.push(' ');
                html.push_str(attribute);
                html.push_str("=\"");
                html.push_str(&value.replace('"', "&quot;"));
                html.push('"');
            }
        }
        html.push('>');
    }

    fn close(&mut self, name: &str) {
        let is = |list: &[&str]| list.contains(&name);
        if is(DROPPED) || is(PLAIN) || is(VOID) {
            if name == "br" {
                self.out.html.push_str("<br>");
            }
            return;
        }
        if is(SELF_CLOSING) {
            self.emit_end(name);
            return;
        }
        if self.over > 0 {
            self.over -= 1;
            return;
        }
        let found = self
            .open
            .iter()
            .rev()
            .take(LOOK_UP)
            .position(|open| open == name);
        if let Some(up) = found {
            self.open.truncate(self.open.len() - 1 - up);
            self.emit_end(if matches!(name, "a" | "b" | "strong") {
                "span"
            } else {
                name
            });
        }
    }

    fn emit_end(&mut self, name: &str) {
        self.out.html.push_str("</");
        self.out.html.push_str(name);
        self.out.html.push('>');
    }

    /// Skips an element that is never content; gives the place behind it.
    fn drop(&mut self, name: &'static str, attributes: &[(&str, String)], from: usize) -> usize {
        if self.unclosed.contains(name) {
            return from;
        }
        let Some((inner, after)) = find_end(self.page, from, name) else {
            self.unclosed.insert(name);
            // The rest of the page is inside a script or a style that is never closed.
            return if matches!(name, "script" | "style") {
                self.page.len()
            } else {
                from
            };
        };
        let kind = attributes
            .iter()
            .find(|(n, _)| *n == "type")
            .map(|(_, v)| v.to_ascii_lowercase());
        let data = self.page.get(from..inner).unwrap_or("");
        if kind.is_some_and(|k| k.contains("ld+json")) && self.data + data.len() <= MAX_DATA {
            self.data += data.len();
            self.out.data.push(data.to_owned());
        }
        // Words on the two sides of a dropped element are not one word, but for readings over characters.
        if !matches!(name, "rt" | "rp") {
            self.out.html.push(' ');
        }
        after
    }
}

/// The name of a tag at the start of `text`.
fn name(text: &str) -> &str {
    let end = text
        .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
        .unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// Where the end tag of `name` begins and ends, from `from` on.
fn find_end(page: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let start = at + page.get(at..)?.find("</")?;
        let rest = page.get(start + 2..)?;
        let matches = rest
            .get(..name.len())
            .is_some_and(|r| r.eq_ignore_ascii_case(name));
        let closed = rest
            .as_bytes()
            .get(name.len())
            .is_none_or(|b| !b.is_ascii_alphanumeric());
        if matches && closed {
            let end = rest.find('>').map_or(page.len(), |n| start + 2 + n + 1);
            return Some((start, end));
        }
        at = start + 2;
    }
}

/// The kept attributes of a tag, and the length of the tag's rest, its `>` included.
fn attributes(text: &str) -> (Vec<(&'static str, String)>, usize) {
    let bytes = text.as_bytes();
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut at = 0;
    let byte = |at: usize| bytes.get(at).copied();
    loop {
        while byte(at).is_some_and(|b| b.is_ascii_whitespace() || b == b'/') {
            at += 1;
        }
        match byte(at) {
            None => return (out, text.len()),
            Some(b'>') => return (out, at + 1),
            Some(_) => {}
        }
        let start = at;
        at += 1;
        while byte(at).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'='))
        {
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
            let (found, after) = value_at(text, at);
            (value, at) = (found, after);
        }
        keep(&mut out, name, value);
    }
}

/// The value at `at`, and the place behind it.
fn value_at(text: &str, at: usize) -> (&str, usize) {
    let rest = text.get(at..).unwrap_or("");
    match rest.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => {
            let inner = rest.get(1..).unwrap_or("");
            let end = inner
                .bytes()
                .position(|b| b == *quote)
                .unwrap_or(inner.len());
            (
                inner.get(..end).unwrap_or(""),
                (at + end + 2).min(text.len()),
            )
        }
        _ => {
            let end = rest
                .find(|c: char| c.is_ascii_whitespace() || c == '>')
                .unwrap_or(rest.len());
            (rest.get(..end).unwrap_or(""), at + end)
        }
    }
}

fn keep(out: &mut Vec<(&'static str, String)>, name: &str, value: &str) {
    let known = ATTRIBUTES
        .iter()
        .chain(&["href", "type", "style"])
        .find(|known| name.eq_ignore_ascii_case(known));
    let Some(known) = known.filter(|known| out.iter().all(|(n, _)| n != *known)) else {
        return;
    };
    if *known == "style" {
        let style: String = value
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(2000)
            .collect();
        let style = style.to_ascii_lowercase();
        if style.contains("display:none") || style.contains("visibility:hidden") {
            out.push(("hidden", String::new()));
        }
        return;
    }
    let end = (0..=MAX_VALUE.min(value.len()))
        .rev()
        .find(|at| value.is_char_boundary(*at))
        .unwrap_or(0);
    out.push((known, value.get(..end).unwrap_or("").to_owned()));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scripts_and_comments_go_and_structured_data_is_kept() {
        let page = "<p class='x' onclick=\"a('>')\">One<!-- </p> --> two<script>if (a</p>b) {}</script></p>\
                    <SCRIPT TYPE='application/LD+JSON'>{\"a\":1}</SCRIPT><p>5 < 7";
        let guarded = guard(page);
        assert_eq!(guarded.html, "<p class=\"x\">One two </p> <p>5 &lt; 7");
        assert_eq!(guarded.data, ["{\"a\":1}"]);
    }

    #[test]
    fn a_picture_that_is_never_closed_hides_nothing() {
        assert!(
            guard("<svg><path><p>Text stays</p>")
                .html
                .contains("Text stays")
        );
    }

    #[test]
    fn nesting_is_bounded_and_text_survives() {
        let page = format!(
            "{}deep{}<p>after",
            "<div>".repeat(100_000),
            "</div>".repeat(100_000)
        );
        let html = guard(&page).html;
        assert_eq!(html.matches("<div>").count(), MAX_DEPTH);
        assert!(html.contains("deep") && html.ends_with("<p>after"));
    }

    proptest! {
        #[test]
        fn any_text_passes(page in "[<>/a-c!\"'= \\-]{0,200}") {
            guard(&page);
        }
    }
}
