//! Reads names and times of publication out of lines that were taken away.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::features::Known;
use super::judge::Verdict;
use super::phrases::Tokens;
use super::{Candidate, Metadata, Reason, shape};
use crate::lang;
use crate::text::fold;

/// Fills what `meta` lacks from the lines that `verdicts` removed before and right behind the text.
pub(super) fn read(candidates: &[Candidate], known: &[Known], verdicts: &[Verdict], meta: &mut Metadata) {
    let lines = candidates.iter().zip(known).zip(verdicts).filter(|(_, verdict)| !verdict.keeps());
    for ((candidate, known), verdict) in lines {
        let near = verdict.place.before_run > 0.0 || verdict.place.in_run > 0.0 || verdict.place.next_after > 0.0;
        if !near || known.counts.words() > 16.0 {
            continue;
        }
        let time = candidate.around.as_ref().and_then(|a| a.time.as_deref());
        if meta.published.is_none() {
            meta.published = time.and_then(super::html::moment);
        }
        if meta.published.is_none() && known.stamp.cover > 0.2 {
            meta.published = known.stamp.published();
        }
        if meta.byline.is_none() && matches!(verdict.reason, Reason::Byline | Reason::Stray | Reason::Dateline) {
            meta.byline = name(&candidate.text, known);
        }
    }
}

/// The name in a byline: what stands behind the phrase ("By", "Written by"), up to the next sign or date.
fn name(line: &str, known: &Known) -> Option<String> {
    let by = known.cues.iter().find(|cue| cue.reason == Reason::Byline);
    let skip = by.map_or(0, |cue| cue.end);
    let rest = behind(line, skip)?;
    let end = rest.find(['|', ',', '·', '•', '(', '/', '–', '—', '\u{ff5c}']).unwrap_or(rest.len());
    let piece = rest.get(..end)?.split(" - ").next()?.trim();
    // "By Rhona Calder": a short leading word, then a name.
    let led = piece
        .split_once(' ')
        .filter(|(first, _)| LEADS.contains(&fold(first)))
        .map(|(_, name)| name);
    let name = led.unwrap_or(piece);
    if shape::is_name(name) {
        return Some(name.to_owned());
    }
    let (first, name) = piece.split_once(' ')?;
    (first.chars().count() <= 4 && shape::is_name(name)).then(|| name.to_owned())
}

/// Short words that open or end the phrases of bylines ("by", "von", "por"): they lead a name, and are no part of it.
static LEADS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for language in lang::tags().filter_map(lang::lang) {
        for phrase in language.boilerplate.get("byline").into_iter().flatten() {
            let words: Vec<&str> = phrase.split(' ').collect();
            let edges = [words.first(), words.last().filter(|_| words.len() > 1)];
            for word in edges
                .into_iter()
                .flatten()
                .filter(|w| w.chars().count() <= 4)
            {
                *counts.entry(fold(word)).or_default() += 1;
            }
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(word, _)| word)
        .collect()
});

/// What stands behind the first `skip` words and signs of a line.
fn behind(line: &str, skip: usize) -> Option<&str> {
    if skip == 0 {
        return Some(line);
    }
    let tokens = Tokens::new(line);
    let words = (0..skip).filter(|i| tokens.is_word(*i)).count();
    let mut parts = line.splitn(words + 1, ' ');
    let rest = parts.nth(words)?;
    Some(rest.trim_start_matches([':', ' ', '：']))
}
