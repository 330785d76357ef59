//! ninjs, the JSON of the IPTC: 1.x, 2.x and 3.0.

use serde_json::{Map, Value};

use super::json::{is_tag, moment, text};
use super::{Body, Known};

/// Whether an object is an item of ninjs: it has an address of its own and fields that only ninjs names so.
pub(super) fn is_item(object: &Map<String, Value>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| object.contains_key(*name));
    has(&["uri"])
        && (has(&["versioncreated", "versionCreated", "body_text", "body_html", "body_xhtml", "bodies", "headlines"])
            || object.get("standard").and_then(|s| s.get("name")).is_some_and(|name| name == "ninjs"))
}

/// The text, and what the item says of it. 1.x has `body_html`, `body_xhtml` or `body_text`; 2.0 and later have `bodies` and
/// `headlines`, each a list with roles.
pub(super) fn article(object: &Map<String, Value>) -> Option<(Body, Known)> {
    let value = Value::Object(object.clone());
    let html = text(&value, &["body_xhtml", "body_html"]).or_else(|| of_list(&value, "bodies", html_value));
    let plain = || text(&value, &["body_text"]).or_else(|| of_list(&value, "bodies", plain_value));
    let body = html.map(Body::Html).or_else(|| plain().map(Body::Text))?;
    let headline = text(&value, &["headline", "title"]).or_else(|| of_list(&value, "headlines", plain_value));
    let time = |names: &[&str]| text(&value, names).as_deref().and_then(moment);
    let known = Known {
        url: text(&value, &["uri"]),
        fetched: None,
        published: time(&[
            "firstcreated",
            "firstCreated",
            "versioncreated",
            "versionCreated",
            "contentcreated",
            "contentCreated",
        ]),
        lang: text(&value, &["language"]).filter(|tag| is_tag(tag)),
        title: headline,
        alternates: translations(&value),
    };
    Some((body, known))
}

fn of_list(value: &Value, list: &str, take: fn(&Value) -> Option<String>) -> Option<String> {
    value.get(list)?.as_array()?.iter().find_map(take)
}

fn html_value(item: &Value) -> Option<String> {
    let kind = text(item, &["contenttype", "contentType"]).unwrap_or_default();
    let value = text(item, &["value"])?;
    (kind.contains("html") || (kind.is_empty() && super::sniff_html(&value))).then_some(value)
}

fn plain_value(item: &Value) -> Option<String> {
    text(item, &["value"])
}

/// Items that the item names as its translations: `associations` with a relation, or `altids` of other languages.
fn translations(value: &Value) -> Vec<(String, String)> {
    let items: Vec<&Value> = match value.get("associations") {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(Value::Object(named)) => named.values().collect(),
        _ => Vec::new(),
    };
    let own = text(value, &["language"]);
    let translated = |item: &&Value| {
        let relation = text(item, &["rel", "relation", "name", "type"]).unwrap_or_default().to_lowercase();
        let lang = text(item, &["language"]);
        relation.contains("translat") || (lang.is_some() && lang != own && item.get("versioncreated").is_some())
    };
    let pair = |item: &Value| Some((text(item, &["language"]).unwrap_or_default(), text(item, &["uri", "href"])?));
    items.into_iter().filter(translated).filter_map(pair).collect()
}
