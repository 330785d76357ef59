//! Structured data of a page: JSON-LD of schema.org, valid or nearly so.

use serde_json::Value;

/// What an article's structured data say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Data {
    pub headline: Option<Said>,
    pub published: Option<Said>,
    pub modified: Option<Said>,
    pub authors: Vec<String>,
    /// Those of them that it calls an organisation.
    pub organisations: Vec<String>,
    pub section: Option<Said>,
    pub site: Option<Said>,
    pub lang: Option<Said>,
    pub url: Option<Said>,
    pub description: Option<Said>,
    pub body: Option<Said>,
    /// Whether all of it is free.
    pub free: Option<bool>,
    /// Language and address of each version in another language.
    pub translations: Vec<(String, String)>,
    /// The way from the home page to the article: names and addresses.
    pub trail: Vec<(String, String)>,
}

/// A value, and the property that has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub text: String,
    pub name: &'static str,
}

/// The most nodes that are looked at.
const MAX_NODES: usize = 20_000;

/// Reads the scripts of a page; the first object that is an article wins, others fill what it lacks.
pub(super) fn read(scripts: &[impl AsRef<str>]) -> Data {
    let mut data = Data::default();
    let mut rest = Data::default();
    for script in scripts.iter().map(AsRef::as_ref) {
        match parse(script) {
            Some(root) => collect(&root, &mut data, &mut rest),
            None => scan(script, &mut rest),
        }
    }
    data.fill(rest);
    data
}

impl Data {
    fn fill(&mut self, other: Data) {
        fn put<T>(slot: &mut Option<T>, value: Option<T>) {
            if slot.is_none() {
                *slot = value;
            }
        }
        put(&mut self.headline, other.headline);
        put(&mut self.published, other.published);
        put(&mut self.modified, other.modified);
        put(&mut self.section, other.section);
        put(&mut self.site, other.site);
        put(&mut self.lang, other.lang);
        put(&mut self.url, other.url);
        put(&mut self.description, other.description);
        put(&mut self.body, other.body);
        put(&mut self.free, other.free);
        if self.authors.is_empty() {
            (self.authors, self.organisations) = (other.authors, other.organisations);
        }
        if self.translations.is_empty() {
            self.translations = other.translations;
        }
        if self.trail.is_empty() {
            self.trail = other.trail;
        }
    }
}

/// The script as JSON, common faults mended: comment or CDATA marks around it, raw line breaks in strings, commas
/// before a closing bracket, a semicolon at the end.
fn parse(script: &str) -> Option<Value> {
    let text = script.trim();
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    // The brackets of CDATA marks are none of the data's.
    let text = text.split_once("<![CDATA[").map_or(text, |(_, inner)| inner);
    let text = text.rsplit_once("]]>").map_or(text, |(inner, _)| inner);
    let from = text.find(['{', '['])?;
    let to = text.rfind(['}', ']'])?;
    serde_json::from_str(&mend(text.get(from..=to)?)).ok()
}

fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut string, mut escaped) = (false, false);
    for c in text.chars() {
        if string {
            let end = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            string = !end;
            out.push(if c.is_control() { ' ' } else { c });
            continue;
        }
        if matches!(c, '}' | ']') {
            let kept = out.trim_end().trim_end_matches(',').len();
            out.truncate(kept);
        }
        string = c == '"';
        out.push(c);
    }
    out
}

/// Values of the keys that matter in a script that is no JSON at all.
fn scan(script: &str, data: &mut Data) {
    let value = |key: &'static str| {
        let at = script.find(&format!("\"{key}\""))? + key.len() + 2;
        let rest = script.get(at..)?.trim_start().strip_prefix(':')?.trim_start();
        let mut end = 1;
        let mut escaped = false;
        for c in rest.strip_prefix('"')?.chars() {
            if c == '"' && !escaped {
                break;
            }
            escaped = c == '\\' && !escaped;
            end += c.len_utf8();
        }
        let quoted: String = rest.get(..=end)?.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = serde_json::from_str::<String>(&quoted).ok().filter(|v| !v.trim().is_empty())?;
        Some(Said { text, name: key })
    };
    let found = Data {
        headline: value("headline"),
        published: value("datePublished"),
        modified: value("dateModified"),
        section: value("articleSection"),
        lang: value("inLanguage"),
        body: value("articleBody"),
        ..Data::default()
    };
    data.fill(found);
}

fn collect(root: &Value, data: &mut Data, rest: &mut Data) {
    let mut todo = vec![root];
    let mut seen = 0;
    while let Some(value) = todo.pop() {
        seen += 1;
        if seen > MAX_NODES {
            return;
        }
        match value {
            Value::Array(items) => todo.extend(items.iter().rev()),
            Value::Object(object) => {
                let kind = kind(value);
                if kind.is_article() && data.headline.is_none() {
                    data.fill(article(value, root));
                } else if kind.is_page() {
                    rest.fill(Data { headline: None, description: None, ..article(value, root) });
                } else if kind.is_trail() {
                    rest.fill(Data { trail: trail(value), ..Data::default() });
                }
                todo.extend(object.values().filter(|v| v.is_object() || v.is_array()));
            }
            _ => {}
        }
    }
}

struct Kind<'v>(Vec<&'v str>);

fn kind(value: &Value) -> Kind<'_> {
    let kinds = value.get("@type").map(|k| match k {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    });
    Kind(kinds.unwrap_or_default())
}

impl Kind<'_> {
    fn is_article(&self) -> bool {
        self.0.iter().any(|k| k.ends_with("Article") || k.ends_with("BlogPosting") || k.ends_with("Report"))
    }

    fn is_page(&self) -> bool {
        self.0.iter().any(|k| *k == "WebPage" || *k == "ItemPage")
    }

    fn is_trail(&self) -> bool {
        self.0.contains(&"BreadcrumbList")
    }
}

fn string(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.clone(),
        Value::Array(items) => return string(items.first()),
        object @ Value::Object(_) => {
            return string(object.get("@value").or_else(|| object.get("name")));
        }
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn article(value: &Value, root: &Value) -> Data {
    let said =
        |keys: &[&'static str]| keys.iter().find_map(|key| Some(Said { text: string(value.get(key))?, name: key }));
    let address = |keys: &[&'static str]| {
        let mut all = keys.iter().filter_map(|key| Some(Said { text: address(value.get(key)?)?, name: key }));
        all.find(|said| said.text.starts_with("http"))
    };
    let signed = |key: &str| value.get(key).map(|a| names(a, root)).unwrap_or_default();
    let (mut authors, organisations) = (signed("author"), value.get("author").map(organisations).unwrap_or_default());
    if authors.iter().all(|name| organisations.contains(name)) {
        authors.extend(signed("creator"));
    }
    let site = value.get("publisher").and_then(|p| names(p, root).into_iter().next());
    Data {
        headline: said(&["headline", "name"]),
        published: said(&["datePublished", "dateCreated"]),
        modified: said(&["dateModified"]),
        authors,
        organisations,
        section: said(&["articleSection"]),
        site: site.map(|text| Said { text, name: "publisher" }),
        lang: said(&["inLanguage"]),
        url: address(&["mainEntityOfPage", "url"]),
        description: said(&["description"]),
        body: said(&["articleBody"]),
        free: free(value),
        translations: translations(value),
        trail: Vec::new(),
    }
}

fn address(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        object => string(object.get("@id").or_else(|| object.get("url"))),
    }
}

/// Whether the article is free, and all its parts are: `true`, `"False"`, `"http://schema.org/False"`.
fn free(value: &Value) -> Option<bool> {
    let own = |value: &Value| match value.get("isAccessibleForFree")? {
        Value::Bool(free) => Some(*free),
        Value::String(text) => super::meta::is_true(text),
        _ => None,
    };
    let parts = value.get("hasPart").map(list).unwrap_or_default();
    if parts.iter().take(20).any(|part| own(part) == Some(false)) { Some(false) } else { own(value) }
}

/// The versions of the article in other languages.
fn translations(value: &Value) -> Vec<(String, String)> {
    let all = ["workTranslation", "translationOfWork"].iter().filter_map(|key| value.get(key)).flat_map(list);
    let version = |work: &Value| {
        let url = work.get("url").or_else(|| work.get("@id")).and_then(address)?;
        Some((string(work.get("inLanguage"))?, url)).filter(|(_, url)| url.starts_with("http"))
    };
    all.take(100).filter_map(version).collect()
}

/// The steps of a trail that have a name and an address.
fn trail(value: &Value) -> Vec<(String, String)> {
    let named = |step: &Value| {
        let item = step.get("item");
        let url = item.and_then(address).or_else(|| step.get("url").and_then(address)).unwrap_or_default();
        Some((string(step.get("name")).or_else(|| string(item?.get("name")))?, url))
    };
    value.get("itemListElement").map(list).unwrap_or_default().iter().take(20).filter_map(named).collect()
}

/// The items of a list, or the one value that stands for it.
fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// Names of people or organisations: strings, objects, lists of both, references into the graph.
fn names(value: &Value, root: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.clone()],
        Value::Array(items) => items.iter().take(20).flat_map(|item| names_flat(item, root)).collect(),
        other => names_flat(other, root),
    }
}

/// Names that the data say are no people's.
fn organisations(author: &Value) -> Vec<String> {
    let house = |value: &&Value| kind(value).0.iter().any(|k| k.ends_with("Organization"));
    list(author).iter().take(20).filter(house).filter_map(|value| string(Some(value))).collect()
}

fn names_flat(value: &Value, root: &Value) -> Vec<String> {
    if let Some(name) = string(Some(value)) {
        return vec![name];
    }
    let part = |key: &str| string(value.get(key)).map(|part| part.trim().to_owned());
    if let (Some(given), Some(family)) = (part("givenName"), part("familyName")) {
        return vec![format!("{given} {family}")];
    }
    let id = value.get("@id").and_then(Value::as_str);
    id.and_then(|id| resolve(root, id)).into_iter().collect()
}

/// The name of the object with that `@id`.
fn resolve(root: &Value, id: &str) -> Option<String> {
    let mut todo = vec![root];
    let mut seen = 0;
    while let Some(value) = todo.pop() {
        seen += 1;
        if seen > MAX_NODES {
            return None;
        }
        let named = value.get("name").filter(|_| value.get("@id").and_then(Value::as_str) == Some(id));
        if let Some(name) = string(named) {
            return Some(name);
        }
        match value {
            Value::Array(items) => todo.extend(items),
            Value::Object(object) => todo.extend(object.values()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(said: &Option<Said>) -> Option<&str> {
        said.as_ref().map(|said| said.text.as_str())
    }

    #[test]
    fn access_and_translations() {
        let said = |more: &str| read(&[format!(r#"{{"@type":"NewsArticle","headline":"x",{more}}}"#)]);
        assert_eq!(said(r#""isAccessibleForFree":"False""#).free, Some(false));
        assert_eq!(said(r#""isAccessibleForFree":true"#).free, Some(true));
        let part = r#""isAccessibleForFree":true,"hasPart":{"@type":"WebPageElement","isAccessibleForFree":false}"#;
        assert_eq!(said(part).free, Some(false));
        assert_eq!(said(r#""isAccessibleForFree":"ask""#).free, None);
        let other = r#""workTranslation":{"@type":"NewsArticle","inLanguage":"pt","url":"https://mare.example/pier"}"#;
        assert_eq!(said(other).translations, [("pt".to_owned(), "https://mare.example/pier".to_owned())]);
    }

    #[test]
    fn an_article_in_a_graph_with_references() {
        let script = r##"{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},
            {"@type":["NewsArticle"],"headline":"Pier reopens","author":{"@id":"#p1"},"datePublished":"2024-08-12T18:30:00-03:00"},
            {"@type":"Person","@id":"#p1","name":"Rhona Calder"}]}"##;
        let data = read(&[script.to_owned()]);
        assert_eq!(text(&data.headline), Some("Pier reopens"));
        assert_eq!(data.authors, ["Rhona Calder"]);
        assert_eq!(text(&data.published), Some("2024-08-12T18:30:00-03:00"));
    }

    #[test]
    fn broken_scripts_still_speak() {
        let comma = "<!-- [{\"@type\":\"NewsArticle\",\"headline\":\"Pier\nreopens\",\"author\":[{\"name\":\"Ida Holm\"},],}] -->";
        assert_eq!(text(&read(&[comma.to_owned()]).headline), Some("Pier reopens"));
        assert_eq!(read(&[comma.to_owned()]).authors, ["Ida Holm"]);
        let torn = "{\"@type\":\"NewsArticle\",\"headline\":\"Pier \\\"reopens\\\"\",\"datePublished\":\"2024-08-12\", \"x\": [";
        let data = read(&[torn.to_owned()]);
        assert_eq!(text(&data.headline), Some("Pier \"reopens\""));
        assert_eq!(text(&data.published), Some("2024-08-12"));
    }

    #[test]
    fn names_in_parts_in_marks_and_beside_the_house() {
        let parts =
            r#"{"@type":"NewsArticle","headline":"x","author":[{"givenName":"Ida","familyName":"Holm"},"Jon Vass"]}"#;
        assert_eq!(read(&[parts.to_owned()]).authors, ["Ida Holm", "Jon Vass"]);
        let marks =
            "//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"x\",\"author\":{\"name\":\"Ida Holm\"}}\n//]]>";
        assert_eq!(read(&[marks.to_owned()]).authors, ["Ida Holm"]);
        let creator = r#"{"@type":"NewsArticle","headline":"x","creator":["Ida Holm"],
            "author":{"@type":"Organization","name":"Tidewater Post"}}"#;
        assert_eq!(read(&[creator.to_owned()]).authors, ["Tidewater Post", "Ida Holm"]);
    }

    #[test]
    fn deep_nesting_is_harmless() {
        read(&[format!("{}{}", "[".repeat(200_000), "]".repeat(200_000))]);
    }
}
