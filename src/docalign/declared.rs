//! Pairs that the pages or their file names declare.

use std::collections::BTreeMap;

use super::{Link, PairEvidence, Profile};

/// All declared pairs, the surest first.
pub(super) fn links(profiles: &[Profile]) -> Vec<Link> {
    let mut links = by_links(profiles);
    links.extend(by_key(profiles, |profile| key(&profile.name, &profile.lang)));
    links.extend(by_key(profiles, |profile| key(&plain(profile.url.as_deref()?), &profile.lang)));
    links
}

/// Pages whose `hreflang` links name another page of the batch.
fn by_links(profiles: &[Profile]) -> Vec<Link> {
    let mut by_url: BTreeMap<String, usize> = BTreeMap::new();
    for (number, profile) in profiles.iter().enumerate() {
        if let Some(url) = &profile.url {
            by_url.entry(plain(url)).or_insert(number);
        }
    }
    let mut links = Vec::new();
    for (number, profile) in profiles.iter().enumerate() {
        for url in &profile.alternates {
            if let Some(&other) = by_url.get(&plain(url)).filter(|other| **other != number) {
                links.push(Link { a: number, b: other, score: 1.0, evidence: PairEvidence::Declared });
            }
        }
    }
    links
}

/// An address without scheme, `www.`, query, fragment and final slash.
fn plain(url: &str) -> String {
    let url = url.trim().trim_start_matches("https:").trim_start_matches("http:").trim_start_matches("//");
    let url = url.trim_start_matches("www.").split(['?', '#']).next().unwrap_or("");
    url.trim_end_matches('/').to_lowercase()
}

/// Paths or addresses that are equal but for one language code: `story.en.html` and `story.pt.html`, `en/story.txt` and
/// `pt/story.txt`. Where several articles of a language have one key, it names a section, not a story.
fn by_key(profiles: &[Profile], key: impl Fn(&Profile) -> Option<String>) -> Vec<Link> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, profile) in profiles.iter().enumerate() {
        if let Some(key) = key(profile) {
            groups.entry(key).or_default().push(number);
        }
    }
    let mut links = Vec::new();
    for group in groups.into_values() {
        let Some((&first, rest)) = group.split_first() else { continue };
        let mut tags: Vec<&str> = group.iter().filter_map(|n| Some(profiles.get(*n)?.lang.as_str())).collect();
        tags.sort_unstable();
        tags.dedup();
        if tags.len() == group.len() {
            links.extend(rest.iter().map(|&b| Link { a: first, b, score: 0.95, evidence: PairEvidence::Name }));
        }
    }
    links
}

/// The path with the article's own language code replaced, if the code stands in it as a part of its own.
fn key(name: &str, tag: &str) -> Option<String> {
    let base = tag.split('-').next().filter(|base| base.len() >= 2 && *base != "und")?;
    let mut replaced = false;
    let mut out = String::with_capacity(name.len());
    for part in name.split_inclusive(['/', '\\', '.', '_', '-']) {
        let (word, mark) = part
            .split_at(part.len() - part.chars().next_back().filter(|c| !c.is_alphanumeric()).map_or(0, char::len_utf8));
        if !replaced && word.eq_ignore_ascii_case(base) {
            replaced = true;
            out.push('*');
        } else {
            out.push_str(word);
        }
        out.push_str(mark);
    }
    replaced.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_code_in_the_path_is_what_differs() {
        assert_eq!(key("news/ferry.en.html", "en"), key("news/ferry.pt.html", "pt-BR"));
        assert_eq!(key("en/ferry.txt", "en"), key("pt/ferry.txt", "pt"));
        assert_ne!(key("a/en.txt", "en"), key("a/pt.html", "pt"));
        assert_eq!(key("ferry.html", "en"), None);
    }

    #[test]
    fn addresses_are_compared_without_their_trimmings() {
        assert_eq!(plain("https://www.costa.example/a/?utm=1#x"), plain("http://costa.example/a"));
    }
}
