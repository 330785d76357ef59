//! RSS 0.9 to 2.0 and Atom.

use super::json::{is_tag, moment};
use super::tree::Node;
use super::{Body, Known, sniff_html};

/// An `item` of RSS or an `entry` of Atom: the longest of its texts, for a summary may stand beside the whole.
pub(super) fn article(item: &Node) -> Option<(Body, Known)> {
    let texts = item.children().filter(|n| ["encoded", "content", "description", "summary"].contains(&n.name.as_str()));
    let body = texts.map(content).max_by_key(String::len).filter(|text| !text.trim().is_empty())?;
    let time = |names: &[&str]| names.iter().find_map(|name| moment(&item.child(name)?.text()));
    let lang = item.attribute("lang").map(str::to_owned).or_else(|| Some(item.child("language")?.text()));
    let title = item.child("title").map(|t| plain(&t.text())).filter(|t| !t.is_empty());
    let known = Known {
        url: address(item),
        fetched: None,
        published: time(&["published", "pubDate", "date", "issued", "updated"]),
        lang: lang.filter(|tag| is_tag(tag)),
        title,
        alternates: item.children().filter_map(translation).collect(),
    };
    Some((if sniff_html(&body) { Body::Html(body) } else { Body::Text(plain(&body)) }, known))
}

/// What an element holds: escaped markup as text, or elements.
fn content(node: &Node) -> String {
    if node.children().next().is_some() { node.markup() } else { node.text() }
}

/// A title without the entities that RSS escapes twice.
fn plain(text: &str) -> String {
    quick_xml::escape::unescape_with(text.trim(), quick_xml::escape::resolve_html5_entity)
        .map_or_else(|_| text.trim().to_owned(), |text| text.trim().to_owned())
}

fn address(item: &Node) -> Option<String> {
    let links = || item.children().filter(|n| n.name == "link");
    let is_own =
        |n: &&Node| n.attribute("rel").is_none_or(|rel| rel == "alternate") && n.attribute("hreflang").is_none();
    let by_attribute = links().filter(is_own).find_map(|n| n.attribute("href")).map(str::to_owned);
    let by_text = || links().map(|n| n.text().trim().to_owned()).find(|text| !text.is_empty());
    let by_guid = || {
        let guid = item.child("guid").or_else(|| item.child("id"))?;
        Some(guid.text().trim().to_owned()).filter(|text| text.starts_with("http"))
    };
    by_attribute.or_else(by_text).or_else(by_guid)
}

fn translation(link: &Node) -> Option<(String, String)> {
    let lang = link.attribute("hreflang").filter(|_| link.name == "link")?;
    Some((lang.to_owned(), link.attribute("href")?.to_owned()))
}
