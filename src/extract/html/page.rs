//! What a page was cut into: elements, raw blocks of text, and what its head says.

use std::borrow::Cow;
use std::rc::Rc;

use super::hints::Hint;
use super::signs::Sign;
use crate::extract::phrases::Phrases;

/// Stands for a single `<br>` in a raw block.
pub(super) const BREAK: char = '\u{1}';

/// An element, as far as extraction needs it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub parent: Option<usize>,
    pub name: Cow<'static, str>,
    /// Its place among the elements of the same name and parent, from 1.
    pub nth: usize,
    pub id: String,
    /// It holds the article's text (`itemprop`).
    pub body: bool,
    /// It is a row of a table.
    pub row: bool,
    pub hints: Option<Rc<[Hint]>>,
    pub hidden: bool,
    /// Hidden from readers of screens only: ornaments, but also what a script folds in and out.
    pub unread: bool,
    /// Its `role` is that of a landmark beside the text, or that of the text.
    pub beside: bool,
    pub main: bool,
    /// Of its name and classes.
    pub hash: u64,
}

impl Element {
    pub(super) fn hints(&self) -> &[Hint] {
        self.hints.as_deref().unwrap_or_default()
    }
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
    /// Language and address of links for readers that say in which language they lead to.
    pub translations: Vec<(String, String)>,
    /// `datetime` of each `<time>` and of `itemprop`, with the property.
    pub times: Vec<(String, String)>,
}

impl Head {
    /// The phrases of furniture in the language that the page declares.
    pub(super) fn phrases(&self) -> Option<&'static Phrases> {
        let tag = self.lang.as_deref().and_then(|lang| lang.split(['-', '_']).next()).unwrap_or_default();
        Phrases::of(&tag.to_ascii_lowercase())
    }
}

/// A page cut into raw blocks.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub elements: Vec<Element>,
    pub blocks: Vec<Raw>,
    pub head: Head,
    /// What may be names of authors, in the order in which the elements end.
    pub signs: Vec<Sign>,
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
        let anchored = |e: &Element| !e.id.is_empty() && e.id.len() <= 40 && !e.id.contains(char::is_whitespace);
        let landmark = |e: &Element| matches!(e.name.as_ref(), "article" | "main" | "body");
        let above = self.above(element).take(4).map(|(_, e)| (e, anchored(e)));
        let mut parts: Vec<(&Element, bool)> = Vec::with_capacity(4);
        for (element, anchored) in above {
            parts.push((element, anchored));
            if anchored || landmark(element) {
                break;
            }
        }
        let mut out = String::with_capacity(64);
        for (element, anchored) in parts.into_iter().rev() {
            if !out.is_empty() {
                out.push_str(" > ");
            }
            out.push_str(&element.name);
            if anchored {
                out.push('#');
                out.push_str(&element.id);
            } else if !landmark(element) && element.nth != 1 {
                out.push_str(":nth-of-type(");
                out.push_str(&element.nth.to_string());
                out.push(')');
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::super::tags::read;

    #[test]
    fn paths_are_short() {
        let (page, _) = read("<article><p>a</p><div><p>b<p>c</div></article>");
        assert_eq!(page.path(page.blocks[2].element), "article > div > p:nth-of-type(2)");
    }
}
