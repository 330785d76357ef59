//! Reads what names of classes and ids say (`hints.toml`).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::extract::Reason;
use crate::extract::phrases::Quick;
use crate::text::Class;

/// What a name says of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// The article's own text.
    Content,
    /// The summary under the headline.
    Standfirst,
    /// Text of a picture.
    Caption,
    /// Furniture of that kind, with the entry that told so.
    Furniture(Reason, &'static str),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    hollow: Vec<String>,
    frames: Vec<String>,
    posts: Vec<String>,
    keywords: Vec<String>,
    content: Vec<String>,
    standfirst: Vec<String>,
    caption: Vec<String>,
    author_paths: Vec<String>,
    furniture: BTreeMap<String, Vec<String>>,
}

/// An entry behind its first part: the other parts, whether the last one may go on, and what it says.
type Rule = (Vec<&'static str>, Hint);

#[derive(Default)]
struct Rules {
    /// Beginnings of names that tell nothing, and that are cut off.
    hollow: &'static [String],
    frames: &'static [String],
    /// Names of posts, and beginnings of their keywords.
    posts: &'static [String],
    keywords: &'static [String],
    whole: HashMap<&'static str, Vec<Rule>, Quick>,
    /// Beginnings of parts, by their first letter.
    open: HashMap<char, Vec<(&'static str, Hint)>, Quick>,
    /// Parts of addresses behind which an author's page stands.
    author_paths: HashSet<&'static str>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| toml::from_str(include_str!("hints.toml")).ok());
    let mut rules = Rules::default();
    let Some(table) = TABLE.as_ref() else {
        return rules;
    };
    for (list, hint) in
        [(&table.content, Hint::Content), (&table.standfirst, Hint::Standfirst), (&table.caption, Hint::Caption)]
    {
        list.iter().for_each(|entry| rules.add(entry, hint));
    }
    for (reason, list) in &table.furniture {
        if let Some(reason) = crate::extract::phrases::reason(reason) {
            list.iter().for_each(|entry| rules.add(entry, Hint::Furniture(reason, entry)));
        }
    }
    (rules.hollow, rules.frames, rules.posts, rules.keywords) =
        (&table.hollow, &table.frames, &table.posts, &table.keywords);
    rules.author_paths = table.author_paths.iter().map(String::as_str).collect();
    rules
});

impl Rules {
    fn add(&mut self, entry: &'static str, hint: Hint) {
        if let Some(stem) = entry.strip_suffix('*') {
            let first = stem.chars().next().unwrap_or_default();
            self.open.entry(first).or_default().push((stem, hint));
            return;
        }
        let mut parts = entry.split(' ');
        if let Some(first) = parts.next() {
            self.whole.entry(first).or_default().push((parts.collect(), hint));
        }
    }
}

/// Whether an address leads to one author's page: `/author/ida-holm`.
pub(super) fn is_author_page(href: &str) -> bool {
    /// The most parts of an address that are looked at.
    const PARTS: usize = 12;
    let path = href.split(['?', '#']).next().unwrap_or("");
    let mut parts = path.split('/').take(PARTS);
    parts.any(|part| RULES.author_paths.contains(part)) && parts.next().is_some_and(|name| !name.is_empty())
}

/// Whether a text has words that name an element with authors: "Author Bio" is nobody.
pub(in crate::extract) fn speaks_of_authors(text: &str) -> bool {
    read(text, &mut Parts::default()).iter().any(|hint| matches!(hint, Hint::Furniture(Reason::Byline, _)))
}

/// The most parts of a name that are looked at.
const MAX_PARTS: usize = 24;

/// What the names of an element (its classes or its id) say, in their order.
/// `parts` is what names are cut into.
pub(super) fn read(names: &str, parts: &mut Parts) -> Vec<Hint> {
    let mut out = Vec::new();
    let opens = |openings: &[String], name: &str| openings.iter().any(|opening| name.starts_with(opening.as_str()));
    let all = || names.split_ascii_whitespace().take(MAX_PARTS);
    let post = || all().any(|name| RULES.posts.iter().any(|post| post == name));
    for name in all() {
        if opens(RULES.hollow, name) || (opens(RULES.keywords, name) && post()) {
            continue;
        }
        let framed = RULES.frames.iter().find_map(|frame| name.strip_prefix(frame.as_str()));
        parts.cut(framed.unwrap_or(name));
        for at in 0..parts.ends.len() {
            let Some((part, first)) = parts.get(at).and_then(|part| Some((part, part.chars().next()?))) else { break };
            let rules = RULES.whole.get(part).into_iter().flatten();
            let fits = |rest: &[&str]| rest.iter().enumerate().all(|(i, r)| parts.get(at + 1 + i) == Some(*r));
            out.extend(rules.filter(|(rest, _)| fits(rest)).map(|(_, hint)| *hint));
            let open = RULES.open.get(&first).into_iter().flatten();
            out.extend(open.filter(|(stem, _)| part.starts_with(stem)).map(|(_, hint)| *hint));
        }
    }
    out
}

/// A name cut at signs and at capitals, lower case; figures are left out.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// All parts behind one another, and where each ends.
    text: String,
    ends: Vec<usize>,
}

impl Parts {
    /// Cuts another name in place of the last one.
    fn cut(&mut self, name: &str) {
        self.text.clear();
        self.ends.clear();
        let (mut open, mut small) = (false, false);
        for c in name.chars().take(120) {
            let class = Class::of(c);
            if !class.is_letter() {
                open = false;
                continue;
            }
            if !open || (class.is_upper() && small) {
                if self.ends.len() >= MAX_PARTS {
                    break;
                }
                self.ends.push(self.text.len());
            }
            if c.is_ascii() {
                self.text.push(c.to_ascii_lowercase());
            } else if class.turns() {
                self.text.extend(c.to_lowercase());
            } else {
                self.text.push(c);
            }
            self.ends.last_mut().into_iter().for_each(|end| *end = self.text.len());
            (open, small) = (true, class.is_lower());
        }
    }

    fn get(&self, index: usize) -> Option<&str> {
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..*self.ends.get(index)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_signs_and_capitals() {
        let parts = |name: &str| {
            let mut parts = Parts::default();
            parts.cut(name);
            (0..).map_while(|at| parts.get(at).map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(parts("mostRead_box-12"), ["most", "read", "box"]);
        assert_eq!(parts("SHARE-bar"), ["share", "bar"]);
    }

    #[test]
    fn names_speak() {
        let read = |names: &str| read(names, &mut Parts::default());
        assert_eq!(read("td-post-content tagdiv-type").first(), Some(&Hint::Content));
        assert!(matches!(read("mostRead").first(), Some(Hint::Furniture(Reason::Related, _))));
        assert!(matches!(read("shareBar").first(), Some(Hint::Furniture(Reason::Share, _))));
        assert!(read("has-small-font-size").is_empty());
        assert!(read("post hentry status-publish tag-tides").is_empty());
        assert_eq!(read("elementor-widget elementor-widget-text-editor"), [Hint::Content]);
        assert!(matches!(read("elementor-widget-share-buttons").first(), Some(Hint::Furniture(Reason::Share, _))));
        // "ad" is a part of its own or nothing.
        assert!(read("headline-loaded").is_empty(), "{:?}", read("headline-loaded"));
    }
}
