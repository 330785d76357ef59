//! Metadata of a page: from structured data, OpenGraph, `meta` and `link` elements, in that order of trust.

use super::data::Data;
use super::page::{Head, Page};
use crate::extract::clean::Cleaner;
use crate::extract::phrases::{Phrases, Tokens};
use crate::extract::{Metadata, Reason, dates, shape};
use crate::text::fold;

/// Names of `meta` elements that give the day of publication, the surest first. Names of markup, in no language.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "datepublished",
    "og:published_time",
    "article:published",
    "date.published",
    "publishdate",
    "publish_date",
    "publish-date",
    "pubdate",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "cxenseparse:recs:publishtime",
    "article.published",
    "article_date_original",
    "originalpublicationdate",
    "datecreated",
    "date",
    "last-modified",
];
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
const TITLE: &[&str] = &["og:title", "twitter:title", "dc.title", "dcterms.title", "headline", "title"];
const SITE: &[&str] = &["og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher"];
const DESCRIPTION: &[&str] = &["og:description", "description", "twitter:description"];

/// The most authors that are named.
const MOST_AUTHORS: usize = 30;

/// What a page declares of itself, with what helps to find the headline and the standfirst in it.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub meta: Metadata,
    /// The page's own house where it signs as if it were a person: better than nobody.
    pub house: Option<String>,
    /// Forms of the title, folded, the surest first.
    pub titles: Vec<String>,
    /// The description, folded.
    pub description: String,
}

/// Reads the metadata of a page.
pub(super) fn read(page: &Page, data: &Data) -> Declared {
    let head = &page.head;
    let mut clean = Cleaner::default();
    let mut line = |text: &str| Some(clean.line(text)).filter(|t| !t.is_empty());
    let site = data.site.as_deref().or_else(|| first(head, SITE)).and_then(&mut line);
    let site = first(head, &["og:site_name"]).and_then(&mut line).or(site);
    let candidates = [data.headline.as_deref(), first(head, TITLE), head.title.as_deref()];
    let titles: Vec<String> = candidates.into_iter().flatten().filter_map(&mut line).collect();
    let title = titles.first().map(|t| strip_site(t, site.as_deref()).to_owned());
    let description = data.description.as_deref().or_else(|| first(head, DESCRIPTION)).and_then(&mut line);
    let mut folded: Vec<String> = titles.iter().flat_map(|t| [fold(t), fold(strip_site(t, site.as_deref()))]).collect();
    folded.extend(titles.last().into_iter().flat_map(|t| pieces(t)).map(|t| fold(&t)));
    let url =
        links(head, "canonical").next().map(|l| l.2.clone()).or_else(|| first(head, &["og:url"]).map(str::to_owned));
    let lang = head.lang.clone().or_else(|| data.lang.clone());
    let lang =
        lang.or_else(|| first(head, &["content-language", "og:locale", "language", "dc.language"]).map(str::to_owned));
    let address = url.clone().or_else(|| data.url.clone()).unwrap_or_default();
    let (byline, house) = byline(head, data, &House { site: site.as_deref(), address: &address }, &mut line);
    let meta = Metadata {
        byline,
        published: published(page, data),
        url: url.or_else(|| data.url.clone()).map(|u| u.trim().to_owned()).filter(|u| !u.is_empty()),
        lang: lang.map(|l| l.trim().replace('_', "-")).filter(|l| is_tag(l)),
        alternates: alternates(head),
        site,
        title,
    };
    Declared { house, meta, titles: folded, description: description.map(|d| fold(&d)).unwrap_or_default() }
}

fn first<'h>(head: &'h Head, names: &[&str]) -> Option<&'h str> {
    names.iter().find_map(|name| head.metas.iter().find(|(n, _)| n == name)).map(|(_, content)| content.as_str())
}

fn links<'h>(head: &'h Head, rel: &'h str) -> impl Iterator<Item = &'h (String, Option<String>, String)> {
    head.links.iter().filter(move |(r, ..)| r.split_ascii_whitespace().any(|r| r == rel))
}

/// Whether `text` looks like a BCP 47 tag.
fn is_tag(text: &str) -> bool {
    let base = text.split('-').next().unwrap_or("");
    (2..=3).contains(&base.len()) && base.bytes().all(|b| b.is_ascii_alphabetic()) && text.len() <= 20
}

fn alternates(head: &Head) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (_, lang, href) in links(head, "alternate") {
        let Some(lang) = lang.as_deref().filter(|l| is_tag(l) && !l.eq_ignore_ascii_case("x-default")) else {
            continue;
        };
        let entry = (lang.to_owned(), href.trim().to_owned());
        if !out.contains(&entry) && out.len() < 200 {
            out.push(entry);
        }
    }
    out
}

/// A title without the site's name at its end or beginning.
fn strip_site<'t>(title: &'t str, site: Option<&str>) -> &'t str {
    let Some(site) = site.map(fold).filter(|s| !s.is_empty()) else {
        return title;
    };
    for mark in [" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " • ", ": ", "｜", "－", "_"] {
        match title.rsplit_once(mark) {
            Some((text, name)) if fold(name) == site && !text.is_empty() => return text.trim_end(),
            _ => {}
        }
        match title.split_once(mark) {
            Some((name, text)) if fold(name) == site && !text.is_empty() => {
                return text.trim_start();
            }
            _ => {}
        }
    }
    title
}

/// The longer pieces of a `<title>` cut at its marks: one of them is the headline.
fn pieces(title: &str) -> Vec<String> {
    let marks = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", "｜", "_", " / "];
    let mut out = vec![];
    for mark in marks {
        if let Some((left, right)) = title.split_once(mark) {
            out.extend([left, right].map(|t| t.trim().to_owned()).into_iter().filter(|t| t.chars().count() >= 12));
        }
        if let Some((left, right)) = title.rsplit_once(mark) {
            out.extend([left, right].map(|t| t.trim().to_owned()).into_iter().filter(|t| t.chars().count() >= 12));
        }
    }
    out
}

/// Who publishes the page.
struct House<'h> {
    site: Option<&'h str>,
    address: &'h str,
}

impl House<'_> {
    /// Whether a text holds the address of the house: "(www.relaydesk.example)".
    fn is_at(&self, text: &str) -> bool {
        let site = text.trim().trim_matches(['(', ')']).trim_start_matches("www.");
        site.contains('.')
            && self.address.split("://").nth(1).is_some_and(|rest| rest.trim_start_matches("www.").starts_with(site))
    }

    /// Whether a name is that of the house: of the site, or what its host is called.
    fn is(&self, name: &str) -> bool {
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
fn byline(
    head: &Head,
    data: &Data,
    house: &House<'_>,
    line: &mut dyn FnMut(&str) -> Option<String>,
) -> (Option<String>, Option<String>) {
    let declared = AUTHOR.iter().flat_map(|name| head.metas.iter().filter(move |(n, _)| n == name)).map(|(_, c)| c);
    let declared = declared.chain(labelled(head));
    let organisations: Vec<String> = data.organisations.iter().filter_map(|name| line(name)).collect();
    let sets = [data.authors.clone(), declared.cloned().collect::<Vec<_>>()];
    let mut own: Option<String> = None;
    for (set, structured) in sets.iter().zip([true, false]) {
        let mut names: Vec<String> = Vec::new();
        let mut keys: Vec<String> = Vec::new();
        for whole in set.iter().filter_map(|name| line(name)) {
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
            }
        }
        if !names.is_empty() {
            names.truncate(MOST_AUTHORS);
            return (Some(names.join(", ")), own);
        }
    }
    (None, own)
}

/// The names behind a label that says so ("Written by"): what plug-ins declare for previews of links.
fn labelled(head: &Head) -> impl Iterator<Item = &String> {
    let tag = head.lang.as_deref().and_then(|lang| lang.split(['-', '_']).next()).unwrap_or_default();
    let phrases = Phrases::of(&tag.to_ascii_lowercase());
    let signs = move |label: &str| {
        let cues = phrases.map_or_else(Vec::new, |phrases| phrases.cues(&Tokens::new(label)));
        cues.iter().any(|cue| cue.reason == Reason::Byline && cue.cover > 0.9)
    };
    let labels = head.metas.iter().filter_map(|(name, content)| Some((name.strip_prefix("twitter:label")?, content)));
    labels.filter(move |(_, label)| signs(label)).filter_map(|(number, _)| {
        let value = head.metas.iter().find(|(name, _)| name.strip_prefix("twitter:data") == Some(number));
        value.map(|(_, content)| content)
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

fn published(page: &Page, data: &Data) -> Option<String> {
    let head = &page.head;
    let metas = PUBLISHED.iter().filter_map(|name| first(head, &[name]));
    let item = head.times.iter().filter(|(p, _)| p.to_ascii_lowercase().contains("datepublished"));
    let item = item.map(|(_, t)| t.as_str());
    data.published.as_deref().into_iter().chain(metas).chain(item).find_map(moment)
}

/// A date in RFC 3339 or near it, or any that a line may hold, as RFC 3339.
pub(in crate::extract) fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    let day = text.get(..10).filter(|day| day.parse::<jiff::civil::Date>().is_ok());
    let Some(day) = day else {
        return dates::stamp(&Tokens::new(text), "en").published().or_else(|| compact(text));
    };
    let rest = text.get(10..).unwrap_or("").trim_start_matches(['T', 't', ' ']);
    let full = format!("{day}T{rest}").replace(' ', "");
    if full.parse::<jiff::Timestamp>().is_ok() {
        return Some(full);
    }
    let time = rest.get(..5).filter(|t| t.parse::<jiff::civil::Time>().is_ok());
    Some(time.map_or_else(|| day.to_owned(), |time| format!("{day}T{time}:00")))
}

/// `20240812` and `20240812T1830`.
fn compact(text: &str) -> Option<String> {
    let digits = text.get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let date = format!("{year}-{month}-{day}");
    date.parse::<jiff::civil::Date>().ok().filter(|d| (1990..2100).contains(&d.year())).map(|_| date)
}

/// The day that an address holds: `/2024/08/12/`, `/2024-08-12-`, `/20240812/`.
pub(in crate::extract) fn day_in_url(url: &str) -> Option<String> {
    let parts: Vec<&str> = url.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    let date = |y: &str, m: &str, d: &str| {
        let whole = y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len());
        let text = format!("{y}-{m:0>2}-{d:0>2}");
        let sane = (1990..2100).contains(&y.parse::<i32>().unwrap_or(0));
        (whole && sane && text.parse::<jiff::civil::Date>().is_ok()).then_some(text)
    };
    let triple = parts.windows(3).find_map(|w| match w {
        [y, m, d] => date(y, m, d),
        _ => None,
    });
    triple.or_else(|| parts.iter().filter(|p| p.len() == 8).find_map(|p| compact(p)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_in_many_forms() {
        assert_eq!(moment("2024-08-12T18:30:00-07:00").as_deref(), Some("2024-08-12T18:30:00-07:00"));
        assert_eq!(moment("2024-08-12 18:30:00").as_deref(), Some("2024-08-12T18:30:00"));
        assert_eq!(moment("20240812").as_deref(), Some("2024-08-12"));
        assert_eq!(day_in_url("https://a.example/2024/8/12/pier-4").as_deref(), Some("2024-08-12"));
        assert_eq!(day_in_url("https://a.example/news/123456"), None);
    }

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

    #[test]
    fn the_site_is_taken_off_the_title() {
        assert_eq!(strip_site("Pier reopens - The Relay Desk", Some("The Relay Desk")), "Pier reopens");
        assert_eq!(strip_site("Pier reopens - at last", Some("The Relay Desk")), "Pier reopens - at last");
    }
}
