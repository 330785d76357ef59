//! Reads what names of classes and ids say (`hints.toml`).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::extract::Reason;

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
    whole: HashMap<&'static str, Vec<Rule>>,
    /// Beginnings of parts, by their first three letters.
    open: Vec<(&'static str, Hint)>,
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
    rules.author_paths = table.author_paths.iter().map(String::as_str).collect();
    rules
});

impl Rules {
    fn add(&mut self, entry: &'static str, hint: Hint) {
        if let Some(stem) = entry.strip_suffix('*') {
            self.open.push((stem, hint));
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
    read(text).iter().any(|hint| matches!(hint, Hint::Furniture(Reason::Byline, _)))
}

/// The most parts of a name that are looked at.
const MAX_PARTS: usize = 24;

/// What the names of an element (its classes and its id) say, in their order.
pub(super) fn read(names: &str) -> Vec<Hint> {
    let mut out = Vec::new();
    for name in names.split_ascii_whitespace().take(MAX_PARTS) {
        let parts = parts(name);
        for (at, part) in parts.iter().enumerate() {
            let rules = RULES.whole.get(part.as_str()).into_iter().flatten();
            let fits =
                |rest: &[&str]| rest.iter().enumerate().all(|(i, r)| parts.get(at + 1 + i).is_some_and(|p| p == r));
            out.extend(rules.filter(|(rest, _)| fits(rest)).map(|(_, hint)| *hint));
            out.extend(RULES.open.iter().filter(|(stem, _)| part.starts_with(stem)).map(|(_, hint)| *hint));
        }
    }
    out
}

/// A name cut at signs and at capitals, lower case; figures are left out.
fn parts(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut small = false;
    let mut open = false;
    for c in name.chars().take(120) {
        if !c.is_alphabetic() {
            open = false;
            continue;
        }
        let new = !open || (c.is_uppercase() && small);
        if new {
            if out.len() >= MAX_PARTS {
                break;
            }
            out.push(String::new());
        }
        if let Some(last) = out.last_mut() {
            last.extend(c.to_lowercase());
        }
        (open, small) = (true, c.is_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_signs_and_capitals() {
        assert_eq!(parts("mostRead_box-12"), ["most", "read", "box"]);
        assert_eq!(parts("SHARE-bar"), ["share", "bar"]);
    }

    #[test]
    fn names_speak() {
        assert_eq!(read("td-post-content tagdiv-type").first(), Some(&Hint::Content));
        assert!(matches!(read("mostRead").first(), Some(Hint::Furniture(Reason::Related, _))));
        assert!(matches!(read("shareBar").first(), Some(Hint::Furniture(Reason::Share, _))));
        // "ad" is a part of its own or nothing.
        assert!(read("headline-loaded").is_empty(), "{:?}", read("headline-loaded"));
    }
}
