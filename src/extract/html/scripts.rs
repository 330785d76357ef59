//! The text of a page that is built by a script, where it stands in the script's own data: as markup in a string of JSON, which may
//! itself stand in a string of JSON.

use std::cmp::Reverse;

use crate::text::fold;

/// The shortest string that may be an article's text, in bytes.
const SHORTEST: usize = 400;
/// Ends of paragraphs and line breaks from which a string is running text in markup.
const ENDS: usize = 2;
/// The most such strings that are looked at.
const MOST: usize = 50;
/// How deep strings may stand within strings.
const DEPTH: usize = 2;

/// Letters of a word's stem.
const STEM: usize = 5;
/// Share of the stems of a title below which a text is another story's.
const SHARED: f32 = 0.2;

/// The longest string of the scripts of `page` that is running text in markup and speaks of what its folded `titles` do: a page
/// may hold its neighbours' texts too.
pub(super) fn text(page: &str, titles: &[String]) -> Option<String> {
    let stems: Vec<String> = titles.iter().flat_map(|title| stems(title)).collect();
    let speaks = |told: &String| {
        let told = fold(told);
        let shared = stems.iter().filter(|stem| told.contains(stem.as_str())).count();
        stems.is_empty() || shared as f32 >= SHARED * stems.len() as f32
    };
    let mut found = Vec::new();
    scripts(page).for_each(|script| gather(script, DEPTH, &mut found));
    found.sort_by_key(|told: &String| Reverse(told.len()));
    found.into_iter().take(MOST).find(speaks)
}

/// The beginnings of the longer words of a folded title; of words without spaces between them, all pairs of characters.
fn stems(title: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in title.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = word.chars().collect();
        if letters.first().is_some_and(|first| *first >= '\u{1100}' && letters.len() > 1) {
            out.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            out.extend(letters.get(..STEM).map(|stem| stem.iter().collect::<String>()));
        }
    }
    out
}

/// What stands between the tags of scripts.
fn scripts(page: &str) -> impl Iterator<Item = &str> {
    let mut rest = page;
    std::iter::from_fn(move || {
        let from = rest.find("<script")?;
        let inner = rest.get(from..)?;
        let inner = inner.split_once('>').map_or("", |(_, inner)| inner);
        let end = inner.find("</script").unwrap_or(inner.len());
        rest = inner.get(end..).unwrap_or("");
        inner.get(..end)
    })
}

/// Adds the strings of a script that are running text in markup, as they read. Strings that do not begin with a tag may be data
/// that hold such strings.
fn gather(script: &str, depth: usize, found: &mut Vec<String>) {
    for literal in literals(script).filter(|literal| literal.len() > SHORTEST) {
        let Ok(told) = serde_json::from_str::<String>(literal) else { continue };
        let before = found.len();
        if let Some(depth) = depth.checked_sub(1).filter(|_| !told.trim_start().starts_with('<')) {
            gather(&told, depth, found);
        }
        if found.len() == before && is_text(&told) {
            found.push(told);
        }
    }
}

/// The literals of strings, in their quotation marks; what has raw control characters, as code has behind a lone mark, is none.
fn literals(script: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + script.get(at..)?.find('"')?;
        let mut escaped = false;
        let end = script.get(start + 1..)?.bytes().position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends || byte == b'\n'
        })?;
        at = start + end + 2;
        script.get(start..at)
    })
}

/// Whether a string is running text in markup, and not a page or a box of one: more text than tags.
fn is_text(told: &str) -> bool {
    let ends = ["</p>", "<br>", "<br/>", "<br />"].iter().map(|end| told.matches(end).count()).sum::<usize>();
    let mut within = false;
    let outside = told.bytes().filter(|byte| {
        let tag = within || *byte == b'<';
        within = tag && *byte != b'>';
        !tag
    });
    ends >= ENDS && !told.contains("<script") && !told.contains("<li") && outside.count() * 2 > told.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "<p class=\"p\">The ferry to Saltby ran aground on Monday morning, the coast guard of Kelmouth said in a statement.</p>\
                         <p>Nobody was hurt, and the ferry will be towed free by the end of the week, its owner said.</p>\
                         <p>The line has run since 1968 and carries some 4,000 people a day. A spokeswoman said that the captain had reported \
                         fog before the accident, and that two tugs were on their way from the port of Halden.</p>";

    fn json(text: &str) -> String {
        serde_json::to_string(text).unwrap_or_default()
    }

    #[test]
    fn markup_in_a_string_is_found_however_deep() {
        let state = format!("{{\"id\":7,\"title\":\"Ferry\",\"html\":{}}}", json(STORY));
        let page = format!("<script>var a = \"x</p>\";</script><script>window.state = {state};</script>");
        assert_eq!(text(&page, &[]).as_deref(), Some(STORY));
        let pushed = format!("<script>self.f.push([1,{}])</script>", json(&format!("3:{state}")));
        assert_eq!(text(&pushed, &[]).as_deref(), Some(STORY));
        assert_eq!(
            text(
                &page.replace('<', "\\u003c").replace("\\u003cscript", "<script").replace("\\u003c/script", "</script"),
                &[]
            )
            .as_deref(),
            Some(STORY)
        );
    }

    #[test]
    fn a_neighbours_text_is_not_the_pages() {
        let other = format!(
            "<p>The striker of Halden scored twice in the final.</p><p>{}</p>",
            "He is nineteen years old. ".repeat(60)
        );
        let page = format!("<script>s = [{},{}];</script>", json(&other), json(STORY));
        let told = |title: &str| text(&page, &[fold(title)]);
        assert_eq!(told("Ferry to Saltby runs aground").as_deref(), Some(STORY));
        assert_eq!(told("Striker scores twice in final").as_deref(), Some(other.as_str()));
        assert_eq!(told("Parliament passes budget after debate"), None);
        assert_eq!(text(&page, &[]).as_deref(), Some(other.as_str()));
    }

    #[test]
    fn titles_without_spaces_have_stems() {
        assert_eq!(stems("船が 沈没した 9"), ["船が", "沈没", "没し", "した"]);
        assert_eq!(stems("паромы в портах"), ["паром", "порта"]);
    }

    #[test]
    fn code_templates_and_broken_scripts_are_none() {
        let menu = format!("<ul>{}</ul>", "<li><p>Home</p><br></li>".repeat(40));
        for page in [
            format!("<script>var menu = {};</script>", json(&menu)),
            "<script>var a = \"".to_owned() + &"x".repeat(500),
            "<script".to_owned(),
            "<script>".to_owned() + &"\"\\".repeat(9000),
            format!("<p>{STORY}</p>"),
        ] {
            assert_eq!(text(&page, &[]), None);
        }
    }
}
