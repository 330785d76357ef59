//! What holds of every result, whatever the input was. Each law gives what it was broken by.

#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::ops::Range;

use newsalign::Review;
use newsalign::check::{CHECKS, Finding, Marked};
use newsalign::facts::Side;
use newsalign::text::{Span, is_space};

pub type Law = Result<(), String>;

fn must(holds: bool, broken: impl FnOnce() -> String) -> Law {
    if holds { Ok(()) } else { Err(broken()) }
}

/// Whether both ends are character boundaries of the text and something lies between them.
fn fits(span: Span, text: &str) -> Law {
    let fits = text.get(span.start..span.end).is_some_and(|piece| !piece.is_empty());
    must(fits, || format!("{span:?} does not fit a text of {} bytes", text.len()))
}

/// The laws of one article: its blocks, sentences and facts.
pub fn side(side: &Side) -> Law {
    blocks(side)?;
    sentences(side)?;
    facts(side)
}

/// Blocks are the lines of the text, in order; none is empty.
fn blocks(side: &Side) -> Law {
    let text = &side.article.text;
    let joined: Vec<&str> = side.article.blocks.iter().map(|b| b.span.of(text)).collect();
    for block in &side.article.blocks {
        fits(block.span, text)?;
        must(!block.span.of(text).trim().is_empty(), || format!("an empty block at {:?}", block.span))?;
    }
    must(joined.join("\n") == *text, || "the blocks joined are not the text".to_owned())?;
    must(!joined.iter().any(|b| b.contains('\n')), || "a block holds a line break".to_owned())?;
    for removed in &side.article.removed {
        must(!removed.text.contains('\n'), || format!("a removed line holds a line break: {:?}", removed.text))?;
        must(!removed.evidence.is_empty(), || format!("nobody says why this went: {:?}", removed.text))?;
    }
    Ok(())
}

/// Sentences lie in their block and cover its text once, in order.
fn sentences(side: &Side) -> Law {
    let text = &side.article.text;
    let mut covered: Vec<String> = vec![String::new(); side.article.blocks.len()];
    let mut end = 0;
    for sentence in &side.sentences {
        fits(sentence.span, text)?;
        let block = side.article.blocks.get(sentence.block).ok_or("a sentence of no block")?;
        must(block.span.contains(&sentence.span), || format!("{sentence:?} leaves its block {:?}", block.span))?;
        must(sentence.span.start >= end, || format!("{sentence:?} begins before {end}"))?;
        let piece = sentence.span.of(text);
        must(piece.trim() == piece, || format!("white space around {piece:?}"))?;
        covered[sentence.block].push_str(piece);
        end = sentence.span.end;
    }
    for (block, covered) in side.article.blocks.iter().zip(covered) {
        let bare = |text: &str| text.chars().filter(|c| !is_space(*c)).collect::<String>();
        let whole = block.span.of(text);
        must(bare(whole) == bare(&covered), || format!("sentences do not cover {whole:?} but {covered:?}"))?;
    }
    Ok(())
}

/// Facts lie in their sentence, in order.
fn facts(side: &Side) -> Law {
    let mut start = 0;
    for fact in &side.facts {
        fits(fact.span, &side.article.text)?;
        let sentence = side.sentences.get(fact.sentence).ok_or("a fact of no sentence")?;
        must(sentence.span.contains(&fact.span), || format!("{fact:?} leaves its sentence {sentence:?}"))?;
        must(fact.span.start >= start, || format!("{fact:?} is out of order"))?;
        start = fact.span.start;
    }
    Ok(())
}

/// The laws of a pair: those of both articles, of the beads and of the findings.
pub fn review(review: &Review) -> Law {
    side(&review.source)?;
    side(&review.target)?;
    beads(review)?;
    for one in &review.matches {
        let there = |n: Option<usize>, side: &Side| n.is_none_or(|n| n < side.facts.len());
        let right = there(one.source, &review.source) && there(one.target, &review.target);
        must(right && (one.source.is_some() || one.target.is_some()), || format!("{one:?} ties no facts"))?;
    }
    review.findings.iter().try_for_each(|f| finding(review, f))
}

/// Beads hold every sentence of both sides once and are ordered by source.
fn beads(review: &Review) -> Law {
    let mut source: Vec<usize> = review.beads.iter().flat_map(|b| b.source.clone()).collect();
    let ordered = source.is_sorted();
    let mut target: Vec<usize> = review.beads.iter().flat_map(|b| b.target.clone()).collect();
    source.sort_unstable();
    target.sort_unstable();
    must(ordered, || "beads are not ordered by source".to_owned())?;
    must(source.into_iter().eq(0..review.source.sentences.len()), || {
        "source sentences are not covered once".to_owned()
    })?;
    must(target.into_iter().eq(0..review.target.sentences.len()), || {
        "target sentences are not covered once".to_owned()
    })?;
    for bead in &review.beads {
        must(!(bead.source.is_empty() && bead.target.is_empty()), || "an empty bead".to_owned())?;
        must((0.0..=1.0).contains(&bead.score), || format!("a score of {}", bead.score))?;
    }
    Ok(())
}

/// A finding shows words of its own bead.
fn finding(review: &Review, finding: &Finding) -> Law {
    must(CHECKS.contains(&finding.check.as_str()), || format!("no such check: {}", finding.check))?;
    must(!finding.message.is_empty() && !finding.message.contains('\n'), || format!("message of {finding:?}"))?;
    let hexadecimal = finding.fingerprint.bytes().all(|b| b.is_ascii_hexdigit()) && finding.fingerprint.len() == 16;
    must(hexadecimal, || format!("fingerprint {:?}", finding.fingerprint))?;
    must(finding.source.is_some() || finding.target.is_some(), || format!("nothing is marked: {finding:?}"))?;
    let bead = review.beads.get(finding.bead).ok_or("a finding on no bead")?;
    let whole_run = ["omission", "addition"].contains(&finding.check.as_str());
    marked(&review.source, &finding.source, &bead.source, whole_run)?;
    marked(&review.target, &finding.target, &bead.target, whole_run)
}

/// The words are those under the span. A run of left-out sentences begins in its bead; a fact may have its counterpart in
/// a neighbouring one.
fn marked(side: &Side, marked: &Option<Marked>, run: &Range<usize>, whole_run: bool) -> Law {
    let Some(marked) = marked else { return Ok(()) };
    fits(marked.span, &side.article.text)?;
    must(marked.span.of(&side.article.text) == marked.text, || format!("{marked:?} shows other words"))?;
    if whole_run {
        let first = side.sentences.get(run.start).map(|s| s.span.start);
        must(first == Some(marked.span.start), || format!("{marked:?} does not begin with its bead"))?;
    }
    Ok(())
}
