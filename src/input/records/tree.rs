//! A small tree of XML elements, for feeds and NewsML-G2: one item of a file at a time.

use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{Place, Reason, Record, Records, Skipped, feed, newsml};

/// Local names of the elements that such files begin with.
pub(super) const ROOTS: &[&str] = &["rss", "feed", "RDF", "newsMessage", "newsItem", "packageItem"];
/// Elements within elements; what lies deeper is left out.
const DEPTH: usize = 200;

/// An element: its name without a prefix, attributes and content.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) content: Vec<Content>,
}

#[derive(Debug)]
pub(super) enum Content {
    Text(String),
    Node(Node),
}

impl Node {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn children(&self) -> impl Iterator<Item = &Node> {
        self.content.iter().filter_map(|content| match content {
            Content::Node(node) => Some(node),
            Content::Text(_) => None,
        })
    }

    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.children().find(|node| node.name == name)
    }

    /// All text in it.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for content in &self.content {
            match content {
                Content::Text(text) => out.push_str(text),
                Content::Node(node) => out.push_str(&node.text()),
            }
        }
        out
    }

    /// Its content as markup.
    pub(super) fn markup(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        for content in &self.content {
            match content {
                Content::Text(text) => out.push_str(&escape(text)),
                Content::Node(node) => {
                    out.push('<');
                    out.push_str(&node.name);
                    for (name, value) in &node.attributes {
                        out.push_str(&format!(" {name}=\"{}\"", escape(value).replace('"', "&quot;")));
                    }
                    out.push('>');
                    node.write(out);
                    out.push_str(&format!("</{}>", node.name));
                }
            }
        }
    }
}

/// The items of a feed or of a NewsML-G2 file. Broken XML ends it: what came before is handed out, then what is wrong.
pub(super) fn records(name: &str, text: &str) -> Records {
    let mut out: Vec<Result<Record, Skipped>> = Vec::new();
    let mut walk = Walk { reader: Reader::from_str(text), lang: None };
    walk.reader.config_mut().check_end_names = false;
    loop {
        let place = Place { number: out.len() as u64, offset: 0 };
        let skipped = |reason, detail: String| Skipped { place, url: None, reason, detail };
        match walk.item() {
            Ok(None) => break,
            Ok(Some(item)) => {
                let article = if item.name == "newsItem" { newsml::article(&item) } else { feed::article(&item) };
                out.push(match article {
                    Some((body, mut known)) => {
                        known.lang = known.lang.or_else(|| walk.lang.clone());
                        Ok(Record { name: format!("{name}#{}", place.number), place, body, known })
                    }
                    None => Err(skipped(Reason::Empty, "an item without a text".to_owned())),
                });
            }
            Err(error) => {
                let at = walk.reader.error_position();
                out.push(Err(skipped(Reason::Corrupt, format!("no XML at byte {at}: {error}"))));
                break;
            }
        }
    }
    if let [Ok(only)] = out.as_mut_slice() {
        only.name = name.to_owned();
    }
    Box::new(out.into_iter())
}

struct Walk<'t> {
    reader: Reader<&'t [u8]>,
    /// Language of the feed as a whole.
    lang: Option<String>,
}

impl Walk<'_> {
    /// The next item.
    fn item(&mut self) -> Result<Option<Node>, quick_xml::Error> {
        loop {
            match self.reader.read_event()? {
                Event::Eof => return Ok(None),
                Event::Start(start) => {
                    let node = element(&start);
                    if ["item", "entry", "newsItem"].contains(&node.name.as_str()) {
                        return self.rest(node).map(Some);
                    }
                    if let Some(lang) = node.attribute("lang") {
                        self.lang = Some(lang.to_owned());
                    }
                    if node.name == "language" {
                        self.lang = Some(self.rest(node)?.text().trim().to_owned()).filter(|l| !l.is_empty());
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads an element that was opened to its end.
    fn rest(&mut self, root: Node) -> Result<Node, quick_xml::Error> {
        let (mut open, mut deeper) = (vec![root], 0_usize);
        loop {
            let event = self.reader.read_event()?;
            let content = match event {
                Event::Start(start) if open.len() < DEPTH => {
                    open.push(element(&start));
                    continue;
                }
                Event::Start(_) => {
                    deeper += 1;
                    continue;
                }
                Event::End(_) if deeper > 0 => {
                    deeper -= 1;
                    continue;
                }
                Event::Empty(start) => Content::Node(element(&start)),
                Event::Text(text) => Content::Text(text.to_string()),
                Event::CData(data) => Content::Text(data.to_string()),
                Event::GeneralRef(entity) => Content::Text(resolved(&entity)),
                Event::End(_) | Event::Eof => {
                    let Some(done) = open.pop() else { return Ok(Node::default()) };
                    if open.is_empty() {
                        return Ok(done);
                    }
                    Content::Node(done)
                }
                _ => continue,
            };
            if let Some(last) = open.last_mut() {
                last.content.push(content);
            }
        }
    }
}

fn resolved(entity: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    let name: &str = entity;
    resolve_html5_entity(name).map_or_else(|| format!("&{name};"), str::to_owned)
}

fn element(start: &BytesStart<'_>) -> Node {
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|a| {
        let value = a
            .normalized_value_with(XmlVersion::Implicit1_0, 0, resolve_html5_entity)
            .map_or_else(|_| a.value.to_string(), |value| value.into_owned());
        (local(a.key.as_ref()), value)
    });
    Node { name: local(start.name().as_ref()), attributes: attributes.collect(), content: Vec::new() }
}
