//! What a document says of itself, each value with the place that it was found in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// The headline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// The summary: that under the headline, else the declared description, if it is more than the opening of the text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub standfirst: Option<String>,
    /// Names of the authors, as printed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub byline: Option<String>,
    /// When it was published, RFC 3339 as far as known (`2024-08-12T18:30:00-07:00` or `2024-08-12`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<String>,
    /// When it was last changed, in the same form.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub modified: Option<String>,
    /// The part of the site that it stands in ("Sport").
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub section: Option<String>,
    /// Name of the site.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub site: Option<String>,
    /// Canonical address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Address of its AMP page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amp: Option<String>,
    /// Language that the document declares (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lang: Option<String>,
    /// Whether its readers pay.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub access: Option<Access>,
    /// Translations that the page itself names: language tag and address.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub alternates: Vec<(String, String)>,
    /// Where each value was found.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub sources: BTreeMap<Field, Source>,
}

/// Whether the readers of a page pay, by its own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Everybody reads it.
    Free,
    /// Free for those who read little.
    Metered,
    /// It, or a part of it, is for subscribers: the text may break off.
    Paid,
}

/// A value of the [`Metadata`].
#[allow(missing_docs, reason = "they are documented where the values stand")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    Title,
    Standfirst,
    Byline,
    Published,
    Modified,
    Section,
    Site,
    Url,
    Amp,
    Lang,
    Access,
    Alternates,
}

/// Where a value of the [`Metadata`] was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The kind of place.
    pub via: Via,
    /// Its name: a property, the name of a `meta` element, of an element, of a role.
    #[serde(skip_serializing_if = "str::is_empty", default)]
    pub name: Cow<'static, str>,
}

/// A kind of place in which a document speaks of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Via {
    /// A property of its structured data (JSON-LD, schema.org).
    JsonLd,
    /// A `meta` element: OpenGraph, Dublin Core, microdata and the like.
    Meta,
    /// A `link` element.
    Link,
    /// Another element, or an attribute of one.
    Element,
    /// A line that readers see.
    Text,
    /// Its address.
    Address,
    /// The caller, or the archive that it came in.
    Caller,
}

impl Access {
    /// As in JSON: `free`, `metered`, `paid`.
    pub fn name(self) -> &'static str {
        match self {
            Access::Free => "free",
            Access::Metered => "metered",
            Access::Paid => "paid",
        }
    }
}

impl Field {
    /// As in JSON: `title`, `standfirst` …
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Standfirst => "standfirst",
            Field::Byline => "byline",
            Field::Published => "published",
            Field::Modified => "modified",
            Field::Section => "section",
            Field::Site => "site",
            Field::Url => "url",
            Field::Amp => "amp",
            Field::Lang => "lang",
            Field::Access => "access",
            Field::Alternates => "alternates",
        }
    }
}

impl Via {
    pub(crate) fn named(self, name: &'static str) -> Source {
        Source { via: self, name: Cow::Borrowed(name) }
    }
}

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let place = match self.via {
            Via::JsonLd => "json-ld",
            Via::Meta => "meta",
            Via::Link => "link",
            Via::Element => "element",
            Via::Text => "text",
            Via::Address => "address",
            Via::Caller => "caller",
        };
        f.write_str(place)?;
        if self.name.is_empty() { Ok(()) } else { write!(f, " {}", self.name) }
    }
}

impl Metadata {
    /// The day of publication on the publisher's calendar.
    pub fn published_date(&self) -> Option<Date> {
        self.published.as_deref()?.get(..10)?.parse().ok()
    }

    /// The values that are texts, in the order in which people look for them.
    pub fn texts(&self) -> impl Iterator<Item = (Field, &str)> {
        let texts = [
            (Field::Title, &self.title),
            (Field::Standfirst, &self.standfirst),
            (Field::Byline, &self.byline),
            (Field::Published, &self.published),
            (Field::Modified, &self.modified),
            (Field::Section, &self.section),
            (Field::Site, &self.site),
            (Field::Url, &self.url),
            (Field::Amp, &self.amp),
            (Field::Lang, &self.lang),
        ];
        texts.into_iter().filter_map(|(field, text)| Some((field, text.as_deref()?)))
    }

    /// Sets a text and where it was found, whatever stood there before.
    pub(crate) fn set(&mut self, field: Field, value: String, source: Source) {
        let slot = match field {
            Field::Title => &mut self.title,
            Field::Standfirst => &mut self.standfirst,
            Field::Byline => &mut self.byline,
            Field::Published => &mut self.published,
            Field::Modified => &mut self.modified,
            Field::Section => &mut self.section,
            Field::Site => &mut self.site,
            Field::Url => &mut self.url,
            Field::Amp => &mut self.amp,
            Field::Lang => &mut self.lang,
            // No texts.
            Field::Access | Field::Alternates => return,
        };
        *slot = Some(value);
        self.sources.insert(field, source);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::extract::{Options, extract};
    use crate::input::from_bytes;

    const TEXT: &str = "<p>The old pier of Kelmouth reopened on Monday afternoon after eleven months of repairs, the council said.</p>\
        <p>Some 4,000 people had walked to its end by 5 pm, a record for a working day, said Rhona Voss, the harbour master.</p>\
        <p>The repairs cost £2.3 million, about a third more than planned in 2022, when storms broke eleven of its piles.</p>";

    fn read(head: &str, before: &str) -> Metadata {
        let page = format!(
            "<html lang=en><head>{head}</head><body><article><h1>Kelmouth pier reopens after repairs</h1>{before}\
             <div class=text>{TEXT}</div></article></body></html>"
        );
        extract(&from_bytes("pier.html", page.as_bytes()).unwrap(), &Options::default()).meta
    }

    fn told(meta: &Metadata, field: Field) -> Option<(String, String)> {
        let value = meta.texts().find(|(known, _)| *known == field)?.1.to_owned();
        Some((value, meta.sources.get(&field)?.to_string()))
    }

    #[test]
    fn each_value_says_where_it_was_found() {
        let data = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Kelmouth pier reopens after repairs",
            "datePublished":"2024-08-12T18:30:00+01:00","isAccessibleForFree":false}</script>"#;
        let head = format!(
            "{data}<meta property=og:site_name content='Tidewater Post'><meta property=article:section content=Region>\
             <meta property=article:modified_time content='2024-08-13T07:05:00+01:00'>\
             <meta name=description content='What the storms broke is mended, and paid for over nine years.'>\
             <link rel=canonical href=https://tidewater.example/pier><link rel=amphtml href=https://tidewater.example/pier/amp>"
        );
        let meta = read(&head, "<p class=byline>By <a rel=author href=/a>Ada Brandt</a></p>");
        let told = |field| told(&meta, field).map(|(value, place)| format!("{value} ({place})")).unwrap_or_default();
        assert_eq!(told(Field::Title), "Kelmouth pier reopens after repairs (json-ld headline)");
        assert_eq!(
            told(Field::Standfirst),
            "What the storms broke is mended, and paid for over nine years. (meta description)"
        );
        assert_eq!(told(Field::Byline), "Ada Brandt (element byline)");
        assert_eq!(told(Field::Published), "2024-08-12T18:30:00+01:00 (json-ld datePublished)");
        assert_eq!(told(Field::Modified), "2024-08-13T07:05:00+01:00 (meta article:modified_time)");
        assert_eq!(told(Field::Section), "Region (meta article:section)");
        assert_eq!(told(Field::Site), "Tidewater Post (meta og:site_name)");
        assert_eq!(told(Field::Url), "https://tidewater.example/pier (link canonical)");
        assert_eq!(told(Field::Amp), "https://tidewater.example/pier/amp (link amphtml)");
        assert_eq!(told(Field::Lang), "en (element html)");
        assert_eq!(meta.access, Some(Access::Paid));
        assert_eq!(meta.sources.get(&Field::Access).unwrap().to_string(), "json-ld isAccessibleForFree");
        let json = serde_json::to_string(&meta).unwrap();
        assert!(json.contains(r#""published":{"via":"json-ld","name":"datePublished"}"#), "{json}");
        assert_eq!(serde_json::from_str::<Metadata>(&json).unwrap(), meta);
    }

    #[test]
    fn lines_that_readers_see_tell_publication_from_change() {
        let line = "<p class=date>Published 12 August 2024, 18:30. Updated 13 August 2024, 07:05</p>";
        let meta = read("", line);
        assert_eq!(told(&meta, Field::Published).unwrap(), ("2024-08-12T18:30:00".into(), "text dateline".into()));
        assert_eq!(told(&meta, Field::Modified).unwrap(), ("2024-08-13T07:05:00".into(), "text dateline".into()));
        let element = "<p class=date>Last updated: <time datetime='2024-08-13T07:05:00+01:00'>13 August</time></p>";
        let meta = read("<meta name=date content=2024-08-12>", element);
        assert_eq!(told(&meta, Field::Published).unwrap(), ("2024-08-12".into(), "meta date".into()));
        assert_eq!(told(&meta, Field::Modified).unwrap(), ("2024-08-13T07:05:00+01:00".into(), "element time".into()));
    }

    #[test]
    fn the_standfirst_is_no_copy_of_the_opening() {
        let opening = "<meta name=description content='The old pier of Kelmouth reopened on Monday afternoon'>";
        assert_eq!(read(opening, "").standfirst, None);
        assert_eq!(read("<meta name=description content='What the storms broke is …'>", "").standfirst, None);
    }

    #[test]
    fn links_for_readers_lead_to_versions_in_other_languages() {
        let links = "<a hreflang=pt href=https://mare.example/noticias/pier>Português</a>\
                     <a hreflang=pt href=https://mare.example/pt/>Início</a> <a hreflang=en href=/news/pier-1>English</a>";
        let meta = read("", links);
        assert_eq!(meta.alternates, [("pt".to_owned(), "https://mare.example/noticias/pier".to_owned())]);
        assert_eq!(meta.sources.get(&Field::Alternates).unwrap().to_string(), "element a");
    }

    #[test]
    fn tiers_are_read() {
        let access = |tier: &str| read(&format!("<meta property=article:content_tier content={tier}>"), "").access;
        assert_eq!(access("metered"), Some(Access::Metered));
        assert_eq!(access("locked"), Some(Access::Paid));
        assert_eq!(access("gold"), None);
    }
}
