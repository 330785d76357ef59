use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::place::{Anchor, Places, Which};
use super::{Options, Report};
use crate::check::{Finding, ItsType, Severity};
use crate::review::Review;

/// SARIF 2.1.0 (OASIS Standard, 2020): a result a finding, the target in `locations`, the source in
/// `relatedLocations`, columns in code points.
///
/// Where only the node of an HTML page is known, the region is the page's first line, as code-scanning services insist
/// on a line, and the node is a logical location. A passage that is missed points behind the sentence before it.
pub struct Sarif<W> {
    out: W,
    options: Options,
    results: usize,
    rules: BTreeMap<String, Rule>,
}

struct Rule {
    its: Vec<ItsType>,
    gravest: Severity,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Result_<'r> {
    rule_id: &'r str,
    level: &'static str,
    message: Message,
    locations: Vec<Location<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'r>>,
    partial_fingerprints: BTreeMap<&'static str, &'r str>,
    properties: Properties,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'r> {
    fully_qualified_name: &'r str,
    kind: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: Vec<String>,
}

#[derive(Serialize)]
struct Tool<'r> {
    driver: Driver<'r>,
}

#[derive(Serialize)]
struct Driver<'r> {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'r> {
    id: &'r str,
    short_description: Message,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

impl<W: Write> Sarif<W> {
    /// Opens the log.
    pub fn new(mut out: W, options: Options) -> io::Result<Self> {
        out.write_all(
            b"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\
              \"columnKind\":\"unicodeCodePoints\",\"results\":[",
        )?;
        Ok(Sarif { out, options, results: 0, rules: BTreeMap::new() })
    }

    fn rule(&mut self, finding: &Finding) {
        let new = || Rule { its: Vec::new(), gravest: Severity::Note };
        let rule = self.rules.entry(finding.check.clone()).or_insert_with(new);
        rule.gravest = rule.gravest.max(finding.severity);
        if !rule.its.contains(&finding.its) {
            rule.its.push(finding.its);
        }
    }
}

fn tags(its: &[ItsType]) -> Properties {
    Properties { tags: its.iter().map(|i| format!("its:{}", i.name())).collect() }
}

/// A document's name as a URI reference (RFC 3986): addresses stay, paths become relative references.
fn uri(name: &str) -> String {
    let web = name.starts_with("http://") || name.starts_with("https://");
    let kept: &[u8] = if web { b"-._~/:?#[]@!$&'()*+,;=%" } else { b"-._~/!$&'()*+,;=@" };
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'\\' if !web => out.push('/'),
            b if b.is_ascii_alphanumeric() || kept.contains(&b) => out.push(char::from(b)),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

fn location<'r>(finding: &Finding, places: &Places<'r>) -> Location<'r> {
    let article = places.article();
    let at = places.anchor(finding);
    let place = at.span().and_then(|span| places.of(span));
    let mut region = Region { start_line: 1, start_column: None, end_column: None, snippet: None };
    if let Some(place) = place.filter(|p| p.line > 0) {
        region.start_line = place.line;
        region.start_column = Some(if matches!(at, Anchor::After(_)) { place.end_column } else { place.column });
        region.end_column = Some(place.end_column);
    }
    let text = at.span().map_or("", |span| span.of(&article.text));
    if !matches!(at, Anchor::After(_)) && !text.is_empty() {
        region.snippet = Some(Message { text: text.to_owned() });
    }
    let node = place.and_then(|p| p.node);
    Location {
        id: None,
        physical_location: Physical { artifact_location: Artifact { uri: uri(&article.name) }, region },
        logical_locations: node.iter().map(|n| Logical { fully_qualified_name: n, kind: "element" }).collect(),
        message: None,
    }
}

impl<W: Write> Report for Sarif<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let (source, target) = (Places::new(review, Which::Source), Places::new(review, Which::Target));
        for finding in self.options.shown(review) {
            self.rule(finding);
            let mut related = Vec::new();
            if source.anchor(finding) != Anchor::Nowhere {
                let mut there = location(finding, &source);
                there.id = Some(1);
                let said = finding.source.as_ref().filter(|m| !m.normal.is_empty());
                let said = said.map_or("source".to_owned(), |m| format!("source: {} ({})", m.text, m.normal));
                there.message = Some(Message { text: said });
                related.push(there);
            }
            let result = Result_ {
                rule_id: &finding.check,
                level: finding.severity.name(),
                message: Message { text: finding.message.clone() },
                locations: vec![location(finding, &target)],
                related_locations: related,
                partial_fingerprints: BTreeMap::from([("newsalign/v1", finding.fingerprint.as_str())]),
                properties: tags(&[finding.its]),
            };
            self.out.write_all(if self.results > 0 { b",\n" } else { b"\n" })?;
            self.results += 1;
            serde_json::to_writer(&mut self.out, &result)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let rules = self.rules.iter().map(|(id, rule)| Descriptor {
            id,
            short_description: Message { text: format!("Check `{id}`: do both versions say the same?") },
            default_configuration: Configuration { level: rule.gravest.name() },
            properties: tags(&rule.its),
        });
        let driver = Driver { name: "newsalign", version: env!("CARGO_PKG_VERSION"), rules: rules.collect() };
        self.out.write_all(b"],\"tool\":")?;
        serde_json::to_writer(&mut self.out, &Tool { driver })?;
        self.out.write_all(b"}]}\n")?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn names_become_uri_references() {
        assert_eq!(uri("stories\\pt novo.txt"), "stories/pt%20novo.txt");
        assert_eq!(uri("https://a.example/x?y=1#é"), "https://a.example/x?y=1#%C3%A9");
        assert_eq!(uri("javascript:alert(1)"), "javascript%3Aalert(1)");
    }
}
