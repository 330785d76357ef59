//! Pairs that the pages, their addresses or their file names declare.
//!
//! Whatever a format calls a translation (`hreflang`, an association of ninjs, a link of NewsML-G2) is read into the addresses
//! of an article's alternates; an article is found by its canonical address, which its AMP copy has too.

use std::collections::BTreeMap;

use super::{Link, PairEvidence, Profile};

/// All declared pairs, the surest first.
pub(super) fn links(profiles: &[Profile]) -> Vec<Link> {
    let mut links = by_links(profiles);
    links.extend(by_key(profiles, |profile| key(&profile.name, &profile.lang)));
    links.extend(by_key(profiles, |profile| Some(unmarked(&plain(profile.url.as_deref()?), &profile.lang))));
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

/// An address without scheme, `www.`, query, fragment and final slash, and that of the page itself for an AMP copy.
fn plain(url: &str) -> String {
    let url = url.trim().trim_start_matches("https:").trim_start_matches("http:").trim_start_matches("//");
    let url = url.trim_start_matches("www.").trim_start_matches("amp.").split(['?', '#']).next().unwrap_or("");
    let url = url.trim_end_matches('/').to_lowercase();
    let parts: Vec<&str> = url.split('/').filter(|part| *part != "amp").collect();
    parts.join("/").replace(".amp.html", ".html")
}

/// An address without the language code in it: `costa.example/pt/balsa` and `pt.costa.example/balsa` are
/// `costa.example/balsa`, which is where the page in the house's own language may stand.
fn unmarked(url: &str, tag: &str) -> String {
    key(url, tag).map_or_else(|| url.to_owned(), |key| key.replace("*/", "").replace("*.", "").replace("/*", ""))
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
    let region = tag.split('-').nth(1).unwrap_or_default();
    // Whether the last part was the code, with a mark behind it that a region may follow.
    let (mut replaced, mut open) = (false, false);
    let mut out = String::with_capacity(name.len());
    for part in name.split_inclusive(['/', '\\', '.', '_', '-']) {
        let (word, mark) = part
            .split_at(part.len() - part.chars().next_back().filter(|c| !c.is_alphanumeric()).map_or(0, char::len_utf8));
        if !replaced && word.eq_ignore_ascii_case(base) {
            (replaced, open) = (true, matches!(mark, "-" | "_"));
            out.push('*');
            out.push_str(if open { "" } else { mark });
            continue;
        }
        if std::mem::take(&mut open) {
            let region = !region.is_empty() && word.eq_ignore_ascii_case(region);
            out.push_str(if region { mark } else { part });
        } else {
            out.push_str(part);
        }
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
        assert_eq!(key("pt-br/ferry.html", "pt-BR"), key("de/ferry.html", "de"));
        assert_eq!(key("PT_BR/ferry.html", "pt-BR"), key("pt/ferry.html", "pt"));
        assert_eq!(key("news/ferry_pt", "pt"), key("news/ferry_en", "en"));
    }

    #[test]
    fn the_language_of_the_house_has_no_code() {
        let own = unmarked("costa.example/2024/balsa", "pt");
        assert_eq!(unmarked("costa.example/en/2024/balsa", "en"), own);
        assert_eq!(unmarked("en.costa.example/2024/balsa", "en"), own);
        assert_ne!(unmarked("costa.example/en/2024/ferry", "en"), own);
    }

    #[test]
    fn addresses_are_compared_without_their_trimmings() {
        assert_eq!(plain("https://www.costa.example/a/?utm=1#x"), plain("http://costa.example/a"));
        assert_eq!(plain("https://amp.costa.example/a"), plain("https://costa.example/a/amp/"));
    }
}
