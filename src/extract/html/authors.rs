//! The authors that a page declares: people before the house that publishes it.

use super::data::Data;
use super::page::Head;
use crate::extract::phrases::Tokens;
use crate::extract::{Reason, Source, Via, shape};
use crate::text::fold;

const AUTHOR: &[&str] = &[
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "og:article:author",
    "dcterms.creator",
    "dc:creator",
    "articleauthor",
    "article.author",
    "authors",
    "citation_author",
    "cxenseparse:author",
];

/// The most authors that are named.
const MOST: usize = 30;

/// Who publishes the page.
pub(super) struct House<'h> {
    pub site: Option<&'h str>,
    pub address: &'h str,
}

impl House<'_> {
    /// Whether a text holds the address of the house: "(www.relaydesk.example)".
    fn is_at(&self, text: &str) -> bool {
        let site = text.trim().trim_matches(['(', ')']).trim_start_matches("www.");
        site.contains('.')
            && self.address.split("://").nth(1).is_some_and(|rest| rest.trim_start_matches("www.").starts_with(site))
    }

    /// Whether a name is that of the house: of the site, or what its host is called.
    pub(super) fn is(&self, name: &str) -> bool {
        let bare = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let name = bare(name);
        let host = self.address.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("");
        let labels = host.split('.').rev().skip(1);
        let site = self.site.map(bare).filter(|site| site.chars().count() >= 3);
        site.is_some_and(|site| name.contains(&site) || (name.len() >= 3 && site.contains(&name)))
            || labels.map(bare).any(|label| label.len() >= 3 && (name.starts_with(&label) || label == name))
    }
}

/// The names of the authors; and the name of the house, where it signs itself and is not called an organisation.
pub(super) fn byline(
    head: &Head,
    data: &Data,
    house: &House<'_>,
    line: &mut dyn FnMut(&str) -> Option<String>,
) -> (Option<(String, Source)>, Option<String>) {
    let declared =
        AUTHOR.iter().flat_map(|name| head.metas.iter().filter(move |(n, _)| n == name).map(move |m| (name, &m.1)));
    let declared: Vec<(&str, &String)> = declared.map(|(name, c)| (*name, c)).chain(labelled(head)).collect();
    let organisations: Vec<String> = data.organisations.iter().filter_map(|name| line(name)).collect();
    let structured = data.authors.iter().map(|name| (Via::JsonLd.named("author"), name)).collect::<Vec<_>>();
    let declared = declared.into_iter().map(|(name, author)| (Via::Meta.named(name), author)).collect();
    let mut own: Option<String> = None;
    for (set, structured) in [(structured, true), (declared, false)] {
        let mut names: Vec<String> = Vec::new();
        let mut keys: Vec<String> = Vec::new();
        let mut place = None;
        for (source, whole) in set.into_iter().filter_map(|(source, name)| Some((source, line(name)?))) {
            let name = without_mark(&whole);
            let address = shape::has_address(name) || name.contains("://") || name.starts_with('(') || name.is_empty();
            if address || name.chars().count() > 120 {
                continue;
            }
            if house.is(name) || house.is_at(whole.get(name.len()..).unwrap_or("")) {
                if (structured || shape::is_name(name)) && !organisations.iter().any(|o| o == name) {
                    own.get_or_insert_with(|| name.to_owned());
                }
                continue;
            }
            // "Ida Holm" and "ida-holm" are one.
            let key: String = fold(name).chars().filter(|c| c.is_alphanumeric()).collect();
            if !keys.contains(&key) {
                keys.push(key);
                names.push(name.to_owned());
                place.get_or_insert(source);
            }
        }
        if let Some(place) = place {
            names.truncate(MOST);
            return (Some((names.join(", "), place)), own);
        }
    }
    (None, own)
}

/// The names behind a label that says so ("Written by"): what plug-ins declare for previews of links.
fn labelled(head: &Head) -> impl Iterator<Item = (&'static str, &String)> {
    let phrases = head.phrases();
    let signs = move |label: &str| {
        let cues = phrases.map_or_else(Vec::new, |phrases| phrases.cues(&Tokens::new(label)));
        cues.iter().any(|cue| cue.reason == Reason::Byline && cue.cover > 0.9)
    };
    let labels = head.metas.iter().filter_map(|(name, content)| Some((name.strip_prefix("twitter:label")?, content)));
    labels.filter(move |(_, label)| signs(label)).filter_map(|(number, _)| {
        let value = head.metas.iter().find(|(name, _)| name.strip_prefix("twitter:data") == Some(number));
        value.map(|(_, content)| ("twitter:data", content))
    })
}

/// A name without what stands behind it: its paper's sign ("Ida Holm (ih)"), an address, an account ("@idaholm").
fn without_mark(name: &str) -> &str {
    let sign = |inner: &str| inner.chars().count() <= 5 && inner.chars().all(|c| c.is_lowercase() || c == '.');
    let address = |inner: &str| inner.contains("://") || inner.starts_with("www.") || inner.contains('@');
    let name = match name.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")) {
        Some((bare, inner)) if sign(inner) || address(inner) => bare.trim_end(),
        _ => name,
    };
    name.rsplit_once(" @").filter(|(_, account)| !account.contains(' ')).map_or(name, |(bare, _)| bare.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_that_signs_itself_is_no_person() {
        let house = House { site: Some("The Relay Desk"), address: "https://www.relaydesk.example/a" };
        assert!(house.is("Relay Desk") && house.is("RelayDesk") && house.is("The Relay Desk (staff)"));
        assert!(!house.is("Ida Holm"));
        assert_eq!(without_mark("Ida Holm (ih)"), "Ida Holm");
        assert_eq!(without_mark("Ida Holm (ih.)"), "Ida Holm");
        assert_eq!(without_mark("Ida Holm @idaholm"), "Ida Holm");
        assert_eq!(without_mark("Ida Holm (Relay)"), "Ida Holm (Relay)");
    }
}
