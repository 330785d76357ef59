//! One row a bead: the cells with their marks, and what the row is about.

use std::ops::Range;

use super::marks::{Mark, escape, marked_up};
use crate::align::Bead;
use crate::check::{Finding, ItsType, Marked, Severity, Verdict};
use crate::extract::Role;
use crate::facts::Side;
use crate::report::Options;
use crate::report::place::Which;
use crate::review::Review;
use crate::text::Span;

/// Pairs of counterparts in a row that the style sheet can tell apart.
const KEYS: usize = 12;

/// Longest quotation in a card, in characters.
const CARD: usize = 160;

/// A row as the template shows it.
pub(super) struct Row {
    pub(super) number: usize,
    pub(super) role: &'static str,
    /// Whether it begins a block.
    pub(super) begins: bool,
    pub(super) source: Cell,
    pub(super) target: Cell,
    /// `2:1`, empty for one to one.
    pub(super) kind: String,
    /// Number of the first target sentence, from 1, where the bead is moved.
    pub(super) moved: Option<usize>,
    /// Name of the gravest severity.
    pub(super) severity: Option<&'static str>,
    pub(super) findings: Vec<Item>,
}

/// One side of a row.
pub(super) struct Cell {
    /// Escaped text with marks; empty where the side says nothing.
    pub(super) html: String,
    pub(super) lang: String,
}

/// A finding as the template shows it.
#[derive(Clone)]
pub(super) struct Item {
    pub(super) row: usize,
    pub(super) severity: &'static str,
    grade: Severity,
    pub(super) check: String,
    pub(super) verdict: &'static str,
    pub(super) message: String,
    pub(super) source: String,
    pub(super) target: String,
}

/// Words that are marked on a side, with the sentence that they stand in.
struct Found {
    sentence: usize,
    mark: Mark,
}

/// The marks of both sides, in the order of sentences.
struct Sides {
    source: Vec<Found>,
    target: Vec<Found>,
}

/// Builds all rows of a review.
pub(super) fn rows(review: &Review, options: &Options) -> Vec<Row> {
    let found = marks(review, options);
    let mut items: Vec<Item> = options.shown(review).map(|f| item(f, review.beads.len())).collect();
    items.sort_by_key(|i| i.row);
    let row = |(number, bead): (usize, &Bead)| {
        let from = items.partition_point(|i| i.row < number);
        let to = items.partition_point(|i| i.row <= number);
        let findings = items.get(from..to).unwrap_or_default().to_vec();
        let (role, begins) = opens(review, bead);
        Row {
            number,
            role: role.name(),
            begins,
            source: cell(&review.source, bead.source.clone(), &found.source),
            target: cell(&review.target, bead.target.clone(), &found.target),
            kind: match (bead.source.len(), bead.target.len()) {
                (1, 1) | (0, _) | (_, 0) => String::new(),
                (n, m) => format!("{n}:{m}"),
            },
            moved: bead.moved.then_some(bead.target.start + 1),
            severity: findings.iter().map(|f| f.grade).max().map(Severity::name),
            findings,
        }
    };
    review.beads.iter().enumerate().map(row).collect()
}

/// A finding for the list and for its row; one of a bead that does not exist goes to the last row.
pub(super) fn item(finding: &Finding, beads: usize) -> Item {
    let said = |m: &Option<Marked>| m.as_ref().map_or(String::new(), |m| clip(&m.text));
    Item {
        row: finding.bead.min(beads.saturating_sub(1)),
        severity: finding.severity.name(),
        grade: finding.severity,
        check: finding.check.clone(),
        verdict: finding.verdict.name(),
        message: finding.message.clone(),
        source: said(&finding.source),
        target: said(&finding.target),
    }
}

/// Role of the block that a bead stands in, and whether the bead begins one.
fn opens(review: &Review, bead: &Bead) -> (Role, bool) {
    let first = |side: &Side, run: &Range<usize>| {
        let sentence = side.sentences.get(run.start).filter(|_| !run.is_empty())?;
        let block = side.article.blocks.get(sentence.block)?;
        Some((block.role, block.span.start == sentence.span.start))
    };
    let (source, target) = (first(&review.source, &bead.source), first(&review.target, &bead.target));
    let role = source.or(target).map_or(Role::Paragraph, |(role, _)| role);
    (role, source.into_iter().chain(target).any(|(_, begins)| begins))
}

fn cell(side: &Side, run: Range<usize>, found: &[Found]) -> Cell {
    let mut html = String::new();
    for (number, (gap, sentence)) in (run.start..).zip(side.run(run)) {
        html.push_str(gap);
        let from = found.partition_point(|f| f.sentence < number);
        let to = found.partition_point(|f| f.sentence <= number);
        let here: Vec<Mark> = found.get(from..to).unwrap_or_default().iter().map(|f| f.mark.clone()).collect();
        marked_up(&mut html, &side.article.text, sentence.span, &here);
    }
    Cell { html, lang: side.article.lang.tag.clone() }
}

/// What is known of some words: kind, verdict, what both sides say.
struct Said<'r> {
    kind: &'r str,
    verdict: Verdict,
    source: Option<(&'r str, String)>,
    target: Option<(&'r str, String)>,
    message: Option<&'r str>,
}

/// Marks for all compared facts and for the words of findings that are not among them.
fn marks(review: &Review, options: &Options) -> Sides {
    let mut found = Sides { source: Vec::new(), target: Vec::new() };
    let fact = |side: &'_ Side, n: Option<usize>| n.and_then(|n| side.facts.get(n).cloned());
    for (number, pair) in review.matches.iter().enumerate() {
        let (source, target) = (fact(&review.source, pair.source), fact(&review.target, pair.target));
        let Some(kind) = source.as_ref().or(target.as_ref()).map(|f| f.value.kind()) else {
            continue;
        };
        let spans = (source.as_ref().map(|f| f.span), target.as_ref().map(|f| f.span));
        let said = Said {
            kind,
            verdict: pair.verdict,
            source: source.as_ref().map(|f| (f.span.of(&review.source.article.text), f.value.to_string())),
            target: target.as_ref().map(|f| (f.span.of(&review.target.article.text), f.value.to_string())),
            message: None,
        };
        add(review, &mut found, spans, &said, number % KEYS + 1);
    }
    let passages = [ItsType::Omission, ItsType::Addition];
    for (number, finding) in options.shown(review).enumerate() {
        if passages.contains(&finding.its) {
            continue;
        }
        let said = Said {
            kind: &finding.check,
            verdict: finding.verdict,
            source: finding.source.as_ref().map(|m| (m.text.as_str(), m.normal.clone())),
            target: finding.target.as_ref().map(|m| (m.text.as_str(), m.normal.clone())),
            message: Some(&finding.message),
        };
        let spans = (finding.source.as_ref().map(|m| m.span), finding.target.as_ref().map(|m| m.span));
        add(review, &mut found, spans, &said, (review.matches.len() + number) % KEYS + 1);
    }
    unite(&mut found.source);
    unite(&mut found.target);
    found
}

fn add(review: &Review, found: &mut Sides, spans: (Option<Span>, Option<Span>), said: &Said<'_>, key: usize) {
    for (which, span) in [(Which::Source, spans.0), (Which::Target, spans.1)] {
        let side = which.side(review);
        let Some((sentence, span)) = span.and_then(|span| Some((sentence(side, span)?, span))) else {
            continue;
        };
        let mark = Mark { span, verdict: said.verdict, kind: said.kind.to_owned(), key, card: card(said) };
        let list = if which == Which::Source { &mut found.source } else { &mut found.target };
        list.push(Found { sentence, mark });
    }
}

/// Number of the sentence that `span` begins in.
fn sentence(side: &Side, span: Span) -> Option<usize> {
    side.sentences.partition_point(|s| s.span.start <= span.start).checked_sub(1)
}

/// Orders by sentence and keeps one mark for the same words: the last, which is a finding's where there is one; it keeps
/// the key of the first, so that both sides still light up together.
fn unite(list: &mut Vec<Found>) {
    list.sort_by_key(|f| (f.sentence, f.mark.span));
    list.dedup_by(|later, kept| {
        let same = later.mark.span == kept.mark.span;
        if same {
            later.mark.key = kept.mark.key;
            std::mem::swap(later, kept);
        }
        same
    });
}

/// What shows when the pointer or the keyboard is on a mark.
fn card(said: &Said<'_>) -> String {
    let mut out = String::from("<span class=\"card\" lang=\"en\" dir=\"ltr\"><b>");
    escape(&mut out, said.kind);
    out.push_str("</b> <i>");
    out.push_str(said.verdict.name());
    out.push_str("</i>");
    for (label, words) in [("source", &said.source), ("target", &said.target)] {
        out.push_str("<span><small>");
        out.push_str(label);
        out.push_str("</small> ");
        match words {
            None => out.push_str("<em>says nothing</em>"),
            Some((text, normal)) => {
                out.push_str("<bdi>");
                escape(&mut out, &clip(text));
                out.push_str("</bdi>");
                if !normal.is_empty() && !text.contains(normal.as_str()) {
                    out.push_str(" → <bdi class=\"n\">");
                    escape(&mut out, &clip(normal));
                    out.push_str("</bdi>");
                }
            }
        }
        out.push_str("</span>");
    }
    if let Some(message) = said.message {
        out.push_str("<span>");
        escape(&mut out, message);
        out.push_str("</span>");
    }
    out.push_str("</span>");
    out
}

fn clip(text: &str) -> String {
    match text.char_indices().nth(CARD) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}
