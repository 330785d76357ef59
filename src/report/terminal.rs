use std::borrow::Cow;
use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use super::place::{Anchor, Places, Which};
use super::summary::count;
use super::{Options, Report, Summary};
use crate::check::{Finding, Severity};
use crate::review::Review;
use crate::text::Span;

/// Each finding with the words of both articles under one another, and a line of counts for each review.
pub struct Terminal<W> {
    out: W,
    options: Options,
    renderer: Renderer,
    reviews: usize,
    total: Summary,
}

impl<W: Write> Terminal<W> {
    /// Writes nothing yet.
    pub fn new(out: W, options: Options) -> Self {
        let plain = if options.color { Renderer::styled() } else { Renderer::plain() };
        let renderer = plain.decor_style(DecorStyle::Unicode).term_width(options.width);
        Terminal { out, options, renderer, reviews: 0, total: Summary::default() }
    }

    fn finding(&mut self, finding: &Finding, sides: &[(Which, Places<'_>)]) -> io::Result<()> {
        let level = match finding.severity {
            Severity::Note => Level::NOTE,
            Severity::Warning => Level::WARNING,
            Severity::Error => Level::ERROR,
        };
        let title = level.primary_title(clean(&finding.message)).id(clean(&finding.check));
        let mut group = Group::with_title(title);
        for (which, places) in sides {
            if let Some(snippet) = snippet(finding, *which, places) {
                group = group.element(snippet);
            }
        }
        writeln!(self.out, "{}\n", self.renderer.render(&[group]))
    }
}

/// The block that `finding` points at on one side, with its words marked.
fn snippet<'r>(finding: &'r Finding, which: Which, places: &Places<'r>) -> Option<Snippet<'r, Annotation<'r>>> {
    let article = places.article();
    let at = places.anchor(finding);
    let span = at.span()?;
    let place = places.of(span)?;
    let inside = Span::new(span.start, span.end.min(place.within.end));
    let marked = Span::new(inside.start - place.within.start, inside.end - place.within.start);
    let other_is_missed = which == Which::Source && finding.target.is_none();
    let kind = match at {
        Anchor::Words(_) if which == Which::Target || other_is_missed => AnnotationKind::Primary,
        _ => AnnotationKind::Context,
    };
    let marked = match at {
        Anchor::After(_) => Span::new(marked.end, marked.end),
        _ => marked,
    };
    let mut annotation = kind.span(marked.start..marked.end);
    if let Some(label) = label(finding, which, at) {
        annotation = annotation.label(clean(&label));
    }
    let snippet = Snippet::source(tame(place.within.of(&article.text))).annotation(annotation);
    // Lines of a page's source are not known: the cleaned text has one block a line.
    let (line, name) = match place.line {
        0 => (place.block + 1, format!("{} (cleaned)", article.name)),
        line => (line, article.name.clone()),
    };
    Some(snippet.line_start(line).path(clean(&name)))
}

/// Longest label, in characters; the renderer does not trim them.
const LABEL: usize = 40;

fn label(finding: &Finding, which: Which, at: Anchor) -> Option<Cow<'_, str>> {
    let marked = if which == Which::Source { &finding.source } else { &finding.target };
    match at {
        Anchor::Words(_) => {
            let marked = marked.as_ref().filter(|m| !m.normal.is_empty())?;
            let Some((cut, _)) = marked.normal.char_indices().nth(LABEL) else {
                return Some(Cow::Borrowed(&marked.normal));
            };
            // A long normal form is the words themselves, which are in sight.
            let head = marked.normal.get(..cut).filter(|head| !marked.text.contains(head))?;
            Some(Cow::Owned(format!("{head}…")))
        }
        Anchor::Passage(_) => Some(Cow::Borrowed("not said here")),
        Anchor::After(_) => Some(Cow::Borrowed("no counterpart behind this")),
        Anchor::Nowhere => None,
    }
}

/// `text` without the control characters that the renderer lets through (U+0080 to U+009F drive terminals too), of the
/// same length in bytes.
fn tame(text: &str) -> Cow<'_, str> {
    let wild = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    if text.contains(wild) { Cow::Owned(text.replace(wild, "·")) } else { Cow::Borrowed(text) }
}

/// `text` without anything that drives a terminal.
fn clean(text: &str) -> String {
    normalize_untrusted_str(&tame(text))
}

impl<W: Write> Report for Terminal<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let sides =
            [(Which::Source, Places::new(review, Which::Source)), (Which::Target, Places::new(review, Which::Target))];
        for finding in self.options.shown(review) {
            self.finding(finding, &sides)?;
        }
        let summary = Summary::of(review, self.options.min_severity);
        let name = |which: Which| clean(&which.side(review).article.name);
        self.reviews += 1;
        self.total.add(&summary);
        writeln!(self.out, "{} against {}: {summary}", name(Which::Target), name(Which::Source))
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.reviews > 1 {
            writeln!(self.out, "\n{}: {}", count(self.reviews, "pair"), self.total)?;
        }
        self.out.flush()
    }
}
