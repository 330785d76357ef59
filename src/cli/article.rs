//! An article as Markdown, and articles as a page.

use std::io::Write;

use anyhow::Result;
use askama::Template;
use newsalign::extract::{Article, Block, Metadata, Removed, Role};

#[derive(Template)]
#[template(path = "clean/page.html")]
struct Page<'a> {
    title: &'a str,
    explained: bool,
    articles: Vec<Shown<'a>>,
}

struct Shown<'a> {
    name: &'a str,
    lang: &'a str,
    meta: &'a Metadata,
    /// The address, if a browser may follow it.
    url: Option<&'a str>,
    parts: Vec<Part<'a>>,
}

/// A block that stayed, or a line that went.
struct Part<'a> {
    tag: &'static str,
    class: &'static str,
    text: &'a str,
    /// When it was posted, in a live blog.
    time: Option<&'a str>,
    /// Why it went.
    why: Option<String>,
    /// Whether a list begins with it, and whether one ends.
    opens: bool,
    closes: bool,
}

/// Writes the articles as one page; with `explained`, what was taken away stands in its place with the reason.
pub fn page(out: &mut dyn Write, articles: &[Article], explained: bool) -> Result<()> {
    let shown = |article| Shown::of(article, explained);
    let title = articles.first().and_then(|article| article.meta.title.as_deref()).unwrap_or("Articles");
    let page = Page { title, explained, articles: articles.iter().map(shown).collect() };
    Ok(writeln!(out, "{}", page.render()?)?)
}

impl<'a> Shown<'a> {
    fn of(article: &'a Article, explained: bool) -> Self {
        let mut parts: Vec<(usize, Part<'a>)> =
            article.blocks.iter().map(|block| (block.origin.order, Part::kept(block, &article.text))).collect();
        if explained {
            parts.extend(article.removed.iter().map(|removed| (removed.origin.order, Part::gone(removed))));
            parts.sort_by_key(|(order, _)| *order);
        }
        let mut parts: Vec<Part<'a>> = parts.into_iter().map(|(_, part)| part).collect();
        let items: Vec<bool> = parts.iter().map(|part| part.tag == "li").collect();
        let is_item = |index: Option<usize>| index.and_then(|i| items.get(i)).is_some_and(|item| *item);
        for (index, part) in parts.iter_mut().enumerate().filter(|(_, part)| part.tag == "li") {
            part.opens = !is_item(index.checked_sub(1));
            part.closes = !is_item(Some(index + 1));
        }
        let meta = &article.meta;
        let url = meta.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
        Shown { name: &article.name, lang: &article.lang.tag, meta, url, parts }
    }
}

impl<'a> Part<'a> {
    fn kept(block: &'a Block, text: &'a str) -> Self {
        let (tag, class) = match block.role {
            Role::Headline => ("h1", "kept"),
            Role::Subhead => ("h2", "kept"),
            Role::Item => ("li", "kept"),
            Role::Quotation => ("blockquote", "kept"),
            Role::Standfirst => ("p", "kept standfirst"),
            Role::Caption => ("p", "kept caption"),
            Role::Correction => ("p", "kept correction"),
            Role::Paragraph | Role::Table => ("p", "kept"),
        };
        let (text, time) = (block.span.of(text), block.time.as_deref());
        Part { tag, class, text, time, why: None, opens: false, closes: false }
    }

    fn gone(removed: &'a Removed) -> Self {
        let why = format!("{} · {}", removed.reason.name(), removed.evidence);
        Part { tag: "p", class: "gone", text: &removed.text, time: None, why: Some(why), opens: false, closes: false }
    }
}

/// Writes an article as Markdown (CommonMark): a blank line between blocks, none between the items of a list.
pub fn markdown(out: &mut dyn Write, article: &Article) -> Result<()> {
    let mut last = None;
    for block in &article.blocks {
        if last.is_some_and(|last| last != Role::Item || block.role != Role::Item) {
            writeln!(out)?;
        }
        last = Some(block.role);
        let text = escaped(block.span.of(&article.text));
        match block.role {
            Role::Headline => writeln!(out, "# {text}")?,
            Role::Subhead => writeln!(out, "## {text}")?,
            Role::Item => writeln!(out, "- {text}")?,
            Role::Quotation => writeln!(out, "> {text}")?,
            Role::Standfirst => writeln!(out, "**{text}**")?,
            Role::Caption | Role::Correction => writeln!(out, "*{text}*")?,
            Role::Paragraph | Role::Table => writeln!(out, "{text}")?,
        }
    }
    Ok(())
}

/// The text with a backslash before whatever Markdown would read as markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let opens = at == 0 && matches!(c, '#' | '+' | '-' | '=' | '~');
        let counts = digits > 0 && at == digits && matches!(c, '.' | ')');
        if opens || counts || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use newsalign::extract::Origin;
    use newsalign::text::Span;

    #[test]
    fn a_page_shows_markup_as_text_and_links_to_no_script() {
        let mut article = Article { text: "Pier <script> reopens".to_owned(), ..Article::default() };
        let span = Span::new(0, article.text.len());
        article.blocks.push(Block { role: Role::Headline, span, origin: Origin::default(), time: None, lang: None });
        article.meta.url = Some("javascript:alert(1)".to_owned());
        let mut out = Vec::new();
        page(&mut out, &[article], true).unwrap();
        let html = String::from_utf8(out).unwrap();
        assert!(html.contains("Pier &#60;script&#62; reopens") && !html.contains("javascript:"), "{html}");
    }

    #[test]
    fn text_is_not_read_as_markup() {
        assert_eq!(escaped("1. FC Halden 3:1"), "1\\. FC Halden 3:1");
        assert_eq!(escaped("# not a heading, <b> & [x]_y*"), "\\# not a heading, \\<b\\> \\& \\[x\\]\\_y\\*");
        assert_eq!(escaped("- 12 Grad am 3. Mai"), "\\- 12 Grad am 3. Mai");
    }
}
