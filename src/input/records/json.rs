//! JSON lines, JSON Feed, and JSON documents that hold one article or a list of them.

use serde_json::{Map, Value};

use super::{Body, Known, Limits, Origin, Place, Reason, Record, Records, Skipped, Stream, ninjs, sniff_html};

/// One article a line. Fields are found by the names that scrapers and data sets give them; ninjs items are read as such.
pub(super) struct Lines<R: Origin> {
    name: String,
    stream: Stream<R>,
    limits: Limits,
    number: u64,
    ended: bool,
}

impl<R: Origin> Lines<R> {
    pub(super) fn new(name: &str, stream: Stream<R>, limits: Limits) -> Self {
        Lines { name: name.to_owned(), stream, limits, number: 0, ended: false }
    }
}

impl<R: Origin> Iterator for Lines<R> {
    type Item = Result<Record, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let place = Place { number: self.number, offset: self.stream.place() };
            let skipped = |reason, detail: String| Some(Err(Skipped { place, url: None, reason, detail }));
            let (line, whole) = match self.stream.line(self.limits.record) {
                Ok(Some(read)) => read,
                Ok(None) => return None,
                Err(error) => {
                    self.ended = error.kind() != std::io::ErrorKind::InvalidData;
                    self.number += 1;
                    return skipped(Reason::Corrupt, error.to_string());
                }
            };
            if whole && line.trim_ascii().is_empty() {
                continue;
            }
            self.number += 1;
            if !whole {
                return skipped(Reason::TooLarge, format!("more than {} bytes", self.limits.record));
            }
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
            let item = match serde_json::from_slice::<Value>(line) {
                Ok(Value::Object(object)) => article(&object).ok_or((Reason::Empty, no_text())),
                Ok(_) => Err((Reason::Corrupt, "the line is no JSON object".to_owned())),
                Err(error) => Err((Reason::Corrupt, format!("no JSON: {error}"))),
            };
            return Some(match item {
                Ok((body, known)) => Ok(Record { name: format!("{}#{}", self.name, place.number), place, body, known }),
                Err((reason, detail)) => Err(Skipped { place, url: None, reason, detail }),
            });
        }
        None
    }
}

pub(super) fn no_text() -> String {
    "no field with a text (text, body, content, html …)".to_owned()
}

/// A whole JSON file: a feed, one article, a list of articles.
pub(super) fn whole(name: &str, bytes: &[u8]) -> Records {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value = match serde_json::from_slice::<Value>(bytes) {
        Ok(value) => value,
        Err(error) => {
            let detail = format!("no JSON: {error}");
            let (place, reason) = (Place::default(), Reason::Corrupt);
            return Box::new(std::iter::once(Err(Skipped { place, url: None, reason, detail })));
        }
    };
    let lang = text(&value, &["language"]);
    let mut items = match value {
        Value::Array(items) => items,
        Value::Object(mut object) => match object.remove("items").or_else(|| object.remove("articles")) {
            Some(Value::Array(items)) => items,
            _ => vec![Value::Object(object)],
        },
        _ => Vec::new(),
    };
    let alone = items.len() == 1;
    let name = name.to_owned();
    Box::new((0..).zip(std::mem::take(&mut items)).map(move |(number, item)| {
        let place = Place { number, offset: 0 };
        let found = item.as_object().and_then(article);
        let Some((body, mut known)) = found else {
            return Err(Skipped { place, url: None, reason: Reason::Empty, detail: no_text() });
        };
        known.lang = known.lang.or_else(|| lang.clone());
        let name = if alone { name.clone() } else { format!("{name}#{number}") };
        Ok(Record { name, place, body, known })
    }))
}

/// Names under which text, page and metadata are found, the surest first.
const TEXT: &[&str] = &["text", "maintext", "content_text", "body_text", "articleBody", "article_text", "plain_text"];
const HTML: &[&str] = &["html", "raw_html", "content_html", "body_html", "page"];
const EITHER: &[&str] = &["body", "content", "article", "description", "summary"];
const URL: &[&str] = &["url", "link", "source_url", "canonical_url", "external_url", "URL"];
const PUBLISHED: &[&str] = &[
    "published",
    "date_published",
    "date_publish",
    "publish_date",
    "published_at",
    "publication_date",
    "datePublished",
    "pubDate",
    "pub_date",
    "date",
    "timestamp",
];
const FETCHED: &[&str] =
    &["fetched", "date_download", "crawled", "crawl_date", "date_crawled", "scraped_at", "fetched_at"];
const TITLE: &[&str] = &["title", "headline"];
const LANG: &[&str] = &["lang", "language", "language_code", "inLanguage"];

pub(super) fn article(object: &Map<String, Value>) -> Option<(Body, Known)> {
    if ninjs::is_item(object) {
        return ninjs::article(object);
    }
    let value = Value::Object(object.clone());
    let body = text(&value, TEXT).map(Body::Text).or_else(|| text(&value, HTML).map(Body::Html)).or_else(|| {
        let either = text(&value, EITHER)?;
        Some(if sniff_html(&either) { Body::Html(either) } else { Body::Text(either) })
    })?;
    let known = Known {
        url: text(&value, URL),
        fetched: text(&value, FETCHED).as_deref().and_then(moment),
        published: text(&value, PUBLISHED).as_deref().and_then(moment),
        lang: text(&value, LANG).filter(|tag| is_tag(tag)),
        title: text(&value, TITLE),
        alternates: Vec::new(),
    };
    Some((body, known))
}

/// The first of the named fields that holds words; a number counts as such.
pub(super) fn text(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match value.get(*name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Whether a word can be a language tag.
pub(super) fn is_tag(tag: &str) -> bool {
    let base = tag.split(['-', '_']).next().unwrap_or_default();
    (2..=3).contains(&base.len()) && base.bytes().all(|b| b.is_ascii_alphabetic()) && tag.len() <= 35
}

/// A time as sources write it (RFC 3339, RFC 2822, with a space for the `T`, seconds since 1970), as RFC 3339 or a day.
pub(super) fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    if text.parse::<jiff::Timestamp>().is_ok() {
        return Some(text.replacen(' ', "T", 1));
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(text) {
        return Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
    if let Ok(seconds) = text.parse::<i64>() {
        // Milliseconds where seconds would lie beyond the year 5000.
        let seconds = if seconds.abs() > 100_000_000_000 { seconds / 1000 } else { seconds };
        let plausible = (0..4_000_000_000).contains(&seconds) && text.len() >= 9;
        return plausible.then(|| jiff::Timestamp::from_second(seconds).ok().map(|t| t.to_string())).flatten();
    }
    if let Ok(local) = text.parse::<jiff::civil::DateTime>() {
        let day = local.date();
        return Some(if text.len() <= 10 {
            day.to_string()
        } else {
            format!("{}Z", local.strftime("%Y-%m-%dT%H:%M:%S"))
        });
    }
    text.get(..10)?.parse::<jiff::civil::Date>().ok().map(|day| day.to_string())
}
