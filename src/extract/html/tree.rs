//! Builds the tree of a page and cuts its text into raw blocks, as the tags come.
//!
//! Of the standard's tree construction (WHATWG HTML 13.2.6) what decides which element holds which text is followed:
//! end tags that may be left out, the order within tables, end tags that close nothing. Formatting is not repaired: links
//! and bold text are parts of a line that end with their block. Nesting is cut at [`MAX_DEPTH`], so that every step is
//! bounded by it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::hints::{self, Hint};
use super::page::{BREAK, Element, Page, Raw};
use super::signs::{self, Signs};
use super::tags::{Attributes, Kind, Name};
use crate::extract::Reason;
use crate::extract::clean::Cleaner;

/// The most blocks of one page; what comes behind them is not read.
const MAX_BLOCKS: usize = 200_000;
/// Elements nested deeper than this are taken as part of the one above them.
const MAX_DEPTH: usize = 256;
/// The most different names under one parent that are counted for paths.
const MAX_NAMES: usize = 32;

/// What the classes or the id of an element say, mostly nothing, and their hash.
#[derive(Clone, Debug, Default)]
struct Told {
    hints: Option<Rc<[Hint]>>,
    hash: u64,
}

/// A hash of names (FNV-1a), the same on every machine.
fn hash(seed: u64, text: &str) -> u64 {
    text.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}

/// An element that has not ended yet.
struct Open<'p> {
    index: usize,
    name: Name<'p>,
    /// Stands within a line.
    inline: bool,
    /// It or one above is a link, keeps its line breaks.
    link: bool,
    preformatted: bool,
    /// It or a part of the line above it is bold.
    bold: bool,
    /// Has a name of its own.
    named: bool,
    /// The nearest element that is no part of a line.
    holder: usize,
    /// How many children of each name it has had.
    names: Vec<(u64, usize)>,
}

/// Takes tags and text, and makes a [`Page`] of them.
pub(super) struct Builder<'p> {
    page: Page,
    open: Vec<Open<'p>>,
    /// Emptied lists of names of elements that have ended, for those to come.
    spare: Vec<Vec<(u64, usize)>>,
    /// Elements beyond the depth that are open.
    over: usize,
    /// Open paragraphs.
    paragraphs: usize,
    /// What names that came before say.
    names: HashMap<&'p str, Told>,
    parts: hints::Parts,
    cleaner: Cleaner,
    signs: Signs,
    block: Raw,
    /// Line breaks since the last text.
    breaks: usize,
    /// An inline element with a name of its own has just ended: the next one of its kind is another word.
    seam: bool,
}

fn inline(kind: Kind) -> bool {
    matches!(kind, Kind::Anchor | Kind::Bold | Kind::Inline)
}

/// Elements that an end tag of a part of a line does not reach across.
fn special(kind: Kind) -> bool {
    !matches!(kind, Kind::Anchor | Kind::Bold | Kind::Inline | Kind::Other)
}

/// Elements that end tags of others do not reach across.
fn border(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::Cell | Kind::Caption | Kind::Root)
}

impl<'p> Builder<'p> {
    pub(super) fn new() -> Self {
        let mut builder = Builder {
            page: Page::default(),
            open: Vec::with_capacity(64),
            spare: Vec::new(),
            over: 0,
            paragraphs: 0,
            names: HashMap::with_capacity(256),
            parts: hints::Parts::default(),
            cleaner: Cleaner::default(),
            signs: Signs::default(),
            block: Raw::default(),
            breaks: 0,
            seam: false,
        };
        for text in ["html", "body"] {
            builder.push(Name { text, kind: Kind::Root }, &Attributes::default());
        }
        builder
    }

    /// Whether the innermost element that is open says that it holds the article's text.
    pub(super) fn in_body(&self) -> bool {
        self.open.last().and_then(|open| self.page.elements.get(open.index)).is_some_and(|element| element.body)
    }

    /// Whether no more blocks are taken.
    pub(super) fn is_full(&self) -> bool {
        self.page.blocks.len() > MAX_BLOCKS
    }

    pub(super) fn finish(mut self) -> Page {
        self.flush();
        self.signs.close(0);
        self.page.signs = self.signs.finish();
        self.page
    }

    /// The title of the page, its references not resolved.
    pub(super) fn title(&mut self, text: &str) {
        if self.page.head.title.is_none() {
            self.page.head.title = Some(text.to_owned());
        }
    }

    /// A start tag.
    pub(super) fn start(&mut self, name: Name<'p>, attributes: &Attributes<'p>) {
        match name.kind {
            Kind::Void | Kind::Plain | Kind::Dropped | Kind::Title => {}
            Kind::Break => {
                self.breaks += 1;
                self.seam = false;
            }
            Kind::Rule => {
                self.close_paragraph();
                self.flush();
            }
            Kind::Meta => self.meta(attributes),
            Kind::Link => self.link(attributes),
            Kind::Root => {
                let lang = attributes.get("lang").filter(|l| name.text == "html" && !l.trim().is_empty());
                self.page.head.lang = self.page.head.lang.take().or(lang.map(str::to_owned));
            }
            // An anchor without a target is no link, and is often left open.
            Kind::Anchor if attributes.get("href").is_none() => {}
            _ if self.open.len() >= MAX_DEPTH && !self.fits(name.kind) => {
                if !matches!(name.kind, Kind::Paragraph | Kind::Item | Kind::Term) {
                    self.over += 1;
                }
                if !inline(name.kind) {
                    self.flush();
                }
            }
            _ => {
                if self.make_way(name.kind) {
                    self.push(name, attributes);
                }
            }
        }
    }

    /// Whether an element may open at the greatest depth: it takes the place of one of its kind.
    fn fits(&self, kind: Kind) -> bool {
        let replaces = matches!(kind, Kind::Paragraph | Kind::Item | Kind::Term | Kind::Heading);
        let same = replaces && self.open.last().is_some_and(|o| o.name.kind == kind);
        same || matches!(kind, Kind::Row | Kind::Cell | Kind::Section)
    }

    /// Closes what cannot hold a new element of that kind, and opens what it needs around it; whether it may open.
    fn make_way(&mut self, kind: Kind) -> bool {
        match kind {
            Kind::Anchor | Kind::Bold | Kind::Inline | Kind::Other => {}
            Kind::Section | Kind::Row | Kind::Cell => return self.make_way_in_table(kind),
            // Outside a table it is no element, however much text a page sets in it.
            Kind::Caption if self.find(|name| name.kind == Kind::Table, |_| false).is_none() => return false,
            Kind::Item | Kind::Term => {
                let stops = |k: Kind| special(k) && !matches!(k, Kind::Box | Kind::Paragraph);
                if let Some(at) = self.find(|name| name.kind == kind, |k| stops(k) && k != kind) {
                    self.close_to(at);
                }
                self.close_paragraph();
            }
            _ => {
                self.close_paragraph();
                let heading = self.open.last().is_some_and(|o| o.name.kind == Kind::Heading);
                if kind == Kind::Heading && heading {
                    self.close_to(self.open.len() - 1);
                }
            }
        }
        true
    }

    /// Rows end rows and cells end cells; the parts of a table that were left out are opened.
    fn make_way_in_table(&mut self, kind: Kind) -> bool {
        let Some(table) = self.find(|name| name.kind == Kind::Table, |_| false) else {
            return false;
        };
        let level = |k: Kind| match k {
            Kind::Section => 1,
            Kind::Row => 2,
            Kind::Cell => 3,
            _ => 4,
        };
        // The innermost part of the table that may hold the new one.
        let parts = self.open.iter().enumerate().skip(table + 1).take_while(|(_, o)| level(o.name.kind) < level(kind));
        let keep = parts.map(|(at, _)| at).last().unwrap_or(table);
        self.close_to(keep + 1);
        let held = self.open.last().map_or(0, |o| if o.name.kind == Kind::Table { 0 } else { level(o.name.kind) });
        for (own, text, kind_of) in [(1, "tbody", Kind::Section), (2, "tr", Kind::Row)] {
            if own > held && own < level(kind) {
                self.push(Name { text, kind: kind_of }, &Attributes::default());
            }
        }
        true
    }

    /// An end tag.
    pub(super) fn end(&mut self, name: Name<'_>) {
        match name.kind {
            Kind::Break => {
                self.breaks += 1;
                self.seam = false;
            }
            Kind::Void
            | Kind::Plain
            | Kind::Dropped
            | Kind::Title
            | Kind::Rule
            | Kind::Meta
            | Kind::Link
            | Kind::Root => {}
            Kind::Paragraph => {
                self.close_paragraph();
                self.flush();
            }
            Kind::Item | Kind::Term => {
                let list = |k: Kind| border(k) || (k == Kind::List && name.kind == Kind::Item);
                self.close(|open| open.text == name.text, list);
            }
            Kind::Section | Kind::Row | Kind::Cell => {
                self.close(|open| open.text == name.text, |k| k == Kind::Table);
            }
            _ if self.over > 0 => self.over -= 1,
            Kind::Table => self.close(|open| open.kind == Kind::Table, |_| false),
            Kind::Heading => self.close(|open| open.kind == Kind::Heading, border),
            Kind::Anchor | Kind::Bold | Kind::Inline | Kind::Other => {
                self.close(|open| open.text == name.text, special);
            }
            _ => self.close(|open| open.text == name.text, border),
        }
    }

    /// The innermost open element that is `wanted`, if no `barrier` stands before it.
    fn find(&self, wanted: impl Fn(&Name<'_>) -> bool, barrier: impl Fn(Kind) -> bool) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if wanted(&open.name) {
                return Some(at);
            }
            if barrier(open.name.kind) {
                return None;
            }
        }
        None
    }

    fn close(&mut self, wanted: impl Fn(&Name<'_>) -> bool, barrier: impl Fn(Kind) -> bool) {
        if let Some(at) = self.find(wanted, barrier) {
            self.close_to(at);
        }
    }

    fn close_paragraph(&mut self) {
        if self.paragraphs > 0 {
            self.close(|open| open.kind == Kind::Paragraph, border);
        }
    }

    /// Ends all open elements from the one at `at` on; never `html` and `body`.
    fn close_to(&mut self, at: usize) {
        while self.open.len() > at.max(2) {
            let Some(mut open) = self.open.pop() else { return };
            open.names.clear();
            self.spare.push(open.names);
            self.paragraphs -= usize::from(open.name.kind == Kind::Paragraph);
            if open.inline {
                self.seam |= open.named;
            } else {
                self.flush();
            }
            if self.signs.is_open() {
                self.signs.close(self.open.len());
            }
        }
    }

    fn push(&mut self, name: Name<'p>, attributes: &Attributes<'p>) {
        let inline = inline(name.kind);
        if !inline {
            self.flush();
        }
        let class = attributes.get("class").unwrap_or("");
        let mark = matches!(name.kind, Kind::Anchor | Kind::Bold);
        let named = mark || !class.is_empty() || name.text == "time";
        if inline && named && self.seam {
            self.put(" ");
        }
        self.seam = false;
        if name.text == "time" {
            self.time(attributes);
        } else if name.kind == Kind::Anchor {
            self.translation(attributes);
        }
        let index = self.add(name, class, attributes);
        if let Some((element, sure)) =
            self.page.elements.last().and_then(|e| Some((e, signs::told(attributes, e.hints.as_deref())?)))
        {
            self.signs.open(self.open.len(), self.page.blocks.len(), (index, element.hash), sure);
        }
        let above = self.open.last();
        let open = Open {
            index,
            inline,
            link: name.kind == Kind::Anchor || above.is_some_and(|o| o.link),
            preformatted: name.text == "pre" || above.is_some_and(|o| o.preformatted),
            bold: inline && (name.kind == Kind::Bold || above.is_some_and(|o| o.bold)),
            named,
            holder: if inline { above.map_or(index, |o| o.holder) } else { index },
            names: self.spare.pop().unwrap_or_default(),
            name,
        };
        self.paragraphs += usize::from(name.kind == Kind::Paragraph);
        self.open.push(open);
    }

    fn add(&mut self, name: Name<'p>, class: &'p str, attributes: &Attributes<'p>) -> usize {
        let own: Cow<'static, str> = match name.kind {
            Kind::Anchor | Kind::Bold => Cow::Borrowed("span"),
            Kind::Other => Cow::Owned(name.text.to_ascii_lowercase()),
            Kind::Inline if name.text.contains('-') => Cow::Owned(name.text.to_ascii_lowercase()),
            _ => super::tags::fixed(name.text).map_or_else(|| Cow::Owned(name.text.to_owned()), Cow::Borrowed),
        };
        let parent = self.open.last().map(|o| o.index);
        let of_name = hash(0, &own);
        let nth = self.open.last_mut().map_or(1, |open| count(&mut open.names, of_name));
        let id = attributes.get("id").unwrap_or("");
        let of_class = self.told(class);
        // A quotation that is named after a network is a post of it, and no button to share something.
        let shares = |hint: &Hint| matches!(hint, Hint::Furniture(Reason::Share, _));
        let post = own == "blockquote" && of_class.hints.iter().any(|hints| hints.iter().any(shares));
        let of_class_hints = of_class.hints.filter(|_| !post);
        let hints = match (of_class_hints, self.told(id).hints) {
            (Some(class), Some(id)) => Some(class.iter().chain(id.iter()).copied().collect()),
            (class, id) => class.or(id),
        };
        let role = attributes.get("role").unwrap_or("");
        let body = attributes.get("itemprop").unwrap_or("").split(' ').any(|p| p.eq_ignore_ascii_case("articlebody"));
        self.page.elements.push(Element {
            parent,
            nth,
            hints,
            body,
            row: name.kind == Kind::Row,
            hidden: attributes.get("hidden").is_some(),
            unread: attributes.get("aria-hidden") == Some("true"),
            beside: matches!(role, "navigation" | "banner" | "contentinfo" | "complementary"),
            main: matches!(role, "main" | "article"),
            hash: of_name.rotate_left(32) ^ of_class.hash,
            id: id.to_owned(),
            name: own,
        });
        self.page.elements.len() - 1
    }

    /// What the classes or the id of an element say.
    fn told(&mut self, names: &'p str) -> Told {
        if names.is_empty() {
            return Told::default();
        }
        if let Some(known) = self.names.get(names) {
            return known.clone();
        }
        let hints = hints::read(names, &mut self.parts);
        let hints: Option<Rc<[Hint]>> = if hints.is_empty() { None } else { Some(hints.into()) };
        let told = Told { hints, hash: hash(0, names) };
        if self.names.len() < 10_000 {
            self.names.insert(names, told.clone());
        }
        told
    }

    fn decoded(&mut self, text: &str) -> String {
        self.cleaner.markup(text).unwrap_or_else(|| text.to_owned())
    }

    fn time(&mut self, attributes: &Attributes<'p>) {
        if let Some(at) = attributes.get("datetime").or_else(|| attributes.get("content")) {
            self.block.time.get_or_insert_with(|| at.to_owned());
            self.page.head.times.push((attributes.get("itemprop").unwrap_or("").to_owned(), at.to_owned()));
        }
    }

    fn translation(&mut self, attributes: &Attributes<'p>) {
        let room = self.page.head.translations.len() < 200;
        if let (Some(lang), Some(href)) = (attributes.get("hreflang").filter(|_| room), attributes.get("href")) {
            let href = self.decoded(href);
            self.page.head.translations.push((lang.trim().to_owned(), href));
        }
    }

    fn meta(&mut self, attributes: &Attributes<'p>) {
        let content = attributes.get("content");
        let names = ["property", "name", "itemprop", "http-equiv"];
        let name = names.iter().find_map(|key| attributes.get(key));
        let room = self.page.head.metas.len() < 1000;
        if let (Some(name), Some(content)) = (name, content.filter(|c| room && !c.trim().is_empty())) {
            let content = self.decoded(content);
            self.page.head.metas.push((name.to_ascii_lowercase(), content));
        }
    }

    fn link(&mut self, attributes: &Attributes<'p>) {
        let room = self.page.head.links.len() < 1000;
        if let (Some(rel), Some(href)) = (attributes.get("rel"), attributes.get("href").filter(|_| room)) {
            let href = self.decoded(href);
            let lang = attributes.get("hreflang").map(str::to_owned);
            self.page.head.links.push((rel.to_ascii_lowercase(), lang, href));
        }
    }

    /// Text between two tags, its references not resolved.
    pub(super) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let decoded = self.cleaner.markup(text);
        let text = decoded.as_deref().unwrap_or(text);
        if !self.open.last().is_some_and(|open| open.preformatted) {
            return self.append(text);
        }
        for (i, line) in text.split('\n').enumerate() {
            self.breaks += usize::from(i > 0);
            self.append(line);
        }
    }

    fn append(&mut self, text: &str) {
        let letters = letters(text);
        if letters == 0 && text.chars().all(crate::text::is_space) {
            if !text.is_empty() {
                self.put(" ");
                self.seam = false;
            }
            return;
        }
        match self.breaks {
            0 => {}
            1 => {
                self.block.text.push(BREAK);
                self.signs.text(" | ");
            }
            _ => self.flush(),
        }
        (self.breaks, self.seam) = (0, false);
        let Some(open) = self.open.last() else { return };
        if self.block.letters == 0 {
            self.block.element = open.holder;
        }
        self.block.letters += letters;
        // Parts of a line end at the nearest block: only those above it count.
        self.block.link += if open.link { letters } else { 0 };
        self.block.bold += if open.bold { letters } else { 0 };
        self.put(text);
    }

    /// Adds to the block, and to the names of authors that it stands in.
    fn put(&mut self, text: &str) {
        self.block.text.push_str(text);
        if self.signs.is_open() {
            self.signs.text(text);
        }
    }

    fn flush(&mut self) {
        (self.breaks, self.seam) = (0, false);
        if self.block.letters > 0 {
            if self.signs.is_open() {
                self.signs.text(" | ");
            }
            self.page.blocks.push(std::mem::take(&mut self.block));
        } else {
            self.block.text.clear();
            self.block.time = None;
        }
    }
}

/// Letters and signs of a text, white space apart.
fn letters(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != 0xb).count();
    }
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Counts one more child of that name.
fn count(names: &mut Vec<(u64, usize)>, name: u64) -> usize {
    if let Some((_, count)) = names.iter_mut().find(|(known, _)| *known == name) {
        *count += 1;
        return *count;
    }
    if names.len() < MAX_NAMES {
        names.push((name, 1));
    }
    1
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::super::tags::read;
    use super::*;

    fn page(html: &str) -> Page {
        read(html).0
    }

    fn texts(html: &str) -> Vec<String> {
        page(html).blocks.iter().map(|b| b.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn inline_elements_neither_glue_nor_split() {
        let html = "<p>Por<b>to</b> Brisa<sup>2</sup> <i>re</i>opened.<br><br>Cars<script>x</script> crossed.</p>\
                    <ul><li><a href=/>Share</a><a href=/>Print</a></ul>";
        assert_eq!(texts(html), ["Porto Brisa2 reopened.", "Cars crossed.", "Share Print"]);
    }

    #[test]
    fn the_text_for_readers_without_scripts_is_read() {
        let html = "<div itemprop=articleBody><script type='text/template'><p>Cut.</p></script><noscript><p>The ferry \
                    sank.</p></noscript></div><noscript><p>Please turn on JavaScript.</p></noscript>";
        assert_eq!(texts(html), ["The ferry sank."]);
    }

    #[test]
    fn a_caption_belongs_to_a_table() {
        let path = |html: &str| page(html).path(page(html).blocks[0].element);
        assert_eq!(path("<section><caption><p>The ferry sank.</p></caption></section>"), "body > section > p");
        assert_eq!(path("<table><caption>Ferries</caption><tr><td>3</table>"), "body > table > caption");
    }

    #[test]
    fn a_post_is_no_share_button() {
        let page =
            page("<blockquote class=twitter-tweet><p>It sank.</p></blockquote><div class=twitter-box>Post</div>");
        let hints: Vec<usize> = page.elements.iter().map(|e| e.hints().len()).collect();
        assert_eq!(hints, [0, 0, 0, 0, 1]);
    }

    #[test]
    fn end_tags_that_were_left_out_are_put_in() {
        let paths = |html: &str| {
            let page = page(html);
            page.blocks.iter().map(|b| page.path(b.element)).collect::<Vec<_>>()
        };
        let list = "<ul><li>a<li>b<ul><li>c</ul><li>d</ul><dl><dt>e<dd>f</dl>";
        let items = ["li", "li:nth-of-type(2)", "li:nth-of-type(2) > ul > li", "li:nth-of-type(3)"];
        let found = paths(list);
        for (found, item) in found.iter().zip(items) {
            assert!(found.ends_with(item), "{found}");
        }
        assert_eq!(found[5], "body > dl > dd");
        assert_eq!(
            paths("<table><tr><td>a<td>b<tr><th>c</table>d<p>e<div>f</p>g"),
            [
                "table > tbody > tr > td",
                "table > tbody > tr > td:nth-of-type(2)",
                "table > tbody > tr:nth-of-type(2) > th",
                "body",
                "body > p",
                "body > div",
                "body > div",
            ]
        );
        assert_eq!(
            paths("<td>a<table><tr><td><p>b</div></td></tr></table></p>c<h2>d</h3>e"),
            ["body", "tbody > tr > td > p", "body", "body > h2", "body",]
        );
    }

    #[test]
    fn references_are_resolved_as_in_markup() {
        assert_eq!(
            texts("<p>R&amp;D &copy 2024 caf&eacute; &#8217;tis &#x2014; 5 &lt; 7 &nosuch; AT&T"),
            ["R&D © 2024 café ’tis — 5 < 7 &nosuch; AT&T"]
        );
    }
}
