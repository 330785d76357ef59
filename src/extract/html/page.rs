//! Walks a parsed page once, without recursion, and cuts it into raw blocks.

use std::collections::HashMap;

use dom_query::{Document, NodeData, NodeRef};

use super::hints::{self, Hint};

/// Stands for a single `<br>` in a raw block.
pub(super) const BREAK: char = '\u{1}';
/// The most blocks of one page; what comes behind them is not read.
const MAX_BLOCKS: usize = 200_000;

/// An element, as far as extraction needs it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub parent: Option<usize>,
    pub name: String,
    /// Its place among the elements of the same name and parent, from 1.
    pub nth: usize,
    pub id: String,
    pub itemprop: String,
    pub hints: Vec<Hint>,
    pub hidden: bool,
    /// Hidden from readers of screens only: ornaments, but also what a script folds in and out.
    pub unread: bool,
    pub role: String,
    /// Of its name and classes.
    pub hash: u64,
}

/// A hash of names (FNV-1a), the same on every machine.
pub(super) fn hash(seed: u64, text: &str) -> u64 {
    text.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}

/// Text between two borders of blocks.
#[derive(Debug, Default)]
pub(super) struct Raw {
    /// The element that holds it.
    pub element: usize,
    /// Text as it stands in the page; [`BREAK`] for a line break.
    pub text: String,
    /// Letters in links, in bold; all.
    pub link: usize,
    pub bold: usize,
    pub letters: usize,
    /// The date that a `<time>` in it gives.
    pub time: Option<String>,
}

/// `meta` and `link` elements and the like.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub lang: Option<String>,
    pub title: Option<String>,
    /// Name or property (lower case) and content.
    pub metas: Vec<(String, String)>,
    /// `rel`, `hreflang`, `href`.
    pub links: Vec<(String, Option<String>, String)>,
    /// `datetime` of each `<time>` and of `itemprop`, with the property.
    pub times: Vec<(String, String)>,
}

/// A page cut into raw blocks.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub elements: Vec<Element>,
    pub blocks: Vec<Raw>,
    pub head: Head,
}

/// Elements that stand within a line of text.
const INLINE: &[&str] = &["span", "time", "label", "img", "data", "meter", "progress", "output", "wbr", "b"];

/// Parses and cuts a page that has passed the guard.
pub(super) fn read(html: &str) -> Page {
    let document = Document::from(html);
    let mut walk = Walk::default();
    let root = document.root();
    let mut node = Some(root);
    while let Some(here) = node {
        walk.enter(&here);
        node = here.first_child();
        if node.is_some() {
            continue;
        }
        let mut done = Some(here);
        while let Some(left) = done {
            walk.leave(&left);
            node = left.next_sibling();
            if node.is_some() || walk.page.blocks.len() > MAX_BLOCKS {
                break;
            }
            done = left.parent();
        }
    }
    walk.flush();
    walk.page
}

#[derive(Default)]
struct Walk {
    page: Page,
    /// The open elements: index, and whether each is a block.
    open: Vec<Open>,
    counts: HashMap<(usize, u64), usize>,
    /// What names that came before say.
    hints: HashMap<String, Vec<Hint>>,
    block: Raw,
    /// Line breaks since the last text.
    breaks: usize,
    /// An inline element with a name of its own has just ended: the next one of its kind is another word.
    seam: bool,
}

struct Open {
    index: usize,
    inline: bool,
    link: bool,
    bold: bool,
    named: bool,
    preformatted: bool,
    title: bool,
}

impl Walk {
    fn enter(&mut self, node: &NodeRef<'_>) {
        let text = node.query_or(None, |n| match &n.data {
            NodeData::Text { contents } => Some(contents.to_string()),
            _ => None,
        });
        if let Some(text) = text {
            return self.text(&text);
        }
        if node.is_element() {
            self.element(node);
        }
    }

    fn element(&mut self, node: &NodeRef<'_>) {
        let name = node.node_name().map(|n| n.to_string()).unwrap_or_default();
        let attributes = node.query_or(Vec::new(), |n| match &n.data {
            NodeData::Element(element) => {
                element.attrs.iter().map(|a| (a.name.local.clone(), a.value.clone())).collect::<Vec<_>>()
            }
            _ => Vec::new(),
        });
        let attribute =
            |key: &str| attributes.iter().find(|(name, _)| &**name == key).map(|(_, value)| value.to_string());
        let kind = attribute("data-kind").unwrap_or_default();
        match name.as_str() {
            "br" => {
                self.breaks += 1;
                self.seam = false;
            }
            "meta" => self.meta(&attribute),
            "link" => self.link(&attribute),
            "html" => self.page.head.lang = attribute("lang").filter(|l| !l.trim().is_empty()),
            _ => {}
        }
        let inline = INLINE.contains(&name.as_str()) || name.contains('-');
        if !inline && name != "br" {
            self.flush();
        }
        let class = attribute("class").unwrap_or_default();
        let named = !kind.is_empty() || !class.is_empty() || name == "time";
        if inline && named && self.seam {
            self.block.text.push(' ');
        }
        self.seam = false;
        if name == "time" {
            let at = attribute("datetime").or_else(|| attribute("content"));
            if let Some(at) = at {
                self.block.time.get_or_insert_with(|| at.clone());
                self.page.head.times.push((attribute("itemprop").unwrap_or_default(), at));
            }
        }
        let index = self.add(name, &class, &attribute);
        let element = self.page.elements.get(index);
        let name = element.map_or("", |e| e.name.as_str());
        let open = Open {
            index,
            inline,
            link: kind == "a",
            bold: kind == "b",
            named,
            preformatted: name == "pre",
            title: name == "title",
        };
        self.open.push(open);
    }

    fn add(&mut self, name: String, class: &str, attribute: &dyn Fn(&str) -> Option<String>) -> usize {
        let parent = self.open.last().map(|o| o.index);
        let nth = self.counts.entry((parent.unwrap_or(usize::MAX), hash(0, &name))).or_default();
        *nth += 1;
        let nth = *nth;
        let id = attribute("id").unwrap_or_default();
        let plain = name == "html" || name == "body";
        let hidden = attribute("hidden").is_some();
        let unread = attribute("aria-hidden").is_some_and(|v| v == "true");
        let hints = if plain || (class.is_empty() && id.is_empty()) { Vec::new() } else { self.told(class, &id) };
        self.page.elements.push(Element {
            parent,
            nth,
            hints,
            hidden,
            unread,
            itemprop: attribute("itemprop").unwrap_or_default(),
            role: attribute("role").unwrap_or_default(),
            hash: hash(hash(0, &name), class),
            id,
            name,
        });
        self.page.elements.len() - 1
    }

    /// What the classes and the id of an element say.
    fn told(&mut self, class: &str, id: &str) -> Vec<Hint> {
        let names = format!("{class} {id}");
        if let Some(known) = self.hints.get(&names) {
            return known.clone();
        }
        let mut hints = hints::read(class);
        hints.extend(hints::read(id));
        if self.hints.len() < 10_000 {
            self.hints.insert(names, hints.clone());
        }
        hints
    }

    fn meta(&mut self, attribute: &dyn Fn(&str) -> Option<String>) {
        let content = attribute("content");
        let names = ["property", "name", "itemprop", "http-equiv"];
        let name = names.iter().find_map(|key| attribute(key));
        let room = self.page.head.metas.len() < 1000;
        if let (Some(name), Some(content)) = (name, content.filter(|c| room && !c.trim().is_empty())) {
            self.page.head.metas.push((name.to_ascii_lowercase(), content));
        }
    }

    fn link(&mut self, attribute: &dyn Fn(&str) -> Option<String>) {
        let room = self.page.head.links.len() < 1000;
        if let (Some(rel), Some(href)) = (attribute("rel"), attribute("href").filter(|_| room)) {
            self.page.head.links.push((rel.to_ascii_lowercase(), attribute("hreflang"), href));
        }
    }

    fn text(&mut self, text: &str) {
        if self.open.last().is_some_and(|open| open.title) {
            self.page.head.title.get_or_insert_with(|| text.to_owned());
            return;
        }
        if self.open.iter().rev().any(|open| open.preformatted) {
            for (i, line) in text.split('\n').enumerate() {
                if i > 0 {
                    self.breaks += 1;
                }
                self.append(line);
            }
            return;
        }
        self.append(text);
    }

    fn append(&mut self, text: &str) {
        if text.chars().all(crate::text::is_space) {
            if !text.is_empty() {
                self.block.text.push(' ');
                self.seam = false;
            }
            return;
        }
        match self.breaks {
            0 => {}
            1 => self.block.text.push(BREAK),
            _ => self.flush(),
        }
        (self.breaks, self.seam) = (0, false);
        if self.block.letters == 0 {
            self.block.element = self.open.iter().rev().find(|o| !o.inline).or(self.open.last()).map_or(0, |o| o.index);
        }
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        self.block.letters += letters;
        // Inline elements end at the nearest block: only those above it count.
        let mut inline = self.open.iter().rev();
        if inline.clone().any(|o| o.link) {
            self.block.link += letters;
        }
        if inline.by_ref().take_while(|o| o.inline).any(|o| o.bold) {
            self.block.bold += letters;
        }
        self.block.text.push_str(text);
    }

    fn leave(&mut self, node: &NodeRef<'_>) {
        if !node.is_element() {
            return;
        }
        let Some(open) = self.open.pop() else { return };
        let name = self.page.elements.get(open.index).map_or("", |e| e.name.as_str());
        if open.inline {
            self.seam |= open.named;
        } else if name != "br" {
            self.flush();
        }
    }

    fn flush(&mut self) {
        (self.breaks, self.seam) = (0, false);
        let block = std::mem::take(&mut self.block);
        if block.letters > 0 {
            self.page.blocks.push(block);
        }
    }
}

impl Page {
    /// The element and those above it, nearest first.
    pub(super) fn above(&self, element: usize) -> impl Iterator<Item = (usize, &Element)> {
        let mut next = Some(element);
        std::iter::from_fn(move || {
            let index = next?;
            let element = self.elements.get(index)?;
            next = element.parent;
            Some((index, element))
        })
    }

    /// The element `levels` above, or the root.
    pub(super) fn up(&self, element: usize, levels: usize) -> usize {
        self.above(element).take(levels + 1).last().map_or(0, |(index, _)| index)
    }

    /// A short path such as `article > p:nth-of-type(3)`.
    pub(super) fn path(&self, element: usize) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (_, e) in self.above(element) {
            let anchor = !e.id.is_empty() && e.id.len() <= 40 && !e.id.contains(char::is_whitespace);
            let landmark = matches!(e.name.as_str(), "article" | "main" | "body");
            parts.push(match () {
                () if anchor => format!("{}#{}", e.name, e.id),
                () if landmark || e.nth == 1 => e.name.clone(),
                () => format!("{}:nth-of-type({})", e.name, e.nth),
            });
            if anchor || landmark || parts.len() == 4 {
                break;
            }
        }
        parts.reverse();
        parts.join(" > ")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::super::guard::guard;
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        let page = read(&guard(html).html);
        page.blocks.iter().map(|b| b.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn inline_elements_neither_glue_nor_split() {
        let html = "<p>Por<b>to</b> Brisa<sup>2</sup> <i>re</i>opened.<br><br>Cars<script>x</script> crossed.</p>\
                    <ul><li><a href=/>Share</a><a href=/>Print</a></ul>";
        assert_eq!(texts(html), ["Porto Brisa2 reopened.", "Cars crossed.", "Share Print"]);
    }

    #[test]
    fn paths_are_short() {
        let page = read(&guard("<article><p>a</p><div><p>b<p>c</div></article>").html);
        assert_eq!(page.path(page.blocks[2].element), "article > div > p:nth-of-type(2)");
    }
}
