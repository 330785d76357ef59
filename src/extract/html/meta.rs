//! Metadata of a page: from structured data, OpenGraph, `meta` and `link` elements, in that order of trust.

use super::authors::{self, House};
use super::data::{Data, Said};
use super::page::{Head, Page};
use crate::extract::clean::Cleaner;
use crate::extract::phrases::Tokens;
use crate::extract::{Access, Field, Metadata, Reason, Source, Via, dates, shape};
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
/// The same for the last change.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "og:modified_time",
    "article:modified",
    "dcterms.modified",
    "dc.date.modified",
    "date.updated",
    "date.modified",
    "lastmod",
    "last-modified",
    "last_updated_date",
    "updated_time",
    "revised",
];
const TITLE: &[&str] = &["og:title", "twitter:title", "dc.title", "dcterms.title", "headline", "title"];
const SITE: &[&str] = &["og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher"];
const SECTION: &[&str] = &["article:section", "og:section", "parsely-section", "articlesection", "section"];
/// Whether readers pay: `free`, `metered`, `locked`.
const TIER: &[&str] = &["article:content_tier", "og:article:content_tier"];
const DESCRIPTION: &[&str] = &["og:description", "description", "twitter:description"];

/// The most versions in other languages that are named.
const MOST_VERSIONS: usize = 200;

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

/// A text in the page, and where it stands.
type Found<'h> = (&'h str, Source);

/// Reads the metadata of a page.
pub(super) fn read(page: &Page, data: &Data) -> Declared {
    let head = &page.head;
    let mut clean = Cleaner::default();
    let mut line = |(text, source): Found<'_>| Some((clean.line(text), source)).filter(|(text, _)| !text.is_empty());
    let site = first(head, &["og:site_name"]).and_then(&mut line);
    let site = site.or_else(|| said(&data.site).or_else(|| first(head, SITE)).and_then(&mut line));
    let name = site.as_ref().map(|(name, _)| name.as_str());
    let element = head.title.as_deref().map(|title| (title, Via::Element.named("title")));
    let candidates = [said(&data.headline), first(head, TITLE), element];
    let titles: Vec<(String, Source)> = candidates.into_iter().flatten().filter_map(&mut line).collect();
    let description = said(&data.description).or_else(|| first(head, DESCRIPTION)).and_then(&mut line);
    let mut folded: Vec<String> = titles.iter().flat_map(|(t, _)| [fold(t), fold(strip_site(t, name))]).collect();
    folded.extend(titles.last().into_iter().flat_map(|(t, _)| pieces(t)).map(|t| fold(&t)));
    let canonical = links(head, "canonical").next().map(|l| (l.2.as_str(), Via::Link.named("canonical")));
    let url = canonical.or_else(|| first(head, &["og:url"])).or_else(|| said(&data.url));
    let house = House { site: name, address: url.as_ref().map_or("", |(url, _)| url) };
    let mut bare = |text: &str| line((text, Via::Meta.named(""))).map(|(text, _)| text);
    let (byline, own) = authors::byline(head, data, &house, &mut bare);
    let mut meta = Metadata::default();
    let mut set = |field, found: Option<(String, Source)>| {
        if let Some((text, source)) = found {
            meta.set(field, text, source);
        }
    };
    let section = said(&data.section).or_else(|| first(head, SECTION));
    let trail = || section_of(&data.trail, &house, head).map(|name| (name, Via::JsonLd.named("BreadcrumbList")));
    set(Field::Section, section.or_else(trail).and_then(&mut line));
    set(Field::Title, titles.first().map(|(title, source)| (strip_site(title, name).to_owned(), source.clone())));
    set(Field::Standfirst, description.clone().filter(|(text, _)| !shape::trails_off(text)));
    set(Field::Byline, byline);
    set(Field::Published, time(page, said(&data.published), PUBLISHED, "datepublished"));
    set(Field::Modified, time(page, said(&data.modified), MODIFIED, "datemodified"));
    set(Field::Site, site);
    set(Field::Url, url.and_then(trimmed));
    set(Field::Amp, links(head, "amphtml").next().and_then(|l| trimmed((l.2.as_str(), Via::Link.named("amphtml")))));
    set(Field::Lang, language(head, data));
    if let Some((access, source)) = access(head, data) {
        meta.access = Some(access);
        meta.sources.insert(Field::Access, source);
    }
    if let Some((alternates, source)) = alternates(head, data, meta.lang.as_deref()) {
        meta.alternates = alternates;
        meta.sources.insert(Field::Alternates, source);
    }
    Declared { house: own, meta, titles: folded, description: description.map(|(d, _)| fold(&d)).unwrap_or_default() }
}

/// The surest of the names that a `meta` element has.
fn first<'h>(head: &'h Head, names: &'static [&'static str]) -> Option<Found<'h>> {
    each(head, names).next()
}

fn each<'h>(head: &'h Head, names: &'static [&'static str]) -> impl Iterator<Item = Found<'h>> {
    let of = |name: &'static str| head.metas.iter().find(|(n, _)| n == name).map(|meta| (name, meta));
    names.iter().filter_map(move |name| of(name)).map(|(name, meta)| (meta.1.as_str(), Via::Meta.named(name)))
}

fn said(said: &Option<Said>) -> Option<Found<'_>> {
    said.as_ref().map(|said| (said.text.as_str(), Via::JsonLd.named(said.name)))
}

fn trimmed((text, source): Found<'_>) -> Option<(String, Source)> {
    let text = text.trim();
    (!text.is_empty()).then(|| (text.to_owned(), source))
}

fn language(head: &Head, data: &Data) -> Option<(String, Source)> {
    let own = head.lang.as_deref().map(|lang| (lang, Via::Element.named("html")));
    let found = own.or_else(|| said(&data.lang));
    let found = found.or_else(|| first(head, &["content-language", "og:locale", "language", "dc.language"]));
    found.map(|(lang, source)| (lang.trim().replace('_', "-"), source)).filter(|(lang, _)| is_tag(lang))
}

/// The section by the way from the home page to the article: the first step that is neither home nor the house itself. The
/// last one is the article.
fn section_of<'d>(trail: &'d [(String, String)], house: &House<'_>, head: &Head) -> Option<&'d str> {
    let leads_below = |url: &str| {
        let rest = url.split_once("//").map_or(url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        url.is_empty() || !rest.trim_matches('/').is_empty()
    };
    let (_, steps) = trail.split_last()?;
    let steps = steps.iter().map(|(name, url)| (name.as_str(), url.as_str()));
    let mut below = steps.filter(|(name, url)| leads_below(url) && !house.is(name) && !is_home(name, head));
    below.next().map(|(name, _)| name)
}

/// Whether a name is what menus call the home page.
fn is_home(name: &str, head: &Head) -> bool {
    let cues = head.phrases().map_or_else(Vec::new, |phrases| phrases.cues(&Tokens::new(name)));
    cues.iter().any(|cue| cue.reason == Reason::Navigation && cue.cover > 0.9)
}

/// Whether readers pay: by the structured data, else by the tier that `meta` elements name.
fn access(head: &Head, data: &Data) -> Option<(Access, Source)> {
    const FREE: &str = "isAccessibleForFree";
    let of = |free| if free { Access::Free } else { Access::Paid };
    if let Some(free) = data.free {
        return Some((of(free), Via::JsonLd.named(FREE)));
    }
    let tier = first(head, TIER).and_then(|(tier, source)| {
        let access = match tier.trim().to_ascii_lowercase().as_str() {
            "free" => Access::Free,
            "metered" => Access::Metered,
            "locked" | "paid" | "premium" => Access::Paid,
            _ => return None,
        };
        Some((access, source))
    });
    let item = || head.metas.iter().find(|(name, _)| name.eq_ignore_ascii_case(FREE)).and_then(|m| is_true(&m.1));
    tier.or_else(|| Some((of(item()?), Via::Meta.named(FREE))))
}

/// `True`, `false`, `https://schema.org/True`, `no`.
pub(super) fn is_true(text: &str) -> Option<bool> {
    match text.rsplit('/').next().unwrap_or("").trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}

fn links<'h>(head: &'h Head, rel: &'h str) -> impl Iterator<Item = &'h (String, Option<String>, String)> {
    head.links.iter().filter(move |(r, ..)| r.split_ascii_whitespace().any(|r| r == rel))
}

/// Whether `text` looks like a BCP 47 tag.
fn is_tag(text: &str) -> bool {
    let base = text.split('-').next().unwrap_or("");
    (2..=3).contains(&base.len()) && base.bytes().all(|b| b.is_ascii_alphabetic()) && text.len() <= 20
}

/// The versions in other languages: those of `link` elements, else of the structured data, else of links for readers.
fn alternates(head: &Head, data: &Data, own: Option<&str>) -> Option<(Vec<(String, String)>, Source)> {
    let linked = || links(head, "alternate").filter_map(|(_, lang, href)| Some((lang.as_deref()?, href.as_str())));
    let told = || data.translations.iter().map(|(lang, url)| (lang.as_str(), url.as_str()));
    // Readers are also led to home pages, and from a page to itself.
    let other = |(lang, url): &(&str, &str)| !own.is_some_and(|own| own.eq_ignore_ascii_case(lang)) && has_path(url);
    let shown = || head.translations.iter().map(|(lang, url)| (lang.as_str(), url.as_str())).filter(other);
    let found = Some((versions(linked()), Via::Link.named("alternate"))).filter(|(all, _)| !all.is_empty());
    let found = found.or_else(|| Some((versions(told()), Via::JsonLd.named("workTranslation"))));
    let found = found.filter(|(all, _)| !all.is_empty());
    found.or_else(|| Some((versions(shown()), Via::Element.named("a")))).filter(|(all, _)| !all.is_empty())
}

/// Languages and addresses, each once.
fn versions<'h>(all: impl Iterator<Item = (&'h str, &'h str)>) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (lang, url) in all.filter(|(lang, _)| is_tag(lang) && !lang.eq_ignore_ascii_case("x-default")) {
        let entry = (lang.to_owned(), url.trim().to_owned());
        if out.len() < MOST_VERSIONS && !out.contains(&entry) {
            out.push(entry);
        }
    }
    out
}

/// Whether an address leads below the home page and the home pages of languages (`/pt/`).
fn has_path(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    rest.trim_matches('/').chars().count() > 5
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

/// A time: of the structured data, of a `meta` element, of an element that is the property `item`.
fn time<'h>(
    page: &'h Page,
    data: Option<Found<'h>>,
    names: &'static [&'static str],
    item: &'static str,
) -> Option<(String, Source)> {
    let times = page.head.times.iter().filter(|(property, _)| property.to_ascii_lowercase().contains(item));
    let times = times.map(|(_, time)| (time.as_str(), Via::Element.named(item)));
    let mut all = data.into_iter().chain(each(&page.head, names)).chain(times);
    all.find_map(|(text, source)| Some((moment(text)?, source)))
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
    fn the_section_is_the_first_step_below_the_home_page() {
        let head = Head { lang: Some("de-CH".to_owned()), ..Head::default() };
        let house = House { site: Some("Elbblatt"), address: "https://elbblatt.example/sport/a" };
        let section = |steps: &[(&str, &str)]| {
            let trail: Vec<(String, String)> = steps.iter().map(|(n, u)| ((*n).to_owned(), (*u).to_owned())).collect();
            section_of(&trail, &house, &head).map(str::to_owned)
        };
        let sport = ("Sport", "https://elbblatt.example/sport");
        let last = ("Halden steigt auf", "");
        assert_eq!(section(&[("Elbblatt", "https://elbblatt.example/heute/"), sport, last]).as_deref(), Some("Sport"));
        assert_eq!(section(&[("Startseite", "/deutschland"), sport, last]).as_deref(), Some("Sport"));
        assert_eq!(
            section(&[("Los", "https://elbblatt.example/"), sport, ("Handball", "/sport/x"), last]).as_deref(),
            Some("Sport")
        );
        assert_eq!(section(&[sport]), None);
    }

    #[test]
    fn the_site_is_taken_off_the_title() {
        assert_eq!(strip_site("Pier reopens - The Relay Desk", Some("The Relay Desk")), "Pier reopens");
        assert_eq!(strip_site("Pier reopens - at last", Some("The Relay Desk")), "Pier reopens - at last");
    }
}
