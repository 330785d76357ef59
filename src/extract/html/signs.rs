//! Elements that sign a page: what their attributes, their names or the target of their link say is an author's name.

use super::hints::{Hint, is_author_page};
use super::tags::Attributes;
use crate::extract::Reason;

/// What such an element holds.
#[derive(Clone, Debug)]
pub(in crate::extract) struct Sign {
    /// The element, and a number that all with the same name and classes share.
    pub element: usize,
    pub hash: u64,
    /// The block that it begins in; later the candidate.
    pub at: usize,
    /// Not only a class says so.
    pub sure: bool,
    /// How many of the signs that ended before it stand within it.
    pub holds: usize,
    /// Its text; `|` where it is cut into blocks or lines.
    pub text: String,
}

/// The longest text of a sign, in bytes; what is longer is a box with more than names.
const LONGEST: usize = 240;
/// The most signs of one page, and the most within one another.
const MOST: usize = 200;
const DEEPEST: usize = 6;

/// An element that has not ended yet.
struct Open {
    /// How many elements stood open around it.
    depth: usize,
    /// Signs that had ended before it began.
    before: usize,
    sign: Sign,
}

/// Gathers signs as tags and text come.
#[derive(Default)]
pub(super) struct Signs {
    open: Vec<Open>,
    done: Vec<Sign>,
}

impl Signs {
    /// An element begins at a depth: is it a sign, and how sure? `at`: blocks before it.
    pub(super) fn open(&mut self, depth: usize, at: usize, element: (usize, u64), sure: bool) {
        if self.done.len() < MOST && self.open.len() < DEEPEST {
            let (element, hash) = element;
            let sign = Sign { element, hash, at, sure, holds: 0, text: String::new() };
            self.open.push(Open { depth, before: self.done.len(), sign });
        }
    }

    /// Whether text is wanted.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub(super) fn text(&mut self, text: &str) {
        for open in self.open.iter_mut().filter(|open| open.sign.text.len() <= LONGEST) {
            // One too long is told by its length and dropped at its end.
            let end = (0..=text.len().min(LONGEST + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            open.sign.text.push_str(text.get(..end).unwrap_or(""));
        }
    }

    /// The elements from that depth on have ended.
    pub(super) fn close(&mut self, depth: usize) {
        while let Some(Open { before, mut sign, .. }) = self.open.pop_if(|open| open.depth >= depth) {
            if sign.text.len() <= LONGEST && !sign.text.trim().is_empty() {
                sign.holds = self.done.len() - before;
                self.done.push(sign);
            }
        }
    }

    pub(super) fn finish(self) -> Vec<Sign> {
        self.done
    }
}

/// Whether an element names an author, and if more than a class says so.
pub(super) fn told(attributes: &Attributes<'_>, hints: Option<&[Hint]>) -> Option<bool> {
    let is = |key: &str| {
        let value = attributes.get(key).unwrap_or("");
        !value.is_empty() && value.split_ascii_whitespace().any(|part| part.eq_ignore_ascii_case("author"))
    };
    let sure = is("rel") || is("itemprop") || attributes.get("href").is_some_and(is_author_page);
    let hints = hints.unwrap_or_default();
    let byline = |hint: &Hint| matches!(hint, Hint::Furniture(Reason::Byline, _));
    let other = |hint: &Hint| match hint {
        Hint::Caption | Hint::Content => true,
        Hint::Furniture(reason, _) => matches!(reason, Reason::Credit | Reason::Comments | Reason::Related),
        Hint::Standfirst => false,
    };
    (sure || (hints.iter().any(byline) && !hints.iter().any(other))).then_some(sure)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::super::tags::read;

    fn signs(html: &str) -> Vec<(String, bool, usize)> {
        let text = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        read(html).0.signs.iter().map(|sign| (text(&sign.text), sign.sure, sign.holds)).collect()
    }

    #[test]
    fn elements_that_sign_are_gathered() {
        let html = "<p class=byline>By <a href='/author/ida-holm/'>Ida Holm</a> and <a rel=author>Jon Vass</a></p>\
                    <p>Read <a href='/authors/'>our authors</a></p>\
                    <div class='author-box'><h4>Ida Holm</h4><p>Editor</div>";
        let found = signs(html);
        assert_eq!(found[0], ("Ida Holm".to_owned(), true, 0));
        assert_eq!(found[1], ("By Ida Holm and Jon Vass |".to_owned(), false, 1));
        assert_eq!(found[2], ("Ida Holm | Editor |".to_owned(), false, 0));
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn long_boxes_and_captions_are_none() {
        let long = format!("<div class=author>{}</div>", "He has written of ships since 1998. ".repeat(20));
        assert!(signs(&long).is_empty());
        assert!(signs("<span class='photo-caption-author'>Ida Holm</span>").is_empty());
    }
}
