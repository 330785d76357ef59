//! NewsML-G2 of the IPTC: `newsItem`s, alone or in a `newsMessage`.

use super::json::{is_tag, moment};
use super::tree::Node;
use super::{Body, Known};

/// The text of an item and what its metadata say of it.
pub(super) fn article(item: &Node) -> Option<(Body, Known)> {
    let set = item.child("contentSet")?;
    let body = set.children().find_map(|part| match part.name.as_str() {
        "inlineXML" => Some(Body::Html(part.markup())),
        "inlineData" => Some(Body::Text(part.text())),
        _ => None,
    })?;
    let (meta, content) = (item.child("itemMeta"), item.child("contentMeta"));
    let time = |node: Option<&Node>, name: &str| moment(&node?.child(name)?.text());
    let lang = content.and_then(|c| c.child("language")).and_then(|l| l.attribute("tag"));
    let headline = content.and_then(|c| c.child("headline")).map(|h| h.text().trim().to_owned());
    let known = Known {
        url: item.attribute("guid").map(str::to_owned),
        fetched: None,
        published: time(content, "contentCreated")
            .or_else(|| time(meta, "firstCreated"))
            .or_else(|| time(meta, "versionCreated")),
        lang: lang.or_else(|| item.attribute("lang")).map(str::to_owned).filter(|tag| is_tag(tag)),
        title: headline.filter(|h| !h.is_empty()),
        alternates: meta.into_iter().flat_map(Node::children).filter_map(translation).collect(),
    };
    Some((body, known))
}

/// A link of `itemMeta` that says that its end is a translation of the item, or that the item is one of it.
fn translation(link: &Node) -> Option<(String, String)> {
    let relation = link.attribute("rel").filter(|_| link.name == "link")?.to_lowercase();
    let end = link.attribute("residref").or_else(|| link.attribute("href"))?;
    let lang = link.attribute("lang").or_else(|| link.attribute("hreflang")).unwrap_or_default();
    relation.contains("translat").then(|| (lang.to_owned(), end.to_owned()))
}
